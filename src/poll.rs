//! The spine, readable top to bottom: fetch, parse, normalise, admit.

mod backlog;
mod dispatch;
mod due;
mod hosts;
mod hurry;
mod moves;
mod network;
mod older;
mod pages;
mod pause;
pub(crate) mod push;
mod reading;
pub(crate) mod sharing;
mod spool;
mod states;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

pub use dispatch::{Dispatcher, FeedList};
use due::jitter;
pub(crate) use due::jitter_of;
use network::{Blame, reached_nobody};
pub use pages::PageWorker;
pub(crate) use reading::options_of;
pub use reading::{Reading, read_document};

use crate::clock::Clock;
use crate::config::{Config, FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::fetch::moved;
use crate::fetch::redirect::may_carry_credentials;
use crate::fetch::validators::{self, Asked, Compared, DOUBTS_MAX};
use crate::fetch::{Answer, Body, Failure, FailureKind, Request, Target, Transport};
use crate::metrics::{self, PollOutcome};
use crate::model::{Batch, Extent, FetchFacts, News, ProblemKind, VerdictKind};
use crate::parse::Hints;
use crate::schedule::{Facts, Outcome, next_due};
use crate::store::writer::StoreWriter;
use crate::store::{AdmitOptions, Admitted, FailedPoll, FeedState, StoreError};
use crate::websub::Offer;

/// Everything a poll needs but the feed.
#[derive(Debug)]
pub struct Poller {
    pub transport: Arc<dyn Transport>,
    pub store: StoreWriter,
    pub clock: Arc<dyn Clock>,
    pub config: Arc<Config>,
    spool: spool::Looks,
    network: network::Network,
    /// Documents read at once: one a processor. More would only multiply their memory (P5).
    readers: Semaphore,
    pages: pages::Desk,
    moves: moves::Moves,
    pub(crate) push: push::Desk,
    pub(crate) hurry: hurry::Hurry,
}

/// What a poll came to, for the log, the metrics and the dispatcher.
#[derive(Debug)]
pub struct Polled {
    pub outcome: PollOutcome,
    pub due: Timestamp,
    /// What is wrong with the feed, in words.
    pub problem: Option<String>,
}

impl Poller {
    pub fn new(
        transport: Arc<dyn Transport>,
        store: StoreWriter,
        clock: Arc<dyn Clock>,
        config: Arc<Config>,
    ) -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let readers = Semaphore::new(processors);
        let (spool, network) = (spool::Looks::default(), network::Network::new());
        let (pages, moves) = (pages::Desk::default(), moves::Moves::default());
        let (push, hurry) = (push::Desk::default(), hurry::Hurry::default());
        Self { transport, store, clock, config, spool, network, readers, pages, moves, push, hurry }
    }

    /// Polls one feed, from the request to the commit, and tells when it is due again. Whatever goes wrong is
    /// this feed's affair alone (P6).
    pub async fn poll(&self, feed: Arc<FeedConfig>) -> Polled {
        let began = Instant::now();
        let (problem, polled) = match self.store.feed_state(feed.id.clone()).await {
            Ok(state) => {
                let state = match feed.origin.address() {
                    Some(address) => state.for_origin(address),
                    None => state,
                };
                let polled = self.poll_from(&feed, &state).await;
                (state.problem, polled)
            }
            Err(error) => {
                let (state, now) = (FeedState::default(), self.clock.now());
                (None, self.answer_store_error(&feed, &state, now, &error).await)
            }
        };
        tell(&feed, problem.as_deref(), &polled, began.elapsed());
        polled
    }

    async fn poll_from(&self, feed: &Arc<FeedConfig>, state: &FeedState) -> Polled {
        match &feed.origin {
            Origin::Http(url) => {
                let how = self.choose_how_to_ask(state);
                let validators = match how {
                    Asked::AsUsual => (state.etag.clone(), state.last_modified.clone()),
                    Asked::Unconditionally => (None, None),
                };
                let address = moves::address_of(url, state);
                let own = |_: &_| may_carry_credentials(url, address);
                let request = Request {
                    etag: validators.0,
                    last_modified: validators.1,
                    credentials: feed.credentials.clone().filter(own),
                    private: moves::may_be_private(url, address),
                    tls: feed.tls.clone(),
                    ..Request::new(address.clone(), Target::Feed)
                };
                let asked = Instant::now();
                let answer = self.transport.get(request).await;
                match self.find_blame(address, asked, &answer).await {
                    Blame::Feed => self.take_answer(feed, state, how, answer).await,
                    Blame::OurNetwork => self.stay_due(state),
                }
            }
            Origin::Spool(folder) => self.poll_spool(feed, state, folder.clone()).await,
        }
    }

    fn choose_how_to_ask(&self, state: &FeedState) -> Asked {
        let every = self.config.fetch.unconditional_every;
        validators::choose(state.doubts, state.whole_at, self.clock.now(), every)
    }

    /// An answer of any kind tells all polls that the network is there.
    async fn find_blame(&self, url: &Url, asked: Instant, answer: &Answer) -> Blame {
        match answer {
            Answer::Failed(failure) if reached_nobody(failure.kind) => {
                self.network.blame(&name_site(url), asked).await
            }
            Answer::Failed(failure) if failure.kind == FailureKind::Forbidden => Blame::Feed,
            Answer::Fresh(_)
            | Answer::NotModified(_)
            | Answer::Moved { .. }
            | Answer::Failed(_) => {
                self.network.heed_answer(Instant::now());
                Blame::Feed
            }
        }
    }

    /// Nothing was learned of the feed: its failures, its problem and its validators stay as they were.
    fn stay_due(&self, state: &FeedState) -> Polled {
        let (due, problem) = (self.clock.now(), state.problem.clone());
        Polled { outcome: PollOutcome::Offline, due, problem }
    }

    async fn take_answer(
        &self,
        feed: &Arc<FeedConfig>,
        state: &FeedState,
        how: Asked,
        answer: Answer,
    ) -> Polled {
        match answer {
            Answer::Failed(failure) => self.record_failure(feed, state, &failure).await,
            Answer::NotModified(facts) => {
                // Where the document came from is not known: it must name its own address, and what a private network
                // answers says nothing of who named the hub.
                let named = state.declared.self_link.is_some() && !facts.private;
                let headers = FetchFacts::default();
                let offer =
                    named.then(|| self.find_offer(feed, &headers, &state.declared, None)).flatten();
                self.record_unmodified(feed, state, facts, (offer, false)).await
            }
            Answer::Moved { .. } => {
                self.record_unreadable(feed, state, "a redirect that was not followed").await
            }
            Answer::Fresh(mut body) => {
                // A part cannot be compared with the whole.
                let doubts = || weigh_doubts(feed, state, how, &body.facts);
                body.facts.doubts = (body.facts.extent == Extent::Whole).then(doubts);
                metrics::record_body(body.bytes.len() as u64);
                let same =
                    body.facts.body_hash.is_some() && body.facts.body_hash == state.body_hash;
                if same {
                    let offer =
                        self.find_offer(feed, &body.facts, &state.declared, Some(&body.url));
                    let facts = FetchFacts { extent: Extent::Unmodified, ..body.facts };
                    return self.record_unmodified(feed, state, facts, (offer, true)).await;
                }
                self.take_body(feed, state, body).await
            }
        }
    }

    /// A new document: read it off the runtime's threads, and admit what it holds.
    async fn take_body(&self, feed: &Arc<FeedConfig>, state: &FeedState, body: Body) -> Polled {
        let url = body.url.clone();
        let (reading, mut facts) = match self.read(feed, body).await {
            Ok(read) => read,
            Err(words) => return self.record_unreadable(feed, state, &words).await,
        };
        let reading =
            self.close_gap(feed, state, &facts, reading.mark_private(facts.private)).await;
        let now = self.clock.now();
        facts.moving = self.moving_after(state, &facts);
        let moving = facts.moving.clone();
        let next = self.next_poll(feed, state, &facts, &reading.facts, now);
        let offer = self.find_offer(feed, &facts, &reading.facts, Some(&url));
        let batch = reading.into_batch(feed, facts, now, next);
        let problem = batch.problems.first().map(ToString::to_string);
        match self.admit(feed, batch).await {
            Ok(admitted) => {
                self.heed_move(feed, &state.moving, &moving);
                self.leave_offer(feed, offer, true);
                let due = next.at(admitted.news()).0;
                Polled { outcome: PollOutcome::Fresh, due, problem }
            }
            Err(error) => self.answer_store_error(feed, state, next.if_news.0, &error).await,
        }
    }

    /// Reads a document off the runtime's threads; where it is none, says why.
    async fn read(
        &self,
        feed: &Arc<FeedConfig>,
        body: Body,
    ) -> Result<(Reading, FetchFacts), String> {
        let Body { bytes, url, charset, facts } = body;
        let (feed_config, config) = (Arc::clone(feed), Arc::clone(&self.config));
        // The semaphore is never closed; without a permit the document would only be read beside others.
        let permit = self.readers.acquire().await.ok();
        let reading = tokio::task::spawn_blocking(move || {
            let hints = Hints { url: Some(url.as_str()), charset: charset.as_deref() };
            read_document(&bytes, hints, &feed_config, &config.parse, config.normalise.rules())
        });
        let reading = reading.await;
        drop(permit);
        let reading = reading.map_err(|panic| {
            metrics::record_problem(ProblemKind::ParserPanic);
            format!("reading it panicked: {panic}")
        })?;
        count_problems(&reading);
        match reading.fault() {
            Some(fault) => Err(fault.to_string()),
            None => Ok((reading, facts)),
        }
    }

    /// One commit: validators, seen-marks, stories, records and the next due time (P1).
    async fn admit(&self, feed: &FeedConfig, batch: Batch) -> Result<Admitted, Arc<StoreError>> {
        let origin = feed.origin.address().map(str::to_owned);
        let batch = Batch { fetch: FetchFacts { origin, ..batch.fetch.clone() }, ..batch };
        let options = AdmitOptions {
            publish: feed.publish,
            record_bytes_max: self.config.publish.record_bytes_max,
            pages: true,
        };
        let pushed = batch.fetch.extent == Extent::Pushed;
        let admitted = self.store.admit(batch, options).await?;
        if admitted.pages > 0 {
            self.pages.wake();
        }
        let count = |kind| admitted.verdicts.iter().filter(|v| v.verdict == kind).count();
        for kind in VerdictKind::ALL.into_iter().filter(|kind| count(*kind) > 0) {
            metrics::record_verdicts(kind, count(kind) as u64);
        }
        if admitted.news() == News::Gap {
            metrics::record_gap();
            tracing::warn!(
                feed = %feed.id,
                entries = admitted.verdicts.len(),
                "gap: nothing in the document was known; stories between it and the last one may be lost, the feed is polled faster"
            );
        }
        if admitted.news() != News::Nothing {
            tracing::info!(
                feed = %feed.id,
                new = count(VerdictKind::New),
                update = count(VerdictKind::Update),
                copy = count(VerdictKind::Copy),
                withdrawn = count(VerdictKind::Withdrawn),
                rejected = count(VerdictKind::Rejected),
                pushed,
                "news admitted"
            );
        }
        for verdict in &admitted.verdicts {
            if verdict.verdict == VerdictKind::Withdrawn && verdict.version.as_deref() == Some("1")
            {
                tracing::warn!(feed = %feed.id, entry = verdict.entry, "a kill of a story that is not known here");
            }
            tracing::trace!(feed = %feed.id, entry = verdict.entry, verdict = verdict.verdict.label(), because = verdict.because, "entry judged");
        }
        Ok(admitted)
    }

    /// The new validators are committed though nothing else came: servers may change them with a 304.
    async fn record_unmodified(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        facts: FetchFacts,
        (offer, firm): (Option<Offer>, bool),
    ) -> Polled {
        let now = self.clock.now();
        let moving = self.moving_after(state, &facts);
        let facts = FetchFacts { extent: Extent::Unmodified, moving: moving.clone(), ..facts };
        let next = self.next_poll(feed, state, &facts, &state.declared, now);
        let batch = Batch::without_entries(feed.id.clone(), now, facts, next);
        match self.admit(feed, batch).await {
            Ok(_) => {
                self.heed_move(feed, &state.moving, &moving);
                self.leave_offer(feed, offer, firm);
                // What was wrong with the document still is: it has not changed.
                let problem = state.problem.clone().filter(|_| state.failures == 0);
                Polled { outcome: PollOutcome::NotModified, due: next.at(News::Nothing).0, problem }
            }
            Err(error) => self.answer_store_error(feed, state, next.if_none.0, &error).await,
        }
    }

    async fn record_failure(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        failure: &Failure,
    ) -> Polled {
        let outcome = PollOutcome::Failed(failure.kind);
        self.record_failed(feed, state, outcome, failure.kind, failure.retry_after, &failure.detail)
            .await
    }

    /// An answer that is no document leaves validators and seen-state alone (P8).
    async fn record_unreadable(&self, feed: &FeedConfig, state: &FeedState, words: &str) -> Polled {
        self.record_failed(feed, state, PollOutcome::Unreadable, FailureKind::Body, None, words)
            .await
    }

    async fn record_failed(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        outcome: PollOutcome,
        kind: FailureKind,
        retry_after: Option<Duration>,
        words: &str,
    ) -> Polled {
        let now = self.clock.now();
        let facts = Facts {
            outcome: Outcome::Failed(kind),
            failures: state.failures.saturating_add(1),
            retry_after,
            max_age: None,
            ..self.facts(feed, state, &state.declared)
        };
        let due = next_due(now, &facts, jitter(feed, now));
        let moving = match outcome {
            PollOutcome::Failed(_) | PollOutcome::Unreadable => {
                moved::after_failure(&state.moving, facts.failures, now)
            }
            PollOutcome::Fresh
            | PollOutcome::NotModified
            | PollOutcome::NotAdmitted
            | PollOutcome::Fault
            | PollOutcome::Offline => state.moving.clone(),
        };
        let poll = FailedPoll {
            feed: feed.id.clone(),
            at: now,
            next_due: due.at,
            interval_ms: millis(due.interval),
            origin: feed.origin.address().map(str::to_owned),
            gave_up: state.moving.adopted.is_some() && moving.adopted.is_none(),
            moving: moving.clone(),
            problem: words.to_owned(),
        };
        match self.store.record_failed(poll).await {
            Ok(()) => {
                self.heed_move(feed, &state.moving, &moving);
                Polled { outcome, due: due.at, problem: Some(words.to_owned()) }
            }
            Err(error) => not_admitted(due.at, &error),
        }
    }

    /// Nothing was committed. Where it was this poll's own doing, the feed backs off like any that fails (P6); else
    /// it is due at `due` as far as its server is concerned, and the dispatcher waits for the store.
    async fn answer_store_error(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        due: Timestamp,
        error: &StoreError,
    ) -> Polled {
        if error.is_of_the_store() {
            return not_admitted(due, error);
        }
        let words = error.to_string();
        self.record_failed(feed, state, PollOutcome::Fault, FailureKind::Body, None, &words).await
    }

    /// Above its mark the outbox is the only buffer that may grow, and polling stops feeding it.
    pub(crate) fn outbox_is_full(&self) -> bool {
        self.store.depth().borrow().rows >= self.config.publish.outbox_rows_high
    }
}

