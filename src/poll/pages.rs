//! Full text: the pages behind entries that carry only a summary, read one after the other at each host.
//!
//! What is to be read stands in the store, so a restart goes on with it, and no page that waits has a task.

mod fetch;
mod hosts;
mod robots;
mod trouble;
mod turns;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Poller;
use super::pause::StorePause;
use crate::config::FeedConfig;
use crate::dedup::fingerprint::StateHash;
use crate::metrics::{self, PageOutcome};
use crate::model::{FeedId, PageTrouble};
use crate::store::StoreError;
use crate::store::pages::{DuePage, FailedPage};
use fetch::PageReader;
use hosts::PageHosts;

/// Longest sleep: a clock that was set is noticed within it.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// Time between two looks at all hosts, however many polls queue pages: a look walks over everything that waits.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Time between two pages of one host, from the end of one to the begin of the next: readers ask faster.
const SPACING: Duration = Duration::from_secs(1);

type PageFeeds = HashMap<FeedId, Arc<FeedConfig>>;

/// Where polls and the page worker meet.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Pages were queued. A permit is kept for a worker that does not wait yet.
    queued: Notify,
    /// Feeds that ask for full text.
    feeds: watch::Sender<Arc<PageFeeds>>,
}

impl Desk {
    pub(super) fn wake(&self) {
        self.queued.notify_one();
    }

    pub(super) fn subscribe<'a>(&self, feeds: impl Iterator<Item = &'a Arc<FeedConfig>>) {
        let full = feeds.filter(|feed| feed.full_text);
        let full: PageFeeds = full.map(|feed| (feed.id.clone(), Arc::clone(feed))).collect();
        self.feeds.send_replace(Arc::new(full));
    }
}

/// What became of one page.
#[derive(Debug)]
struct Done {
    outcome: PageOutcome,
    /// What was wrong, in words.
    problem: Option<String>,
    store: Option<Arc<StoreError>>,
    /// How long its host is left alone.
    rest: Duration,
}

/// A page that is being read.
#[derive(Debug)]
struct UnderWay {
    feed: FeedId,
    /// The entry's name, by which `explain` knows it.
    entry: String,
    host: String,
    item: i64,
    state: StateHash,
}

/// Reads the pages that are due.
#[derive(Debug)]
pub struct PageWorker {
    poller: Arc<Poller>,
    reader: Arc<PageReader>,
    feeds: Arc<PageFeeds>,
    hosts: PageHosts,
    /// Pages were queued that `hosts` knows nothing of.
    unseen: bool,
    looked_at: Instant,
    running: JoinSet<Done>,
    pages: HashMap<Id, UnderWay>,
    store: StorePause,
    /// The last trouble with each feed's pages, so that only changes are logged.
    troubles: HashMap<FeedId, PageTrouble>,
}

impl PageWorker {
    pub fn new(poller: Arc<Poller>) -> Self {
        Self {
            reader: Arc::new(PageReader::new(Arc::clone(&poller))),
            hosts: PageHosts::new(Arc::clone(&poller.rests)),
            poller,
            feeds: Arc::default(),
            unseen: false,
            looked_at: Instant::now(),
            running: JoinSet::new(),
            pages: HashMap::new(),
            store: StorePause::default(),
            troubles: HashMap::new(),
        }
    }

