//! What is remembered of a subscription between polls.

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, Transaction, params};
use url::Url;

use super::{StoreError, millis, timestamp};
use crate::dedup::repetition::Learned;
use crate::metrics::PollOutcome;
use crate::model::{Batch, Extent, FeedFacts, FeedId, Moving, News, ProblemKind, Walk};

mod gaps;
mod standing;

pub use gaps::{Gaps, write_gap};
pub use standing::{Standing, standings};

/// A subscription's state, committed with the stories of its last poll (P1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedState {
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    /// The address that gave them, where that is not the one that is asked.
    pub given_by: Option<Url>,
    pub body_hash: Option<u64>,
    pub next_due: Option<Timestamp>,
    pub interval_ms: Option<u64>,
    pub last_poll: Option<Timestamp>,
    /// When a poll last found something new.
    pub last_news: Option<Timestamp>,
    pub failures: u32,
    /// What the last poll came to, by the labels of [`PollOutcome`].
    pub outcome: Option<String>,
    /// When the first of these failures was.
    pub failing_since: Option<Timestamp>,
    /// When a poll last found the feed well, changed or not.
    pub last_success: Option<Timestamp>,
    pub gaps: Option<Gaps>,
    /// Until when its server asked to be left alone.
    pub rest_until: Option<Timestamp>,
    /// What is wrong with the feed now, in words.
    pub problem: Option<String>,
    pub title: Option<String>,
    /// The address that was configured at the last poll.
    pub origin: Option<String>,
    /// What its permanent redirects have come to.
    pub moving: Moving,
    /// What the newest document declared of the feed.
    pub declared: FeedFacts,
    /// When a body last came, whether it had changed or not.
    pub whole_at: Option<Timestamp>,
    /// How often its server's 304s were in doubt ([`crate::fetch::validators`]).
    pub doubts: u32,
    /// When they were last put in question.
    pub doubted_at: Option<Timestamp>,
    /// How long the newest document wants to be kept, in seconds.
    pub max_age_s: Option<u64>,
    /// Older pages that are still to be read after a gap.
    pub walk: Option<Walk>,
    /// The first poll is over: `publish = "none"` and `"since"` no longer hold back.
    pub primed: bool,
    /// Until when a hub that has proven itself pushes what is new ([`crate::websub`]).
    pub pushed_until: Option<Timestamp>,
    /// A hub was asked to push it, at whichever address.
    pub subscribed: bool,
}

impl FeedState {
    /// Whether it is the state of a feed that is configured at `origin`.
    pub fn is_for(&self, origin: &str) -> bool {
        self.origin.as_deref().is_none_or(|known| known == origin)
    }

    /// The state as it counts for `origin`: what another address gave, asked for and failed at is nothing to it.
    #[must_use]
    pub fn for_origin(self, origin: &str) -> Self {
        if self.is_for(origin) {
            return self;
        }
        let declared = FeedFacts::default();
        Self {
            etag: None,
            last_modified: None,
            given_by: None,
            body_hash: None,
            moving: Moving::default(),
            failures: 0,
            outcome: None,
            failing_since: None,
            last_success: None,
            gaps: None,
            rest_until: None,
            declared,
            whole_at: None,
            doubts: 0,
            doubted_at: None,
            max_age_s: None,
            walk: None,
            pushed_until: None,
            ..self
        }
    }
}

/// A poll that brought nothing: only the schedule and the problem change.
#[derive(Debug, Clone)]
pub struct FailedPoll {
    pub feed: FeedId,
    pub at: Timestamp,
    pub next_due: Timestamp,
    /// Until when its server asked to be left alone: `Retry-After`, or a 429 without one.
    pub rest_until: Option<Timestamp>,
    pub interval_ms: u64,
    /// The feed's configured address; `None` for a spool.
    pub origin: Option<String>,
    /// What its permanent redirects have come to.
    pub moving: Moving,
    /// The address that was asked is given up: its validators say nothing to the next one.
    pub gave_up: bool,
    pub outcome: PollOutcome,
    pub problem: String,
}

