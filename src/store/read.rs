//! What people and scripts ask of a store: why a verdict, which feeds. Read-only.

use rusqlite::{Connection, OptionalExtension, ToSql, params};

use super::identity::AliasKind;
use super::pages::{self, PageStanding};
use super::{StoreError, timestamp};
use crate::dedup::fingerprint::name_hash;
use crate::model::Verdict;
use crate::normalise::permanent;

/// One item as `explain` shows it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Explained {
    pub feed: String,
    pub entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<String>,
    pub last_seen: Option<String>,
    /// The item's copy is the one its story publishes.
    pub leads: bool,
    /// The last verdict that was not `unchanged`.
    pub verdict: Verdict,
    /// What the stories publish that the verdict speaks of, but for an item whose copy that is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stories: Vec<Published>,
    /// States this item ever showed.
    pub states: u64,
    /// How its page stands, where its feed asks for full text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageStanding>,
}

/// What a story publishes now: enough to find it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Published {
    pub story: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    pub feed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

fn published(connection: &Connection, uri: &str) -> Result<Option<Published>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT story.headline, item.feed, item.link FROM story JOIN item ON item.story = story.id \
         WHERE story.uri = ?1 AND item.is_first ORDER BY item.id LIMIT 1",
    )?;
    let row = statement.query_row([uri], |row| {
        let story = uri.to_owned();
        Ok(Published { story, headline: row.get(0)?, feed: row.get(1)?, link: row.get(2)? })
    });
    Ok(row.optional()?)
}

/// Those that a verdict speaks of: the one it is of first.
fn published_by(
    connection: &Connection,
    verdict: &Verdict,
    leads: bool,
) -> Result<Vec<Published>, StoreError> {
    let of = verdict.story.iter().filter(|_| !leads);
    let held_to = verdict.evidence.iter().flat_map(|evidence| &evidence.candidates);
    let mut found: Vec<Published> = Vec::new();
    for uri in of.chain(held_to.map(|weighed| &weighed.story)) {
        if found.iter().all(|known| known.story != *uri) {
            found.extend(published(connection, uri)?);
        }
    }
    Ok(found)
}

/// The items behind `name`: a story uri, an entry's guid or link, under any name that the item was met; at most
/// `rows_max`, first seen first.
pub fn explain(
    connection: &Connection,
    name: &str,
    rows_max: usize,
) -> Result<Vec<Explained>, StoreError> {
    let link = permanent(name).unwrap_or_else(|| name.to_owned());
    // Names are looked up feed by feed, because that is how they are kept: a walk over the feeds, not over the items.
    let named = "SELECT id FROM item WHERE entry = ?1 \
         UNION SELECT id FROM item WHERE story = (SELECT id FROM story WHERE uri = ?1) \
         UNION SELECT item FROM alias \
         WHERE feed IN (SELECT id FROM feed) AND kind IN (?3, ?4) AND name IN (?2, ?5)";
    let (guid, linked) = (AliasKind::Guid as i64, AliasKind::Link as i64);
    let names = params![name, name_hash(name), guid, linked, name_hash(&link), rows_max];
    let found = read_items(connection, named, 6, names)?;
    if !found.is_empty() {
        return Ok(found);
    }
    // A link that names no item alone, a section page, is no name; it stands on the item all the same.
    let linked = "SELECT id FROM item WHERE link IN (?1, ?2)";
    read_items(connection, linked, 3, params![name, link, rows_max])
}

/// The items whose ids `which` selects, at most as many as parameter number `limit` says.
fn read_items(
    connection: &Connection,
    which: &str,
    limit: usize,
    values: &[&dyn ToSql],
) -> Result<Vec<Explained>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT feed, entry, headline, link, claimed_at, last_seen, is_first, verdict, \
         (SELECT count(*) FROM item_state WHERE item_state.item = item.id), id \
         FROM item WHERE id IN ({which}) ORDER BY id LIMIT ?{limit}"
    ))?;
    let time = |ms: Option<i64>| ms.and_then(timestamp).map(|t| t.to_string());
    let mut found = statement.query(values)?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        let verdict: String = row.get(7)?;
        let verdict: Verdict =
            serde_json::from_str(&verdict).map_err(|e| StoreError::Value(e.to_string()))?;
        let leads = row.get(6)?;
        all.push(Explained {
            feed: row.get(0)?,
            entry: row.get(1)?,
            headline: row.get(2)?,
            link: row.get(3)?,
            claimed_at: time(row.get(4)?),
            last_seen: time(row.get(5)?),
            leads,
            stories: published_by(connection, &verdict, leads)?,
            verdict,
            states: row.get(8)?,
            page: pages::standing(connection, row.get(9)?)?,
        });
    }
    Ok(all)
}

/// A record that a sink refused for good.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DeadLetter {
    pub seq: u64,
    pub key: String,
    pub reason: String,
    pub refused: Option<String>,
    pub bytes: u64,
}

/// The newest dead letters.
pub fn dead_letters(
    connection: &Connection,
    rows_max: usize,
) -> Result<Vec<DeadLetter>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, key, reason, refused, length(value) FROM dead_letter ORDER BY seq DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([rows_max], |row| {
        Ok(DeadLetter {
            seq: row.get(0)?,
            key: row.get(1)?,
            reason: row.get(2)?,
            refused: timestamp(row.get(3)?).map(|t| t.to_string()),
            bytes: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many dead letters are kept.
pub fn dead_letters_total(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM dead_letter", [], |row| row.get(0))?)
}

/// SQLite's own check of the file; the first fault it names, if any.
pub fn quick_check(connection: &Connection) -> Result<Option<String>, StoreError> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((said != "ok").then_some(said))
}
