//! Transactions that nobody ended: what the sink must not publish over, and must not take back.

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use wiredesk::publish::{Mark, Sink, SinkError};

use crate::broker;
use crate::broker::desk::{OUTBOX, PATIENCE, config, open, plain, sink};

// A cluster that loses the end of a transaction (KAFKA-20734) leaves what a foreign open one looks like.
#[test]
fn an_undecided_transaction_holds_the_sink_back_until_it_is_decided() {
    let config = config(broker::shared(), "undecided");
    open(&mut sink(&config));
    let other = open_transaction(&format!("{}-other", config.transactional_id));
    let record = BaseRecord::to(&config.topics.stories).partition(1).key("k").payload("{}");
    other.send(record).unwrap();
    other.flush(PATIENCE).unwrap();
    match sink(&config).open(OUTBOX) {
        Err(SinkError::Retry { reason }) => {
            assert!(reason.contains("undecided transaction"), "{reason}");
            assert!(reason.contains(&format!("{}-1", config.topics.stories)), "{reason}");
        }
        other => panic!("{other:?}"),
    }
    other.abort_transaction(PATIENCE).unwrap();
    assert_eq!(open(&mut sink(&config)), Mark::Never);
}

#[test]
fn a_mark_that_waits_for_its_transaction_is_neither_ignored_nor_taken_back() {
    let config = config(broker::shared(), "pending");
    open(&mut sink(&config));
    let other = open_transaction(&format!("{}-other", config.transactional_id));
    let mut offsets = TopicPartitionList::new();
    let mut place = offsets.add_partition(&config.topics.stories, 0);
    place.set_offset(Offset::Offset(7)).unwrap();
    place.set_metadata(format!("outbox={OUTBOX}"));
    let mut reader = plain(broker::shared());
    let reader: BaseConsumer = reader.set("group.id", &config.transactional_id).create().unwrap();
    let group = reader.group_metadata().unwrap();
    other.send_offsets_to_transaction(&offsets, &group, PATIENCE).unwrap();
    match sink(&config).open(OUTBOX) {
        Err(SinkError::Retry { reason }) => {
            assert!(reason.contains("never finished by the cluster"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
    other.commit_transaction(PATIENCE).unwrap();
    assert_eq!(open(&mut sink(&config)), Mark::At(7));
}

/// A producer in the middle of a transaction.
fn open_transaction(transactional_id: &str) -> BaseProducer {
    let mut config = plain(broker::shared());
    let producer: BaseProducer = config.set("transactional.id", transactional_id).create().unwrap();
    producer.init_transactions(PATIENCE).unwrap();
    producer.begin_transaction().unwrap();
    producer
}
