//! Who may ask which host now: a feed that waits for a busy or resting host takes no place from the others (P6).

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::Table;
use super::rests::Rests;
use crate::config::{FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::model::FeedId;

/// Hosts known before the first sweep of those that nobody asks.
const HOSTS_BEFORE_SWEEP: usize = 1_024;

/// Polls under way by host, hosts that rest after the last one began, and the feeds that are due but wait for theirs.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    spacing: Duration,
    known: Table<String, Host>,
    sweep_at: usize,
    /// Sites that asked to be left alone.
    asked: Arc<Rests>,
    waiting: Table<String, VecDeque<Waiting>>,
    waits: Table<FeedId, Wait>,
    /// When a host for which somebody waits has had its rest.
    wakes: BTreeSet<(Instant, String)>,
}

/// What is known of one host: one look a poll, because of a hundred thousand hosts none is near.
#[derive(Debug, Default)]
struct Host {
    /// Polls a second that its feeds may ask for: where the spacing would hold them up, it gives way.
    rate: f64,
    /// Polls under way.
    busy: usize,
    /// Until when it rests after the last one began.
    rest: Option<Instant>,
}

impl Host {
    fn spacing(&self, longest: Duration) -> Duration {
        Duration::try_from_secs_f64(self.rate.recip()).unwrap_or(Duration::MAX).min(longest)
    }

    fn rest_at(&self, now: Instant) -> Option<Instant> {
        self.rest.filter(|rest| *rest > now)
    }
}

/// A feed and since when it is due: called for its host it stands where it stood, before those that became due since.
pub(super) type Waiting = (Timestamp, FeedId);

/// How long a feed waits for its host.
#[derive(Debug, Clone, Copy)]
struct Wait {
    since: Instant,
    /// When it was called; it has not begun.
    called: Option<Instant>,
}

impl Hosts {
    pub(super) fn new(per_host: usize, spacing: Duration, asked: Arc<Rests>) -> Self {
        Self {
            per_host: per_host.max(1),
            spacing,
            known: Table::default(),
            sweep_at: HOSTS_BEFORE_SWEEP,
            asked,
            waiting: Table::default(),
            waits: Table::default(),
            wakes: BTreeSet::new(),
        }
    }

    /// Takes a new list of feeds, the host and the shortest interval of each. Nobody waits any more. A host whose feeds may be
    /// asked more often in sum than the spacing allows is asked evenly, as often as its feeds need: a thousand of them
    /// at five minutes every 0.3 s (edge case 35).
    pub(super) fn subscribe(&mut self, feeds: impl Iterator<Item = (String, Duration)>) {
        self.waiting.clear();
        self.waits.clear();
        self.wakes.clear();
        let now = Instant::now();
        self.known.retain(|_, host| host.busy > 0 || host.rest_at(now).is_some());
        self.known.values_mut().for_each(|host| host.rate = 0.0);
        for (host, interval) in feeds {
            self.known.entry(host).or_default().rate += interval.as_secs_f64().recip();
        }
    }

    /// A feed moved to `host`, or away from it: polls a second.
    pub(super) fn change_rate(&mut self, host: &str, by: f64) {
        if let Some(known) = self.known.get_mut(host) {
            known.rate = (known.rate + by).max(0.0);
        } else {
            let known = Host { rate: by.max(0.0), ..Host::default() };
            self.known.insert(host.to_owned(), known);
        }
    }

    /// Takes a place at `host` for the feed, which is due since `due`; without one it waits, and comes out of a later
    /// [`Self::leave`] or [`Self::rested`]. Nobody comes before those that wait, so that one feed whose server wants it less
    /// often cannot take the first turn after each rest.
    pub(super) fn enter(&mut self, host: &str, (due, feed): &Waiting, now: Instant) -> bool {
        let called = self.waits.get(feed).is_some_and(|wait| wait.called.is_some());
        let first = called || !self.waiting.contains_key(host);
        let asked = self.asked.until(host, now);
        let known = if let Some(known) = self.known.get_mut(host) {
            known
        } else {
            self.sweep(now);
            self.known.entry(host.to_owned()).or_default()
        };
        let rests = known.rest_at(now).is_some() || asked.is_some();
        let free = first && known.busy < self.per_host && !rests;
        if free {
            known.busy += 1;
            let spacing = known.spacing(self.spacing);
            known.rest = (!spacing.is_zero()).then(|| now + spacing);
        } else {
            let waiting = self.waiting.entry(host.to_owned()).or_default();
            // One that was called and came too late for its turn has the next one.
            if called {
                waiting.push_front((*due, feed.clone()));
            } else {
                waiting.push_back((*due, feed.clone()));
            }
            let wait = self.waits.entry(feed.clone()).or_insert(Wait { since: now, called: None });
            wait.called = None;
        }
        self.wake_later(host, now);
        free
    }

