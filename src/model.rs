//! The nouns of the product: feed, entry, story, appearance, verdict. Plain values, no behaviour that needs I/O.
//!
//! What crosses the line between the feed's half (fetch, parse, normalise) and the judge's half (admit, publish)
//! is one owned, serialisable [`Batch`] per poll.

pub mod batch;
pub mod date;
pub mod entry;
pub mod moved;
pub mod page;
pub mod problem;
pub mod story;
pub mod verdict;
pub mod walk;

pub use batch::{Batch, Extent, FetchFacts, News, NextPoll, Normalised};
pub use date::{Date, Precision};
pub use entry::{
    Category, Document, Entry, FeedFacts, Format, Markup, MarkupKind, Media, Source, WireFields,
};
pub use moved::{Adopted, Moving, Seen};
pub use page::{Page, PageTrouble};
pub use problem::{Problem, ProblemKind};
pub use story::{
    Copyright, Identity, Mentions, Named, OF_PARTS, Organisation, Person, Picture, PubStatus,
    Rejection, RejectionReason, Representation, Sources, Stage, Story, StoryKind, Subject,
};
pub use verdict::{Evidence, Exchanged, Relation, Sentences, Verdict, VerdictKind, Weighed};
pub use walk::Walk;

use std::sync::Arc;

/// The name an operator gave to one subscription: 1 to 100 characters of `a-z 0-9 . _ -`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct FeedId(#[serde(with = "shared_text")] Arc<str>);

/// One text for all that name the feed: it stands in a dozen tables, and every poll hands it round.
mod shared_text {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Arc::from)
    }
}

impl FeedId {
    /// Longest accepted id in bytes: it becomes a metric label and part of a file name.
    pub const BYTES_MAX: usize = 100;

    /// Accepts `text` if it is 1 to [`Self::BYTES_MAX`] characters of `a-z A-Z 0-9 . _ -`.
    pub fn parse(text: &str) -> Option<Self> {
        let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let good = !text.is_empty() && text.len() <= Self::BYTES_MAX && text.chars().all(legal);
        good.then(|| Self(text.into()))
    }

    /// For a document whose file has no name that could be one.
    pub fn unnamed() -> Self {
        Self("document".into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FeedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
