//! Text folded for comparison. Pure; never used for what is published.

use unicode_normalization::UnicodeNormalization;

/// Words only: NFKC, lower case, letters and digits, one space between words (edge case 57).
///
/// Two texts with the same fold differ only in punctuation, case, spacing, quotes and invisible characters.
pub fn fold_words(text: &str) -> String {
    let mut folded = Folded { words: String::with_capacity(text.len()), pending_space: false };
    for piece in pieces(text) {
        if piece.is_ascii() {
            // Composed already, and at a tenth of what it takes to find that out.
            piece.chars().for_each(|c| folded.push(c.to_ascii_lowercase()));
        } else {
            piece.nfkc().flat_map(char::to_lowercase).for_each(|c| folded.push(c));
        }
    }
    folded.words
}

/// What can be normalised apart: nothing composes with a space before it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

struct Folded {
    words: String,
    pending_space: bool,
}

impl Folded {
    fn push(&mut self, c: char) {
        if c.is_alphanumeric() {
            if self.pending_space && !self.words.is_empty() {
                self.words.push(' ');
            }
            self.pending_space = false;
            self.words.push(c);
        } else if !is_invisible(c) && !matches!(c, '\'' | '\u{2019}') {
            self.pending_space = true;
        }
    }
}

/// Words of the fold.
pub fn count_folded_words(text: &str) -> usize {
    fold_words(text).split(' ').filter(|word| !word.is_empty()).count()
}

/// Lightly folded: NFC, runs of white space as one space, invisible characters out. Case and punctuation count,
/// because an editor who changes them has changed the story.
pub fn fold_spacing(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for piece in pieces(text) {
        if piece.is_ascii() {
            visible.push_str(piece);
        } else {
            visible.extend(piece.nfc().filter(|c| !is_invisible(*c)));
        }
    }
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
    fn pieces_fold_as_the_whole_text_does() {
        for text in [
            "Cafe\u{301} \u{301}noir de\u{301} jour",
            " \u{b4}e ﬁn \u{1112}\u{1161} \u{11ab}",
            "ＦＵＬＬ　width \u{212b} ½ ² İ",
        ] {
            let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
            assert_eq!(fold_words(text), fold_words(&whole), "{text:?}");
            let whole: String = text.nfc().collect();
            assert_eq!(fold_spacing(text), fold_spacing(&whole), "{text:?}");
        }
    }

    #[test]
    fn light_folding_keeps_case_and_punctuation() {
        assert_eq!(fold_spacing(" A\u{a0}b \n c\u{200b}"), "A b c");
        assert_ne!(fold_spacing("U.S. vote"), fold_spacing("US vote"));
    }
}
