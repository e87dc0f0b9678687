//! NITF 3.x: one `<nitf>` is one text item; also the NITF that NewsML carries inside.

use super::super::Limits;
use super::fields::{
    LIST_MAX, broken_off, code_of, content_of, finish, is_later, join_bylines, line, not_after,
    push_new, read_date, text_markup, urgency,
};
use super::markup::inner_html;
use super::tree::Element;
use crate::model::{
    Category, Document, Entry, FeedFacts, Format, Media, Mentions, Named, WireFields,
};
use crate::parse::entity;

mod dates;

/// Pictures and clips of one item.
const MEDIA_MAX: usize = 100;

/// Reads the `<nitf>` element as a document of one entry.
pub(super) fn read(nitf: &Element, text: &str, limits: Limits) -> Document {
    if nitf.incomplete {
        let id = nitf.find("doc-id").and_then(|id| line(id.attribute("id-string")?));
        return Document {
            format: Some(Format::Nitf),
            feed: FeedFacts::default(),
            entries: Vec::new(),
            problems: vec![broken_off(id)],
        };
    }
    let mut entry = read_content(nitf, limits);
    let mut wire = read_fields(nitf);
    let docdata = nitf.find("docdata");
    let date = |name: &str| {
        let element = docdata.and_then(|data| data.find(name))?;
        read_date(element.attribute("norm")?)
    };
    let release = date("date.release");
    let issued = date("date.issue").or_else(|| release.clone()).or_else(|| dates::printed(nitf));
    // Issued now, to be released later: an embargo, unless the status says that it may be used.
    let is_issued = docdata.is_some_and(|data| data.at(&["date.issue"]).is_some());
    if is_issued && wire.pub_status.is_none() && is_later(release.as_ref(), issued.as_ref()) {
        wire.embargoed.clone_from(&release);
    }
    entry.published = not_after(issued.clone(), release.as_ref());
    entry.updated = issued;
    entry.language = nitf.attribute("lang").or_else(|| nitf.attribute("baselang")).and_then(line);
    entry.categories = categories(nitf);
    Document {
        format: Some(Format::Nitf),
        feed: FeedFacts::default(),
        entries: vec![finish(entry, wire, text)],
        problems: Vec::new(),
    }
}

/// Headline, abstract, body and media: what a NITF holds of the story itself.
pub(super) fn read_content(nitf: &Element, limits: Limits) -> Entry {
    let mut entry = Entry::default();
    let headline = headline(nitf);
    // Notes have a body.content of their own, and stand before it.
    let own = nitf.find("body").and_then(|body| body.at(&["body.content"]));
    if let Some(body) = own.or_else(|| nitf.at(&["body.content"])) {
        let html = inner_html(body, headline.as_deref(), limits.text_chars_max);
        entry.content = content_of(&html, &mut entry.problems);
    }
    // The writer's line below the story: who helped, whom to write to.
    let tagline = nitf.find("body.end").and_then(|end| line(&end.at(&["tagline"])?.spaced_text()));
    if let (Some(content), Some(tagline)) = (&mut entry.content, tagline) {
        content.value.push_str("\n<p>");
        entity::escape(&mut content.value, &tagline);
        content.value.push_str("</p>");
    }
    let summary = nitf.find("abstract").and_then(|element| line(&element.spaced_text()));
    entry.summary = summary.map(text_markup);
    entry.media = nitf.deep("media").into_iter().take(MEDIA_MAX).filter_map(media).collect();
    entry.title = headline.map(text_markup);
    entry
}

/// Every `hl2`; a class tells the short one from the line below.
fn lesser_headlines(nitf: &Element) -> Vec<(String, String)> {
    let lines = nitf.find("hedline").map(|hedline| hedline.deep("hl2")).unwrap_or_default();
    let named = lines.into_iter().filter_map(|line_below| {
        let class = line_below.attribute("class").unwrap_or_default().to_lowercase();
        let role = if class.contains("short") { "short" } else { "subheadline" };
        Some((role.to_owned(), line(&line_below.spaced_text())?))
    });
    named.take(LIST_MAX).collect()
}

