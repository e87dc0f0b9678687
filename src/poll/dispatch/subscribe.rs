//! A new list of feeds in place of the old one: when each is due, at which host, in whose place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Dispatcher, FeedList, Table, is_spool};
use crate::config::{FeedConfig, Origin};
use crate::metrics::{FeedState, PollOutcome};
use crate::model::FeedId;
use crate::poll::{Polled, backlog};
use crate::schedule::WAIT_MAX;
use crate::store::feeds::Standing;

/// Feeds named in a line of the log.
const NAMED_MAX: usize = 10;

impl Dispatcher {
    /// Takes a list of subscriptions in place of the old one. State is kept by feed id in the store, so a feed
    /// that was dropped and comes back is not replayed (edge case 65).
    pub(super) fn subscribe(&mut self, mut list: FeedList) {
        let now = self.poller.clock.now();
        list.standings = backlog::move_back(list.standings, now);
        let kept = self.queue.take_all();
        let under_way: BTreeSet<&FeedId> = self.polls.values().map(|poll| &poll.feed.id).collect();
        let before = std::mem::take(&mut self.feeds);
        let shared = std::mem::take(&mut self.sharing);
        self.states.subscribe(list.feeds.iter().map(|feed| &feed.id), &list.standings);
        let mut overdue = Vec::new();
        for feed in list.feeds {
            let id = feed.id.clone();
            let old = before.get(&id);
            let same = old.is_none_or(|old| old.is_asked_like(&feed));
            // When another address is due again says nothing of this one, nor what was refused to other credentials.
            let stored = list.standings.get(&id).filter(|stored| {
                stored.origin.is_none() || stored.origin.as_deref() == feed.origin.address()
            });
            let kept = kept.get(&id).copied().filter(|_| same);
            let due =
                stored.filter(|_| same).map(|stored| self.find_stored_due(&feed, stored, now));
            let due = kept.or(due).unwrap_or(now);
            let interval_before = match old {
                Some(old) => old.interval,
                None => stored.map(|stored| Duration::from_millis(stored.interval_ms)),
            };
            // A shorter interval takes effect at once; what a server asked for stays otherwise.
            let sooner = feed.interval.filter(|now| interval_before.is_none_or(|was| was > *now));
            let latest = sooner.and_then(|interval| now.checked_add(interval).ok());
            let due = latest.map_or(due, |latest| due.min(latest));
            // While nobody ran, nobody was late.
            let due = if is_spool(&feed) && kept.is_none() { due.max(now) } else { due };
            if under_way.contains(&id) {
                // It is queued when its poll ends.
            } else if due > now || kept.is_some() || is_spool(&feed) {
                // A folder asks nobody, and what lies in it may be a flash.
                self.queue.insert(due, id.clone());
            } else {
                overdue.push((due, id.clone()));
            }
            let feed = Arc::new(feed);
            self.sharing.add(&feed, stored.and_then(|stored| stored.adopted.as_ref()));
            // Which host answered behind a redirect that is not adopted is not known any more.
            if let (Some(until), None) = (stored.and_then(|stored| stored.host_rests_until), old) {
                let left = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                self.poller.rests.rest(&self.sharing.host_of(&feed), Instant::now(), left);
            }
            self.feeds.insert(id, feed);
        }
        if !before.is_empty() {
            tell_changes(&before, &self.feeds);
        }
        // Those whose leader was removed: nobody else asks there now.
        let left = self
            .feeds
            .keys()
            .filter(|id| shared.leader(id).is_some() && self.sharing.leader(id).is_none());
        overdue.extend(left.map(|id| (now, id.clone())));
        backlog::spread(&mut self.queue, overdue, now);
        self.paces.retain(|id, _| self.feeds.contains_key(id));
        for (id, stored) in list.standings.iter().filter(|(id, _)| self.feeds.contains_key(*id)) {
            let pace = Duration::from_millis(stored.interval_ms);
            self.paces.entry(id.clone()).or_insert(pace);
        }
        let paces = self.feeds.values().map(|feed| (self.sharing.host_of(feed), self.pace(feed)));
        self.hosts.subscribe(paces.collect::<Vec<_>>().into_iter());
        let http = self.feeds.values().filter(|feed| !is_spool(feed));
        let hosts: BTreeSet<String> = http.map(|feed| self.sharing.host_of(feed)).collect();
        self.poller.network.subscribe(hosts.len());
        self.has_spools = self.feeds.values().any(|feed| is_spool(feed));
        self.poller.pages.subscribe(self.feeds.values());
        let on = self.poller.config.websub.callback.is_some();
        self.poller.push.subscribe(on, self.feeds.values());
    }

