//! Which entry is which item: names, reuse, and releases that read otherwise.

use crate::press::{State, rss, state};
use crate::replaying::Desk;
use crate::{OPTIONS, admit_one, batch, kinds, noon, read, replaying, stories, story_of};
use jiff::SignedDuration;
use wiredesk::model::{Batch, Format, Normalised, Rejection, RejectionReason, Stage, VerdictKind};
use wiredesk::store::read::explain;
use wiredesk::store::{Durability, Store};

// A kill arrives under a guid of its own and is kept with the item that it kills.
#[test]
fn explain_finds_an_item_under_every_name_it_was_met() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = state("harbour", 0, 1);
    admit_one(
        &mut store,
        &batch("harbour", std::slice::from_ref(&first), noon(), "\"1\""),
        &OPTIONS,
    );
    let document = rss("harbour", std::slice::from_ref(&first))
        .replace(&first.guid, "harbour:another-name")
        .replace("press.example/harbour/another-name", "press.example/harbour/0");
    admit_one(&mut store, &read("harbour", &document, noon(), "\"2\""), &OPTIONS);
    let found = |name: &str| {
        let found = explain(store.connection(), name, 10).unwrap();
        found.into_iter().map(|item| item.entry).collect::<Vec<_>>()
    };
    let by_guid = found(&first.guid);
    assert_eq!(by_guid, [first.guid.as_str()]);
    let uri =
        explain(store.connection(), &first.guid, 10).unwrap().remove(0).verdict.story.unwrap();
    for name in ["harbour:another-name", "https://press.example/harbour/0", uri.as_str()] {
        assert_eq!(found(name), by_guid, "{name}");
    }
    assert!(found("harbour:unheard-of").is_empty());
}

// A copy word for word was shown with the name of its story alone.
#[test]
fn explain_tells_which_story_an_item_is_a_copy_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = state("harbour", 0, 1);
    let copy = State {
        guid: "island:0".to_owned(),
        headline: "A headline of its own".to_owned(),
        ..state("harbour", 0, 1)
    };
    admit_one(&mut store, &batch("harbour", &[first], noon(), "\"1\""), &OPTIONS);
    admit_one(&mut store, &batch("island", &[copy], noon(), "\"1\""), &OPTIONS);
    let shown = |name: &str| explain(store.connection(), name, 10).unwrap().remove(0);
    assert_eq!(shown("harbour:0").stories, []);
    let [of] = &shown("island:0").stories[..] else { panic!("no story") };
    let (feed, headline) = (of.feed.as_str(), of.headline.as_deref());
    assert_eq!((feed, headline), ("harbour", Some(state("harbour", 0, 1).headline.as_str())));
    assert_eq!(of.link.as_deref(), shown("harbour:0").link.as_deref());
}

// A section's short link names no item alone; it stands on the item all the same.
#[test]
fn explain_finds_an_item_by_any_link_that_it_prints() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let links = [
        "https://ledger.example/vl-9",
        "https://ledger.example/ferry",
        "https://ledger.example/?p=4321&amp;utm_source=rss",
        "https://ledger.example/news/12345",
    ];
    let states = stories("ledger", links.len());
    let mut document = rss("ledger", &states);
    for (state, link) in states.iter().zip(links) {
        let printed = format!("https://press.example/{}", state.guid.replace(':', "/"));
        document = document.replace(&format!("{printed}<"), &format!("{link}<"));
    }
    admit_one(&mut store, &read("ledger", &document, noon(), "\"1\""), &OPTIONS);
    for (state, link) in states.iter().zip(links) {
        let link = link.replace("&amp;", "&");
        let found = explain(store.connection(), &link, 10).unwrap();
        let entries: Vec<&str> = found.iter().map(|item| item.entry.as_str()).collect();
        assert_eq!(entries, [state.guid.as_str()], "{link}");
        let shown = found[0].link.clone().unwrap();
        assert_eq!(explain(store.connection(), &shown, 10).unwrap().len(), 1, "{shown}");
    }
}

// Edge case 1.
#[test]
fn a_reused_guid_is_two_stories_and_a_moved_link_is_one() {
    let desk = Desk::new();
    let item = |link: &str, state: &State| {
        rss("Any", std::slice::from_ref(state))
            .replace(&format!("https://press.example/{}", state.guid.replace(':', "/")), link)
    };
    let first = state("any", 1, 1);
    let other = State { guid: first.guid.clone(), ..state("any", 2, 1) };
    let files = [
        desk.file("a1.xml", item("https://press.example/one", &first)),
        desk.file("a2.xml", item("https://press.example/moved/one", &first)),
        desk.file("a3.xml", item("https://press.example/two", &other)),
    ];
    let run = desk.replay(&["--feed", "any"], &files);
    assert_eq!(replaying::kinds(&run.verdicts), ["new", "unchanged", "new"]);
    assert_eq!(run.records.len(), 2);
    assert_ne!(run.records[0]["subject"], run.records[1]["subject"]);
}

/// `batch` as a release with other rules reads it: the same entries, other text.
fn read_by_other_rules(mut batch: Batch) -> Batch {
    for index in 0..batch.entries.len() {
        story_of(&mut batch, index).paragraphs.pop();
    }
    batch
}

