//! The thread that owns the store's one connection: requests in by a bounded channel, many polls to a commit, and a
//! document of very many entries to several ([`mod@line`]).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::admit::{AdmitOptions, Admitted, admit};
use super::expire::{Window, expire};
use super::feeds::{self, FailedPoll, FeedState, Unmodified};
use super::outbox::{self, OutboxDepth};
use super::schema::explain;
use super::{Store, StoreError, Work};
use crate::health::{Component, Health, State};
use crate::metrics;
use crate::model::{Batch, FeedId};
use job::StoreJob;
use line::{Line, Turn};
use pile::{Pile, Place};
use savepoint::{answering, contained, guarded, sorted};

mod job;
mod line;
mod page;
mod pile;
mod savepoint;
mod websub;

/// Requests that may wait; beyond it pollers wait, which is the back-pressure (P5).
const QUEUE_MAX: usize = 256;

/// Polls that share one commit: an fsync costs ten times what admitting an ordinary poll does.
const GROUP_MAX: usize = 64;

/// Entries of one commit: what it writes fits a few MB of the log.
const GROUP_ENTRIES_MAX: usize = 1_000;

/// How much is admitted before everybody else has their turn. An fsync is a small part of such a time, and whoever waits
/// for it does not notice.
const TURN: Turn = Turn { time: Duration::from_millis(100), entries_max: GROUP_ENTRIES_MAX };

/// How long a poll without news waits for others to share its commit.
const GATHER: Duration = Duration::from_millis(10);

type Reply<T> = oneshot::Sender<Result<T, Arc<StoreError>>>;

enum Request {
    ReadFeed(FeedId, Reply<Box<FeedState>>),
    Change(Change),
    /// The pile has waited long enough, or is high enough.
    TakePile,
}

/// What is done in a transaction that is committed.
enum Change {
    Admit(Box<Batch>, AdmitOptions, Reply<Admitted>),
    Failed(Box<FailedPoll>, Reply<()>),
    Settle { mark: u64, refused: Vec<(u64, String)>, now: Timestamp, reply: Reply<()> },
    Expire(Window, Timestamp, Reply<bool>),
    Job(Box<dyn StoreJob>),
}

impl Change {
    fn entries(&self) -> usize {
        match self {
            Self::Admit(batch, ..) => batch.entries.len(),
            Self::Job(_) => 1,
            Self::Failed(..) | Self::Settle { .. } | Self::Expire(..) => 0,
        }
    }

    fn writes(&self) -> bool {
        match self {
            Self::Job(job) => job.writes(),
            Self::Admit(..) | Self::Failed(..) | Self::Settle { .. } | Self::Expire(..) => true,
        }
    }

    /// Tells who waits that the transaction failed before this request's turn came.
    fn refuse(self, error: Arc<StoreError>) {
        match self {
            Self::Admit(_, _, reply) => drop(reply.send(Err(error))),
            Self::Failed(_, reply) | Self::Settle { reply, .. } => drop(reply.send(Err(error))),
            Self::Expire(_, _, reply) => drop(reply.send(Err(error))),
            Self::Job(job) => job.refuse(error),
        }
    }
}

/// A feed's state, and who asks for it.
type Read = (FeedId, Reply<Box<FeedState>>);

/// Requests that are served together.
#[derive(Default)]
struct Group {
    reads: Vec<Read>,
    changes: Vec<Change>,
}

/// What is left to do for a request once its transaction is committed.
type Answer = Box<dyn FnOnce(Result<(), Arc<StoreError>>) + Send>;

/// A handle on the writer; cheap to clone.
#[derive(Debug, Clone)]
pub struct StoreWriter {
    requests: mpsc::Sender<Request>,
    pile: Arc<Pile>,
    depth: watch::Receiver<OutboxDepth>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ReadFeed(..) => "ReadFeed",
            Self::Change(Change::Admit(..)) => "Admit",
            Self::Change(Change::Failed(..)) => "Failed",
            Self::Change(Change::Settle { .. }) => "Settle",
            Self::Change(Change::Expire(..)) => "Expire",
            Self::Change(Change::Job(_)) => "Job",
            Self::TakePile => "TakePile",
        })
    }
}

