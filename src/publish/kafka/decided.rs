//! Waits until whatever was written before us is decided: visible or aborted. Writes nothing.
//!
//! A cluster can call a transaction complete without having told all partitions: Kafka 4.3.0 and 4.3.1 do so when a
//! broker dies in the middle of one (KAFKA-20734). Its records then stand undecided, and the end of our next
//! transaction would decide for them: rows come twice, or never. So nothing is published by a new producer, after an
//! abort, or after a commit that had to be asked for again, before readers can see as far as there is anything (P2).
//! `read_committed` readers wait there as well, so nobody waits longer for it.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::metadata::MetadataTopic;
use rdkafka::producer::{Producer, ThreadedProducer};

use super::Shared;
use super::clients::{CALL_MAX, create_reader};
use super::fault::{Fault, sort};
use super::reports::Reports;
use super::settings::Isolation;
use super::topics::{await_leaders, names, pause};

/// Other producers of these topics end their transactions within milliseconds; who takes longer is named.
const DECIDED_MAX: Duration = Duration::from_secs(10);

/// Returns once `read_committed` readers can see as far as the topics reached when this was called.
pub(super) fn wait(shared: &Shared, producer: &ThreadedProducer<Reports>) -> Result<(), Fault> {
    let any = create_reader(shared, Isolation::ReadUncommitted)?;
    let committed = create_reader(shared, Isolation::ReadCommitted)?;
    let deadline = Instant::now() + DECIDED_MAX;
    for topic in names(shared) {
        // A topic in trouble has no partitions to look at, which must not count as having looked.
        await_leaders(shared, producer, topic, deadline)?;
        let metadata = producer
            .client()
            .fetch_metadata(Some(topic), CALL_MAX * 2)
            .map_err(|error| sort("the partitions", &error))?;
        for partition in metadata.topics().iter().flat_map(MetadataTopic::partitions) {
            let written = end(shared, &any, topic, partition.id(), deadline)?;
            await_visible(shared, &committed, topic, partition.id(), written, deadline)?;
        }
    }
    Ok(())
}

fn await_visible(
    shared: &Shared,
    reader: &BaseConsumer<Reports>,
    topic: &str,
    partition: i32,
    written: i64,
    deadline: Instant,
) -> Result<(), Fault> {
    loop {
        let visible = end(shared, reader, topic, partition, deadline)?;
        if visible >= written {
            return Ok(());
        }
        pause(shared, deadline, || {
            format!(
                "records of an undecided transaction stand in {topic}-{partition} from offset {visible} on: another \
                 producer is in the middle of one, or the cluster never finished it; deploy/README.md tells how to end it"
            )
        })?;
    }
}

/// One past the last record that `reader` can see.
fn end(
    shared: &Shared,
    reader: &BaseConsumer<Reports>,
    topic: &str,
    partition: i32,
    deadline: Instant,
) -> Result<i64, Fault> {
    loop {
        match reader.fetch_watermarks(topic, partition, CALL_MAX) {
            Ok((_, end)) => return Ok(end),
            Err(error) => pause(shared, deadline, || {
                format!("the end of {topic}-{partition} is unknown: {error}")
            })?,
        }
    }
}
