//! A story: one piece of clean copy with its provenance, as normalising hands it to the judge.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::date::Date;
use super::problem::Problem;

/// Behind the id of an item in [`Identity::previous`]: each of the item's several texts, whose names go on behind it.
pub const OF_PARTS: char = '#';

/// How an entry is told from others of its feed, strongest name first (design section 4, edge cases 1 to 7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// What `--verdicts` calls the entry: the guid where there is one, else the link, else a derived id.
    pub entry: String,
    pub guid: Option<String>,
    /// The permanent link with trackers taken out and its query sorted; `None` for a home page.
    pub link: Option<String>,
    /// The link is a page that carries one item after another (a live or section page): with a guid it tells items
    /// apart, alone it names none.
    pub link_is_shared: bool,
    /// The link as printed.
    pub link_printed: Option<String>,
    /// A hash of folded title and date; set only where there is no guid.
    pub title_and_date: Option<String>,
    /// Ids of earlier items that this one replaces, corrects or kills.
    pub previous: Vec<String>,
}

/// `full`, or `partial` for a summary or an abridged copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Representation {
    Partial,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PubStatus {
    Usable,
    /// Under embargo until `embargoed_until`.
    Withheld,
    /// Killed or withdrawn; the record stays, the reason is in `ed_note`.
    Canceled,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryKind {
    #[default]
    Story,
    /// Flash, bulletin, urgent, alert.
    Alert,
    Correction,
    /// A kill or withdrawal notice.
    Kill,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub name: String,
    /// The code or the spelling printed where it differs from the name, e.g. `TNS`.
    pub literal: Option<String>,
    pub uri: Option<String>,
}

/// The chain: who wrote it, who passed it on, who printed it. Only what is printed or explicit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    pub originator: Option<Organisation>,
    pub distributor: Option<Organisation>,
    pub publisher: Option<Organisation>,
    /// The organisation whose own feed printed it, by the name that an originator of that house has, where that is known.
    /// Records call the publisher as its feed does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What each claim rests on, e.g. (`originator`, "copyright line: ©2021 Bloomberg L.P.").
    pub evidence: Vec<(String, String)>,
}

impl Sources {
    /// Whether one is named as who wrote it and another as who printed it.
    pub fn is_reprint(&self) -> bool {
        self.printed_its_own() == Some(false)
    }

    /// Whether who wrote it printed it; `None` where one of the two is not known.
    pub fn printed_its_own(&self) -> Option<bool> {
        let wrote = self.originator.as_ref()?;
        let is_known = self.publisher.is_some() || self.owner.is_some();
        is_known.then(|| self.is_printed_by(&wrote.name))
    }

    /// Whether `name` printed it, under the name of its feed or of its owner.
    pub fn is_printed_by(&self, name: &str) -> bool {
        let printed = self.publisher.as_ref().map(|publisher| publisher.name.as_str());
        [printed, self.owner.as_deref()].iter().flatten().any(|by| by.eq_ignore_ascii_case(name))
    }

    /// Who wrote it, as printed; else the owner of the feed in which it stands.
    pub fn writer(&self) -> Option<&str> {
        let wrote = self.originator.as_ref().map(|originator| originator.name.as_str());
        wrote.or(self.owner.as_deref())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    /// `author`, `photographer`, `contributor`, `editor`.
    pub rel: String,
    /// Role or organisation as printed, e.g. `Bloomberg News`.
    pub literal: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copyright {
    pub holder: Option<String>,
    pub notice: Option<String>,
    pub usage_terms: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub name: String,
    /// The code within the scheme, e.g. `medtop:11000000`.
    pub literal: Option<String>,
    /// Scheme or concept URI, only where it is an absolute URI.
    pub uri: Option<String>,
}

/// An organisation, place or event that an item names in a field of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    /// What the story has to do with it, as the field says.
    pub rel: Option<String>,
    /// Its code within a scheme.
    pub literal: Option<String>,
    /// Only where it is an absolute URI.
    pub uri: Option<String>,
}

/// What a story is about beside people and subjects: only what fields name, never what a text does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions {
    pub organisations: Vec<Named>,
    pub places: Vec<Named>,
    pub events: Vec<Named>,
}

/// A picture (or clip) that belongs to the story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Absolute URL; `None` where only the caption came with the text.
    pub href: Option<String>,
    pub mime: Option<String>,
    /// `picture`, `video`, `audio`, `graphic` (ninjs newsObjectType).
    pub object_type: String,
    pub title: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub bytes: Option<u64>,
    pub caption: Option<String>,
    /// The credit line as printed, e.g. `Ana Ruiz, Halden Pictures/NWS`.
    pub credit: Option<String>,
    pub people: Vec<Person>,
    pub sources: Sources,
}

