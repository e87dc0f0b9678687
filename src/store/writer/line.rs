//! Documents with entries that wait for the writer, each until its turn: a commit admits for a while and no longer, and
//! a document that is not done by then goes on in a later one, behind those who waited meanwhile (P6).

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::savepoint::{answering, in_savepoint};
use super::{Answer, Reply};
use crate::model::{Batch, FeedId};
use crate::store::admit::Admission;
use crate::store::{AdmitOptions, Admitted, StoreError, Work};

/// How much is admitted in one commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// Measured and not counted: an entry of which all is known takes some 20 microseconds, one of a thousand long texts
    /// that are alike some 20 ms.
    pub(super) time: Duration,
    pub(super) entries_max: usize,
}

/// Those who wait in line, the next one first. No more than there are polls and pushes under way, because each of them
/// waits for its answer (P5).
#[derive(Debug, Default)]
pub(super) struct Line(VecDeque<Waiting>);

#[derive(Debug)]
struct Waiting {
    document: Document,
    reply: Reply<Admitted>,
}

#[derive(Debug)]
enum Document {
    Unread(Box<Batch>, AdmitOptions),
    Begun(Box<Admission<'static>>),
}

impl Waiting {
    fn feed(&self) -> &FeedId {
        match &self.document {
            Document::Unread(batch, _) => &batch.feed,
            Document::Begun(admission) => admission.feed(),
        }
    }

    fn is_begun(&self) -> bool {
        matches!(self.document, Document::Begun(_))
    }
}

impl Line {
    pub(super) fn join(
        &mut self,
        batch: Box<Batch>,
        options: AdmitOptions,
        reply: Reply<Admitted>,
    ) {
        self.0.push_back(Waiting { document: Document::Unread(batch, options), reply });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Admits until the turn is over, one entry at least. The error is the transaction's: all in line are refused then,
    /// for what was admitted of them in it is lost.
    pub(super) fn admit(
        &mut self,
        tx: &Work<'_>,
        turn: Turn,
        answers: &mut Vec<Answer>,
    ) -> Result<(), StoreError> {
        let (began, mut entries) = (Instant::now(), 0);
        let mut is_over = false;
        // The daemon stops, or a hub went away: the document comes again, and what is admitted of it is known.
        self.0.retain(|waiting| !waiting.reply.is_closed());
        while let Some(next) = self.take_next() {
            let Waiting { document, reply } = next;
            let done = in_savepoint(tx, |tx| {
                let mut admission = match document {
                    Document::Unread(batch, options) => {
                        Box::new(Admission::begin(tx, Cow::Owned(*batch), options)?)
                    }
                    Document::Begun(admission) => admission,
                };
                let admitted = admission.go_on(tx, &mut || {
                    entries += 1;
                    is_over = entries >= turn.entries_max || began.elapsed() >= turn.time;
                    is_over
                })?;
                Ok(admitted.ok_or(admission))
            });
            let done = match done {
                Ok(Ok(Err(unfinished))) => {
                    self.0.push_back(Waiting { document: Document::Begun(unfinished), reply });
                    break;
                }
                Ok(Ok(Ok(admitted))) => Ok(Ok(admitted)),
                Ok(Err(own)) => Ok(Err(own)),
                Err(error) => Err(error),
            };
            let (answer, sound) = answering(reply, done);
            answers.push(answer);
            sound?;
            if is_over {
                break;
            }
        }
        Ok(())
    }

    /// The one whose turn it is. What a feed says is taken in the order in which it came: what stands behind a document of
    /// it that is not done yet keeps its place.
    fn take_next(&mut self) -> Option<Waiting> {
        let is_held = |waiting: &Waiting| {
            let mut others = self.0.iter().filter(|other| other.is_begun());
            !waiting.is_begun() && others.any(|begun| begun.feed() == waiting.feed())
        };
        let place = self.0.iter().position(|waiting| !is_held(waiting))?;
        self.0.remove(place)
    }

    pub(super) fn refuse(&mut self, error: &Arc<StoreError>) {
        for waiting in self.0.drain(..) {
            // A poller that was cancelled no longer listens.
            drop(waiting.reply.send(Err(Arc::clone(error))));
        }
    }
}

#[cfg(test)]
mod tests;