/// The writer's own half: run it on a thread of its own.
#[derive(Debug)]
pub struct WriterLoop {
    store: Store,
    requests: mpsc::Receiver<Request>,
    pile: Arc<Pile>,
    line: Line,
    turn: Turn,
    depth: watch::Sender<OutboxDepth>,
}

/// A handle and the loop behind it.
pub fn pair(store: Store) -> Result<(StoreWriter, WriterLoop), StoreError> {
    let (sender, requests) = mpsc::channel(QUEUE_MAX);
    let (depth, seen) = watch::channel(outbox::depth(&store.connection)?);
    let pile = Arc::new(Pile::default());
    let writer = StoreWriter { requests: sender, pile: Arc::clone(&pile), depth: seen };
    let line = Line::default();
    Ok((writer, WriterLoop { store, requests, pile, line, turn: TURN, depth }))
}

impl StoreWriter {
    /// Admits one poll; answers when it is on disk. One without news waits up to [`GATHER`] for others, or for whoever
    /// is in more of a hurry, to share a commit with.
    pub async fn admit(
        &self,
        batch: Box<Batch>,
        options: AdmitOptions,
    ) -> Result<Admitted, Arc<StoreError>> {
        if !batch.is_unmodified() {
            return self.change(|reply| Change::Admit(batch, options, reply)).await;
        }
        let gone = || Arc::new(StoreError::WriterGone);
        let (reply, mut answer) = oneshot::channel();
        let early = match self.pile.add(Change::Admit(batch, options, reply)) {
            Place::First => tokio::time::timeout(GATHER, &mut answer).await.ok(),
            Place::Between => Some((&mut answer).await),
            Place::Last => None,
        };
        if let Some(answer) = early {
            return answer.map_err(|_| gone())?;
        }
        if self.requests.send(Request::TakePile).await.is_err() {
            // Nobody would ever answer those who came later.
            drop(self.pile.take());
        }
        answer.await.map_err(|_| gone())?
    }

    /// Records a poll that brought nothing.
    pub async fn record_failed(&self, poll: FailedPoll) -> Result<(), Arc<StoreError>> {
        self.change(|reply| Change::Failed(Box::new(poll), reply)).await
    }

    /// Records that nothing is wrong with a spool feed any more.
    pub async fn record_recovered(&self, feed: FeedId) -> Result<(), Arc<StoreError>> {
        self.job(true, move |tx| feeds::write_recovered(tx, &feed)).await
    }

    /// Reads what is remembered of a feed: what was on disk when it was this request's turn. Whatever was asked for and not
    /// yet answered need not be in it.
    pub async fn feed_state(&self, feed: FeedId) -> Result<Box<FeedState>, Arc<StoreError>> {
        self.ask(|reply| Request::ReadFeed(feed, reply)).await
    }

    /// Drops what the sink confirmed. Blocks: for the publisher's thread.
    pub fn settle_blocking(
        &self,
        mark: u64,
        refused: Vec<(u64, String)>,
        now: Timestamp,
    ) -> Result<(), Arc<StoreError>> {
        let gone = |_| Arc::new(StoreError::WriterGone);
        let (reply, answer) = oneshot::channel();
        let request = Request::Change(Change::Settle { mark, refused, now, reply });
        self.requests.blocking_send(request).map_err(|_| Arc::new(StoreError::WriterGone))?;
        answer.blocking_recv().map_err(gone)?
    }

    /// Lets a thousand rows go that the window has passed; true when more are waiting.
    pub async fn expire(&self, window: Window, now: Timestamp) -> Result<bool, Arc<StoreError>> {
        self.change(|reply| Change::Expire(window, now, reply)).await
    }

