//! Feeds that move, or lost the way back, on real sockets and a clock that can be set.

use std::process::Command;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use wiredesk::clock::{Clock, VirtualClock};
use wiredesk::config::{Config, load};
use wiredesk::health::Health;
use wiredesk::poll::Poller;
use wiredesk::store::writer::pair;
use wiredesk::store::{Durability, Store};

use super::*;

/// A desk with a configuration on disk, so that `wiredesk feeds list` can be asked about it.
pub(super) struct Room {
    folder: tempfile::TempDir,
    config: Arc<Config>,
    clock: Arc<VirtualClock>,
    poller: Poller,
}

impl Room {
    /// One feed for each of these names and addresses.
    pub(super) fn new(feeds: &[(&str, Url)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wiredesk.toml");
        let head = "[fetch]\nallow_private = [\"127.0.0.0/8\"]\nspacing_per_host = \"0s\"\nunconditional_every = \"30d\"\n";
        let feed = |(id, url): &(&str, Url)| format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\n");
        let text = format!("{head}{}", feeds.iter().map(feed).collect::<String>());
        fs_err::write(&path, text).unwrap();
        let config = Arc::new(load(&path, &|_| None).unwrap());
        let store = Store::open(&config.state_dir, Durability::Temporary).unwrap();
        let start: Timestamp = "2031-05-04T12:00:00Z".parse().unwrap();
        let clock = Arc::new(VirtualClock::starting_at(start));
        let (writer, writer_loop) = pair(store).unwrap();
        let health = Health::new(Arc::clone(&clock) as Arc<dyn Clock>);
        std::thread::spawn(move || writer_loop.run(&health));
        let transport = Arc::new(HttpTransport::new(&config.fetch).unwrap());
        let poller = Poller::new(transport, writer, Arc::clone(&clock) as _, Arc::clone(&config));
        Self { folder, config, clock, poller }
    }

    /// One poll of every feed a day.
    pub(super) async fn poll_for_days(&self, days: usize) {
        for _ in 0..days {
            for feed in &self.config.feeds {
                self.poller.poll(Arc::new(feed.clone())).await;
            }
            self.clock.advance_to(self.clock.now() + SignedDuration::from_hours(24));
        }
    }

    pub(super) fn list(&self) -> String {
        self.list_with(&[])
    }

    pub(super) fn list_with(&self, more: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
        let config = self.folder.path().join("wiredesk.toml");
        let output =
            command.args(["feeds", "list", "--config"]).arg(config).args(more).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

pub(super) fn document(number: usize, more: &str) -> String {
    let item = format!(
        "<item><guid>berth-{number}</guid><title>Berth {number} is dredged</title>\
         <description>Boats lay at berth {number} while the mud was taken out to sea.</description></item>"
    );
    let other = item.replace("berth-", "quay-").replace("Berth", "Quay").replace("berth", "quay");
    format!(
        "<rss version=\"2.0\"><channel><title>Harbour</title>{more}{item}{other}</channel></rss>"
    )
}

// Edge cases 9, 26 and 27.
#[tokio::test]
async fn a_feed_that_moved_is_asked_where_it_went_and_the_list_says_so() {
    let (old, new) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    old.on("/feed", Reply::redirect(308, "/moved"));
    old.on("/moved", Reply::redirect(301, new.url("/feed").as_str()));
    new.on("/feed", Reply::feed(b"\"1\"", b"today", document(1, "")));
    let room = Room::new(&[("harbour", old.url("/feed")), ("twin", new.url("/feed"))]);
    room.poll_for_days(3).await;
    assert_eq!(old.requests("/feed").len(), 3, "three polls over two days");
    assert!(room.list().contains("asked as twin; moved to http://127.0.0.2:"), "{}", room.list());
    let before = new.requests("/feed").len();
    room.poll_for_days(2).await;
    assert_eq!((old.requests("/feed").len(), new.requests("/feed").len()), (3, before + 4));
}

#[tokio::test]
async fn among_many_feeds_those_in_trouble_can_be_listed_alone() {
    let publisher = Publisher::start();
    publisher.on("/good", Reply::ok(document(1, ""))).on("/gone", Reply::status(410));
    let room = Room::new(&[("calm", publisher.url("/good")), ("shut", publisher.url("/gone"))]);
    room.poll_for_days(1).await;
    let (all, failing) = (room.list(), room.list_with(&["--failing"]));
    assert!(all.contains("calm") && all.contains("shut"), "{all}");
    assert!(!failing.contains("calm") && failing.contains("shut"), "{failing}");
    assert!(failing.contains("once a day"), "{failing}");
}

// Edge case 26.
#[tokio::test]
async fn a_captive_page_behind_a_permanent_redirect_is_never_adopted() {
    let (old, portal) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    old.on("/feed", Reply::redirect(301, portal.url("/welcome").as_str()));
    portal.on("/welcome", Reply::ok("<!doctype html><title>Welcome to the hotel</title>"));
    let room = Room::new(&[("harbour", old.url("/feed"))]);
    room.poll_for_days(6).await;
    assert_eq!(old.requests("/feed").len(), 6);
    assert!(!room.list().contains("moved to"), "{}", room.list());
    old.replace("/feed", Reply::ok(document(1, "")));
    room.poll_for_days(1).await;
    assert!(room.list().contains("good"), "{}", room.list());
}

// Edge case 26: what is no feed had not changed since the day on which the feed had, and was believed and moved to.
#[tokio::test]
async fn a_page_behind_a_redirect_that_answers_304_is_no_feed_that_moved() {
    let (old, portal) = (Publisher::start(), Publisher::start_at("127.0.0.2"));
    let page = "<!doctype html><title>We have moved house</title>";
    old.on("/feed", Reply::feed(b"\"1\"", b"today", document(1, "")));
    old.on("/feed", Reply::redirect(301, portal.url("/house").as_str()));
    portal.on("/house", Reply::feed(b"\"1\"", b"today", page));
    let room = Room::new(&[("harbour", old.url("/feed"))]);
    room.poll_for_days(6).await;
    let seen = portal.requests("/house");
    assert_eq!(seen.len(), 5);
    for seen in seen {
        assert!(seen.header("if-none-match").is_none(), "{seen:?}");
        assert!(seen.header("if-modified-since").is_none(), "{seen:?}");
    }
    let list = room.list();
    assert!(!list.contains("moved to") && list.contains("not_a_feed"), "{list}");
}

// Edge case 36.
#[tokio::test]
async fn older_pages_are_fetched_after_a_gap_by_the_same_manners() {
    let publisher = Publisher::start();
    let next = |path: &str| {
        format!(
            "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"{path}\"/>"
        )
    };
    let dated = |number: usize, older: &str| {
        let date = "<pubDate>Sun, 04 May 2031 11:00:00 GMT</pubDate></item>";
        Reply::ok(document(number, &next(older)).replace("</item>", date))
    };
    publisher.on("/feed", dated(1, "/p2"));
    publisher.on("/feed", dated(4, "/p2"));
    publisher.on("/p2", Reply::redirect(302, "/p2b"));
    publisher.on("/p2b", dated(3, "/p3"));
    publisher.on("/p3", dated(2, "http://10.9.8.7/p4"));
    let room = Room::new(&[("harbour", publisher.url("/feed"))]);
    room.poll_for_days(1).await;
    assert!(publisher.requests("/p2").is_empty());
    room.poll_for_days(1).await;
    let asked = ["/p2", "/p2b", "/p3"].map(|path| publisher.requests(path).len());
    assert_eq!(asked, [1, 1, 1], "and a private address ends the walk");
    assert_eq!(room.poller.store.depth().borrow().rows, 8);
}
