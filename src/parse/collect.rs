//! What feed-rs drops or invents: identity, dates with their raw text, authors as printed, source, language, rights, keywords.
//! It reads, and judges nothing.

use super::claim;
use super::date;
use super::entity;
use super::link;
use super::node::{self, Node};
use super::scan::Family;
use crate::model::{Category, Date, Source, WireFields};

/// Authors and keywords kept of one item.
const LIST_MAX: usize = 64;

const PUBLISHED: &[&str] = &[
    "pubdate",
    "published",
    "dc:date",
    "issued",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "dcterms:date",
    "atom:published",
    "date",
];
const UPDATED: &[&str] =
    &["updated", "atom:updated", "modified", "dcterms:modified", "lastbuilddate"];

/// The item's own name, trimmed, and whether it is its permanent link. `<guid/>` and `<guid isPermaLink="true"/>` are none (edge
/// case 5); by RSS 2.0 the attribute defaults to true, which is believed of web addresses only.
pub(super) fn guid(item: &Node, family: Family) -> (Option<String>, bool) {
    let own = match family {
        Family::Atom => item.first_text(&["id"]),
        Family::Rss | Family::Sitemap => item.first_text(&["guid"]),
        Family::Rdf => item.attribute("rdf:about").or(item.attribute("about")).map(str::to_owned),
    };
    let guid = own.or_else(|| item.first_text(&["guid", "id", "atom:id", "dc:identifier"]));
    let Some(guid) = guid else {
        return (None, false);
    };
    let declared = item.all("guid").find_map(|node| node.attribute("ispermalink"));
    let permanent = match declared {
        _ if family == Family::Atom => false,
        Some(value) => value.eq_ignore_ascii_case("true"),
        None => link::web(&guid).is_some(),
    };
    (Some(guid), permanent)
}

/// The first readable claim, else the first one that is there at all.
pub(super) fn published(item: &Node) -> Option<Date> {
    first_date(item, PUBLISHED)
}

pub(super) fn updated(item: &Node) -> Option<Date> {
    // The attribute is that of the Channel Definition Format.
    first_date(item, UPDATED).or_else(|| item.attribute("lastmod").map(date::read))
}

fn first_date(item: &Node, names: &[&str]) -> Option<Date> {
    let claims = names.iter().flat_map(|name| item.all(name).map(Node::text));
    let mut unread = None;
    for claim in claims.filter(|text| !text.is_empty()).take(LIST_MAX) {
        let date = date::read(&claim);
        if date.at.is_some() {
            return Some(date);
        }
        unread.get_or_insert(date);
    }
    unread
}

/// One string a person, as printed: `author`, `dc:creator`, Atom names; `itunes:author` only where nobody else is named. An Atom
/// entry without any has those of its source, then of its feed (RFC 4287 section 4.2.1).
pub(super) fn authors(item: &Node, of_feed: &[String]) -> Vec<String> {
    let mut authors = persons(item);
    if authors.is_empty() {
        authors.extend(item.first_text(&["itunes:author"]).map(|names| person(&names)));
    }
    // Wires of press releases name the issuer so, beside themselves as publisher.
    if authors.is_empty() && item.first_text(&["dc:publisher"]).is_some() {
        authors.extend(item.first_text(&["dc:contributor"]).map(|name| person(&name)));
    }
    if authors.is_empty() {
        authors = item.child("source").map(persons).unwrap_or_default();
    }
    if authors.is_empty() {
        authors = of_feed.to_vec();
    }
    authors
}

fn persons(scope: &Node) -> Vec<String> {
    let mut persons = Vec::new();
    for node in scope.nodes() {
        if matches!(node.name.as_str(), "author" | "dc:creator" | "atom:author") {
            let named = node.first_text(&["name", "atom:name", "email", "atom:email"]);
            let person = person(&named.unwrap_or_else(|| node.text()));
            if !person.is_empty() && !persons.contains(&person) && persons.len() < LIST_MAX {
                persons.push(person);
            }
        }
    }
    persons
}

