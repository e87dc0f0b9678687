//! One item of the tolerant pass as the clean little document that feed-rs is asked to read. It hands over what feed-rs is good
//! at; authors, dates and media, which it drops or panics on, are collected beside it.

use super::entity;
use super::feed::{Link, Standard, Text};
use super::link;
use super::node::Node;
use super::scan::Family;
use super::wire::encoded;
use crate::model::Category;

/// Elements feed-rs takes the last of: only the first that says anything is handed over.
const SINGLE: &[&str] =
    &["title", "description", "content:encoded", "summary", "content", "rights"];

/// Room for most items without a text of their own.
const ITEM_BYTES: usize = 2_048;

/// The item alone in a document of its own family; RDF items become RSS 2.0 ones.
pub(super) fn document(item: &Node, family: Family) -> String {
    let mut out = String::with_capacity(ITEM_BYTES);
    match family {
        Family::Atom => {
            out.push_str("<entry xmlns=\"http://www.w3.org/2005/Atom\">");
            push_children(&mut out, item, family);
            out.push_str("</entry>");
        }
        Family::Rss | Family::Rdf | Family::Sitemap => {
            out.push_str(
                "<rss version=\"2.0\" \
                 xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><item>",
            );
            push_children(&mut out, item, family);
            out.push_str("</item></channel></rss>");
        }
    }
    out
}

/// What the pass itself can say of an item that feed-rs refused.
pub(super) fn without_parser(item: &Node, family: Family) -> Standard {
    let text = |names: &[&str]| {
        let node =
            names.iter().find_map(|name| item.all(name).find(|node| !node.text().is_empty()))?;
        let (html, value) = inline(node, family);
        Some(Text { html, value })
    };
    let links = item.all("link").map(|node| Link {
        href: node.attribute("href").map_or_else(|| node.text(), str::to_owned),
        relation: node.attribute("rel").map(str::to_owned),
        mime: None,
    });
    let categories = item.all("category").map(|node| Category {
        name: node.attribute("term").map_or_else(|| node.text(), str::to_owned),
        scheme: node.attribute("scheme").or(node.attribute("domain")).map(str::to_owned),
        code: None,
    });
    Standard {
        title: text(&["title"]),
        summary: text(&["description", "summary"]),
        content: text(&["content:encoded", "content"]),
        links: links.filter(|link| !link.href.is_empty()).collect(),
        categories: categories.filter(|category| !category.name.is_empty()).collect(),
        rights: item.first_text(&["rights"]),
    }
}

fn push_children(out: &mut String, item: &Node, family: Family) {
    let mut said: Vec<&str> = Vec::new();
    for node in item.nodes() {
        let name = node.name.as_str();
        let single = SINGLE.contains(&name);
        if single
            && (said.contains(&name) || (node.text().is_empty() && node.attribute("src").is_none()))
        {
            continue;
        }
        let handed = match name {
            "title" | "description" | "content:encoded" if family != Family::Atom => {
                push_text(out, name, "", &inline(node, family).1);
                true
            }
            "title" | "summary" | "content" | "rights" if family == Family::Atom => {
                push_construct(out, node, family)
            }
            "link" if family != Family::Atom => push_address(out, node),
            "link" | "category" => push_plain(out, node),
            _ => false,
        };
        if handed && single {
            said.push(name);
        }
    }
    // The address of an item of the Channel Definition Format (W3C note of 1997).
    if let (Family::Rss, None, Some(address)) = (family, item.child("link"), item.attribute("href"))
    {
        push_text(out, "link", "", address);
    }
    // feed-rs reads Atom links of an RSS channel, but not of its items.
    for node in item.all("atom:link").filter(|_| family != Family::Atom) {
        push_address(out, node);
    }
}

/// A link of RSS, or an Atom link inside of RSS that leads to the item's page.
fn push_address(out: &mut String, node: &Node) -> bool {
    let relation = node.attribute("rel").unwrap_or("alternate");
    let address = node.attribute("href").map_or_else(|| node.text(), str::to_owned);
    if !address.is_empty() && relation.eq_ignore_ascii_case("alternate") {
        push_text(out, "link", "", &address);
    }
    false
}

/// An Atom text construct or content with one of the three kinds feed-rs knows; inline binary is no text and stays out.
fn push_construct(out: &mut String, node: &Node, family: Family) -> bool {
    if let Some(source) = node.attribute("src") {
        out.push_str("<content src=\"");
        entity::escape(out, source);
        out.push_str("\" type=\"");
        entity::escape(out, node.attribute("type").unwrap_or("text/html"));
        out.push_str("\"/>");
        return true;
    }
    let kind = node.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let textual = !kind.contains('/')
        || kind.starts_with("text/")
        || kind.contains("xml")
        || kind.contains("html");
    if !textual {
        return false;
    }
    let (html, value) = inline(node, family);
    // Atom 0.3 section 3.1.2.
    let coded = node.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("base64"));
    let Ok(value) = encoded::read(&value, coded.then_some("base64"), Some(&kind)) else {
        return false;
    };
    push_text(out, &node.name, if html { " type=\"html\"" } else { "" }, &value);
    true
}

/// Content of a text element, and whether it is HTML: inline markup is kept as such, whatever the declared type
/// (feed-rs would stop at the first child element).
fn inline(node: &Node, family: Family) -> (bool, String) {
    if node.has_elements() {
        return (true, node.inner_html());
    }
    let text = node.text();
    let html = match (family, node.attribute("type")) {
        (Family::Atom, Some(kind)) => {
            let kind = kind.to_ascii_lowercase();
            // Atom 0.3 calls escaped HTML `type="text/html" mode="escaped"`.
            kind.contains("html")
        }
        (Family::Atom, None) => false,
        // What RSS escaped may be HTML or not: that is told later, from the text.
        (Family::Rss | Family::Rdf | Family::Sitemap, _) => node.name != "title",
    };
    (html, text)
}

fn push_plain(out: &mut String, node: &Node) -> bool {
    let mut attributes = String::new();
    for (key, value) in &node.attributes {
        // feed-rs resolves against a base on the link itself, and refuses the item if that is no URL.
        let base = key == "xml:base" && link::web(value).is_some();
        let plain = matches!(
            key.as_str(),
            "href" | "rel" | "type" | "title" | "term" | "scheme" | "label" | "domain"
        );
        if plain || base {
            attributes.push(' ');
            attributes.push_str(key);
            attributes.push_str("=\"");
            entity::escape(&mut attributes, value.trim());
            attributes.push('"');
        }
    }
    push_text(out, &node.name, &attributes, &node.text());
    true
}

/// Text goes in a CDATA section: markup in it is neither escaped here nor read reference by reference there.
fn push_text(out: &mut String, name: &str, attributes: &str, text: &str) {
    out.push('<');
    out.push_str(name);
    out.push_str(attributes);
    out.push_str("><![CDATA[");
    push_section(out, text);
    out.push_str("]]></");
    out.push_str(name);
    out.push('>');
}

/// What stands in a section. It cannot hold its own end: two of them share it.
fn push_section(out: &mut String, text: &str) {
    // Preparing a search for the whole end costs more than most texts are long.
    if memchr::memchr(b']', text.as_bytes()).is_none() {
        return out.push_str(text);
    }
    let mut from = 0;
    for end in memchr::memmem::find_iter(text.as_bytes(), "]]>") {
        out.push_str(text.get(from..end).unwrap_or_default());
        out.push_str("]]]]><![CDATA[>");
        from = end + "]]>".len();
    }
    out.push_str(text.get(from..).unwrap_or_default());
}
