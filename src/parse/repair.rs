//! Characters that break a strict reader are dropped or escaped before any parser sees the text. It does not judge tags.

use std::borrow::Cow;

/// Longest entity name of HTML (`CounterClockwiseContourIntegral`) and then some.
const REFERENCE_CHARS_MAX: usize = 40;

/// Text that a lenient XML reader gets through without an error on single characters.
#[derive(Debug)]
pub(super) struct Repaired<'t> {
    pub text: Cow<'t, str>,
    /// Forbidden characters that were dropped (edge case 42).
    pub controls: usize,
    /// Bare `&` and `<` that were escaped (edge case 44).
    pub escaped: usize,
}

/// Forbidden by XML 1.0 (section 2.2, `Char`), and by JSON inside of strings.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Drops forbidden characters; counts them.
pub(super) fn drop_controls(text: &str) -> (Cow<'_, str>, usize) {
    // Nearly every text is clean, which its bytes tell faster than its characters.
    let suspect = |byte: u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0xef);
    // Whole pieces without a way out on the first find: the compiler makes vectors of them.
    let any = |piece: &[u8]| piece.iter().fold(false, |found, byte| found | suspect(*byte));
    if !text.as_bytes().chunks(256).any(any) {
        return (Cow::Borrowed(text), 0);
    }
    let controls = text.chars().filter(|c| is_forbidden(*c)).count();
    if controls == 0 {
        return (Cow::Borrowed(text), 0);
    }
    let kept = text.chars().filter(|c| !is_forbidden(*c)).collect();
    (Cow::Owned(kept), controls)
}

/// JSON without forbidden characters and without halves of surrogate pairs (`\ud83d` alone), and how many there were: one
/// of them makes a strict reader refuse the whole document (edge case 42).
pub(super) fn clean_json(text: &str) -> (Cow<'_, str>, usize) {
    let (text, controls) = drop_controls(text);
    let halves = lone_surrogates(&text);
    if halves.is_empty() {
        return (text, controls);
    }
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for start in &halves {
        kept.push_str(text.get(copied..*start).unwrap_or_default());
        copied = start + SURROGATE_BYTES;
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    (Cow::Owned(kept), controls + halves.len())
}

/// JSON without the commas that stand before the end of a list or an object (`[1, 2,]`); `None` where there are none.
pub(super) fn without_last_commas(text: &str) -> Option<String> {
    let mut comma = None;
    let mut last = Vec::new();
    for (at, byte) in outside_strings(text) {
        match byte {
            b',' => comma = Some(at),
            b']' | b'}' => last.extend(comma.take()),
            _ if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
    }
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for comma in &last {
        kept.push_str(text.get(copied..*comma).unwrap_or_default());
        copied = comma + 1;
    }
    kept.push_str(text.get(copied..).unwrap_or_default());
    (!last.is_empty()).then_some(kept)
}

/// Bytes of `\ud83d`.
const SURROGATE_BYTES: usize = 6;

/// The bytes of JSON between its strings and the quotes that open these, with their places.
pub(super) fn outside_strings(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().enumerate().filter(move |(_, byte)| {
        if quoted {
            quoted = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            return false;
        }
        quoted = *byte == b'"';
        true
    })
}

/// Where escapes of unpaired surrogates begin.
fn lone_surrogates(text: &str) -> Vec<usize> {
    let mut lone = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'\\')) {
        let start = at + found;
        at = start
            + match (surrogate(bytes, start), surrogate(bytes, start + SURROGATE_BYTES)) {
                (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => SURROGATE_BYTES * 2,
                (Some(_), _) => {
                    lone.push(start);
                    SURROGATE_BYTES
                }
                (None, _) => 2,
            };
    }
    lone
}

/// The surrogate whose escape stands at byte `at`.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + SURROGATE_BYTES)?.strip_prefix(b"\\u")?;
    let code = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (0xd800..0xe000).contains(&code).then_some(code)
}

