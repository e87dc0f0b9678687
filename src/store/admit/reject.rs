//! What is no story, or fits no record: one dead letter, and silence while it stays the same.

use super::Context;
use super::candidate::Candidate;
use super::resolve::Group;
use super::rows::{Outcome, append_side, entry_code, hex, verdict, write_candidate};
use crate::dedup::fingerprint::rejection_hash;
use crate::model::{Rejection, RejectionReason, Stage, Verdict, VerdictKind};
use crate::publish::Stream;
use crate::publish::appearance::{REJECTED, reject};
use crate::store::identity::LinkScope;
use crate::store::story::{ItemWrite, remember_state, state_seen, touch_item, write_item};
use crate::store::{StoreError, identity};

/// An entry that normalising turned away: one dead letter, and silence while it stays the same.
pub(super) fn admit_rejection(
    context: &Context<'_>,
    group: &Group,
    rejection: &Rejection,
) -> Result<Outcome, StoreError> {
    let state = rejection_hash(rejection);
    let now = context.batch.fetched_at;
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
        evidence: None,
        problems: Vec::new(),
    };
    if let (Some(item), true) = (&group.item, known) {
        touch_item(context.tx, item, now)?;
        remember_state(context.tx, item.id, state, now)?;
        return Ok(Outcome { item: item.id, verdict, records: 0 });
    }
    // P8: a story that was published stays as it is when its entry comes back unreadable.
    let item = match &group.item {
        Some(item) if item.story.is_some() => {
            remember_state(context.tx, item.id, state, now)?;
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
                received: 0,
                claimed_at: None,
                link: rejection.identity.link.as_deref(),
                headline: None,
                slug: None,
                now,
                verdict: &verdict,
            };
            let id = write_item(context.tx, id, &write)?;
            let (feed, identity) = (&context.batch.feed, &rejection.identity);
            identity::remember(context.tx, feed, identity, id, LinkScope::OwnFeed)?;
            id
        }
    };
    append_reject(context, rejection, &state.0)?;
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
    append_reject(context, &rejection, &candidate.state.0)?;
    Ok(Outcome { item, verdict, records: 1 })
}

fn append_reject(
    context: &Context<'_>,
    rejection: &Rejection,
    state: &[u8; 16],
) -> Result<(), StoreError> {
    let feed = &context.batch.feed;
    let id =
        format!("{}:{}", entry_code(&context.batch.feed, &rejection.identity.entry), hex(state));
    let value = reject(feed, rejection);
    append_side(context, feed, Stream::Rejects, REJECTED, feed.as_str(), id, &value)
}

fn reason_label(reason: RejectionReason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
