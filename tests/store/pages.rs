//! Pages of entries that carry only a summary, as the store keeps them.

use std::fmt::Write;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use wiredesk::config::{Config, FeedConfig};
use wiredesk::model::{Batch, FeedId, FetchFacts, NextPoll, Representation, VerdictKind};
use wiredesk::normalise::RuleBook;
use wiredesk::parse::Hints;
use wiredesk::poll::read_document;
use wiredesk::store::admit::page::admit_page;
use wiredesk::store::expire::{Window, expire};
use wiredesk::store::pages::DuePage;
use wiredesk::store::{AdmitOptions, Durability, ReadPage, Store, admit, pages};

use crate::{OPTIONS, admit_one, feed, noon, rows};

/// A poll of a feed with `full_text`, whose only item has this headline.
fn summary(headline: &str, at: Timestamp) -> Batch {
    summaries(&[("berth-1", headline)], at)
}

/// The same with these items.
fn summaries(items: &[(&str, &str)], at: Timestamp) -> Batch {
    let feed = FeedConfig { full_text: true, ..feed("harbour") };
    let mut document = String::from("<rss version=\"2.0\"><channel><title>Harbour</title>");
    for (guid, headline) in items {
        write!(
            document,
            "<item><guid>{guid}</guid><title>{headline}</title><link>https://harbour.example/news/{guid}</link>\
             <description>The old berth closes.</description></item>"
        )
        .unwrap();
    }
    document.push_str("</channel></rss>");
    let parse = Config::for_replay().parse;
    let reading =
        read_document(document.as_bytes(), Hints::default(), &feed, &parse, RuleBook::built_in());
    reading.into_batch(&feed, FetchFacts::default(), at, NextPoll::fixed(at, 0))
}

/// The article that was read for what waits.
fn read(store: &mut Store, at: Timestamp) -> ReadPage {
    let due = next(store, at).unwrap();
    let summary = summary("Berth to close", at).entries.remove(0);
    let wiredesk::model::Normalised::Story(mut story) = summary else { panic!("a story") };
    story.paragraphs = vec!["The old berth closes for good in autumn. ".repeat(20)];
    story.representation = Representation::Full;
    ReadPage { feed: due.feed, item: due.item, state: due.state, story, read_at: at }
}

fn next(store: &mut Store, at: Timestamp) -> Option<DuePage> {
    store.write(|tx| pages::next(tx, "harbour.example", at)).unwrap()
}

fn admit_read(store: &mut Store, page: &ReadPage) -> Option<VerdictKind> {
    let verdict = store.write(|tx| admit_page(tx, page, &OPTIONS)).unwrap();
    verdict.map(|verdict| verdict.verdict)
}

#[test]
fn a_replay_queues_no_pages() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    let batch = summary("Berth to close", noon());
    let replay = AdmitOptions { pages: false, ..OPTIONS };
    assert_eq!(admit_one(&mut store, &batch, &replay).pages, 0);
    assert_eq!(next(&mut store, noon()).map(|page| page.attempts), None);
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    assert_eq!(admit_one(&mut store, &batch, &OPTIONS).pages, 1);
    assert_eq!(next(&mut store, noon()).map(|page| page.attempts), Some(0));
}

// P5, P6.
#[test]
fn greedy_feeds_never_fill_the_queue_and_leave_room_for_one_of_which_nothing_waits() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    let mut queued = 0;
    for greedy in (0..40).map(|n| FeedId::parse(&format!("island-{n}")).unwrap()) {
        let room = pages::room(store.connection(), &greedy).unwrap();
        wait(&store, greedy.as_str(), queued, room);
        queued += room;
        assert_eq!(pages::room(store.connection(), &greedy).unwrap(), 0);
    }
    assert!(queued < pages::WAITING_MAX);
    let mut queue = |headline: &str, hours: i64| {
        let at = noon() + SignedDuration::from_hours(hours);
        admit_one(&mut store, &summary(headline, at), &OPTIONS).pages
    };
    assert_eq!((queue("Berth to close", 0), queue("Berth to close on Sunday", 1)), (1, 1));
}

