//! Whether a reload changed anything, secrets included. Not for authentication: the comparison is not constant-time.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::{Credentials, KafkaSinkConfig};

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Basic { user, password },
                Self::Basic { user: other_user, password: other_password },
            ) => user == other_user && same(password, other_password),
            (Self::Bearer { token }, Self::Bearer { token: other }) => same(token, other),
            (
                Self::Header { name, value },
                Self::Header { name: other_name, value: other_value },
            ) => name == other_name && same(value, other_value),
            (Self::Basic { .. } | Self::Bearer { .. } | Self::Header { .. }, _) => false,
        }
    }
}

impl Eq for Credentials {}

impl PartialEq for KafkaSinkConfig {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart in full, so that a new field cannot be forgotten.
        let Self {
            brokers,
            transactions,
            create_topics,
            transactional_id,
            topics,
            partitions,
            replication_factor,
            librdkafka,
        } = self;
        *brokers == other.brokers
            && *transactions == other.transactions
            && *create_topics == other.create_topics
            && *transactional_id == other.transactional_id
            && *topics == other.topics
            && *partitions == other.partitions
            && *replication_factor == other.replication_factor
            && same_settings(librdkafka, &other.librdkafka)
    }
}

impl Eq for KafkaSinkConfig {}

fn same_settings(
    left: &BTreeMap<String, SecretString>,
    right: &BTreeMap<String, SecretString>,
) -> bool {
    left.keys().eq(right.keys()) && left.values().zip(right.values()).all(|(a, b)| same(a, b))
}

fn same(left: &SecretString, right: &SecretString) -> bool {
    left.expose_secret() == right.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn a_rotated_secret_is_a_change() {
        let check = |a: &str, b: &str, same| {
            let bearer = |text| Credentials::Bearer { token: secret(text) };
            let basic =
                |text| Credentials::Basic { user: "ada".to_owned(), password: secret(text) };
            assert_eq!(bearer(a) == bearer(b), same);
            assert_eq!(basic(a) == basic(b), same);
            let kafka = |text| {
                let mut kafka = KafkaSinkConfig::defaults("localhost:9092".to_owned());
                kafka.librdkafka.insert("sasl.password".to_owned(), secret(text));
                kafka
            };
            assert_eq!(kafka(a) == kafka(b), same);
        };
        check("moth", "moth", true);
        check("moth", "wren", false);
        let token = Credentials::Bearer { token: secret("moth") };
        let header = Credentials::Header { name: "X-Key".to_owned(), value: secret("moth") };
        assert_ne!(token, header);
    }

    #[test]
    fn a_setting_more_is_a_change() {
        let plain = KafkaSinkConfig::defaults("localhost:9092".to_owned());
        let mut more = plain.clone();
        more.librdkafka.insert("client.id".to_owned(), secret("desk"));
        assert_ne!(plain, more);
    }
}
