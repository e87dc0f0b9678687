//! All feeds that are not polled now, by due time; each stands in it once, and is found by its name too.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Table;
use crate::model::FeedId;

#[derive(Debug, Default)]
pub(super) struct Queue {
    by_due: BTreeSet<(Timestamp, FeedId)>,
    due: Table<FeedId, Timestamp>,
}

impl Queue {
    /// Puts the feed at `due`, wherever it stood.
    pub(super) fn insert(&mut self, due: Timestamp, feed: FeedId) {
        self.remove(&feed);
        self.due.insert(feed.clone(), due);
        self.by_due.insert((due, feed));
    }

    pub(super) fn remove(&mut self, feed: &FeedId) {
        if let Some((feed, due)) = self.due.remove_entry(feed) {
            self.by_due.remove(&(due, feed));
        }
    }

    /// Moves a feed that would be due later to `at`.
    pub(super) fn hurry(&mut self, feed: &FeedId, at: Timestamp) {
        if self.due.get(feed).is_some_and(|due| at < *due) {
            self.insert(at, feed.clone());
        }
    }

    /// Whether it is in the queue, and due after `at` only.
    pub(super) fn is_later(&self, feed: &FeedId, at: Timestamp) -> bool {
        self.due.get(feed).is_some_and(|due| *due > at)
    }

    /// The feed that is due first.
    pub(super) fn first(&self) -> Option<&(Timestamp, FeedId)> {
        self.by_due.first()
    }

    /// Those that are due at `now`, the one that is due longest first.
    pub(super) fn due_at(&self, now: Timestamp) -> impl Iterator<Item = &(Timestamp, FeedId)> {
        self.by_due.iter().take_while(move |(due, _)| *due <= now)
    }

    /// Takes out those that are due at `now`.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<(Timestamp, FeedId)> {
        let mut taken = Vec::new();
        while self.first().is_some_and(|(due, _)| *due <= now) {
            taken.extend(self.by_due.pop_first());
        }
        for (_, feed) in &taken {
            self.due.remove(feed);
        }
        taken
    }

    /// Takes all of them out; when each is due.
    pub(super) fn take_all(&mut self) -> Table<FeedId, Timestamp> {
        self.by_due.clear();
        std::mem::take(&mut self.due)
    }

    /// All are due earlier by as much.
    pub(super) fn move_back(&mut self, by: SignedDuration) {
        for (feed, due) in self.take_all() {
            self.insert(due.saturating_sub(by).unwrap_or(due), feed);
        }
    }
}

#[cfg(test)]
impl Queue {
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.by_due.len(), self.due.len());
        self.due.len()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Timestamp, FeedId)> {
        self.by_due.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_feed_stands_in_the_queue_once_and_is_only_hurried_forward() {
        let mut queue = Queue::default();
        let [harbour, quay] = ["harbour", "quay"].map(|id| FeedId::parse(id).unwrap());
        queue.insert(at(9), harbour.clone());
        queue.insert(at(5), harbour.clone());
        queue.hurry(&quay, at(1));
        assert_eq!((queue.len(), queue.first()), (1, Some(&(at(5), harbour.clone()))));
        queue.insert(at(4), quay.clone());
        queue.hurry(&harbour, at(7));
        assert_eq!(queue.first().unwrap().1, quay, "it would have been later");
        queue.hurry(&harbour, at(3));
        assert_eq!(queue.due_at(at(3)).count(), 1);
        assert_eq!(queue.take_due(at(3)), [(at(3), harbour)]);
        queue.move_back(SignedDuration::from_secs(1));
        assert_eq!((queue.first(), queue.len()), (Some(&(at(3), quay.clone())), 1));
        queue.remove(&quay);
        assert_eq!((queue.first(), queue.len()), (None, 0));
    }
}
