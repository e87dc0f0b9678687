//! Tells a wire document by its first bytes, so that a large feed is turned away without being decoded.

use super::telegram;

/// How the bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Xml,
    Json,
    Telegram,
}

/// Bytes that are looked at for the document element: comments and a DTD subset come before it.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Bytes between start of heading and start of text.
const HEADING_BYTES_MAX: usize = 1_000;

/// The address every JSON Feed names as its version.
const FEED_MARK: &[u8] = b"jsonfeed.org/version";

/// Document elements of the XML wire formats, by local name.
const ROOTS: [&[u8]; 9] = [
    b"nitf",
    b"newsMessage",
    b"newsItem",
    b"packageItem",
    b"conceptItem",
    b"knowledgeItem",
    b"planningItem",
    b"catalogItem",
    b"NewsML",
];

/// What `bytes` look like, `None` when they are no wire document.
pub(super) fn recognise(bytes: &[u8]) -> Option<Shape> {
    // UTF-16 shows itself by zero bytes; without them its markup reads as ASCII does.
    let head: Vec<u8> =
        bytes.iter().copied().take(HEAD_BYTES_MAX).filter(|byte| *byte != 0).collect();
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    if matches!(start.first(), Some(b'{' | b'[')) {
        // JSON Feed says what it is, and only then can it be large.
        let feed = head.windows(FEED_MARK.len()).any(|window| window == FEED_MARK);
        return (!feed).then_some(Shape::Json);
    }
    if is_telegram(bytes) || is_plain_telegram(start) {
        return Some(Shape::Telegram);
    }
    let root = root_name(&head)?;
    let local = root.rsplit(|byte| *byte == b':').next()?;
    ROOTS.contains(&local).then_some(Shape::Xml)
}

/// Fillers, start of heading, and a start of text soon after.
fn is_telegram(bytes: &[u8]) -> bool {
    let filler = |byte: &u8| matches!(byte, 0x16 | 0x7F | 0x00 | b'\r' | b'\n' | b' ');
    let heading = bytes.iter().position(|byte| !filler(byte)).and_then(|at| bytes.get(at..));
    heading.is_some_and(|heading| {
        heading.first() == Some(&0x01)
            && heading.iter().take(HEADING_BYTES_MAX).any(|byte| *byte == 0x02)
    })
}

fn is_plain_telegram(start: &[u8]) -> bool {
    let first = start.first().is_some_and(u8::is_ascii_lowercase);
    first && {
        let head = start.get(..HEADING_BYTES_MAX).unwrap_or(start);
        telegram::plain::begins(&String::from_utf8_lossy(head))
    }
}

/// The name of the first start tag, past byte order mark, declarations, comments and DTD.
fn root_name(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head;
    loop {
        let open = rest.iter().position(|byte| *byte == b'<')?;
        let text = rest.get(..open)?;
        // Copy that merely quotes markup is no XML document; a byte order mark is no copy.
        if text.iter().any(u8::is_ascii_alphanumeric) {
            return None;
        }
        rest = rest.get(open + 1..)?;
        if rest.starts_with(b"!--") {
            rest = after(rest, b"-->")?;
        } else if rest.starts_with(b"?") {
            rest = after(rest, b"?>")?;
        } else if rest.starts_with(b"!") {
            rest = after_doctype(rest)?;
        } else {
            let name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'>' | b'/');
            return rest.split(|byte| !name(byte)).next();
        }
    }
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(end.len()).position(|window| window == end)?;
    text.get(at + end.len()..)
}

/// Past the `>` that closes the DOCTYPE, outside quotes and its `[...]`.
fn after_doctype(text: &[u8]) -> Option<&[u8]> {
    let mut quote = None;
    let mut brackets = 0_usize;
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (Some(open), close) if open == *close => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'[') => brackets += 1,
            (None, b']') => brackets = brackets.saturating_sub(1),
            (None, b'>') if brackets == 0 => return text.get(at + 1..),
            (Some(_) | None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_documents_are_told_by_content() {
        let check = |bytes: &[u8], want: Option<Shape>| {
            assert_eq!(recognise(bytes), want, "{:?}", String::from_utf8_lossy(bytes));
        };
        check(b"<nitf>", Some(Shape::Xml));
        check(
            b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <rss> --><n:newsItem guid='1'>",
            Some(Shape::Xml),
        );
        check(
            b"<!DOCTYPE NewsML PUBLIC \"a>b\" [<!ENTITY % x SYSTEM 'y>'> %x;]><NewsML>",
            Some(Shape::Xml),
        );
        check(
            &"\u{feff}<packageItem/>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            Some(Shape::Xml),
        );
        check(b" {\"uri\": 1}", Some(Shape::Json));
        check(b"\x16\x16\x01h\n\x02copy", Some(Shape::Telegram));
        check(b"<rss><newsItem/></rss>", None);
        check(b"<feed>", None);
        check(b"<!-- never closed <nitf>", None);
        check(b"<!DOCTYPE nitf [ <nitf>", None);
        check(b"about <nitf>", None);
        check(b"{\"version\": \"https://jsonfeed.org/version/1.1\"}", None);
        check(b"\x01heading without copy", None);
        check(b"", None);
    }
}
