//! Kafka: transactions that carry the outbox position. This module and its folder are the only place that names rdkafka.
//!
//! With transactions the mark travels as a consumer-group offset inside the transaction that carries the rows (P2), so
//! what readers see and what `open` reads back can never disagree. Without them delivery is at least once, and the
//! store's own mark decides.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::config::KafkaSinkConfig;
use crate::publish::{Delivery, Mark, OutboxRow, Sink, SinkError};

mod clients;
mod decided;
mod fault;
mod limits;
mod mark;
mod reports;
mod send;
mod session;
mod settings;
mod topics;

use fault::{Acl, Fault};
use reports::LastError;
use session::Session;
use settings::Settings;

/// Fencings by somebody else within [`FENCED_WITHIN`] that prove a second instance rather than an accident.
const FENCED_MAX: usize = 3;
/// Two instances that publish once a minute must be noticed too, hence minutes and not seconds.
const FENCED_WITHIN: Duration = Duration::from_secs(300);

/// A producer that fails this often in a row is replaced: some of its wrong states never end by themselves.
const RETRIES_MAX: usize = 3;

/// Publishes outbox rows to three topics of one Kafka cluster.
///
/// Owns one producer, rebuilt whenever librdkafka calls it unusable. Calls block: give it a thread.
pub struct KafkaSink {
    shared: Shared,
    session: Option<Session>,
    /// When another producer took our transactional id, oldest first; at most [`FENCED_MAX`] kept.
    fenced: VecDeque<Instant>,
    /// `Retry` answers since the last success.
    retries: usize,
    /// Largest record batch that the topics take, once known.
    batch_bytes: Option<usize>,
}

/// What every part of the sink reads and none changes.
struct Shared {
    config: KafkaSinkConfig,
    settings: Settings,
    stop: Arc<AtomicBool>,
    last_error: LastError,
    /// Name of the outbox that is published, as told to `open`; it travels with every mark.
    outbox: String,
}

