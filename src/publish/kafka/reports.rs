//! What librdkafka tells from its own threads: delivery reports, errors, log lines. Keeps counts, decides nothing.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::ProducerContext;
use rdkafka::types::RDKafkaErrorCode as Code;

use super::fault::code_of;

/// Characters kept of the last error: it ends in a log line and on the status page.
const ERROR_CHARS_MAX: usize = 300;

/// The newest error event of any of the sink's clients.
#[derive(Debug, Clone, Default)]
pub(super) struct LastError(Arc<Mutex<Option<(Code, String)>>>);

/// A context for all clients of the sink; only the producer's sees reports.
#[derive(Debug, Default)]
pub(super) struct Reports {
    count: Mutex<Count>,
    changed: Condvar,
    last_error: LastError,
}

/// Which attempt sent a row, and the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket {
    pub(super) attempt: u64,
    pub(super) seq: u64,
}

/// The state of the attempt under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    attempt: u64,
    pub(super) pending: usize,
    /// At most one for each row of the batch.
    pub(super) failed: Vec<(u64, Code)>,
}

impl LastError {
    pub(super) fn get(&self) -> Option<String> {
        lock(&self.0).as_ref().map(|(_, text)| text.clone())
    }

    /// Whether the cluster refuses the connection itself: waiting in the same call is of no use.
    pub(super) fn is_refusal(&self) -> bool {
        let refuses = |code: Code| matches!(code, Code::Authentication | Code::SSL);
        lock(&self.0).as_ref().is_some_and(|(code, _)| refuses(*code))
    }

    pub(super) fn clear(&self) {
        *lock(&self.0) = None;
    }

    fn set(&self, code: Code, text: &str) {
        *lock(&self.0) = Some((code, text.chars().take(ERROR_CHARS_MAX).collect()));
    }
}

impl Reports {
    pub(super) fn new(last_error: LastError) -> Self {
        Self { last_error, ..Self::default() }
    }

    /// Starts to count afresh; reports of earlier attempts are ignored from now on.
    pub(super) fn begin_attempt(&self) -> u64 {
        let mut count = lock(&self.count);
        count.attempt += 1;
        count.pending = 0;
        count.failed.clear();
        count.attempt
    }

    /// Call before a row is handed over: its report may come before the call returns.
    pub(super) fn expect_one(&self) {
        lock(&self.count).pending += 1;
    }

    /// The row was not taken, no report will come.
    pub(super) fn expect_one_less(&self) {
        let mut count = lock(&self.count);
        count.pending = count.pending.saturating_sub(1);
    }

    /// The count, after it changed or `wait_max` passed, whichever came first.
    pub(super) fn wait(&self, pending_before: usize, wait_max: Duration) -> Count {
        let count = lock(&self.count);
        let (count, _) = self
            .changed
            .wait_timeout_while(count, wait_max, |now| {
                now.pending == pending_before && now.pending > 0
            })
            .unwrap_or_else(PoisonError::into_inner);
        count.clone()
    }

    pub(super) fn now(&self) -> Count {
        lock(&self.count).clone()
    }
}

impl ClientContext for Reports {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        match level {
            // Every failed connection says so twice a second; the reason reaches the log once, with the sink's error.
            _ if matches!(facility, "FAIL" | "ERROR" | "CONFWARN") => {
                tracing::debug!(target: "librdkafka", facility, message, "client");
            }
            RDKafkaLogLevel::Emerg
            | RDKafkaLogLevel::Alert
            | RDKafkaLogLevel::Critical
            | RDKafkaLogLevel::Error
            | RDKafkaLogLevel::Warning => {
                tracing::warn!(target: "librdkafka", facility, message, "client");
            }
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
                tracing::info!(target: "librdkafka", facility, message, "client");
            }
            RDKafkaLogLevel::Debug => {
                tracing::debug!(target: "librdkafka", facility, message, "client");
            }
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // "All brokers down" follows the error that says why, and must not hide it.
        let code = code_of(&error);
        if code == Code::AllBrokersDown && self.last_error.get().is_some() {
            return;
        }
        self.last_error.set(code, reason);
    }
}

impl ConsumerContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = Box<Ticket>;

    fn delivery(&self, result: &DeliveryResult<'_>, ticket: Box<Ticket>) {
        let mut count = lock(&self.count);
        if count.attempt != ticket.attempt {
            return;
        }
        count.pending = count.pending.saturating_sub(1);
        if let Err((error, _)) = result {
            count.failed.push((ticket.seq, code_of(error)));
        }
        drop(count);
        self.changed.notify_all();
    }
}

/// A panic elsewhere leaves plain counts behind, which are as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_survives_the_news_that_all_brokers_are_down() {
        let reports = Reports::default();
        reports.error(KafkaError::Global(Code::Authentication), "wrong password");
        reports.error(KafkaError::Global(Code::AllBrokersDown), "1/1 brokers are down");
        assert_eq!(reports.last_error.get().as_deref(), Some("wrong password"));
        reports.last_error.clear();
        reports.error(KafkaError::Global(Code::AllBrokersDown), "1/1 brokers are down");
        assert_eq!(reports.last_error.get().as_deref(), Some("1/1 brokers are down"));
    }

    #[test]
    fn a_new_attempt_starts_from_nothing() {
        let reports = Reports::default();
        let first = reports.begin_attempt();
        reports.expect_one();
        reports.expect_one();
        reports.expect_one_less();
        assert_eq!(reports.now().pending, 1);
        assert_ne!(reports.begin_attempt(), first);
        assert_eq!(reports.now().pending, 0);
    }
}
