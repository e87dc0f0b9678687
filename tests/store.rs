//! The store's promises: all of a poll or nothing (P1), one writer (P7), and a clear answer where it cannot be used.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/replaying.rs"]
mod replaying;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use press::{State, rss, state};
use replaying::Desk;
use wiredesk::config::{Config, FeedConfig, Origin, PublishPolicy};
use wiredesk::model::{
    Batch, FeedId, FetchFacts, Format, NextPoll, Normalised, Problem, ProblemKind, PubStatus,
    Rejection, RejectionReason, Stage, Story, VerdictKind,
};
use wiredesk::parse::Hints;
use wiredesk::poll::read_document;
use wiredesk::store::expire::{Window, expire};
use wiredesk::store::read::explain;
use wiredesk::store::{
    AdmitOptions, Admitted, Durability, FILE, FailedPoll, Store, StoreError, admit, feeds,
    open_read_only, outbox,
};

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 900_000 };

fn noon() -> Timestamp {
    "2026-01-05T12:00:00Z".parse().unwrap()
}

fn feed(id: &str) -> FeedConfig {
    FeedConfig {
        id: FeedId::parse(id).unwrap(),
        origin: Origin::Spool(Path::new("unused").to_owned()),
        publisher: None,
        language: None,
        full_text: false,
        interval: None,
        publish: PublishPolicy::All,
        credentials: None,
    }
}

/// One poll of `id` that brought `states`.
fn batch(id: &str, states: &[State], at: Timestamp, etag: &str) -> Batch {
    read(id, &rss(id, states), at, etag)
}

/// One poll of `id` that brought `document`.
fn read(id: &str, document: &str, at: Timestamp, etag: &str) -> Batch {
    let feed = feed(id);
    let hints = Hints { url: None, charset: None };
    let parse = Config::for_replay().parse;
    let reading = read_document(document.as_bytes(), hints, &feed, &parse);
    let fetch = FetchFacts {
        etag: Some(etag.as_bytes().to_vec()),
        body_hash: Some(7),
        ..FetchFacts::default()
    };
    reading.into_batch(&feed, fetch, at, NextPoll { if_news: (at, 0), if_none: (at, 0) })
}

fn admit_one(store: &mut Store, batch: &Batch, options: &AdmitOptions) -> Admitted {
    store.write(|tx| admit::admit(tx, batch, options)).unwrap()
}

fn kinds(admitted: &Admitted) -> Vec<VerdictKind> {
    admitted.verdicts.iter().map(|verdict| verdict.verdict).collect()
}

fn stories(feed: &str, count: usize) -> Vec<State> {
    (0..count).map(|number| state(feed, number, 1)).collect()
}

/// Rows of every table that admission writes.
fn rows(store: &Store) -> Vec<u64> {
    ["feed", "story", "story_text", "story_shingle", "item", "alias", "item_state", "outbox"]
        .map(|table| {
            let count = format!("SELECT count(*) FROM {table}");
            store.connection().query_row(&count, [], |row| row.get(0)).unwrap()
        })
        .to_vec()
}

// P1, edge case 23.
#[test]
fn an_admission_that_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    admit_one(&mut store, &batch("harbour", &stories("harbour", 2), noon(), "\"1\""), &OPTIONS);
    let before = rows(&store);

    let next = batch("harbour", &stories("harbour", 4), noon(), "\"2\"");
    let failed: Result<(), StoreError> = store.write(|tx| {
        let admitted = admit::admit(tx, &next, &OPTIONS)?;
        assert_eq!(admitted.records, 2);
        Err(StoreError::Value("the power fails here".to_owned()))
    });
    failed.unwrap_err();
    assert_eq!(rows(&store), before);
    let known = feeds::read(store.connection(), &next.feed).unwrap();
    assert_eq!(known.etag.as_deref(), Some(&b"\"1\""[..]), "validators of what was not committed");

    // The same poll again brings what the failed one would have, at the positions it would have had.
    let admitted = admit_one(&mut store, &next, &OPTIONS);
    assert_eq!(admitted.records, 2);
    let sent = outbox::read_after(store.connection(), 0, 100, usize::MAX).unwrap();
    assert_eq!(sent.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

// P1: every statement of an admission may be the one that fails.
#[test]
fn an_admission_that_breaks_off_at_any_table_leaves_nothing_behind() {
    for table in
        ["feed", "story", "story_text", "story_shingle", "item", "alias", "item_state", "outbox"]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), Durability::Full).unwrap();
        let trap = format!(
            "CREATE TEMP TRIGGER trap BEFORE INSERT ON main.{table} BEGIN SELECT RAISE(ABORT, 'trapped'); END"
        );
        store.connection().execute_batch(&trap).unwrap();
        let poll = batch("harbour", &stories("harbour", 3), noon(), "\"1\"");
        let failed = store.write(|tx| admit::admit(tx, &poll, &OPTIONS)).unwrap_err();
        assert!(failed.to_string().contains("trapped"), "{table}: {failed}");
        assert_eq!(rows(&store), vec![0; 8], "{table}");
        store.connection().execute_batch("DROP TRIGGER trap").unwrap();
        assert_eq!(admit_one(&mut store, &poll, &OPTIONS).records, 3, "{table}");
    }
}

