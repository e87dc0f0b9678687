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
    /// Whether the feed lives in `fetch.allow_private`: only then may the page.
    #[serde(default)]
    pub private: bool,
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

/// Why a page gave no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageTrouble {
    /// robots.txt forbids the page.
    Robots,
    /// robots.txt could not be read, which forbids everything for now (RFC 9309 section 2.3.1.4).
    RobotsUnread,
    /// The address is private and not allowed, or no http(s).
    Forbidden,
    NotFound,
    Gone,
    /// 401, 403, 407.
    Unauthorised,
    /// 429.
    TooManyRequests,
    Timeout,
    /// DNS, TLS or connection.
    Unreachable,
    Server,
    /// Any other status, too many redirects, a body that broke off.
    Broken,
    TooBig,
    NotHtml,
    /// Consent, login, payment, or a proof of being human.
    Barrier,
    NoArticle,
    /// The article says no more than the summary.
    NoMore,
    /// The article is not the entry's.
    OtherStory,
    /// A fault of ours.
    Fault,
}

impl PageTrouble {
    /// The label used in metrics and logs.
    pub fn label(self) -> &'static str {
        match self {
            Self::Robots => "robots",
            Self::RobotsUnread => "robots_unread",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Unauthorised => "unauthorised",
            Self::TooManyRequests => "too_many_requests",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Server => "server",
            Self::Broken => "broken",
            Self::TooBig => "too_big",
            Self::NotHtml => "not_html",
            Self::Barrier => "barrier",
            Self::NoArticle => "no_article",
            Self::NoMore => "no_more",
            Self::OtherStory => "other_story",
            Self::Fault => "fault",
        }
    }
}
