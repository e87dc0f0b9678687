//! The real daemon with its file sink against a loopback publisher: start, polls, signals, reload, spool, trouble, end.

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

#[path = "daemon/crowd.rs"]
mod crowd;
#[path = "daemon/newsroom.rs"]
mod newsroom;
#[path = "daemon/pages.rs"]
mod pages;
#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/process.rs"]
mod process;
mod publisher;
#[path = "daemon/wire.rs"]
mod wire;
#[path = "daemon/wishes.rs"]
mod wishes;

use newsroom::Newsroom;
use press::{State, rss, state};
use process::{Daemon, until};
use publisher::Reply;

fn stories(count: usize) -> Vec<State> {
    (0..count).map(|number| state("harbour", number, 1)).collect()
}

fn harbour(count: usize) -> String {
    rss("Harbour", &stories(count))
}

#[test]
fn stories_land_in_the_file_and_sigterm_ends_it_in_good_order() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(3));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(3);
    newsroom.publish("/harbour.xml", "\"2\"", harbour(5));
    newsroom.wait_for_lines(5);
    daemon.stop();
    let lines = newsroom.lines();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["wiredesk.story.new.v1"; 5]);
    let sequence: Vec<&str> = lines.iter().map(|line| line["sequence"].as_str().unwrap()).collect();
    assert!(sequence.is_sorted(), "{sequence:?}");
    assert!(lines.iter().all(|line| line["source"] == "/feeds/harbour"));
}

// P1, edge case 34.
#[test]
fn a_restart_polls_with_validators_and_republishes_nothing() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "W/\"odd \u{e9} tag\"", harbour(3));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(3);
    daemon.stop();
    let before = newsroom.publisher.requests("/harbour.xml").len();

    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_polls("/harbour.xml", before + 2);
    daemon.stop();
    let first = &newsroom.publisher.requests("/harbour.xml")[before];
    assert_eq!(first.header("if-none-match"), Some("W/\"odd \u{e9} tag\"".as_bytes()));
    assert_eq!(newsroom.lines().len(), 3);
}

#[test]
fn a_server_that_ignores_validators_costs_no_repeats() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publisher.replace("/harbour.xml", Reply::ok(harbour(3)));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(3);
    let polls = newsroom.publisher.requests("/harbour.xml").len();
    newsroom.wait_for_polls("/harbour.xml", polls + 3);
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 3);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let newsroom = Newsroom::new();
    // A sink that nobody answers for: a stop in good order waits a quarter of the time for it.
    newsroom.write_config(
        &Newsroom::to_nobody(&newsroom.feed_table("harbour", ""))
            .replace("shutdown_timeout = \"20s\"", "shutdown_timeout = \"4m\""),
    );
    newsroom.publish("/harbour.xml", "\"1\"", harbour(2));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_validator("/harbour.xml", "\"1\"");
    daemon.signal("TERM");
    daemon.wait_for_log("shutdown asked for");
    let asked = std::time::Instant::now();
    daemon.signal("INT");
    let status = daemon.wait();
    assert_eq!(status.code(), Some(1), "{}", daemon.log());
    assert!(asked.elapsed() < std::time::Duration::from_secs(20), "{:?}", asked.elapsed());

    // Nothing was lost by it.
    newsroom.write_config(&Newsroom::config_with(&newsroom.feed_table("harbour", "")));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);
    daemon.stop();
}

#[test]
fn sighup_takes_a_good_file_and_refuses_a_broken_one() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(2));
    newsroom.publish("/island.xml", "\"1\"", rss("Island", &[state("island", 0, 1)]));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);

    let good = newsroom.config_text();
    newsroom.write_config(&format!("{good}\n[[feed]]\nid = \"broken\"\nurl = \"not a url\"\n"));
    daemon.signal("HUP");
    daemon.wait_for_log("configuration not reloaded");
    let polls = newsroom.publisher.requests("/harbour.xml").len();
    newsroom.wait_for_polls("/harbour.xml", polls + 2);

    newsroom.write_config(&format!("{good}{}", newsroom.feed_table("island", "")));
    daemon.signal("HUP");
    newsroom.wait_for_lines(3);
    assert!(newsroom.lines()[2]["source"] == "/feeds/island");

    // Edge case 65: a feed that is dropped and comes back is not replayed.
    newsroom.write_config(&Newsroom::config_with(&newsroom.feed_table("island", "")));
    daemon.signal("HUP");
    daemon.wait_for_log("\"feeds\":1,");
    newsroom.write_config(&format!("{good}{}", newsroom.feed_table("island", "")));
    let polls = newsroom.publisher.requests("/harbour.xml").len();
    daemon.signal("HUP");
    newsroom.wait_for_polls("/harbour.xml", polls + 2);
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 3);
}

