//! Tags as nearly all markup writes them: small letters, values in quotes, no character references. What is any different is
//! left to the tokenizer.

/// Each attribute is compared with those before it.
const ATTRIBUTES_MAX: usize = 16;

/// A start or end tag that needs no repair.
#[derive(Debug)]
pub(super) struct SimpleTag<'h> {
    pub(super) name: &'h str,
    pub(super) ends: bool,
    pub(super) closes_itself: bool,
    /// What stands behind it.
    pub(super) behind: &'h str,
}

/// Reads the tag at the head of `html`, its attributes into `attributes`.
pub(super) fn read_tag<'h>(
    html: &'h str,
    attributes: &mut Vec<(&'h str, &'h str)>,
) -> Option<SimpleTag<'h>> {
    attributes.clear();
    let tag = html.strip_prefix('<')?;
    let (ends, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
    let (name, mut rest) = part_name(tag)?;
    loop {
        let inner = rest.trim_start_matches([' ', '\n', '\t', '\x0c']);
        if let Some(behind) = inner.strip_prefix('>') {
            return Some(SimpleTag { name, ends, closes_itself: false, behind });
        }
        if let Some(behind) = inner.strip_prefix("/>") {
            return Some(SimpleTag { name, ends, closes_itself: true, behind });
        }
        let (attribute, value) = part_name(inner)?;
        let value = value.strip_prefix('=')?;
        let quote = *value.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let value = value.get(1..)?;
        let end = memchr::memchr(quote, value.as_bytes())?;
        let is_apart = inner.len() < rest.len() && attributes.len() < ATTRIBUTES_MAX;
        rest = value.get(end + 1..)?;
        let value = value.get(..end)?;
        let is_plain = memchr::memchr2(b'&', b'\r', value.as_bytes()).is_none();
        if !is_apart || !is_plain || attributes.iter().any(|(known, _)| *known == attribute) {
            return None;
        }
        attributes.push((attribute, value));
    }
}

/// A name of small letters, which may have digits and signs behind the first.
fn part_name(text: &str) -> Option<(&str, &str)> {
    let is_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b':');
    let bytes = text.as_bytes().iter();
    let end = bytes.take_while(|byte| is_name(byte)).count();
    text.split_at_checked(end)
        .filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_lowercase()))
}