/// With it, until when a hub that has proven itself pushes what is new of the feed as it is at `origin`:
/// [`Trust::is_earned`](crate::websub::trust::Trust::is_earned) in SQL.
const READ: &str = "SELECT etag, last_modified, body_hash, next_due, interval_ms, last_poll, last_news, failures, feed.problem, title, primed, \
    feed.origin, declared, whole_at, doubts, moved, \
    iif(websub.origin = feed.origin AND pushed IS NOT NULL AND demoted = 0 AND doubt IS NULL, lease_until, NULL), \
    outcome, failing_since, last_success, gaps, first_gap, last_gap, rest_until, doubted_at, given_by, max_age_s, walk, \
    websub.feed IS NOT NULL \
    FROM feed LEFT JOIN websub ON websub.feed = feed.id AND leaving = 0 WHERE id = ?1";

/// Reads the states of many feeds: to look its statement up for each would be a sixth of the work.
pub(super) struct Reader<'a>(CachedStatement<'a>);

impl<'a> Reader<'a> {
    pub(super) fn new(connection: &'a Connection) -> Result<Self, StoreError> {
        Ok(Self(connection.prepare_cached(READ)?))
    }

    /// A feed never polled has the default state.
    pub(super) fn read(&mut self, feed: &FeedId) -> Result<FeedState, StoreError> {
        Ok(self.0.query_row([feed.as_str()], feed_state).optional()?.unwrap_or_default())
    }
}

/// Reads a feed's state; a feed never polled has the default one.
pub fn read(connection: &Connection, feed: &FeedId) -> Result<FeedState, StoreError> {
    Reader::new(connection)?.read(feed)
}

/// What the feed has taught of its furniture.
pub fn learned(connection: &Connection, feed: &FeedId) -> Result<Learned, StoreError> {
    let mut statement = connection.prepare_cached("SELECT furniture FROM feed WHERE id = ?1")?;
    let bytes = statement.query_row([feed.as_str()], |row| row.get::<_, Option<Vec<u8>>>(0));
    Ok(Learned::from_bytes(&bytes.optional()?.flatten().unwrap_or_default()))
}

/// Keeps what the feed has taught; its row stands already.
pub fn write_learned(
    tx: &Transaction<'_>,
    feed: &FeedId,
    learned: &Learned,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE feed SET furniture = ?2 WHERE id = ?1")?
        .execute(params![feed.as_str(), learned.to_bytes()])?;
    Ok(())
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
        // What a later release wrote and this one cannot read is declared anew by the next document.
        declared: row
            .get::<_, Option<String>>(12)?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
        whole_at: time(13)?,
        doubts: row.get(14)?,
        moving: moving(row.get(15)?),
        pushed_until: time(16)?,
        outcome: row.get(17)?,
        failing_since: time(18)?,
        last_success: time(19)?,
        gaps: Gaps::of(row.get(20)?, time(21)?, time(22)?),
        rest_until: time(23)?,
        doubted_at: time(24)?,
        given_by: row.get::<_, Option<String>>(25)?.and_then(|address| Url::parse(&address).ok()),
        max_age_s: row.get(26)?,
        walk: row.get::<_, Option<String>>(27)?.and_then(|json| serde_json::from_str(&json).ok()),
        subscribed: row.get(28)?,
    })
}

/// What a later release wrote and this one cannot read is learned anew.
fn moving(json: Option<String>) -> Moving {
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// `None` for the many feeds that stay where they are.
fn moved(moving: &Moving) -> Result<Option<String>, StoreError> {
    let told = *moving != Moving::default();
    let json = told.then(|| serde_json::to_string(moving)).transpose();
    json.map_err(|e| StoreError::Value(e.to_string()))
}

/// What a 304, or a body that has not changed, says of its feed. A 304 keeps validators that it does not repeat (RFC 9111
/// section 4.3.4), and what was wrong with the document still is.
const UNMODIFIED: &str = "UPDATE feed SET etag = iif(?4 IS NULL, coalesce(?2, etag), ?2), \
    last_modified = iif(?4 IS NULL, coalesce(?3, last_modified), ?3), \
    given_by = iif(?4 IS NULL, given_by, ?13), max_age_s = iif(?4 IS NULL, max_age_s, ?14), \
    body_hash = coalesce(?4, body_hash), next_due = ?5, interval_ms = ?6, last_poll = ?7, \
    problem = iif(failures = 0, problem, NULL), failures = 0, primed = 1, origin = ?8, \
    outcome = ?12, failing_since = NULL, rest_until = ?15, last_success = ?7, \
    whole_at = coalesce(?9, whole_at), doubts = coalesce(?10, doubts), moved = ?11 WHERE id = ?1";

/// Commits polls whose documents stand: most are such, and many share a commit.
pub(super) struct Unmodified<'a>(CachedStatement<'a>);

