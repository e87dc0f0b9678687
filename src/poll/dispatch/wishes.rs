//! Makes feeds due that a person wants polled now. Places, spacing and rests of their hosts hold as for any poll.

use tokio::time::Instant;

use super::Dispatcher;
use crate::model::FeedId;
use crate::poll::wishes::{Granted, Reply};

impl Dispatcher {
    pub(super) fn grant_wishes(&mut self) {
        for wish in self.poller.wishes.take() {
            let granted = wish.feeds.iter().map(|feed| self.grant(feed)).collect();
            // Who hung up is served all the same.
            drop(wish.reply.send(Reply { granted, held: self.why_held() }));
        }
    }

    /// Its own back-off holds nobody up who knows better, unlike [`Self::hurry`].
    fn grant(&mut self, feed: &FeedId) -> Granted {
        if !self.feeds.contains_key(feed) {
            return Granted::Unknown;
        }
        let now = self.poller.clock.now();
        let leader = self.sharing.leader(feed).filter(|_| self.is_asked_for(feed)).cloned();
        let asked = leader.as_ref().unwrap_or(feed);
        if self.polls.values().any(|poll| poll.feed.id == *asked) {
            return Granted::UnderWay;
        }
        self.queue.hurry(asked, now);
        let site = self.feeds.get(asked).map(|feed| self.sharing.host_of(feed)).unwrap_or_default();
        let at = Instant::now();
        if let Some(until) = self.poller.rests.until(&site, at) {
            let until = now.checked_add(until.saturating_duration_since(at)).unwrap_or(now);
            return Granted::HostRests(format!("{site} until {until:.0}"));
        }
        tracing::info!(feed = %asked, "polled now, as somebody wishes");
        leader.map_or(Granted::Due, Granted::AskedAs)
    }
}
