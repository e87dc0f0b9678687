//! Who may send a body now: so many at once, and of one hub or one subscription no more than some, however slow it is (P5, P6).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::timeout;
use url::Url;

use crate::fetch::limits::{Limits, Permit};
use crate::websub::key::Token;

/// Bodies in memory at once, each up to `fetch.body_max`.
const BODIES_MAX: usize = 8;
/// Of all subscriptions at hubs of one registrable domain.
const BODIES_HUB_MAX: usize = 5;
/// Of one subscription.
const BODIES_EACH_MAX: usize = 2;

/// Longest wait for a place among all; a hub that hears nothing for longer gives up by itself.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Places {
    limits: Limits,
    busy: Mutex<HashMap<Token, usize>>,
}

/// The subscription's right to one body; given back when dropped.
#[derive(Debug)]
pub(super) struct Place<'p> {
    places: &'p Places,
    token: Token,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { limits: Limits::new(BODIES_MAX, BODIES_HUB_MAX), busy: Mutex::default() }
    }

    /// `None` while the subscription has as many as it may.
    pub(super) fn enter(&self, token: &Token) -> Option<Place<'_>> {
        let mut busy = self.lock();
        let own = busy.entry(token.clone()).or_default();
        if *own >= BODIES_EACH_MAX {
            return None;
        }
        *own += 1;
        Some(Place { places: self, token: token.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Token, usize>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Waits for a place among those of the hub and then among all, up to [`WAIT_MAX`].
    pub(super) async fn among_all(&self, hub: &Url) -> Option<Permit> {
        timeout(WAIT_MAX, self.places.limits.acquire(hub)).await.ok().flatten()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut busy = self.places.lock();
        if let Some(own) = busy.get_mut(&self.token) {
            *own -= 1;
            if *own == 0 {
                busy.remove(&self.token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn hub(name: &str) -> Url {
        format!("https://{name}/").parse().unwrap()
    }

    #[tokio::test]
    async fn one_slow_subscription_and_one_slow_hub_leave_places_to_the_others() {
        let places = Places::new();
        let mut held = Vec::new();
        for _ in 0..BODIES_HUB_MAX {
            let place = places.enter(&Token::draw().unwrap()).unwrap();
            let permit = place.among_all(&hub("slow.example")).await.unwrap();
            held.push((place, permit));
        }
        let slow = Token::draw().unwrap();
        let of_slow = places.enter(&slow).unwrap();
        let waits = of_slow.among_all(&hub("push.slow.example")).now_or_never();
        assert!(waits.is_none(), "as long as it may");
        let second = places.enter(&slow).unwrap();
        assert!(places.enter(&slow).is_none());
        let other = places.enter(&Token::draw().unwrap()).unwrap();
        let permit = other.among_all(&hub("other.example")).await.unwrap();
        held.clear();
        assert!(second.among_all(&hub("slow.example")).await.is_some());
        drop((of_slow, second, other, permit));
        assert!(places.lock().is_empty());
    }
}
