//! Which known story an entry's text is a copy of, where not word for word.

use std::cmp::Ordering;

use jiff::SignedDuration;

use super::Context;
use crate::dedup::compare::{Comparison, Furniture, Headlines, Rule, compare};
use crate::dedup::evidence::sentences;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::judge::{Lead, Resemblance, rounded};
use crate::dedup::shingle::Text;
use crate::model::{Evidence, PubStatus, Representation, Story, StoryKind, Weighed};
use crate::store::StoreError;
use crate::store::story::{ItemRow, StoryRow};

mod candidate;
mod circumstances;
mod headline;
mod remarks;
mod toll;

use candidate::{Candidate, Entry, Passed};
use headline::Headline;
use toll::Toll;

/// Fewest shingles of a text that is looked up: a headline and a half says too little.
const SHINGLES_MIN: usize = 16;

/// Two texts of one story follow each other within so many hours; what comes daily comes later.
const SOON_HOURS_MAX: i64 = 12;

/// Share of both texts that makes one item of two, where the other has left its feed's document.
const MOVED_MIN: f64 = 0.85;

/// A collection has less than this share of itself from each of its parts.
const PART_MAX: f64 = 0.6;

/// A part of a collection stands in it with at least this share of its text.
const PART_MIN: f64 = 0.75;

/// The story whose copy the entry is.
pub(super) struct Likely {
    pub(super) known: StoryRow,
    pub(super) comparison: Comparison,
    pub(super) rule: Rule,
    pub(super) headlines: Headlines,
    pub(super) lead: Lead,
    /// Both headlines give figures, and each one that the other has not.
    pub(super) other_figures: bool,
    /// The entry is dated before what the story publishes.
    pub(super) is_older: bool,
    /// It is dated later, and its count of the dead or hurt is higher.
    pub(super) counts_higher: bool,
    /// The version whose text it resembles, where that is not the newest.
    pub(super) version: Option<u64>,
}

impl Likely {
    pub(super) fn resemblance(&self) -> Resemblance<'_> {
        let Self { comparison, rule, headlines, lead, other_figures, is_older, .. } = self;
        let counts_higher = self.counts_higher;
        Resemblance {
            comparison,
            rule: *rule,
            headlines: *headlines,
            lead: *lead,
            other_figures: *other_figures,
            is_older: *is_older,
            counts_higher,
        }
    }

    /// Whether the entry is what `item`, which leads the story, was under other names: the same text for the most part,
    /// and no older.
    pub(super) fn takes_the_place_of(&self, item: &ItemRow, story: &Story) -> bool {
        let (small, large) = self.comparison.covers();
        let dates = story.claimed_at().zip(item.claimed_at);
        self.lead != Lead::Superseded
            && small.min(large) >= MOVED_MIN
            && dates.is_none_or(|(now, before)| now >= before)
    }
}

/// What was found of an entry's text.
#[derive(Default)]
pub(super) struct Found {
    pub(super) likely: Option<Likely>,
    /// Why the nearest story is another one, where none is likely.
    pub(super) nearest: Option<String>,
    pub(super) evidence: Option<Evidence>,
}

/// The best of the candidates that pass a rule; the older one of equals. `own` is none of them.
pub(super) fn find(
    context: &Context<'_>,
    story: &Story,
    own: Option<i64>,
) -> Result<Found, StoreError> {
    let body = compared_text(story);
    let words = context.tx.words_of(&body);
    // A kill speaks of a story by name; its own words are not the story's.
    if words.text.shingles.len() < SHINGLES_MIN || story.status == PubStatus::Canceled {
        return Ok(Found::default());
    }
    let mut ours = words.text.shingles.clone();
    ours.sort_unstable();
    let headline = Headline::new(story.headline.as_deref().unwrap_or_default());
    let entry = Entry { context, story, body: &body, words: &words, ours, headline };
    let corrects = is_correction(story);
    let near = entry.gather(own, corrects)?;
    if is_collection(&near) {
        let nearest = Some("a collection of several known stories".to_owned());
        return Ok(Found { nearest, ..Found::default() });
    }
    let mut found = Found::default();
    let mut weighed = Vec::new();
    let mut best_is_own = false;
    let mut nearest = near.first().map(|first| first.known.body.clone()).unwrap_or_default();
    for candidate in near {
        let passed = entry.pass(&candidate)?;
        let ruling = passed.as_ref().map_or_else(|no| (*no).to_owned(), |yes| yes.rule.told());
        let shown = passed.as_ref().map_or(&candidate.newest, |passed| &passed.comparison);
        weighed.push(weigh(&candidate.known, shown, ruling));
        let passed = match passed {
            Ok(passed) => passed,
            Err(reason) => {
                let nearest = || not_like(&candidate, story, reason);
                found.nearest = found.nearest.or_else(|| Some(nearest()));
                continue;
            }
        };
        let best = &mut found.likely;
        // A paper may print the corrected text first: what is wrong stands in the feed's own story.
        let is_own = corrects && candidate.is_led_by(&context.batch.feed);
        let better = best.as_ref().is_none_or(|best| match is_own.cmp(&best_is_own) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => {
                passed.comparison.of_entry + passed.comparison.of_known
                    > best.comparison.of_entry + best.comparison.of_known
            }
        });
        if better {
            nearest = match &passed.earlier {
                Some((body, _)) => body.clone(),
                None => candidate.known.body.clone(),
            };
            best_is_own = is_own;
            *best = Some(likely(context, story, candidate, passed));
        }
    }
    if !weighed.is_empty() {
        let known = context.tx.words_of(&nearest);
        let sentences = sentences((&body, &words.text), (&nearest, &known.text));
        found.evidence = Some(Evidence { candidates: weighed, sentences });
    }
    Ok(found)
}

