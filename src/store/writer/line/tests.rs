//! Whose turn it is, proven by the order of commits.

use std::fmt::Write as _;
use std::path::Path;

use futures_util::FutureExt as _;
use jiff::Timestamp;

use super::super::{Change, Request, StoreWriter, WriterLoop, pair};
use super::*;
use crate::config::{Config, FeedConfig, Origin, PublishPolicy};
use crate::health::Health;
use crate::model::{Extent, FetchFacts, NextPoll, VerdictKind};
use crate::normalise::RuleBook;
use crate::parse::Hints;
use crate::poll::read_document;
use crate::store::{Durability, Store, feeds};

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 950_000, pages: false };

/// A commit admits ten entries.
fn start() -> (tempfile::TempDir, StoreWriter, WriterLoop) {
    let folder = tempfile::tempdir().unwrap();
    let (writer, writer_loop) = open(folder.path(), 10);
    (folder, writer, writer_loop)
}

fn open(folder: &Path, entries_max: usize) -> (StoreWriter, WriterLoop) {
    let store = Store::open(folder, Durability::Temporary).unwrap();
    let (writer, mut writer_loop) = pair(store).unwrap();
    writer_loop.turn = Turn { time: Duration::MAX, entries_max };
    (writer, writer_loop)
}

/// A poll of `id` whose entries are alike.
fn poll(id: &str, entries: std::ops::Range<usize>) -> Box<Batch> {
    let feed = FeedConfig::new(FeedId::parse(id).unwrap(), Origin::Spool("unused".into()));
    let mut items = String::new();
    for n in entries {
        write!(
            items,
            "<item><guid isPermaLink=\"false\">{n}</guid><title>Berth {n} of {id} is let</title><description>The harbour \
             office of {id} let berth {n} on the south quay to a trawler for the winter, and the keeper of the \
             lighthouse said that all lamps had been trimmed.</description></item>"
        )
        .unwrap();
    }
    let document =
        format!("<rss version=\"2.0\"><channel><title>{id}</title>{items}</channel></rss>");
    let hints = Hints { url: None, charset: None };
    let parse = Config::for_replay().parse;
    let reading = read_document(document.as_bytes(), hints, &feed, &parse, RuleBook::built_in());
    let fetch = FetchFacts { etag: Some(b"\"1\"".to_vec()), ..FetchFacts::default() };
    let at = Timestamp::UNIX_EPOCH;
    Box::new(reading.into_batch(&feed, fetch, at, NextPoll::fixed(at, 1)))
}

fn commit(writer_loop: &mut WriterLoop) {
    let group = writer_loop.next_group().unwrap();
    writer_loop.commit(group.changes).unwrap();
}

fn count(writer_loop: &WriterLoop, rows: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {rows}");
    writer_loop.store.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn is_primed(writer_loop: &WriterLoop, id: &str) -> bool {
    let state = feeds::read(&writer_loop.store.connection, &FeedId::parse(id).unwrap()).unwrap();
    assert_eq!(state.etag.is_some(), state.primed);
    state.primed
}

// P6, edge case 38.
#[test]
fn a_document_of_thousands_of_entries_leaves_other_feeds_their_turn() {
    let (_folder, writer, mut writer_loop) = start();
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..60), OPTIONS));
    assert!((&mut sitemap).now_or_never().is_none());
    commit(&mut writer_loop);
    for id in ["a", "b", "c"] {
        // Each of them would fill a commit.
        let mut other = Box::pin(writer.admit(poll(id, 0..10), OPTIONS));
        assert!((&mut other).now_or_never().is_none());
        let waited = (1..9).find(|_| {
            commit(&mut writer_loop);
            assert!((&mut sitemap).now_or_never().is_none());
            (&mut other).now_or_never().is_some()
        });
        assert_eq!(waited, Some(2), "its own commit, and the one before it");
        assert!(is_primed(&writer_loop, id) && !is_primed(&writer_loop, "sitemap"));
    }
    assert_eq!(count(&writer_loop, "item WHERE feed = 'sitemap'"), 40);
    commit(&mut writer_loop);
    assert!((&mut sitemap).now_or_never().is_none());
    commit(&mut writer_loop);
    let admitted = sitemap.now_or_never().unwrap().unwrap();
    assert_eq!((admitted.verdicts.len(), admitted.records), (60, 60));
    assert!(is_primed(&writer_loop, "sitemap"));
}

