//! Reads the outbox position that the last committed transaction carried. Never guesses: an error is not "none".

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::Shared;
use super::clients::{CALL_MAX, OPEN_MAX, PAUSE, create_reader};
use super::fault::{Fault, sort};
use super::reports::Reports;
use super::settings::Isolation;
use crate::publish::Mark;

/// The metadata of a committed offset that says whose position it is.
pub(super) fn owner(outbox: &str) -> String {
    format!("outbox={outbox}")
}

/// Reads the last committed mark. Only an answer without an error and without an offset means that there is none, or
/// that the user may not see it.
pub(super) fn read(shared: &Shared, reader: &BaseConsumer<Reports>) -> Result<Mark, Fault> {
    let deadline = Instant::now() + OPEN_MAX;
    loop {
        let reason = match ask(shared, reader) {
            Ok((Mark::Never, _)) => return Ok(Mark::Never),
            Ok((_, found)) if found != owner(&shared.outbox) => {
                return Err(Fault::Unfit(name_stranger(&shared.config.transactional_id)));
            }
            Ok((mark, _)) => return Ok(mark),
            Err(reason) => reason,
        };
        // A missing right on the group comes as an event; the call itself only times out.
        if let Some(Err(error)) = reader.poll(Duration::ZERO) {
            let fault = sort("the group of the mark", &error);
            if matches!(fault, Fault::Denied(_)) {
                return Err(fault);
            }
        }
        if shared.stopping() {
            return Err(Fault::Stopped);
        }
        if Instant::now() >= deadline {
            return Err(Fault::Passing(format!(
                "the mark could not be read from the group \"{}\": {}",
                shared.config.transactional_id,
                if is_pending(shared) { PENDING.to_owned() } else { reason }
            )));
        }
        std::thread::park_timeout(PAUSE);
    }
}

const PENDING: &str =
    "a transaction of ours was never finished by the cluster; deploy/README.md tells how to end it";

fn ask(shared: &Shared, reader: &BaseConsumer<Reports>) -> Result<(Mark, String), String> {
    let mut asked = TopicPartitionList::new();
    asked.add_partition(&shared.config.topics.stories, 0);
    let told = reader.committed_offsets(asked, CALL_MAX * 2).map_err(|error| error.to_string())?;
    mark_of(&told)
}

/// Whether the mark stands there and only waits for the end of its transaction. Nothing may be aborted then: that would
/// take back a mark whose rows may be visible.
fn is_pending(shared: &Shared) -> bool {
    create_reader(shared, Isolation::ReadUncommitted)
        .is_ok_and(|reader| ask(shared, &reader).is_ok())
}

fn name_stranger(id: &str) -> String {
    format!(
        "the transactional id \"{id}\" is used by another store, or this store was replaced by a new one: the position in \
         the group \"{id}\" counts other records. Use another transactional_id, or, once it is certain that nothing else \
         writes with this one, delete the group's offsets"
    )
}

/// The mark and its metadata.
fn mark_of(told: &TopicPartitionList) -> Result<(Mark, String), String> {
    let elements = told.elements();
    let Some(element) = elements.first() else {
        return Err("the answer names no partition".to_owned());
    };
    element.error().map_err(|error| error.to_string())?;
    let offset = element.offset();
    if offset == Offset::Invalid {
        return Ok((Mark::Never, String::new()));
    }
    let seq = offset.to_raw().and_then(|raw| u64::try_from(raw).ok());
    let seq = seq.ok_or_else(|| format!("{offset:?} is no position"))?;
    Ok((Mark::At(seq), element.metadata().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(offset: Offset, expected: Result<Mark, &str>) {
        let mut told = TopicPartitionList::new();
        let mut place = told.add_partition("stories", 0);
        place.set_offset(offset).unwrap();
        place.set_metadata(owner("own"));
        match (mark_of(&told), expected) {
            (Ok((found, whose)), expected) => {
                assert_eq!(Ok(found), expected, "{offset:?}");
                assert!(found == Mark::Never || whose == owner("own"), "{offset:?}: {whose}");
            }
            (Err(reason), Err(part)) => assert!(reason.contains(part), "{offset:?}: {reason}"),
            (found, expected) => panic!("{offset:?}: {found:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn only_an_answer_without_an_offset_means_never() {
        check(Offset::Invalid, Ok(Mark::Never));
        check(Offset::Offset(0), Ok(Mark::At(0)));
        check(Offset::Offset(71), Ok(Mark::At(71)));
        check(Offset::Beginning, Err("no position"));
        assert!(mark_of(&TopicPartitionList::new()).is_err());
    }
}
