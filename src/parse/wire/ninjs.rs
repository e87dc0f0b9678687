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
mod tests;
