//! What becomes of those who share a commit when one of them fails.

use super::*;
use crate::store::Durability;

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Durability::Temporary).unwrap();
    (folder, store)
}

fn failed(feed: &str) -> FailedPoll {
    FailedPoll {
        feed: FeedId::parse(feed).unwrap(),
        at: Timestamp::UNIX_EPOCH,
        next_due: Timestamp::UNIX_EPOCH,
        rest_until: None,
        interval_ms: 1,
        origin: None,
        moving: crate::model::Moving::default(),
        gave_up: false,
        outcome: crate::metrics::PollOutcome::Fault,
        problem: "no berth free".to_owned(),
    }
}

/// Runs `second` between two requests that are fine, in one commit: what each was answered, and who is in the store.
fn commit_with(
    second: impl FnOnce(&Work<'_>) -> Result<(), StoreError>,
) -> (Vec<Result<(), String>>, i64) {
    let (_folder, mut store) = open();
    let mut receivers = Vec::new();
    let mut reply = || {
        let (reply, answer) = oneshot::channel();
        receivers.push(answer);
        reply
    };
    let replies = [reply(), reply(), reply()];
    let mut answers = Vec::new();
    let outcome = store.write(|tx| {
        let [first, middle, last] = replies;
        for (answer, sound) in [
            guarded(tx, first, |tx| feeds::write_failed(tx, &failed("first"))),
            guarded(tx, middle, second),
            guarded(tx, last, |tx| feeds::write_failed(tx, &failed("last"))),
        ] {
            answers.push(answer);
            sound?;
        }
        Ok(())
    });
    let outcome = outcome.map_err(Arc::new);
    for answer in answers {
        answer(outcome.clone());
    }
    let told = receivers.into_iter().map(|mut answer| match answer.try_recv() {
        Ok(told) => told.map_err(|error| error.to_string()),
        Err(_) => Err("no answer".to_owned()),
    });
    let told = told.collect();
    let rows = store.connection.query_row("SELECT count(*) FROM feed", [], |row| row.get(0));
    (told, rows.unwrap())
}

// P6: the same document would end every later start as well.
#[test]
fn a_panic_during_admission_costs_its_own_poll_alone() {
    let (told, feeds) = commit_with(|tx| {
        feeds::write_failed(tx, &failed("middle"))?;
        panic!("index 7 of 5")
    });
    assert_eq!((&told[0], &told[2]), (&Ok(()), &Ok(())));
    let words = told[1].as_ref().unwrap_err();
    assert!(words.contains("panicked: index 7 of 5"), "{words}");
    assert_eq!(feeds, 2, "nothing of the panicked request stays");
}

// SQLite takes the savepoint away with the transaction where a disk is full; the reason must not get lost with it.
#[test]
fn the_first_error_is_told_when_the_savepoint_is_gone() {
    let (told, feeds) = commit_with(|tx| {
        tx.execute_batch("RELEASE request")?;
        Err(StoreError::Value("not a berth".to_owned()))
    });
    for told in &told[..2] {
        assert!(told.as_ref().unwrap_err().contains("not a berth"), "{told:?}");
    }
    assert_eq!(feeds, 0);
}

#[test]
fn a_store_that_is_damaged_while_in_use_ends_its_writer_in_words() {
    let (folder, store) = open();
    let (writer, writer_loop) = pair(store).unwrap();
    let path = folder.path().join(crate::store::FILE);
    writer_loop.store.connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    let mut bytes = fs_err::read(&path).unwrap();
    bytes[100..].fill(0x5a);
    fs_err::write(&path, bytes).unwrap();
    // Nothing of it may be answered from memory.
    writer_loop.store.connection.execute_batch("PRAGMA shrink_memory").unwrap();
    let (reply, mut answer) = oneshot::channel();
    writer
        .requests
        .try_send(Request::Change(Change::Failed(Box::new(failed("first")), reply)))
        .unwrap();
    let ended = writer_loop.run(&Health::new(Arc::new(crate::clock::SystemClock))).unwrap_err();
    assert!(matches!(ended, StoreError::Corrupt { .. }), "{ended}");
    assert!(ended.to_string().contains("restore a backup"), "{ended}");
    assert!(answer.try_recv().unwrap().is_err());
}

#[test]
fn a_commit_that_fails_tells_everybody_why() {
    let (_folder, store) = open();
    let (writer, mut writer_loop) = pair(store).unwrap();
    drop(writer);
    writer_loop.store.connection.execute_batch("DROP TABLE mark").unwrap();
    let (mut told, mut group) = (Vec::new(), Vec::new());
    for feed in ["first", "second"] {
        let (reply, answer) = oneshot::channel();
        group.push(Change::Failed(Box::new(failed(feed)), reply));
        told.push(answer);
    }
    assert!(writer_loop.commit(group).is_err());
    writer_loop.store.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (reply, answer) = oneshot::channel();
    told.push(answer);
    assert!(writer_loop.commit(vec![Change::Failed(Box::new(failed("third")), reply)]).is_err());
    for mut answer in told {
        let words = answer.try_recv().unwrap().unwrap_err().to_string();
        assert!(words.starts_with("the store: "), "{words}");
    }
}

#[test]
fn a_request_that_is_undone_takes_its_changes_of_the_index_back() {
    let (_folder, mut store) = open();
    let shingles: Vec<u64> = (1..200).collect();
    let found = store.write(|tx| {
        let undone: Result<(), StoreError> = in_savepoint(tx, |tx| {
            tx.with_index(|index| index.insert(1, &[&shingles]));
            panic!("index 7 of 5")
        })?;
        undone.unwrap_err();
        tx.with_index(|index| index.insert(2, &[&shingles]));
        Ok(tx.with_index(|index| index.candidates(&shingles)))
    });
    assert_eq!(found.unwrap(), [2]);
    let lost: Result<(), StoreError> = store.write(|tx| {
        tx.with_index(|index| index.insert(3, &[&shingles]));
        Err(StoreError::Value("not a berth".to_owned()))
    });
    lost.unwrap_err();
    let left = store.write(|tx| Ok(tx.with_index(|index| index.candidates(&shingles))));
    assert_eq!(left.unwrap(), [2]);
}
