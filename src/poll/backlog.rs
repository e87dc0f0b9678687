//! What falls due together because nobody polled: at a first start, after a sleep or an outage, when the clock was set.
//! Moves due times only; it starts nothing.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use xxhash_rust::xxh3::xxh3_64;

use super::queue::Queue;
use crate::model::FeedId;
use crate::store::feeds::Standing;

/// Between two feeds of a backlog: a hundred a second is what one core reads and admits of documents nobody saw before.
/// A newsroom's thousand feeds are under way within ten seconds, a hundred thousand within their first interval.
const STEP: Duration = Duration::from_millis(10);

/// Polling that stood still for longer than this left a backlog; twice the dispatcher's longest sleep.
const STANDSTILL: SignedDuration = SignedDuration::from_secs(60);

/// A clock set back by less is waited for.
const SET_BACK: SignedDuration = SignedDuration::from_secs(60);

/// Queues `overdue` one after the other from `now` on, by due time. Those of one moment are mixed, because neighbours
/// in a file often share a host.
pub(super) fn spread(queue: &mut Queue, mut overdue: Vec<(Timestamp, FeedId)>, now: Timestamp) {
    overdue.sort_by_cached_key(|(due, id)| (*due, xxh3_64(id.as_str().as_bytes())));
    let mut at = now;
    for (_, id) in overdue {
        queue.insert(at, id);
        at = at.checked_add(STEP).unwrap_or(at);
    }
}

/// What is stored of feeds, as it would be had the clock been right then: by a due time of next year nobody is asked before
/// (edge case 66).
pub(super) fn move_back(
    standings: HashMap<FeedId, Standing>,
    now: Timestamp,
) -> HashMap<FeedId, Standing> {
    let ahead = standings.values().map(|stored| stored.ahead(now)).max().unwrap_or_default();
    if ahead > SET_BACK {
        tracing::warn!(
            ?ahead,
            "feeds were polled by a clock that was ahead of this one: their due times move back with it"
        );
    }
    standings.into_iter().map(|(id, stored)| (id, stored.moved_back(now))).collect()
}

/// When the dispatcher last looked, by both clocks, and when polls last were free to start.
#[derive(Debug)]
pub(super) struct Watch {
    looked: (Timestamp, Instant),
    free: Timestamp,
}

impl Watch {
    pub(super) fn new(now: Timestamp, steady: Instant) -> Self {
        Self { looked: (now, steady), free: now }
    }

    /// To be called before due feeds are looked for. Waits stay what they were where the clock was set back (edge case
    /// 66); where polling stood still, for whatever reason, what fell due meanwhile is spread.
    pub(super) fn look(
        &mut self,
        queue: &mut Queue,
        now: Timestamp,
        steady: Instant,
        is_free: bool,
    ) {
        let (wall, before) = std::mem::replace(&mut self.looked, (now, steady));
        let passed = SignedDuration::try_from(steady.saturating_duration_since(before));
        let expected = wall.saturating_add(passed.unwrap_or(SignedDuration::MAX)).unwrap_or(wall);
        let back = expected.duration_since(now);
        if back > SET_BACK {
            queue.move_back(back);
            tracing::warn!(?back, "the clock was set back: due times move with it");
        }
        if !is_free {
            return;
        }
        let stood_still = now.duration_since(std::mem::replace(&mut self.free, now));
        if stood_still > STANDSTILL {
            let overdue = queue.take_due(now);
            spread(queue, overdue, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_900_000_000 + seconds).unwrap()
    }

    fn feeds(count: usize, due: Timestamp) -> Vec<(Timestamp, FeedId)> {
        (0..count).map(|n| (due, FeedId::parse(&format!("feed-{n}")).unwrap())).collect()
    }

    fn queue(count: usize, due: Timestamp) -> Queue {
        let mut queue = Queue::default();
        for (due, id) in feeds(count, due) {
            queue.insert(due, id);
        }
        queue
    }

    // Edge case 34.
    #[test]
    fn feeds_of_a_first_start_begin_one_after_the_other_and_neighbours_apart() {
        let mut queue = Queue::default();
        spread(&mut queue, feeds(100_000, at(0)), at(0));
        assert_eq!(queue.first().unwrap().0, at(0));
        assert_eq!(queue.iter().next_back().unwrap().0, at(1_000) - STEP);
        let first_hundred = queue.iter().take_while(|(due, _)| *due < at(1)).count();
        assert_eq!(first_hundred, 100);
        let in_order = |pair: &[(Timestamp, FeedId)]| {
            let number = |id: &FeedId| id.as_str().trim_start_matches("feed-").parse::<u64>();
            number(&pair[0].1).unwrap() + 1 == number(&pair[1].1).unwrap()
        };
        let queue: Vec<_> = queue.iter().cloned().collect();
        assert!(queue.windows(2).filter(|pair| in_order(pair)).count() < 20);
    }

    #[test]
    fn the_feed_that_is_due_longest_leads_a_backlog() {
        let overdue: Vec<_> =
            feeds(9, at(0)).into_iter().zip(0..).map(|((_, id), n)| (at(-n), id)).collect();
        let mut queue = Queue::default();
        spread(&mut queue, overdue, at(0));
        let order: Vec<&str> = queue.iter().map(|(_, id)| id.as_str()).collect();
        assert!(order.is_sorted_by(|before, after| before > after), "{order:?}");
    }

    // Edge cases 34 and 66.
    #[test]
    fn what_fell_due_while_the_machine_slept_is_spread_and_a_busy_minute_is_not() {
        let start = Instant::now();
        let mut queue = queue(300, at(50));
        let mut watch = Watch::new(at(0), start);
        watch.look(&mut queue, at(59), start + Duration::from_secs(59), true);
        assert_eq!(queue.iter().next_back().unwrap().0, at(50));
        // It slept for an hour: only the wall clock knows.
        watch.look(&mut queue, at(3_659), start + Duration::from_secs(60), true);
        assert_eq!((queue.first().unwrap().0, queue.len()), (at(3_659), 300));
        assert_eq!(queue.iter().next_back().unwrap().0, at(3_662) - STEP);
    }

    #[test]
    fn what_fell_due_while_nothing_might_be_polled_is_spread() {
        let start = Instant::now();
        let mut queue = queue(300, at(50));
        let mut watch = Watch::new(at(0), start);
        for second in 1_u32..600 {
            let steady = start + Duration::from_secs(1) * second;
            watch.look(&mut queue, at(second.into()), steady, false);
        }
        assert_eq!(queue.iter().next_back().unwrap().0, at(50));
        watch.look(&mut queue, at(600), start + Duration::from_secs(600), true);
        assert_eq!(queue.iter().next_back().unwrap().0, at(603) - STEP);
    }

    // Edge case 66.
    #[test]
    fn a_clock_that_was_set_back_a_day_does_not_stop_polling_for_a_day() {
        let start = Instant::now();
        let mut queue = queue(3, at(100));
        let mut watch = Watch::new(at(0), start);
        watch.look(&mut queue, at(10), start + Duration::from_secs(10), true);
        watch.look(&mut queue, at(20 - 86_400), start + Duration::from_secs(20), true);
        assert_eq!(queue.first().unwrap().0, at(100 - 86_400));
    }
}
