//! What polls and the page worker ask of the store besides admission, each in the writer's own transaction.

use std::sync::Arc;

use jiff::Timestamp;

use super::StoreWriter;
use crate::model::{Batch, FeedId, Verdict};
use crate::store::admit::page::admit_page;
use crate::store::admit::{self, Overlap};
use crate::store::pages::{self, DuePage, FailedPage};
use crate::store::{AdmitOptions, ReadPage, StoreError};

impl StoreWriter {
    /// What is known of a document before it is admitted.
    pub async fn overlap(&self, batch: Batch) -> Result<Overlap, Arc<StoreError>> {
        self.job(false, move |tx| admit::overlap(tx, &batch)).await
    }

    /// Every host with pages to be read, and when the first of them is due.
    pub async fn page_hosts(&self) -> Result<Vec<(String, Timestamp)>, Arc<StoreError>> {
        self.job(false, |tx| pages::hosts(tx)).await
    }

    /// The page of `host` that is due longest.
    pub async fn next_page(
        &self,
        host: String,
        now: Timestamp,
    ) -> Result<Option<DuePage>, Arc<StoreError>> {
        self.job(false, move |tx| pages::next(tx, &host, now)).await
    }

    /// When the first page of `host` is due.
    pub async fn page_due(&self, host: String) -> Result<Option<Timestamp>, Arc<StoreError>> {
        self.job(false, move |tx| pages::due(tx, &host)).await
    }

    /// Admits the full text of an entry; `None` where the entry has moved on.
    pub async fn admit_page(
        &self,
        page: ReadPage,
        options: AdmitOptions,
    ) -> Result<Option<Verdict>, Arc<StoreError>> {
        self.job(true, move |tx| admit_page(tx, &page, &options)).await
    }

    /// Notes that a page could not be read.
    pub async fn note_page_failure(&self, failed: FailedPage) -> Result<(), Arc<StoreError>> {
        self.job(true, move |tx| pages::note_failure(tx, &failed)).await
    }

    /// Drops the pages of feeds that no longer ask for them.
    pub async fn drop_pages_but(&self, feeds: Vec<FeedId>) -> Result<u64, Arc<StoreError>> {
        self.job(true, move |tx| pages::drop_all_but(tx, &feeds)).await
    }
}