    /// How long the feed, which has a place now, waited until it was called; to be called once it has.
    pub(super) fn end_wait(&mut self, feed: &FeedId, now: Instant) -> Option<Duration> {
        let wait = self.waits.remove(feed)?;
        Some(wait.called.unwrap_or(now).saturating_duration_since(wait.since))
    }

    /// Until when `host` rests, if it does.
    fn rest_of(&self, host: &str, now: Instant) -> Option<Instant> {
        let spaced = self.known.get(host).and_then(|known| known.rest_at(now));
        spaced.max(self.asked.until(host, now))
    }

    fn is_busy(&self, host: &str) -> bool {
        self.known.get(host).is_some_and(|known| known.busy >= self.per_host)
    }

    /// Gives a place back, and tells who has waited longest for it.
    pub(super) fn leave(&mut self, host: &str, now: Instant) -> Option<Waiting> {
        let known = self.known.get_mut(host);
        let spaced = known.and_then(|known| {
            known.busy = known.busy.saturating_sub(1);
            known.rest_at(now)
        });
        if spaced.is_some() || self.asked.until(host, now).is_some() {
            self.wake_later(host, now);
            return None;
        }
        self.next_waiting(host, now)
    }

    /// Before one more host is known: forgets those without feeds and polls whose rest is over.
    fn sweep(&mut self, now: Instant) {
        if self.known.len() >= self.sweep_at {
            let is_used = |host: &Host| host.rate > 0.0 || host.busy > 0;
            self.known.retain(|_, host| is_used(host) || host.rest_at(now).is_some());
            self.sweep_at = HOSTS_BEFORE_SWEEP.max(self.known.len().saturating_mul(2));
        }
    }

    /// The feed that was called for `host` has no use for it now: the next one's turn.
    pub(super) fn pass(&mut self, host: &str, feed: &FeedId, now: Instant) {
        self.waits.remove(feed);
        self.wake_later(host, now);
    }

    /// Those who have waited longest, one for each host that has had its rest.
    pub(super) fn rested(&mut self, now: Instant) -> Vec<Waiting> {
        let later = self.wakes.split_off(&(now + Duration::from_nanos(1), String::new()));
        let due = std::mem::replace(&mut self.wakes, later);
        let mut called = Vec::new();
        for (_, host) in due {
            let busy = self.is_busy(&host);
            if self.rest_of(&host, now).is_some() {
                self.wake_later(&host, now);
            } else if !busy {
                called.extend(self.next_waiting(&host, now));
            }
        }
        called
    }

    /// Until the first host for which somebody waits has had its rest.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        self.wakes.first().map(|(at, _)| at.saturating_duration_since(now))
    }

    fn next_waiting(&mut self, host: &str, now: Instant) -> Option<Waiting> {
        let queue = self.waiting.get_mut(host)?;
        let next = queue.pop_front()?;
        if queue.is_empty() {
            self.waiting.remove(host);
        }
        if let Some(wait) = self.waits.get_mut(&next.1) {
            wait.called = Some(now);
        }
        Some(next)
    }

    /// A busy host wakes nobody: whoever leaves it does.
    fn wake_later(&mut self, host: &str, now: Instant) {
        if !self.waiting.contains_key(host) || self.is_busy(host) {
            return;
        }
        let at = self.rest_of(host, now).unwrap_or(now);
        self.wakes.insert((at, host.to_owned()));
    }
}

