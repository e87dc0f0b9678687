//! Records to a file, one structured CloudEvent a line: rotated, fsynced, and without repeats after a crash, because
//! the last whole line tells the position.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Delivery, Mark, OutboxRow, Sink, SinkError};
use crate::config::FileSinkConfig;

/// Bytes read from the end of a file to find its last line: a record is at most 1 MB by default.
const TAIL_BYTES: u64 = 64 * 1024 * 1024;

/// The file being written; rotated ones stand beside it as `NAME.SEQ`, SEQ being the first position in them.
#[derive(Debug)]
pub struct FileSink {
    config: FileSinkConfig,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    bytes: u64,
    /// Position of the first record in the file.
    first: Option<u64>,
}

impl FileSink {
    pub fn new(config: FileSinkConfig) -> Self {
        Self { config, open: None }
    }

    fn fatal(&self, doing: &str, error: &dyn std::fmt::Display) -> SinkError {
        let path = self.config.path.display();
        SinkError::Fatal { reason: format!("{path}: cannot {doing}: {error}") }
    }

    /// Full disks and the like pass: the outbox keeps the records until they do.
    fn retry(&mut self, doing: &str, error: &dyn std::fmt::Display) -> SinkError {
        self.open = None;
        let path = self.config.path.display();
        SinkError::Reopen { reason: format!("{path}: cannot {doing}: {error}") }
    }

    fn rotate(&mut self, first: u64) -> Result<(), SinkError> {
        self.open = None;
        let rotated = rotated_path(&self.config.path, first);
        fs_err::rename(&self.config.path, rotated).map_err(|e| self.retry("rotate", &e))?;
        self.delete_old_files();
        self.open = Some(open_file(&self.config.path).map_err(|e| self.retry("open", &e))?);
        sync_folder(&self.config.path).map_err(|e| self.retry("sync its folder", &e))
    }

    fn delete_old_files(&self) {
        if self.config.keep_files == 0 {
            return;
        }
        let mut rotated = rotated_files(&self.config.path);
        let over = rotated.len().saturating_sub(self.config.keep_files);
        for (_, path) in rotated.drain(..over) {
            if let Err(error) = fs_err::remove_file(&path) {
                tracing::warn!(%error, "rotated file not deleted");
            }
        }
    }
}

impl Sink for FileSink {
    fn open(&mut self, _outbox: &str) -> Result<Mark, SinkError> {
        if let Some(folder) = self.config.path.parent() {
            fs_err::create_dir_all(folder).map_err(|e| self.fatal("create its folder", &e))?;
        }
        let mut open = open_file(&self.config.path).map_err(|e| self.fatal("open", &e))?;
        cut_torn_line(&mut open).map_err(|e| self.fatal("cut a torn last line from it", &e))?;
        let mut last = last_position(&self.config.path).map_err(|e| self.fatal("read", &e))?;
        if last.is_none() {
            let newest = rotated_files(&self.config.path).pop();
            last = match newest {
                Some((_, path)) => last_position(&path).map_err(|e| self.fatal("read", &e))?,
                None => None,
            };
        }
        open.first = first_position(&self.config.path).map_err(|e| self.fatal("read", &e))?;
        self.open = Some(open);
        Ok(last.map_or(Mark::Never, Mark::At))
    }

    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
        let Some(open) = self.open.as_mut() else {
            return Err(SinkError::Reopen { reason: "the file is not open".to_owned() });
        };
        let mut lines = Vec::new();
        for row in rows {
            lines.extend_from_slice(&row.structured());
            lines.push(b'\n');
        }
        let written = open.file.write_all(&lines).and_then(|()| open.file.sync_data());
        open.bytes += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        open.first = open.first.or(rows.first().map(|row| row.seq));
        let (bytes, first) = (open.bytes, open.first);
        written.map_err(|e| self.retry("write", &e))?;
        if let Some(first) = first.filter(|_| bytes >= self.config.rotate_bytes) {
            self.rotate(first)?;
        }
        Ok(Delivery::default())
    }
}

fn open_file(path: &Path) -> std::io::Result<Open> {
    let file = fs_err::OpenOptions::new().create(true).append(true).read(true).open(path)?;
    let file = file.into_parts().0;
    let bytes = file.metadata()?.len();
    Ok(Open { file, bytes, first: None })
}

