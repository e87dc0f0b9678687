//! IPTC ninjs 1.x to 3.x and the dialect of Superdesk: one object is one item.

use serde_json::Value;

use super::super::Limits;
use super::fields::{LIST_MAX, embargo, finish, line, push_new, read_date, text_markup, urgency};
use super::json::{first_text, get, list, lists, scalar, text};
use crate::model::{
    Category, Date, Document, Entry, FeedFacts, Format, Media, Mentions, Named, Person, Problem,
    ProblemKind, WireFields,
};

mod faults;
mod pictures;
mod rules;
mod texts;

pub(super) use texts::raw;

/// Names that hardly any other JSON has; an id and one of them make an item.
const TELLING: [&str; 23] = [
    "headline",
    "headlines",
    "descriptions",
    "body_text",
    "body_html",
    "body_xhtml",
    "bodies",
    "pubstatus",
    "versioncreated",
    "byline",
    "copyrightholder",
    "copyrightnotice",
    "slugline",
    "altids",
    "rightsinfo",
    "trustindicator",
    "trustindicators",
    "associations",
    "renditions",
    "advices",
    "representationtype",
    "eventdetails",
    "plannedcoverage",
];
/// Stems that ninjs 1.x lets anyone extend.
const TELLING_STEMS: [&str; 3] = ["headline_", "body_", "description_"];
const MEDIA_MAX: usize = 100;
const PEOPLE_MAX: usize = 64;

/// Whether `value` is a ninjs item, by its names.
pub(super) fn is_item(value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    let names_standard = ["standard", "$standard"].iter().any(|name| {
        get(value, name).and_then(|standard| text(standard, "name")).as_deref() == Some("ninjs")
    });
    let telling = members.keys().any(|key| {
        let key = key.to_ascii_lowercase();
        let extended = TELLING_STEMS.iter().any(|stem| key.starts_with(stem));
        extended || TELLING.contains(&key.as_str())
    });
    names_standard || (id(value).is_some() && telling && get(value, "$schema").is_none())
}

/// Reads the items of one document into entries and, where they are no text, into problems.
pub(super) fn read(items: &[&Value], limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::Ninjs),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    for item in items.iter().take(limits.entries_max) {
        let faults = faults::of_item(item);
        let kind = text(item, "type").unwrap_or_else(|| "text".to_owned());
        let mut entry = read_item(item, limits);
        let empty = entry.title.is_none() && entry.content.is_none() && entry.summary.is_none();
        if matches!(kind.as_str(), "text" | "composite") && !empty {
            entry.problems.extend(faults);
            document.entries.push(entry);
        } else {
            let id = id(item).unwrap_or_default();
            let what = if empty {
                "without headline and text".to_owned()
            } else {
                format!("of type {kind}, not text")
            };
            document
                .problems
                .push(Problem::new(ProblemKind::InvalidField, format!("item {id} is {what}")));
            document.problems.extend(faults);
        }
    }
    if items.len() > limits.entries_max {
        let detail = format!("more than {} items, the rest is left out", limits.entries_max);
        document.problems.push(Problem::new(ProblemKind::OverLimit, detail));
    }
    document
}

fn id(item: &Value) -> Option<String> {
    first_text(item, &["uri", "guid", "_id"])
}

fn read_item(item: &Value, limits: Limits) -> Entry {
    let mut entry = Entry {
        title: texts::headline(item).map(text_markup),
        summary: texts::summary(item),
        published: date(item, &["firstcreated", "contentcreated", "firstpublished"]),
        updated: date(item, &["versioncreated"]),
        language: text(item, "language"),
        categories: categories(item),
        media: pictures(item),
        ..Entry::default()
    };
    entry.content = texts::body(item, limits, &mut entry.problems);
    let mut wire = WireFields {
        item_id: id(item),
        version: text(item, "version"),
        byline: first_text(item, &["byline", "by"]),
        dateline: text(item, "dateline"),
        located: text(item, "located"),
        embargoed: embargoed(item),
        content_created: date(item, &["contentcreated"]),
        expires: date(item, &["expires"]),
        people: others(item),
        ..WireFields::default()
    };
    read_common(item, &mut wire);
    for source in lists(item, &["infosource", "infosources"]) {
        let name = first_text(source, &["name", "literal", "code"]);
        let role = text(source, "role").unwrap_or_default().to_lowercase();
        if role.contains("distributor") && wire.distributor.is_none() {
            wire.distributor = name;
        } else if !role.contains("publisher") {
            push_new(&mut wire.providers, name);
        }
    }
    push_new(&mut wire.providers, text(item, "source"));
    if wire.byline.is_none() {
        entry.authors = authors(item);
    }
    for signal in lists(item, &["signal", "signals"]) {
        let code = scalar(signal).or_else(|| first_text(signal, &["code", "literal", "name"]));
        push_new(&mut wire.signals, code);
    }
    wire.credit = first_text(item, &["creditline", "description_creditline"]);
    wire.headlines = texts::lesser_headlines(item);
    wire.alt_ids = alt_ids(item);
    push_new(&mut wire.previous, first_text(item, &["evolvedfrom", "rewrite_of"]));
    finish(entry, wire, &item.to_string())
}

/// The pictures and clips that are associated with the item.
pub(super) fn pictures(item: &Value) -> Vec<Media> {
    list(item, "associations").into_iter().filter_map(pictures::media).take(MEDIA_MAX).collect()
}

/// People that the item says wrote it, where it prints no byline.
fn authors(item: &Value) -> Vec<String> {
    let role = |person: &Value| first_text(person, &["rel", "role"]).unwrap_or_default();
    let writes = |person: &&Value| {
        ["author", "writer"].iter().any(|r| role(person).to_lowercase().contains(r))
    };
    let people = lists(item, &["person", "people"]).into_iter().filter(writes);
    let mut names = Vec::new();
    for person in people.chain(list(item, "authors")) {
        push_new(&mut names, text(person, "name"));
    }
    names
}

