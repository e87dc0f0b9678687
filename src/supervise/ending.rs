//! The end of the daemon: stages in order, one deadline for all, and the names of those who were late.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Stage, Supervisor, service};
use crate::health::Health;

/// How the daemon ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Why it had to end: the first critical task that failed. `None`: it was asked to.
    pub failure: Option<String>,
    /// In the order in which they were found late.
    pub late: Vec<Late>,
}

/// A task that did not stop within its stage's share of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    pub name: &'static str,
    pub stage: Stage,
    /// From the end of its stage's share to the end of the shutdown.
    pub over: Duration,
}

impl Ending {
    pub fn is_clean(&self) -> bool {
        self.failure.is_none() && self.late.is_empty()
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.failure.as_deref().unwrap_or("stopped as asked"))?;
        for (index, late) in self.late.iter().enumerate() {
            f.write_str(if index == 0 { "; late: " } else { ", " })?;
            write!(f, "{} ({:.1} s over)", late.name, late.over.as_secs_f64())?;
        }
        Ok(())
    }
}

impl Stage {
    /// Eighths of the whole time at which the stage must be over. What one leaves unused falls to the next;
    /// publishing has the largest share because it alone waits for another machine.
    fn ends_at_eighth(self) -> u32 {
        match self {
            Self::Polling => 2,
            Self::Admitting => 4,
            Self::Publishing => 7,
            Self::Closing => 8,
        }
    }
}

impl Supervisor {
    /// Waits until shutdown is asked for, then stops the stages in order, all within `timeout`. From then on
    /// `health` is never ready again.
    ///
    /// A thread that is late is left behind: it ends with the process, so the caller must not join it.
    pub async fn run_until_stopped(&self, health: &Health, timeout: Duration) -> Ending {
        self.shared.shutdown.cancelled().await;
        health.set_stopping();
        service::stopping("stopping");
        let began = Instant::now();
        let mut late = BTreeMap::new();
        for stage in Stage::ALL {
            let share_ends = began + timeout * stage.ends_at_eighth() / 8;
            self.shared.tokens(stage).stop.cancel();
            tracing::info!(stage = stage.label(), "stopping");
            if !self.stage_is_over(stage, share_ends).await {
                self.name_the_late(stage, share_ends, &mut late);
                self.shared.tokens(stage).kill.cancel();
            }
        }
        let end = Instant::now();
        let late = late.into_values().map(|(task, share_ends)| Late {
            over: end.saturating_duration_since(share_ends),
            ..task
        });
        let ending = Ending { failure: self.shared.failure.get().cloned(), late: late.collect() };
        tracing::info!(ending = %ending, "stopped");
        ending
    }

    /// Whether the tasks of `stage` and of all before it are over by `share_ends`.
    async fn stage_is_over(&self, stage: Stage, share_ends: Instant) -> bool {
        let mut running = self.shared.running.subscribe();
        let over = running.wait_for(|tasks| tasks.values().all(|task| task.stage > stage));
        timeout_at(share_ends, over).await.is_ok()
    }

    fn name_the_late(
        &self,
        stage: Stage,
        share_ends: Instant,
        late: &mut BTreeMap<u64, (Late, Instant)>,
    ) {
        for (id, task) in self.shared.running.borrow().iter() {
            if task.stage <= stage && !late.contains_key(id) {
                tracing::warn!(task = task.name, stage = stage.label(), "task is late to stop");
                let found = Late { name: task.name, stage: task.stage, over: Duration::ZERO };
                late.insert(*id, (found, share_ends));
            }
        }
    }
}
