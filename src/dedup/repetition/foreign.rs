//! Whether a line speaks of the story it stands under, or of something else: the paper, its letters, its shop.

use std::collections::BTreeSet;

use super::super::fold::fold_words;
use crate::normalise::text::is_unspaced;

/// Letters of a word that says something; shorter ones are mostly grammar.
const LETTERS_MIN: usize = 4;
/// So many names in common, and the line is about the same people or places.
const NAMES_KIN: usize = 2;

/// The words of a story, for those of many lines to be looked up in.
#[derive(Debug)]
pub(super) struct Words {
    /// Sorted, so that those that begin with a word stand behind it.
    sorted: Vec<String>,
    /// Every two characters in a row of words in scripts without word breaks; sorted.
    pairs: Vec<[char; 2]>,
}

impl Words {
    /// Of texts as [`fold_words`] leaves them.
    pub(super) fn of_folded(texts: [&str; 2]) -> Self {
        let words = || texts.into_iter().flat_map(|text| text.split(' '));
        let mut sorted: Vec<String> = words().map(str::to_owned).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut pairs: Vec<[char; 2]> =
            words().filter(|w| is_unbroken(w)).flat_map(pairs).collect();
        pairs.sort_unstable();
        Self { sorted, pairs }
    }

    /// A word is looked for from its beginning, so that "ferry" is met in "ferrymen".
    fn begin_with(&self, word: &str) -> bool {
        let at = self.sorted.partition_point(|known| known.as_str() < word);
        self.sorted.get(at).is_some_and(|known| known.starts_with(word))
    }
}

/// True when few of the words of `line`, and hardly a name, stand in the headline or in the rest of the text.
pub(super) fn is_foreign(line: &str, story: &Words) -> bool {
    let folded = fold_words(line);
    let words: BTreeSet<&str> = folded
        .split(' ')
        .filter(|word| word.chars().count() >= LETTERS_MIN && word.contains(char::is_alphabetic))
        .collect();
    let (mut all, mut shared) = (0, 0);
    for word in words {
        // Scripts without word breaks have no words here; two characters at a time stand for them, which errs on the
        // side of the story.
        if is_unbroken(word) {
            for pair in pairs(word).step_by(2) {
                all += 1;
                shared += usize::from(story.pairs.binary_search(&pair).is_ok());
            }
        } else {
            all += 1;
            shared += usize::from(story.begin_with(word));
        }
    }
    let names = names(line);
    let shared_names = names.iter().filter(|name| story.begin_with(name)).count();
    let of_its_people = shared_names >= NAMES_KIN || shared_names * 2 > names.len();
    all > 0 && shared * 3 <= all && !of_its_people
}

/// Every two characters in a row.
fn pairs(word: &str) -> impl Iterator<Item = [char; 2]> {
    word.chars().zip(word.chars().skip(1)).map(<[char; 2]>::from)
}

/// Words in capitals behind the first word of a sentence, folded.
fn names(line: &str) -> BTreeSet<String> {
    let mut starts = true;
    let mut names = BTreeSet::new();
    for word in line.split_whitespace() {
        let capital = word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        if capital && !starts {
            let folded = fold_words(word);
            if folded.chars().count() >= LETTERS_MIN && !folded.contains(' ') {
                names.insert(folded);
            }
        }
        starts = word.ends_with(['.', '!', '?', ':']);
    }
    names
}

/// Whether `text` is written in a script that puts no space between words.
pub(super) fn is_unbroken(text: &str) -> bool {
    text.chars().any(is_unspaced)
}
