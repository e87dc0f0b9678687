//! One page, from robots.txt to the commit.

use std::sync::Arc;

use tokio::time::Instant;
use url::Url;

use super::robots::RobotsFiles;
use super::trouble::{Unread, next_attempt};
use super::turns::Turns;
use super::{Done, SLEEP_MAX, SPACING};
use crate::config::{Credentials, FeedConfig, Origin};
use crate::fetch::limits::name_site;
use crate::fetch::redirect::may_carry_credentials;
use crate::fetch::{Answer, Body, FailureKind, Request, Target};
use crate::metrics::{self, PageOutcome};
use crate::model::{Page, PageTrouble, Story, VerdictKind};
use crate::normalise::fuller;
use crate::normalise::page::{Expected, extract};
use crate::parse::decode::to_utf8;
use crate::parse::sniff::binary;
use crate::poll::Poller;
use crate::poll::network::Blame;
use crate::poll::reading::options_of;
use crate::store::pages::{DuePage, FailedPage};
use crate::store::{AdmitOptions, ReadPage};

/// Reads pages; what robots.txt said is remembered.
#[derive(Debug)]
pub(super) struct PageReader {
    poller: Arc<Poller>,
    robots: RobotsFiles,
    turns: Turns,
}

impl PageReader {
    pub(super) fn new(poller: Arc<Poller>) -> Self {
        Self { poller, robots: RobotsFiles::default(), turns: Turns::new(SPACING) }
    }

    /// Reads one page and commits what came of it.
    pub(super) async fn read(&self, due: DuePage, feed: Arc<FeedConfig>) -> Done {
        let asked = Instant::now();
        let story = match self.fetch(&due.page, &feed).await {
            Ok(body) => self.extract(&due.page, &feed, body).await,
            Err(unread) if self.is_offline(&due.page, &unread, asked).await => {
                let (outcome, rest) = (PageOutcome::Offline, SPACING);
                return Done { outcome, problem: None, store: None, rest };
            }
            Err(unread) => Err(unread),
        };
        match story {
            Ok(story) => self.admit(&due, story).await,
            Err(unread) => self.note(&due, unread).await,
        }
    }

    /// Whether it is our own network that keeps the page from us (edge case 33).
    async fn is_offline(&self, page: &Page, unread: &Unread, asked: Instant) -> bool {
        let Some(failure) = &unread.unreached else { return false };
        self.poller.find_blame(&page.address, asked, failure).await == Blame::OurNetwork
    }

    /// Follows redirects itself, because each site's robots.txt has a say; all of it within one deadline.
    async fn fetch(&self, page: &Page, feed: &FeedConfig) -> Result<Body, Unread> {
        let config = &self.poller.config.fetch;
        // Waiting for a place at the host counts, and so does robots.txt: twice the time of one request.
        let deadline = config.timeout * 2;
        let walk = async {
            let (mut url, mut private) = (page.address.clone(), page.private);
            for hop in 0..=config.redirects_max {
                let request = Request {
                    credentials: credentials(feed, &url),
                    private,
                    tls: feed.tls.clone().filter(|_| is_own(feed, &url)),
                    ..Request::new(url.clone(), Target::Page)
                };
                if hop > 0 {
                    self.may_be_asked(&url)?;
                }
                self.robots.check(&self.poller, &request, self.poller.clock.now()).await?;
                self.turns.wait(name_site(&url)).await;
                match self.poller.get(request).await {
                    Answer::Fresh(body) => return Ok(body),
                    Answer::Moved { to, private: from_private } => {
                        url = to;
                        private &= from_private;
                    }
                    Answer::Failed(failure) => return Err(Unread::of_fetch(&failure)),
                    Answer::NotModified(_) => {
                        let kind = PageTrouble::of_fetch(FailureKind::Status);
                        return Err(Unread::new(kind, "the server says `not modified`"));
                    }
                }
            }
            let kind = PageTrouble::of_fetch(FailureKind::TooManyRedirects);
            Err(Unread::new(kind, "more redirects than fetch.redirects_max"))
        };
        let late = |_| Unread::new(PageTrouble::Timeout, "not done within twice fetch.timeout");
        tokio::time::timeout(deadline, walk).await.map_err(late)?
    }

