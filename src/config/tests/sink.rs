//! Where records go: kinds, brokers, topics, librdkafka.

use super::*;

#[test]
fn the_sink_is_named_only_where_the_file_names_it() {
    let check = |text, named| assert_eq!(accept(text).sink_named, named, "{text}");
    check("", false);
    check("[sink]\nkind = \"file\"", true);
    check("[sink.file]\npath = \"a.ndjson\"", true);
    check_refused("[sink.kafka]\nbrokers = \"a:9092\"", &[(1, "sink.kind", "kind = \"kafka\"")]);
}

#[test]
fn librdkafka_settings_are_passed_on_as_written() {
    let text = "[sink]\nkind = \"kafka\"\n[sink.kafka]\nbrokers = \"a:9092, ssl://[::1]:9093,c\"\n\
                [sink.kafka.librdkafka]\n\"linger.ms\" = 0\nssl.key.location = \"key.pem\"\nsocket.keepalive.enable = true\n\
                \"sasl.password\" = { env = \"DESK_SECRET\" }\nclient.id = \"desk\"\n";
    let SinkConfig::Kafka(kafka) = accept(text).sink else {
        panic!("kafka was asked for");
    };
    assert_eq!(kafka.brokers, "a:9092,ssl://[::1]:9093,c");
    let settings: Vec<(&str, &str)> = kafka
        .librdkafka
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect();
    assert_eq!(
        settings,
        [
            ("client.id", "desk"),
            ("linger.ms", "0"),
            ("sasl.password", "moth-and-wren"),
            ("socket.keepalive.enable", "true"),
            ("ssl.ca.location", "probe"),
            ("ssl.key.location", "key.pem"),
        ]
    );
}

#[test]
fn librdkafka_settings_that_would_break_a_promise_are_refused() {
    let check = |line: &str, name: &str, part: &str| {
        let text = format!(
            "[sink]\nkind = \"kafka\"\nkafka.brokers = \"a:9092\"\n[sink.kafka.librdkafka]\n{line}"
        );
        check_refused(&text, &[(5, &format!("sink.kafka.librdkafka.{name}"), part)]);
    };
    check("\"transactional.id\" = \"x\"", "transactional.id", "sink.kafka.transactional_id");
    check("enable.idempotence = false", "enable.idempotence", "set by wiredesk itself");
    check("\"ssl.key.pem\" = \"x\"", "ssl.key.pem", "{ file = \"path\" }");
    check("\"client.id\" = [1]", "client.id", "is no value for a librdkafka setting");
    check("\"client.id\" = {}", "client.id", "is an empty table");
    check(
        "\"sasl.password\" = { env = \"NOWHERE\" }",
        "sasl.password.env",
        "NOWHERE, which is not set",
    );
    check("\"client id\" = \"x\"", "client id", "is not the name of a librdkafka setting");
    check("\"client.id\" = \"x\\u0000\"", "client.id", "is no value for a librdkafka setting");
    let twice = "[sink]\nkind = \"file\"\n[sink.kafka.librdkafka]\nclient.id = \"x\"\n\"client.id\" = \"y\"";
    let errors = read(twice).expect_err("two spellings").to_string();
    assert!(errors.contains("client.id: is written twice"), "{errors}");
}

#[test]
fn secrets_of_a_sink_that_is_not_in_use_are_not_looked_up() {
    let with = |kind: &str| {
        format!(
            "[sink]\nkind = \"{kind}\"\nkafka.brokers = \"a:9092\"\n\
             [sink.kafka.librdkafka]\n\"sasl.password\" = {{ env = \"NOWHERE\" }}"
        )
    };
    accept(&with("stdout"));
    assert!(read(&with("kafka")).is_err());
}

#[test]
fn brokers_and_topics_that_cannot_be_are_refused() {
    let check = |lines: &str, line: usize, key: &str, part: &str| {
        check_refused(
            &format!("[sink]\nkind = \"kafka\"\n[sink.kafka]\n{lines}"),
            &[(line, key, part)],
        );
    };
    for brokers in ["", "a:", "a:0", "a:99999", "a:9092,,b:9092", "http://a/b:1", "a b:9092"] {
        check(
            &format!("brokers = \"{brokers}\""),
            4,
            "sink.kafka.brokers",
            "not a list of host:port",
        );
    }
    check(
        "brokers = \"a\"\nreplication_factor = 0",
        5,
        "sink.kafka.replication_factor",
        "must not be 0",
    );
    let bad = "brokers = \"a\"\n[sink.kafka.topics]\nstories = \"a b\"";
    check(bad, 6, "sink.kafka.topics.stories", "is not a topic name");
    let same = "brokers = \"a\"\n[sink.kafka.topics]\nstories = \"news.a\"\nrejects = \"news_a\"";
    check(same, 7, "sink.kafka.topics.rejects", "its own topic");
}
