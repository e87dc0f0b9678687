//! Which addresses a feed may live at. Decides only: it resolves and connects nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use url::{Host, Url};

/// An address that no feed may be fetched from, with the network it belongs to in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is at {ip}, {network}")]
pub struct AddressRefused {
    pub host: String,
    pub ip: IpAddr,
    pub network: &'static str,
}

/// Why a URL is not requested at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefused {
    #[error("addresses of the scheme {0:?} are not fetched, only http and https")]
    Scheme(String),
    #[error("the address names no host")]
    NoHost,
    #[error("{0} is a name of the own machine or network")]
    LocalName(String),
    #[error(transparent)]
    Address(#[from] AddressRefused),
}

/// Checks what can be known before a name is resolved. An IP literal never reaches the resolver, so it is judged here;
/// odd spellings (`0x7f000001`, `127.1`) were made plain by `url` when it parsed them.
pub fn check_url(url: &Url, allow_private: &[IpNet]) -> Result<(), UrlRefused> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(UrlRefused::Scheme(url.scheme().to_owned()));
    }
    let ip = match url.host() {
        None => return Err(UrlRefused::NoHost),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
    };
    Ok(check_address("the literal address", ip, allow_private)?)
}

/// Checks a name that a proxy resolves, whose addresses are never seen here: those that mean no host of the public internet
/// (RFC 6761 section 6.3, ICANN's `internal`, names without a dot) are refused, unless any private network is allowed.
pub fn check_proxied_name(url: &Url, allow_private: &[IpNet]) -> Result<(), UrlRefused> {
    let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
    let (_, last) = name.trim_end_matches('.').rsplit_once('.').unwrap_or_default();
    if allow_private.is_empty() && matches!(last, "" | "localhost" | "internal") {
        return Err(UrlRefused::LocalName(name.to_owned()));
    }
    Ok(())
}

/// Refuses an address that is not part of the public internet, unless it or the IPv4 address inside it is allowed.
pub fn check_address(
    host: &str,
    ip: IpAddr,
    allow_private: &[IpNet],
) -> Result<(), AddressRefused> {
    let inner = embedded_v4(ip).map(IpAddr::V4);
    let allowed = |ip: IpAddr| allow_private.iter().any(|network| network.contains(&ip));
    let Some(network) = name_of_reserved(ip) else {
        return Ok(());
    };
    if allowed(ip) || inner.is_some_and(allowed) {
        return Ok(());
    }
    let host = host.to_owned();
    Err(AddressRefused { host, ip, network })
}

/// Whether the address is one that only `allow_private` opens.
pub fn is_private(ip: IpAddr) -> bool {
    name_of_reserved(ip).is_some()
}

/// The special-purpose network an address belongs to (IANA registries, RFC 6890 and its updates).
fn name_of_reserved(ip: IpAddr) -> Option<&'static str> {
    match (ip, embedded_v4(ip)) {
        (IpAddr::V4(v4), _) | (IpAddr::V6(_), Some(v4)) => name_of_reserved_v4(v4),
        (IpAddr::V6(v6), None) => name_of_reserved_v6(v6),
    }
}

fn name_of_reserved_v4(ip: Ipv4Addr) -> Option<&'static str> {
    Some(match ip.octets() {
        [0, ..] => "this host",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "a private network",
        [100, 64..=127, ..] => "a carrier's shared network",
        [127, ..] => "loopback",
        [169, 254, ..] => "a link-local network",
        [192, 0, 0, _] | [192, 88, 99, _] => "a protocol's own network",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "a documentation network",
        [198, 18 | 19, ..] => "a benchmarking network",
        [224..=239, ..] => "multicast",
        [255, 255, 255, 255] => "broadcast",
        [240..=255, ..] => "a reserved network",
        _ => return None,
    })
}

/// Only `2000::/3` is given out as global unicast (RFC 4291 section 2.4); all else is refused, named or not.
fn name_of_reserved_v6(ip: Ipv6Addr) -> Option<&'static str> {
    Some(match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "the unspecified address",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback",
        [0xfc00..=0xfdff, ..] => "a private network",
        [0xfe80..=0xfebf, ..] => "a link-local network",
        [0xff00..=0xffff, ..] => "multicast",
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => "a documentation network",
        [0x2001, 0..=0x01ff, ..] => "a protocol's own network",
        [0x2000..=0x3fff, ..] => return None,
        _ => "a reserved network",
    })
}

