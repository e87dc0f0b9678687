//! Work for the store that brings its own code: what page worker and WebSub ask, each in a savepoint of the writer's.

use std::sync::Arc;

use super::savepoint::guarded;
use super::{Answer, Change, Reply, StoreWriter};
use crate::store::{StoreError, Work};

/// One piece of work, and who waits for it.
pub(super) trait StoreJob: Send {
    fn writes(&self) -> bool;
    fn serve(self: Box<Self>, tx: &Work<'_>) -> (Answer, Result<(), StoreError>);
    fn refuse(self: Box<Self>, error: Arc<StoreError>);
}

struct Job<T, F> {
    writes: bool,
    work: F,
    reply: Reply<T>,
}

impl<T, F> StoreJob for Job<T, F>
where
    T: Send + 'static,
    F: FnOnce(&Work<'_>) -> Result<T, StoreError> + Send,
{
    fn writes(&self) -> bool {
        self.writes
    }

    fn serve(self: Box<Self>, tx: &Work<'_>) -> (Answer, Result<(), StoreError>) {
        guarded(tx, self.reply, self.work)
    }

    fn refuse(self: Box<Self>, error: Arc<StoreError>) {
        // Who no longer listens need not be told.
        drop(self.reply.send(Err(error)));
    }
}

impl StoreWriter {
    pub(super) async fn job<T: Send + 'static>(
        &self,
        writes: bool,
        work: impl FnOnce(&Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Arc<StoreError>> {
        self.change(|reply| Change::Job(Box::new(Job { writes, work, reply }))).await
    }
}
