//! Links as identity: one address for one article, whatever trackers and habits were added on the way.

use url::Url;

pub(super) use crate::parse::link::is_settled;
use crate::parse::link::settled_host;

/// Longer addresses are no permanent links.
const BYTES_MAX: usize = 2_048;

/// Names of query parameters that say where a reader came from (edge case 7). Own list, lower case.
const TRACKERS: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "wickedid",
    "_hsenc",
    "_hsmi",
    "__hssc",
    "__hstc",
    "hsctatracking",
    "cmpid",
    "cmp",
    "ncid",
    "ocid",
    "icid",
    "itid",
    "cid_source",
    "sr_share",
    "s_cid",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "xtor",
    "wt_mc",
    "wt.mc_id",
    "wtmc",
    "feedtype",
    "feedname",
    "rssfeed",
    "ftag",
    "smid",
    "smtyp",
    "spm",
    "scm",
    "cvid",
    "_ga",
    "_gl",
    "trk",
    "trkcampaign",
    "echobox",
    "sharetoken",
    "share_id",
    "taid",
    "soc_src",
    "soc_trk",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "amp_js_v",
    "usqp",
    "outputtype",
];
/// Names that are trackers under some values only.
const TRACKER_VALUES: &[(&str, &[&str])] = &[
    (
        "ref",
        &[
            "rss",
            "feed",
            "feeds",
            "twitter",
            "facebook",
            "fb",
            "newsletter",
            "nl",
            "tw",
            "home",
            "hp",
            "social",
            "atom",
        ],
    ),
    (
        "source",
        &["rss", "feed", "feeds", "twitter", "facebook", "newsletter", "social", "atom", "email"],
    ),
    (
        "src",
        &["rss", "feed", "feeds", "twitter", "facebook", "newsletter", "social", "atom", "email"],
    ),
    ("from", &["rss", "feed", "feeds", "newsletter", "atom"]),
    ("via", &["rss", "feed", "feeds", "newsletter", "atom"]),
    ("partner", &["rss", "rssnyt", "feed", "feedburner", "atom"]),
    ("emc", &["rss"]),
    ("rss", &["1", "true", "yes", ""]),
    ("feed", &["rss", "atom"]),
    ("format", &["rss"]),
    ("cid", &["rss", "feed"]),
    ("traffic_source", &["rss", "feed"]),
    ("output", &["amp"]),
    ("amp", &["", "1", "true"]),
];

/// The address that names the article: trackers out, query sorted, host in lower case, no fragment but `#!`.
///
/// `None` for what is no http(s) address, for a site's root or home page, and for addresses past 2,048 bytes.
pub(crate) fn permanent(link: &str) -> Option<String> {
    let mut url = parse_http(link)?;
    if let Some(target) = wrapped(&url) {
        url = target;
    }
    strip_trackers(&mut url);
    if !url.fragment().is_some_and(|fragment| fragment.starts_with('!')) {
        url.set_fragment(None);
    }
    if is_home(&url) {
        return None;
    }
    Some(String::from(url))
}

/// Whether the host only passes on, as `feedburner.com` does: such addresses end with the service.
pub(crate) fn is_redirector(link: &str) -> bool {
    if let Some(host) = settled_host(link) {
        return is_redirector_host(host);
    }
    parse_http(link).is_some_and(|url| is_redirector_host(url.host_str().unwrap_or_default()))
}

/// The same of a host.
pub(super) fn is_redirector_host(host: &str) -> bool {
    const HOSTS: [&str; 6] = [
        "feedproxy.google.com",
        "feeds.feedburner.com",
        "feedburner.com",
        "feedsportal.com",
        "feedblitz.com",
        "pheedo.com",
    ];
    HOSTS.iter().any(|known| is_of(host, known))
}

