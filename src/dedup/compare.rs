//! A text against one candidate, exactly: how much of each stands in the other, and is it the same piece of copy? Pure.

use std::collections::{HashMap, HashSet};

use super::align::{Differences, anchors, differences};
use super::fingerprint::WORDS_ENOUGH;
use super::relatedness::ratio;
use super::shingle::{SHINGLE_WORDS, Text, WORDS_MAX};
use super::wordclass::WordKind;

/// A paragraph at the edge of a text that shares nothing and is no longer than this is a paper's furniture, in words.
const FURNITURE_EDGE_MAX: usize = 15;

/// The same in the midst of a text ("Advertisement", "Read more: ...").
const FURNITURE_WITHIN_MAX: usize = 8;

/// Below this many words of the smaller text, evidence must be nearly complete.
const SHORT_MAX: usize = 90;
/// Below this many words a text may be one of many releases that differ in a single name.
const NOTICE_MAX: usize = 250;
const SHORT_WORDS_MIN: usize = 22;
const SHORT_RUN_MIN: usize = 15;
const SHORT_COVER_MIN: f64 = 0.92;

/// Share of the smaller text that makes a copy of an article.
const COPY_COVER_MIN: f64 = 0.75;

/// Share of the smaller text that makes two outlets' versions of one article, with more evidence.
const VERSION_COVER_MIN: f64 = 0.45;
const VERSION_WORDS_MIN: usize = 70;
const VERSION_RUN_MIN: usize = 20;
const VERSION_LARGE_MIN: f64 = 0.1;

/// Words put in place of others early in both texts, and the part of the smaller they are, that make another story of
/// a short text or of one paper's own.
const FRAMED_MIN: usize = 10;
const FRAMED_PART: usize = 12;
const FRAMED_MAX: usize = 250;
const VERBATIM_MIN: f64 = 0.95;

/// Share of both texts above which they need no passage that stands in each of them once.
const UNALIGNED_MIN: f64 = 0.97;

/// Share of both of one feed's texts above which their headlines may differ, and the part of the words that may be put
/// in place of others.
const OWN_WHOLE_MIN: f64 = 0.85;
const OWN_PART: usize = 30;

/// Share of a text above which it says nothing that the other does not, and the words that make it more than a notice.
const HELD_MIN: f64 = 0.97;
const HELD_WORDS_MIN: usize = 150;

/// Two outlets' versions of one article whose leads differ: share of each, words in common, in more than one passage.
const RELED_SMALL_MIN: f64 = 0.5;
const RELED_LARGE_MIN: f64 = 0.4;
const RELED_WORDS_MIN: usize = 250;

/// Share of the larger text beyond which nothing else can hide in it.
const WHOLE_COVER_MIN: f64 = 0.6;

/// The larger text's part, from its start, in which a cut of it begins, in words.
const LEAD_WORDS: usize = 120;

/// The same where the shared part is the very beginning, behind a heading or a line of credit; an item of a digest that
/// is not its first one begins later.
const START_WORDS: usize = 40;

/// Share of the larger text that a cut of it from its very start has, at least, whatever the rest speaks of.
const START_COVER_MIN: f64 = 0.4;

/// The rest of the larger text is looked at in pieces of this many words: do they still speak of the same names?
const REST_WORDS: usize = 120;

/// Shared words in a row that are a passage and no turn of phrase.
const PASSAGE_WORDS: usize = 15;

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
    /// Words in shared passages, and in the longest of them.
    pub shared: usize,
    pub longest: usize,
    pub differences: Differences,
    /// Where in the larger text the shared part begins, in words that count.
    pub begins: Option<usize>,
    /// The shared part reaches into the first half of both texts.
    pub in_both_fronts: bool,
    /// What the larger has beyond the shared part speaks of the smaller's names.
    pub rest_is_related: bool,
    /// Which words of the entry are shared.
    pub covered: Vec<bool>,
}