impl Shared {
    fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl KafkaSink {
    /// A closed sink; nothing is connected before [`Sink::open`].
    ///
    /// `record_bytes_max` is the largest record the outbox holds, in bytes: buffers and `message.max.bytes` follow it.
    /// Every wait looks at `stop` at least once in two seconds.
    pub fn new(config: &KafkaSinkConfig, record_bytes_max: usize, stop: Arc<AtomicBool>) -> Self {
        Self {
            shared: Shared {
                config: config.clone(),
                settings: Settings::new(config, record_bytes_max),
                stop,
                last_error: LastError::default(),
                outbox: String::new(),
            },
            session: None,
            fenced: VecDeque::new(),
            retries: 0,
            batch_bytes: None,
        }
    }

    /// A broker refuses record batches, not records: a refused row is proven guilty by being sent alone.
    ///
    /// Each round but the last finds new suspects, so `rows + 1` rounds always suffice.
    fn deliver_or_split(&mut self, rows: &[OutboxRow]) -> Result<Delivery, Fault> {
        let Some(last) = rows.last() else {
            return Ok(Delivery::Whole);
        };
        let mut alone = BTreeSet::new();
        for _ in 0..=rows.len() {
            let session = self.session.as_ref().ok_or_else(closed)?;
            let suspects = match session.attempt(&self.shared, rows, last.seq, &alone) {
                Ok(()) => return Ok(Delivery::Whole),
                Err(Fault::Unsendable(rows)) => return Ok(Delivery::Refused(rows)),
                Err(Fault::Rows(suspects)) => suspects,
                Err(fault) => return Err(fault),
            };
            // After a refused batch librdkafka counts on from sequence numbers that the broker never saw, and each
            // later transaction fails with "skipped sequence numbers": only a new producer starts afresh.
            self.session = None;
            let (session, _) = Session::open(&self.shared, &mut self.batch_bytes)?;
            self.session = Some(session);
            let (guilty, suspects): (Vec<_>, Vec<_>) =
                suspects.into_iter().partition(|(seq, _)| alone.contains(seq));
            if !guilty.is_empty() {
                return Ok(Delivery::Refused(guilty));
            }
            alone.extend(suspects.into_iter().map(|(seq, _)| seq));
        }
        Err(Fault::Spoiled("the cluster refuses rows of this batch without an end".to_owned()))
    }

    /// Turns a fault into the publisher's three words, and drops a producer that is of no more use.
    fn judge(&mut self, fault: Fault) -> SinkError {
        let mut fault = fault.cause();
        if let Fault::Passing(reason) = &fault
            && self.session.is_some()
        {
            self.retries += 1;
            if self.retries > RETRIES_MAX {
                fault = Fault::Spoiled(reason.clone());
            }
        }
        if !matches!(fault, Fault::Passing(_)) {
            self.session = None;
            self.retries = 0;
        }
        match fault {
            Fault::Stopped => SinkError::Retry {
                reason: "stopping: the batch under way was given up".to_owned(),
            },
            Fault::Abortable(cause) => self.judge(*cause),
            Fault::Passing(reason) => SinkError::Retry {
                reason: self.with_last_error(reason),
            },
            Fault::Spoiled(reason) => SinkError::Reopen {
                reason: self.with_last_error(reason),
            },
            Fault::Rows(rows) | Fault::Unsendable(rows) => SinkError::Reopen {
                reason: format!("{} rows were refused outside a batch", rows.len()),
            },
            Fault::TimedOut => SinkError::Reopen {
                reason: "our own transaction outlived transaction.timeout.ms and was aborted by the cluster".to_owned(),
            },
            Fault::Fenced => self.judge_fencing(),
            Fault::Denied(acl) => SinkError::Fatal {
                reason: self.name_acl(acl),
            },
            Fault::Unfit(reason) => SinkError::Fatal { reason },
        }
    }

    /// P7: one fencing may be an accident, several in a short time are a second instance.
    fn judge_fencing(&mut self) -> SinkError {
        let id = &self.shared.config.transactional_id;
        let now = Instant::now();
        self.fenced.retain(|at| now.duration_since(*at) < FENCED_WITHIN);
        self.fenced.push_back(now);
        if self.fenced.len() < FENCED_MAX {
            return SinkError::Reopen {
                reason: format!("another producer took the transactional id \"{id}\""),
            };
        }
        self.fenced.clear();
        SinkError::Fatal {
            reason: format!(
                "another instance publishes with the transactional id \"{id}\": stop it, or give each instance its own sink.kafka.transactional_id"
            ),
        }
    }

    fn name_acl(&self, acl: Acl) -> String {
        let config = &self.shared.config;
        let topics = &config.topics;
        let id = &config.transactional_id;
        let needed = match acl {
            Acl::Topic => format!(
                "Write, Describe and Read on the topics \"{}\", \"{}\", \"{}\"",
                topics.stories, topics.appearances, topics.rejects
            ),
            Acl::Group => format!("Read on the group \"{id}\""),
            Acl::TransactionalId => format!("Write and Describe on the transactional id \"{id}\""),
            Acl::Cluster => "IdempotentWrite on the cluster".to_owned(),
            Acl::Create => "Create on the topics (or on the cluster), or create them by hand and set create_topics = false".to_owned(),
        };
        format!("Kafka refuses this user: it needs the ACL {needed}")
    }

    /// librdkafka names a wrong password or certificate nowhere but in its error events.
    fn with_last_error(&self, reason: String) -> String {
        match self.shared.last_error.get() {
            Some(last) => format!("{reason}; the client says: {last}"),
            None => reason,
        }
    }
}

impl Sink for KafkaSink {
    fn open(&mut self, outbox: &str) -> Result<Mark, SinkError> {
        outbox.clone_into(&mut self.shared.outbox);
        // The old producer goes first: two with one transactional id would fence each other.
        self.session = None;
        self.shared.last_error.clear();
        match Session::open(&self.shared, &mut self.batch_bytes) {
            Ok((session, mark)) => {
                self.session = Some(session);
                Ok(mark)
            }
            // A producer that never became ready is no loss: opening again is the same as trying again.
            Err(Fault::Spoiled(reason)) => Err(self.judge(Fault::Passing(reason))),
            Err(fault) => Err(self.judge(fault)),
        }
    }

    fn deliver(&mut self, rows: &[OutboxRow]) -> Result<Delivery, SinkError> {
        match self.deliver_or_split(rows) {
            Ok(delivery) => {
                self.shared.last_error.clear();
                self.retries = 0;
                Ok(delivery)
            }
            Err(fault) => Err(self.judge(fault)),
        }
    }

    fn keep_alive(&mut self, mark: u64) -> Result<(), SinkError> {
        if !self.shared.config.transactions {
            return Ok(());
        }
        let done = self
            .session
            .as_ref()
            .ok_or_else(closed)
            .and_then(|session| session.attempt(&self.shared, &[], mark, &BTreeSet::new()));
        done.map_err(|fault| self.judge(fault))
    }
}

fn closed() -> Fault {
    Fault::Spoiled("the Kafka producer is closed".to_owned())
}

impl fmt::Debug for KafkaSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaSink")
            .field("brokers", &self.shared.config.brokers)
            .field("transactional_id", &self.shared.config.transactional_id)
            .field("open", &self.session.is_some())
            .finish_non_exhaustive()
    }
}
