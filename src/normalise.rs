//! Entry to story or rejection: markup, furniture, credits, identity, language. Pure.

use crate::model::{Document, FeedId, Normalised};

pub mod credits;

/// What the operator said of a feed.
#[derive(Debug, Clone)]
pub struct FeedOptions {
    pub id: FeedId,
    pub publisher: Option<String>,
    pub language: Option<String>,
}

/// Normalises every entry of `document`, in document order, one result an entry.
pub fn normalise(_document: &Document, _feed: &FeedOptions) -> Vec<Normalised> {
    Vec::new()
}
