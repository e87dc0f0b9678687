//! Who is polled when: after a restart, a reload, a corrected address, and while the store is in trouble.

use super::super::tests::{Desk, feed, fresh, http, noon};
use super::pauses::SPOOLS_LOOK;
use super::*;
use crate::clock::SystemClock;
use crate::fetch::FailureKind;
use crate::metrics::{Unread, render_what};
use crate::poll::Granted;
use crate::schedule::WAIT_MAX;

fn standing(origin: &str, due: Timestamp) -> Standing {
    let origin = Some(origin.to_owned());
    let state = metrics::FeedState::Healthy;
    Standing { due, interval_ms: 1_000, origin, adopted: None, state, unreached: false }
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
    assert_eq!(dispatcher.queue.len(), 0);
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Unreadable(Unread::NotAFeed), tomorrow()))));
    assert_eq!(first_due(&dispatcher), noon());
}

// A feed that was refused stayed due tomorrow, though its password was mended.
#[tokio::test]
async fn credentials_mended_by_a_reload_are_tried_at_once() {
    let desk = Desk::new(Vec::new());
    let address = http().address().unwrap().to_owned();
    let mut dispatcher = dispatcher(&desk, list(Some(standing(&address, tomorrow()))));
    dispatcher.subscribe(list(Some(standing(&address, tomorrow()))));
    assert_eq!(first_due(&dispatcher), tomorrow(), "nothing was mended");
    let mut mended = list(Some(standing(&address, tomorrow())));
    let token = "t0k".to_owned().into();
    mended.feeds[0].credentials = Some(crate::config::Credentials::Bearer { token });
    dispatcher.subscribe(mended);
    assert_eq!(first_due(&dispatcher), noon());
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
    let not_a_feed = polled(PollOutcome::Unreadable(Unread::NotAFeed), tomorrow());
    dispatcher.states.heed(&harbour, &not_a_feed);
    desk.clock.advance_to(noon() + BACKLOG);
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.polls.len(), 2);
}

/// The poll ends as one does whose server wants `rest`.
fn finish_with_429(dispatcher: &mut Dispatcher, task: Id, rest: Duration) {
    let busy = crate::fetch::Failure {
        retry_after: Some(rest),
        heard: crate::fetch::Heard::Site("harbour.example".to_owned()),
        ..crate::fetch::Failure::new(FailureKind::TooManyRequests, String::new())
    };
    dispatcher.poller.rests.heed(&busy, Instant::now());
    let due = dispatcher.poller.clock.now() + rest;
    dispatcher.finish(Ok((task, polled(PollOutcome::Failed(busy.kind), due))));
}

// P6: the feed that was answered 429 was due in the very moment in which its host's rest ended, and came first each time.
#[tokio::test]
async fn one_feed_that_is_answered_429_does_not_starve_its_host() {
    let desk = Desk::new((0..9).map(|_| fresh("")).collect());
    let at = |address: &str| Origin::Http(address.parse().unwrap());
    let [bad, good] = ["bad", "good"].map(|id| feed(id, at("https://www.harbour.example/")));
    let (bad, good) = (FeedConfig { full_text: true, ..bad }, good);
    let feeds = vec![bad.clone(), good.clone()];
    let mut dispatcher = dispatcher(&desk, FeedList { feeds, ..FeedList::default() });
    dispatcher.queue.insert(noon(), bad.id.clone());
    dispatcher.queue.insert(noon() + Duration::from_millis(1), good.id.clone());
    desk.clock.advance_to(noon() + BACKLOG);
    dispatcher.start_due_polls();
    let task = *dispatcher.polls.keys().next().unwrap();
    assert_eq!(dispatcher.polls[&task].feed.id, bad.id);
    let rest = Duration::from_secs(300);
    finish_with_429(&mut dispatcher, task, rest);
    let now = noon() + BACKLOG + rest;
    dispatcher.call_rested(now, Instant::now() + rest);
    let due = dispatcher.queue.due_at(now).map(|(_, id)| id.clone());
    assert_eq!(due.collect::<Vec<_>>(), [good.id, bad.id]);
}

