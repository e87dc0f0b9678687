//! Who may ask which host now: a feed that waits for a busy or resting host takes no place from the others (P6).

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::{FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::model::FeedId;

/// Rests kept before the first sweep of those that are over.
const RESTS_BEFORE_SWEEP: usize = 1_024;

/// Polls under way by host, hosts that rest after the last one began, and the feeds that are due but wait for theirs.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    spacing: Duration,
    /// Polls a second that the feeds of a host may ask for: where `spacing` would hold them up, it gives way.
    rates: HashMap<String, f64>,
    busy: HashMap<String, usize>,
    rests: HashMap<String, Instant>,
    sweep_at: usize,
    waiting: HashMap<String, VecDeque<FeedId>>,
    /// Since when those wait, or were called and have not begun.
    since: HashMap<FeedId, Instant>,
    /// When a host for which somebody waits has had its rest.
    wakes: BTreeSet<(Instant, String)>,
}

impl Hosts {
    pub(super) fn new(per_host: usize, spacing: Duration) -> Self {
        Self {
            per_host: per_host.max(1),
            spacing,
            rates: HashMap::new(),
            busy: HashMap::new(),
            rests: HashMap::new(),
            sweep_at: RESTS_BEFORE_SWEEP,
            waiting: HashMap::new(),
            since: HashMap::new(),
            wakes: BTreeSet::new(),
        }
    }

    /// Takes a new list of feeds, the host and the shortest interval of each. Nobody waits any more. A host whose feeds may be
    /// asked more often in sum than the spacing allows is asked evenly, as often as its feeds need: a thousand of them
    /// at five minutes every 0.3 s (edge case 35).
    pub(super) fn subscribe(&mut self, feeds: impl Iterator<Item = (String, Duration)>) {
        self.waiting.clear();
        self.since.clear();
        self.wakes.clear();
        self.rates.clear();
        for (host, interval) in feeds {
            *self.rates.entry(host).or_default() += interval.as_secs_f64().recip();
        }
    }

    /// A feed moved to `host`, or away from it: polls a second.
    pub(super) fn change_rate(&mut self, host: &str, by: f64) {
        let rate = self.rates.entry(host.to_owned()).or_default();
        *rate = (*rate + by).max(0.0);
    }

    fn spacing_of(&self, host: &str) -> Duration {
        let rate = self.rates.get(host).copied().unwrap_or_default();
        let evenly = Duration::try_from_secs_f64(rate.recip()).unwrap_or(Duration::MAX);
        evenly.min(self.spacing)
    }

    /// Takes a place at `host` for `feed`; without one the feed waits, and comes out of a later [`Self::leave`] or
    /// [`Self::rested`].
    pub(super) fn enter(&mut self, host: &str, feed: &FeedId, now: Instant) -> bool {
        let rest = self.rests.get(host).copied().filter(|rest| *rest > now);
        let busy = self.busy.entry(host.to_owned()).or_default();
        let free = *busy < self.per_host && rest.is_none();
        if free {
            *busy += 1;
            let spacing = self.spacing_of(host);
            self.rest(host, now, spacing);
        } else {
            if *busy == 0 {
                self.busy.remove(host);
            }
            self.waiting.entry(host.to_owned()).or_default().push_back(feed.clone());
            self.since.entry(feed.clone()).or_insert(now);
        }
        self.wake_later(host, now);
        free
    }

    /// How long ago the feed, which has a place now, was first refused one; to be called once it has.
    pub(super) fn end_wait(&mut self, feed: &FeedId, now: Instant) -> Option<Duration> {
        let since = self.since.remove(feed)?;
        Some(now.saturating_duration_since(since))
    }

    /// Gives a place back, and tells who has waited longest for it.
    pub(super) fn leave(&mut self, host: &str, now: Instant) -> Option<FeedId> {
        if let Some(busy) = self.busy.get_mut(host) {
            *busy = busy.saturating_sub(1);
            if *busy == 0 {
                self.busy.remove(host);
            }
        }
        if self.rests.get(host).is_some_and(|rest| *rest > now) {
            self.wake_later(host, now);
            return None;
        }
        self.next_waiting(host)
    }

    /// Nobody asks `host` for a while, as it wished.
    pub(super) fn rest(&mut self, host: &str, now: Instant, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        if self.rests.len() >= self.sweep_at {
            self.rests.retain(|_, rest| *rest > now);
            self.sweep_at = RESTS_BEFORE_SWEEP.max(self.rests.len().saturating_mul(2));
        }
        let until = now + wait;
        let rest = self.rests.entry(host.to_owned()).or_insert(until);
        *rest = until.max(*rest);
    }

    /// The feed that was called for `host` has no use for it now: the next one's turn.
    pub(super) fn pass(&mut self, host: &str, feed: &FeedId, now: Instant) {
        self.since.remove(feed);
        self.wake_later(host, now);
    }

