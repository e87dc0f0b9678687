//! `[sink.kafka.librdkafka]`: any setting of the library, except those that the promises rest on.

use std::borrow::Cow;

use secrecy::SecretString;

use super::super::KafkaSinkConfig;
use super::super::reader::{Reader, Section, Value};
use super::super::secrets::{SecretKeys, read_secret};

/// librdkafka settings on which the promises rest (P2, P3, P7); setting them by hand would break one silently.
const OWNED: [(&str, &str); 11] = [
    ("bootstrap.servers", "write it as sink.kafka.brokers"),
    ("metadata.broker.list", "write it as sink.kafka.brokers"),
    (
        "transactional.id",
        "write it as sink.kafka.transactional_id",
    ),
    (
        "group.id",
        "leave it out: it is sink.kafka.transactional_id",
    ),
    (
        "enable.idempotence",
        "leave it out: wiredesk always switches it on",
    ),
    (
        "enable.gapless.guarantee",
        "leave it out: wiredesk decides it",
    ),
    ("acks", "leave it out: wiredesk always asks for all"),
    (
        "request.required.acks",
        "leave it out: wiredesk always asks for all",
    ),
    (
        "enable.auto.commit",
        "leave it out: the position travels inside the transaction",
    ),
    (
        "enable.auto.offset.store",
        "leave it out: the position travels inside the transaction",
    ),
    ("allow.auto.create.topics", "use sink.kafka.create_topics"),
];

/// Reads the settings into `config`, which holds the default ones.
pub(super) fn read_librdkafka<'a>(
    reader: &mut Reader<'a>,
    kafka: &Section<'a>,
    config: &mut KafkaSinkConfig,
) {
    let section = reader.section(kafka, "librdkafka", "sink.kafka.librdkafka");
    // An unquoted `ssl.ca.location = ...` is three nested tables in TOML; a stack flattens them again.
    let mut pending: Vec<(String, &Value<'a>)> = Vec::new();
    let entries =
        |table: &'a toml::de::DeTable<'a>, prefix: &str| -> Vec<(String, &'a Value<'a>)> {
            let name = |key: &str| match prefix {
                "" => key.to_owned(),
                prefix => format!("{prefix}.{key}"),
            };
            table
                .iter()
                .map(|(key, value)| (name(key.get_ref()), value))
                .collect()
        };
    pending.extend(
        section
            .table
            .into_iter()
            .flat_map(|table| entries(table, "")),
    );
    while let Some((name, value)) = pending.pop() {
        let secret_at = value.get_ref().as_table().filter(|table| {
            table
                .keys()
                .all(|key| matches!(key.get_ref().as_ref(), "file" | "env"))
        });
        match (value.get_ref().as_table(), secret_at) {
            (Some(table), None) => pending.extend(entries(table, &name)),
            _ => {
                if let Some(text) = read_setting(reader, &name, value) {
                    config.librdkafka.insert(name, text);
                }
            }
        }
    }
    if config.librdkafka.contains_key("ssl.ca.pem") && !section.has("ssl.ca.location") {
        config.librdkafka.remove("ssl.ca.location");
    }
}

fn read_setting<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    value: &'a Value<'a>,
) -> Option<SecretString> {
    let key = format!("sink.kafka.librdkafka.{name}");
    if let Some((_, remedy)) = OWNED.iter().find(|(owned, _)| *owned == name) {
        reader.refuse_value(&key, value, "is set by wiredesk itself", *remedy);
        return None;
    }
    if value.get_ref().is_table() {
        let section = Section::of_value("sink.kafka.librdkafka.*", Cow::Owned(key.clone()), value);
        let keys = SecretKeys {
            plain: None,
            file: "file",
            env: "env",
        };
        if !keys.any_in(&section) {
            let remedy = "write { file = \"path\" } or { env = \"NAME\" }";
            reader.refuse_value(&key, value, "is an empty table", remedy);
        }
        return read_secret(reader, &section, keys);
    }
    let text = match value.get_ref().as_str() {
        Some(text) => text.to_owned(),
        None if value.get_ref().is_integer()
            || value.get_ref().is_bool()
            || value.get_ref().is_float() =>
        {
            spell_scalar(value)
        }
        None => {
            let remedy = "write text, a number, true or false";
            reader.refuse_value(&key, value, "is not a librdkafka setting", remedy);
            return None;
        }
    };
    if is_secret_setting(name) {
        let remedy = format!("write \"{name}\" = {{ file = \"path\" }} or {{ env = \"NAME\" }}");
        reader.refuse_value(
            &key,
            value,
            "a secret must not stand in the configuration",
            remedy,
        );
        return None;
    }
    Some(SecretString::from(text))
}

fn spell_scalar(value: &Value<'_>) -> String {
    let value = value.get_ref();
    let number = value.as_integer().map(ToString::to_string);
    let number = number.or_else(|| value.as_float().map(ToString::to_string));
    number
        .or_else(|| value.as_bool().map(|truth| truth.to_string()))
        .unwrap_or_default()
}

/// Settings whose value is a secret; certificates and the paths of key files are none.
fn is_secret_setting(name: &str) -> bool {
    let public = [".location", ".url", ".file"]
        .iter()
        .any(|end| name.ends_with(end));
    let secret = ["password", "passphrase", "secret", "key.pem"];
    !public && secret.iter().any(|word| name.contains(word))
}
