//! Carries a decision out: rows of stories and items, records in the outbox, the verdict.

use super::Context;
use super::decide::Candidate;
use super::resolve::Group;
use crate::config::PublishPolicy;
use crate::dedup::fingerprint::rejection_hash;
use crate::dedup::judge::Decision;
use crate::model::{
    Rejection, RejectionReason, Relation, Sources, Stage, Story, Verdict, VerdictKind,
};
use crate::publish::Stream;
use crate::publish::appearance::{APPEARED, Likeness, REJECTED, appearance, reject, side_event};
use crate::publish::record::{encode_story, story_event, story_event_kind, story_uri};
use crate::store::outbox::{Outgoing, append};
use crate::store::story::{
    ItemWrite, StoryWrite, insert_story, remember_text, state_seen, touch_item, touch_story,
    update_story, write_item,
};
use crate::store::{StoreError, identity, millis};

/// What one identity of the batch came to.
pub(super) struct Outcome {
    pub(super) item: i64,
    pub(super) verdict: Verdict,
    pub(super) records: u64,
}

/// Carries out what the judge decided of a story.
pub(super) fn carry_out(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    decision: Decision,
) -> Result<Outcome, StoreError> {
    match decision {
        Decision::New { because } => publish(context, candidate, VerdictKind::New, &because),
        Decision::Update { because } => publish(context, candidate, VerdictKind::Update, &because),
        Decision::Withdrawn { because } => {
            publish(context, candidate, VerdictKind::Withdrawn, &because)
        }
        Decision::Copy { relation, score, because } => {
            record_copy(context, candidate, &Likeness { relation, score, because: &because })
        }
        Decision::Unchanged { because } => keep(context, candidate, &because),
    }
}

/// Publishes the next version of a story, the first one included.
fn publish(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    kind: VerdictKind,
    because: &str,
) -> Result<Outcome, StoreError> {
    let known = candidate.known.as_ref();
    let held = kind == VerdictKind::New && is_held_back(context, candidate.story);
    let story = with_sources_kept(candidate.story, known.map(|k| &k.sources));
    let uri = match known {
        Some(known) => known.uri.clone(),
        None => free_uri(context, &story)?,
    };
    let version = known.map_or(0, |k| k.version) + u64::from(!held);
    let first_created = known.and_then(|k| k.first_created).or_else(|| first_created(&story));
    let bytes_max = context.options.record_bytes_max;
    let encoded = match encode_story(&story, &uri, version, first_created, bytes_max) {
        Ok(encoded) => encoded,
        Err(too_large) => return refuse_too_large(context, candidate, &too_large.to_string()),
    };
    let write = StoryWrite {
        uri: &uri,
        version,
        story: &story,
        first_created,
        now: context.batch.fetched_at,
    };
    let id = match known {
        Some(known) => {
            update_story(context.tx, known.id, &write)?;
            known.id
        }
        None => insert_story(context.tx, &write)?,
    };
    remember_text(context.tx, id, candidate.text)?;
    if !held {
        let event_kind = story_event_kind(version, story.status);
        let event =
            story_event(&context.batch.feed, &uri, version, event_kind, context.batch.fetched_at);
        let record = Outgoing { stream: Stream::Stories, key: uri.clone(), event, value: encoded };
        append(context.tx, &record, context.batch.fetched_at)?;
    }
    let because =
        if held { "remembered without being published: the feed's first poll" } else { because };
    let verdict = verdict(context, &story, kind, Some((&uri, version)), because);
    let item = write_candidate(context, candidate, Some(id), true, &verdict)?;
    lead(context, id, item)?;
    Ok(Outcome { item, verdict, records: u64::from(!held) })
}

/// The item whose copy was published last leads its story: later changes of other carriers are copies.
fn lead(context: &Context<'_>, story: i64, item: i64) -> Result<(), StoreError> {
    context
        .tx
        .prepare_cached("UPDATE item SET is_first = 0 WHERE story = ?1 AND id <> ?2 AND is_first")?
        .execute([story, item])?;
    Ok(())
}

fn record_copy(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    like: &Likeness<'_>,
) -> Result<Outcome, StoreError> {
    let Some(known) = candidate.known.as_ref() else {
        return Err(StoreError::Value("a copy of no story".to_owned()));
    };
    let mut verdict = verdict(
        context,
        candidate.story,
        VerdictKind::Copy,
        Some((&known.uri, known.version)),
        like.because,
    );
    verdict.relation = Some(like.relation);
    verdict.score = Some(like.score);
    let item = write_candidate(context, candidate, Some(known.id), false, &verdict)?;
    if like.relation == Relation::Verbatim {
        remember_text(context.tx, known.id, candidate.text)?;
    }
    touch_story(context.tx, known.id, context.batch.fetched_at)?;
    if known.version == 0 {
        return Ok(Outcome { item, verdict, records: 0 });
    }
    let value = appearance(&context.batch.feed, &known.uri, known.version, candidate.story, like);
    let id = format!("{}:{item}:{}", known.uri, hex(&candidate.state.0));
    append_side(context, Stream::Appearances, APPEARED, &known.uri, id, &value)?;
    Ok(Outcome { item, verdict, records: 1 })
}

