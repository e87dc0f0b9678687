//! NewsML-G2: every text `newsItem` of a document is an entry; items of other kinds are named as problems.

use super::super::Limits;
use super::fields::{broken_off, code_of, finish, has_room, line, text_markup};
use super::tree::Element;
use crate::model::{Document, Entry, FeedFacts, Format, Problem, ProblemKind, WireFields};

mod body;
mod concepts;
mod metadata;
mod pictures;

use body::read_content_set;
use metadata::{first, read_content_meta, read_item_meta, read_rights};

/// Item elements that are no copy (NewsML-G2 specification, section 4).
const OTHER_ITEMS: [&str; 5] =
    ["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

/// Whether an element of that local name is a document of the standard.
pub(super) fn is_item_or_message(name: &str) -> bool {
    matches!(name, "newsMessage" | "newsItem") || OTHER_ITEMS.contains(&name)
}

/// Reads the document element: a `newsMessage` or one item.
pub(super) fn read(root: &Element, text: &str, limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::NewsMlG2),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    let mut others = Vec::new();
    walk(root, text, limits, &mut document, &mut others);
    if document.entries.is_empty() {
        for (element, kind) in others {
            other_item(element, kind, limits, &mut document);
        }
    } else {
        // Beside a story they are its pictures and packages, and nothing is wrong with them.
        let items: Vec<&Element> = others.into_iter().map(|(element, _)| element).collect();
        pictures::attach(root, &items, &mut document.entries);
    }
    document
}

fn walk<'a>(
    element: &'a Element,
    text: &str,
    limits: Limits,
    document: &mut Document,
    others: &mut Vec<(&'a Element, &'a str)>,
) {
    if element.name == "newsItem" {
        if !has_room(document.entries.len(), limits, &mut document.problems) {
            return;
        }
        let class = element.at(&["itemMeta", "itemClass"]);
        let class = class.and_then(|c| c.attribute("qcode").or_else(|| c.attribute("uri")));
        let class =
            class.map_or("text", |qcode| code_of(qcode).rsplit('/').next().unwrap_or(qcode));
        if element.incomplete {
            document.problems.push(broken_off(element.attribute("guid").and_then(line)));
        } else if matches!(class, "text" | "composite") {
            document.entries.push(news_item(element, text, limits));
        } else {
            others.push((element, class));
        }
        return;
    }
    if OTHER_ITEMS.contains(&element.name.as_str()) {
        others.push((element, &element.name));
    }
    for child in element.elements() {
        walk(child, text, limits, document, others);
    }
}

fn other_item(element: &Element, kind: &str, limits: Limits, document: &mut Document) {
    if document.problems.len() < limits.entries_max {
        let id = element.attribute("guid").unwrap_or("without guid");
        let detail = format!("item {id} is of type {kind}, not text");
        document.problems.push(Problem::new(ProblemKind::InvalidField, detail));
    }
}

