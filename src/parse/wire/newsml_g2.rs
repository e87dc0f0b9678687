//! NewsML-G2: every text `newsItem` of a document is an entry; items of other kinds are named as problems.

use super::super::Limits;
use super::fields::{
    LIST_MAX, bounded_text, code_of, content_of, finish, has_room, html_markup, line, push_new,
    read_date, text_markup, urgency,
};
use super::markup::inner_html;
use super::nitf;
use super::tree::Element;
use crate::model::{
    Category, Document, Entry, FeedFacts, Format, Problem, ProblemKind, WireFields,
};

/// Item elements that are no copy (NewsML-G2 specification, section 4).
const OTHER_ITEMS: [&str; 5] = [
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
];
/// Roles of notes that are meant for readers of the text; any other role is the desk's own business.
const PUBLIC_NOTES: [&str; 6] = ["public", "correct", "update", "kill", "embargo", "withdraw"];
/// Link relations that name an earlier item which this one takes the place of.
const REPLACING: [&str; 5] = [
    "previousVersion",
    "supersedes",
    "replaces",
    "corrects",
    "kills",
];

/// Reads the document element: a `newsMessage` or one item.
pub(super) fn read(root: &Element, text: &str, limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::NewsMlG2),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    walk(root, text, limits, &mut document);
    document
}

fn walk(element: &Element, text: &str, limits: Limits, document: &mut Document) {
    if element.name == "newsItem" {
        if !has_room(document.entries.len(), limits, &mut document.problems) {
            return;
        }
        let class = element.at(&["itemMeta", "itemClass"]);
        let class = class.and_then(|c| c.attribute("qcode").or_else(|| c.attribute("uri")));
        let class = class.map_or("text", |qcode| {
            code_of(qcode).rsplit('/').next().unwrap_or(qcode)
        });
        if matches!(class, "text" | "composite") {
            document.entries.push(news_item(element, text, limits));
        } else {
            other_item(element, class, limits, document);
        }
        return;
    }
    if OTHER_ITEMS.contains(&element.name.as_str()) {
        other_item(element, &element.name, limits, document);
    }
    for child in element.elements() {
        walk(child, text, limits, document);
    }
}

fn other_item(element: &Element, kind: &str, limits: Limits, document: &mut Document) {
    if document.problems.len() < limits.entries_max {
        let id = element.attribute("guid").unwrap_or("without guid");
        let detail = format!("item {id} is of type {kind}, not text");
        document
            .problems
            .push(Problem::new(ProblemKind::InvalidField, detail));
    }
}

fn news_item(item: &Element, text: &str, limits: Limits) -> Entry {
    let meta = item.at(&["itemMeta"]);
    let content = item.at(&["contentMeta"]);
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
        read_content_meta(content, &mut entry, &mut wire);
    }
    if let Some(meta) = meta {
        read_item_meta(meta, &mut entry, &mut wire);
    }
    read_content_set(item, limits, &mut entry, &mut wire);
    if entry.title.is_none() {
        entry.title = meta.and_then(|m| first(m, "title")).map(text_markup);
    }
    entry.language = language;
    finish(entry, wire, text.get(item.start..).unwrap_or_default())
}

fn read_item_meta(meta: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let date = |name: &str| first(meta, name).as_deref().and_then(read_date);
    entry.updated = date("versionCreated");
    entry.published = date("firstCreated")
        .or_else(|| entry.published.take())
        .or_else(|| entry.updated.clone());
    wire.embargoed = date("embargoed");
    let status = meta
        .at(&["pubStatus"])
        .and_then(|s| s.attribute("qcode").or_else(|| s.attribute("uri")));
    wire.pub_status = status
        .map(|code| code.rsplit([':', '/']).next().unwrap_or(code))
        .and_then(line);
    for provider in meta.all("provider") {
        push_new(&mut wire.providers, party_name(provider));
    }
    for signal in meta.all("signal") {
        push_new(
            &mut wire.signals,
            signal
                .attribute("qcode")
                .or_else(|| signal.attribute("uri"))
                .and_then(line),
        );
    }
    for link in meta.all("link") {
        let replaces = link
            .attribute("rel")
            .is_some_and(|rel| REPLACING.contains(&code_of(rel)));
        if replaces {
            let id = link
                .attribute("residref")
                .or_else(|| link.attribute("guidref"));
            push_new(&mut wire.previous, id.and_then(line));
        }
    }
    let mut notes = Vec::new();
    for note in meta.all("edNote").filter(|note| is_public_note(note)) {
        push_new(&mut notes, line(&note.spaced_text()));
    }
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
}