#[test]
fn a_document_of_thousands_of_entries_gets_its_turn_however_many_others_come() {
    let (_folder, writer, mut writer_loop) = start();
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..60), OPTIONS));
    assert!((&mut sitemap).now_or_never().is_none());
    let mut others = Vec::new();
    let done = (1..99).find(|n| {
        let id = format!("feed-{n}");
        let (batch, writer) = (poll(&id, 0..10), writer.clone());
        let mut other = Box::pin(async move { writer.admit(batch, OPTIONS).await });
        assert!((&mut other).now_or_never().is_none());
        others.push(other);
        commit(&mut writer_loop);
        (&mut sitemap).now_or_never().is_some()
    });
    // Each time behind all who came meanwhile: one more than before, for each of them fills a commit.
    assert_eq!(done, Some(1 + 2 + 3 + 4 + 5 + 6));
}

#[test]
fn a_turn_ends_with_its_time_and_admits_one_entry_at_least() {
    let (_folder, writer, mut writer_loop) = start();
    writer_loop.turn = Turn { time: Duration::ZERO, entries_max: usize::MAX };
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..3), OPTIONS));
    let commits = (1..9).find(|_| {
        let done = (&mut sitemap).now_or_never().is_some();
        if !done {
            commit(&mut writer_loop);
        }
        done
    });
    assert_eq!(commits, Some(4), "the answer is there after the third");
}

#[test]
fn one_who_asks_and_one_without_entries_do_not_stand_in_line() {
    let (_folder, writer, mut writer_loop) = start();
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..30), OPTIONS));
    assert!((&mut sitemap).now_or_never().is_none());
    commit(&mut writer_loop);
    let next = NextPoll::fixed(Timestamp::UNIX_EPOCH, 1);
    let facts = FetchFacts { extent: Extent::Unmodified, hubless: true, ..FetchFacts::default() };
    let quiet =
        Batch::without_entries(FeedId::parse("quay").unwrap(), Timestamp::UNIX_EPOCH, facts, next);
    let (reply, mut answer) = tokio::sync::oneshot::channel();
    let quiet = Change::Admit(Box::new(quiet), OPTIONS, reply);
    writer.requests.try_send(Request::Change(quiet)).unwrap();
    let mut asking = Box::pin(writer.feed_state(FeedId::parse("sitemap").unwrap()));
    assert!((&mut asking).now_or_never().is_none());
    let group = writer_loop.next_group().unwrap();
    writer_loop.answer_reads(group.reads).unwrap();
    assert!(!asking.now_or_never().unwrap().unwrap().primed);
    writer_loop.commit(group.changes).unwrap();
    assert!(answer.try_recv().unwrap().is_ok() && (&mut sitemap).now_or_never().is_none());
}

#[test]
fn what_a_feed_says_later_waits_for_the_rest_of_its_document() {
    let (_folder, writer, mut writer_loop) = start();
    let mut first = Box::pin(writer.admit(poll("harbour", 0..30), OPTIONS));
    assert!((&mut first).now_or_never().is_none());
    commit(&mut writer_loop);
    let mut pushed = poll("harbour", 25..40);
    pushed.fetch.extent = Extent::Pushed;
    let mut pushed = Box::pin(writer.admit(pushed, OPTIONS));
    assert!((&mut pushed).now_or_never().is_none());
    commit(&mut writer_loop);
    commit(&mut writer_loop);
    assert!((&mut first).now_or_never().is_some() && (&mut pushed).now_or_never().is_none());
    commit(&mut writer_loop);
    commit(&mut writer_loop);
    let admitted = pushed.now_or_never().unwrap().unwrap();
    let known = |verdict: &&crate::model::Verdict| verdict.verdict == VerdictKind::Unchanged;
    assert_eq!((admitted.verdicts.iter().filter(known).count(), admitted.records), (5, 10));
}

