//! Which address of a feed is asked: the configured one, or the one that its permanent redirects led to for days.

use std::sync::{Mutex, PoisonError};

use url::{Host, Url};

use super::Poller;
use crate::config::{FeedConfig, Origin};
use crate::fetch::moved;
use crate::metrics;
use crate::model::{FeedId, FetchFacts, Moving};
use crate::store::FeedState;

/// The feed, its configured address, and the one that was adopted or `None` where that was given up.
type Told = (FeedId, Origin, Option<Url>);

/// Feeds whose address changed, until the dispatcher takes notice.
#[derive(Debug, Default)]
pub(super) struct Moves {
    told: Mutex<Vec<Told>>,
}

impl Moves {
    /// Every feed that moved since the last call.
    pub(super) fn take(&self) -> Vec<Told> {
        std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn tell(&self, feed: &FeedConfig, adopted: Option<Url>) {
        let told = (feed.id.clone(), feed.origin.clone(), adopted);
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }
}

/// The address that is asked.
pub(super) fn address_of<'a>(configured: &'a Url, state: &'a FeedState) -> &'a Url {
    state.moving.adopted.as_ref().map_or(configured, |adopted| &adopted.address)
}

/// What the operator wrote may lie in `fetch.allow_private`; what was adopted only as a literal address, which was judged
/// then and cannot come to mean another one.
pub(super) fn may_be_private(configured: &Url, asked: &Url) -> bool {
    configured == asked || !matches!(asked.host(), Some(Host::Domain(_)))
}

impl Poller {
    /// What a document, or a 304 that says it stands, makes of the feed's address.
    pub(super) fn moving_after(&self, state: &FeedState, facts: &FetchFacts) -> Moving {
        moved::after_document(&state.moving, facts.moved_to.as_ref(), self.clock.now())
    }

    /// Tells of a change once it is committed, and only then.
    pub(super) fn heed_move(&self, feed: &FeedConfig, before: &Moving, now: &Moving) {
        let address = |moving: &Moving| moving.adopted.as_ref().map(|known| known.address.clone());
        let (before, now) = (address(before), address(now));
        if before == now {
            return;
        }
        // Paths and queries may hold keys: `feeds list` shows them, the log does not.
        let host = |url: &Url| url.host_str().unwrap_or_default().to_owned();
        match (&now, &before) {
            (Some(to), _) => {
                metrics::record_move(true);
                tracing::warn!(feed = %feed.id, host = host(to), "the feed has moved for good: the new address is asked from now on; `wiredesk feeds list` shows it, and the configuration should name it");
            }
            (None, Some(from)) => {
                metrics::record_move(false);
                tracing::warn!(feed = %feed.id, host = host(from), "the address that the feed had moved to gave no feed for days: the configured one is asked again");
            }
            (None, None) => {}
        }
        self.moves.tell(feed, now);
    }
}
