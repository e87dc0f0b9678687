//! Which known story an entry's text is a copy of, where not word for word.

use super::Context;
use super::decide::renamed_item;
use crate::dedup::compare::{Circumstances, Comparison, Furniture, Headlines, Rule, compare};
use crate::dedup::fingerprint::compared_text;
use crate::dedup::judge::Lead;
use crate::dedup::relatedness::ratio;
use crate::dedup::shingle::{Text, headline_words};
use crate::model::{PubStatus, Story};
use crate::store::StoreError;
use crate::store::shingles::{self, KnownText};
use crate::store::story::{ItemRow, StoryRow, carries, leading_item, story as read_story};

/// Fewest shingles of a text that is looked up: a headline and a half says too little.
const SHINGLES_MIN: usize = 16;

/// Share of shingles of the smaller text below which the exact comparison is not worth its cost.
const SHARE_MIN: f64 = 0.2;

/// Two outlets' versions of one article appear within so many days of each other.
const VERSIONS_DAYS_MAX: i64 = 3;

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
    pub(super) lead: Lead,
    /// The feed's own item that leads the story, where the entry takes its place.
    pub(super) renamed: Option<ItemRow>,
}

/// The best of the candidates that pass a rule; the older one of equals. `own` is none of them.
pub(super) fn find(
    context: &Context<'_>,
    story: &Story,
    own: Option<i64>,
) -> Result<Result<Likely, Option<String>>, StoreError> {
    let text = Text::new(&compared_text(story));
    // A kill speaks of a story by name; its own words are not the story's.
    if text.shingles.len() < SHINGLES_MIN || story.status == PubStatus::Canceled {
        return Ok(Err(None));
    }
    let candidates = context.tx.with_index(|index| index.candidates(&text.shingles));
    let mut ours = text.shingles.clone();
    ours.sort_unstable();
    let mut compared = Vec::new();
    for id in candidates.into_iter().filter(|id| Some(*id) != own) {
        let same_feed = carries(context.tx, id, &context.batch.feed)?;
        if let Some(texts) = compare_texts(context, &text, &ours, id, same_feed)? {
            compared.push((read_story(context.tx, id)?, texts));
        }
    }
    if is_collection(&compared) {
        return Ok(Err(Some("a collection of several known stories".to_owned())));
    }
    let mut best: Option<Likely> = None;
    let mut nearest = None;
    for (known, texts) in compared {
        let leader = leading_item(context.tx, known.id)?;
        let about = circumstances(story, &known, leader.as_ref(), texts.same_feed);
        let (rule, comparison) = match texts.rule(about) {
            Ok(passed) => passed,
            Err((reason, comparison)) => {
                nearest = nearest.or_else(|| Some(not_like(&known, comparison, reason)));
                continue;
            }
        };
        let better = best.as_ref().is_none_or(|best| {
            comparison.of_entry + comparison.of_known
                > best.comparison.of_entry + best.comparison.of_known
        });
        if better {
            let lead = if std::ptr::eq(comparison, &raw const texts.newest) {
                lead(context, story, leader.as_ref())
            } else {
                Lead::Superseded
            };
            let renamed = match lead {
                Lead::Superseded => None,
                Lead::OwnEarlier | Lead::Other => renamed_item(context, known.id)?,
            };
            let renamed = renamed.filter(|item| is_moved(story, item, comparison));
            let comparison = comparison.clone();
            best = Some(Likely { known, comparison, rule, lead, renamed });
        }
    }
    Ok(best.ok_or(nearest))
}

/// Whether the entry is what `item` was, under other names: the same text for the most part, and no older.
fn is_moved(story: &Story, item: &ItemRow, like: &Comparison) -> bool {
    let (small, large) = like.covers();
    let dates = story.claimed_at().zip(item.claimed_at);
    small.min(large) >= MOVED_MIN && dates.is_none_or(|(now, before)| now >= before)
}

fn lead(context: &Context<'_>, story: &Story, leader: Option<&ItemRow>) -> Lead {
    let own = leader.filter(|item| item.feed == context.batch.feed.as_str());
    let dates = own.and_then(|item| story.claimed_at().zip(item.claimed_at));
    if dates.is_some_and(|(now, before)| now > before) { Lead::OwnEarlier } else { Lead::Other }
}

