//! What kind of word it is: a change of figures, names or days makes another story, a change of other words an edit.
//! Pure.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::normalise::text::is_unspaced;

mod lists;

use lists::{COMMONPLACE, DAYS, MONTHS, NUMBERS, NUMERALS, UNITS};

/// A word's part in telling stories apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    Ordinary,
    /// Capitalised within a sentence.
    Name,
    /// Figures, or a number in words.
    Number,
    /// A weekday or a month.
    Day,
}

/// What a word is written with, as far as it tells names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// With capitals and small letters, or with figures.
    Cased,
    /// Without capitals (Arabic, Hebrew, Hindi, Korean): any word may be a name.
    Caseless,
    /// Without capitals or spaces (Chinese, Japanese): the word is a character, about half of what is one elsewhere.
    Unspaced,
    /// The same in an alphabet (Thai, Lao, Khmer, Burmese): the character is a letter.
    Spelled,
}

impl Letters {
    /// Of a folded word.
    pub fn of(word: &str) -> Self {
        match word.chars().find(|c| c.is_alphabetic()) {
            Some('\u{e00}'..='\u{1fff}') if word.chars().any(is_unspaced) => Self::Spelled,
            Some(c) if is_unspaced(c) => Self::Unspaced,
            Some(c) if !c.is_lowercase() && !c.is_uppercase() => Self::Caseless,
            Some(_) | None => Self::Cased,
        }
    }

    /// How many characters that stand for words say as much as one word elsewhere.
    pub fn characters_each(self) -> usize {
        match self {
            Self::Cased | Self::Caseless => 1,
            Self::Unspaced => 2,
            Self::Spelled => 4,
        }
    }

    /// Whether a word is long enough to be more than grammar. A single letter of an alphabet tells nothing.
    pub fn may_name(self, word: &str) -> bool {
        let longer_than = |count| word.chars().nth(count).is_some();
        match self {
            Self::Cased => longer_than(3) && !UNITS.contains(&word),
            Self::Caseless => longer_than(1),
            Self::Unspaced => true,
            Self::Spelled => false,
        }
    }
}

/// The words of a chunk in a script without spaces: every character, and runs of figures, of numerals, or of foreign
/// letters as one.
pub fn unspaced_words(chunk: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| match c {
        _ if NUMERALS.contains(&c) => 1,
        _ if is_unspaced(c) && !c.is_numeric() => 0,
        _ => 2,
    };
    let mut rest = chunk;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let run =
            rest.char_indices().skip(1).find(|(_, c)| kind(first) == 0 || kind(*c) != kind(first));
        let (word, after) = rest.split_at_checked(run.map_or(rest.len(), |(at, _)| at))?;
        rest = after;
        Some(word)
    })
}

/// Both lists, for a look-up a word.
static LISTED: LazyLock<HashMap<&str, (WordKind, Option<&str>)>> = LazyLock::new(|| {
    let days = DAYS.iter().map(|day| (*day, (WordKind::Day, None)));
    let months = MONTHS.iter().map(|(short, month)| (*short, (WordKind::Day, Some(*month))));
    let numbers = NUMBERS.iter().map(|(name, figures)| (*name, (WordKind::Number, Some(*figures))));
    days.chain(months).chain(numbers).collect()
});

/// Fewest letters of a word that tells a subject.
const TELLING_CHARS_MIN: usize = 6;

/// Whether a word as folded, printed small, tells what a text is about.
pub fn is_telling(word: &str) -> bool {
    word.chars().nth(TELLING_CHARS_MIN - 1).is_some() && !COMMONPLACE_SET.contains(word)
}

static COMMONPLACE_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| COMMONPLACE.into_iter().collect());

/// How a chunk of text is printed.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    capital: bool,
    shouted: bool,
}

impl Printed {
    pub fn of(chunk: &str) -> Self {
        let letters = chunk.chars().filter(|c| c.is_alphabetic());
        let capital = letters.clone().next().is_some_and(char::is_uppercase);
        let shouted = letters.clone().nth(1).is_some() && letters.clone().all(char::is_uppercase);
        Self { capital, shouted }
    }

    pub fn is_capital(self) -> bool {
        self.capital
    }
}

/// Kind of a folded word that stands in a chunk, and its figures where it is a number in words, or a month's whole name.
pub fn class_of(
    word: &str,
    printed: Printed,
    sentence_starts: bool,
) -> (WordKind, Option<&'static str>) {
    if word.chars().any(|c| c.is_numeric() || NUMERALS.contains(&c)) {
        return (WordKind::Number, None);
    }
    // "march" and "may" are verbs too, unless capitalised; other languages write days small.
    let Printed { capital, shouted } = printed;
    if let Some(listed) = LISTED.get(word).filter(|_| capital || word != "march") {
        return *listed;
    }
    let name = capital && (!sentence_starts || shouted);
    (if name { WordKind::Name } else { WordKind::Ordinary }, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_figures_capitals_and_days() {
        let table = [
            ("3", "3.1", false, WordKind::Number),
            ("twelve", "Twelve", true, WordKind::Number),
            ("monday", "Monday,", false, WordKind::Day),
            ("march", "march", false, WordKind::Ordinary),
            ("lyme", "Lyme", false, WordKind::Name),
            ("however", "However,", true, WordKind::Ordinary),
            ("nato", "NATO", true, WordKind::Name),
            ("berth", "berth", false, WordKind::Ordinary),
        ];
        for (word, printed, starts, kind) in table {
            assert_eq!(class_of(word, Printed::of(printed), starts).0, kind, "{word}");
        }
        assert_eq!(class_of("five", Printed::of("five"), false).1, Some("5"));
        assert_eq!(class_of("七", Printed::of("七"), true).0, WordKind::Number);
    }

    #[test]
    fn scripts_without_capitals_are_known() {
        let table = [
            ("berth", Letters::Cased),
            ("3", Letters::Cased),
            ("причал", Letters::Cased),
            ("مرفأ", Letters::Caseless),
            ("נמל", Letters::Caseless),
            ("부두", Letters::Caseless),
            ("港", Letters::Unspaced),
        ];
        for (word, letters) in table {
            assert_eq!(Letters::of(word), letters, "{word}");
        }
    }
}
