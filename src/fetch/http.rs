//! The real transport: one conditional GET over checked hops within one deadline. It stores nothing and never retries
//! a failure, but for one try without compression where `Content-Encoding` lied.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::{ACCEPT, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use tokio::time::{Instant, timeout};
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::address::check_url;
use super::body::{Stopped, read_capped};
pub use super::client::TransportError;
use super::client::{Decoding, build_client};
use super::failure::{explain_no_answer, explain_refused_url, explain_status, name_host};
use super::limits::Limits;
use super::redirect::{find_next_hop, may_carry_credentials, without_credentials};
use super::response::{read_charset, read_facts, read_retry_after};
use super::{Answer, Body, Failure, FailureKind, Request, Target, Transport};
use crate::clock::{Clock, SystemClock};
use crate::config::{Credentials, FetchConfig};

mod post;

const ACCEPT_PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.5";
const ACCEPT_ROBOTS: &str = "text/plain, */*;q=0.5";

/// Fetches over HTTP/1.1 and HTTP/2 within the limits of its configuration.
#[derive(Debug)]
pub struct HttpTransport {
    decoding: Client,
    identity: Client,
    limits: Limits,
    allow_private: Vec<IpNet>,
    body_max: u64,
    timeout: Duration,
    connect_timeout: Duration,
    redirects_max: u8,
}

impl HttpTransport {
    /// Fails where the contact or the proxy cannot be used, or the system has no CA certificates.
    pub fn new(config: &FetchConfig) -> Result<Self, TransportError> {
        Ok(Self {
            decoding: build_client(config, Decoding::Automatic)?,
            identity: build_client(config, Decoding::Identity)?,
            limits: Limits::new(config.parallel, config.parallel_per_host),
            allow_private: config.allow_private.clone(),
            body_max: config.body_max,
            timeout: config.timeout,
            connect_timeout: config.connect_timeout,
            redirects_max: config.redirects_max,
        })
    }

    async fn fetch(&self, request: &Request) -> Answer {
        let mut left = self.timeout;
        let first = self.walk(request, &self.decoding, &mut left).await;
        let last = match first {
            // Edge case 37: one try without compression, then the failure stands.
            Err(Stopped::Undecodable(_)) => self.walk(request, &self.identity, &mut left).await,
            Ok(_) | Err(Stopped::Failed(_)) => first,
        };
        match last {
            Ok(answer) => answer,
            Err(Stopped::Undecodable(failure) | Stopped::Failed(failure)) => {
                Answer::Failed(failure)
            }
        }
    }

    /// Follows redirects. `left` is the time that remains. Waiting for a place at the first host does not use it up:
    /// the dispatcher starts a poll only where it knows of one, and redirected polls hold the rest for a while at most.
    /// Waiting at a later host does, because the poll keeps a place from others all the while (P6).
    async fn walk(
        &self,
        request: &Request,
        client: &Client,
        left: &mut Duration,
    ) -> Result<Answer, Stopped> {
        let mut url = request.url.clone();
        for hop in 0..=self.redirects_max {
            check_url(&url, &self.allow_private)
                .map_err(|refused| Stopped::Failed(explain_refused_url(&refused)))?;
            let patience = if hop == 0 { Duration::MAX } else { *left };
            let waited = Instant::now();
            let Ok(permit) = timeout(patience, self.limits.acquire(&url)).await else {
                return Err(Stopped::Failed(self.explain_busy_host(&url)));
            };
            let started = Instant::now();
            if hop > 0 {
                *left = left.saturating_sub(started.duration_since(waited));
            }
            let step = timeout(*left, self.take_hop(request, client, &url)).await;
            *left = left.saturating_sub(started.elapsed());
            drop(permit);
            match step {
                Err(_) => return Err(Stopped::Failed(self.explain_deadline(&url))),
                Ok(Ok(Hop::Answer(answer))) => return Ok(*answer),
                Ok(Ok(Hop::Redirect(next))) if request.target == Target::Page => {
                    return Ok(Answer::Moved(next));
                }
                Ok(Ok(Hop::Redirect(next))) => url = next,
                Ok(Err(error)) => return Err(error),
            }
        }
        let detail = format!(
            "{} redirected more than {} times (fetch.redirects_max), the last time to {}",
            name_host(&request.url),
            self.redirects_max,
            name_host(&url)
        );
        Err(Stopped::Failed(Failure::new(FailureKind::TooManyRedirects, detail)))
    }

