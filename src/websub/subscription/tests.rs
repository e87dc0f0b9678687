//! A subscription through its life, by events alone.

use super::asking::DEMOTED_FOR;
use super::*;

const TOPIC: &str = "https://paper.example/rss";
const HOUR: u64 = 3_600;

fn at(second: u64) -> Timestamp {
    Timestamp::from_second(i64::try_from(second).unwrap()).unwrap()
}

fn offer(hubs: &[&str]) -> Offer {
    Offer {
        hubs: hubs.iter().map(ToString::to_string).collect(),
        topic: TOPIC.to_owned(),
        private: false,
    }
}

fn subscription(hubs: &[&str]) -> Subscription {
    let keys = (Token::parse(&"0".repeat(48)).unwrap(), SecretString::from("moth".to_owned()));
    let feed = (FeedId::parse("harbour").unwrap(), TOPIC.to_owned());
    Subscription::new(keys, feed, (offer(hubs), "https://desk.example/".to_owned()), at(0))
}

fn verify(subscription: &mut Subscription, second: u64, lease: Option<u64>) -> Heard {
    let lease = lease.map(Duration::from_secs);
    let wanted = Duration::from_secs(10 * DAY);
    subscription.verify(at(second), ("subscribe", TOPIC), (lease, wanted), 0.0)
}

/// Asked and verified at the beginning of time.
fn subscribed(hubs: &[&str], lease: u64) -> Subscription {
    let mut subscription = subscription(hubs);
    assert_eq!(subscription.act(at(0), 0.0), Act::Ask);
    subscription.heed_accepted();
    assert_eq!(verify(&mut subscription, 1, Some(lease)), Heard::Subscribed);
    subscription
}

fn refusal(for_good: bool) -> Refusal {
    Refusal { for_good, retry_after: None, words: "no".to_owned() }
}

#[test]
fn nothing_is_verified_that_was_not_asked_for() {
    let wanted = Duration::from_secs(DAY);
    let mut asked = subscription(&["h"]);
    let verify = |subscription: &mut Subscription, mode: &str, topic: &str| {
        subscription.verify(at(1), (mode, topic), (None, wanted), 0.0)
    };
    assert_eq!(verify(&mut asked, "subscribe", TOPIC), Heard::NotOurs, "not asked yet");
    asked.act(at(0), 0.0);
    assert_eq!(verify(&mut asked, "unsubscribe", TOPIC), Heard::NotOurs);
    assert_eq!(verify(&mut asked, "subscribe", "https://paper.example/rss/"), Heard::NotOurs);
    assert_eq!(verify(&mut asked, "subscribe", TOPIC), Heard::Subscribed);
    assert!(!asked.pending, "and waits for no other answer");
}

#[test]
fn a_lease_that_is_absent_or_absurd_is_clamped_and_renewed_well_before_its_end() {
    for (lease, want) in
        [(None, 10 * DAY), (Some(0), 300), (Some(3 * DAY), 3 * DAY), (Some(u64::MAX), 14 * DAY)]
    {
        let mut subscription = subscription(&["h"]);
        subscription.act(at(0), 0.0);
        verify(&mut subscription, 0, lease);
        assert_eq!(subscription.lease_until, Some(at(want)), "{lease:?}");
        assert_eq!(subscription.ask_at, at(want * 7 / 10), "{lease:?}");
    }
    let mut subscription = subscribed(&["h"], 10 * HOUR);
    assert_eq!(subscription.act(at(6 * HOUR), 0.0), Act::Rest);
    assert_eq!(subscription.act(at(7 * HOUR + 1), 0.0), Act::Ask);
    assert!(subscription.is_verified(at(8 * HOUR)), "the old lease holds meanwhile");
    assert_eq!(verify(&mut subscription, 8 * HOUR, Some(10 * HOUR)), Heard::Renewed);
    assert_eq!(subscription.lease_until, Some(at(18 * HOUR)));
}

