//! Who is polled when: after a restart, a reload, a corrected address, and while the store is in trouble.

use super::super::tests::{Desk, feed, fresh, http, noon, refused};
use super::pauses::SPOOLS_LOOK;
use super::*;
use crate::clock::SystemClock;
use crate::fetch::FailureKind;
use crate::metrics::{Unread, render_what};
use crate::poll::Granted;
use crate::schedule::WAIT_MAX;

mod hosts;
mod starts;
mod wishes;

fn standing(origin: &str, due: Timestamp) -> Standing {
    let origin = Some(origin.to_owned());
    let state = metrics::FeedState::Healthy;
    Standing {
        due,
        polled: Some(noon()),
        interval_ms: 1_000,
        origin,
        adopted: None,
        state,
        unreached: false,
        host_rests_until: None,
    }
}

fn dispatcher(desk: &Desk, list: FeedList) -> Dispatcher {
    Dispatcher::new(Arc::clone(&desk.poller), Arc::new(Health::new(Arc::new(SystemClock))), list)
}

fn list(standing: Option<Standing>) -> FeedList {
    let feed = feed("harbour", http());
    let standings = standing.map(|standing| (feed.id.clone(), standing)).into_iter().collect();
    FeedList { feeds: vec![feed], standings }
}

fn first_due(dispatcher: &Dispatcher) -> Timestamp {
    dispatcher.queue.first().unwrap().0
}

fn polled(outcome: PollOutcome, due: Timestamp) -> Polled {
    Polled { outcome, due, problem: Some("disk full".to_owned()) }
}

/// As late as a feed that is well can be due.
fn tonight() -> Timestamp {
    noon() + jiff::SignedDuration::from_hours(6)
}

/// All that are due at noon have their turn within it.
const BACKLOG: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

/// Two feeds, the second of which has moved to the address of the first.
fn two_at_one_address(desk: &Desk) -> Dispatcher {
    let other = Origin::Http("https://old.example/rss".parse().unwrap());
    let moved = feed("moved", other.clone());
    let standing = Standing {
        adopted: Some(http().address().unwrap().parse().unwrap()),
        ..standing(other.address().unwrap(), noon())
    };
    let standings = [(moved.id.clone(), standing)].into();
    dispatcher(desk, FeedList { feeds: vec![moved, feed("harbour", http())], standings })
}

// Edge case 9.
#[tokio::test]
async fn two_feeds_that_lead_to_one_address_are_fetched_once() {
    let desk = Desk::new(vec![fresh("")]);
    let mut dispatcher = two_at_one_address(&desk);
    desk.clock.advance_to(noon() + BACKLOG);
    dispatcher.start_due_polls();
    let asked: Vec<&str> = dispatcher.polls.values().map(|poll| poll.feed.id.as_str()).collect();
    assert_eq!(asked, ["harbour"]);
    assert_eq!(first_due(&dispatcher), noon() + BACKLOG + FOLLOW_LOOK);
}

// Its own address may still be good.
#[tokio::test]
async fn a_feed_is_asked_itself_while_the_one_it_follows_fails() {
    let unspaced = |config: &mut crate::config::Config| {
        config.fetch.spacing_per_host = Duration::ZERO;
    };
    let desk = Desk::with(vec![fresh(""), fresh("")], |_| {}, unspaced);
    let mut dispatcher = two_at_one_address(&desk);
    let harbour = feed("harbour", http());
    let not_a_feed = polled(PollOutcome::Unreadable(Unread::NotAFeed), tonight());
    dispatcher.states.heed(&harbour, &not_a_feed);
    desk.clock.advance_to(noon() + BACKLOG);
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.polls.len(), 2);
}

// It waited for up to an hour, and what its publisher's window had lost meanwhile was lost.
#[tokio::test]
async fn a_feed_whose_leader_is_removed_or_moves_away_is_due_at_once() {
    let desk = Desk::new(vec![fresh("")]);
    let [first, second] = ["first", "second"].map(|id| feed(id, http()));
    let both = || FeedList { feeds: vec![first.clone(), second.clone()], ..FeedList::default() };
    let until_later = |dispatcher: &mut Dispatcher| {
        for id in [&first.id, &second.id] {
            dispatcher.queue.insert(tonight(), id.clone());
        }
    };
    let mut removed = dispatcher(&desk, both());
    until_later(&mut removed);
    removed.subscribe(both());
    assert_eq!(first_due(&removed), tonight(), "nothing has changed");
    removed.subscribe(FeedList { feeds: vec![second.clone()], ..FeedList::default() });
    assert_eq!(first_due(&removed), noon());
    let mut moved = dispatcher(&desk, both());
    until_later(&mut moved);
    desk.poller.moves.tell(&first, Some("https://new.example/".parse().unwrap()));
    moved.heed_moves();
    assert_eq!(moved.queue.first(), Some(&(noon(), second.id.clone())));
}

