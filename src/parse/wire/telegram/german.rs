//! Seven-bit German: ISO 646-DE has umlauts where ASCII has braces. Nothing in a telegram says so; its words do.

use std::borrow::Cow;

/// Braces within words of a text that is taken for German.
const WITHIN_WORDS_MIN: usize = 2;

/// `text` with its umlauts, where `copy` is seven-bit German.
pub(super) fn letters<'a>(text: &'a str, copy: &str) -> Cow<'a, str> {
    if !is_german(copy) || !text.is_ascii() {
        return Cow::Borrowed(text);
    }
    // A bracket that is closed is one: `[sic]`.
    let has_brackets = copy.contains("] ");
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let begins_word = characters.peek().is_some_and(char::is_ascii_lowercase);
        out.push(match c {
            '{' => 'ä',
            '|' => 'ö',
            '}' => 'ü',
            '~' => 'ß',
            '\\' if begins_word => 'Ö',
            ']' if begins_word => 'Ü',
            '[' if begins_word && !has_brackets => 'Ä',
            other => other,
        });
    }
    Cow::Owned(out)
}

/// Braces, bars and tildes stand beside letters, and some of them between two.
fn is_german(copy: &str) -> bool {
    copy.is_ascii() && {
        let bytes = copy.as_bytes();
        let mut within = 0;
        let triples = bytes.windows(3).filter_map(|window| <[u8; 3]>::try_from(window).ok());
        for [before, mark, after] in triples {
            if !matches!(mark, b'{' | b'|' | b'}' | b'~') {
                continue;
            }
            match (before.is_ascii_alphabetic(), after.is_ascii_alphabetic()) {
                (true, true) => within += 1,
                (false, false) => return false,
                (true, false) | (false, true) => {}
            }
        }
        within >= WITHIN_WORDS_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Er|ffnung` and `M{rz` came out raw.
    #[test]
    fn umlauts_of_seven_bit_german_are_letters() {
        let check = |text: &str, want: &str| assert_eq!(letters(text, text), want, "{text}");
        check(
            "Gro~er Hafen: Br}cke {lter als ]bung f}r \\fen",
            "Großer Hafen: Brücke älter als Übung für Öfen",
        );
        for raw in ["a {code} | b", "~user and x|y", "| Halden | 2 |", "Größe M{rz M{rz", "[sic] a"]
        {
            check(raw, raw);
        }
    }
}