    /// Runs until `stop`. Pages under way are dropped then: they are due at the next start.
    pub async fn run(mut self, stop: CancellationToken) -> anyhow::Result<()> {
        let poller = Arc::clone(&self.poller);
        let mut feeds = poller.pages.feeds.subscribe();
        let mut depth = poller.store.depth();
        let first = feeds.borrow_and_update().clone();
        self.take_feeds(&first).await;
        loop {
            if self.unseen && self.looked_at.elapsed() >= LOOK_EVERY {
                self.look().await;
            }
            self.start_due_pages().await;
            let sleep = self.sleep();
            let paused = poller.outbox_is_full();
            // Every arm is cancel-safe: join, notification and watches lose nothing when another arm wins.
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.running.join_next_with_id() => self.finish(ended).await,
                () = poller.pages.queued.notified() => self.unseen = true,
                changed = feeds.changed() => {
                    changed?;
                    let feeds = feeds.borrow_and_update().clone();
                    self.take_feeds(&feeds).await;
                }
                changed = depth.changed(), if paused => changed?,
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.running.shutdown().await;
        Ok(())
    }

    /// Takes the feeds that ask for full text; the work of all others is dropped.
    async fn take_feeds(&mut self, feeds: &Arc<PageFeeds>) {
        self.feeds = Arc::clone(feeds);
        self.troubles.retain(|feed, _| feeds.contains_key(feed));
        match self.poller.store.drop_pages_but(feeds.keys().cloned().collect()).await {
            Ok(0) => {}
            Ok(dropped) => tracing::info!(dropped, "pages of feeds without full_text dropped"),
            Err(error) => self.store.begin(Instant::now(), &error.to_string()),
        }
        self.look().await;
    }

    /// Learns which hosts have pages to be read.
    async fn look(&mut self) {
        (self.unseen, self.looked_at) = (false, Instant::now());
        match self.poller.store.page_hosts().await {
            Ok(hosts) => self.hosts.set(hosts),
            Err(error) => self.store.begin(Instant::now(), &error.to_string()),
        }
    }

    async fn start_due_pages(&mut self) {
        while self.may_start_one_more() {
            let now = self.poller.clock.now();
            let Some(host) = self.hosts.enter(now, Instant::now()) else { return };
            match self.poller.store.next_page(host.clone(), now).await {
                Ok(Some(page)) => self.start(host, page).await,
                Ok(None) => self.leave(&host, Duration::ZERO).await,
                Err(error) => {
                    tracing::error!(host, %error, "page not read from the store");
                    self.hosts.leave(&host, Some(now), Instant::now(), SLEEP_MAX);
                    if error.is_of_the_store() {
                        self.store.begin(Instant::now(), &error.to_string());
                    }
                }
            }
        }
    }

    async fn start(&mut self, host: String, page: DuePage) {
        let feed = page.feed.clone();
        // A poll that was under way when its feed was dropped queued it after the others of the feed had gone.
        let Some(config) = self.feeds.get(&feed).cloned() else {
            let problem = "full_text is off".to_owned();
            let failed = FailedPage { item: page.item, state: page.state, due: None, problem };
            if let Err(error) = self.poller.store.note_page_failure(failed).await {
                self.store.begin(Instant::now(), &error.to_string());
            }
            self.leave(&host, Duration::ZERO).await;
            return;
        };
        let entry = page.page.identity.entry.clone();
        let under_way = UnderWay { feed, entry, host, item: page.item, state: page.state };
        let reader = Arc::clone(&self.reader);
        let task = self.running.spawn(async move { reader.read(page, config).await });
        self.pages.insert(task.id(), under_way);
    }

    /// A quarter of the places: polls always have theirs, and reading articles takes longer than fetching them.
    fn may_start_one_more(&self) -> bool {
        let under_way = self.running.len();
        under_way < (self.poller.config.fetch.parallel / 4).max(1)
            && !self.poller.outbox_is_full()
            && self.store.allows(Instant::now(), under_way)
            && self.poller.network.allows(Instant::now(), under_way)
    }

    async fn finish(&mut self, ended: Result<(Id, Done), JoinError>) {
        let (task, ended) = match ended {
            Ok((task, done)) => (task, Ok(done)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(page) = self.pages.remove(&task) else { return };
        let done = match ended {
            Ok(done) => done,
            Err(error) => self.give_up(&page, &error).await,
        };
        let UnderWay { feed, entry, host, .. } = page;
        match &done.store {
            Some(error) if error.is_of_the_store() => {
                self.store.begin(Instant::now(), &error.to_string());
            }
            Some(_) => {}
            None => self.store.end(),
        }
        self.tell(&feed, &entry, &done);
        self.leave(&host, done.rest).await;
    }

    /// A page on which reading panics would do so for ever.
    async fn give_up(&self, page: &UnderWay, error: &JoinError) -> Done {
        tracing::error!(feed = %page.feed, %error, "reading a page panicked; it is given up");
        let outcome = PageOutcome::Failed(PageTrouble::Fault);
        let problem = format!("{}: {error}", outcome.label());
        let (item, state) = (page.item, page.state);
        let failed = FailedPage { item, state, due: None, problem: problem.clone() };
        let store = self.poller.store.note_page_failure(failed).await.err();
        Done { outcome, problem: Some(problem), store, rest: SPACING }
    }

    /// Gives the host's place back, and learns when its next page is due.
    async fn leave(&mut self, host: &str, rest: Duration) {
        let at = Instant::now();
        match self.poller.store.page_due(host.to_owned()).await {
            Ok(due) => self.hosts.leave(host, due, at, rest),
            Err(error) => {
                self.hosts.leave(host, Some(self.poller.clock.now()), at, rest);
                self.store.begin(Instant::now(), &error.to_string());
            }
        }
    }

    /// The one place through which every page's outcome goes to log and metrics.
    fn tell(&mut self, feed: &FeedId, entry: &str, done: &Done) {
        metrics::record_page(done.outcome);
        let outcome = done.outcome.label();
        let problem = done.problem.as_deref().unwrap_or_default();
        match done.outcome {
            PageOutcome::Failed(trouble) => {
                if self.troubles.insert(feed.clone(), trouble) != Some(trouble) {
                    tracing::warn!(feed = %feed, entry, outcome, problem, "page not read: its entry keeps the summary, until another try where one is worth it (README, full text)");
                }
            }
            PageOutcome::Full | PageOutcome::Copy | PageOutcome::Unchanged => {
                if self.troubles.remove(feed).is_some() {
                    tracing::info!(feed = %feed, outcome, "pages are read again");
                }
            }
            PageOutcome::Void | PageOutcome::NotAdmitted | PageOutcome::Offline => {}
        }
        tracing::debug!(feed = %feed, entry, outcome, problem, "page done");
    }

    fn sleep(&self) -> Duration {
        let now = Instant::now();
        let store = self.store.left(now).max(self.poller.network.left(now));
        let look = LOOK_EVERY.saturating_sub(self.looked_at.elapsed());
        let look = if self.unseen { look } else { SLEEP_MAX };
        if store.is_zero() && !self.may_start_one_more() {
            return look;
        }
        let next = self.hosts.next(self.poller.clock.now(), now);
        next.map_or(SLEEP_MAX, |wait| wait.max(store)).min(look)
    }
}

#[cfg(test)]
mod tests;
