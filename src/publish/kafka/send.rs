//! Hands the rows of one attempt to librdkafka and waits for every report. Knows nothing of transactions.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::Shared;
use super::fault::{Fault, refuses_content, sort, sort_code};
use super::reports::{Count, Reports, Ticket};
use crate::config::Topics;
use crate::publish::{OutboxRow, Stream};

/// How long a wait sleeps before it looks at `stop` again.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Added to `message.timeout.ms`: librdkafka scans for timed-out messages once a second.
const REPORT_GRACE: Duration = Duration::from_secs(10);

/// Sends `rows` in order, those whose position is in `alone` one by one, and returns when each was delivered.
///
/// [`Fault::Rows`] names what the broker refused for its content, [`Fault::Unsendable`] what is too large to be sent.
pub(super) fn send_rows(
    producer: &ThreadedProducer<Reports>,
    shared: &Shared,
    rows: &[OutboxRow],
    alone: &BTreeSet<u64>,
) -> Result<(), Fault> {
    let attempt = producer.context().begin_attempt();
    let mut unsendable = Vec::new();
    for row in rows {
        let alone = alone.contains(&row.seq);
        if alone {
            await_reports(producer, shared)?;
        }
        if let Some(reason) = enqueue(producer, shared, row, attempt)? {
            unsendable.push((row.seq, reason));
        }
        if alone {
            await_reports(producer, shared)?;
        }
    }
    await_reports(producer, shared)?;
    if unsendable.is_empty() { Ok(()) } else { Err(Fault::Unsendable(unsendable)) }
}

/// Puts one row into the local queue, waiting while that is full; `Some` is the reason why the row can never be sent.
fn enqueue(
    producer: &ThreadedProducer<Reports>,
    shared: &Shared,
    row: &OutboxRow,
    attempt: u64,
) -> Result<Option<String>, Fault> {
    let reports = producer.context();
    let mut record = to_record(&shared.config.topics, row, attempt);
    let deadline = Instant::now() + shared.settings.message_timeout + REPORT_GRACE;
    loop {
        reports.expect_one();
        let (error, back) = match producer.send(record) {
            Ok(()) => return Ok(None),
            Err(refused) => refused,
        };
        reports.expect_one_less();
        let KafkaError::MessageProduction(code) = error else {
            return Err(sort("send", &error));
        };
        if code == Code::QueueFull {
            let count = reports.now();
            if count.pending == 0 && producer.in_flight_count() == 0 {
                let reason =
                    format!("{} bytes do not fit queue.buffering.max.kbytes", row.value.len());
                return Ok(Some(reason));
            }
            look_around(shared, deadline)?;
            fail_early(&reports.wait(count.pending, LOOK_EVERY))?;
            record = back;
        } else if refuses_content(code) {
            let limit = shared.settings.message_bytes;
            let reason = format!("{} bytes are over message.max.bytes ({limit})", row.value.len());
            return Ok(Some(reason));
        } else if producer.client().fatal_error().is_some() {
            return Err(fatal_of(producer, "send"));
        } else {
            return Err(sort("send", &error));
        }
    }
}

/// Waits until nothing is pending; the first failure inside a transaction ends the wait, as all of it will be undone.
fn await_reports(producer: &ThreadedProducer<Reports>, shared: &Shared) -> Result<(), Fault> {
    let reports = producer.context();
    let patience = shared.settings.message_timeout + REPORT_GRACE;
    let mut deadline = Instant::now() + patience;
    let mut count = reports.now();
    while count.pending > 0 {
        if shared.config.transactions {
            fail_early(&count)?;
        }
        look_around(shared, deadline)?;
        let before = count.pending;
        count = reports.wait(before, LOOK_EVERY);
        if count.pending != before {
            deadline = Instant::now() + patience;
        }
    }
    fail_early(&count)
}

fn look_around(shared: &Shared, deadline: Instant) -> Result<(), Fault> {
    if shared.stopping() {
        return Err(Fault::Stopped);
    }
    if Instant::now() >= deadline {
        return Err(Fault::Spoiled(
            "no delivery report came in time, though every message has a timeout".to_owned(),
        ));
    }
    Ok(())
}

/// Sorts the reports of one attempt: refused content first, as everything else follows from it.
fn fail_early(count: &Count) -> Result<(), Fault> {
    if let Some(rows) = content_refused(count) {
        return Err(rows);
    }
    // Purged rows only say that another one failed.
    let purged = |code: Code| matches!(code, Code::PurgeQueue | Code::PurgeInflight);
    let telling = count.failed.iter().find(|(_, code)| !purged(*code)).or(count.failed.first());
    match telling {
        None => Ok(()),
        Some((seq, code)) => {
            Err(sort_code(*code, false, format!("record {seq} was not delivered: {code}")))
        }
    }
}

/// The rows that the broker refused for their content, if there are any.
pub(super) fn content_refused(count: &Count) -> Option<Fault> {
    let rows: Vec<_> = count
        .failed
        .iter()
        .filter(|(_, code)| refuses_content(*code))
        .map(|(seq, code)| (*seq, format!("the broker refuses it: {code}")))
        .collect();
    (!rows.is_empty()).then_some(Fault::Rows(rows))
}

/// The error that made a producer unusable for good.
pub(super) fn fatal_of(producer: &ThreadedProducer<Reports>, step: &str) -> Fault {
    match producer.client().fatal_error() {
        Some((code, text)) => sort_code(code, true, format!("{step}: {text}")),
        None => Fault::Spoiled(step.to_owned()),
    }
}

/// The binary content mode of the Kafka protocol binding for CloudEvents 1.0.2, section 3.2.
fn to_record<'a>(
    topics: &'a Topics,
    row: &'a OutboxRow,
    attempt: u64,
) -> BaseRecord<'a, str, [u8], Box<Ticket>> {
    let topic = match row.stream {
        Stream::Stories => &topics.stories,
        Stream::Appearances => &topics.appearances,
        Stream::Rejects => &topics.rejects,
    };
    let attributes = row.event.attributes(row.seq);
    let mut headers = OwnedHeaders::new_with_capacity(attributes.len() + 1)
        .insert(Header { key: "content-type", value: Some("application/json") });
    for (name, value) in &attributes {
        headers = headers.insert(Header { key: &format!("ce_{name}"), value: Some(value) });
    }
    let ticket = Box::new(Ticket { attempt, seq: row.seq });
    BaseRecord::with_opaque_to(topic, ticket)
        .key(row.key.as_str())
        .payload(row.value.as_slice())
        .headers(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failed: &[(u64, Code)], expected: &str) {
        let mut count = Count::default();
        count.failed.extend_from_slice(failed);
        let found = format!("{:?}", fail_early(&count));
        assert!(found.contains(expected), "{failed:?}: {found}");
    }

    #[test]
    fn the_telling_report_wins_over_those_that_follow_from_it() {
        check(&[], "Ok");
        check(&[(1, Code::PurgeQueue)], "Passing");
        check(&[(1, Code::PurgeQueue), (2, Code::TopicAuthorizationFailed)], "Denied(Topic)");
        check(
            &[(1, Code::PurgeQueue), (2, Code::MessageTimedOut), (3, Code::MessageSizeTooLarge)],
            "Rows([(3,",
        );
    }
}
