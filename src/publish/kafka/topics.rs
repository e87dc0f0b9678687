//! Makes sure that the three topics are there and fit for what goes into them. Never changes a topic that exists.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, NewTopic, OwnedResourceSpecifier, ResourceSpecifier,
    TopicReplication,
};
use rdkafka::producer::{Producer, ThreadedProducer};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::Shared;
use super::fault::{Acl, Fault, sort, sort_code};
use super::reports::Reports;

const CALL_MAX: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(50);
const CREATE_MAX: Duration = Duration::from_secs(15);
/// Only warnings and a smaller batch hang on the answer, and clusters exist that never give one.
const DESCRIBE_MAX: Duration = Duration::from_secs(2);

/// What metadata says about one topic.
enum Sight {
    Ready,
    Missing,
    /// There, but some partition has no leader yet.
    Settling,
}

/// Waits until all topics can be written, creating those that are missing where that is allowed.
pub(super) fn make_ready(
    shared: &Shared,
    producer: &ThreadedProducer<Reports>,
    deadline: Instant,
) -> Result<(), Fault> {
    let names = names(shared);
    let mut missing = Vec::new();
    for name in names {
        if let Sight::Missing = look(shared, producer, name, deadline)? {
            missing.push(name);
        }
    }
    if !missing.is_empty() {
        create(shared, &missing)?;
    }
    for name in names {
        await_leaders(shared, producer, name, deadline)?;
    }
    Ok(())
}

/// The largest record batch, in bytes, that every topic takes as far as the cluster tells; warns about what does not fit.
pub(super) fn learn_limits(shared: &Shared) -> Result<usize, Fault> {
    let described = describe(shared)?;
    warn_about(shared, &described);
    let told = described.iter().filter_map(|topic| topic.message_bytes);
    let own = shared.settings.batch_bytes;
    Ok(told.fold(own, usize::min))
}

fn connect(shared: &Shared) -> Result<AdminClient<Reports>, Fault> {
    shared
        .settings
        .admin()
        .create_with_context(Reports::new(shared.last_error.clone()))
        .map_err(|error| sort("the admin client", &error))
}

fn names(shared: &Shared) -> [&str; 3] {
    let topics = &shared.config.topics;
    [&topics.stories, &topics.appearances, &topics.rejects]
}

/// Asks until the cluster answers at all.
fn look(
    shared: &Shared,
    producer: &ThreadedProducer<Reports>,
    name: &str,
    deadline: Instant,
) -> Result<Sight, Fault> {
    loop {
        let error = match producer.client().fetch_metadata(Some(name), CALL_MAX) {
            Ok(metadata) => {
                let topic = metadata.topics().iter().find(|topic| topic.name() == name);
                match topic.map(sight) {
                    Some(Ok(sight)) => return Ok(sight),
                    Some(Err(fault)) => return Err(fault),
                    None => return Ok(Sight::Missing),
                }
            }
            Err(error) => error,
        };
        pause(shared, deadline, || {
            format!(
                "no broker of \"{}\" answers: {error}",
                shared.config.brokers
            )
        })?;
    }
}

fn sight(topic: &rdkafka::metadata::MetadataTopic) -> Result<Sight, Fault> {
    match topic.error().map(Code::from) {
        None => {
            let led = topic.partitions().iter().all(|part| part.leader() >= 0);
            if led && !topic.partitions().is_empty() {
                Ok(Sight::Ready)
            } else {
                Ok(Sight::Settling)
            }
        }
        Some(Code::UnknownTopic | Code::UnknownTopicOrPartition) => Ok(Sight::Missing),
        Some(Code::LeaderNotAvailable) => Ok(Sight::Settling),
        Some(code) => Err(sort_code(
            code,
            false,
            format!("topic \"{}\": {code}", topic.name()),
        )),
    }
}

fn await_leaders(
    shared: &Shared,
    producer: &ThreadedProducer<Reports>,
    name: &str,
    deadline: Instant,
) -> Result<(), Fault> {
    loop {
        if let Sight::Ready = look(shared, producer, name, deadline)? {
            return Ok(());
        }
        pause(shared, deadline, || {
            format!("the topic \"{name}\" has no leader yet")
        })?;
    }
}

