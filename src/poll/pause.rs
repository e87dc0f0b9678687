//! Pure: while the store cannot commit, nothing is asked of anybody but, now and then, by a single poll that tries.

use std::time::Duration;

use tokio::time::Instant;

/// First wait before a poll tries again; doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_secs(30);
/// A disk is cleared by a person: after that, this is how long the desk may still stand still.
const PAUSE_MAX: Duration = Duration::from_secs(300);

/// Whether polls may start, as far as the store is concerned.
#[derive(Debug, Default)]
pub(super) struct StorePause {
    trouble: Option<Trouble>,
}

#[derive(Debug)]
struct Trouble {
    retry_at: Instant,
    pause: Duration,
    reason: String,
}

impl StorePause {
    /// A poll could not be committed. Those that were under way when the trouble began do not lengthen it.
    pub(super) fn begin(&mut self, now: Instant, reason: &str) {
        let pause = match &self.trouble {
            Some(trouble) if now < trouble.retry_at => return,
            Some(trouble) => (trouble.pause * 2).min(PAUSE_MAX),
            None => PAUSE_MIN,
        };
        self.trouble = Some(Trouble { retry_at: now + pause, pause, reason: reason.to_owned() });
    }

    /// A poll was committed.
    pub(super) fn end(&mut self) {
        self.trouble = None;
    }

    /// Whether one more poll may start beside those `under_way`.
    pub(super) fn allows(&self, now: Instant, under_way: usize) -> bool {
        self.trouble.as_ref().is_none_or(|trouble| now >= trouble.retry_at && under_way == 0)
    }

    /// How long nothing may start.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let retry_at = self.trouble.as_ref().map(|trouble| trouble.retry_at);
        retry_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    /// Why polling stands still, in words; `None` while it does not.
    pub(super) fn reason(&self) -> Option<String> {
        let Trouble { pause, reason, .. } = self.trouble.as_ref()?;
        Some(format!("nothing is polled but one feed every {pause:?}: not admitted: {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_poll_tries_after_a_pause_that_grows_and_the_first_commit_ends_it() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut pause = StorePause::default();
        assert!(pause.allows(start, 63) && pause.reason().is_none());
        pause.begin(at(0), "full");
        pause.begin(at(20), "full");
        assert!(!pause.allows(at(29), 0), "others that failed meanwhile change nothing");
        assert!(pause.allows(at(30), 0) && !pause.allows(at(30), 1), "one at a time");
        pause.begin(at(31), "full");
        assert_eq!(pause.left(at(31)), Duration::from_secs(60));
        let mut now = 91;
        for _ in 0..5 {
            pause.begin(at(now), "full");
            now += pause.left(at(now)).as_secs();
        }
        pause.begin(at(now), "full");
        assert_eq!(pause.left(at(now)), PAUSE_MAX);
        assert!(pause.reason().unwrap().contains("full"));
        pause.end();
        assert!(pause.allows(at(now), 63));
        pause.begin(at(now), "full");
        assert_eq!(pause.left(at(now)), PAUSE_MIN);
    }
}
