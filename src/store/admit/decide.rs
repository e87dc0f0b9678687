//! A story of the batch: what is known that it could be, and what the judge says.

use super::Context;
use super::candidate::Candidate;
use super::kill::with_parts;
use super::resolve::Group;
use crate::dedup::fingerprint::{StateHash, brief_hash, text_hash};
use crate::dedup::judge::Decision;
use crate::model::{Format, Story};
use crate::store::StoreError;

mod full_text;
mod known;
mod unknown;

pub(super) use full_text::judge_page;
use known::decide_known;
use unknown::decide_unknown;

/// Finds what a story could be and judges it; writes nothing. `state` is what its entry shows.
pub(super) fn judge_story<'a>(
    context: &Context<'_>,
    group: &Group,
    entry: usize,
    story: &'a Story,
    state: StateHash,
) -> Result<(Candidate<'a>, Decision), StoreError> {
    let printed = context.printed_state(entry);
    let mut candidate = Candidate {
        story,
        state,
        printed,
        text: text_hash(story),
        brief: brief_hash(story),
        item: group.item.clone(),
        known: None,
        evidence: None,
        version: None,
        also: Vec::new(),
        is_notice: false,
    };
    let mut decision = decide(context, group, &mut candidate)?;
    if context.batch.format == Some(Format::NewsMl1) {
        decision = with_parts(context, &mut candidate, decision)?;
    }
    Ok((candidate, decision))
}

fn decide(
    context: &Context<'_>,
    group: &Group,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let item = candidate.item.clone();
    if let Some((item, story)) = item.as_ref().and_then(|item| Some((item, item.story?))) {
        return decide_known(context, candidate, item, story, group.members.len() - 1);
    }
    if item.is_some_and(|item| item.state == candidate.state) {
        return Ok(Decision::Unchanged {
            because: "turned away before, and still the same".to_owned(),
        });
    }
    decide_unknown(context, candidate)
}
