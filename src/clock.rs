//! The only way to learn the time, so that replay and tests can bring their own.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Wall-clock time for decisions and records. Durations are measured with `tokio::time`, never with this.
pub trait Clock: Send + Sync + std::fmt::Debug {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the machine's clock"
        )]
        Timestamp::now()
    }
}

/// A clock that stands still until it is set, and never runs back (`replay`).
#[derive(Debug)]
pub struct VirtualClock {
    millis: AtomicI64,
}

impl VirtualClock {
    pub fn starting_at(at: Timestamp) -> Self {
        Self { millis: AtomicI64::new(at.as_millisecond()) }
    }

    /// Moves the clock to `at`; an earlier time leaves it where it is.
    pub fn advance_to(&self, at: Timestamp) {
        self.millis.fetch_max(at.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let millis = self.millis.load(Ordering::SeqCst);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
