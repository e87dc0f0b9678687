//! A document as one feed answered it, and its entries before any cleaning.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::date::Date;
use super::problem::Problem;
use super::story::{Mentions, Person};

/// What the bytes turned out to be; told by content, never by suffix or content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Rss,
    Rdf,
    Atom,
    JsonFeed,
    Nitf,
    NewsMlG2,
    NewsMl1,
    Ninjs,
    ApJson,
    Anpa,
    Iptc7901,
    /// Google News sitemap.
    NewsSitemap,
}

impl Format {
    /// Whether a document lists what stands in the feed now. Those of a wire carry what was sent, each item once.
    pub fn lists_what_stands(self) -> bool {
        matches!(self, Self::Rss | Self::Rdf | Self::Atom | Self::JsonFeed | Self::NewsSitemap)
    }
}

/// One parsed answer of a feed. `entries` are in document order, so that verdict lines are too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// `None` when the bytes are nothing that could be read; `problems` then says why.
    pub format: Option<Format>,
    pub feed: FeedFacts,
    pub entries: Vec<Entry>,
    /// Faults of the document as a whole. An entry's own faults are with the entry.
    pub problems: Vec<Problem>,
}

/// What a document says of its feed rather than of one entry. What it leaves out is not written down: each poll reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The site's address (`channel/link`, Atom `rel=alternate`), absolute where a base was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// `atom:link rel=self`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_link: Option<String>,
    /// BCP 47 as declared; a claim, often wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
    /// WebSub hubs (`atom:link rel=hub`, JSON Feed `hubs`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<String>,
    /// The next older part of the feed: `rel=prev-archive`, else `rel=next` (RFC 5005), JSON Feed `next_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub older: Option<String>,
    /// RSS `ttl` in minutes, as declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_minutes: Option<u32>,
    /// RSS `skipHours`, 0 to 23, UTC.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`, lower-case English names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_days: Vec<String>,
    /// `sy:updatePeriod` and `sy:updateFrequency`, raw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_frequency: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkupKind {
    Text,
    Html,
}

/// A piece of text and whether it is to be read as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    pub kind: MarkupKind,
    pub value: String,
}

/// A category, tag, keyword or subject as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub name: String,
    /// Domain (RSS), scheme (Atom) or the code's URI / qcode (wire formats).
    pub scheme: Option<String>,
    pub code: Option<String>,
}

/// An enclosure, media:content, attachment or wire picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub url: String,
    pub mime: Option<String>,
    /// `image`, `video`, `audio`, `document` as declared (Media RSS `medium`).
    pub medium: Option<String>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub bytes: Option<u64>,
    pub title: Option<String>,
    pub caption: Option<String>,
    /// (role as printed, name), e.g. (`photographer`, `Ana Ruiz`); role may be empty.
    pub credits: Vec<(String, String)>,
}

/// `<source url="...">Name</source>` of RSS, `atom:source`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub title: Option<String>,
    pub url: Option<String>,
}

/// One item as one feed carried it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As printed, trimmed; an empty or attribute-only guid is `None` (edge case 5).
    pub guid: Option<String>,
    /// The guid is (or by RSS default may be) the permanent link.
    pub guid_is_permalink: bool,
    /// Absolute where a base was known (edge cases 50 and 52).
    pub link: Option<String>,
    /// The address that the item says it has itself: feedburner:origLink or `rel=canonical`.
    pub own_link: Option<String>,
    /// Further addresses of the same item (canonical, feedburner:origLink, via, AMP).
    pub other_links: Vec<String>,
    pub title: Option<Markup>,
    pub summary: Option<Markup>,
    pub content: Option<Markup>,
    pub published: Option<Date>,
    pub updated: Option<Date>,
    /// Authors as printed, one string each.
    pub authors: Vec<String>,
    pub categories: Vec<Category>,
    pub language: Option<String>,
    pub rights: Option<String>,
    /// Address or name of the licence the item is under, its own or its feed's.
    #[serde(default)]
    pub license: Option<String>,
    pub source: Option<Source>,
    pub media: Vec<Media>,
    /// Explicit fields of a wire format; they win over anything guessed from text.
    pub wire: Option<Box<WireFields>>,
    pub problems: Vec<Problem>,
    /// The item as received, at most [`Entry::RAW_CHARS_MAX`] characters: what a dead letter shows.
    pub raw: String,
}

impl Entry {
    pub const RAW_CHARS_MAX: usize = 2_000;