fn create(shared: &Shared, missing: &[&str]) -> Result<(), Fault> {
    let config = &shared.config;
    if !config.create_topics {
        return Err(Fault::Unfit(format!(
            "missing on the cluster: {}; create them (\"{}\" with cleanup.policy=compact), or set create_topics = true",
            list(missing),
            config.topics.stories
        )));
    }
    let new: Vec<_> = missing
        .iter()
        .map(|name| {
            let stories = *name == config.topics.stories;
            NewTopic::new(
                name,
                config.partitions,
                TopicReplication::Fixed(config.replication_factor),
            )
            // Readers of stories want each story's last version, of the others every record for a while.
            .set("cleanup.policy", if stories { "compact" } else { "delete" })
        })
        .collect();
    let admin = connect(shared)?;
    let answer = wait_for(shared, admin.create_topics(&new, &options(CREATE_MAX)))?
        .map_err(|error| Fault::Passing(format!("create topics: {error}")))?;
    for result in answer {
        match result {
            Ok(name) => tracing::info!(topic = name, "topic created"),
            // Another instance was quicker.
            Err((_, Code::TopicAlreadyExists)) => {}
            Err((_, Code::TopicAuthorizationFailed | Code::ClusterAuthorizationFailed)) => {
                return Err(Fault::Denied(Acl::Create));
            }
            Err((
                name,
                code @ (Code::InvalidTopic
                | Code::InvalidPartitions
                | Code::InvalidReplicationFactor
                | Code::InvalidConfig
                | Code::PolicyViolation),
            )) => {
                return Err(Fault::Unfit(format!(
                    "the cluster refuses to create the topic \"{name}\" with {} partitions, replication factor {}: {code}",
                    config.partitions, config.replication_factor
                )));
            }
            Err((name, code)) => {
                return Err(Fault::Passing(format!("create topic \"{name}\": {code}")));
            }
        }
    }
    Ok(())
}

/// What the cluster tells about a topic's settings; users without the right to ask see nothing.
struct Described {
    name: String,
    cleanup_policy: Option<String>,
    message_bytes: Option<usize>,
}

fn describe(shared: &Shared) -> Result<Vec<Described>, Fault> {
    let asked = names(shared).map(ResourceSpecifier::Topic);
    let admin = connect(shared)?;
    let answer = match wait_for(
        shared,
        admin.describe_configs(&asked, &options(DESCRIBE_MAX)),
    )? {
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
    let compacted = topic
        .cleanup_policy
        .as_ref()
        .map(|policy| policy.contains("compact"));
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

fn options(wait_max: Duration) -> AdminOptions {
    AdminOptions::new().request_timeout(Some(wait_max))
}

/// Fails with what `reason` says once `deadline` has passed.
fn pause(shared: &Shared, deadline: Instant, reason: impl Fn() -> String) -> Result<(), Fault> {
    if shared.stopping() {
        return Err(Fault::Stopped);
    }
    if Instant::now() >= deadline || shared.last_error.is_refusal() {
        return Err(Fault::Passing(reason()));
    }
    std::thread::park_timeout(PAUSE);
    Ok(())
}

/// Wakes the thread that waits for an admin answer.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for an admin answer on this thread, which belongs to the sink and has no runtime.
fn wait_for<T>(shared: &Shared, answer: impl Future<Output = T>) -> Result<T, Fault> {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut answer = pin!(answer);
    let deadline = Instant::now() + CREATE_MAX * 2;
    loop {
        if let Poll::Ready(told) = answer.as_mut().poll(&mut context) {
            return Ok(told);
        }
        pause(shared, deadline, || {
            "the cluster does not answer admin requests".to_owned()
        })?;
    }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
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
        check(
            "delete",
            999,
            true,
            &["not compact", "max.message.bytes is 999"],
        );
        check("compact", 1_000, false, &["only the last record"]);
    }
}
