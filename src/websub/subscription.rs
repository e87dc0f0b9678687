//! Pure: one subscription at one hub, and what every event makes of it. Time and jitter are arguments.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use url::Url;

use super::discovery::Offer;
use super::key::Token;
use super::trust::{GRACE, Trust, after};
use crate::model::FeedId;

mod asking;
mod hearing;

pub use asking::{Act, Refusal};
pub use hearing::{Heard, LEASE_MAX};

/// Another hub or topic is taken over at most this often: some publishers name another one by turns.
const CHANGE_EVERY: Duration = Duration::from_secs(DAY);
/// Attempts at taking leave; after them the lease ends by itself.
const LEAVE_TRIES: u32 = 3;
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
    /// Our own public address, without the token, as the hub was told.
    pub callback: String,
    /// Which of the offered hubs it is about.
    pub hub: usize,
    pub secret: SecretString,
    pub made_at: Timestamp,
    pub wish: Wish,
    /// The hub was asked, and has neither asked back nor refused.
    pub pending: bool,
    /// When the hub's last question was answered: one that did not get the answer asks again.
    pub answered_at: Option<Timestamp>,
    /// Requests since the last verification.
    pub attempts: u32,
    /// When the hub is asked next, whatever for.
    pub ask_at: Timestamp,
    /// Until when a hub that verified us promised to push.
    pub lease_until: Option<Timestamp>,
    pub trust: Trust,
    /// Entries of the feed have neither guid nor link of their own, which only a whole document shows: what is pushed
    /// makes the feed due, and is not read.
    pub pings_only: bool,
    /// What went wrong last, in words.
    pub problem: Option<String>,
}

impl Subscription {
    pub fn new(
        (token, secret): (Token, SecretString),
        (feed, origin): (FeedId, String),
        (offer, callback): (Offer, String),
        now: Timestamp,
    ) -> Self {
        Self {
            token,
            feed,
            origin,
            offer,
            callback,
            hub: 0,
            secret,
            made_at: now,
            wish: Wish::Subscribe,
            pending: false,
            answered_at: None,
            attempts: 0,
            ask_at: now,
            lease_until: None,
            trust: Trust::default(),
            pings_only: false,
            problem: None,
        }
    }

    /// The hub that is asked.
    pub fn hub(&self) -> &str {
        self.offer.hubs.get(self.hub).or(self.offer.hubs.first()).map_or("", String::as_str)
    }

    /// The hub as it is logged: paths and queries may hold keys, and `feeds list` shows them.
    pub fn hub_host(&self) -> String {
        let hub = Url::parse(self.hub()).ok();
        hub.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned()
    }

    /// When it is to be looked at next.
    pub fn due(&self) -> Timestamp {
        let doubt = self.trust.doubt.as_ref().map(|doubt| after(doubt.since, GRACE));
        doubt.map_or(self.ask_at, |doubt| doubt.min(self.ask_at))
    }

    pub fn is_verified(&self, now: Timestamp) -> bool {
        self.lease_until.is_some_and(|until| until > now)
    }

    /// What the feed offers now. True where this subscription is no longer the one to have.
    pub fn heed_offer(&mut self, now: Timestamp, origin: &str, offer: &Offer) -> bool {
        let same_hub = offer.hubs.iter().position(|hub| hub == self.hub());
        if let Some(place) = same_hub.filter(|_| offer.topic == self.offer.topic) {
            (self.hub, self.offer) = (place, offer.clone());
            return false;
        }
        origin != self.origin || now >= after(self.made_at, CHANGE_EVERY)
    }

    /// It is wanted no more: the hub is told.
    pub fn leave(&mut self, now: Timestamp) {
        if self.wish == Wish::Subscribe {
            self.wish = Wish::Unsubscribe;
            // A hub that never had us need not be told.
            let had_us = self.pending || self.lease_until.is_some();
            self.attempts = if had_us { 0 } else { LEAVE_TRIES };
            (self.pending, self.ask_at) = (false, now);
            self.trust = Trust::default();
        }
    }

    /// We are elsewhere: what was promised to the old address is nothing to the new one.
    pub fn move_to(&mut self, now: Timestamp, callback: &str) {
        callback.clone_into(&mut self.callback);
        (self.pending, self.attempts, self.ask_at) = (false, 0, now);
        (self.lease_until, self.answered_at, self.trust) = (None, None, Trust::default());
    }
}

/// Longest reason of a hub that is kept, in characters.
const REASON_CHARS_MAX: usize = 200;

/// What a hub said, as it may be kept and logged.
fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
