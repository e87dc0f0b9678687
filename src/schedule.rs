//! Pure: when is a feed due next. It knows no clock and no chance: the time and the jitter are arguments.
//!
//! Two things are kept apart: the *interval*, our estimate of how often the feed publishes, which is handed back from
//! poll to poll; and the *wait* until the next poll, which also heeds what server and feed asked for and how often we
//! failed. So a bad hour, or a long `Retry-After`, never spoils the estimate.

mod skip;
mod wishes;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::fetch::FailureKind;
use crate::model::{FeedFacts, News};

/// The longest wait a server that gives nothing can ask for with `Retry-After`, and the pause between looks at a feed that is gone.
pub const WAIT_MAX: Duration = Duration::from_secs(24 * 3_600);

/// A feed that was never polled starts at this many times the floor.
const START_TIMES_FLOOR: u32 = 3;
/// Doublings of the wait while a feed keeps failing; 2^16 times any floor is above any ceiling.
const DOUBLINGS_MAX: u32 = 16;
/// How far a wait is spread to either side, so that feeds that met once do not meet for ever.
const SPREAD: f64 = 0.1;

/// What the last poll came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A document arrived, the very bytes of last time included.
    Fresh(News),
    /// 304.
    NotModified,
    Failed(FailureKind),
}

/// Everything the decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The operator's floor and ceiling for all feeds.
    pub interval_min: Duration,
    pub interval_max: Duration,
    /// The operator's interval for this feed: wins over our estimate and over the feed's wishes, and may lie below
    /// the floor.
    pub interval: Option<Duration>,
    pub outcome: Outcome,
    /// Polls that failed in a row, this one included.
    pub failures: u32,
    pub retry_after: Option<Duration>,
    pub max_age: Option<Duration>,
    /// The `max-age` of the document that a 304 says still stands.
    pub kept: Option<Duration>,
    /// `ttl`, `skipHours`, `skipDays`, `sy:*` as the feed last declared them.
    pub feed: &'a FeedFacts,
    /// [`Due::interval`] of the poll before.
    pub previous: Option<Duration>,
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// At least the floor and at most [`Facts::wait_max`] from now.
    pub at: Timestamp,
    /// The estimate to hand back as [`Facts::previous`].
    pub interval: Duration,
}

impl Facts<'_> {
    /// The shortest wait.
    pub fn wait_min(&self) -> Duration {
        self.interval.unwrap_or(self.interval_min)
    }

    /// The longest wait: the ceiling, or what was asked for by a server that gave nothing, and a tenth where that is longer, but no more than
    /// [`WAIT_MAX`] then.
    pub fn wait_max(&self) -> Duration {
        let asked = match self.outcome {
            Outcome::Failed(_) => self.wait_asked(),
            Outcome::Fresh(_) | Outcome::NotModified => Duration::ZERO,
        };
        let spread = asked.saturating_add(asked / 10).min(WAIT_MAX);
        self.ceiling().max(spread)
    }

    /// What counts even above the ceiling: `Retry-After`, and the rare look at a feed that is gone.
    fn wait_asked(&self) -> Duration {
        match self.outcome {
            Outcome::Failed(FailureKind::Gone) => WAIT_MAX,
            Outcome::Failed(_) => self.retry_after.unwrap_or_default().min(WAIT_MAX),
            // No rest that a busy server asks for (RFC 9110 section 10.2.3), but a wish like any other.
            Outcome::Fresh(_) | Outcome::NotModified => {
                self.retry_after.unwrap_or_default().min(self.ceiling())
            }
        }
    }

    fn ceiling(&self) -> Duration {
        self.interval_max.max(self.wait_min())
    }
}

/// Decides when the feed is polled again. `jitter` is 0 to 1; the same arguments give the same answer (P4).
pub fn next_due(now: Timestamp, facts: &Facts<'_>, jitter: f64) -> Due {
    let interval = estimate_interval(facts);
    let (earliest, wait) = match facts.outcome {
        Outcome::Failed(_) => (Duration::ZERO, back_off(interval, facts)),
        Outcome::Fresh(_) | Outcome::NotModified => {
            let wish = match facts.interval {
                Some(_) => Duration::ZERO,
                None => wishes::longest(facts),
            };
            (wish, interval.max(wish))
        }
    };
    // A wait that was asked for is spread later, never earlier.
    let asked = facts.wait_asked();
    let (floor, ceiling) = (facts.wait_min(), facts.wait_max());
    let wait = wait.min(facts.ceiling()).max(asked).clamp(floor, ceiling);
    let earliest = earliest.min(facts.ceiling()).max(asked).clamp(floor, ceiling);
    let wait = spread(wait, earliest, ceiling, jitter);
    let at = after(now, wait);
    let at = match facts.interval {
        Some(_) => at,
        None => skip::move_past_skipped(at, after(now, ceiling), facts.feed),
    };
    Due { at, interval }
}

/// Halves when news came, so that a feed that woke up is followed within a few polls, and falls to an eighth after a
/// gap, when more was published than the document holds; grows by a quarter when nothing came; a failure says nothing
/// of how often the feed publishes.
fn estimate_interval(facts: &Facts<'_>) -> Duration {
    if let Some(interval) = facts.interval {
        return interval;
    }
    let start = facts.interval_min.saturating_mul(START_TIMES_FLOOR);
    let previous = facts.previous.unwrap_or(start);
    let next = match facts.outcome {
        Outcome::Fresh(News::Gap) => previous / 8,
        Outcome::Fresh(News::Some) => previous / 2,
        Outcome::Fresh(News::Nothing) | Outcome::NotModified => {
            previous.saturating_add(previous / 4)
        }
        Outcome::Failed(_) => previous,
    };
    next.clamp(facts.wait_min(), facts.ceiling())
}

/// Doubles with every failure in a row up to the ceiling, and never gives up. The first failure costs nothing: most are
/// passing. One that says "too often" does, and 403 is used for that too (edge case 30).
fn back_off(interval: Duration, facts: &Facts<'_>) -> Duration {
    let too_often = matches!(
        facts.outcome,
        Outcome::Failed(
            FailureKind::TooManyRequests | FailureKind::Unauthorised | FailureKind::Challenge
        )
    );
    let failures = facts.failures.clamp(1, DOUBLINGS_MAX);
    let doublings = failures - u32::from(!too_often);
    interval.saturating_mul(1_u32 << doublings).min(facts.ceiling())
}

/// A point between a tenth less and a tenth more than `wait`, within `earliest` and `latest`.
fn spread(wait: Duration, earliest: Duration, latest: Duration, jitter: f64) -> Duration {
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
    let scale = |factor: f64| Duration::try_from_secs_f64(wait.as_secs_f64() * factor);
    let low = scale(1.0 - SPREAD).unwrap_or(wait).clamp(earliest, latest);
    let high = scale(1.0 + SPREAD).unwrap_or(wait).clamp(earliest, latest);
    let width = high.saturating_sub(low).as_secs_f64() * jitter;
    let at = low.saturating_add(Duration::try_from_secs_f64(width).unwrap_or_default());
    at.clamp(earliest, latest)
}

fn after(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
