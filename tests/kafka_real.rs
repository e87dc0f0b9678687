//! The Kafka sink against a real broker: what a `read_committed` reader sees, through crashes, fencing and refusals.

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
#[path = "kafka_real/undecided.rs"]
mod undecided;

use std::time::{Duration, Instant};

use broker::Broker;
use broker::desk::{
    self, OUTBOX, PATIENCE, assert_each_once_in_order, config, noise, open, plain, publish, read,
    read_as, row, set, sink, stories,
};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use wiredesk::publish::{Mark, Sink, SinkError, Stream};

#[test]
fn the_mark_comes_back_with_the_rows_it_counts() {
    let config = config(broker::shared(), "mark");
    let rows = stories(25);
    let mut first = sink(&config);
    assert_eq!(open(&mut first), Mark::Never);
    first.deliver(&rows[..10]).unwrap();
    first.deliver(&rows[10..20]).unwrap();
    drop(first);

    let mut second = sink(&config);
    assert_eq!(open(&mut second), Mark::At(20));
    second.deliver(&rows[20..]).unwrap();
    second.keep_alive(25).unwrap();
    assert_eq!(open(&mut second), Mark::At(25));
    let seen = read(&plain(broker::shared()), &config.topics.stories);
    assert_each_once_in_order(&seen, &rows);
}