/// One piece of clean copy. Everything the wire record holds comes from here; nothing is invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    pub identity: Identity,
    /// [`Entry::received_hash`](super::entry::Entry::received_hash) of the entry it was read from.
    pub received: u64,
    pub kind: StoryKind,
    pub headline: Option<String>,
    /// (role, text) of further headlines: `subheadline`, `kicker`, `short` ...
    #[serde(default)]
    pub headlines: Vec<(String, String)>,
    pub summary: Option<String>,
    /// Clean paragraphs, in reading order, without furniture, credits, captions or dateline.
    pub paragraphs: Vec<String>,
    /// The same text as sanitised HTML; empty where the paragraphs say it all.
    pub html: String,
    pub representation: Representation,
    pub status: PubStatus,
    /// Of a usable story, only until [`settle_embargo`](Self::settle_embargo) has decided.
    pub embargoed_until: Option<Timestamp>,
    /// When the content was made, where its source has a date for that alone.
    #[serde(default)]
    pub content_created: Option<Timestamp>,
    /// Until when it may be used.
    #[serde(default)]
    pub expires: Option<Timestamp>,
    pub published: Option<Date>,
    pub updated: Option<Date>,
    pub by: Option<String>,
    pub people: Vec<Person>,
    pub located: Option<String>,
    pub slugline: Option<String>,
    /// 1 (highest) to 9, IPTC.
    pub urgency: Option<u8>,
    pub genres: Vec<String>,
    pub subjects: Vec<Subject>,
    /// Few stories have any.
    #[serde(default)]
    pub mentions: Option<Box<Mentions>>,
    pub ed_note: Option<String>,
    pub sources: Sources,
    pub copyright: Copyright,
    /// (role, value): guid, link, canonical link, wire item id and version.
    pub alt_ids: Vec<(String, String)>,
    pub pictures: Vec<Picture>,
    /// BCP 47.
    pub language: Option<String>,
    pub problems: Vec<Problem>,
    /// What was taken out of the text and why, (rule, text); shown by `preview`, never published.
    pub removed: Vec<(String, String)>,
}

impl Story {
    /// The publisher's newest claim: the later of `updated` and `published`.
    pub fn claimed_at(&self) -> Option<Timestamp> {
        let at = |date: &Option<Date>| date.as_ref().and_then(|d| d.at);
        at(&self.updated).max(at(&self.published))
    }

    /// Decides at `now` an embargo that only the story's own date would have ended: a usable story that names one. Items are
    /// dated at their release, which may lie ahead.
    pub(crate) fn settle_embargo(&mut self, now: Timestamp) {
        if self.status != PubStatus::Usable {
            return;
        }
        self.embargoed_until = self.embargoed_until.filter(|until| *until > now);
        if self.embargoed_until.is_some() {
            self.status = PubStatus::Withheld;
        }
    }
}

/// Which stage turned an entry away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Parse,
    Normalise,
    Publish,
}

/// Why an entry is no story. Closed list: part of the wire contract and a metric label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectionReason {
    /// Neither a headline nor any text.
    NoText,
    /// A planning note: news budget, coverage advisory, digest.
    Advisory,
    /// A test message of the wire.
    TestMessage,
    /// The item could not be read at all.
    Unreadable,
    /// A wire item that is not text (picture, package, concept, event).
    NotText,
    /// The record does not fit `message.max.bytes` even when cut.
    TooLarge,
    /// The broker refused this record for good.
    RefusedByBroker,
}

/// An entry that is not a story, with enough to look into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    pub identity: Identity,
    pub stage: Stage,
    pub reason: RejectionReason,
    pub detail: String,
    /// The item as received, bounded.
    pub raw: String,
    pub problems: Vec<Problem>,
}

/// A story with a headline, paragraphs and a date, for tests.
#[cfg(test)]
pub(crate) fn sample(headline: &str, paragraphs: &[&str], dated: Option<Timestamp>) -> Story {
    use super::date::Precision;
    let entry = format!("https://gazette.example/{}", headline.replace(' ', "-"));
    Story {
        identity: Identity { entry: entry.clone(), link: Some(entry), ..Identity::default() },
        received: 0,
        kind: StoryKind::Story,
        headline: Some(headline.to_owned()),
        headlines: Vec::new(),
        summary: None,
        paragraphs: paragraphs.iter().map(|p| (*p).to_owned()).collect(),
        html: String::new(),
        representation: Representation::Full,
        status: PubStatus::Usable,
        embargoed_until: None,
        content_created: None,
        expires: None,
        published: dated.map(|at| Date {
            raw: at.to_string(),
            at: Some(at),
            precision: Precision::Instant,
        }),
        updated: None,
        by: None,
        people: Vec::new(),
        located: None,
        slugline: None,
        urgency: None,
        genres: Vec::new(),
        subjects: Vec::new(),
        mentions: None,
        ed_note: None,
        sources: Sources::default(),
        copyright: Copyright::default(),
        alt_ids: Vec::new(),
        pictures: Vec::new(),
        language: None,
        problems: Vec::new(),
        removed: Vec::new(),
    }
}