/// What is thought of the server's 304s, now that a body came.
fn weigh_doubts(feed: &FeedConfig, state: &FeedState, how: Asked, facts: &FetchFacts) -> u32 {
    let compared = Compared {
        same_body: facts.body_hash == state.body_hash,
        same_validators: facts.etag == state.etag && facts.last_modified == state.last_modified,
    };
    let known =
        state.body_hash.is_some() && (state.etag.is_some() || state.last_modified.is_some());
    if !known {
        return state.doubts;
    }
    let doubts = validators::weigh(state.doubts, how, compared);
    if doubts >= DOUBTS_MAX && state.doubts < DOUBTS_MAX {
        tracing::warn!(feed = %feed.id, "the server answered 304 although the feed had changed: it is asked without validators from now on");
    }
    doubts
}

/// The next poll begins where this one did, but no sooner than its server may be asked.
fn not_admitted(due: Timestamp, error: &StoreError) -> Polled {
    Polled { outcome: PollOutcome::NotAdmitted, due, problem: Some(error.to_string()) }
}

/// Counts what was wrong with a document and its entries, whether it is taken or refused.
fn count_problems(reading: &Reading) {
    reading.all_problems().for_each(|problem| metrics::record_problem(problem.kind));
}

/// The one place through which every poll's outcome goes to log and metrics. A feed's trouble is logged when
/// it begins, changes or ends, not at every poll; the store's trouble is no feed's, and told by the dispatcher.
fn tell(feed: &FeedConfig, before: Option<&str>, polled: &Polled, took: Duration) {
    metrics::record_poll(polled.outcome, took);
    let outcome = polled.outcome.label();
    match (before, polled.problem.as_deref()) {
        _ if polled.outcome == PollOutcome::NotAdmitted => {}
        (_, Some(problem)) if polled.outcome == PollOutcome::Fault => {
            tracing::error!(feed = %feed.id, outcome, problem, "a fault of wiredesk itself; the feed backs off");
        }
        (was, Some(problem)) if was != Some(problem) => {
            tracing::warn!(feed = %feed.id, outcome, problem, "feed in trouble");
        }
        (Some(_), None) => tracing::info!(feed = %feed.id, outcome, "feed healthy again"),
        _ => {}
    }
    tracing::debug!(feed = %feed.id, outcome, due = %polled.due, took_ms = millis(took), "polled");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
