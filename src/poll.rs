//! The spine, readable top to bottom: fetch, parse, normalise, admit.

mod admission;
mod backlog;
mod dispatch;
mod due;
mod failing;
mod hosts;
mod hurry;
mod moves;
mod network;
mod older;
mod pages;
mod pause;
pub(crate) mod push;
mod queue;
mod reading;
mod rests;
pub(crate) mod sharing;
mod spool;
mod states;
mod wishes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use admission::Standing;
pub use dispatch::{Dispatcher, FeedList};
pub(crate) use due::jitter_of;
use network::Blame;
pub use pages::PageWorker;
pub(crate) use reading::options_of;
pub use reading::{Reading, read_document};
pub use wishes::{Granted, Wishes};

use crate::clock::Clock;
use crate::config::{Config, FeedConfig, Origin};
use crate::fetch::redirect::may_carry_credentials;
use crate::fetch::validators::{self, Asked, DOUBTS_MAX};
use crate::fetch::{Answer, Body, Failure, Heard, Request, Target, Transport};
use crate::metrics::{self, PollOutcome, Unread};
use crate::model::{FetchFacts, ProblemKind};
use crate::parse::Hints;
use crate::store::FeedState;
use crate::store::writer::StoreWriter;

/// Tables by feed or host, into which every poll looks a dozen times. Their names come from the configuration, but for hosts
/// that a feed moved to: the seeded hash that std has against chosen keys would cost four times as much for nothing.
type Table<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Everything a poll needs but the feed.
#[derive(Debug)]
pub struct Poller {
    pub transport: Arc<dyn Transport>,
    pub store: StoreWriter,
    pub clock: Arc<dyn Clock>,
    pub config: Arc<Config>,
    spool: spool::Looks,
    network: network::Network,
    pub(crate) rests: Arc<rests::Rests>,
    gaps: admission::Gaps,
    /// Documents read at once: one a processor. More would only multiply their memory (P5).
    readers: Semaphore,
    pages: pages::Desk,
    moves: moves::Moves,
    pub(crate) push: push::Desk,
    pub(crate) hurry: hurry::Hurry,
    pub wishes: Arc<Wishes>,
}

/// What a poll came to, for the log, the metrics and the dispatcher.
#[derive(Debug)]
pub struct Polled {
    pub outcome: PollOutcome,
    pub due: Timestamp,
    /// What is wrong with the feed, in words.
    pub problem: Option<String>,
}

