use super::*;
use crate::model::MarkupKind;

const LIMITS: Limits = Limits { entries_max: 2, text_chars_max: 10_000 };

fn read_one(text: &str) -> Entry {
    let value: Value = serde_json::from_str(text).unwrap();
    assert!(is_item(&value), "{text}");
    let mut document = read(&[&value], LIMITS);
    assert_eq!(document.format, Some(Format::Ninjs));
    document.entries.remove(0)
}

fn check(have: Option<&str>, want: &str) {
    assert_eq!(have, Some(want));
}

#[test]
fn every_field_of_ninjs_1_arrives() {
    let entry = read_one(
        r#"{"uri": "urn:hld:1", "type": "text", "version": "4", "versioncreated": "2025-03-04T10:15:00Z",
        "firstcreated": "2025-03-04T09:00:00Z", "embargoed": "2025-03-05T06:00:00Z", "pubstatus": "withheld", "urgency": 2,
        "copyrightholder": "Halden Wire", "copyrightnotice": "(c) HW", "usageterms": "Members", "ednote": "Adds vote", "language": "en",
        "byline": "By Ana Ruiz", "headline": "Harbour gates hold", "slugline": "GATES", "located": "Port Halden",
        "description_text": "They held.", "body_text": "One.", "body_html": "<p>One.</p>",
        "subject": [{"name": "politics", "scheme": "http://cv.example/", "code": "11"}], "genre": [{"name": "Feature"}],
        "infosource": [{"name": "Vale Gazette"}], "associations": {"main": {"uri": "urn:p", "type": "picture",
        "byline": "Lee Moss", "description_text": "The gates.", "renditions": {"small": {"href": "https://h.example/s.jpg", "width": 10},
        "large": {"href": "https://h.example/l.jpg", "width": 900, "height": 600, "mimetype": "image/jpeg"}}}}}"#,
    );
    assert_eq!(entry.problems, []);
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
    check(entry.summary.as_ref().map(|t| t.value.as_str()), "They held.");
    check(entry.content.as_ref().map(|t| t.value.as_str()), "<p>One.</p>");
    check(entry.published.as_ref().map(|d| d.raw.as_str()), "2025-03-04T09:00:00Z");
    check(entry.updated.as_ref().map(|d| d.raw.as_str()), "2025-03-04T10:15:00Z");
    check(entry.guid.as_deref(), "urn:hld:1");
    check(entry.language.as_deref(), "en");
    let wire = entry.wire.unwrap();
    check(wire.version.as_deref(), "4");
    check(wire.byline.as_deref(), "By Ana Ruiz");
    check(wire.located.as_deref(), "Port Halden");
    check(wire.slugline.as_deref(), "GATES");
    check(wire.copyright_holder.as_deref(), "Halden Wire");
    check(wire.copyright_notice.as_deref(), "(c) HW");
    check(wire.usage_terms.as_deref(), "Members");
    check(wire.ed_note.as_deref(), "Adds vote");
    check(wire.pub_status.as_deref(), "withheld");
    check(wire.embargoed.as_ref().map(|d| d.raw.as_str()), "2025-03-05T06:00:00Z");
    assert_eq!(wire.urgency, Some(2));
    assert_eq!(wire.providers, ["Vale Gazette"]);
    assert_eq!(wire.genres, ["Feature"]);
    let subject = entry.categories.first().unwrap();
    assert_eq!((subject.name.as_str(), subject.code.as_deref()), ("politics", Some("11")));
    let picture = entry.media.first().unwrap();
    assert_eq!((picture.url.as_str(), picture.width), ("https://h.example/l.jpg", Some(900)));
    check(picture.caption.as_deref(), "The gates.");
    assert_eq!(picture.credits, [(String::new(), "Lee Moss".to_owned())]);
}

#[test]
fn ninjs_3_lists_and_camel_case_are_read_alike() {
    let entry = read_one(
        r#"{"uri": "urn:hld:1", "headlines": [{"role": "short", "value": "Gates"}, {"role": "main", "value": "Harbour gates hold"}],
        "bodies": [{"contentType": "text/plain", "value": "One."}, {"contentType": "text/html", "value": "<p>One.</p>"}],
        "descriptions": [{"role": "caption", "value": "No"}, {"role": "summary", "value": "They held."}], "by": "Ana Ruiz",
        "versionCreated": "2025-03-04T10:15:00Z", "embargoedUntil": "2025-03-05T06:00:00Z", "copyrightHolder": "Halden Wire",
        "infoSources": [{"name": "Vale Gazette", "role": "originator"}, {"name": "North", "role": "distributor"}]}"#,
    );
    assert_eq!(entry.problems, []);
    let wire = entry.wire.unwrap();
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
    check(entry.content.as_ref().map(|t| t.value.as_str()), "<p>One.</p>");
    check(entry.summary.as_ref().map(|t| t.value.as_str()), "They held.");
    check(entry.updated.as_ref().map(|d| d.raw.as_str()), "2025-03-04T10:15:00Z");
    check(wire.embargoed.as_ref().map(|d| d.raw.as_str()), "2025-03-05T06:00:00Z");
    check(wire.copyright_holder.as_deref(), "Halden Wire");
    check(wire.distributor.as_deref(), "North");
    assert_eq!(wire.providers, ["Vale Gazette"]);
    assert_eq!(entry.authors, ["Ana Ruiz"]);
}

