//! Carries a decision on a story out: the next version, an appearance, or nothing but a mark.

use super::Context;
use super::candidate::Candidate;
use super::notice::{Noted, as_published};
use super::rows::{Outcome, append_side, entry_code, hex, verdict, write_candidate};
use crate::config::PublishPolicy;
use crate::dedup::fingerprint::{brief_hash, compared_text, text_hash};
use crate::dedup::judge::{Decision, is_the_originals};
use crate::model::{FeedId, Format, Relation, Story, VerdictKind};
use crate::publish::Stream;
use crate::publish::appearance::{APPEARED, Copied, Likeness, Predecessor, appearance, displaced};
use crate::publish::record::{
    Dates, TooLarge, encode_story, first_created, story_event, story_event_kind, story_uri,
    version_created, with_alt_ids_of,
};
use crate::store::identity::LinkScope;
use crate::store::outbox::{Outgoing, append};
use crate::store::story::{
    ItemRow, StoryRow, StoryWrite, adopt_state, insert_story, leading_item, remember_state,
    remember_text, touch_item, touch_story, update_story, version_with_text,
};
use crate::store::{StoreError, identity, millis, shingles};

/// Carries out what the judge decided of a story.
pub(super) fn carry_out(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    decision: Decision,
) -> Result<Result<Outcome, TooLarge>, StoreError> {
    match decision {
        Decision::New { because } => publish(context, candidate, VerdictKind::New, &because),
        Decision::Update { because } => publish(context, candidate, VerdictKind::Update, &because),
        Decision::Withdrawn { because } => {
            publish(context, candidate, VerdictKind::Withdrawn, &because)
        }
        // What another feed only remembered without publishing is news from a feed that publishes.
        Decision::Copy { because, .. }
            if candidate.known.as_ref().is_some_and(|known| known.version == 0)
                && !is_held_back(context, candidate.story) =>
        {
            publish(context, candidate, VerdictKind::New, &because)
        }
        Decision::Copy { relation, score, because } => {
            let sentences = candidate.evidence.as_ref().map(|evidence| &evidence.sentences);
            let like = Likeness { relation, score, because: &because, sentences };
            record_copy(context, candidate, &like).map(Ok)
        }
        // A kill of what is withdrawn already, under a name of its own.
        Decision::Unchanged { because }
            if candidate.item.is_none() && candidate.known.is_some() =>
        {
            let like = Likeness {
                relation: Relation::Revised,
                score: 0.0,
                because: &because,
                sentences: None,
            };
            record_copy(context, candidate, &like).map(Ok)
        }
        Decision::Unchanged { because } => keep(context, candidate, &because).map(Ok),
    }
}

/// Publishes the next version of a story, the first one included.
fn publish(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    kind: VerdictKind,
    because: &str,
) -> Result<Result<Outcome, TooLarge>, StoreError> {
    let known = candidate.known.as_ref();
    let leader = match known {
        Some(known) => leading_item(context.tx, known.id)?,
        None => None,
    };
    let next = match publish_version(context, candidate, kind)? {
        Ok(next) => next,
        Err(too_large) => return Ok(Err(too_large)),
    };
    let because = if next.held {
        "remembered without being published: the feed's first poll".to_owned()
    } else {
        told_with_others(candidate, because)
    };
    let at = Some((next.uri.as_str(), next.version));
    let mut verdict = verdict(context, &next.story, kind, at, &because);
    verdict.evidence.clone_from(&candidate.evidence);
    let leads = !candidate.is_notice;
    let item = write_candidate(context, candidate, Some(next.id), leads, &verdict)?;
    if leads {
        lead(context, next.id, item)?;
    }
    let mut records = u64::from(!next.held);
    if let Some((known, leader)) = known.zip(leader.as_ref())
        && kind == VerdictKind::Update
        && leads
    {
        records += record_displaced(context, known, leader)?;
    }
    if kind == VerdictKind::Withdrawn && known.is_none() {
        identity::remember_previous(context.tx, &context.batch.feed, &next.story.identity, item)?;
    }
    for known in &candidate.also {
        // A kill of the item of several texts has a headline of its own at most.
        let is_part = context.batch.format == Some(Format::NewsMl1) && !known.headline.is_empty();
        let headline = is_part.then(|| known.headline.clone());
        let headline = headline.or_else(|| candidate.story.headline.clone());
        let story = Story { headline, ..candidate.story.clone() };
        let beside = Candidate {
            story: &story,
            known: Some(known.clone()),
            item: None,
            evidence: None,
            also: Vec::new(),
            ..*candidate
        };
        // As large as the first one, which a sink takes, but for the names of its story.
        let other = publish_version(context, &beside, kind)?;
        records += other.map_or(0, |other| u64::from(!other.held));
    }
    Ok(Ok(Outcome { item, verdict, records }))
}