#[test]
fn a_poll_that_panics_is_counted_and_its_feed_asked_later() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new(Vec::new());
            let mut dispatcher = dispatcher(&desk, list(None));
            let (_, id) = dispatcher.queue.first().cloned().unwrap();
            dispatcher.queue.remove(&id);
            let feed = Arc::clone(&dispatcher.feeds[&id]);
            let task = dispatcher.running.spawn(async { panic!("berth 7 of 5") });
            let (host, began) = (dispatcher.sharing.host_of(&feed), Instant::now());
            dispatcher.polls.insert(task.id(), Poll { feed, host, began });
            let ended = dispatcher.running.join_next_with_id().await.unwrap();
            dispatcher.finish(ended);
            assert_eq!(first_due(&dispatcher), noon() + AGAIN_AFTER_PANIC);
        });
    });
    for line in [
        r#"wiredesk_polls_total{outcome="fault"} 1"#,
        r#"wiredesk_feeds{state="failing"} 1"#,
        r#"wiredesk_feeds{state="pending"} 0"#,
    ] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
}

#[test]
fn how_late_a_poll_begins_is_told() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new(vec![fresh("")]);
            let mut dispatcher = dispatcher(&desk, list(None));
            desk.clock.advance_to(noon() + jiff::SignedDuration::from_secs(7));
            dispatcher.start_due_polls();
        });
    });
    for line in ["wiredesk_poll_lateness_seconds_sum 7", "wiredesk_poll_lateness_seconds_count 1"] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
}

#[tokio::test]
async fn while_the_store_cannot_commit_one_feed_is_asked_now_and_then() {
    let desk = Desk::new((0..9).map(|_| fresh("")).collect());
    let address = |id| format!("https://{id}.example/rss").parse().unwrap();
    let feeds: Vec<FeedConfig> =
        ["a", "b", "c"].map(|id| feed(id, Origin::Http(address(id)))).into();
    let mut dispatcher =
        dispatcher(&desk, FeedList { feeds: feeds.clone(), ..FeedList::default() });
    // Feeds that were never polled begin one after the other.
    desk.clock.advance_to(noon() + jiff::SignedDuration::from_secs(1));
    dispatcher.heed_store(&feeds[0], &polled(PollOutcome::NotAdmitted, noon()));
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.running.len(), 0);
    let reasons = dispatcher.health.reasons().join("\n");
    assert!(reasons.contains("polling: nothing is polled") && reasons.contains("disk full"));
    // Time has passed.
    let long_ago = Instant::now().checked_sub(Duration::from_secs(31)).unwrap();
    dispatcher.store = StorePause::default();
    dispatcher.store.begin(long_ago, "disk full");
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.running.len(), 1, "one tries");
    // A look into a folder commits nothing, and proves nothing.
    let folder = feed("agency", Origin::Spool("spool".into()));
    dispatcher.heed_store(&folder, &polled(PollOutcome::NotModified, noon()));
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.running.len(), 1);
    dispatcher.heed_store(&feeds[0], &polled(PollOutcome::Fresh, noon()));
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.running.len(), 3);
    assert!(!dispatcher.health.reasons().join("\n").contains("polling"));
}

// P6.
#[tokio::test]
async fn a_folder_is_read_while_our_network_is_down() {
    let desk = Desk::new(Vec::new());
    let folder = feed("agency", Origin::Spool(desk.folder.path().join("spool")));
    let feeds = vec![feed("harbour", http()), folder];
    let mut dispatcher = dispatcher(&desk, FeedList { feeds, ..FeedList::default() });
    desk.clock.advance_to(noon() + jiff::SignedDuration::from_secs(1));
    let silent =
        ["a", "b", "c", "d", "e"].map(|host| desk.poller.network.blame(host, Instant::now()));
    futures_util::future::join_all(silent).await;
    dispatcher.start_due_polls();
    let asked: Vec<&str> = dispatcher.polls.values().map(|poll| poll.feed.id.as_str()).collect();
    assert_eq!(asked, ["agency"]);
    assert!(dispatcher.sleep() <= SPOOLS_LOOK);
}
