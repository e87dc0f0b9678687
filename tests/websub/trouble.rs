//! What hubs, and those who would like to be taken for one, do wrong.

use std::io::Write as _;

use super::hub::{Desk, connect, get, push, push_with, read_answer, verify};
use super::newsroom::Newsroom;
use super::process::{Daemon, until, wiredesk};
use super::publisher::Reply;
use super::{OFTEN, hub};

#[test]
fn a_verification_that_nobody_asked_for_is_refused() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let asked = desk.asked(1);
    let unknown = hub::Asked { token: "0".repeat(48), ..asked.clone() };
    assert_eq!(verify(&mut daemon, &unknown).0, 404);
    let other = hub::Asked { topic: format!("{}?", asked.topic), ..asked.clone() };
    assert_eq!(verify(&mut daemon, &other).0, 404);
    let leave = hub::Asked { mode: "unsubscribe".to_owned(), ..asked.clone() };
    assert_eq!(verify(&mut daemon, &leave).0, 404);
    let path = format!("/websub/{}", asked.token);
    assert_eq!(get(&mut daemon, &path).0, 404);
    assert!(desk.stored("lease_until IS NULL"));
    assert_eq!(verify(&mut daemon, &asked).0, 200);
    assert_eq!(verify(&mut daemon, &asked).0, 200, "our answer may have been lost");
    // Nothing of the admin port is to be had here.
    for page in ["/metrics", "/ready", "/live", "/", "/websub/"] {
        assert_eq!(get(&mut daemon, page).0, 404, "{page}");
    }
    daemon.stop();
}

#[test]
fn a_forged_push_is_ignored_and_a_hub_of_long_ago_is_told_to_stop() {
    let desk = Desk::new("");
    desk.configure_to_rest();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.subscribe(&mut daemon);
    let body = desk.document(2, 1);
    let body = body.as_bytes();
    assert_eq!(push(&mut daemon, &asked.token, "moth", body).0, 202);
    assert_eq!(push_with(&mut daemon, &asked.token, "", body).0, 202);
    let sha1 = "X-Hub-Signature: sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79\r\n";
    assert_eq!(push_with(&mut daemon, &asked.token, sha1, body).0, 202);
    assert_eq!(push(&mut daemon, &"0".repeat(48), &asked.secret, body).0, 410);
    assert_eq!(push(&mut daemon, "anything", &asked.secret, body).0, 410);
    let (_, metrics) = daemon.get("/metrics");
    for line in [r#"{outcome="forged"} 3"#, r#"{outcome="unknown"} 2"#] {
        assert!(metrics.contains(&format!("wiredesk_websub_pushes_total{line}")), "{metrics}");
    }
    assert!(desk.stored("pushed IS NULL"), "a forger earns no trust");
    // The same bytes, signed: what came before left no trace.
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body).0, 204);
    desk.newsroom.wait_for_lines(3);
    daemon.stop();
    assert_eq!(desk.newsroom.lines().len(), 3);
}

#[test]
fn a_push_that_is_no_feed_makes_a_feed_due_whose_polls_rest() {
    let desk = Desk::new("");
    desk.configure_to_rest_once_pushed();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.subscribe(&mut daemon);
    let body = desk.document(2, 1);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 204);
    let polls = desk.polls();
    desk.wait_until_polls_rest();
    desk.wait_for_polls(polls + 1);
    desk.publish(4);
    let page = b"<!doctype html><title>Sorry</title><p>The hub is being repaired";
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, page).0, 202);
    desk.newsroom.wait_for_lines(4);
    let (_, metrics) = daemon.get("/metrics");
    assert!(metrics.contains(r#"wiredesk_websub_pushes_total{outcome="unreadable"} 1"#));
    daemon.stop();
}

#[test]
fn a_giant_or_slow_push_is_cut_off_and_others_are_taken_meanwhile() {
    let desk = Desk::new("");
    desk.configure_to_rest();
    let text = desk.newsroom.config_text();
    desk.newsroom.write_config(&text.replace("[fetch]\n", "[fetch]\nbody_max = \"64kB\"\n"));
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.subscribe(&mut daemon);
    let head = |length: &str| {
        format!("POST /{} HTTP/1.1\r\nHost: desk.invalid\r\n{length}\r\n\r\n", asked.token)
    };
    let mut slow = connect(&mut daemon);
    write!(slow, "{}<rss>", head("Content-Length: 100")).unwrap();

    let mut announced = connect(&mut daemon);
    write!(announced, "{}", head("Content-Length: 9999999999")).unwrap();
    assert_eq!(read_answer(announced).0, 413);
    assert!(desk.stored("since IS NULL"), "that was no fault of the hub's");
    let mut endless = connect(&mut daemon);
    write!(endless, "{}", head("Transfer-Encoding: chunked")).unwrap();
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    // The daemon may have cut it off by then.
    while endless.write_all(chunk.as_bytes()).is_ok() {}
    let mut many_headers = connect(&mut daemon);
    let lines = "X-Nothing: at all\r\n".repeat(2_000);
    write!(many_headers, "{}", head(lines.trim_end())).ok();
    assert!(matches!(read_answer(many_headers).0, 0 | 431));

    let body = desk.document(2, 1);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 204);
    desk.newsroom.wait_for_lines(3);
    assert_eq!(read_answer(slow).0, 408);
    let (_, metrics) = daemon.get("/metrics");
    for line in [r#"{outcome="too_big"} 2"#, r#"{outcome="broken_off"} 1"#] {
        assert!(metrics.contains(&format!("wiredesk_websub_pushes_total{line}")), "{metrics}");
    }
    daemon.stop();
}

