//! Turns what went wrong into a [`Failure`] in words a person can act on. Names hosts, never whole addresses: paths and
//! queries may hold keys.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use rustls::{CertificateError, InvalidMessage, OtherError};
use url::Url;

use super::address::{AddressRefused, UrlRefused};
use super::limits::name_site;
use super::{Failure, FailureKind, Heard};

mod proxy;
use proxy::{explain_gateway, explain_proxy, explain_proxy_password, is_refused};

/// A request, as far as it tells why it failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) url: &'a Url,
    /// Who redirected here.
    pub(super) sender: Option<&'a Url>,
    /// Whether it may go into `fetch.allow_private`.
    pub(super) private: bool,
    pub(super) credentials: Carried,
    pub(super) proxy: Option<&'a Url>,
}

/// What became of a feed's credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    None,
    Sent,
    /// They are for another origin.
    Withheld,
}

/// Longest text taken over from another library or server, in characters.
const CAUSE_CHARS_MAX: usize = 200;

impl Failure {
    /// One of which nothing else is known.
    pub fn new(kind: FailureKind, detail: String) -> Self {
        Self { kind, detail, status: None, retry_after: None, heard: Heard::Nobody }
    }

    /// With whom was heard, unless it is known better.
    pub(super) fn after(mut self, heard: &Heard) -> Self {
        if matches!(self.heard, Heard::Nobody | Heard::Proxy) && *heard != Heard::Nobody {
            self.heard.clone_from(heard);
        }
        self
    }
}

/// The host as it may be logged.
pub(super) fn name_host(url: &Url) -> &str {
    url.host_str().unwrap_or("the server")
}

pub(super) fn explain_refused_url(asked: Asked<'_>, refused: &UrlRefused) -> Failure {
    match refused {
        UrlRefused::Address(_) | UrlRefused::LocalName(_) => explain_private(asked, refused),
        UrlRefused::Scheme(_) | UrlRefused::NoHost => {
            let detail = format!("{}{refused}", name_sender(asked));
            Failure::new(FailureKind::Forbidden, detail)
        }
    }
}

/// Only what the operator wrote down may be opened by the operator: a redirect may be an attack.
fn explain_private(asked: Asked<'_>, refused: &dyn Error) -> Failure {
    let advice = match (asked.private, asked.sender) {
        (true, _) => "if that is meant, list it in fetch.allow_private",
        (false, Some(_)) => "no redirect from the public web is followed to there",
        (false, None) => "nothing that the public web links to is fetched from there",
    };
    let detail = format!("{}{refused}; {advice}", name_sender(asked));
    Failure::new(FailureKind::Forbidden, detail)
}

fn name_sender(asked: Asked<'_>) -> String {
    let lead = |url| format!("{} redirects to where nothing is fetched: ", name_host(url));
    asked.sender.map(lead).unwrap_or_default()
}

