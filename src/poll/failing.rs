//! Polls that brought nothing: what is kept of them, and when their feeds are due again.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::due::jitter;
use super::{Polled, Poller, millis};
use crate::config::FeedConfig;
use crate::fetch::{Failure, FailureKind, moved};
use crate::metrics::{PollOutcome, Unread};
use crate::schedule::{Facts, Outcome, next_due};
use crate::store::{FailedPoll, FeedState, StoreError};

impl Poller {
    pub(super) async fn record_failure(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        failure: &Failure,
    ) -> Polled {
        let outcome = PollOutcome::Failed(failure.kind);
        let (kind, retry_after) = (failure.kind, failure.retry_after);
        self.record_failed(feed, state, outcome, kind, retry_after, &failure.detail).await
    }

    /// An answer that is no document leaves validators and seen-state alone (P8).
    pub(super) async fn record_unreadable(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        why: Unread,
        words: &str,
    ) -> Polled {
        let outcome = PollOutcome::Unreadable(why);
        self.record_failed(feed, state, outcome, FailureKind::Body, None, words).await
    }

    /// Boxed: rare beside 304s, and every poll would carry its state along.
    fn record_failed<'a>(
        &'a self,
        feed: &'a FeedConfig,
        state: &'a FeedState,
        outcome: PollOutcome,
        kind: FailureKind,
        retry_after: Option<Duration>,
        words: &'a str,
    ) -> BoxFuture<'a, Polled> {
        Box::pin(self.record(feed, state, outcome, kind, retry_after, words))
    }

    async fn record(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        outcome: PollOutcome,
        kind: FailureKind,
        retry_after: Option<Duration>,
        words: &str,
    ) -> Polled {
        let now = self.clock.now();
        let facts = Facts {
            outcome: Outcome::Failed(kind),
            failures: state.failures.saturating_add(1),
            retry_after,
            max_age: None,
            ..self.facts(feed, state, &state.declared)
        };
        let due = next_due(now, &facts, jitter(feed, now));
        let own = next_due(now, &Facts { retry_after: None, ..facts }, jitter(feed, now));
        let asked = || format!("; it rests until {:.0}, as it asked (Retry-After)", due.at);
        let rest = if due.at > own.at { asked() } else { String::new() };
        let problem = format!("{words}{rest}");
        let moving = match outcome {
            PollOutcome::Failed(_) => moved::after_failure(&state.moving, facts.failures, now),
            PollOutcome::Unreadable(_) => moved::after_no_feed(&state.moving, facts.failures, now),
            PollOutcome::Fresh
            | PollOutcome::NotModified
            | PollOutcome::NotAdmitted
            | PollOutcome::Fault
            | PollOutcome::Offline => state.moving.clone(),
        };
        let poll = FailedPoll {
            feed: feed.id.clone(),
            at: now,
            next_due: due.at,
            rest_until: (due.at > own.at || kind == FailureKind::TooManyRequests).then_some(due.at),
            interval_ms: millis(due.interval),
            origin: feed.origin.address().map(str::to_owned),
            gave_up: state.moving.adopted.is_some() && moving.adopted.is_none(),
            moving: moving.clone(),
            outcome,
            problem: problem.clone(),
        };
        match self.store.record_failed(poll).await {
            Ok(()) => {
                self.heed_move(feed, &state.moving, &moving);
                Polled { outcome, due: due.at, problem: Some(problem) }
            }
            Err(error) => not_admitted(due.at, &error),
        }
    }

    /// Nothing was committed. Where it was this poll's own doing, the feed backs off like any that fails (P6); else
    /// it is due at `due` as far as its server is concerned, and the dispatcher waits for the store.
    pub(super) async fn answer_store_error(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        due: Timestamp,
        error: &StoreError,
    ) -> Polled {
        if error.is_of_the_store() {
            return not_admitted(due, error);
        }
        let words = error.to_string();
        self.record_failed(feed, state, PollOutcome::Fault, FailureKind::Body, None, &words).await
    }
}

/// The next poll begins where this one did, but no sooner than its server may be asked.
pub(super) fn not_admitted(due: Timestamp, error: &StoreError) -> Polled {
    Polled { outcome: PollOutcome::NotAdmitted, due, problem: Some(error.to_string()) }
}