// P8, edge cases 12, 24 and 25.
#[test]
fn whatever_a_broken_answer_is_nothing_comes_twice() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(4));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(4);
    let whole = harbour(4);
    let half = whole[..whole.len() / 2].to_owned();
    let page = "<!doctype html><html><body><h1>Down for maintenance</h1></body></html>";
    let empty_channel = "<rss version=\"2.0\"><channel><title>Harbour</title></channel></rss>";
    let broken: [(&str, Reply); 8] = [
        ("error", Reply::status(500)),
        ("gone for now", Reply::status(404)),
        ("page", Reply::ok(page).header("ETag", "\"page\"")),
        ("empty", Reply::ok("").header("ETag", "\"empty\"")),
        ("no items", Reply::ok(empty_channel).header("ETag", "\"none\"")),
        ("half", Reply::ok(half).header("ETag", "\"half\"")),
        ("cut off", Reply::ok(whole.clone()).header("Content-Length", "999999")),
        ("hang up", Reply::hang_up()),
    ];
    for (name, reply) in broken {
        let polls = newsroom.publisher.requests("/harbour.xml").len();
        newsroom.publisher.replace("/harbour.xml", reply);
        newsroom.wait_for_polls("/harbour.xml", polls + 2);
        // Edge case 23: no validator of what could not be read is ever sent.
        let last = newsroom.publisher.last_request("/harbour.xml").unwrap();
        let sent = last.header("if-none-match").map(String::from_utf8_lossy);
        assert!(matches!(sent.as_deref(), None | Some("\"1\"")), "{name}: {sent:?}");
        let polls = newsroom.publisher.requests("/harbour.xml").len();
        newsroom.publisher.replace("/harbour.xml", Reply::ok(whole.clone()));
        newsroom.wait_for_polls("/harbour.xml", polls + 2);
        assert!(daemon.is_running());
    }
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 4, "something came twice");
}

#[test]
fn a_spool_file_goes_to_done_and_a_broken_one_to_failed() {
    let newsroom = Newsroom::new();
    let spool = newsroom.folder.path().join("spool");
    fs_err::create_dir_all(&spool).unwrap();
    newsroom.write_config(&Newsroom::config_with(&format!(
        "[[feed]]\nid = \"agency\"\nspool = \"{}\"\n",
        spool.display()
    )));
    let drop_file = |name: &str, text: &str| {
        // As agencies are told to: written under another name, then moved.
        let part = spool.join(format!("{name}.part"));
        fs_err::write(&part, text).unwrap();
        fs_err::rename(part, spool.join(name)).unwrap();
    };
    drop_file("one.xml", &harbour(2));
    drop_file("two.xml", "no feed at all");
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);
    until("the files are moved", || {
        spool.join("done/one.xml").exists() && spool.join("failed/two.xml").exists()
    });
    // Dropped again, it is read again and found unchanged.
    drop_file("one.xml", &harbour(2));
    until("the file is moved again", || spool.join("done/one.xml.1").exists());
    drop_file("three.xml", &harbour(3));
    newsroom.wait_for_lines(3);
    assert!(daemon.is_running());
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 3);
    // The feed is well again, and the file is not forgotten.
    let failing = || {
        let mut command = process::wiredesk();
        command.args(["feeds", "list", "--failing", "--config"]);
        let table = command.arg(newsroom.config()).output().unwrap().stdout;
        String::from_utf8(table).unwrap()
    };
    let table = failing();
    assert!(table.contains("1 file in failed/") && table.contains(" 0 failing"), "{table}");
    fs_err::remove_file(spool.join("failed/two.xml")).unwrap();
    assert!(!failing().contains("agency"), "{}", failing());
}

