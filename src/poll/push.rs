//! Where polls and pushes meet: what polls learn of hubs, and documents that hubs push, read and admitted as any other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{Body, Poller};
use crate::config::{FeedConfig, Origin};
use crate::metrics;
use crate::model::{Extent, FeedFacts, FeedId, FetchFacts, NextPoll};
use crate::websub::Offer;
use crate::websub::discovery::{Asked, find_foreign_topic, find_offer};

/// Feeds whose hubs may be subscribed at.
pub(crate) type PushFeeds = HashMap<FeedId, Arc<FeedConfig>>;

/// What a poll found offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) offer: Offer,
    /// A document was read: what it offers takes the place of what was offered before.
    pub(crate) firm: bool,
}

/// What polls leave for the worker. Offers are kept by feed, so there are no more of them than feeds.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    state: Mutex<State>,
    woken: Notify,
    feeds: watch::Sender<Arc<PushFeeds>>,
}

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<FeedId, Offered>,
    /// Hashes of what was offered last: a poll that finds the same again wakes nobody.
    seen: HashMap<FeedId, u64>,
}

/// What a hub pushed.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) bytes: Vec<u8>,
    pub(crate) charset: Option<String>,
    pub(crate) topic: Url,
    /// The feed lives in a private network, in which its pages may then lie too.
    pub(crate) private: bool,
}

/// What became of a pushed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushed {
    Admitted,
    Unreadable,
    NotAdmitted,
}

impl Desk {
    pub(crate) fn feeds(&self) -> watch::Receiver<Arc<PushFeeds>> {
        self.feeds.subscribe()
    }

    /// Takes a new list of feeds; `on` is whether hubs can reach us at all.
    pub(super) fn subscribe<'a>(&self, on: bool, feeds: impl Iterator<Item = &'a Arc<FeedConfig>>) {
        let feeds = feeds.filter(|feed| on && feed.websub && feed.origin.address().is_some());
        let feeds: PushFeeds = feeds.map(|feed| (feed.id.clone(), Arc::clone(feed))).collect();
        let mut state = self.lock();
        state.waiting.retain(|feed, _| feeds.contains_key(feed));
        state.seen.retain(|feed, _| feeds.contains_key(feed));
        drop(state);
        self.feeds.send_replace(Arc::new(feeds));
    }

    pub(super) fn is_wanted(&self, feed: &FeedId) -> bool {
        self.feeds.borrow().contains_key(feed)
    }

    fn leave(&self, feed: &FeedId, offered: Offered) {
        let hash = xxh3_64(format!("{:?}", offered.offer).as_bytes());
        let mut state = self.lock();
        match state.seen.get(feed) {
            Some(seen) if *seen == hash || !offered.firm => return,
            Some(_) | None => {}
        }
        state.seen.insert(feed.clone(), hash);
        state.waiting.insert(feed.clone(), offered);
        drop(state);
        self.woken.notify_one();
    }

    /// The offer may come again: it could not be taken now.
    pub(crate) fn forget(&self, feed: &FeedId) {
        self.lock().seen.remove(feed);
    }

    pub(crate) fn take(&self) -> HashMap<FeedId, Offered> {
        std::mem::take(&mut self.lock().waiting)
    }

    /// Waits for offers. A permit is kept for a worker that does not wait yet.
    pub(crate) async fn woken(&self) {
        self.woken.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Poller {
    /// What an answer offers, where anybody wants to know. `from` is the address that a document came from.
    pub(super) fn find_offer(
        &self,
        feed: &FeedConfig,
        answer: &FetchFacts,
        document: &FeedFacts,
        from: Option<&Url>,
    ) -> Option<Offer> {
        let url = match &feed.origin {
            Origin::Http(url) if self.push.is_wanted(&feed.id) => url,
            Origin::Http(_) | Origin::Spool(_) => return None,
        };
        let address = from.unwrap_or(url);
        let secret = [url, address].iter().any(|url| url.scheme() == "https");
        let secret = secret || feed.tls.is_some();
        find_offer(&answer.links, document, Asked { address, secret, private: answer.private })
    }

    /// Says once why a hub that a document names is not subscribed at. `before` is what the document of before said.
    pub(super) fn tell_foreign_topic(
        &self,
        feed: &FeedConfig,
        before: &FeedFacts,
        document: &FeedFacts,
        from: &Url,
    ) {
        let is_told = before.self_link == document.self_link && before.hubs == document.hubs;
        if is_told || !self.push.is_wanted(&feed.id) {
            return;
        }
        if let Some(topic) = find_foreign_topic(document, from) {
            tracing::info!(feed = %feed.id, topic, "the feed names a hub, but calls itself another site's: it is polled, and not subscribed");
        }
    }

    /// What a poll was offered, once it is committed.
    pub(super) fn leave_offer(&self, feed: &FeedConfig, offer: Option<Offer>, firm: bool) {
        if let Some(offer) = offer {
            self.push.leave(&feed.id, Offered { offer, firm });
        }
    }

    /// A document that a hub pushed and signed. It is admitted as one of a poll is, but changes nothing of the schedule
    /// and of the validators; what cannot be read makes the feed due at once.
    pub(crate) async fn take_push(&self, feed: &Arc<FeedConfig>, document: Document) -> Pushed {
        let Document { bytes, charset, topic, private } = document;
        metrics::record_body(bytes.len() as u64);
        let facts = FetchFacts { extent: Extent::Pushed, private, ..FetchFacts::default() };
        let body = Body { bytes, url: topic, charset, facts };
        let (reading, facts) = match self.read(&self.as_polled(feed).await, body).await {
            Ok((reading, facts)) => (reading.mark_private(facts.private), facts),
            Err((_, problem)) => {
                tracing::info!(feed = %feed.id, problem, "push not read; the feed is polled instead");
                self.poll_soon(feed).await;
                return Pushed::Unreadable;
            }
        };
        let now = self.clock.now();
        let batch = Box::new(reading.into_batch(feed, facts, now, NextPoll::fixed(now, 0)));
        match self.admit(feed, batch).await {
            Ok(_) => Pushed::Admitted,
            Err(error) => {
                tracing::warn!(feed = %feed.id, %error, "push not admitted; the hub is asked to try again");
                Pushed::NotAdmitted
            }
        }
    }

    /// The feed by the name that its own documents gave it: what a hub calls the document is the hub's affair.
    async fn as_polled(&self, feed: &Arc<FeedConfig>) -> Arc<FeedConfig> {
        let state = self.store.feed_state(feed.id.clone()).await;
        match state.ok().and_then(|state| state.title).filter(|_| feed.publisher.is_none()) {
            Some(title) => {
                Arc::new(FeedConfig { publisher: Some(title), ..FeedConfig::clone(feed) })
            }
            None => Arc::clone(feed),
        }
    }

    /// As soon as the feed may be asked: whoever pushes must not make us ask more often than the operator does.
    pub(crate) async fn poll_soon(&self, feed: &FeedConfig) {
        let now = self.clock.now();
        let state = self.store.feed_state(feed.id.clone()).await;
        let last = state.ok().and_then(|state| state.last_poll);
        let floor = feed.interval.unwrap_or(self.config.schedule.interval_min);
        let earliest = last.and_then(|last| last.checked_add(floor).ok());
        self.hurry.by(&feed.id, earliest.unwrap_or(now).max(now));
    }

    /// Whether asking anybody is of no use now: nobody can be reached.
    pub(crate) fn is_offline(&self) -> bool {
        self.network.reason().is_some()
    }
}

#[cfg(test)]
mod tests;
