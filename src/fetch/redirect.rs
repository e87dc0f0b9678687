//! Pure: where an answer sends us, and what may be carried along. It follows nothing.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION};
use url::{Host, Url};

/// The address of the next hop: `None` if the answer is no redirect, or names no usable address.
/// 300 offers a choice and 304 to 306 mean something else (RFC 9110 section 15.4), so neither is followed.
pub fn find_next_hop(from: &Url, status: StatusCode, headers: &HeaderMap) -> Option<Url> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    // Servers write raw UTF-8 here; `url` percent-encodes it.
    let location = headers.get(LOCATION)?.as_bytes();
    let mut next = from.join(String::from_utf8_lossy(location).trim()).ok()?;
    next.set_fragment(None);
    Some(next)
}

/// Whether the redirect says that the old address is of no more use (RFC 9110 sections 15.4.2 and 15.4.9).
pub fn is_permanent(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 308)
}

/// Longest address that is written down (P5): as long as a configured one may be.
const ADDRESS_BYTES_MAX: usize = 8_000;

/// Whether the address that permanent redirects led to may be asked in place of the configured one. A name that resolves
/// to a `private` address may resolve to another one tomorrow, and nobody may lead a feed out of TLS for good. A password in
/// it is not written down, and without it the address would answer 401.
pub fn may_be_adopted(configured: &Url, last: &Url, private: bool) -> bool {
    let named = matches!(last.host(), Some(Host::Domain(_)));
    let stays_secret = configured.scheme() != "https" || last.scheme() == "https";
    let open = last.username().is_empty() && last.password().is_none();
    stays_secret && open && !(private && named) && is_short(last)
}

/// Whether the address may be written down.
pub fn is_short(address: &Url) -> bool {
    address.as_str().len() <= ADDRESS_BYTES_MAX
}

/// Credentials go to the origin they were configured for, and to its https side, never anywhere else.
pub fn may_carry_credentials(configured: &Url, hop: &Url) -> bool {
    let same_host = configured.host() == hop.host();
    let same_door = configured.scheme() == hop.scheme()
        && configured.port_or_known_default() == hop.port_or_known_default();
    let default_ports = configured.port().is_none() && hop.port().is_none();
    let upgraded = configured.scheme() == "http" && hop.scheme() == "https" && default_ports;
    same_host && (same_door || upgraded)
}

/// The address without user name and password: what may be shown, stored and used as a base of links.
pub fn without_credentials(url: &Url) -> Url {
    let mut clean = url.clone();
    // Both fail only for URLs that cannot have credentials, which then have none to lose.
    if clean.set_username("").is_err() || clean.set_password(None).is_err() {
        return url.clone();
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(status: u16, location: &[u8]) -> Option<String> {
        let from = Url::parse("https://u:p@a.example/x/feed?q=1").unwrap();
        let mut headers = HeaderMap::new();
        let value = reqwest::header::HeaderValue::from_bytes(location).unwrap();
        headers.insert(LOCATION, value);
        find_next_hop(&from, StatusCode::from_u16(status).unwrap(), &headers).map(Url::into)
    }

    #[test]
    fn locations_resolve_against_the_hop_that_named_them() {
        let check = |location: &str, want: &str| {
            assert_eq!(next(302, location.as_bytes()).as_deref(), Some(want), "{location}");
        };
        check("https://b.example/rss", "https://b.example/rss");
        check("//b.example/rss", "https://b.example/rss");
        check("/rss#top", "https://u:p@a.example/rss");
        check(" other ", "https://u:p@a.example/x/other");
        check("/caf\u{e9}", "https://u:p@a.example/caf%C3%A9");
    }

    // Edge case 27.
    #[test]
    fn all_five_redirects_are_followed_and_nothing_else() {
        for status in [301, 302, 303, 307, 308] {
            assert!(next(status, b"/rss").is_some(), "{status}");
        }
        for status in [200, 300, 304, 305, 306, 404] {
            assert!(next(status, b"/rss").is_none(), "{status}");
        }
        assert!(next(302, b"http://[::bad/").is_none());
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        let check = |from: &str, to: &str, want: bool| {
            let (from, to) = (Url::parse(from).unwrap(), Url::parse(to).unwrap());
            assert_eq!(may_carry_credentials(&from, &to), want, "{from} {to}");
        };
        check("https://a.example/1", "https://a.example/2", true);
        check("https://a.example/1", "https://a.example:443/2", true);
        check("http://a.example/1", "https://a.example/2", true);
        check("https://a.example/1", "http://a.example/2", false);
        check("https://a.example/1", "https://b.a.example/2", false);
        check("http://a.example:8080/1", "http://a.example:9090/2", false);
        check("http://a.example:8080/1", "https://a.example:8080/2", false);
    }

    // Edge case 26.
    #[test]
    fn an_address_out_of_tls_or_behind_a_private_name_is_never_adopted() {
        let check = |from: &str, to: &str, private: bool, want: bool| {
            let (from, to) = (Url::parse(from).unwrap(), Url::parse(to).unwrap());
            assert_eq!(may_be_adopted(&from, &to, private), want, "{from} {to}");
        };
        check("http://a.example/", "https://b.example/", false, true);
        check("http://a.example/", "http://b.example/", false, true);
        check("https://a.example/", "https://b.example/", false, true);
        check("https://a.example/", "http://b.example/", false, false);
        check("http://a.example/", "http://inside.example/", true, false);
        check("http://10.0.0.1/", "http://10.0.0.2/", true, true);
        check("http://a.example/", "http://u:p@b.example/", false, false);
        let long = format!("http://b.example/{}", "x".repeat(8_000));
        check("http://a.example/", &long, false, false);
    }

    #[test]
    fn passwords_leave_the_address() {
        let url = Url::parse("https://u:p@a.example/x?q=1").unwrap();
        assert_eq!(without_credentials(&url).as_str(), "https://a.example/x?q=1");
    }
}
