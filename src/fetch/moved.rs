//! Pure: when a permanent redirect is believed, and when an address that was adopted is given up again (edge case 26).
//! The configured address stays the configured one: what is decided here only says which one is asked.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::model::{Adopted, Moving, Seen};

/// Polls that must have been redirected, one after the other. Captive portals and maintenance pages answer 301 too.
pub const POLLS_MIN: u32 = 3;
/// How long they must have been. Maintenance is over in a weekend.
pub const SEEN_FOR: Duration = Duration::from_secs(2 * 24 * 3_600);
/// Failures in a row, and the time since the first of them, after which an adopted address is given up.
pub const FAILURES_MIN: u32 = 3;
pub const FAILING_FOR: Duration = Duration::from_secs(3 * 24 * 3_600);

/// After a poll that gave a feed, or said that the last one stands. `moved_to` is where permanent redirects alone led.
#[must_use]
pub fn after_document(before: &Moving, moved_to: Option<&Url>, now: Timestamp) -> Moving {
    let adopted = before.adopted.clone().map(|known| Adopted { failing_since: None, ..known });
    let Some(to) = moved_to else { return Moving { seen: None, adopted } };
    let seen = match &before.seen {
        Some(seen) if seen.to == *to => {
            Seen { polls: seen.polls.saturating_add(1), ..seen.clone() }
        }
        Some(_) | None => Seen { to: to.clone(), since: now, polls: 1 },
    };
    if seen.polls < POLLS_MIN || !has_passed(seen.since, now, SEEN_FOR) {
        return Moving { seen: Some(seen), adopted };
    }
    let adopted = Adopted { address: seen.to, since: now, failing_since: None };
    Moving { seen: None, adopted: Some(adopted) }
}

/// After a poll that gave no feed, the `failures`th in a row.
#[must_use]
pub fn after_failure(before: &Moving, failures: u32, now: Timestamp) -> Moving {
    let Some(adopted) = before.adopted.clone() else { return before.clone() };
    let since = adopted.failing_since.unwrap_or(now);
    if failures >= FAILURES_MIN && has_passed(since, now, FAILING_FOR) {
        return Moving::default();
    }
    let adopted = Adopted { failing_since: Some(since), ..adopted };
    Moving { seen: before.seen.clone(), adopted: Some(adopted) }
}

/// After an answer that is no feed: redirects that led to it, or were gone, are no move.
#[must_use]
pub fn after_no_feed(before: &Moving, failures: u32, now: Timestamp) -> Moving {
    let adopted = before.adopted.clone();
    after_failure(&Moving { seen: None, adopted }, failures, now)
}

fn has_passed(since: Timestamp, now: Timestamp, time: Duration) -> bool {
    Duration::try_from(now.duration_since(since)).is_ok_and(|passed| passed >= time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    fn day(number: u32) -> Timestamp {
        "2031-05-04T12:00:00Z".parse::<Timestamp>().unwrap() + DAY * number
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn adopted(moving: &Moving) -> Option<&str> {
        moving.adopted.as_ref().map(|adopted| adopted.address.as_str())
    }

    #[test]
    fn a_redirect_is_believed_after_days_and_polls_and_no_sooner() {
        let new = url("https://new.example/rss");
        let mut often = Moving::default();
        for _ in 0..50 {
            often = after_document(&often, Some(&new), day(0));
        }
        assert_eq!(adopted(&often), None, "polls alone prove nothing");
        let mut seldom = Moving::default();
        for number in [0, 9] {
            seldom = after_document(&seldom, Some(&new), day(number));
            assert_eq!(adopted(&seldom), None, "nor does time alone");
        }
        seldom = after_document(&seldom, Some(&new), day(10));
        assert_eq!(adopted(&seldom), Some(new.as_str()));
        assert_eq!(adopted(&after_document(&often, Some(&new), day(2))), Some(new.as_str()));
    }

    #[test]
    fn a_redirect_that_ends_or_leads_elsewhere_begins_anew() {
        let (new, other) = (url("https://new.example/rss"), url("https://other.example/rss"));
        for between in [None, Some(&other)] {
            let mut moving = Moving::default();
            for (number, to) in [(0, Some(&new)), (1, Some(&new)), (2, between), (3, Some(&new))] {
                moving = after_document(&moving, to, day(number));
            }
            assert_eq!(adopted(&moving), None);
            assert_eq!(moving.seen.unwrap().polls, 1);
        }
    }

    #[test]
    fn a_redirect_that_led_to_no_feed_in_between_begins_anew() {
        let new = url("https://new.example/rss");
        let mut moving = Moving::default();
        for number in 0..2 {
            moving = after_document(&moving, Some(&new), day(number));
        }
        let trouble = after_failure(&moving, 1, day(2));
        assert!(adopted(&after_document(&trouble, Some(&new), day(3))).is_some(), "a bad hour");
        let maintenance = after_no_feed(&moving, 1, day(2));
        assert_eq!(adopted(&after_document(&maintenance, Some(&new), day(3))), None);
    }

    #[test]
    fn an_adopted_address_that_fails_for_days_is_given_up_and_one_that_recovers_is_not() {
        let address = url("https://new.example/rss");
        let start = Moving {
            seen: None,
            adopted: Some(Adopted { address, since: day(0), failing_since: None }),
        };
        let failing = after_failure(&start, 1, day(1));
        assert!(adopted(&after_failure(&failing, 9, day(3))).is_some(), "two days");
        assert!(adopted(&after_failure(&failing, 2, day(9))).is_some(), "two failures");
        assert_eq!(after_failure(&failing, 3, day(4)), Moving::default());
        let recovered = after_document(&failing, None, day(3));
        assert!(adopted(&after_failure(&recovered, 3, day(5))).is_some());
    }

    // It may move on from where it moved to.
    #[test]
    fn the_next_redirect_of_an_adopted_address_is_weighed_the_same() {
        let (new, newer) = (url("https://new.example/rss"), url("https://newer.example/rss"));
        let known = Adopted { address: new.clone(), since: day(0), failing_since: None };
        let mut moving = Moving { seen: None, adopted: Some(known) };
        for number in 1..3 {
            moving = after_document(&moving, Some(&newer), day(number));
            assert_eq!(adopted(&moving), Some(new.as_str()));
        }
        assert_eq!(adopted(&after_document(&moving, Some(&newer), day(3))), Some(newer.as_str()));
    }
}
