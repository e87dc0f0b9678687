//! librdkafka's settings: our defaults, then the operator's, then what our promises need. Connects nothing.

use std::time::Duration;

use rdkafka::config::ClientConfig;
use secrecy::ExposeSecret;

use crate::config::KafkaSinkConfig;

/// Room for key, headers and framing beside the value of the largest record, in bytes.
const ENVELOPE_BYTES: usize = 16 * 1024;
/// Least local queue in KiB: one batch of usual records. The outbox on disk is the buffer, not this (P5).
const QUEUE_KIB_MIN: usize = 32 * 1024;
/// librdkafka's own default and floor for `message.max.bytes`.
const MESSAGE_BYTES_MIN: usize = 1_000_000;
const MESSAGE_BYTES_MAX: usize = 1_000_000_000;

/// Settings of the three kinds of client, and the timeouts that our own waits follow.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    common: ClientConfig,
    producer: ClientConfig,
    group_id: String,
    pub(super) transaction_timeout: Duration,
    pub(super) message_timeout: Duration,
    /// Largest record batch, in bytes.
    pub(super) batch_bytes: usize,
    /// Largest record with its envelope, in bytes, before compression.
    pub(super) message_bytes: usize,
}

impl Settings {
    pub(super) fn new(config: &KafkaSinkConfig, record_bytes_max: usize) -> Self {
        let given = |key: &str| {
            let value = config.librdkafka.get(key)?;
            value.expose_secret().trim().parse::<u64>().ok()
        };
        let transaction_ms = given("transaction.timeout.ms").unwrap_or(60_000);
        // A report must come while its transaction still lives.
        let message_ms = given("message.timeout.ms").unwrap_or(transaction_ms / 4 * 3);
        let message_bytes = record_bytes_max
            .saturating_add(ENVELOPE_BYTES)
            .clamp(MESSAGE_BYTES_MIN, MESSAGE_BYTES_MAX);
        let message_bytes = given("message.max.bytes")
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(message_bytes);
        let batch_bytes = given("batch.size")
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(MESSAGE_BYTES_MIN);

        let common = common(config);
        let mut producer = common.clone();
        for (key, value) in [
            // A batch is awaited as a whole: lingering would only delay it.
            ("linger.ms", "0".to_owned()),
            ("compression.type", "zstd".to_owned()),
            ("transaction.timeout.ms", transaction_ms.to_string()),
            ("message.timeout.ms", message_ms.to_string()),
            ("message.max.bytes", message_bytes.to_string()),
            ("batch.size", batch_bytes.to_string()),
            ("queue.buffering.max.kbytes", QUEUE_KIB_MIN.max(message_bytes / 1024 * 4).to_string()),
        ] {
            if !config.librdkafka.contains_key(key) {
                producer.set(key, value);
            }
        }
        // P2 and P3 rest on these; without them a retry could repeat or reorder.
        producer.set("enable.idempotence", "true");
        producer.set("acks", "all");
        if config.transactions {
            producer.set("transactional.id", &config.transactional_id);
        } else {
            producer.remove("transactional.id");
            producer.remove("transaction.timeout.ms");
        }
        Self {
            common,
            producer,
            group_id: config.transactional_id.clone(),
            transaction_timeout: Duration::from_millis(transaction_ms),
            message_timeout: Duration::from_millis(message_ms),
            batch_bytes,
            message_bytes,
        }
    }

    /// For the producer; `batch_bytes` is lowered where a topic takes less.
    pub(super) fn producer(&self, batch_bytes: usize) -> ClientConfig {
        let mut config = self.producer.clone();
        config.set("batch.size", batch_bytes.to_string());
        config
    }

    /// For the client that creates and describes topics.
    pub(super) fn admin(&self) -> ClientConfig {
        let mut config = self.common.clone();
        config.remove("transactional.id");
        config
    }

    /// For the clients that read the mark and the ends of partitions; they never subscribe.
    pub(super) fn reader(&self, isolation: Isolation) -> ClientConfig {
        let mut config = self.admin();
        config.set("group.id", &self.group_id);
        config.set("enable.auto.commit", "false");
        config.set("isolation.level", isolation.setting());
        config
    }
}

