//! Whether a line speaks of the story it stands under, or of something else: the paper, its letters, its shop.

use std::collections::BTreeSet;

use super::super::fold::fold_words;
use crate::normalise::text::is_unspaced;

/// Letters of a word that says something; shorter ones are mostly grammar.
const LETTERS_MIN: usize = 4;
/// So many names in common, and the line is about the same people or places.
const NAMES_KIN: usize = 2;

/// True when few of the words of `line`, and hardly a name, stand in the headline or in the rest of the text.
pub(super) fn is_foreign(line: &str, headline: &str, rest: &str) -> bool {
    let rest = format!(" {} {}", fold_words(headline), fold_words(rest));
    let folded = fold_words(line);
    let words: BTreeSet<&str> = folded
        .split(' ')
        .filter(|word| word.chars().count() >= LETTERS_MIN && word.contains(char::is_alphabetic))
        .collect();
    let (mut all, mut shared) = (0, 0);
    for word in words {
        for piece in pieces(word) {
            all += 1;
            shared += usize::from(rest.contains(piece.as_str()));
        }
    }
    let names = names(line);
    let shared_names = names.iter().filter(|name| rest.contains(&format!(" {name}"))).count();
    let of_its_people = shared_names >= NAMES_KIN || shared_names * 2 > names.len();
    all > 0 && shared * 3 <= all && !of_its_people
}

/// A word as it is looked for: from its beginning, so that "ferry" is met in "ferrymen". Scripts without word breaks
/// have no words here; two characters at a time stand for them, which errs on the side of the story.
fn pieces(word: &str) -> Vec<String> {
    if !is_unbroken(word) {
        return vec![format!(" {word}")];
    }
    let characters: Vec<char> = word.chars().collect();
    characters.chunks_exact(2).map(|pair| pair.iter().collect()).collect()
}

/// Words in capitals behind the first word of a sentence, folded.
fn names(line: &str) -> BTreeSet<String> {
    let mut starts = true;
    let mut names = BTreeSet::new();
    for word in line.split_whitespace() {
        let capital = word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        let folded = fold_words(word);
        if capital && !starts && folded.chars().count() >= LETTERS_MIN && !folded.contains(' ') {
            names.insert(folded);
        }
        starts = word.ends_with(['.', '!', '?', ':']);
    }
    names
}

/// Whether `text` is written in a script that puts no space between words.
pub(super) fn is_unbroken(text: &str) -> bool {
    text.chars().any(is_unspaced)
}
