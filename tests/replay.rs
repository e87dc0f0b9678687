//! `wiredesk replay` as its contract has it: what anyone measures wiredesk by.

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

#[path = "replay/own_rules.rs"]
mod own_rules;
#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/replaying.rs"]
mod replaying;

use std::collections::BTreeSet;
use std::path::PathBuf;

use press::{State, rss, state};
use replaying::{Desk, kinds};

/// `count` first states of stories of one feed.
fn stories(feed: &str, count: usize) -> Vec<State> {
    (0..count).map(|number| state(feed, number, 1)).collect()
}

#[test]
fn a_second_replay_on_the_same_store_prints_nothing() {
    let desk = Desk::new();
    let files = [
        desk.file("harbour@1767300000.xml", rss("Harbour", &stories("harbour", 5))),
        desk.file("island@1767300100.xml", rss("Island", &stories("island", 5))),
    ];
    let store = desk.path("store");
    let first = desk.replay(&["--store", store.to_str().unwrap()], &files);
    assert_eq!((first.code, first.records.len()), (0, 10), "{}", first.stderr);
    let second = desk.replay(&["--store", store.to_str().unwrap()], &files);
    assert_eq!((second.code, second.stdout.as_str()), (0, ""), "{}", second.stderr);
    assert_eq!(kinds(&second.verdicts), vec!["unchanged"; 10]);
}

// P4.
#[test]
fn two_fresh_runs_are_byte_for_byte_the_same() {
    let desk = Desk::new();
    let mut files = Vec::new();
    for n in 0..40 {
        let feed = format!("feed-{}", n % 7);
        let states: Vec<State> = (0..6).map(|s| state(&feed, s + n / 7, 1 + (n + s) % 3)).collect();
        files.push(
            desk.file(&format!("{feed}@{}.xml", 1_767_300_000 + n * 60), rss(&feed, &states)),
        );
    }
    let first = desk.replay(&[], &files);
    let second = desk.replay(&[], &files);
    assert!(first.records.len() > 40, "{}", first.stderr);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(first.verdict_text, second.verdict_text);
}

#[test]
fn a_stem_names_feed_and_time() {
    let check = |name: &str, feed: &str, seconds: Option<&str>| {
        let desk = Desk::new();
        let file = desk.file(name, rss("Any", &stories("any", 1)));
        let run = desk.replay(&[], &[file]);
        assert_eq!(run.records[0]["source"], format!("/feeds/{feed}"), "{name}");
        assert_eq!(run.verdicts[0]["feed"], feed, "{name}");
        if let Some(time) = seconds {
            assert_eq!(run.records[0]["time"], time, "{name}");
        }
    };
    check("harbour-post@1772366400.xml", "harbour-post", Some("2026-03-01T12:00:00Z"));
    check("1772366400.xml", "1772366400", Some("2026-03-01T12:00:00Z"));
    // The suffix tells nothing, and what is no time is part of the name.
    check("harbour.post.json", "harbour.post", None);
    check("harbour@noon.xml", "harbour-noon", None);
    // Without a time the newest date of the document is the clock.
    check("island.xml", "island", Some("2026-01-01T00:00:07Z"));
}

