//! Subscriptions at WebSub hubs: the rows of [`Subscription`]. It decides nothing; a change is read, made and written in one transaction.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use secrecy::ExposeSecret;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{StoreError, millis, timestamp};
use crate::fetch::limits::name_site;
use crate::model::{Batch, Extent, FeedId, Normalised, ProblemKind, Verdict, VerdictKind};
use crate::websub::subscription::Wish;
use crate::websub::trust::{Doubt, Trust};
use crate::websub::{Offer, Subscription, Token};

mod standing;

pub use standing::{Standing, count, standing};

const COLUMNS: &str = "token, feed, origin, topic, hubs, callback, hub, secret, made, leaving, pending, attempts, ask, lease_until, since, pushed, demoted, doubt, missed, pings_only, problem, private, answered";

/// Subscriptions looked at in one go.
const DUE_MAX: usize = 64;

/// The subscription behind a callback's address.
pub fn read(connection: &Connection, token: &Token) -> Result<Option<Subscription>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM websub WHERE token = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([token.expose()], subscription).optional()?.flatten())
}

/// The feed's subscription, but none that is being left.
pub fn of_feed(connection: &Connection, feed: &FeedId) -> Result<Option<Subscription>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM websub WHERE feed = ?1 AND leaving = 0");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([feed.as_str()], subscription).optional()?.flatten())
}

/// A subscription that is not being left, as far as a new list of feeds asks.
#[derive(Debug, Clone)]
pub struct Kept {
    pub token: Token,
    pub feed: FeedId,
    pub origin: String,
    pub callback: String,
    /// Polls of the feed rest.
    pub relied_on: bool,
}

/// All of them.
pub fn kept(connection: &Connection, now: Timestamp) -> Result<Vec<Kept>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT token, feed, origin, callback, coalesce(lease_until > ?1, 0) AND pushed IS NOT NULL AND demoted = 0 \
         FROM websub WHERE leaving = 0",
    )?;
    let rows = statement.query_map([millis(now)], |row| {
        let known =
            (Token::parse(&row.get::<_, String>(0)?), FeedId::parse(&row.get::<_, String>(1)?));
        let (Some(token), Some(feed)) = known else { return Ok(None) };
        Ok(Some(Kept {
            token,
            feed,
            origin: row.get(2)?,
            callback: row.get(3)?,
            relied_on: row.get(4)?,
        }))
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// A start: pushes may have been missed while nobody was here to take them, which is no fault of any hub's.
pub fn begin_anew(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE websub SET since = NULL, doubt = NULL, missed = NULL, due = ask", [])?;
    Ok(())
}

/// What is due with the sites of the hubs, and when the next one is.
pub type Due = (Vec<(Token, String)>, Option<Timestamp>);

/// Those that are due, longest first, at most [`DUE_MAX`], each with the site of its hub, but none of those `held_up`: what
/// waits for one hub, however much it is, stands before no other one's. And when the next one is due.
pub fn due(
    connection: &Connection,
    now: Timestamp,
    held_up: &BTreeSet<String>,
) -> Result<Due, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT token, due, hubs, hub FROM websub ORDER BY due")?;
    let mut rows = statement.query([])?;
    let (mut found, mut sites) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next()? {
        let due: i64 = row.get(1)?;
        if due > millis(now) {
            return Ok((found, timestamp(due)));
        }
        // Thousands of rows name the same few hubs.
        let hub: (String, usize) = (row.get(2)?, row.get(3)?);
        let site = sites.entry(hub).or_insert_with_key(|(hubs, hub)| site_of(hubs, *hub));
        if held_up.contains(site) {
            continue;
        }
        let token: String = row.get(0)?;
        found.extend(Token::parse(&token).map(|token| (token, site.clone())));
        if found.len() >= DUE_MAX {
            break;
        }
    }
    Ok((found, None))
}

/// The site of the hub that is asked, as [`Subscription::hub`] names it.
fn site_of(hubs: &str, hub: usize) -> String {
    let hubs: Vec<String> = serde_json::from_str(hubs).unwrap_or_default();
    let hub = hubs.get(hub).or(hubs.first()).and_then(|hub| Url::parse(hub).ok());
    hub.as_ref().map(name_site).unwrap_or_default()
}

/// Reads a subscription, lets `change` make something of it, and writes it back. `None` where there is none.
pub fn step<T>(
    tx: &Transaction<'_>,
    token: &Token,
    change: impl FnOnce(&mut Subscription) -> T,
) -> Result<Option<T>, StoreError> {
    let Some(mut subscription) = read(tx, token)? else { return Ok(None) };
    let done = change(&mut subscription);
    write(tx, &subscription)?;
    Ok(Some(done))
}

pub fn write(tx: &Transaction<'_>, s: &Subscription) -> Result<(), StoreError> {
    let json = |value: Result<String, serde_json::Error>| {
        value.map_err(|e| StoreError::Value(e.to_string()))
    };
    let hubs = json(serde_json::to_string(&s.offer.hubs))?;
    let doubt = s.trust.doubt.as_ref();
    let missed = doubt.map(|doubt| json(serde_json::to_string(&doubt.missed))).transpose()?;
    tx.prepare_cached(&format!(
        "INSERT OR REPLACE INTO websub ({COLUMNS}, due) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"
    ))?
    .execute(params![
        s.token.expose(),
        s.feed.as_str(),
        s.origin,
        s.offer.topic,
        hubs,
        s.callback,
        s.hub,
        s.secret.expose_secret(),
        millis(s.made_at),
        s.wish == Wish::Unsubscribe,
        s.pending,
        s.attempts,
        millis(s.ask_at),
        s.lease_until.map(millis),
        s.trust.since.map(millis),
        s.trust.pushed_at.map(millis),
        s.trust.demoted,
        doubt.map(|doubt| millis(doubt.since)),
        missed,
        s.pings_only,
        s.problem,
        s.offer.private,
        s.answered_at.map(millis),
        millis(s.due()),
    ])?;
    Ok(())
}

pub fn forget(tx: &Transaction<'_>, token: &Token) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM websub WHERE token = ?1")?.execute([token.expose()])?;
    Ok(())
}

/// Forgets all of them; how many there were.
pub fn forget_all(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("DELETE FROM websub", [])?)
}

