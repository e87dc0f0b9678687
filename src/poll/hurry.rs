//! Feeds that are to be polled before their time, because something else than the clock says so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::model::FeedId;

/// Kept by feed, so there are no more of them than feeds.
#[derive(Debug, Default)]
pub(crate) struct Hurry {
    wanted: Mutex<HashMap<FeedId, Timestamp>>,
    woken: Notify,
}

impl Hurry {
    /// Asks for a poll of `feed` no later than `at`.
    pub(crate) fn by(&self, feed: &FeedId, at: Timestamp) {
        let mut wanted = self.lock();
        let sooner = wanted.get(feed).map_or(at, |known| at.min(*known));
        wanted.insert(feed.clone(), sooner);
        drop(wanted);
        self.woken.notify_one();
    }

    pub(super) fn take(&self) -> HashMap<FeedId, Timestamp> {
        std::mem::take(&mut self.lock())
    }

    /// Waits for the next word. A permit is kept for a dispatcher that does not wait yet.
    pub(super) async fn woken(&self) {
        self.woken.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<FeedId, Timestamp>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