// Edge case 33: the cable was back, and feeds that had backed off all night were asked six hours later.
#[tokio::test]
async fn what_could_not_be_reached_is_asked_soon_after_the_network_is_back() {
    let desk = Desk::new(Vec::new());
    let address = |id| format!("https://{id}.example/rss");
    let feeds = ["a", "b", "c"].map(|id| feed(id, Origin::Http(address(id).parse().unwrap())));
    let stored = feeds.iter().map(|feed| {
        let unreached = feed.id.as_str() == "a";
        let due = tomorrow();
        (feed.id.clone(), Standing { unreached, ..standing(&address(feed.id.as_str()), due) })
    });
    let standings = stored.collect();
    let list = FeedList { feeds: feeds.clone().into(), standings };
    let mut dispatcher = dispatcher(&desk, list);
    let silent = polled(PollOutcome::Failed(FailureKind::Timeout), tomorrow());
    dispatcher.states.heed(&feeds[1], &silent);
    let hosts = ["a", "b", "c"].map(|host| desk.poller.network.blame(host, Instant::now()));
    futures_util::future::join_all(hosts).await;
    dispatcher.start_due_polls();
    assert_eq!(first_due(&dispatcher), tomorrow(), "it is still down");
    desk.poller.network.heed_answer(Instant::now());
    dispatcher.heed_return(noon());
    let due: Vec<i64> =
        dispatcher.queue.iter().map(|(due, _)| due.duration_since(noon()).as_secs()).collect();
    assert_eq!(due, [0, 0, 86_400], "those that answered keep their time");
}

// It waited for up to an hour, and what its publisher's window had lost meanwhile was lost.
#[tokio::test]
async fn a_feed_whose_leader_is_removed_or_moves_away_is_due_at_once() {
    let desk = Desk::new(vec![fresh("")]);
    let [first, second] = ["first", "second"].map(|id| feed(id, http()));
    let both = || FeedList { feeds: vec![first.clone(), second.clone()], ..FeedList::default() };
    let until_later = |dispatcher: &mut Dispatcher| {
        for id in [&first.id, &second.id] {
            dispatcher.queue.insert(tomorrow(), id.clone());
        }
    };
    let mut removed = dispatcher(&desk, both());
    until_later(&mut removed);
    removed.subscribe(both());
    assert_eq!(first_due(&removed), tomorrow(), "nothing has changed");
    removed.subscribe(FeedList { feeds: vec![second.clone()], ..FeedList::default() });
    assert_eq!(first_due(&removed), noon());
    let mut moved = dispatcher(&desk, both());
    until_later(&mut moved);
    desk.poller.moves.tell(&first, Some("https://new.example/".parse().unwrap()));
    moved.heed_moves();
    assert_eq!(moved.queue.first(), Some(&(noon(), second.id.clone())));
}

// Edge case 35: channels that need three hours were asked thirty times a second after each start.
#[tokio::test]
async fn a_host_is_asked_as_often_as_its_feeds_need_and_not_as_they_might() {
    let desk = Desk::new((0..9).map(|_| fresh("")).collect());
    let at = |number| Origin::Http(format!("https://tube.example/{number}").parse().unwrap());
    let feeds: Vec<FeedConfig> = (0..1_000).map(|n| feed(&format!("f{n}"), at(n))).collect();
    let stored = |feed: &FeedConfig| {
        let standing = standing(feed.origin.address().unwrap(), tomorrow());
        (feed.id.clone(), Standing { interval_ms: 900_000, ..standing })
    };
    let standings = feeds.iter().map(stored).collect();
    let mut dispatcher = dispatcher(&desk, FeedList { feeds: feeds.clone(), standings });
    let spacing = |dispatcher: &Dispatcher| dispatcher.hosts.spacing_of("tube.example").as_millis();
    assert_eq!(spacing(&dispatcher), 900);
    let quicker = polled(PollOutcome::Fresh, noon() + Duration::from_secs(450));
    for feed in &feeds {
        dispatcher.heed_pace(feed, &quicker, noon());
    }
    assert_eq!(spacing(&dispatcher), 450, "and quicker where they become so");
}

