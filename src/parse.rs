//! Bytes to entries and problems. Pure: never fails, never panics, never looks at a clock.

use std::collections::HashMap;

use serde_json::Value;

use crate::model::{Document, Entry, FeedFacts, Format, Problem, ProblemKind};

pub mod decode;

pub(crate) mod sniff;

mod repair;

pub(crate) mod cut;
pub(crate) mod entity;
mod names;
mod node;
mod scan;

mod canonical;
mod feed;

mod bounds;
mod claim;
mod collect;
pub mod date;
mod head;
pub(crate) mod link;
mod markup;
mod media;

mod join;
mod json;
mod order;
mod salvage;
mod sitemap;

mod twice;
pub mod wire;
mod wxr;
mod zone;

/// What the transport knew of the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Where the document came from: the base of relative links.
    pub url: Option<&'a str>,
    /// `charset` of the HTTP content type.
    pub charset: Option<&'a str>,
}

/// Bounds of one document (P5).
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub entries_max: usize,
    /// Characters of one text field.
    pub text_chars_max: usize,
}

/// Reads one document of any known format, told by its content. Total: what cannot be read is a problem of the document or
/// of its entry. Linear in `bytes`, memory within a small multiple of them.
pub fn parse(bytes: &[u8], hints: Hints<'_>, limits: Limits) -> Document {
    if let Some(what) = sniff::binary(bytes) {
        return unread(Problem::new(ProblemKind::NotAFeed, format!("the document is {what}")));
    }
    let decoded = decode::to_utf8(bytes, hints.charset);
    let text = decoded.text.as_str();
    let mut document = match sniff::kind(text) {
        sniff::Kind::Feed(family) => read_xml(text, family, hints, limits),
        sniff::Kind::Json => read_json(text, bytes, hints, limits),
        sniff::Kind::Nothing => unread(Problem::new(ProblemKind::Empty, "the document is empty")),
        sniff::Kind::Challenge(what) => {
            unread(Problem::new(ProblemKind::Challenge, format!("the document is {what}")))
        }
        sniff::Kind::NotAFeed(what) => {
            unread(Problem::new(ProblemKind::NotAFeed, format!("the document is {what}")))
        }
        sniff::Kind::Other => match wire::parse(bytes, hints, limits) {
            // A wire reader decodes by itself and speaks for its own document.
            Some(document) => return document,
            None => unread(not_a_feed(text)),
        },
    };
    if document.format.is_some() && document.entries.is_empty() && document.problems.is_empty() {
        document.problems.push(Problem::new(ProblemKind::Empty, "the feed has no entries"));
    }
    document.problems.splice(0..0, decoded.problems);
    zone::settle(&mut document);
    document.problems.extend(reused_guids(&document.entries));
    document
}

fn read_xml(text: &str, family: scan::Family, hints: Hints<'_>, limits: Limits) -> Document {
    let behind = sniff::behind_warnings(text);
    let repaired = repair::repair(behind.unwrap_or(text));
    let from = |skipped| scan::scan(&repaired.text, family, limits.entries_max, skipped);
    let mut scan = from(0);
    let date =
        |item: &scan::Item| collect::published(&item.node).or_else(|| collect::updated(&item.node));
    if scan.left_out > 0 && order::is_oldest_first(scan.items.iter().map(date)) {
        scan = from(scan.left_out);
    }
    let scan = match family {
        scan::Family::Sitemap => sitemap::as_rss(scan),
        scan::Family::Rss => wxr::as_rss(scan),
        scan::Family::Rdf | scan::Family::Atom => scan,
    };
    let mut problems = Vec::from_iter(controls(repaired.controls));
    problems.extend(escaped(repaired.escaped));
    problems.extend(behind.map(|_| {
        Problem::new(ProblemKind::Malformed, "a server's warning stands before the document")
    }));
    problems.extend(scan.problems);
    let own = head::own_base(&scan.root, hints.url);
    let base = head::base(&scan.root, family, own.as_ref());
    let feed = head::facts(&scan.root, base.as_ref(), own.as_ref());
    let context = join::Context {
        family,
        base,
        authors: if family == scan::Family::Atom { head::authors(&scan.root) } else { Vec::new() },
        license: head::license(&scan.root),
        limits,
    };
    Document {
        format: Some(match family {
            scan::Family::Rss => Format::Rss,
            scan::Family::Rdf => Format::Rdf,
            scan::Family::Atom => Format::Atom,
            scan::Family::Sitemap => Format::NewsSitemap,
        }),
        feed,
        entries: scan.items.into_iter().map(|item| join::entry(item, &context)).collect(),
        problems,
    }
}

fn read_json(text: &str, bytes: &[u8], hints: Hints<'_>, limits: Limits) -> Document {
    let (clean, dropped) = repair::clean_json(text);
    let (value, mut problems) = match json_value(&clean) {
        Ok(read) => read,
        Err(e) => {
            let Some(salvaged) = salvage::json_feed(&clean, limits.entries_max) else {
                let detail = format!("the document is broken JSON: {e}");
                let broken = || unread(Problem::new(ProblemKind::Malformed, detail));
                return wire::parse(bytes, hints, limits).unwrap_or_else(broken);
            };
            salvaged
        }
    };
    if !json::is_feed(&value) {
        let other = || {
            unread(Problem::new(ProblemKind::NotAFeed, "the document is JSON, but no JSON Feed"))
        };
        return wire::parse(bytes, hints, limits).unwrap_or_else(other);
    }
    let mut document = json::read(&value, hints.url, limits);
    problems.extend(controls(dropped));
    document.problems.splice(0..0, problems);
    document
}

/// The document, and what had to be repaired in it.
fn json_value(text: &str) -> Result<(Value, Vec<Problem>), serde_json::Error> {
    let fault = match serde_json::from_str(text) {
        Ok(value) => return Ok((value, Vec::new())),
        Err(fault) => fault,
    };
    let Some(repaired) = repair::without_last_commas(text) else { return Err(fault) };
    let value = serde_json::from_str(&repaired)?;
    let detail = "commas without a value behind them were dropped";
    Ok((value, vec![Problem::new(ProblemKind::Malformed, detail)]))
}

fn unread(problem: Problem) -> Document {
    Document {
        format: None,
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: vec![problem],
    }
}

fn not_a_feed(text: &str) -> Problem {
    let start = text.split_whitespace().take(12).collect::<Vec<_>>().join(" ");
    let start = start.chars().take(80).collect::<String>();
    Problem::new(
        ProblemKind::NotAFeed,
        format!("the document is no known format; it begins: {start}"),
    )
}

fn controls(dropped: usize) -> Option<Problem> {
    let detail = || format!("forbidden characters that were dropped: {dropped}");
    (dropped > 0).then(|| Problem::new(ProblemKind::ControlCharacters, detail()))
}

fn escaped(count: usize) -> Option<Problem> {
    let detail = || format!("bare & or < that had to be escaped: {count}");
    (count > 0).then(|| Problem::new(ProblemKind::Malformed, detail()))
}

/// Edge case 1: a guid that stands on items with different links names none of them.
fn reused_guids(entries: &[Entry]) -> Option<Problem> {
    let mut links: HashMap<&str, &str> = HashMap::new();
    let mut reused = 0;
    for entry in entries {
        if let (Some(guid), Some(link)) = (&entry.guid, &entry.link) {
            reused += usize::from(*links.entry(guid).or_insert(link) != link.as_str());
        }
    }
    (reused > 0).then(|| {
        let detail = format!("items whose guid stands on another link before: {reused}");
        Problem::new(ProblemKind::GuidReused, detail)
    })
}

#[cfg(test)]
mod tests;
