//! Items: what each feed carries of a story, and the states it showed.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::dedup::fingerprint::StateHash;
use crate::model::{FeedId, Story, Verdict};
use crate::store::{StoreError, millis, timestamp};

/// An item as stored.
#[derive(Debug, Clone)]
pub struct ItemRow {
    pub id: i64,
    pub feed: String,
    pub entry: String,
    pub story: Option<i64>,
    pub is_first: bool,
    pub state: StateHash,
    pub received: u64,
    pub claimed_at: Option<jiff::Timestamp>,
    pub link: Option<String>,
    pub headline: String,
    pub last_seen: i64,
}

/// Reads an item.
pub fn item(tx: &Transaction<'_>, id: i64) -> Result<Option<ItemRow>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, story, is_first, state, claimed_at, link, headline, last_seen, received, feed, entry FROM item WHERE id = ?1",
    )?;
    let row = statement.query_row([id], |row| {
        Ok(ItemRow {
            id: row.get(0)?,
            story: row.get(1)?,
            is_first: row.get(2)?,
            state: StateHash(row.get(3)?),
            claimed_at: row.get::<_, Option<i64>>(4)?.and_then(timestamp),
            link: row.get(5)?,
            headline: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            last_seen: row.get(7)?,
            received: row.get::<_, i64>(8)?.cast_unsigned(),
            feed: row.get(9)?,
            entry: row.get(10)?,
        })
    });
    Ok(row.optional()?)
}

/// Whether an item of `feed` belongs to a story.
pub fn carries(tx: &Transaction<'_>, story: i64, feed: &FeedId) -> Result<bool, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT 1 FROM item WHERE story = ?1 AND feed = ?2 LIMIT 1")?;
    Ok(statement.exists(params![story, feed.as_str()])?)
}

/// Stories of the feed's items that are called `name`, a hash sign and something more: texts of one item of a wire.
pub fn stories_of_parts(
    tx: &Transaction<'_>,
    feed: &FeedId,
    name: &str,
    rows_max: i64,
) -> Result<Vec<i64>, StoreError> {
    // In ASCII `$` follows `#`.
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT story FROM item WHERE entry > ?1 || '#' AND entry < ?1 || '$' AND feed = ?2 AND story IS NOT NULL \
         LIMIT ?3",
    )?;
    let stories = statement.query_map(params![name, feed.as_str(), rows_max], |row| row.get(0))?;
    let mut stories: Vec<i64> = stories.collect::<Result<_, _>>()?;
    stories.sort_unstable();
    Ok(stories)
}

/// The item whose copy a story publishes.
pub fn leading_item(tx: &Transaction<'_>, story: i64) -> Result<Option<ItemRow>, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT id FROM item WHERE story = ?1 AND is_first ORDER BY id LIMIT 1")?;
    let id: Option<i64> = statement.query_row([story], |row| row.get(0)).optional()?;
    id.map(|id| item(tx, id)).transpose().map(Option::flatten)
}

/// The headlines of a story's last items, the newest item first.
pub fn item_headlines(
    tx: &Transaction<'_>,
    story: i64,
    rows_max: usize,
) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT headline FROM item WHERE story = ?1 AND headline IS NOT NULL ORDER BY id DESC LIMIT ?2",
    )?;
    let rows_max = i64::try_from(rows_max).unwrap_or(i64::MAX);
    let headlines = statement.query_map(params![story, rows_max], |row| row.get(0))?;
    Ok(headlines.collect::<Result<_, _>>()?)
}

/// An item row to be.
#[derive(Debug)]
pub struct ItemWrite<'a> {
    pub feed: &'a FeedId,
    pub entry: &'a str,
    pub story: Option<i64>,
    pub is_first: bool,
    pub state: StateHash,
    /// Hash of the entry as received; 0 where it was turned away.
    pub received: u64,
    pub claimed_at: Option<jiff::Timestamp>,
    pub link: Option<&'a str>,
    pub headline: Option<&'a str>,
    /// The wire's name of the story.
    pub slug: Option<&'a str>,
    pub now: jiff::Timestamp,
    pub verdict: &'a Verdict,
}

