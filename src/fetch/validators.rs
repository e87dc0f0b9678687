//! Pure: whether a server's 304s can be believed. Some answer 304 for ever although the feed changed (edge case 20), so
//! now and then a feed is asked without validators. News that come then prove nothing, for they may be younger than the
//! last 304; but they open a question. The validators from before the news are kept and sent with the next polls: whoever
//! answers 304 to them denies news that we have seen, and whoever sends the document compares.

use std::time::Duration;

use jiff::Timestamp;

/// Doubts after which a server is asked without validators. The first is an open question, the others are 304s to it in a
/// row: one alone may come from a cache on the way that is a little behind.
pub const DOUBTS_MAX: u32 = 3;

/// After so long the next news put the question again, so that a server that was mended is believed again.
const FORGIVEN_AFTER: Duration = Duration::from_secs(7 * 24 * 3_600);

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// With the validators that are kept, or there are none.
    AsUsual,
    /// Without them, to see whether they are true.
    Unconditionally,
}

/// How to ask: without validators where they are not believed, and when `every` has passed since a body was last read
/// (`whole_at`), or that lies ahead because the clock was wrong.
pub fn choose(doubts: u32, whole_at: Option<Timestamp>, now: Timestamp, every: Duration) -> Asked {
    let long_ago = whole_at.is_some_and(|at| has_passed(at, now, every));
    if doubts >= DOUBTS_MAX || (long_ago && !is_open(doubts)) {
        Asked::Unconditionally
    } else {
        Asked::AsUsual
    }
}

/// Whether the validators of before are a question that waits for its answer.
pub fn is_open(doubts: u32) -> bool {
    (1..DOUBTS_MAX).contains(&doubts)
}

/// Whether news that come unconditionally are a question to the server; the last one was put at `doubted_at`.
pub fn may_ask(doubts: u32, doubted_at: Option<Timestamp>, now: Timestamp) -> bool {
    doubts < DOUBTS_MAX || doubted_at.is_none_or(|at| has_passed(at, now, FORGIVEN_AFTER))
}

/// The doubts after a 304.
pub fn after_unmodified(doubts: u32) -> u32 {
    doubts + u32::from(is_open(doubts))
}

/// The doubts after a body, unless it opens a question. A server that sends one to whoever shows validators does compare.
pub fn after_body(doubts: u32, asked: Asked) -> u32 {
    match asked {
        Asked::Unconditionally if doubts >= DOUBTS_MAX => doubts,
        Asked::Unconditionally | Asked::AsUsual => 0,
    }
}

fn has_passed(since: Timestamp, now: Timestamp, time: Duration) -> bool {
    Duration::try_from(now.duration_since(since)).map_or(true, |passed| passed >= time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn now() -> Timestamp {
        "2031-05-04T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_feed_is_asked_without_validators_when_no_body_came_for_long() {
        let ago = |hours: u32| Some(now() - HOUR * hours);
        assert_eq!(choose(0, ago(5), now(), 6 * HOUR), Asked::AsUsual);
        assert_eq!(choose(0, ago(6), now(), 6 * HOUR), Asked::Unconditionally);
        assert_eq!(choose(0, None, now(), 6 * HOUR), Asked::AsUsual);
        assert_eq!(choose(DOUBTS_MAX, ago(0), now(), 6 * HOUR), Asked::Unconditionally);
        assert_eq!(choose(1, ago(6), now(), 6 * HOUR), Asked::AsUsual, "a question goes first");
    }

    // A body read by a clock that ran a year ahead put off the next one for a year.
    #[test]
    fn a_body_that_was_read_in_the_future_was_read_long_ago() {
        let ahead = Some(now() + 9_000 * HOUR);
        assert_eq!(choose(0, ahead, now(), 6 * HOUR), Asked::Unconditionally);
        assert!(may_ask(DOUBTS_MAX, ahead, now()));
    }

    // Edge case 20.
    #[test]
    fn a_server_that_denies_news_to_the_validators_of_before_is_not_believed() {
        let mut doubts = 1;
        for _ in 1..DOUBTS_MAX {
            assert_eq!(choose(doubts, Some(now()), now(), HOUR), Asked::AsUsual);
            doubts = after_unmodified(doubts);
        }
        assert_eq!(choose(doubts, Some(now()), now(), HOUR), Asked::Unconditionally);
        assert_eq!(after_body(doubts, Asked::Unconditionally), doubts, "a body proves nothing");
    }

    // Two of three such servers stood as liars within two weeks.
    #[test]
    fn news_in_a_forced_request_are_a_question_and_an_honest_answer_ends_it() {
        assert_eq!(after_body(1, Asked::AsUsual), 0);
        assert_eq!(after_body(after_unmodified(1), Asked::AsUsual), 0, "one cache was behind");
        assert_eq!(after_unmodified(0), 0, "a 304 is no doubt where nothing was asked");
        assert_eq!(after_body(1, Asked::Unconditionally), 0);
    }

    #[test]
    fn a_lie_is_asked_about_again_after_a_week() {
        let ago = |days: u32| Some(now() - HOUR * 24 * days);
        assert!(may_ask(0, ago(1), now()));
        assert!(!may_ask(DOUBTS_MAX, ago(6), now()));
        assert!(may_ask(DOUBTS_MAX, ago(7), now()));
    }
}
