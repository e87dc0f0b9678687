//! What is no story, or fits no record: one dead letter, and silence while it stays the same.

use super::Context;
use super::decide::Candidate;
use super::resolve::Group;
use super::rows::{Outcome, append_side, hex, verdict, write_candidate};
use crate::dedup::fingerprint::rejection_hash;
use crate::model::{Rejection, RejectionReason, Stage, Verdict, VerdictKind};
use crate::publish::Stream;
use crate::publish::appearance::{REJECTED, reject};
use crate::store::story::{ItemWrite, remember_state, state_seen, touch_item, write_item};
use crate::store::{StoreError, identity};

/// An entry that normalising turned away: one dead letter, and silence while it stays the same.
pub(super) fn admit_rejection(
    context: &Context<'_>,
    group: &Group,
    rejection: &Rejection,
) -> Result<Outcome, StoreError> {
    let state = rejection_hash(&format!("{:?}", rejection.reason), &rejection.detail);
    let known = match &group.item {
        Some(item) => state_seen(context.tx, item.id, state)?,
        None => false,
    };
    let kind = if known { VerdictKind::Unchanged } else { VerdictKind::Rejected };
    let because = format!("{}: {}", reason_label(rejection.reason), rejection.detail);
    let verdict = Verdict {
        feed: context.batch.feed.clone(),
        entry: rejection.identity.entry.clone(),
        verdict: kind,
        story: None,
        version: None,
        relation: None,
        score: None,
        because,
        problems: Vec::new(),
    };
    if let (Some(item), true) = (&group.item, known) {
        touch_item(context.tx, item, context.batch.fetched_at)?;
        return Ok(Outcome { item: item.id, verdict, records: 0 });
    }
    // P8: a story that was published stays as it is when its entry comes back unreadable.
    let item = match &group.item {
        Some(item) if item.story.is_some() => {
            remember_state(context.tx, item.id, state)?;
            item.id
        }
        known => {
            let id = known.as_ref().map(|item| item.id);
            let write = ItemWrite {
                feed: &context.batch.feed,
                entry: &rejection.identity.entry,
                story: None,
                is_first: false,
                state,
                claimed_at: None,
                link: rejection.identity.link.as_deref(),
                headline: None,
                now: context.batch.fetched_at,
                verdict: &verdict,
            };
            let id = write_item(context.tx, id, &write)?;
            identity::remember(context.tx, &context.batch.feed, &rejection.identity, id)?;
            id
        }
    };
    append_reject(context, rejection, item, &state.0)?;
    Ok(Outcome { item, verdict, records: 1 })
}

/// A story whose record no sink could take, even cut: a dead letter, and the item remembered so that it comes once.
pub(super) fn refuse_too_large(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    detail: &str,
) -> Result<Outcome, StoreError> {
    let rejection = Rejection {
        identity: candidate.story.identity.clone(),
        stage: Stage::Publish,
        reason: RejectionReason::TooLarge,
        detail: detail.to_owned(),
        raw: candidate.story.headline.clone().unwrap_or_default(),
        problems: candidate.story.problems.clone(),
    };
    let because = format!("{}: {detail}", reason_label(rejection.reason));
    let verdict = verdict(context, candidate.story, VerdictKind::Rejected, None, &because);
    let story = candidate.known.as_ref().map(|known| known.id);
    let is_first = candidate.item.as_ref().is_some_and(|item| item.is_first);
    let item = write_candidate(context, candidate, story, is_first, &verdict)?;
    append_reject(context, &rejection, item, &candidate.state.0)?;
    Ok(Outcome { item, verdict, records: 1 })
}

fn append_reject(
    context: &Context<'_>,
    rejection: &Rejection,
    item: i64,
    state: &[u8; 16],
) -> Result<(), StoreError> {
    let feed = &context.batch.feed;
    let id = format!("/feeds/{feed}:{item}:{}", hex(state));
    let value = reject(feed, rejection);
    append_side(context, Stream::Rejects, REJECTED, feed.as_str(), id, &value)
}

fn reason_label(reason: RejectionReason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