/// Whether no other item of its feed carries the item's story; false for one without a story.
pub fn is_only_carrier(tx: &Transaction<'_>, item: i64) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT story IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item AS other WHERE other.story = item.story \
         AND other.feed = item.feed AND other.id <> item.id) FROM item WHERE id = ?1",
    )?;
    Ok(statement.query_row([item], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Inserts an item, or makes `write` the present state of item `id`; remembers the state.
pub fn write_item(
    tx: &Transaction<'_>,
    id: Option<i64>,
    write: &ItemWrite<'_>,
) -> Result<i64, StoreError> {
    let verdict =
        serde_json::to_string(write.verdict).map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached(
        "INSERT INTO item (id, feed, entry, story, is_first, state, claimed_at, link, headline, last_seen, verdict, received, slug) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (id) DO UPDATE SET story = ?4, is_first = ?5, state = ?6, claimed_at = ?7, link = ?8, \
         headline = ?9, last_seen = ?10, verdict = ?11, received = ?12, slug = ?13",
    )?
    .execute(params![
        id,
        write.feed.as_str(),
        write.entry,
        write.story,
        write.is_first,
        write.state.0,
        write.claimed_at.map(millis),
        write.link,
        write.headline,
        millis(write.now),
        verdict,
        write.received.cast_signed(),
        write.slug,
    ])?;
    let id = id.unwrap_or_else(|| tx.last_insert_rowid());
    remember_state(tx, id, write.state, write.now)?;
    Ok(id)
}

/// States kept of one item, those seen last and those of its last day: a feed whose text differs at every poll must
/// not fill the disk (P5), but what a document still shows must not become news (P8).
pub const STATES_MAX: u64 = 256;

/// A state's `last_seen` may lag behind by this, in milliseconds.
const STATE_TOUCH_EVERY_MS: i64 = 86_400_000;

/// Remembers that an item shows a state now, within [`STATES_MAX`].
pub fn remember_state(
    tx: &Transaction<'_>,
    item: i64,
    state: StateHash,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let written = tx
        .prepare_cached(
            "INSERT INTO item_state (item, state, last_seen) VALUES (?1, ?2, ?3) \
             ON CONFLICT (item, state) DO UPDATE SET last_seen = ?3 WHERE last_seen <= ?3 - ?4",
        )?
        .execute(params![item, state.0, millis(now), STATE_TOUCH_EVERY_MS])?;
    if written > 0 {
        tx.prepare_cached(
            "DELETE FROM item_state WHERE item = ?1 AND state IN \
             (SELECT state FROM item_state WHERE item = ?1 ORDER BY last_seen DESC, state LIMIT -1 OFFSET ?2) \
             AND last_seen < ?3 - ?4",
        )?
        .execute(params![item, STATES_MAX, millis(now), STATE_TOUCH_EVERY_MS])?;
    }
    Ok(())
}

/// Takes over what an entry shows where only the rules of reading changed.
pub fn adopt_state(tx: &Transaction<'_>, item: i64, state: StateHash) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE item SET state = ?2 WHERE id = ?1")?
        .execute(params![item, state.0])?;
    Ok(())
}

/// Takes over what an entry shows where nothing of what is published changes with it.
pub fn adopt_entry(
    tx: &Transaction<'_>,
    item: i64,
    state: StateHash,
    story: &Story,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE item SET state = ?2, received = ?3, claimed_at = coalesce(?4, claimed_at) WHERE id = ?1",
    )?
    .execute(params![
        item,
        state.0,
        story.received.cast_signed(),
        story.claimed_at().map(millis)
    ])?;
    Ok(())
}

/// Whether an item showed a state before.
pub fn state_seen(tx: &Transaction<'_>, item: i64, state: StateHash) -> Result<bool, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT 1 FROM item_state WHERE item = ?1 AND state = ?2")?;
    Ok(statement.exists(params![item, state.0])?)
}

/// An item's `last_seen` may lag behind by this, in milliseconds.
pub(in crate::store) const TOUCH_EVERY_MS: i64 = 3_600_000;

/// Marks an item as seen now; written at most once an hour an item, so that quiet polls cost no writes.
pub fn touch_item(
    tx: &Transaction<'_>,
    item: &ItemRow,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let now = millis(now);
    if now - item.last_seen >= TOUCH_EVERY_MS {
        tx.prepare_cached("UPDATE item SET last_seen = ?2 WHERE id = ?1")?
            .execute(params![item.id, now])?;
    }
    Ok(())
}
