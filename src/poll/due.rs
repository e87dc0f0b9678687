//! When a feed is polled next: what the poll learned, put to [`schedule`](crate::schedule). Decides nothing itself.

use std::time::Duration;

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Poller, millis};
use crate::config::FeedConfig;
use crate::model::{Extent, FeedFacts, FetchFacts, News, NextPoll};
use crate::schedule::{Facts, Outcome, next_due};
use crate::store::FeedState;

/// While a hub pushes, polls rest for so many of the feed's own intervals at most: one that fell silent without a word is
/// found out before the publisher's window has moved on.
const REST_TIMES_INTERVAL: u32 = 12;

impl Poller {
    /// All answers to "when next": admission alone knows what the poll brought.
    pub(super) fn next_poll(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        fetch: &FetchFacts,
        declared: &FeedFacts,
        now: Timestamp,
    ) -> NextPoll {
        let due = |outcome| {
            let facts = Facts {
                outcome,
                max_age: fetch.max_age_s.map(Duration::from_secs),
                retry_after: fetch.retry_after_s.map(Duration::from_secs),
                ..self.facts(feed, state, declared)
            };
            let due = next_due(now, &facts, jitter(feed, now));
            (due.at, millis(due.interval))
        };
        if fetch.extent == Extent::Unmodified {
            let outcome = match fetch.body_hash {
                Some(_) => Outcome::Fresh(News::Nothing),
                None => Outcome::NotModified,
            };
            let quiet = due(outcome);
            let (at, interval_ms) = self.rest_while_pushed(feed, state, quiet, now);
            return NextPoll::fixed(at, interval_ms);
        }
        NextPoll {
            if_gap: due(Outcome::Fresh(News::Gap)),
            if_news: due(Outcome::Fresh(News::Some)),
            if_none: self.rest_while_pushed(feed, state, due(Outcome::Fresh(News::Nothing)), now),
        }
    }

    /// While a hub that has proven itself pushes, polls that find nothing rest: they only look after the hub. Not longer than
    /// those of a sleeping feed, not beyond the lease, and one that finds something goes on as ever. The estimate stands.
    fn rest_while_pushed(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        (due, interval_ms): (Timestamp, u64),
        now: Timestamp,
    ) -> (Timestamp, u64) {
        let until = state.pushed_until.filter(|until| *until > now && feed.interval.is_none());
        let Some(until) = until else { return (due, interval_ms) };
        let interval_ms = state.interval_ms.unwrap_or(interval_ms);
        let interval = Duration::from_millis(interval_ms);
        let longest = interval.saturating_mul(REST_TIMES_INTERVAL);
        let rest = longest.min(self.config.schedule.interval_max);
        let rest = rest.mul_f64(0.9 + 0.1 * jitter(feed, now));
        let rested = now.checked_add(rest).unwrap_or(now).min(until);
        (due.max(rested), interval_ms)
    }

    pub(super) fn facts<'a>(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        declared: &'a FeedFacts,
    ) -> Facts<'a> {
        Facts {
            interval_min: self.config.schedule.interval_min,
            interval_max: self.config.schedule.interval_max,
            interval: feed.interval,
            outcome: Outcome::NotModified,
            failures: 0,
            retry_after: None,
            max_age: None,
            kept: state.max_age_s.map(Duration::from_secs),
            feed: declared,
            previous: state.interval_ms.map(Duration::from_millis),
        }
    }
}

/// 0 to 1, from the feed and the moment: spread enough for a schedule, and the same in a simulation run twice.
pub(super) fn jitter(feed: &FeedConfig, now: Timestamp) -> f64 {
    jitter_of(feed.id.as_str(), now)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits of a hash are more than a jitter needs")]
pub(crate) fn jitter_of(name: &str, now: Timestamp) -> f64 {
    let hash = xxh3_64_with_seed(name.as_bytes(), now.as_millisecond().cast_unsigned());
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}
