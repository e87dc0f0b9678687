//! Whether two texts tell other news over the same background, or the same small print: each has a lead of its own, and
//! the figures, days and names of the one stand nowhere in the other. Pure.

use std::collections::HashSet;

use super::super::shingle::{SHINGLE_WORDS, Text, Word};
use super::super::wordclass::WordKind;

/// Anchors in a row that are a passage in common and no turn of phrase: 15 words.
const PASSAGE_ANCHORS: usize = 11;

/// A paragraph with so many words, and so many of them printed small, is a sentence; a byline or a button has fewer.
const SENTENCE_WORDS_MIN: usize = 8;
const SENTENCE_ORDINARY_MIN: usize = 4;

/// Own words in a name of somebody: given name and surname.
const NAME_WORDS: usize = 2;

/// A lead of fewer words names somebody as a paper's own line does: "Sign up to the evening letter of Vera Holt".
const NAMED_WORDS_MIN: usize = 16;

/// Own figures that are a result; a time or an age alone is none.
const FIGURES_MIN: usize = 3;

/// Where more of a text's words than one in so many are printed as names, the language gives capitals to its nouns.
const NOUNS_EACH: usize = 4;

/// Longest line of a template's foot, in words: a paper that cuts a story may end it with longer paragraphs of its own.
const FOOT_LINE_MAX: usize = 15;

/// Whether what stands before the first passage in common, or in few words after the last, is other news.
pub(super) fn is_other_news(query: &Text, known: &Text, chain: &[(usize, usize)]) -> bool {
    let is_next = |a: &(usize, usize), b: &(usize, usize)| b.0 == a.0 + 1 && b.1 == a.1 + 1;
    let is_passage = |run: &&[(usize, usize)]| run.len() >= PASSAGE_ANCHORS;
    let mut passages = chain.chunk_by(is_next).filter(is_passage);
    let Some(first) = passages.next() else { return false };
    let last = passages.next_back().unwrap_or(first);
    let (Some(begin), Some(end)) = (first.first(), last.last()) else { return false };
    let sides = |ours: (&[Word], &[Word]), theirs: (&[Word], &[Word])| {
        let (ours, theirs) = (Own::new(query, ours), Own::new(known, theirs));
        let both = !ours.facts.is_empty() && !theirs.facts.is_empty();
        both.then(|| Exchanged::between(&ours, &theirs))
    };
    let heads =
        sides(split(query, head_end(query, begin.0)), split(known, head_end(known, begin.1)));
    let foot = |text, at: usize| {
        let (rest, foot) = split(text, foot_start(text, at + SHINGLE_WORDS));
        (foot, rest)
    };
    let feet = (foot(query, end.0), foot(known, end.1));
    let are_lines = |(foot, _): &(&[Word], _)| lines(foot).all(|line| line.len() <= FOOT_LINE_MAX);
    let feet = (are_lines(&feet.0) && are_lines(&feet.1)).then(|| sides(feet.0, feet.1)).flatten();
    heads.is_some_and(|heads| heads.is_other_head())
        || feet.is_some_and(|feet| feet.is_other_foot())
}

/// Words that two leads may end with alike, and two feet begin with, without being a passage of their own.
const LIKE_WORDS_MAX: usize = SHINGLE_WORDS - 1;

/// Where a head ends that a passage reaches into: with its paragraph.
fn head_end(text: &Text, begin: usize) -> usize {
    let ends = |at: &usize| is_paragraph_end(text, *at);
    (begin..=begin + LIKE_WORDS_MAX).find(ends).unwrap_or(begin)
}

/// Where a foot begins that a passage reaches into.
fn foot_start(text: &Text, end: usize) -> usize {
    let starts = |at: &usize| is_paragraph_end(text, *at);
    (end.saturating_sub(LIKE_WORDS_MAX)..=end).rev().find(starts).unwrap_or(end)
}

fn is_paragraph_end(text: &Text, at: usize) -> bool {
    let paragraph = |at: usize| text.words.get(at).map(|word| word.paragraph);
    at.checked_sub(1).is_none_or(|last| paragraph(last) != paragraph(at))
}

fn lines(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|a, b| a.paragraph == b.paragraph)
}

fn split(text: &Text, at: usize) -> (&[Word], &[Word]) {
    text.words.split_at_checked(at).unwrap_or_default()
}

