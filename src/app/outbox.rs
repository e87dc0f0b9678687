//! The publisher's view of the store, and what the rest of the daemon is told of the publisher.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::health::{Component, Health, Heartbeat, State};
use crate::metrics;
use crate::publish::publisher::{BATCH_BYTES_MAX, Observer, Outbox};
use crate::publish::{OutboxRow, SinkError};
use crate::store::writer::StoreWriter;
use crate::store::{OutboxDepth, StoreReader, open_read_only, outbox};

/// Reads by a connection of its own, settles through the writer, waits on the writer's signal.
#[derive(Debug)]
pub(super) struct StoreOutbox {
    id: String,
    /// Last position that a sink may hold: given out when this was opened, or read since.
    last: u64,
    reader: StoreReader,
    writer: StoreWriter,
    depth: watch::Receiver<OutboxDepth>,
    clock: Arc<dyn Clock>,
    closing: CancellationToken,
    runtime: Handle,
}

impl StoreOutbox {
    /// To be opened before polling begins: the guard against a store older than its sink rests on it.
    pub(super) fn open(
        state_dir: &Path,
        writer: StoreWriter,
        clock: Arc<dyn Clock>,
        closing: CancellationToken,
    ) -> anyhow::Result<Self> {
        let (reader, depth) = (open_read_only(state_dir)?, writer.depth());
        let (id, last) = (outbox::id(&reader)?, outbox::depth(&reader)?.last);
        Ok(Self { id, last, reader, writer, depth, clock, closing, runtime: Handle::current() })
    }
}

impl Outbox for StoreOutbox {
    fn id(&self) -> &str {
        &self.id
    }

    fn marks(&mut self) -> Result<(u64, u64), String> {
        let depth = outbox::depth(&self.reader).map_err(|e| e.to_string())?;
        Ok((depth.published, self.last))
    }

    fn read_after(&mut self, mark: u64, rows_max: usize) -> Result<Vec<OutboxRow>, String> {
        let rows = outbox::read_after(&self.reader, mark, rows_max, BATCH_BYTES_MAX)
            .map_err(|e| e.to_string())?;
        self.last = rows.last().map_or(self.last, |row| self.last.max(row.seq));
        Ok(rows)
    }

    fn settle(&mut self, mark: u64, refused: Vec<(u64, String)>) -> Result<(), String> {
        let now = self.clock.now();
        self.writer.settle_blocking(mark, refused, now).map_err(|e| e.to_string())
    }

    fn wait(&mut self, mark: u64, timeout: Duration) {
        let (depth, closing) = (&mut self.depth, &self.closing);
        self.runtime.block_on(async {
            // All three only wake the loop, which looks for itself: nothing is lost whichever is first.
            tokio::select! {
                // The last row may have been refused: then there is nothing behind the mark, whatever was given out.
                _ = depth.wait_for(|depth| depth.rows > 0 && depth.last > mark) => {}
                () = closing.cancelled() => {}
                () = tokio::time::sleep(timeout) => {}
            }
        });
    }
}

/// Tells metrics, health and the watchdog.
#[derive(Debug)]
pub(super) struct Told {
    health: Arc<Health>,
    heartbeat: Heartbeat,
}

impl Told {
    pub(super) fn new(health: Arc<Health>) -> Self {
        let heartbeat = health.heartbeat("publisher");
        Self { health, heartbeat }
    }
}

impl Observer for Told {
    fn delivered(&self, rows: &[OutboxRow], took: Duration) {
        metrics::record_delivery(took);
        for row in rows {
            metrics::record_published(row.stream, 1);
        }
    }

    fn refused(&self, rows: &[(u64, String)]) {
        for (seq, reason) in rows {
            tracing::error!(seq, reason, "record refused for good; kept as a dead letter");
        }
        metrics::record_dead_letters(rows.len() as u64);
    }

    fn trouble(&self, reason: Option<&SinkError>) {
        let state = match reason {
            None => State::Good,
            Some(error) => {
                metrics::record_sink_error(error);
                State::Bad(error.to_string())
            }
        };
        self.health.set(Component::Publisher, state);
    }

    fn beat(&self) {
        self.heartbeat.beat();
    }

    fn rest(&self) {
        self.heartbeat.rest();
    }
}

/// Keeps the gauges of depth and age true, whether or not anything moves.
pub(super) async fn watch_depth(
    mut depth: watch::Receiver<OutboxDepth>,
    clock: Arc<dyn Clock>,
    health: Arc<Health>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    const LOOK_EVERY: Duration = Duration::from_secs(5);
    loop {
        let now = *depth.borrow_and_update();
        let age_ms = now.oldest_ms.map_or(0, |oldest| clock.now().as_millisecond() - oldest);
        metrics::set_outbox(now.rows, Duration::from_millis(u64::try_from(age_ms).unwrap_or(0)));
        metrics::set_ready(health.reasons().is_empty());
        // `sleep` and `cancelled` keep no state.
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::clock::SystemClock;
    use crate::model::FeedId;
    use crate::publish::Stream;
    use crate::publish::appearance::{REJECTED, side_event};
    use crate::store::outbox::{Outgoing, append};
    use crate::store::{Durability, Store, writer};

    /// Longer than the test may take, so that a wait that ends by time is seen.
    const LONG: Duration = Duration::from_millis(200);

    #[test]
    fn a_refused_last_row_leaves_nothing_to_hurry_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        let feed = FeedId::parse("berth").unwrap();
        let event = side_event(&feed, REJECTED, "berth", "1".to_owned(), now);
        let (key, value) = ("berth".to_owned(), b"{}".to_vec());
        let record = Outgoing { stream: Stream::Rejects, key, event, value };
        let refused = store.write(|tx| {
            let seq = append(tx, &record, now)?;
            outbox::settle(tx, 0, &[(seq, "too large".to_owned())], now)
        });
        refused.unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build();
        let runtime = runtime.unwrap();
        let _entered = runtime.enter();
        let (handle, _writer_loop) = writer::pair(store).unwrap();
        let (clock, closing) = (Arc::new(SystemClock), CancellationToken::new());
        let mut held = StoreOutbox::open(folder.path(), handle, clock, closing).unwrap();
        let began = Instant::now();
        held.wait(0, LONG);
        assert!(began.elapsed() >= LONG, "it hurried for a row that is gone");
    }
}