// P7.
#[test]
fn a_store_in_use_is_refused_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let held = Store::open(folder.path(), Durability::Full).unwrap();
    let refused = Store::open(folder.path(), Durability::Full).unwrap_err();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    let desk = Desk::new();
    let file = desk.file("a.xml", rss("A", &stories("a", 1)));
    let run =
        desk.replay(&["--store", folder.path().to_str().unwrap()], std::slice::from_ref(&file));
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains(folder.path().to_str().unwrap()), "{}", run.stderr);
    assert!(run.stderr.contains("another wiredesk runs on this store"), "{}", run.stderr);
    drop(held);
    assert_eq!(desk.replay(&["--store", folder.path().to_str().unwrap()], &[file]).code, 0);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    store.connection().pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    for refused in [
        Store::open(folder.path(), Durability::Full).map(drop).unwrap_err(),
        open_read_only(folder.path()).map(drop).unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::Newer { found: 99, .. }), "{refused}");
        assert!(refused.to_string().contains(folder.path().to_str().unwrap()), "{refused}");
    }
}

// Edge case 63: never silently empty.
#[test]
fn a_damaged_store_is_refused_with_its_path_and_what_to_do() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 4] = [
        ("another file", |bytes| {
            *bytes = b"not a database at all, but long enough to be one".repeat(40);
        }),
        ("header overwritten", |bytes| bytes[..16].fill(b'x')),
        ("schema page overwritten", |bytes| bytes[100..4096].fill(0x5a)),
        ("cut in half", |bytes| bytes.truncate(bytes.len() / 2)),
    ];
    for (name, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), Durability::Full).unwrap();
        for n in 0..20 {
            let id = format!("feed-{n}");
            admit_one(&mut store, &batch(&id, &stories(&id, 5), noon(), "\"1\""), &OPTIONS);
        }
        store.connection().pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
        drop(store);
        let path = folder.path().join(FILE);
        let mut bytes = fs_err::read(&path).unwrap();
        damage(&mut bytes);
        fs_err::write(&path, &bytes).unwrap();
        let refused = Store::open(folder.path(), Durability::Full).map(drop);
        let Err(refused) = refused else { panic!("{name}: opened as if nothing had happened") };
        let words = refused.to_string();
        assert!(matches!(refused, StoreError::Corrupt { .. }), "{name}: {words}");
        assert!(words.contains(path.to_str().unwrap()), "{name}: {words}");
        assert!(words.contains("restore a backup"), "{name}: {words}");
        assert_eq!(fs_err::read(&path).unwrap(), bytes, "{name}: the evidence was changed");
    }
}

#[test]
fn a_full_disk_is_told_in_words_and_loses_nothing() {
    let desk = Desk::new();
    let small = desk.file("small.xml", rss("Small", &stories("small", 2)));
    let large = desk.file("large.xml", rss("Large", &stories("large", 400)));
    let disk = desk.path("disk");
    fs_err::create_dir_all(&disk).unwrap();
    // A disk of one megabyte in a mount namespace of its own, which gets more room at the end.
    let script = "set -e; mount -t tmpfs -o size=1m disk \"$2\" || exit 99; set +e; cd \"$2/..\"
        \"$1\" replay --store disk small.xml >first.out 2>first.err; echo $? >first.code
        \"$1\" replay --store disk large.xml >full.out 2>full.err; echo $? >full.code
        mount -o remount,size=64m \"$2\"
        \"$1\" replay --store disk small.xml large.xml >last.out 2>last.err; echo $? >last.code";
    let status = Command::new("unshare")
        .args([
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            env!("CARGO_BIN_EXE_wiredesk"),
        ])
        .arg(&disk)
        .status();
    if !status.is_ok_and(|status| status.success()) {
        eprintln!("skipped: this system lets nobody mount a small disk of their own");
        return;
    }
    let said = |name: &str| fs_err::read_to_string(desk.path(name)).unwrap();
    assert!(small.exists() && large.exists());
    assert_eq!((said("first.code").trim(), said("first.out").lines().count()), ("0", 2));
    let words = said("full.err");
    assert_eq!((said("full.code").trim(), said("full.out").as_str()), ("1", ""), "{words}");
    assert!(words.contains("disk/wiredesk.db") && words.contains("the disk is full"), "{words}");
    // With room again everything is there, and nothing twice.
    assert_eq!(said("last.code").trim(), "0", "{}", said("last.err"));
    assert_eq!(said("last.out").lines().count(), 400);
}

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

