//! Story to wire record, encoded once at admission. Pure.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use super::EventHead;
use super::ninjs::{
    AltId, Association, BodyText, Genre, InfoSource, NamedRef, NewsItem, ObjectType, PersonRef,
    Rendition, RepresentationType, SCHEMA, Standard, Status, SubjectRef, Text,
};
use crate::model::{
    Date, FeedId, Mentions, Named, Organisation, Person, Picture, Precision, PubStatus,
    Representation, Sources, Story,
};

/// Namespace of every story uri (RFC 9562 section 5.5): never to change, or every story changes its name.
const NAMESPACE: Uuid = Uuid::from_u128(0x7e0c_5f0b_52f3_4b6e_9d55_6c1a_51d0_77aa);

/// `urn:uuid:` + UUIDv5 of (feed id, entry identity): the same after total loss of state.
pub fn story_uri(feed: &FeedId, entry: &str) -> String {
    let name = format!("{feed}\n{entry}");
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).urn().to_string()
}

/// Which event a version is announced with.
pub fn story_event_kind(version: u64, status: PubStatus) -> &'static str {
    match (status, version) {
        (PubStatus::Canceled, _) => "wiredesk.story.canceled.v1",
        (_, 1) => "wiredesk.story.new.v1",
        _ => "wiredesk.story.updated.v1",
    }
}

/// The envelope of a story version: `ce_id` is uri and version.
pub fn story_event(
    feed: &FeedId,
    uri: &str,
    version: u64,
    kind: &str,
    now: Timestamp,
) -> EventHead {
    EventHead {
        id: format!("{uri}:{version}"),
        kind: kind.to_owned(),
        source: source_of(feed),
        subject: uri.to_owned(),
        time: now.to_string(),
        dataschema: Some(SCHEMA.to_owned()),
    }
}

/// `source` of the envelope: the feed as a URI reference.
pub fn source_of(feed: &FeedId) -> String {
    format!("/feeds/{feed}")
}

/// The record does not fit even when it is cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the record has {bytes} bytes without any text, more than the {bytes_max} allowed")]
pub struct TooLarge {
    pub bytes: usize,
    pub bytes_max: usize,
}

/// What is known of a story's dates beside what its newest version claims.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dates {
    pub first_created: Option<Timestamp>,
    /// That of the newest earlier version.
    pub version_before: Option<Timestamp>,
}

/// When a version was made, by its makers. An older copy that takes the story over makes it no older.
pub fn version_created(story: &Story, before: Option<Timestamp>) -> Option<Timestamp> {
    // A version is never older than its content, whatever order a feed's two dates come in.
    let claimed = at(story.updated.as_ref()).max(at(story.published.as_ref()))?;
    Some(before.map_or(claimed, |before| claimed.max(before)))
}

/// Encodes one version as ninjs 3.1 within `bytes_max`: the HTML body goes first, then text is cut at a paragraph
/// and the record marked `partial` (design section 8).
pub fn encode_story(
    story: &Story,
    uri: &str,
    version: u64,
    dates: Dates,
    bytes_max: usize,
) -> Result<Vec<u8>, TooLarge> {
    let mut item = news_item(story, uri, version, dates);
    item.bodies = bodies(&story.paragraphs, &story.html);
    let encoded = encode(&item);
    if encoded.len() <= bytes_max {
        return Ok(encoded);
    }
    item.bodies = bodies(&story.paragraphs, "");
    let encoded = encode(&item);
    if encoded.len() <= bytes_max {
        return Ok(encoded);
    }
    item.representation_type = RepresentationType::Partial;
    encode_cut(item, &story.paragraphs, bytes_max)
}