/// A note the agency restricts, or one with a role of the desk's own, must never reach a topic.
fn is_public_note(note: &Element) -> bool {
    let role = note
        .attribute("role")
        .map(|role| code_of(role).to_lowercase());
    let public = role.is_none_or(|role| {
        !role.contains("nonpublic") && PUBLIC_NOTES.iter().any(|word| role.contains(word))
    });
    public && note.attribute("pubconstraint").is_none()
}

fn read_content_meta(content: &Element, entry: &mut Entry, wire: &mut WireFields) {
    entry.published = first(content, "contentCreated")
        .as_deref()
        .and_then(read_date);
    entry.title = first(content, "headline").map(text_markup);
    let summary = content
        .all("description")
        .find(|d| !role_contains(d, "caption"));
    entry.summary = summary
        .and_then(|d| line(&d.spaced_text()))
        .map(text_markup);
    wire.urgency = first(content, "urgency").as_deref().and_then(urgency);
    wire.slugline = first(content, "slugline");
    wire.dateline = first(content, "dateline");
    wire.byline = first(content, "by");
    wire.credit = first(content, "creditline");
    wire.located = content.all("located").find_map(|place| {
        let name = first(place, "name");
        name.or_else(|| place.attribute("literal").and_then(line))
    });
    // The originator stands before those who passed it on.
    let (origin, others): (Vec<_>, Vec<_>) = content
        .all("infoSource")
        .partition(|s| role_contains(s, "orig"));
    for source in origin.into_iter().chain(others) {
        push_new(&mut wire.providers, party_name(source));
    }
    for genre in content.all("genre") {
        push_new(&mut wire.genres, party_name(genre));
    }
    let subjects = content.all("subject").filter_map(subject);
    let keywords = content.all("keyword").filter_map(|keyword| {
        Some(Category {
            name: line(&keyword.text())?,
            scheme: None,
            code: None,
        })
    });
    entry.categories = subjects.chain(keywords).take(LIST_MAX).collect();
}

fn read_rights(item: &Element, language: Option<&str>, wire: &mut WireFields) {
    let Some(rights) = item.at(&["rightsInfo"]) else {
        return;
    };
    let holder = rights
        .all("copyrightHolder")
        .find_map(|holder| party_name(holder).or_else(|| line(&holder.text())));
    wire.copyright_holder = holder;
    wire.copyright_notice = in_language(rights, "copyrightNotice", language);
    wire.usage_terms = in_language(rights, "usageTerms", language);
}

/// The body: XHTML, NITF or any other markup in `inlineXML`, else the text of `inlineData`.
fn read_content_set(item: &Element, limits: Limits, entry: &mut Entry, wire: &mut WireFields) {
    let Some(set) = item.at(&["contentSet"]) else {
        return;
    };
    if let Some(inline) = set.all("inlineXML").next() {
        if let Some(embedded) = inline.find("nitf") {
            read_embedded_nitf(embedded, limits, entry, wire);
            return;
        }
        let headline = entry.title.as_ref().map(|title| title.value.clone());
        let body = inline.find("body").unwrap_or(inline);
        let html = inner_html(body, headline.as_deref(), limits.text_chars_max);
        entry.content = content_of(&html, &mut entry.problems);
        if headline.is_none() {
            let title = inline.find("h1").or_else(|| inline.find("title"));
            entry.title = title.and_then(|title| line(&title.text())).map(text_markup);
        }
    } else if let Some(data) = set.all("inlineData").next() {
        let html = data
            .attribute("contenttype")
            .is_some_and(|kind| kind.contains("html"));
        entry.content = bounded_text(&data.text(), limits.text_chars_max, &mut entry.problems);
        if html {
            entry.content = entry.content.take().map(|text| html_markup(text.value));
        }
    }
}

