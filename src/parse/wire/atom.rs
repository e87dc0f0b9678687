//! Atom entries of a wire: NITF as their content, and what AP `WebFeeds` say of an item in elements of their own. Pure.
//!
//! AP's entries are called by their slug; status, embargo and headline stand in `apnm:NewsManagement` and
//! `apcm:ContentMetadata` (AP Content Metadata, 2005).

use super::super::Limits;
use super::fields::{LIST_MAX, code_of, embargo, line, push_new, text_markup, urgency};
use super::nitf;
use super::tree::{self, Element};
use crate::model::{Category, Entry, WireFields};
use crate::parse::node::{Child, Node, local};

/// Fills `entry`, read as any other Atom entry, with what its wire says; does nothing to an entry of no wire.
pub(in crate::parse) fn read(item: &Node, entry: &mut Entry, limits: Limits) {
    let own = |name: &str| item.nodes().find(|node| local(&node.name) == name);
    let (management, metadata) = (own("newsmanagement"), own("contentmetadata"));
    let content = item.child("content").into_iter().flat_map(Node::nodes);
    let embedded = content.filter(|node| local(&node.name) == "nitf").map(element).next();
    if management.is_none() && metadata.is_none() && embedded.is_none() {
        return;
    }
    let read = embedded.and_then(|nitf| nitf::read(&nitf, "", limits).entries.pop());
    let mut inner = read.unwrap_or_default();
    let mut wire = inner.wire.take().map(|wire| *wire).unwrap_or_default();
    if let Some(management) = management {
        read_management(management, &mut wire);
    }
    let headline = metadata.and_then(|said| text(said, "headline")).map(text_markup);
    let slug = entry.title.take();
    entry.title = headline.or(inner.title);
    if entry.title.is_none() {
        entry.title = slug;
    } else if entry.title != slug {
        wire.slugline = wire.slugline.or_else(|| slug.and_then(|slug| line(&slug.value)));
    }
    if let Some(metadata) = metadata {
        read_metadata(metadata, entry, &mut wire);
    }
    for category in inner.categories {
        push_category(entry, category);
    }
    if inner.content.is_some() {
        entry.content = inner.content;
    }
    entry.summary = entry.summary.take().or(inner.summary);
    entry.published = entry.published.take().or(inner.published);
    entry.updated = entry.updated.take().or(inner.updated);
    entry.language = entry.language.take().or(inner.language);
    if let Some(byline) = &wire.byline {
        entry.authors = vec![byline.clone()];
    }
    inner.media.retain(|media| !entry.media.iter().any(|known| known.url == media.url));
    entry.media.append(&mut inner.media);
    entry.problems.append(&mut inner.problems);
    entry.wire = Some(Box::new(wire));
}

/// What the feed says of the item is newer than the item's own docdata.
fn read_management(management: &Node, wire: &mut WireFields) {
    let status = text(management, "publishingstatus").map(|status| status.to_lowercase());
    // Of the two the one that takes it back is heeded, else the one that holds it.
    let weight = |status: &String| match code_of(status).to_lowercase().as_str() {
        "usable" => 0,
        "canceled" | "cancelled" | "withdrawn" | "killed" => 2,
        _ => 1,
    };
    wire.pub_status = [wire.pub_status.take(), status].into_iter().flatten().max_by_key(weight);
    let is_date = |node: &&Node| local(&node.name) == "embargodate";
    let until = management.nodes().find(is_date).and_then(|field| {
        let mut others = management.nodes().filter(|other| !is_date(other));
        embargo(&field.text(), || others.any(|other| other.children.is_empty()))
    });
    wire.embargoed = until.or_else(|| wire.embargoed.take());
    wire.version = text(management, "managementsequencenumber").or_else(|| wire.version.take());
    wire.item_id = wire.item_id.take().or_else(|| text(management, "managementid"));
}

