//! Pure: whether a server's 304 can be believed. Some answer 304 for ever although the feed changed (edge case 20), so
//! now and then a feed is asked without validators, and what comes shows whether the 304s before were true.

use std::time::Duration;

use jiff::Timestamp;

/// Doubts after which a server is not asked with validators again. One can be chance: the feed may have changed in the
/// moment when it was asked without.
pub const DOUBTS_MAX: u32 = 2;

/// How a request was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// With the validators of the last answer, or there were none.
    AsUsual,
    /// Without them, to see whether they are true.
    Unconditionally,
}

/// What a body showed, beside the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub same_body: bool,
    pub same_validators: bool,
}

/// How to ask: without validators where they are no longer believed, and when `every` has passed since a body was last
/// read (`whole_at`).
pub fn choose(doubts: u32, whole_at: Option<Timestamp>, now: Timestamp, every: Duration) -> Asked {
    let long_ago = whole_at.is_some_and(|at| {
        Duration::try_from(now.duration_since(at)).is_ok_and(|passed| passed >= every)
    });
    if doubts >= DOUBTS_MAX || long_ago { Asked::Unconditionally } else { Asked::AsUsual }
}

/// The doubts after a body came. A changed body under unchanged validators is a lie proven; a changed body that only
/// the question without validators brought to light is a doubt; one that came as usual ends all doubts, for then the
/// server does compare.
pub fn weigh(doubts: u32, asked: Asked, compared: Compared) -> u32 {
    match (asked, compared.same_body) {
        _ if doubts >= DOUBTS_MAX => doubts,
        (Asked::Unconditionally, false) if compared.same_validators => DOUBTS_MAX,
        (Asked::Unconditionally, false) => doubts + 1,
        (Asked::Unconditionally, true) | (Asked::AsUsual, false) => 0,
        (Asked::AsUsual, true) => doubts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn compared(same_body: bool, same_validators: bool) -> Compared {
        Compared { same_body, same_validators }
    }

    #[test]
    fn a_feed_is_asked_without_validators_when_no_body_came_for_long() {
        let now: Timestamp = "2031-05-04T12:00:00Z".parse().unwrap();
        let ago = |hours: u32| Some(now - HOUR * hours);
        assert_eq!(choose(0, ago(5), now, 6 * HOUR), Asked::AsUsual);
        assert_eq!(choose(0, ago(6), now, 6 * HOUR), Asked::Unconditionally);
        assert_eq!(choose(0, None, now, 6 * HOUR), Asked::AsUsual);
        // A clock that was set back.
        assert_eq!(choose(0, Some(now + HOUR), now, 6 * HOUR), Asked::AsUsual);
        assert_eq!(choose(DOUBTS_MAX, ago(0), now, 6 * HOUR), Asked::Unconditionally);
    }

    // Edge case 20.
    #[test]
    fn validators_that_lie_are_not_believed_again_and_chance_is_forgiven() {
        use Asked::{AsUsual, Unconditionally};
        assert_eq!(weigh(0, Unconditionally, compared(false, true)), DOUBTS_MAX);
        let once = weigh(0, Unconditionally, compared(false, false));
        assert!(once < DOUBTS_MAX);
        assert_eq!(weigh(once, Unconditionally, compared(false, false)), DOUBTS_MAX);
        assert_eq!(weigh(once, AsUsual, compared(false, false)), 0);
        assert_eq!(weigh(once, Unconditionally, compared(true, true)), 0);
        assert_eq!(weigh(once, AsUsual, compared(true, false)), once);
        assert_eq!(weigh(DOUBTS_MAX, Unconditionally, compared(true, true)), DOUBTS_MAX);
    }
}
