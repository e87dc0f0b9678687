//! Who is due: one queue of all feeds by due time, no task for an idle feed, and polls under way within a limit.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::hosts::{Hosts, host_of};
use super::{Polled, Poller};
use crate::admin::{Component, Health, State};
use crate::config::FeedConfig;
use crate::model::FeedId;
use crate::store::OutboxDepth;

/// Longest sleep: a clock that was set, or a machine that slept, is noticed within it (edge case 66).
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// A feed whose poll panicked is tried again after this.
const AGAIN_AFTER_PANIC: Duration = Duration::from_secs(3600);

/// The subscriptions, and when each is due as far as is known.
#[derive(Debug, Default)]
pub struct FeedList {
    pub feeds: Vec<FeedConfig>,
    /// By feed: when it is due, and the schedule's interval, in milliseconds, when that was decided.
    pub due: HashMap<FeedId, (Timestamp, u64)>,
}

/// Starts polls when they are due.
#[derive(Debug)]
pub struct Dispatcher {
    poller: Arc<Poller>,
    health: Arc<Health>,
    feeds: HashMap<FeedId, Arc<FeedConfig>>,
    queue: BTreeSet<(Timestamp, FeedId)>,
    running: JoinSet<Polled>,
    names: HashMap<Id, (FeedId, String)>,
    hosts: Hosts,
    depth: watch::Receiver<OutboxDepth>,
}

impl Dispatcher {
    pub fn new(poller: Arc<Poller>, health: Arc<Health>, list: FeedList) -> Self {
        let depth = poller.store.depth();
        let hosts = Hosts::new(poller.config.fetch.parallel_per_host);
        let mut dispatcher = Self {
            poller,
            health,
            feeds: HashMap::new(),
            queue: BTreeSet::new(),
            running: JoinSet::new(),
            names: HashMap::new(),
            hosts,
            depth,
        };
        dispatcher.subscribe(list);
        dispatcher
    }

    /// Runs until `stop`. Polls under way are dropped then: what was not committed is polled again (P1).
    pub async fn run(
        mut self,
        mut reloads: mpsc::Receiver<FeedList>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        loop {
            self.start_due_polls();
            let sleep = self.sleep();
            // Every arm is cancel-safe: joins, channel and watch lose nothing when another arm wins.
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.running.join_next_with_id() => self.finish(ended),
                Some(list) = reloads.recv() => self.subscribe(list),
                changed = self.depth.changed(), if self.is_paused() => changed?,
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.running.shutdown().await;
        Ok(())
    }

    /// Takes a list of subscriptions in place of the old one. State is kept by feed id in the store, so a feed
    /// that was dropped and comes back is not replayed (edge case 65).
    fn subscribe(&mut self, list: FeedList) {
        let now = self.poller.clock.now();
        let kept: HashMap<FeedId, Timestamp> =
            self.queue.iter().map(|(due, id)| (id.clone(), *due)).collect();
        let under_way: BTreeSet<&FeedId> = self.names.values().map(|(id, _)| id).collect();
        let before = std::mem::take(&mut self.feeds);
        self.queue.clear();
        self.hosts.forget_waiting();
        for feed in list.feeds {
            let id = feed.id.clone();
            let same = before.get(&id).is_none_or(|old| old.origin == feed.origin);
            let decided = list.due.get(&id).copied();
            let due = kept.get(&id).copied().or(decided.map(|(at, _)| at)).filter(|_| same);
            let interval_before = match before.get(&id) {
                Some(old) => old.interval,
                None => decided.map(|(_, millis)| Duration::from_millis(millis)),
            };
            // A shorter interval takes effect at once; what a server asked for stays otherwise.
            let sooner = feed.interval.filter(|now| interval_before.is_none_or(|was| was > *now));
            let latest = sooner.and_then(|interval| now.checked_add(interval).ok());
            let due = due.unwrap_or(now);
            if !under_way.contains(&id) {
                self.queue.insert((latest.map_or(due, |latest| due.min(latest)), id.clone()));
            }
            self.feeds.insert(id, Arc::new(feed));
        }
        self.health.set(Component::Polling, State::Good);
    }

    fn start_due_polls(&mut self) {
        self.report_pause();
        let now = self.poller.clock.now();
        while self.running.len() < self.poller.config.fetch.parallel && !self.is_paused() {
            let Some(next) = self.queue.first().filter(|(due, _)| *due <= now).cloned() else {
                return;
            };
            self.queue.remove(&next);
            let Some(feed) = self.feeds.get(&next.1).cloned() else { continue };
            let host = host_of(&feed);
            if !self.hosts.enter(&host, &next.1) {
                continue;
            }
            let poller = Arc::clone(&self.poller);
            let task = self.running.spawn(async move { poller.poll(feed).await });
            self.names.insert(task.id(), (next.1, host));
        }
    }

    fn finish(&mut self, ended: Result<(Id, Polled), JoinError>) {
        let (task, due) = match ended {
            Ok((task, polled)) => (task, Some(polled.due)),
            Err(error) => {
                tracing::error!(%error, "poll panicked");
                (error.id(), None)
            }
        };
        let Some((id, host)) = self.names.remove(&task) else { return };
        let now = self.poller.clock.now();
        if let Some(waiting) = self.hosts.leave(&host) {
            self.queue.insert((now, waiting));
        }
        if !self.feeds.contains_key(&id) {
            return;
        }
        let later = || now.checked_add(AGAIN_AFTER_PANIC).unwrap_or(now);
        self.queue.insert((due.unwrap_or_else(later), id));
    }

    /// Above its mark the outbox is the only buffer that may grow, and polling stops feeding it.
    fn is_paused(&self) -> bool {
        self.depth.borrow().rows >= self.poller.config.publish.outbox_rows_high
    }

    fn report_pause(&self) {
        let rows = self.depth.borrow().rows;
        let high = self.poller.config.publish.outbox_rows_high;
        let state = if rows >= high {
            State::Bad(format!(
                "{rows} records wait, the mark is {high}: polling pauses until the sink takes them"
            ))
        } else {
            State::Good
        };
        self.health.set(Component::Outbox, state);
    }

    fn sleep(&self) -> Duration {
        if self.running.len() >= self.poller.config.fetch.parallel || self.is_paused() {
            return SLEEP_MAX;
        }
        let now = self.poller.clock.now();
        let first = self.queue.first().map(|(due, _)| due.duration_since(now));
        let wait = first.and_then(|wait| Duration::try_from(wait).ok());
        match (first, wait) {
            (Some(_), Some(wait)) => wait.min(SLEEP_MAX),
            (Some(_), None) => Duration::ZERO,
            (None, _) => SLEEP_MAX,
        }
    }
}
