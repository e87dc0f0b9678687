//! Feeds that a person wants polled now: asked for by the admin port, granted by the dispatcher, polled in their turn.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use crate::model::FeedId;

/// Requests that may wait; the dispatcher takes all of them at its next turn (P5).
const WAITING_MAX: usize = 64;

/// A dispatcher that does not answer within this has stopped.
const PATIENCE: Duration = Duration::from_secs(5);

/// What becomes of one wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granted {
    /// It is due now, and polled when its host is free.
    Due,
    UnderWay,
    /// It is due when its site has rested, which said "too often": until then, for a person.
    HostRests(String),
    /// Another feed of the same address is asked in its place, and is due now.
    AskedAs(FeedId),
    /// The running configuration has no such feed.
    Unknown,
}

/// An answer to all feeds of one request, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub granted: Vec<Granted>,
    /// Why nobody is polled for now.
    pub held: Option<String>,
}

/// One request.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) feeds: Vec<FeedId>,
    pub(super) reply: oneshot::Sender<Reply>,
}

/// Holds no store: the admin port outlives it.
#[derive(Debug, Default)]
pub struct Wishes {
    waiting: Mutex<Vec<Wish>>,
    woken: Notify,
}

impl Wishes {
    /// Asks for polls of `feeds`; `None` where nobody answers.
    pub async fn ask(&self, feeds: Vec<FeedId>) -> Option<Reply> {
        let (reply, answer) = oneshot::channel();
        if !self.leave(Wish { feeds, reply }) {
            return None;
        }
        self.woken.notify_one();
        tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()
    }

    /// Whether there was room for it.
    fn leave(&self, wish: Wish) -> bool {
        let mut waiting = self.lock();
        let room = waiting.len() < WAITING_MAX;
        if room {
            waiting.push(wish);
        }
        room
    }

    pub(super) fn take(&self) -> Vec<Wish> {
        std::mem::take(&mut self.lock())
    }

    /// Waits for the next wish. A permit is kept for a dispatcher that does not wait yet.
    pub(super) async fn woken(&self) {
        self.woken.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Wish>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
