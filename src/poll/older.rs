//! After a gap: the older pages that a feed offers (RFC 5005), read until one holds something known (edge case 36). All
//! of them join the document and are admitted with it, oldest first like any document: a crash in between leaves those
//! that are newer to another walk (P1).

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;
use url::Url;

use super::{Poller, Reading, count_problems, read_document};
use crate::config::{FeedConfig, Origin};
use crate::fetch::redirect::{is_short, may_carry_credentials};
use crate::fetch::{Answer, Body, Request, Target};
use crate::metrics;
use crate::model::{Batch, FetchFacts, NextPoll, Walk};
use crate::parse::Hints;
use crate::store::FeedState;
use crate::store::admit::Overlap;

/// A page whose newest entry is this much older than the last whole look at the feed was there at that look: a publisher
/// that gives all its stories new names would otherwise bring its archive out as news (P8).
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// Pages read after one gap. Ten windows are a day of the busiest wire at the ceiling of six hours.
const PAGES_MAX: usize = 10;

/// How often a page that could not be read is tried again, each time with the next document.
const TRIES: u8 = 5;

impl Poller {
    /// The document, and before it in time as many older pages as it takes to meet what is known. A page that cannot be
    /// read ends the walk: the gap that is left is told as always, and the next documents take it up from there.
    pub(super) async fn close_gap(
        &self,
        feed: &Arc<FeedConfig>,
        state: &FeedState,
        facts: &mut FetchFacts,
        mut reading: Reading,
    ) -> Reading {
        let first = reading.facts.older.as_deref().and_then(|text| Url::parse(text).ok());
        let walk = match first {
            Some(from) if self.overlap(feed, facts, &reading).await.gap => {
                Some(Walk { from, since: state.whole_at, tries: TRIES })
            }
            Some(_) | None => state.walk.clone(),
        };
        let Some(walk) = walk else { return reading };
        let before = reading.entries.len();
        let (pages, broke_off) = self.walk(feed, facts, &walk, &mut reading).await;
        facts.walk = broke_off.filter(|from| walk.tries > 0 && is_short(from)).map(|from| Walk {
            from,
            since: walk.since,
            tries: walk.tries - 1,
        });
        let entries = reading.entries.len() - before;
        tracing::info!(feed = %feed.id, pages, entries, again = facts.walk.is_some(), "gap: older pages of the feed were asked for");
        reading
    }

    /// How many pages were asked for, and where to go on if one could not be read.
    async fn walk(
        &self,
        feed: &Arc<FeedConfig>,
        facts: &FetchFacts,
        walk: &Walk,
        reading: &mut Reading,
    ) -> (usize, Option<Url>) {
        let entries_max = self.config.parse.entries_max;
        let since = walk.since.and_then(|at| at.checked_sub(OVERLAP).ok());
        let again = walk.tries < TRIES;
        let mut seen = HashSet::new();
        // Pages without dates may be an archive under new names: they wait for one that holds something known.
        let mut held: Vec<(Url, Reading)> = Vec::new();
        let mut next = Some(walk.from.clone());
        while let Some(address) = next.take() {
            let entries = reading.entries.len()
                + held.iter().map(|(_, page)| page.entries.len()).sum::<usize>();
            if seen.len() >= PAGES_MAX || entries >= entries_max || !seen.insert(address.clone()) {
                break;
            }
            tokio::time::sleep(self.config.fetch.spacing_per_host).await;
            let Some(page) = self.read_older(feed, address.clone(), facts.private).await else {
                let from = held.into_iter().next().map_or(address, |(first, _)| first);
                return (seen.len(), Some(from));
            };
            let is_newer = page.newest.map(|at| since.is_none_or(|since| at >= since));
            if is_newer == Some(false) {
                break;
            }
            let known = self.overlap(feed, facts, &page).await.known;
            // What was read before the break may have moved down to where the walk goes on.
            let ends = known && !(again && seen.len() == 1);
            next = page
                .facts
                .older
                .as_deref()
                .filter(|_| !ends)
                .and_then(|text| Url::parse(text).ok());
            held.push((address, page));
            if known || is_newer.is_some() {
                held.drain(..).for_each(|(_, page)| reading.append(page, entries_max));
            }
        }
        (seen.len(), None)
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
                tracing::info!(feed = %feed.id, %failure, "an older page of the feed was not read");
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
            facts: reading.facts.clone(),
            entries: reading.entries.clone(),
            ..Batch::without_entries(feed.id.clone(), now, fetch, next)
        };
        self.store.overlap(batch).await.unwrap_or_default()
    }
}
