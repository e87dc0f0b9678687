//! A story of the batch: what is known that it could be, and what the judge says.

use super::Context;
use super::resolve::{Group, predecessor};
use crate::dedup::fingerprint::{StateHash, TextHash, compared_text, state_hash, text_hash};
use crate::dedup::fold::fold_words;
use crate::dedup::judge::{
    Decision, KnownItem, Siblings, judge_known, judge_same_link, judge_same_text, judge_successor,
    judge_unknown,
};
use crate::dedup::relatedness::are_related;
use crate::model::{PubStatus, Story};
use crate::store::StoreError;
use crate::store::identity::{ANY_FEED, AliasKind, aliases, find};
use crate::store::story::{
    ItemRow, StoryRow, item as read_item, state_seen, story as read_story, story_with_text,
};

/// A story, its hashes, and what it was found to be.
pub(super) struct Candidate<'a> {
    pub(super) story: &'a Story,
    pub(super) state: StateHash,
    pub(super) text: Option<TextHash>,
    /// The item of this identity, or the one that this entry names as its predecessor.
    pub(super) item: Option<ItemRow>,
    /// The story it belongs to, where there is one.
    pub(super) known: Option<StoryRow>,
}

/// Finds what a story could be and judges it; writes nothing.
pub(super) fn judge_story<'a>(
    context: &Context<'_>,
    group: &Group,
    story: &'a Story,
) -> Result<(Candidate<'a>, Decision), StoreError> {
    let mut candidate = Candidate {
        story,
        state: state_hash(story),
        text: text_hash(story),
        item: group.item.clone(),
        known: None,
    };
    let decision = decide(context, group, &mut candidate)?;
    Ok((candidate, decision))
}

fn decide(
    context: &Context<'_>,
    group: &Group,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    if let Some((item, known_id)) = candidate.item.as_ref().and_then(|i| Some((i, i.story?))) {
        let known = read_story(context.tx, known_id)?;
        let same_text = match candidate.text {
            Some(text) => story_with_text(context.tx, text)?.is_some_and(|s| s.id == known_id),
            None => false,
        };
        let known_item = KnownItem {
            state: item.state,
            claimed_at: item.claimed_at,
            state_seen: state_seen(context.tx, item.id, candidate.state)?,
            is_first: item.is_first,
        };
        let siblings = Siblings { count: group.members.len() };
        let decision =
            judge_known(&known_item, &known.known, story, candidate.state, same_text, siblings);
        candidate.known = Some(known);
        return Ok(decision);
    }
    if candidate.item.as_ref().is_some_and(|item| item.state == candidate.state) {
        return Ok(Decision::Unchanged {
            because: "turned away before, and still the same".to_owned(),
        });
    }
    decide_unknown(context, candidate)
}

/// An identity that this feed never carried: a successor, the same text, the same page, or news.
fn decide_unknown(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    let tx = context.tx;
    let earlier = predecessor(tx, context.batch.feed.as_str(), &story.identity)?;
    if let Some((earlier, id)) = earlier.and_then(|item| item.story.map(|id| (item, id))) {
        let known = read_story(tx, id)?;
        let decision = judge_successor(&known.known, story);
        candidate.item = Some(earlier);
        candidate.known = Some(known);
        return Ok(decision);
    }
    let same_text = candidate.text.map(|text| story_with_text(tx, text)).transpose()?.flatten();
    if let Some(known) = same_text.filter(|known| may_speak_of(known, story)) {
        let decision = judge_same_text(&known.known, story);
        candidate.known = Some(known);
        return Ok(decision);
    }
    for alias in aliases(&story.identity).iter().filter(|a| a.kind == AliasKind::Link) {
        let carrier = find(tx, ANY_FEED, alias)?.map(|id| read_item(tx, id)).transpose()?.flatten();
        if let Some(id) = carrier.and_then(|carrier| carrier.story) {
            let known = read_story(tx, id)?;
            if !may_speak_of(&known, story) || !are_related_to(&known, story) {
                continue;
            }
            let folded = fold_words(&compared_text(story));
            let words = folded.split(' ').filter(|w| !w.is_empty()).count();
            let decision = judge_same_link(&known.known, story, words);
            candidate.known = Some(known);
            return Ok(decision);
        }
    }
    Ok(judge_unknown(story, candidate.text))
}

/// Another feed may add to a story, but only its own originator may kill it: a link or a text is soon claimed.
fn may_speak_of(known: &StoryRow, story: &Story) -> bool {
    let originator = story.sources.originator.as_ref().map(|o| o.name.as_str());
    story.status != PubStatus::Canceled
        || (originator.is_some() && originator == known.known.originator.as_deref())
}

fn are_related_to(known: &StoryRow, story: &Story) -> bool {
    let headline = story.headline.as_deref().unwrap_or_default();
    are_related(&known.headline, &known.body, headline, &compared_text(story))
}
