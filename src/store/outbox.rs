//! Records waiting for their sink, and the position up to which the sink has them.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{StoreError, millis};
use crate::model::FeedId;
use crate::publish::appearance::{REJECTED, refusal, side_event};
use crate::publish::{EventHead, OutboxRow, Stream};

/// Dead letters kept, the newest: a setting that refuses every record must not fill the disk (a refused record may be
/// a megabyte), and nobody reads more.
pub const DEAD_LETTERS_MAX: u64 = 1_000;

/// How full the outbox is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxDepth {
    pub rows: u64,
    /// Admission of the oldest row, milliseconds since 1970.
    pub oldest_ms: Option<i64>,
    /// Last position confirmed by the sink.
    pub published: u64,
    /// Last position given out.
    pub last: u64,
}

/// A record to be sent, without its position.
#[derive(Debug)]
pub struct Outgoing {
    pub stream: Stream,
    pub key: String,
    pub event: EventHead,
    pub value: Vec<u8>,
}

/// Appends a record and returns its position.
pub fn append(
    tx: &Transaction<'_>,
    record: &Outgoing,
    now: jiff::Timestamp,
) -> Result<u64, StoreError> {
    let event =
        serde_json::to_string(&record.event).map_err(|e| StoreError::Value(e.to_string()))?;
    tx.prepare_cached(
        "INSERT INTO outbox (stream, key, event, value, admitted) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        stream_code(record.stream),
        record.key,
        event,
        record.value,
        millis(now)
    ])?;
    u64::try_from(tx.last_insert_rowid()).map_err(|e| StoreError::Value(e.to_string()))
}

/// Up to `rows_max` records after `mark`, in order; stops early at `bytes_max` of values, so that a batch of giants
/// stays bounded in memory.
pub fn read_after(
    connection: &Connection,
    mark: u64,
    rows_max: usize,
    bytes_max: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, stream, key, event, value FROM outbox WHERE seq > ?1 ORDER BY seq LIMIT ?2",
    )?;
    let mut found = statement.query(params![mark, rows_max])?;
    let mut rows = Vec::new();
    let mut bytes = 0;
    while let Some(row) = found.next()? {
        let row = outbox_row(row)?;
        bytes += row.value.len();
        rows.push(row);
        if bytes >= bytes_max {
            break;
        }
    }
    Ok(rows)
}

fn outbox_row(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    let event: String = row.get(3)?;
    Ok(OutboxRow {
        seq: row.get(0)?,
        stream: stream_of(row.get(1)?)?,
        key: row.get(2)?,
        event: serde_json::from_str(&event).map_err(|e| StoreError::Value(e.to_string()))?,
        value: row.get(4)?,
    })
}

/// Drops what the sink confirmed up to `mark`, makes what it refused dead letters, and moves the store's mark.
pub fn settle(
    tx: &Transaction<'_>,
    mark: u64,
    refused: &[(u64, String)],
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    for (seq, reason) in refused {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO dead_letter (seq, stream, key, event, value, reason, refused) \
             SELECT seq, stream, key, event, value, ?2, ?3 FROM outbox WHERE seq = ?1",
        )?
        .execute(params![seq, reason, millis(now)])?;
        announce_refusal(tx, *seq, reason, now)?;
        tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([seq])?;
    }
    if !refused.is_empty() {
        forget_old_dead_letters(tx)?;
    }
    tx.prepare_cached("DELETE FROM outbox WHERE seq <= ?1")?.execute([mark])?;
    tx.prepare_cached("UPDATE mark SET value = max(value, ?1) WHERE name = 'published'")?
        .execute([mark])?;
    Ok(())
}

/// Every one of them was said in the stream of rejects, or was a reject itself.
fn forget_old_dead_letters(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM dead_letter WHERE seq <= \
         (SELECT seq FROM dead_letter ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
    )?
    .execute([DEAD_LETTERS_MAX])?;
    Ok(())
}