    async fn take_hop(
        &self,
        request: &Request,
        client: &Client,
        url: &Url,
    ) -> Result<Hop, Stopped> {
        let sent = write_request(client, request, url).send().await;
        let response = sent.map_err(|error| {
            Stopped::Failed(explain_no_answer(url, &error, self.connect_timeout))
        })?;
        let status = response.status();
        if let Some(next) = find_next_hop(url, status, response.headers()) {
            return Ok(Hop::Redirect(next));
        }
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        match status {
            // A 304 to a question without condition answers nothing.
            StatusCode::NOT_MODIFIED if conditional => {
                Ok(Hop::Answer(Box::new(answer_not_modified(request, &response))))
            }
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION | StatusCode::NO_CONTENT => {
                self.answer_fresh(url, response).await.map(|answer| Hop::Answer(Box::new(answer)))
            }
            _ => {
                let retry_after = read_retry_after(response.headers(), SystemClock.now());
                Err(Stopped::Failed(explain_status(url, status, retry_after)))
            }
        }
    }

    async fn answer_fresh(&self, url: &Url, response: Response) -> Result<Answer, Stopped> {
        let mut facts = read_facts(response.headers(), SystemClock.now());
        let charset = read_charset(response.headers());
        let bytes = read_capped(url, response, self.body_max).await?;
        facts.body_hash = Some(xxh3_64(&bytes));
        let url = without_credentials(url);
        Ok(Answer::Fresh(Body { bytes, url, charset, facts }))
    }

    fn explain_busy_host(&self, url: &Url) -> Failure {
        let detail = format!(
            "no place became free within {:?} (fetch.timeout) at {}, to which the feed redirects; \
             as many requests are under way there as fetch.parallel_per_host allows",
            self.timeout,
            name_host(url)
        );
        Failure::new(FailureKind::HostBusy, detail)
    }

    fn explain_deadline(&self, url: &Url) -> Failure {
        let host = name_host(url);
        let detail = format!("{host} was not done within {:?} (fetch.timeout)", self.timeout);
        Failure::new(FailureKind::Timeout, detail)
    }
}

impl Transport for HttpTransport {
    fn get(&self, request: Request) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        Box::pin(async move { self.fetch(&request).await })
    }
}

/// What one hop led to.
#[derive(Debug)]
enum Hop {
    Redirect(Url),
    Answer(Box<Answer>),
}

/// A 304 may leave validators out; what they were then still holds (RFC 9111 section 4.3.4).
fn answer_not_modified(request: &Request, response: &Response) -> Answer {
    let mut facts = read_facts(response.headers(), SystemClock.now());
    facts.not_modified = true;
    facts.etag = facts.etag.or_else(|| request.etag.clone());
    facts.last_modified = facts.last_modified.or_else(|| request.last_modified.clone());
    Answer::NotModified(facts)
}

/// Validators byte for byte, and credentials where they belong. What cannot be written fails when it is sent.
fn write_request(client: &Client, request: &Request, url: &Url) -> RequestBuilder {
    let mut builder = client.get(url.clone());
    match request.target {
        Target::Feed => {}
        Target::Page => builder = builder.header(ACCEPT, ACCEPT_PAGES),
        Target::Robots => builder = builder.header(ACCEPT, ACCEPT_ROBOTS),
    }
    let validators = [(IF_NONE_MATCH, &request.etag), (IF_MODIFIED_SINCE, &request.last_modified)];
    for (name, bytes) in validators {
        if let Some(bytes) = bytes {
            builder = builder.header(name, bytes.as_slice());
        }
    }
    let credentials = request.credentials.as_ref();
    match credentials.filter(|_| may_carry_credentials(&request.url, url)) {
        None => builder,
        Some(Credentials::Basic { user, password }) => {
            builder.basic_auth(user, Some(password.expose_secret()))
        }
        Some(Credentials::Bearer { token }) => builder.bearer_auth(token.expose_secret()),
        Some(Credentials::Header { name, value }) => builder.header(name, value.expose_secret()),
    }
}
