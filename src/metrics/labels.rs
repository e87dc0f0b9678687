//! The values that labels may take: one word for each variant of a closed enum.

use crate::fetch::FailureKind;
use crate::model::{PageTrouble, ProblemKind};
use crate::publish::{SinkError, Stream};

/// What came of one poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollOutcome {
    /// A document was read and admitted.
    Fresh,
    /// 304, or the very bytes of the last answer.
    NotModified,
    /// An answer came that is no document: the seen-state was left alone (P8).
    Unreadable(Unread),
    /// The store could not commit; the next poll begins where this one did (P1).
    NotAdmitted,
    /// A fault of ours: the poll or its admission panicked, or the store holds something it should not of this feed.
    Fault,
    /// Nobody could be reached, this feed's host or any other: our own network, and no feed's fault.
    Offline,
    Failed(FailureKind),
}

/// Why an answer is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Another kind of document: an error page, a login, a list of feeds.
    NotAFeed,
    /// A page that only a browser gets past.
    Challenge,
    /// Zero bytes, or a feed without any entry.
    Empty,
    /// Reading it failed; of a spool feed also that the folder or a file cannot be read.
    Broken,
}

/// What came of one attempt at an entry's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageOutcome {
    /// Its text is the story's next version.
    Full,
    /// Its text is another story's.
    Copy,
    /// It says what it said before, or what the story says already.
    Unchanged,
    /// The entry moved on while the page was read.
    Void,
    /// The store could not commit; the page is read again.
    NotAdmitted,
    /// Nobody could be reached: our own network, and no page's fault.
    Offline,
    Failed(PageTrouble),
}

/// What came of one request to a WebSub hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubOutcome {
    Accepted,
    /// 4xx: it will not have us.
    Refused,
    /// Not reached, or in trouble.
    Failed,
}

/// What came of a hub's question or word at our callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentOutcome {
    Verified,
    /// The hub says that it will not, or no longer.
    Denied,
    /// Nobody here asked for that.
    NotOurs,
}

/// What came of a document that somebody pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    /// Committed.
    Admitted,
    /// Signed, but no document: its feed was made due at once.
    Unreadable,
    /// Signed, but only a whole document of that feed can be read: the feed was made due at once.
    Ping,
    /// Not signed with our secret: ignored.
    Forged,
    /// Nothing is subscribed there.
    Unknown,
    TooBig,
    /// It broke off or came too slowly.
    BrokenOff,
    /// The outbox is above its mark, or too many bodies come at once: the hub is to try again.
    Busy,
    /// The store could not commit: the hub is to try again.
    NotAdmitted,
}

/// How a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    Healthy,
    /// The last poll failed, or brought what could not be read.
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
            Self::Unreadable(unread) => unread.label(),
            Self::NotAdmitted => "not_admitted",
            Self::Fault => "fault",
            Self::Offline => "offline",
            Self::Failed(kind) => kind.label(),
        }
    }
}

impl Unread {
    /// What a document's fatal problem makes of the poll.
    pub fn of(problem: ProblemKind) -> Self {
        match problem {
            ProblemKind::NotAFeed => Self::NotAFeed,
            ProblemKind::Challenge => Self::Challenge,
            ProblemKind::Empty => Self::Empty,
            ProblemKind::Truncated
            | ProblemKind::Malformed
            | ProblemKind::Charset
            | ProblemKind::ControlCharacters
            | ProblemKind::ParserPanic
            | ProblemKind::OverLimit
            | ProblemKind::UnreadableDate
            | ProblemKind::FutureDate
            | ProblemKind::GuidReused
            | ProblemKind::BadUrl
            | ProblemKind::MissingField
            | ProblemKind::InvalidField
            | ProblemKind::TooDeep => Self::Broken,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::NotAFeed => "not_a_feed",
            Self::Challenge => "challenge",
            Self::Empty => "empty",
            Self::Broken => "unreadable",
        }
    }
}

impl PageOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Copy => "copy",
            Self::Unchanged => "unchanged",
            Self::Void => "void",
            Self::NotAdmitted => "not_admitted",
            Self::Offline => "offline",
            Self::Failed(trouble) => trouble.label(),
        }
    }
}

impl HubOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl IntentOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Denied => "denied",
            Self::NotOurs => "not_ours",
        }
    }
}

impl PushOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Unreadable => "unreadable",
            Self::Ping => "ping",
            Self::Forged => "forged",
            Self::Unknown => "unknown",
            Self::TooBig => "too_big",
            Self::BrokenOff => "broken_off",
            Self::Busy => "busy",
            Self::NotAdmitted => "not_admitted",
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
