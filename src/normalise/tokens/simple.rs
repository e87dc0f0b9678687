//! Tags as nearly all markup writes them: small letters, values in quotes, no character references; and the references that
//! stand in most text. What is any different is left to the tokenizer.

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

/// The character of the reference at the head of `html`, and what stands behind it: a number, a sign of markup or one of
/// typography.
pub(super) fn read_reference(html: &str) -> Option<(char, &str)> {
    const BYTES_MAX: usize = 10;
    let name = html.strip_prefix('&')?;
    let head = name.as_bytes().get(..BYTES_MAX.min(name.len()))?;
    let (name, behind) = name.split_at_checked(memchr::memchr(b';', head)?)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lsquo" => '\u{2018}',
        "rsquo" => '\u{2019}',
        "ldquo" => '\u{201c}',
        "rdquo" => '\u{201d}',
        "ndash" => '\u{2013}',
        "mdash" => '\u{2014}',
        "hellip" => '\u{2026}',
        _ => numbered(name)?,
    };
    Some((character, behind.strip_prefix(';')?))
}

/// `#8217`, `#x2019`. Controls, half pairs and what is no character are the tokenizer's to repair.
fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    matches!(character, ' '..='~' | '\u{a0}'..='\u{fdcf}').then_some(character)
}

/// A name of small letters, which may have digits and signs behind the first.
fn part_name(text: &str) -> Option<(&str, &str)> {
    let is_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b':');
    let bytes = text.as_bytes().iter();
    let end = bytes.take_while(|byte| is_name(byte)).count();
    text.split_at_checked(end)
        .filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_lowercase()))
}