/// The IPv4 address that traffic to this IPv6 address ends at: mapped and compatible (RFC 4291 section 2.5.5),
/// NAT64 (RFC 6052) and 6to4 (RFC 3056).
fn embedded_v4(ip: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(ip) = ip else { return None };
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match ip.segments() {
        // `::` and `::1` are addresses of their own.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, allow: &[&str]) -> bool {
        let allow: Vec<IpNet> = allow.iter().map(|net| net.parse().unwrap()).collect();
        check_url(&Url::parse(url).unwrap(), &allow).is_ok()
    }

    // Edge case 39.
    #[test]
    fn literals_of_reserved_networks_are_refused_however_spelt() {
        for host in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "0177.0.0.1",
            "2130706433",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.9.9",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "%31%32%37.0.0.1",
            "127。0。0。1",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[::ffff:0:10.0.0.1]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[100::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[5f00::1]",
        ] {
            assert!(!check(&format!("http://{host}/feed"), &[]), "{host}");
        }
    }

    #[test]
    fn public_literals_and_names_pass() {
        for host in [
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "169.253.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "[2606:4700::1111]",
            "[2a00:1450::1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::8.8.8.8]",
            "news.example.org",
            "localhost",
        ] {
            assert!(check(&format!("https://{host}/feed"), &[]), "{host}");
        }
    }

    // A cloud's metadata was asked of the proxy, which lives beside it.
    #[test]
    fn a_name_of_the_own_network_is_not_asked_of_a_proxy() {
        let check = |host: &str, allow: &[&str]| {
            let allow: Vec<IpNet> = allow.iter().map(|net| net.parse().unwrap()).collect();
            check_proxied_name(&Url::parse(&format!("http://{host}/x")).unwrap(), &allow).is_ok()
        };
        for host in [
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "metadata.google.internal",
            "intranet",
            "db.internal.",
        ] {
            assert!(!check(host, &[]), "{host}");
            assert!(check(host, &["10.0.0.0/8"]), "{host}");
        }
        for host in
            ["news.example", "internal.example", "localhost.example.", "8.8.8.8", "[2606:4700::1]"]
        {
            assert!(check(host, &[]), "{host}");
        }
    }

    #[test]
    fn only_http_and_https_are_fetched() {
        for url in ["ftp://news.example.org/a", "file:///etc/passwd", "data:,a", "gopher://a/"] {
            assert!(!check(url, &["0.0.0.0/0"]), "{url}");
        }
    }

    #[test]
    fn an_allowed_network_opens_exactly_itself() {
        assert!(check("http://127.0.0.1/", &["127.0.0.0/8"]));
        assert!(check("http://[::ffff:127.0.0.1]/", &["127.0.0.0/8"]));
        assert!(check("http://[fd00::7]/", &["fd00::/8"]));
        assert!(!check("http://[::1]/", &["127.0.0.0/8"]));
        assert!(!check("http://10.0.0.1/", &["127.0.0.0/8"]));
    }

    #[test]
    fn a_refusal_names_the_address_and_its_network() {
        let refused = check_address("wire.example", "10.1.2.3".parse().unwrap(), &[]).unwrap_err();
        assert_eq!(refused.to_string(), "wire.example is at 10.1.2.3, a private network");
    }

    proptest::proptest! {
        // However an IPv4 address is wrapped, it is judged as itself.
        #[test]
        fn wrapped_addresses_are_judged_by_what_is_inside(octets: [u8; 4]) {
            let v4 = Ipv4Addr::from(octets);
            let plain = check_address("a", IpAddr::V4(v4), &[]).is_ok();
            let [a, b] = [u16::from_be_bytes([octets[0], octets[1]]), u16::from_be_bytes([octets[2], octets[3]])];
            for wrapped in [
                v4.to_ipv6_mapped(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
                Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
            ] {
                let judged = check_address("a", IpAddr::V6(wrapped), &[]).is_ok();
                proptest::prop_assert_eq!(judged, plain, "{}", wrapped);
            }
        }

        // The second opinion of the standard library, as far as it has one.
        #[test]
        fn nothing_passes_that_the_standard_library_calls_special(bits: u32) {
            let ip = Ipv4Addr::from(bits);
            let special = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
                || ip.is_documentation() || ip.is_broadcast() || ip.is_unspecified();
            if special {
                proptest::prop_assert!(check_address("a", IpAddr::V4(ip), &[]).is_err());
            }
        }
    }
}
