//! Who is polled when: after a restart, a reload, a corrected address, and while the store is in trouble.

use super::super::tests::{Desk, feed, fresh, http, noon};
use super::*;
use crate::clock::SystemClock;
use crate::metrics::render_what;

fn standing(origin: &str, due: Timestamp) -> Standing {
    Standing { due, interval_ms: 1_000, origin: Some(origin.to_owned()), failing: false }
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

fn tomorrow() -> Timestamp {
    noon() + jiff::SignedDuration::from_hours(24)
}

#[tokio::test]
async fn a_corrected_address_is_polled_at_once_after_a_restart() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let address = http.address().unwrap();
    let same = dispatcher(&desk, list(Some(standing(address, tomorrow()))));
    assert_eq!(first_due(&same), tomorrow());
    let old = standing("https://typing-error.example/rss", tomorrow());
    assert_eq!(first_due(&dispatcher(&desk, list(Some(old)))), noon());
}

#[tokio::test]
async fn a_feed_that_is_dropped_and_added_again_keeps_its_due_time() {
    let desk = Desk::new(Vec::new());
    let mut dispatcher = dispatcher(&desk, list(None));
    assert_eq!(first_due(&dispatcher), noon());
    dispatcher.subscribe(FeedList::default());
    let http = http();
    dispatcher.subscribe(list(Some(standing(http.address().unwrap(), tomorrow()))));
    assert_eq!(first_due(&dispatcher), tomorrow());
}

#[tokio::test]
async fn an_address_corrected_during_a_poll_is_polled_at_once() {
    let desk = Desk::new(vec![fresh("")]);
    let mut dispatcher = dispatcher(&desk, list(None));
    dispatcher.start_due_polls();
    let other = Origin::Http("https://other.example/rss".parse().unwrap());
    dispatcher.subscribe(FeedList { feeds: vec![feed("harbour", other)], ..FeedList::default() });
    assert!(dispatcher.queue.is_empty());
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Unreadable, tomorrow()))));
    assert_eq!(first_due(&dispatcher), noon());
}

#[test]
fn a_poll_that_panics_is_counted_and_its_feed_asked_later() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new(Vec::new());
            let mut dispatcher = dispatcher(&desk, list(None));
            let (_, id) = dispatcher.queue.pop_first().unwrap();
            let feed = Arc::clone(&dispatcher.feeds[&id]);
            let task = dispatcher.running.spawn(async { panic!("berth 7 of 5") });
            let (host, began) = (host_of(&feed), Instant::now());
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

// Edge case 66.
#[tokio::test]
async fn a_due_time_stored_by_a_clock_that_ran_a_year_ahead_holds_nobody_up_for_a_year() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let in_a_year = noon() + jiff::SignedDuration::from_hours(365 * 24);
    let stored = standing(http.address().unwrap(), in_a_year);
    assert_eq!(first_due(&dispatcher(&desk, list(Some(stored)))), noon() + WAIT_MAX);
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
    let feeds: Vec<FeedConfig> = ["a", "b", "c"].map(|id| feed(id, http())).into();
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
    // As many as one host sees at once.
    assert_eq!(dispatcher.running.len(), 2);
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
