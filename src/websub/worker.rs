//! Subscribes, renews and leaves: what is due stands in the store, so a restart goes on with it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::key::{Token, draw_secret};
use super::subscription::{Act, Subscription};
use crate::fetch::http::HttpTransport;
use crate::metrics;
use crate::model::FeedId;
use crate::poll::push::{Offered, PushFeeds};
use crate::poll::{Poller, jitter_of};
use crate::store::StoreError;

mod ask;

/// Longest sleep: a clock that was set is noticed within it. A look reads one row.
const SLEEP_MAX: Duration = Duration::from_secs(5);
/// Shortest one between two looks at what is due.
const SLEEP_MIN: Duration = Duration::from_millis(100);
/// Requests to hubs under way at once; a hub is asked once a lease.
const PARALLEL: usize = 8;
/// How often the gauge is set.
const COUNT_EVERY: Duration = Duration::from_secs(30);
/// At a start, feeds whose polls rest are polled within so many times the shortest interval: pushes may have been missed.
const START_TIMES_FLOOR: u32 = 3;

/// Keeps the subscriptions.
#[derive(Debug)]
pub struct Worker {
    poller: Arc<Poller>,
    transport: Arc<HttpTransport>,
    feeds: Arc<PushFeeds>,
    running: JoinSet<Token>,
    /// Those whose hub is being asked.
    under_way: HashSet<Token>,
    counted_at: Option<Instant>,
}

impl Worker {
    pub fn new(poller: Arc<Poller>, transport: Arc<HttpTransport>) -> Self {
        Self {
            poller,
            transport,
            feeds: Arc::default(),
            running: JoinSet::new(),
            under_way: HashSet::new(),
            counted_at: None,
        }
    }

