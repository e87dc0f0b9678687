//! Rows that every outcome writes: the item as it stands now, a record of a side stream, the verdict.

use super::Context;
use super::candidate::Candidate;
use crate::dedup::fingerprint::name_hash;
use crate::dedup::repetition;
use crate::model::{FeedId, Story, Verdict, VerdictKind};
use crate::publish::Stream;
use crate::publish::appearance::side_event;
use crate::store::identity::LinkScope;
use crate::store::outbox::{Outgoing, append};
use crate::store::story::{ItemWrite, remember_state, write_item};
use crate::store::{StoreError, identity};

/// What one identity of the batch came to.
pub(super) struct Outcome {
    pub(super) item: i64,
    pub(super) verdict: Verdict,
    pub(super) records: u64,
}

pub(super) fn append_side(
    context: &Context<'_>,
    feed: &FeedId,
    stream: Stream,
    kind: &str,
    key: &str,
    id: String,
    value: &impl serde::Serialize,
) -> Result<(), StoreError> {
    let now = context.batch.fetched_at;
    let event = side_event(feed, kind, key, id, now);
    let value = serde_json::to_vec(value).map_err(|e| StoreError::Value(e.to_string()))?;
    append(context.tx, &Outgoing { stream, key: key.to_owned(), event, value }, now)?;
    Ok(())
}

pub(super) fn write_candidate(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    story: Option<i64>,
    is_first: bool,
    verdict: &Verdict,
) -> Result<i64, StoreError> {
    let identity = &candidate.story.identity;
    let write = ItemWrite {
        feed: &context.batch.feed,
        entry: &identity.entry,
        story,
        is_first,
        state: candidate.state,
        received: candidate.story.received,
        claimed_at: candidate.story.claimed_at(),
        link: identity.link.as_deref(),
        headline: candidate.story.headline.as_deref(),
        slug: candidate.story.slugline.as_deref(),
        now: context.batch.fetched_at,
        verdict,
    };
    let id = write_item(context.tx, candidate.item.as_ref().map(|item| item.id), &write)?;
    if let Some(printed) = candidate.printed {
        // Where the feed stops repeating a line, the same copy shows it again: no news either.
        remember_state(context.tx, id, printed, context.batch.fetched_at)?;
    }
    identity::remember(context.tx, &context.batch.feed, identity, id, LinkScope::AllFeeds)?;
    Ok(id)
}

pub(super) fn verdict(
    context: &Context<'_>,
    story: &Story,
    kind: VerdictKind,
    at: Option<(&str, u64)>,
    because: &str,
) -> Verdict {
    let because = match repetition::count_taken(story) {
        0 => because.to_owned(),
        _ if kind == VerdictKind::Unchanged => because.to_owned(),
        1 => format!("{because}; a line that the feed repeats was left out"),
        lines => format!("{because}; {lines} lines that the feed repeats were left out"),
    };
    Verdict {
        feed: context.batch.feed.clone(),
        entry: story.identity.entry.clone(),
        verdict: kind,
        story: at.map(|(uri, _)| uri.to_owned()),
        version: at.filter(|(_, version)| *version > 0).map(|(_, version)| version.to_string()),
        relation: None,
        score: None,
        because,
        evidence: None,
        problems: Vec::new(),
    }
}

/// A name of the entry that is the same in every store, for the ids of events.
pub(super) fn entry_code(feed: &FeedId, entry: &str) -> String {
    hex(&name_hash(&format!("{feed}\n{entry}")))
}

pub(super) fn hex(bytes: &[u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(*bytes))
}