#[test]
fn a_document_of_many_summaries_takes_no_more_than_its_feed_s_share() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    wait(&store, "island", 0, pages::WAITING_MAX - 10);
    let items = [("berth-1", "Berth to close"), ("berth-2", "Pier to open"), ("berth-3", "Rain")];
    assert_eq!(admit_one(&mut store, &summaries(&items, noon()), &OPTIONS).pages, 1);
    let at = noon() + SignedDuration::from_hours(1);
    let later = admit_one(&mut store, &summaries(&[("berth-4", "Ferry late")], at), &OPTIONS);
    assert_eq!(later.pages, 0, "its share is used up");
}

/// So many pages of `feed` wait.
fn wait(store: &Store, feed: &str, before: u64, count: u64) {
    let queue = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO page (item, feed, state, host, address, due)
         SELECT 1000000 + {before} + i, '{feed}', x'00', 'h', 'a', 0 FROM n"
    );
    store.connection().execute_batch(&queue).unwrap();
}

#[test]
fn a_page_that_cannot_be_queued_undoes_the_whole_poll() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let trap = "CREATE TEMP TRIGGER trap BEFORE INSERT ON main.page BEGIN SELECT RAISE(ABORT, 'trapped'); END";
    store.connection().execute_batch(trap).unwrap();
    let poll = summary("Berth to close", noon());
    let failed = store.write(|tx| admit::admit(tx, &poll, &OPTIONS)).unwrap_err();
    assert!(failed.to_string().contains("trapped"), "{failed}");
    assert_eq!(rows(&store), vec![0; 8]);
}

#[test]
fn a_page_that_was_read_for_an_earlier_state_is_void() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    admit_one(&mut store, &summary("Berth to close", noon()), &OPTIONS);
    let early = read(&mut store, noon());
    admit_one(&mut store, &summary("Berth to close in autumn", noon()), &OPTIONS);
    assert_eq!(admit_read(&mut store, &early), None);
    let late = read(&mut store, noon());
    assert_eq!(admit_read(&mut store, &late), Some(VerdictKind::Update));
    assert_eq!(admit_read(&mut store, &late), None, "it is read once");
}

#[test]
fn a_page_that_another_release_wrote_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    admit_one(&mut store, &summary("Berth to close", noon()), &OPTIONS);
    let odd = "INSERT INTO page (item, feed, state, host, address, wanted, due) \
               SELECT 7, feed, state, host, address, '{\"later\":1}', due - 1 FROM page";
    store.connection().execute(odd, []).unwrap();
    assert_eq!(next(&mut store, noon()).map(|due| due.item), Some(1));
    let given_up = pages::standing(store.connection(), 7).unwrap().unwrap();
    assert!(given_up.due.is_none() && given_up.problem.unwrap().starts_with("fault: "));
}

#[test]
fn what_was_read_of_a_page_leaves_with_the_window_and_its_item() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    admit_one(&mut store, &summary("Berth to close", noon()), &OPTIONS);
    let page = read(&mut store, noon());
    assert_eq!(admit_read(&mut store, &page), Some(VerdictKind::Update));
    assert!(pages::kept_story(store.connection(), page.item).unwrap().is_some());
    let days = |days: i32| noon() + SignedDuration::from_hours(24) * days;
    let week = Duration::from_secs(7 * 86_400);
    let window = Window { stories: week, stories_max: 1_000, items: week * 4 };
    let mut rows = |at: Timestamp| -> (u64, u64) {
        while store.write(|tx| expire(tx, &window, at)).unwrap() {}
        let count = "SELECT count(*), count(story) FROM page";
        store.connection().query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    assert_eq!(rows(days(6)), (1, 1));
    // A later summary must not take the place of the full text, however old that is.
    assert_eq!(rows(days(8)), (1, 1));
    // Its feed shows something else by then.
    let gone = "UPDATE feed SET last_read = last_read + 4000000000";
    store.connection().execute(gone, []).unwrap();
    while store.write(|tx| expire(tx, &window, days(40))).unwrap() {}
    let left: u64 =
        store.connection().query_row("SELECT count(*) FROM page", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}
