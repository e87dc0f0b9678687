//! An identity that its feed never carried: which known story it belongs to, by its links, its text or its headline.

use super::super::candidate::Candidate;
use super::super::kill::{killed_before, killed_by_name, looked_for};
use super::super::notice::corrected_by_notice;
use super::super::resolve::predecessor;
use super::super::{Context, alert, brief, likeness};
use super::known::{decide_renamed, known_item, match_text};
use crate::dedup::fingerprint::{TextHash, compared_text};
use crate::dedup::judge::{
    Decision, Held, judge_killed_before, judge_like_text, judge_notice, judge_same_link,
    judge_same_text, judge_successor, judge_told_before, judge_unknown,
};
use crate::dedup::relatedness::are_related;
use crate::model::{Format, PubStatus, Story};
use crate::store::StoreError;
use crate::store::identity::{ANY_FEED, AliasKind, aliases, find};
use crate::store::story::{
    ItemRow, StoryRow, item as read_item, leading_item, story as read_story, story_with_text,
    version_with_text,
};

/// An identity that this feed never carried: a successor, the same text, the same page, or news.
pub(super) fn decide_unknown(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    let tx = context.tx;
    let earlier = predecessor(tx, context.batch.feed.as_str(), &story.identity)?;
    if let Some((earlier, id)) = earlier.and_then(|item| item.story.map(|id| (item, id))) {
        let known = read_story(tx, id)?;
        let known_item = known_item(context, candidate, &earlier)?;
        let text = match_text(context, candidate, &known, known_item.weighs_texts())?;
        let decision = judge_successor(&known_item, &known.known, story, text);
        candidate.item = Some(earlier);
        candidate.known = Some(known);
        return Ok(decision);
    }
    let same_text = candidate.text.map(|text| story_with_text(tx, text)).transpose()?.flatten();
    let same_text = match same_text {
        Some(known) if may_speak_of(context, &known, story)? => Some(known),
        _ => None,
    };
    if let Some(known) = same_text {
        if let Some(renamed) = renamed_item(context, known.id)? {
            return decide_renamed(context, candidate, &renamed, known.id);
        }
        if let Some(decision) = correct_own(context, candidate, known.id)? {
            return Ok(decision);
        }
        let held = held(context, candidate.text, candidate, &known)?;
        let decision = judge_same_text(&known.known, story, held);
        candidate.known = Some(known);
        return Ok(decision);
    }
    for alias in aliases(&story.identity).iter().filter(|a| a.kind == AliasKind::Link) {
        let carrier = find(tx, ANY_FEED, alias)?.map(|id| read_item(tx, id)).transpose()?.flatten();
        if let Some(id) = carrier.and_then(|carrier| carrier.story) {
            let known = read_story(tx, id)?;
            if !may_speak_of(context, &known, story)? || !are_related_to(&known, story) {
                continue;
            }
            let text = match_text(context, candidate, &known, true)?;
            let decision = judge_same_link(&known.known, story, text);
            candidate.known = Some(known);
            return Ok(decision);
        }
    }
    if let Some(killed) = killed_by_name(context, story)? {
        let decision = judge_same_text(&killed.known.known, story, Held::Newest);
        candidate.known = Some(killed.known);
        candidate.also = killed.also;
        return Ok(decision);
    }
    if let Some(known) = brief::printed_elsewhere(context, candidate)? {
        let held = held(context, candidate.brief, candidate, &known)?;
        let decision = judge_same_text(&known.known, story, held);
        candidate.version = version_with_text(tx, known.id, candidate.brief)?;
        candidate.known = Some(known);
        return Ok(decision);
    }
    let found = likeness::find(context, story, None)?;
    candidate.evidence = found.evidence;
    let Some(like) = found.likely else {
        return decide_unlike(context, candidate, found.nearest.as_deref());
    };
    let renamed = renamed_item(context, like.known.id)?;
    if let Some(renamed) = renamed.filter(|item| like.takes_the_place_of(item, story)) {
        return decide_renamed(context, candidate, &renamed, like.known.id);
    }
    let decision = judge_like_text(&like.known.known, story, like.resemblance());
    candidate.version = like.version;
    if !matches!(decision, Decision::New { .. }) {
        candidate.known = Some(like.known);
    }
    Ok(decision)
}

