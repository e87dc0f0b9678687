//! Which known story an entry's text is a copy of, where not word for word.

use super::Context;
use super::decide::renamed_item;
use crate::dedup::compare::{Circumstances, Comparison, Rule, compare};
use crate::dedup::fingerprint::compared_text;
use crate::dedup::relatedness::ratio;
use crate::dedup::shingle::{Text, headline_words};
use crate::model::{PubStatus, Story};
use crate::store::story::{ItemRow, StoryRow, leading_item, story as read_story};
use crate::store::{StoreError, shingles};

/// Fewest shingles of a text that is looked up: a headline and a half says too little.
const SHINGLES_MIN: usize = 16;

/// Share of shingles of the smaller text below which the exact comparison is not worth its cost.
const SHARE_MIN: f64 = 0.2;

/// Two outlets' versions of one article appear within so many days of each other.
const VERSIONS_DAYS_MAX: i64 = 3;

/// A collection has less than this share of itself from each of its parts.
const PART_MAX: f64 = 0.6;

/// A part of a collection stands in it with at least this share of its text.
const PART_MIN: f64 = 0.75;

/// The story whose copy the entry is.
pub(super) struct Likely {
    pub(super) known: StoryRow,
    pub(super) comparison: Comparison,
    pub(super) rule: Rule,
    /// The feed's own item that leads the story, where the entry takes its place.
    pub(super) renamed: Option<ItemRow>,
}

/// The best of the candidates that pass a rule; the older one of equals.
pub(super) fn find(context: &Context<'_>, story: &Story) -> Result<Option<Likely>, StoreError> {
    let text = Text::new(&compared_text(story));
    // A kill speaks of a story by name; its own words are not the story's.
    if text.shingles.len() < SHINGLES_MIN || story.status == PubStatus::Canceled {
        return Ok(None);
    }
    let candidates = context.tx.with_index(|index| index.candidates(&text.shingles));
    let mut sorted = text.shingles.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let mut compared = Vec::new();
    for id in candidates {
        let Some(theirs) = shingles::read(context.tx, id)? else { continue };
        if share(&sorted, theirs) < SHARE_MIN {
            continue;
        }
        let known = read_story(context.tx, id)?;
        let common = |shingles: &[u64]| context.tx.with_index(|index| index.common(shingles));
        let comparison = compare(&text, &Text::new(&known.body), &common);
        compared.push((known, comparison));
    }
    if is_collection(&compared) {
        return Ok(None);
    }
    let mut best: Option<Likely> = None;
    for (known, comparison) in compared {
        let leader = leading_item(context.tx, known.id)?;
        let about = circumstances(context, story, &known, leader.as_ref());
        let Ok(rule) = comparison.rule(about) else { continue };
        let better = best.as_ref().is_none_or(|best| {
            comparison.of_entry + comparison.of_known
                > best.comparison.of_entry + best.comparison.of_known
        });
        if better {
            let renamed = renamed_item(context, known.id)?;
            best = Some(Likely { known, comparison, rule, renamed });
        }
    }
    Ok(best)
}

/// Share of the smaller set of shingles that stands in the other; `sorted` is in order.
fn share(sorted: &[u64], mut theirs: Vec<u64>) -> f64 {
    theirs.sort_unstable();
    theirs.dedup();
    let shared = theirs.iter().filter(|shingle| sorted.binary_search(shingle).is_ok()).count();
    ratio(shared, sorted.len().min(theirs.len()))
}

/// A digest holds several stories and is a copy of none.
fn is_collection(compared: &[(StoryRow, Comparison)]) -> bool {
    let parts: Vec<&Comparison> = compared
        .iter()
        .map(|(_, comparison)| comparison)
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
    context: &Context<'_>,
    story: &Story,
    known: &StoryRow,
    leader: Option<&ItemRow>,
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
    Circumstances {
        same_feed: leader.is_some_and(|item| item.feed == context.batch.feed.as_str()),
        headlines_agree: ours.iter().any(|word| theirs.binary_search(word).is_ok()),
        same_days,
        other_language: matches!(&languages, (Some(a), Some(b)) if a != b),
    }
}