    /// The outbox as of the last commit; changes wake whoever waits on it.
    pub fn depth(&self) -> watch::Receiver<OutboxDepth> {
        self.depth.clone()
    }

    async fn change<T>(
        &self,
        change: impl FnOnce(Reply<T>) -> Change,
    ) -> Result<T, Arc<StoreError>> {
        self.ask(|reply| Request::Change(change(reply))).await
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(Reply<T>) -> Request,
    ) -> Result<T, Arc<StoreError>> {
        let gone = || Arc::new(StoreError::WriterGone);
        let (reply, answer) = oneshot::channel();
        self.requests.send(request(reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl WriterLoop {
    /// Serves until every handle is gone, or the store is damaged beyond use.
    pub fn run(mut self, health: &Health) -> Result<(), StoreError> {
        let heartbeat = health.heartbeat("store-writer");
        health.set(Component::Store, State::Good);
        metrics::set_window_stories(self.store.window_stories() as u64);
        while let Some(Group { reads, changes }) = self.next_group() {
            heartbeat.beat();
            // A full disk still lets itself be read: only a commit that wrote tells that the store is well again.
            let writes = self.writes(&changes);
            let read = self.answer_reads(reads);
            let began = Instant::now();
            match read.and(self.commit(changes)) {
                Ok(()) if writes => {
                    metrics::record_commit(began.elapsed());
                    health.set(Component::Store, State::Good);
                }
                Ok(()) => {}
                Err(error) => {
                    if let StoreError::Corrupt { path, detail } = &*error {
                        let (path, detail) = (path.clone(), detail.clone());
                        return Err(StoreError::Corrupt { path, detail });
                    }
                    // A full disk passes: pollers are told, and ask again.
                    health.set(Component::Store, State::Bad(error.to_string()));
                }
            }
            heartbeat.rest();
        }
        self.checkpoint()
    }

    /// Waits for nobody while a document is to go on.
    fn next_group(&mut self) -> Option<Group> {
        if self.line.is_empty() {
            let first = self.requests.blocking_recv()?;
            return Some(self.gather(first));
        }
        Some(match self.requests.try_recv() {
            Ok(first) => self.gather(first),
            Err(_) => Group { reads: Vec::new(), changes: self.pile.take() },
        })
    }

    fn writes(&self, changes: &[Change]) -> bool {
        !self.line.is_empty() || changes.iter().any(Change::writes)
    }

    /// Those that wait together.
    fn gather(&mut self, first: Request) -> Group {
        let (mut group, mut entries, mut next) = (Group::default(), 0, Some(first));
        while let Some(request) = next {
            match request {
                Request::ReadFeed(feed, reply) => group.reads.push((feed, reply)),
                Request::Change(change) => {
                    entries += change.entries();
                    group.changes.push(change);
                }
                Request::TakePile => group.changes.extend(self.pile.take()),
            }
            let full = group.changes.len() >= GROUP_MAX
                || group.reads.len() >= GROUP_MAX
                || entries >= GROUP_ENTRIES_MAX;
            next = if full { None } else { self.requests.try_recv().ok() };
        }
        if self.writes(&group.changes) {
            group.changes.extend(self.pile.take());
        }
        group
    }

    /// Reads before the group's changes, so that nobody who only asks waits for the disk.
    fn answer_reads(&self, reads: Vec<Read>) -> Result<(), Arc<StoreError>> {
        if reads.is_empty() {
            return Ok(());
        }
        // Only spares them a lock for each. Compiled once: parsing a word costs what half a read does.
        let run = |sql: &str| self.store.connection.prepare_cached(sql)?.execute([]);
        let snapshot = run("BEGIN");
        let (mut outcome, mut reader) = (Ok(()), None);
        for (feed, reply) in reads {
            let read = contained(|| {
                let reader = match &mut reader {
                    Some(reader) => reader,
                    None => reader.insert(feeds::Reader::new(&self.store.connection)?),
                };
                reader.read(&feed).map(Box::new)
            });
            let read = read.map_err(|error| Arc::new(explain(error, self.store.path())));
            if let Err(error) = &read
                && error.is_of_the_store()
            {
                outcome = Err(Arc::clone(error));
            }
            // A poller that was cancelled no longer listens.
            drop(reply.send(read));
        }
        if snapshot.is_ok() && !self.store.connection.is_autocommit() {
            // Fails only where an error ended it already.
            run("ROLLBACK").ok();
        }
        outcome
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), Arc<StoreError>> {
        let writes = self.writes(&changes);
        let mut waiting = VecDeque::with_capacity(changes.len());
        for change in changes {
            match change {
                Change::Admit(batch, options, reply) if !batch.entries.is_empty() => {
                    self.line.join(batch, options, reply);
                }
                change @ (Change::Admit(..)
                | Change::Failed(..)
                | Change::Settle { .. }
                | Change::Expire(..)
                | Change::Job(_)) => waiting.push_back(change),
            }
        }
        if waiting.is_empty() && self.line.is_empty() {
            return Ok(());
        }
        let mut answers: Vec<Answer> = Vec::with_capacity(waiting.len());
        let (line, turn) = (&mut self.line, self.turn);
        let outcome = self.store.write(|tx| {
            let mut unmodified = None;
            while let Some(change) = waiting.pop_front() {
                let (answer, sound) = serve(tx, &mut unmodified, change);
                answers.push(answer);
                sound?;
            }
            line.admit(tx, turn, &mut answers)?;
            writes.then(|| outbox::depth(tx)).transpose()
        });
        let outcome = match outcome {
            Ok(now) => {
                // Most polls bring nothing: nobody is woken for them.
                let now = now.unwrap_or_else(|| *self.depth.borrow());
                self.depth.send_if_modified(|depth| std::mem::replace(depth, now) != now);
                metrics::set_window_stories(self.store.window_stories() as u64);
                Ok(())
            }
            Err(error) => Err(Arc::new(error)),
        };
        for answer in answers {
            answer(outcome.clone());
        }
        if let Err(error) = &outcome {
            for change in waiting {
                change.refuse(Arc::clone(error));
            }
            self.line.refuse(error);
        }
        outcome
    }

    /// Folds the log into the file, so that a stopped store is one file to copy.
    fn checkpoint(&self) -> Result<(), StoreError> {
        self.store.connection.pragma_update(None, "wal_checkpoint", "TRUNCATE")?;
        Ok(())
    }
}

/// Does one request's work in a savepoint of its own: a poll that fails takes no other one with it (P6). The second
/// value is an error where the transaction itself is lost.
fn serve<'a>(
    tx: &'a Work<'_>,
    unmodified: &mut Option<Unmodified<'a>>,
    change: Change,
) -> (Answer, Result<(), StoreError>) {
    match change {
        // One statement undoes itself; a savepoint would copy the page before it.
        Change::Admit(batch, options, reply) if batch.is_unmodified() && batch.fetch.hubless => {
            let done = contained(|| {
                let unmodified = match unmodified {
                    Some(unmodified) => unmodified,
                    None => unmodified.insert(Unmodified::new(tx)?),
                };
                if unmodified.write(&batch)? {
                    return Ok(Admitted::default());
                }
                admit(tx, &batch, &options)
            });
            answering(reply, sorted(tx, done))
        }
        Change::Admit(batch, options, reply) => {
            guarded(tx, reply, |tx| admit(tx, &batch, &options))
        }
        Change::Failed(poll, reply) => guarded(tx, reply, |tx| feeds::write_failed(tx, &poll)),
        Change::Settle { mark, refused, now, reply } => {
            guarded(tx, reply, |tx| outbox::settle(tx, mark, &refused, now))
        }
        Change::Expire(window, now, reply) => guarded(tx, reply, |tx| expire(tx, &window, now)),
        Change::Job(job) => job.serve(tx),
    }
}

#[cfg(test)]
mod tests;
