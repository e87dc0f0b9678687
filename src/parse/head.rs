//! What a feed says of itself: title, home, language, hubs, and how often it wants to be asked. Raw claims, clamped by nobody here.

use url::Url;

use super::claim::bounded;
use super::collect;
use super::link;
use super::markup;
use super::node::Node;
use super::scan::Family;
use crate::model::FeedFacts;

/// Hubs, hours and days kept.
const LIST_MAX: usize = 24;
/// Authors of a feed: what each of its thousands of entries repeats.
pub(super) const FEED_AUTHORS_MAX: usize = 8;

/// The element that holds the feed's own children: `channel`, or the root where there is none.
pub(super) fn channel(root: &Node) -> &Node {
    root.child("channel").unwrap_or(root)
}

/// The base of what speaks of the document itself, its hub and its older pages among it: where the document came from, or
/// what it says with `xml:base` (RFC 3986 section 5.1). The site that it names may be anybody's.
pub(super) fn own_base(root: &Node, fetched_from: Option<&str>) -> Option<Url> {
    let channel = channel(root);
    let fetched_from = fetched_from.and_then(link::base);
    let explicit = [root.attribute("xml:base"), channel.attribute("xml:base")];
    let own = || addresses(channel, "self").next().and_then(link::base);
    link::nested_base(fetched_from, explicit.into_iter().flatten()).or_else(own)
}

/// The base of relative addresses of items: `own`, and before it for RSS the site, unless `xml:base` is written.
pub(super) fn base(root: &Node, family: Family, own: Option<&Url>) -> Option<Url> {
    let channel = channel(root);
    let is_explicit = [root, channel].iter().any(|node| node.attribute("xml:base").is_some());
    if is_explicit || family == Family::Atom {
        return own.cloned();
    }
    let site = channel.first_text(&["link"]).and_then(|text| link::base(&text));
    // Those of the Channel Definition Format.
    let stated = || channel.attribute("base").or(channel.attribute("href")).and_then(link::base);
    site.or_else(stated).or_else(|| own.cloned())
}

/// Reads the head. `base` resolves the address of the site, `own` those of the document.
pub(super) fn facts(root: &Node, base: Option<&Url>, own: Option<&Url>) -> FeedFacts {
    let channel = channel(root);
    let claim = |names: &[&str]| channel.first_text(names).map(bounded);
    let absolute = |text: &str| link::resolve(text, own).ok();
    let home = channel
        .first_text(&["link"])
        .or_else(|| addresses(channel, "alternate").next().map(str::to_owned));
    let language = claim(&["language", "dc:language"]).or_else(|| {
        let attribute = channel.attribute("xml:lang").or(root.attribute("xml:lang"));
        attribute.map(|text| bounded(text.to_owned()))
    });
    FeedFacts {
        title: claim(&["title", "dc:title"]).map(|text| markup::headline(text).value),
        home: home.and_then(|text| link::resolve(&text, base).ok()),
        self_link: addresses(channel, "self").next().and_then(absolute),
        language,
        rights: claim(&["copyright", "rights", "dc:rights", "media:copyright"]),
        generator: claim(&["generator"]),
        hubs: addresses(channel, "hub").filter_map(absolute).take(LIST_MAX).collect(),
        older: ["prev-archive", "next"]
            .into_iter()
            .find_map(|rel| addresses(channel, rel).find_map(absolute)),
        ttl_minutes: claim(&["ttl"]).and_then(|text| leading_number(&text)),
        skip_hours: skipped(channel, "skiphours", "hour").filter_map(|text| hour(&text)).collect(),
        skip_days: skipped(channel, "skipdays", "day").filter(|day| is_day(day)).collect(),
        update_period: claim(&["sy:updateperiod"]),
        update_frequency: claim(&["sy:updatefrequency"]),
    }
}

/// The licence that a feed names for all its items.
pub(super) fn license(root: &Node) -> Option<String> {
    collect::license(channel(root))
}

/// People an Atom feed names for all its entries (RFC 4287 section 4.2.1): each entry gets a copy.
pub(super) fn authors(root: &Node) -> Vec<String> {
    channel(root)
        .all("author")
        .filter_map(|author| author.first_text(&["name", "email"]))
        .map(bounded)
        .take(FEED_AUTHORS_MAX)
        .collect()
}

/// `href` of the links with this relation; no relation means `alternate` (RFC 4287 section 4.2.7.2).
fn addresses<'n>(channel: &'n Node, relation: &'n str) -> impl Iterator<Item = &'n str> {
    channel
        .nodes()
        .filter(|node| matches!(node.name.as_str(), "link" | "atom:link"))
        .filter(move |node| {
            node.attribute("rel").unwrap_or("alternate").eq_ignore_ascii_case(relation)
        })
        .filter_map(|node| node.attribute("href"))
}

fn skipped<'n>(channel: &'n Node, list: &str, each: &'n str) -> impl Iterator<Item = String> {
    let list = channel.child(list);
    list.into_iter()
        .flat_map(move |list| list.all(each))
        .map(|node| node.text().to_lowercase())
        .take(LIST_MAX)
}

/// RSS 0.91 counts hours from 1 to 24, RSS 2.0 from 0 to 23.
fn hour(text: &str) -> Option<u8> {
    let hour = text.parse::<u8>().ok()?;
    (hour <= 24).then_some(hour % 24)
}

fn is_day(text: &str) -> bool {
    matches!(
        text,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
    )
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text.chars().take_while(char::is_ascii_digit).collect::<String>();
    digits.parse().ok()
}
