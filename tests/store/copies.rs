//! Copies that are not word for word, through restarts, failed admissions and expiry.

use crate::{OPTIONS, admit_one, kinds, noon, read, story_of};
use jiff::SignedDuration;
use std::time::Duration;
use wiredesk::model::{Organisation, VerdictKind};
use wiredesk::store::expire::{Window, expire};
use wiredesk::store::{Durability, Store, StoreError, admit};

/// A long invented text, and a shorter copy of it in other furniture.
fn long_text() -> String {
    let acts = [
        "mended the pumps",
        "sold the old lamp",
        "painted the berth",
        "counted the trawlers",
        "closed the hall",
    ];
    let places = [
        "behind the customs house",
        "below the lighthouse",
        "near the slipway",
        "at the north pier",
    ];
    (0..40)
        .map(|n| {
            let (act, place) = (acts[n % 5], places[(n / 5) % 4]);
            format!("Keeper {n} of Lyme Quay {act} {place} on the morning of watch {}.", n * 7)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn one_item(id: &str, guid: &str, title: &str, text: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>{id}</title><item><title>{title}</title><guid isPermaLink=\"false\">{guid}</guid>\
         <description>&lt;p&gt;{text}&lt;/p&gt;</description></item></channel></rss>"
    )
}

fn cut_copy(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    words[..words.len() * 2 / 5].join(" ")
}

#[test]
fn a_restart_finds_the_same_copies() {
    let folder = tempfile::tempdir().unwrap();
    let text = long_text();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = read("harbour", &one_item("harbour", "1", "Watches", &text), noon(), "\"1\"");
    assert_eq!(kinds(&admit_one(&mut store, &first, &OPTIONS)), [VerdictKind::New]);
    drop(store);
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let cut = one_item("quay", "9", "A night at the quay", &cut_copy(&text));
    let copy = admit_one(&mut store, &read("quay", &cut, noon(), "\"2\""), &OPTIONS);
    assert_eq!(kinds(&copy), [VerdictKind::Copy], "{:?}", copy.verdicts);
    let because = &copy.verdicts[0].because;
    assert!(because.contains("100 % of this text"), "{because}");
}

#[test]
fn an_admission_that_fails_leaves_no_story_to_be_a_copy_of() {
    let folder = tempfile::tempdir().unwrap();
    let text = long_text();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = read("harbour", &one_item("harbour", "1", "Watches", &text), noon(), "\"1\"");
    let failed: Result<(), StoreError> = store.write(|tx| {
        admit::admit(tx, &first, &OPTIONS)?;
        Err(StoreError::Value("the power fails here".to_owned()))
    });
    failed.unwrap_err();
    let cut = one_item("quay", "9", "A night at the quay", &cut_copy(&text));
    let copy = admit_one(&mut store, &read("quay", &cut, noon(), "\"2\""), &OPTIONS);
    assert_eq!(kinds(&copy), [VerdictKind::New], "{:?}", copy.verdicts);
    // The fuller text of what was known abridged moves the story on, once.
    let full = admit_one(&mut store, &first, &OPTIONS);
    assert_eq!(kinds(&full), [VerdictKind::Update], "{:?}", full.verdicts);
    assert_eq!(full.verdicts[0].story, copy.verdicts[0].story);
}

#[test]
fn a_text_the_window_has_passed_is_no_candidate() {
    let folder = tempfile::tempdir().unwrap();
    let text = long_text();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = read("harbour", &one_item("harbour", "1", "Watches", &text), noon(), "\"1\"");
    admit_one(&mut store, &first, &OPTIONS);
    let later = noon() + SignedDuration::from_hours(24 * 30);
    let week = Duration::from_secs(7 * 86_400);
    let window = Window { stories: week, stories_max: 100, items: week };
    while store.write(|tx| expire(tx, &window, later)).unwrap() {}
    let kept: i64 = store
        .connection()
        .query_row("SELECT count(*) FROM story_shingle", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 0);
    let cut = one_item("quay", "9", "A night at the quay", &cut_copy(&text));
    let copy = admit_one(&mut store, &read("quay", &cut, later, "\"2\""), &OPTIONS);
    assert_eq!(kinds(&copy), [VerdictKind::New]);
}

// Edge case 18. A wire's files name who wrote them and nobody who printed them.
#[test]
fn a_wire_copy_that_names_no_publisher_takes_the_place_of_a_reprint_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = long_text();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let named = |name: &str| Organisation { name: name.to_owned(), ..<_>::default() };
    let mut copy = |id: &str, printed_by: Option<&str>| {
        let document = one_item(id, &format!("{id}-1"), "Watches", &text);
        let mut batch = read(id, &document, noon(), "\"1\"");
        let sources = &mut story_of(&mut batch, 0).sources;
        sources.originator = Some(named("Harbour Wire"));
        sources.publisher = printed_by.map(named);
        let verdict = admit_one(&mut store, &batch, &OPTIONS).verdicts.remove(0);
        (verdict.verdict, verdict.version)
    };
    let version = |number: &str| Some(number.to_owned());
    assert_eq!(copy("gazette", Some("Lyme Gazette")), (VerdictKind::New, version("1")));
    assert_eq!(copy("wire", None), (VerdictKind::Update, version("2")));
    assert_eq!(copy("wire-east", None), (VerdictKind::Copy, version("2")));
    assert_eq!(copy("wire-west", Some("Harbour Wire")), (VerdictKind::Copy, version("2")));
    assert_eq!(copy("quay", Some("Quay Post")), (VerdictKind::Copy, version("2")));
}
