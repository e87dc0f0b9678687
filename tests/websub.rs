//! WebSub with the real daemon: a test plays the hub, and a loopback publisher the paper.

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

#[path = "websub/hub.rs"]
mod hub;
#[path = "daemon/newsroom.rs"]
mod newsroom;
#[path = "daemon/press.rs"]
mod press;
#[path = "daemon/process.rs"]
mod process;
mod publisher;
#[path = "websub/trouble.rs"]
mod trouble;

use hub::{Desk, get, push, verify};
use process::{Daemon, until};
use publisher::Reply;

/// A feed that is polled all the time.
const OFTEN: &str = "interval = \"100ms\"\n";

#[test]
fn what_is_pushed_is_published_once_though_the_poll_finds_it_again() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    desk.newsroom.wait_for_lines(2);
    let asked = desk.subscribe(&mut daemon);
    assert_eq!((asked.mode.as_str(), asked.topic.as_str()), ("subscribe", desk.topic().as_str()));
    assert_eq!(asked.lease.as_deref(), Some("864000"));

    // Only what is new, as hubs do.
    let (status, _) =
        push(&mut daemon, &asked.token, &asked.secret, desk.document(2, 1).as_bytes());
    assert_eq!(status, 204);
    // A 2xx says that it is committed: nothing is waited for but the sink.
    desk.newsroom.wait_for_lines(3);
    assert!(desk.standing().starts_with("pushed ("), "{}", desk.standing());
    desk.publish(3);
    desk.wait_until_published_is_polled(3);
    let (status, _) =
        push(&mut daemon, &asked.token, &asked.secret, desk.document(2, 1).as_bytes());
    assert_eq!(status, 204);
    let (_, metrics) = daemon.get("/metrics");
    assert!(metrics.contains(r#"wiredesk_websub_pushes_total{outcome="admitted"} 2"#), "{metrics}");
    let log = daemon.log();
    assert!(!log.contains(&asked.token) && !log.contains(&asked.secret));
    assert!(!log.contains("gap: "), "a push is no gap");
    daemon.stop();
    assert_eq!(desk.newsroom.lines().len(), 3);
}

// Edge case 41.
#[test]
fn what_was_published_before_the_hub_asked_back_is_fetched_at_once() {
    let desk = Desk::new("");
    desk.configure_to_rest();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    desk.newsroom.wait_for_lines(2);
    let asked = desk.asked(1);
    desk.publish(3);
    assert_eq!(verify(&mut daemon, &asked).0, 200);
    desk.newsroom.wait_for_lines(3);
    // It was not for the hub to push it.
    until("the poll is the subscription's first", || desk.stored("since IS NOT NULL"));
    assert!(desk.stored("doubt IS NULL"));
    daemon.stop();
}

// Edge case 41.
#[test]
fn a_hub_that_says_yes_and_never_pushes_is_demoted_and_polls_go_on() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    desk.newsroom.wait_for_lines(2);
    desk.subscribe(&mut daemon);
    assert!(desk.standing().starts_with("verified ("), "{}", desk.standing());
    desk.publish(4);
    desk.newsroom.wait_for_lines(4);
    until("the hub is in doubt", || desk.stored("doubt IS NOT NULL"));
    // Half an hour.
    desk.let_pass("doubt = doubt - 1800000, due = due - 1800000");
    daemon.wait_for_log("hub demoted");
    let standing = desk.standing();
    assert!(standing.starts_with("demoted (") && standing.contains("2 new entries"), "{standing}");
    assert!(daemon.get("/metrics").1.contains("wiredesk_websub_demotions_total 1"));
    assert_eq!(daemon.ready().0, 200);
    desk.publish(5);
    desk.newsroom.wait_for_lines(5);
    daemon.stop();
}

#[test]
fn a_stop_is_no_farewell_and_the_lease_is_renewed_after_a_restart() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let first = desk.subscribe(&mut daemon);
    daemon.stop();
    assert_eq!(desk.newsroom.publisher.requests(hub::HUB).len(), 1, "nobody took leave");

    desk.let_pass("ask = 0, due = 0");
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let again = desk.asked(2);
    assert_eq!((&again.mode, &again.token), (&first.mode, &first.token));
    // Neither the renewal that is under way nor the restart stands in the way of a push.
    let (status, _) =
        push(&mut daemon, &first.token, &first.secret, desk.document(2, 1).as_bytes());
    assert_eq!(status, 204);
    desk.newsroom.wait_for_lines(3);
    assert_eq!(verify(&mut daemon, &again).0, 200);
    daemon.wait_for_log("lease renewed");
    daemon.stop();
}

