//! Pages behind entries that carry only a summary: what is still to be read, and the full text that came of it.
//!
//! A row is written in the transaction that admits the entry, so a restart goes on where the last run stopped (P1).

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{StoreError, millis, timestamp};
use crate::dedup::fingerprint::StateHash;
use crate::fetch::limits::name_site;
use crate::model::{FeedId, Page, Story};

/// Pages that may wait at once; beyond it an entry keeps its summary (P5). At 3 kB a page this is 150 MB of disk, and at
/// one page a second and host it is more than a day's work of any one host.
pub const WAITING_MAX: u64 = 50_000;

/// What one feed may take: one in so many of the places that are left. So a greedy feed, or dozens, never fill the queue, and
/// a feed of which nothing waits finds room beside them; the last nine places stay empty.
const FEED_SHARE: u64 = 10;

/// A page that is due.
#[derive(Debug, Clone)]
pub struct DuePage {
    pub item: i64,
    pub feed: FeedId,
    /// The item's state for which it is wanted.
    pub state: StateHash,
    pub page: Page,
    /// Attempts that failed.
    pub attempts: u32,
}

/// An attempt that failed.
#[derive(Debug, Clone)]
pub struct FailedPage {
    pub item: i64,
    pub state: StateHash,
    /// When to try again; `None` gives the page up.
    pub due: Option<Timestamp>,
    /// What was wrong, in words.
    pub problem: String,
}

/// Remembers that `page` is to be read for `item` as it stands in `state`.
pub fn want(
    tx: &Transaction<'_>,
    (item, feed, state): (i64, &FeedId, StateHash),
    page: &Page,
    now: Timestamp,
) -> Result<(), StoreError> {
    let wanted = serde_json::to_string(page).map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached(
        "INSERT INTO page (item, feed, state, host, address, wanted, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (item) DO UPDATE SET state = ?3, host = ?4, address = ?5, wanted = ?6, due = ?7, attempts = 0, \
         problem = NULL",
    )?
    .execute(params![
        item,
        feed.as_str(),
        state.0,
        name_site(&page.address),
        page.address.as_str(),
        wanted,
        millis(now),
    ])?;
    Ok(())
}

/// How many more pages of `feed` may be queued.
pub fn room(connection: &Connection, feed: &FeedId) -> Result<u64, StoreError> {
    let mut all = connection.prepare_cached("SELECT count(*) FROM page WHERE due IS NOT NULL")?;
    let waiting: u64 = all.query_row([], |row| row.get(0))?;
    let mut own = connection
        .prepare_cached("SELECT count(*) FROM page WHERE feed = ?1 AND due IS NOT NULL")?;
    let own: u64 = own.query_row([feed.as_str()], |row| row.get(0))?;
    // Its own do not lessen its share.
    let share = WAITING_MAX.saturating_sub(waiting.saturating_sub(own)) / FEED_SHARE;
    Ok(share.saturating_sub(own))
}

/// Every host with pages to be read, and when the first of them is due.
pub fn hosts(connection: &Connection) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT host, min(due) FROM page WHERE due IS NOT NULL GROUP BY host")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(String, i64)>, _>>()?;
    Ok(rows.into_iter().filter_map(|(host, due)| Some((host, timestamp(due)?))).collect())
}

/// When the first page of `host` is due.
pub fn due(connection: &Connection, host: &str) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT min(due) FROM page WHERE host = ?1 AND due IS NOT NULL")?;
    let due: Option<i64> = statement.query_row([host], |row| row.get(0))?;
    Ok(due.and_then(timestamp))
}

/// The page of `host` that is due longest. One that another release wrote and this one cannot read is given up.
pub fn next(
    tx: &Transaction<'_>,
    host: &str,
    now: Timestamp,
) -> Result<Option<DuePage>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT item, feed, state, wanted, attempts FROM page WHERE host = ?1 AND due <= ?2 ORDER BY due, item LIMIT 1",
    )?;
    loop {
        let row = statement.query_row(params![host, millis(now)], |row| {
            let wanted: Option<String> = row.get(3)?;
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, wanted, row.get(4)?))
        });
        let Some((item, feed, state, wanted, attempts)) = row.optional()? else { return Ok(None) };
        let state = StateHash(state);
        let page = serde_json::from_str(wanted.as_deref().unwrap_or_default());
        let problem = match (FeedId::parse(&feed), page) {
            (Some(feed), Ok(page)) => {
                return Ok(Some(DuePage { item, feed, state, page, attempts }));
            }
            (None, _) => "fault: it has no feed".to_owned(),
            (Some(_), Err(error)) => format!("fault: {error}"),
        };
        note_failure(tx, &FailedPage { item, state, due: None, problem })?;
    }
}