fn news_item(item: &Element, text: &str, limits: Limits) -> Entry {
    let concepts = concepts::Concepts::of(item);
    let resolved = |name: &str| item.at(&[name]).map(|metadata| concepts.resolve(metadata));
    let (meta, content) = (resolved("itemMeta"), resolved("contentMeta"));
    let (meta, content) = (meta.as_ref(), content.as_ref());
    let language = content.and_then(|c| c.all("language").find_map(|l| l.attribute("tag")));
    let language = language.or_else(|| item.attribute("lang")).and_then(line);
    let mut wire = WireFields {
        item_id: item.attribute("guid").and_then(line),
        version: item.attribute("version").and_then(line),
        ..WireFields::default()
    };
    read_rights(item, language.as_deref(), &mut wire);
    let mut entry = Entry::default();
    if let Some(content) = content {
        read_content_meta(content, language.as_deref(), &mut entry, &mut wire);
    }
    if let Some(meta) = meta {
        read_item_meta(meta, &mut entry, &mut wire);
    }
    read_content_set(item, language.as_deref(), limits, &mut entry, &mut wire);
    if entry.title.is_none() {
        entry.title = meta.and_then(|m| first(m, "title")).map(text_markup);
    }
    entry.language = language;
    finish(entry, wire, text.get(item.start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::wire::tree;

    const LIMITS: Limits = Limits { entries_max: 3, text_chars_max: 10_000 };

    fn read_text(text: &str) -> Document {
        let (tree, _) = tree::read(text);
        read(tree.elements().next().unwrap(), text, LIMITS)
    }

    const ITEM: &str = r#"<newsItem guid="urn:newsml:halden.example:20250304:7" version="4" xml:lang="en">
        <rightsInfo><copyrightHolder qcode="prov:hld"><name>Halden Wire Ltd</name></copyrightHolder>
        <copyrightNotice xml:lang="de">Alle Rechte</copyrightNotice><copyrightNotice xml:lang="en">All rights</copyrightNotice>
        <usageTerms>Members only</usageTerms></rightsInfo>
        <itemMeta><itemClass qcode="ninat:text"/><provider qcode="prov:HLD"/>
        <versionCreated>2025-03-04T10:15:00Z</versionCreated><firstCreated>2025-03-04T09:00:00Z</firstCreated>
        <embargoed>2025-03-05T06:00:00Z</embargoed><pubStatus qcode="stat:withheld"/>
        <edNote>Adds the vote</edNote><edNote role="x:contacts">Call 555</edNote>
        <edNote pubconstraint="x:nonpublic">Secret</edNote><edNote role="x:nonpublic">Hidden</edNote>
        <signal qcode="sig:correction"/><link rel="irel:previousVersion" residref="urn:old"/><link rel="irel:seeAlso" residref="urn:x"/></itemMeta>
        <contentMeta><urgency>3</urgency><contentCreated>2025-03-04T08:00:00Z</contentCreated><located><name>Port Halden</name></located>
        <infoSource literal="Passing Wire"/><infoSource literal="Vale Gazette" role="r:origProv"/>
        <genre qcode="g:1"><name>Feature</name></genre><subject qcode="medtop:11000000"><name>politics</name></subject><keyword>gates</keyword>
        <slugline>HARBOUR/GATES</slugline><headline>Harbour gates hold</headline><dateline>PORT HALDEN, March 4 (HLD) -</dateline>
        <by>By Ana Ruiz</by><creditline>HLD/Vale</creditline><description role="drol:summary">They held.</description><language tag="en-GB"/></contentMeta>
        <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>
        <body><header><h1>Slug</h1></header><h1>Harbour gates hold</h1><p>One.</p><table><tr><td>2</td></tr></table></body></html></inlineXML></contentSet></newsItem>"#;

    /// The standard has an empty field for an embargo whose end is not known: it went out as usable.
    #[test]
    fn an_embargo_without_an_end_that_can_be_read_is_there_all_the_same() {
        let raw = |fields: &str| {
            let printed = "<embargoed>2025-03-05T06:00:00Z</embargoed>";
            let item = ITEM.replace(printed, fields);
            read_text(&item).entries.remove(0).wire.unwrap().embargoed.map(|date| date.raw)
        };
        assert_eq!(raw("<embargoed/>").as_deref(), Some(""));
        assert_eq!(raw("<embargoed> </embargoed>").as_deref(), Some(""));
        let printed = "30 Nov 2026 at six";
        assert_eq!(raw(&format!("<embargoed>{printed}</embargoed>")).as_deref(), Some(printed));
        assert_eq!(raw(""), None);
        // A form of which this field is not the only one that is left empty.
        assert_eq!(raw("<embargoed></embargoed><ednote></ednote>"), None);
    }

    #[test]
    fn every_field_of_the_markup_arrives() {
        let entry = read_text(ITEM).entries.remove(0);
        let wire = entry.wire.unwrap();
        let check = |have: Option<String>, want: &str| assert_eq!(have.as_deref(), Some(want));
        check(entry.title.map(|t| t.value), "Harbour gates hold");
        check(entry.summary.map(|t| t.value), "They held.");
        check(entry.content.map(|t| t.value), "<p>One.</p><table><tr><td>2</td></tr></table>");
        check(entry.guid, "urn:newsml:halden.example:20250304:7");
        check(entry.language, "en-GB");
        check(entry.rights, "All rights");
        check(entry.published.map(|d| d.raw), "2025-03-04T09:00:00Z");
        check(entry.updated.map(|d| d.raw), "2025-03-04T10:15:00Z");
        check(wire.version, "4");
        check(wire.byline, "By Ana Ruiz");
        check(wire.dateline, "PORT HALDEN, March 4 (HLD) -");
        check(wire.located, "Port Halden");
        check(wire.slugline, "HARBOUR/GATES");
        check(wire.credit, "HLD/Vale");
        check(wire.copyright_holder, "Halden Wire Ltd");
        check(wire.copyright_notice, "All rights");
        check(wire.usage_terms, "Members only");
        check(wire.ed_note, "Adds the vote");
        check(wire.pub_status, "withheld");
        check(wire.embargoed.map(|d| d.raw), "2025-03-05T06:00:00Z");
        assert_eq!(wire.urgency, Some(3));
        assert_eq!(wire.providers, ["Vale Gazette", "Passing Wire", "HLD"]);
        assert_eq!(wire.genres, ["Feature"]);
        assert_eq!(wire.signals, ["sig:correction"]);
        assert_eq!(wire.previous, ["urn:old"]);
        let subject = entry.categories.first().unwrap();
        assert_eq!(subject.name, "politics");
        check(subject.code.clone(), "medtop:11000000");
        check(subject.scheme.clone(), "http://cv.iptc.org/newscodes/mediatopic/11000000");
    }

    #[test]
    fn items_without_any_story_beside_them_are_named() {
        let picture = ITEM.replace("ninat:text", "ninat:picture").replace(":7\"", ":8\"");
        let others = format!("<packageItem guid=\"p\"/><conceptItem guid=\"c\"/>{picture}");
        let message =
            |items: &str| format!("<newsMessage><itemSet>{items}</itemSet></newsMessage>");
        let document = read_text(&message(&others));
        assert!(document.entries.is_empty());
        let details: Vec<_> = document.problems.iter().map(|p| p.detail.as_str()).collect();
        let want = [
            "item p is of type packageItem, not text",
            "item c is of type conceptItem, not text",
            "item urn:newsml:halden.example:20250304:8 is of type picture, not text",
        ];
        assert_eq!(details, want);
        // Every good message of a picture and its story counted faults.
        let document = read_text(&message(&(others + ITEM)));
        assert!(document.problems.is_empty());
        assert!(document.entries.first().is_some_and(|e| e.raw.starts_with("<newsItem guid=")));
    }

    /// The picture went with its caption and its photographer.
    #[test]
    fn a_picture_item_goes_to_the_story_that_a_package_or_a_link_ties_it_to() {
        let picture = "<newsItem guid='pic'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentMeta>\
            <creator role='crol:photographer'><name>Lee Moss</name></creator><creditline>HLD</creditline><headline>Gates</headline>\
            <description role='drol:caption'>The gates.</description></contentMeta><contentSet>\
            <remoteContent href='https://halden.example/t.jpg' width='100'/>\
            <remoteContent href='https://halden.example/g.jpg' width='3000' height='2000' contenttype='image/jpeg'/></contentSet></newsItem>";
        let package = "<packageItem guid='p'><groupSet><group><itemRef residref='urn:newsml:halden.example:20250304:7'/>\
            <itemRef residref='pic'/></group></groupSet></packageItem>";
        let linking = ITEM.replace("urn:x", "pic");
        for (items, pictures) in [
            (format!("{package}{ITEM}{picture}"), 1),
            (format!("{picture}{linking}"), 1),
            (format!("{picture}{ITEM}"), 0),
        ] {
            let text = format!("<newsMessage><itemSet>{items}</itemSet></newsMessage>");
            let entry = read_text(&text).entries.remove(0);
            assert_eq!(entry.media.len(), pictures);
            if let Some(media) = entry.media.first() {
                assert_eq!(media.url, "https://halden.example/g.jpg");
                assert_eq!((media.width, media.height), (Some(3000), Some(2000)));
                assert_eq!(media.caption.as_deref(), Some("The gates."));
                let credits: Vec<_> = media.credits.iter().map(|(_, name)| name.as_str()).collect();
                assert_eq!(credits, ["Lee Moss", "HLD"]);
                assert_eq!(entry.authors, ["By Ana Ruiz"]);
            }
        }
    }

    #[test]
    fn items_over_the_limit_are_left_out_with_one_problem() {
        let document =
            read_text(&format!("<newsMessage><itemSet>{}</itemSet></newsMessage>", ITEM.repeat(9)));
        assert_eq!(document.entries.len(), 3);
        assert_eq!(document.problems.len(), 1);
    }

    #[test]
    fn nitf_inside_fills_what_the_item_leaves_open() {
        let text = r#"<newsItem guid="g"><contentSet><inlineXML><nitf><body><body.head><hedline><hl1>Inner</hl1></hedline>
            <byline>By Lee Moss</byline></body.head><body.content><p>Text.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>"#;
        let entry = read_text(text).entries.remove(0);
        assert_eq!(entry.title.unwrap().value, "Inner");
        assert_eq!(entry.authors, ["By Lee Moss"]);
        assert_eq!(entry.content.unwrap().value, "<p>Text.</p>");
    }

    #[test]
    fn a_source_known_by_its_address_alone_is_not_called_by_it() {
        let named = |source: &str| {
            let text = format!("<newsItem guid='g'><contentMeta>{source}</contentMeta></newsItem>");
            read_text(&text).entries.remove(0).wire.unwrap().providers
        };
        assert!(named("<infoSource uri='http://www.vale.example'/>").is_empty());
        assert!(named("<infoSource uri='http://www.vale.example/'/>").is_empty());
        assert_eq!(named("<infoSource uri='https://cv.example/party/HLD/'/>"), ["HLD"]);
        assert_eq!(named("<infoSource qcode='nprov:HLD' uri='http://x.example'/>"), ["HLD"]);
    }
}