// Edge case 64.
#[test]
fn a_first_poll_that_is_held_back_is_remembered_and_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let none = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let first = batch("harbour", &stories("harbour", 3), noon(), "\"1\"");
    assert_eq!(admit_one(&mut store, &first, &none).records, 0);
    assert_eq!(admit_one(&mut store, &first, &none).records, 0);
    let second = batch("harbour", &stories("harbour", 4), noon(), "\"2\"");
    assert_eq!(admit_one(&mut store, &second, &none).records, 1);
    // What was held back is published when it changes, as its first version.
    let mut changed = stories("harbour", 4);
    changed[0] = state("harbour", 0, 2);
    let admitted = admit_one(&mut store, &batch("harbour", &changed, noon(), "\"3\""), &none);
    assert_eq!(admitted.records, 1);
    let published = admitted.verdicts.iter().find(|v| v.verdict != VerdictKind::Unchanged).unwrap();
    assert_eq!(published.version.as_deref(), Some("1"));
}

// What one feed only remembered is news from another that publishes.
#[test]
fn a_story_that_one_feed_holds_back_is_published_by_the_next_that_carries_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let held = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let copy = |feed: &str| State { guid: format!("{feed}-1"), ..state("harbour", 0, 1) };
    let first = admit_one(&mut store, &batch("quiet", &[copy("quiet")], noon(), "\"1\""), &held);
    assert_eq!(first.records, 0);
    let loud = admit_one(&mut store, &batch("loud", &[copy("loud")], noon(), "\"1\""), &OPTIONS);
    assert_eq!((kinds(&loud), loud.records), (vec![VerdictKind::New], 1));
    let third = admit_one(&mut store, &batch("late", &[copy("late")], noon(), "\"1\""), &OPTIONS);
    assert_eq!(kinds(&third), [VerdictKind::Copy]);
}

// A paper's "this article is for subscribers" under every headline is no copy of anything.
#[test]
fn a_short_text_under_another_headline_is_another_story() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let stub = "Readers who hold a season ticket to these pages find the whole of this piece \
                behind the door that opens with the key they were given.";
    let story = |number: usize, headline: &str| State {
        headline: headline.to_owned(),
        paragraphs: vec![stub.to_owned()],
        ..state("harbour", number, 1)
    };
    let both = [story(0, "Berth to close"), story(1, "Bakery wins the rye prize")];
    let admitted = admit_one(&mut store, &batch("harbour", &both, noon(), "\"1\""), &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::New; 2]);
}

// Validators and hash of one address say nothing of another.
#[test]
fn a_feed_that_moved_is_asked_without_the_old_addresss_validators() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut poll = batch("harbour", &stories("harbour", 1), noon(), "\"1\"");
    poll.fetch.origin = Some("https://old.example/rss".to_owned());
    admit_one(&mut store, &poll, &OPTIONS);
    let known = feeds::read(store.connection(), &poll.feed).unwrap();
    let moved = known.clone().for_origin("https://new.example/rss");
    assert_eq!((moved.etag, moved.body_hash), (None, None));
    assert_eq!(known.clone().for_origin("https://old.example/rss"), known);
}

// A failed poll at a new address leaves nothing of the old one to be sent there.
#[test]
fn a_failure_at_a_new_address_keeps_no_validators_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut poll = batch("harbour", &stories("harbour", 1), noon(), "\"1\"");
    poll.fetch.origin = Some("https://old.example/rss".to_owned());
    poll.facts.ttl_minutes = Some(120);
    admit_one(&mut store, &poll, &OPTIONS);
    let mut fail = |origin: &str| {
        let failed = FailedPoll {
            feed: poll.feed.clone(),
            at: noon(),
            next_due: noon(),
            interval_ms: 1_000,
            origin: Some(origin.to_owned()),
            problem: "dns: no such name".to_owned(),
        };
        store.write(|tx| feeds::write_failed(tx, &failed)).unwrap();
        feeds::read(store.connection(), &poll.feed).unwrap()
    };
    let known = fail("https://old.example/rss");
    assert_eq!((known.etag.is_some(), known.failures), (true, 1));
    assert_eq!(known.declared.ttl_minutes, Some(120));
    let moved = fail("https://new.example/rss");
    assert_eq!((moved.etag, moved.body_hash, moved.failures), (None, None, 1));
    assert_eq!(
        (moved.origin.as_deref(), moved.declared.ttl_minutes),
        (Some("https://new.example/rss"), None)
    );
    let standing = feeds::standings(store.connection()).unwrap().remove(&poll.feed).unwrap();
    assert_eq!((standing.origin, standing.failing), (moved.origin, true));
}

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