/// What an answer asks for. What is large is boxed: every poll would carry it along.
enum Found {
    Standing(Standing),
    Document(Box<Body>),
    Failure(Box<Failure>),
    /// Where a redirect led that only pages follow by themselves.
    Elsewhere,
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
        let gaps = admission::Gaps::default();
        Self {
            transport,
            store,
            clock,
            config,
            spool,
            network,
            rests: Arc::default(),
            gaps,
            readers,
            pages,
            moves,
            push,
            hurry,
            wishes: Arc::default(),
        }
    }

    /// Polls one feed, from the request to the commit, and tells when it is due again. Whatever goes wrong is
    /// this feed's affair alone (P6).
    pub async fn poll(&self, feed: Arc<FeedConfig>) -> Polled {
        let began = Instant::now();
        let (before, polled) = match self.store.feed_state(feed.id.clone()).await {
            Ok(state) => {
                let state = match feed.origin.address() {
                    Some(address) if !state.is_for(address) => Box::new(state.for_origin(address)),
                    Some(_) | None => state,
                };
                let polled = self.poll_from(&feed, &state).await;
                (state.outcome.zip(state.problem), polled)
            }
            Err(error) => {
                let (state, now) = (Box::<FeedState>::default(), self.clock.now());
                (None, self.answer_store_error(&feed, &state, now, &error).await)
            }
        };
        tell(&feed, before.as_ref(), &polled, began.elapsed());
        polled
    }

    async fn poll_from(&self, feed: &Arc<FeedConfig>, state: &FeedState) -> Polled {
        match &feed.origin {
            Origin::Http(url) => {
                let (how, asked) = (self.choose_how_to_ask(state), Instant::now());
                let answer = self.get(write_request(feed, url, state, how)).await;
                match self.sort(feed, state, how, answer) {
                    Found::Standing(standing) => {
                        self.record_unmodified(feed, state, standing).await
                    }
                    // Rare beside 304s, and large: every poll would carry their state along.
                    Found::Document(body) => Box::pin(self.take_body(feed, state, body)).await,
                    Found::Failure(failure) => {
                        let address = moves::address_of(url, state);
                        Box::pin(self.take_failure(feed, state, address, asked, failure)).await
                    }
                    Found::Elsewhere => {
                        let words = "a redirect that was not followed";
                        self.record_unreadable(feed, state, Unread::Broken, words).await
                    }
                }
            }
            Origin::Spool(folder) => Box::pin(self.poll_spool(feed, state, folder.clone())).await,
        }
    }

    /// One GET, of which all who ask learn that our network is there, or that a site wants to be left alone.
    async fn get(&self, request: Request) -> Answer {
        let answer = self.transport.get(request).await;
        let now = Instant::now();
        match &answer {
            Answer::Failed(failure) => {
                self.rests.heed(failure, now);
                match failure.heard {
                    Heard::Site(_) => self.network.heed_answer(now),
                    Heard::Proxy => self.network.heed_proxy(),
                    Heard::Nobody | Heard::NoProxy => {}
                }
            }
            Answer::Fresh(_) | Answer::NotModified(_) | Answer::Moved { .. } => {
                self.network.heed_answer(now);
            }
        }
        answer
    }

    fn choose_how_to_ask(&self, state: &FeedState) -> Asked {
        // Older pages can only join a document.
        if state.walk.is_some() {
            return Asked::Unconditionally;
        }
        let every = self.config.fetch.unconditional_every;
        validators::choose(state.doubts, state.whole_at, self.clock.now(), every)
    }

    /// What is thought of the server's 304s, now that a body came.
    fn weigh_body(&self, state: &FeedState, how: Asked, facts: &mut FetchFacts) {
        facts.doubts = Some(validators::after_body(state.doubts, how));
        let known = state.etag.is_some() || state.last_modified.is_some();
        let may_ask = || validators::may_ask(state.doubts, state.doubted_at, self.clock.now());
        // Older pages are news that no 304 hid, and what another address gives says nothing of this one's.
        let forced = how == Asked::Unconditionally && state.walk.is_none();
        let known = known && facts.given_by == state.given_by;
        facts.asks = forced && known && may_ask();
    }

    /// What there is to do about an answer. No await stands in here, so that polls under way do not carry it with them.
    fn sort(&self, feed: &FeedConfig, state: &FeedState, how: Asked, answer: Answer) -> Found {
        match answer {
            Answer::Failed(failure) => Found::Failure(Box::new(failure)),
            Answer::Moved { .. } => Found::Elsewhere,
            Answer::NotModified(mut facts) => {
                weigh_unmodified(feed, state, &mut facts);
                // Where the document came from is not known: it must name its own address, and what a private network
                // answers says nothing of who named the hub.
                let named = state.declared.self_link.is_some() && !facts.private;
                let headers = FetchFacts::default();
                let offer =
                    named.then(|| self.find_offer(feed, &headers, &state.declared, None)).flatten();
                Found::Standing(self.standing(feed, state, facts, (offer, false)))
            }
            Answer::Fresh(mut body) => {
                self.weigh_body(state, how, &mut body.facts);
                metrics::record_body(body.bytes.len() as u64);
                let same =
                    body.facts.body_hash.is_some() && body.facts.body_hash == state.body_hash;
                if !same || state.walk.is_some() {
                    return Found::Document(Box::new(body));
                }
                let offer = self.find_offer(feed, &body.facts, &state.declared, Some(&body.url));
                Found::Standing(self.standing(feed, state, body.facts, (offer, true)))
            }
        }
    }

    async fn take_failure(
        &self,
        feed: &FeedConfig,
        state: &FeedState,
        address: &Url,
        asked: Instant,
        failure: Box<Failure>,
    ) -> Polled {
        if self.find_blame(address, asked, &failure).await == Blame::OurNetwork {
            return self.stay_due(state);
        }
        self.record_failure(feed, state, &failure).await
    }

    /// A new document: read it off the runtime's threads, and admit what it holds.
    async fn take_body(
        &self,
        feed: &Arc<FeedConfig>,
        state: &FeedState,
        body: Box<Body>,
    ) -> Polled {
        let url = body.url.clone();
        let (reading, mut facts) = match self.read(feed, *body).await {
            Ok(read) => read,
            Err((why, words)) => return self.record_unreadable(feed, state, why, &words).await,
        };
        let private = facts.private;
        let reading = self.close_gap(feed, state, &mut facts, reading.mark_private(private)).await;
        let now = self.clock.now();
        facts.moving = self.moving_after(state, &facts);
        let moving = facts.moving.clone();
        let next = self.next_poll(feed, state, &facts, &reading.facts, now);
        let offer = self.find_offer(feed, &facts, &reading.facts, Some(&url));
        if offer.is_none() {
            self.tell_foreign_topic(feed, &state.declared, &reading.facts, &url);
        }
        let batch = Box::new(reading.into_batch(feed, facts, now, next));
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
    ) -> Result<(Reading, FetchFacts), (Unread, String)> {
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
            (Unread::Broken, format!("reading it panicked: {panic}"))
        })?;
        count_problems(&reading);
        match reading.fault() {
            Some(fault) => Err((Unread::of(fault.kind), fault.to_string())),
            None => Ok((reading, facts)),
        }
    }

    /// Above its mark the outbox is the only buffer that may grow, and polling stops feeding it.
    pub(crate) fn outbox_is_full(&self) -> bool {
        self.store.depth().borrow().rows >= self.config.publish.outbox_rows_high
    }
}

