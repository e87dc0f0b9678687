//! One producer's life: open, read the mark, transactions. Decides what is tried again within a call, and how long.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rdkafka::consumer::{Consumer, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::producer::{Producer, ThreadedProducer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::clients::{CALL_MAX, OPEN_MAX, PAUSE, create_producer, create_reader};
use super::fault::{Fault, sort};
use super::reports::Reports;
use super::send::{content_refused, fatal_of, send_rows};
use super::settings::Isolation;
use super::{Shared, decided, limits, mark, topics};
use crate::publish::{Mark, OutboxRow};

/// An abort without progress for this long never ended by itself in trials: a new producer does better.
const ABORT_MAX: Duration = Duration::from_secs(15);
const ABORT_MAX_STOPPING: Duration = Duration::from_secs(1);

/// A producer that is ready, and what its transactions need.
pub(super) struct Session {
    // A thread of its own serves the events: `abort` and `init_transactions` block while they need reports served,
    // and `BaseProducer::poll` always takes its whole timeout.
    producer: ThreadedProducer<Reports>,
    /// Absent without transactions.
    group: Option<ConsumerGroupMetadata>,
}

impl Session {
    /// Connects, makes sure of the topics, ends what an earlier producer left open, and reads the mark.
    ///
    /// `batch_bytes` is learnt once and kept: topics whose limits change later still show it by refusing.
    pub(super) fn open(
        shared: &Shared,
        batch_bytes: &mut Option<usize>,
    ) -> Result<(Self, Mark), Fault> {
        let usual = batch_bytes.unwrap_or(shared.settings.batch_bytes);
        let mut producer = create_producer(shared, usual)?;
        topics::make_ready(shared, &producer, Instant::now() + OPEN_MAX)?;
        if batch_bytes.is_none() {
            let limit = limits::learn(shared)?;
            if limit < usual {
                producer = create_producer(shared, limit)?;
            }
            *batch_bytes = Some(limit);
        }
        if !shared.config.transactions {
            let group = None;
            return Ok((Self { producer, group }, Mark::Unkept));
        }
        let deadline = Instant::now() + OPEN_MAX;
        persist(shared, &producer, "init_transactions", deadline, || {
            producer.init_transactions(CALL_MAX)
        })?;
        decided::wait(shared, &producer)?;
        let reader = create_reader(shared, Isolation::ReadCommitted)?;
        // The reader goes when this ends: nobody would serve its events, and they would pile up.
        let Some(group) = reader.group_metadata() else {
            return Err(Fault::Unfit("librdkafka knows no group for the mark".to_owned()));
        };
        let session = Self { group: Some(group), producer };
        let mark = mark::read(shared, &reader)?;
        if mark == Mark::Never {
            session.probe(shared)?;
        }
        Ok((session, mark))
    }

    /// Writes a mark into a transaction and aborts it: tells a group that has none from a user who may not see it, which
    /// `committed_offsets` answers alike (no Read on the topic). Nothing is pending then that the abort could take back.
    fn probe(&self, shared: &Shared) -> Result<(), Fault> {
        let Some(group) = &self.group else {
            return Ok(());
        };
        self.begin()?;
        match self.put_mark(shared, group, 0, OPEN_MAX) {
            Ok(()) => self.abort(shared),
            Err(fault) => Err(self.undo(shared, fault)),
        }
    }

    /// One attempt at one batch: all of `rows` and the mark become visible together or not at all.
    ///
    /// Without transactions the mark goes nowhere.
    pub(super) fn attempt(
        &self,
        shared: &Shared,
        rows: &[OutboxRow],
        mark: u64,
        alone: &BTreeSet<u64>,
    ) -> Result<(), Fault> {
        let Some(group) = &self.group else {
            return send_rows(&self.producer, shared, rows, alone);
        };
        let began = Instant::now();
        let done = self.transact(shared, group, rows, mark, alone);
        match done {
            // Not proof of a second instance: the cluster itself fences a producer whose transaction took too long.
            Err(Fault::Fenced) if began.elapsed() >= shared.settings.transaction_timeout => {
                Err(Fault::TimedOut)
            }
            done => done,
        }
    }

    fn transact(
        &self,
        shared: &Shared,
        group: &ConsumerGroupMetadata,
        rows: &[OutboxRow],
        mark: u64,
        alone: &BTreeSet<u64>,
    ) -> Result<(), Fault> {
        self.begin()?;
        let sent = match send_rows(&self.producer, shared, rows, alone) {
            Ok(()) => self.put_mark(shared, group, mark, shared.settings.message_timeout),
            // Deliveries often fail with "purged" only; the next call tells why.
            Err(Fault::Passing(reason)) => {
                let told = self.put_mark(shared, group, mark, CALL_MAX).map_err(Fault::cause);
                Err(match told {
                    Ok(()) => Fault::Passing(reason),
                    Err(Fault::Passing(told)) => Fault::Passing(format!("{told} ({reason})")),
                    Err(told) => told,
                })
            }
            Err(fault) => Err(fault),
        };
        match sent {
            Ok(()) => self.commit(shared),
            // Rows purged from one partition are reported before the refused ones of another; after an abort all
            // reports are in.
            Err(fault) => Err(self.undo(shared, fault).or_if_passing(|reason| {
                let count = self.producer.context().now();
                content_refused(&count).unwrap_or(Fault::Passing(reason))
            })),
        }
    }

    fn begin(&self) -> Result<(), Fault> {
        // Nothing that begins can pass by waiting: some earlier step left the producer in a wrong state.
        self.producer
            .begin_transaction()
            .map_err(|error| self.sort("begin_transaction", &error).or_if_passing(Fault::Spoiled))
    }