#[test]
fn a_transactional_id_serves_one_store_only() {
    let config = config(broker::shared(), "stores");
    let rows = stories(6);
    let mut first = sink(&config);
    assert_eq!(open(&mut first), Mark::Never);
    first.deliver(&rows[..5]).unwrap();
    first.keep_alive(5).unwrap();
    drop(first);

    // A new store has given out positions of its own, so the old mark must not count for it.
    let mut second = sink(&config);
    match second.open("another-store") {
        Err(SinkError::Fatal { reason }) => {
            assert!(reason.contains("used by another store"), "{reason}");
            assert!(reason.contains(&config.transactional_id), "{reason}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(second.deliver(&rows[5..]), Err(SinkError::Reopen { .. })));
    drop(second);

    let mut again = sink(&config);
    assert_eq!(open(&mut again), Mark::At(5));
    again.deliver(&rows[5..]).unwrap();
    assert_each_once_in_order(&read(&plain(broker::shared()), &config.topics.stories), &rows);
}

#[test]
fn records_are_binary_cloudevents_in_the_topic_of_their_stream() {
    let config = config(broker::shared(), "shape");
    let mut with_schema = row(3, Stream::Rejects, "feed-a", b"{\"r\":3}");
    with_schema.event.dataschema = Some("urn:schema".to_owned());
    let rows = [
        row(1, Stream::Stories, "urn:story:a", b"{\"r\":1}"),
        row(2, Stream::Appearances, "urn:story:a", b"{\"r\":2}"),
        with_schema,
    ];
    publish(&mut sink(&config), &rows, 10);
    let topics = [&config.topics.stories, &config.topics.appearances, &config.topics.rejects];
    for (topic, row) in topics.iter().zip(&rows) {
        let seen = read(&plain(broker::shared()), topic);
        assert_eq!(seen.len(), 1, "{topic}");
        assert_eq!((&seen[0].key, &seen[0].value), (&row.key, &row.value));
        let mut expected = vec![("content-type".to_owned(), "application/json".to_owned())];
        for (name, value) in row.event.attributes(row.seq) {
            expected.push((format!("ce_{name}"), value));
        }
        assert_eq!(seen[0].headers, expected);
    }
}

#[test]
fn missing_topics_are_created_fit_or_named() {
    let mut config = config(broker::shared(), "topics");
    config.create_topics = false;
    match sink(&config).open(OUTBOX) {
        Err(SinkError::Fatal { reason }) => {
            assert!(reason.contains(&config.topics.stories), "{reason}");
            assert!(reason.contains("create_topics"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
    config.create_topics = true;
    open(&mut sink(&config));
    for (topic, policy) in [
        (&config.topics.stories, "compact"),
        (&config.topics.appearances, "delete"),
        (&config.topics.rejects, "delete"),
    ] {
        assert_eq!(setting(topic, "cleanup.policy"), policy, "{topic}");
    }
}

#[test]
fn a_refused_row_is_named_and_the_rest_is_delivered() {
    let config = config(broker::shared(), "refused");
    create(&config.topics.stories, &[("max.message.bytes", "20000")]);
    let mut rows = stories(12);
    // Two culprits side by side, and good neighbours that fit one batch with them.
    rows[4].value = noise(30_000);
    rows[5].value = noise(40_000);
    rows[6].value = noise(9_000);
    // Refused by the client itself.
    rows[9].value = noise(1_100_000);
    let history = publish(&mut sink(&config), &rows, 12);
    let mut refused: Vec<_> = history.refused.iter().map(|(seq, _)| *seq).collect();
    refused.sort_unstable();
    assert_eq!(refused, [5, 6, 10], "{:?}", history.refused);
    rows.retain(|row| !refused.contains(&row.seq));
    let seen = read(&plain(broker::shared()), &config.topics.stories);
    assert_each_once_in_order(&seen, &rows);
    assert_eq!(open(&mut sink(&config)), Mark::At(12));
}

#[test]
fn a_second_instance_is_told_from_an_accident() {
    let config = config(broker::shared(), "fenced");
    let (mut first, mut second) = (sink(&config), sink(&config));
    let rows = stories(40);
    open(&mut first);
    open(&mut second);
    let (mut fenced, mut last) = (0, None);
    for row in &rows {
        match first.deliver(std::slice::from_ref(row)) {
            Err(SinkError::Reopen { reason }) => {
                assert!(reason.contains(&config.transactional_id), "{reason}");
                fenced += 1;
                open(&mut first);
                // The other one does the same.
                second.deliver(std::slice::from_ref(row)).unwrap_err();
                if let Err(SinkError::Fatal { reason }) = second.open(OUTBOX).map(|_| ()) {
                    last = Some(reason);
                    break;
                }
            }
            Err(SinkError::Fatal { reason }) => {
                last = Some(reason);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    let reason = last.expect("two instances must not go on for ever");
    assert!(reason.contains(&config.transactional_id), "{reason}");
    assert!(reason.contains("another instance"), "{reason}");
    assert_eq!(fenced, 2);
}

#[test]
fn without_transactions_repeats_are_byte_identical() {
    let mut config = config(broker::shared(), "plain");
    config.transactions = false;
    let rows = stories(9);
    let mut desk = sink(&config);
    assert_eq!(open(&mut desk), Mark::Unkept);
    desk.deliver(&rows).unwrap();
    assert_eq!(open(&mut desk), Mark::Unkept);
    desk.deliver(&rows).unwrap();
    desk.keep_alive(9).unwrap();
    let seen = read(&plain(broker::shared()), &config.topics.stories);
    assert_eq!(seen.len(), 18);
    for record in &seen {
        let same = seen.iter().filter(|other| *other == record).count();
        assert_eq!(same, 2, "{record:?}");
    }
}

#[test]
fn an_aborted_batch_is_never_seen() {
    let config = config(broker::shared(), "aborted");
    create(&config.topics.stories, &[("max.message.bytes", "20000")]);
    let mut rows = stories(3);
    rows[2].value = noise(50_000);
    publish(&mut sink(&config), &rows, 3);
    let client = plain(broker::shared());
    let all = read_as(&client, &config.topics.stories, "read_uncommitted");
    let committed = read(&client, &config.topics.stories);
    assert_each_once_in_order(&committed, &rows[..2]);
    assert!(all.len() >= committed.len(), "{all:?}");
}

#[test]
fn a_wait_ends_soon_after_stop() {
    let mut config = config("127.0.0.1:1", "stop");
    set(&mut config, "socket.timeout.ms", "60000");
    let (mut desk, stop) = desk::stoppable(&config);
    let waiting = std::thread::spawn(move || desk.open(OUTBOX));
    stop();
    let asked = Instant::now();
    let result = waiting.join().unwrap();
    assert!(matches!(result, Err(SinkError::Retry { .. })), "{result:?}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn a_killed_broker_costs_time_and_no_row() {
    if !broker::can_break("a_killed_broker_costs_time_and_no_row") {
        return;
    }
    let mut own = Broker::start();
    let link = own.link();
    let config = config(&link.bootstrap(), "killed");
    let rows = stories(3000);
    let publisher = {
        let (config, rows) = (config.clone(), rows.clone());
        std::thread::spawn(move || publish(&mut sink(&config), &rows, 20))
    };
    let client = plain(&own.bootstrap());
    for kill in 1..=2_u64 {
        // Some 150 bytes a row on the wire: both kills fall into the stream of batches.
        let deadline = Instant::now() + PATIENCE;
        while link.upstream_bytes() < kill * 60_000 && !publisher.is_finished() {
            assert!(Instant::now() < deadline);
            std::thread::yield_now();
        }
        assert!(!publisher.is_finished(), "the publisher was too quick");
        own.kill();
        own.start_again();
    }
    let history = publisher.join().unwrap();
    eprintln!("{history:?}");
    assert!(history.refused.is_empty(), "{history:?}");
    assert_each_once_in_order(&read(&client, &config.topics.stories), &rows);
    assert_eq!(open(&mut sink(&config)), Mark::At(3000));
}

#[test]
fn an_own_transaction_that_timed_out_is_no_second_instance() {
    if !broker::can_break("an_own_transaction_that_timed_out_is_no_second_instance") {
        return;
    }
    let own = Broker::start();
    let link = own.link();
    let mut config = config(&link.bootstrap(), "late");
    set(&mut config, "transaction.timeout.ms", "4000");
    let rows = stories(60_000);
    let mut desk = sink(&config);
    open(&mut desk);
    desk.deliver(&rows[..1]).unwrap();
    let before = link.upstream_bytes();
    let delivering = {
        let rows = rows.clone();
        std::thread::spawn(move || (desk.deliver(&rows[1..]), desk))
    };
    let deadline = Instant::now() + PATIENCE;
    while link.upstream_bytes() < before + 20_000 {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
    link.cut();
    // The cluster has aborted the transaction once committed readers get to the end of all that was written.
    let client = plain(&own.bootstrap());
    let written = read_as(&client, &config.topics.stories, "read_uncommitted").len();
    assert!(written > 1, "nothing was under way");
    await_stable(&client, &config.topics.stories);
    link.mend();
    let (result, mut desk) = delivering.join().unwrap();
    match result {
        Err(SinkError::Reopen { reason }) => eprintln!("reopen: {reason}"),
        other => panic!("{other:?}"),
    }
    let history = publish(&mut desk, &rows, 5000);
    assert!(history.reopens.is_empty(), "{history:?}");
    assert_each_once_in_order(&read(&client, &config.topics.stories), &rows);
}

#[test]
fn a_refused_user_is_told_what_is_missing() {
    if !broker::can_break("a_refused_user_is_told_what_is_missing") {
        return;
    }
    let users = ["desk", "no-id", "no-group", "no-read", "no-write"].map(|name| (name, "secret"));
    let own = Broker::start_secure(&users);
    let config_of = |user: &str, settings: &[(&str, &str)]| {
        let mut config = config(&own.bootstrap(), user);
        for (key, value) in own.security().client(user) {
            set(&mut config, &key, &value);
        }
        for (key, value) in settings {
            set(&mut config, key, value);
        }
        config
    };
    for (users, operations, resource) in [
        (
            &["desk", "no-group", "no-read", "no-write"][..],
            &["Write", "Describe"][..],
            "--transactional-id",
        ),
        (&["desk", "no-read", "no-write", "no-id"], &["Read"], "--group"),
        (&["desk", "no-group", "no-id"], &["Write", "Describe", "Read", "Create"], "--topic"),
        (&["no-read"], &["Write", "Describe", "Create"], "--topic"),
        (&["no-write"], &["Read", "Describe", "Create"], "--topic"),
    ] {
        own.allow(users, operations, resource);
    }

    let good = config_of("desk", &[]);
    let rows = stories(20);
    publish(&mut sink(&good), &rows, 7);
    assert_each_once_in_order(&read(&own.client(), &good.topics.stories), &rows);

    for (user, expected) in [
        ("no-id", "Write and Describe on the transactional id"),
        ("no-group", "Read on the group"),
        ("no-read", "Write, Describe and Read on the topics"),
        ("no-write", "Write, Describe and Read on the topics"),
    ] {
        let reason = fatal_reason(&mut sink(&config_of(user, &[])));
        assert!(reason.contains(expected), "{user}: {reason}");
    }

    for (key, value, expected) in [
        ("sasl.password", "wrong", "uthentication failed"),
        ("ssl.ca.location", "probe", "certificate verify failed"),
    ] {
        let asked = Instant::now();
        match sink(&config_of("desk", &[(key, value)])).open(OUTBOX) {
            Err(SinkError::Retry { reason }) => {
                assert!(reason.contains(expected), "{key}: {reason}");
                assert!(!reason.contains("wrong"), "{reason}");
            }
            other => panic!("{key}: {other:?}"),
        }
        assert!(asked.elapsed() < Duration::from_secs(15), "{key}");
    }
}

/// The reason of the `Fatal` that opening or the first delivery ends in.
fn fatal_reason(desk: &mut impl Sink) -> String {
    let deadline = Instant::now() + PATIENCE;
    let mut is_open = false;
    loop {
        let done = if is_open {
            desk.deliver(&stories(3)).map(|_| ())
        } else {
            desk.open(OUTBOX).map(|_| is_open = true)
        };
        match done {
            Err(SinkError::Fatal { reason }) => return reason,
            Err(SinkError::Reopen { .. }) => is_open = false,
            Err(SinkError::Retry { .. }) | Ok(()) => {}
        }
        assert!(Instant::now() < deadline, "never fatal; last: {done:?}");
    }
}

/// Waits until no transaction is open on the topic.
fn await_stable(client: &ClientConfig, topic: &str) {
    use rdkafka::consumer::{BaseConsumer, Consumer};
    let ends = |isolation: &str| -> Vec<i64> {
        let mut config = client.clone();
        config.set("group.id", "ends").set("isolation.level", isolation);
        let consumer: BaseConsumer = config.create().unwrap();
        (0..2).map(|part| consumer.fetch_watermarks(topic, part, PATIENCE).unwrap().1).collect()
    };
    let deadline = Instant::now() + PATIENCE;
    while ends("read_committed") != ends("read_uncommitted") {
        assert!(Instant::now() < deadline, "a transaction stays open");
    }
}

fn admin() -> AdminClient<DefaultClientContext> {
    plain(broker::shared()).create().unwrap()
}

fn create(topic: &str, settings: &[(&str, &str)]) {
    let mut new = NewTopic::new(topic, 2, TopicReplication::Fixed(-1));
    for (key, value) in settings {
        new = new.set(key, value);
    }
    let made = wait(admin().create_topics(&[new], &AdminOptions::new())).unwrap();
    assert!(made.iter().all(Result::is_ok), "{made:?}");
}

fn setting(topic: &str, key: &str) -> String {
    let asked = [ResourceSpecifier::Topic(topic)];
    let told = wait(admin().describe_configs(&asked, &AdminOptions::new())).unwrap();
    let resource = told.into_iter().next().unwrap().unwrap();
    resource.get(key).unwrap().value.clone().unwrap()
}

fn wait<T>(answer: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(answer)
}
