//! IPTC ninjs 1.x to 3.x and the dialect of Superdesk: one object is one item.

use serde_json::Value;

use super::super::Limits;
use super::fields::{
    LIST_MAX, bounded_text, finish, html_markup, line, push_new, read_date, text_markup, urgency,
};
use super::json::{first_text, get, list, lists, scalar, text};
use super::ninjs_rules;
use crate::model::{
    Category, Document, Entry, FeedFacts, Format, Markup, Media, Problem, ProblemKind, WireFields,
};

/// Names that hardly any other JSON has; an id and one of them make an item.
const TELLING: [&str; 22] = [
    "headline",
    "headlines",
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
const MEDIA_MAX: usize = 100;

/// Whether `value` is a ninjs item, by its names.
pub(super) fn is_item(value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    let names_standard = ["standard", "$standard"].iter().any(|name| {
        get(value, name)
            .and_then(|standard| text(standard, "name"))
            .as_deref()
            == Some("ninjs")
    });
    let telling = members.keys().any(|key| {
        let key = key.to_ascii_lowercase();
        TELLING.contains(&key.as_str()) || key.starts_with("headline_") || key.starts_with("body_")
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
        let faults = ninjs_rules::faults(item);
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
            document.problems.push(Problem::new(
                ProblemKind::InvalidField,
                format!("item {id} is {what}"),
            ));
            document.problems.extend(faults);
        }
    }
    if items.len() > limits.entries_max {
        let detail = format!(
            "more than {} items, the rest is left out",
            limits.entries_max
        );
        document
            .problems
            .push(Problem::new(ProblemKind::OverLimit, detail));
    }
    document
}

fn id(item: &Value) -> Option<String> {
    first_text(item, &["uri", "guid", "_id"])
}

fn read_item(item: &Value, limits: Limits) -> Entry {
    let mut entry = Entry {
        title: headline(item).map(text_markup),
        summary: summary(item),
        published: date(item, &["firstcreated", "contentcreated", "firstpublished"]),
        updated: date(item, &["versioncreated"]),
        language: text(item, "language"),
        categories: categories(item),
        media: list(item, "associations")
            .into_iter()
            .filter_map(media)
            .take(MEDIA_MAX)
            .collect(),
        ..Entry::default()
    };
    entry.content = body(item, limits, &mut entry.problems);
    let mut wire = WireFields {
        item_id: id(item),
        version: text(item, "version"),
        byline: first_text(item, &["byline", "by"]),
        dateline: text(item, "dateline"),
        located: text(item, "located"),
        embargoed: date(item, &["embargoed", "embargoeduntil"]),
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
    wire.credit = first_text(item, &["creditline", "description_creditline"]);
    push_new(
        &mut wire.previous,
        first_text(item, &["evolvedfrom", "rewrite_of"]),
    );
    finish(entry, wire, &item.to_string())
}

/// The fields that ninjs and the AP Media API spell alike.
pub(super) fn read_common(item: &Value, wire: &mut WireFields) {
    wire.slugline = text(item, "slugline");
    wire.copyright_holder = text(item, "copyrightholder");
    wire.copyright_notice = text(item, "copyrightnotice");
    let terms: Vec<String> = list(item, "usageterms")
        .into_iter()
        .filter_map(scalar)
        .collect();
    wire.usage_terms = text(item, "usageterms").or_else(|| line(&terms.join(" ")));
    wire.urgency = text(item, "urgency").as_deref().and_then(urgency);
    wire.ed_note = text(item, "ednote");
    wire.pub_status = text(item, "pubstatus");
    for genre in lists(item, &["genre", "genres"]) {
        push_new(
            &mut wire.genres,
            first_text(genre, &["name", "literal", "code"]),
        );
    }
}

/// The first date among `names` that is given.
pub(super) fn date(item: &Value, names: &[&str]) -> Option<crate::model::Date> {
    first_text(item, names).as_deref().and_then(read_date)
}

/// Subjects with their codes, then keywords.
pub(super) fn categories(item: &Value) -> Vec<Category> {
    let subjects = lists(item, &["subject", "subjects"])
        .into_iter()
        .filter_map(|subject| {
            Some(Category {
                name: first_text(subject, &["name", "literal", "code", "qcode"])?,
                scheme: first_text(subject, &["uri", "scheme"]),
                code: first_text(subject, &["code", "literal", "qcode"]),
            })
        });
    let keywords = list(item, "keywords").into_iter().filter_map(|keyword| {
        Some(Category {
            name: scalar(keyword)?,
            scheme: None,
            code: None,
        })
    });
    subjects.chain(keywords).take(LIST_MAX).collect()
}

fn headline(item: &Value) -> Option<String> {
    let listed = list(item, "headlines");
    let main = listed
        .iter()
        .find(|headline| text(headline, "role").as_deref() == Some("main"));
    let any = listed.iter().find_map(|headline| text(headline, "value"));
    text(item, "headline")
        .or_else(|| text(main?, "value"))
        .or(any)
        .or_else(|| first_text(item, &["headline_main", "title"]))
        .map(|printed| super::entities::unescape(&printed))
}

fn summary(item: &Value) -> Option<Markup> {
    let listed = list(item, "descriptions")
        .into_iter()
        .find_map(|description| {
            let caption = text(description, "role").is_some_and(|role| role.contains("caption"));
            let value = text(description, "value").filter(|_| !caption)?;
            Some(if is_html(description) {
                html_markup(value)
            } else {
                text_markup(value)
            })
        });
    listed
        .or_else(|| {
            first_text(
                item,
                &["description_text", "description_summary", "abstract"],
            )
            .map(text_markup)
        })
        .or_else(|| first_text(item, &["description_html", "description_xhtml"]).map(html_markup))
}

/// The fullest markup there is: HTML before plain text, the main body before others.
fn body(item: &Value, limits: Limits, problems: &mut Vec<Problem>) -> Option<Markup> {
    let bodies = list(item, "bodies");
    let full: Vec<&&Value> = bodies
        .iter()
        .filter(|body| raw(body, "value").is_some())
        .collect();
    let html = full.iter().find(|body| is_html(body));
    if let Some(body) = html.or_else(|| full.first()) {
        let content = bounded_text(raw(body, "value")?, limits.text_chars_max, problems)?;
        return Some(if is_html(body) {
            html_markup(content.value)
        } else {
            content
        });
    }
    for name in ["body_html", "body_xhtml", "body_main", "body_text"] {
        let Some(content) =
            raw(item, name).and_then(|b| bounded_text(b, limits.text_chars_max, problems))
        else {
            continue;
        };
        let plain = name == "body_text" || (name == "body_main" && !content.value.contains("</"));
        return Some(if plain {
            content
        } else {
            html_markup(content.value)
        });
    }
    None
}

/// A string member as it stands, line breaks and all.
pub(super) fn raw<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    get(value, name)?
        .as_str()
        .filter(|text| !text.trim().is_empty())
}

fn is_html(part: &Value) -> bool {
    text(part, "contenttype").is_some_and(|kind| kind.contains("html"))
}

/// A picture, graphic or clip with the address of its widest rendition.
fn media(association: &Value) -> Option<Media> {
    let medium = text(association, "type").filter(|kind| kind != "text" && kind != "composite")?;
    let renditions = list(association, "renditions");
    let width = |rendition: &Value| get(rendition, "width").and_then(Value::as_u64).unwrap_or(0);
    let with_address = renditions
        .into_iter()
        .filter(|rendition| text(rendition, "href").is_some());
    let widest = with_address.max_by_key(|rendition| width(rendition))?;
    let number = |name: &str| {
        get(widest, name)
            .and_then(Value::as_u64)
            .and_then(|number| u32::try_from(number).ok())
    };
    let described = list(association, "descriptions")
        .into_iter()
        .find_map(|d| text(d, "value"));
    let by = first_text(association, &["byline", "by"]).map(|by| (String::new(), by));
    let credit = first_text(
        association,
        &[
            "description_creditline",
            "creditline",
            "source",
            "copyrightholder",
        ],
    );
    Some(Media {
        url: text(widest, "href")?,
        mime: first_text(widest, &["contenttype", "mimetype"]),
        medium: Some(medium),
        width: number("width"),
        height: number("height"),
        bytes: get(widest, "sizeinbytes").and_then(Value::as_u64),
        title: headline(association),
        caption: first_text(association, &["description_caption", "description_text"])
            .or(described),
        credits: by
            .into_iter()
            .chain(credit.map(|name| ("credit".to_owned(), name)))
            .collect(),
    })
}