impl<'a> Unmodified<'a> {
    pub(super) fn new(tx: &'a Transaction<'_>) -> Result<Self, StoreError> {
        Ok(Self(tx.prepare_cached(UNMODIFIED)?))
    }

    /// False where nothing is known of the feed.
    pub(super) fn write(&mut self, batch: &Batch) -> Result<bool, StoreError> {
        let (next_due, interval_ms) = batch.next.at(News::Nothing);
        let now = millis(batch.fetched_at);
        let written = self.0.execute(params![
            batch.feed.as_str(),
            batch.fetch.etag,
            batch.fetch.last_modified,
            batch.fetch.body_hash.map(u64::cast_signed),
            millis(next_due),
            interval_ms,
            now,
            batch.fetch.origin,
            batch.fetch.body_hash.map(|_| now),
            batch.fetch.doubts,
            moved(&batch.fetch.moving)?,
            PollOutcome::NotModified.label(),
            batch.fetch.given_by.as_ref().map(Url::as_str),
            batch.fetch.max_age_s,
            rest_until(batch, (next_due, interval_ms)),
        ])?;
        Ok(written > 0)
    }
}

/// Until when its server asked to be left alone beside a document, where that is longer than it would be left anyway.
fn rest_until(batch: &Batch, (next_due, interval_ms): (Timestamp, u64)) -> Option<i64> {
    let asked_ms = batch.fetch.retry_after_s?.saturating_mul(1_000);
    (asked_ms > interval_ms).then_some(millis(next_due))
}

/// Commits what a successful poll learned of its feed.
pub fn write_polled(tx: &Transaction<'_>, batch: &Batch, news: News) -> Result<(), StoreError> {
    let problem = batch.problems.first().map(ToString::to_string);
    let outcome = match batch.fetch.extent {
        Extent::Unmodified => PollOutcome::NotModified,
        Extent::Whole | Extent::Delta | Extent::Pushed => PollOutcome::Fresh,
    };
    let now = millis(batch.fetched_at);
    let (next_due, interval_ms) = batch.next.at(news);
    let declared =
        serde_json::to_string(&batch.facts).map_err(|e| StoreError::Value(e.to_string()))?;
    let walk = batch.fetch.walk.as_ref().map(serde_json::to_string).transpose();
    let walk = walk.map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached(
        "INSERT INTO feed (id, etag, last_modified, body_hash, next_due, interval_ms, last_poll, last_news, failures, problem, title, last_read, primed, origin, declared, whole_at, doubts, moved, outcome, last_success, given_by, max_age_s, walk, rest_until) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?11, ?12, ?13, ?14, ?15, coalesce(?16, 0), ?17, ?19, ?7, ?21, ?22, ?23, ?24) \
         ON CONFLICT (id) DO UPDATE SET etag = iif(?20, etag, ?2), last_modified = iif(?20, last_modified, ?3), \
         body_hash = iif(?18, NULL, coalesce(?4, body_hash)), next_due = ?5, interval_ms = ?6, last_poll = ?7, \
         last_news = coalesce(?8, last_news), problem = ?9, failures = 0, title = coalesce(?10, title), \
         last_read = coalesce(?11, last_read), primed = max(primed, ?12, last_read IS NOT NULL), origin = ?13, \
         declared = ?14, whole_at = coalesce(?15, whole_at), doubts = iif(?20, 1, coalesce(?16, doubts)), \
         doubted_at = iif(?20, ?7, doubted_at), given_by = iif(?20, given_by, ?21), max_age_s = ?22, walk = ?23, moved = ?17, \
         outcome = ?19, failing_since = NULL, rest_until = ?24, last_success = ?7",
    )?
    .execute(params![
        batch.feed.as_str(),
        batch.fetch.etag,
        batch.fetch.last_modified,
        batch.fetch.body_hash.map(u64::cast_signed),
        millis(next_due),
        interval_ms,
        now,
        (news != News::Nothing).then_some(now),
        problem,
        batch.facts.title,
        // What a delta leaves out stands all the same.
        (batch.fetch.extent == Extent::Whole).then_some(now),
        // A document that broke off may hold back the rest of the backlog: the next one primes, whole or not.
        !batch.problems.iter().any(|problem| problem.kind == ProblemKind::Truncated),
        batch.fetch.origin,
        declared,
        batch.fetch.body_hash.map(|_| now),
        batch.fetch.doubts,
        moved(&batch.fetch.moving)?,
        batch.fetch.extent == Extent::Delta,
        outcome.label(),
        batch.fetch.asks && news != News::Nothing,
        batch.fetch.given_by.as_ref().map(Url::as_str),
        batch.fetch.max_age_s,
        walk,
        rest_until(batch, (next_due, interval_ms)),
    ])?;
    Ok(())
}

