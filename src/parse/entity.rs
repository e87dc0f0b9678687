//! Character references of XML and HTML to characters. Of a document's own entities only those of plain text are read:
//! none refers to another or to anything outside, so nothing grows but by a small bound.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

use super::repair;

/// Windows-1252 characters that references to C1 controls mean (HTML 13.2.5.80).
const C1: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// Appends what `&name;` stands for. An unknown name stays as it was written; a forbidden character is dropped.
pub(super) fn push(out: &mut String, name: &str) {
    if let Some(number) = name.strip_prefix('#') {
        out.extend(numeric(number).filter(|c| !repair::is_forbidden(*c)));
        return;
    }
    let basic = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    if let Some(c) = basic {
        out.push(c);
    } else if let Some(&(first, second)) = NAMED_ENTITIES.get(&format!("{name};")) {
        out.extend(char::from_u32(first));
        out.extend(char::from_u32(second).filter(|c| *c != '\0'));
    } else {
        out.push('&');
        out.push_str(name);
        out.push(';');
    }
}

/// Entities that are kept of one document, and the longest value of one in bytes.
const DECLARED_MAX: usize = 64;
const VALUE_BYTES_MAX: usize = 256;

/// Names and values of the entities that a document type declares as plain text: no reference, no markup, nothing outside
/// (XML 1.0 section 4.2.1).
pub(super) fn declared(doctype: &str) -> Vec<(String, String)> {
    let declarations = doctype.split("<!ENTITY").skip(1).take(DECLARED_MAX);
    let read = declarations.filter_map(|declaration| {
        let (name, value) = declaration.trim_start().split_once(char::is_whitespace)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, _) = value.get(1..)?.split_once(quote)?;
        let plain = value.len() <= VALUE_BYTES_MAX && !value.contains(['&', '%', '<']);
        (plain && is_reference(name)).then(|| (name.to_owned(), value.to_owned()))
    });
    read.collect()
}

/// Text or an attribute's value with its references replaced, once.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.split_once(';') {
            Some((name, rest)) if is_reference(name) => {
                push(&mut out, name);
                out.push_str(rest);
            }
            _ => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    Cow::Owned(out)
}

/// Whether `text` holds anything that reads as a character reference.
pub(super) fn has_reference(text: &str) -> bool {
    let mut pieces = text.split('&');
    pieces.next();
    pieces.any(|piece| {
        piece.split_once(';').is_some_and(|(name, _)| is_reference(name) && is_known(name))
    })
}

/// Escapes text for element content and attribute values.
pub(crate) fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(reference);
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

fn is_reference(name: &str) -> bool {
    let digits = name.strip_prefix('#').unwrap_or(name);
    !digits.is_empty() && name.len() <= 40 && digits.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_known(name: &str) -> bool {
    match name.strip_prefix('#') {
        Some(number) => numeric(number).is_some(),
        None => name == "apos" || NAMED_ENTITIES.contains_key(&format!("{name};")),
    }
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0x80..=0x9f => C1.get(usize::try_from(code - 0x80).ok()?).copied(),
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(decode(text), expected);
    }

    // Edge cases 44 and 45.
    #[test]
    fn references_are_replaced_once_and_unknown_ones_kept() {
        check(
            "Caf&eacute; &amp;amp; &#8217;&#x2019; &#150;",
            "Caf\u{e9} &amp; \u{2019}\u{2019} \u{2013}",
        );
        check("&lol9; &nothing; A&B; &", "&lol9; &nothing; A&B; &");
        check("&NotEqualTilde;&apos;&nbsp;", "\u{2242}\u{338}'\u{a0}");
        check("&#11;&#0;&#xD800;&#x110000;&#99999999999;", "");
    }

    #[test]
    fn only_plain_entities_of_the_documents_own_are_read() {
        let read = declared(
            "rss [<!ENTITY n \"Ana Ruiz\"> <!ENTITY q 'R \"D\"'><!ENTITY a \"&n;&n;\"><!ENTITY m '<b>'><!ENTITY % p 'x'>\
             <!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY open \"never]",
        );
        let read: Vec<_> = read.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(read, [("n", "Ana Ruiz"), ("q", "R \"D\"")]);
        assert_eq!(declared(&"<!ENTITY n 'x'>".repeat(1_000)).len(), DECLARED_MAX);
    }

    #[test]
    fn only_known_references_count() {
        for (text, expected) in
            [("R&D; x", false), ("a &amp; b", true), ("&#39;", true), ("AT&T", false)]
        {
            assert_eq!(has_reference(text), expected, "{text}");
        }
    }
}
