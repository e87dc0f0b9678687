//! The two clients of librdkafka that a session is made of, and how long one call of theirs may take.

use std::time::Duration;

use rdkafka::consumer::BaseConsumer;
use rdkafka::producer::ThreadedProducer;

use super::Shared;
use super::fault::{Fault, sort};
use super::reports::Reports;
use super::settings::Isolation;

/// How long one blocking call of librdkafka may last before `stop` is looked at.
pub(super) const CALL_MAX: Duration = Duration::from_secs(1);
/// Between calls that fail at once.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// A cluster that cannot open a transaction or tell the mark within this is reported; the caller tries again.
pub(super) const OPEN_MAX: Duration = Duration::from_secs(20);

/// A consumer that asks and never subscribes.
pub(super) fn create_reader(
    shared: &Shared,
    isolation: Isolation,
) -> Result<BaseConsumer<Reports>, Fault> {
    shared
        .settings
        .reader(isolation)
        .create_with_context(Reports::new(shared.last_error.clone()))
        .map_err(|error| sort("the reader of the mark", &error))
}

pub(super) fn create_producer(
    shared: &Shared,
    batch_bytes: usize,
) -> Result<ThreadedProducer<Reports>, Fault> {
    shared
        .settings
        .producer(batch_bytes)
        .create_with_context(Reports::new(shared.last_error.clone()))
        .map_err(|error| sort("the producer", &error))
}
