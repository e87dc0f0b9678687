//! The one value that a poll hands to `admit`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::FeedId;
use super::entry::{FeedFacts, Format};
use super::moved::Moving;
use super::page::Page;
use super::problem::Problem;
use super::story::{Rejection, Story};
use super::walk::Walk;

/// An entry after normalising.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalised {
    Story(Box<Story>),
    Rejected(Box<Rejection>),
}

/// What the transport learned, to be committed with the stories (P1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchFacts {
    /// Byte-exact `ETag` and `Last-Modified`, weak prefix included (edge cases 21, 22).
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    /// The address that gave them, where redirects led there.
    pub given_by: Option<Url>,
    /// xxh3 of the decoded body; `None` for a 304.
    pub body_hash: Option<u64>,
    pub extent: Extent,
    /// What is thought of the server's 304s from now on ([`crate::fetch::validators`]); `None` where nothing changes.
    pub doubts: Option<u32>,
    /// News put the server's 304s in question: the validators from before it stay.
    pub asks: bool,
    /// The feed's configured address; `None` for a spool.
    pub origin: Option<String>,
    /// Where redirects led, if every one of them was permanent.
    pub moved_to: Option<Url>,
    /// The answer came from a private network: what it links there may be followed.
    pub private: bool,
    /// What that makes of the feed's address from now on ([`crate::fetch::moved`]).
    pub moving: Moving,
    /// `Link` headers as they came, where one of them speaks of a hub (WebSub section 4).
    pub links: Vec<String>,
    /// The feed is known to have no subscription at a hub that could learn something of the poll.
    pub hubless: bool,
    /// Response facts the schedule needs: seconds the server asked to wait or to keep the answer.
    pub retry_after_s: Option<u64>,
    pub max_age_s: Option<u64>,
    /// Older pages that could not be read after a gap, to be tried again with the next document.
    pub walk: Option<Walk>,
}

/// How much of what stands in the feed an answer shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    #[default]
    Whole,
    /// A 304, or the very bytes of last time.
    Unmodified,
    /// 226: what is new since the validators that were sent, and nothing else (RFC 3229).
    Delta,
    /// A hub sent the document: what is new and no more, and it says nothing of the feed's own server.
    Pushed,
}

/// What a document brought, as far as admission can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    /// Nothing that was not known.
    Nothing,
    /// Some entries were known and some were not.
    Some,
    /// No entry was known: the publisher's window may have moved on by more than it holds (edge case 36).
    Gap,
}

/// When the feed is due again, with the schedule's estimate of its interval in milliseconds: all answers, because
/// only admission learns what the poll brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPoll {
    pub if_gap: (Timestamp, u64),
    pub if_news: (Timestamp, u64),
    pub if_none: (Timestamp, u64),
}

impl NextPoll {
    /// The same answer whatever the poll brings: where the operator or a caller decided.
    pub fn fixed(at: Timestamp, interval_ms: u64) -> Self {
        let next = (at, interval_ms);
        Self { if_gap: next, if_news: next, if_none: next }
    }

    pub fn at(&self, news: News) -> (Timestamp, u64) {
        match news {
            News::Gap => self.if_gap,
            News::Some => self.if_news,
            News::Nothing => self.if_none,
        }
    }
}

/// One poll: feed facts, problems, normalised entries. Owned, serialisable, and all that `admit` needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub feed: FeedId,
    pub format: Option<Format>,
    /// When the answer arrived, by the clock of the poll.
    pub fetched_at: Timestamp,
    pub fetch: FetchFacts,
    pub facts: FeedFacts,
    pub problems: Vec<Problem>,
    /// In document order.
    pub entries: Vec<Normalised>,
    /// Of a feed with `full_text`: pages to be read, each with the place of its entry in `entries`.
    pub pages: Vec<(usize, Page)>,
    pub next: NextPoll,
}

impl Batch {
    /// A poll that found the document as it was.
    pub fn is_unmodified(&self) -> bool {
        self.fetch.extent == Extent::Unmodified && self.entries.is_empty()
    }

    /// A poll that brought no entries.
    pub fn without_entries(
        feed: FeedId,
        fetched_at: Timestamp,
        fetch: FetchFacts,
        next: NextPoll,
    ) -> Self {
        Self {
            feed,
            format: None,
            fetched_at,
            fetch,
            facts: FeedFacts::default(),
            problems: Vec::new(),
            entries: Vec::new(),
            pages: Vec::new(),
            next,
        }
    }
}