fn likely(context: &Context<'_>, story: &Story, candidate: Candidate, passed: Passed) -> Likely {
    let Passed { rule, headlines, comparison, earlier, of_another } = passed;
    let leader = candidate.leader.as_ref();
    let is_fuller = candidate.known.known.representation == Representation::Partial
        && story.representation == Representation::Full;
    let lead = match lead(context, story, leader) {
        // What its own feed has gone beyond moves nothing on.
        Some(Order::Before) if !is_fuller => Lead::Superseded,
        // A paper printed the story's next state before its own feed sent it.
        Some(Order::After) if of_another => Lead::OwnEarlier,
        _ if earlier.is_some() => Lead::Superseded,
        Some(Order::After) => Lead::OwnEarlier,
        Some(Order::Before) | None => Lead::Other,
    };
    let dates = story.claimed_at().zip(leader.and_then(|leader| leader.claimed_at));
    Likely {
        known: candidate.known,
        comparison,
        rule,
        headlines,
        lead,
        other_figures: candidate.about.other_figures,
        is_older: dates.is_some_and(|(now, before)| now < before),
        counts_higher: earlier.is_none()
            && candidate.toll == Some(Toll::Rises)
            && dates.is_some_and(|(now, before)| now > before),
        version: earlier.map(|(_, version)| version),
    }
}

fn weigh(known: &StoryRow, comparison: &Comparison, ruling: String) -> Weighed {
    Weighed {
        story: known.uri.clone(),
        of_entry: rounded(comparison.of_entry),
        of_story: rounded(comparison.of_known),
        words: comparison.shared,
        ruling,
    }
}

/// An entry beside the item of its own feed that leads a story.
enum Order {
    Before,
    After,
}

/// By their dates; `None` where another feed's item leads, or one has no date.
fn lead(context: &Context<'_>, story: &Story, leader: Option<&ItemRow>) -> Option<Order> {
    let own = leader.filter(|item| item.feed == context.batch.feed.as_str())?;
    match story.claimed_at()?.cmp(&own.claimed_at?) {
        Ordering::Less => Some(Order::Before),
        Ordering::Equal => None,
        Ordering::Greater => Some(Order::After),
    }
}

/// Why the nearest candidate is another story.
fn not_like(candidate: &Candidate, story: &Story, reason: &str) -> String {
    let Candidate { known, newest, about, .. } = candidate;
    let told = newest.told();
    let exchanged = match newest.differences.exchanged {
        0 => String::new(),
        count => format!(", {count} exchanged"),
    };
    // Who sends an update wonders why it is none.
    let is_marked = remarks::tell_of_an_update(story.ed_note.as_deref());
    let lacking = if is_marked && about.same_feed { newest.lacking(*about) } else { Vec::new() };
    let lacking = if lacking.is_empty() {
        String::new()
    } else {
        format!("; to be an update of it, it lacks {}", lacking.join(", "))
    };
    format!("nearest is {}, {reason} ({told}{exchanged}){lacking}", known.uri)
}

/// Whether an entry is dated after what leads the story, and counts more dead or hurt than its newest text, where both name
/// one originator and all other figures are the same.
pub(super) fn counts_higher(story: &Story, known: &StoryRow, leader: Option<&ItemRow>) -> bool {
    let dates = story.claimed_at().zip(leader.and_then(|leader| leader.claimed_at));
    let apart = dates.map(|(now, before)| now.duration_since(before));
    let is_soon = apart.is_some_and(|apart| {
        apart > SignedDuration::ZERO && apart < SignedDuration::from_hours(SOON_HOURS_MAX)
    });
    is_soon
        && is_one_originators(story, known)
        && toll::between(&compared_text(story), &known.body) == Some(Toll::Rises)
}

/// It says of itself that it corrects what was sent before.
pub(super) fn is_correction(story: &Story) -> bool {
    story.kind == StoryKind::Correction || remarks::tell_of_a_correction(story.ed_note.as_deref())
}

/// A text that an item shows now against the story's newest, furniture aside.
pub(super) fn compare_texts(context: &Context<'_>, entry: &str, known: &str) -> Comparison {
    compare_with(context, &context.tx.words_of(entry).text, known, Furniture::LeftOut)
}

fn compare_with(
    context: &Context<'_>,
    entry: &Text,
    known: &str,
    furniture: Furniture,
) -> Comparison {
    let common = |shingles: &[u64]| context.tx.with_index(|index| index.common(shingles));
    compare(entry, &context.tx.words_of(known).text, furniture, &common)
}

/// A digest holds several stories and is a copy of none.
fn is_collection(near: &[Candidate]) -> bool {
    let parts: Vec<&Comparison> = near
        .iter()
        .map(|candidate| &candidate.newest)
        .filter(|part| part.of_known >= PART_MIN && part.of_entry < PART_MAX)
        .collect();
    parts.iter().enumerate().any(|(at, one)| {
        parts.iter().skip(at + 1).any(|other| {
            let both = one.covered.iter().zip(&other.covered).filter(|(a, b)| **a && **b).count();
            both * 5 < one.shared.min(other.shared)
        })
    })
}

/// Both name the same originator.
fn is_one_originators(story: &Story, known: &StoryRow) -> bool {
    let originator = story.sources.originator.as_ref().map(|by| by.name.as_str());
    originator.is_some() && originator == known.known.originator.as_deref()
}
