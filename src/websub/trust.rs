//! Pure: whether a hub is believed (edge case 41). Trust is earned by a push, and lost when a poll finds what no push brought.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How long a push may come after a poll found the same entry: publishers tell their hubs late, and hubs try again.
pub const GRACE: Duration = Duration::from_secs(30 * 60);

/// Entries remembered of one doubt; more say nothing more.
const MISSED_MAX: usize = 32;

/// What a hub has shown of itself since it verified the subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// The first poll since then, or since we could not be reached: what it found is no fault of the hub's.
    pub since: Option<Timestamp>,
    /// The last push that was signed with our secret.
    pub pushed_at: Option<Timestamp>,
    pub demoted: bool,
    pub doubt: Option<Doubt>,
}

/// A poll was first with something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub since: Timestamp,
    /// Hashes of the names of the entries that no push has brought yet.
    pub missed: Vec<u64>,
}

impl Trust {
    /// Whether pushes can be relied on, so that polls may rest.
    pub fn is_earned(&self) -> bool {
        self.pushed_at.is_some() && !self.demoted && self.doubt.is_none()
    }

    /// A signed push brought these entries.
    pub fn heed_push(&mut self, now: Timestamp, entries: &[u64]) {
        self.pushed_at = Some(now);
        if let Some(doubt) = &mut self.doubt {
            doubt.missed.retain(|missed| !entries.contains(missed));
            if doubt.missed.is_empty() {
                self.doubt = None;
            }
        }
    }

    /// A poll that a push could have been before found these entries, which were not known.
    pub fn heed_poll(&mut self, now: Timestamp, unknown: &[u64]) {
        if self.since.is_none() {
            self.since = Some(now);
            return;
        }
        if self.demoted || unknown.is_empty() {
            return;
        }
        let doubt = self.doubt.get_or_insert(Doubt { since: now, missed: Vec::new() });
        let room = MISSED_MAX.saturating_sub(doubt.missed.len());
        doubt.missed.extend(unknown.iter().take(room));
    }

    /// Pushes may have been missed by our own fault: the next poll makes a new beginning.
    pub fn begin_anew(&mut self) {
        (self.since, self.doubt) = (None, None);
    }

    /// How many entries the hub never brought, once it had its time.
    pub fn find_missed(&self, now: Timestamp) -> Option<usize> {
        let doubt = self.doubt.as_ref()?;
        (now >= after(doubt.since, GRACE)).then_some(doubt.missed.len())
    }
}

/// `at` and a wait.
pub(crate) fn after(at: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn a_hub_that_never_pushed_is_not_relied_on() {
        let mut trust = Trust::default();
        trust.heed_poll(at(0), &[]);
        assert!(!trust.is_earned());
        trust.heed_push(at(1), &[]);
        assert!(trust.is_earned());
    }

    #[test]
    fn what_the_first_poll_finds_is_no_fault_of_the_hub() {
        let mut trust = Trust::default();
        trust.heed_poll(at(0), &[1, 2]);
        assert_eq!(trust.doubt, None);
        trust.heed_poll(at(5), &[3]);
        assert!(trust.doubt.is_some());
        trust.begin_anew();
        trust.heed_poll(at(9), &[4]);
        assert_eq!(trust.doubt, None);
    }

    #[test]
    fn a_push_that_comes_late_takes_the_doubt_away_and_one_of_something_else_does_not() {
        let mut trust = Trust { since: Some(at(0)), ..Trust::default() };
        trust.heed_poll(at(5), &[1, 2]);
        trust.heed_push(at(6), &[2, 7]);
        assert!(!trust.is_earned());
        assert_eq!(trust.find_missed(at(34)), None);
        assert_eq!(trust.find_missed(at(35)), Some(1));
        trust.heed_push(at(36), &[1]);
        assert!(trust.is_earned());
        assert_eq!(trust.find_missed(at(99)), None);
    }

    #[test]
    fn a_doubt_is_bounded_and_begins_with_its_first_entry() {
        let mut trust = Trust { since: Some(at(0)), ..Trust::default() };
        trust.heed_poll(at(5), &[0; 20]);
        trust.heed_poll(at(30), &[0; 20]);
        let doubt = trust.doubt.unwrap();
        assert_eq!((doubt.since, doubt.missed.len()), (at(5), MISSED_MAX));
    }
}