#[test]
fn hubs_are_asked_in_turn_and_all_of_them_again_after_a_growing_pause() {
    let mut subscription = subscription(&["one", "two"]);
    let (mut now, mut asked, mut waits) = (at(0), Vec::new(), Vec::new());
    for _ in 0..6 {
        assert_eq!(subscription.act(now, 0.0), Act::Ask);
        asked.push(subscription.hub().to_owned());
        subscription.heed_refusal(now, &refusal(false), 0.0);
        waits.push(subscription.ask_at.duration_since(now).as_secs());
        now = subscription.ask_at;
    }
    assert_eq!(asked, ["one", "two", "one", "two", "one", "two"]);
    assert_eq!(waits, [0, 300, 0, 600, 0, 1_200]);
}

#[test]
fn a_refusal_for_good_waits_a_day_and_retry_after_is_heeded() {
    let mut subscription = subscription(&["h"]);
    subscription.act(at(0), 0.0);
    subscription.heed_refusal(at(0), &refusal(true), 0.0);
    assert_eq!(subscription.ask_at, at(DAY));
    subscription.act(at(DAY), 0.0);
    let later = Refusal { retry_after: Some(Duration::from_secs(7 * HOUR)), ..refusal(false) };
    subscription.heed_refusal(at(DAY), &later, 0.0);
    assert_eq!(subscription.ask_at, at(DAY + 7 * HOUR));
}

#[test]
fn a_hub_that_says_yes_and_never_asks_back_gives_way_to_the_next() {
    let mut subscription = subscription(&["one", "two"]);
    subscription.act(at(0), 0.0);
    subscription.heed_accepted();
    assert_eq!(subscription.act(at(599), 0.0), Act::Rest);
    assert_eq!(subscription.act(at(600), 0.0), Act::Ask);
    assert_eq!(subscription.hub(), "two");
    assert!(subscription.problem.unwrap().contains("did not ask back"));
}

#[test]
fn a_hub_that_asks_back_before_it_answers_is_believed_whatever_it_answers() {
    let mut subscription = subscription(&["h"]);
    subscription.act(at(0), 0.0);
    verify(&mut subscription, 1, None);
    let renewal = subscription.ask_at;
    subscription.heed_refusal(at(2), &refusal(true), 0.0);
    assert!(subscription.is_verified(at(2)) && subscription.ask_at == renewal);
}

#[test]
fn a_hub_that_denies_is_left_for_a_day_whenever_it_does_so() {
    let mut subscription = subscribed(&["h"], 10 * DAY);
    subscription.trust.heed_push(at(2), &[]);
    assert_eq!(subscription.deny(at(3), "https://else.example/", "", 0.0), Heard::NotOurs);
    assert_eq!(subscription.deny(at(3), TOPIC, "not\npaid", 0.0), Heard::Denied);
    assert_eq!(subscription.problem.as_deref(), Some("denied it: notpaid"));
    assert!(!subscription.is_verified(at(3)) && !subscription.trust.is_earned());
    assert_eq!(subscription.ask_at, at(3 + DAY));
    assert_eq!(verify(&mut subscription, 4, None), Heard::NotOurs);
}

// Edge case 41.
#[test]
fn a_hub_that_misses_what_a_poll_finds_is_demoted_and_tried_again_after_days() {
    let mut subscription = subscribed(&["h"], 10 * DAY);
    subscription.trust.heed_push(at(2), &[]);
    subscription.trust.heed_poll(at(3), &[]);
    subscription.trust.heed_poll(at(HOUR), &[1, 2]);
    assert!(!subscription.trust.is_earned(), "polls do not rest while there is a doubt");
    let due = subscription.due();
    assert_eq!(due, after(at(HOUR), GRACE));
    assert_eq!(subscription.act(due, 0.0), Act::Demoted { missed: 2 });
    assert!(!subscription.trust.is_earned());
    subscription.trust.heed_push(due, &[9]);
    assert!(!subscription.trust.is_earned(), "one push does not undo it");
    let again = after(due, DEMOTED_FOR);
    assert_eq!((subscription.due(), subscription.act(again, 0.0)), (again, Act::Ask));
    assert_eq!(subscription.trust, Trust::default());
}