/// Whether `host` is `known` or a name below it.
fn is_of(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

/// The address that a search engine, an alert or a mail scanner has wrapped in its own.
fn wrapped(url: &Url) -> Option<Url> {
    /// Host or its last labels, beginning of the path, name of the parameter.
    const WRAPPERS: [(&str, &str, &str); 8] = [
        ("google.com", "/url", "url"),
        ("google.com", "/url", "q"),
        ("bing.com", "/news/apiclick.aspx", "url"),
        ("facebook.com", "/l.php", "u"),
        ("umblr.com", "/redirect", "z"),
        ("safelinks.protection.outlook.com", "/", "url"),
        ("getpocket.com", "/redirect", "url"),
        ("slack-redir.net", "/link", "url"),
    ];
    let host = url.host_str()?;
    let wrappers = WRAPPERS
        .iter()
        .filter(|(known, path, _)| is_of(host, known) && url.path().starts_with(path));
    wrappers
        .filter_map(|(_, _, name)| url.query_pairs().find(|(key, _)| key == name))
        .find_map(|(_, value)| parse_http(&value))
}

/// An absolute http(s) address, parsed (this lower-cases the host and drops a default port).
pub(crate) fn parse_http(link: &str) -> Option<Url> {
    let link = link.trim();
    if link.len() > BYTES_MAX {
        return None;
    }
    let url = Url::parse(link).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn strip_trackers(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let mut kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_tracker(pair)).collect();
    // Equal names keep their order: a site may read the first or the last.
    kept.sort_by_key(|pair| pair.split('=').next());
    let sorted = kept.join("&");
    url.set_query((!sorted.is_empty()).then_some(&sorted));
}

fn is_tracker(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let values = TRACKER_VALUES.iter().find(|(known, _)| *known == name).map(|(_, values)| *values);
    name.starts_with("utm_")
        || name.starts_with("pk_")
        || name.starts_with("mtm_")
        || TRACKERS.contains(&name.as_str())
        || (name == "source" && value.starts_with("rss-"))
        || values.is_some_and(|values| values.contains(&value.as_str()))
}

/// A root, or a page that every site has there.
fn is_home(url: &Url) -> bool {
    const HOMES: [&str; 8] =
        ["", "/", "/index.html", "/index.htm", "/index.php", "/home", "/home/", "/default.aspx"];
    let fragment = url.fragment().is_some();
    url.query().is_none() && !fragment && HOMES.contains(&url.path().to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str, expected: Option<&str>) {
        assert_eq!(permanent(link).as_deref(), expected, "{link}");
        if let Some(once) = permanent(link) {
            assert_eq!(permanent(&once), Some(once), "idempotent");
        }
    }

    #[test]
    fn trackers_go_and_meaningful_ids_stay() {
        // edge 7
        let plain = Some("https://halden.example/a/17");
        check("https://halden.example/a/17", plain);
        check("HTTPS://Halden.Example:443/a/17#top", plain);
        check("https://halden.example/a/17?utm_source=rss&utm_medium=x&fbclid=1", plain);
        check("https://halden.example/a/17?partner=rss&emc=rss&ref=rss", plain);
        check("https://halden.example/a/17?", plain);
        check("https://halden.example/a/17?source=rss-b49---2", plain);
        let ids = Some("https://halden.example/story?a=1&id=9&ref=annex");
        check("https://halden.example/story?id=9&a=1&ref=annex", ids);
        check("https://halden.example/story?UTM_Campaign=z&ref=annex&id=9&a=1", ids);
        check("https://halden.example/?p=123", Some("https://halden.example/?p=123"));
        check("https://halden.example/#!/a/1", Some("https://halden.example/#!/a/1"));
    }

    #[test]
    fn an_alert_is_named_by_the_article_it_wraps() {
        let article = Some("https://halden.example/a/17?id=2");
        check(
            "https://www.google.com/url?rct=j&sa=t&url=https://halden.example/a/17%3Fid%3D2%26utm_source%3Dx&ct=ga&usg=A1",
            article,
        );
        check(
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fhalden.example%2fa%2f17%3fid%3d2&c=1",
            article,
        );
        check(
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fhalden.example%2Fa%2F17%3Fid%3D2&h=x",
            article,
        );
        let search = "https://www.google.com/url?q=ferry+berth";
        check(search, Some(search));
        let other = "https://halden.example/url?url=https://other.example/a";
        check(other, Some(other));
        assert!(is_redirector("http://feedproxy.google.com/~r/Halden/~3/x/"));
        assert!(!is_redirector("https://notfeedburner.com/a"));
    }

    #[test]
    fn home_pages_and_other_schemes_are_no_identity() {
        // edge 52
        for link in [
            "https://halden.example",
            "https://halden.example/",
            "https://halden.example/index.html?utm_source=rss",
            "https://halden.example/#top",
            "mailto:desk@halden.example",
            "javascript:alert(1)",
            "/a/17",
            "",
            "tag:x,2020:1",
        ] {
            check(link, None);
        }
        check(&format!("https://halden.example/{}", "x".repeat(3_000)), None);
    }
}
