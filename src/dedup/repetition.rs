//! What a paper prints over or under every story, known by its repetition. Pure: what was learned before is an argument.
//!
//! Only the first and last paragraphs are looked at, and only runs from either end are taken: a paragraph between two
//! of the story's own is the story's. The background of a running story repeats as well ("The war began in ..."), so a
//! line counts only where it speaks of something else than the story it stands under.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{Normalised, Story};
use crate::normalise::text::count_words;

mod cut;
mod foreign;
mod learned;
mod own;

pub use learned::Learned;
use own::Own;

/// Paragraphs at either end that may be furniture: a kicker and a promise above; a bio, a box, a slogan or two below.
const HEAD_MAX: usize = 3;
const TAIL_MAX: usize = 6;
/// Length of a line: a shorter one is said by many ("He declined to comment."), a longer one is prose.
const WORDS: std::ops::RangeInclusive<usize> = 4..=60;
const CHARS: std::ops::RangeInclusive<usize> = 16..=500;
/// Unrelated stories of one document that show a line to be furniture of this document.
const IN_DOCUMENT: u16 = 3;
/// And the share of its stories: what stands under fewer is a column's own, or a formula of reporting.
const IN_DOCUMENT_ONE_IN: usize = 5;
/// Stories of one document, the first ones, by which its lines are weighed. Each costs a look at its text, and what
/// does not show in so many is no habit of the paper.
const WEIGHED_MAX: usize = 250;
/// Stories of the feed that show it for all later ones: seen one at a time, they cannot be compared with each other.
const LEARNED: u16 = 5;
/// Words that may be taken out of a text whatever is left of it; beyond them at most the third part of it may go. More is
/// the background of a running story, whose paragraphs name other things than its news does: nothing is worse than text
/// that is lost.
const TAKEN_WORDS_MAX: usize = 80;
const TAKEN_ONE_IN: usize = 3;
/// A line of furniture is foreign to at least so many stories for each one whose words it shares.
const FOREIGN_FOR_KIN: u16 = 3;

/// How often a line was met: under stories of which it does not speak, and under those of which it may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Met {
    foreign: u16,
    kin: u16,
}

impl Met {
    fn count(&mut self, foreign: bool) {
        let which = if foreign { &mut self.foreign } else { &mut self.kin };
        *which = which.saturating_add(1);
    }

    fn is_furniture(self, least: u16) -> bool {
        self.foreign >= least && self.foreign >= self.kin.saturating_mul(FOREIGN_FOR_KIN)
    }

    fn stories(self) -> u16 {
        self.foreign.saturating_add(self.kin)
    }
}

/// What `preview` and `explain` call a line that was taken out.
fn rule_name(stories: u16) -> String {
    format!("{RULE} {stories} stories of this feed")
}

const RULE: &str = "repeated in";

/// Lines of `story` that were taken out for their repetition.
pub fn count_taken(story: &Story) -> usize {
    story.removed.iter().filter(|(rule, _)| rule.starts_with(RULE)).count()
}

/// The entries of one document without the lines that it, or the feed so far, shows to be furniture; `None` where
/// there are none.
pub fn clear(entries: &[Normalised], learned: &Learned) -> Option<Vec<Normalised>> {
    let stories = || {
        entries.iter().filter_map(|entry| match entry {
            Normalised::Story(story) => Some(story.as_ref()),
            Normalised::Rejected(_) => None,
        })
    };
    let ends: Vec<Ends> = stories().map(Ends::of).collect();
    let mut known: HashMap<u64, u16> = Weigher::new(stories().zip(&ends)).repeated();
    for line in ends.iter().flat_map(Ends::lines) {
        if let Some(count) = learned.furniture(line) {
            let here = known.entry(line).or_default();
            *here = count.max(*here);
        }
    }
    let mut taken = false;
    let mut ends = ends.iter();
    let mut out = Vec::with_capacity(entries.len());
    if known.is_empty() {
        return None;
    }
    for entry in entries {
        out.push(match entry {
            Normalised::Story(story) => {
                let cleared = ends.next().and_then(|ends| without(story, ends, &known));
                taken |= cleared.is_some();
                cleared.map_or_else(|| entry.clone(), |story| Normalised::Story(Box::new(story)))
            }
            Normalised::Rejected(_) => entry.clone(),
        });
    }
    taken.then_some(out)
}

/// Hashes of the lines at the ends of a text, from the outside in; `None` for a paragraph that can be no furniture.
#[derive(Debug, Default)]
struct Ends {
    head: Vec<Option<u64>>,
    tail: Vec<Option<u64>>,
}

impl Ends {
    fn of(story: &Story) -> Self {
        let paragraphs = &story.paragraphs;
        let tail = paragraphs.len().saturating_sub(1).min(TAIL_MAX);
        let head = paragraphs.len().saturating_sub(tail).min(HEAD_MAX);
        Self {
            head: paragraphs.iter().take(head).map(|text| line_hash(text)).collect(),
            tail: paragraphs.iter().rev().take(tail).map(|text| line_hash(text)).collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = u64> {
        self.head.iter().chain(&self.tail).flatten().copied()
    }

    /// The paragraph of `story`, whose ends these are, that `line` is the hash of.
    fn printed<'s>(&self, story: &'s Story, line: u64) -> &'s str {
        let among = |lines: &[Option<u64>]| lines.iter().position(|known| *known == Some(line));
        let paragraphs = &story.paragraphs;
        let above = among(&self.head).and_then(|at| paragraphs.get(at));
        let below = || paragraphs.iter().rev().nth(among(&self.tail)?);
        above.or_else(below).map_or("", String::as_str)
    }
}