#[test]
fn leave_is_taken_a_few_times_and_then_the_lease_ends_by_itself() {
    let mut subscription = subscribed(&["one", "two"], 10 * DAY);
    subscription.leave(at(5));
    let wanted = Duration::from_secs(DAY);
    for _ in 0..3 {
        let now = subscription.due();
        assert_eq!((subscription.act(now, 0.0), subscription.hub()), (Act::Ask, "one"));
        subscription.heed_refusal(now, &refusal(false), 0.0);
    }
    let mut gone = subscription.clone();
    assert_eq!(gone.act(gone.due(), 0.0), Act::Forget);
    subscription.pending = true;
    let heard = subscription.verify(at(9), ("unsubscribe", TOPIC), (None, wanted), 0.0);
    assert_eq!(heard, Heard::Left);
}

#[test]
fn another_topic_or_hub_is_taken_over_once_a_day_and_at_once_for_another_address() {
    let check = |second, origin: &str, hubs: &[&str], topic: &str, want| {
        let mut subscription = subscribed(&["one", "two"], 10 * DAY);
        let offer = Offer { topic: topic.to_owned(), ..offer(hubs) };
        assert_eq!(subscription.heed_offer(at(second), origin, &offer), want, "{hubs:?} {topic}");
        subscription
    };
    let moved = check(9, TOPIC, &["three", "one"], TOPIC, false);
    assert_eq!(moved.hub(), "one");
    check(9, TOPIC, &["three"], TOPIC, false);
    check(DAY, TOPIC, &["three"], TOPIC, true);
    check(9, TOPIC, &["one"], "https://paper.example/new", false);
    check(DAY, TOPIC, &["one"], "https://paper.example/new", true);
    check(9, "https://else.example/", &["one"], "https://else.example/", true);
}

#[test]
fn a_hub_that_never_had_us_is_not_told_that_we_leave() {
    let mut refused = subscription(&["h"]);
    refused.act(at(0), 0.0);
    refused.heed_refusal(at(0), &refusal(true), 0.0);
    refused.leave(at(1));
    assert_eq!(refused.act(at(1), 0.0), Act::Forget);
}

#[test]
fn a_callback_that_moved_is_told_to_the_hub_at_once_and_the_old_promise_counts_no_more() {
    let mut subscription = subscribed(&["h"], 10 * DAY);
    subscription.trust.heed_push(at(2), &[]);
    subscription.move_to(at(9), "https://new.example/");
    assert!(!subscription.is_verified(at(9)) && !subscription.trust.is_earned());
    assert_eq!((subscription.act(at(9), 0.0), subscription.hub()), (Act::Ask, "h"));
}

// Our yes was lost on the way, or the hub did not wait for it.
#[test]
fn a_hub_that_asks_the_same_again_hears_the_same_for_a_while() {
    let mut subscription = subscribed(&["h"], DAY);
    let (until, ask_at) = (subscription.lease_until, subscription.ask_at);
    assert_eq!(verify(&mut subscription, 600, Some(9 * DAY)), Heard::Renewed);
    assert_eq!((subscription.lease_until, subscription.ask_at), (until, ask_at));
    assert_eq!(verify(&mut subscription, 601, Some(DAY)), Heard::NotOurs);
    let wanted = Duration::from_secs(DAY);
    subscription.answered_at = Some(at(600));
    subscription.leave(at(601));
    let heard = subscription.verify(at(602), ("unsubscribe", TOPIC), (None, wanted), 0.0);
    assert_eq!(heard, Heard::NotOurs, "leave was not taken yet");
}