// P1, P5.
#[test]
fn while_the_outbox_is_full_the_hub_is_told_to_try_again() {
    let desk = Desk::new(OFTEN);
    let full = |text: String| {
        let text = text.replace("kind = \"file\"", "kind = \"kafka\"");
        text + "[sink.kafka]\nbrokers = \"127.0.0.1:1\"\n[publish]\noutbox_rows_high = 2\n"
    };
    desk.configure(OFTEN, full);
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.asked(1);
    assert_eq!(verify(&mut daemon, &asked).0, 200);
    let body = desk.document(2, 1);
    let put_off = push(&mut daemon, &asked.token, &asked.secret, body.as_bytes());
    assert_eq!(put_off.0, 503);
    assert!(daemon.get("/metrics").1.contains(r#"wiredesk_websub_pushes_total{outcome="busy"} 1"#));
    daemon.stop();

    // The sink is back, and so is the hub.
    desk.configure(OFTEN, |text| text);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    desk.newsroom.wait_for_lines(2);
    let taken = push(&mut daemon, &asked.token, &asked.secret, body.as_bytes());
    assert_eq!(taken.0, 204);
    desk.newsroom.wait_for_lines(3);
    daemon.stop();
}

#[test]
fn a_hub_is_not_blamed_for_a_push_that_broke_off_or_that_there_was_no_place_for() {
    let desk = Desk::new("");
    desk.configure_to_rest();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let asked = desk.subscribe(&mut daemon);
    let begin = |daemon: &mut Daemon| {
        let mut stream = connect(daemon);
        let path = &asked.token;
        write!(stream, "POST /{path} HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n<rss>")
            .unwrap();
        stream
    };
    // What is forgotten now was there.
    desk.let_pass("since = 1");
    drop(begin(&mut daemon));
    until("it broke off", || desk.stored("since IS NULL"));
    desk.let_pass("since = 1");
    let body = desk.document(2, 1);
    let mut slow = Vec::new();
    until("both places are taken", || {
        // One that came while a push was being read was refused, and holds nothing.
        slow.push(begin(&mut daemon));
        push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0 == 503
    });
    assert!(desk.stored("since IS NULL"));
    drop(slow);
    until("it is tried again", || {
        push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0 == 204
    });
    daemon.stop();
}

// Its worker takes leave of the old hub in its own time.
#[test]
fn what_is_pushed_for_another_address_of_the_feed_is_refused() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let asked = desk.subscribe(&mut daemon);
    desk.let_pass("origin = 'https://elsewhere.example/rss'");
    let body = desk.document(2, 1);
    assert_eq!(push(&mut daemon, &asked.token, &asked.secret, body.as_bytes()).0, 410);
    daemon.stop();
}

#[test]
fn a_callback_port_that_is_taken_is_told_before_anything_starts() {
    let desk = Desk::new(OFTEN);
    desk.publish(2);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    desk.configure(OFTEN, |text| {
        text.replace("bind = \"127.0.0.1:0\"", &format!("bind = \"{address}\""))
    });
    let run = wiredesk().args(["run", "--config"]).arg(desk.newsroom.config()).output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr) + String::from_utf8_lossy(&run.stdout);
    assert!(!run.status.success() && told.contains("websub.bind"), "{told}");
    assert_eq!(desk.polls(), 0);
}

