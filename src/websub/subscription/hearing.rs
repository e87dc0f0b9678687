//! Pure: what a hub asks or says at our callback, and what that makes of the subscription.

use std::time::Duration;

use jiff::Timestamp;

use super::asking::VERIFY_WAIT;
use super::{DAY, Refusal, Subscription, Wish, after, clip};
use crate::websub::trust::Trust;

/// Shorter leases would make us ask more often than we poll.
const LEASE_MIN: Duration = Duration::from_secs(5 * 60);
/// A hub that forgot us is found out when the lease is renewed, even where nothing is published.
pub const LEASE_MAX: Duration = Duration::from_secs(14 * DAY);

/// What a hub's question or word came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// We are subscribed from now on; what was published before is the next poll's.
    Subscribed,
    Renewed,
    /// We have left, or are not wanted: it is to be forgotten.
    Left,
    Denied,
    /// Nobody here asked for that.
    NotOurs,
}

impl Subscription {
    /// Verification of intent (section 5.3): yes to what we asked for and to nothing else, and for a while again to a hub
    /// that our yes did not reach. `lease` is what the hub grants; `wanted` counts where it says nothing.
    pub fn verify(
        &mut self,
        now: Timestamp,
        (mode, topic): (&str, &str),
        (lease, wanted): (Option<Duration>, Duration),
        jitter: f64,
    ) -> Heard {
        if mode != self.wish.mode() || topic != self.offer.topic {
            return Heard::NotOurs;
        }
        if !self.pending {
            let again = self.answered_at.is_some_and(|at| now < after(at, VERIFY_WAIT));
            let again = again && self.wish == Wish::Subscribe;
            return if again { Heard::Renewed } else { Heard::NotOurs };
        }
        if self.wish == Wish::Unsubscribe {
            return Heard::Left;
        }
        let heard = if self.is_verified(now) { Heard::Renewed } else { Heard::Subscribed };
        if heard == Heard::Subscribed {
            self.trust = Trust::default();
        }
        let lease = lease.unwrap_or(wanted).clamp(LEASE_MIN, LEASE_MAX);
        self.answered_at = Some(now);
        self.lease_until = Some(after(now, lease));
        // Well before its end, and not with all others that were made in the same hour.
        self.ask_at = after(now, lease.mul_f64(0.70 + 0.15 * jitter.clamp(0.0, 1.0)));
        (self.pending, self.attempts, self.problem) = (false, 0, None);
        heard
    }

    /// The hub will not, or will no longer (section 5.2): another one is asked, or this one after a day.
    pub fn deny(&mut self, now: Timestamp, topic: &str, reason: &str, jitter: f64) -> Heard {
        if topic != self.offer.topic {
            return Heard::NotOurs;
        }
        if self.wish == Wish::Unsubscribe {
            return Heard::Left;
        }
        let words = match clip(reason) {
            reason if reason.is_empty() => "denied it, and did not say why".to_owned(),
            reason => format!("denied it: {reason}"),
        };
        (self.lease_until, self.answered_at, self.trust) = (None, None, Trust::default());
        self.pending = true;
        self.heed_refusal(now, &Refusal { for_good: true, retry_after: None, words }, jitter);
        Heard::Denied
    }
}