/// The first `hl1`, else the title of the head.
pub(super) fn headline(nitf: &Element) -> Option<String> {
    let text = |element: &Element| line(&element.text());
    let hedline =
        nitf.find("hedline").and_then(|h| h.find("hl1").and_then(text).or_else(|| text(h)));
    hedline.or_else(|| nitf.at(&["head", "title"]).and_then(text))
}

/// The byline and dateline of `body.head`, also where NewsML wraps the NITF.
pub(super) fn read_body_head(nitf: &Element, language: Option<&str>, wire: &mut WireFields) {
    let Some(head) = nitf.find("body.head") else {
        return;
    };
    wire.headlines = lesser_headlines(nitf);
    // An archive repeats the printed line with the names turned (`Ruiz, Ana`).
    let is_turned = |by: &&Element| by.attribute("class").is_some_and(|c| c.contains("normalized"));
    let printed = head.all("byline").filter(|by| !is_turned(by)).filter_map(byline).collect();
    wire.byline = join_bylines(printed, language);
    wire.distributor = head.at(&["distributor"]).and_then(|element| line(&element.spaced_text()));
    if let Some(dateline) = head.at(&["dateline"]) {
        wire.dateline = line(&dateline.spaced_text());
        let location = dateline.at(&["location"]);
        let city = location.and_then(|place| line(&place.at(&["city"])?.text()));
        wire.located = city.or_else(|| location.and_then(|place| line(&place.spaced_text())));
    }
    if let Some(rights) = head.at(&["rights"]) {
        let owner = rights.at(&["rights.owner"]).and_then(|owner| line(&owner.text()));
        // What is said of the owner alone is no term of use.
        wire.usage_terms =
            line(&rights.spaced_text()).filter(|terms| owner.as_ref() != Some(terms));
        wire.copyright_holder.clone_from(&owner);
        push_new(&mut wire.providers, owner);
    }
    let (legal, editorial): (Vec<_>, Vec<_>) =
        head.all("note").partition(|note| note.attribute("noteclass") == Some("cpyrt"));
    let text = |note: &&Element| line(&note.spaced_text());
    wire.copyright_notice = legal.iter().find_map(text);
    wire.ed_note = editorial.iter().find_map(text);
}

/// `<byline>By <person>Ana Ruiz</person><byttl>Staff Writer</byttl></byline>`: a title is parted from the name.
fn byline(element: &Element) -> Option<String> {
    let printed = line(&element.spaced_text())?;
    let title = element.find("byttl").and_then(|title| line(&title.spaced_text()));
    let name = title.as_deref().and_then(|title| printed.strip_suffix(title));
    match (name.map(|name| name.trim_end_matches([' ', ','])), title) {
        (Some(name), Some(title)) if !name.is_empty() => Some(format!("{name}, {title}")),
        _ => Some(printed),
    }
}

