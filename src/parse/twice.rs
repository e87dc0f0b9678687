//! UTF-8 that its publisher read as windows-1252 and wrote again: `worldâ€™s` is `world’s`. Pure; repairs character by character,
//! and only what no language prints. An address stays as it is: its server knows it by these letters.

use std::borrow::Cow;

/// The windows-1252 characters of the bytes 0x80 to 0x9F; those without one stand for themselves.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text with what was read twice read once, and how many characters that were.
pub(super) fn read_once(text: &str) -> (Cow<'_, str>, usize) {
    let bytes = text.as_bytes();
    if !memchr::memchr_iter(0xC3, bytes).any(|at| bytes.get(at + 1..).is_some_and(is_mark)) {
        return (Cow::Borrowed(text), 0);
    }
    let mut out = String::with_capacity(text.len());
    let mut repaired = 0;
    let mut rest = text;
    let mut in_address = false;
    while let Some(at) = rest.find(['Ã', 'Â', 'â']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        in_address = goes_on_in_address(before, in_address);
        let mut characters = from.chars();
        let Some(first) = characters.next() else { break };
        let read = meant(first, characters.as_str(), out.chars().next_back());
        if let Some((meant, bytes)) = read.filter(|_| !in_address) {
            out.push(meant);
            repaired += 1;
            rest = from.get(bytes..).unwrap_or_default();
        } else {
            out.push(first);
            rest = characters.as_str();
        }
    }
    out.push_str(rest);
    (Cow::Owned(out), repaired)
}

/// The UTF-8 of `Ã`, `Â`, `â€`, `â„` or `â‚` behind its first byte: without one of them nothing was read twice.
fn is_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [0x83 | 0x82, ..] | [0xA2, 0xE2, 0x80 | 0x82, ..])
}

/// Whether an address is still open behind `text`, which may have been open before it.
fn goes_on_in_address(text: &str, open: bool) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')');
    let (begun, last) = match text.char_indices().rev().find(|(_, c)| ends(*c)) {
        Some((at, end)) => text.split_at_checked(at + end.len_utf8()).unwrap_or((text, "")),
        None => ("", text),
    };
    let begun = begun.trim_end_matches(['"', '\'']);
    (open && last.len() == text.len())
        || ["://", r":\/\/"].iter().any(|scheme| last.contains(scheme))
        || ["href=", "src=", "url="].iter().any(|name| begun.ends_with(name))
}

/// What `first` and the characters behind it were before, and how many bytes of text they take.
fn meant(first: char, behind: &str, before: Option<char>) -> Option<(char, usize)> {
    let mut characters = behind.chars();
    let second = characters.next()?;
    let mut bytes = vec![byte_of(first)?, byte_of(second)?];
    let mut length = first.len_utf8() + second.len_utf8();
    if first == 'â' {
        // `â€™`, `â„¢`, `â‚¬`: quotes, dashes, signs.
        if !matches!(second, '€' | '„' | '‚') {
            return None;
        }
        let third = characters.next()?;
        bytes.push(byte_of(third)?);
        length += third.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Portuguese and French print these letters in capitals: `AMANHÃ”` is whole.
    let in_capitals = before.is_some_and(char::is_uppercase)
        && !characters.next().is_some_and(char::is_lowercase);
    let is_print = matches!(
        second,
        '‘' | '’' | '“' | '”' | '–' | '—' | '…' | '«' | '»' | 'ª' | 'º' | '\u{a0}'
    );
    (first == 'â' || !(in_capitals && (is_print || first == 'Â'))).then_some((meant, length))
}

/// The byte that windows-1252 has for a character.
fn byte_of(c: char) -> Option<u8> {
    let high = || HIGH.iter().position(|known| *known == c).and_then(|at| u8::try_from(at).ok());
    high().map(|at| at + 0x80).or_else(|| u8::try_from(c).ok().filter(|byte| *byte >= 0xA0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Business wires and papers print `worldâ€™s` in their own feeds.
    #[test]
    fn text_that_was_read_twice_is_read_once() {
        for (printed, meant) in [
            ("the worldâ€™s ferry", "the world’s ferry"),
            ("â€œQuiteâ€\u{9d}, he said â€“ twiceâ€¦", "“Quite”, he said – twice…"),
            ("CafÃ© MÃ¼ller, Ã–sterreich, StraÃŸe", "Café Müller, Österreich, Straße"),
            ("voilÃ\u{a0} un ferry Ã\u{a0} Nice", "voilà un ferry à Nice"),
            ("10Â°C, Â£5, Â©Â\u{a0}Halden", "10°C, £5, ©\u{a0}Halden"),
            ("Haldenâ„¢ for â‚¬5", "Halden™ for €5"),
        ] {
            assert_eq!(read_once(printed).0, meant);
        }
    }

    /// Addresses were repaired with the text, and led nowhere.
    #[test]
    fn addresses_keep_their_letters() {
        for (printed, meant) in [
            (
                "<a href=\"https://halden.example/cafÃ©/Ã©tÃ©?q=worldâ€™s\">cafÃ©</a>",
                "<a href=\"https://halden.example/cafÃ©/Ã©tÃ©?q=worldâ€™s\">café</a>",
            ),
            (
                "<link>https://halden.example/cafÃ©</link>Ã©tÃ©",
                "<link>https://halden.example/cafÃ©</link>été",
            ),
            ("<link href='/cafÃ©' title='cafÃ©'/>", "<link href='/cafÃ©' title='café'/>"),
            (
                r#""url":"https:\/\/halden.example\/cafÃ©","cafÃ©""#,
                r#""url":"https:\/\/halden.example\/cafÃ©","café""#,
            ),
        ] {
            assert_eq!(read_once(printed).0, meant);
        }
    }

    #[test]
    fn letters_that_languages_print_stay() {
        for printed in [
            "“AMANHÔ, disse",
            "AMANHÃ… E DEPOIS",
            "IRMÃ – E IRMÃO, CORAÇÃO",
            "NÃO, PÃO, ÂNGELA, CHÂTEAU, Âge",
            "la pâte, un âne, câble",
            "manhã, pão",
            "â",
            "Ã",
        ] {
            assert_eq!(read_once(printed), (Cow::Borrowed(printed), 0), "{printed}");
        }
    }
}