// The second was admitted before the first: both stood behind a long document, and one of them was sent to the end.
#[test]
fn two_pushes_behind_a_long_document_keep_their_order() {
    let (_folder, writer, mut writer_loop) = start();
    let mut first = Box::pin(writer.admit(poll("harbour", 0..30), OPTIONS));
    assert!((&mut first).now_or_never().is_none());
    commit(&mut writer_loop);
    let mut pushes = [25..35, 25..36].map(|entries| {
        let mut pushed = poll("harbour", entries);
        pushed.fetch.extent = Extent::Pushed;
        let mut pushed = Box::pin(writer.admit(pushed, OPTIONS));
        assert!((&mut pushed).now_or_never().is_none());
        pushed
    });
    let mut records = Vec::new();
    for _ in 0..8 {
        if let Some(admitted) = pushes[records.len()].as_mut().now_or_never() {
            records.push(admitted.unwrap().records);
        }
        if records.len() == pushes.len() {
            break;
        }
        commit(&mut writer_loop);
    }
    assert_eq!(records, [5, 1]);
}

// The daemon stops: polls under way are dropped, and their documents are read again at the next start.
#[test]
fn a_document_that_nobody_waits_for_any_more_is_left_where_it_is() {
    let (folder, writer, mut writer_loop) = start();
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..40), OPTIONS));
    assert!((&mut sitemap).now_or_never().is_none());
    commit(&mut writer_loop);
    drop(sitemap);
    drop(writer);
    writer_loop.run(&Health::new(Arc::new(crate::clock::SystemClock))).unwrap();

    let (writer, mut writer_loop) = open(folder.path(), 99);
    assert_eq!(count(&writer_loop, "outbox"), 10);
    assert!(!is_primed(&writer_loop, "sitemap"));
    let mut again = Box::pin(writer.admit(poll("sitemap", 0..40), OPTIONS));
    assert!((&mut again).now_or_never().is_none());
    commit(&mut writer_loop);
    assert_eq!(again.now_or_never().unwrap().unwrap().records, 30);
    assert_eq!(count(&writer_loop, "outbox"), 40);
}

#[test]
fn an_entry_that_cannot_be_admitted_costs_its_own_document_alone() {
    let (_folder, writer, mut writer_loop) = start();
    let no = "CREATE TRIGGER no BEFORE INSERT ON item WHEN NEW.feed = 'sitemap' AND NEW.entry = '15' \
              BEGIN SELECT RAISE(ABORT, 'not a berth'); END";
    writer_loop.store.connection.execute_batch(no).unwrap();
    let mut sitemap = Box::pin(writer.admit(poll("sitemap", 0..40), OPTIONS));
    let mut other = Box::pin(writer.admit(poll("quay", 0..10), OPTIONS));
    for poll in [&mut sitemap, &mut other] {
        assert!(poll.now_or_never().is_none());
    }
    (0..3).for_each(|_| commit(&mut writer_loop));
    let words = sitemap.now_or_never().unwrap().unwrap_err().to_string();
    assert!(words.contains("not a berth"), "{words}");
    assert_eq!(other.now_or_never().unwrap().unwrap().records, 10);
    assert_eq!(count(&writer_loop, "item WHERE feed = 'sitemap'"), 10, "its first commit stands");
    assert!(!is_primed(&writer_loop, "sitemap") && writer_loop.line.is_empty());
}

#[test]
fn a_commit_that_fails_ends_the_documents_that_were_to_go_on() {
    let (_folder, writer, mut writer_loop) = start();
    let mut polls =
        ["sitemap", "archive"].map(|id| Box::pin(writer.admit(poll(id, 0..40), OPTIONS)));
    assert!(polls.iter_mut().all(|poll| poll.now_or_never().is_none()));
    commit(&mut writer_loop);
    let no = "CREATE TEMP TRIGGER no BEFORE INSERT ON main.outbox BEGIN SELECT RAISE(ROLLBACK, 'no power'); END";
    writer_loop.store.connection.execute_batch(no).unwrap();
    let group = writer_loop.next_group().unwrap();
    assert!(writer_loop.commit(group.changes).is_err());
    for poll in polls {
        assert!(poll.now_or_never().unwrap().is_err());
    }
    assert!(writer_loop.line.is_empty());
    assert_eq!(count(&writer_loop, "item"), 10);
}
