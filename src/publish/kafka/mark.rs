//! Reads the outbox position that the last committed transaction carried. Never guesses: an error is not "none".

use std::time::Instant;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::Shared;
use super::fault::Fault;
use super::reports::Reports;
use super::session::{CALL_MAX, OPEN_MAX, PAUSE, Session};
use crate::publish::Mark;

/// The metadata of a committed offset that says whose position it is.
pub(super) fn owner(outbox: &str) -> String {
    format!("outbox={outbox}")
}

/// Reads the last committed mark. Only an answer without an error and without an offset means that there is none.
pub(super) fn read(
    session: &Session,
    shared: &Shared,
    reader: &BaseConsumer<Reports>,
) -> Result<Mark, Fault> {
    let deadline = Instant::now() + OPEN_MAX;
    let mut asked = TopicPartitionList::new();
    asked.add_partition(&shared.config.topics.stories, 0);
    let mut probed = false;
    loop {
        let reason = match reader.committed_offsets(asked.clone(), CALL_MAX * 2) {
            Ok(told) => match mark_of(&told) {
                Ok((Mark::Never, _)) => {
                    probe(session, shared)?;
                    return Ok(Mark::Never);
                }
                Ok((_, found)) if found != owner(&shared.outbox) => {
                    return Err(Fault::Unfit(name_stranger(&shared.config.transactional_id)));
                }
                Ok((mark, _)) => return Ok(mark),
                Err(reason) => reason,
            },
            Err(error) => error.to_string(),
        };
        if shared.stopping() {
            return Err(Fault::Stopped);
        }
        if Instant::now() >= deadline {
            return Err(Fault::Passing(format!(
                "the mark could not be read from the group \"{}\": {reason}",
                shared.config.transactional_id
            )));
        }
        if !probed {
            probe(session, shared)?;
            probed = true;
        }
        std::thread::park_timeout(PAUSE);
    }
}

/// Writes a mark into a transaction and aborts it: tells a group that has none from a user who may not see it,
/// which `committed_offsets` answers alike (no Read on the topic) or by silence (no Read on the group).
fn probe(session: &Session, shared: &Shared) -> Result<(), Fault> {
    let Some(group) = &session.group else {
        return Ok(());
    };
    session.begin()?;
    let fault = match session.put_mark(shared, group, 0, OPEN_MAX) {
        Ok(()) => Fault::Passing(String::new()),
        Err(fault) => fault,
    };
    let fault = session.undo(shared, fault);
    if matches!(&fault, Fault::Passing(reason) if reason.is_empty()) {
        return Ok(());
    }
    Err(fault)
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
