//! Who may send a body now: so many at once, and of one subscription no more than a few, however slow its hub is (P5, P6).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::websub::key::Token;

/// Bodies in memory at once, each up to `fetch.body_max`.
const BODIES_MAX: usize = 8;
/// Of one subscription.
const BODIES_EACH_MAX: usize = 2;

#[derive(Debug)]
pub(super) struct Places {
    all: Semaphore,
    busy: Mutex<HashMap<Token, usize>>,
}

/// The right to send one body; given back when dropped.
#[derive(Debug)]
pub(super) struct Place<'p> {
    places: &'p Places,
    token: Token,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { all: Semaphore::new(BODIES_MAX), busy: Mutex::default() }
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
    /// Waits for a place among all. `None` cannot happen while the semaphore is never closed.
    pub(super) async fn among_all(&self) -> Option<SemaphorePermit<'_>> {
        self.places.all.acquire().await.ok()
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

    #[test]
    fn one_slow_hub_leaves_places_to_the_others() {
        let (slow, other) = (Token::draw().unwrap(), Token::draw().unwrap());
        let places = Places::new();
        let held: Vec<_> = (0..BODIES_EACH_MAX).filter_map(|_| places.enter(&slow)).collect();
        let all: Vec<_> = held.iter().map(|place| place.among_all().now_or_never()).collect();
        assert!(places.enter(&slow).is_none());
        let place = places.enter(&other).unwrap();
        assert!(place.among_all().now_or_never().flatten().is_some());
        drop(all);
        drop(held);
        assert!(places.enter(&slow).is_some());
        drop(place);
        assert!(places.lock().is_empty());
    }
}