fn read_fields(nitf: &Element) -> WireFields {
    let mut wire = WireFields::default();
    read_body_head(nitf, nitf.attribute("lang").or_else(|| nitf.attribute("baselang")), &mut wire);
    wire.slugline = nitf.find("slugline").and_then(|element| line(&element.text()));
    wire.slugline = wire.slugline.or_else(|| {
        let mut named = nitf.at(&["head"])?.all("meta");
        let slug = named.find(|meta| meta.attribute("name").is_some_and(|n| n == "slug"))?;
        slug.attribute("content").and_then(line)
    });
    wire.publisher = nitf.find("pubdata").and_then(|printed| line(printed.attribute("name")?));
    for property in nitf.deep("tobject.property") {
        push_new(&mut wire.genres, property.attribute("tobject.property.type").and_then(line));
    }
    let Some(docdata) = nitf.find("docdata") else {
        return wire;
    };
    let attribute = |element: &str, name: &str| {
        docdata.all(element).find_map(|found| found.attribute(name)).and_then(line)
    };
    wire.mentions = mentions(docdata);
    wire.item_id = attribute("doc-id", "id-string");
    wire.version = attribute("du-key", "version");
    wire.urgency = attribute("urgency", "ed-urg").as_deref().and_then(urgency);
    wire.copyright_holder = attribute("doc.copyright", "holder")
        .or_else(|| attribute("doc.rights", "owner"))
        .or_else(|| wire.copyright_holder.take());
    wire.expires = attribute("date.expire", "norm").as_deref().and_then(read_date);
    wire.usage_terms = wire.usage_terms.or_else(|| attribute("doc.rights", "limitations"));
    let mut notes = Vec::new();
    for note in [attribute("ed-msg", "info"), attribute("correction", "info"), wire.ed_note.take()]
    {
        push_new(&mut notes, note);
    }
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
    push_new(&mut wire.signals, attribute("ed-msg", "msg-type"));
    if docdata.at(&["correction"]).is_some() {
        push_new(&mut wire.signals, Some("correction".to_owned()));
    }
    // Who sent it stands before who owns the rights.
    let owners = std::mem::take(&mut wire.providers);
    push_new(&mut wire.providers, attribute("doc-id", "regsrc"));
    for source in docdata.deep("from-src") {
        push_new(&mut wire.providers, source.attribute("src-name").and_then(line));
    }
    for owner in owners {
        push_new(&mut wire.providers, Some(owner));
    }
    for earlier in [
        docdata.attribute("management-doc-idref").and_then(line),
        attribute("correction", "id-string"),
    ] {
        wire.alt_ids.extend(earlier.iter().map(|id| ("previousVersion".to_owned(), id.clone())));
        push_new(&mut wire.previous, earlier);
    }
    wire.pub_status = docdata.attribute("management-status").and_then(line);
    let held = matches!(wire.pub_status.as_deref().map(code_of), Some("embargoed" | "withheld"));
    if held {
        wire.embargoed = attribute("date.release", "norm").as_deref().and_then(read_date);
    }
    wire
}

/// What `identified-content` lists. Marks within the text are the writer's, and may name anything.
fn mentions(docdata: &Element) -> Mentions {
    let of = |kind: &str| -> Vec<Named> {
        let listed = docdata.all("identified-content").flat_map(|content| content.all(kind));
        let named = |element: &Element| {
            let city = element.at(&["city"]).and_then(|city| line(&city.text()));
            Some(Named {
                name: city.or_else(|| line(&element.spaced_text()))?,
                rel: None,
                literal: element.attribute("value").and_then(line),
                uri: None,
            })
        };
        listed.filter_map(named).take(LIST_MAX).collect()
    };
    Mentions { organisations: of("org"), places: of("location"), events: of("event") }
}

fn categories(nitf: &Element) -> Vec<Category> {
    let subjects = nitf.deep("tobject.subject").into_iter().filter_map(|subject| {
        let attribute = |name: &str| subject.attribute(name).and_then(line);
        let code = attribute("tobject.subject.refnum");
        let name = attribute("tobject.subject.detail")
            .or_else(|| attribute("tobject.subject.matter"))
            .or_else(|| attribute("tobject.subject.type"))
            .or_else(|| code.clone())?;
        let scheme = code.as_ref().map(|_| "subj".to_owned());
        Some(Category { name, scheme, code })
    });
    let keywords = nitf.deep("keyword").into_iter().filter_map(|keyword| {
        let name = keyword.attribute("key").and_then(line)?;
        Some(Category { name, scheme: None, code: None })
    });
    subjects.chain(keywords).take(LIST_MAX).collect()
}

