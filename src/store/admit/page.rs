//! Full text: queues the page of an entry that carries only a summary, and admits the story that its article makes.

use std::collections::HashSet;

use jiff::Timestamp;

use super::apply::{carry_out, record_copy_for};
use super::bulletins::Bulletins;
use super::candidate::Candidate;
use super::decide::judge_page;
use super::kill::Killable;
use super::resolve::Group;
use super::rows::Outcome;
use super::{AdmitOptions, Context};
use crate::dedup::fingerprint::{StateHash, state_hash, text_hash};
use crate::dedup::judge::Decision;
use crate::model::{
    Batch, FeedId, FetchFacts, NextPoll, PubStatus, Representation, Story, Verdict, VerdictKind,
};
use crate::normalise::fuller;
use crate::publish::appearance::Likeness;
use crate::store::story::{adopt_entry, item as read_item, remember_state, story as read_story};
use crate::store::{StoreError, Work, pages};

/// A page that was read: the story that its entry is with the article for its text.
#[derive(Debug, Clone)]
pub struct ReadPage {
    pub feed: FeedId,
    pub item: i64,
    /// The item's state for which the page was wanted.
    pub state: StateHash,
    pub story: Box<Story>,
    pub read_at: Timestamp,
}

/// Admits the full text of an entry. `None` where the entry has moved on: what was read is void.
pub fn admit_page(
    tx: &Work<'_>,
    page: &ReadPage,
    options: &AdmitOptions,
) -> Result<Option<Verdict>, StoreError> {
    if !pages::is_wanted(tx, page.item, page.state)? {
        return Ok(None);
    }
    let item = read_item(tx, page.item)?;
    let Some((item, id)) = item.and_then(|item| item.story.map(|id| (item, id))) else {
        pages::forget(tx, page.item)?;
        return Ok(None);
    };
    let (feed, now) = (page.feed.clone(), page.read_at);
    let next = NextPoll::fixed(now, 0);
    let batch = Batch::without_entries(feed, now, FetchFacts::default(), next);
    let standing = HashSet::new();
    let context = Context {
        tx,
        batch: &batch,
        printed: None,
        options,
        unprimed: false,
        standing,
        pages: false,
        killable: Killable::default(),
        bulletins: Bulletins::default(),
    };
    // The item stays what its feed shows: the next poll must find it unchanged.
    let story = Story { received: item.received, ..(*page.story).clone() };
    let (own, stays) = (read_story(tx, id)?, (id, item.is_first));
    let own_uri = own.uri.clone();
    let mut candidate = Candidate {
        story: &story,
        state: item.state,
        printed: None,
        evidence: None,
        version: None,
        also: Vec::new(),
        is_notice: false,
        text: text_hash(&story),
        brief: None,
        item: Some(item),
        known: Some(own),
    };
    let full_state = state_hash(&story);
    let decision = judge_page(&context, &mut candidate, full_state)?;
    let outcome = match decision {
        Decision::Copy { relation, score, because } => {
            let because = format!(
                "{because}; its summary was published before as {own_uri}, which stays a story of its own"
            );
            let sentences = candidate.evidence.as_ref().map(|evidence| &evidence.sentences);
            let like = Likeness { relation, score, because: &because, sentences };
            Some(record_copy_for(&context, &candidate, &like, stays)?)
        }
        decision @ (Decision::New { .. }
        | Decision::Update { .. }
        | Decision::Unchanged { .. }
        | Decision::Withdrawn { .. }) => {
            let published = matches!(decision, Decision::Update { .. });
            let outcome = carry_out(&context, &candidate, decision)?.ok();
            if published && outcome.is_some() {
                pages::keep_story(tx, page.item, &story)?;
            }
            outcome
        }
    };
    remember_state(tx, page.item, full_state, page.read_at)?;
    pages::settle(tx, page.item)?;
    Ok(outcome.map(|outcome| outcome.verdict))
}

/// A changed summary with the text that its page had.
pub(super) struct Fuller {
    pub(super) story: Story,
    /// Nothing of it differs from what is published.
    pub(super) is_published: bool,
}

/// The story that an entry's new summary makes together with the text read from its page before: a summary never takes
/// the place of a full text.
pub(super) fn with_full_text(
    context: &Context<'_>,
    group: &Group,
    story: &Story,
) -> Result<Option<Fuller>, StoreError> {
    let Some(item) = group.item.as_ref().filter(|item| item.is_first) else { return Ok(None) };
    let is_summary = story.representation == Representation::Partial;
    if !is_summary || story.status == PubStatus::Canceled || item.state == state_hash(story) {
        return Ok(None);
    }
    let Some(kept) = pages::kept_story(context.tx, item.id)? else { return Ok(None) };
    let before = state_hash(&kept);
    let story = fuller::with_text_of(story, kept);
    Ok(Some(Fuller { is_published: state_hash(&story) == before, story }))
}

/// An entry whose new summary changes nothing of what is published.
pub(super) fn adopt(context: &Context<'_>, candidate: &Candidate<'_>) -> Result<(), StoreError> {
    let Some(item) = &candidate.item else { return Ok(()) };
    adopt_entry(context.tx, item.id, candidate.state, candidate.story)
}

/// An entry as it was judged.
pub(super) struct Seen<'a> {
    /// Its place in the batch.
    pub(super) at: usize,
    pub(super) state: StateHash,
    pub(super) fuller: Option<&'a Fuller>,
    /// Its summary is new, though nothing of what is published changed with it.
    pub(super) read_again: bool,
}

/// Queues the page of an entry where what came of the entry calls for it; true when it did.
pub(super) fn queue(
    context: &Context<'_>,
    seen: &Seen<'_>,
    outcome: &Outcome,
) -> Result<bool, StoreError> {
    let (tx, item) = (context.tx, outcome.item);
    let Seen { at, state, fuller, read_again } = *seen;
    match outcome.verdict.verdict {
        VerdictKind::Unchanged if !read_again => return Ok(false),
        VerdictKind::Rejected => return Ok(false),
        VerdictKind::Withdrawn => {
            pages::forget(tx, item)?;
            return Ok(false);
        }
        VerdictKind::New | VerdictKind::Update | VerdictKind::Copy | VerdictKind::Unchanged => {}
    }
    if let Some(fuller) = fuller
        && outcome.verdict.verdict == VerdictKind::Update
    {
        pages::keep_story(tx, item, &fuller.story)?;
        remember_state(tx, item, state_hash(&fuller.story), context.batch.fetched_at)?;
    }
    let page = context.batch.pages.iter().find(|(index, _)| *index == at);
    let story = read_item(tx, item)?.and_then(|item| item.story);
    let Some(((_, page), story)) = page.zip(story) else {
        // The feed carries the text itself by now.
        if fuller.is_none() {
            pages::forget(tx, item)?;
        }
        return Ok(false);
    };
    let known = read_story(tx, story)?;
    let is_summary = known.known.representation == Representation::Partial;
    if !context.pages || known.version == 0 || !(is_summary || fuller.is_some()) {
        return Ok(false);
    }
    pages::want(tx, (item, &context.batch.feed, state), page, context.batch.fetched_at)?;
    Ok(true)
}
