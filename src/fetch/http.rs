//! The real transport: one conditional GET over checked hops within one deadline. It stores nothing and never retries
//! a failure, but for one try without compression where `Content-Encoding` lied.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use tokio::time::{Instant, timeout};
use url::{Host, Url};
use xxhash_rust::xxh3::xxh3_64;

use super::address::{UrlRefused, check_proxied_name, check_url, is_private};
use super::body::{Cap, Stopped, read_capped};
pub use super::client::TransportError;
use super::client::{Decoding, Kind};
use super::clients::Clients;
use super::failure::{
    Asked, Carried, explain_no_answer, explain_refused_url, explain_status, name_host,
};
use super::limits::{Limits, name_site};
use super::redirect::{
    find_next_hop, is_permanent, is_short, may_be_adopted, may_carry_credentials,
    without_credentials,
};
use super::response::{read_charset, read_facts, read_retry_after};
use super::robots;
use super::{Answer, Body, Failure, FailureKind, Heard, Request, Target, Transport};
use crate::clock::{Clock, SystemClock};
use crate::config::{Credentials, FetchConfig};
use crate::model::{Extent, FetchFacts};

mod post;

/// RFC 3229 section 10.5.3.
static A_IM: HeaderName = HeaderName::from_static("a-im");
static FEED: HeaderValue = HeaderValue::from_static("feed");
const ACCEPT_PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.5";
const ACCEPT_ROBOTS: &str = "text/plain, */*;q=0.5";

/// Fetches over HTTP/1.1 and HTTP/2 within the limits of its configuration.
#[derive(Debug)]
pub struct HttpTransport {
    clients: Clients,
    limits: Limits,
    allow_private: Vec<IpNet>,
    proxy: Option<Url>,
    body_max: u64,
    timeout: Duration,
    connect_timeout: Duration,
    redirects_max: u8,
}

impl HttpTransport {
    /// Fails where the contact or the proxy cannot be used, or the system has no CA certificates.
    pub fn new(config: &FetchConfig) -> Result<Self, TransportError> {
        Ok(Self {
            clients: Clients::new(config)?,
            limits: Limits::new(config.parallel, config.parallel_per_host),
            allow_private: config.allow_private.clone(),
            proxy: config.proxy.clone(),
            body_max: config.body_max,
            timeout: config.timeout,
            connect_timeout: config.connect_timeout,
            redirects_max: config.redirects_max,
        })
    }

    async fn fetch(&self, request: &Request) -> Answer {
        let mut left = self.timeout;
        let mut heard = Heard::Nobody;
        let first = self.walk(request, Decoding::Automatic, &mut left, &mut heard).await;
        let last = match first {
            // Edge case 37: one try without compression, then the failure stands.
            Err(Stopped::Undecodable(_)) => {
                self.walk(request, Decoding::Identity, &mut left, &mut heard).await
            }
            Ok(_) | Err(Stopped::Failed(_)) => first,
        };
        match last {
            Ok(answer) => answer,
            Err(Stopped::Undecodable(failure) | Stopped::Failed(failure)) => {
                Answer::Failed(failure.after(&heard))
            }
        }
    }

