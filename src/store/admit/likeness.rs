//! Which known story an entry's text is a copy of, where not word for word.

use std::cmp::Ordering;

use jiff::SignedDuration;

use super::{Context, brief};
use crate::dedup::compare::{Circumstances, Comparison, Furniture, Headlines, Rule, compare};
use crate::dedup::evidence::sentences;
use crate::dedup::fingerprint::{WORDS_ENOUGH, compared_text};
use crate::dedup::judge::{Lead, Resemblance, rounded};
use crate::dedup::relatedness::ratio;
use crate::dedup::shingle::Text;
use crate::model::{Evidence, FeedId, PubStatus, Representation, Story, StoryKind, Weighed};
use crate::store::StoreError;
use crate::store::shingles::{self, KnownText};
use crate::store::story::{
    ItemRow, StoryRow, carries, item_headlines, leading_item, story as read_story,
};
use crate::store::texts::KnownWords;

mod headline;
mod remarks;
mod toll;

use toll::Toll;

use headline::Headline;

/// Fewest shingles of a text that is looked up: a headline and a half says too little.
const SHINGLES_MIN: usize = 16;

/// Share of shingles of the smaller text below which the exact comparison is not worth its cost.
const SHARE_MIN: f64 = 0.2;

/// Two outlets' versions of one article appear within so many days of each other.
const VERSIONS_DAYS_MAX: i64 = 3;

/// Two texts of one story follow each other within so many hours; what comes daily comes later.
const SOON_HOURS_MAX: i64 = 12;

/// What calls itself a later text of a story comes within so many hours of it: what is counted anew each day comes later.
const MARKED_HOURS_MAX: i64 = 20;

/// Share of both texts that makes one item of two, where the other has left its feed's document.
const MOVED_MIN: f64 = 0.85;

/// Share of both texts above which no other candidate can be nearer.
const SAME_MIN: f64 = 0.97;

/// Stories compared exactly, at most, those that share most first (P5).
const COMPARED_MAX: usize = 8;

/// Headlines of a story's copies that are read, those of the last ones (P5).
const HEADLINES_MAX: usize = 16;

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

/// The rule that a candidate passes.
struct Passed {
    rule: Rule,
    headlines: Headlines,
    comparison: Comparison,
    /// The text that passes and its version, where it is not the story's newest.
    earlier: Option<(String, u64)>,
    /// Another feed than the entry's printed that.
    of_another: bool,
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

/// An entry's text, ready to be compared.
struct Entry<'a> {
    context: &'a Context<'a>,
    story: &'a Story,
    body: &'a str,
    words: &'a KnownWords,
    /// Its shingles, ascending.
    ours: Vec<u64>,
    headline: Headline,
}

/// A story that shares enough with the entry to be compared.
struct Candidate {
    known: StoryRow,
    leader: Option<ItemRow>,
    headline: Headline,
    about: Circumstances,
    newest: Comparison,
    /// What its newest text counts otherwise, where both name one originator.
    toll: Option<Toll>,
    /// Texts of the story beside its newest that share enough with the entry.
    earlier: Vec<KnownText>,
}

impl Candidate {
    fn is_led_by(&self, feed: &FeedId) -> bool {
        self.leader.as_ref().is_some_and(|item| item.feed == feed.as_str())
    }
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

impl Entry<'_> {
    /// The nearest candidates, as many as are compared; `own` is none of them.
    fn gather(&self, own: Option<i64>, corrects: bool) -> Result<Vec<Candidate>, StoreError> {
        let mut near = Vec::new();
        let tx = self.context.tx;
        let candidates = tx.with_index(|index| index.candidates(&self.words.text.shingles));
        for id in candidates.into_iter().filter(|id| Some(*id) != own) {
            let Some(candidate) = self.compare_newest(id)? else { continue };
            let (small, large) = candidate.newest.covers();
            // Nothing is nearer than the text itself, but for what it corrects.
            let same = small.min(large) >= SAME_MIN
                && candidate.newest.rule(candidate.about).is_ok()
                && !corrects;
            if same {
                near.clear();
            }
            near.push(candidate);
            if same || near.len() >= COMPARED_MAX {
                break;
            }
        }
        Ok(near)
    }

    /// The entry against a story's newest text. `None` where none of the story's texts shares enough shingles for an
    /// exact comparison to be worth its cost.
    fn compare_newest(&self, id: i64) -> Result<Option<Candidate>, StoreError> {
        let tx = self.context.tx;
        let mut texts = shingles::read(tx, id)?;
        let newest_feed = texts.first().filter(|text| text.body.is_none());
        let own = newest_feed.is_some_and(|text| text.feed == self.context.batch.feed.as_str());
        texts.retain(|known| self.share(known) >= SHARE_MIN);
        if texts.is_empty() {
            return Ok(None);
        }
        let known = read_story(tx, id)?;
        let leader = leading_item(tx, id)?;
        let headline = Headline::new(&known.headline);
        let newest = self.against(&known.body, own);
        let toll = is_one_originators(self.story, &known)
            .then(|| toll::between(self.body, &known.body))
            .flatten();
        let about = Circumstances {
            same_feed: own,
            carried: carries(tx, id, &self.context.batch.feed)?,
            headlines: self.headline.agreement(&headline),
            other_figures: self.headline.has_other_figures(&headline),
            refilled: newest.exchanges(&self.headline.stems, &headline.stems),
            counts_on: toll.is_some(),
            leads_alike: own && self.leads_into(&known.body),
            ..circumstances(self.story, &known, leader.as_ref())
        };
        texts.retain(|known| known.body.is_some());
        Ok(Some(Candidate { known, leader, headline, about, newest, toll, earlier: texts }))
    }

