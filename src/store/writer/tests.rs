//! What becomes of those who share a commit when one of them fails.

use futures_util::FutureExt as _;

use super::savepoint::in_savepoint;
use super::*;
use crate::config::PublishPolicy;
use crate::model::{Extent, FetchFacts, NextPoll};
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

fn unmodified(feed: &str) -> Box<Batch> {
    let facts = FetchFacts { extent: Extent::Unmodified, hubless: true, ..FetchFacts::default() };
    let (feed, next) = (FeedId::parse(feed).unwrap(), NextPoll::fixed(Timestamp::UNIX_EPOCH, 1));
    Box::new(Batch::without_entries(feed, Timestamp::UNIX_EPOCH, facts, next))
}

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 950_000, pages: false };

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

#[tokio::test]
async fn polls_without_news_wait_for_each_other_but_go_with_whoever_is_in_a_hurry() {
    let (_folder, store) = open();
    let (writer, mut writer_loop) = pair(store).unwrap();
    let feeds: Vec<String> = (0..32).map(|number| format!("feed-{number}")).collect();
    let mut polls: Vec<_> =
        feeds.iter().map(|feed| Box::pin(writer.admit(unmodified(feed), OPTIONS))).collect();
    let (last, others) = polls.split_last_mut().unwrap();
    assert!(others.iter_mut().all(|poll| poll.now_or_never().is_none()));
    assert!(writer_loop.requests.try_recv().is_err(), "nobody woke the writer");

    let harbour = FeedId::parse("harbour").unwrap();
    let group = writer_loop.gather(Request::ReadFeed(harbour, oneshot::channel().0));
    assert_eq!((group.reads.len(), group.changes.len()), (1, 0), "who only asks commits nothing");
    assert!(last.now_or_never().is_none());
    let full = writer_loop.requests.try_recv().unwrap();
    let group = writer_loop.gather(full);
    assert_eq!(group.changes.len(), 32);
    writer_loop.commit(group.changes).unwrap();
    assert!(polls.into_iter().all(|poll| matches!(poll.now_or_never(), Some(Ok(_)))));

    let mut quiet = Box::pin(writer.admit(unmodified("feed-0"), OPTIONS));
    assert!((&mut quiet).now_or_never().is_none());
    let urgent = Change::Failed(Box::new(failed("harbour")), oneshot::channel().0);
    let group = writer_loop.gather(Request::Change(urgent));
    assert_eq!(group.changes.len(), 2);
    writer_loop.commit(group.changes).unwrap();
    quiet.now_or_never().unwrap().unwrap();
}

#[tokio::test]
async fn a_poll_without_news_is_committed_though_nobody_comes_after_it() {
    let (_folder, store) = open();
    let (writer, writer_loop) = pair(store).unwrap();
    let health = Health::new(Arc::new(crate::clock::SystemClock));
    let running = std::thread::spawn(move || writer_loop.run(&health));
    let feed = FeedId::parse("harbour").unwrap();
    writer.admit(unmodified("harbour"), OPTIONS).await.unwrap();
    assert!(writer.feed_state(feed).await.unwrap().next_due.is_some());
    drop(writer);
    running.join().unwrap().unwrap();
}

#[tokio::test]
async fn polls_that_wait_for_company_hear_that_the_writer_is_gone() {
    let (_folder, store) = open();
    let (writer, writer_loop) = pair(store).unwrap();
    drop(writer_loop);
    let polls = ["first", "second"].map(|feed| writer.admit(unmodified(feed), OPTIONS));
    for told in futures_util::future::join_all(polls).await {
        assert!(matches!(*told.unwrap_err(), StoreError::WriterGone));
    }
}

// It has no savepoint of its own.
#[test]
fn a_poll_without_news_that_fails_takes_no_other_one_with_it() {
    let (_folder, store) = open();
    let (_writer, mut writer_loop) = pair(store).unwrap();
    let no = "CREATE TRIGGER no BEFORE INSERT ON feed WHEN NEW.id = 'middle' BEGIN SELECT RAISE(ABORT, 'not a berth'); END";
    writer_loop.store.connection.execute_batch(no).unwrap();
    let (mut told, mut group) = (Vec::new(), Vec::new());
    for feed in ["first", "middle", "last"] {
        let (reply, answer) = oneshot::channel();
        group.push(Change::Admit(unmodified(feed), OPTIONS, reply));
        told.push(answer);
    }
    writer_loop.commit(group).unwrap();
    let told = told.into_iter().map(|mut answer| answer.try_recv().unwrap().is_ok());
    assert_eq!(told.collect::<Vec<_>>(), [true, false, true]);
    let rows = writer_loop.store.connection;
    let rows: i64 = rows.query_row("SELECT count(*) FROM feed", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2);
}
