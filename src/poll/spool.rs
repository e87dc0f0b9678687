//! One look at a spool folder: every complete file is read, admitted and moved away, oldest first.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::failing::not_admitted;
use super::{Polled, Poller, count_problems, millis, read_document};
use crate::config::FeedConfig;
use crate::fetch::FailureKind;
use crate::fetch::spool::{self, Outcome, SpoolError, SpoolFile};
use crate::metrics::{self, PollOutcome, Unread};
use crate::model::{FeedId, FetchFacts, Moving, NextPoll, ProblemKind};
use crate::parse::Hints;
use crate::store::{FailedPoll, FeedState};

/// How long the rest of a file that breaks off is waited for: an upload may stall. Then it is taken as it is.
const TRUNCATED_MAX: SignedDuration = SignedDuration::from_mins(5);

/// What the last look at each folder saw: a file is complete that did not change between two looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    seen: Mutex<HashMap<FeedId, Vec<SpoolFile>>>,
}

impl Looks {
    fn swap(&self, feed: &FeedId, seen: Vec<SpoolFile>) -> Vec<SpoolFile> {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(feed.clone(), seen).unwrap_or_default()
    }
}

/// What a look into a folder came to.
struct Looked {
    polled: Polled,
    /// No file was left for the next look.
    decided: bool,
}

impl Poller {
    /// A look that fails is remembered like any failed poll, and its trouble ends with the first look that finds nothing
    /// wrong and nothing undecided: what could not be read lies in `failed/` by then, or somebody took it away.
    pub(super) async fn poll_spool(
        &self,
        feed: &Arc<FeedConfig>,
        state: &FeedState,
        folder: PathBuf,
    ) -> Polled {
        let Looked { polled, decided } = self.look_into(feed, folder).await;
        match (polled.outcome, polled.problem.clone()) {
            (PollOutcome::NotModified, None) if decided && state.failures > 0 => {
                match self.store.record_recovered(feed.id.clone()).await {
                    Ok(()) => polled,
                    Err(error) => not_admitted(polled.due, &error),
                }
            }
            (PollOutcome::NotModified, None) => Polled { problem: state.problem.clone(), ..polled },
            (
                PollOutcome::Unreadable(_) | PollOutcome::Failed(_) | PollOutcome::Fault,
                Some(problem),
            ) => {
                let poll = FailedPoll {
                    feed: feed.id.clone(),
                    at: self.clock.now(),
                    next_due: polled.due,
                    rest_until: None,
                    interval_ms: millis(self.config.schedule.spool_interval),
                    origin: None,
                    moving: Moving::default(),
                    gave_up: false,
                    outcome: polled.outcome,
                    problem,
                };
                match self.store.record_failed(poll).await {
                    Ok(()) => polled,
                    Err(error) => not_admitted(polled.due, &error),
                }
            }
            _ => polled,
        }
    }

    async fn look_into(&self, feed: &Arc<FeedConfig>, folder: PathBuf) -> Looked {
        let now = self.clock.now();
        let due = now.checked_add(self.config.schedule.spool_interval).unwrap_or(now);
        let before = self.spool.swap(&feed.id, Vec::new());
        let look = blocking(move || spool::list_ready(&folder, &before, now)).await;
        let look = match look {
            Ok(look) => look,
            Err(error) => return Looked { polled: failed(due, &error), decided: true },
        };
        let mut decided = look.ready.len() == look.seen.len();
        self.spool.swap(&feed.id, look.seen);
        let mut polled = Polled { outcome: PollOutcome::NotModified, due, problem: None };
        for file in look.ready {
            // P5: a thousand files may fill the outbox long before the next look would see it.
            if self.outbox_is_full() {
                decided = false;
                break;
            }
            let one = self.take_file(feed, file, due).await;
            if one.outcome == PollOutcome::NotAdmitted {
                return Looked { polled: one, decided: false };
            }
            decided &= one.outcome != PollOutcome::NotModified;
            // Trouble with one file is the look's, whatever came of the others, and so is what was read of any.
            if polled.problem.is_none() && one.outcome != PollOutcome::NotModified {
                polled = one;
            }
        }
        Looked { polled, decided }
    }