    /// Follows redirects. `left` is the time that remains. Waiting for a place at the first host does not use it up:
    /// the dispatcher starts a poll only where it knows of one, and redirected polls hold the rest for a while at most.
    /// Waiting at a later host does, because the poll keeps a place from others all the while (P6).
    async fn walk(
        &self,
        request: &Request,
        decoding: Decoding,
        left: &mut Duration,
        heard: &mut Heard,
    ) -> Result<Answer, Stopped> {
        let mut url = request.url.clone();
        let mut sender: Option<Url> = None;
        let (mut for_good, mut private) = (true, request.private);
        for hop in 0..=self.redirects_max {
            let asked = Asked {
                url: &url,
                sender: sender.as_ref(),
                private,
                credentials: carry_credentials(request, &url),
                proxy: self.proxy.as_ref(),
            };
            self.check_url(&url, private)
                .map_err(|refused| Stopped::Failed(explain_refused_url(asked, &refused)))?;
            let client = self.choose_client(request, decoding, private, &url)?;
            let patience = if hop == 0 { Duration::MAX } else { *left };
            let waited = Instant::now();
            let Ok(permit) = timeout(patience, self.limits.acquire(&url)).await else {
                return Err(Stopped::Failed(self.explain_busy_host(&url)));
            };
            let started = Instant::now();
            if hop > 0 {
                *left = left.saturating_sub(started.duration_since(waited));
            }
            let step = timeout(*left, self.take_hop(request, &client, asked, heard)).await;
            *left = left.saturating_sub(started.elapsed());
            drop(permit);
            match step {
                Err(_) => return Err(Stopped::Failed(self.explain_deadline(&url))),
                Ok(Ok(Hop::Answer(answer))) if hop > 0 && for_good => {
                    return Ok(answer.moved_to(&request.url, &url));
                }
                Ok(Ok(Hop::Answer(answer))) => return Ok(*answer),
                Ok(Ok(Hop::Redirect { to, from_private, .. }))
                    if request.target == Target::Page =>
                {
                    return Ok(Answer::Moved { to, private: private && from_private });
                }
                Ok(Ok(Hop::Redirect { to, permanent, from_private })) => {
                    sender = Some(std::mem::replace(&mut url, to));
                    for_good &= permanent;
                    private &= from_private;
                }
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

    fn check_url(&self, url: &Url, private: bool) -> Result<(), UrlRefused> {
        let allowed: &[IpNet] = if private { &self.allow_private } else { &[] };
        check_url(url, allowed)?;
        if self.proxy.is_some() { check_proxied_name(url, allowed) } else { Ok(()) }
    }

    /// What the operator trusts for a feed holds all the way: no hop leaves TLS, where any key would do.
    fn choose_client(
        &self,
        request: &Request,
        decoding: Decoding,
        private: bool,
        url: &Url,
    ) -> Result<Client, Stopped> {
        if request.tls.is_some() && url.scheme() != "https" {
            let detail = format!(
                "{} is redirected to over plain http, where the feed's ca_file and pin_sha256 prove nothing",
                name_host(url)
            );
            return Err(Stopped::Failed(Failure::new(FailureKind::Tls, detail)));
        }
        let private = private && !self.allow_private.is_empty();
        let kind = Kind { decoding, private, tls: request.tls.clone() };
        self.clients.get(kind).map_err(|error| {
            let detail = format!("no request to {} can be made: {error}", name_host(url));
            Stopped::Failed(Failure::new(FailureKind::Tls, detail))
        })
    }

    /// By the address that was connected to. Behind a proxy only a literal address tells.
    fn came_from_private(&self, url: &Url, response: &Response) -> bool {
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(ip.into()),
            Some(Host::Ipv6(ip)) => Some(ip.into()),
            Some(Host::Domain(_)) if self.proxy.is_some() => None,
            Some(Host::Domain(_)) | None => response.remote_addr().map(|address| address.ip()),
        };
        ip.is_some_and(is_private)
    }

    async fn take_hop(
        &self,
        request: &Request,
        client: &Client,
        asked: Asked<'_>,
        heard: &mut Heard,
    ) -> Result<Hop, Stopped> {
        let url = asked.url;
        let sent = write_request(client, request, url).send().await;
        let response = sent.map_err(|error| {
            Stopped::Failed(explain_no_answer(asked, &error, self.connect_timeout))
        })?;
        let status = response.status();
        let private = self.came_from_private(url, &response);
        if let Some(next) = find_next_hop(url, status, response.headers()) {
            *heard = Heard::Site(name_site(url));
            let (permanent, from_private) = (is_permanent(status), private);
            return Ok(Hop::Redirect { to: next, permanent, from_private });
        }
        let conditional = (request.etag.is_some() || request.last_modified.is_some())
            && shows_validators(request, url);
        match status {
            // A 304 to a question without condition answers nothing.
            StatusCode::NOT_MODIFIED if conditional => {
                Ok(Hop::Answer(Box::new(answer_not_modified(request, &response, private))))
            }
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION | StatusCode::NO_CONTENT => {
                *heard = Heard::Site(name_site(url));
                self.answer_fresh(request, url, response, private).await
            }
            // RFC 3229 section 10.4.1; unasked for it is no answer.
            StatusCode::IM_USED if asks_for_delta(request, url) => {
                *heard = Heard::Site(name_site(url));
                self.answer_fresh(request, url, response, private).await
            }
            _ => {
                let retry_after = read_retry_after(response.headers(), SystemClock.now());
                Err(Stopped::Failed(explain_status(asked, status, response.headers(), retry_after)))
            }
        }
    }

    async fn answer_fresh(
        &self,
        request: &Request,
        url: &Url,
        response: Response,
        private: bool,
    ) -> Result<Hop, Stopped> {
        let mut facts = read_facts(response.headers(), SystemClock.now());
        let charset = read_charset(response.headers());
        facts.private = private;
        if *url != request.url {
            keep_giver(&mut facts, url);
        }
        if response.status() == StatusCode::IM_USED {
            facts.extent = Extent::Delta;
        }
        let cap = match request.target {
            Target::Feed | Target::Page => Cap::Refused(self.body_max),
            // RFC 9309 section 2.5: what is beyond is not read, and nothing is forbidden for it.
            Target::Robots => Cap::Cut(robots::BYTES_MAX),
        };
        let bytes = read_capped(url, response, cap).await?;
        // The hash of a part says nothing of the whole.
        facts.body_hash = (facts.extent == Extent::Whole).then(|| xxh3_64(&bytes));
        let url = without_credentials(url);
        Ok(Hop::Answer(Box::new(Answer::Fresh(Body { bytes, url, charset, facts }))))
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
    Redirect { to: Url, permanent: bool, from_private: bool },
    Answer(Box<Answer>),
}

impl Answer {
    /// Notes where redirects led that were all permanent.
    fn moved_to(mut self, from: &Url, url: &Url) -> Self {
        match &mut self {
            Self::Fresh(Body { facts, .. }) | Self::NotModified(facts) => {
                let lasting = may_be_adopted(from, url, facts.private);
                facts.moved_to = lasting.then(|| without_credentials(url));
            }
            Self::Moved { .. } | Self::Failed(_) => {}
        }
        self
    }
}

/// A 304 may leave validators out; what they were then still holds (RFC 9111 section 4.3.4).
fn answer_not_modified(request: &Request, response: &Response, private: bool) -> Answer {
    let mut facts = read_facts(response.headers(), SystemClock.now());
    (facts.extent, facts.private) = (Extent::Unmodified, private);
    facts.etag = facts.etag.or_else(|| request.etag.clone());
    facts.last_modified = facts.last_modified.or_else(|| request.last_modified.clone());
    Answer::NotModified(facts)
}

/// Only an entity tag names what the delta is one of (RFC 3229 section 10.5.3). Servers that know nothing of it ignore the
/// header, and those that do spare the part of the feed that is known.
fn asks_for_delta(request: &Request, url: &Url) -> bool {
    request.target == Target::Feed && request.etag.is_some() && shows_validators(request, url)
}

/// Validators mean something to the address alone that gave them: a page that a redirect leads to may well not have
/// changed since then, and is no feed (edge case 26).
fn shows_validators(request: &Request, url: &Url) -> bool {
    match &request.given_by {
        Some(giver) => without_credentials(url) == *giver,
        None => *url == request.url,
    }
}

fn keep_giver(facts: &mut FetchFacts, url: &Url) {
    if is_short(url) {
        facts.given_by = Some(without_credentials(url));
    } else {
        (facts.etag, facts.last_modified) = (None, None);
    }
}

fn carry_credentials(request: &Request, url: &Url) -> Carried {
    match &request.credentials {
        None => Carried::None,
        Some(_) if may_carry_credentials(&request.url, url) => Carried::Sent,
        Some(_) => Carried::Withheld,
    }
}

/// Validators byte for byte, and credentials where they belong. What cannot be written fails when it is sent.
fn write_request(client: &Client, request: &Request, url: &Url) -> RequestBuilder {
    let mut builder = client.get(url.clone());
    match request.target {
        Target::Feed => {}
        Target::Page => builder = builder.header(ACCEPT, ACCEPT_PAGES),
        Target::Robots => builder = builder.header(ACCEPT, ACCEPT_ROBOTS),
    }
    let own = shows_validators(request, url);
    let validators = [(IF_NONE_MATCH, &request.etag), (IF_MODIFIED_SINCE, &request.last_modified)];
    for (name, bytes) in validators {
        if let Some(bytes) = bytes.as_ref().filter(|_| own) {
            builder = builder.header(name, bytes.as_slice());
        }
    }
    if asks_for_delta(request, url) {
        builder = builder.header(&A_IM, &FEED);
    }
    let sent = carry_credentials(request, url) == Carried::Sent;
    match request.credentials.as_ref().filter(|_| sent) {
        None => builder,
        Some(Credentials::Basic { user, password }) => {
            builder.basic_auth(user, Some(password.expose_secret()))
        }
        Some(Credentials::Bearer { token }) => builder.bearer_auth(token.expose_secret()),
        Some(Credentials::Header { name, value }) => builder.header(name, value.expose_secret()),
    }
}
