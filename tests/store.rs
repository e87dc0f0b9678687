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

#[path = "store/copies.rs"]
mod copies;
#[path = "store/furniture.rs"]
mod furniture;
#[path = "store/health.rs"]
mod health;
#[path = "store/identity.rs"]
mod identity;
#[path = "store/kills.rs"]
mod kills;
#[path = "store/pages.rs"]
mod pages;
#[path = "daemon/press.rs"]
mod press;
#[path = "store/priming.rs"]
mod priming;
#[path = "daemon/replaying.rs"]
mod replaying;
#[path = "store/slices.rs"]
mod slices;
#[path = "store/window.rs"]
mod window;

use std::process::Command;

use jiff::Timestamp;
use press::{State, rss, state};
use replaying::Desk;
use wiredesk::config::{Config, FeedConfig, Origin, PublishPolicy};
use wiredesk::fetch::FailureKind;
use wiredesk::metrics::{FeedState as Health, PollOutcome};
use wiredesk::model::{
    Batch, FeedId, FetchFacts, Moving, NextPoll, Normalised, Story, VerdictKind,
};
use wiredesk::normalise::RuleBook;
use wiredesk::parse::Hints;
use wiredesk::poll::read_document;
use wiredesk::store::{
    AdmitOptions, Admitted, Durability, FILE, FailedPoll, Store, StoreError, admit, feeds,
    open_read_only, outbox,
};

const OPTIONS: AdmitOptions =
    AdmitOptions { publish: PublishPolicy::All, record_bytes_max: 900_000, pages: true };

fn noon() -> Timestamp {
    "2026-01-05T12:00:00Z".parse().unwrap()
}

fn feed(id: &str) -> FeedConfig {
    FeedConfig::new(FeedId::parse(id).unwrap(), Origin::Spool("unused".into()))
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
    let reading = read_document(document.as_bytes(), hints, &feed, &parse, RuleBook::built_in());
    let fetch = FetchFacts {
        etag: Some(etag.as_bytes().to_vec()),
        body_hash: Some(7),
        ..FetchFacts::default()
    };
    reading.into_batch(&feed, fetch, at, NextPoll::fixed(at, 0))
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
            rest_until: None,
            interval_ms: 1_000,
            origin: Some(origin.to_owned()),
            moving: Moving::default(),
            gave_up: false,
            outcome: PollOutcome::Failed(FailureKind::Dns),
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
    assert_eq!((standing.origin, standing.state), (moved.origin, Health::Failing));
}

/// The story that the entry at `index` was read as.
fn story_of(batch: &mut Batch, index: usize) -> &mut Story {
    match &mut batch.entries[index] {
        Normalised::Story(story) => story,
        Normalised::Rejected(rejection) => panic!("{rejection:?}"),
    }
}
