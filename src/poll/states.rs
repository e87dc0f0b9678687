//! How many feeds are in which state, for the gauge. Counted as they change: there may be a hundred thousand.

use std::collections::{HashMap, HashSet};

use super::network::may_be_ours;
use super::{Polled, Table};
use crate::config::{FeedConfig, Origin};
use crate::fetch::FailureKind;
use crate::metrics::{self, FeedState, PollOutcome};
use crate::model::FeedId;
use crate::store::feeds::Standing;

/// The state of every feed, and how many share each.
#[derive(Debug, Default)]
pub(super) struct States {
    of: Table<FeedId, FeedState>,
    /// Those whose last poll reached nobody.
    unreached: HashSet<FeedId>,
}

impl States {
    /// Takes the feeds of a new list; those known already keep their state.
    pub(super) fn subscribe<'a>(
        &mut self,
        feeds: impl Iterator<Item = &'a FeedId>,
        standings: &HashMap<FeedId, Standing>,
    ) {
        let before = std::mem::take(&mut self.of);
        let state = |id: &FeedId| match (before.get(id), standings.get(id)) {
            (Some(state), _) => *state,
            (None, Some(standing)) => standing.state,
            (None, None) => FeedState::Pending,
        };
        self.of = feeds.map(|id| (id.clone(), state(id))).collect();
        self.unreached.retain(|id| self.of.contains_key(id));
        let stored = standings.iter().filter(|(id, standing)| {
            standing.unreached && self.of.contains_key(*id) && !before.contains_key(*id)
        });
        self.unreached.extend(stored.map(|(id, _)| id.clone()));
        for state in FeedState::ALL {
            let count = self.of.values().filter(|of| **of == state).count();
            metrics::set_feeds(state, count as u64);
        }
    }

    /// Whether the last poll of `id` gave nothing.
    pub(super) fn is_failing(&self, id: &FeedId) -> bool {
        matches!(self.of.get(id), Some(FeedState::Failing | FeedState::Gone))
    }

    /// Those whose last poll reached nobody, which may have been no fault of theirs.
    pub(super) fn unreached(&self) -> impl Iterator<Item = &FeedId> {
        self.unreached.iter()
    }

    /// A poll of `feed` came to `polled`; a feed that was dropped meanwhile has no state.
    pub(super) fn heed(&mut self, feed: &FeedConfig, polled: &Polled) {
        let now = match polled.outcome {
            // The look into the folder decided nothing of what is wrong there.
            PollOutcome::NotModified
                if matches!(feed.origin, Origin::Spool(_)) && polled.problem.is_some() =>
            {
                return;
            }
            PollOutcome::Fresh | PollOutcome::NotModified => FeedState::Healthy,
            PollOutcome::Failed(FailureKind::Gone) => FeedState::Gone,
            PollOutcome::Failed(_) | PollOutcome::Unreadable(_) | PollOutcome::Fault => {
                FeedState::Failing
            }
            // Trouble of the store or of our network says nothing of the feed.
            PollOutcome::NotAdmitted | PollOutcome::Offline => return,
        };
        if matches!(polled.outcome, PollOutcome::Failed(kind) if may_be_ours(kind)) {
            self.unreached.insert(feed.id.clone());
        } else {
            self.unreached.remove(&feed.id);
        }
        if let Some(state) = self.of.get_mut(&feed.id).filter(|state| **state != now) {
            metrics::move_feed(*state, now);
            *state = now;
        }
    }
}