    /// A site to which another one leads may rest.
    fn may_be_asked(&self, url: &Url) -> Result<(), Unread> {
        let (site, now) = (name_site(url), Instant::now());
        let Some(until) = self.poller.rests.until(&site, now) else { return Ok(()) };
        let problem = format!("{site} wants fewer requests, and rests");
        let unread = Unread::new(PageTrouble::TooManyRequests, problem);
        Err(Unread { retry_after: Some(until.saturating_duration_since(now)), ..unread })
    }

    async fn extract(
        &self,
        page: &Page,
        feed: &FeedConfig,
        body: Body,
    ) -> Result<Box<Story>, Unread> {
        metrics::record_body(body.bytes.len() as u64);
        let (page, options) = (page.clone(), options_of(feed));
        let config = Arc::clone(&self.poller.config);
        // The semaphore is never closed; without a permit the page would only be read beside others.
        let permit = self.poller.readers.acquire().await.ok();
        let read = tokio::task::spawn_blocking(move || {
            if let Some(kind) = binary(&body.bytes) {
                let problem = format!("the answer is {kind}");
                return Err(Unread::new(PageTrouble::NotHtml, problem));
            }
            let text = to_utf8(&body.bytes, body.charset.as_deref()).text;
            let expected =
                Expected { title: page.headline.as_deref(), summary: page.summary.as_deref() };
            let article = extract(&text, expected)
                .map_err(|fault| Unread::new(PageTrouble::of_page(fault), fault.to_string()))?;
            let (rules, chars_max) = (config.normalise.rules(), config.parse.text_chars_max);
            fuller::read(&page, article, &body.url, &options, rules, chars_max)
                .map_err(|fault| Unread::new(PageTrouble::of_article(fault), fault.to_string()))
        });
        let read = read.await;
        drop(permit);
        read.unwrap_or_else(|panic| {
            Err(Unread::new(PageTrouble::Fault, format!("reading it panicked: {panic}")))
        })
    }

    async fn admit(&self, due: &DuePage, mut story: Box<Story>) -> Done {
        let options = AdmitOptions {
            publish: crate::config::PublishPolicy::All,
            record_bytes_max: self.poller.config.publish.record_bytes_max,
            pages: true,
        };
        let read_at = self.poller.clock.now();
        story.settle_embargo(read_at);
        let (feed, item, state) = (due.feed.clone(), due.item, due.state);
        let page = ReadPage { feed, item, state, story, read_at };
        let done = |outcome| Done { outcome, problem: None, store: None, rest: SPACING };
        match self.poller.store.admit_page(page, options).await {
            Ok(None) => done(PageOutcome::Void),
            Ok(Some(verdict)) => {
                metrics::record_verdicts(verdict.verdict, 1);
                let outcome = match verdict.verdict {
                    VerdictKind::New | VerdictKind::Update => PageOutcome::Full,
                    VerdictKind::Copy => PageOutcome::Copy,
                    VerdictKind::Unchanged | VerdictKind::Withdrawn | VerdictKind::Rejected => {
                        PageOutcome::Unchanged
                    }
                };
                done(outcome)
            }
            Err(error) if error.is_of_the_store() => Done {
                outcome: PageOutcome::NotAdmitted,
                problem: Some(error.to_string()),
                store: Some(error),
                rest: SLEEP_MAX,
            },
            // Ours, and it would be the same at the next try.
            Err(error) => self.note(due, Unread::new(PageTrouble::Fault, error.to_string())).await,
        }
    }

    async fn note(&self, page: &DuePage, unread: Unread) -> Done {
        let Unread { trouble, problem, retry_after, .. } = unread;
        let now = self.poller.clock.now();
        let wait = next_attempt(trouble, page.attempts, retry_after);
        let due = wait.and_then(|wait| now.checked_add(wait).ok());
        let problem = format!("{}: {problem}", trouble.label());
        let (item, state) = (page.item, page.state);
        let failed = FailedPage { item, state, due, problem: problem.clone() };
        let store = self.poller.store.note_page_failure(failed).await.err();
        let outcome = PageOutcome::Failed(trouble);
        Done { outcome, problem: Some(problem), store, rest: trouble.rest(retry_after) }
    }
}

/// A subscriber's credentials open the publisher's pages too, at the very origin they were given for.
fn credentials(feed: &FeedConfig, page: &Url) -> Option<Credentials> {
    feed.credentials.clone().filter(|_| is_own(feed, page))
}

fn is_own(feed: &FeedConfig, page: &Url) -> bool {
    matches!(&feed.origin, Origin::Http(own) if may_carry_credentials(own, page))
}
