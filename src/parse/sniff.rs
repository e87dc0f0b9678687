//! What a document is, told by its content. It names what is no feed, so that a person knows what the server answered.

use std::sync::LazyLock;

use regex::Regex;

use super::scan::Family;

/// Bytes at the start of a document in which its kind must show.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Longer addresses are cut where they are shown.
const ADDRESS_CHARS_MAX: usize = 300;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Feed(Family),
    Json,
    /// Perhaps a wire format.
    Other,
    Nothing,
    /// A page that only a browser gets past, in words.
    Challenge(String),
    /// In words.
    NotAFeed(String),
}

/// Containers that are no text at all.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "gzip data that were not decompressed"),
        (b"\x28\xb5\x2f\xfd", "zstd data that were not decompressed"),
        (b"PK\x03\x04", "a zip archive"),
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// Tells the kind of `text`. Anything may stand before the root: blanks, comments, a server's warnings.
pub(super) fn kind(text: &str) -> Kind {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Kind::Nothing;
    }
    if text.starts_with(['{', '[']) {
        return Kind::Json;
    }
    let head = head(text);
    for name in tag_names(head) {
        let local = name.rsplit(':').next().unwrap_or_default();
        match local {
            "rss" | "channel" => return Kind::Feed(Family::Rss),
            "rdf" => return Kind::Feed(Family::Rdf),
            "feed" | "entry" => return Kind::Feed(Family::Atom),
            "html" | "head" | "body" => return page(head),
            "urlset" => return Kind::Feed(Family::Sitemap),
            "sitemapindex" => {
                return Kind::NotAFeed(
                    "a sitemap index, a list of sitemaps: subscribe to the news sitemap it names"
                        .to_owned(),
                );
            }
            "opml" => return Kind::NotAFeed("an OPML list of feeds".to_owned()),
            // A warning printed before the document is no root.
            "b" | "br" | "p" | "font" => {}
            _ => return Kind::Other,
        }
    }
    Kind::Other
}

/// The document behind the warnings that a server printed before it, which would be its root; `None` where there are none.
pub(super) fn behind_warnings(text: &str) -> Option<&str> {
    const ROOTS: [&str; 6] = ["<?xml", "<rss", "<feed", "<rdf:RDF", "<channel", "<urlset"];
    let head = head(text);
    let first = tag_names(head).next()?;
    let warned = matches!(first.as_str(), "b" | "br" | "p" | "font");
    let root = || ROOTS.iter().filter_map(|root| head.find(root)).min();
    text.get(warned.then(root)??..)
}

fn head(text: &str) -> &str {
    // A character has at most four bytes: one of these borders is none within it.
    let borders = (HEAD_BYTES_MAX - 3..=HEAD_BYTES_MAX).rev();
    if text.len() > HEAD_BYTES_MAX {
        borders.into_iter().find_map(|end| text.get(..end)).unwrap_or_default()
    } else {
        text
    }
}

/// Names of start tags and of `<!doctype html>`, in lower case, outside of comments.
fn tag_names(head: &str) -> impl Iterator<Item = String> {
    let mut rest = head;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('<')?;
            rest = after;
            if after.starts_with("!--") {
                rest = after.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let doctype = after.get(..8).is_some_and(|t| t.eq_ignore_ascii_case("!doctype"));
            let name =
                if doctype { after.get(8..).unwrap_or_default().trim_start() } else { after };
            let name = name
                .chars()
                .take(64)
                .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-'));
            let name = name.collect::<String>().to_lowercase();
            if doctype {
                // An internal subset holds declarations that look like tags.
                rest = after.split_once(['>', '[']).map_or("", |(_, rest)| rest);
            }
            if !name.is_empty() && (!doctype || name == "html") {
                return Some(name);
            }
        }
    })
}