/// The rule by which two texts are one piece of copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A short text that stands in the other nearly word for word.
    Brief,
    /// The smaller text stands in the larger for the most part.
    Contained,
    /// Two outlets' versions of one article.
    Versions,
}

impl Rule {
    pub fn words(self) -> &'static str {
        match self {
            Self::Brief => "a short text that stands in the other",
            Self::Contained => "the smaller text stands in the larger",
            Self::Versions => "two outlets' versions of one article",
        }
    }

    /// The rule with its thresholds.
    pub fn told(self) -> String {
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let least = match self {
            Self::Brief => format!(
                "{} of it, {SHORT_WORDS_MIN} words, {SHORT_RUN_MIN} in a row",
                percent(SHORT_COVER_MIN)
            ),
            Self::Contained => format!("{} of it", percent(COPY_COVER_MIN)),
            Self::Versions => format!(
                "{} of the smaller, {} of the larger, {VERSION_WORDS_MIN} words, {VERSION_RUN_MIN} in a row",
                percent(VERSION_COVER_MIN),
                percent(VERSION_LARGE_MIN)
            ),
        };
        format!("{}: at least {least}", self.words())
    }
}

/// How far two headlines agree, by the words that carry meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Headlines {
    #[default]
    Unlike,
    /// They share a word.
    Touching,
    /// They share at least half of the words of the shorter.
    Alike,
}

/// What is known of the two entries beside their texts.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts, each named where it is asked")]
pub struct Circumstances {
    /// Both texts are one feed's own.
    pub same_feed: bool,
    /// The entry's feed carries the story already, whoever's text this is.
    pub carried: bool,
    pub headlines: Headlines,
    /// Both are dated within a few days of each other, or one is not dated.
    pub same_days: bool,
    /// Both are in languages that are known and differ.
    pub other_language: bool,
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
    let mut side_entry = Side::new(entry, known, furniture, common);
    let mut side_known = Side::new(known, entry, furniture, common);
    if entry.words.len() >= WORDS_MAX && known.words.len() >= WORDS_MAX {
        side_entry.end_with_the_shared();
        side_known.end_with_the_shared();
    }
    let chain = anchors(entry, known);
    let entry_is_smaller = side_entry.weight <= side_known.weight;
    let (small, large) =
        if entry_is_smaller { (&side_entry, &side_known) } else { (&side_known, &side_entry) };
    let (text_small, text_large) = if entry_is_smaller { (entry, known) } else { (known, entry) };
    Comparison {
        of_entry: ratio(side_entry.shared, side_entry.weight),
        of_known: ratio(side_known.shared, side_known.weight),
        words_entry: side_entry.weight,
        words_known: side_known.weight,
        shared: small.shared,
        longest: small.longest,
        differences: differences(entry, known, &chain),
        begins: large.first,
        in_both_fronts: side_entry.front_shared() && side_known.front_shared(),
        rest_is_related: rest_is_related(text_small, text_large, &large.covered),
        covered: if entry_is_smaller { small.covered.clone() } else { large.covered.clone() },
    }
}

impl Comparison {
    /// Share of the smaller text, and of the larger.
    pub fn covers(&self) -> (f64, f64) {
        if self.words_entry <= self.words_known {
            (self.of_entry, self.of_known)
        } else {
            (self.of_known, self.of_entry)
        }
    }

