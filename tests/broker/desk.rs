//! The two ends of a test: a sink with rows to publish, and a reader of what arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Headers, Message};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use wiredesk::config::{KafkaSinkConfig, Topics};
use wiredesk::publish::kafka::KafkaSink;
use wiredesk::publish::{Delivery, EventHead, Mark, OutboxRow, Sink, SinkError, Stream};

/// Longest wait for anything a test expects; far more than it takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// The store that every sink of these tests publishes for, unless a test says otherwise.
pub(crate) const OUTBOX: &str = "0123456789abcdef0123456789abcdef";

/// A record as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) partition: i32,
    pub(crate) key: String,
    pub(crate) value: Vec<u8>,
    pub(crate) headers: Vec<(String, String)>,
}

/// What happened while rows were published.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) retries: Vec<String>,
    pub(crate) reopens: Vec<String>,
    pub(crate) refused: Vec<(u64, String)>,
}

/// Names that no other test, process or earlier run uses.
pub(crate) fn config(bootstrap: &str, test: &str) -> KafkaSinkConfig {
    let unique = tempfile::Builder::new().prefix(test).tempdir().unwrap();
    let name = unique.path().file_name().unwrap().to_str().unwrap();
    KafkaSinkConfig {
        brokers: bootstrap.to_owned(),
        transactions: true,
        create_topics: true,
        transactional_id: format!("desk-{name}"),
        topics: Topics {
            stories: format!("stories-{name}"),
            appearances: format!("appearances-{name}"),
            rejects: format!("rejects-{name}"),
        },
        partitions: 2,
        replication_factor: -1,
        librdkafka: BTreeMap::new(),
    }
}

pub(crate) fn set(config: &mut KafkaSinkConfig, key: &str, value: &str) {
    config.librdkafka.insert(key.to_owned(), value.into());
}

pub(crate) fn sink(config: &KafkaSinkConfig) -> KafkaSink {
    KafkaSink::new(config, 1_000_000, Arc::new(AtomicBool::new(false)))
}

pub(crate) fn row(seq: u64, stream: Stream, key: &str, value: &[u8]) -> OutboxRow {
    OutboxRow {
        seq,
        stream,
        key: key.to_owned(),
        event: EventHead {
            id: format!("{key}/{seq}"),
            kind: "wiredesk.story.new.v1".to_owned(),
            source: "urn:wiredesk:test".to_owned(),
            subject: key.to_owned(),
            time: "2026-03-01T12:00:00Z".to_owned(),
            dataschema: None,
        },
        value: value.to_vec(),
    }
}

/// Stories 1 to `count`, a few keys taking turns.
pub(crate) fn stories(count: u64) -> Vec<OutboxRow> {
    (1..=count)
        .map(|seq| {
            let key = format!("urn:story:{}", seq % 7);
            row(seq, Stream::Stories, &key, format!("{{\"n\":{seq}}}").as_bytes())
        })
        .collect()
}

/// Bytes that no compression makes smaller.
pub(crate) fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

/// Opens until it succeeds.
pub(crate) fn open(sink: &mut KafkaSink) -> Mark {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match sink.open(OUTBOX) {
            Ok(mark) => return mark,
            Err(SinkError::Fatal { reason }) => panic!("fatal: {reason}"),
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    }
}

/// What the publisher does: from the mark on, in batches, opening again when told to.
pub(crate) fn publish(sink: &mut KafkaSink, rows: &[OutboxRow], batch_rows: usize) -> History {
    let (mut history, mut rows) = (History::default(), rows.to_vec());
    let mut mark = position(open(sink), 0);
    let deadline = Instant::now() + PATIENCE;
    while let Some(start) = rows.iter().position(|row| row.seq > mark) {
        assert!(Instant::now() < deadline, "{history:?}");
        let batch = &rows[start..rows.len().min(start + batch_rows)];
        match sink.deliver(batch) {
            Ok(Delivery::Whole) => mark = batch.last().unwrap().seq,
            Ok(Delivery::Refused(refused)) => {
                rows.retain(|row| !refused.iter().any(|(seq, _)| *seq == row.seq));
                history.refused.extend(refused);
            }
            Err(SinkError::Retry { reason }) => history.retries.push(reason),
            Err(SinkError::Reopen { reason }) => {
                history.reopens.push(reason);
                mark = position(open(sink), mark);
            }
            Err(SinkError::Fatal { reason }) => panic!("fatal: {reason}"),
        }
    }
    history
}

fn position(mark: Mark, own: u64) -> u64 {
    match mark {
        Mark::At(seq) => seq,
        Mark::Never => 0,
        Mark::Unkept => own,
    }
}

/// All that a `read_committed` reader sees of a topic, partition by partition.
pub(crate) fn read(client: &ClientConfig, topic: &str) -> Vec<Seen> {
    read_as(client, topic, "read_committed")
}

pub(crate) fn read_as(client: &ClientConfig, topic: &str, isolation: &str) -> Vec<Seen> {
    let consumer: BaseConsumer = client
        .clone()
        .set("group.id", "test-reader")
        .set("isolation.level", isolation)
        .set("enable.partition.eof", "true")
        .set("enable.auto.commit", "false")
        .create()
        .unwrap();
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).unwrap();
    let mut partitions = TopicPartitionList::new();
    for partition in metadata.topics()[0].partitions() {
        partitions.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
    }
    consumer.assign(&partitions).unwrap();
    let (mut seen, mut ended) = (Vec::new(), BTreeSet::new());
    let deadline = Instant::now() + PATIENCE;
    while ended.len() < partitions.count() {
        assert!(Instant::now() < deadline, "the end of {topic} never came");
        match consumer.poll(Duration::from_millis(200)) {
            None => {}
            Some(Ok(message)) => seen.push(Seen {
                partition: message.partition(),
                key: String::from_utf8(message.key().unwrap().to_vec()).unwrap(),
                value: message.payload().unwrap().to_vec(),
                headers: headers(&message),
            }),
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                ended.insert(partition);
            }
            Some(Err(error)) => panic!("{error}"),
        }
    }
    seen.sort_by_key(|seen| seen.partition);
    seen
}

fn headers(message: &impl Message) -> Vec<(String, String)> {
    message
        .headers()
        .into_iter()
        .flat_map(|headers| headers.iter())
        .map(|header| {
            let value = String::from_utf8(header.value.unwrap().to_vec()).unwrap();
            (header.key.to_owned(), value)
        })
        .collect()
}

/// P2 and P3: every row once, and the rows of one key in the order of the outbox.
pub(crate) fn assert_each_once_in_order(seen: &[Seen], rows: &[OutboxRow]) {
    let mut expected: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
    for row in rows {
        expected.entry(&row.key).or_default().push(&row.value);
    }
    let mut found: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
    for seen in seen {
        found.entry(&seen.key).or_default().push(&seen.value);
    }
    assert_eq!(seen.len(), rows.len(), "records seen and rows published");
    assert!(found == expected, "some key's records are not its rows in order");
}

/// A client that may not be told how to connect.
pub(crate) fn plain(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    config
}

/// A sink and the flag that stops it.
pub(crate) fn stoppable(config: &KafkaSinkConfig) -> (KafkaSink, impl Fn() + Send + use<>) {
    let stop = Arc::new(AtomicBool::new(false));
    let sink = KafkaSink::new(config, 1_000_000, Arc::clone(&stop));
    (sink, move || stop.store(true, Ordering::SeqCst))
}