    /// The newest text under the story's headline decides, then under a copy's; an earlier text, or another copy's, only
    /// where one text stands in the other, lest a story wander from version to version.
    fn pass(&self, candidate: &Candidate) -> Result<Result<Passed, &'static str>, StoreError> {
        let Candidate { newest, about, .. } = candidate;
        let passed = |rule, headlines, comparison: &Comparison, earlier: Option<&KnownText>| {
            let comparison = comparison.clone();
            let of_another =
                earlier.is_some_and(|text| text.feed != self.context.batch.feed.as_str());
            let earlier = earlier.map(|text| (text.body.clone().unwrap_or_default(), text.version));
            Ok(Ok(Passed { rule, headlines, comparison, earlier, of_another }))
        };
        let reason = match newest.rule(*about) {
            Ok(Rule::Brief) if self.is_headed_otherwise(&candidate.known, newest) => {
                return Ok(Err("a few words under headlines that each name something else"));
            }
            Ok(rule) => return passed(rule, about.headlines, newest, None),
            Err(reason) => reason,
        };
        let headlines = self.best_headlines(candidate)?;
        let about = Circumstances { headlines, ..*about };
        if let Ok(rule) = newest.rule(about) {
            if rule == Rule::Brief && self.is_headed_otherwise(&candidate.known, newest) {
                return Ok(Err(reason));
            }
            return passed(rule, headlines, newest, None);
        }
        for known in &candidate.earlier {
            let Some(body) = known.body.as_deref() else { continue };
            let same_feed = known.feed == self.context.batch.feed.as_str();
            let comparison = self.against(body, same_feed);
            let refilled = comparison.exchanges(&self.headline.stems, &candidate.headline.stems);
            let about = Circumstances { same_feed, refilled, ..about };
            if let Ok(rule @ (Rule::Brief | Rule::Contained)) = comparison.rule(about) {
                return passed(rule, headlines, &comparison, Some(known));
            }
        }
        Ok(Err(reason))
    }

    /// Both are so short that what they are about may stand in their headlines alone, and those name other things.
    fn is_headed_otherwise(&self, known: &StoryRow, newest: &Comparison) -> bool {
        let headline = self.story.headline.as_deref().unwrap_or_default();
        newest.words_entry.max(newest.words_known) < WORDS_ENOUGH
            && brief::name_other_things(
                (&compared_text(self.story), headline),
                (&known.body, &known.headline),
            )
    }

    /// How far the headline agrees with the one, of all that the story was printed under, that it agrees with most. A
    /// feed that carries the story writes its own headlines over what is its own: there the story's alone counts.
    fn best_headlines(&self, candidate: &Candidate) -> Result<Headlines, StoreError> {
        let Circumstances { headlines, same_feed, carried, .. } = candidate.about;
        if same_feed || carried {
            return Ok(headlines);
        }
        let others = item_headlines(self.context.tx, candidate.known.id, HEADLINES_MAX)?;
        let agreements = others.iter().map(|other| self.headline.agreement(&Headline::new(other)));
        Ok(agreements.fold(headlines, Ord::max))
    }

    /// Share of shingles in common, of the smaller text's.
    fn share(&self, known: &KnownText) -> f64 {
        let held = known.shingles.iter().filter(|theirs| self.ours.binary_search(theirs).is_ok());
        ratio(held.count(), self.ours.len().min(known.shingles.len()))
    }

    fn against(&self, body: &str, same_feed: bool) -> Comparison {
        let furniture = if same_feed { Furniture::Counted } else { Furniture::LeftOut };
        compare_with(self.context, &self.words.text, body, furniture)
    }

    fn leads_into(&self, body: &str) -> bool {
        let known = self.context.tx.words_of(body);
        headline::leads_alike(self.words.lead(self.body), known.lead(body))
    }
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

fn circumstances(story: &Story, known: &StoryRow, leader: Option<&ItemRow>) -> Circumstances {
    let dates = (story.claimed_at(), leader.and_then(|item| item.claimed_at));
    let same_days = match dates {
        (Some(a), Some(b)) => a.duration_since(b).as_hours().abs() <= VERSIONS_DAYS_MAX * 24,
        _ => true,
    };
    let apart = dates.0.zip(dates.1).map(|(a, b)| a.duration_since(b).abs().as_hours());
    let soon = dates.0 != dates.1 && apart.is_some_and(|hours| hours < SOON_HOURS_MAX);
    // Of two states the later one says what it is, whichever comes first.
    let is_older = dates.0.zip(dates.1).is_some_and(|(now, before)| now < before);
    let (kind, note) = if is_older {
        (known.kind, known.ed_note.as_deref())
    } else {
        (story.kind, story.ed_note.as_deref())
    };
    let primary = |tag: &Option<String>| {
        tag.as_deref().and_then(|tag| tag.split('-').next()).map(str::to_owned)
    };
    let languages = (primary(&story.language), primary(&known.known.language));
    Circumstances {
        same_days,
        corrects: kind == StoryKind::Correction,
        notes_correction: remarks::tell_of_a_correction(note),
        marked_later: remarks::tell_of_an_update(note)
            && apart.is_none_or(|hours| hours <= MARKED_HOURS_MAX),
        soon,
        other_language: matches!(&languages, (Some(a), Some(b)) if a != b),
        ..Circumstances::default()
    }
}