/// Puts a dead letter of a refused story or appearance into the stream of rejects; a refused reject stays silent.
fn announce_refusal(
    tx: &Transaction<'_>,
    seq: u64,
    reason: &str,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT seq, stream, key, event, value FROM dead_letter WHERE seq = ?1 AND stream <> ?2",
    )?;
    let mut found = statement.query(params![seq, stream_code(Stream::Rejects)])?;
    let Some(row) = found.next()? else { return Ok(()) };
    let refused = outbox_row(row)?;
    let feed = refused.event.source.strip_prefix("/feeds/").and_then(FeedId::parse);
    let feed = feed.ok_or_else(|| StoreError::Value("a record of no feed".to_owned()))?;
    let value = refusal(&feed, &refused, reason);
    let id = format!("{}:refused", refused.event.id);
    let record = Outgoing {
        stream: Stream::Rejects,
        key: feed.to_string(),
        event: side_event(&feed, REJECTED, feed.as_str(), id, now),
        value: serde_json::to_vec(&value).map_err(|e| StoreError::Value(e.to_string()))?,
    };
    append(tx, &record, now)?;
    Ok(())
}

/// How full the outbox is.
pub fn depth(connection: &Connection) -> Result<OutboxDepth, StoreError> {
    // Asked at every commit: compiled once.
    let number = |sql: &str| -> rusqlite::Result<Option<i64>> {
        connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()
    };
    let published = number("SELECT value FROM mark WHERE name = 'published'")?;
    let last = number("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")?;
    let oldest_ms = number("SELECT admitted FROM outbox ORDER BY seq LIMIT 1")?;
    let position = |number: Option<i64>| number.map_or(0, i64::cast_unsigned);
    let (published, last) = (position(published), position(last));
    // Positions have no gaps but where a row was refused, and settled ones are gone: no need to count.
    let rows = if oldest_ms.is_some() { last.saturating_sub(published) } else { 0 };
    Ok(OutboxDepth { rows, oldest_ms, published, last })
}

fn stream_code(stream: Stream) -> i64 {
    match stream {
        Stream::Stories => 0,
        Stream::Appearances => 1,
        Stream::Rejects => 2,
    }
}

fn stream_of(code: i64) -> Result<Stream, StoreError> {
    match code {
        0 => Ok(Stream::Stories),
        1 => Ok(Stream::Appearances),
        2 => Ok(Stream::Rejects),
        other => Err(StoreError::Value(format!("stream {other} in the outbox"))),
    }
}

/// The name of this store's outbox, which no other store has: 128 random bits in hexadecimal.
pub fn id(connection: &Connection) -> Result<String, StoreError> {
    Ok(connection.query_row("SELECT outbox FROM identity", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Durability, Store};

    fn open() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Durability::Temporary).unwrap();
        (folder, store)
    }

    #[test]
    fn an_outbox_keeps_its_name_and_no_two_share_one() {
        let (folder, store) = open();
        let name = id(store.connection()).unwrap();
        assert_eq!(name.len(), 32);
        drop(store);
        let again = Store::open(folder.path(), Durability::Temporary).unwrap();
        assert_eq!(id(again.connection()).unwrap(), name);
        let (_other_folder, other) = open();
        assert_ne!(id(other.connection()).unwrap(), name);
    }

    #[test]
    fn only_the_newest_dead_letters_are_kept() {
        let (_folder, mut store) = open();
        let now = jiff::Timestamp::UNIX_EPOCH;
        let kept = store.write(|tx| {
            tx.execute(
                "WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?1) \
                 INSERT INTO dead_letter SELECT seq, 2, 'berth', '{}', x'', 'refused', 0 FROM n",
                [DEAD_LETTERS_MAX],
            )?;
            tx.execute("INSERT INTO sqlite_sequence VALUES ('outbox', ?1)", [DEAD_LETTERS_MAX])?;
            let event = side_event(&FeedId::parse("berth").unwrap(), REJECTED, "berth", "1".to_owned(), now);
            let record =
                Outgoing { stream: Stream::Rejects, key: "berth".to_owned(), event, value: b"{}".to_vec() };
            let seq = append(tx, &record, now)?;
            settle(tx, seq, &[(seq, "too large".to_owned())], now)?;
            Ok(tx.query_row("SELECT count(*), min(seq), max(seq) FROM dead_letter", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?)
        });
        assert_eq!(kept.unwrap(), (DEAD_LETTERS_MAX, 2, DEAD_LETTERS_MAX + 1));
    }
}
