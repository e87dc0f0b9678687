//! A text as words and as hashes of every five words in a row, in reading order. Pure.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::fold::fold_words;
use super::nameless::is_nameless;
use super::nouns::mark_common;
use super::spelling::sound_of;
use super::value::{Figure, Value};
pub use super::word::Word;
use super::wordclass::{Letters, Printed, WordKind, class_of, is_telling, unspaced_words};
use crate::normalise::text::is_unspaced;

/// Words of a text that are looked at, bounded (P5): a longer text is told by its first part.
pub const WORDS_MAX: usize = 4_000;

/// Words in a shingle. Part of the fingerprint's version, see [`FINGERPRINT_VERSION`].
///
/// [`FINGERPRINT_VERSION`]: super::fingerprint::FINGERPRINT_VERSION
pub const SHINGLE_WORDS: usize = 5;

/// A text ready to be compared: `shingles[i]` starts at `words[i]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub words: Vec<Word>,
    pub shingles: Vec<u64>,
    /// How many of `words` say as much as one of a script with spaces.
    pub characters_each: usize,
}

impl Text {
    pub fn new(text: &str) -> Self {
        let mut folded = Folded::default();
        for (paragraph, line) in text.split('\n').filter(|line| !line.trim().is_empty()).enumerate()
        {
            let paragraph = u16::try_from(paragraph).unwrap_or(u16::MAX);
            let mut sentence_starts = true;
            for chunk in line.split_whitespace() {
                if folded.words.len() >= WORDS_MAX {
                    break;
                }
                folded.push(chunk, paragraph, sentence_starts);
                sentence_starts = ends_sentence(chunk);
            }
        }
        folded.finish()
    }
}

/// How many words of two texts held against each other say as much as one of a script with spaces: where either of them
/// is written in characters, what they share is.
pub fn characters_each(one: &Text, other: &Text) -> usize {
    one.characters_each.max(other.characters_each).max(1)
}

/// Folded words, one space between them, and where each stands.
#[derive(Default)]
struct Folded {
    text: String,
    words: Vec<Word>,
    ends: Vec<(usize, usize)>,
    /// Places of words that have a capital and begin a sentence.
    capitals: Vec<usize>,
    /// The figure that the last chunk ended with, and where its words begin.
    figure: Option<(Figure, usize)>,
}

impl Folded {
    fn push(&mut self, chunk: &str, paragraph: u16, sentence_starts: bool) {
        let folded = if chunk.bytes().all(|b| b.is_ascii_alphanumeric()) {
            chunk.to_ascii_lowercase()
        } else {
            fold_words(chunk)
        };
        let printed = Printed::of(chunk);
        let begin = self.words.len();
        for part in folded.split(' ').filter(|part| !part.is_empty()) {
            // A chunk may be the whole of a text.
            if self.words.len() >= WORDS_MAX {
                return;
            }
            if part.chars().any(is_unspaced) {
                // Scripts without spaces: every character stands for a word, and a number is one.
                for word in unspaced_words(part).take(WORDS_MAX) {
                    self.push_word(word, printed, paragraph, true);
                }
            } else {
                self.push_word(part, printed, paragraph, sentence_starts);
            }
        }
        self.read_figure(chunk, begin);
    }

    /// Gives the words from `begin` on the value of the figure that the chunk is, or is the end of.
    fn read_figure(&mut self, chunk: &str, begin: usize) {
        let longer =
            self.figure.take().and_then(|(figure, from)| Some((figure.with(chunk)?, from)));
        let figure = longer.or_else(|| {
            // "Two million" is what "2 million" is.
            let in_words = || class_of(&chunk.to_lowercase(), Printed::of(chunk), false).1;
            self.words.iter().skip(begin).any(|word| word.kind == WordKind::Number).then_some(())?;
            let figure = Figure::read(chunk).or_else(|| Figure::read(in_words()?))?;
            Some((figure, begin))
        });
        self.figure = figure;
        let Some((figure, from)) = figure else { return };
        let value = Some(figure.value());
        self.words.iter_mut().skip(from).for_each(|word| word.value = value);
    }