/// What kind of web page the server sent instead of a feed.
fn page(head: &str) -> Kind {
    const CHALLENGE: &str = "a browser challenge page";
    const SIGNS: &[(&str, &[&str])] = &[
        (
            CHALLENGE,
            &[
                "cf-challenge",
                "cf_chl",
                "challenge-platform",
                "just a moment...",
                "captcha",
                "ddos protection",
                "checking your browser",
            ],
        ),
        ("a login page", &["type=\"password\"", "type='password'", "type=password"]),
        (
            "a parked domain",
            &[
                "domain is for sale",
                "buy this domain",
                "domain is parked",
                "sedoparking",
                "parkingcrew",
                "domain parking",
            ],
        ),
        (
            "a maintenance page",
            &["under maintenance", "scheduled maintenance", "temporarily unavailable"],
        ),
    ];
    let lower = head.to_ascii_lowercase();
    let sign = SIGNS.iter().find(|(_, marks)| marks.iter().any(|mark| lower.contains(mark)));
    let what = sign.map_or("an HTML page", |(what, _)| what);
    let title = lower
        .find("<title")
        .and_then(|start| head.get(start..)?.split_once('>'))
        .and_then(|(_, rest)| rest.split_once('<'))
        .map(|(title, _)| title.split_whitespace().take(20).collect::<Vec<_>>().join(" "))
        .filter(|title| !title.is_empty());
    let mut words = match title {
        Some(title) => format!("{what}, titled \"{title}\""),
        None => what.to_owned(),
    };
    if let Some(feed) = feed_of_page(head) {
        words.push_str("; the feed that it names is at ");
        words.extend(feed.chars().take(ADDRESS_CHARS_MAX));
    }
    if what == CHALLENGE { Kind::Challenge(words) } else { Kind::NotAFeed(words) }
}

/// The feed that a page offers to feed readers, as the page writes its address: RSS autodiscovery, `alternate` of the HTML
/// standard.
fn feed_of_page(head: &str) -> Option<&str> {
    static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?i)\s(rel|type|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).ok()
    });
    const FEEDS: [&str; 3] =
        ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    let lower = head.to_ascii_lowercase();
    let mut links = lower.match_indices("<link").filter_map(|(start, _)| {
        let tag = head.get(start..)?.split_once('>')?.0;
        let (mut is_alternate, mut is_feed, mut href) = (false, false, None);
        for attribute in ATTRIBUTE.as_ref()?.captures_iter(tag) {
            let value = attribute.iter().skip(2).flatten().next()?.as_str().trim();
            let is_one_of =
                |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
            match attribute.get(1)?.as_str().to_ascii_lowercase().as_str() {
                "rel" => is_alternate = is_one_of(&["alternate"]),
                "type" => is_feed = is_one_of(&FEEDS),
                _ => href = Some(value),
            }
        }
        href.filter(|_| is_alternate && is_feed)
    });
    links.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &Kind) {
        assert_eq!(&kind(text), expected, "{text}");
    }

    #[test]
    fn feeds_are_told_by_their_root() {
        use Family::{Atom, Rdf, Rss};
        for (text, family) in [
            ("<rss version='2.0'>", Rss),
            ("\u{feff}\n<?xml version='1.0'?><!-- <html> --><RSS>", Rss),
            ("<!DOCTYPE rss PUBLIC '-//x//DTD RSS 0.91//EN' 'rss-0.91.dtd'><rss>", Rss),
            ("<!DOCTYPE rdf:RDF [<!ENTITY % x SYSTEM 'y'>]><rdf:RDF xmlns='z'>", Rdf),
            ("<atom:feed xmlns:atom='x'>", Atom),
            ("<br />\n<b>Warning</b>: cannot modify header<br />\n<?xml version='1.0'?><rss>", Rss),
        ] {
            check(text, &Kind::Feed(family));
        }
        check(" \n\0", &Kind::Nothing);
        check("{\"version\": 1}", &Kind::Json);
        check("<newsItem/>", &Kind::Other);
        check("plain text", &Kind::Other);
    }

    // Edge case 24.
    #[test]
    fn pages_are_named_for_what_they_are() {
        let challenge = "a browser challenge page, titled \"Just a moment...\"".to_owned();
        check("<!DOCTYPE html><title>Just a moment...</title>", &Kind::Challenge(challenge));
        for (text, expected) in [
            ("<html><form><input type=\"password\"></form>", "a login page"),
            ("<HTML><body>This domain is for sale</body>", "a parked domain"),
            (
                "<html><head><title> Halden\n Courier </title>",
                "an HTML page, titled \"Halden Courier\"",
            ),
            (
                "<html><link rel=stylesheet href=a.css><LINK type='application/rss+xml' href='/Static/rss' rel=alternate>",
                "an HTML page; the feed that it names is at /Static/rss",
            ),
        ] {
            check(text, &Kind::NotAFeed(expected.to_owned()));
        }
        assert!(binary(b"\x1f\x8b\x08").is_some_and(|what| what.contains("gzip")));
    }
}