#[test]
fn the_clock_never_runs_back() {
    let desk = Desk::new();
    let files = [
        desk.file("a@1772366400.xml", rss("A", &stories("a", 1))),
        desk.file("b@1767300000.xml", rss("B", &stories("b", 1))),
    ];
    let run = desk.replay(&[], &files);
    let times: Vec<_> = run.records.iter().map(|record| record["time"].clone()).collect();
    assert_eq!(times, ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"]);
}

#[test]
fn with_feed_the_files_are_successive_answers_of_one_feed() {
    let desk = Desk::new();
    let updated = vec![state("any", 0, 2), state("any", 1, 1), state("any", 2, 1)];
    let files = [
        desk.file("monday.xml", rss("Any", &stories("any", 2))),
        desk.file("tuesday.xml", rss("Any", &updated)),
    ];
    let run = desk.replay(&["--feed", "only"], &files);
    assert_eq!(kinds(&run.verdicts), ["new", "new", "new", "unchanged", "update"]);
    assert!(run.verdicts.iter().all(|line| line["feed"] == "only"), "{:?}", run.verdicts);
}

#[test]
fn verdicts_come_one_an_entry_in_document_order() {
    let desk = Desk::new();
    let files: Vec<PathBuf> = (0..3)
        .map(|n| {
            let feed = format!("feed-{n}");
            desk.file(&format!("{feed}.xml"), rss(&feed, &stories(&feed, 4)))
        })
        .collect();
    let run = desk.replay(&[], &files);
    let entries: Vec<String> =
        run.verdicts.iter().map(|line| line["entry"].as_str().unwrap().to_owned()).collect();
    // The documents list the newest first.
    let expected: Vec<String> =
        (0..3).flat_map(|n| (0..4).rev().map(move |s| format!("feed-{n}:{s}"))).collect();
    assert_eq!(entries, expected);
    for line in &run.verdicts {
        let keys: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let allowed = [
            "feed", "entry", "verdict", "story", "version", "relation", "score", "because",
            "problems",
        ];
        assert!(keys.iter().all(|key| allowed.contains(key)), "{keys:?}");
        assert!(["feed", "entry", "verdict", "because"].iter().all(|key| keys.contains(key)));
        assert!(!keys.contains("problems"), "nothing was wrong: {line}");
    }
}

#[test]
fn an_unreadable_file_is_named_and_the_others_go_on() {
    let desk = Desk::new();
    let files = [
        desk.file("first.xml", rss("First", &stories("first", 2))),
        desk.file("noise.xml", "neither this nor that"),
        desk.file("page.xml", "<!doctype html><html><body><h1>Log in</h1></body></html>"),
        desk.path("missing.xml"),
        desk.file("empty.xml", ""),
        desk.file("last.xml", rss("Last", &stories("last", 2))),
    ];
    let run = desk.replay(&[], &files);
    assert_eq!(run.code, 1);
    assert_eq!(kinds(&run.verdicts), ["new"; 4]);
    let complaints: Vec<&str> = run.stderr.lines().collect();
    for name in ["noise.xml", "page.xml", "missing.xml", "empty.xml"] {
        let named = complaints.iter().filter(|line| line.contains(name)).count();
        assert_eq!(named, 1, "{name}: {complaints:?}");
    }
    assert_eq!(complaints.len(), 4, "{complaints:?}");
}

#[test]
fn thousands_of_files_go_into_one_call() {
    let desk = Desk::new();
    let files: Vec<PathBuf> = (0..2_000)
        .map(|n| {
            let feed = format!("feed-{n:04}");
            desk.file(&format!("{feed}.xml"), rss(&feed, &stories(&feed, 1)))
        })
        .collect();
    let run = desk.replay(&[], &files);
    assert_eq!((run.code, run.records.len()), (0, 2_000), "{}", run.stderr);
}

// Design section 4, rule 0: some feeds list every state a story ever had, side by side, in every answer.
#[test]
fn many_states_of_one_identity_in_every_answer_stay_quiet() {
    let desk = Desk::new();
    let same_date = |version| State { dated: 1_767_225_600, ..state("wire", 0, version) };
    let orders: [&[usize]; 5] = [&[1, 2, 3], &[3, 2, 1], &[2, 1, 3], &[1, 3, 2], &[2, 3, 1]];
    let files: Vec<PathBuf> = orders
        .iter()
        .enumerate()
        .map(|(n, order)| {
            let states: Vec<State> = order.iter().map(|version| same_date(*version)).collect();
            desk.file(&format!("answer-{n}.xml"), rss("Wire", &states))
        })
        .collect();
    let run = desk.replay(&["--feed", "wire"], &files);
    assert_eq!(run.records.len(), 1, "{:#?}", run.verdicts);
    assert_eq!(kinds(&run.verdicts).iter().filter(|kind| **kind != "unchanged").count(), 1);
    assert_eq!(run.verdicts.len(), 15);
}

#[test]
fn a_sink_of_the_configuration_gets_the_records_and_stdout_none() {
    let desk = Desk::new();
    let config = desk.file(
        "wiredesk.toml",
        "state_dir = \"var\"\n[sink]\nkind = \"file\"\n[sink.file]\npath = \"out.ndjson\"\n\
         [[feed]]\nid = \"harbour\"\nurl = \"https://harbour.example/rss\"\npublisher = \"The Harbour Post\"\n",
    );
    let file = desk.file("harbour.xml", rss("Channel name", &stories("harbour", 3)));
    let run = desk.replay(&["--config", config.to_str().unwrap()], &[file]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let written = fs_err::read_to_string(desk.path("out.ndjson")).unwrap();
    assert_eq!(written.lines().count(), 3);
    assert!(written.contains("\"The Harbour Post\""), "{written}");
    assert!(!written.contains("Channel name"), "the feed's setting wins: {written}");
}

#[test]
fn wrong_usage_is_64_and_a_wrong_configuration_is_78() {
    let desk = Desk::new();
    assert_eq!(desk.replay(&[], &[]).code, 64);
    let config = desk.file("wiredesk.toml", "no_such_key = 1\n");
    let file = desk.file("a.xml", rss("A", &stories("a", 1)));
    let run = desk.replay(&["--config", config.to_str().unwrap()], &[file]);
    assert_eq!((run.code, run.stdout.as_str()), (78, ""));
    assert!(run.stderr.contains("no_such_key"), "{}", run.stderr);
}

/// A kill that was lost was told by its verdict alone, and by that without a word of what had been looked for.
#[test]
fn a_kill_that_finds_nothing_is_told_with_what_was_looked_for() {
    let desk = Desk::new();
    let dead = state("harbour", 0, 1);
    let kill = State {
        guid: "wire:kill".to_owned(),
        headline: format!("KILL: {}", dead.headline),
        paragraphs: vec!["Please kill the story.".to_owned()],
        dated: dead.dated + 600,
    };
    let reprint = State { guid: "wire:0".to_owned(), ..state("harbour", 0, 1) };
    let files = [
        desk.file("harbour@1767300000.xml", rss("Harbour", &[dead])),
        desk.file("wire@1767300100.xml", rss("Wire", &[reprint])),
        desk.file("wire@1767300900.xml", rss("Wire", &[kill])),
    ];
    let run = desk.replay(&[], &files);
    assert_eq!((run.code, kinds(&run.verdicts)), (0, vec!["new", "copy", "withdrawn"]));
    let told = run.stderr.trim();
    assert!(
        told.starts_with("wire: wire:kill: a kill of a story that is not known here"),
        "{told}"
    );
    assert!(told.contains("\"KILL: ") && told.lines().count() == 1, "{told}");
}
