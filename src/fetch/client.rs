//! Builds the HTTP client: TLS, DNS that hands out only checked addresses, header limits. It sends nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Proxy};
use secrecy::ExposeSecret;

use super::address::{AddressRefused, check_address};
use super::tls::{FeedTls, SystemTrust, client_config};
use crate::config::{Credentials, FetchConfig};

/// Silence after which a server is given up, of the whole time a request may take.
const SILENCE_SHARE: f64 = 2.0 / 3.0;
/// A connection that answers no ping is given up, so that no later poll is lost on it: silence after which one is asked for,
/// and as much again for the answer, of the whole time a request may take.
const PING_SHARE: f64 = 1.0 / 6.0;
/// Idle connections are of no use between polls that are minutes apart.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Some publishers send well over 100 headers, hyper's default limit (edge case 40). hyper fills
/// two tables of this many places for every answer: a thousand would be 64 KB each time.
const HEADERS_MAX: usize = 256;
/// All headers of one HTTP/2 answer.
const HEADER_BYTES_MAX: u32 = 256 * 1024;
/// Feeds first, anything at all last: some servers answer 406 to a narrower list.
const ACCEPT_FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, \
    application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5";

/// Why no transport could be built.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("fetch.contact cannot stand in a User-Agent header: {0:?}")]
    Contact(String),
    #[error("fetch.proxy is no usable proxy")]
    Proxy(#[source] reqwest::Error),
    #[error("the feed's TLS settings cannot be used")]
    Tls(#[from] rustls::Error),
    #[error("the HTTP client cannot be built (are the system's CA certificates installed?)")]
    Client(#[source] reqwest::Error),
}

/// Whether compression is asked for and undone, or bytes are passed through (edge case 37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Decoding {
    Automatic,
    Identity,
}

/// What one client does and another does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) decoding: Decoding,
    /// It may go into `fetch.allow_private`.
    pub(super) private: bool,
    pub(super) tls: Option<Arc<FeedTls>>,
}

pub(super) fn build_client(
    config: &FetchConfig,
    kind: &Kind,
    system: &SystemTrust,
) -> Result<Client, TransportError> {
    install_tls_provider();
    let builder = Client::builder()
        .user_agent(name_user_agent(config.contact.as_deref())?)
        .default_headers(name_default_headers(kind.decoding))
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(config.connect_timeout)
        .read_timeout(config.timeout.mul_f64(SILENCE_SHARE))
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        // Deadlines end what is dead, and pings where requests share a connection; probes would only be five more system
        // calls for every connection.
        .tcp_keepalive(None)
        .tcp_keepalive_interval(None)
        .tcp_keepalive_retries(None)
        .tcp_user_timeout(None)
        .http1_max_headers(HEADERS_MAX)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http2_keep_alive_interval(config.timeout.mul_f64(PING_SHARE))
        .http2_keep_alive_timeout(config.timeout.mul_f64(PING_SHARE))
        .http2_max_header_list_size(HEADER_BYTES_MAX);
    let builder = match kind.decoding {
        Decoding::Automatic => builder,
        Decoding::Identity => builder.no_brotli().no_zstd().no_deflate(),
    };
    let builder = match &kind.tls {
        None => builder,
        Some(trust) => builder.tls_backend_preconfigured(client_config(trust, system)?),
    };
    connect_through(builder, config, kind.private)?.build().map_err(TransportError::Client)
}

/// Without a proxy every connection goes to an address that was checked. With one, the proxy resolves and connects,
/// and the only name resolved here is the operator's own proxy.
fn connect_through(
    builder: ClientBuilder,
    config: &FetchConfig,
    private: bool,
) -> Result<ClientBuilder, TransportError> {
    let Some(proxy) = &config.proxy else {
        let allow_private = if private { config.allow_private.clone() } else { Vec::new() };
        let resolver = CheckedResolver { allow_private: allow_private.into() };
        return Ok(builder.no_proxy().dns_resolver(Arc::new(resolver)));
    };
    let mut proxy = Proxy::all(proxy.clone()).map_err(TransportError::Proxy)?;
    if let Some(Credentials::Basic { user, password }) = &config.proxy_credentials {
        proxy = proxy.basic_auth(user, password.expose_secret());
    }
    Ok(builder.proxy(proxy))
}

/// reqwest finds its TLS in the process-wide default. Losing the race to install it means that another thread did.
fn install_tls_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        drop(rustls::crypto::ring::default_provider().install_default());
    }
}

fn name_user_agent(contact: Option<&str>) -> Result<HeaderValue, TransportError> {
    let version = env!("CARGO_PKG_VERSION");
    let name = match contact {
        Some(contact) => format!("wiredesk/{version} (+{contact})"),
        None => format!("wiredesk/{version}"),
    };
    let refused = || TransportError::Contact(contact.unwrap_or_default().to_owned());
    HeaderValue::from_str(&name).map_err(|_| refused())
}

fn name_default_headers(decoding: Decoding) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPT_FEEDS));
    let encodings = match decoding {
        // The client itself would not ask for gzip, which it leaves to us.
        Decoding::Automatic => "gzip, br, zstd, deflate",
        Decoding::Identity => "identity",
    };
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encodings));
    headers
}

/// The system's resolver, less the addresses that are refused. The connection is made to what this returns, so a name
/// that changes its address between check and use (DNS rebinding) gains nothing.
#[derive(Debug, Clone)]
struct CheckedResolver {
    allow_private: Arc<[IpNet]>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = Arc::clone(&self.allow_private);
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await?;
            let addresses = keep_checked(host, found.map(|address| address.ip()), &allow_private)?;
            let addresses = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

/// A name may have public and private addresses at once: the public ones are used.
fn keep_checked(
    host: &str,
    found: impl Iterator<Item = IpAddr>,
    allow_private: &[IpNet],
) -> Result<Vec<IpAddr>, Box<dyn std::error::Error + Send + Sync>> {
    let mut kept = Vec::new();
    let mut refused: Option<AddressRefused> = None;
    for ip in found {
        match check_address(host, ip, allow_private) {
            Ok(()) => kept.push(ip),
            Err(reason) => refused = Some(reason),
        }
    }
    match refused {
        Some(refused) if kept.is_empty() => Err(Box::new(refused)),
        None if kept.is_empty() => Err(io::Error::other("the name has no address").into()),
        Some(_) | None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Edge case 39: what is connected to is what was checked.
    #[test]
    fn a_resolved_name_keeps_only_addresses_that_may_be_fetched() {
        let check = |found: &[&str], want: Result<&[&str], ()>| {
            let parse = |ips: &[&str]| ips.iter().map(|ip| ip.parse().unwrap()).collect::<Vec<_>>();
            let kept = keep_checked("wire.example", parse(found).into_iter(), &[]);
            assert_eq!(kept.map_err(drop), want.map(parse), "{found:?}");
        };
        check(&["8.8.8.8"], Ok(&["8.8.8.8"]));
        check(&["127.0.0.1", "8.8.8.8", "::1"], Ok(&["8.8.8.8"]));
        check(&["10.0.0.1"], Err(()));
        check(&["::ffff:169.254.169.254"], Err(()));
        check(&[], Err(()));
    }

    #[test]
    fn the_user_agent_names_the_version_and_the_contact() {
        let name = name_user_agent(Some("mailto:desk@paper.example")).unwrap();
        let name = name.to_str().unwrap();
        assert!(name.starts_with("wiredesk/") && name.ends_with(" (+mailto:desk@paper.example)"));
        assert!(!name_user_agent(None).unwrap().to_str().unwrap().contains('('));
        assert!(name_user_agent(Some("a\nb")).is_err());
    }
}
