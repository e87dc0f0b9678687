//! A text against one candidate, exactly: how much of each stands in the other, and is it the same piece of copy? Pure.

use std::cmp::Ordering;

use super::align::{Differences, Replaced, anchors, differences};
use super::relatedness::ratio;
use super::shingle::{SHINGLE_WORDS, Text, WORDS_MAX, Word, characters_each};
use super::wordclass::Letters;

mod furniture;
mod lacking;
mod rest;
mod rules;

use furniture::{Held, counted_words};
pub use rest::Rest;
use rest::rest_of;
pub use rules::{Circumstances, Headlines, Refilled, Rule, WHOLE_COVER_MIN};

/// Shared words in a row that are a passage and no turn of phrase.
const PASSAGE_WORDS: usize = 15;

/// Words in the first half of a text that must be shared to say that it begins with them.
const FRONT_MIN: usize = 15;

/// What two texts have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Share of the entry's words that stand in the known text, 0 to 1, furniture as [`Furniture`] says.
    pub of_entry: f64,
    /// Share of the known text's words that stand in the entry.
    pub of_known: f64,
    /// Words of each, furniture likewise.
    pub words_entry: usize,
    pub words_known: usize,
    /// Words of each that are left out of the measure as its paper's own.
    pub left_out_entry: usize,
    pub left_out_known: usize,
    /// Words in shared passages, and in the longest of them.
    pub shared: usize,
    pub longest: usize,
    pub differences: Differences,
    /// What stands in place of what, as far as it could be a name.
    pub replaced: Replaced,
    /// Where in the larger text the shared part begins, in words that count.
    pub begins: Option<usize>,
    /// The shared part reaches into the first half of both texts.
    pub in_both_fronts: bool,
    /// All that the entry has beyond what they share stands in one place, between passages they share.
    pub is_insert: bool,
    /// What the larger has beyond the shared part.
    pub rest: Rest,
    /// Which words of the entry are shared.
    pub covered: Vec<bool>,
}

/// What is left out of the measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Furniture {
    /// Short paragraphs of one side alone: another paper's frame.
    LeftOut,
    /// Nothing: one feed's own frame stands in both of its texts, so what differs is what they have to say.
    Counted,
}

/// Compares an entry's text with a candidate's; `common` tells the shingles that weigh nothing.
pub fn compare(
    entry: &Text,
    known: &Text,
    furniture: Furniture,
    common: &dyn Fn(&[u64]) -> Vec<bool>,
) -> Comparison {
    let chain = anchors(entry, known);
    let (in_entry, in_known) = (covered_words(entry, known), covered_words(known, entry));
    let (counts_entry, counts_known) = match furniture {
        Furniture::LeftOut => counted_words(
            Held { text: entry, covered: &in_entry },
            Held { text: known, covered: &in_known },
            &chain,
        ),
        Furniture::Counted => (vec![true; in_entry.len()], vec![true; in_known.len()]),
    };
    let left_out = |counts: &[bool]| counts.iter().filter(|counts| !**counts).count();
    let (left_entry, left_known) = (left_out(&counts_entry), left_out(&counts_known));
    let mut side_entry = Side::new(in_entry, counts_entry, &common(&entry.shingles));
    let mut side_known = Side::new(in_known, counts_known, &common(&known.shingles));
    if entry.words.len() >= WORDS_MAX && known.words.len() >= WORDS_MAX {
        side_entry.end_with_the_shared();
        side_known.end_with_the_shared();
    }
    let size = |side: &Side| (side.weight, side.shared);
    // Of two of one size the same is the smaller, whichever came first.
    let entry_is_smaller = size(&side_entry)
        .cmp(&size(&side_known))
        .then_with(|| entry.shingles.cmp(&known.shingles))
        .is_le();
    let (small, large) =
        if entry_is_smaller { (&side_entry, &side_known) } else { (&side_known, &side_entry) };
    let (text_small, text_large) = if entry_is_smaller { (entry, known) } else { (known, entry) };
    // Of characters that stand for words it takes several to say as much.
    let each = characters_each(entry, known);
    let (mut differences, replaced) = differences(entry, known, &chain);
    differences.replaced /= each;
    Comparison {
        of_entry: ratio(side_entry.shared, side_entry.weight),
        of_known: ratio(side_known.shared, side_known.weight),
        words_entry: side_entry.weight / each,
        words_known: side_known.weight / each,
        left_out_entry: left_entry / each,
        left_out_known: left_known / each,
        shared: small.shared / each,
        longest: small.longest / each,
        differences,
        replaced,
        begins: large.first.map(|first| first / each),
        in_both_fronts: side_entry.front_shared() && side_known.front_shared(),
        is_insert: side_entry.is_insert(),
        rest: rest_of(text_small, text_large, &large.covered),
        covered: if entry_is_smaller { small.covered.clone() } else { large.covered.clone() },
    }
}

impl Comparison {
    /// What one headline has and the other has not stands in each other's place in the texts too: `ours` and `theirs`
    /// are the stems of both, ascending. An editor rewrites a headline; a template is filled in both places.
    pub fn exchanges(&self, ours: &[u64], theirs: &[u64]) -> Refilled {
        let alone = |some: &[u64], all: &[u64]| -> Vec<u64> {
            some.iter().copied().filter(|one| all.binary_search(one).is_err()).collect()
        };
        let (ours, theirs) = (alone(ours, theirs), alone(theirs, ours));
        let places = self.replaced.iter().map(|(a, b)| {
            let same =
                a.iter().any(|word| b.iter().any(|o| o.stem == word.stem || o.sounds_like(word)));
            let held = |piece: &[Word], names: &[u64], may: fn(&Word) -> bool| {
                piece.iter().any(|word| may(word) && names.binary_search(&word.stem).is_ok())
            };
            let both = |may| held(a, &ours, may) && held(b, &theirs, may);
            if same {
                Refilled::No
            } else if both(is_name) {
                Refilled::Names
            } else if both(|_| true) {
                Refilled::Words
            } else {
                Refilled::No
            }
        });
        places.max().unwrap_or_default()
    }