/// Why, and for which stories beside the candidate's own.
fn told_with_others(candidate: &Candidate<'_>, because: &str) -> String {
    let others: Vec<&str> = candidate.also.iter().map(|known| known.uri.as_str()).collect();
    if others.is_empty() {
        return because.to_owned();
    }
    format!("{because}, and of {}", others.join(", "))
}

/// A version that was written.
struct Next {
    id: i64,
    story: Story,
    uri: String,
    version: u64,
    /// It was not published.
    held: bool,
}

/// Writes the next version of the candidate's story and its record.
fn publish_version(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    kind: VerdictKind,
) -> Result<Result<Next, TooLarge>, StoreError> {
    let known = candidate.known.as_ref();
    let held =
        known.is_none_or(|known| known.version == 0) && is_held_back(context, candidate.story);
    let noted = Noted::of(context, candidate)?;
    let story = Story { ed_note: noted.told(), ..with_sources_kept(context, candidate, kind)? };
    let uri = match known {
        Some(known) => known.uri.clone(),
        None => free_uri(context, &story)?,
    };
    let version = known.map_or(0, |k| k.version) + u64::from(!held);
    let first_created = first_created(&story, known.and_then(|known| known.first_created));
    let version_before = known.and_then(|known| known.version_created);
    let bytes_max = context.options.record_bytes_max;
    let dates = Dates { first_created, version_before };
    let encoded = match encode_story(&story, &uri, version, dates, bytes_max) {
        Ok(encoded) => encoded,
        Err(too_large) => return Ok(Err(too_large)),
    };
    let write = StoryWrite {
        uri: &uri,
        version,
        story: &story,
        first_created,
        version_created: version_created(&story, version_before).or(version_before),
        headlines: known
            .map_or_else(Vec::new, |known| known.headlines_before(story.headline.as_deref())),
        own_note: noted.own,
        notices: noted.notices,
        now: context.batch.fetched_at,
    };
    let id = write_version(context, candidate, &write)?;
    if !held {
        let event_kind = story_event_kind(version, story.status);
        let event =
            story_event(&context.batch.feed, &uri, version, event_kind, context.batch.fetched_at);
        let record = Outgoing { stream: Stream::Stories, key: uri.clone(), event, value: encoded };
        append(context.tx, &record, context.batch.fetched_at)?;
    }
    Ok(Ok(Next { id, story, uri, version, held }))
}

/// Writes a version down with its texts, and returns its story.
fn write_version(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    write: &StoryWrite<'_>,
) -> Result<i64, StoreError> {
    let (story, version, known) = (write.story, write.version, candidate.known.as_ref());
    let text = compared_text(story);
    let replace =
        |id| shingles::replace(context.tx, id, &context.batch.feed, (text.as_str(), version));
    let mut texts = vec![candidate.text, candidate.brief];
    let id = if let Some(known) = known {
        if candidate.is_notice {
            // The text stands, and is the newest version's.
            texts.extend([text_hash(story), brief_hash(story)]);
        } else {
            // Keeps the text that the row still has.
            replace(known.id)?;
        }
        update_story(context.tx, known.id, write)?;
        known.id
    } else {
        let id = insert_story(context.tx, write)?;
        replace(id)?;
        id
    };
    for text in texts {
        remember_text(context.tx, id, text, version)?;
    }
    context.bulletins.heed(story, known.map(|known| known.kind));
    // A later entry of the document may speak of it by name.
    context.killable.forget();
    Ok(id)
}

/// The item whose copy was published last leads its story: later changes of other carriers are copies.
fn lead(context: &Context<'_>, story: i64, item: i64) -> Result<(), StoreError> {
    context
        .tx
        .prepare_cached("UPDATE item SET is_first = 0 WHERE story = ?1 AND id <> ?2 AND is_first")?
        .execute([story, item])?;
    Ok(())
}

/// Who printed what was published until now, where another feed's copy takes its place: the record of the new version
/// does not name it any more.
fn record_displaced(
    context: &Context<'_>,
    known: &StoryRow,
    leader: &ItemRow,
) -> Result<u64, StoreError> {
    let feed = FeedId::parse(&leader.feed).filter(|feed| *feed != context.batch.feed);
    let Some(feed) = feed.filter(|_| known.version > 0) else { return Ok(0) };
    let value = displaced(&Predecessor {
        feed: &feed,
        entry: &leader.entry,
        link: leader.link.as_deref(),
        headline: &leader.headline,
        // The row does not tell a day from a point in time; where the story began with it, that was one.
        published: leader.claimed_at.filter(|at| known.first_created == Some(*at)),
        sources: &known.sources,
        uri: &known.uri,
        version: known.version,
    });
    let code = entry_code(&feed, &leader.entry);
    let id = format!("{}:{code}:{}:led", known.uri, hex(&leader.state.0));
    append_side(context, &feed, Stream::Appearances, APPEARED, &known.uri, id, &value)?;
    Ok(1)
}

