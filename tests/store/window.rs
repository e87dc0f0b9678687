//! What the window forgets, and what it never does.

use crate::press::{State, state};
use crate::{OPTIONS, admit_one, batch, kinds, noon, stories};
use jiff::SignedDuration;
use std::time::Duration;
use wiredesk::model::{Format, VerdictKind};
use wiredesk::store::expire::{Window, expire};
use wiredesk::store::{Durability, Store, StoreError, admit};

#[test]
fn texts_leave_with_the_window_and_identities_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let day = SignedDuration::from_hours(24);
    let window = Window {
        stories: Duration::from_secs(7 * 86_400),
        stories_max: 1_000,
        items: Duration::from_secs(90 * 86_400),
    };
    let copy = |feed: &str| {
        vec![State {
            guid: format!("{feed}-copy"),
            headline: "Another headline".to_owned(),
            ..state("harbour", 0, 1)
        }]
    };
    admit_one(&mut store, &batch("harbour", &stories("harbour", 1), noon(), "\"1\""), &OPTIONS);
    let mut later = |days: i32| {
        let at = noon() + day * days;
        while store.write(|tx| expire(tx, &window, at)).unwrap() {}
        let id = format!("reprint-{days}");
        kinds(&admit_one(&mut store, &batch(&id, &copy(&id), at, "\"1\""), &OPTIONS))
    };
    // Within the window a reprint is a copy, and keeps its story alive; past it the same text is news.
    assert_eq!(later(6), [VerdictKind::Copy]);
    assert_eq!(later(12), [VerdictKind::Copy]);
    assert_eq!(later(20), [VerdictKind::New]);
    // The first feed still shows its old entry: that is no news.
    let again = batch("harbour", &stories("harbour", 1), noon() + day * 21, "\"2\"");
    assert_eq!(kinds(&admit_one(&mut store, &again, &OPTIONS)), [VerdictKind::Unchanged]);
}

// Edge case 12: a feed that answered 304 for half a year shows what it always showed.
#[test]
fn what_a_quiet_feed_still_shows_is_never_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let day = SignedDuration::from_hours(24);
    let window = Window {
        stories: Duration::from_secs(7 * 86_400),
        stories_max: 1_000,
        items: Duration::from_secs(90 * 86_400),
    };
    admit_one(&mut store, &batch("quiet", &stories("quiet", 2), noon(), "\"1\""), &OPTIONS);
    let mut later = |days: i32, count: usize| {
        let at = noon() + day * days;
        while store.write(|tx| expire(tx, &window, at)).unwrap() {}
        let poll = batch("quiet", &stories("quiet", count), at, &format!("\"{days}\""));
        kinds(&admit_one(&mut store, &poll, &OPTIONS))
    };
    let unchanged = VerdictKind::Unchanged;
    assert_eq!(later(200, 3), [VerdictKind::New, unchanged, unchanged]);
    // What left the document is forgotten once its time is over.
    assert_eq!(later(210, 1), [unchanged]);
    assert_eq!(later(320, 1), [unchanged]);
    assert_eq!(later(330, 2), [VerdictKind::New, unchanged]);
}

#[test]
fn beyond_the_count_the_oldest_texts_leave_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let minute = SignedDuration::from_mins(1);
    for number in 0..10 {
        let id = format!("feed-{number}");
        let poll = batch(&id, &stories(&id, 1), noon() + minute * number, "\"1\"");
        admit_one(&mut store, &poll, &OPTIONS);
    }
    let window = Window {
        stories: Duration::from_secs(7 * 86_400),
        stories_max: 4,
        items: Duration::from_secs(90 * 86_400),
    };
    while store.write(|tx| expire(tx, &window, noon() + minute * 10)).unwrap() {}
    for number in 0..10 {
        let original = state(&format!("feed-{number}"), 0, 1);
        let reprint =
            State { guid: format!("copy-{number}"), headline: "New words".to_owned(), ..original };
        let id = format!("reprint-{number}");
        let admitted =
            admit_one(&mut store, &batch(&id, &[reprint], noon() + minute * 11, "\"1\""), &OPTIONS);
        let expected = if number < 6 { VerdictKind::New } else { VerdictKind::Copy };
        assert_eq!(kinds(&admitted), [expected], "{number}");
    }
}

// Edge case 36.
#[test]
fn a_wire_message_over_http_of_nothing_but_news_is_no_gap() {
    for (format, is_gap) in [(Format::NewsMlG2, false), (Format::Rss, true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), Durability::Full).unwrap();
        let mut poll = |numbers: std::ops::Range<usize>, etag: &str| {
            let listed: Vec<State> = numbers.map(|number| state("wire", number, 1)).collect();
            let mut batch = batch("wire", &listed, noon(), etag);
            batch.format = Some(format);
            batch.fetch.origin = Some("https://wire.example/latest".to_owned());
            admit_one(&mut store, &batch, &OPTIONS)
        };
        poll(0..3, "\"1\"");
        let next = poll(3..6, "\"2\"");
        assert_eq!(kinds(&next), [VerdictKind::New; 3]);
        assert_eq!(next.gap, is_gap, "{format:?}");
    }
}

// Its stories stayed in the index until the next start, in the places of candidates that are there.
#[test]
fn an_admission_that_fails_leaves_no_story_in_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    let first = batch("harbour", &stories("harbour", 2), noon(), "\"1\"");
    store
        .write(|tx| {
            admit::admit(tx, &first, &OPTIONS)?;
            Err::<(), _>(StoreError::Value("the power fails here".to_owned()))
        })
        .unwrap_err();
    assert_eq!(store.window_stories(), 0);
    let mut alike = stories("harbour", 2);
    for state in &mut alike {
        state.guid.push_str("-again");
        state.paragraphs.push("The harbour master said so.".to_owned());
    }
    let admitted = admit_one(&mut store, &batch("quay", &alike, noon(), "\"1\""), &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::New; 2]);
    assert_eq!(store.window_stories(), 2);
}

// The gauge was that of ten minutes ago, and of a feed of headlines none at all.
#[test]
fn the_stories_of_the_window_are_counted_as_they_come_and_go_and_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut states = stories("harbour", 3);
    states[2].paragraphs = vec!["Rain.".to_owned()];
    admit_one(&mut store, &batch("harbour", &states, noon(), "\"1\""), &OPTIONS);
    let kept = |store: &Store| -> u64 {
        let count = "SELECT count(*) FROM story WHERE body IS NOT NULL";
        store.connection().query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!((store.window_stories() as u64, kept(&store)), (3, 3));
    states[0].paragraphs.push("The harbour master said so.".to_owned());
    states[2].paragraphs = vec!["More rain.".to_owned()];
    admit_one(
        &mut store,
        &batch("harbour", &states, noon() + SignedDuration::from_mins(5), "\"2\""),
        &OPTIONS,
    );
    assert_eq!((store.window_stories() as u64, kept(&store)), (3, 3));
    drop(store);
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    assert_eq!(store.window_stories(), 3);
    let hour = Duration::from_secs(3_600);
    let window = Window { stories: hour, stories_max: 2, items: hour };
    store.write(|tx| expire(tx, &window, noon() + SignedDuration::from_mins(10))).unwrap();
    assert_eq!((store.window_stories() as u64, kept(&store)), (2, 2));
}
