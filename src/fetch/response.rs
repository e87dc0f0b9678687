//! Pure: what response headers say. Knows no clock; the time is an argument.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED,
    LINK, RETRY_AFTER,
};

use crate::model::{Extent, FetchFacts, Moving};

/// A longer validator is not kept: servers refuse requests with headers of more than about 8 KiB.
pub const VALIDATOR_BYTES_MAX: usize = 4_096;
/// The longest wait that is reported; the schedule has its own, lower cap.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(30 * 24 * 3_600);
/// The longest time to keep an answer that is reported: a year (RFC 2616 section 14.21 advised it as the maximum).
const MAX_AGE_S_MAX: u64 = 365 * 24 * 3_600;
/// `Link` lines read of one answer, and the longest one: a hub and the feed itself need two short ones.
const LINK_LINES_MAX: usize = 16;
const LINK_BYTES_MAX: usize = 8_192;
/// Names of charsets are short (the longest registered one has 45 characters).
const CHARSET_CHARS_MAX: usize = 64;

/// What the schedule and the next request need of an answer; the body's hash is filled in by whoever read the body.
pub fn read_facts(headers: &HeaderMap, now: Timestamp) -> FetchFacts {
    FetchFacts {
        etag: read_validator(headers, &ETAG),
        last_modified: read_validator(headers, &LAST_MODIFIED),
        given_by: None,
        body_hash: None,
        extent: Extent::Whole,
        doubts: None,
        asks: false,
        origin: None,
        moved_to: None,
        private: false,
        moving: Moving::default(),
        links: read_links(headers),
        hubless: false,
        retry_after_s: read_retry_after(headers, now).map(|wait| wait.as_secs()),
        max_age_s: read_max_age_s(headers, now),
        walk: None,
    }
}

/// `Retry-After` in either form (RFC 9110 section 10.2.3), at most [`RETRY_AFTER_MAX`]. A date is measured against the
/// answer's own `Date`, so that a server with a wrong clock still means what it says; a date that is past is zero.
pub fn read_retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let seconds = match parse_seconds(value) {
        Some(seconds) => seconds,
        None => seconds_between(read_date(headers, now), parse_date(value)?),
    };
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

/// How long the server wants the answer kept: `max-age` less `Age`, else `Expires` less `Date` (RFC 9111 section 4.2).
/// `None` where it says nothing, or that nothing may be kept.
pub fn read_max_age_s(headers: &HeaderMap, now: Timestamp) -> Option<u64> {
    let mut max_age = None;
    for line in headers.get_all(CACHE_CONTROL) {
        for directive in line.to_str().unwrap_or_default().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let name = name.trim();
            if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
                return None;
            }
            if name.eq_ignore_ascii_case("max-age") && max_age.is_none() {
                max_age = parse_seconds(value.trim().trim_matches('"'));
            }
        }
    }
    let age = text(headers, &AGE).and_then(parse_seconds).unwrap_or(0);
    let kept = match max_age {
        Some(seconds) => seconds.saturating_sub(age),
        None => seconds_between(read_date(headers, now), parse_date(text(headers, &EXPIRES)?)?),
    };
    Some(kept.min(MAX_AGE_S_MAX))
}

/// The `charset` parameter of `Content-Type`, lower case; a claim, often wrong.
pub fn read_charset(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes());
    let charset = value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    let charset = charset.trim().trim_matches(['"', '\'']).trim();
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_:.+()".contains(c);
    let good = (1..=CHARSET_CHARS_MAX).contains(&charset.len()) && charset.chars().all(legal);
    good.then(|| charset.to_ascii_lowercase())
}

/// All `Link` lines where one speaks of a hub; most answers with links mean style sheets.
fn read_links(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(LINK).iter().filter_map(|line| line.to_str().ok());
    let lines = lines.filter(|line| line.len() <= LINK_BYTES_MAX).take(LINK_LINES_MAX);
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let speaks_of_hub = |line: &String| line.to_ascii_lowercase().contains("hub");
    if lines.iter().any(speaks_of_hub) { lines } else { Vec::new() }
}

/// Byte-exact and never interpreted (edge cases 21, 22).
fn read_validator(headers: &HeaderMap, name: &HeaderName) -> Option<Vec<u8>> {
    let bytes = headers.get(name)?.as_bytes();
    let good = (1..=VALIDATOR_BYTES_MAX).contains(&bytes.len());
    good.then(|| bytes.to_vec())
}