    /// Runs until `stop`. Nothing is left then: hubs go on pushing to the next start.
    pub async fn run(mut self, stop: CancellationToken) -> anyhow::Result<()> {
        let poller = Arc::clone(&self.poller);
        let mut feeds = poller.push.feeds();
        self.feeds = feeds.borrow_and_update().clone();
        tell(self.begin().await);
        loop {
            tell(self.take_offers().await);
            let next = self.start_due().await;
            tell(self.count().await);
            let sleep = self.sleep(next);
            // Every arm is cancel-safe: join, notification and watch lose nothing when another arm wins.
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.running.join_next() => self.finish(ended),
                () = poller.push.woken() => {}
                changed = feeds.changed() => {
                    changed?;
                    self.feeds = feeds.borrow_and_update().clone();
                    tell(self.leave_dropped().await);
                }
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.running.shutdown().await;
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), Arc<StoreError>> {
        let now = self.poller.clock.now();
        self.poller.store.begin_subscriptions_anew().await?;
        self.leave_dropped().await?;
        let spread = self.poller.config.schedule.interval_min.saturating_mul(START_TIMES_FLOOR);
        for kept in self.poller.store.kept_subscriptions(now).await? {
            if kept.relied_on {
                let wait = spread.mul_f64(jitter_of(kept.feed.as_str(), now));
                self.poller.hurry.by(&kept.feed, now.checked_add(wait).unwrap_or(now));
            }
        }
        Ok(())
    }

    /// Takes leave of the hubs of feeds that are gone, switched off, or at another address.
    async fn leave_dropped(&mut self) -> Result<(), Arc<StoreError>> {
        let now = self.poller.clock.now();
        for kept in self.poller.store.kept_subscriptions(now).await? {
            let feed = self.feeds.get(&kept.feed);
            if feed.and_then(|feed| feed.origin.address()) == Some(kept.origin.as_str()) {
                continue;
            }
            tracing::info!(feed = %kept.feed, "leaving the hub: the feed is gone, switched off or elsewhere");
            self.poller.store.step_subscription(kept.token, move |s| s.leave(now)).await?;
        }
        Ok(())
    }

    async fn take_offers(&mut self) -> Result<(), Arc<StoreError>> {
        for (feed, offered) in self.poller.push.take() {
            if let Err(error) = self.take_offer(&feed, offered).await {
                self.poller.push.forget(&feed);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn take_offer(&self, feed: &FeedId, offered: Offered) -> Result<(), Arc<StoreError>> {
        let Some(config) = self.feeds.get(feed) else { return Ok(()) };
        let (store, now) = (&self.poller.store, self.poller.clock.now());
        let origin = config.origin.address().unwrap_or_default().to_owned();
        let offer = offered.offer;
        if let Some(known) = store.subscription_of(feed.clone()).await? {
            if !offered.firm || (known.offer == offer && known.origin == origin) {
                return Ok(());
            }
            let (from, new) = (origin.clone(), offer.clone());
            let change = move |s: &mut Subscription| {
                let changed = s.heed_offer(now, &from, &new);
                if changed {
                    s.leave(now);
                }
                (changed, s.offer == new)
            };
            match store.step_subscription(known.token, change).await? {
                Some((true, _)) => {
                    tracing::info!(%feed, "leaving the hub: the feed names another one")
                }
                Some((false, true)) => return Ok(()),
                Some((false, false)) => {
                    self.poller.push.forget(feed);
                    return Ok(());
                }
                None => {}
            }
        }
        let (Some(token), Some(secret)) = (Token::draw(), draw_secret()) else {
            tracing::error!(%feed, "no subscription: the system gives no random bytes");
            return Ok(());
        };
        let keys = (token, secret);
        let subscription = Subscription::new(keys, (feed.clone(), origin), offer, now);
        tracing::info!(%feed, hub = subscription.hub(), topic = subscription.offer.topic, "subscribing at the hub that the feed names");
        store.write_subscription(subscription).await
    }

    /// Looks at what is due; when the next one is.
    async fn start_due(&mut self) -> Option<Timestamp> {
        let now = self.poller.clock.now();
        if self.running.len() >= PARALLEL || self.poller.is_offline() {
            return None;
        }
        match self.poller.store.subscriptions_due(now).await {
            Ok((due, next)) => {
                let next = if due.is_empty() { next } else { Some(now) };
                for token in due {
                    if self.running.len() < PARALLEL && !self.under_way.contains(&token) {
                        tell(self.start(token, now).await);
                    }
                }
                next
            }
            Err(error) => {
                tell(Err(error));
                None
            }
        }
    }

    async fn start(&mut self, token: Token, now: Timestamp) -> Result<(), Arc<StoreError>> {
        let jitter = jitter_of(token.expose(), now);
        let look = move |s: &mut Subscription| (s.act(now, jitter), s.clone());
        let looked = self.poller.store.step_subscription(token.clone(), look).await?;
        let Some((act, subscription)) = looked else { return Ok(()) };
        match act {
            Act::Ask => {
                let (poller, transport) = (Arc::clone(&self.poller), Arc::clone(&self.transport));
                self.under_way.insert(token.clone());
                self.running.spawn(async move {
                    tell(ask::ask(&poller, &transport, &subscription).await);
                    token
                });
            }
            Act::Demoted { missed } => {
                metrics::record_demotion();
                tracing::warn!(feed = %subscription.feed, hub = subscription.hub(), missed, "hub demoted: polls found entries that it did not push; it is tried again in some days");
            }
            Act::Forget => {
                tracing::info!(feed = %subscription.feed, hub = subscription.hub(), "left without the hub's word; its lease ends by itself");
                self.poller.store.forget_subscription(token).await?;
            }
            Act::Rest => {}
        }
        Ok(())
    }

    fn finish(&mut self, ended: Result<Token, tokio::task::JoinError>) {
        match ended {
            Ok(token) => drop(self.under_way.remove(&token)),
            Err(error) => {
                // Which one it was is not known; each is asked again in its own time anyway.
                tracing::error!(%error, "request to a hub panicked");
                self.under_way.clear();
            }
        }
    }

    async fn count(&mut self) -> Result<(), Arc<StoreError>> {
        if self.counted_at.is_some_and(|at| at.elapsed() < COUNT_EVERY) {
            return Ok(());
        }
        self.counted_at = Some(Instant::now());
        let now = self.poller.clock.now();
        for (state, count) in self.poller.store.count_subscriptions(now).await? {
            metrics::set_subscriptions(state, count);
        }
        Ok(())
    }

    fn sleep(&self, next: Option<Timestamp>) -> Duration {
        let now = self.poller.clock.now();
        let wait = next.map(|at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
        wait.unwrap_or(SLEEP_MAX).clamp(SLEEP_MIN, SLEEP_MAX)
    }
}

/// The store's trouble is told by its owner; what is due stays due.
fn tell(done: Result<(), Arc<StoreError>>) {
    if let Err(error) = done {
        tracing::warn!(%error, "subscriptions wait for the store");
    }
}