#[cfg(test)]
impl Hosts {
    pub(super) fn spacing_of(&self, host: &str) -> Duration {
        self.known[host].spacing(self.spacing)
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

    /// Due when all are.
    fn waiting(name: &str) -> Waiting {
        (Timestamp::UNIX_EPOCH, id(name))
    }

    #[test]
    fn a_busy_host_keeps_its_feeds_waiting_in_order_and_no_others() {
        let now = Instant::now();
        let mut hosts = Hosts::new(1, Duration::ZERO, Arc::default());
        assert!(hosts.enter("slow.example", &waiting("a"), now));
        assert!(!hosts.enter("slow.example", &waiting("b"), now));
        assert!(!hosts.enter("slow.example", &waiting("c"), now));
        assert!(hosts.enter("quick.example", &waiting("d"), now));
        assert_eq!(hosts.leave("quick.example", now), None);
        assert_eq!(hosts.leave("slow.example", now), Some(waiting("b")));
        assert!(hosts.enter("slow.example", &waiting("b"), now));
        assert_eq!(hosts.leave("slow.example", now), Some(waiting("c")));
        assert_eq!(hosts.left(now), None);
    }

    // P6: the feed whose 429 made a host rest was due when the rest ended, and came before those that had waited for it.
    #[test]
    fn nobody_comes_before_those_that_wait_for_a_host() {
        let now = Instant::now();
        let mut hosts = Hosts::new(2, Duration::ZERO, Arc::default());
        hosts.known.entry("a.example".to_owned()).or_default().rest = Some(now + SECOND);
        assert!(!hosts.enter("a.example", &waiting("good"), now));
        assert!(!hosts.enter("a.example", &waiting("better"), now));
        let then = now + SECOND;
        assert_eq!(hosts.rested(then), [waiting("good")]);
        assert!(!hosts.enter("a.example", &waiting("bad"), then), "another one waits");
        assert!(hosts.enter("a.example", &waiting("good"), then));
        assert_eq!(hosts.end_wait(&id("good"), then + SECOND), Some(SECOND), "until it was called");
        assert_eq!(hosts.rested(then), [waiting("better")]);
        hosts.known.entry("a.example".to_owned()).or_default().rest = Some(then + SECOND);
        assert!(!hosts.enter("a.example", &waiting("better"), then), "it came too late");
        assert_eq!(hosts.rested(then + SECOND), [waiting("better")], "and is the next one");
    }

    // Edge case 35.
    #[test]
    fn requests_to_one_host_are_spaced_and_other_hosts_are_not_held_up() {
        let now = Instant::now();
        let mut hosts = Hosts::new(2, SECOND, Arc::default());
        assert!(hosts.enter("a.example", &waiting("a1"), now));
        for name in ["a2", "a3", "a4"] {
            assert!(
                !hosts.enter("a.example", &waiting(name), now),
                "a place is free, but it rests"
            );
        }
        assert!(hosts.enter("b.example", &waiting("b1"), now));
        assert_eq!((hosts.rested(now), hosts.left(now)), (Vec::new(), Some(SECOND)));
        assert_eq!(hosts.leave("a.example", now + SECOND / 2), None, "quick as it was");
        let (mut began, mut waited) = (Vec::new(), Vec::new());
        for tenth in 0..40 {
            let now = now + SECOND / 10 * tenth;
            for feed in hosts.rested(now) {
                assert!(hosts.enter("a.example", &feed, now));
                waited.extend(hosts.end_wait(&feed.1, now).map(|wait| wait.as_secs()));
                began.push((feed.1.to_string(), tenth));
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
        let mut hosts = Hosts::new(2, SECOND, Arc::default());
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
    fn hosts_without_feeds_whose_rest_is_over_are_forgotten() {
        let (mut hosts, start) = (Hosts::new(1, SECOND, Arc::default()), Instant::now());
        for n in 0..5_000 {
            let (host, now) = (format!("h{n}.example"), start + SECOND * n);
            assert!(hosts.enter(&host, &waiting("a"), now));
            hosts.leave(&host, now);
        }
        assert!(hosts.known.len() <= HOSTS_BEFORE_SWEEP);
    }
}