// P1, P2.
#[test]
fn a_push_that_was_acknowledged_survives_a_kill_and_is_published_once() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    desk.newsroom.wait_for_lines(2);
    let asked = desk.subscribe(&mut daemon);
    // No poll ever shows it.
    let body = desk.document(7, 1);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 204);
    daemon.kill();
    let mut daemon = Daemon::up(&desk.newsroom.config());
    desk.newsroom.wait_for_lines(3);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 204);
    daemon.stop();
    assert_eq!(desk.newsroom.lines().len(), 3);
}

// P1: the hub tried for a while, and gave up.
#[test]
fn what_was_pushed_while_nobody_was_here_is_fetched_after_the_start() {
    let desk = Desk::new("");
    desk.configure_to_rest_once_pushed();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.subscribe(&mut daemon);
    let body = desk.document(2, 1);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 204);
    desk.wait_until_polls_rest();
    daemon.stop();
    desk.publish(4);
    let daemon = Daemon::up(&desk.newsroom.config());
    desk.newsroom.wait_for_lines(4);
    until("the poll is committed", || desk.stored("since IS NOT NULL"));
    assert!(desk.stored("doubt IS NULL AND demoted = 0"), "it was no fault of the hub's");
    daemon.stop();
}

#[test]
fn a_hub_that_denies_is_told_of_with_its_reason_and_polls_go_on() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let asked = desk.subscribe(&mut daemon);
    let topic: String = url::form_urlencoded::byte_serialize(asked.topic.as_bytes()).collect();
    let denial = |topic: &str| {
        format!("/{}?hub.mode=denied&hub.topic={topic}&hub.reason=only+for+members", asked.token)
    };
    assert_eq!(get(&mut daemon, &denial("https%3A%2F%2Felse.example%2F")).0, 404);
    assert_eq!(get(&mut daemon, &denial(&topic)).0, 200);
    daemon.wait_for_log("denied it: only for members");
    assert!(desk.standing().contains("only for members"), "{}", desk.standing());
    assert_eq!(verify(&mut daemon, &asked).0, 404, "it was not asked again");
    desk.publish(3);
    desk.newsroom.wait_for_lines(3);
    daemon.stop();
}

#[test]
fn a_feed_that_is_switched_off_takes_leave_of_its_hub() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let asked = desk.subscribe(&mut daemon);
    desk.configure("interval = \"100ms\"\nwebsub = false\n", |text| text);
    daemon.signal("HUP");
    let farewell = desk.asked(2);
    assert_eq!((farewell.mode.as_str(), &farewell.token), ("unsubscribe", &asked.token));
    assert_eq!((farewell.secret.as_str(), farewell.lease.clone()), ("", None));
    let body = desk.document(2, 1);
    let pushed = push(&mut daemon, &asked.token, &asked.secret, body.as_bytes());
    assert_eq!(pushed.0, 410);
    assert_eq!(verify(&mut daemon, &farewell), (200, "a challenge".to_owned()));
    until("it is forgotten", || !desk.stored("1"));
    assert_eq!(verify(&mut daemon, &farewell).0, 404);
    daemon.stop();
    assert_eq!(desk.newsroom.lines().len(), 2);
}

// The worker asks the store once a start, and the store may be in trouble then.
#[test]
fn a_store_in_trouble_at_the_start_costs_no_farewell() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let asked = desk.subscribe(&mut daemon);
    daemon.stop();
    desk.configure("interval = \"100ms\"\nwebsub = false\n", |text| text);
    desk.change_store("ALTER TABLE websub RENAME TO hidden");
    let mut daemon = Daemon::up(&desk.newsroom.config());
    daemon.wait_for_log("subscriptions wait for the store");
    desk.change_store("ALTER TABLE hidden RENAME TO websub");
    let farewell = desk.asked(2);
    assert_eq!((farewell.mode.as_str(), &farewell.token), ("unsubscribe", &asked.token));
    daemon.stop();
}

#[test]
fn hubs_of_headers_come_first_and_the_next_one_is_asked_where_one_refuses() {
    let desk = Desk::new(OFTEN);
    let publisher = &desk.newsroom.publisher;
    publisher.on("/first", Reply::status(500)).on("/second", Reply::redirect(307, "/third"));
    publisher.on("/third", Reply::status(202));
    let (first, second) = (publisher.url("/first"), publisher.url("/second"));
    let links = format!("<{first}>; rel=\"hub\", <{second}>; rel=hub, </topic>; rel=\"self\"");
    let reply = Reply::feed(b"\"1\"", b"\"1\"", desk.document(0, 2)).header("Link", links);
    publisher.replace("/harbour.xml", reply);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let refused = desk.asked_at("/first", 1);
    let asked = desk.asked_at("/third", 1);
    assert_eq!((refused.token, &refused.secret), (asked.token.clone(), &asked.secret));
    assert_eq!(asked.topic, publisher.url("/topic").as_str());
    assert_eq!(verify(&mut daemon, &asked).0, 200);
    daemon.wait_for_log("\"subscribed;");
    daemon.stop();
}