/// Escapes every `&` that begins no reference and every `<` that begins no markup, outside of CDATA and comments.
/// Linear time.
pub(super) fn repair(text: &str) -> Repaired<'_> {
    let (text, controls) = drop_controls(text);
    let mut fixes = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'<', b'&', rest)) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        at = start + 1;
        if rest.starts_with('&') {
            if !begins_reference(rest) {
                fixes.push((start, "&amp;"));
            }
        } else if let Some(skipped) = opaque_length(rest) {
            at = start + skipped;
        } else if !begins_markup(rest) {
            fixes.push((start, "&lt;"));
        }
    }
    let escaped = fixes.len();
    if escaped == 0 {
        return Repaired { text, controls, escaped };
    }
    let mut fixed = String::with_capacity(text.len() + escaped * 4);
    let mut copied = 0;
    for (start, replacement) in fixes {
        fixed.push_str(text.get(copied..start).unwrap_or_default());
        fixed.push_str(replacement);
        copied = start + 1;
    }
    fixed.push_str(text.get(copied..).unwrap_or_default());
    Repaired { text: Cow::Owned(fixed), controls, escaped }
}

/// Bytes of a CDATA section or comment at the start of `rest`; the whole rest where it never ends.
fn opaque_length(rest: &str) -> Option<usize> {
    let end = match rest {
        _ if rest.starts_with("<![CDATA[") => "]]>",
        _ if rest.starts_with("<!--") => "-->",
        _ => return None,
    };
    let found = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
    Some(found.map_or(rest.len(), |at| at + end.len()))
}

fn begins_markup(rest: &str) -> bool {
    let mut characters = rest.chars().skip(1);
    match characters.next() {
        Some('/') => characters.next().is_some_and(begins_name),
        Some('!') => {
            rest.get(..9).is_some_and(|t| t.eq_ignore_ascii_case("<!doctype"))
                || rest.starts_with("<!E")
                || rest.starts_with("<!A")
        }
        Some('?') => true,
        Some(c) => begins_name(c),
        None => false,
    }
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

/// `&name;`, `&#8217;`, `&#x2019;`.
fn begins_reference(rest: &str) -> bool {
    let mut characters = rest.chars().skip(1).take(REFERENCE_CHARS_MAX).peekable();
    let numeric = characters.next_if_eq(&'#').is_some();
    let hexadecimal = numeric && characters.next_if(|c| matches!(c, 'x' | 'X')).is_some();
    let legal = |c: &char| match (numeric, hexadecimal) {
        (true, true) => c.is_ascii_hexdigit(),
        (true, false) => c.is_ascii_digit(),
        (false, _) => c.is_ascii_alphanumeric(),
    };
    let mut length = 0;
    while characters.next_if(legal).is_some() {
        length += 1;
    }
    length > 0 && characters.next() == Some(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let repaired = repair(text);
        assert_eq!(repaired.text, expected);
        let changed = repaired.controls + repaired.escaped > 0;
        assert_eq!(changed, text != expected, "the counts must say what changed: {text}");
    }

    #[test]
    fn sound_markup_is_left_as_it_is() {
        for text in [
            "<a b='c'>&amp; &eacute; &#8217; &#x2019;</a><!-- a & b < c --><![CDATA[x < y & z]]>",
            "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"b\">]><rss/>",
            "\u{e9}\t\r\n",
        ] {
            check(text, text);
        }
    }

    // Edge cases 42 and 44.
    #[test]
    fn bare_characters_are_escaped_and_forbidden_ones_dropped() {
        check(
            "<a>R&D & more &; &# &#x; &bad name;</a>",
            "<a>R&amp;D &amp; more &amp;; &amp;# &amp;#x; &amp;bad name;</a>",
        );
        check("<a>1 < 2 <3 </ a</a>", "<a>1 &lt; 2 &lt;3 &lt;/ a</a>");
        check("<a>b\u{8}\u{1c}\0c\u{ffff}</a>", "<a>bc</a>");
        check("x <![CDATA[ a & b", "x <![CDATA[ a & b");
        check("<", "&lt;");
        check("&", "&amp;");
    }

    // Edge case 42.
    #[test]
    fn halves_of_surrogate_pairs_are_dropped_and_whole_ones_kept() {
        for (text, expected, count) in [
            (r#"["x \ud83d"]"#, r#"["x "]"#, 1),
            (r#"["\uDE00\ud83d\ude00\ud83d\n"]"#, r#"["\ud83d\ude00\n"]"#, 2),
            (r#"["\\ud83d \u00e9 \ud8"]"#, r#"["\\ud83d \u00e9 \ud8"]"#, 0),
            (r#"["\ud83d\ud83d\ude00"]"#, r#"["\ud83d\ude00"]"#, 1),
        ] {
            let (clean, dropped) = clean_json(text);
            assert_eq!((&*clean, dropped), (expected, count), "{text}");
        }
        assert_eq!(clean_json("[\"a\u{8}\\ud83d\"]").1, 2);
    }
}
