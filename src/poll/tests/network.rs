//! Whose fault a failure is: the feed's, its site's, or our own network's.

use super::*;
use crate::poll::network::Blame;

fn failed(kind: FailureKind, heard: Heard) -> Failure {
    Failure { heard, ..Failure::new(kind, "no".to_owned()) }
}

fn site(name: &str) -> Heard {
    Heard::Site(name.to_owned())
}

/// Whom each of `count` hosts blames that fail in the same moment.
async fn blame_together(desk: &Desk, count: usize, answer: impl Fn() -> Failure) -> Vec<Blame> {
    let asked = Instant::now();
    let ask = |number| {
        let (url, answer) = (format!("https://paper-{number}.example/").parse().unwrap(), answer());
        async move { desk.poller.find_blame(&url, asked, &answer).await }
    };
    futures_util::future::join_all((0..count).map(ask)).await
}

// Behind a redirector its own feeds rested without end, and the site that had said "too often" was asked on.
#[tokio::test]
async fn the_site_that_answers_429_after_a_redirect_is_the_one_that_rests() {
    let busy = failed(FailureKind::TooManyRequests, site("island.example"));
    let desk = Desk::new(vec![Answer::Failed(busy)]);
    desk.poll(http()).await;
    let rests = |site: &str| desk.poller.rests.until(site, Instant::now()).is_some();
    assert!(rests("island.example") && !rests("harbour.example"));
}

// Six feeds that dripped, or six error pages in place of robots.txt, stopped all polls.
#[tokio::test]
async fn hosts_that_answered_and_then_fell_silent_are_not_our_network() {
    let desk = Desk::new(Vec::new());
    let drip = || failed(FailureKind::Timeout, site("paper.example"));
    assert_eq!(blame_together(&desk, 6, drip).await, vec![Blame::Feed; 6]);
    assert_eq!(desk.poller.network.reason(), None);
}

// A clock a year behind, or a portal before the network, was laid to every feed.
#[tokio::test]
async fn when_every_certificate_is_refused_at_once_no_feed_is_blamed() {
    let desk = Desk::new(Vec::new());
    let refused = || failed(FailureKind::Tls, Heard::Nobody);
    assert_eq!(blame_together(&desk, 5, refused).await, vec![Blame::OurNetwork; 5]);
    assert!(desk.poller.network.reason().unwrap().contains("our clock"));
}

// A proxy that was down cost every feed of a desk with fewer than five hosts its back-off.
#[tokio::test]
async fn a_proxy_that_is_down_is_our_fault_even_for_one_feed() {
    let down = failed(FailureKind::Connect, Heard::NoProxy);
    let desk = Desk::new(vec![Answer::Failed(down), fresh(&rss(1, ""))]);
    assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Offline);
    let why = desk.poller.network.reason().unwrap();
    assert!(why.starts_with("no; one is asked every"), "{why}");
    assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Fresh);
    assert_eq!(desk.poller.network.reason(), None, "any answer ends it");
}

// Squid answers 407 for a host that a deny rule keeps back: all polls paused again and again, four in place of twelve.
#[tokio::test]
async fn a_proxy_that_denies_one_host_is_that_hosts_trouble_once_another_gets_through() {
    let denied = || {
        let failure = failed(FailureKind::Connect, Heard::NoProxy);
        Answer::Failed(Failure { status: Some(407), ..failure })
    };
    let got_through = || Answer::NotModified(FetchFacts::default());
    let desk = Desk::new(vec![denied(), got_through(), denied(), denied(), denied()]);
    let other = || Origin::Http("https://held.example/rss".parse().unwrap());
    assert_eq!(desk.poll(other()).await.outcome, PollOutcome::Offline, "it may be the password");
    desk.poll(http()).await;
    let own = PollOutcome::Failed(FailureKind::Connect);
    assert_eq!(desk.poll(other()).await.outcome, own);
    assert_eq!(desk.poller.network.reason(), None);
    // Nobody got through since: the password may have ended.
    assert_eq!(desk.poll(other()).await.outcome, PollOutcome::Offline);
    assert_eq!(desk.poll(http()).await.outcome, PollOutcome::Offline);
}

// It was up again, and polls stood still for another minute, because the publisher that was tried was down.
#[tokio::test]
async fn after_an_outage_of_the_proxy_any_answer_of_its_own_shows_that_it_is_up() {
    let down = failed(FailureKind::Connect, Heard::NoProxy);
    let desk = Desk::new(vec![Answer::Failed(down)]);
    desk.poll(http()).await;
    assert!(desk.poller.network.reason().is_some());
    desk.poller.network.heed_proxy();
    assert_eq!(desk.poller.network.reason(), None);
    assert!(desk.poller.network.take_return());
    // Where it was the network, a proxy that reaches nobody proves nothing.
    let unreached = || failed(FailureKind::Connect, Heard::Proxy);
    blame_together(&desk, 5, unreached).await;
    desk.poller.network.heed_proxy();
    assert!(desk.poller.network.reason().unwrap().contains("5 were tried"));
}
