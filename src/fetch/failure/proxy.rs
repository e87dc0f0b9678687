//! What our own proxy did not do, or says in place of a server.

use std::error::Error;
use std::io;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

use super::{Asked, clip, find_cause, name_host, name_root_cause, step_down};
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
    let heard = Heard::Proxy;
    Some(Failure { status: Some(code), heard, ..Failure::new(kind, detail) })
}

pub(super) fn explain_proxy_password(proxy: &Url, url: &Url) -> Failure {
    let detail = format!(
        "the proxy {} (fetch.proxy) answered 407 for {}; check fetch.proxy_credentials, or whether it lets this host through",
        name_host(proxy),
        name_host(url)
    );
    // As if nobody had been reached: it is no fault of a feed.
    let heard = Heard::NoProxy;
    Failure { status: Some(407), heard, ..Failure::new(FailureKind::Connect, detail) }
}

/// What the proxy did not do; `None` where TLS itself said what is wrong behind it.
pub(super) fn explain_proxy(asked: Asked<'_>, error: &reqwest::Error) -> Option<Failure> {
    let proxy = asked.proxy.filter(|_| error.is_connect() || error.is_dns())?;
    let (name, port) = (name_host(proxy), proxy.port_or_known_default().unwrap_or_default());
    let (host, cause) = (name_host(asked.url), name_root_cause(error));
    let tunnel = Tunnel::of(asked.url, error);
    if tunnel == Tunnel::WantsPassword {
        return Some(explain_proxy_password(proxy, asked.url));
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
        let (heard, what) = match tunnel {
            // hyper-util does not hand out which status it was.
            Tunnel::Refused => (
                Heard::Proxy,
                format!(
                    "answered CONNECT, but made no connection to {host}: mostly 403 where it may not, 502 to 504 where it reaches nobody"
                ),
            ),
            Tunnel::Made => (
                Heard::Proxy,
                format!("made the connection to {host}, which broke off before TLS: {cause}"),
            ),
            Tunnel::WantsPassword | Tunnel::None => {
                (Heard::Nobody, format!("made no connection to {host}: {cause}"))
            }
        };
        (FailureKind::Connect, heard, format!("the proxy {name} (fetch.proxy) {what}"))
    };
    Some(Failure { heard, ..Failure::new(kind, detail) })
}

/// What became of CONNECT (RFC 9110 section 9.3.6).
#[derive(Debug, PartialEq, Eq)]
enum Tunnel {
    /// It was not asked for, or nobody answered.
    None,
    WantsPassword,
    Refused,
    Made,
}

impl Tunnel {
    /// By its words: the type of hyper-util's fault is private.
    fn of(url: &Url, error: &reqwest::Error) -> Self {
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(layer) = next {
            match layer.to_string().strip_prefix("tunnel error: ") {
                Some("proxy authorization required") => return Self::WantsPassword,
                Some("unsuccessful") => return Self::Refused,
                Some(_) => return Self::None,
                None => next = step_down(layer),
            }
        }
        if url.scheme() == "https" { Self::Made } else { Self::None }
    }
}

pub(super) fn is_refused(error: &reqwest::Error) -> bool {
    find_cause::<io::Error>(error)
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}
