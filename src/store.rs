//! The embedded store: SQLite, one writer. `admit` is one write transaction over everything a poll
//! brought, or several where that is very much.
//!
//! Nothing else in the program names rusqlite. Any operator can read the file with `sqlite3` while the daemon runs.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::dedup::index::StoryIndex;

pub mod admit;
pub mod expire;
pub mod feeds;
pub mod identity;
pub mod lock;
pub mod outbox;
pub mod pages;
pub mod read;
pub mod schema;
pub mod shingles;
pub mod story;
mod texts;
pub mod websub;
pub mod work;
pub mod writer;

pub use admit::page::ReadPage;
pub use admit::{AdmitOptions, Admitted};
pub use feeds::{FailedPoll, FeedState};
pub use lock::StoreLock;
pub use outbox::OutboxDepth;
use texts::Texts;
pub use work::Work;

/// File name of the database within the state directory.
pub const FILE: &str = "wiredesk.db";

/// Why the store cannot be used; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "{path}: another wiredesk runs on this store; stop it, or give this one a state_dir of its own"
    )]
    Locked { path: PathBuf },
    #[error(
        "{path}: the store was written by a newer wiredesk (schema {found}, this one knows {known}); run that version, or restore a backup"
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error(
        "{path}: the store was written by an older wiredesk (schema {found}, this one reads {known}); the next start of `wiredesk run` brings it up to date"
    )]
    Older { path: PathBuf, found: i64, known: i64 },
    #[error(
        "{path}: the store is damaged ({detail}); restore a backup; starting empty makes every story new again, with versions from 1, so give it topics or a file of its own"
    )]
    Corrupt { path: PathBuf, detail: String },
    #[error(
        "{path}: the disk is full; free some space: nothing was lost, and a daemon that runs goes on by itself"
    )]
    Full { path: PathBuf },
    #[error(
        "{path}: cannot open the store: {detail}; check that the folder exists and is writable"
    )]
    Unopened { path: PathBuf, detail: String },
    #[error("{path}: no store yet; `wiredesk run` makes it at its first start")]
    Missing { path: PathBuf },
    #[error("the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the store holds a value it should not: {0}")]
    Value(String),
    #[error("the store's writer is gone")]
    WriterGone,
    #[error("admitting it panicked: {0}; report it with the document")]
    Panicked(String),
}

impl StoreError {
    /// Whether the store cannot commit anything now. Else one piece of work was at fault, and the next may be fine.
    pub fn is_of_the_store(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
                failure.code,
                ErrorCode::SystemIoFailure
                    | ErrorCode::OutOfMemory
                    | ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::CannotOpen
                    | ErrorCode::ReadOnly
                    | ErrorCode::PermissionDenied
            ),
            Self::Value(_) | Self::Panicked(_) | Self::Sqlite(_) => false,
            Self::Locked { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Corrupt { .. }
            | Self::Full { .. }
            | Self::Unopened { .. }
            | Self::Missing { .. }
            | Self::WriterGone => true,
        }
    }
}

/// How hard a commit is made to stick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// fsync at every commit: what was admitted survives power loss.
    Full,
    /// No fsync: for the temporary store of a replay, which nobody opens again.
    Temporary,
}

/// The one read-write connection. Holding it means holding the lock.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    /// Of the stories whose text is kept; follows every commit.
    index: RefCell<StoryIndex>,
    texts: RefCell<Texts>,
    path: PathBuf,
    _lock: StoreLock,
}

impl Store {
    /// Opens or creates the store in `state_dir`, under an exclusive lock, and brings its schema up to date.
    pub fn open(state_dir: &Path, durability: Durability) -> Result<Self, StoreError> {
        let path = state_dir.join(FILE);
        let unopened = |detail: String| StoreError::Unopened { path: path.clone(), detail };
        fs_err::create_dir_all(state_dir).map_err(|e| unopened(e.to_string()))?;
        let lock = StoreLock::acquire(state_dir)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(&path, flags).map_err(|e| unopened(e.to_string()))?;
        schema::prepare(&mut connection, durability).map_err(|e| schema::explain(e, &path))?;
        let index = shingles::index(&connection).map_err(|e| schema::explain(e, &path))?;
        let index = RefCell::new(index);
        let texts = RefCell::default();
        Ok(Self { connection, index, texts, path, _lock: lock })
    }

    /// For reading; writes go through [`Self::write`].
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Stories whose texts are kept to be compared with.
    pub fn window_stories(&self) -> usize {
        self.index.borrow().stories_held()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in one write transaction; nothing of it stays when it fails.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Work<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // What an earlier transaction left when it panicked.
        self.index.get_mut().rollback_to(0);
        let done = self.write_both(work);
        match &done {
            Ok(_) => self.index.get_mut().commit(),
            Err(_) => self.index.get_mut().rollback_to(0),
        }
        done
    }

    fn write_both<T>(
        &mut self,
        work: impl FnOnce(&Work<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let named = |e: StoreError, path: &Path| schema::explain(e, path);
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| named(e.into(), &self.path))?;
        let both = Work::new(transaction, &self.index, &self.texts);
        let done = work(&both).map_err(|e| named(e, &self.path))?;
        both.into_transaction().commit().map_err(|e| named(e.into(), &self.path))?;
        Ok(done)
    }
}

/// A read-only connection to a store that may be in use by a daemon.
pub type StoreReader = Connection;

/// Opens one.
pub fn open_read_only(state_dir: &Path) -> Result<StoreReader, StoreError> {
    let path = state_dir.join(FILE);
    if !path.exists() {
        return Err(StoreError::Missing { path });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags)
        .map_err(|e| StoreError::Unopened { path: path.clone(), detail: e.to_string() })?;
    connection.busy_timeout(schema::BUSY_TIMEOUT)?;
    // Else a statement whose plan might depend on what is bound to it is compiled anew for each of 100,000 feeds.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    schema::check_readable(&connection).map_err(|e| schema::explain(e, &path))?;
    Ok(connection)
}

/// Milliseconds since 1970 of a timestamp, the store's only form of time.
pub(crate) fn millis(at: jiff::Timestamp) -> i64 {
    at.as_millisecond()
}

/// An hour, in milliseconds.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// The timestamp of stored milliseconds; out of range reads as absent.
pub(crate) fn timestamp(millis: i64) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(millis).ok()
}

/// A duration in milliseconds that fits SQLite's integers.
pub(crate) fn duration_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