    fn push_word(&mut self, word: &str, printed: Printed, paragraph: u16, sentence_starts: bool) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(word);
        self.ends.push((start, self.text.len()));
        let (kind, figures) = class_of(word, printed, sentence_starts);
        if kind == WordKind::Ordinary && printed.is_capital() {
            self.capitals.push(self.words.len());
        }
        let hash = xxh3_64(figures.unwrap_or(word).as_bytes());
        let telling = kind == WordKind::Ordinary && !printed.is_capital() && is_telling(word);
        let letters = Letters::of(word);
        let stem = stem_of(word);
        let names =
            kind != WordKind::Number && letters.may_name(word) && !is_nameless(word, letters);
        let sound = if names && letters == Letters::Cased { sound_of(word) } else { None };
        let common = false;
        self.words.push(Word {
            hash,
            stem,
            sound,
            kind,
            letters,
            names,
            telling,
            common,
            value: None,
            paragraph,
        });
    }

    fn finish(mut self) -> Text {
        self.name_sentence_starts();
        self.words.truncate(WORDS_MAX);
        self.ends.truncate(WORDS_MAX);
        let spelled = |at: usize| {
            let ends = self.ends.get(at).copied().unwrap_or_default();
            self.text.get(ends.0..ends.1).unwrap_or_default()
        };
        mark_common(&mut self.words, spelled);
        let bytes = self.text.as_bytes();
        let shingles = self.ends.windows(SHINGLE_WORDS).filter_map(|window| {
            let (first, last) = (window.first()?, window.last()?);
            Some(xxh3_64(bytes.get(first.0..last.1)?))
        });
        let shingles = shingles.collect();
        let of = |letters| self.words.iter().filter(|word| word.letters == letters).count();
        let (unspaced, spelled) = (of(Letters::Unspaced), of(Letters::Spelled));
        let characters_each = match (unspaced + spelled) * 2 > self.words.len() {
            false => 1,
            true if unspaced >= spelled => Letters::Unspaced.characters_each(),
            true => Letters::Spelled.characters_each(),
        };
        Text { words: self.words, shingles, characters_each }
    }
}

impl Folded {
    /// What begins a sentence is a name where it is one elsewhere in the text.
    fn name_sentence_starts(&mut self) {
        let is_name = |word: &&Word| word.kind == WordKind::Name;
        let names: HashSet<u64> = self.words.iter().filter(is_name).map(|w| w.hash).collect();
        for at in std::mem::take(&mut self.capitals) {
            if let Some(word) = self.words.get_mut(at).filter(|word| names.contains(&word.hash)) {
                word.kind = WordKind::Name;
            }
        }
    }
}

/// The words of a chunk between blanks, by their hashes, each as the chunk prints it.
pub fn printed_words(chunk: &str) -> impl Iterator<Item = (u64, &str)> {
    let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let printed = Printed::of(chunk);
    let hash_of =
        move |word: &str| xxh3_64(class_of(word, printed, true).1.unwrap_or(word).as_bytes());
    let words: Vec<(u64, &str)> = if bare.chars().any(is_unspaced) {
        unspaced_words(bare).map(|word| (hash_of(word), word)).collect()
    } else {
        fold_words(bare).split(' ').map(|word| (hash_of(word), bare)).collect()
    };
    words.into_iter()
}

/// Letters that two spellings of a word begin with, and a word with and without its ending; in Korean, syllables.
const STEM_LETTERS: usize = 4;
const STEM_SYLLABLES: usize = 2;

fn stem_of(word: &str) -> u64 {
    let is_hangul = word.chars().next().is_some_and(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let letters = if is_hangul { STEM_SYLLABLES } else { STEM_LETTERS };
    let end = word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
    xxh3_64(word.get(..end).unwrap_or(word).as_bytes())
}

/// Abbreviations before names, whose full stop ends no sentence.
const TITLES: [&str; 16] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "St.", "Sgt.", "Cpl.", "Pfc.", "Spc.", "Lt.", "Capt.", "Col.",
    "Gen.", "Sen.", "Rep.", "Gov.",
];

