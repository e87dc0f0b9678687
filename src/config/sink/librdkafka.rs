//! `[sink.kafka.librdkafka]`: any setting of the library, except those that the promises rest on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use secrecy::SecretString;
use toml::de::{DeTable, DeValue};

use super::super::KafkaSinkConfig;
use super::super::reader::{Reader, Section, Value};
use super::super::secrets::{SecretKeys, read_secret};

/// librdkafka settings on which the promises rest (P2, P3, P7); setting them by hand would break one silently.
const OWNED: [(&str, &str); 11] = [
    ("bootstrap.servers", "write it as sink.kafka.brokers"),
    ("metadata.broker.list", "write it as sink.kafka.brokers"),
    ("transactional.id", "write it as sink.kafka.transactional_id"),
    ("group.id", "leave it out: it is sink.kafka.transactional_id"),
    ("enable.idempotence", "leave it out: wiredesk always switches it on"),
    ("enable.gapless.guarantee", "leave it out: wiredesk decides it"),
    ("acks", "leave it out: wiredesk always asks for all"),
    ("request.required.acks", "leave it out: wiredesk always asks for all"),
    ("enable.auto.commit", "leave it out: the position travels inside the transaction"),
    ("enable.auto.offset.store", "leave it out: the position travels inside the transaction"),
    ("allow.auto.create.topics", "use sink.kafka.create_topics"),
];

/// Longest name of a setting in bytes; the longest that exists has 47.
const NAME_BYTES_MAX: usize = 100;

const SECRET: SecretKeys = SecretKeys { plain: None, file: "file", env: "env" };

/// Reads the settings into `config`, which holds the default ones. Secrets are looked up only where Kafka is `in_use`.
pub(super) fn read_librdkafka<'a>(
    reader: &mut Reader<'a>,
    kafka: &Section<'a>,
    in_use: bool,
    config: &mut KafkaSinkConfig,
) {
    let section = reader.section(kafka, "librdkafka", "sink.kafka.librdkafka");
    let mut given = BTreeMap::new();
    for (name, value) in flatten(section.table) {
        let key = format!("sink.kafka.librdkafka.{}", name.escape_debug());
        let setting = read_setting(reader, &name, &key, value, in_use);
        if given.insert(name, setting).is_some() {
            let remedy = "keep one of the two spellings";
            reader.refuse_value(&key, value, "is written twice", remedy);
        }
    }
    if given.contains_key("ssl.ca.pem") {
        // librdkafka takes the one or the other.
        config.librdkafka.remove("ssl.ca.location");
    }
    let good = given.into_iter().filter_map(|(name, setting)| Some((name, setting?)));
    config.librdkafka.extend(good);
}

/// Every setting with its full name: an unquoted `ssl.ca.location = ...` is three nested tables in TOML.
fn flatten<'a>(table: Option<&'a DeTable<'a>>) -> Vec<(String, &'a Value<'a>)> {
    let mut settings = Vec::new();
    // A stack instead of recursion; the TOML parser bounds the depth.
    let mut pending: Vec<(String, &DeTable<'a>)> = Vec::new();
    pending.extend(table.map(|table| (String::new(), table)));
    while let Some((prefix, table)) = pending.pop() {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            match value.get_ref().as_table() {
                Some(inner) if !points_to_secret(inner) => {
                    pending.push((format!("{name}."), inner));
                }
                Some(_) | None => settings.push((name, value)),
            }
        }
    }
    settings
}

/// `{ file = ... }`, `{ env = ... }`, or an empty table; no setting of librdkafka ends like these.
fn points_to_secret(table: &DeTable<'_>) -> bool {
    let mut keys = table.keys().map(|key| key.get_ref().as_ref());
    keys.all(|key| matches!(key, "file" | "env"))
}

fn read_setting<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    key: &str,
    value: &'a Value<'a>,
    in_use: bool,
) -> Option<SecretString> {
    if let Some((_, remedy)) = OWNED.iter().find(|(owned, _)| *owned == name) {
        reader.refuse_value(key, value, "is set by wiredesk itself", *remedy);
        return None;
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.chars().all(legal) {
        let remedy = "write a name from librdkafka's CONFIGURATION.md, in quotes";
        reader.refuse_value(key, value, "is not the name of a librdkafka setting", remedy);
        return None;
    }
    if value.get_ref().is_table() {
        let section =
            Section::of_value("sink.kafka.librdkafka.*", Cow::Owned(key.to_owned()), value);
        if !SECRET.any_in(&section) {
            let remedy = "write { file = \"path\" } or { env = \"NAME\" }";
            reader.refuse_value(key, value, "is an empty table", remedy);
        }
        return in_use.then(|| read_secret(reader, &section, SECRET)).flatten();
    }
    let Some(text) = spell(value).filter(|text| !text.contains('\0')) else {
        let remedy = "write text, a number, true or false";
        reader.refuse_value(key, value, "is no value for a librdkafka setting", remedy);
        return None;
    };
    if is_secret_setting(name) {
        let remedy = format!("write \"{name}\" = {{ file = \"path\" }} or {{ env = \"NAME\" }}");
        let problem = "holds a secret, which must not stand in the configuration";
        reader.refuse_value(key, value, problem, remedy);
        return None;
    }
    Some(SecretString::from(text))
}

/// Text, number or truth as librdkafka takes it.
fn spell(value: &Value<'_>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Integer(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// Settings whose value is a secret; certificates and the paths of key files are none.
fn is_secret_setting(name: &str) -> bool {
    let public = [".location", ".url", ".file"].iter().any(|end| name.ends_with(end));
    let secret = ["password", "passphrase", "secret", "key.pem"];
    !public && secret.iter().any(|word| name.contains(word))
}