/// Why the nearest candidate is another story.
fn not_like(known: &StoryRow, comparison: &Comparison, reason: &str) -> String {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    format!(
        "nearest is {}, {reason} ({} of this text and {} of the story's in common, {} words, {} exchanged)",
        known.uri,
        percent(comparison.of_entry),
        percent(comparison.of_known),
        comparison.shared,
        comparison.differences.exchanged,
    )
}

/// An entry's text against the texts of one story.
struct Compared {
    /// The entry's feed carries the story already.
    same_feed: bool,
    newest: Comparison,
    earlier: Vec<Comparison>,
}

impl Compared {
    /// The newest text decides; an earlier one, or another copy's, only where one text stands in the other, lest a
    /// story wander from version to version.
    fn rule(
        &self,
        about: Circumstances,
    ) -> Result<(Rule, &Comparison), (&'static str, &Comparison)> {
        let reason = match self.newest.rule(about) {
            Ok(rule) => return Ok((rule, &self.newest)),
            Err(reason) => reason,
        };
        self.earlier
            .iter()
            .filter_map(|earlier| Some((earlier.rule(about).ok()?, earlier)))
            .find(|(rule, _)| *rule != Rule::Versions)
            .ok_or((reason, &self.newest))
    }
}

/// `ours` are the text's shingles, ascending. `None` where too few shingles are shared for an exact comparison to be worth its cost.
fn compare_texts(
    context: &Context<'_>,
    text: &Text,
    ours: &[u64],
    story: i64,
    same_feed: bool,
) -> Result<Option<Compared>, StoreError> {
    let texts = shingles::read(context.tx, story)?;
    let share = |known: &KnownText| {
        let held = known.shingles.iter().filter(|theirs| ours.binary_search(theirs).is_ok());
        ratio(held.count(), ours.len().min(known.shingles.len()))
    };
    if !texts.iter().any(|known| share(known) >= SHARE_MIN) {
        return Ok(None);
    }
    let common = |shingles: &[u64]| context.tx.with_index(|index| index.common(shingles));
    let furniture = if same_feed { Furniture::Counted } else { Furniture::LeftOut };
    let against = |body: &str| compare(text, &Text::new(body), furniture, &common);
    let newest = against(&read_story(context.tx, story)?.body);
    let earlier = texts
        .iter()
        .filter(|known| share(known) >= SHARE_MIN)
        .filter_map(|known| known.body.as_deref())
        .map(against)
        .collect();
    Ok(Some(Compared { same_feed, newest, earlier }))
}

/// A digest holds several stories and is a copy of none.
fn is_collection(compared: &[(StoryRow, Compared)]) -> bool {
    let parts: Vec<&Comparison> = compared
        .iter()
        .map(|(_, texts)| &texts.newest)
        .filter(|part| part.of_known >= PART_MIN && part.of_entry < PART_MAX)
        .collect();
    parts.iter().enumerate().any(|(at, one)| {
        parts.iter().skip(at + 1).any(|other| {
            let both = one.covered.iter().zip(&other.covered).filter(|(a, b)| **a && **b).count();
            both * 5 < one.shared.min(other.shared)
        })
    })
}

fn circumstances(
    story: &Story,
    known: &StoryRow,
    leader: Option<&ItemRow>,
    same_feed: bool,
) -> Circumstances {
    let dates = (story.claimed_at(), leader.and_then(|item| item.claimed_at));
    let same_days = match dates {
        (Some(a), Some(b)) => a.duration_since(b).as_hours().abs() <= VERSIONS_DAYS_MAX * 24,
        _ => true,
    };
    let theirs = headline_words(&known.headline);
    let ours = headline_words(story.headline.as_deref().unwrap_or_default());
    let primary = |tag: &Option<String>| {
        tag.as_deref().and_then(|tag| tag.split('-').next()).map(str::to_owned)
    };
    let languages = (primary(&story.language), primary(&known.known.language));
    let agreeing = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
    let headlines = match agreeing {
        0 => Headlines::Unlike,
        _ if agreeing * 2 >= ours.len().min(theirs.len()) => Headlines::Alike,
        _ => Headlines::Touching,
    };
    Circumstances {
        same_feed,
        headlines,
        same_days,
        other_language: matches!(&languages, (Some(a), Some(b)) if a != b),
    }
}
