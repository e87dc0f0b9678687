//! `wiredesk feeds poll` against a daemon that runs.

use std::process::Output;

use super::harbour;
use super::newsroom::Newsroom;
use super::process::{Daemon, wiredesk};
use super::publisher::Reply;

/// A newsroom whose feed fails at first and is asked again in an hour at the earliest.
fn asleep(failure: Reply) -> Newsroom {
    let newsroom = Newsroom::new();
    let table = newsroom.feed_table("harbour", "").replace("100ms", "1h");
    let config =
        Newsroom::config_with(&table).replace("interval_min = \"100ms\"", "interval_min = \"1h\"");
    newsroom.write_config(&config.replace("interval_max = \"200ms\"", "interval_max = \"2h\""));
    newsroom.publisher.on("/harbour.xml", failure);
    newsroom
}

fn poll(newsroom: &Newsroom, daemon: &mut Daemon, feed: &str) -> Output {
    let mut command = wiredesk();
    command.args(["feeds", "poll", feed, "--admin", &daemon.admin(), "--config"]);
    command.arg(newsroom.config()).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

// The publisher was back within a minute, and the back-off lasted for hours.
#[test]
fn a_feed_that_fails_is_polled_at_once_when_its_operator_asks() {
    let newsroom = asleep(Reply::status(503));
    let mut daemon = Daemon::up(&newsroom.config());
    daemon.wait_for_log("feed in trouble");
    newsroom.publisher.replace("/harbour.xml", Reply::ok(harbour(2)));
    let unknown = poll(&newsroom, &mut daemon, "harbor");
    assert_eq!(unknown.status.code(), Some(64));
    assert!(text(&unknown).contains("did you mean harbour?"), "{}", text(&unknown));
    let asked = poll(&newsroom, &mut daemon, "harbour");
    assert!(
        asked.status.success() && text(&asked).starts_with("harbour: due now"),
        "{}",
        text(&asked)
    );
    newsroom.wait_for_lines(2);
    daemon.stop();
    assert_eq!(newsroom.publisher.requests("/harbour.xml").len(), 2);
}

// Edge case 29.
#[test]
fn a_server_that_asked_to_be_left_alone_is_not_asked_whoever_wishes() {
    let newsroom = asleep(Reply::status(429).header("retry-after", "7200"));
    let mut daemon = Daemon::up(&newsroom.config());
    daemon.wait_for_log("feed in trouble");
    let asked = poll(&newsroom, &mut daemon, "harbour");
    assert_eq!(asked.status.code(), Some(1));
    assert!(text(&asked).contains("asked to be left alone until"), "{}", text(&asked));
    daemon.stop();
    assert_eq!(newsroom.publisher.requests("/harbour.xml").len(), 1);
}

#[test]
fn without_a_daemon_the_command_says_where_it_looked() {
    let newsroom = asleep(Reply::status(503));
    let mut command = wiredesk();
    // Nobody listens on port 1.
    command.args(["feeds", "poll", "harbour", "--admin", "127.0.0.1:1", "--config"]);
    let output = command.arg(newsroom.config()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("is it running?"), "{}", text(&output));
}