/// People that the item names for anything but writing it: editors, photographers, those it is about.
fn others(item: &Value) -> Vec<Person> {
    let people = lists(item, &["person", "people"]).into_iter().chain(list(item, "authors"));
    let named = people.filter_map(|person| {
        let rel = first_text(person, &["rel", "role"])?.to_lowercase();
        let writes = ["author", "writer"].iter().any(|role| rel.contains(role));
        let name = text(person, "name").filter(|_| !writes)?;
        Some(Person { name, rel, literal: None })
    });
    named.take(PEOPLE_MAX).collect()
}

/// The fields that ninjs and the AP Media API spell alike.
pub(super) fn read_common(item: &Value, wire: &mut WireFields) {
    wire.slugline = text(item, "slugline");
    wire.copyright_holder = text(item, "copyrightholder");
    wire.copyright_notice = text(item, "copyrightnotice");
    let terms: Vec<String> = list(item, "usageterms").into_iter().filter_map(scalar).collect();
    wire.usage_terms = text(item, "usageterms").or_else(|| line(&terms.join(" ")));
    wire.urgency = text(item, "urgency").as_deref().and_then(urgency);
    wire.ed_note = text(item, "ednote");
    wire.pub_status = text(item, "pubstatus");
    wire.mentions = Mentions {
        organisations: named(item, &["organisation", "organisations"]),
        places: named(item, &["place", "places"]),
        events: named(item, &["event", "events"]),
    };
    for genre in lists(item, &["genre", "genres"]) {
        push_new(&mut wire.genres, first_text(genre, &["name", "literal", "code"]));
    }
}

/// What the lists of these names hold, each with its name or, without one, its code.
fn named(item: &Value, names: &[&str]) -> Vec<Named> {
    let listed = lists(item, names).into_iter().filter_map(|value| {
        Some(Named {
            name: first_text(value, &["name", "literal", "code", "qcode"])?,
            rel: text(value, "rel"),
            literal: first_text(value, &["literal", "code", "qcode", "id"]),
            uri: text(value, "uri"),
        })
    });
    listed.take(LIST_MAX).collect()
}

/// Other names of the item: an object by role (ninjs 1), or a list with roles (ninjs 2 and 3).
pub(super) fn alt_ids(item: &Value) -> Vec<(String, String)> {
    let ids = match get(item, "altids") {
        Some(Value::Object(members)) => {
            members.iter().filter_map(|(role, id)| Some((role.clone(), scalar(id)?))).collect()
        }
        Some(Value::Array(listed)) => listed
            .iter()
            .filter_map(|id| {
                let role = text(id, "role").unwrap_or_else(|| "altId".to_owned());
                Some((role, text(id, "value")?))
            })
            .collect(),
        _ => Vec::new(),
    };
    ids.into_iter().take(LIST_MAX).collect()
}

/// The first date among `names` that is given.
pub(super) fn date(item: &Value, names: &[&str]) -> Option<Date> {
    first_text(item, names).as_deref().and_then(read_date)
}

/// The end of an embargo: `null` and `false` are none, anything else that cannot be read is one without an end.
pub(super) fn embargoed(item: &Value) -> Option<Date> {
    const NAMES: [&str; 2] = ["embargoed", "embargoeduntil"];
    date(item, &NAMES).or_else(|| match NAMES.iter().find_map(|name| get(item, name))? {
        Value::Null | Value::Bool(false) => None,
        Value::String(raw) => {
            let is_named = |name: &str| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
            let mut others = item.as_object()?.iter().filter(|(name, _)| !is_named(name));
            embargo(raw, || others.any(|(_, value)| value.as_str().is_some_and(str::is_empty)))
        }
        other @ (Value::Bool(true) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            embargo(&other.to_string(), || false)
        }
    })
}

/// Subjects with their codes, then keywords.
pub(super) fn categories(item: &Value) -> Vec<Category> {
    let subjects = lists(item, &["subject", "subjects"]).into_iter().filter_map(|subject| {
        let code = first_text(subject, &["code", "literal", "qcode"]);
        let uri = text(subject, "uri");
        // A scheme that its codes cannot be joined to tells nothing of the subject.
        let prefix = || text(subject, "scheme").filter(|s| s.ends_with(['/', '#', '=', ':']));
        let name = text(subject, "name").unwrap_or_default();
        let code = code.or_else(|| uri.clone());
        let known = !name.is_empty() || code.is_some();
        known.then(|| Category { name, scheme: uri.or_else(prefix), code })
    });
    let keywords = list(item, "keywords")
        .into_iter()
        .filter_map(|keyword| Some(Category { name: scalar(keyword)?, scheme: None, code: None }));
    subjects.chain(keywords).take(LIST_MAX).collect()
}

#[cfg(test)]
mod tests {
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
        let board = Named {
            name: "Harbour Board".into(),
            rel: text("about"),
            literal: text("17"),
            uri: None,
        };
        assert_eq!(organisations, [board]);
        let mole = Named {
            name: "Northern Mole".into(),
            literal: text("4"),
            uri: text("http://cv.example/4"),
            rel: None,
        };
        let coded = Named { name: "9".into(), literal: text("9"), ..Named::default() };
        assert_eq!(places, [mole, coded]);
        assert_eq!(
            events,
            [Named { name: "Tide".into(), literal: text("e1"), ..Named::default() }]
        );
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
        let entry =
            read_one(r#"{"uri": "urn:hld:1", "headline": "H", "body_text": "One.\n\nTwo."}"#);
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
}