/// An answer whose status is neither a document nor a redirect that can be followed.
pub(super) fn explain_status(
    asked: Asked<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    retry_after: Option<Duration>,
) -> Failure {
    let (host, code) = (name_host(asked.url), status.as_u16());
    if let Some(proxy) = asked.proxy.filter(|_| code == 407) {
        return Failure { retry_after, ..explain_proxy_password(proxy, asked.url) };
    }
    let challenged = headers.get("cf-mitigated").is_some_and(|value| value == "challenge");
    if let Some(failure) =
        explain_gateway(asked, status, headers, retry_after.is_some() || challenged)
    {
        return failure;
    }
    let (kind, advice) = match code {
        403 | 503 if challenged => (
            FailureKind::Challenge,
            " with a page that only a browser gets past; ask the publisher to let wiredesk in",
        ),
        401 | 403 if asked.credentials == Carried::Withheld => (
            FailureKind::Unauthorised,
            "; the feed's credentials were not sent, because it redirects to there from the site they are for",
        ),
        401 => (FailureKind::Unauthorised, advise_on_credentials(asked, headers)),
        403 if asked.credentials == Carried::Sent => (
            FailureKind::Unauthorised,
            "; the feed's credentials were sent: they may not be good for it, or it wants fewer requests",
        ),
        // Also what servers say to clients they do not know, or have seen too often (edge case 30).
        403 => (
            FailureKind::Unauthorised,
            "; it may want credentials, a contact where none is set (fetch.contact), or fewer requests",
        ),
        404 => (FailureKind::NotFound, "; the feed may have moved"),
        407 => (FailureKind::Unauthorised, "; a proxy before it wants a password (fetch.proxy)"),
        410 => (
            FailureKind::Gone,
            "; the publisher has closed this feed: it is asked once a day; look for its new address, or take it out",
        ),
        429 => (FailureKind::TooManyRequests, "; it wants fewer requests"),
        451 => (
            FailureKind::Client,
            "; the law keeps it from where you are: ask the publisher, or take the feed out",
        ),
        400..=499 => (FailureKind::Client, "; see in a browser whether the address is still right"),
        500..=599 => {
            (FailureKind::Server, "; its server is in trouble, which mostly ends by itself")
        }
        304 => (
            FailureKind::Status,
            " although the request had no condition; a cache before the server is at fault",
        ),
        301 | 302 | 303 | 307 | 308 => (
            FailureKind::Status,
            " without an address to follow; the publisher's redirect is broken",
        ),
        300..=399 => (FailureKind::Status, ", which leads nowhere"),
        _ => (FailureKind::Status, ", which is no whole document"),
    };
    let reason = status.canonical_reason().map(|reason| format!(" {reason}"));
    let detail = format!("{host} answered {code}{}{advice}", reason.unwrap_or_default());
    let heard = Heard::Site(name_site(asked.url));
    Failure { kind, detail, status: Some(code), retry_after, heard }
}

fn advise_on_credentials(asked: Asked<'_>, headers: &HeaderMap) -> &'static str {
    let challenges = headers.get_all(WWW_AUTHENTICATE).iter();
    let wanted: Vec<String> =
        challenges.filter_map(|value| value.to_str().ok()).map(str::to_ascii_lowercase).collect();
    let names = |scheme: &str| wanted.iter().any(|challenge| challenge.contains(scheme));
    let unspoken = ["digest", "negotiate", "ntlm"].into_iter().any(names);
    if unspoken && !names("basic") && !names("bearer") {
        return "; it wants a kind of login (Digest, Negotiate or NTLM) that wiredesk does not speak: ask the publisher for Basic or a token";
    }
    match asked.credentials {
        Carried::None => "; it wants credentials, and the feed has none",
        Carried::Sent | Carried::Withheld => "; check the feed's credentials",
    }
}

/// A request that got no answer.
pub(super) fn explain_no_answer(
    asked: Asked<'_>,
    error: &reqwest::Error,
    connect: Duration,
) -> Failure {
    let url = asked.url;
    let host = name_host(url);
    let port = url.port_or_known_default().unwrap_or_default();
    if let Some(refused) = find_cause::<AddressRefused>(error) {
        return explain_private(asked, refused);
    }
    let cause = name_root_cause(error);
    if error.is_builder() {
        let detail = format!("the request to {host} cannot be written (credentials?): {cause}");
        return Failure::new(FailureKind::Client, detail);
    }
    if let Some(tls) = find_cause::<rustls::Error>(error) {
        return Failure::new(FailureKind::Tls, explain_tls(host, port, tls));
    }
    if let Some(failure) = explain_proxy(asked, error) {
        return failure;
    }
    if error.is_timeout() && error.is_connect() {
        let detail = format!(
            "no connection to {host} port {port} within {connect:?} (fetch.connect_timeout)"
        );
        return Failure::new(FailureKind::Timeout, detail);
    }
    if find_cause::<hyper::Error>(error).is_some_and(hyper::Error::is_timeout) {
        let detail = format!(
            "{host} answered no ping on a connection of before, which is given up: the next request makes another"
        );
        return Failure::new(FailureKind::Timeout, detail);
    }
    if error.is_timeout() {
        return Failure::new(
            FailureKind::Timeout,
            format!("{host} went silent before it answered (two thirds of fetch.timeout)"),
        );
    }
    if error.is_dns() {
        return Failure::new(
            FailureKind::Dns,
            format!("the name {host} does not resolve: {cause}"),
        );
    }
    // An answer of a kind: somebody was reached.
    if find_cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        let detail = format!("{host} gave no answer that HTTP can read: {cause}");
        let heard = Heard::Site(name_site(url));
        return Failure { heard, ..Failure::new(FailureKind::Body, detail) };
    }
    let detail = if is_refused(error) {
        format!("{host} refused the connection on port {port}")
    } else if error.is_connect() {
        format!("no connection to {host} port {port}: {cause}")
    } else {
        format!("{host} broke off before it answered: {cause}")
    };
    Failure::new(FailureKind::Connect, detail)
}