    /// What they have in common, in words for a person: `100 % of this text and 80 % of the story's in common, 99 words`.
    pub fn told(&self) -> String {
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let (entry, known) = (percent(self.of_entry), percent(self.of_known));
        let common = format!(
            "{entry} of this text and {known} of the story's in common, {} words",
            self.shared
        );
        match (self.left_out_entry, self.left_out_known) {
            (0, 0) => common,
            (here, there) => {
                format!("{common}, {here} here and {there} there left out as the papers' own")
            }
        }
    }

    /// Words of the smaller that are left out as its paper's own.
    fn left_out_of_smaller(&self) -> usize {
        match self.words_entry.cmp(&self.words_known) {
            Ordering::Less => self.left_out_entry,
            Ordering::Equal => self.left_out_entry.min(self.left_out_known),
            Ordering::Greater => self.left_out_known,
        }
    }

    /// Share of the smaller text, and of the larger.
    pub fn covers(&self) -> (f64, f64) {
        match self.words_entry.cmp(&self.words_known) {
            Ordering::Less => (self.of_entry, self.of_known),
            Ordering::Equal => (self.of_entry.max(self.of_known), self.of_entry.min(self.of_known)),
            Ordering::Greater => (self.of_known, self.of_entry),
        }
    }
}

/// Printed as a name, where the script can tell.
fn is_name(word: &Word) -> bool {
    word.letters != Letters::Cased || word.is_name()
}

/// Which words of `text` stand in a shingle of `other`.
fn covered_words(text: &Text, other: &Text) -> Vec<bool> {
    let mut theirs = other.shingles.clone();
    theirs.sort_unstable();
    let mut covered = vec![false; text.words.len()];
    let is_shared = |shingle: &u64| theirs.binary_search(shingle).is_ok();
    for (at, _) in text.shingles.iter().enumerate().filter(|(_, s)| is_shared(s)) {
        covered.iter_mut().skip(at).take(SHINGLE_WORDS).for_each(|word| *word = true);
    }
    covered
}

/// One text as the other covers it.
struct Side {
    covered: Vec<bool>,
    counts: Vec<bool>,
    /// Words that count, and those of them that are shared.
    weight: usize,
    shared: usize,
    longest: usize,
    first: Option<usize>,
    front: usize,
}

impl Side {
    fn new(covered: Vec<bool>, mut counts: Vec<bool>, common: &[bool]) -> Self {
        for (counts, _) in counts.iter_mut().zip(common).filter(|(_, common)| **common) {
            *counts = false;
        }
        let half = covered.len() / 2;
        let mut side =
            Self { covered, counts, weight: 0, shared: 0, longest: 0, first: None, front: 0 };
        let (mut run, mut place) = (0, 0);
        for (at, (covered, counts)) in side.covered.iter().zip(&side.counts).enumerate() {
            side.weight += usize::from(*counts);
            let shared = *covered && *counts;
            run = if shared { run + 1 } else { 0 };
            side.longest = side.longest.max(run);
            if shared {
                side.shared += 1;
                side.front += usize::from(at <= half);
                side.first = side.first.or(Some(place));
            }
            place += usize::from(*counts);
        }
        side
    }

    /// Of two texts that were both read up to the bound, one may have been read further than the other: what follows
    /// the last shared passage tells nothing, where this lies in the second half.
    fn end_with_the_shared(&mut self) {
        let (mut run, mut end) = (0, 0);
        for (at, covered) in self.covered.iter().enumerate() {
            run = if *covered { run + 1 } else { 0 };
            end = if run >= PASSAGE_WORDS { at + 1 } else { end };
        }
        if end * 2 > self.covered.len() {
            let counted = || self.covered.iter().zip(&self.counts).take(end).filter(|(_, c)| **c);
            (self.weight, self.shared) =
                (counted().count(), counted().filter(|(c, _)| **c).count());
        }
    }

    /// Whether what is not shared stands in one place between two passages, but for a few words.
    fn is_insert(&self) -> bool {
        let runs: Vec<(bool, usize)> = self
            .covered
            .iter()
            .zip(&self.counts)
            .filter(|(_, counts)| **counts)
            .collect::<Vec<_>>()
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|run| Some((*run.first()?.0, run.len())))
            .collect();
        let longest =
            runs.iter().enumerate().filter(|(_, run)| !run.0).max_by_key(|(_, run)| run.1);
        let Some((at, (_, words))) = longest else { return false };
        let alone: usize = runs.iter().filter(|run| !run.0).map(|run| run.1).sum();
        let is_passage = |run: &(bool, usize)| run.0 && run.1 >= PASSAGE_WORDS;
        alone - words <= PASSAGE_WORDS
            && runs.iter().take(at).any(is_passage)
            && runs.iter().skip(at + 1).any(is_passage)
    }

    fn front_shared(&self) -> bool {
        self.front >= FRONT_MIN
    }
}

#[cfg(test)]
mod mirror;
#[cfg(test)]
mod tests;
