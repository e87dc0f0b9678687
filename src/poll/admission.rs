//! What a poll, a look into a folder or a push leaves behind once it was read, and what is told of it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Polled, Poller};
use crate::config::FeedConfig;
use crate::metrics::{self, PollOutcome};
use crate::model::{Batch, Extent, FeedId, FetchFacts, News, VerdictKind};
use crate::store::{AdmitOptions, Admitted, FeedState, StoreError};
use crate::websub::Offer;

/// Feeds whose last document with news was a gap: one that gaps at each poll is told of once.
#[derive(Debug, Default)]
pub(super) struct Gaps(Mutex<HashSet<FeedId>>);

impl Gaps {
    /// Notes what a document brought; whether a gap begins.
    fn begins(&self, feed: &FeedId, news: News) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match news {
            News::Gap => open.insert(feed.clone()),
            News::Some => {
                open.remove(feed);
                false
            }
            News::Nothing => false,
        }
    }
}

/// A poll whose document stands as it stood, about to be committed.
#[derive(Debug)]
pub(super) struct Standing {
    batch: Box<Batch>,
    /// A hub that it names, and whether a document was read that says so.
    offer: Option<Offer>,
    firm: bool,
}

impl Poller {
    fn tell_gap(&self, feed: &FeedConfig, admitted: &Admitted) {
        let news = admitted.news();
        if news == News::Gap {
            metrics::record_gap();
        }
        if self.gaps.begins(&feed.id, news) {
            tracing::warn!(
                feed = %feed.id,
                entries = admitted.verdicts.len(),
                "gap: nothing in the document was known; stories between it and the last one may be lost; the feed is polled as often as its interval allows, and further gaps only counted until one document joins on"
            );
        }
    }

    /// Seen-marks, stories, records, and with the last of them validators and the next due time (P1).
    pub(super) async fn admit(
        &self,
        feed: &FeedConfig,
        mut batch: Box<Batch>,
    ) -> Result<Admitted, Arc<StoreError>> {
        batch.fetch.origin = feed.origin.address().map(str::to_owned);
        let options = AdmitOptions {
            publish: feed.publish,
            record_bytes_max: self.config.publish.record_bytes_max,
            pages: true,
        };
        let pushed = batch.fetch.extent == Extent::Pushed;
        let admitted = self.store.admit(batch, options).await?;
        if admitted.pages > 0 {
            self.pages.wake();
        }
        let count = |kind| admitted.verdicts.iter().filter(|v| v.verdict == kind).count();
        for kind in VerdictKind::ALL.into_iter().filter(|kind| count(*kind) > 0) {
            metrics::record_verdicts(kind, count(kind) as u64);
        }
        self.tell_gap(feed, &admitted);
        if admitted.news() != News::Nothing {
            tracing::info!(
                feed = %feed.id,
                new = count(VerdictKind::New),
                update = count(VerdictKind::Update),
                copy = count(VerdictKind::Copy),
                withdrawn = count(VerdictKind::Withdrawn),
                rejected = count(VerdictKind::Rejected),
                pushed,
                "news admitted"
            );
        }
        for verdict in &admitted.verdicts {
            if verdict.is_kill_of_nothing() {
                tracing::warn!(feed = %feed.id, entry = verdict.entry, because = verdict.because, "a kill found no story");
            }
            tracing::trace!(feed = %feed.id, entry = verdict.entry, verdict = verdict.verdict.label(), because = verdict.because, "entry judged");
        }
        Ok(admitted)
    }

    /// What a document that stands makes of its feed.
    pub(super) fn standing(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        mut facts: FetchFacts,
        (offer, firm): (Option<Offer>, bool),
    ) -> Standing {
        facts.extent = Extent::Unmodified;
        facts.moving = self.moving_after(state, &facts);
        facts.hubless = !state.subscribed;
        let now = self.clock.now();
        let next = self.next_poll(feed, state, &facts, &state.declared, now);
        let batch = Box::new(Batch::without_entries(feed.id.clone(), now, facts, next));
        Standing { batch, offer, firm }
    }

    /// The new validators are committed though nothing else came: servers may change them with a 304.
    pub(super) async fn record_unmodified(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        Standing { batch, offer, firm }: Standing,
    ) -> Polled {
        let (due, _) = batch.next.at(News::Nothing);
        let moving = Some(&batch.fetch.moving).filter(|now| **now != state.moving).cloned();
        match self.admit(feed, batch).await {
            Ok(_) => {
                if let Some(moving) = moving {
                    self.heed_move(feed, &state.moving, &moving);
                }
                self.leave_offer(feed, offer, firm);
                // What was wrong with the document still is: it has not changed.
                let problem = state.problem.clone().filter(|_| state.failures == 0);
                Polled { outcome: PollOutcome::NotModified, due, problem }
            }
            Err(error) => self.answer_store_error(feed, state, due, &error).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A warning every ten seconds for ever, of a feed that holds less than it publishes.
    #[test]
    fn a_feed_that_gaps_at_each_poll_is_told_of_once() {
        let gaps = Gaps::default();
        let feed = FeedId::parse("harbour").unwrap();
        let told = |news| gaps.begins(&feed, news);
        let all =
            [News::Some, News::Gap, News::Gap, News::Nothing, News::Gap, News::Some, News::Gap];
        assert_eq!(all.map(told), [false, true, false, false, false, false, true]);
    }
}
