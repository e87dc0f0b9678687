//! Bytes to a batch: parse and normalise, and what the document says of itself. Pure; shared by `run` and `replay`.

use jiff::Timestamp;

use crate::config::{FeedConfig, ParseConfig};
use crate::model::{
    Batch, Document, FeedFacts, FetchFacts, Format, NextPoll, Normalised, Page, Problem,
    ProblemKind,
};
use crate::normalise::{FeedOptions, RuleBook, fuller, normalise};
use crate::parse::{Hints, Limits, parse};

/// One document read and normalised: everything of a [`Batch`] that the bytes decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub format: Option<Format>,
    pub facts: FeedFacts,
    pub problems: Vec<Problem>,
    pub entries: Vec<Normalised>,
    /// Pages to be read of a feed with `full_text`, see [`Batch::pages`].
    pub pages: Vec<(usize, Page)>,
    /// The newest date in the document that is not out of line with the others.
    pub newest: Option<Timestamp>,
}

/// Parses and normalises one document. Pure and total; blocking for as long as the document is large.
pub fn read_document(
    bytes: &[u8],
    hints: Hints<'_>,
    feed: &FeedConfig,
    parse_config: &ParseConfig,
    rules: &RuleBook,
) -> Reading {
    let limits = Limits {
        entries_max: parse_config.entries_max,
        text_chars_max: parse_config.text_chars_max,
    };
    let document = parse(bytes, hints, limits);
    let entries = normalise(&document, &options_of(feed), rules);
    let pages = if feed.full_text { fuller::pages(&document, &entries) } else { Vec::new() };
    let newest = newest_sane_date(&document);
    Reading {
        format: document.format,
        facts: document.feed,
        problems: document.problems,
        entries,
        pages,
        newest,
    }
}

/// What the operator said of the feed, as far as normalising needs it.
pub(crate) fn options_of(feed: &FeedConfig) -> FeedOptions {
    FeedOptions {
        id: feed.id.clone(),
        publisher: feed.publisher.clone(),
        language: feed.language.clone(),
        host: feed.origin.host(),
    }
}

impl Reading {
    /// Whether the bytes were a document at all. Error pages, empty answers and the like leave everything that is
    /// known of the feed as it is (P8, edge cases 24 and 25).
    pub fn fault(&self) -> Option<&Problem> {
        let fatal = |p: &&Problem| {
            matches!(
                p.kind,
                ProblemKind::NotAFeed
                    | ProblemKind::Challenge
                    | ProblemKind::Empty
                    | ProblemKind::ParserPanic
            )
        };
        if !self.entries.is_empty() {
            return None;
        }
        self.problems
            .iter()
            .find(fatal)
            .or_else(|| self.problems.first().filter(|_| self.format.is_none()))
    }

    /// Decides the embargoes that end at the time of their own item, see [`Story::settle_embargo`](crate::model::Story::settle_embargo).
    #[must_use]
    pub(crate) fn settle_embargoes(mut self, now: Timestamp) -> Self {
        for entry in &mut self.entries {
            if let Normalised::Story(story) = entry {
                story.settle_embargo(now);
            }
        }
        self
    }

    /// Whether the document came from a private network, in which its pages may then lie too.
    #[must_use]
    pub(super) fn mark_private(mut self, private: bool) -> Self {
        self.pages.iter_mut().for_each(|(_, page)| page.private = private);
        self
    }

    /// Adds an older page of the same feed, up to `entries_max` in all.
    pub(super) fn append(&mut self, older: Self, entries_max: usize) {
        let first = self.entries.len();
        let shifted = older.pages.into_iter().map(|(at, page)| (at + first, page));
        self.entries.extend(older.entries);
        self.entries.truncate(entries_max.max(first));
        let kept = self.entries.len();
        self.pages.extend(shifted.filter(|(at, _)| *at < kept));
    }

    /// What was wrong with the document, then with each of its entries.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        let own = self.entries.iter().flat_map(|entry| match entry {
            Normalised::Story(story) => &story.problems,
            Normalised::Rejected(rejection) => &rejection.problems,
        });
        self.problems.iter().chain(own)
    }

    /// Whether the document was read to its end, so that its validators may be kept (edge case 23).
    pub fn is_whole(&self) -> bool {
        !self.problems.iter().any(|p| p.kind == ProblemKind::Truncated)
    }

    /// The value that is handed to `admit`. Here an item first meets a clock, which may say that its embargo is not over.
    pub fn into_batch(
        self,
        feed: &FeedConfig,
        fetch: FetchFacts,
        fetched_at: Timestamp,
        next: NextPoll,
    ) -> Batch {
        let read = self.settle_embargoes(fetched_at);
        let fetch = if read.is_whole() {
            fetch
        } else {
            FetchFacts { etag: None, last_modified: None, body_hash: None, asks: false, ..fetch }
        };
        Batch {
            feed: feed.id.clone(),
            format: read.format,
            fetched_at,
            fetch,
            facts: read.facts,
            problems: read.problems,
            entries: read.entries,
            pages: read.pages,
            next,
        }
    }
}

/// The newest date that lies within a year after the median: one typing error or embargo far in the future must not
/// move a virtual clock there.
fn newest_sane_date(document: &Document) -> Option<Timestamp> {
    const AHEAD_MAX: std::time::Duration = std::time::Duration::from_secs(366 * 86_400);
    let dates = document.entries.iter().flat_map(|entry| [&entry.published, &entry.updated]);
    let mut dates: Vec<Timestamp> = dates.flatten().filter_map(|date| date.at).collect();
    dates.sort_unstable();
    let median = *dates.get(dates.len() / 2)?;
    let limit = median.checked_add(AHEAD_MAX).ok()?;
    dates.into_iter().rev().find(|date| *date <= limit)
}

#[cfg(test)]
mod tests;
