//! How subscriptions stand, for people and gauges.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{COLUMNS, StoreError, millis, subscription};
use crate::model::FeedId;
use crate::websub::Subscription;
use crate::websub::subscription::Wish;
use crate::websub::trust::{GRACE, after};

/// In which state a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its hub has not verified it, or no longer holds it.
    Pending,
    /// Verified, and nothing pushed yet: polls go on as ever.
    Verified,
    /// Pushes come, and polls rest.
    Pushed,
    /// A poll found what was not pushed; polls go on as ever.
    Demoted,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Verified, Self::Pushed, Self::Demoted];

    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Pushed => "pushed",
            Self::Demoted => "demoted",
        }
    }

    fn of(subscription: &Subscription, now: Timestamp) -> Self {
        let trust = &subscription.trust;
        match subscription.is_verified(now) {
            _ if trust.demoted => Self::Demoted,
            false => Self::Pending,
            true if trust.is_earned() => Self::Pushed,
            true => Self::Verified,
        }
    }
}

/// The feed's subscription in words: state, hub, and what went wrong last.
pub fn standing(
    connection: &Connection,
    feed: &FeedId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM websub WHERE feed = ?1 ORDER BY leaving LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_row([feed.as_str()], subscription).optional()?.flatten();
    Ok(found.map(|subscription| describe(&subscription, now)))
}

fn describe(subscription: &Subscription, now: Timestamp) -> String {
    let state = match (subscription.wish, Standing::of(subscription, now)) {
        (Wish::Unsubscribe, _) => "leaving",
        (Wish::Subscribe, standing) => standing.label(),
    };
    let hub = subscription.hub();
    let lease = subscription.lease_until.filter(|until| *until > now);
    let lease = lease.map_or_else(String::new, |until| format!(" until {until:.0}"));
    let mut words = format!("{state} ({hub}{lease})");
    let trust = &subscription.trust;
    if let Some(pushed) = trust.pushed_at {
        words.extend([", last push ", &format!("{pushed:.0}")]);
    }
    if let Some(doubt) = &trust.doubt {
        let (since, until) = (doubt.since, after(doubt.since, GRACE));
        words.push_str(", in doubt since a poll was first at ");
        words.extend([format!("{since:.0}"), format!(": it has until {until:.0}")]);
    }
    if trust.demoted {
        words.extend([", asked again ", &format!("{:.0}", subscription.ask_at)]);
    }
    if let Some(problem) = &subscription.problem {
        words.push_str("; ");
        words.push_str(problem);
    }
    words
}

/// How many are in each state; [`Standing::of`] in SQL, because there may be a hundred thousand.
pub fn count(connection: &Connection, now: Timestamp) -> Result<Vec<(Standing, u64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT CASE WHEN demoted THEN 3 WHEN lease_until IS NULL OR lease_until <= ?1 THEN 0 \
         WHEN pushed IS NOT NULL AND doubt IS NULL THEN 2 ELSE 1 END AS state, count(*) \
         FROM websub WHERE leaving = 0 GROUP BY state",
    )?;
    let rows = statement.query_map([millis(now)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(usize, u64)>, _>>()?;
    let of = |place| rows.iter().find(|(state, _)| *state == place).map_or(0, |(_, count)| *count);
    Ok(Standing::ALL.into_iter().enumerate().map(|(place, state)| (state, of(place))).collect())
}