fn explain_tls(host: &str, port: u16, error: &rustls::Error) -> String {
    #[expect(clippy::wildcard_enum_match_arm, reason = "rustls' errors are a foreign enum")]
    let (cause, advice) = match error {
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => (
            format!("what answers on port {port} does not speak TLS"),
            "; its address may begin with http://",
        ),
        rustls::Error::Other(OtherError(own)) => (own.to_string(), ""),
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => (
            "nobody vouches for its certificate who is trusted here".to_owned(),
            "; if it has an authority of its own, name that in the feed's ca_file",
        ),
        other => (other.to_string(), ""),
    };
    format!("no trusted connection to {host}: {}{advice}", clip(&cause))
}

/// A body that broke off.
pub(super) fn explain_broken_body(url: &Url, error: &reqwest::Error, read: u64) -> Failure {
    let host = name_host(url);
    if error.is_timeout() {
        let detail = format!("{host} went silent in the middle of the body, after {read} bytes");
        return Failure::new(FailureKind::Timeout, detail);
    }
    let cause = name_root_cause(error);
    let detail = format!("the body of {host} broke off after {read} bytes: {cause}");
    Failure::new(FailureKind::Body, detail)
}

/// Whether it was the decompressor that gave up, rather than the connection: below reqwest's own layers stands the
/// decoder's `io::Error` itself, while a connection's stands inside one of hyper's.
pub(super) fn is_undecodable(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(layer) = cause.filter(|cause| cause.is::<reqwest::Error>()) {
        cause = layer.source();
    }
    error.is_decode() && cause.is_some_and(<dyn Error>::is::<io::Error>)
}

/// Causes are looked for inside `io::Error`s too, which hide what they wrap from `source()`.
fn find_cause<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = step_down(error);
    }
    None
}