/// What a reader sees of transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Isolation {
    ReadCommitted,
    ReadUncommitted,
}

impl Isolation {
    fn setting(self) -> &'static str {
        match self {
            Self::ReadCommitted => "read_committed",
            Self::ReadUncommitted => "read_uncommitted",
        }
    }
}

fn common(config: &KafkaSinkConfig) -> ClientConfig {
    let mut common = ClientConfig::new();
    common.set("client.id", "wiredesk");
    // The linked OpenSSL is ours and does not know where the system keeps its authorities.
    common.set("ssl.ca.location", "probe");
    // With the default of 10 s an outage of 5 s costs 10, and one of 19 s outlived the transaction.
    common.set("reconnect.backoff.max.ms", "500");
    // Debug lines are worth their cost only when asked for through `debug`.
    common.set_log_level(rdkafka::config::RDKafkaLogLevel::Info);
    if ["ssl.ca.pem", "ssl.ca.location"].iter().any(|key| config.librdkafka.contains_key(*key)) {
        common.remove("ssl.ca.location");
    }
    for (key, value) in &config.librdkafka {
        common.set(key, value.expose_secret());
    }
    common.set("bootstrap.servers", &config.brokers);
    // A metadata request must not create a topic with the broker's defaults before we create it compacted.
    common.set("allow.auto.create.topics", "false");
    common
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Topics;

    fn config(transactions: bool, librdkafka: &[(&str, &str)]) -> KafkaSinkConfig {
        KafkaSinkConfig {
            brokers: "127.0.0.1:9".to_owned(),
            transactions,
            create_topics: true,
            transactional_id: "desk".to_owned(),
            topics: Topics {
                stories: "s".to_owned(),
                appearances: "a".to_owned(),
                rejects: "r".to_owned(),
            },
            partitions: 1,
            replication_factor: -1,
            librdkafka: librdkafka
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).into()))
                .collect::<BTreeMap<_, _>>(),
        }
    }

    fn check(config: &KafkaSinkConfig, key: &str, expected: Option<&str>) {
        let settings = Settings::new(config, 1_000);
        let producer = settings.producer(settings.batch_bytes);
        assert_eq!(producer.get(key), expected, "{key}");
    }

    #[test]
    fn the_operator_wins_over_defaults_but_not_over_promises() {
        let theirs = config(
            true,
            &[
                ("linger.ms", "5"),
                ("acks", "1"),
                ("enable.idempotence", "false"),
                ("allow.auto.create.topics", "true"),
                ("batch.size", "5000"),
            ],
        );
        check(&theirs, "linger.ms", Some("5"));
        check(&theirs, "batch.size", Some("5000"));
        check(&theirs, "acks", Some("all"));
        check(&theirs, "enable.idempotence", Some("true"));
        check(&theirs, "allow.auto.create.topics", Some("false"));
        check(&theirs, "transactional.id", Some("desk"));
        check(&config(false, &[]), "transactional.id", None);
    }

    #[test]
    fn a_message_times_out_before_its_transaction() {
        check(&config(true, &[]), "message.timeout.ms", Some("45000"));
        let short = config(true, &[("transaction.timeout.ms", "8000")]);
        check(&short, "message.timeout.ms", Some("6000"));
    }

    #[test]
    fn given_authorities_replace_the_search_for_them() {
        check(&config(true, &[]), "ssl.ca.location", Some("probe"));
        let pem = config(true, &[("ssl.ca.pem", "x")]);
        check(&pem, "ssl.ca.location", None);
        let own = config(true, &[("ssl.ca.location", "/ca.pem")]);
        check(&own, "ssl.ca.location", Some("/ca.pem"));
    }

    #[test]
    fn librdkafka_accepts_every_default() {
        for transactions in [true, false] {
            let settings = Settings::new(&config(transactions, &[]), 30_000_000);
            let producer: Result<rdkafka::producer::BaseProducer, _> =
                settings.producer(settings.batch_bytes).create();
            assert!(producer.is_ok(), "{:?}", producer.err());
            let reader: Result<rdkafka::consumer::BaseConsumer, _> =
                settings.reader(Isolation::ReadUncommitted).create();
            assert!(reader.is_ok(), "{:?}", reader.err());
        }
    }
}