    /// The interval at which the feed is asked, as far as it is known; else the shortest one.
    pub(super) fn pace(&self, feed: &FeedConfig) -> Duration {
        self.pace_after(feed, self.paces.get(&feed.id).copied())
    }

    fn pace_after(&self, feed: &FeedConfig, waited: Option<Duration>) -> Duration {
        let schedule = &self.poller.config.schedule;
        let shortest = match feed.origin {
            Origin::Http(_) => feed.interval.unwrap_or(schedule.interval_min),
            Origin::Spool(_) => schedule.spool_interval,
        };
        let known = waited.filter(|_| feed.interval.is_none());
        known.map_or(shortest, |known| shortest.max(known))
    }

    /// How long the feed waits now counts in the spacing of its host.
    pub(super) fn heed_pace(&mut self, feed: &FeedConfig, polled: &Polled, now: Timestamp) {
        if matches!(polled.outcome, PollOutcome::Offline | PollOutcome::NotAdmitted) {
            return;
        }
        let wait = Duration::try_from(polled.due.duration_since(now)).unwrap_or_default();
        let waited = self.paces.insert(feed.id.clone(), wait);
        let (before, after) = (self.pace_after(feed, waited), self.pace_after(feed, Some(wait)));
        if before != after {
            let host = self.sharing.host_of(feed);
            let by = after.as_secs_f64().recip() - before.as_secs_f64().recip();
            self.hosts.change_rate(&host, by);
        }
    }

    /// A ceiling that was lowered since then counts for a feed that is well. What a server asked for, and how long one that
    /// fails is left alone, stands; but no schedule looks further ahead than [`WAIT_MAX`].
    fn find_stored_due(&self, feed: &FeedConfig, stored: &Standing, now: Timestamp) -> Timestamp {
        let schedule = &self.poller.config.schedule;
        let ceiling = schedule.interval_max.max(feed.interval.unwrap_or_default());
        let (from, longest) = match stored.state {
            FeedState::Healthy => (stored.polled.unwrap_or(now), ceiling),
            FeedState::Pending | FeedState::Failing | FeedState::Gone => {
                (now, ceiling.max(WAIT_MAX))
            }
        };
        stored.due.min(from.checked_add(longest).unwrap_or(Timestamp::MAX))
    }
}

fn tell_changes(before: &Table<FeedId, Arc<FeedConfig>>, now: &Table<FeedId, Arc<FeedConfig>>) {
    let lacking = |these: &Table<FeedId, Arc<FeedConfig>>, others: &Table<FeedId, _>| {
        name(these.keys().filter(|id| !others.contains_key(*id)))
    };
    let differs =
        |(id, feed): &(&FeedId, &Arc<FeedConfig>)| before.get(*id).is_some_and(|old| old != *feed);
    let changed = name(now.iter().filter(differs).map(|(id, _)| id));
    let (new, removed) = (lacking(now, before), lacking(before, now));
    tracing::info!(
        feeds = now.len(),
        new,
        changed,
        removed,
        "feeds of the configuration taken over"
    );
}

/// The first few by name, and how many more there are.
fn name<'a>(ids: impl Iterator<Item = &'a FeedId>) -> String {
    let mut ids: Vec<&str> = ids.map(FeedId::as_str).collect();
    ids.sort_unstable();
    let more = ids.len().saturating_sub(NAMED_MAX);
    ids.truncate(NAMED_MAX);
    match (ids.as_slice(), more) {
        ([], _) => "none".to_owned(),
        (ids, 0) => ids.join(", "),
        (ids, more) => format!("{} and {more} more", ids.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A reload said "feeds=55" and nothing of what had come, gone or changed.
    #[test]
    fn a_reload_names_a_few_feeds_and_counts_the_rest() {
        let ids: Vec<FeedId> =
            (10..23).rev().map(|n| FeedId::parse(&format!("f{n}")).unwrap()).collect();
        assert_eq!(name(ids.iter().take(0)), "none");
        assert_eq!(name(ids.iter().take(2)), "f21, f22");
        assert!(name(ids.iter()).ends_with("f18, f19 and 3 more"));
    }
}
