//! What became of an entry.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    New,
    Update,
    Copy,
    Unchanged,
    Withdrawn,
    Rejected,
}

impl VerdictKind {
    pub const ALL: [Self; 6] =
        [Self::New, Self::Update, Self::Copy, Self::Unchanged, Self::Withdrawn, Self::Rejected];

    pub fn label(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update => "update",
            Self::Copy => "copy",
            Self::Unchanged => "unchanged",
            Self::Withdrawn => "withdrawn",
            Self::Rejected => "rejected",
        }
    }
}

/// How a copy relates to the story it is a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Verbatim,
    Abridged,
    Extended,
    Revised,
}

/// One line of `--verdicts`, one row of `explain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub feed: super::FeedId,
    pub entry: String,
    pub verdict: VerdictKind,
    /// The story's `uri`; absent for a rejected entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// 0 to 1: how sure the judge is that entry and story are one text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The rule that decided, in words.
    pub because: String,
    /// What it was held against, where the texts had to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

impl Verdict {
    /// A kill that is a story of its own: what it speaks of is not known here, and may stand published.
    pub fn is_kill_of_nothing(&self) -> bool {
        self.verdict == VerdictKind::Withdrawn && self.version.as_deref() == Some("1")
    }
}

/// The stories an entry was held against and what it has in common with the one that decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The nearest first.
    pub candidates: Vec<Weighed>,
    pub sentences: Sentences,
}

/// One story that an entry was held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// The story's `uri`.
    pub story: String,
    /// Share of the entry's words that stand in the story's text, 0 to 1, and the other way about.
    pub of_entry: f64,
    pub of_story: f64,
    /// Words in common.
    pub words: usize,
    /// The rule that makes it the same copy, with its thresholds, or why none does.
    pub ruling: String,
}

/// Sentences of two texts, the first telling ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sentences {
    /// In both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
    /// In the entry alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_entry: Vec<String>,
    /// In the story alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_story: Vec<String>,
    /// Figures, names and days of the entry and what the story has in their place, the first few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanged: Vec<Exchanged>,
}

/// Words of two texts in each other's place, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exchanged {
    pub entry: String,
    pub story: String,
}
