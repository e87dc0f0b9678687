//! What is remembered of a subscription between polls.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{StoreError, millis, timestamp};
use crate::model::{Batch, FeedId, ProblemKind};

/// A subscription's state, committed with the stories of its last poll (P1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedState {
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    pub body_hash: Option<u64>,
    pub next_due: Option<Timestamp>,
    pub interval_ms: Option<u64>,
    pub last_poll: Option<Timestamp>,
    /// When a poll last found something new.
    pub last_news: Option<Timestamp>,
    pub failures: u32,
    /// What is wrong with the feed now, in words.
    pub problem: Option<String>,
    pub title: Option<String>,
    /// The address that gave the validators and the hash.
    pub origin: Option<String>,
    /// The first poll is over: `publish = "none"` and `"since"` no longer hold back.
    pub primed: bool,
}

impl FeedState {
    /// The state as it counts for `origin`: validators and hash of another address are none.
    #[must_use]
    pub fn for_origin(self, origin: &str) -> Self {
        if self.origin.as_deref().is_none_or(|known| known == origin) {
            return self;
        }
        Self { etag: None, last_modified: None, body_hash: None, ..self }
    }
}

/// A poll that brought nothing: only the schedule and the problem change.
#[derive(Debug, Clone)]
pub struct FailedPoll {
    pub feed: FeedId,
    pub at: Timestamp,
    pub next_due: Timestamp,
    pub interval_ms: u64,
    pub problem: String,
}

const COLUMNS: &str = "etag, last_modified, body_hash, next_due, interval_ms, last_poll, last_news, failures, problem, title, primed, origin";

/// Reads a feed's state; a feed never polled has the default one.
pub fn read(connection: &Connection, feed: &FeedId) -> Result<FeedState, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM feed WHERE id = ?1"))?;
    let found = statement.query_row([feed.as_str()], feed_state).optional()?;
    Ok(found.unwrap_or_default())
}

fn feed_state(row: &Row<'_>) -> rusqlite::Result<FeedState> {
    let time = |column| row.get::<_, Option<i64>>(column).map(|t| t.and_then(timestamp));
    Ok(FeedState {
        etag: row.get(0)?,
        last_modified: row.get(1)?,
        body_hash: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
        next_due: time(3)?,
        interval_ms: row.get(4)?,
        last_poll: time(5)?,
        last_news: time(6)?,
        failures: row.get(7)?,
        problem: row.get(8)?,
        title: row.get(9)?,
        primed: row.get(10)?,
        origin: row.get(11)?,
    })
}

/// Commits what a successful poll learned of its feed. A 304 keeps validators that it does not repeat.
pub fn write_polled(
    tx: &Transaction<'_>,
    batch: &Batch,
    found_news: bool,
) -> Result<(), StoreError> {
    let problem = batch.problems.first().map(ToString::to_string);
    let now = millis(batch.fetched_at);
    let (next_due, interval_ms) = batch.next.at(found_news);
    tx.prepare_cached(
        "INSERT INTO feed (id, etag, last_modified, body_hash, next_due, interval_ms, last_poll, last_news, failures, problem, title, primed, last_read, origin) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?13, ?12, ?14) \
         ON CONFLICT (id) DO UPDATE SET \
         etag = CASE WHEN ?11 THEN coalesce(?2, etag) ELSE ?2 END, \
         last_modified = CASE WHEN ?11 THEN coalesce(?3, last_modified) ELSE ?3 END, \
         body_hash = coalesce(?4, body_hash), next_due = ?5, interval_ms = ?6, last_poll = ?7, \
         last_news = coalesce(?8, last_news), \
         problem = CASE WHEN ?11 AND failures = 0 THEN problem ELSE ?9 END, failures = 0, title = coalesce(?10, title), \
         primed = max(primed, ?13, last_read IS NOT NULL), origin = ?14, \
         last_read = coalesce(?12, last_read)",
    )?
    .execute(params![
        batch.feed.as_str(),
        batch.fetch.etag,
        batch.fetch.last_modified,
        batch.fetch.body_hash.map(u64::cast_signed),
        millis(next_due),
        interval_ms,
        now,
        found_news.then_some(now),
        problem,
        batch.facts.title,
        batch.fetch.not_modified,
        (!batch.fetch.not_modified).then_some(now),
        // A document that broke off may hold back the rest of the backlog: the next one primes, whole or not.
        !batch.problems.iter().any(|problem| problem.kind == ProblemKind::Truncated),
        batch.fetch.origin,
    ])?;
    Ok(())
}

/// Commits a failed poll: validators and seen-state stay as they were (P8).
pub fn write_failed(tx: &Transaction<'_>, poll: &FailedPoll) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO feed (id, next_due, interval_ms, last_poll, failures, problem) VALUES (?1, ?2, ?3, ?4, 1, ?5) \
         ON CONFLICT (id) DO UPDATE SET next_due = ?2, interval_ms = ?3, last_poll = ?4, failures = failures + 1, problem = ?5",
    )?
    .execute(params![
        poll.feed.as_str(),
        millis(poll.next_due),
        poll.interval_ms,
        millis(poll.at),
        poll.problem
    ])?;
    Ok(())
}

/// When each feed that was ever polled is due, with the interval, in milliseconds, that was decided with it.
pub fn due_times(connection: &Connection) -> Result<HashMap<FeedId, (Timestamp, u64)>, StoreError> {
    let mut statement = connection
        .prepare("SELECT id, next_due, interval_ms FROM feed WHERE next_due IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut due = HashMap::new();
    while let Some(row) = rows.next()? {
        let (id, at): (String, i64) = (row.get(0)?, row.get(1)?);
        if let (Some(id), Some(at)) = (FeedId::parse(&id), timestamp(at)) {
            due.insert(id, (at, row.get::<_, Option<u64>>(2)?.unwrap_or(0)));
        }
    }
    Ok(due)
}