    /// Those who have waited longest, one for each host that has had its rest.
    pub(super) fn rested(&mut self, now: Instant) -> Vec<FeedId> {
        let later = self.wakes.split_off(&(now + Duration::from_nanos(1), String::new()));
        let due = std::mem::replace(&mut self.wakes, later);
        let mut called = Vec::new();
        for (_, host) in due {
            let busy = self.busy.get(&host).is_some_and(|busy| *busy >= self.per_host);
            if self.rests.get(&host).is_some_and(|rest| *rest > now) {
                self.wake_later(&host, now);
            } else if !busy {
                called.extend(self.next_waiting(&host));
            }
        }
        called
    }

    /// Until the first host for which somebody waits has had its rest.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        self.wakes.first().map(|(at, _)| at.saturating_duration_since(now))
    }

    fn next_waiting(&mut self, host: &str) -> Option<FeedId> {
        let queue = self.waiting.get_mut(host)?;
        let next = queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(host);
        }
        next
    }

    /// A busy host wakes nobody: whoever leaves it does.
    fn wake_later(&mut self, host: &str, now: Instant) {
        let busy = self.busy.get(host).copied().unwrap_or_default();
        if busy >= self.per_host || !self.waiting.contains_key(host) {
            return;
        }
        let at = self.rests.get(host).copied().map_or(now, |rest| rest.max(now));
        self.wakes.insert((at, host.to_owned()));
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
    use crate::poll::tests::feed;

    const SECOND: Duration = Duration::from_secs(1);

    fn id(name: &str) -> FeedId {
        FeedId::parse(name).unwrap()
    }

    #[test]
    fn a_busy_host_keeps_its_feeds_waiting_in_order_and_no_others() {
        let now = Instant::now();
        let mut hosts = Hosts::new(1, Duration::ZERO);
        assert!(hosts.enter("slow.example", &id("a"), now));
        assert!(!hosts.enter("slow.example", &id("b"), now));
        assert!(!hosts.enter("slow.example", &id("c"), now));
        assert!(hosts.enter("quick.example", &id("d"), now));
        assert_eq!(hosts.leave("quick.example", now), None);
        assert_eq!(hosts.leave("slow.example", now), Some(id("b")));
        assert!(hosts.enter("slow.example", &id("b"), now));
        assert_eq!(hosts.leave("slow.example", now), Some(id("c")));
        assert_eq!(hosts.left(now), None);
    }

    // Edge case 35.
    #[test]
    fn requests_to_one_host_are_spaced_and_other_hosts_are_not_held_up() {
        let now = Instant::now();
        let mut hosts = Hosts::new(2, SECOND);
        assert!(hosts.enter("a.example", &id("a1"), now));
        for name in ["a2", "a3", "a4"] {
            assert!(!hosts.enter("a.example", &id(name), now), "a place is free, but it rests");
        }
        assert!(hosts.enter("b.example", &id("b1"), now));
        assert_eq!((hosts.rested(now), hosts.left(now)), (Vec::new(), Some(SECOND)));
        assert_eq!(hosts.leave("a.example", now + SECOND / 2), None, "quick as it was");
        let (mut began, mut waited) = (Vec::new(), Vec::new());
        for tenth in 0..40 {
            let now = now + SECOND / 10 * tenth;
            for feed in hosts.rested(now) {
                assert!(hosts.enter("a.example", &feed, now));
                waited.extend(hosts.end_wait(&feed, now).map(|wait| wait.as_secs()));
                began.push((feed.to_string(), tenth));
                hosts.leave("a.example", now);
            }
        }
        let names: Vec<&str> = began.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a2", "a3", "a4"], "in the order in which they came");
        assert_eq!((waited, hosts.end_wait(&id("b1"), now)), (vec![1, 2, 3], None));
        assert!(began.windows(2).all(|two| two[1].1 - two[0].1 >= 10), "{began:?}");
    }

    // Edge case 35.
    #[test]
    fn a_thousand_feeds_of_one_host_are_asked_evenly_and_as_often_as_they_need() {
        let feeds = (0..1_000).map(|n| format!("https://rss.paper.example/{n}").parse().unwrap());
        let feeds = feeds.map(|url| feed("any", Origin::Http(url)));
        let mut hosts = Hosts::new(2, SECOND);
        let all = feeds.map(|feed| (host_of(&feed), SECOND * 300));
        hosts.subscribe(all.clone());
        assert_eq!(hosts.spacing_of("paper.example").as_millis(), 300);
        hosts.subscribe(all.take(100));
        assert_eq!(
            hosts.spacing_of("paper.example"),
            SECOND,
            "a second between requests is enough"
        );
        (0..1_000).for_each(|_| hosts.change_rate("paper.example", 1.0 / 300.0));
        assert_eq!(hosts.spacing_of("paper.example").as_millis(), 272, "feeds moved there");
    }

    #[test]
    fn rests_that_are_over_are_forgotten() {
        let (mut hosts, start) = (Hosts::new(1, SECOND), Instant::now());
        for n in 0..5_000 {
            let (host, now) = (format!("h{n}.example"), start + SECOND * n);
            assert!(hosts.enter(&host, &id("a"), now));
            hosts.leave(&host, now);
        }
        assert!(hosts.rests.len() <= RESTS_BEFORE_SWEEP && hosts.busy.is_empty());
    }
}
