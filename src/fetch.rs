//! One conditional GET within limits, its answer classified. The only place that names reqwest.

pub mod address;
pub mod http;
pub mod moved;
pub mod redirect;
pub mod response;
pub mod robots;
pub mod spool;
pub mod tls;
pub mod validators;

mod body;
mod client;
mod clients;
mod failure;
mod inflate;
pub(crate) mod limits;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tls::FeedTls;
use url::Url;

use crate::config::Credentials;
use crate::model::FetchFacts;

/// One GET.
#[derive(Debug, Clone)]
pub struct Request {
    pub url: Url,
    /// Byte-exact validators of the last answer, sent as `If-None-Match` and `If-Modified-Since`.
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    /// The address that gave them, to which alone they are sent; `None` for `url`.
    pub given_by: Option<Url>,
    pub credentials: Option<Credentials>,
    pub target: Target,
    /// Whether it may go into `fetch.allow_private`: what the public web links or redirects to may not.
    pub private: bool,
    pub tls: Option<Arc<FeedTls>>,
}

impl Request {
    /// A plain request for what the operator wrote down.
    pub fn new(url: Url, target: Target) -> Self {
        let (etag, last_modified, given_by) = (None, None, None);
        let (credentials, tls) = (None, None);
        Self { url, etag, last_modified, given_by, credentials, target, private: true, tls }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Feed,
    /// An article's page. Redirects are answered with [`Answer::Moved`]: the next host's robots.txt is asked first.
    Page,
    Robots,
}

/// What came of it.
#[derive(Debug)]
pub enum Answer {
    Fresh(Body),
    NotModified(FetchFacts),
    /// Where a page's address leads to; only for [`Target::Page`].
    Moved {
        to: Url,
        /// The redirect came from a private network: only then may it lead into one.
        private: bool,
    },
    Failed(Failure),
}

/// A decoded body within the byte limit.
#[derive(Debug)]
pub struct Body {
    pub bytes: Vec<u8>,
    /// After redirects: the base of relative links.
    pub url: Url,
    pub charset: Option<String>,
    pub facts: FetchFacts,
}

/// Closed list, a metric label; `detail` says it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    Dns,
    /// The address is private and not allowed (design section 5).
    Forbidden,
    Tls,
    Connect,
    Timeout,
    /// No place became free in time at the host that another one redirected to.
    HostBusy,
    TooManyRedirects,
    TooBig,
    /// The body broke off or could not be decompressed, or the head was none of HTTP.
    Body,
    /// 410.
    Gone,
    /// 404.
    NotFound,
    /// 401, 403, 407.
    Unauthorised,
    /// 403 or 503 with a page that only a browser gets past.
    Challenge,
    /// 429.
    TooManyRequests,
    /// Other 4xx.
    Client,
    /// 5xx.
    Server,
    /// A status that has no meaning here (1xx, 3xx without location).
    Status,
}

#[derive(Debug, Clone)]
pub struct Failure {
    pub kind: FailureKind,
    pub detail: String,
    pub status: Option<u16>,
    /// `Retry-After`, both forms, in seconds from the answer.
    pub retry_after: Option<Duration>,
    pub heard: Heard,
}

/// Whose answer a request got before it failed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Heard {
    /// Nobody's: no head of a response came.
    #[default]
    Nobody,
    /// `fetch.proxy`'s own: it is up, and reached nobody, as far as it tells.
    Proxy,
    /// Not even `fetch.proxy` does what it is there for.
    NoProxy,
    /// The last site (registrable domain) that sent the head of a response, after redirects.
    Site(String),
}

impl FailureKind {
    /// The label used in metrics and logs.
    pub fn label(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Forbidden => "forbidden",
            Self::Tls => "tls",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::HostBusy => "host_busy",
            Self::TooManyRedirects => "too_many_redirects",
            Self::TooBig => "too_big",
            Self::Body => "body",
            Self::Gone => "gone",
            Self::NotFound => "not_found",
            Self::Unauthorised => "unauthorised",
            Self::Challenge => "challenge",
            Self::TooManyRequests => "too_many_requests",
            Self::Client => "client",
            Self::Server => "server",
            Self::Status => "status",
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.label(), self.detail)
    }
}

/// The HTTP seam: the real client, or a scripted one in simulations.
pub trait Transport: Send + Sync + std::fmt::Debug {
    fn get(&self, request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>>;
}
