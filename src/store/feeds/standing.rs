//! How feeds stood when they were polled last, for a start that begins where the last one ended.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use url::Url;

use super::moving;
use crate::fetch::FailureKind;
use crate::metrics::{FeedState as Health, PollOutcome};
use crate::model::FeedId;
use crate::store::{StoreError, timestamp};

/// How a feed stood after its last poll, as far as a new start needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub due: Timestamp,
    /// When that was decided.
    pub polled: Option<Timestamp>,
    /// The schedule's interval, in milliseconds, when that was decided.
    pub interval_ms: u64,
    /// The address that was configured; `None` for a spool.
    pub origin: Option<String>,
    /// What is asked in its place.
    pub adopted: Option<Url>,
    pub state: Health,
    /// Its last poll reached nobody.
    pub unreached: bool,
    /// Until when its host wants to be left alone (429).
    pub host_rests_until: Option<Timestamp>,
}

impl Standing {
    /// As it would have been stored by a clock that was right: one that ran ahead takes all its times back with it.
    #[must_use]
    pub fn moved_back(self, now: Timestamp) -> Self {
        let ahead = self.ahead(now);
        let back = |at: Timestamp| at.checked_sub(ahead).unwrap_or(at);
        Self {
            due: back(self.due),
            polled: self.polled.map(back),
            host_rests_until: self.host_rests_until.map(back),
            ..self
        }
    }

    /// How far the clock ran ahead of `now` when it was stored; zero where that cannot be told.
    pub fn ahead(&self, now: Timestamp) -> SignedDuration {
        self.polled
            .map_or(SignedDuration::ZERO, |polled| polled.duration_since(now))
            .max(SignedDuration::ZERO)
    }
}

/// Outcomes of polls that reached nobody.
const UNREACHED: [&str; 4] = ["dns", "connect", "timeout", "tls"];

/// Every feed that was ever polled.
pub fn standings(connection: &Connection) -> Result<HashMap<FeedId, Standing>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT id, next_due, interval_ms, origin, failures > 0, moved, outcome, rest_until, last_poll FROM feed WHERE next_due IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut standings = HashMap::new();
    while let Some(row) = rows.next()? {
        let (id, due): (String, i64) = (row.get(0)?, row.get(1)?);
        if let (Some(id), Some(due)) = (FeedId::parse(&id), timestamp(due)) {
            let interval_ms = row.get::<_, Option<u64>>(2)?.unwrap_or(0);
            let gone = PollOutcome::Failed(FailureKind::Gone).label();
            let too_often = PollOutcome::Failed(FailureKind::TooManyRequests).label();
            let state = match (row.get(4)?, row.get_ref(6)?.as_str_or_null().unwrap_or_default()) {
                (false, _) => Health::Healthy,
                (true, Some(outcome)) if outcome == gone => Health::Gone,
                (true, _) => Health::Failing,
            };
            let outcome = row.get_ref(6)?.as_str_or_null().unwrap_or_default();
            let unreached = outcome.is_some_and(|outcome| UNREACHED.contains(&outcome));
            let rest_until = row.get::<_, Option<i64>>(7)?.and_then(timestamp);
            let host_rests_until = rest_until.filter(|_| outcome == Some(too_often));
            let origin = row.get(3)?;
            let adopted = moving(row.get(5)?).adopted.map(|adopted| adopted.address);
            let polled = row.get::<_, Option<i64>>(8)?.and_then(timestamp);
            let standing = Standing {
                due,
                polled,
                interval_ms,
                origin,
                adopted,
                state,
                unreached,
                host_rests_until,
            };
            standings.insert(id, standing);
        }
    }
    Ok(standings)
}