/// The longest run of leading paragraphs that fits, found by bisection.
fn encode_cut(
    mut item: NewsItem,
    paragraphs: &[String],
    bytes_max: usize,
) -> Result<Vec<u8>, TooLarge> {
    item.bodies = Vec::new();
    let mut best = encode(&item);
    if best.len() > bytes_max {
        return Err(TooLarge { bytes: best.len(), bytes_max });
    }
    let (mut fits, mut exceeds) = (0, paragraphs.len());
    while exceeds - fits > 1 {
        let kept = fits.midpoint(exceeds);
        item.bodies = bodies(paragraphs.get(..kept).unwrap_or_default(), "");
        let encoded = encode(&item);
        if encoded.len() <= bytes_max {
            (fits, best) = (kept, encoded);
        } else {
            exceeds = kept;
        }
    }
    Ok(best)
}

fn encode(item: &NewsItem) -> Vec<u8> {
    // Types made of strings and integers only cannot fail to serialise; an empty record would be seen at once.
    serde_json::to_vec(item).unwrap_or_default()
}

fn news_item(story: &Story, uri: &str, version: u64, dates: Dates) -> NewsItem {
    let mentioned = |list: fn(&Mentions) -> &Vec<Named>| {
        story.mentions.iter().flat_map(|mentions| list(mentions)).map(named).collect()
    };
    NewsItem {
        uri: uri.to_owned(),
        object_type: ObjectType::Text,
        standard: Standard::default(),
        version: version.to_string(),
        alt_ids: story.alt_ids.iter().map(alt_id).collect(),
        first_created: dates.first_created.map(|t| t.to_string()),
        version_created: version_created(story, dates.version_before).map(|t| t.to_string()),
        content_created: story
            .content_created
            .map(|t| t.to_string())
            .or_else(|| instant(story.published.as_ref())),
        embargoed_until: story.embargoed_until.map(|t| t.to_string()),
        expires: story.expires.map(|t| t.to_string()),
        representation_type: match story.representation {
            Representation::Full => RepresentationType::Full,
            Representation::Partial => RepresentationType::Partial,
        },
        pub_status: match story.status {
            PubStatus::Usable => Status::Usable,
            PubStatus::Withheld => Status::Withheld,
            PubStatus::Canceled => Status::Canceled,
        },
        urgency: story.urgency.filter(|u| (1..=9).contains(u)),
        language: story.language.clone(),
        slugline: story.slugline.clone(),
        located: story.located.clone(),
        by: story.by.clone(),
        headlines: headlines(story),
        descriptions: story.summary.as_deref().map(plain).into_iter().collect(),
        bodies: Vec::new(),
        people: people(&story.people),
        organisations: mentioned(|mentions| &mentions.organisations),
        places: mentioned(|mentions| &mentions.places),
        events: mentioned(|mentions| &mentions.events),
        subjects: story.subjects.iter().map(subject).collect(),
        genres: story.genres.iter().map(|name| Genre { name: name.clone() }).collect(),
        info_sources: info_sources(&story.sources),
        copyright_holder: story.copyright.holder.clone(),
        copyright_notice: story.copyright.notice.clone(),
        usage_terms: story.copyright.usage_terms.clone(),
        ed_note: story.ed_note.clone(),
        associations: story
            .pictures
            .iter()
            .enumerate()
            .map(|(n, p)| association(n, p, uri))
            .collect(),
    }
}

/// When the story was first made, as far as its makers said: a copy that is dated earlier was there before. Never later
/// than the version's own date.
pub fn first_created(story: &Story, known: Option<Timestamp>) -> Option<Timestamp> {
    let published = at(story.published.as_ref());
    let first = known.into_iter().chain(published).min()?;
    Some(first.min(at(story.updated.as_ref()).max(published).unwrap_or(first)))
}

/// Names of one story kept at most: some feeds make a new link for every request (P5).
const ALT_IDS_MAX: usize = 64;

/// Adds the names that the story had before: they only ever gain. Of two versions of a wire item the newest is named.
pub fn with_alt_ids_of(story: &mut Story, earlier: &[(String, String)]) {
    for (role, value) in earlier {
        let ids = &mut story.alt_ids;
        let is_known =
            ids.iter().any(|(known, other)| known == role && (other == value || role == "version"));
        if !is_known && ids.len() < ALT_IDS_MAX {
            ids.push((role.clone(), value.clone()));
        }
    }
}

