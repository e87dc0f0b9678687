//! The loop that moves records from the outbox to the sink, in order, and settles what the sink holds for good.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Delivery, Mark, OutboxRow, Sink, SinkError};
use tokio_util::sync::CancellationToken;

/// Bytes of values read into memory for one batch, whatever the number of rows (P5).
pub const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// First wait after a failed delivery; doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Idle time after which the sink is asked to keep its mark alive.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(3600);

/// The outbox as the publisher sees it; the store's writer and a reader behind it, or a replay's own store.
pub trait Outbox {
    /// The name that this outbox shares with no other.
    fn id(&self) -> &str;
    /// The position the store knows to be published, and the last one that a sink may hold: given out before this was
    /// opened, or read since. Polling may be further, which would hide a store older than its sink.
    fn marks(&mut self) -> Result<(u64, u64), String>;
    fn read_after(&mut self, mark: u64, rows_max: usize) -> Result<Vec<OutboxRow>, String>;
    /// Drops what the sink holds up to `mark`, and turns `refused` rows into dead letters, in one commit.
    fn settle(&mut self, mark: u64, refused: Vec<(u64, String)>) -> Result<(), String>;
    /// Waits until there may be records after `mark`, for at most `timeout`.
    fn wait(&mut self, mark: u64, timeout: Duration);
}

/// What others are told of the publisher.
pub trait Observer: Send {
    /// The sink holds these rows, after so long.
    fn delivered(&self, _rows: &[OutboxRow], _took: Duration) {}
    /// The sink will never take these rows, by seq and with the reason.
    fn refused(&self, _rows: &[(u64, String)]) {}
    /// `None` when the sink is fine again.
    fn trouble(&self, _reason: Option<&SinkError>) {}
    /// A piece of work begins, or goes on.
    fn beat(&self) {}
    /// There is nothing to do.
    fn rest(&self) {}
}

/// Nobody listens.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Observer for Silent {}

/// The publisher and how it works.
pub struct Publisher<'a> {
    pub sink: &'a mut dyn Sink,
    pub outbox: &'a mut dyn Outbox,
    pub observer: &'a dyn Observer,
    pub rows_max: usize,
    /// Asks the publisher to empty the outbox and end.
    pub closing: CancellationToken,
    /// Set when time is up; what is in the outbox then stays there. Sinks look at it while they wait.
    pub stop: Arc<AtomicBool>,
}

impl std::fmt::Debug for Publisher<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher").field("rows_max", &self.rows_max).finish_non_exhaustive()
    }
}