/// Lets the feed's subscription learn what was admitted: in the same transaction, because a push and a poll that bring
/// the same entry in the same instant must see each other.
pub(super) fn heed(
    tx: &Transaction<'_>,
    batch: &Batch,
    verdicts: &[Verdict],
) -> Result<(), StoreError> {
    let Some(mut subscription) = of_feed(tx, &batch.feed)? else { return Ok(()) };
    let now = batch.fetched_at;
    let before = (subscription.trust.clone(), subscription.pings_only);
    let hash = |verdict: &Verdict| xxh3_64(verdict.entry.as_bytes());
    if batch.fetch.extent == Extent::Pushed {
        // One without entries has brought nothing.
        if batch.entries.is_empty() {
            return Ok(());
        }
        let entries: Vec<u64> = verdicts.iter().map(hash).collect();
        subscription.trust.heed_push(now, &entries);
    } else {
        if !batch.entries.is_empty() {
            subscription.pings_only = batch.entries.iter().any(is_nameless);
        }
        if subscription.pings_only {
            subscription.trust = Trust::default();
        } else if subscription.is_verified(now) {
            let unknown = verdicts.iter().filter(|verdict| is_first_sight(verdict)).map(hash);
            subscription.trust.heed_poll(now, &unknown.collect::<Vec<u64>>());
        }
    }
    if (&subscription.trust, subscription.pings_only) != (&before.0, before.1) {
        write(tx, &subscription)?;
    }
    Ok(())
}

/// Only the whole document shows what the entry is called: its guid stands on others too, or neither guid nor link is its own.
fn is_nameless(entry: &Normalised) -> bool {
    let (identity, problems) = match entry {
        Normalised::Story(story) => (&story.identity, &story.problems),
        Normalised::Rejected(rejection) => (&rejection.identity, &rejection.problems),
    };
    let reused = problems.iter().any(|problem| problem.kind == ProblemKind::GuidReused);
    reused || (identity.guid.is_none() && identity.link.is_none())
}

/// A hub announces what is new; whether it announces every correction is the publisher's affair.
fn is_first_sight(verdict: &Verdict) -> bool {
    match verdict.verdict {
        VerdictKind::New | VerdictKind::Copy => true,
        VerdictKind::Update
        | VerdictKind::Unchanged
        | VerdictKind::Withdrawn
        | VerdictKind::Rejected => false,
    }
}

/// What another release wrote and this one cannot read counts as absent.
fn subscription(row: &Row<'_>) -> rusqlite::Result<Option<Subscription>> {
    let time = |column| row.get::<_, Option<i64>>(column).map(|t| t.and_then(timestamp));
    let text = |column| row.get::<_, String>(column);
    let hubs = serde_json::from_str(&text(4)?);
    let since = time(17)?;
    let missed = row.get::<_, Option<String>>(18)?;
    let missed = missed.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let trust = Trust {
        since: time(14)?,
        pushed_at: time(15)?,
        demoted: row.get(16)?,
        doubt: since.map(|since| Doubt { since, missed }),
    };
    let wish = if row.get(9)? { Wish::Unsubscribe } else { Wish::Subscribe };
    let known = (Token::parse(&text(0)?), FeedId::parse(&text(1)?), hubs, time(8)?, time(12)?);
    let (Some(token), Some(feed), Ok(hubs), Some(made_at), Some(ask_at)) = known else {
        return Ok(None);
    };
    Ok(Some(Subscription {
        token,
        feed,
        origin: text(2)?,
        offer: Offer { hubs, topic: text(3)?, private: row.get(21)? },
        callback: text(5)?,
        hub: row.get(6)?,
        secret: text(7)?.into(),
        made_at,
        wish,
        pending: row.get(10)?,
        answered_at: time(22)?,
        attempts: row.get(11)?,
        ask_at,
        lease_until: time(13)?,
        trust,
        pings_only: row.get(19)?,
        problem: row.get(20)?,
    }))
}

#[cfg(test)]
mod tests;
