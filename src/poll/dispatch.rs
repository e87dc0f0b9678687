//! Who is due: one queue of all feeds by due time, no task for an idle feed, and polls under way within a limit.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

mod pauses;
mod subscribe;
mod wishes;

use super::backlog::Watch;
use super::hosts::Hosts;
use super::pause::StorePause;
use super::queue::Queue;
use super::sharing::Sharing;
use super::states::States;
use super::{Polled, Poller, Table};
use crate::config::{FeedConfig, Origin};
use crate::health::Health;
use crate::metrics::{self, PollOutcome};
use crate::model::FeedId;
use crate::store::OutboxDepth;
use crate::store::feeds::Standing;

/// How often a feed that another one is asked for looks whether that one still is.
const FOLLOW_LOOK: Duration = Duration::from_secs(3600);

/// A feed whose poll panicked is tried again after this.
const AGAIN_AFTER_PANIC: Duration = Duration::from_secs(3600);

/// The subscriptions, and how each stands as far as the store knows.
#[derive(Debug, Default)]
pub struct FeedList {
    pub feeds: Vec<FeedConfig>,
    pub standings: HashMap<FeedId, Standing>,
}

/// A poll under way.
#[derive(Debug)]
struct Poll {
    feed: Arc<FeedConfig>,
    host: String,
    began: Instant,
}

/// Starts polls when they are due.
#[derive(Debug)]
pub struct Dispatcher {
    poller: Arc<Poller>,
    health: Arc<Health>,
    feeds: Table<FeedId, Arc<FeedConfig>>,
    queue: Queue,
    watch: Watch,
    running: JoinSet<Polled>,
    polls: Table<Id, Poll>,
    /// Feeds under way that are to be polled once more, and by when.
    again: Table<FeedId, Timestamp>,
    hosts: Hosts,
    sharing: Sharing,
    /// How long each feed waited last from one poll to the next.
    paces: Table<FeedId, Duration>,
    store: StorePause,
    states: States,
    depth: watch::Receiver<OutboxDepth>,
    /// Some feeds are folders, which need no network.
    has_spools: bool,
    /// Nothing held polls back at the last look, and that is told.
    was_free: bool,
}

fn is_spool(feed: &FeedConfig) -> bool {
    matches!(feed.origin, Origin::Spool(_))
}