// Edge case 39: 127.0.0.0/8 is open, and the hub is there, but a public answer named it.
#[test]
fn a_hub_in_an_allowed_network_is_asked_only_where_an_answer_from_one_named_it() {
    let desk = Desk::new("");
    desk.configure_to_rest();
    desk.publish(2);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    desk.subscribe(&mut daemon);
    assert!(desk.stored("private = 1"));
    daemon.stop();
    desk.let_pass("private = 0, ask = 0, due = 0");
    let mut daemon = Daemon::up(&desk.newsroom.config());
    daemon.wait_for_log("hub did not take the request");
    until("it is noted", || desk.standing().contains("loopback"));
    assert_eq!(desk.newsroom.publisher.requests(hub::HUB).len(), 1);
    daemon.stop();
}

#[test]
fn a_hub_in_our_own_network_is_not_asked() {
    let desk = Desk::new(OFTEN);
    let publisher = &desk.newsroom.publisher;
    let hub = "http://169.254.169.254/latest/meta-data";
    let link = format!("<{hub}>; rel=\"hub\"");
    publisher.replace("/harbour.xml", Reply::ok(press()).header("Link", link));
    let mut daemon = Daemon::up(&desk.newsroom.config());
    daemon.wait_for_log("hub did not take the request");
    until("it is noted", || desk.standing().contains("a link-local network"));
    daemon.stop();
}

#[test]
fn a_hub_that_redirects_by_a_status_that_loses_the_form_is_not_followed() {
    let desk = Desk::new(OFTEN);
    desk.publish(2);
    desk.newsroom.publisher.replace(hub::HUB, Reply::redirect(302, "/elsewhere"));
    let mut daemon = Daemon::up(&desk.newsroom.config());
    daemon.wait_for_log("hub did not take the request");
    until("it is noted", || desk.standing().contains("answered 302"));
    assert!(desk.newsroom.publisher.requests("/elsewhere").is_empty());
    daemon.stop();
}

// The proxy in front of the desk moved: what the hub promised, it promised to the old address.
#[test]
fn a_callback_that_moved_is_told_to_the_hub() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let first = desk.subscribe(&mut daemon);
    daemon.stop();
    desk.configure(OFTEN, |text| text.replace("desk.invalid", "moved.invalid"));
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let again = desk.asked(2);
    assert!(again.callback.starts_with("http://moved.invalid/websub/"), "{}", again.callback);
    assert_eq!(again.token, first.token);
    assert!(desk.stored("lease_until IS NULL"));
    assert_eq!(verify(&mut daemon, &again).0, 200);
    daemon.stop();
}

// Without a callback nobody is asked, whatever feeds name.
#[test]
fn websub_is_off_by_default_what_was_subscribed_is_forgotten_and_made_anew_once_it_is_on_again() {
    let (desk, mut daemon) = Desk::up(OFTEN);
    let before = desk.subscribe(&mut daemon);
    daemon.stop();
    desk.newsroom.write_config(&Newsroom::config_with(&desk.newsroom.feed_table("harbour", "")));
    let mut daemon = Daemon::up(&desk.newsroom.config());
    daemon.wait_for_log("subscriptions forgotten");
    desk.publish(3);
    desk.newsroom.wait_for_lines(3);
    assert_eq!(desk.newsroom.publisher.requests(hub::HUB).len(), 1);
    assert!(!daemon.log().contains("websub listening"));
    assert_eq!(desk.standing(), "");
    daemon.stop();
    desk.configure(OFTEN, |text| text);
    // On the web a 304 is enough; in a private network only a document tells who names the hub.
    desk.publish(4);
    let mut daemon = Daemon::up(&desk.newsroom.config());
    let anew = desk.asked(2);
    assert_ne!((&anew.token, &anew.secret), (&before.token, &before.secret));
    assert_eq!(verify(&mut daemon, &anew).0, 200);
    // The hub may not have noticed: what it pushes to the old address is told to stop.
    let body = desk.document(4, 1);
    assert_eq!(push(&mut daemon, &before.token, &before.secret, body.as_bytes()).0, 410);
    assert_eq!(push(&mut daemon, &anew.token, &anew.secret, body.as_bytes()).0, 204);
    desk.newsroom.wait_for_lines(5);
    daemon.stop();
}

fn press() -> String {
    super::press::rss("Harbour", &[super::press::state("harbour", 0, 1)])
}
