//! Pure: one subscription at one hub, and what every event makes of it. Time and jitter are arguments.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::discovery::Offer;
use super::key::Token;
use super::trust::{GRACE, Trust};
use crate::model::FeedId;

/// First wait before a hub is asked again; doubles up to [`BACK_OFF_MAX`].
const BACK_OFF_MIN: Duration = Duration::from_secs(5 * 60);
const BACK_OFF_MAX: Duration = Duration::from_secs(DAY);
/// How long a hub may take to ask back after it said yes. Most do it within seconds.
const VERIFY_WAIT: Duration = Duration::from_secs(10 * 60);
/// Until a hub that was caught not pushing is tried again.
const DEMOTED_FOR: Duration = Duration::from_secs(3 * DAY);
/// Shorter leases would make us ask more often than we poll.
const LEASE_MIN: Duration = Duration::from_secs(5 * 60);
/// A hub that forgot us is found out when the lease is renewed, even where nothing is published.
pub const LEASE_MAX: Duration = Duration::from_secs(14 * DAY);
/// Attempts at taking leave; after them the lease ends by itself.
const LEAVE_TRIES: u32 = 3;
/// Another hub or topic is taken over at most this often: some publishers name another one by turns.
const CHANGE_EVERY: Duration = Duration::from_secs(DAY);
/// Longest reason of a hub that is kept, in characters.
const REASON_CHARS_MAX: usize = 200;
const DAY: u64 = 86_400;

/// What is wanted of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Subscribe,
    Unsubscribe,
}

impl Wish {
    /// `hub.mode` (section 5.1).
    pub fn mode(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// One subscription, as it is stored.
#[derive(Debug, Clone)]
pub struct Subscription {
    pub token: Token,
    pub feed: FeedId,
    /// The feed's address in the configuration: what another address offered is nothing to it.
    pub origin: String,
    pub offer: Offer,
    /// Which of the offered hubs it is about.
    pub hub: usize,
    pub secret: SecretString,
    pub made_at: Timestamp,
    pub wish: Wish,
    /// The hub was asked, and has neither asked back nor refused.
    pub pending: bool,
    /// Requests since the last verification.
    pub attempts: u32,
    /// When the hub is asked next, whatever for.
    pub ask_at: Timestamp,
    /// Until when a hub that verified us promised to push.
    pub lease_until: Option<Timestamp>,
    pub trust: Trust,
    /// What went wrong last, in words.
    pub problem: Option<String>,
}

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

/// How a request to a hub failed.
#[derive(Debug)]
pub struct Refusal {
    /// The hub will not have it, so that trying soon is of no use.
    pub for_good: bool,
    pub retry_after: Option<Duration>,
    pub words: String,
}

impl Subscription {
    pub fn new(
        (token, secret): (Token, SecretString),
        (feed, origin): (FeedId, String),
        offer: Offer,
        now: Timestamp,
    ) -> Self {
        Self {
            token,
            feed,
            origin,
            offer,
            hub: 0,
            secret,
            made_at: now,
            wish: Wish::Subscribe,
            pending: false,
            attempts: 0,
            ask_at: now,
            lease_until: None,
            trust: Trust::default(),
            problem: None,
        }
    }

    /// The hub that is asked.
    pub fn hub(&self) -> &str {
        self.offer.hubs.get(self.hub).or(self.offer.hubs.first()).map_or("", String::as_str)
    }

    /// When it is to be looked at next.
    pub fn due(&self) -> Timestamp {
        let doubt = self.trust.doubt.as_ref().map(|doubt| after(doubt.since, GRACE));
        doubt.map_or(self.ask_at, |doubt| doubt.min(self.ask_at))
    }

    pub fn is_verified(&self, now: Timestamp) -> bool {
        self.lease_until.is_some_and(|until| until > now)
    }

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

    /// Verification of intent (section 5.3): yes to what we asked for and to nothing else. `lease` is what the hub
    /// grants; `wanted` counts where it says nothing.
    pub fn verify(
        &mut self,
        now: Timestamp,
        (mode, topic): (&str, &str),
        (lease, wanted): (Option<Duration>, Duration),
        jitter: f64,
    ) -> Heard {
        if !self.pending || mode != self.wish.mode() || topic != self.offer.topic {
            return Heard::NotOurs;
        }
        if self.wish == Wish::Unsubscribe {
            return Heard::Left;
        }
        let heard = if self.is_verified(now) { Heard::Renewed } else { Heard::Subscribed };
        if heard == Heard::Subscribed {
            self.trust = Trust::default();
        }
        let lease = lease.unwrap_or(wanted).clamp(LEASE_MIN, LEASE_MAX);
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
        (self.lease_until, self.trust) = (None, Trust::default());
        self.pending = true;
        self.heed_refusal(now, &Refusal { for_good: true, retry_after: None, words }, jitter);
        Heard::Denied
    }

    /// What the feed offers now. True where this subscription is no longer the one to have.
    pub fn heed_offer(&mut self, now: Timestamp, origin: &str, offer: &Offer) -> bool {
        let same_hub = offer.hubs.iter().position(|hub| hub == self.hub());
        if let Some(place) = same_hub.filter(|_| offer.topic == self.offer.topic) {
            (self.hub, self.offer.hubs) = (place, offer.hubs.clone());
            return false;
        }
        origin != self.origin || now >= after(self.made_at, CHANGE_EVERY)
    }

    /// It is wanted no more: the hub is told.
    pub fn leave(&mut self, now: Timestamp) {
        if self.wish == Wish::Subscribe {
            self.wish = Wish::Unsubscribe;
            (self.pending, self.attempts, self.ask_at) = (false, 0, now);
            self.trust = Trust::default();
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

/// `at` and a wait.
pub(super) fn after(at: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// Up to a fifth later.
fn spread(wait: Duration, jitter: f64) -> Duration {
    wait.mul_f64(1.0 + 0.2 * jitter.clamp(0.0, 1.0))
}

fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