/// A claim is published only where it names a point in time (edge case 49).
pub fn instant(date: Option<&Date>) -> Option<String> {
    at(date).map(|t| t.to_string())
}

fn at(date: Option<&Date>) -> Option<Timestamp> {
    date.filter(|d| d.precision == Precision::Instant).and_then(|d| d.at)
}

fn plain(value: &str) -> Text {
    Text { role: None, content_type: "text/plain".to_owned(), value: value.to_owned() }
}

fn bodies(paragraphs: &[String], html: &str) -> Vec<BodyText> {
    let text = paragraphs.join("\n\n");
    if text.is_empty() {
        return Vec::new();
    }
    let word_count = text.unicode_words().count();
    let body = |content_type: &str, value: &str| BodyText {
        content_type: content_type.to_owned(),
        char_count: value.chars().count(),
        word_count,
        value: value.to_owned(),
    };
    let html = Some(html).filter(|h| !h.is_empty()).map(|h| body("text/html", h));
    std::iter::once(body("text/plain", &text)).chain(html).collect()
}

/// Without the employer: `literal` of a person is an identifier there (ninjs 3.1, `people`), and colleagues would be one.
/// It stands in `by` as printed, and in `infoSources` where it is known.
fn people(all: &[Person]) -> Vec<PersonRef> {
    all.iter().map(|p| PersonRef { name: p.name.clone(), rel: p.rel.clone() }).collect()
}

/// The main headline stands first and has no role.
fn headlines(story: &Story) -> Vec<Text> {
    let others = story.headlines.iter();
    let others = others.map(|(role, text)| Text { role: Some(role.clone()), ..plain(text) });
    story.headline.as_deref().map(plain).into_iter().chain(others).collect()
}

fn subject(s: &crate::model::Subject) -> SubjectRef {
    let name = Some(s.name.clone()).filter(|name| !name.is_empty());
    SubjectRef { name, literal: s.literal.clone(), uri: s.uri.clone() }
}

fn named(named: &Named) -> NamedRef {
    let Named { name, rel, literal, uri } = named.clone();
    NamedRef { name, rel, literal, uri }
}

fn alt_id((role, value): &(String, String)) -> AltId {
    AltId { role: role.clone(), value: value.clone() }
}