/// NITF inside G2 fills what the outer item leaves open, and never overrides it.
fn read_embedded_nitf(
    embedded: &Element,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let inner = nitf::read_content(embedded, limits);
    let mut fields = WireFields::default();
    nitf::read_body_head(embedded, &mut fields);
    entry.content = inner.content;
    entry.media = inner.media;
    entry.problems.extend(inner.problems);
    entry.title = entry.title.take().or(inner.title);
    entry.summary = entry.summary.take().or(inner.summary);
    wire.byline = wire.byline.take().or(fields.byline);
    wire.dateline = wire.dateline.take().or(fields.dateline);
    wire.located = wire.located.take().or(fields.located);
    wire.distributor = fields.distributor;
    wire.usage_terms = wire.usage_terms.take().or(fields.usage_terms);
}

fn subject(element: &Element) -> Option<Category> {
    let code = element.attribute("qcode").and_then(line);
    let alias = code
        .as_deref()
        .and_then(|code| code.split_once(':'))
        .map(|(alias, _)| alias.to_owned());
    Some(Category {
        name: party_name(element)?,
        scheme: element.attribute("uri").and_then(line).or(alias),
        code,
    })
}

/// What a concept is called: its name, else the literal, else the bare code.
fn party_name(element: &Element) -> Option<String> {
    let literal = || element.attribute("literal").and_then(line);
    let code = || {
        line(code_of(
            element
                .attribute("qcode")
                .or_else(|| element.attribute("uri"))?,
        ))
    };
    first(element, "name").or_else(literal).or_else(code)
}

/// The first child of that name that holds text.
fn first(element: &Element, name: &str) -> Option<String> {
    element.all(name).find_map(|child| line(&child.text()))
}

/// The child in the item's own language, else the first with text.
fn in_language(element: &Element, name: &str, language: Option<&str>) -> Option<String> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    let own = element
        .all(name)
        .find(|child| child.attribute("lang").and_then(primary) == language.and_then(primary));
    own.and_then(|child| line(&child.text()))
        .or_else(|| first(element, name))
}

fn role_contains(element: &Element, word: &str) -> bool {
    element
        .attribute("role")
        .is_some_and(|role| role.to_lowercase().contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::wire::tree;

    const LIMITS: Limits = Limits {
        entries_max: 3,
        text_chars_max: 10_000,
    };

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

    #[test]
    fn every_field_of_the_markup_arrives() {
        let entry = read_text(ITEM).entries.remove(0);
        let wire = entry.wire.unwrap();
        let check = |have: Option<String>, want: &str| assert_eq!(have.as_deref(), Some(want));
        check(entry.title.map(|t| t.value), "Harbour gates hold");
        check(entry.summary.map(|t| t.value), "They held.");
        check(
            entry.content.map(|t| t.value),
            "<p>One.</p><table><tr><td>2</td></tr></table>",
        );
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
        check(subject.scheme.clone(), "medtop");
    }

    #[test]
    fn text_items_are_entries_and_all_others_are_named() {
        let picture = ITEM
            .replace("ninat:text", "ninat:picture")
            .replace(":7\"", ":8\"");
        let message = format!(
            "<newsMessage><itemSet><packageItem guid=\"p\"/><conceptItem guid=\"c\"/>{picture}{ITEM}</itemSet></newsMessage>"
        );
        let document = read_text(&message);
        assert_eq!(document.entries.len(), 1);
        let details: Vec<_> = document
            .problems
            .iter()
            .map(|p| p.detail.as_str())
            .collect();
        let want = [
            "item p is of type packageItem, not text",
            "item c is of type conceptItem, not text",
            "item urn:newsml:halden.example:20250304:8 is of type picture, not text",
        ];
        assert_eq!(details, want);
        assert!(
            document
                .entries
                .first()
                .is_some_and(|e| e.raw.starts_with("<newsItem guid="))
        );
    }

    #[test]
    fn items_over_the_limit_are_left_out_with_one_problem() {
        let document = read_text(&format!(
            "<newsMessage><itemSet>{}</itemSet></newsMessage>",
            ITEM.repeat(9)
        ));
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
}
