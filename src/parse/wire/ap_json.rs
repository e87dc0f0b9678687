//! The AP Media API: `data.item` of a content call, `data.items[].item` of a feed call.

use serde_json::Value;

use super::super::Limits;
use super::fields::{bounded_text, finish, html_markup, push_new, text_markup};
use super::json::{first_text, get, list, scalar, text};
use super::ninjs::{alt_ids, categories, date, embargoed, pictures, raw, read_common};
use crate::model::{Document, Entry, FeedFacts, Format, Problem, ProblemKind, WireFields};

/// The items of an answer of the API; none when `value` is something else.
pub(super) fn items(value: &Value) -> Vec<&Value> {
    let Some(data) = get(value, "data") else {
        return Vec::new();
    };
    let listed = list(data, "items").into_iter().filter_map(|element| get(element, "item"));
    let items = get(data, "item").into_iter().chain(listed);
    items
        .filter(|item| get(item, "altids").is_some_and(|ids| text(ids, "itemid").is_some()))
        .collect()
}

/// Reads the items that [`items`] found in `answer`.
pub(super) fn read(answer: &Value, items: &[&Value], limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::ApJson),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    for item in items.iter().take(limits.entries_max) {
        let kind = text(item, "type").unwrap_or_else(|| "text".to_owned());
        if kind == "text" || kind == "composite" {
            document.entries.push(read_item(answer, item, limits));
        } else {
            let id = item_id(item).unwrap_or_default();
            let detail = format!("item {id} is of type {kind}, not text");
            document.problems.push(Problem::new(ProblemKind::InvalidField, detail));
        }
    }
    if items.len() > limits.entries_max {
        let detail = format!("more than {} items, the rest is left out", limits.entries_max);
        document.problems.push(Problem::new(ProblemKind::OverLimit, detail));
    }
    document
}

fn item_id(item: &Value) -> Option<String> {
    text(get(item, "altids")?, "itemid").or_else(|| text(item, "uri"))
}

fn read_item(answer: &Value, item: &Value, limits: Limits) -> Entry {
    let canonical = list(item, "links")
        .into_iter()
        .find(|link| text(link, "rel").as_deref() == Some("canonical"));
    let mut entry = Entry {
        link: canonical.and_then(|link| text(link, "href")),
        title: first_text(item, &["headline", "title"]).map(text_markup),
        summary: first_text(item, &["description_summary", "headline_extended"]).map(text_markup),
        published: date(item, &["firstcreated"]),
        updated: date(item, &["versioncreated"]),
        language: text(item, "language"),
        categories: categories(item),
        media: pictures(item),
        ..Entry::default()
    };
    // Clients keep the story's text, which the API serves apart, beside the answer or within the item.
    let beside = get(answer, "nitf").and_then(|nitf| raw(nitf, "body_html"));
    let body = raw(item, "body_nitf").or_else(|| raw(item, "body_html")).or(beside);
    let content =
        body.and_then(|body| bounded_text(body, limits.text_chars_max, &mut entry.problems));
    entry.content = content.map(|content| html_markup(content.value));
    let mut wire = WireFields {
        item_id: item_id(item),
        version: text(item, "version"),
        dateline: text(item, "located"),
        embargoed: embargoed(item),
        ..WireFields::default()
    };
    let city = get(item, "datelinelocation").and_then(|place| text(place, "city"));
    wire.located = city.or_else(|| wire.dateline.clone());
    for byline in list(item, "bylines") {
        let Some(by) = text(byline, "by") else {
            continue;
        };
        let title = text(byline, "title");
        entry.authors.push(std::iter::once(by.clone()).chain(title).collect::<Vec<_>>().join(", "));
        wire.byline.get_or_insert(by);
    }
    read_common(item, &mut wire);
    for source in list(item, "infosource") {
        push_new(&mut wire.providers, text(source, "name"));
    }
    push_new(&mut wire.providers, text(item, "provider"));
    for signal in list(item, "signals").into_iter().chain(list(item, "editorialtypes")) {
        push_new(&mut wire.signals, scalar(signal));
    }
    let extended = text(item, "headline_extended");
    wire.headlines.extend(extended.map(|text| ("extended".to_owned(), text)));
    wire.alt_ids = alt_ids(item).into_iter().filter(|(role, _)| role != "itemid").collect();
    push_new(&mut wire.previous, text(item, "evolvedfrom"));
    finish(entry, wire, &item.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

    const ITEM: &str = r#"{"altids": {"itemid": "abc1"}, "uri": "https://api.example/abc1", "type": "text", "version": 3, "urgency": 4,
        "headline": "Harbour gates hold", "slugline": "BC-Gates", "headline_extended": "A quiet night",
        "bylines": [{"by": "By ANA RUIZ", "title": "Vale Gazette"}], "located": "PORT HALDEN, Vale",
        "datelinelocation": {"city": "Port Halden"}, "copyrightnotice": "Copyright 2025 HW", "usageterms": ["Members", "only"],
        "provider": "HW", "infosource": [{"name": "Vale Gazette"}], "signals": ["newscontent"], "pubstatus": "usable",
        "keywords": ["tides"], "links": [{"rel": "canonical", "href": "https://halden.example/1"}]}"#;

    fn read_text(text: &str) -> Document {
        let value: Value = serde_json::from_str(text).unwrap();
        read(&value, &items(&value), LIMITS)
    }

    #[test]
    fn every_field_of_a_content_answer_arrives() {
        let text = format!(
            r#"{{"data": {{"item": {ITEM}}}, "nitf": {{"body_html": "<block><p>One.</p></block>"}}}}"#
        );
        let entry = read_text(&text).entries.remove(0);
        let wire = entry.wire.unwrap();
        let check = |have: Option<String>, want: &str| assert_eq!(have.as_deref(), Some(want));
        check(entry.title.map(|t| t.value), "Harbour gates hold");
        check(entry.summary.map(|t| t.value), "A quiet night");
        check(entry.content.map(|t| t.value), "<block><p>One.</p></block>");
        check(entry.guid, "abc1");
        check(entry.link, "https://halden.example/1");
        check(wire.version, "3");
        check(wire.byline, "By ANA RUIZ");
        check(wire.located, "Port Halden");
        check(wire.dateline, "PORT HALDEN, Vale");
        check(wire.copyright_notice, "Copyright 2025 HW");
        check(wire.usage_terms, "Members only");
        check(wire.pub_status, "usable");
        assert_eq!(entry.authors, ["By ANA RUIZ, Vale Gazette"]);
        assert_eq!(wire.providers, ["Vale Gazette", "HW"]);
        assert_eq!(wire.signals, ["newscontent"]);
        assert_eq!(wire.urgency, Some(4));
    }

    #[test]
    fn a_feed_answer_gives_its_text_items_in_order() {
        let second = ITEM.replace("abc1", "abc2");
        let picture = ITEM.replace("abc1", "abc3").replace("\"text\"", "\"picture\"");
        let text = format!(
            r#"{{"data": {{"items": [{{"item": {ITEM}}}, {{"item": {picture}}}, {{"item": {second}}}]}}}}"#
        );
        let document = read_text(&text);
        let ids: Vec<_> = document.entries.iter().filter_map(|e| e.guid.as_deref()).collect();
        assert_eq!(ids, ["abc1", "abc2"]);
        assert_eq!(document.problems[0].detail, "item abc3 is of type picture, not text");
    }
}
