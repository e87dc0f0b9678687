//! The page behind an entry that carries only a summary.

use serde::{Deserialize, Serialize};
use url::Url;

use super::entry::{Entry, FeedFacts};
use super::story::Identity;

/// A page worth reading, with all that is needed to read its article as the entry's own text, hours later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// http or https, as the entry links it.
    pub address: Url,
    /// The entry without its content, which the article takes the place of, and without its raw bytes.
    pub entry: Entry,
    /// What the document said of the feed.
    pub feed: FeedFacts,
    /// As the whole document told it: one entry alone cannot tell a reused guid.
    pub identity: Identity,
    /// (role, value), as the story has them.
    pub alt_ids: Vec<(String, String)>,
    /// The entry's headline and text, cleaned: an article that has little of either is another page's.
    pub headline: Option<String>,
    pub summary: Option<String>,
}
