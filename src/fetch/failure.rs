//! Turns what went wrong into a [`Failure`] in words a person can act on. Names hosts, never whole addresses: paths and
//! queries may hold keys.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;
use rustls::{CertificateError, OtherError};
use url::Url;

use super::address::{AddressRefused, UrlRefused};
use super::{Failure, FailureKind};

/// Longest text taken over from another library or server, in characters.
const CAUSE_CHARS_MAX: usize = 200;

impl Failure {
    pub(super) fn new(kind: FailureKind, detail: String) -> Self {
        Self { kind, detail, status: None, retry_after: None }
    }
}

/// The host as it may be logged.
pub(super) fn name_host(url: &Url) -> &str {
    url.host_str().unwrap_or("the server")
}

pub(super) fn explain_refused_url(refused: &UrlRefused) -> Failure {
    Failure::new(FailureKind::Forbidden, refused.to_string())
}

/// An answer whose status is neither a document nor a redirect that can be followed.
pub(super) fn explain_status(
    url: &Url,
    status: StatusCode,
    retry_after: Option<Duration>,
) -> Failure {
    let (kind, advice) = match status.as_u16() {
        401 | 407 => (FailureKind::Unauthorised, "; check the feed's credentials"),
        // Also what servers say to clients they do not know, or have seen too often (edge case 30).
        403 => (
            FailureKind::Unauthorised,
            "; it may want credentials, a contact (fetch.contact) or fewer requests",
        ),
        404 => (FailureKind::NotFound, "; the feed may have moved"),
        410 => (FailureKind::Gone, "; the publisher has closed this feed"),
        429 => (FailureKind::TooManyRequests, "; it wants fewer requests"),
        400..=499 => (FailureKind::Client, ""),
        500..=599 => (FailureKind::Server, ""),
        300..=399 => (FailureKind::Status, ", which leads nowhere"),
        _ => (FailureKind::Status, ", which is no whole document"),
    };
    let reason = status.canonical_reason().map(|reason| format!(" {reason}"));
    let (host, code, reason) = (name_host(url), status.as_u16(), reason.unwrap_or_default());
    let detail = format!("{host} answered {code}{reason}{advice}");
    Failure { kind, detail, status: Some(code), retry_after }
}

/// A request that got no answer.
pub(super) fn explain_no_answer(url: &Url, error: &reqwest::Error, connect: Duration) -> Failure {
    let host = name_host(url);
    let port = url.port_or_known_default().unwrap_or_default();
    if let Some(refused) = find_cause::<AddressRefused>(error) {
        return Failure::new(FailureKind::Forbidden, refused.to_string());
    }
    let cause = name_root_cause(error);
    if error.is_builder() {
        let detail = format!("the request to {host} cannot be written (credentials?): {cause}");
        return Failure::new(FailureKind::Client, detail);
    }
    if let Some(tls) = find_cause::<rustls::Error>(error) {
        return Failure::new(FailureKind::Tls, explain_tls(host, tls));
    }
    if error.is_timeout() && error.is_connect() {
        let detail = format!(
            "no connection to {host} port {port} within {connect:?} (fetch.connect_timeout)"
        );
        return Failure::new(FailureKind::Timeout, detail);
    }
    if error.is_timeout() {
        return Failure::new(
            FailureKind::Timeout,
            format!("{host} went silent before it answered"),
        );
    }
    if error.is_dns() {
        return Failure::new(
            FailureKind::Dns,
            format!("the name {host} does not resolve: {cause}"),
        );
    }
    let refused = find_cause::<io::Error>(error)
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    let detail = if refused {
        format!("{host} refused the connection on port {port}")
    } else if error.is_connect() {
        format!("no connection to {host} port {port}: {cause}")
    } else {
        format!("{host} gave no answer that HTTP can read: {cause}")
    };
    Failure::new(FailureKind::Connect, detail)
}

fn explain_tls(host: &str, error: &rustls::Error) -> String {
    #[expect(clippy::wildcard_enum_match_arm, reason = "rustls' errors are a foreign enum")]
    let (cause, advice) = match error {
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

fn clip(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(CAUSE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_sorted_and_never_show_the_path() {
        let url = Url::parse("https://u:pw@wire.example/feed?key=secret").unwrap();
        let check = |code: u16, want: FailureKind| {
            let failure = explain_status(&url, StatusCode::from_u16(code).unwrap(), None);
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