fn read_metadata(metadata: &Node, entry: &mut Entry, wire: &mut WireFields) {
    let title = text(metadata, "bylinetitle");
    let by = text(metadata, "byline").map(|by| match &title {
        Some(title) if !by.contains(title.as_str()) => format!("{by}, {title}"),
        _ => by,
    });
    wire.byline = wire.byline.take().or(by);
    wire.slugline = text(metadata, "slugline").or_else(|| wire.slugline.take());
    wire.dateline = wire.dateline.take().or_else(|| text(metadata, "dateline"));
    let place = metadata.nodes().find(|node| local(&node.name) == "datelinelocation");
    let city = place.and_then(|place| place.attribute("city")).and_then(line);
    wire.located = city.or_else(|| wire.located.take());
    let priority = metadata.nodes().find(|node| local(&node.name) == "priority");
    let priority = priority.and_then(|node| node.attribute("numeric")).and_then(urgency);
    wire.urgency = wire.urgency.or(priority);
    push_new(&mut wire.providers, text(metadata, "source"));
    for node in metadata.nodes() {
        let name = match local(&node.name) {
            "keywords" => line(&node.text()),
            "subjectclassification" | "entityclassification" => {
                node.attribute("value").and_then(line).or_else(|| line(&node.text()))
            }
            _ => None,
        };
        if let Some(name) = name {
            push_category(entry, Category { name, scheme: None, code: None });
        }
    }
}

fn push_category(entry: &mut Entry, category: Category) {
    let known = entry.categories.iter().any(|known| known.name == category.name);
    if !known && entry.categories.len() < LIST_MAX {
        entry.categories.push(category);
    }
}

/// The first descendant of one level that holds text.
fn text(scope: &Node, name: &str) -> Option<String> {
    let mut nodes = scope.nodes().filter(|node| local(&node.name) == name);
    nodes.find_map(|node| line(&node.text()))
}