    fn put_mark(
        &self,
        shared: &Shared,
        group: &ConsumerGroupMetadata,
        mark: u64,
        wait_max: Duration,
    ) -> Result<(), Fault> {
        let mut offsets = TopicPartitionList::new();
        // The position itself and not the next one: nobody ever consumes with this group.
        // SQLite's row numbers are i64, so no outbox reaches the bound.
        let offset = Offset::Offset(i64::try_from(mark).unwrap_or(i64::MAX));
        let mut place = offsets.add_partition(&shared.config.topics.stories, 0);
        place.set_offset(offset).map_err(|error| sort("the mark", &error))?;
        place.set_metadata(mark::owner(&shared.outbox));
        let deadline = Instant::now() + wait_max;
        persist(shared, &self.producer, "send_offsets_to_transaction", deadline, || {
            self.producer.send_offsets_to_transaction(&offsets, group, CALL_MAX * 2)
        })
        .map(|_| ())
    }

    /// Once the cluster may have heard of the commit only the mark can tell what became of it (P2).
    fn commit(&self, shared: &Shared) -> Result<(), Fault> {
        let deadline = Instant::now() + shared.settings.transaction_timeout;
        let done = persist(shared, &self.producer, "commit_transaction", deadline, || {
            self.producer.commit_transaction(CALL_MAX)
        });
        match done {
            Ok(Asked::Once) => Ok(()),
            Ok(Asked::Again) => decided::wait(shared, &self.producer).map_err(spoil),
            Err(fault @ Fault::Abortable(_)) => Err(spoil(self.undo(shared, fault))),
            Err(fault) => Err(spoil(fault)),
        }
    }

    /// Aborts after `fault`, and returns it, or what is worse.
    fn undo(&self, shared: &Shared, fault: Fault) -> Fault {
        let fault = fault.cause();
        if matches!(fault, Fault::Fenced | Fault::Spoiled(_)) {
            return fault;
        }
        if matches!(fault, Fault::Passing(_) | Fault::Rows(_) | Fault::Unsendable(_)) {
            return self.abort(shared).err().unwrap_or(fault);
        }
        // The producer is dropped anyway; a quick abort spares readers the wait for the transaction's timeout.
        match self.ask_to_abort(shared, Instant::now() + ABORT_MAX_STOPPING) {
            Ok(()) | Err(_) => fault,
        }
    }

    /// Ends the transaction without a trace, and makes sure that the cluster did.
    fn abort(&self, shared: &Shared) -> Result<(), Fault> {
        let wait_max = if shared.stopping() { ABORT_MAX_STOPPING } else { ABORT_MAX };
        match self.ask_to_abort(shared, Instant::now() + wait_max) {
            Ok(()) if shared.stopping() => Ok(()),
            Ok(()) => decided::wait(shared, &self.producer).map_err(spoil),
            Err(error) => {
                let told = self.sort("abort_transaction", &error);
                let fenced = matches!(told, Fault::Fenced);
                Err(if fenced {
                    told
                } else {
                    Fault::Spoiled(format!("abort_transaction: {error}"))
                })
            }
        }
    }

    fn ask_to_abort(&self, shared: &Shared, deadline: Instant) -> KafkaResult<()> {
        loop {
            let error = match self.producer.abort_transaction(CALL_MAX) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let in_time = Instant::now() < deadline;
            if !is_retriable(&error) || !in_time || shared.stopping() || self.is_fatal() {
                return Err(error);
            }
            std::thread::park_timeout(PAUSE);
        }
    }

    fn sort(&self, step: &str, error: &KafkaError) -> Fault {
        if self.is_fatal() {
            return fatal_of(&self.producer, step);
        }
        sort(step, error)
    }

    fn is_fatal(&self) -> bool {
        self.producer.client().fatal_error().is_some()
    }
}

/// How often the cluster was asked before it said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Once,
    /// It, or the way to it, was in trouble meanwhile.
    Again,
}

/// What is left of a fault where its step may have been carried out all the same.
fn spoil(fault: Fault) -> Fault {
    if let Fault::Stopped = fault {
        return Fault::Spoiled("stopping during a commit".to_owned());
    }
    fault.or_if_passing(Fault::Spoiled)
}

/// Calls `step` again while its error passes by itself, until `deadline` or until the daemon stops.
fn persist(
    shared: &Shared,
    producer: &ThreadedProducer<Reports>,
    step: &str,
    deadline: Instant,
    mut call: impl FnMut() -> KafkaResult<()>,
) -> Result<Asked, Fault> {
    let mut asked = Asked::Once;
    loop {
        let error = match call() {
            Ok(()) => return Ok(asked),
            Err(error) => error,
        };
        asked = Asked::Again;
        if producer.client().fatal_error().is_some() {
            return Err(fatal_of(producer, step));
        }
        let fault = sort(step, &error);
        if needs_abort(&error) {
            return Err(Fault::Abortable(Box::new(fault)));
        }
        if !is_retriable(&error) || Instant::now() >= deadline {
            return Err(fault);
        }
        if shared.stopping() {
            return Err(Fault::Stopped);
        }
        std::thread::park_timeout(PAUSE);
    }
}

fn needs_abort(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Transaction(e) if e.txn_requires_abort())
}

/// `Flush` comes from `commit_transaction` alone and means that reports are still pending.
fn is_retriable(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Flush(_))
        || matches!(error, KafkaError::Transaction(e) if e.is_retriable())
}
