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

/// Stories that are still alerts, of [`ALERT_WORDS_MAX`] words at most; the last ones of which something was seen since
/// then, in milliseconds.
pub fn short_alerts(
    tx: &Transaction<'_>,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    read(tx, &format!("kind = 'alert' AND words <= {ALERT_WORDS_MAX}"), since_ms, rows_max)
}

/// Kills that found no story; the last ones of which something was seen since then, in milliseconds.
pub fn kills_of_nothing(
    tx: &Transaction<'_>,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    read(tx, "kind = 'kill' AND version = 1", since_ms, rows_max)
}

/// The newest activity first. `which` is that of a partial index, which a bound parameter would not use.
fn read(
    tx: &Transaction<'_>,
    which: &str,
    since_ms: i64,
    rows_max: i64,
) -> Result<Vec<Bulletin>, StoreError> {
    let mut statement = tx.prepare_cached(&query(which))?;
    let rows = statement.query_map(params![since_ms, rows_max], bulletin)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn query(which: &str) -> String {
    format!(
        "SELECT story.id, version, status, language, story.headline, item.slug, substr(body, 1, {TEXT_CHARS_MAX}), ed_note, \
         sources, version_created, item.feed, item.claimed_at \
         FROM (SELECT * FROM story WHERE {which} AND body IS NOT NULL AND last_activity >= ?1 \
         ORDER BY last_activity DESC, id DESC LIMIT ?2) AS story \
         JOIN item ON item.id = (SELECT id FROM item WHERE item.story = story.id AND is_first ORDER BY id LIMIT 1) \
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
                .query_map(params![0, 50], |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let expected = format!("SEARCH story USING INDEX {index} (last_activity>?)");
            assert!(steps.contains(&expected), "{which}: {steps:?}");
        }
    }
}