fn record_copy(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    like: &Likeness<'_>,
) -> Result<Outcome, StoreError> {
    let Some(known) = candidate.known.as_ref() else {
        return Err(StoreError::Value("a copy of no story".to_owned()));
    };
    record_copy_for(context, candidate, like, (known.id, false))
}

/// As a copy of the candidate's story, by an item that belongs to story `keeper` and leads it or not.
pub(super) fn record_copy_for(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    like: &Likeness<'_>,
    (keeper, is_first): (i64, bool),
) -> Result<Outcome, StoreError> {
    let Some(known) = candidate.known.as_ref() else {
        return Err(StoreError::Value("a copy of no story".to_owned()));
    };
    let text = version_with_text(context.tx, known.id, candidate.text)?;
    let matched = text.or(candidate.version).filter(|version| *version > 0);
    let version = matched.unwrap_or(known.version);
    let mut verdict = verdict(
        context,
        candidate.story,
        VerdictKind::Copy,
        Some((&known.uri, version)),
        like.because,
    );
    verdict.relation = Some(like.relation);
    verdict.score = Some(like.score);
    verdict.evidence.clone_from(&candidate.evidence);
    let item = write_candidate(context, candidate, Some(keeper), is_first, &verdict)?;
    if like.relation == Relation::Verbatim {
        remember_text(context.tx, known.id, candidate.text, version)?;
    }
    let own = leading_item(context.tx, known.id)?
        .is_some_and(|item| item.feed == context.batch.feed.as_str());
    if own && like.relation == Relation::Revised {
        let text = compared_text(candidate.story);
        shingles::remember_earlier(context.tx, known.id, &context.batch.feed, &text)?;
    } else if like.relation != Relation::Verbatim {
        shingles::remember(
            context.tx,
            known.id,
            &context.batch.feed,
            (&compared_text(candidate.story), version),
        )?;
    }
    touch_story(context.tx, known.id, context.batch.fetched_at)?;
    if known.version == 0 {
        return Ok(Outcome { item, verdict, records: 0 });
    }
    let of = Copied { uri: &known.uri, version, status: known.known.status };
    let feed = &context.batch.feed;
    let value = appearance(feed, &of, candidate.story, like);
    let id = format!(
        "{}:{}:{}",
        known.uri,
        entry_code(feed, &candidate.story.identity.entry),
        hex(&candidate.state.0)
    );
    append_side(context, feed, Stream::Appearances, APPEARED, &known.uri, id, &value)?;
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
    let now = context.batch.fetched_at;
    touch_item(context.tx, item, now)?;
    remember_state(context.tx, item.id, candidate.state, now)?;
    if item.state != candidate.state && item.received == candidate.story.received {
        adopt_state(context.tx, item.id, candidate.state)?;
        if let Some(story) = item.story.filter(|_| item.is_first) {
            let version = candidate.known.as_ref().map_or(0, |known| known.version);
            remember_text(context.tx, story, candidate.text, version)?;
        }
    }
    let (feed, identity) = (&context.batch.feed, &candidate.story.identity);
    identity::remember(context.tx, feed, identity, item.id, LinkScope::AllFeeds)?;
    let at = candidate.known.as_ref().map(|known| (known.uri.as_str(), known.version));
    let verdict = verdict(context, candidate.story, VerdictKind::Unchanged, at, because);
    Ok(Outcome { item: item.id, verdict, records: 0 })
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
    let other_name = story.identity.link.as_deref().or(story.identity.title_and_date.as_deref());
    let link = other_name.unwrap_or_default();
    let mut uri = story_uri(feed, entry);
    let mut taken = context.tx.prepare_cached("SELECT 1 FROM story WHERE uri = ?1")?;
    let mut nth = 1_u32;
    while taken.exists([&uri])? {
        uri = story_uri(feed, &format!("{entry}\n{link}\n{nth}"));
        nth += 1;
    }
    Ok(uri)
}

/// Provenance only ever gains: what an earlier copy said of its makers stays where the new one is silent. But who printed
/// a reprint did not print the originator's own copy that takes its place, and kept, it would look a reprint for ever.
fn with_sources_kept(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    kind: VerdictKind,
) -> Result<Story, StoreError> {
    let mut story = match &candidate.known {
        Some(known) if candidate.is_notice => as_published(context, known, candidate.story)?,
        Some(_) | None => candidate.story.clone(),
    };
    if let Some(known) = &candidate.known {
        let (earlier, now) = (&known.sources, &mut story.sources);
        let takes_the_place = kind == VerdictKind::Update
            && candidate.item.is_none()
            && is_the_originals(&known.known, candidate.story);
        now.originator = now.originator.take().or_else(|| earlier.originator.clone());
        now.distributor = now.distributor.take().or_else(|| earlier.distributor.clone());
        if !takes_the_place {
            now.publisher = now.publisher.take().or_else(|| earlier.publisher.clone());
        }
        with_alt_ids_of(&mut story, &known.alt_ids);
    }
    Ok(story)
}