// Edge case 29.
#[tokio::test]
async fn a_429_is_said_of_all_feeds_of_the_host() {
    let desk = Desk::new((0..9).map(|_| fresh("")).collect());
    let at = |address: &str| Origin::Http(address.parse().unwrap());
    let feeds = vec![
        feed("a", at("https://www.harbour.example/a")),
        feed("b", at("https://rss.harbour.example/b")),
        feed("c", at("https://quay.example/c")),
    ];
    let mut dispatcher = dispatcher(&desk, FeedList { feeds, ..FeedList::default() });
    desk.clock.advance_to(noon() + BACKLOG);
    dispatcher.start_due_polls();
    assert_eq!(dispatcher.polls.len(), 2, "one a host");
    let host = |poll: &Poll| poll.host == "harbour.example";
    let task = *dispatcher.polls.iter().find(|(_, poll)| host(poll)).unwrap().0;
    finish_with_429(&mut dispatcher, task, Duration::from_secs(300));
    dispatcher.start_due_polls();
    assert!(!dispatcher.polls.values().any(host), "it rests");
    let in_seconds = |seconds| Instant::now() + Duration::from_secs(seconds);
    assert_eq!(dispatcher.hosts.rested(in_seconds(290)), []);
    assert_eq!(dispatcher.hosts.rested(in_seconds(301)).len(), 1);
}

#[tokio::test]
async fn a_feed_in_a_hurry_is_moved_forward_and_one_that_fails_is_left_alone() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let address = http.address().unwrap();
    let mut healthy = dispatcher(&desk, list(Some(standing(address, tomorrow()))));
    let (id, soon) =
        (feed("harbour", http.clone()).id, noon() + jiff::SignedDuration::from_mins(1));
    desk.poller.hurry.by(&id, tomorrow() + jiff::SignedDuration::from_hours(1));
    healthy.hurry();
    assert_eq!(first_due(&healthy), tomorrow());
    desk.poller.hurry.by(&id, soon);
    desk.poller.hurry.by(&id, tomorrow());
    healthy.hurry();
    assert_eq!((first_due(&healthy), healthy.queue.len()), (soon, 1));
    let failing = Standing { state: metrics::FeedState::Failing, ..standing(address, tomorrow()) };
    let mut failing = dispatcher(&desk, list(Some(failing)));
    desk.poller.hurry.by(&id, soon);
    failing.hurry();
    assert_eq!(first_due(&failing), tomorrow());
}

/// What the dispatcher says to somebody who wants `feeds` polled now.
async fn wish(dispatcher: &mut Dispatcher, feeds: &[&str]) -> (Vec<Granted>, Option<String>) {
    let wishes = Arc::clone(&dispatcher.poller.wishes);
    let feeds = feeds.iter().map(|id| FeedId::parse(id).unwrap()).collect();
    let granting = async {
        wishes.woken().await;
        dispatcher.grant_wishes();
    };
    let (reply, ()) = tokio::join!(wishes.ask(feeds), granting);
    let reply = reply.unwrap();
    (reply.granted, reply.held)
}

// Whoever mended a feed waited for its back-off, of up to a day.
#[tokio::test]
async fn a_feed_that_somebody_mended_is_polled_when_they_say_so() {
    let desk = Desk::new(vec![fresh(""), fresh("")]);
    let http = http();
    let address = http.address().unwrap();
    let gone = Standing { state: metrics::FeedState::Gone, ..standing(address, tomorrow()) };
    let mut dispatcher = dispatcher(&desk, list(Some(gone)));
    let (granted, held) = wish(&mut dispatcher, &["nobody", "harbour"]).await;
    assert_eq!((granted, held), (vec![Granted::Unknown, Granted::Due], None));
    assert_eq!((first_due(&dispatcher), dispatcher.queue.len()), (noon(), 1));
    dispatcher.start_due_polls();
    assert_eq!(wish(&mut dispatcher, &["harbour"]).await.0, [Granted::UnderWay]);
}

