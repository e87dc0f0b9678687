//! Tables, their version, and what SQLite's errors mean to an operator.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::{Durability, StoreError};
use crate::dedup::fingerprint::FINGERPRINT_VERSION;

/// Raised with every migration; a store with a higher one is refused.
pub const VERSION: i64 = 6;

/// How long a reader waits for a checkpoint.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Marks the file as wiredesk's (`file(1)` and `PRAGMA application_id`): "wire".
const APPLICATION_ID: i64 = 0x7769_7265;

/// Each step brings the schema from its index to the next version, inside one transaction.
const MIGRATIONS: [&str; 6] = [FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH];

const FIRST: &str = "
-- Tells a sink whose mark it holds: positions of one store say nothing about the records of another.
CREATE TABLE identity (outbox TEXT NOT NULL) STRICT;
INSERT INTO identity (outbox) VALUES (lower(hex(randomblob(16))));

CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What is known of a subscription. Validators are the publisher's bytes as they came.
CREATE TABLE feed (
  id TEXT PRIMARY KEY,
  etag BLOB, last_modified BLOB, body_hash INTEGER,
  next_due INTEGER, interval_ms INTEGER, last_poll INTEGER, last_news INTEGER,
  -- When its newest document was read: a 304 says that this document still stands.
  last_read INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, problem TEXT, title TEXT,
  -- The address that was asked last: validators, hash, due time and failures say nothing of another one.
  origin TEXT,
  -- What its newest document declares of itself, as JSON: ttl, skipHours, skipDays, sy:*.
  declared TEXT,
  primed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A story: its newest version. `body` goes when the window has passed it; uri and version stay as long as an item refers to it.
CREATE TABLE story (
  id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  status TEXT NOT NULL, representation TEXT NOT NULL, originator TEXT, language TEXT,
  headline TEXT, body TEXT, words INTEGER NOT NULL,
  sources TEXT NOT NULL,
  first_created INTEGER, last_activity INTEGER NOT NULL
) STRICT;
CREATE INDEX story_by_activity ON story (last_activity) WHERE body IS NOT NULL;

-- Folded texts that a story has had, in any version.
CREATE TABLE story_text (hash BLOB NOT NULL, story INTEGER NOT NULL, PRIMARY KEY (hash, story)) STRICT, WITHOUT ROWID;
CREATE INDEX story_text_by_story ON story_text (story);

-- Hashes of every five words of a story's texts, eight bytes each in reading order; they go with its text. `body` is null
-- for the newest, which is the story's own; else an earlier version, or a copy that says more than the story does.
CREATE TABLE story_shingle (id INTEGER PRIMARY KEY, story INTEGER NOT NULL, body TEXT, shingles BLOB NOT NULL) STRICT;
CREATE INDEX story_shingle_by_story ON story_shingle (story);

-- An entry identity of one feed; `story` is null for an entry that was turned away.
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  feed TEXT NOT NULL, entry TEXT NOT NULL, story INTEGER,
  is_first INTEGER NOT NULL,
  -- `state` is what it showed by the rules of the day, `received` the bytes it came in: a release that reads them anew
  -- has no news.
  state BLOB NOT NULL, received INTEGER NOT NULL, claimed_at INTEGER,
  link TEXT, headline TEXT,
  last_seen INTEGER NOT NULL,
  verdict TEXT NOT NULL
) STRICT;
CREATE INDEX item_by_entry ON item (entry);
CREATE INDEX item_by_story ON item (story);
CREATE INDEX item_by_last_seen ON item (last_seen);

