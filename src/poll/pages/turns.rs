//! When the next page of a site may be asked for, whoever leads there: a site that only redirects hands its readers on
//! to others, which are to be spaced like those that are linked straight.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Sites kept before the first sweep of those whose turn is over.
const SITES_BEFORE_SWEEP: usize = 1_024;

#[derive(Debug)]
pub(super) struct Turns {
    spacing: Duration,
    next: Mutex<HashMap<String, Instant>>,
}

impl Turns {
    pub(super) fn new(spacing: Duration) -> Self {
        Self { spacing, next: Mutex::default() }
    }

    /// Waits for a turn at `site`; in the order of asking, one a spacing.
    pub(super) async fn wait(&self, site: String) {
        let at = self.take(site, Instant::now());
        tokio::time::sleep_until(at).await;
    }

    fn take(&self, site: String, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if next.len() >= SITES_BEFORE_SWEEP {
            next.retain(|_, at| *at > now);
        }
        let free = next.entry(site).or_insert(now);
        let at = (*free).max(now);
        *free = at + self.spacing;
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_site_are_spaced_whoever_redirects_there() {
        let (turns, now) = (Turns::new(Duration::from_secs(1)), Instant::now());
        let after = |site: &str, now| turns.take(site.to_owned(), now) - now;
        let waits = [0, 0, 0].map(|_| after("a.example", now).as_secs());
        assert_eq!((waits, after("b.example", now)), ([0, 1, 2], Duration::ZERO));
        assert_eq!(after("a.example", now + Duration::from_secs(60)), Duration::ZERO);
    }
}