fn read_date(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    text(headers, &DATE).and_then(parse_date).unwrap_or(now)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Digits only; more than fit are as good as for ever.
fn parse_seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn parse_date(text: &str) -> Option<Timestamp> {
    let at = httpdate::parse_http_date(text).ok()?;
    Timestamp::try_from(at).ok()
}

fn seconds_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.as_second().saturating_sub(from.as_second())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2031-05-04T10:00:00Z";

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                reqwest::header::HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        map
    }

    fn facts(lines: &[(&str, &str)]) -> FetchFacts {
        read_facts(&headers(lines), NOW.parse().unwrap())
    }

    // Edge case 29.
    #[test]
    fn retry_after_is_read_in_both_forms_and_clamped() {
        let check = |value: &str, want: Option<u64>| {
            assert_eq!(facts(&[("retry-after", value)]).retry_after_s, want, "{value}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("317100", Some(317_100));
        check("99999999999999999999999", Some(30 * 24 * 3_600));
        check("Sun, 04 May 2031 10:05:00 GMT", Some(300));
        check("Sunday, 04-May-31 10:05:00 GMT", Some(300));
        check("Sun May  4 10:05:00 2031", Some(300));
        check("Sun, 04 May 2031 09:00:00 GMT", Some(0));
        check("-5", None);
        check("1.5", None);
        check("soon", None);
        check("", None);
    }

    #[test]
    fn a_retry_date_is_measured_by_the_servers_own_clock() {
        let lines = [
            ("date", "Sat, 01 Jan 2000 00:00:00 GMT"),
            ("retry-after", "Sat, 01 Jan 2000 00:02:00 GMT"),
        ];
        assert_eq!(facts(&lines).retry_after_s, Some(120));
    }

    #[test]
    fn the_time_to_keep_an_answer_comes_from_max_age_then_expires() {
        let check = |lines: &[(&str, &str)], want: Option<u64>| {
            assert_eq!(facts(lines).max_age_s, want, "{lines:?}");
        };
        check(&[("cache-control", "public, max-age=600")], Some(600));
        check(&[("cache-control", "Max-Age=\"600\""), ("age", "100")], Some(500));
        check(&[("cache-control", "max-age=60"), ("age", "100")], Some(0));
        check(&[("cache-control", "public"), ("cache-control", "max-age=60")], Some(60));
        check(&[("cache-control", "max-age=31536000000")], Some(MAX_AGE_S_MAX));
        check(&[("cache-control", "s-maxage=900")], None);
        check(&[("cache-control", "no-cache, max-age=600")], None);
        check(&[("cache-control", "max-age=600, no-store")], None);
        check(&[("cache-control", "max-age=often")], None);
        check(&[("expires", "Sun, 04 May 2031 10:10:00 GMT")], Some(600));
        check(&[("expires", "0")], None);
        check(
            &[("cache-control", "max-age=60"), ("expires", "Sun, 04 May 2031 10:10:00 GMT")],
            Some(60),
        );
        let skewed = [
            ("date", "Sat, 01 Jan 2000 00:00:00 GMT"),
            ("expires", "Sat, 01 Jan 2000 00:05:00 GMT"),
        ];
        check(&skewed, Some(300));
    }

    // Edge cases 21 and 22.
    #[test]
    fn validators_are_kept_byte_for_byte() {
        for value in ["W/\"a-1\"", "\"\"", "unquoted", "\"caf\u{e9}\"", "W/\"x\" , y"] {
            assert_eq!(facts(&[("etag", value)]).etag.unwrap(), value.as_bytes());
        }
        for value in ["Thu, 01 Jan 1970 00:00:00 GMT", "2041-01-01", "yesterday"] {
            let kept = facts(&[("last-modified", value)]).last_modified;
            assert_eq!(kept.unwrap(), value.as_bytes());
        }
        assert_eq!(facts(&[("etag", &"a".repeat(5_000))]).etag, None);
        assert_eq!(facts(&[("etag", "")]).etag, None);
    }

    #[test]
    fn charset_is_found_among_parameters_and_nonsense_is_dropped() {
        let check = |value: &str, want: Option<&str>| {
            let found = read_charset(&headers(&[("content-type", value)]));
            assert_eq!(found.as_deref(), want, "{value}");
        };
        check("text/xml; charset=ISO-8859-1", Some("iso-8859-1"));
        check("text/xml;boundary=x; CHARSET = \"Windows-1252\" ", Some("windows-1252"));
        check("text/xml; charset='utf-8'", Some("utf-8"));
        check("text/xml", None);
        check("text/xml; charset=", None);
        check("text/xml; charset=\"a b<c\"", None);
        check(&format!("text/xml; charset={}", "x".repeat(65)), None);
    }

    #[test]
    fn links_are_kept_only_where_a_hub_is_named() {
        let hub = "<https://hub.example/>; rel=\"hub\"";
        let own = "<https://paper.example/rss>; rel=\"self\"";
        assert_eq!(facts(&[("link", own), ("link", hub)]).links, [own, hub]);
        assert_eq!(facts(&[("link", own)]).links, Vec::<String>::new());
        let long = format!("<https://hub.example/{}>; rel=hub", "x".repeat(LINK_BYTES_MAX));
        assert_eq!(facts(&[("link", &long)]).links, Vec::<String>::new());
    }

    proptest::proptest! {
        // P6: headers are hostile.
        #[test]
        fn any_header_bytes_are_read_within_bounds(
            name in 0_usize..7,
            value in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        ) {
            let names = [ETAG, LAST_MODIFIED, RETRY_AFTER, CACHE_CONTROL, EXPIRES, AGE, CONTENT_TYPE];
            let Ok(value) = reqwest::header::HeaderValue::from_bytes(&value) else { return Ok(()) };
            let map: HeaderMap = [(names[name].clone(), value)].into_iter().collect();
            let facts = read_facts(&map, NOW.parse().unwrap());
            proptest::prop_assert!(facts.retry_after_s.unwrap_or(0) <= RETRY_AFTER_MAX.as_secs());
            proptest::prop_assert!(facts.max_age_s.unwrap_or(0) <= MAX_AGE_S_MAX);
            proptest::prop_assert!(read_charset(&map).unwrap_or_default().len() <= CHARSET_CHARS_MAX);
        }
    }
}
