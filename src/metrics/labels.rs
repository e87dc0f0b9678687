//! The values that labels may take: one word for each variant of a closed enum.

use crate::fetch::FailureKind;
use crate::publish::{SinkError, Stream};

/// What came of one poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollOutcome {
    /// A document was read and admitted.
    Fresh,
    /// 304, or the very bytes of the last answer.
    NotModified,
    /// An answer came that is no document: the seen-state was left alone (P8).
    Unreadable,
    /// The commit failed; the next poll begins where this one did (P1).
    NotAdmitted,
    Failed(FailureKind),
}

/// How a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    Healthy,
    /// The last poll failed or could not be read.
    Failing,
    /// 410: asked again rarely.
    Gone,
    /// Not polled yet.
    Pending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReloadOutcome {
    Taken,
    /// The new configuration has faults; the old one stays.
    Refused,
}

impl PollOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::NotModified => "not_modified",
            Self::Unreadable => "unreadable",
            Self::NotAdmitted => "not_admitted",
            Self::Failed(kind) => failure(kind),
        }
    }
}

impl FeedState {
    pub const ALL: [Self; 4] = [Self::Healthy, Self::Failing, Self::Gone, Self::Pending];

    pub fn label(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Pending => "pending",
        }
    }
}

impl ReloadOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Refused => "refused",
        }
    }
}

pub(super) fn failure(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Dns => "dns",
        FailureKind::Forbidden => "forbidden",
        FailureKind::Tls => "tls",
        FailureKind::Connect => "connect",
        FailureKind::Timeout => "timeout",
        FailureKind::TooManyRedirects => "too_many_redirects",
        FailureKind::TooBig => "too_big",
        FailureKind::Body => "body",
        FailureKind::Gone => "gone",
        FailureKind::NotFound => "not_found",
        FailureKind::Unauthorised => "unauthorised",
        FailureKind::TooManyRequests => "too_many_requests",
        FailureKind::Client => "client",
        FailureKind::Server => "server",
        FailureKind::Status => "status",
    }
}

pub(super) fn stream(stream: Stream) -> &'static str {
    match stream {
        Stream::Stories => "stories",
        Stream::Appearances => "appearances",
        Stream::Rejects => "rejects",
    }
}

/// All that [`sink_error`] can say.
pub(super) const SINK_ERRORS: [&str; 3] = ["reopen", "retry", "fatal"];

pub(super) fn sink_error(error: &SinkError) -> &'static str {
    match error {
        SinkError::Reopen { .. } => "reopen",
        SinkError::Retry { .. } => "retry",
        SinkError::Fatal { .. } => "fatal",
    }
}
