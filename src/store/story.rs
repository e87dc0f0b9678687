//! Rows of stories and items: reading what the judge needs, writing what it decided.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{StoreError, millis, timestamp};
use crate::dedup::fingerprint::{TextHash, compared_text};
use crate::dedup::fold::count_folded_words;
use crate::dedup::judge::KnownStory;
use crate::model::{PubStatus, Representation, Sources, Story, StoryKind};

mod bulletins;
mod item;
mod particulars;
pub use bulletins::{ALERT_WORDS_MAX, Bulletin, kills_of_nothing, short_alerts};
pub(super) use item::TOUCH_EVERY_MS;
pub use item::{
    ItemRow, ItemWrite, STATES_MAX, adopt_entry, adopt_state, carries, is_only_carrier, item,
    item_headlines, leading_item, remember_state, state_seen, stories_of_parts, touch_item,
    write_item,
};
pub use particulars::{Notice, Particulars, particulars};

/// A story as stored.
#[derive(Debug, Clone)]
pub struct StoryRow {
    pub id: i64,
    pub uri: String,
    pub version: u64,
    pub known: KnownStory,
    pub headline: String,
    pub body: String,
    pub sources: Sources,
    /// (role, value), see [`Story::alt_ids`].
    pub alt_ids: Vec<(String, String)>,
    pub first_created: Option<jiff::Timestamp>,
    /// The newest date that any version had.
    pub version_created: Option<jiff::Timestamp>,
    /// What the newest version is for, and its note to editors.
    pub kind: StoryKind,
    pub ed_note: Option<String>,
    /// Headlines of earlier versions, the newest first.
    pub headlines: Vec<String>,
}

/// Headlines of earlier versions that are kept, the newest ones (P5).
const HEADLINES_MAX: usize = 8;

impl StoryRow {
    /// The headlines of earlier versions once `next` takes the place of the newest.
    pub fn headlines_before(&self, next: Option<&str>) -> Vec<String> {
        let newest = (!self.headline.is_empty()).then_some(&self.headline);
        let mut kept: Vec<String> = Vec::new();
        for headline in newest.into_iter().chain(&self.headlines) {
            if Some(headline.as_str()) != next && !kept.contains(headline) {
                kept.push(headline.clone());
            }
        }
        kept.truncate(HEADLINES_MAX);
        kept
    }
}

const STORY_COLUMNS: &str = "id, uri, version, status, representation, originator, headline, body, words, sources, first_created, language, alt_ids, \
     version_created, kind, ed_note, headlines";

/// Reads a story.
pub fn story(tx: &Transaction<'_>, id: i64) -> Result<StoryRow, StoreError> {
    let mut statement =
        tx.prepare_cached(&format!("SELECT {STORY_COLUMNS} FROM story WHERE id = ?1"))?;
    Ok(statement.query_row([id], story_row)?)
}

/// The story that had this text in any of its versions; the earliest where several do.
pub fn story_with_text(
    tx: &Transaction<'_>,
    text: TextHash,
) -> Result<Option<StoryRow>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT story FROM story_text WHERE hash = ?1 ORDER BY story LIMIT 1")?;
    let found: Option<i64> = statement.query_row([text.0], |row| row.get(0)).optional()?;
    found.map(|id| story(tx, id)).transpose()
}

/// Another story than `own` that had this text in any of its versions.
pub fn other_story_with_text(
    tx: &Transaction<'_>,
    text: TextHash,
    own: i64,
) -> Result<Option<StoryRow>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT story FROM story_text WHERE hash = ?1 AND story <> ?2 ORDER BY story LIMIT 1",
    )?;
    let found: Option<i64> =
        statement.query_row(params![text.0, own], |row| row.get(0)).optional()?;
    found.map(|id| story(tx, id)).transpose()
}

/// The newest version in which a story had this text; 0 where it had it in one that was not written down.
pub fn version_with_text(
    tx: &Transaction<'_>,
    story: i64,
    text: Option<TextHash>,
) -> Result<Option<u64>, StoreError> {
    let Some(TextHash(hash)) = text else { return Ok(None) };
    let mut statement =
        tx.prepare_cached("SELECT version FROM story_text WHERE hash = ?1 AND story = ?2")?;
    Ok(statement.query_row(params![hash, story], |row| row.get(0)).optional()?)
}

