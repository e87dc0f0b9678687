//! Text folded for comparison. Pure; never used for what is published.

use unicode_normalization::UnicodeNormalization;

/// Words only: NFKC, lower case, letters and digits, one space between words (edge case 57).
///
/// Two texts with the same fold differ only in punctuation, case, spacing, quotes and invisible characters.
pub fn fold_words(text: &str) -> String {
    if text.is_ascii() {
        // Composed already, and at a tenth of what it takes to find that out.
        return words_of(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    words_of(text.nfkc().flat_map(char::to_lowercase), text.len())
}

fn words_of(characters: impl Iterator<Item = char>, bytes: usize) -> String {
    let mut folded = String::with_capacity(bytes);
    let mut pending_space = false;
    for c in characters {
        if c.is_alphanumeric() {
            if pending_space && !folded.is_empty() {
                folded.push(' ');
            }
            pending_space = false;
            folded.push(c);
        } else if !is_invisible(c) && !matches!(c, '\'' | '\u{2019}') {
            pending_space = true;
        }
    }
    folded
}

/// Words of the fold.
pub fn count_folded_words(text: &str) -> usize {
    fold_words(text).split(' ').filter(|word| !word.is_empty()).count()
}

/// Lightly folded: NFC, runs of white space as one space, invisible characters out. Case and punctuation count,
/// because an editor who changes them has changed the story.
pub fn fold_spacing(text: &str) -> String {
    let visible: String = text.nfc().filter(|c| !is_invisible(*c)).collect();
    let mut folded = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Zero-width, joining, bidirectional and soft-hyphen characters, which some systems sprinkle and others strip.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    // Edge case 57.
    #[test]
    fn reprints_that_differ_in_quotes_case_and_invisible_marks_fold_alike() {
        let table = [
            ("“We won’t,” he said.", "\"We won't\" he  said"),
            ("Caf\u{e9}\u{a0}Noir", "CAFE\u{301} NOIR"),
            ("pre\u{200b}sident’s", "president's"),
        ];
        for (a, b) in table {
            assert_eq!(fold_words(a), fold_words(b));
        }
        assert_ne!(fold_words("rose 3.1 percent"), fold_words("rose 3.2 percent"));
    }

    #[test]
    fn light_folding_keeps_case_and_punctuation() {
        assert_eq!(fold_spacing(" A\u{a0}b \n c\u{200b}"), "A b c");
        assert_ne!(fold_spacing("U.S. vote"), fold_spacing("US vote"));
    }
}