#[tokio::test]
async fn a_wish_for_a_feed_that_another_is_asked_for_is_one_for_that() {
    let desk = Desk::new(vec![fresh("")]);
    let mut dispatcher = two_at_one_address(&desk);
    let leader = FeedId::parse("harbour").unwrap();
    let follower = dispatcher.feeds.keys().find(|id| **id != leader).unwrap().to_string();
    desk.clock.advance_to(tomorrow());
    dispatcher.queue.insert(tomorrow() + Duration::from_secs(60), leader.clone());
    let (granted, _) = wish(&mut dispatcher, &[&follower]).await;
    assert_eq!(granted, [Granted::AskedAs(leader.clone())]);
    let due = dispatcher.queue.iter().find(|(_, id)| *id == leader).unwrap().0;
    assert_eq!(due, tomorrow());
}

// Its host had said "too often", and the wish is no reason to ask it again.
#[tokio::test]
async fn a_wish_waits_for_the_rest_of_its_host() {
    let desk = Desk::new(vec![fresh("")]);
    let mut dispatcher = dispatcher(&desk, list(None));
    let harbour = Arc::clone(dispatcher.feeds.values().next().unwrap());
    let host = dispatcher.sharing.host_of(&harbour);
    let busy = crate::fetch::Failure {
        retry_after: Some(Duration::from_secs(600)),
        heard: crate::fetch::Heard::Site(host),
        ..crate::fetch::Failure::new(FailureKind::TooManyRequests, String::new())
    };
    desk.poller.rests.heed(&busy, Instant::now());
    let granted = wish(&mut dispatcher, &["harbour"]).await.0;
    let [Granted::HostRests(words)] = granted.as_slice() else { panic!("{granted:?}") };
    assert!(words.starts_with("harbour.example until 2031-05-04T12:"), "{words}");
    dispatcher.start_due_polls();
    assert_eq!((dispatcher.polls.len(), dispatcher.queue.len()), (0, 0), "it waits for its host");
}

// Edge case 41: the poll under way may have been answered before what it is asked for was published.
#[tokio::test]
async fn a_feed_in_a_hurry_that_is_being_polled_is_polled_once_more() {
    let desk = Desk::new(vec![fresh(""), fresh("")]);
    let mut dispatcher = dispatcher(&desk, list(None));
    dispatcher.hosts = Hosts::new(1, Duration::ZERO, Arc::default());
    dispatcher.start_due_polls();
    desk.poller.hurry.by(&feed("harbour", http()).id, noon());
    dispatcher.hurry();
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Fresh, tomorrow()))));
    assert_eq!(first_due(&dispatcher), noon());
    dispatcher.start_due_polls();
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Fresh, tomorrow()))));
    assert_eq!(first_due(&dispatcher), tomorrow());
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

// After a restart it was one of those that fail, until it was asked a day later.
#[test]
fn a_feed_that_is_gone_is_gone_after_a_restart_too() {
    let text = render_what(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let kind = FailureKind::Gone;
            let detail = "closed".to_owned();
            let gone = crate::fetch::Failure::new(kind, detail);
            let desk = Desk::new(vec![crate::fetch::Answer::Failed(gone)]);
            desk.poller.poll(Arc::new(feed("harbour", http()))).await;
            let store = crate::store::open_read_only(&desk.folder.path().join("var")).unwrap();
            let standings = crate::store::feeds::standings(&store).unwrap();
            dispatcher(&desk, FeedList { standings, ..list(None) });
        });
    });
    for line in [r#"wiredesk_feeds{state="gone"} 1"#, r#"wiredesk_feeds{state="failing"} 0"#] {
        assert!(text.lines().any(|have| have == line), "{line} not in:\n{text}");
    }
}

// A folder in which nothing had come for a week was a week late after a restart.
#[tokio::test]
async fn a_folder_is_not_late_for_the_time_that_nobody_ran() {
    let desk = Desk::new(Vec::new());
    let folder = feed("wire", Origin::Spool(desk.folder.path().join("spool")));
    let week_ago = noon() - jiff::SignedDuration::from_hours(7 * 24);
    let standing = Standing { origin: None, ..standing("", week_ago) };
    let standings = HashMap::from([(folder.id.clone(), standing)]);
    let list = FeedList { feeds: vec![folder], standings };
    assert_eq!(first_due(&dispatcher(&desk, list)), noon());
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