/// A story, and what the item that leads it is called.
#[derive(Debug)]
pub struct NamedStory {
    pub story: i64,
    /// Another feed's copy is published; the item only carries it.
    pub is_carried: bool,
    /// Who wrote the story, and as what that is printed.
    pub originator: Option<String>,
    pub printed: Option<String>,
    pub headline: Option<String>,
    pub slug: Option<String>,
    /// Headlines of the story's earlier versions.
    pub earlier: Vec<String>,
    /// Of the item, by its own word where it has a date.
    pub dated: Option<jiff::Timestamp>,
}

/// Stories that a feed's last items lead or carry, with the headline and the slug of each, the newest item first.
pub fn feed_names(
    tx: &Transaction<'_>,
    feed: &str,
    rows_max: i64,
) -> Result<Vec<NamedStory>, StoreError> {
    // Through the aliases, which are kept feed by feed.
    let mut statement = tx.prepare_cached(
        "SELECT item.story, item.headline, item.slug, story.headlines, NOT item.is_first, story.originator, \
         json_extract(story.sources, '$.originator.literal'), \
         coalesce(item.claimed_at, story.first_created, story.last_activity) \
         FROM item JOIN story ON story.id = item.story \
         WHERE item.id IN (SELECT DISTINCT item FROM alias WHERE feed = ?1 ORDER BY item DESC LIMIT ?2) \
         ORDER BY item.id DESC",
    )?;
    let named = |row: &Row<'_>| {
        Ok(NamedStory {
            story: row.get(0)?,
            is_carried: row.get(4)?,
            originator: row.get(5)?,
            printed: row.get(6)?,
            headline: row.get(1)?,
            slug: row.get(2)?,
            earlier: read_headlines(row.get(3)?),
            dated: row.get::<_, Option<i64>>(7)?.and_then(timestamp),
        })
    };
    let rows = statement.query_map(params![feed, rows_max], named)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last stories that name `originator` as who wrote them, among the newest `rows_max` of all, the newest first.
pub fn originator_names(
    tx: &Transaction<'_>,
    originator: &str,
    rows_max: i64,
) -> Result<Vec<NamedStory>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, headline, headlines, originator FROM story WHERE id > (SELECT max(id) FROM story) - ?2 \
         AND originator = ?1 COLLATE NOCASE ORDER BY id DESC",
    )?;
    let named = |row: &Row<'_>| {
        Ok(NamedStory {
            story: row.get(0)?,
            is_carried: false,
            originator: row.get(3)?,
            printed: None,
            headline: row.get(1)?,
            slug: None,
            earlier: read_headlines(row.get(2)?),
            dated: None,
        })
    };
    let rows = statement.query_map(params![originator, rows_max], named)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_headlines(written: Option<String>) -> Vec<String> {
    written.and_then(|headlines| serde_json::from_str(&headlines).ok()).unwrap_or_default()
}

/// Stories that had this text in any of their versions, up to `rows_max`.
pub fn stories_with_text(
    tx: &Transaction<'_>,
    text: TextHash,
    rows_max: i64,
) -> Result<Vec<StoryRow>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT story FROM story_text WHERE hash = ?1 ORDER BY story LIMIT ?2")?;
    let ids = statement.query_map(params![text.0, rows_max], |row| row.get(0))?;
    let ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
    ids.into_iter().map(|id| story(tx, id)).collect()
}

fn story_row(row: &Row<'_>) -> rusqlite::Result<StoryRow> {
    let status: String = row.get(3)?;
    let representation: String = row.get(4)?;
    let sources: String = row.get(9)?;
    let sources: Sources = serde_json::from_str(&sources).unwrap_or_default();
    let alt_ids: Option<String> = row.get(12)?;
    let kind: Option<String> = row.get(14)?;
    let alt_ids = alt_ids.and_then(|ids| serde_json::from_str(&ids).ok()).unwrap_or_default();
    Ok(StoryRow {
        id: row.get(0)?,
        uri: row.get(1)?,
        version: row.get(2)?,
        known: KnownStory {
            status: from_label(&status).unwrap_or(PubStatus::Usable),
            representation: from_label(&representation).unwrap_or(Representation::Partial),
            originator: row.get(5)?,
            is_reprint: sources.is_reprint(),
            is_original: sources.printed_its_own() == Some(true),
            words: row.get(8)?,
            language: row.get(11)?,
        },
        headline: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        body: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        sources,
        alt_ids,
        first_created: row.get::<_, Option<i64>>(10)?.and_then(timestamp),
        version_created: row.get::<_, Option<i64>>(13)?.and_then(timestamp),
        kind: kind.and_then(|kind| from_label(&kind)).unwrap_or_default(),
        ed_note: row.get(15)?,
        headlines: read_headlines(row.get(16)?),
    })
}

