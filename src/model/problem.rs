//! What was wrong with a document or an entry: a value, shown and counted, never an `Err`.

use serde::{Deserialize, Serialize};

/// Closed list, used as a metric label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The bytes are no feed or wire document that wiredesk knows (HTML page, binary, plain text).
    NotAFeed,
    /// A page that only a browser gets past.
    Challenge,
    /// Nothing there: zero bytes, or a feed without any entry.
    Empty,
    /// The document ends before its markup does.
    Truncated,
    /// The markup is broken; what could be read was.
    Malformed,
    /// Bytes do not agree with the declared charset, or had to be replaced.
    Charset,
    /// Characters that XML or JSON forbid were dropped.
    ControlCharacters,
    /// The feed parser panicked on this input and was contained.
    ParserPanic,
    /// A limit was reached (items, bytes, depth, text length) and the rest was left out.
    OverLimit,
    /// A date is there but cannot be read.
    UnreadableDate,
    /// A date lies in the future by more than the clock skew that is tolerated.
    FutureDate,
    /// One guid stands on items with different links.
    GuidReused,
    /// An address is there but is no usable URL.
    BadUrl,
    /// A field that the format demands is missing.
    MissingField,
    /// A field's value breaks the format's rules.
    InvalidField,
    /// The markup is nested too deeply to be trusted; its text alone was kept.
    TooDeep,
}

/// One thing that was wrong, in words a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
    /// A sentence without trailing full stop; at most [`Problem::DETAIL_CHARS_MAX`] characters.
    pub detail: String,
}

impl Problem {
    pub const DETAIL_CHARS_MAX: usize = 300;

    pub fn new(kind: ProblemKind, detail: impl AsRef<str>) -> Self {
        let detail = detail.as_ref().chars().take(Self::DETAIL_CHARS_MAX).collect();
        Self { kind, detail }
    }
}

impl ProblemKind {
    /// The label used in metrics, logs and verdict lines.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotAFeed => "not_a_feed",
            Self::Challenge => "challenge",
            Self::Empty => "empty",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Charset => "charset",
            Self::ControlCharacters => "control_characters",
            Self::ParserPanic => "parser_panic",
            Self::OverLimit => "over_limit",
            Self::UnreadableDate => "unreadable_date",
            Self::FutureDate => "future_date",
            Self::GuidReused => "guid_reused",
            Self::BadUrl => "bad_url",
            Self::MissingField => "missing_field",
            Self::InvalidField => "invalid_field",
            Self::TooDeep => "too_deep",
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.label(), self.detail)
    }
}