/// The node as the wire readers have it: NITF's names are all in lower case.
fn element(node: &Node) -> Element {
    Element {
        name: local(&node.name).to_owned(),
        attributes: node
            .attributes
            .iter()
            .map(|(key, value)| (local(key).to_owned(), value.clone()))
            .collect(),
        children: node
            .children
            .iter()
            .map(|child| match child {
                Child::Text(text) => tree::Node::Text(text.clone()),
                Child::Node(node) => tree::Node::Element(element(node)),
            })
            .collect(),
        ..Element::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Entry, WireFields};
    use crate::parse::{Hints, Limits, parse};

    fn entry(management: &str, metadata: &str, docdata: &str) -> (Entry, WireFields) {
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:apcm='http://ap.org/schemas/03/2005/apcm' xmlns:apnm='http://ap.org/schemas/03/2005/apnm'>\
             <id>f</id><title>Top</title><updated>2026-03-04T10:00:00Z</updated><entry><id>urn:hld:1</id><title>BC-HLD--Gates, 1st Ld</title>\
             <updated>2026-03-04T10:00:00Z</updated><apnm:NewsManagement>{management}</apnm:NewsManagement>\
             <apcm:ContentMetadata>{metadata}</apcm:ContentMetadata>\
             <content type='text/xml'><nitf xmlns=''><head><docdata {docdata}><doc-id regsrc='HLD' id-string='d1'/><ed-msg info='Adds vote'/></docdata></head>\
             <body><body.head><hedline><hl1>Harbour gates hold</hl1></hedline><byline>By ANA RUIZ<byttl>Sea Writer</byttl></byline>\
             <distributor>Halden Wire</distributor></body.head><body.content><p>The gates held all night.</p>\
             <media media-type='Photo'><media-reference source='https://halden.example/g.jpg' width='512'/>\
             <media-caption>The gates.</media-caption></media></body.content></body></nitf></content></entry></feed>"
        );
        let limits = Limits { entries_max: 10, text_chars_max: 10_000 };
        let mut document = parse(text.as_bytes(), Hints::default(), limits);
        let mut entry = document.entries.remove(0);
        let wire = *entry.wire.take().unwrap();
        (entry, wire)
    }

    /// Killed and embargoed items of AP's Atom went out as usable.
    #[test]
    fn a_kill_or_an_embargo_in_the_management_of_an_atom_entry_is_heeded() {
        let status = |management: &str, docdata: &str| entry(management, "", docdata).1.pub_status;
        let said =
            |status: &str| format!("<apnm:PublishingStatus>{status}</apnm:PublishingStatus>");
        assert_eq!(status(&said("Canceled"), "").as_deref(), Some("canceled"));
        assert_eq!(
            status(&said("Withheld"), "management-status='usable'").as_deref(),
            Some("withheld")
        );
        assert_eq!(
            status(&said("Usable"), "management-status='canceled'").as_deref(),
            Some("canceled")
        );
        // A hold of what was killed before is no pardon.
        assert_eq!(
            status(&said("Withheld"), "management-status='canceled'").as_deref(),
            Some("canceled")
        );
        assert_eq!(status("", "management-status='embargoed'").as_deref(), Some("embargoed"));
        let until = "<apnm:EmbargoDate>2026-03-05T04:00:00Z</apnm:EmbargoDate>";
        assert_eq!(entry(until, "", "").1.embargoed.unwrap().raw, "2026-03-05T04:00:00Z");
    }

    /// An embargo until `soon`, or until nobody knows when, was none.
    #[test]
    fn an_embargo_of_an_atom_entry_that_cannot_be_read_is_there_all_the_same() {
        let raw = |management: &str| entry(management, "", "").1.embargoed.map(|date| date.raw);
        assert_eq!(raw("<apnm:EmbargoDate>soon</apnm:EmbargoDate>").as_deref(), Some("soon"));
        assert_eq!(raw("<apnm:EmbargoDate/>").as_deref(), Some(""));
        assert_eq!(raw("<apnm:EmbargoDate/><apnm:EditorialTypes/>"), None);
        assert_eq!(raw(""), None);
    }

    /// Headline, byline and distributor ran into the text, and the slug was the headline.
    #[test]
    fn nitf_in_an_atom_entry_is_read_as_nitf() {
        let metadata = "<apcm:SlugLine>Gates</apcm:SlugLine><apcm:Keywords>tides</apcm:Keywords>\
            <apcm:SubjectClassification Authority='AP Subject' Value='Harbours'/><apcm:Priority Numeric='4'/>\
            <apcm:DateLineLocation City='Port Halden'/><apcm:Source>AP</apcm:Source>";
        let (read, wire) = entry("", metadata, "");
        assert_eq!(read.content.unwrap().value.trim(), "<p>The gates held all night.</p>");
        assert_eq!(read.title.unwrap().value, "Harbour gates hold");
        assert_eq!(read.guid.as_deref(), Some("urn:hld:1"));
        assert_eq!(read.authors, ["By ANA RUIZ, Sea Writer"]);
        assert_eq!(read.media[0].url, "https://halden.example/g.jpg");
        assert_eq!(
            (read.media[0].width, read.media[0].caption.as_deref()),
            (Some(512), Some("The gates."))
        );
        let names: Vec<_> = read.categories.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["tides", "Harbours"]);
        assert_eq!(wire.slugline.as_deref(), Some("Gates"));
        assert_eq!(wire.ed_note.as_deref(), Some("Adds vote"));
        assert_eq!(wire.located.as_deref(), Some("Port Halden"));
        assert_eq!(wire.distributor.as_deref(), Some("Halden Wire"));
        assert_eq!(wire.providers, ["HLD", "AP"]);
        assert_eq!((wire.urgency, wire.item_id.as_deref()), (Some(4), Some("d1")));
        let (_, unslugged) = entry("", "", "");
        assert_eq!(unslugged.slugline.as_deref(), Some("BC-HLD--Gates, 1st Ld"));
    }
}
