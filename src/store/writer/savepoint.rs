//! One request within a transaction that it shares: what it does itself is undone alone, and who waits is answered once
//! the transaction is on disk (P6).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::{Answer, Reply};
use crate::metrics;
use crate::store::schema::explain;
use crate::store::{StoreError, Work};
use crate::supervise::panic_words;

pub(super) fn guarded<T: Send + 'static>(
    tx: &Work<'_>,
    reply: Reply<T>,
    work: impl FnOnce(&Work<'_>) -> Result<T, StoreError>,
) -> (Answer, Result<(), StoreError>) {
    answering(reply, in_savepoint(tx, work))
}

/// The outer error is the transaction's.
pub(super) fn answering<T: Send + 'static>(
    reply: Reply<T>,
    done: Result<Result<T, StoreError>, StoreError>,
) -> (Answer, Result<(), StoreError>) {
    let (done, sound) = match done {
        Ok(done) => (Some(done.map_err(Arc::new)), Ok(())),
        Err(error) => (None, Err(error)),
    };
    let answer: Answer = Box::new(move |committed| {
        // Without an answer of its own the request shares that of the lost transaction.
        let own = done.unwrap_or_else(|| Err(Arc::new(StoreError::WriterGone)));
        // A poller that was cancelled no longer listens; its work is committed all the same.
        drop(reply.send(committed.and(own)));
    });
    (answer, sound)
}

/// The outer error is the transaction's: a store in trouble fails everybody who shares the commit.
pub(super) fn in_savepoint<T>(
    tx: &Work<'_>,
    work: impl FnOnce(&Work<'_>) -> Result<T, StoreError>,
) -> Result<Result<T, StoreError>, StoreError> {
    // Compiled once: parsing three words costs what a row does.
    let run = |sql: &str| tx.prepare_cached(sql)?.execute([]).map(drop);
    run("SAVEPOINT request")?;
    let mark = tx.with_index(|index| index.mark());
    let done = sorted(tx, contained(|| work(tx)))?;
    if let Err(error) = done {
        // SQLite rolls the whole transaction back by itself where a disk is full: the savepoint is gone with it then.
        if run("ROLLBACK TO request").is_err() {
            return Err(error);
        }
        tx.with_index(|index| index.rollback_to(mark));
        run("RELEASE request")?;
        return Ok(Err(error));
    }
    run("RELEASE request")?;
    Ok(done)
}

/// Tells an error of the store, the outer one, from one of the request's own.
pub(super) fn sorted<T>(
    tx: &Work<'_>,
    done: Result<T, StoreError>,
) -> Result<Result<T, StoreError>, StoreError> {
    match done.map_err(|error| explain(error, Path::new(tx.path().unwrap_or_default()))) {
        Err(error) if error.is_of_the_store() => Err(error),
        done => Ok(done),
    }
}

/// A document on which admission panics would end every start of the daemon, were it not for this (P6).
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let words = panic_words(payload.as_ref()).to_owned();
        metrics::record_task_failure("store-writer");
        tracing::error!(
            reason = words,
            "the store's writer panicked on one request, which is undone"
        );
        Err(StoreError::Panicked(words))
    })
}