    /// The rule by which they are one piece of copy, or why they are not.
    pub fn rule(&self, about: Circumstances) -> Result<Rule, &'static str> {
        let (small, large) = self.covers();
        let words = self.words_entry.min(self.words_known);
        if about.other_language && small < COPY_COVER_MIN {
            return Err("another language");
        }
        if self.is_look_alike(words, about.same_feed) {
            return Err("the same wording about other figures or names");
        }
        if !self.differences.aligned && small.min(large) < UNALIGNED_MIN {
            return Err("no passage to hold them against each other");
        }
        let reprint = about.carried && !about.same_feed && small >= VERBATIM_MIN;
        let own = about.same_feed || about.carried;
        if own && !reprint && !self.is_own_retelling(about.headlines, words) {
            return Err("another item of the same feed");
        }
        let whole = large >= WHOLE_COVER_MIN;
        if self.is_framed(own, words) {
            return Err("the same frame around another text");
        }
        if words < SHORT_MAX {
            // A paper's "this article is for subscribers" stands under every headline.
            if self.words_entry.max(self.words_known) < WORDS_ENOUGH
                && about.headlines < Headlines::Alike
            {
                return Err("as short as a paper's notice, under another headline");
            }
            let enough = small >= SHORT_COVER_MIN
                && self.shared >= SHORT_WORDS_MIN
                && self.longest >= SHORT_RUN_MIN;
            return if enough && (whole || (self.shared_from_lead() && self.rest_is_related)) {
                Ok(Rule::Brief)
            } else {
                Err("too little in common for a short text")
            };
        }
        // Of its own article a paper prints any part again under the same headline.
        let own_part = own && about.headlines == Headlines::Alike && self.is_held(words);
        if small >= COPY_COVER_MIN && (!own || whole || self.shared_from_lead() || own_part) {
            let placed = whole
                || (large >= START_COVER_MIN && self.begins.is_some_and(|at| at < START_WORDS))
                || (self.rest_is_related && (self.shared_from_lead() || own_part || large >= 0.3));
            return if placed { Ok(Rule::Contained) } else { Err("one of several pieces") };
        }
        let versions = !own
            && about.same_days
            && small >= VERSION_COVER_MIN
            && large >= VERSION_LARGE_MIN
            && self.shared >= VERSION_WORDS_MIN
            && self.longest >= VERSION_RUN_MIN
            && self.in_both_fronts
            && (whole || self.rest_is_related)
            && (about.headlines > Headlines::Unlike || self.shared_from_lead());
        if versions { Ok(Rule::Versions) } else { Err("too little in common") }
    }

    fn shared_from_lead(&self) -> bool {
        self.begins.is_some_and(|first| first < LEAD_WORDS)
    }

    /// An article of which every word stands in the other.
    fn is_held(&self, words: usize) -> bool {
        words >= HELD_WORDS_MIN && self.covers().0 >= HELD_MIN
    }

    /// What they share may be what frames two different texts; a rewritten lead over several passages in common is the
    /// same article told further.
    fn is_framed(&self, own: bool, words: usize) -> bool {
        let (small, large) = self.covers();
        let replaced = self.differences.replaced;
        let framed = replaced >= FRAMED_MIN && replaced * FRAMED_PART > words;
        let reled = small >= RELED_SMALL_MIN
            && large >= RELED_LARGE_MIN
            && self.shared >= RELED_WORDS_MIN
            && self.longest * 2 <= self.shared;
        let counts = own || words < FRAMED_MAX || (small < COPY_COVER_MIN && !reled);
        framed && counts && small < VERBATIM_MIN
    }

    /// A feed has its own frame and its own series: only like headlines over hardly changed words, or one text that
    /// stands in the other as a whole, are the same story again.
    fn is_own_retelling(&self, headlines: Headlines, words: usize) -> bool {
        let (small, large) = self.covers();
        let whole =
            small.min(large) >= OWN_WHOLE_MIN || (self.is_held(words) && large >= WHOLE_COVER_MIN);
        (whole || headlines == Headlines::Alike)
            && (self.differences.replaced < 3 || self.differences.replaced * OWN_PART <= words)
    }

    /// Template texts differ in figures and names, copies in cuts and wording.
    fn is_look_alike(&self, words: usize, same_feed: bool) -> bool {
        let Differences { exchanged, reworded, cut, within, exchanged_within, .. } =
            self.differences;
        if words < SHORT_MAX {
            return exchanged > 0;
        }
        // One feed corrects a figure under the same name; under another one it is the next notice.
        if same_feed && exchanged > 0 && reworded + cut == 0 {
            return true;
        }
        // A release for another town, about another person: who prints a notice again changes wording or cuts it.
        if !same_feed && words < NOTICE_MAX && exchanged_within > 0 && exchanged_within == within {
            return true;
        }
        let dense = exchanged >= 2 && exchanged * 50 > self.shared;
        let only = exchanged >= 3
            && exchanged * 10 >= (exchanged + reworded + cut) * 6
            && exchanged * 150 > self.shared;
        dense || only
    }
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
    fn new(
        text: &Text,
        other: &Text,
        furniture: Furniture,
        common: &dyn Fn(&[u64]) -> Vec<bool>,
    ) -> Self {
        let theirs: HashSet<u64> = other.shingles.iter().copied().collect();
        let mut covered = vec![false; text.words.len()];
        for (at, shingle) in text.shingles.iter().enumerate() {
            if theirs.contains(shingle) {
                covered.iter_mut().skip(at).take(SHINGLE_WORDS).for_each(|word| *word = true);
            }
        }
        let mut counts = match furniture {
            Furniture::LeftOut => counted_words(text, &covered),
            Furniture::Counted => vec![true; covered.len()],
        };
        for (at, common) in common(&text.shingles).into_iter().enumerate() {
            if common && let Some(word) = counts.get_mut(at) {
                *word = false;
            }
        }
        let half = text.words.len() / 2;
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

    fn front_shared(&self) -> bool {
        self.front >= 15
    }
}