/// A `media` element by its first reference that has an address.
fn media(element: &Element) -> Option<Media> {
    let references = element.deep("media-reference");
    let reference = references.into_iter().find(|found| found.attribute("source").is_some())?;
    let number = |name: &str| reference.attribute(name).and_then(|value| value.parse().ok());
    let text = |name: &str| element.find(name).and_then(|found| line(&found.spaced_text()));
    let producer = text("media-producer").map(|name| (String::new(), name));
    Some(Media {
        url: reference.attribute("source")?.to_owned(),
        mime: reference.attribute("mime-type").and_then(line),
        medium: element.attribute("media-type").and_then(line),
        width: number("width"),
        height: number("height"),
        caption: text("media-caption"),
        credits: producer.into_iter().collect(),
        ..Media::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MarkupKind;
    use crate::parse::wire::tree;

    const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

    fn read_one(text: &str) -> Entry {
        let (tree, _) = tree::read(text);
        let mut document = read(tree.elements().next().unwrap(), text, LIMITS);
        assert_eq!(document.format, Some(Format::Nitf));
        document.entries.remove(0)
    }

    #[test]
    fn every_field_of_the_markup_arrives() {
        let entry = read_one(
            r#"<nitf xml:lang="en-GB"><head><title>Title of the head</title>
            <tobject><tobject.property tobject.property.type="feature"/>
            <tobject.subject tobject.subject.refnum="17000000" tobject.subject.type="Weather"/></tobject>
            <docdata management-status="withheld" management-doc-idref="HLD.1">
            <doc-id regsrc="Halden Wire" id-string="HLD.2"/><urgency ed-urg="2"/><du-key version="3"/>
            <date.issue norm="20250304T101500Z"/><date.release norm="20250305T060000Z"/>
            <ed-msg info="Second paragraph is new"/><doc.copyright year="2025" holder="Halden Press Ltd"/>
            <key-list><keyword key="tides"/></key-list></docdata></head>
            <body><body.head><hedline><hl1>Harbour gates hold</hl1><hl2>A quiet night</hl2></hedline>
            <byline>By<person>Ana Ruiz</person></byline><distributor>Northern Syndicate</distributor>
            <dateline><location><city>PORT HALDEN</city>, <state>Vale</state></location><story.date>March 4</story.date></dateline>
            <abstract><p>The gates held.</p></abstract></body.head>
            <body.content><block><p>First &amp; best.</p><hl2>Later</hl2><ul><li>One</li></ul>
            <media media-type="image"><media-reference source="https://halden.example/g.jpg" mime-type="image/jpeg" width="640"/>
            <media-caption>The gates.</media-caption><media-producer>Lee Moss</media-producer></media></block></body.content></body></nitf>"#,
        );
        let wire = entry.wire.unwrap();
        let check = |have: &Option<String>, want: &str| assert_eq!(have.as_deref(), Some(want));
        check(&entry.title.map(|t| t.value), "Harbour gates hold");
        check(&entry.summary.map(|t| t.value), "The gates held.");
        check(&entry.guid, "HLD.2");
        check(&entry.language, "en-GB");
        check(&wire.version, "3");
        check(&wire.byline, "By Ana Ruiz");
        check(&wire.dateline, "PORT HALDEN , Vale March 4");
        check(&wire.located, "PORT HALDEN");
        check(&wire.distributor, "Northern Syndicate");
        check(&wire.copyright_holder, "Halden Press Ltd");
        check(&wire.ed_note, "Second paragraph is new");
        check(&wire.pub_status, "withheld");
        check(&wire.embargoed.map(|d| d.raw), "20250305T060000Z");
        check(&entry.updated.map(|d| d.raw), "20250304T101500Z");
        assert_eq!(wire.urgency, Some(2));
        assert_eq!(wire.providers, ["Halden Wire"]);
        assert_eq!(wire.previous, ["HLD.1"]);
        assert_eq!(wire.genres, ["feature"]);
        let names: Vec<_> = entry.categories.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Weather", "tides"]);
        let picture = entry.media.first().unwrap();
        assert_eq!(picture.url, "https://halden.example/g.jpg");
        check(&picture.caption, "The gates.");
        assert_eq!(picture.credits, [(String::new(), "Lee Moss".to_owned())]);
        let content = entry.content.unwrap();
        assert_eq!(content.kind, MarkupKind::Html);
        let html: String = content.value.split('\n').map(str::trim).collect();
        assert_eq!(html, "<div><p>First &amp; best.</p><h2>Later</h2><ul><li>One</li></ul></div>");
    }

    #[test]
    fn an_item_without_headline_uses_the_title_of_the_head() {
        let entry = read_one(
            "<nitf><head><title>Tide table</title></head><body><body.content><p>x</p></body.content></body></nitf>",
        );
        assert_eq!(entry.title.unwrap().value, "Tide table");
        assert!(entry.guid.is_none());
    }

    #[test]
    fn a_body_over_the_limit_is_cut_and_its_markup_stays_whole() {
        let long = "word ".repeat(5_000);
        let entry = read_one(&format!(
            "<nitf><body><body.content><p><b>{long}</b></p><p>End</p></body.content></body></nitf>"
        ));
        assert!(entry.content.unwrap().value.ends_with("</b></p>"));
        assert!(entry.problems.iter().any(|p| p.kind == crate::model::ProblemKind::OverLimit));
    }

    #[test]
    fn a_note_above_the_story_is_not_taken_for_the_story() {
        let text = "<nitf><body><body.head><note noteclass='cpyrt'><body.content><p>(c) 2026 HW</p></body.content></note>\
            <note><body.content><p>Adds the vote.</p></body.content></note></body.head>\
            <body.content><p>The gates held.</p></body.content></body></nitf>";
        let (tree, _) = tree::read(text);
        let entry = read(tree.elements().next().unwrap(), text, LIMITS).entries.remove(0);
        assert_eq!(entry.content.unwrap().value, "<p>The gates held.</p>");
        let wire = entry.wire.unwrap();
        assert_eq!(wire.copyright_notice.as_deref(), Some("(c) 2026 HW"));
        assert_eq!(wire.ed_note.as_deref(), Some("Adds the vote."));
    }

    /// The owner of the rights went out as a term of use.
    #[test]
    fn the_owner_of_the_rights_is_the_holder_and_no_term_of_use() {
        let read = |rights: &str| {
            let body = "<body.content><p>Berth.</p></body.content>";
            let nitf = format!(
                "<nitf><body><body.head><rights>{rights}</rights></body.head>{body}</body></nitf>"
            );
            let wire = read_one(&nitf).wire.unwrap();
            (wire.copyright_holder, wire.usage_terms)
        };
        let owner = "<rights.owner>Halden Wire</rights.owner>";
        assert_eq!(read(owner), (Some("Halden Wire".into()), None));
        let (holder, terms) = read(&format!("{owner} Members only"));
        assert_eq!(
            (holder.as_deref(), terms.as_deref()),
            (Some("Halden Wire"), Some("Halden Wire Members only"))
        );
    }

    /// A release far ahead of the issue went out as usable.
    #[test]
    fn a_release_after_the_issue_is_an_embargo_unless_the_status_says_usable() {
        let held = |status: &str, release: &str| {
            let nitf = format!(
                r#"<nitf><head><docdata{status}><date.release norm="{release}"/><date.issue norm="20250304T060000Z"/></docdata></head><body><body.content><p>Berth.</p></body.content></body></nitf>"#
            );
            let entry = read_one(&nitf);
            entry.wire.unwrap().embargoed.map(|date| date.raw)
        };
        let until = Some("20990305T060000Z".to_owned());
        assert_eq!(held("", "20990305T060000Z"), until);
        assert_eq!(held("", "20250304T060000Z"), None);
        assert_eq!(held(r#" management-status="usable""#, "20990305T060000Z"), None);
    }
}