fn keep(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    because: &str,
) -> Result<Outcome, StoreError> {
    let Some(item) = &candidate.item else {
        return Err(StoreError::Value("an unchanged entry of no item".to_owned()));
    };
    touch_item(context.tx, item, context.batch.fetched_at)?;
    crate::store::story::remember_state(context.tx, item.id, candidate.state)?;
    identity::remember(context.tx, &context.batch.feed, &candidate.story.identity, item.id)?;
    let at = candidate.known.as_ref().map(|known| (known.uri.as_str(), known.version));
    let verdict = verdict(context, candidate.story, VerdictKind::Unchanged, at, because);
    Ok(Outcome { item: item.id, verdict, records: 0 })
}

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
            crate::store::story::remember_state(context.tx, item.id, state)?;
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
fn refuse_too_large(
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

fn append_side(
    context: &Context<'_>,
    stream: Stream,
    kind: &str,
    key: &str,
    id: String,
    value: &impl serde::Serialize,
) -> Result<(), StoreError> {
    let now = context.batch.fetched_at;
    let event = side_event(&context.batch.feed, kind, key, id, now);
    let value = serde_json::to_vec(value).map_err(|e| StoreError::Value(e.to_string()))?;
    append(context.tx, &Outgoing { stream, key: key.to_owned(), event, value }, now)?;
    Ok(())
}

fn write_candidate(
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
        claimed_at: candidate.story.claimed_at(),
        link: identity.link.as_deref(),
        headline: candidate.story.headline.as_deref(),
        now: context.batch.fetched_at,
        verdict,
    };
    let id = write_item(context.tx, candidate.item.as_ref().map(|item| item.id), &write)?;
    identity::remember(context.tx, &context.batch.feed, identity, id)?;
    Ok(id)
}

fn verdict(
    context: &Context<'_>,
    story: &Story,
    kind: VerdictKind,
    at: Option<(&str, u64)>,
    because: &str,
) -> Verdict {
    Verdict {
        feed: context.batch.feed.clone(),
        entry: story.identity.entry.clone(),
        verdict: kind,
        story: at.map(|(uri, _)| uri.to_owned()),
        version: at.filter(|(_, version)| *version > 0).map(|(_, version)| version.to_string()),
        relation: None,
        score: None,
        because: because.to_owned(),
        problems: Vec::new(),
    }
}

/// `publish = "none"` and `"since 24h"` hold back what a feed's first poll brings (edge case 64).
fn is_held_back(context: &Context<'_>, story: &Story) -> bool {
    context.unprimed
        && match context.options.publish {
            PublishPolicy::All => false,
            PublishPolicy::None => true,
            PublishPolicy::Since(span) => story.claimed_at().is_some_and(|at| {
                let age = millis(context.batch.fetched_at) - millis(at);
                u128::try_from(age).is_ok_and(|age| age > span.as_millis())
            }),
        }
}

/// The uri of a new story. Where a reused guid has given it away already, the link tells the two apart (edge case 1).
fn free_uri(context: &Context<'_>, story: &Story) -> Result<String, StoreError> {
    let feed = &context.batch.feed;
    let entry = &story.identity.entry;
    let link = story.identity.link.as_deref().unwrap_or_default();
    let mut uri = story_uri(feed, entry);
    let mut taken = context.tx.prepare_cached("SELECT 1 FROM story WHERE uri = ?1")?;
    let mut nth = 1_u32;
    while taken.exists([&uri])? {
        uri = story_uri(feed, &format!("{entry}\n{link}\n{nth}"));
        nth += 1;
    }
    Ok(uri)
}

/// Provenance only ever gains: what an earlier copy said of its makers stays where the new one is silent.
fn with_sources_kept(story: &Story, earlier: Option<&Sources>) -> Story {
    let mut story = story.clone();
    if let Some(earlier) = earlier {
        let now = &mut story.sources;
        now.originator = now.originator.take().or_else(|| earlier.originator.clone());
        now.distributor = now.distributor.take().or_else(|| earlier.distributor.clone());
        now.publisher = now.publisher.take().or_else(|| earlier.publisher.clone());
    }
    story
}

fn first_created(story: &Story) -> Option<jiff::Timestamp> {
    use crate::model::Precision;
    let date = story.published.as_ref()?;
    date.at.filter(|_| date.precision == Precision::Instant)
}

fn reason_label(reason: RejectionReason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(*bytes))
}
