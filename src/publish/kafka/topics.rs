//! Makes sure that the three topics are there, and knows how to ask the cluster's administrator. Never changes a topic
//! that exists.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::producer::{Producer, ThreadedProducer};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::Shared;
use super::fault::{Acl, Fault, sort, sort_code};
use super::reports::Reports;

const CALL_MAX: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(50);
const CREATE_MAX: Duration = Duration::from_secs(15);

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

pub(super) fn connect(shared: &Shared) -> Result<AdminClient<Reports>, Fault> {
    shared
        .settings
        .admin()
        .create_with_context(Reports::new(shared.last_error.clone()))
        .map_err(|error| sort("the admin client", &error))
}

pub(super) fn names(shared: &Shared) -> [&str; 3] {
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
            format!("no broker of \"{}\" answers: {error}", shared.config.brokers)
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
        Some(code) => Err(sort_code(code, false, format!("topic \"{}\": {code}", topic.name()))),
    }
}

pub(super) fn await_leaders(
    shared: &Shared,
    producer: &ThreadedProducer<Reports>,
    name: &str,
    deadline: Instant,
) -> Result<(), Fault> {
    loop {
        if let Sight::Ready = look(shared, producer, name, deadline)? {
            return Ok(());
        }
        pause(shared, deadline, || format!("the topic \"{name}\" has no leader yet"))?;
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

pub(super) fn options(wait_max: Duration) -> AdminOptions {
    AdminOptions::new().request_timeout(Some(wait_max))
}

/// Fails with what `reason` says once `deadline` has passed.
pub(super) fn pause(
    shared: &Shared,
    deadline: Instant,
    reason: impl Fn() -> String,
) -> Result<(), Fault> {
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
pub(super) fn wait_for<T>(shared: &Shared, answer: impl Future<Output = T>) -> Result<T, Fault> {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut answer = pin!(answer);
    let deadline = Instant::now() + CREATE_MAX * 2;
    loop {
        if let Poll::Ready(told) = answer.as_mut().poll(&mut context) {
            return Ok(told);
        }
        pause(shared, deadline, || "the cluster does not answer admin requests".to_owned())?;
    }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
