//! A kill of an item of several texts. Each text is a story, and the item's own name is that of one of them, or of none.

use super::is_heard;
use crate::dedup::judge::{Decision, Held, judge_same_text};
use crate::model::{OF_PARTS, PubStatus};
use crate::store::StoreError;
use crate::store::admit::Context;
use crate::store::admit::candidate::Candidate;
use crate::store::story::{StoryRow, stories_of_parts, story as read_story};

/// Stories of one item, of all its revisions (P5).
const PARTS_MAX: i64 = 100;

/// Adds the other texts of the item to what a kill withdraws, or finds them where it found nothing.
pub(in crate::store::admit) fn with_parts(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    decision: Decision,
) -> Result<Decision, StoreError> {
    if !matches!(decision, Decision::Withdrawn { .. }) {
        return Ok(decision);
    }
    let story = candidate.story;
    let mut living: Vec<StoryRow> = Vec::new();
    for name in story.identity.previous.iter().filter_map(|name| name.strip_suffix(OF_PARTS)) {
        for id in stories_of_parts(context.tx, &context.batch.feed, name, PARTS_MAX)? {
            let mut named = candidate.known.iter().chain(&candidate.also).chain(&living);
            if named.any(|known| known.id == id) {
                continue;
            }
            let known = read_story(context.tx, id)?;
            if known.known.status != PubStatus::Canceled && is_heard(context, &known, story)? {
                living.push(known);
            }
        }
    }
    let mut living = living.into_iter();
    let decision = if candidate.known.is_some() {
        decision
    } else if let Some(first) = living.next() {
        let decision = judge_same_text(&first.known, story, Held::Newest);
        candidate.known = Some(first);
        decision
    } else {
        decision
    };
    candidate.also.extend(living);
    Ok(decision)
}
