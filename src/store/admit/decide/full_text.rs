//! The full text of an item, read from its page after its summary was judged.

use super::super::candidate::Candidate;
use super::super::{Context, likeness};
use super::known::known_item;
use super::unknown::held;
use crate::dedup::fingerprint::StateHash;
use crate::dedup::judge::{
    Decision, Growth, KnownItem, Repeats, TextMatch, judge_full_text, judge_like_text,
    judge_same_text,
};
use crate::model::Representation;
use crate::store::StoreError;
use crate::store::story::{StoryRow, other_story_with_text, state_seen, version_with_text};

/// The full text of an item, read from its page after its summary was judged. The candidate's story becomes the one
/// whose copy it turns out to be.
pub(in crate::store::admit) fn judge_page(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    full_state: StateHash,
) -> Result<Decision, StoreError> {
    let (Some(item), Some(own)) = (candidate.item.as_ref(), candidate.known.as_ref()) else {
        return Err(StoreError::Value("a page of no item".to_owned()));
    };
    let state_seen = state_seen(context.tx, item.id, full_state)?;
    let item = KnownItem { state_seen, ..known_item(context, candidate, item)? };
    let same = version_with_text(context.tx, own.id, candidate.text)?.is_some();
    let growth = Growth { words: 0, words_known: 0, of_known: 1.0, is_insert: false };
    let text = TextMatch {
        same,
        is_newest: same,
        repeats: Repeats::Neither,
        growth,
        counts_higher: false,
        score: 1.0,
    };
    let decision = judge_full_text(&item, &own.known, text);
    if !matches!(decision, Decision::Update { .. })
        || own.known.representation == Representation::Full
    {
        return Ok(decision);
    }
    let Some((other, copy)) = copy_of_another(context, candidate, own.id)? else {
        return Ok(decision);
    };
    candidate.known = Some(other);
    Ok(copy)
}

/// Another story, known in full, whose copy the text is.
fn copy_of_another(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    own: i64,
) -> Result<Option<(StoryRow, Decision)>, StoreError> {
    let story = candidate.story;
    let same =
        candidate.text.map(|text| other_story_with_text(context.tx, text, own)).transpose()?;
    let found = if let Some(other) = same.flatten() {
        let held = held(context, candidate.text, candidate, &other)?;
        let decision = judge_same_text(&other.known, story, held);
        Some((other, decision))
    } else {
        let found = likeness::find(context, story, Some(own))?;
        candidate.evidence = found.evidence;
        candidate.version = found.likely.as_ref().and_then(|like| like.version);
        found.likely.map(|like| {
            let decision = judge_like_text(&like.known.known, story, like.resemblance());
            (like.known, decision)
        })
    };
    Ok(found.filter(|(other, decision)| {
        let is_full = other.known.representation == Representation::Full;
        is_full && other.version > 0 && matches!(decision, Decision::Copy { .. })
    }))
}
