//! What a desk sends apart from its stories, and what later entries are held to: alerts, and kills that found no story.

use rusqlite::{Row, Transaction, params};

use super::from_label;
use crate::model::{PubStatus, Sources};
use crate::store::{StoreError, timestamp};

/// Words of an alert, at most, whose text may follow. The index `alert` holds these alone.
pub const ALERT_WORDS_MAX: usize = 60;

/// Characters of a bulletin's text that are read: a kill says at once what it kills (P5).
const TEXT_CHARS_MAX: usize = 4_000;

/// An alert or a kill as its story has it, while its text is kept.
#[derive(Debug)]
pub struct Bulletin {
    pub story: i64,
    pub version: u64,
    pub status: PubStatus,
    pub language: Option<String>,
    pub headline: String,
    /// The wire's name for it.
    pub slug: Option<String>,
    /// At most [`TEXT_CHARS_MAX`] characters.
    pub text: String,
    pub ed_note: Option<String>,
    pub sources: Sources,
    pub version_created: Option<jiff::Timestamp>,
    /// Of the item that leads it.
    pub feed: String,
    pub claimed_at: Option<jiff::Timestamp>,
}

/// Bulletins of the batch's own feed that count as no more than one of another: what others send crowds few of them out.
const OWN_SHARE: i64 = 32;

/// Bulletins that are ranked at all, the newest (P5).
const RANKED_MAX: i64 = 2_000;

/// Stories that are still alerts, of [`ALERT_WORDS_MAX`] words at most, of which something was seen since then, in
/// milliseconds: `rows_max` of them, those of the feed `own` and the newest of each other feed before the others.
pub fn short_alerts(
    tx: &Transaction<'_>,
    own: &str,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    read(tx, &format!("kind = 'alert' AND words <= {ALERT_WORDS_MAX}"), own, since_ms, rows_max)
}

/// Kills that found no story, chosen as [`short_alerts`] are.
pub fn kills_of_nothing(
    tx: &Transaction<'_>,
    own: &str,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    read(tx, "kind = 'kill' AND version = 1", own, since_ms, rows_max)
}

/// The newest activity first. `which` is that of a partial index, which a bound parameter would not use.
fn read(
    tx: &Transaction<'_>,
    which: &str,
    own: &str,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    let mut statement = tx.prepare_cached(&query(which))?;
    let rows = statement.query_map(params![since_ms, rows_max, own], bulletin)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Each feed has its turn: one that sends many hides those of no other (P6).
fn query(which: &str) -> String {
    format!(
        "WITH recent AS (SELECT id, last_activity FROM story \
           WHERE {which} AND body IS NOT NULL AND last_activity >= ?1 \
           ORDER BY last_activity DESC, id DESC LIMIT {RANKED_MAX}), \
         led AS (SELECT recent.*, \
           (SELECT id FROM item WHERE item.story = recent.id AND is_first ORDER BY id LIMIT 1) AS leader FROM recent), \
         ranked AS (SELECT led.*, feed, row_number() OVER (PARTITION BY feed ORDER BY led.id DESC) AS nth \
           FROM led JOIN item ON item.id = leader), \
         chosen AS (SELECT id, leader FROM ranked \
           ORDER BY iif(feed = ?3, nth / {OWN_SHARE}, nth), last_activity DESC, id DESC LIMIT ?2) \
         SELECT story.id, version, status, language, story.headline, item.slug, substr(body, 1, {TEXT_CHARS_MAX}), ed_note, \
         sources, version_created, item.feed, item.claimed_at \
         FROM chosen JOIN story ON story.id = chosen.id JOIN item ON item.id = leader \
         ORDER BY last_activity DESC, story.id DESC"
    )
}

fn bulletin(row: &Row<'_>) -> rusqlite::Result<Bulletin> {
    let status: String = row.get(2)?;
    let sources: String = row.get(8)?;
    Ok(Bulletin {
        story: row.get(0)?,
        version: row.get(1)?,
        status: from_label(&status).unwrap_or(PubStatus::Usable),
        language: row.get(3)?,
        headline: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        slug: row.get(5)?,
        text: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        ed_note: row.get(7)?,
        sources: serde_json::from_str(&sources).unwrap_or_default(),
        version_created: row.get::<_, Option<i64>>(9)?.and_then(timestamp),
        feed: row.get(10)?,
        claimed_at: row.get::<_, Option<i64>>(11)?.and_then(timestamp),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Durability, Store};

    /// A store that keeps alerts and kills for months read all of them for each new entry.
    #[test]
    fn bulletins_are_read_through_their_own_indexes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Durability::Temporary).unwrap();
        let alerts = format!("kind = 'alert' AND words <= {ALERT_WORDS_MAX}");
        for (which, index) in
            [(alerts.as_str(), "alert"), ("kind = 'kill' AND version = 1", "kill_of_nothing")]
        {
            let mut plan = store
                .connection()
                .prepare(&format!("EXPLAIN QUERY PLAN {}", query(which)))
                .unwrap();
            let steps: Vec<String> = plan
                .query_map(params![0, 50, "own"], |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let expected = format!("SEARCH story USING INDEX {index} (last_activity>?)");
            assert!(steps.contains(&expected), "{which}: {steps:?}");
        }
    }
}
