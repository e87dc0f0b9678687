//! After a gap: the older pages that a feed offers (RFC 5005), read until one holds something known (edge case 36). All
//! of them join the document and are admitted with it, in one commit (P1), oldest first like any document.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;
use url::Url;

use super::{Poller, Reading, count_problems, read_document};
use crate::config::{FeedConfig, Origin};
use crate::fetch::redirect::may_carry_credentials;
use crate::fetch::{Answer, Body, Request, Target};
use crate::metrics;
use crate::model::{Batch, FetchFacts, NextPoll};
use crate::parse::Hints;
use crate::store::FeedState;
use crate::store::admit::Overlap;

/// A page whose newest entry is this much older than the last whole look at the feed was there at that look: a publisher
/// that gives all its stories new names would otherwise bring its archive out as news (P8).
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// Pages read after one gap. Ten windows are a day of the busiest wire at the ceiling of six hours.
const PAGES_MAX: usize = 10;

impl Poller {
    /// The document, and before it in time as many older pages as it takes to meet what is known. Whatever goes wrong
    /// with a page ends the walk: the gap that is left is told as always.
    pub(super) async fn close_gap(
        &self,
        feed: &Arc<FeedConfig>,
        state: &FeedState,
        facts: &FetchFacts,
        mut reading: Reading,
    ) -> Reading {
        let since = state.whole_at.and_then(|at| at.checked_sub(OVERLAP).ok());
        let was_there =
            |page: &Reading| page.newest.zip(since).is_some_and(|(at, since)| at < since);
        if reading.facts.older.is_none() || !self.overlap(feed, facts, &reading).await.gap {
            return reading;
        }
        let mut seen = HashSet::new();
        let mut next = reading.facts.older.clone();
        let before = reading.entries.len();
        while let Some(address) = next.take().and_then(|text| Url::parse(&text).ok()) {
            let room = reading.entries.len() < self.config.parse.entries_max;
            if seen.len() >= PAGES_MAX || !room || !seen.insert(address.clone()) {
                break;
            }
            tokio::time::sleep(self.config.fetch.spacing_per_host).await;
            let Some(page) = self.read_older(feed, address, facts.private).await else { break };
            if was_there(&page) {
                break;
            }
            let known = self.overlap(feed, facts, &page).await.known;
            next = page.facts.older.clone().filter(|_| !known);
            reading.append(page, self.config.parse.entries_max);
        }
        let (pages, entries) = (seen.len(), reading.entries.len() - before);
        tracing::info!(feed = %feed.id, pages, entries, "gap: older pages of the feed were read");
        reading
    }

    async fn read_older(
        &self,
        feed: &Arc<FeedConfig>,
        address: Url,
        private: bool,
    ) -> Option<Reading> {
        let Origin::Http(configured) = &feed.origin else { return None };
        let credentials = feed.credentials.clone();
        let own = may_carry_credentials(configured, &address);
        let request = Request {
            credentials: credentials.filter(|_| own),
            private,
            tls: feed.tls.clone().filter(|_| own),
            ..Request::new(address, Target::Feed)
        };
        let Body { bytes, url, charset, facts } = match self.get(request).await {
            Answer::Fresh(body) => body,
            Answer::Failed(failure) => {
                tracing::debug!(feed = %feed.id, %failure, "an older page was not read");
                return None;
            }
            Answer::NotModified(_) | Answer::Moved { .. } => return None,
        };
        metrics::record_body(bytes.len() as u64);
        let (feed, config) = (Arc::clone(feed), Arc::clone(&self.config));
        // The semaphore is never closed; without a permit the page would only be read beside others.
        let permit = self.readers.acquire().await.ok();
        let reading = tokio::task::spawn_blocking(move || {
            let hints = Hints { url: Some(url.as_str()), charset: charset.as_deref() };
            read_document(&bytes, hints, &feed, &config.parse, config.normalise.rules())
        });
        let reading = reading.await;
        drop(permit);
        let reading = reading.ok()?.mark_private(facts.private);
        count_problems(&reading);
        reading.fault().is_none().then_some(reading)
    }

    /// What the store knows of a document before it is admitted; a store in trouble will say so at the admission.
    async fn overlap(&self, feed: &FeedConfig, facts: &FetchFacts, reading: &Reading) -> Overlap {
        let now = self.clock.now();
        let origin = feed.origin.address().map(str::to_owned);
        let fetch = FetchFacts { origin, ..facts.clone() };
        let next = NextPoll::fixed(now, 0);
        let batch = Batch {
            format: reading.format,
            entries: reading.entries.clone(),
            ..Batch::without_entries(feed.id.clone(), now, fetch, next)
        };
        self.store.overlap(batch).await.unwrap_or_default()
    }
}