/// What stands before or after the passages in common, and the text that it is part of.
struct Own<'a> {
    text: &'a Text,
    /// Words of its sentences, each once.
    words: Vec<Word>,
    /// How many there are.
    length: usize,
    /// The figures, days and names in them, each once.
    facts: Vec<Word>,
    rest: &'a [Word],
}

impl<'a> Own<'a> {
    fn new(text: &'a Text, (own, rest): (&'a [Word], &'a [Word])) -> Self {
        let is_sentence = |line: &&[Word]| {
            let ordinary = line.iter().filter(|word| word.kind == WordKind::Ordinary).count();
            line.len() >= SENTENCE_WORDS_MIN && ordinary >= SENTENCE_ORDINARY_MIN
        };
        let mut words: Vec<Word> = lines(own).filter(is_sentence).flatten().copied().collect();
        let length = words.len();
        words.sort_by_key(|word| word.hash);
        words.dedup_by_key(|word| word.hash);
        let facts = words.iter().filter(|word| word.kind != WordKind::Ordinary).copied().collect();
        Self { text, words, length, facts, rest }
    }

    /// Facts that the other text has nowhere.
    fn alone(&self, other: &Own<'_>) -> Vec<Word> {
        let held: HashSet<u64> = other.text.words.iter().map(|word| word.hash).collect();
        let is_alone = |fact: &&Word| {
            !held.contains(&fact.hash) && !other.facts.iter().any(|o| is_same(fact, o))
        };
        self.facts.iter().filter(is_alone).copied().collect()
    }

    fn gives_capitals_to_nouns(&self) -> bool {
        let words = &self.text.words;
        words.iter().filter(|word| word.is_name()).count() * NOUNS_EACH > words.len()
    }
}

fn is_same(one: &Word, other: &Word) -> bool {
    one.hash == other.hash
        || one.amounts_to(other)
        || (one.is_name() && other.is_name() && one.sounds_like(other))
}

/// What of two heads the other text has nowhere, the lesser of both sides, and how much both heads speak of.
struct Exchanged {
    days: usize,
    figures: usize,
    names: usize,
    common: usize,
    /// Words of the shorter.
    length: usize,
}

impl Exchanged {
    fn between(ours: &Own<'_>, theirs: &Own<'_>) -> Self {
        let alone = (ours.alone(theirs), theirs.alone(ours));
        let both = |is: &dyn Fn(&Word) -> bool| {
            let count = |alone: &[Word]| alone.iter().filter(|word| is(word)).count();
            count(&alone.0).min(count(&alone.1))
        };
        let names_tell = !ours.gives_capitals_to_nouns() && !theirs.gives_capitals_to_nouns();
        // What the background speaks of too, every news over it does.
        let is_background = |word: &Word| {
            [ours, theirs].iter().all(|side| side.rest.iter().any(|w| w.hash == word.hash))
        };
        let tells = |word: &Word| word.telling || word.kind != WordKind::Ordinary;
        let in_both = ours.words.iter().filter(|word| {
            tells(word)
                && theirs.words.iter().any(|other| is_same(word, other))
                && !is_background(word)
        });
        Self {
            days: both(&|word| word.kind == WordKind::Day),
            figures: both(&|word| word.kind == WordKind::Number),
            names: if names_tell { both(&Word::is_name) } else { 0 },
            common: in_both.count(),
            length: ours.length.min(theirs.length),
        }
    }

    fn own(&self) -> usize {
        self.days + self.figures + self.names
    }

    /// Another day makes other news, and so does another person, unless as much is the same.
    fn is_other_head(&self) -> bool {
        let is_named = self.names >= NAME_WORDS && self.length >= NAMED_WORDS_MIN;
        let is_result = is_named || self.figures >= FIGURES_MIN;
        (self.days > 0 && self.own() > self.common) || (is_result && self.own() >= 2 * self.common)
    }

    /// Of two kinds at once: papers' notes name their writers, or a day.
    fn is_other_foot(&self) -> bool {
        let kinds = [self.days > 0, self.figures > 0, self.names >= NAME_WORDS];
        kinds.into_iter().filter(|kind| *kind).count() >= 2 && self.own() >= 2 * self.common
    }
}
