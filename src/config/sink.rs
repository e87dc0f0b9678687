//! `[sink]` and its kinds. Every kind is checked, also those that are not in use, so that a switch brings no surprise;
//! only the secrets of the one in use are looked up.

use std::path::Path;

use super::reader::{Reader, Section};
use super::{Config, FileSinkConfig, KafkaSinkConfig, SinkConfig, Topics};

mod librdkafka;

use librdkafka::read_librdkafka;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stdout,
    File,
    Kafka,
}

/// Longest topic name that Kafka takes.
const TOPIC_CHARS_MAX: usize = 249;

pub(super) fn read_sink<'a>(reader: &mut Reader<'a>, top: &Section<'a>, config: &mut Config) {
    let section = reader.section(top, "sink", "sink");
    let kinds = [("file", Kind::File), ("stdout", Kind::Stdout), ("kafka", Kind::Kafka)];
    let kind = reader.choice(&section, "kind", Kind::File, &kinds);
    let file = read_file(reader, &section, &config.state_dir);
    let kafka = read_kafka(reader, &section, kind);
    if section.has("kafka") && !section.has("kind") {
        let problem = "is missing, and would be \"file\" although there is a [sink.kafka]";
        reader.refuse(&section, "kind", problem, "write kind = \"kafka\" or kind = \"file\"");
    }
    config.sink_named = section.has("kind") || section.has("file");
    config.sink = match kind {
        Kind::Stdout => SinkConfig::Stdout,
        Kind::File => SinkConfig::File(file),
        Kind::Kafka => SinkConfig::Kafka(Box::new(kafka)),
    };
    reader.close(section);
}

fn read_file<'a>(reader: &mut Reader<'a>, sink: &Section<'a>, state_dir: &Path) -> FileSinkConfig {
    let section = reader.section(sink, "file", "sink.file");
    let default = FileSinkConfig::defaults(state_dir);
    let file = FileSinkConfig {
        path: reader.path(&section, "path").unwrap_or(default.path),
        rotate_bytes: reader.size(&section, "rotate_bytes", default.rotate_bytes, 1_000..=1 << 40),
        keep_files: reader.integer(&section, "keep_files", default.keep_files, 0..=1_000_000),
    };
    if file.path.is_dir() {
        let remedy = "name a file in it, e.g. \"stories.ndjson\"";
        reader.refuse(&section, "path", "is a folder", remedy);
    }
    reader.close(section);
    file
}

fn read_kafka<'a>(reader: &mut Reader<'a>, sink: &Section<'a>, kind: Kind) -> KafkaSinkConfig {
    let section = reader.section(sink, "kafka", "sink.kafka");
    let mut kafka = KafkaSinkConfig::defaults(String::new());
    match reader.text(&section, "brokers") {
        Some(text) => {
            let brokers = check_brokers(text);
            if brokers.is_none() {
                let remedy = "write \"host:9092\", several separated by commas";
                reader.refuse(&section, "brokers", "is not a list of host:port", remedy);
            }
            kafka.brokers = brokers.unwrap_or_default();
        }
        None if kind == Kind::Kafka && !section.has("brokers") => {
            let remedy = "write brokers = \"host:9092\" under [sink.kafka]";
            reader.refuse(&section, "brokers", "is missing: kind = \"kafka\" needs it", remedy);
        }
        None => {}
    }
    kafka.transactions = reader.boolean(&section, "transactions", kafka.transactions);
    kafka.create_topics = reader.boolean(&section, "create_topics", kafka.create_topics);
    if let Some(id) = reader.line(&section, "transactional_id", TOPIC_CHARS_MAX) {
        kafka.transactional_id = id;
    }
    kafka.partitions = reader.integer(&section, "partitions", kafka.partitions, 1..=10_000);
    let replicas = kafka.replication_factor;
    kafka.replication_factor = reader.integer(&section, "replication_factor", replicas, -1..=100);
    if kafka.replication_factor == 0 {
        let remedy = "write -1 for the broker's default, or the number of replicas";
        reader.refuse(&section, "replication_factor", "must not be 0", remedy);
    }
    read_topics(reader, &section, &mut kafka.topics);
    read_librdkafka(reader, &section, kind == Kind::Kafka, &mut kafka);
    reader.close(section);
    kafka
}

/// Trimmed `[scheme://]host[:port]` items; `None` where one of them is none.
fn check_brokers(text: &str) -> Option<String> {
    let items: Vec<&str> = text.split(',').map(str::trim).collect();
    let good = |item: &&str| {
        let address = item.split_once("://").map_or(*item, |(_, rest)| rest);
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            Some(_) | None => (address, None),
        };
        let printable = item.chars().all(|c| c.is_ascii_graphic());
        let host_good = !host.is_empty() && !host.contains('/');
        printable
            && host_good
            && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
    };
    items.iter().all(good).then(|| items.join(","))
}

fn read_topics<'a>(reader: &mut Reader<'a>, kafka: &Section<'a>, topics: &mut Topics) {
    let section = reader.section(kafka, "topics", "sink.kafka.topics");
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let names = [
        ("stories", &mut topics.stories),
        ("appearances", &mut topics.appearances),
        ("rejects", &mut topics.rejects),
    ];
    let mut taken: Vec<String> = Vec::new();
    for (key, topic) in names {
        if let Some(name) = reader.text(&section, key) {
            let fits = (1..=TOPIC_CHARS_MAX).contains(&name.len()) && !matches!(name, "." | "..");
            if fits && name.chars().all(legal) {
                name.clone_into(topic);
            } else {
                let remedy = "use 1 to 249 characters of a-z A-Z 0-9 . _ -";
                reader.refuse(&section, key, "is not a topic name", remedy);
            }
        }
        // Kafka refuses a topic whose name differs from another's only in `.` and `_`: their metrics would collide.
        let metric_name = topic.replace('.', "_");
        if taken.contains(&metric_name) {
            let remedy = "give each of the three its own topic";
            reader.refuse(&section, key, "is the name of another topic already", remedy);
        }
        taken.push(metric_name);
    }
    reader.close(section);
}