/// A name as printed: escaped twice as often as titles are.
fn person(printed: &str) -> String {
    let printed = entity::decode(printed);
    claim::bounded(printed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `dc:subject` and the keyword lists of Media RSS and iTunes.
pub(super) fn subjects(item: &Node) -> Vec<Category> {
    let mut names = Vec::new();
    for node in item.nodes() {
        match node.name.as_str() {
            "dc:subject" => names.push(node.text()),
            "media:keywords" | "itunes:keywords" => {
                names.extend(node.text().split(',').map(str::to_owned));
            }
            _ => {}
        }
    }
    let plain = |name: &String| Category { name: name.trim().to_owned(), scheme: None, code: None };
    let subjects = names.iter().map(plain).filter(|category| !category.name.is_empty());
    subjects.take(LIST_MAX).collect()
}

/// Where the item was taken over from: RSS `source`, `atom:source`, `dc:source`, else who published it (`dc:publisher`).
pub(super) fn source(item: &Node) -> Option<Source> {
    let named = ["source", "atom:source"].iter().find_map(|name| item.child(name));
    if let Some(node) = named {
        let link = |node: &Node| node.attribute("href").map_or_else(|| node.text(), str::to_owned);
        let nested = node.nodes().find(|child| node::local(&child.name) == "link").map(link);
        let title = if node.has_elements() {
            node.first_text(&["title", "atom:title"])
        } else {
            Some(node.text())
        };
        // RFC 4287 section 4.2.11: an id is what a source always has.
        let id = || node.first_text(&["id", "atom:id"]);
        let url = node.attribute("url").map(str::to_owned).or(nested).or_else(id);
        let source = Source {
            title: title.filter(|title| !title.is_empty()),
            url: url.filter(|url| !url.is_empty()),
        };
        if source.title.is_some() || source.url.is_some() {
            return Some(source);
        }
    }
    let said = item.first_text(&["dc:source", "dc:publisher"])?;
    let is_url = link::web(&said).is_some();
    Some(Source { title: (!is_url).then(|| said.clone()), url: is_url.then_some(said) })
}

/// The item's own claim; what the channel says is with the feed.
pub(super) fn language(item: &Node) -> Option<String> {
    let carriers = [Some(item), item.child("content"), item.child("title")];
    let attribute = || carriers.into_iter().flatten().find_map(|node| node.attribute("xml:lang"));
    item.first_text(&["dc:language", "language"]).or_else(|| attribute().map(str::to_owned))
}

pub(super) fn rights(item: &Node) -> Option<String> {
    let said = item.first_text(&["dc:rights", "copyright", "dcterms:rights", "rights"]);
    // Media RSS speaks of the item's pictures and clips (1.5.1, `media:copyright`); without any, of the item.
    let of_media = || item.first_text(&["media:copyright"]);
    let has_media = || {
        let media = ["media:group", "media:content", "media:thumbnail", "enclosure"];
        media.iter().any(|name| item.child(name).is_some())
    };
    // An Atom entry that was taken over keeps the rights of its source (RFC 4287 section 4.2.11).
    let of_source = || item.child("source")?.first_text(&["rights", "atom:rights"]);
    said.or_else(|| if has_media() { None } else { of_media() }).or_else(of_source)
}

/// Address or name of the licence: Creative Commons in any of its modules, `link rel=license` (RFC 4946), RSS 3's own.
pub(super) fn license(scope: &Node) -> Option<String> {
    let named = scope.nodes().filter(|node| matches!(node.name.as_str(), "cc:license" | "license"));
    let linked = scope.nodes().filter(|node| {
        matches!(node.name.as_str(), "link" | "atom:link")
            && node.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("license"))
    });
    let said = |node: &Node| {
        let address = node.attribute("rdf:resource").or(node.attribute("href"));
        address.map_or_else(|| node.text(), str::to_owned)
    };
    named.chain(linked).map(said).map(claim::bounded).find(|text| !text.is_empty())
}

/// A text for items that have neither description nor content in their own format.
pub(super) fn stand_in_summary(item: &Node) -> Option<String> {
    const NAMES: &[&str] = &[
        "dc:description",
        "atom:summary",
        "itunes:summary",
        "media:description",
        "itunes:subtitle",
        "abstract",
    ];
    item.first_text(NAMES).or_else(|| item.child("media:group")?.first_text(&["media:description"]))
}

/// Where the whole text stands in an odd place: XHTML `body`, Atom content inside RSS, `yandex:full-text` of Russian agencies,
/// what they give to Rambler and to Yandex's fast pages. Elements called content may be anything, so one counts only where it
/// has a sentence and is longer than the description.
pub(super) fn stand_in_content(item: &Node, family: Family) -> Option<String> {
    const NAMES: [&str; 7] = [
        "xhtml:body",
        "xhtml:div",
        "atom:content",
        "body",
        "fulltext",
        "?:full-text",
        "?:fulltext",
    ];
    let read = |node: &Node| if node.has_elements() { node.inner_html() } else { node.text() };
    if let Some(node) = NAMES.iter().find_map(|name| item.child(name)) {
        return Some(read(node)).filter(|html| !html.is_empty());
    }
    if family == Family::Atom {
        return None;
    }
    let html = ["?:content", "content"].iter().find_map(|name| item.child(name)).map(read)?;
    let described = item.first_text(&["description"]).map_or(0, |text| text.len());
    (html.contains(['.', '!', '?', '。', '।']) && html.len() > described).then_some(html)
}

/// What an item that was taken down says: `media:status` (Media RSS 1.5.1), where it has no medium of which that could speak.
/// Papers withdraw copy so from portals that fetch it.
pub(super) fn taken_down(item: &Node) -> Option<WireFields> {
    let status = item.child("media:status")?;
    let media = ["media:content", "media:group", "enclosure"];
    if media.iter().any(|name| item.child(name).is_some()) {
        return None;
    }
    let said = status.attribute("state").map_or_else(|| status.text(), str::to_owned);
    said.eq_ignore_ascii_case("deleted").then(|| WireFields {
        pub_status: Some("canceled".to_owned()),
        ed_note: status.attribute("reason").map(|reason| claim::bounded(reason.to_owned())),
        ..WireFields::default()
    })
}

/// The address that an item has itself, where its link leads through a service.
pub(super) fn own_link(item: &Node) -> Option<String> {
    let canonical = || {
        let mut links = item.all("atom:link").chain(item.all("link"));
        let is_canonical = |node: &&Node| {
            node.attribute("rel").is_some_and(|relation| relation.eq_ignore_ascii_case("canonical"))
        };
        links.find(is_canonical)?.attribute("href").map(str::to_owned)
    };
    item.first_text(&["feedburner:origlink", "pheedo:origlink"]).or_else(canonical)
}

/// Addresses beside the link that name the same item; those of Atom's own links are in the standard ones.
pub(super) fn aliases(item: &Node) -> Vec<String> {
    let mut aliases = Vec::from_iter(own_link(item));
    let same_item = item.all("atom:link").filter(|node| {
        let relation = node.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        matches!(relation.as_str(), "canonical" | "via" | "amphtml")
    });
    let addresses = same_item.filter_map(|node| node.attribute("href"));
    aliases.extend(addresses.take(LIST_MAX).map(str::to_owned));
    aliases
}
