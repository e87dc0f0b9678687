//! Pure: when the hub is asked, and what its first answer makes of the subscription.

use std::time::Duration;

use jiff::Timestamp;

use super::{DAY, LEAVE_TRIES, Subscription, Wish, after, clip};
use crate::websub::trust::Trust;

/// First wait before a hub is asked again; doubles up to [`BACK_OFF_MAX`].
const BACK_OFF_MIN: Duration = Duration::from_secs(5 * 60);
const BACK_OFF_MAX: Duration = Duration::from_secs(DAY);
/// How long a hub may take to ask back after it said yes. Most do it within seconds.
pub(super) const VERIFY_WAIT: Duration = Duration::from_secs(10 * 60);
/// Until a hub that was caught not pushing is tried again.
pub(super) const DEMOTED_FOR: Duration = Duration::from_secs(3 * DAY);

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// The request is to be sent; the subscription already counts it.
    Ask,
    /// Polls found entries that the hub never brought.
    Demoted {
        missed: usize,
    },
    /// Nothing is left of it.
    Forget,
    Rest,
}

/// How a request to a hub failed.
#[derive(Debug)]
pub struct Refusal {
    /// The hub will not have it, so that trying soon is of no use.
    pub for_good: bool,
    pub retry_after: Option<Duration>,
    pub words: String,
}

impl Subscription {
    /// What the passing of time asks for.
    pub fn act(&mut self, now: Timestamp, jitter: f64) -> Act {
        if let Some(missed) = self.trust.find_missed(now) {
            self.trust.doubt = None;
            self.trust.demoted = true;
            self.pending = false;
            self.problem = Some(format!("a poll found {missed} new entries that it did not push"));
            self.ask_at = after(now, spread(DEMOTED_FOR, jitter));
            return Act::Demoted { missed };
        }
        if now < self.ask_at {
            return Act::Rest;
        }
        if self.wish == Wish::Unsubscribe && self.attempts >= LEAVE_TRIES {
            return Act::Forget;
        }
        if self.pending {
            self.problem =
                Some("said yes, and did not ask back: is the callback reachable?".to_owned());
            self.turn_to_next_hub();
        }
        if self.trust.demoted {
            self.trust = Trust::default();
            self.turn_to_next_hub();
        }
        self.pending = true;
        self.attempts = self.attempts.saturating_add(1);
        self.ask_at = after(now, spread(self.back_off().max(VERIFY_WAIT), jitter));
        Act::Ask
    }

    /// The hub took the request: that it asks back is waited for.
    pub fn heed_accepted(&mut self) {
        if self.pending && self.wish == Wish::Subscribe {
            self.problem = None;
        }
    }

    /// The hub did not take the request. One that asked back before it said so has had its way.
    pub fn heed_refusal(&mut self, now: Timestamp, refusal: &Refusal, jitter: f64) {
        if !self.pending {
            return;
        }
        self.pending = false;
        self.problem = Some(clip(&refusal.words));
        let longest = if refusal.for_good { BACK_OFF_MAX } else { self.back_off() };
        let asked = refusal.retry_after.unwrap_or_default().min(BACK_OFF_MAX);
        let another = self.turn_to_next_hub();
        let wait = if another { Duration::ZERO } else { spread(longest.max(asked), jitter) };
        self.ask_at = after(now, wait);
        if refusal.for_good && self.wish == Wish::Unsubscribe {
            self.attempts = LEAVE_TRIES;
            self.ask_at = now;
        }
    }

    /// Whether another hub than the last one is asked now, before the first one's turn comes again.
    fn turn_to_next_hub(&mut self) -> bool {
        let next = self.hub + 1;
        // Leave is taken of the hub that we have.
        let another = self.wish == Wish::Subscribe && next < self.offer.hubs.len();
        if self.wish == Wish::Subscribe {
            self.hub = if another { next } else { 0 };
        }
        another
    }

    /// By rounds over all hubs.
    fn back_off(&self) -> Duration {
        let hubs = u32::try_from(self.offer.hubs.len()).unwrap_or(1).max(1);
        let doublings = (self.attempts.saturating_sub(1) / hubs).min(16);
        BACK_OFF_MIN.saturating_mul(1 << doublings).min(BACK_OFF_MAX)
    }
}

/// Up to a fifth later.
fn spread(wait: Duration, jitter: f64) -> Duration {
    wait.mul_f64(1.0 + 0.2 * jitter.clamp(0.0, 1.0))
}
