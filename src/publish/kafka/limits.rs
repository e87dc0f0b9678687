//! What the topics' settings allow: asks once, warns about what does not fit. Changes nothing.

use std::time::Duration;

use rdkafka::admin::{ConfigResource, OwnedResourceSpecifier, ResourceSpecifier};

use super::Shared;
use super::fault::Fault;
use super::topics::{connect, names, options, wait_for};

/// Only warnings and a smaller batch hang on the answer, and clusters exist that never give one.
const DESCRIBE_MAX: Duration = Duration::from_secs(2);

/// What the cluster tells about a topic's settings; users without the right to ask see nothing.
struct Described {
    name: String,
    cleanup_policy: Option<String>,
    message_bytes: Option<usize>,
}

/// The largest record batch, in bytes, that every topic takes as far as the cluster tells; warns about what does not fit.
pub(super) fn learn(shared: &Shared) -> Result<usize, Fault> {
    let described = describe(shared)?;
    warn_about(shared, &described);
    let told = described.iter().filter_map(|topic| topic.message_bytes);
    let own = shared.settings.batch_bytes;
    Ok(told.fold(own, usize::min))
}

fn describe(shared: &Shared) -> Result<Vec<Described>, Fault> {
    let asked = names(shared).map(ResourceSpecifier::Topic);
    let admin = connect(shared)?;
    let answer = match wait_for(shared, admin.describe_configs(&asked, &options(DESCRIBE_MAX)))? {
        Ok(answer) => answer,
        Err(error) => {
            tracing::debug!(%error, "topic settings unknown");
            return Ok(Vec::new());
        }
    };
    let told = answer.into_iter().filter_map(|result| match result {
        Ok(resource) => Some(resource),
        Err(code) => {
            tracing::debug!(%code, "topic settings unknown");
            None
        }
    });
    Ok(told.filter_map(|resource| described(&resource)).collect())
}

fn described(resource: &ConfigResource) -> Option<Described> {
    let OwnedResourceSpecifier::Topic(name) = &resource.specifier else {
        return None;
    };
    let value = |key: &str| resource.get(key).and_then(|entry| entry.value.clone());
    Some(Described {
        name: name.clone(),
        cleanup_policy: value("cleanup.policy"),
        message_bytes: value("max.message.bytes").and_then(|bytes| bytes.parse().ok()),
    })
}

fn warn_about(shared: &Shared, described: &[Described]) {
    for topic in described {
        let complaints = complaints(
            topic,
            topic.name == shared.config.topics.stories,
            shared.settings.message_bytes,
        );
        if !complaints.is_empty() {
            tracing::warn!(topic = topic.name, complaints, "topic settings do not fit");
        }
    }
}

fn complaints(topic: &Described, stories: bool, record_bytes_max: usize) -> String {
    let mut all = Vec::new();
    let compacted = topic.cleanup_policy.as_ref().map(|policy| policy.contains("compact"));
    match compacted {
        Some(false) if stories => all.push(
            "cleanup.policy is not compact: readers who start late will miss old stories"
                .to_owned(),
        ),
        Some(true) if !stories => all.push(
            "cleanup.policy is compact: only the last record of each key will survive".to_owned(),
        ),
        _ => {}
    }
    if let Some(bytes) = topic.message_bytes
        && bytes < record_bytes_max
    {
        all.push(format!(
            "max.message.bytes is {bytes}: records up to {record_bytes_max} bytes may become dead letters"
        ));
    }
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &str, bytes: usize, stories: bool, expected: &[&str]) {
        let topic = Described {
            name: "t".to_owned(),
            cleanup_policy: Some(policy.to_owned()),
            message_bytes: Some(bytes),
        };
        let found = complaints(&topic, stories, 1_000);
        assert_eq!(found.is_empty(), expected.is_empty(), "{found}");
        for part in expected {
            assert!(found.contains(part), "{found}");
        }
    }

    #[test]
    fn unfit_topics_are_complained_about_in_one_sentence() {
        check("compact", 1_000, true, &[]);
        check("compact,delete", 1_000, true, &[]);
        check("delete", 1_000, false, &[]);
        check("delete", 999, true, &["not compact", "max.message.bytes is 999"]);
        check("compact", 1_000, false, &["only the last record"]);
    }
}