/// Whether the page is still to be read for the item as it stood in `state`.
pub fn is_wanted(connection: &Connection, item: i64, state: StateHash) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT 1 FROM page WHERE item = ?1 AND state = ?2 AND due IS NOT NULL")?;
    Ok(statement.exists(params![item, state.0])?)
}

/// Notes a failed attempt; the entry may have moved on meanwhile, and then it says nothing.
pub fn note_failure(tx: &Transaction<'_>, failed: &FailedPage) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE page SET attempts = attempts + 1, due = ?3, problem = ?4, wanted = iif(?3 IS NULL, NULL, wanted) \
         WHERE item = ?1 AND state = ?2 AND due IS NOT NULL",
    )?
    .execute(params![failed.item, failed.state.0, failed.due.map(millis), failed.problem])?;
    Ok(())
}

/// The page was read, and nothing is left to do for it.
pub fn settle(tx: &Transaction<'_>, item: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE page SET due = NULL, wanted = NULL, attempts = 0, problem = NULL WHERE item = ?1",
    )?
    .execute([item])?;
    Ok(())
}

/// Keeps the story as it is published with its page's text: a later summary takes the place of none of it.
pub fn keep_story(tx: &Transaction<'_>, item: i64, story: &Story) -> Result<(), StoreError> {
    let story = serde_json::to_string(story).map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached("UPDATE page SET story = ?2 WHERE item = ?1")?
        .execute(params![item, story])?;
    Ok(())
}

/// The story as [`keep_story`] kept it. What a later release wrote and this one cannot read is read from the page anew.
pub fn kept_story(connection: &Connection, item: i64) -> Result<Option<Story>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT story FROM page WHERE item = ?1")?;
    let story: Option<Option<String>> = statement.query_row([item], |row| row.get(0)).optional()?;
    Ok(story.flatten().and_then(|json| serde_json::from_str(&json).ok()))
}

/// Forgets a page and what came of it.
pub fn forget(tx: &Transaction<'_>, item: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM page WHERE item = ?1")?.execute([item])?;
    Ok(())
}

/// Drops the work of feeds that no longer ask for it; what was read of them stays.
pub fn drop_all_but(tx: &Transaction<'_>, feeds: &[FeedId]) -> Result<u64, StoreError> {
    let mut statement =
        tx.prepare_cached("SELECT DISTINCT feed FROM page WHERE due IS NOT NULL")?;
    let waiting = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let kept: HashSet<&str> = feeds.iter().map(FeedId::as_str).collect();
    let mut dropped = 0;
    for feed in waiting.iter().filter(|feed| !kept.contains(feed.as_str())) {
        let rows = tx
            .prepare_cached(
                "UPDATE page SET due = NULL, wanted = NULL, problem = 'full_text is off' WHERE feed = ?1 AND due IS NOT NULL",
            )?
            .execute([feed])?;
        dropped += rows as u64;
    }
    Ok(dropped)
}

/// How the page of an item stands, for people.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PageStanding {
    pub address: String,
    /// Its text is the one published.
    pub full: bool,
    /// When it is read next; absent when nothing is left to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    pub attempts: u32,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// How the page of `item` stands; `None` where none was wanted.
pub fn standing(connection: &Connection, item: i64) -> Result<Option<PageStanding>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT address, story IS NOT NULL, due, attempts, problem FROM page WHERE item = ?1",
    )?;
    let row = statement.query_row([item], |row| {
        let due: Option<i64> = row.get(2)?;
        Ok(PageStanding {
            address: row.get(0)?,
            full: row.get(1)?,
            due: due.and_then(timestamp).map(|at| format!("{at:.0}")),
            attempts: row.get(3)?,
            problem: row.get(4)?,
        })
    });
    Ok(row.optional()?)
}

/// Pages of `feed` that could not be read, and why the last of them could not.
pub fn problems(
    connection: &Connection,
    feed: &FeedId,
) -> Result<Option<(u64, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), (SELECT problem FROM page WHERE feed = ?1 AND problem IS NOT NULL ORDER BY item DESC LIMIT 1) \
         FROM page WHERE feed = ?1 AND problem IS NOT NULL",
    )?;
    let (count, last): (u64, Option<String>) =
        statement.query_row([feed.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(last.map(|problem| (count, problem)))
}
