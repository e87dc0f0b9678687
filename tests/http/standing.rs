//! What `wiredesk feeds list` says of feeds that fail or overran.

use serde_json::Value;

use super::moves::{Room, document};
use super::*;

fn listed(room: &Room, more: &[&str]) -> Vec<Value> {
    let text = room.list_with(&[&["--json"], more].concat());
    serde_json::from_str(&text).unwrap()
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

// An operator saw that a feed failed, and neither since when nor of what.
#[tokio::test]
async fn the_list_says_of_what_class_since_when_and_until_when_a_feed_fails() {
    let publisher = Publisher::start();
    publisher.on("/good", Reply::ok(document(1, "")));
    publisher.on("/down", Reply::ok(document(2, ""))).on("/down", Reply::status(503));
    publisher.on("/page", Reply::ok("<!doctype html><title>Just a moment...</title>"));
    let feeds = ["good", "down", "page"].map(|id| (id, publisher.url(&format!("/{id}"))));
    let room = Room::new(&feeds);
    room.poll_for_days(3).await;
    let rows = listed(&room, &[]);
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["not_modified", "server", "challenge"]);
    let [good, down, page] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((&good["failing_since"], &good["rests_until"]), (&Value::Null, &Value::Null));
    assert_eq!(good["last_success"], "2031-05-06T12:00:00Z");
    assert_eq!(down["failing_since"], "2031-05-05T12:00:00Z");
    assert_eq!(down["last_success"], "2031-05-04T12:00:00Z");
    assert_eq!(down["rests_until"], down["next_due"]);
    assert!(down["rests_until"].as_str().unwrap() > "2031-05-06T12:00:00Z");
    assert_eq!(
        (&page["failing_since"], &page["failures"]),
        (&"2031-05-04T12:00:00Z".into(), &3.into())
    );
    assert_eq!(page["last_success"], Value::Null);
    let table = room.list();
    let line = table.lines().find(|line| line.starts_with("down")).unwrap();
    assert!(line.contains("server  ") && line.contains("failing since 2031-05-05T12"), "{line}");
    assert!(table.ends_with("\n3 feeds, 2 failing (challenge 1, server 1)\n"), "{table}");
}

// Edge case 36: a gap was a line in the log and a number without a name.
#[tokio::test]
async fn feeds_whose_window_overran_can_be_listed_alone() {
    let publisher = Publisher::start();
    publisher.on("/calm", Reply::ok(document(1, "")));
    for number in [2, 3, 4] {
        publisher.on("/hasty", Reply::ok(document(number, "")));
    }
    publisher.on("/shut", Reply::status(404));
    let feeds = ["calm", "hasty", "shut"].map(|id| (id, publisher.url(&format!("/{id}"))));
    let room = Room::new(&feeds);
    room.poll_for_days(3).await;
    assert_eq!(ids(&listed(&room, &["--gaps"])), ["hasty"]);
    assert_eq!(ids(&listed(&room, &["--failing"])), ["shut"]);
    assert_eq!(ids(&listed(&room, &["--gaps", "--failing"])), ["hasty", "shut"]);
    let gaps = &listed(&room, &["--gaps"])[0]["gaps"];
    assert_eq!(gaps["count"], 2);
    assert_eq!(
        (&gaps["first"], &gaps["last"]),
        (&"2031-05-05T12:00:00Z".into(), &"2031-05-06T12:00:00Z".into())
    );
    let table = room.list_with(&["--gaps"]);
    assert!(table.contains("2 gaps since 2031-05-05T12:00:00Z, the last 2031-05-06"), "{table}");
    assert!(
        table.ends_with("3 feeds, 1 failing (not_found 1), 1 with gaps within a week\n"),
        "{table}"
    );
}