/// A story row to be: version 0 is a story that was remembered without being published.
#[derive(Debug)]
pub struct StoryWrite<'a> {
    pub uri: &'a str,
    pub version: u64,
    pub story: &'a Story,
    pub first_created: Option<jiff::Timestamp>,
    pub version_created: Option<jiff::Timestamp>,
    /// Headlines of earlier versions.
    pub headlines: Vec<String>,
    /// Its own note to editors, and the notices that stand before it in the story's.
    pub own_note: Option<String>,
    pub notices: Vec<Notice>,
    pub now: jiff::Timestamp,
}

/// Inserts a new story and returns its row id.
pub fn insert_story(tx: &Transaction<'_>, write: &StoryWrite<'_>) -> Result<i64, StoreError> {
    tx.prepare_cached("INSERT INTO story (uri, version, status, representation, words, sources, last_activity) VALUES (?1, 0, '', '', 0, '{}', 0)")?
        .execute([write.uri])?;
    let id = tx.last_insert_rowid();
    update_story(tx, id, write)?;
    Ok(id)
}

/// Makes `write` the story's newest version.
pub fn update_story(
    tx: &Transaction<'_>,
    id: i64,
    write: &StoryWrite<'_>,
) -> Result<(), StoreError> {
    let story = write.story;
    let body = compared_text(story);
    let words = count_folded_words(&body);
    let sources =
        serde_json::to_string(&story.sources).map_err(|e| StoreError::Value(e.to_string()))?;
    let alt_ids =
        serde_json::to_string(&story.alt_ids).map_err(|e| StoreError::Value(e.to_string()))?;
    let own_note = write.own_note.clone().filter(|_| !write.notices.is_empty());
    let notices = write.notices.clone();
    let particulars = Particulars { own_note, notices, ..Particulars::of(story) };
    let told = serde_json::to_string(&particulars).map_err(|e| StoreError::Value(e.to_string()))?;
    let headlines =
        serde_json::to_string(&write.headlines).map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached(
        "UPDATE story SET version = ?2, status = ?3, representation = ?4, originator = ?5, headline = ?6, \
         body = ?7, words = ?8, sources = ?9, first_created = ?10, last_activity = ?11, language = ?12, alt_ids = ?13, \
         version_created = ?14, kind = ?15, ed_note = ?16, headlines = ?17, credit = ?18 WHERE id = ?1",
    )?
    .execute(params![
        id,
        write.version,
        label(story.status),
        label(story.representation),
        story.sources.originator.as_ref().map(|o| &o.name),
        story.headline,
        body,
        words,
        sources,
        write.first_created.map(millis),
        millis(write.now),
        story.language,
        alt_ids,
        write.version_created.map(millis),
        (story.kind != StoryKind::Story).then(|| label(story.kind)),
        story.ed_note,
        (!write.headlines.is_empty()).then_some(headlines),
        (particulars != Particulars::default()).then_some(told),
    ])?;
    Ok(())
}

/// Remembers a folded text of a story's `version`.
pub fn remember_text(
    tx: &Transaction<'_>,
    story: i64,
    text: Option<TextHash>,
    version: u64,
) -> Result<(), StoreError> {
    if let Some(TextHash(hash)) = text {
        tx.prepare_cached(
            "INSERT INTO story_text (hash, story, version) VALUES (?1, ?2, ?3) \
             ON CONFLICT (hash, story) DO UPDATE SET version = max(version, ?3)",
        )?
        .execute(params![hash, story, version])?;
    }
    Ok(())
}

/// Moves a story's expiry on: something of it was seen.
pub fn touch_story(
    tx: &Transaction<'_>,
    story: i64,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE story SET last_activity = max(last_activity, ?2) WHERE id = ?1")?
        .execute(params![story, millis(now)])?;
    Ok(())
}

fn label<T: serde::Serialize>(value: T) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn from_label<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}
