//! Records of the two side streams: who else carried a story, and what was turned away. Pure.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::ninjs::{InfoSource, Status};
use super::record::{info_sources, instant, source_of};
use super::{EventHead, OutboxRow};
use crate::model::{
    Entry, FeedId, PubStatus, Rejection, RejectionReason, Relation, Sentences, Sources, Stage,
    Story,
};

pub const APPEARED: &str = "wiredesk.story.appeared.v1";
pub const REJECTED: &str = "wiredesk.entry.rejected.v1";

/// One more carrier of a story that is already known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Appearance {
    /// Uri of the story, the Kafka key.
    pub uri: String,
    /// The story's version whose text the copy has, the newest of those that do.
    pub version: String,
    /// How the story stood when the copy was seen, where not `usable`: a copy of what was withdrawn is still printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pub_status: Option<Status>,
    pub feed: String,
    /// The entry's identity within its feed.
    pub entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// RFC 3339, the carrier's claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub info_sources: Vec<InfoSource>,
    pub relation: Relation,
    /// 0 to 1.
    pub score: f64,
    /// The rule that decided, in words.
    pub because: String,
    /// Sentences of the copy and of the story, where the texts had to be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Sentences>,
}

/// An entry that is no story: the dead letter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reject {
    pub feed: String,
    pub entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    pub stage: Stage,
    pub reason: RejectionReason,
    pub detail: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// The item as received, at most 2,000 characters.
    pub raw: String,
}

/// What the judge says of a copy.
#[derive(Debug, Clone)]
pub struct Likeness<'a> {
    pub relation: Relation,
    pub score: f64,
    pub because: &'a str,
    pub sentences: Option<&'a Sentences>,
}

/// What a copy is a copy of: a version of a story, and how the story stands.
#[derive(Debug, Clone, Copy)]
pub struct Copied<'a> {
    pub uri: &'a str,
    pub version: u64,
    pub status: PubStatus,
}

/// The appearance record of `story` as a copy of `of`.
pub fn appearance(
    feed: &FeedId,
    of: &Copied<'_>,
    story: &Story,
    like: &Likeness<'_>,
) -> Appearance {
    Appearance {
        uri: of.uri.to_owned(),
        version: of.version.to_string(),
        pub_status: match of.status {
            PubStatus::Usable => None,
            PubStatus::Withheld => Some(Status::Withheld),
            PubStatus::Canceled => Some(Status::Canceled),
        },
        feed: feed.to_string(),
        entry: story.identity.entry.clone(),
        link: story.identity.link_printed.clone(),
        headline: story.headline.clone(),
        by: story.by.clone(),
        published: instant(story.published.as_ref()),
        info_sources: info_sources(&story.sources),
        relation: like.relation,
        score: like.score,
        because: like.because.to_owned(),
        evidence: like.sentences.cloned(),
    }
}

/// Whose copy was the story's `version` before another feed's took its place.
#[derive(Debug, Clone, Copy)]
pub struct Predecessor<'a> {
    pub feed: &'a FeedId,
    pub entry: &'a str,
    pub link: Option<&'a str>,
    pub headline: &'a str,
    pub published: Option<Timestamp>,
    pub sources: &'a Sources,
    pub uri: &'a str,
    pub version: u64,
}

/// The appearance record of the copy that was published until now.
pub fn displaced(before: &Predecessor<'_>) -> Appearance {
    Appearance {
        uri: before.uri.to_owned(),
        version: before.version.to_string(),
        pub_status: None,
        feed: before.feed.to_string(),
        entry: before.entry.to_owned(),
        link: before.link.map(str::to_owned),
        headline: Some(before.headline.to_owned()).filter(|headline| !headline.is_empty()),
        by: None,
        published: before.published.map(|at| at.to_string()),
        info_sources: info_sources(before.sources),
        relation: Relation::Verbatim,
        score: 1.0,
        because: "this copy was the version named, until another feed's took its place".to_owned(),
        evidence: None,
    }
}

/// The dead letter of an entry.
pub fn reject(feed: &FeedId, rejection: &Rejection) -> Reject {
    Reject {
        feed: feed.to_string(),
        entry: rejection.identity.entry.clone(),
        link: rejection.identity.link_printed.clone(),
        stage: rejection.stage,
        reason: rejection.reason,
        detail: rejection.detail.clone(),
        problems: rejection.problems.iter().map(ToString::to_string).collect(),
        raw: rejection.raw.clone(),
    }
}

/// The dead letter of a record that the sink refused for good.
pub fn refusal(feed: &FeedId, row: &OutboxRow, detail: &str) -> Reject {
    let raw = String::from_utf8_lossy(&row.value).chars().take(Entry::RAW_CHARS_MAX).collect();
    Reject {
        feed: feed.to_string(),
        entry: row.event.id.clone(),
        link: None,
        stage: Stage::Publish,
        reason: RejectionReason::RefusedByBroker,
        detail: detail.to_owned(),
        problems: Vec::new(),
        raw,
    }
}

/// The envelope of an appearance or reject; `id` is unique to (subject, carrier, state).
pub fn side_event(
    feed: &FeedId,
    kind: &str,
    subject: &str,
    id: String,
    now: Timestamp,
) -> EventHead {
    EventHead {
        id,
        kind: kind.to_owned(),
        source: source_of(feed),
        subject: subject.to_owned(),
        time: now.to_string(),
        dataschema: None,
    }
}