fn name_root_cause(error: &reqwest::Error) -> String {
    let mut last: &(dyn Error + 'static) = error;
    while let Some(next) = step_down(last) {
        last = next;
    }
    clip(&last.to_string())
}

fn step_down<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match inner {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

pub(super) fn clip(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(CAUSE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(url: &Url) -> Asked<'_> {
        Asked { url, sender: None, private: true, credentials: Carried::None, proxy: None }
    }

    fn explain(asked: Asked<'_>, code: u16) -> Failure {
        explain_status(asked, StatusCode::from_u16(code).unwrap(), &HeaderMap::new(), None)
    }

    // A redirect without Location and a 304 out of place both said "which leads nowhere".
    #[test]
    fn words_for_a_status_say_what_is_wrong_and_what_to_do() {
        let url = Url::parse("https://wire.example/feed").unwrap();
        for (code, part) in [
            (302, "without an address to follow"),
            (304, "had no condition"),
            (401, "the feed has none"),
            (410, "take it out"),
            (451, "take the feed out"),
            (500, "ends by itself"),
            (418, "in a browser"),
        ] {
            let words = explain(asked(&url), code).detail;
            assert!(words.contains(part), "{words}");
        }
        let digest = [(WWW_AUTHENTICATE, "Digest realm=\"x\"".parse().unwrap())];
        let digest = HeaderMap::from_iter(digest);
        let known = Asked { credentials: Carried::Sent, ..asked(&url) };
        let words = explain_status(known, StatusCode::UNAUTHORIZED, &digest, None).detail;
        assert!(words.contains("does not speak"), "{words}");
        let words = explain(known, 403).detail;
        assert!(words.contains("may not be good") && !words.contains("want cred"), "{words}");
        let mut headers = HeaderMap::new();
        headers.insert("cf-mitigated", "challenge".parse().unwrap());
        for code in [StatusCode::FORBIDDEN, StatusCode::SERVICE_UNAVAILABLE] {
            let failure = explain_status(asked(&url), code, &headers, None);
            assert_eq!(failure.kind, FailureKind::Challenge);
            assert!(failure.detail.contains("only a browser gets past"), "{failure}");
        }
    }

    // "news.example answered 502": the proxy had.
    #[test]
    fn what_a_proxy_says_in_place_of_the_server_is_told_as_the_proxys() {
        let (url, proxy) = (
            Url::parse("http://news.example/feed").unwrap(),
            Url::parse("http://proxy.example/").unwrap(),
        );
        let secure = Url::parse("https://news.example/feed").unwrap();
        let check = |url, code: u16, (name, value): (&'static str, &str), wait, kind| {
            let asked = Asked { proxy: Some(&proxy), ..asked(url) };
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            let status = StatusCode::from_u16(code).unwrap();
            let failure = explain_status(asked, status, &headers, wait);
            assert_eq!(failure.kind, kind, "{failure:?}");
            let by_proxy = failure.detail.contains("proxy.example (fetch.proxy)");
            assert_eq!(by_proxy, failure.heard == Heard::Proxy, "{failure:?}");
            by_proxy
        };
        let none = ("server", "x");
        let squid = ("x-squid-error", "ERR_ACCESS_DENIED 0");
        let status = ("proxy-status", "proxy.example; error=destination_unavailable");
        assert!(check(&url, 502, none, None, FailureKind::Connect));
        assert!(check(&url, 503, status, None, FailureKind::Connect));
        assert!(check(&url, 403, squid, None, FailureKind::Unauthorised));
        let wait = Some(Duration::from_secs(9));
        assert!(!check(&url, 503, none, wait, FailureKind::Server), "servers ask for time");
        assert!(!check(&url, 403, none, None, FailureKind::Unauthorised));
        assert!(!check(&url, 500, none, None, FailureKind::Server));
        assert!(!check(&secure, 502, status, None, FailureKind::Server), "it sees nothing of it");
    }

    #[test]
    fn statuses_are_sorted_and_never_show_the_path() {
        let url = Url::parse("https://u:pw@wire.example/feed?key=secret").unwrap();
        let check = |code: u16, want: FailureKind| {
            let failure = explain(asked(&url), code);
            assert_eq!((failure.kind, failure.status), (want, Some(code)));
            assert!(failure.detail.starts_with(&format!("wire.example answered {code}")));
            assert!(!failure.detail.contains("secret") && !failure.detail.contains("pw"));
        };
        check(401, FailureKind::Unauthorised);
        check(403, FailureKind::Unauthorised);
        check(407, FailureKind::Unauthorised);
        check(404, FailureKind::NotFound);
        check(410, FailureKind::Gone);
        check(429, FailureKind::TooManyRequests);
        check(418, FailureKind::Client);
        check(500, FailureKind::Server);
        check(599, FailureKind::Server);
        check(304, FailureKind::Status);
        check(302, FailureKind::Status);
        check(206, FailureKind::Status);
        check(999, FailureKind::Status);
    }
}