-- Every name an item was met under. Feed '' holds permanent links, which name one page whoever carries it.
CREATE TABLE alias (
  feed TEXT NOT NULL, kind INTEGER NOT NULL, name BLOB NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (feed, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_by_item ON alias (item);

-- The states an item showed, so that old headlines listed beside new ones change nothing.
CREATE TABLE item_state (
  item INTEGER NOT NULL, state BLOB NOT NULL, last_seen INTEGER NOT NULL,
  PRIMARY KEY (item, state)
) STRICT, WITHOUT ROWID;

-- Records as they will be sent. AUTOINCREMENT: a position is never given twice, even when the outbox is empty.
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  stream INTEGER NOT NULL, key TEXT NOT NULL, event TEXT NOT NULL, value BLOB NOT NULL,
  admitted INTEGER NOT NULL
) STRICT;

-- Records a sink refused for good.
CREATE TABLE dead_letter (
  seq INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL, key TEXT NOT NULL, event TEXT NOT NULL, value BLOB NOT NULL,
  reason TEXT NOT NULL, refused INTEGER NOT NULL
) STRICT;
";

const SECOND: &str = "
-- When a body last came, changed or not, and what is thought of the server's 304s.
ALTER TABLE feed ADD COLUMN whole_at INTEGER;
ALTER TABLE feed ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;

-- Lines that the feed prints over or under its stories, with counts: `dedup::repetition` reads and bounds it.
ALTER TABLE feed ADD COLUMN furniture BLOB;

-- Who printed the text: a feed's own texts differ in other ways than those of other papers.
ALTER TABLE story_shingle ADD COLUMN feed TEXT NOT NULL DEFAULT '';
UPDATE story_shingle SET feed =
  coalesce((SELECT item.feed FROM item WHERE item.story = story_shingle.story AND item.is_first LIMIT 1), '');

-- Pages of entries that carry only a summary. `wanted` is what normalising needs of the entry, as JSON; null when there is
-- nothing left to do, and so is `due`. `state` is the item's for which the page is wanted: a later one makes void what is
-- under way. `story` is what was published with the page's text, as JSON, as long as the window has not passed it.
CREATE TABLE page (
  item INTEGER PRIMARY KEY,
  feed TEXT NOT NULL, state BLOB NOT NULL,
  host TEXT NOT NULL, address TEXT NOT NULL,
  wanted TEXT, due INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0, problem TEXT,
  story TEXT
) STRICT;
CREATE INDEX page_by_host ON page (host, due) WHERE due IS NOT NULL;
CREATE INDEX page_by_feed ON page (feed) WHERE problem IS NOT NULL;
";

const THIRD: &str = "
-- Where the feed's permanent redirects lead, and the address that was adopted for it, as JSON; null for all that stay
-- where they are. It counts for `origin` alone.
ALTER TABLE feed ADD COLUMN moved TEXT;

-- What the wire calls the item's story: a kill may speak of it by no other name.
ALTER TABLE item ADD COLUMN slug TEXT;

-- How many pages wait of one feed.
CREATE INDEX page_by_waiting_feed ON page (feed) WHERE due IS NOT NULL;

-- Subscriptions at WebSub hubs, at most one of each feed that is not being left. `token` ends the callback's address, and
-- `secret` signs what is pushed: whoever reads them can push. `hubs` is a JSON array, `hub` the place of the one in use.
CREATE TABLE websub (
  token TEXT PRIMARY KEY,
  feed TEXT NOT NULL, origin TEXT NOT NULL,
  topic TEXT NOT NULL, hubs TEXT NOT NULL,
  -- The hubs were named by an answer from a private network, and may lie in one.
  private INTEGER NOT NULL,
  callback TEXT NOT NULL, hub INTEGER NOT NULL,
  secret TEXT NOT NULL,
  made INTEGER NOT NULL,
  -- `answered`: when the hub's last question was.
  leaving INTEGER NOT NULL, pending INTEGER NOT NULL, answered INTEGER, attempts INTEGER NOT NULL,
  -- When the hub is asked next, and the earlier of that and the end of a doubt.
  ask INTEGER NOT NULL, due INTEGER NOT NULL,
  lease_until INTEGER,
  -- What the hub has shown of itself: `missed` is a JSON array of hashes of entries that a poll found at `doubt`.
  since INTEGER, pushed INTEGER, demoted INTEGER NOT NULL, doubt INTEGER, missed TEXT,
  -- Entries have no names of their own that one of them alone could show.
  pings_only INTEGER NOT NULL,
  problem TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX websub_by_feed ON websub (feed) WHERE leaving = 0;
CREATE INDEX websub_by_due ON websub (due);
";

const FOURTH: &str = "
-- Which version had the text, or for a copy's, which version it was a copy of; 0 where that was not written down.
ALTER TABLE story_text ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story_shingle ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- Every name of the story's items, as JSON: pairs of role and value.
ALTER TABLE story ADD COLUMN alt_ids TEXT;
";

const FIFTH: &str = "
-- What the last poll came to, by the outcomes of `wiredesk_polls_total`; since when polls fail; when one was good last.
ALTER TABLE feed ADD COLUMN outcome TEXT;
ALTER TABLE feed ADD COLUMN failing_since INTEGER;
ALTER TABLE feed ADD COLUMN last_success INTEGER;
-- Until when the server that the last poll failed at asked to be left alone.
ALTER TABLE feed ADD COLUMN rest_until INTEGER;
-- Of those that fail already: since then at the latest, and until then at the least.
UPDATE feed SET failing_since = last_poll WHERE failures > 0;
UPDATE feed SET last_success = iif(failures > 0, whole_at, last_poll);

-- Documents of which nothing was known: how many since `first_gap`, no two of them more than a week apart.
ALTER TABLE feed ADD COLUMN gaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN first_gap INTEGER;
ALTER TABLE feed ADD COLUMN last_gap INTEGER;
";

const SIXTH: &str = "
-- What the newest version is for (alert, correction, kill; null for any other story), and its note to editors.
ALTER TABLE story ADD COLUMN kind TEXT;
ALTER TABLE story ADD COLUMN ed_note TEXT;
-- Asked for every entry that resembles nothing.
CREATE INDEX alert ON story (last_activity) WHERE kind = 'alert' AND words <= 60 AND body IS NOT NULL;
CREATE INDEX kill_of_nothing ON story (last_activity) WHERE kind = 'kill' AND version = 1 AND body IS NOT NULL;

-- Headlines of earlier versions, as a JSON array, the newest first: a kill may speak of the story by one of them.
ALTER TABLE story ADD COLUMN headlines TEXT;

-- Who and what the newest version credits beside its sources, as JSON: a notice of a correction comes without the text
-- and goes out with it.
ALTER TABLE story ADD COLUMN credit TEXT;

-- The date of the newest version that had one: no later version is published with an earlier one.
ALTER TABLE story ADD COLUMN version_created INTEGER;

-- When the server's 304s were last put in question. What was thought of them before rested on chance.
ALTER TABLE feed ADD COLUMN doubted_at INTEGER;
UPDATE feed SET doubts = 0;

-- Which address gave the validators, where that is not the one that is asked; null too where nobody wrote it down.
ALTER TABLE feed ADD COLUMN given_by TEXT;
-- How many seconds the newest document wants to be kept.
ALTER TABLE feed ADD COLUMN max_age_s INTEGER;
-- Older pages that are still to be read after a gap, as JSON.
ALTER TABLE feed ADD COLUMN walk TEXT;
";

/// Sets the connection up and migrates.
pub(crate) fn prepare(
    connection: &mut Connection,
    durability: Durability,
) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    check_version(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Temporary => "OFF",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // 16 MiB of pages, enough for the hot ends of the indexes (P5); behind it the system caches the file anyway.
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Else a statement whose plan might depend on what is bound to it is compiled anew at each poll.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    migrate(connection)
}

/// Refuses a store that this release cannot read as it is: only the daemon migrates.
pub(crate) fn check_readable(connection: &Connection) -> Result<(), StoreError> {
    check_version(connection)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < VERSION {
        return Err(StoreError::Older { path: "".into(), found, known: VERSION });
    }
    Ok(())
}

/// Refuses a store that a newer wiredesk wrote, or a file that is not ours.
pub(crate) fn check_version(connection: &Connection) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(StoreError::Newer { path: "".into(), found, known: VERSION });
    }
    let owner: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if owner != APPLICATION_ID && (owner != 0 || found != 0) {
        let detail = "it is another program's database".to_owned();
        return Err(StoreError::Corrupt { path: "".into(), detail });
    }
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(found).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.execute(
        "INSERT OR IGNORE INTO mark (name, value) VALUES ('published', 0), ('fingerprint', ?1)",
        [FINGERPRINT_VERSION],
    )?;
    forget_other_fingerprints(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Hashes of texts made under other rules say nothing under ours: they go, and copies of what was published before
/// the upgrade are found by identity only until the window has moved on.
fn forget_other_fingerprints(transaction: &Connection) -> Result<(), StoreError> {
    let changed = transaction.execute(
        "UPDATE mark SET value = ?1 WHERE name = 'fingerprint' AND value <> ?1",
        [FINGERPRINT_VERSION],
    )?;
    if changed > 0 {
        transaction.execute_batch("DELETE FROM story_text; DELETE FROM story_shingle")?;
    }
    Ok(())
}

/// Gives SQLite's codes the words an operator needs, and the path.
pub(crate) fn explain(error: StoreError, path: &Path) -> StoreError {
    let path = path.to_path_buf();
    match error {
        StoreError::Newer { found, known, .. } => StoreError::Newer { path, found, known },
        StoreError::Older { found, known, .. } => StoreError::Older { path, found, known },
        StoreError::Corrupt { detail, .. } => StoreError::Corrupt { path, detail },
        StoreError::Sqlite(rusqlite::Error::SqliteFailure(failure, ref text)) => {
            let detail = text.clone().unwrap_or_else(|| failure.to_string());
            #[expect(clippy::wildcard_enum_match_arm, reason = "SQLite's codes are a foreign enum")]
            match failure.code {
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    StoreError::Corrupt { path, detail }
                }
                ErrorCode::DiskFull => StoreError::Full { path },
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
                    StoreError::Unopened { path, detail }
                }
                _ => error,
            }
        }
        StoreError::Locked { .. }
        | StoreError::Missing { .. }
        | StoreError::Full { .. }
        | StoreError::Unopened { .. }
        | StoreError::Sqlite(_)
        | StoreError::Value(_)
        | StoreError::WriterGone
        | StoreError::Panicked(_) => error,
    }
}

#[cfg(test)]
mod tests;