// Edge case 58: the outbox on disk is the only buffer, and it has a mark.
#[test]
fn above_the_outbox_mark_polling_pauses_and_ready_says_why() {
    let newsroom = Newsroom::new();
    let tables = format!("[publish]\noutbox_rows_high = 3\n{}", newsroom.feed_table("harbour", ""));
    newsroom.write_config(&Newsroom::to_nobody(&tables));
    newsroom.publish("/harbour.xml", "\"1\"", harbour(5));
    let mut daemon = Daemon::up(&newsroom.config());
    until("ready tells of outbox and sink", || {
        let (status, body) = daemon.ready();
        let reasons = body["reasons"].to_string();
        status == 503
            && reasons.contains("outbox: 5 records wait")
            && reasons.contains("publisher: ")
    });
    let polls = newsroom.publisher.requests("/harbour.xml").len();
    newsroom.publish("/harbour.xml", "\"2\"", harbour(9));
    daemon.stop();
    assert_eq!(newsroom.publisher.requests("/harbour.xml").len(), polls, "polled while paused");

    newsroom.write_config(&Newsroom::config_with(&tables));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(9);
    until("it is ready again", || daemon.ready().0 == 200);
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 9);
}

// Edge case 63: a full disk passes, and until then the daemon says what it needs.
#[test]
fn a_full_disk_is_told_and_nothing_is_lost_once_there_is_room() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(2));
    let state_dir = newsroom.folder.path().join("var");
    fs_err::create_dir_all(&state_dir).unwrap();
    // A disk in a mount namespace of its own, most of it taken.
    let script = "mount -t tmpfs -o size=64m disk \"$1\" || exit 99; shift
        head -c 65500000 /dev/zero >\"$1/ballast\"; shift; exec \"$@\"";
    let mut command = std::process::Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]);
    command.args([&state_dir, &state_dir]).arg(env!("CARGO_BIN_EXE_wiredesk"));
    let mut daemon = Daemon::start_as(command, &newsroom.config());
    if !daemon.wait_for_log_or_end("wiredesk is up") {
        eprintln!(
            "skipped: this system lets nobody mount a small disk of their own\n{}",
            daemon.log()
        );
        return;
    }
    newsroom.wait_for_lines(2);
    newsroom.publish("/harbour.xml", "\"2\"", harbour(500));
    until("ready tells of the disk", || {
        let (status, body) = daemon.ready();
        status == 503 && body["reasons"].to_string().contains("the disk is full")
    });
    until("and that nothing is polled meanwhile", || {
        daemon.ready().1["reasons"].to_string().contains("polling: nothing is polled but one feed")
    });
    assert!(!daemon.log().contains("writer is gone"), "{}", daemon.log());
    fs_err::remove_file(daemon.path_inside(&state_dir.join("ballast"))).unwrap();
    newsroom.wait_for_lines(500);
    until("it is ready again", || daemon.ready().0 == 200);
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 500);
}

#[test]
fn ready_is_told_in_reasons_and_live_is_always_yes() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(1));
    let mut daemon = Daemon::up(&newsroom.config());
    assert_eq!(daemon.get("/live").0, 200);
    until("it is ready", || daemon.ready() == (200, serde_json::json!({ "ready": true })));
    let (status, metrics) = daemon.get("/metrics");
    assert_eq!(status, 200);
    assert!(metrics.contains("wiredesk_"), "{metrics}");
    daemon.stop();
}

// P7.
#[test]
fn a_second_daemon_on_the_same_store_is_refused_in_words() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(1));
    let first = Daemon::up(&newsroom.config());
    let mut second = Daemon::start(&newsroom.config());
    assert_eq!(second.wait().code(), Some(1));
    assert!(second.log().contains("another wiredesk runs on this store"), "{}", second.log());
    first.stop();
}

// Edge case 64.
#[test]
fn a_feed_may_be_primed_without_publishing() {
    let newsroom = Newsroom::with_feed("publish = \"none\"\n");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(4));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_validator("/harbour.xml", "\"1\"");
    newsroom.publish("/harbour.xml", "\"2\"", harbour(6));
    newsroom.wait_for_lines(2);
    newsroom.wait_for_validator("/harbour.xml", "\"2\"");
    daemon.stop();
    assert_eq!(newsroom.lines().len(), 2);
}