    /// XXH3 of headline, texts and instructions, decoded but not cleaned: rules of cleaning do not move it. Stored: the
    /// order of its parts never changes.
    pub fn received_hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        for markup in [&self.title, &self.summary, &self.content] {
            hash.update(markup.as_ref().map_or("", |markup| &markup.value).as_bytes());
            hash.update(b"\0");
        }
        if let Some(wire) = &self.wire {
            // An embargo without an end is not the same as none.
            let embargo = wire.embargoed.as_ref().map(|date| date.raw.as_str());
            let embargo = embargo.map(|raw| if raw.is_empty() { "-" } else { raw });
            let fields = [&wire.ed_note, &wire.pub_status, &wire.version].map(Option::as_deref);
            for said in fields.into_iter().chain([embargo]) {
                hash.update(said.unwrap_or_default().as_bytes());
                hash.update(b"\0");
            }
            hash.update(wire.signals.join("\n").as_bytes());
        }
        hash.digest()
    }
}

/// What NITF, NewsML, ninjs, AP JSON, ANPA and IPTC 7901 say in fields of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireFields {
    /// The wire's own item id (NewsML-G2 `guid`, NITF `doc-id`, ninjs `uri`).
    pub item_id: Option<String>,
    /// The wire's own version, kept in `altIds`.
    pub version: Option<String>,
    pub byline: Option<String>,
    /// The dateline as printed, e.g. `PARIS, March 3 (AFP) -`.
    pub dateline: Option<String>,
    /// The dateline's place where the markup names it.
    pub located: Option<String>,
    pub slugline: Option<String>,
    pub credit: Option<String>,
    /// Provider or source organisations, most specific first.
    pub providers: Vec<String>,
    /// Distributor where the format has a field of that name.
    pub distributor: Option<String>,
    pub copyright_holder: Option<String>,
    pub copyright_notice: Option<String>,
    pub usage_terms: Option<String>,
    /// 1 (flash) to 9, IPTC.
    pub urgency: Option<u8>,
    pub genres: Vec<String>,
    pub ed_note: Option<String>,
    /// `usable`, `withheld`, `canceled`, as the format spells it.
    pub pub_status: Option<String>,
    pub embargoed: Option<Date>,
    /// When the content was made, where the item has a date of its own for it.
    pub content_created: Option<Date>,
    /// Until when it may be used.
    pub expires: Option<Date>,
    /// Editors, photographers, people it is about: those of fields that print no byline, with their roles.
    #[serde(default)]
    pub people: Vec<Person>,
    #[serde(default)]
    pub mentions: Mentions,
    /// Signals and instructions (`sig:update`, `sig:correction`, ...).
    pub signals: Vec<String>,
    /// Ids of earlier items that this one replaces, corrects or kills.
    pub previous: Vec<String>,
    /// Who wrote it, where the format has a field for that alone (NewsML-G2 `isrol:originfo`).
    #[serde(default)]
    pub originator: Option<String>,
    /// Who printed it (NITF `pubdata`).
    #[serde(default)]
    pub publisher: Option<String>,
    /// (role, text) of further headlines: `subheadline`, `kicker`, `short` ...
    #[serde(default)]
    pub headlines: Vec<(String, String)>,
    /// (role, id) of further names of the item: those of earlier versions, of the item it came from, of the agency's desk.
    #[serde(default)]
    pub alt_ids: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    #[test]
    fn the_hash_of_what_was_received_never_changes_between_releases() {
        let title = Markup { kind: MarkupKind::Text, value: "Berth to close".to_owned() };
        let entry = Entry { title: Some(title), ..Entry::default() };
        assert_eq!(format!("{:016x}", entry.received_hash()), "9d9e9b3a304d574c");
    }

    #[test]
    fn a_lifted_embargo_is_another_thing_received() {
        let wire = |embargoed: Option<&str>| WireFields {
            embargoed: embargoed.map(|raw| Date {
                raw: raw.to_owned(),
                at: None,
                precision: Precision::Instant,
            }),
            ..WireFields::default()
        };
        let entry = |embargoed| Entry { wire: Some(Box::new(wire(embargoed))), ..Entry::default() };
        let held = entry(Some("2026-03-02T10:00:00Z")).received_hash();
        assert_ne!(held, entry(None).received_hash());
        assert_ne!(entry(Some("")).received_hash(), entry(None).received_hash());
    }
}