fn ends_sentence(chunk: &str) -> bool {
    let is_initial =
        chunk.strip_suffix('.').is_some_and(|letter| letter.chars().count() == 1 && letter != "I");
    if is_initial || TITLES.contains(&chunk) {
        return false;
    }
    let bare = chunk.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', ']', '\u{bb}']);
    bare.ends_with(['.', '!', '?', ':', '\u{2026}', '\u{2014}', '-']) || bare.is_empty()
}

/// Shingles as stored: eight bytes each, in reading order.
pub fn to_bytes(shingles: &[u64]) -> Vec<u8> {
    shingles.iter().flat_map(|shingle| shingle.to_le_bytes()).collect()
}

/// What [`to_bytes`] wrote; a torn tail is left out.
pub fn from_bytes(bytes: &[u8]) -> Vec<u64> {
    bytes
        .chunks_exact(8)
        .filter_map(|chunk| Some(u64::from_le_bytes(chunk.try_into().ok()?)))
        .collect()
}

/// The folded words of a headline that carry meaning: four letters or more. A headline without spaces is one word.
pub fn headline_words(headline: &str) -> Vec<u64> {
    let headline: String = headline.nfkc().collect();
    let mut words: Vec<u64> = fold_words(&headline)
        .split(' ')
        .filter(|word| word.chars().count() >= 4)
        .map(|word| xxh3_64(word.as_bytes()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Words of a text that are its lead.
const LEAD_WORDS: usize = 40;

/// The words that carry meaning of the lead of a text, ascending.
pub fn lead_words(text: &str) -> Vec<u64> {
    let words: Vec<&str> = text.split_whitespace().take(LEAD_WORDS).collect();
    headline_words(&words.join(" "))
}

/// What a headline names: stems of its words of four letters or more, of two in scripts without capitals, and of each
/// character where characters stand for words; figures are left out. Ascending.
pub fn headline_stems(headline: &str) -> Vec<u64> {
    let mut stems: Vec<u64> =
        Text::new(headline).words.iter().filter(|word| word.names).map(|word| word.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The figures in a headline, numbers in words among them, by what they amount to, ascending.
pub fn headline_figures(headline: &str) -> Vec<u64> {
    let words = Text::new(headline).words;
    let figures = words.iter().filter(|word| word.kind == WordKind::Number);
    let mut figures: Vec<u64> =
        figures.map(|word| word.value.map_or(word.hash, Value::likeliest)).collect();
    figures.sort_unstable();
    figures.dedup();
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    // P5: of one chunk as long as a text may be, each word is looked at once.
    #[test]
    fn a_text_without_a_space_is_read_in_bounds() {
        for text in ["a-b-c-d-".repeat(50_000), "\u{6c34}".repeat(400_000)] {
            assert_eq!(Text::new(&text).words.len(), WORDS_MAX);
        }
    }

    #[test]
    fn shingles_in_stores_never_change_between_releases() {
        let text = Text::new("The old ferry berth at Lyme Quay\ncloses on Monday.");
        assert_eq!(text.words.len(), 10);
        assert_eq!(text.shingles.len(), 6);
        assert_eq!(text.shingles.first(), Some(&xxh3_64(b"the old ferry berth at")));
        assert_eq!(text.shingles.last(), Some(&xxh3_64(b"lyme quay closes on monday")));
        assert_eq!(text.shingles.first(), Some(&0xc75a_47ef_3c1e_e012));
    }

    #[test]
    fn words_are_those_of_the_fold() {
        for text in
            ["U.S. shares rose 3.1%, “won’t” fall", "Caf\u{e9} NOIR — l’été", "a\u{200b}b c"]
        {
            let count = fold_words(text).split(' ').count();
            assert_eq!(Text::new(text).words.len(), count, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_shingled_by_characters() {
        let text = Text::new("港口委员会周一投票决定关闭旧渡轮泊位");
        assert_eq!(text.shingles.len(), 14);
    }

    #[test]
    fn a_long_text_is_bounded() {
        let text = Text::new(&"berth ".repeat(WORDS_MAX * 2));
        assert_eq!(text.words.len(), WORDS_MAX);
        assert_eq!(from_bytes(&to_bytes(&text.shingles)), text.shingles);
    }
}
