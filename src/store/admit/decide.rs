//! A story of the batch: what is known that it could be, and what the judge says.

use super::Context;
use super::kill::with_parts;
use super::resolve::Group;
use crate::dedup::fingerprint::{StateHash, TextHash, brief_hash, text_hash};
use crate::dedup::judge::Decision;
use crate::model::{Evidence, Format, Story};
use crate::store::StoreError;
use crate::store::story::{ItemRow, StoryRow};

mod full_text;
mod known;
mod unknown;

pub(super) use full_text::judge_page;
use known::decide_known;
use unknown::decide_unknown;

/// A story, its hashes, and what it was found to be.
pub(super) struct Candidate<'a> {
    pub(super) story: &'a Story,
    pub(super) state: StateHash,
    /// The state with the lines that were taken out for their repetition.
    pub(super) printed: Option<StateHash>,
    pub(super) text: Option<TextHash>,
    /// The text without its headline, where it has few words.
    pub(super) brief: Option<TextHash>,
    /// The item of this identity, or the one that this entry names as its predecessor.
    pub(super) item: Option<ItemRow>,
    /// The story it belongs to, where there is one.
    pub(super) known: Option<StoryRow>,
    /// What it was held against, where the texts had to be compared.
    pub(super) evidence: Option<Evidence>,
    /// The version of `known` whose text it resembles, where that is not the newest.
    pub(super) version: Option<u64>,
    /// Other stories that it kills with `known`.
    pub(super) also: Vec<StoryRow>,
    /// It tells what was wrong in `known`, whose text stands.
    pub(super) is_notice: bool,
}

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