/// What no text resembles may still speak of a story by its headline: a print of a killed one, the text of an alert, a
/// notice of what was wrong.
fn decide_unlike(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    nearest: Option<&str>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    if story.status == PubStatus::Canceled {
        let looked_for = looked_for(context, story)?;
        return Ok(judge_unknown(story, candidate.text, Some(&looked_for)));
    }
    if let Some(kill) = killed_before(context, story)? {
        candidate.known = Some(kill);
        return Ok(judge_killed_before());
    }
    if let Some(known) = alert::told_before(context, story)? {
        candidate.known = Some(known);
        return Ok(judge_told_before());
    }
    if let Some(known) = corrected_by_notice(context, story)? {
        candidate.known = Some(known);
        candidate.is_notice = true;
        return Ok(judge_notice());
    }
    Ok(judge_unknown(story, candidate.text, nearest))
}

/// A correction whose text a paper printed before, as story `printed`, belongs to the story of its own feed, which is wrong.
fn correct_own(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    printed: i64,
) -> Result<Option<Decision>, StoreError> {
    let story = candidate.story;
    if !likeness::is_correction(story) || leads(context, printed)? {
        return Ok(None);
    }
    let found = likeness::find(context, story, Some(printed))?;
    let Some(like) = found.likely else { return Ok(None) };
    if !leads(context, like.known.id)? {
        return Ok(None);
    }
    let decision = judge_like_text(&like.known.known, story, like.resemblance());
    if !matches!(decision, Decision::Update { .. }) {
        return Ok(None);
    }
    candidate.evidence = found.evidence;
    candidate.version = like.version;
    candidate.known = Some(like.known);
    Ok(Some(decision))
}

/// The item that leads the story, where it is this feed's own and its document has it no more: the publisher gave
/// the same copy a new guid and link, with a new headline or none (edge cases 3 and 13). The documents of a wire carry
/// what is new and never what stands, so nothing follows from what they leave out.
fn renamed_item(context: &Context<'_>, story: i64) -> Result<Option<ItemRow>, StoreError> {
    if !context.batch.format.is_some_and(Format::lists_what_stands) {
        return Ok(None);
    }
    let leader = leading_item(context.tx, story)?;
    Ok(leader.filter(|item| {
        item.feed == context.batch.feed.as_str() && !context.standing.contains(&item.id)
    }))
}

/// Which of the story's texts the candidate has, word for word.
pub(super) fn held(
    context: &Context<'_>,
    text: Option<TextHash>,
    candidate: &Candidate<'_>,
    known: &StoryRow,
) -> Result<Held, StoreError> {
    let version = version_with_text(context.tx, known.id, text)?;
    if version.is_none_or(|version| version == 0 || version >= known.version) {
        return Ok(Held::Newest);
    }
    let leader = leading_item(context.tx, known.id)?;
    let dates = candidate.story.claimed_at().zip(leader.and_then(|leader| leader.claimed_at));
    let is_newer = dates.is_some_and(|(now, before)| now > before);
    Ok(if is_newer { Held::Newest } else { Held::Earlier })
}

/// Another feed may add to a story, but only its own originator, or the feed whose copy it is, may kill it: a link or a
/// text is soon claimed.
fn may_speak_of(
    context: &Context<'_>,
    known: &StoryRow,
    story: &Story,
) -> Result<bool, StoreError> {
    let writer = story.sources.writer();
    if story.status != PubStatus::Canceled
        || (writer.is_some() && writer == known.known.originator.as_deref())
    {
        return Ok(true);
    }
    leads(context, known.id)
}

/// Whether the story's published copy is the feed's own.
fn leads(context: &Context<'_>, story: i64) -> Result<bool, StoreError> {
    let leader = leading_item(context.tx, story)?;
    Ok(leader.is_some_and(|item| item.feed == context.batch.feed.as_str()))
}

fn are_related_to(known: &StoryRow, story: &Story) -> bool {
    let headline = story.headline.as_deref().unwrap_or_default();
    are_related(&known.headline, &known.body, headline, &compared_text(story))
}
