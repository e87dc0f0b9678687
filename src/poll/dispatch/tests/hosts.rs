//! Feeds of one host, and of a network that was away.

use super::*;

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
        let due = tonight();
        (feed.id.clone(), Standing { unreached, ..standing(&address(feed.id.as_str()), due) })
    });
    let standings = stored.collect();
    let list = FeedList { feeds: feeds.clone().into(), standings };
    let mut dispatcher = dispatcher(&desk, list);
    let silent = polled(PollOutcome::Failed(FailureKind::Timeout), tonight());
    dispatcher.states.heed(&feeds[1], &silent);
    let hosts = ["a", "b", "c"].map(|host| desk.poller.network.blame(host, Instant::now()));
    futures_util::future::join_all(hosts).await;
    dispatcher.start_due_polls();
    assert_eq!(first_due(&dispatcher), tonight(), "it is still down");
    desk.poller.network.heed_answer(Instant::now());
    dispatcher.heed_return(noon());
    let due: Vec<i64> =
        dispatcher.queue.iter().map(|(due, _)| due.duration_since(noon()).as_secs()).collect();
    assert_eq!(due, [0, 0, 21_600], "those that answered keep their time");
}

// Edge case 35: channels that need three hours were asked thirty times a second after each start.
#[tokio::test]
async fn a_host_is_asked_as_often_as_its_feeds_need_and_not_as_they_might() {
    let desk = Desk::new((0..9).map(|_| fresh("")).collect());
    let at = |number| Origin::Http(format!("https://tube.example/{number}").parse().unwrap());
    let feeds: Vec<FeedConfig> = (0..1_000).map(|n| feed(&format!("f{n}"), at(n))).collect();
    let stored = |feed: &FeedConfig| {
        let standing = standing(feed.origin.address().unwrap(), tonight());
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
