//! How a file of records ends: the last position, a torn line, or something that is not ours. Changes nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// How every line begins that [`crate::publish::OutboxRow::structured`] writes.
const HEAD: &[u8] = b"{\"specversion\":\"1.0\"";

/// Bytes first read from the end; most records are small.
const TAIL_BYTES_MIN: u64 = 64 * 1024;

/// Bytes read at most: the largest record that can be configured, its envelope, and a torn one after it.
const TAIL_BYTES_MAX: u64 = 256 * 1024 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Ours {
        /// Position of the last whole line, if there is one.
        last: Option<u64>,
        /// Bytes after it: half a line, which a crash left.
        torn_bytes: u64,
    },
    /// The last whole line, or what follows it, was never written by a sink.
    Foreign,
}

pub(super) fn examine(file: &mut File) -> io::Result<Ending> {
    let bytes = file.metadata()?.len();
    let mut tail_bytes = TAIL_BYTES_MIN;
    loop {
        let start = bytes.saturating_sub(tail_bytes);
        file.seek(SeekFrom::Start(start))?;
        let mut tail = Vec::new();
        (&mut *file).take(tail_bytes).read_to_end(&mut tail)?;
        if let Some(ending) = ending_of(&tail, start == 0) {
            return Ok(ending);
        }
        if tail_bytes >= TAIL_BYTES_MAX {
            return Ok(Ending::Foreign);
        }
        tail_bytes *= 16;
    }
}

/// Position of the first record.
pub(super) fn first_position(path: &Path) -> io::Result<Option<u64>> {
    let mut head = Vec::new();
    fs_err::File::open(path)?.into_parts().0.take(4096).read_to_end(&mut head)?;
    // The envelope's attributes stand before the data: the first 4 KiB hold them though not the line's end.
    let text = String::from_utf8_lossy(&head);
    let found = text.split_once("\"sequence\":\"").and_then(|(_, rest)| rest.split_once('"'));
    Ok(found.and_then(|(digits, _)| digits.parse().ok()))
}

/// `None` when the last whole line begins before `tail`.
fn ending_of(tail: &[u8], is_whole_file: bool) -> Option<Ending> {
    let mut backwards = tail.rsplit(|b| *b == b'\n');
    let torn = backwards.next().unwrap_or_default();
    let line = backwards.next();
    if !is_whole_file && backwards.next().is_none() {
        return None;
    }
    let last = line.and_then(position_of);
    if last.is_some() != line.is_some() || !is_torn_record(torn, last.is_some()) {
        return Some(Ending::Foreign);
    }
    Some(Ending::Ours { last, torn_bytes: u64::try_from(torn.len()).unwrap_or(u64::MAX) })
}

fn position_of(line: &[u8]) -> Option<u64> {
    if !line.starts_with(HEAD) {
        return None;
    }
    let event: serde_json::Value = serde_json::from_slice(line).ok()?;
    event.get("sequence")?.as_str()?.parse().ok()
}

fn is_torn_record(torn: &[u8], after_record: bool) -> bool {
    // Some file systems lengthen a file before its content is there: after a power loss it then ends in zeros.
    let is_unwritten = after_record && torn.iter().all(|b| *b == 0);
    HEAD.starts_with(torn) || torn.starts_with(HEAD) || is_unwritten
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "{\"specversion\":\"1.0\",\"sequence\":\"00007\",\"data\":{}}";

    fn check(text: &str, expected: &Ending) {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        assert_eq!(&examine(&mut file).unwrap(), expected, "{:?}", text.get(..60).unwrap_or(text));
    }

    #[test]
    fn only_half_a_record_after_a_record_counts_as_torn() {
        let ours = |last, torn_bytes| Ending::Ours { last, torn_bytes };
        check("", &ours(None, 0));
        check("{\"spec", &ours(None, 6));
        check(LINE, &ours(None, u64::try_from(LINE.len()).unwrap()));
        check(&format!("{LINE}\n"), &ours(Some(7), 0));
        check(&format!("{LINE}\n{{\"specversion\":\"1.0\",\"id"), &ours(Some(7), 24));
        check(&format!("{LINE}\n\0\0\0"), &ours(Some(7), 3));
        check(&format!("{LINE}\nnotes of the desk"), &Ending::Foreign);
        check("notes of the desk", &Ending::Foreign);
        check("\0\0\0", &Ending::Foreign);
        check("notes of the desk\n", &Ending::Foreign);
        check("{\"sequence\":\"00007\"}\n", &Ending::Foreign);
        check(&format!("{LINE}\n\n"), &Ending::Foreign);
        check("notes\n{\"spec", &Ending::Foreign);
    }

    #[test]
    fn lines_longer_than_the_first_look_are_found() {
        let long = LINE.replace("{}", &format!("\"{}\"", "berth ".repeat(400_000)));
        let ours = |torn_bytes| Ending::Ours { last: Some(7), torn_bytes };
        check(&format!("{LINE}\n{long}\n"), &ours(0));
        let torn = long.get(..2_000_000).unwrap();
        check(&format!("{LINE}\n{torn}"), &ours(2_000_000));
    }
}
