//! Which subscriptions there are to be: by what feeds offer, and by the list of feeds.

use std::sync::Arc;

use super::Worker;
use crate::model::FeedId;
use crate::poll::jitter_of;
use crate::poll::push::Offered;
use crate::store::StoreError;
use crate::websub::Subscription;
use crate::websub::key::{Token, draw_secret};

/// At a start, feeds whose polls rest are polled within so many times the shortest interval: pushes may have been missed.
const START_TIMES_FLOOR: u32 = 3;

impl Worker {
    /// May be done again where it broke off.
    pub(super) async fn begin(&mut self) -> Result<(), Arc<StoreError>> {
        let now = self.poller.clock.now();
        self.poller.store.begin_subscriptions_anew().await?;
        self.leave_dropped().await?;
        let spread = self.poller.config.schedule.interval_min.saturating_mul(START_TIMES_FLOOR);
        let base = self.callback();
        for kept in self.poller.store.kept_subscriptions(now).await? {
            if kept.callback != base {
                let base = base.clone();
                let moved = move |s: &mut Subscription| s.move_to(now, &base);
                self.poller.store.step_subscription(kept.token, moved).await?;
            }
            if kept.relied_on {
                let wait = spread.mul_f64(jitter_of(kept.feed.as_str(), now));
                self.poller.hurry.by(&kept.feed, now.checked_add(wait).unwrap_or(now));
            }
        }
        Ok(())
    }

    /// Our public address, without the tokens.
    fn callback(&self) -> String {
        let callback = self.poller.config.websub.callback.as_ref();
        callback.map_or_else(String::new, |url| url.as_str().to_owned())
    }

    /// Takes leave of the hubs of feeds that are gone, switched off, or at another address.
    pub(super) async fn leave_dropped(&mut self) -> Result<(), Arc<StoreError>> {
        let now = self.poller.clock.now();
        for kept in self.poller.store.kept_subscriptions(now).await? {
            let feed = self.feeds.get(&kept.feed);
            if feed.and_then(|feed| feed.origin.address()) == Some(kept.origin.as_str()) {
                continue;
            }
            tracing::info!(feed = %kept.feed, "leaving the hub: the feed is gone, switched off or elsewhere");
            self.poller.store.step_subscription(kept.token, move |s| s.leave(now)).await?;
        }
        Ok(())
    }

    pub(super) async fn take_offers(&mut self) -> Result<(), Arc<StoreError>> {
        let mut done = Ok(());
        for (feed, offered) in self.poller.push.take() {
            if let Err(error) = self.take_offer(&feed, offered).await {
                // Its next poll offers it again.
                self.poller.push.forget(&feed);
                done = Err(error);
            }
        }
        done
    }

    async fn take_offer(&self, feed: &FeedId, offered: Offered) -> Result<(), Arc<StoreError>> {
        let Some(config) = self.feeds.get(feed) else { return Ok(()) };
        let (store, now) = (&self.poller.store, self.poller.clock.now());
        let origin = config.origin.address().unwrap_or_default().to_owned();
        let offer = offered.offer;
        if let Some(known) = store.subscription_of(feed.clone()).await? {
            if !offered.firm || (known.offer == offer && known.origin == origin) {
                return Ok(());
            }
            let (from, new) = (origin.clone(), offer.clone());
            let change = move |s: &mut Subscription| {
                let changed = s.heed_offer(now, &from, &new);
                if changed {
                    s.leave(now);
                }
                (changed, s.offer == new)
            };
            match store.step_subscription(known.token, change).await? {
                Some((true, _)) => {
                    tracing::info!(%feed, "leaving the hub: the feed names another one");
                }
                Some((false, true)) => return Ok(()),
                Some((false, false)) => {
                    self.poller.push.forget(feed);
                    return Ok(());
                }
                None => {}
            }
        }
        let (Some(token), Some(secret)) = (Token::draw(), draw_secret()) else {
            tracing::error!(%feed, "no subscription: the system gives no random bytes");
            return Ok(());
        };
        let keys = (token, secret);
        let subscription =
            Subscription::new(keys, (feed.clone(), origin), (offer, self.callback()), now);
        tracing::info!(%feed, host = subscription.hub_host(), "subscribing at the hub that the feed names");
        store.write_subscription(subscription).await
    }
}