#[test]
fn a_wrong_configuration_is_78_before_anything_starts() {
    let newsroom = Newsroom::new();
    newsroom.write_config("[[feed]]\nid = \"a\"\n[sink]\nkind = \"pigeon\"\n");
    let mut daemon = Daemon::start(&newsroom.config());
    assert_eq!(daemon.wait().code(), Some(78));
    let log = daemon.log();
    assert!(log.contains("pigeon") && log.contains("wiredesk.toml:1"), "{log}");
    assert!(!newsroom.folder.path().join("var").exists());
}

// P6: whoever waits for a slow host takes no place from the others.
#[test]
fn eighty_feeds_on_a_silent_host_hold_up_nobody_else() {
    let silent = publisher::Publisher::start_at("127.0.0.2");
    let newsroom = Newsroom::new();
    let table = |number: usize| {
        let path = format!("/silent-{number}.xml");
        silent.on(&path, Reply::silence());
        format!("[[feed]]\nid = \"a-silent-{number}\"\nurl = \"{}\"\n", silent.url(&path))
    };
    let silent_feeds: Vec<String> = (0..80).map(table).collect();
    let feeds = silent_feeds.concat() + &newsroom.feed_table("harbour", "");
    newsroom.write_config(&Newsroom::config_with(&feeds));
    newsroom.publish("/harbour.xml", "\"1\"", harbour(3));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(3);
    newsroom.publish("/harbour.xml", "\"2\"", harbour(5));
    newsroom.wait_for_lines(5);
    daemon.stop();
}

// P6: the same by a detour, from eighty hosts that redirect to the silent one.
#[test]
fn eighty_feeds_that_redirect_to_a_silent_host_hold_up_nobody_else() {
    let silent = publisher::Publisher::start_at("127.0.0.2");
    silent.on("/silent.xml", Reply::silence());
    // Every loopback address is a host of its own.
    let detour = publisher::Publisher::start_at("0.0.0.0");
    let newsroom = Newsroom::new();
    let table = |number: usize| {
        let path = format!("/moved-{number}.xml");
        detour.on(&path, Reply::redirect(302, silent.url("/silent.xml")));
        let url = format!("http://127.0.1.{}:{}{path}", number + 1, detour.address.port());
        format!("[[feed]]\nid = \"a-moved-{number}\"\nurl = \"{url}\"\n")
    };
    let moved: Vec<String> = (0..80).map(table).collect();
    newsroom.write_config(&Newsroom::config_with(
        &(moved.concat() + &newsroom.feed_table("harbour", "")),
    ));
    newsroom.publish("/harbour.xml", "\"1\"", harbour(3));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(3);
    newsroom.publish("/harbour.xml", "\"2\"", harbour(5));
    newsroom.wait_for_lines(5);
    // Without a limit two of the eighty come to an end in a time-out, and none for want of a place.
    until("polls end for want of a place", || {
        daemon.get("/metrics").1.contains("wiredesk_polls_total{outcome=\"host_busy\"}")
    });
    daemon.stop();
}

#[test]
fn every_metric_that_the_alerts_use_is_shown_by_a_running_daemon() {
    let newsroom = Newsroom::with_feed("");
    newsroom.publish("/harbour.xml", "\"1\"", harbour(2));
    let mut daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);
    let alerts = include_str!("../deploy/alerts.yaml");
    let words = alerts.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let mut names: Vec<&str> = words.filter(|word| word.starts_with("wiredesk_")).collect();
    names.extend(["wiredesk_delivery_seconds_bucket", "wiredesk_window_stories"]);
    for name in names {
        until(&format!("{name} has a value"), || {
            let (_, text) = daemon.get("/metrics");
            let mut samples = text.lines().filter(|line| !line.starts_with('#'));
            samples.any(|line| line.split([' ', '{']).next() == Some(name))
        });
    }
    // What pages when nothing is polled, and the first failure of a task, must be seen as a change.
    let (_, text) = daemon.get("/metrics");
    for line in [
        "wiredesk_feeds{state=\"healthy\"} 1",
        "wiredesk_feeds{state=\"failing\"} 0",
        "wiredesk_task_failures_total{task=\"store-writer\"} 0",
        "wiredesk_polls_total{outcome=\"fault\"} 0",
    ] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
    daemon.stop();
}