/// Until when a story may be used, who edited it and whom it is about were lost between ninjs and ninjs.
/// An embargo until `tomorrow`, or until nobody knows when, was none.
#[test]
fn an_embargo_that_cannot_be_read_is_there_all_the_same() {
    let raw = |fields: &str| {
        let item = format!(r#"{{"uri": "u", "headline": "H", {fields}}}"#);
        read_one(&item).wire.unwrap().embargoed.map(|date| date.raw)
    };
    check(raw(r#""embargoed": "tomorrow""#).as_deref(), "tomorrow");
    check(raw(r#""embargoedUntil": """#).as_deref(), "");
    check(raw(r#""embargoed": true"#).as_deref(), "true");
    check(raw(r#""embargoed": {"until": 6}"#).as_deref(), r#"{"until":6}"#);
    for none in [
        r#""embargoed": null"#,
        r#""embargoed": false"#,
        r#""embargoed": "", "ednote": """#,
        r#""ednote": "Embargo lifted""#,
    ] {
        assert_eq!(raw(none), None, "{none}");
    }
}

#[test]
fn dates_of_use_and_people_who_did_not_write_arrive() {
    let entry = read_one(
        r#"{"uri": "u", "headline": "H", "contentCreated": "2025-03-04T08:00:00Z", "firstCreated": "2025-03-04T09:00:00Z",
        "expires": "2025-04-04T00:00:00Z", "by": "Ana Ruiz", "people": [{"name": "Olav Berg", "rel": "about"},
        {"name": "Ana Ruiz", "rel": "author"}], "authors": [{"name": "Pia Strand", "role": "Editor"}]}"#,
    );
    let wire = entry.wire.unwrap();
    check(wire.content_created.as_ref().map(|d| d.raw.as_str()), "2025-03-04T08:00:00Z");
    check(wire.expires.as_ref().map(|d| d.raw.as_str()), "2025-04-04T00:00:00Z");
    let named = wire.people.iter().map(|p| (p.name.as_str(), p.rel.as_str()));
    assert_eq!(named.collect::<Vec<_>>(), [("Olav Berg", "about"), ("Pia Strand", "editor")]);
}

/// What a story is about beside people and subjects was lost between ninjs and ninjs.
#[test]
fn organisations_places_and_events_arrive() {
    let entry = read_one(
        r#"{"uri": "u", "headline": "H", "organisation": [{"name": "Harbour Board", "rel": "about", "scheme": "http://cv.example/", "code": "17"}],
        "places": [{"name": "Northern Mole", "uri": "http://cv.example/4", "literal": "4"}, {"code": "9"}, "no object", {}], "event": [{"id": "e1", "name": "Tide"}]}"#,
    );
    let Mentions { organisations, places, events } = entry.wire.unwrap().mentions;
    let text = |said: &str| Some(said.to_owned());
    let board =
        Named { name: "Harbour Board".into(), rel: text("about"), literal: text("17"), uri: None };
    assert_eq!(organisations, [board]);
    let mole = Named {
        name: "Northern Mole".into(),
        literal: text("4"),
        uri: text("http://cv.example/4"),
        rel: None,
    };
    let coded = Named { name: "9".into(), literal: text("9"), ..Named::default() };
    assert_eq!(places, [mole, coded]);
    assert_eq!(events, [Named { name: "Tide".into(), literal: text("e1"), ..Named::default() }]);
}

#[test]
fn a_credit_line_is_read_where_nothing_names_a_source() {
    let entry = read_one(r#"{"uri": "u", "headline": "H", "creditline": "Halden Wire"}"#);
    let wire = entry.wire.unwrap();
    check(wire.credit.as_deref(), "Halden Wire");
    assert!(wire.providers.is_empty());
}

#[test]
fn of_a_whole_page_the_body_is_taken() {
    let check = |body: &str, want: &str| {
        let item = serde_json::json!({"uri": "u", "body_html": body}).to_string();
        assert_eq!(read_one(&item).content.unwrap().value, want);
    };
    check(
        "<html><head><title>T</title></head><BODY class='x'><p>One.</p></BODY></html>",
        "<p>One.</p>",
    );
    check("<p>No page</p>", "<p>No page</p>");
    check("</body><p>x</p><body>", "</body><p>x</p><body>");
}

#[test]
fn plain_text_bodies_stay_text_with_their_paragraphs() {
    let entry = read_one(r#"{"uri": "urn:hld:1", "headline": "H", "body_text": "One.\n\nTwo."}"#);
    let content = entry.content.unwrap();
    assert_eq!((content.kind, content.value.as_str()), (MarkupKind::Text, "One.\n\nTwo."));
}

#[test]
fn items_of_other_types_and_empty_ones_are_problems() {
    let check = |item: &str, want: &str| {
        let value: Value = serde_json::from_str(item).unwrap();
        let document = read(&[&value], LIMITS);
        assert!(document.entries.is_empty());
        assert_eq!(document.problems[0].detail, want);
    };
    check(
        r#"{"uri": "u", "type": "picture", "headline": "H"}"#,
        "item u is of type picture, not text",
    );
    check(r#"{"uri": "u", "altids": {}}"#, "item u is without headline and text");
}

#[test]
fn other_json_is_no_item() {
    let check = |text: &str| assert!(!is_item(&serde_json::from_str(text).unwrap()), "{text}");
    check("[]");
    check(r#"{"uri": "u", "title": "An API answer"}"#);
    check(r#"{"headline": "no id"}"#);
    check(r#"{"$schema": "http://json-schema.org/", "uri": "u", "headline": "a schema"}"#);
}
