//! Feeds that are asked sooner than they are due.

use super::*;

#[tokio::test]
async fn a_feed_in_a_hurry_is_moved_forward_and_one_that_fails_is_left_alone() {
    let desk = Desk::new(Vec::new());
    let http = http();
    let address = http.address().unwrap();
    let mut healthy = dispatcher(&desk, list(Some(standing(address, tonight()))));
    let (id, soon) =
        (feed("harbour", http.clone()).id, noon() + jiff::SignedDuration::from_mins(1));
    desk.poller.hurry.by(&id, tonight() + jiff::SignedDuration::from_hours(1));
    healthy.hurry();
    assert_eq!(first_due(&healthy), tonight());
    desk.poller.hurry.by(&id, soon);
    desk.poller.hurry.by(&id, tonight());
    healthy.hurry();
    assert_eq!((first_due(&healthy), healthy.queue.len()), (soon, 1));
    let failing = Standing { state: metrics::FeedState::Failing, ..standing(address, tonight()) };
    let mut failing = dispatcher(&desk, list(Some(failing)));
    desk.poller.hurry.by(&id, soon);
    failing.hurry();
    assert_eq!(first_due(&failing), tonight());
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
    let gone = Standing { state: metrics::FeedState::Gone, ..standing(address, tonight()) };
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
    desk.clock.advance_to(tonight());
    dispatcher.queue.insert(tonight() + Duration::from_secs(60), leader.clone());
    let (granted, _) = wish(&mut dispatcher, &[&follower]).await;
    assert_eq!(granted, [Granted::AskedAs(leader.clone())]);
    let due = dispatcher.queue.iter().find(|(_, id)| *id == leader).unwrap().0;
    assert_eq!(due, tonight());
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
    dispatcher.finish(Ok((task, polled(PollOutcome::Fresh, tonight()))));
    assert_eq!(first_due(&dispatcher), noon());
    dispatcher.start_due_polls();
    let task = *dispatcher.polls.keys().next().unwrap();
    dispatcher.finish(Ok((task, polled(PollOutcome::Fresh, tonight()))));
    assert_eq!(first_due(&dispatcher), tonight());
}
