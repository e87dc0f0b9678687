//! What a piece of a text is made of: figures, days, names, spellings of one name. Pure.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::super::word::Word;
use super::super::wordclass::{Letters, WordKind};
use super::TABLE_MAX;

/// Longest piece, in words, that may be a name put in place of another where the script shows none.
const NAMELESS_MAX: usize = 6;

/// The same in words' worth of characters, where characters stand for words.
const NAMELESS_CHARACTERS_MAX: usize = 6;

/// Words of `piece` that `other` has not; of figures, in no notation.
pub(super) fn missing_from(piece: &[Word], other: &[Word]) -> Vec<Word> {
    let of_other = || other.iter().take(TABLE_MAX * 4);
    let mut left: Vec<u64> = of_other().map(|word| word.hash).collect();
    left.sort_unstable();
    let values: Vec<&Word> = of_other().filter(|word| word.value.is_some()).collect();
    let is_other = |word: &&Word| !values.iter().any(|other| word.amounts_to(other));
    let mut missing = Vec::new();
    for word in piece.iter().take(TABLE_MAX * 4).filter(is_other) {
        match left.binary_search(&word.hash) {
            Ok(at) => {
                left.remove(at);
            }
            Err(_) => missing.push(*word),
        }
    }
    missing
}

pub(super) fn has(words: &[Word], kind: WordKind) -> bool {
    words.iter().any(|word| word.kind == kind && !word.common)
}

/// All names of one of the pieces are the other's, spelled otherwise.
pub(super) fn are_spellings(ours: &[Word], theirs: &[Word]) -> bool {
    let within = |some: &[Word], all: &[Word]| {
        some.iter()
            .filter(|word| word.is_name())
            .all(|name| all.iter().any(|other| other.is_name() && other.sounds_like(name)))
    };
    within(ours, theirs) && within(theirs, ours)
}

/// A short piece in which no name can be told by its letters.
pub(super) fn may_be_name(words: &[Word]) -> bool {
    let has = |letters| {
        let names = |word: &Word| word.names || letters == Letters::Spelled;
        words.iter().any(|word| word.letters == letters && names(word))
    };
    (has(Letters::Caseless) && words.len() <= NAMELESS_MAX)
        || [Letters::Unspaced, Letters::Spelled].into_iter().any(|letters| {
            has(letters) && words.len() <= NAMELESS_CHARACTERS_MAX * letters.characters_each()
        })
}

/// May is a month and a name.
static MAY: LazyLock<u64> = LazyLock::new(|| xxh3_64(b"may"));

pub(super) fn is_day(word: &Word) -> bool {
    word.kind == WordKind::Day || (word.kind == WordKind::Name && word.hash == *MAY)
}

/// Half of it figures, names or days; names count unless they are the other's, `spelled` otherwise.
pub(super) fn is_table(words: &[Word], spelled: bool) -> bool {
    let tells = |word: &&Word| match word.kind {
        WordKind::Ordinary => false,
        WordKind::Name => !spelled && !word.common,
        WordKind::Number | WordKind::Day => true,
    };
    words.iter().filter(tells).count() * 2 >= words.len()
}

pub(super) fn hard(words: &[Word]) -> Vec<u64> {
    let is_hard = |word: &&Word| word.kind != WordKind::Ordinary || word.letters != Letters::Cased;
    words.iter().filter(is_hard).map(|word| word.hash).collect()
}