#[test]
fn a_release_that_cleans_texts_otherwise_republishes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let poll = batch("harbour", &stories("harbour", 3), noon(), "\"1\"");
    admit_one(&mut store, &poll, &OPTIONS);
    let unchanged = [VerdictKind::Unchanged; 3];
    let upgraded = read_by_other_rules(poll.clone());
    assert_eq!(kinds(&admit_one(&mut store, &upgraded, &OPTIONS)), unchanged);
    assert_eq!(kinds(&admit_one(&mut store, &upgraded, &OPTIONS)), unchanged);
    // A copy that is read by the new rules finds the story that was.
    let copy = State { guid: "late:1".to_owned(), ..state("harbour", 1, 1) };
    let copy = read_by_other_rules(batch("late", &[copy], noon(), "\"1\""));
    assert_eq!(kinds(&admit_one(&mut store, &copy, &OPTIONS)), [VerdictKind::Copy]);
    // And a real change is news by the new rules as by the old.
    let mut changed = stories("harbour", 3);
    changed[0] = state("harbour", 0, 2);
    let changed = read_by_other_rules(batch("harbour", &changed, noon(), "\"2\""));
    let expected = [VerdictKind::Unchanged, VerdictKind::Unchanged, VerdictKind::Update];
    assert_eq!(kinds(&admit_one(&mut store, &changed, &OPTIONS)), expected);
}

// Edge cases 3 and 13.
#[test]
fn a_story_that_comes_back_under_another_guid_link_and_headline_is_its_next_version() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = state("harbour", 0, 1);
    admit_one(
        &mut store,
        &batch("harbour", std::slice::from_ref(&first), noon(), "\"1\""),
        &OPTIONS,
    );
    let moved = State { guid: "harbour:moved".to_owned(), ..first.clone() };
    let moved_batch = batch("harbour", std::slice::from_ref(&moved), noon(), "\"2\"");
    assert_eq!(kinds(&admit_one(&mut store, &moved_batch, &OPTIONS)), [VerdictKind::Unchanged]);
    let retitled =
        State { guid: "harbour:again".to_owned(), headline: "Other words".to_owned(), ..moved };
    let retitled_batch = batch("harbour", std::slice::from_ref(&retitled), noon(), "\"3\"");
    let admitted = admit_one(&mut store, &retitled_batch, &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::Update]);
    assert_eq!(admitted.verdicts[0].version.as_deref(), Some("2"));
    // In a folder of single files nothing follows from what a file leaves out.
    let wire =
        State { guid: "wire:again".to_owned(), headline: "Wire words".to_owned(), ..first.clone() };
    let mut file = batch("harbour", &[wire], noon(), "\"3\"");
    file.format = Some(Format::Ninjs);
    assert_eq!(kinds(&admit_one(&mut store, &file, &OPTIONS)), [VerdictKind::Copy]);
    // What stands beside it is a second print of the copy, not a move.
    let beside = State { guid: "harbour:beside".to_owned(), headline: "Third".to_owned(), ..first };
    let both = batch("harbour", &[beside, retitled], noon(), "\"4\"");
    let expected = [VerdictKind::Unchanged, VerdictKind::Copy];
    assert_eq!(kinds(&admit_one(&mut store, &both, &OPTIONS)), expected);
}

#[test]
fn two_prints_of_one_copy_in_a_first_document_are_a_story_and_its_copy() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let first = state("harbour", 0, 1);
    let second = State {
        guid: "harbour:print".to_owned(),
        headline: "Other words".to_owned(),
        dated: first.dated + 60,
        ..first.clone()
    };
    let both = batch("harbour", &[first, second], noon(), "\"1\"");
    let expected = [VerdictKind::Copy, VerdictKind::New];
    assert_eq!(kinds(&admit_one(&mut store, &both, &OPTIONS)), expected);
    assert_eq!(kinds(&admit_one(&mut store, &both, &OPTIONS)), [VerdictKind::Unchanged; 2]);
}

// Edge case 2, and P5: what changes at every poll is remembered within bounds.
#[test]
fn names_and_states_that_are_new_at_every_poll_stay_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Temporary).unwrap();
    for poll in 0..300 {
        let at = noon() + SignedDuration::from_hours(i64::try_from(poll).unwrap());
        let mut batch = batch("token", &stories("token", 1), at, "\"1\"");
        let story = story_of(&mut batch, 0);
        story.identity.link = Some(format!("https://press.example/{poll}"));
        story.headline = Some(format!("Seen {poll} times"));
        story.received = poll;
        admit_one(&mut store, &batch, &OPTIONS);
    }
    let count = |table: &str| -> u64 {
        let text = format!("SELECT count(*) FROM {table}");
        store.connection().query_row(&text, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(count("item"), 1);
    assert_eq!(count("item_state"), wiredesk::store::story::STATES_MAX);
    assert_eq!(count("alias"), wiredesk::store::identity::ALIASES_MAX);
}

// Edge case 8.
#[test]
fn an_entry_that_was_turned_away_does_not_hide_its_page_from_other_feeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let link = Some("https://press.example/one-page".to_owned());
    let on_page = |feed: &str, version: usize| {
        let of_feed = State { guid: format!("{feed}-1"), ..state("page", 0, version) };
        let mut poll = batch(feed, &[of_feed], noon(), "\"1\"");
        let identity = &mut story_of(&mut poll, 0).identity;
        (identity.link, identity.link_is_shared) = (link.clone(), false);
        poll
    };
    let mut empty = on_page("empty", 1);
    let identity = story_of(&mut empty, 0).identity.clone();
    empty.entries[0] = Normalised::Rejected(Box::new(Rejection {
        identity,
        stage: Stage::Normalise,
        reason: RejectionReason::NoText,
        detail: "nothing there".to_owned(),
        raw: String::new(),
        problems: Vec::new(),
    }));
    assert_eq!(kinds(&admit_one(&mut store, &empty, &OPTIONS)), [VerdictKind::Rejected]);
    let first = admit_one(&mut store, &on_page("first", 1), &OPTIONS);
    assert_eq!(kinds(&first), [VerdictKind::New]);
    let second = admit_one(&mut store, &on_page("second", 2), &OPTIONS);
    assert_eq!(kinds(&second), [VerdictKind::Copy], "{second:?}");
}
