//! Subscribes, renews and leaves: what is due stands in the store, so a restart goes on with it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::key::Token;
use super::subscription::{Act, Subscription};
use crate::fetch::http::HttpTransport;
use crate::metrics;
use crate::poll::push::PushFeeds;
use crate::poll::{Poller, jitter_of};
use crate::store::StoreError;

mod ask;
mod offers;

/// Longest sleep: a clock that was set is noticed within it. A look reads one row.
const SLEEP_MAX: Duration = Duration::from_secs(5);
/// Shortest one between two looks at what is due.
const SLEEP_MIN: Duration = Duration::from_millis(100);
/// Requests to hubs under way at once; a hub is asked once a lease.
const PARALLEL: usize = 8;
/// Of these at one hub: one that is silent keeps no other one waiting (P6).
const PER_HUB: usize = 2;
/// How often the gauge is set: each time all subscriptions are counted.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// Keeps the subscriptions.
#[derive(Debug)]
pub struct Worker {
    poller: Arc<Poller>,
    transport: Arc<HttpTransport>,
    feeds: Arc<PushFeeds>,
    running: JoinSet<Token>,
    /// Those whose hub is being asked, and its site.
    under_way: HashMap<Token, String>,
    counted_at: Option<Instant>,
    /// What a start asks for is still to be done, and what a new list of feeds does: the store was in trouble.
    to_begin: bool,
    to_leave: bool,
}

impl Worker {
    pub fn new(poller: Arc<Poller>, transport: Arc<HttpTransport>) -> Self {
        Self {
            poller,
            transport,
            feeds: Arc::default(),
            running: JoinSet::new(),
            under_way: HashMap::new(),
            counted_at: None,
            to_begin: true,
            to_leave: true,
        }
    }

    /// Runs until `stop`. Nothing is left then: hubs go on pushing to the next start.
    pub async fn run(mut self, stop: CancellationToken) -> anyhow::Result<()> {
        let poller = Arc::clone(&self.poller);
        let mut feeds = poller.push.feeds();
        self.feeds = feeds.borrow_and_update().clone();
        loop {
            tell(self.catch_up().await);
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
                    self.to_leave = true;
                }
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.running.shutdown().await;
        Ok(())
    }

    async fn catch_up(&mut self) -> Result<(), Arc<StoreError>> {
        if self.to_begin {
            self.begin().await?;
            self.to_begin = false;
        }
        if self.to_leave {
            self.leave_dropped().await?;
            self.to_leave = false;
        }
        Ok(())
    }

    /// Looks at what is due; when the next one is.
    async fn start_due(&mut self) -> Option<Timestamp> {
        let now = self.poller.clock.now();
        if self.running.len() >= PARALLEL || self.poller.is_offline() {
            return None;
        }
        match self.poller.store.subscriptions_due(now, self.find_held_up()).await {
            Ok((due, next)) => {
                let next = if due.is_empty() { next } else { Some(now) };
                for (token, site) in due {
                    let full = self.running.len() >= PARALLEL || self.is_held_up(&site);
                    if full || self.under_way.contains_key(&token) {
                        continue;
                    }
                    if let Err(error) = self.start(token, site, now).await {
                        tell(Err(error));
                        return None;
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

    /// Sites of hubs that are not to be asked now.
    fn find_held_up(&self) -> BTreeSet<String> {
        let mut sites: BTreeSet<String> = self.under_way.values().cloned().collect();
        sites.retain(|site| self.is_held_up(site));
        sites.extend(self.poller.rests.sites(Instant::now()));
        sites
    }

    fn is_held_up(&self, site: &str) -> bool {
        let asked = self.under_way.values().filter(|under_way| *under_way == site).count();
        asked >= PER_HUB || self.poller.rests.until(site, Instant::now()).is_some()
    }

    async fn start(
        &mut self,
        token: Token,
        site: String,
        now: Timestamp,
    ) -> Result<(), Arc<StoreError>> {
        let jitter = jitter_of(token.expose(), now);
        let look = move |s: &mut Subscription| (s.act(now, jitter), s.clone());
        let looked = self.poller.store.step_subscription(token.clone(), look).await?;
        let Some((act, subscription)) = looked else { return Ok(()) };
        match act {
            Act::Ask => {
                let (poller, transport) = (Arc::clone(&self.poller), Arc::clone(&self.transport));
                self.under_way.insert(token.clone(), site);
                self.running.spawn(async move {
                    tell(ask::ask(&poller, &transport, &subscription).await);
                    token
                });
            }
            Act::Demoted { missed } => {
                metrics::record_demotion();
                tracing::warn!(feed = %subscription.feed, host = subscription.hub_host(), missed, "hub demoted: polls found entries that it did not push; it is tried again in some days");
            }
            Act::Forget => {
                tracing::info!(feed = %subscription.feed, host = subscription.hub_host(), "left without the hub's word; its lease ends by itself");
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
        tracing::debug!(%error, "subscriptions wait for the store");
    }
}