/// A crash may leave half a line: its record is still in the outbox and comes again, whole.
fn cut_torn_line(open: &mut Open) -> std::io::Result<()> {
    let tail = read_tail(&mut open.file, open.bytes)?;
    let whole = tail.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let torn = u64::try_from(tail.len() - whole).unwrap_or(0);
    if torn > 0 {
        tracing::warn!(bytes = torn, "half a line cut from the end of the file after a crash");
        open.bytes = open.bytes.saturating_sub(torn);
        open.file.set_len(open.bytes)?;
        open.file.sync_all()?;
    }
    Ok(())
}

fn read_tail(file: &mut File, bytes: u64) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(bytes.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    Ok(tail)
}

fn last_position(path: &Path) -> std::io::Result<Option<u64>> {
    let mut file = fs_err::File::open(path)?.into_parts().0;
    let bytes = file.metadata()?.len();
    // Most records are small: look at the last 64 KiB before reading more.
    for tail_bytes in [64 * 1024, TAIL_BYTES] {
        file.seek(SeekFrom::Start(bytes.saturating_sub(tail_bytes)))?;
        let mut tail = Vec::new();
        (&mut file).take(tail_bytes).read_to_end(&mut tail)?;
        let line = tail.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap_or_default();
        if let Some(position) = position_of(line) {
            return Ok(Some(position));
        }
    }
    Ok(None)
}

fn first_position(path: &Path) -> std::io::Result<Option<u64>> {
    let mut head = Vec::new();
    fs_err::File::open(path)?.into_parts().0.take(4096).read_to_end(&mut head)?;
    // The envelope's attributes stand before the data: the first 4 KiB hold them though not the line's end.
    let text = String::from_utf8_lossy(&head);
    let found = text.split_once("\"sequence\":\"").and_then(|(_, rest)| rest.split_once('"'));
    Ok(found.and_then(|(digits, _)| digits.parse().ok()))
}

fn position_of(line: &[u8]) -> Option<u64> {
    let event: serde_json::Value = serde_json::from_slice(line).ok()?;
    event.get("sequence")?.as_str()?.parse().ok()
}

fn rotated_path(path: &Path, first: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{first:020}"));
    PathBuf::from(name)
}

/// Rotated files, oldest first.
fn rotated_files(path: &Path) -> Vec<(u64, PathBuf)> {
    let Some((folder, name)) = path.parent().zip(path.file_name().and_then(|n| n.to_str())) else {
        return Vec::new();
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs_err::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let other = entry.file_name();
            let suffix = other.to_str()?.strip_prefix(name)?.strip_prefix('.')?;
            Some((suffix.parse().ok()?, entry.path()))
        })
        .collect();
    found.sort();
    found
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs_err::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{EventHead, Stream};

    fn row(seq: u64) -> OutboxRow {
        let event = EventHead {
            id: format!("urn:uuid:a:{seq}"),
            kind: "wiredesk.story.new.v1".to_owned(),
            source: "/feeds/harbour".to_owned(),
            subject: "urn:uuid:a".to_owned(),
            time: "2026-01-02T03:04:05Z".to_owned(),
            dataschema: None,
        };
        let value = format!("{{\"n\":{seq}}}").into_bytes();
        OutboxRow { seq, stream: Stream::Stories, key: "urn:uuid:a".to_owned(), event, value }
    }

    fn sink(folder: &Path, rotate_bytes: u64) -> FileSink {
        let path = folder.join("stories.ndjson");
        FileSink::new(FileSinkConfig { path, rotate_bytes, keep_files: 0 })
    }

    #[test]
    fn a_torn_last_line_is_cut_and_the_position_is_that_of_the_last_whole_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = sink(folder.path(), u64::MAX);
        assert_eq!(first.open("own").unwrap(), Mark::Never);
        first.deliver(&[row(1), row(2)]).unwrap();
        let path = folder.path().join("stories.ndjson");
        let mut file = fs_err::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"specversion\":\"1.0\",\"sequence\":\"0000").unwrap();
        let mut second = sink(folder.path(), u64::MAX);
        assert_eq!(second.open("own").unwrap(), Mark::At(2));
        second.deliver(&[row(3)]).unwrap();
        let text = fs_err::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }

    #[test]
    fn the_position_survives_a_rotation_that_left_the_new_file_empty() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = sink(folder.path(), 1);
        first.open("own").unwrap();
        first.deliver(&[row(1), row(2)]).unwrap();
        let mut second = sink(folder.path(), 1);
        assert_eq!(second.open("own").unwrap(), Mark::At(2));
        assert_eq!(rotated_files(&folder.path().join("stories.ndjson")).len(), 1);
    }
}
