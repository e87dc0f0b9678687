//! Named tasks and threads with an owner: what happens when one ends, and in which order all are stopped.
//!
//! The only place that starts tasks of its own on the runtime. It knows nothing of what the tasks do.

use std::any::Any;
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::metrics;

pub mod ending;
pub mod service;
pub mod signals;

pub use ending::{Ending, Late};

/// What it means for the daemon that a task is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Nothing works without it: when it ends unasked, fails or panics, the daemon stops and says why.
    Critical,
    /// Its failure or panic is logged and counted; the others go on (P6).
    Isolated,
}

/// The order of shutdown: a stage is asked to stop when the tasks of the earlier ones are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Starts no more polls and drops those under way: a poll not admitted yet leaves no trace (P1).
    Polling,
    /// Commits what was handed over already.
    Admitting,
    /// Publishes what the outbox holds; the rest stays on disk for the next start.
    Publishing,
    /// Closes the store, the admin port and everything else.
    Closing,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Polling, Self::Admitting, Self::Publishing, Self::Closing];

    pub fn label(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::Admitting => "admitting",
            Self::Publishing => "publishing",
            Self::Closing => "closing",
        }
    }
}

/// Starts, watches and stops every task of the daemon. Clones share one state.
#[derive(Debug, Clone)]
pub struct Supervisor {
    shared: Arc<Shared>,
}

/// The tasks of one stage.
#[derive(Debug, Clone)]
pub struct Crew {
    shared: Arc<Shared>,
    stage: Stage,
}

#[derive(Debug)]
struct Shared {
    shutdown: CancellationToken,
    polling: Tokens,
    admitting: Tokens,
    publishing: Tokens,
    closing: Tokens,
    /// By number of start, so that reports have a stable order.
    running: watch::Sender<BTreeMap<u64, Task>>,
    started: AtomicU64,
    /// The first failure is the cause; what falls after it is its consequence.
    failure: OnceLock<String>,
}

#[derive(Debug, Default)]
struct Tokens {
    stop: CancellationToken,
    /// Drops the futures of those who are late. A thread cannot be dropped.
    kill: CancellationToken,
}

#[derive(Debug, Clone, Copy)]
struct Task {
    name: &'static str,
    kind: TaskKind,
    stage: Stage,
}

impl Supervisor {
    /// `shutdown` asks for the end of the daemon; whoever holds a clone may cancel it.
    pub fn new(shutdown: CancellationToken) -> Self {
        let shared = Shared {
            shutdown,
            polling: Tokens::default(),
            admitting: Tokens::default(),
            publishing: Tokens::default(),
            closing: Tokens::default(),
            running: watch::Sender::new(BTreeMap::new()),
            started: AtomicU64::new(0),
            failure: OnceLock::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Cancelled as soon as the daemon is to end: by a signal, a caller or a critical failure.
    pub fn shutdown(&self) -> CancellationToken {
        self.shared.shutdown.clone()
    }

    /// The tasks that stop together in `stage`.
    pub fn stage(&self, stage: Stage) -> Crew {
        Crew { shared: Arc::clone(&self.shared), stage }
    }

    /// [`Crew::spawn`] in [`Stage::Closing`].
    pub fn spawn<F>(&self, name: &'static str, kind: TaskKind, future: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.stage(Stage::Closing).spawn(name, kind, future);
    }

    /// [`Crew::spawn_thread`] in [`Stage::Closing`].
    pub fn spawn_thread<F>(&self, name: &'static str, run: F) -> std::io::Result<()>
    where
        F: FnOnce() -> anyhow::Result<()> + Send + 'static,
    {
        self.stage(Stage::Closing).spawn_thread(name, run)
    }
}

impl Crew {
    /// Cancelled when it is this stage's turn to stop.
    pub fn stop(&self) -> CancellationToken {
        self.shared.tokens(self.stage).stop.clone()
    }

    /// Runs `future` on the runtime until it ends; one that is late at shutdown is dropped at its next `.await`.
    pub fn spawn<F>(&self, name: &'static str, kind: TaskKind, future: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let task = Task { name, kind, stage: self.stage };
        let id = shared.enter(task);
        let kill = shared.tokens(task.stage).kill.clone();
        detach(async move {
            let contained = AssertUnwindSafe(future).catch_unwind();
            // Both arms end the task: nothing is polled again after either. What it has to say comes first.
            tokio::select! {
                biased;
                result = contained => shared.judge(task, result),
                () = kill.cancelled() => {}
            }
            shared.leave(id);
        });
    }

    /// Runs `run` on a thread of its own, as a critical task: for owners that block (store, publisher).
    ///
    /// # Errors
    /// The system has no room for another thread.
    pub fn spawn_thread<F>(&self, name: &'static str, run: F) -> std::io::Result<()>
    where
        F: FnOnce() -> anyhow::Result<()> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let task = Task { name, kind: TaskKind::Critical, stage: self.stage };
        let id = shared.enter(task);
        let owner = Arc::clone(&shared);
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            owner.judge(task, catch_unwind(AssertUnwindSafe(run)));
            owner.leave(id);
        });
        started.map(drop).inspect_err(|_| shared.leave(id))
    }
}

impl Shared {
    fn tokens(&self, stage: Stage) -> &Tokens {
        match stage {
            Stage::Polling => &self.polling,
            Stage::Admitting => &self.admitting,
            Stage::Publishing => &self.publishing,
            Stage::Closing => &self.closing,
        }
    }

    fn enter(&self, task: Task) -> u64 {
        metrics::declare_task(task.name);
        let id = self.started.fetch_add(1, Ordering::Relaxed);
        self.running.send_modify(|running| {
            running.insert(id, task);
        });
        id
    }

    fn leave(&self, id: u64) {
        self.running.send_modify(|running| {
            running.remove(&id);
        });
    }

    fn judge(&self, task: Task, result: Result<anyhow::Result<()>, Box<dyn Any + Send>>) {
        // The store's writer ends with its last handle, which may be before its own stage's turn.
        let asked = self.shutdown.is_cancelled() || self.tokens(task.stage).stop.is_cancelled();
        let reason = match result {
            Ok(Ok(())) if asked || task.kind == TaskKind::Isolated => {
                tracing::debug!(task = task.name, "task ended");
                return;
            }
            Ok(Ok(())) => "ended although nothing asked it to".to_owned(),
            Ok(Err(error)) => format!("{error:#}"),
            Err(payload) => format!("panicked: {}", panic_words(payload.as_ref())),
        };
        metrics::record_task_failure(task.name);
        tracing::error!(task = task.name, reason, "task failed");
        if task.kind == TaskKind::Critical {
            // A later failure is only logged: the first one is the cause.
            self.failure.get_or_init(|| format!("{}: {reason}", task.name));
            self.shutdown.cancel();
        }
    }
}

/// Starts a task that nothing waits for.
fn detach(future: impl Future<Output = ()> + Send + 'static) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that starts tasks: every caller gives a name or is the signal watch"
    )]
    drop(tokio::spawn(future));
}

/// The message of a panic, where it has one.
pub(crate) fn panic_words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&'static str>().copied()).unwrap_or("no words")
}

#[cfg(test)]
mod process_tests;
#[cfg(test)]
mod tests;
