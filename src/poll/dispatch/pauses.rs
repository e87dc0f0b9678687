//! What holds polls back, for how long, and what is told of it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Dispatcher, is_spool};
use crate::config::FeedConfig;
use crate::health::{Component, State};
use crate::metrics::PollOutcome;
use crate::model::FeedId;
use crate::poll::{Polled, backlog};

/// Longest sleep: a clock that was set, or a machine that slept, is noticed within it (edge case 66).
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// How often due folders are looked for while our network is down.
pub(super) const SPOOLS_LOOK: Duration = Duration::from_secs(1);

impl Dispatcher {
    pub(super) fn heed_store(&mut self, feed: &FeedConfig, polled: &Polled) {
        match polled.outcome {
            PollOutcome::NotAdmitted => {
                self.store.begin(Instant::now(), polled.problem.as_deref().unwrap_or_default());
            }
            // A look at a folder without news commits nothing.
            PollOutcome::NotModified if is_spool(feed) => {}
            PollOutcome::Fresh
            | PollOutcome::NotModified
            | PollOutcome::Unreadable(_)
            | PollOutcome::Failed(_) => self.store.end(),
            PollOutcome::Fault | PollOutcome::Offline => {}
        }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.poller.outbox_is_full()
    }

    /// Only changes are logged, by [`Health`](crate::health::Health). Tells whether nothing holds polls back.
    pub(super) fn report_pause(&mut self) -> bool {
        let (reason, full) = (self.why_not_polling(), self.why_full());
        let is_free = reason.is_none() && full.is_none();
        // Most looks: nothing is new, and the health of all is one lock.
        if std::mem::replace(&mut self.was_free, is_free) && is_free {
            return true;
        }
        self.health.set(Component::Polling, reason.map_or(State::Good, State::Bad));
        self.health.set(Component::Outbox, full.map_or(State::Good, State::Bad));
        is_free
    }

    /// Why no feed is polled now, in words.
    pub(super) fn why_held(&self) -> Option<String> {
        self.why_not_polling().or_else(|| self.why_full())
    }

    fn why_not_polling(&self) -> Option<String> {
        self.store.reason().or_else(|| self.poller.network.reason())
    }

    /// Our network is back: what could not be reached is not left to the back-off that it got meanwhile (edge case 33).
    pub(super) fn heed_return(&mut self, now: Timestamp) {
        if !self.poller.network.take_return() {
            return;
        }
        let later = self.states.unreached().filter(|id| self.queue.is_later(id, now));
        let again: Vec<(Timestamp, FeedId)> = later.map(|id| (now, id.clone())).collect();
        tracing::info!(
            feeds = again.len(),
            "the network is back: feeds that could not be reached are asked now"
        );
        backlog::spread(&mut self.queue, again, now);
    }

    fn why_full(&self) -> Option<String> {
        let rows = self.depth.borrow().rows;
        let high = self.poller.config.publish.outbox_rows_high;
        let told = || {
            format!(
                "{rows} records wait, the mark is {high}: polling pauses until the sink takes them"
            )
        };
        (rows >= high).then(told)
    }

    pub(super) fn sleep(&self) -> Duration {
        let now = Instant::now();
        let network = self.poller.network.left(now);
        let network = if self.has_spools { network.min(SPOOLS_LOOK) } else { network };
        let pause = self.store.left(now).max(network);
        if pause.is_zero() && !self.may_start_one_more(now) {
            return SLEEP_MAX;
        }
        // The one poll that tries whether our network is back wakes us when it ends.
        if !self.poller.network.allows(now, self.running.len()) && pause.is_zero() {
            return if self.has_spools { SPOOLS_LOOK } else { SLEEP_MAX };
        }
        let rest = self.hosts.left(now).map_or(SLEEP_MAX, |left| left.max(pause));
        let now = self.poller.clock.now();
        let first = self.queue.first().map(|(due, _)| due.duration_since(now));
        let wait = first.and_then(|wait| Duration::try_from(wait).ok());
        match (first, wait) {
            (Some(_), Some(wait)) => wait.max(pause).min(SLEEP_MAX).min(rest),
            (Some(_), None) => pause.min(SLEEP_MAX).min(rest),
            (None, _) => SLEEP_MAX.min(rest),
        }
    }
}
