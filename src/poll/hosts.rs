//! Who may ask which host now: a feed that waits for a busy host takes no place from the others (P6).

use std::collections::{HashMap, VecDeque};

use crate::config::{FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::model::FeedId;

/// Polls under way by host, and the feeds that are due but wait for theirs.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    busy: HashMap<String, usize>,
    waiting: HashMap<String, VecDeque<FeedId>>,
}

impl Hosts {
    pub(super) fn new(per_host: usize) -> Self {
        Self { per_host: per_host.max(1), busy: HashMap::new(), waiting: HashMap::new() }
    }

    /// Takes a place at `host` for `feed`; without one the feed waits, and comes out of a later [`Self::leave`].
    pub(super) fn enter(&mut self, host: &str, feed: &FeedId) -> bool {
        let busy = self.busy.entry(host.to_owned()).or_default();
        if *busy < self.per_host {
            *busy += 1;
            return true;
        }
        self.waiting.entry(host.to_owned()).or_default().push_back(feed.clone());
        false
    }

    /// Gives a place back, and tells who has waited longest for it.
    pub(super) fn leave(&mut self, host: &str) -> Option<FeedId> {
        if let Some(busy) = self.busy.get_mut(host) {
            *busy = busy.saturating_sub(1);
            if *busy == 0 {
                self.busy.remove(host);
            }
        }
        let queue = self.waiting.get_mut(host)?;
        let next = queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(host);
        }
        next
    }

    /// Nobody waits any more: the list of feeds was made anew.
    pub(super) fn forget_waiting(&mut self) {
        self.waiting.clear();
    }
}

/// What counts as one host: the registrable domain, or the folder of a spool.
pub(super) fn host_of(feed: &FeedConfig) -> String {
    match &feed.origin {
        Origin::Http(url) => name_site(url),
        Origin::Spool(folder) => folder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_host_keeps_its_feeds_waiting_in_order_and_no_others() {
        let id = |name| FeedId::parse(name).unwrap();
        let mut hosts = Hosts::new(1);
        assert!(hosts.enter("slow.example", &id("a")));
        assert!(!hosts.enter("slow.example", &id("b")));
        assert!(!hosts.enter("slow.example", &id("c")));
        assert!(hosts.enter("quick.example", &id("d")));
        assert_eq!(hosts.leave("quick.example"), None);
        assert_eq!(hosts.leave("slow.example"), Some(id("b")));
        assert!(hosts.enter("slow.example", &id("b")));
        assert_eq!(hosts.leave("slow.example"), Some(id("c")));
    }
}
