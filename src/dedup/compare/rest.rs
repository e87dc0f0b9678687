//! What a longer text has beyond what it shares with a shorter: more of the same story, or other stories?

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use super::super::shingle::{Text, Word};
use super::super::wordclass::WordKind;
use super::PASSAGE_WORDS;

/// The rest is looked at in pieces of about this many words: do they still speak of the same?
const PIECE_WORDS: usize = 120;

/// Telling words of the smaller text that a piece must have: so many, and one more for so many of its words. Of pieces of
/// real articles 2 in 100 have as many of another article's, and half of its own.
const TELLING_MIN: usize = 2;
const TELLING_EACH: usize = 75;

/// Different names of the smaller text that a piece must have where no word of its subject stands beside: all items of a
/// digest may name one town.
const NAMES_MIN: usize = 2;

/// English has its article so often at least, once in so many words. Only of English it is known which words stand in
/// every report.
const ARTICLE_EACH: usize = 100;

/// Where more of a text's words than one in so many are printed as names, the language gives capitals to its nouns
/// (German); then a piece must have this part of them, within bounds: every report has some.
const NOUNS_EACH: usize = 4;
const NOUNS_PART: usize = 3;
const NOUNS_MAX: usize = 12;

/// What most pieces of the rest speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rest {
    /// Nothing that the smaller text speaks of.
    Other,
    /// The same things, by the words that tell a subject.
    SameSubject,
    /// Somebody or something that the smaller text names.
    SameNames,
}

/// What `large` has beyond the words that `covered` says it shares with `small`.
pub(super) fn rest_of(small: &Text, large: &Text, covered: &[bool]) -> Rest {
    // A phrase that both use now and then belongs to the rest; the passage they share does not speak for it.
    let passages = covered.chunk_by(PartialEq::eq).flat_map(|run| {
        let passage = run.first() == Some(&true) && run.len() >= PASSAGE_WORDS;
        std::iter::repeat_n(passage, run.len())
    });
    let rest: Vec<u64> =
        large.words.iter().zip(passages).filter(|(_, p)| !p).map(|(word, _)| word.hash).collect();
    let count = (rest.len() / PIECE_WORDS).max(1);
    if rest.len() * 2 < PIECE_WORDS {
        return Rest::SameNames;
    }
    let is_english = is_english(large);
    let names = names_of(small, large);
    let names_enough = if is_english { NAMES_MIN } else { names_enough(small, names.len()) };
    let tells = |word: &&Word| is_english && word.telling;
    let telling: HashSet<u64> = small.words.iter().filter(tells).map(|w| w.hash).collect();
    let enough = TELLING_MIN + small.words.len() / TELLING_EACH;
    let (mut all, mut named, mut told) = (0_usize, 0_usize, 0_usize);
    for piece in rest.chunks(rest.len().div_ceil(count)) {
        let names = names_in(piece, &names);
        let tells: HashSet<u64> = piece.iter().copied().filter(|w| telling.contains(w)).collect();
        // One name may be the town's of which all items of a digest speak.
        let names = names >= names_enough || (is_english && names > 0 && !tells.is_empty());
        all += 1;
        named += usize::from(names);
        told += usize::from(names || tells.len() >= enough);
    }
    match (named * 2 >= all, told * 2 >= all) {
        (true, _) => Rest::SameNames,
        (false, true) => Rest::SameSubject,
        (false, false) => Rest::Other,
    }
}

fn is_english(text: &Text) -> bool {
    let article = xxh3_64(b"the");
    let articles = text.words.iter().filter(|word| word.hash == article).count();
    articles * ARTICLE_EACH >= text.words.len()
}

/// How many of a text's names a piece must have in a language of which only the capitals are known.
fn names_enough(text: &Text, names: usize) -> usize {
    let words: HashSet<u64> = text.words.iter().map(|word| word.hash).collect();
    if names * NOUNS_EACH > words.len() {
        (names / NOUNS_PART).clamp(NAMES_MIN, NOUNS_MAX)
    } else {
        NAMES_MIN
    }
}

/// Different names in a piece; words side by side are one name.
fn names_in(piece: &[u64], names: &HashSet<u64>) -> usize {
    let first =
        piece.chunk_by(|a, b| names.contains(a) && names.contains(b)).filter_map(<[u64]>::first);
    first.filter(|word| names.contains(word)).collect::<HashSet<_>>().len()
}

/// The names in `small`. A word that is capital by its place only, or in a quotation's beginning, is none.
fn names_of(small: &Text, large: &Text) -> HashSet<u64> {
    let mut seen: HashMap<u64, (usize, usize)> = HashMap::new();
    for word in small.words.iter().chain(&large.words) {
        let (all, named) = seen.entry(word.hash).or_default();
        *all += 1;
        *named += usize::from(word.kind == WordKind::Name);
    }
    let is_name = |word: &u64| seen.get(word).is_some_and(|(all, named)| named * 2 >= *all);
    small.words.iter().map(|word| word.hash).filter(is_name).collect()
}