/// The chain in the order of its links.
pub fn info_sources(sources: &Sources) -> Vec<InfoSource> {
    let link = |role: &str, organisation: &Option<Organisation>| {
        organisation.as_ref().map(|o| InfoSource {
            name: o.name.clone(),
            role: role.to_owned(),
            literal: o.literal.clone(),
            uri: o.uri.clone(),
        })
    };
    [
        link("originator", &sources.originator),
        link("distributor", &sources.distributor),
        link("publisher", &sources.publisher),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn association(n: usize, picture: &Picture, story_uri: &str) -> Association {
    let object_type = match picture.object_type.as_str() {
        "video" => ObjectType::Video,
        "audio" => ObjectType::Audio,
        "graphic" => ObjectType::Graphic,
        _ => ObjectType::Picture,
    };
    let rendition = picture.href.as_ref().map(|href| Rendition {
        name: "original".to_owned(),
        href: Some(href.clone()),
        content_type: picture.mime.clone(),
        width: picture.width,
        height: picture.height,
        size_in_bytes: picture.bytes,
    });
    Association {
        name: format!("media-{}", n + 1),
        uri: picture.href.clone().unwrap_or_else(|| caption_uri(story_uri, picture)),
        object_type,
        by: picture.credit.clone(),
        headlines: picture.title.as_deref().map(plain).into_iter().collect(),
        descriptions: picture.caption.as_deref().map(plain).into_iter().collect(),
        people: people(&picture.people),
        info_sources: info_sources(&picture.sources),
        renditions: rendition.into_iter().collect(),
    }
}

/// A picture of which only the caption came has no address: its name is derived from story and caption.
fn caption_uri(story_uri: &str, picture: &Picture) -> String {
    let mut hash = Sha256::new();
    hash.update(story_uri.as_bytes());
    hash.update(picture.caption.as_deref().unwrap_or_default().as_bytes());
    hash.update(picture.credit.as_deref().unwrap_or_default().as_bytes());
    Uuid::new_v5(&NAMESPACE, &hash.finalize()).urn().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::model::story::sample;

    fn encoded(story: &Story, bytes_max: usize) -> Result<Value, TooLarge> {
        let bytes = encode_story(story, "urn:uuid:berth", 1, Dates::default(), bytes_max)?;
        assert!(bytes.len() <= bytes_max);
        Ok(serde_json::from_slice(&bytes).unwrap())
    }

    #[test]
    fn a_record_over_the_limit_loses_its_html_then_text_at_a_paragraph() {
        // Edge case 61.
        let paragraph = "Water rose in the harbour all night. ".repeat(5);
        let mut story = sample("Berth to close", &[paragraph.as_str(); 20], None);
        story.html = format!("<p>{paragraph}</p>").repeat(20);
        let whole = encoded(&story, 1_000_000).unwrap();
        assert_eq!(whole["bodies"].as_array().unwrap().len(), 2);
        let plain = encoded(&story, 6_000).unwrap();
        assert_eq!(
            (plain["bodies"].as_array().unwrap().len(), &plain["representationType"]),
            (1, &Value::from("full"))
        );
        let cut = encoded(&story, 2_000).unwrap();
        assert_eq!(cut["representationType"], "partial");
        let text = cut["bodies"][0]["value"].as_str().unwrap();
        assert!(text.split("\n\n").all(|p| p == paragraph), "cut inside a paragraph");
        assert!(encoded(&story, 100).is_err());
    }

    /// The day of the content was that of the first version, and until when it may be used was lost.
    #[test]
    fn the_sources_own_dates_of_content_and_use_go_out() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut story = sample("Berth", &["It held."], Some(at("2031-03-04T09:00:00Z")));
        assert_eq!(encoded(&story, 10_000).unwrap()["contentCreated"], "2031-03-04T09:00:00Z");
        story.content_created = Some(at("2031-03-04T08:00:00Z"));
        story.expires = Some(at("2031-04-04T00:00:00Z"));
        let record = encoded(&story, 10_000).unwrap();
        assert_eq!(record["contentCreated"], "2031-03-04T08:00:00Z");
        assert_eq!(record["expires"], "2031-04-04T00:00:00Z");
    }

    #[test]
    fn the_uri_of_a_story_never_changes() {
        let feed = FeedId::parse("gazette").unwrap();
        assert_eq!(story_uri(&feed, "tag:gazette.example,2026:1"), PINNED_URI);
    }

    const PINNED_URI: &str = "urn:uuid:88b850d0-7972-57d5-8d27-45743cf5c06c";

    proptest! {
        #[test]
        fn any_text_survives_the_record(texts in proptest::collection::vec("\\PC{1,80}", 1..8)) {
            let paragraphs: Vec<&str> = texts.iter().map(String::as_str).collect();
            let record = encoded(&sample("Berth", &paragraphs, None), 1_000_000).unwrap();
            prop_assert_eq!(record["bodies"][0]["value"].as_str().unwrap(), texts.join("\n\n"));
        }

        #[test]
        fn a_cut_record_is_the_longest_that_fits(count in 1_usize..40, bytes_max in 600_usize..4_000) {
            let paragraph = "Water rose in the harbour all night, and the ferry stayed where it was.";
            let story = sample("Berth", &vec![paragraph; count], None);
            if let Ok(record) = encoded(&story, bytes_max) {
                let text = record["bodies"][0]["value"].as_str().unwrap_or_default();
                let kept = text.matches(paragraph).count();
                prop_assert!(kept == count || text.len() + 2 * paragraph.len() + 700 > bytes_max);
            }
        }
    }
}