/// Which words count: all but those of short paragraphs that share nothing.
fn counted_words(text: &Text, covered: &[bool]) -> Vec<bool> {
    let mut counts = Vec::with_capacity(text.words.len());
    let paragraphs: Vec<(usize, bool)> = text
        .words
        .iter()
        .zip(covered)
        .collect::<Vec<_>>()
        .chunk_by(|a, b| a.0.paragraph == b.0.paragraph)
        .map(|words| (words.len(), words.iter().any(|(_, covered)| **covered)))
        .collect();
    let first = paragraphs.iter().position(|(_, shares)| *shares).unwrap_or(usize::MAX);
    let last = paragraphs.iter().rposition(|(_, shares)| *shares).unwrap_or(0);
    for (at, (words, shares)) in paragraphs.into_iter().enumerate() {
        let max = if at < first || at > last { FURNITURE_EDGE_MAX } else { FURNITURE_WITHIN_MAX };
        counts.resize(counts.len() + words, shares || words > max);
    }
    counts
}

/// Whether most pieces of what is not shared name somebody or something that the smaller text names.
fn rest_is_related(small: &Text, large: &Text, covered: &[bool]) -> bool {
    // A word that is capital by its place only, or in a quotation's beginning, is none.
    let mut seen: HashMap<u64, (usize, usize)> = HashMap::new();
    for word in small.words.iter().chain(&large.words) {
        let (all, named) = seen.entry(word.hash).or_default();
        *all += 1;
        *named += usize::from(word.kind == WordKind::Name);
    }
    let is_name = |word: u64| seen.get(&word).is_some_and(|(all, named)| named * 2 >= *all);
    let names: HashSet<u64> =
        small.words.iter().map(|word| word.hash).filter(|word| is_name(*word)).collect();
    // A phrase that both use now and then belongs to the rest; the passage they share does not speak for it.
    let shared = covered.chunk_by(PartialEq::eq).flat_map(|run| {
        let passage = run.first() == Some(&true) && run.len() >= PASSAGE_WORDS;
        std::iter::repeat_n(passage, run.len())
    });
    let words: Vec<(u64, bool)> = large.words.iter().map(|word| word.hash).zip(shared).collect();
    let pieces = words
        .chunks(REST_WORDS)
        .filter(|piece| piece.iter().filter(|(_, covered)| !covered).count() * 2 >= REST_WORDS);
    let (mut all, mut related) = (0_usize, 0_usize);
    for piece in pieces {
        all += 1;
        let relates = |&(word, covered): &(u64, bool)| !covered && names.contains(&word);
        related += usize::from(piece.iter().any(relates));
    }
    related * 2 >= all
}

#[cfg(test)]
mod tests;