impl Dispatcher {
    pub fn new(poller: Arc<Poller>, health: Arc<Health>, list: FeedList) -> Self {
        let depth = poller.store.depth();
        let fetch = &poller.config.fetch;
        let hosts =
            Hosts::new(fetch.parallel_per_host, fetch.spacing_per_host, Arc::clone(&poller.rests));
        let watch = Watch::new(poller.clock.now(), Instant::now());
        let mut dispatcher = Self {
            poller,
            health,
            feeds: Table::default(),
            queue: Queue::default(),
            watch,
            running: JoinSet::new(),
            polls: Table::default(),
            again: Table::default(),
            hosts,
            sharing: Sharing::default(),
            paces: Table::default(),
            store: StorePause::default(),
            states: States::default(),
            depth,
            has_spools: false,
            was_free: false,
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
        let poller = Arc::clone(&self.poller);
        loop {
            self.start_due_polls();
            let sleep = self.sleep();
            // Every arm is cancel-safe: joins, channel, notification and watch lose nothing when another arm wins.
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.running.join_next_with_id() => {
                    // A poll that ends wakes this task before those that are about to end with it.
                    tokio::task::yield_now().await;
                    self.finish_all(ended);
                }
                Some(list) = reloads.recv() => self.subscribe(list),
                () = poller.hurry.woken() => self.hurry(),
                () = poller.wishes.woken() => self.grant_wishes(),
                changed = self.depth.changed(), if self.is_paused() => changed?,
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.running.shutdown().await;
        Ok(())
    }

    /// Moves feeds forward in the queue. One that fails is left to its back-off.
    fn hurry(&mut self) {
        let mut sooner = self.poller.hurry.take();
        sooner.retain(|feed, _| !self.states.is_failing(feed));
        // Who is asked in another's place has the news.
        let led = |(feed, at)| (self.sharing.leader(&feed).cloned().unwrap_or(feed), at);
        let sooner: HashMap<FeedId, Timestamp> = sooner.into_iter().map(led).collect();
        for (feed, at) in &sooner {
            self.queue.hurry(feed, *at);
        }
        // What a poll under way sees may be older than what it is asked for.
        for poll in self.polls.values() {
            if let Some(at) = sooner.get(&poll.feed.id) {
                self.again.insert(poll.feed.id.clone(), *at);
            }
        }
    }

    fn start_due_polls(&mut self) {
        let is_free = self.report_pause();
        let now = self.poller.clock.now();
        self.heed_return(now);
        let at = Instant::now();
        self.call_rested(now, at);
        self.watch.look(&mut self.queue, now, at, is_free);
        while self.may_start_one_more(at) {
            let Some(waiting) = self.find_due(now, at) else { return };
            let (due, id) = waiting.clone();
            self.queue.remove(&id);
            let Some(feed) = self.feeds.get(&id).cloned() else { continue };
            let host = self.sharing.host_of(&feed);
            if self.is_asked_for(&id) {
                self.hosts.pass(&host, &id, at);
                self.queue.insert(now.checked_add(FOLLOW_LOOK).unwrap_or(now), id);
                continue;
            }
            if !self.hosts.enter(&host, &waiting, at) {
                continue;
            }
            // Who waited is late from when its host was free.
            let late = Duration::try_from(now.duration_since(due)).unwrap_or_default();
            let waited = self.hosts.end_wait(&id, at);
            metrics::record_lateness(late.saturating_sub(waited.unwrap_or_default()));
            if let Some(waited) = waited {
                metrics::record_host_wait(waited);
            }
            let (poller, asked) = (Arc::clone(&self.poller), Arc::clone(&feed));
            // Boxed once, instead of moved from hand to hand until it is a task.
            let task = self.running.spawn(Box::pin(async move { poller.poll(asked).await }));
            self.polls.insert(task.id(), Poll { feed, host, began: Instant::now() });
        }
    }

    fn call_rested(&mut self, now: Timestamp, at: Instant) {
        for (due, rested) in self.hosts.rested(at) {
            // The clock may have been set back meanwhile.
            self.queue.insert(due.min(now), rested);
        }
    }

    /// Whether another feed is asked in place of `id`, and answers.
    fn is_asked_for(&self, id: &FeedId) -> bool {
        self.sharing.leader(id).is_some_and(|leader| !self.states.is_failing(leader))
    }

    fn heed_moves(&mut self) {
        for (id, origin, adopted) in self.poller.moves.take() {
            // The address may have been corrected while the old one was asked.
            let Some(feed) = self.feeds.get(&id).filter(|feed| feed.origin == origin) else {
                continue;
            };
            let pace = self.pace(feed).as_secs_f64().recip();
            self.hosts.change_rate(&self.sharing.host_of(feed), -pace);
            let led = self.sharing.followers(&id);
            self.sharing.shift(&id, adopted.as_ref());
            let now = self.poller.clock.now();
            for left in led.iter().filter(|left| self.sharing.leader(left).is_none()) {
                self.queue.hurry(left, now);
            }
            self.hosts.change_rate(&self.sharing.host_of(feed), pace);
            if let Some(leader) = self.sharing.leader(&id).filter(|_| adopted.is_some()) {
                tracing::warn!(feed = %id, other = %leader, "the feed moved to the address of another one, which is asked for both from now on: remove one of them");
            }
        }
    }

    /// The feed that is due longest; while our network is down, the spool folder that is (P6).
    fn find_due(&self, now: Timestamp, at: Instant) -> Option<(Timestamp, FeedId)> {
        let mut due = self.queue.due_at(now);
        if self.poller.network.allows(at, self.running.len()) {
            return due.next().cloned();
        }
        if !self.has_spools {
            return None;
        }
        let is_spool = |id: &FeedId| self.feeds.get(id).is_some_and(|feed| is_spool(feed));
        due.find(|(_, id)| is_spool(id)).cloned()
    }

    fn may_start_one_more(&self, at: Instant) -> bool {
        let under_way = self.running.len();
        under_way < self.poller.config.fetch.parallel
            && !self.is_paused()
            && self.store.allows(at, under_way)
    }

    /// One commit ends many polls at once.
    fn finish_all(&mut self, first: Result<(Id, Polled), JoinError>) {
        self.finish(first);
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.finish(ended);
        }
    }

    fn finish(&mut self, ended: Result<(Id, Polled), JoinError>) {
        let (task, ended) = match ended {
            Ok((task, polled)) => (task, Ok(polled)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(Poll { feed, host, began }) = self.polls.remove(&task) else { return };
        let now = self.poller.clock.now();
        let at = Instant::now();
        if let Some((due, waiting)) = self.hosts.leave(&host, at) {
            self.queue.insert(due.min(now), waiting);
        }
        let polled = ended.unwrap_or_else(|error| {
            tracing::error!(feed = %feed.id, %error, "poll panicked");
            metrics::record_poll(PollOutcome::Fault, began.elapsed());
            let due = now.checked_add(AGAIN_AFTER_PANIC).unwrap_or(now);
            Polled { outcome: PollOutcome::Fault, due, problem: None }
        });
        self.heed_moves();
        self.heed_store(&feed, &polled);
        self.states.heed(&feed, &polled);
        let again = self.again.remove(&feed.id).filter(|_| !self.states.is_failing(&feed.id));
        if let Some(current) = self.feeds.get(&feed.id) {
            let current = Arc::clone(current);
            self.heed_pace(&current, &polled, now);
            // The address or the credentials may have been corrected while the old ones were tried.
            let due = if current.is_asked_like(&feed) { polled.due } else { now };
            let due = again.map_or(due, |again| due.min(again));
            self.queue.insert(due, feed.id.clone());
        }
    }
}

#[cfg(test)]
mod tests;
