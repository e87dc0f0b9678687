//! How the parts of the daemon are: set by their owners, read by `/ready` and the watchdog. Decides nothing itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::clock::Clock;

/// The parts that must all be good for the daemon to be ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    Store,
    /// The sink and the thread that feeds it.
    Publisher,
    Polling,
    /// Above its high-water mark polling pauses.
    Outbox,
}

impl Component {
    pub const ALL: [Self; 4] = [Self::Store, Self::Publisher, Self::Polling, Self::Outbox];

    pub fn label(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Publisher => "publisher",
            Self::Polling => "polling",
            Self::Outbox => "outbox",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Before the first word of its owner.
    Starting,
    Good,
    /// With the reason in words a person can act on, and no secrets: everyone who reaches the port reads it.
    Bad(String),
}

/// The shared state. Cheap to set often: only a change is logged.
#[derive(Debug)]
pub struct Health {
    clock: Arc<dyn Clock>,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    parts: BTreeMap<Component, Part>,
    owners: Vec<(&'static str, Heartbeat)>,
    stopping: bool,
}

#[derive(Debug)]
struct Part {
    state: State,
    since: Timestamp,
}

/// How the watchdog sees that an owner of blocking work is not stuck: beaten when a piece of work begins, rested
/// while there is none, or while it waits for another machine: a broker that is down is no reason for a restart.
/// Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Heartbeat {
    busy_since: Arc<Mutex<Option<Instant>>>,
}

impl Health {
    /// All parts are [`State::Starting`].
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let since = clock.now();
        let starting = |component| {
            let state = State::Starting;
            (component, Part { state, since })
        };
        let inner = Inner {
            parts: Component::ALL.into_iter().map(starting).collect(),
            owners: Vec::new(),
            stopping: false,
        };
        Self { clock, inner: Mutex::new(inner) }
    }

    /// A change from good to bad or back is logged once; new words for the same fault only replace the old ones.
    pub fn set(&self, component: Component, state: State) {
        let now = self.clock.now();
        let mut inner = self.lock();
        let before = inner.parts.get(&component);
        let was_bad = before.is_some_and(|part| matches!(part.state, State::Bad(_)));
        let same_kind = before.is_some_and(|part| {
            std::mem::discriminant(&part.state) == std::mem::discriminant(&state)
        });
        let since = before.filter(|_| same_kind).map_or(now, |part| part.since);
        match &state {
            State::Bad(reason) if !was_bad => {
                tracing::warn!(component = component.label(), reason, "not healthy");
            }
            State::Good if was_bad => {
                tracing::info!(component = component.label(), "healthy again");
            }
            State::Starting | State::Good | State::Bad(_) => {}
        }
        inner.parts.insert(component, Part { state, since });
    }

    /// The daemon takes no more work: never ready again.
    pub fn set_stopping(&self) {
        self.lock().stopping = true;
    }

    /// Why the daemon is not ready, in the order of [`Component::ALL`]; empty when it is.
    pub fn reasons(&self) -> Vec<String> {
        let inner = self.lock();
        let parts = inner.parts.iter().filter_map(|(component, part)| {
            let component = component.label();
            match &part.state {
                State::Good => None,
                State::Starting => Some(format!("{component}: starting")),
                State::Bad(reason) => {
                    Some(format!("{component}: {reason} (since {:.0})", part.since))
                }
            }
        });
        let stopping = inner.stopping.then(|| "shutting down".to_owned());
        stopping.into_iter().chain(parts).collect()
    }

    /// Registers an owner of blocking work for the watchdog, once per name.
    pub fn heartbeat(&self, owner: &'static str) -> Heartbeat {
        let heartbeat = Heartbeat::default();
        self.lock().owners.push((owner, heartbeat.clone()));
        heartbeat
    }

    /// The owners that have been in one piece of work for `limit` or longer.
    pub fn stuck_owners(&self, limit: Duration) -> Vec<&'static str> {
        let inner = self.lock();
        let stuck = inner.owners.iter().filter(|(_, heart)| heart.is_stuck(limit));
        stuck.map(|(owner, _)| *owner).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics between two related writes, so a poisoned state is still a true one.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heartbeat {
    /// A piece of work begins, or a long one has got further.
    pub fn beat(&self) {
        *self.lock() = Some(Instant::now());
    }

    /// Nothing to do: waiting is not being stuck.
    pub fn rest(&self) {
        *self.lock() = None;
    }

    fn is_stuck(&self, limit: Duration) -> bool {
        self.lock().is_some_and(|since| since.elapsed() >= limit)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.busy_since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn not_ready_until_every_part_has_said_so() {
        let health = Health::new(Arc::new(VirtualClock::starting_at(at(0))));
        for component in Component::ALL {
            let starting = format!("{}: starting", component.label());
            assert!(health.reasons().contains(&starting), "{starting}");
            health.set(component, State::Good);
        }
        assert_eq!(health.reasons(), Vec::<String>::new());
        health.set_stopping();
        assert_eq!(health.reasons(), ["shutting down"]);
    }

    // Edge case 58: the reason tells since when, not since the last retry.
    #[test]
    fn new_words_for_the_same_fault_keep_its_beginning() {
        let clock = Arc::new(VirtualClock::starting_at(at(0)));
        let health = Health::new(Arc::clone(&clock) as Arc<dyn Clock>);
        for component in Component::ALL {
            health.set(component, State::Good);
        }
        clock.advance_to(at(60));
        health.set(Component::Publisher, State::Bad("broker down".to_owned()));
        clock.advance_to(at(3600));
        health.set(Component::Publisher, State::Bad("broker refuses".to_owned()));
        assert_eq!(health.reasons(), ["publisher: broker refuses (since 1970-01-01T00:01:00Z)"]);
        health.set(Component::Publisher, State::Good);
        health.set(Component::Publisher, State::Bad("again".to_owned()));
        assert_eq!(health.reasons(), ["publisher: again (since 1970-01-01T01:00:00Z)"]);
    }
}