fn line_hash(text: &str) -> Option<u64> {
    if text.len() > CHARS.end() * 4 {
        return None;
    }
    let words = count_words(text);
    let long_enough =
        WORDS.contains(&words) || (words < *WORDS.start() && foreign::is_unbroken(text));
    if !long_enough || !CHARS.contains(&text.chars().count()) {
        return None;
    }
    // Every story of every poll passes here: letters and digits alone, which normalise has composed already.
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        }
    }
    (!folded.is_empty()).then(|| xxh3_64(folded.as_bytes()))
}

/// Weighs the lines of at most [`WEIGHED_MAX`] stories. Each story is read once, and a line is compared with the stories
/// it stands under and with [`IN_DOCUMENT`] of them.
struct Weigher<'a> {
    stories: Vec<(&'a Story, &'a Ends)>,
    /// By line, the places in `stories` under which it stands. In the order of hashes: the result must not hang on that
    /// of a map.
    carriers: BTreeMap<u64, Vec<usize>>,
    /// Of each story, once it was asked for.
    own: Vec<OnceCell<Own>>,
}

impl<'a> Weigher<'a> {
    fn new(stories: impl Iterator<Item = (&'a Story, &'a Ends)>) -> Self {
        let stories: Vec<_> = stories.take(WEIGHED_MAX).collect();
        let mut carriers: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (place, (_, ends)) in stories.iter().enumerate() {
            for line in ends.lines() {
                let carriers = carriers.entry(line).or_default();
                if carriers.last() != Some(&place) {
                    carriers.push(place);
                }
            }
        }
        let least = usize::from(IN_DOCUMENT).max(stories.len().div_ceil(IN_DOCUMENT_ONE_IN));
        carriers.retain(|_, places| places.len() >= least);
        let own = stories.iter().map(|_| OnceCell::new()).collect();
        Self { stories, carriers, own }
    }

    /// Lines that stand in at least [`IN_DOCUMENT`] stories that have nothing else in common, one in
    /// [`IN_DOCUMENT_ONE_IN`] of all, and in how many.
    fn repeated(&self) -> HashMap<u64, u16> {
        let weighed = self.carriers.iter().map(|(line, places)| (*line, self.weigh(*line, places)));
        let furniture = weighed.filter(|(_, met)| met.is_furniture(IN_DOCUMENT));
        furniture.map(|(line, met)| (line, met.stories())).collect()
    }

    fn weigh(&self, line: u64, places: &[usize]) -> Met {
        let mut met = Met::default();
        let mut apart: Vec<&Own> = Vec::new();
        for place in places {
            let (Some((story, ends)), Some(own)) = (self.stories.get(*place), self.own.get(*place))
            else {
                continue;
            };
            let own = own.get_or_init(|| Own::of(story, |line| self.carriers.contains_key(&line)));
            if !foreign::is_foreign(ends.printed(story, line), &own.words) {
                met.count(false);
            } else if apart.len() >= usize::from(IN_DOCUMENT) {
                // Enough were compared; the rest only tells how often it stands here.
                met.count(true);
            } else if own.chars > 0 && !apart.iter().any(|other| own.told.is_related(&other.told)) {
                met.count(true);
                apart.push(own);
            }
        }
        met
    }
}

/// `story` without the runs of known lines at its ends, `None` where there are none, or too little else would be left.
fn without(story: &Story, ends: &Ends, known: &HashMap<u64, u16>) -> Option<Story> {
    let run = |lines: &[Option<u64>]| -> Vec<u16> {
        lines.iter().map_while(|line| known.get(line.as_ref()?).copied()).collect()
    };
    let (head, tail) = (run(&ends.head), run(&ends.tail));
    if head.is_empty() && tail.is_empty() || head.len() + tail.len() >= story.paragraphs.len() {
        return None;
    }
    if is_background(&story.paragraphs, head.len(), tail.len()) {
        return None;
    }
    let mut out = story.clone();
    out.html = cut::cut_html(&story.html, story.paragraphs.len(), head.len(), tail.len());
    let below = out.paragraphs.split_off(story.paragraphs.len() - tail.len());
    let above: Vec<String> = out.paragraphs.drain(..head.len()).collect();
    let counts = head.iter().chain(tail.iter().rev());
    let named = counts.zip(above.into_iter().chain(below));
    out.removed.extend(named.map(|(count, text)| (rule_name(*count), text)));
    Some(out)
}

/// So much at the ends that it is told of the story, however often it was told.
fn is_background(paragraphs: &[String], head: usize, tail: usize) -> bool {
    let count = |texts: &[String]| texts.iter().map(|text| count_words(text)).sum::<usize>();
    let kept = paragraphs.get(head..paragraphs.len() - tail).map_or(0, count);
    let all = count(paragraphs);
    let taken = all - kept;
    taken > TAKEN_WORDS_MAX && taken * TAKEN_ONE_IN > all
}

#[cfg(test)]
mod tests;