#[test]
fn since_holds_back_what_is_older_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let since = PublishPolicy::Since(Duration::from_secs(24 * 3600));
    let states: Vec<State> = [1, 23, 25, 72]
        .iter()
        .zip(0..)
        .map(|(hours, number)| State {
            dated: noon().as_second() - hours * 3600,
            ..state("harbour", number, 1)
        })
        .collect();
    let poll = batch("harbour", &states, noon(), "\"1\"");
    let options = AdmitOptions { publish: since, ..OPTIONS };
    assert_eq!(admit_one(&mut store, &poll, &options).records, 2);
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

/// The story that the entry at `index` was read as.
fn story_of(batch: &mut Batch, index: usize) -> &mut Story {
    match &mut batch.entries[index] {
        Normalised::Story(story) => story,
        Normalised::Rejected(rejection) => panic!("{rejection:?}"),
    }
}

/// The entry of `states[at]` becomes a kill of `previous`.
fn kill_in(mut batch: Batch, at: usize, previous: &str) -> Batch {
    let story = story_of(&mut batch, at);
    story.status = PubStatus::Canceled;
    story.identity.previous = vec![previous.to_owned()];
    batch
}

// Edge case 55.
#[test]
fn a_kill_that_repeats_the_text_is_heard_from_the_feed_of_the_story_and_from_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let story = state("wire", 0, 1);
    admit_one(&mut store, &batch("wire", std::slice::from_ref(&story), noon(), "\"1\""), &OPTIONS);
    let mut kill = |feed: &str| {
        let guid = format!("{feed}:kill");
        let kill = State { guid, dated: story.dated + 60, ..story.clone() };
        let both = [story.clone(), kill];
        let listed = if feed == "wire" { &both[..] } else { &both[1..] };
        let kill = kill_in(batch(feed, listed, noon(), "\"2\""), 0, "nothing that is known");
        let admitted = admit_one(&mut store, &kill, &OPTIONS);
        (admitted.verdicts[0].verdict, admitted.verdicts[0].version.clone())
    };
    assert_eq!(kill("elsewhere"), (VerdictKind::Withdrawn, Some("1".to_owned())));
    assert_eq!(kill("wire"), (VerdictKind::Withdrawn, Some("2".to_owned())));
}

// Edge case 55. Documents list the newest first, so the kill stands above what it kills.
#[test]
fn a_kill_that_is_read_before_its_story_leaves_it_dead() {
    let (dead, mut note) = (state("wire", 0, 1), state("wire", 1, 1));
    note.dated = dead.dated + 600;
    let (killed, together) = (dead.guid.clone(), [dead.clone(), note.clone()]);
    // In one document.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let both = kill_in(batch("wire", &together, noon(), "\"1\""), 0, &killed);
    let expected = [VerdictKind::Withdrawn, VerdictKind::New];
    let admitted = admit_one(&mut store, &both, &OPTIONS);
    assert_eq!(kinds(&admitted), expected);
    assert_eq!(admitted.verdicts[0].story, admitted.verdicts[1].story);
    assert_eq!(kinds(&admit_one(&mut store, &both, &OPTIONS)), [VerdictKind::Unchanged; 2]);
    // In one document, and nothing tells which is newer.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut undated = kill_in(batch("wire", &together, noon(), "\"1\""), 0, &killed);
    for index in 0..2 {
        story_of(&mut undated, index).published = None;
    }
    let admitted = admit_one(&mut store, &undated, &OPTIONS);
    assert_eq!(kinds(&admitted), [VerdictKind::Withdrawn, VerdictKind::Unchanged]);
    assert_eq!(kinds(&admit_one(&mut store, &undated, &OPTIONS)), [VerdictKind::Unchanged; 2]);
    // One poll before it.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let alone = kill_in(batch("wire", &[note], noon(), "\"1\""), 0, &killed);
    assert_eq!(kinds(&admit_one(&mut store, &alone, &OPTIONS)), [VerdictKind::Withdrawn]);
    let late = batch("wire", &[dead], noon(), "\"2\"");
    assert_eq!(kinds(&admit_one(&mut store, &late, &OPTIONS)), [VerdictKind::Unchanged]);
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

#[test]
fn a_feed_that_always_breaks_off_is_held_back_once_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let none = AdmitOptions { publish: PublishPolicy::None, ..OPTIONS };
    let broken = |count: usize| {
        let mut poll = batch("harbour", &stories("harbour", count), noon(), "\"1\"");
        let problem = ProblemKind::Truncated;
        poll.problems.push(Problem::new(problem, "it broke off"));
        poll
    };
    // The first may lack the rest of the backlog, so the second still primes.
    assert_eq!(admit_one(&mut store, &broken(2), &none).records, 0);
    assert_eq!(admit_one(&mut store, &broken(3), &none).records, 0);
    assert_eq!(admit_one(&mut store, &broken(4), &none).records, 1);
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