    /// Moved only after the commit: a crash in between reads the file again, and finds everything unchanged (P1).
    async fn take_file(&self, feed: &Arc<FeedConfig>, file: SpoolFile, due: Timestamp) -> Polled {
        let (feed_config, config) = (Arc::clone(feed), Arc::clone(&self.config));
        let taken = file.clone();
        let permit = self.readers.acquire().await.ok();
        let reading = blocking(move || {
            let bytes = spool::read(&taken, config.fetch.body_max)?;
            Ok(read_document(
                &bytes,
                Hints::default(),
                &feed_config,
                &config.parse,
                config.normalise.rules(),
            ))
        });
        let reading = reading.await;
        drop(permit);
        let untouched = Polled { outcome: PollOutcome::NotModified, due, problem: None };
        let reading = match reading {
            Ok(reading) => reading,
            // Still being written, or gone: the next look judges it anew.
            Err(SpoolError::Changed { .. }) => return untouched,
            Err(error) => {
                if let SpoolError::Panicked(_) = error {
                    metrics::record_problem(ProblemKind::ParserPanic);
                }
                if error.is_of_the_file() {
                    self.finish(file, Outcome::Failed).await;
                }
                return failed(due, &error);
            }
        };
        let age = self.clock.now().duration_since(file.modified);
        let breaks_off = file.bytes == 0 || !reading.is_whole();
        if breaks_off && (SignedDuration::ZERO..TRUNCATED_MAX).contains(&age) {
            return untouched;
        }
        count_problems(&reading);
        if let Some(fault) = reading.fault() {
            let problem = Some(format!("{}: {fault}", file.path.display()));
            let outcome = PollOutcome::Unreadable(Unread::of(fault.kind));
            tracing::warn!(feed = %feed.id, file = %file.path.display(), %fault, "spool file cannot be read; moved to failed/");
            self.finish(file, Outcome::Failed).await;
            return Polled { outcome, due, problem };
        }
        let interval = millis(self.config.schedule.spool_interval);
        let next = NextPoll::fixed(due, interval);
        let batch = reading.into_batch(feed, FetchFacts::default(), self.clock.now(), next);
        let batch = Box::new(batch);
        match self.admit(feed, batch).await {
            Ok(_) => {
                self.finish(file, Outcome::Done).await;
                Polled { outcome: PollOutcome::Fresh, due, problem: None }
            }
            Err(error) if error.is_of_the_store() => not_admitted(due, &error),
            Err(error) => {
                let problem = Some(format!("{}: {error}", file.path.display()));
                self.finish(file, Outcome::Failed).await;
                Polled { outcome: PollOutcome::Fault, due, problem }
            }
        }
    }

    async fn finish(&self, file: SpoolFile, outcome: Outcome) {
        let path = file.path.clone();
        if let Err(error) = blocking(move || spool::finish(&file, outcome)).await {
            tracing::error!(path = %path.display(), error = %error_chain(&error), "spool file not moved away; it is read again and found unchanged");
        }
    }
}

fn failed(due: Timestamp, error: &SpoolError) -> Polled {
    let why = match error {
        SpoolError::TooBig { .. } => PollOutcome::Failed(FailureKind::TooBig),
        SpoolError::List(_)
        | SpoolError::Read(_)
        | SpoolError::Changed { .. }
        | SpoolError::Panicked(_)
        | SpoolError::Move(_)
        | SpoolError::Full { .. } => PollOutcome::Unreadable(Unread::Broken),
    };
    Polled { outcome: why, due, problem: Some(error_chain(error)) }
}

fn error_chain(error: &SpoolError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Runs file work off the runtime's threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SpoolError> + Send + 'static,
) -> Result<T, SpoolError> {
    let panicked = |error: tokio::task::JoinError| SpoolError::Panicked(error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(panicked)?
}