/// Commits what a push brought: it is no answer of the feed's server, so validators, schedule and health stand.
pub fn write_pushed(tx: &Transaction<'_>, batch: &Batch, news: News) -> Result<(), StoreError> {
    let last_news = (news != News::Nothing).then_some(millis(batch.fetched_at));
    tx.prepare_cached(
        "INSERT INTO feed (id, last_news) VALUES (?1, ?2) \
         ON CONFLICT (id) DO UPDATE SET last_news = coalesce(?2, last_news)",
    )?
    .execute(params![batch.feed.as_str(), last_news])?;
    Ok(())
}

/// Commits a failed poll: validators and seen-state stay as they were (P8), but what another address gave goes.
pub fn write_failed(tx: &Transaction<'_>, poll: &FailedPoll) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO feed (id, next_due, interval_ms, last_poll, failures, problem, origin, moved, outcome, failing_since, rest_until) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?9, ?4, ?10) \
         ON CONFLICT (id) DO UPDATE SET next_due = ?2, interval_ms = ?3, last_poll = ?4, problem = ?5, origin = ?6, moved = ?7, \
         failures = iif(coalesce(origin, ?6) IS ?6, failures + 1, 1), outcome = ?9, rest_until = ?10, \
         failing_since = iif(coalesce(origin, ?6) IS ?6 AND failures > 0, coalesce(failing_since, ?4), ?4), \
         last_success = iif(coalesce(origin, ?6) IS ?6, last_success, NULL), \
         etag = iif(coalesce(origin, ?6) IS ?6 AND NOT ?8, etag, NULL), \
         last_modified = iif(coalesce(origin, ?6) IS ?6 AND NOT ?8, last_modified, NULL), \
         body_hash = iif(coalesce(origin, ?6) IS ?6 AND NOT ?8, body_hash, NULL), \
         declared = iif(coalesce(origin, ?6) IS ?6, declared, NULL), \
         whole_at = iif(coalesce(origin, ?6) IS ?6, whole_at, NULL), \
         walk = iif(coalesce(origin, ?6) IS ?6, walk, NULL), \
         doubts = iif(coalesce(origin, ?6) IS ?6, doubts, 0)",
    )?
    .execute(params![
        poll.feed.as_str(),
        millis(poll.next_due),
        poll.interval_ms,
        millis(poll.at),
        poll.problem,
        poll.origin,
        moved(&poll.moving)?,
        poll.gave_up,
        poll.outcome.label(),
        poll.rest_until.map(millis),
    ])?;
    Ok(())
}

/// A look into a spool folder found nothing wrong any more.
pub fn write_recovered(tx: &Transaction<'_>, feed: &FeedId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE feed SET failures = 0, problem = NULL, failing_since = NULL, outcome = ?2 WHERE id = ?1",
    )?
    .execute(params![feed.as_str(), PollOutcome::NotModified.label()])?;
    Ok(())
}