/// What a poll asks of the feed that is configured at `url`.
fn write_request(feed: &FeedConfig, url: &Url, state: &FeedState, how: Asked) -> Request {
    let (etag, last_modified) = match how {
        Asked::AsUsual => (state.etag.clone(), state.last_modified.clone()),
        Asked::Unconditionally => (None, None),
    };
    let address = moves::address_of(url, state);
    let own = |_: &_| may_carry_credentials(url, address);
    Request {
        etag,
        last_modified,
        given_by: state.given_by.clone(),
        credentials: feed.credentials.clone().filter(own),
        private: moves::may_be_private(url, address),
        tls: feed.tls.clone(),
        ..Request::new(address.clone(), Target::Feed)
    }
}

/// What is thought of the server's 304s, now that another one came.
fn weigh_unmodified(feed: &FeedConfig, state: &FeedState, facts: &mut FetchFacts) {
    if !validators::is_open(state.doubts) {
        return;
    }
    let doubts = validators::after_unmodified(state.doubts);
    facts.doubts = Some(doubts);
    // Those of before stay for as long as they are asked about, whatever the server calls the document now.
    (facts.etag, facts.last_modified) = (None, None);
    if doubts >= DOUBTS_MAX {
        tracing::warn!(feed = %feed.id, "the server answered 304 although the feed had changed: it is asked without validators for a week");
    }
}

/// Counts what was wrong with a document and its entries, whether it is taken or refused.
fn count_problems(reading: &Reading) {
    reading.all_problems().for_each(|problem| metrics::record_problem(problem.kind));
}

/// The outcome of the poll before, and what was wrong then in words.
type Trouble = (String, String);

/// The one place through which every poll's outcome goes to log and metrics. A feed's trouble is logged when
/// it begins, changes or ends, not at every poll; the store's trouble is no feed's, and told by the dispatcher, like that
/// of our network.
fn tell(feed: &FeedConfig, before: Option<&Trouble>, polled: &Polled, took: Duration) {
    metrics::record_poll(polled.outcome, took);
    let outcome = polled.outcome.label();
    match (before, polled.problem.as_deref()) {
        _ if matches!(polled.outcome, PollOutcome::NotAdmitted | PollOutcome::Offline) => {}
        (_, Some(problem)) if polled.outcome == PollOutcome::Fault => {
            tracing::error!(feed = %feed.id, outcome, problem, "a fault of wiredesk itself; the feed backs off");
        }
        (before, Some(problem)) if is_new_trouble(feed, before, outcome, problem) => {
            tracing::warn!(feed = %feed.id, outcome, problem, "feed in trouble");
        }
        (Some(_), None) => tracing::info!(feed = %feed.id, outcome, "feed healthy again"),
        _ => {}
    }
    tracing::debug!(feed = %feed.id, outcome, due = %polled.due, took_ms = millis(took), "polled");
}

/// Words that name a time or a request's number are others at each poll, so the outcome tells; of a folder each file is a
/// trouble of its own.
fn is_new_trouble(feed: &FeedConfig, before: Option<&Trouble>, now: &str, words: &str) -> bool {
    let Some((was, said)) = before else { return true };
    let (fresh, same) = (PollOutcome::Fresh.label(), PollOutcome::NotModified.label());
    // A document that stands is as faulty as when it came.
    let kind = |outcome| if outcome == same { fresh } else { outcome };
    match feed.origin {
        Origin::Spool(_) => said != words,
        Origin::Http(_) => kind(was.as_str()) != kind(now),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
