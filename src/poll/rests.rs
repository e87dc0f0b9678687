//! Sites that said "too often" (429): that is said of us, not of one address, so polls, pages and hubs all heed it (edge
//! case 29). It is kept in memory; the feed that was told so has its wait in the store, of which a new start learns it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::fetch::{Failure, FailureKind, Heard};

/// Rest of a site that names no time.
const REST: Duration = Duration::from_secs(60);

/// Longest rest of a whole site after one 429: what one feed is asked to wait may be a day, and it alone waits longer.
const REST_MAX: Duration = Duration::from_secs(15 * 60);

/// Sites kept before the first sweep of those whose rest is over.
const SITES_BEFORE_SWEEP: usize = 1_024;

/// Until when each site rests.
#[derive(Debug, Default)]
pub(crate) struct Rests {
    until: Mutex<HashMap<String, Instant>>,
}

impl Rests {
    /// The site that answered rests, wherever the request began: a redirector has no part in it.
    pub(crate) fn heed(&self, failure: &Failure, now: Instant) {
        if let (FailureKind::TooManyRequests, Heard::Site(site)) = (failure.kind, &failure.heard) {
            self.rest(site, now, failure.retry_after.unwrap_or(REST));
        }
    }

    /// `site` is left alone for `wait`, or as long as a whole site ever rests.
    pub(crate) fn rest(&self, site: &str, now: Instant, wait: Duration) {
        let mut sites = self.lock();
        if sites.len() >= SITES_BEFORE_SWEEP {
            sites.retain(|_, until| *until > now);
        }
        let until = now + wait.min(REST_MAX);
        let known = sites.entry(site.to_owned()).or_insert(until);
        *known = until.max(*known);
    }

    /// Until when nobody may ask `site`; `None` where it may be asked at `now`.
    pub(crate) fn until(&self, site: &str, now: Instant) -> Option<Instant> {
        self.lock().get(site).copied().filter(|until| *until > now)
    }

    /// All that rest at `now`.
    pub(crate) fn sites(&self, now: Instant) -> Vec<String> {
        let sites = self.lock();
        sites.iter().filter(|(_, until)| **until > now).map(|(site, _)| site.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(site: &str, retry_after: Option<Duration>) -> Failure {
        let heard = Heard::Site(site.to_owned());
        Failure { retry_after, heard, ..Failure::new(FailureKind::TooManyRequests, String::new()) }
    }

    #[test]
    fn a_site_rests_as_long_as_it_asks_within_bounds_and_no_shorter_for_a_second_word() {
        let (rests, now) = (Rests::default(), Instant::now());
        let left = |site: &str| rests.until(site, now).map(|until| (until - now).as_secs());
        rests.heed(&busy("a.example", Some(Duration::from_secs(120))), now);
        rests.heed(&busy("a.example", Some(Duration::from_secs(5))), now);
        rests.heed(&busy("b.example", None), now);
        rests.heed(&busy("c.example", Some(Duration::from_secs(86_400))), now);
        rests.heed(&busy("d.example", Some(Duration::ZERO)), now);
        let all = ["a.example", "b.example", "c.example", "d.example"].map(left);
        assert_eq!(all, [Some(120), Some(60), Some(900), None]);
        assert_eq!(rests.until("a.example", now + Duration::from_secs(120)), None, "it is over");
        let server = Failure { kind: FailureKind::Server, ..busy("e.example", None) };
        rests.heed(&server, now);
        assert_eq!(left("e.example"), None);
    }
}
