//! What our own proxy did not do, or says in place of a server.

use std::io;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

use super::{Asked, clip, find_cause, name_host, name_root_cause};
use crate::fetch::{Failure, FailureKind, Heard};

/// What the proxy says in place of the server, which only plain http lets it. One that marks its own words is believed
/// (RFC 9209 section 2.1.1; Squid's `X-Squid-Error`); of the others a 502, 503 or 504 mostly means that it reached
/// nobody, unless `from_server` tells otherwise.
pub(super) fn explain_gateway(
    asked: Asked<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    from_server: bool,
) -> Option<Failure> {
    let proxy = asked.proxy.filter(|_| asked.url.scheme() == "http")?;
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let told = text("proxy-status").filter(|text| text.contains("error="));
    let told = told.or_else(|| text("x-squid-error"));
    let is_gateway = matches!(status.as_u16(), 502..=504);
    if told.is_none() && (!is_gateway || from_server) {
        return None;
    }
    let (name, host, code) = (name_host(proxy), name_host(asked.url), status.as_u16());
    let detail = match told {
        Some(words) => {
            format!(
                "the proxy {name} (fetch.proxy) answered {code} in place of {host}: {}",
                clip(words)
            )
        }
        None => format!(
            "{code} for {host} through the proxy {name} (fetch.proxy), which reached nobody if it said so itself"
        ),
    };
    let kind = if is_gateway { FailureKind::Connect } else { FailureKind::Unauthorised };
    Some(Failure { status: Some(code), ..Failure::new(kind, detail) })
}

pub(super) fn explain_proxy_password(proxy: &Url) -> Failure {
    let detail = format!(
        "the proxy {} (fetch.proxy) answered 407; check fetch.proxy_credentials",
        name_host(proxy)
    );
    // As if nobody had been reached: it is no fault of a feed.
    let heard = Heard::NoProxy;
    Failure { status: Some(407), heard, ..Failure::new(FailureKind::Connect, detail) }
}

/// What the proxy did not do; `None` where it made the connection.
pub(super) fn explain_proxy(asked: Asked<'_>, error: &reqwest::Error) -> Option<Failure> {
    // The type of hyper-util's fault is private.
    const WANTS_PASSWORD: &str = "proxy authorization required";
    let proxy = asked.proxy.filter(|_| error.is_connect() || error.is_dns())?;
    let (name, port) = (name_host(proxy), proxy.port_or_known_default().unwrap_or_default());
    let cause = name_root_cause(error);
    if cause.contains(WANTS_PASSWORD) {
        return Some(explain_proxy_password(proxy));
    }
    let (kind, heard, detail) = if error.is_timeout() {
        (
            FailureKind::Timeout,
            Heard::Nobody,
            format!("no connection through the proxy {name} port {port} (fetch.proxy) in time"),
        )
    } else if error.is_dns() {
        (
            FailureKind::Dns,
            Heard::NoProxy,
            format!("the name of the proxy {name} (fetch.proxy) does not resolve: {cause}"),
        )
    } else if is_refused(error) {
        (
            FailureKind::Connect,
            Heard::NoProxy,
            format!("the proxy {name} (fetch.proxy) refused the connection on port {port}"),
        )
    } else {
        let host = name_host(asked.url);
        (
            FailureKind::Connect,
            Heard::Nobody,
            format!("the proxy {name} (fetch.proxy) made no connection to {host}: {cause}"),
        )
    };
    Some(Failure { heard, ..Failure::new(kind, detail) })
}

pub(super) fn is_refused(error: &reqwest::Error) -> bool {
    find_cause::<io::Error>(error)
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}