impl Publisher<'_> {
    /// Publishes until told to stop. An `Err` is for a person: the daemon ends with it.
    pub fn run(&mut self) -> Result<(), SinkError> {
        let mut pause = PAUSE_MIN;
        while !self.stopping() {
            match self.open_and_publish(&mut pause, false) {
                Ok(()) => return Ok(()),
                Err(fatal @ SinkError::Fatal { .. }) => return Err(fatal),
                // What a sink in trouble did not take by the end stays in the outbox for the next start (P1).
                Err(_) if self.closing.is_cancelled() => return Ok(()),
                Err(error) => {
                    self.observer.trouble(Some(&error));
                    self.pause(&mut pause);
                }
            }
        }
        Ok(())
    }

    /// Publishes what is in the outbox and returns (`replay`, and the last act of a daemon that stops).
    pub fn drain(&mut self) -> Result<(), SinkError> {
        self.open_and_publish(&mut PAUSE_MIN.clone(), true)
    }

    fn open_and_publish(&mut self, pause: &mut Duration, drain: bool) -> Result<(), SinkError> {
        self.observer.rest();
        // First the store, then the sink: what the sink holds is then never newer than what it is measured by.
        let marks = self.outbox.marks().map_err(store_failed)?;
        let held = self.sink.open(self.outbox.id())?;
        let mut mark = self.reconcile(held, marks)?;
        let mut idle = Duration::ZERO;
        while drain || !self.stopping() {
            self.observer.beat();
            let rows = self.outbox.read_after(mark, self.rows_max).map_err(store_failed)?;
            let Some(last) = rows.last().map(|row| row.seq) else {
                // That it opens says nothing of whether it takes anything, so with rows at hand only delivery tells.
                self.observer.trouble(None);
                if drain || self.closing.is_cancelled() {
                    return Ok(());
                }
                idle = self.idle(mark, idle)?;
                continue;
            };
            idle = Duration::ZERO;
            // Waiting for a broker is not being stuck: the sink has limits of its own.
            self.observer.rest();
            let began = Instant::now();
            match self.sink.deliver(&rows) {
                Ok(Delivery::Whole) => {
                    *pause = PAUSE_MIN;
                    self.observer.trouble(None);
                    self.observer.delivered(&rows, began.elapsed());
                    self.outbox.settle(last, Vec::new()).map_err(store_failed)?;
                    mark = last;
                }
                // First the dead letters, then the rest: whatever dies in between, no refused row is forgotten (P1).
                Ok(Delivery::Refused(refused)) => {
                    self.observer.trouble(None);
                    self.outbox.settle(mark, refused.clone()).map_err(store_failed)?;
                    self.observer.refused(&refused);
                }
                Err(error @ SinkError::Retry { .. }) if !drain && !self.closing.is_cancelled() => {
                    self.observer.trouble(Some(&error));
                    self.pause(pause);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What the sink holds against what the store knows (P2). The sink is right where it keeps marks, but for the
    /// cases that only a lost or restored half can explain.
    fn reconcile(&mut self, held: Mark, marks: (u64, u64)) -> Result<u64, SinkError> {
        let (published, last) = marks;
        match held {
            Mark::Unkept => Ok(published),
            Mark::At(at) if at > last => Err(SinkError::Fatal {
                reason: format!(
                    "the sink holds record {at}, but this store only ever gave out {last}: the store is older than the sink \
                     (restored from a backup, or a new state_dir on an old sink). Start it with a new transactional_id or file, \
                     and `publish = \"none\"` on the feeds for the first poll, so that nothing goes out twice"
                ),
            }),
            Mark::At(at) if at < published => {
                tracing::warn!(
                    sink = at,
                    store = published,
                    "the sink's mark is behind the store's; going on from the store's"
                );
                Ok(published)
            }
            Mark::At(at) => {
                if at > published {
                    self.outbox.settle(at, Vec::new()).map_err(store_failed)?;
                }
                Ok(at)
            }
            Mark::Never => {
                if published > 0 {
                    tracing::warn!(
                        store = published,
                        "the sink has no mark though records were published: deleted, expired, or not readable; going on from the store's mark, the last batch may be repeated"
                    );
                }
                Ok(published)
            }
        }
    }

    fn idle(&mut self, mark: u64, idle: Duration) -> Result<Duration, SinkError> {
        const LOOK_EVERY: Duration = Duration::from_millis(500);
        self.observer.rest();
        self.outbox.wait(mark, LOOK_EVERY);
        let idle = idle + LOOK_EVERY;
        if idle < KEEP_ALIVE_EVERY || mark == 0 {
            return Ok(idle);
        }
        self.sink.keep_alive(mark)?;
        Ok(Duration::ZERO)
    }

    fn pause(&mut self, pause: &mut Duration) {
        let until = *pause;
        *pause = (*pause * 2).min(PAUSE_MAX);
        // Waits on the outbox's own signal with a mark nobody reaches: wakes by time, or at once when stopping.
        self.observer.rest();
        self.outbox.wait(u64::MAX, until);
    }

    fn stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

/// A full disk passes, and the sink's mark tells what it holds; a store beyond repair ends the daemon by its writer.
fn store_failed(reason: String) -> SinkError {
    SinkError::Reopen { reason }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::AtomicU64;

    use super::*;
    use crate::publish::{EventHead, Stream};

    /// An outbox in memory that checks what is settled.
    #[derive(Debug, Default)]
    struct Held {
        rows: BTreeMap<u64, OutboxRow>,
        published: u64,
        dead: Vec<u64>,
        /// Set by a sink that is opened: polling gave out more meanwhile.
        grown_to: Arc<AtomicU64>,
    }

    impl Held {
        fn with_rows(published: u64, last: u64) -> Self {
            let rows = (published + 1..=last).map(|seq| (seq, row(seq))).collect();
            Self { rows, published, ..Self::default() }
        }
    }

    impl Outbox for Held {
        fn id(&self) -> &'static str {
            "own"
        }

        fn marks(&mut self) -> Result<(u64, u64), String> {
            let last = self.rows.keys().last().copied().unwrap_or(self.published);
            Ok((self.published, last.max(self.grown_to.load(Ordering::SeqCst))))
        }

        fn read_after(&mut self, mark: u64, rows_max: usize) -> Result<Vec<OutboxRow>, String> {
            Ok(self.rows.range(mark + 1..).take(rows_max).map(|(_, row)| row.clone()).collect())
        }

        fn settle(&mut self, mark: u64, refused: Vec<(u64, String)>) -> Result<(), String> {
            self.dead.extend(refused.into_iter().map(|(seq, _)| seq));
            self.rows.retain(|seq, _| *seq > mark && !self.dead.contains(seq));
            self.published = mark;
            Ok(())
        }

        fn wait(&mut self, _mark: u64, _timeout: Duration) {}
    }

    /// A sink that keeps its mark with the records, as Kafka's transactions do, and fails as it is told.
    #[derive(Debug)]
    struct Kept {
        mark: Mark,
        seen: Vec<u64>,
        failures: Vec<SinkError>,
        refuses: Option<u64>,
        /// The outbox that the mark belongs to.
        owner: &'static str,
        /// What polling gives out while the sink opens.
        grows: Option<(Arc<AtomicU64>, u64)>,
    }

    impl Kept {
        fn at(mark: Mark) -> Self {
            let (seen, failures) = (Vec::new(), Vec::new());
            Self { mark, seen, failures, refuses: None, owner: "own", grows: None }
        }
    }

    impl Sink for Kept {
        fn open(&mut self, outbox: &str) -> Result<Mark, SinkError> {
            if let Some((grown, last)) = &self.grows {
                grown.store(*last, Ordering::SeqCst);
            }
            if outbox != self.owner {
                return Err(SinkError::Fatal { reason: format!("belongs to {}", self.owner) });
            }
            Ok(self.mark)
        }

        fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
            if let Some(failure) = self.failures.pop() {
                return Err(failure);
            }
            if let Some(refused) = rows.iter().find(|row| Some(row.seq) == self.refuses) {
                return Ok(Delivery::Refused(vec![(refused.seq, "too large".to_owned())]));
            }
            self.seen.extend(rows.iter().map(|row| row.seq));
            self.mark = rows.last().map_or(self.mark, |row| Mark::At(row.seq));
            Ok(Delivery::Whole)
        }
    }

    fn row(seq: u64) -> OutboxRow {
        let event = EventHead {
            id: format!("urn:uuid:berth:{seq}"),
            kind: "wiredesk.story.new.v1".to_owned(),
            source: "/feeds/harbour".to_owned(),
            subject: "urn:uuid:berth".to_owned(),
            time: "2026-01-02T03:04:05Z".to_owned(),
            dataschema: None,
        };
        let value = b"{}".to_vec();
        OutboxRow { seq, stream: Stream::Stories, key: "urn:uuid:berth".to_owned(), event, value }
    }

    fn publish(outbox: &mut Held, sink: &mut Kept) -> Result<(), SinkError> {
        let closing = CancellationToken::new();
        closing.cancel();
        let stop = Arc::new(AtomicBool::new(false));
        Publisher { sink, outbox, observer: &Silent, rows_max: 2, closing, stop }.run()
    }

    #[test]
    fn a_batch_that_the_sink_holds_but_the_store_does_not_know_is_not_sent_again() {
        let mut outbox = Held::with_rows(2, 6);
        let mut sink = Kept::at(Mark::At(4));
        publish(&mut outbox, &mut sink).unwrap();
        assert_eq!(sink.seen, [5, 6]);
        assert_eq!(outbox.published, 6);
    }

    #[test]
    fn a_store_older_than_its_sink_is_refused_in_words() {
        // Edge case 63: restored from an old backup.
        let mut outbox = Held::with_rows(0, 3);
        let mut sink = Kept::at(Mark::At(9));
        let error = publish(&mut outbox, &mut sink).unwrap_err();
        assert!(
            matches!(&error, SinkError::Fatal { reason } if reason.contains("older than the sink"))
        );
        assert!(sink.seen.is_empty());
    }

    #[test]
    fn a_mark_of_another_outbox_settles_nothing() {
        let mut outbox = Held::with_rows(0, 6);
        let mut sink = Kept { owner: "another", ..Kept::at(Mark::At(4)) };
        let error = publish(&mut outbox, &mut sink).unwrap_err();
        assert!(matches!(&error, SinkError::Fatal { .. }), "{error}");
        assert_eq!((outbox.rows.len(), outbox.published), (6, 0));
    }

    #[test]
    fn a_store_older_than_its_sink_is_refused_though_polling_overtakes_the_mark() {
        let mut outbox = Held::with_rows(0, 3);
        let grows = Some((Arc::clone(&outbox.grown_to), 12));
        let mut sink = Kept { grows, ..Kept::at(Mark::At(9)) };
        let error = publish(&mut outbox, &mut sink).unwrap_err();
        assert!(matches!(&error, SinkError::Fatal { .. }), "{error}");
        assert_eq!(outbox.rows.len(), 3);
    }

    #[test]
    fn a_sink_that_lost_its_mark_goes_on_from_the_stores() {
        for lost in [Mark::Never, Mark::Unkept, Mark::At(1)] {
            let mut outbox = Held::with_rows(4, 6);
            let mut sink = Kept::at(lost);
            publish(&mut outbox, &mut sink).unwrap();
            assert_eq!(sink.seen, [5, 6], "{lost:?}");
        }
    }

    #[test]
    fn a_refused_row_is_settled_as_a_dead_letter_and_the_rest_flows() {
        let mut outbox = Held::with_rows(0, 3);
        let mut sink = Kept { refuses: Some(2), ..Kept::at(Mark::Never) };
        publish(&mut outbox, &mut sink).unwrap();
        assert_eq!((outbox.dead.as_slice(), outbox.published), (&[2][..], 3));
        assert_eq!(sink.seen, [1, 3]);
    }

    /// Notes each word of trouble, and closes the publisher with the first delivery.
    #[derive(Debug, Default)]
    struct Noted {
        troubles: std::sync::Mutex<Vec<bool>>,
        closing: CancellationToken,
    }

    impl Observer for Noted {
        fn trouble(&self, reason: Option<&SinkError>) {
            self.troubles.lock().unwrap().push(reason.is_some());
        }

        fn delivered(&self, _rows: &[OutboxRow], _took: Duration) {
            self.closing.cancel();
        }
    }

    // On a full disk the file opened each time: "healthy again" every five seconds, and /ready forgot since when.
    #[test]
    fn a_sink_that_opens_and_takes_nothing_is_not_told_as_well_in_between() {
        let full = || SinkError::Reopen { reason: "no space left".to_owned() };
        let mut outbox = Held::with_rows(0, 2);
        let mut sink = Kept { failures: vec![full(), full(), full()], ..Kept::at(Mark::Never) };
        let noted = Noted::default();
        let (closing, stop) = (noted.closing.clone(), Arc::default());
        let (sink, outbox) = (&mut sink, &mut outbox);
        Publisher { sink, outbox, observer: &noted, rows_max: 2, closing, stop }.run().unwrap();
        let troubles = noted.troubles.into_inner().unwrap();
        assert_eq!(troubles[..4], [true, true, true, false]);
    }

    #[test]
    fn what_a_sink_in_trouble_did_not_take_stays_when_the_daemon_closes() {
        let down = SinkError::Reopen { reason: "no broker".to_owned() };
        let mut outbox = Held::with_rows(0, 3);
        let mut sink = Kept { failures: vec![down], ..Kept::at(Mark::Never) };
        publish(&mut outbox, &mut sink).unwrap();
        assert_eq!(outbox.rows.len(), 3);
    }
}
