//! The Kafka sink against librdkafka's mock cluster: what each class of error becomes. Never asserts on transactions,
//! which the mock accepts and ignores.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "broker/broker.rs"]
mod broker;

use std::time::{Duration, Instant};

use broker::desk::{
    OUTBOX, assert_each_once_in_order, config, noise, open, plain, publish, read, set, sink,
    stoppable, stories,
};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey as Api, RDKafkaRespErr as Answer};
use wiredesk::config::KafkaSinkConfig;
use wiredesk::publish::{Delivery, Mark, Sink, SinkError};

type Cluster = MockCluster<'static, DefaultProducerContext>;

/// A fresh cluster with the topics: an injected error may linger, so every case has its own.
fn cluster(test: &str) -> (Cluster, KafkaSinkConfig) {
    let cluster = MockCluster::new(1).unwrap();
    let config = config(&cluster.bootstrap_servers(), test);
    for topic in [&config.topics.stories, &config.topics.appearances, &config.topics.rejects] {
        cluster.create_topic(topic, 2, 1).unwrap();
    }
    (cluster, config)
}

fn check(opened: bool, api: Api, answers: &[Answer], expected: &str) {
    let (cluster, config) = cluster("class");
    let mut desk = sink(&config);
    if opened {
        assert_eq!(open(&mut desk), Mark::Never);
    }
    cluster.request_errors(api, answers);
    let found = if opened {
        let delivered = desk.deliver(&stories(5));
        format!("{delivered:?}")
    } else {
        format!("{:?}", desk.open(OUTBOX))
    };
    for part in expected.split(" .. ") {
        assert!(found.contains(part), "{api:?} {answers:?}: {found}, expected {expected}");
    }
}

#[test]
fn passing_errors_are_ridden_out_inside_the_call() {
    use Answer::*;
    for (api, answer) in [
        (Api::Produce, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS),
        (Api::Produce, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION),
        (Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
        (Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS),
    ] {
        check(true, api, &[answer, answer], "Ok(Whole)");
    }
    let loading = RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
    check(false, Api::InitProducerId, &[loading; 3], "Ok(Never)");
}

#[test]
fn refusals_name_the_right_that_is_missing() {
    use Answer::*;
    for (opened, api, answer, expected) in [
        (
            true,
            Api::Produce,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            "Fatal .. Write, Describe and Read on the topics",
        ),
        (
            true,
            Api::TxnOffsetCommit,
            RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            "Fatal .. Read on the group",
        ),
        (
            false,
            Api::InitProducerId,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            "Fatal .. transactional id",
        ),
        (
            false,
            Api::InitProducerId,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            "Fatal .. IdempotentWrite",
        ),
    ] {
        check(opened, api, &[answer], expected);
    }
}

#[test]
fn a_taken_transactional_id_means_a_new_producer() {
    let fenced = Answer::RD_KAFKA_RESP_ERR_PRODUCER_FENCED;
    check(true, Api::AddPartitionsToTxn, &[fenced], "Reopen");
    check(true, Api::EndTxn, &[fenced], "Reopen");
}

#[test]
fn suspicion_alone_refuses_no_row() {
    let too_large = Answer::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
    check(true, Api::Produce, &[too_large], "Ok(Whole)");
}

#[test]
fn a_full_local_queue_holds_the_sender_back() {
    let (_cluster, mut config) = cluster("queue");
    set(&mut config, "queue.buffering.max.kbytes", "1100");
    let mut rows = stories(60);
    for row in &mut rows {
        row.value = noise(50_000 + usize::try_from(row.seq).unwrap());
    }
    let history = publish(&mut sink(&config), &rows, 60);
    assert!(history.refused.is_empty(), "{history:?}");
    let seen = read(&plain(&config.brokers), &config.topics.stories);
    assert_each_once_in_order(&seen, &rows);
}

#[test]
fn a_delivery_without_a_broker_ends_soon_after_stop() {
    let (cluster, config) = cluster("down");
    let (mut desk, stop) = stoppable(&config);
    open(&mut desk);
    cluster.broker_down(1).unwrap();
    let delivering = std::thread::spawn(move || desk.deliver(&stories(5)));
    stop();
    let asked = Instant::now();
    let result = delivering.join().unwrap();
    assert!(matches!(result, Err(SinkError::Retry { .. })), "{result:?}");
    assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
}

#[test]
fn a_broker_that_never_answers_is_named() {
    let mut config = config("127.0.0.1:1", "nobody");
    config.transactions = false;
    match sink(&config).open(OUTBOX) {
        Err(SinkError::Retry { reason }) => {
            assert!(reason.contains("127.0.0.1:1"), "{reason}");
            assert!(reason.contains("refused"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_setting_is_named_without_its_value() {
    let (_cluster, mut config) = cluster("setting");
    set(&mut config, "no.such.setting", "hunter2");
    match sink(&config).open(OUTBOX) {
        Err(SinkError::Fatal { reason }) => {
            assert!(reason.contains("no.such.setting"), "{reason}");
            assert!(!reason.contains("hunter2"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_to_deliver_is_delivered() {
    let (_cluster, config) = cluster("empty");
    let mut desk = sink(&config);
    assert!(matches!(desk.deliver(&stories(1)), Err(SinkError::Reopen { .. })));
    open(&mut desk);
    assert_eq!(desk.deliver(&[]), Ok(Delivery::Whole));
    desk.keep_alive(3).unwrap();
}
