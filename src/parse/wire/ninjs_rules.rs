//! The rules of ninjs 1.x to 3.x as one table: names the faults of an item, and never refuses it.

use serde_json::Value;

use super::json::get;
use crate::model::{Problem, ProblemKind};
use crate::parse::date;

/// Faults that are named of one item; the rest would only repeat them.
const FAULTS_MAX: usize = 20;
/// Items within items (associations); deeper ones are not looked at.
const DEPTH_MAX: usize = 3;

/// What a property must hold.
#[derive(Clone, Copy)]
enum Rule {
    Text,
    DateTime,
    Number,
    /// 1 to 9.
    Urgency,
    OneOf(&'static [&'static str]),
    Object,
    /// A list of objects with these members only; an empty slice allows any.
    Records(&'static [&'static str]),
    /// An object, or a list of objects, that are items themselves.
    Items,
    RightsInfo,
    Advices,
}

use Rule::{Advices, DateTime, Items, Number, Object, OneOf, Records, RightsInfo, Text, Urgency};

const STATUS: Rule = OneOf(&["usable", "withheld", "canceled"]);
const CONCEPT: Rule = Records(&[
    "name",
    "rel",
    "scheme",
    "code",
    "uri",
    "literal",
    "symbols",
    "geometry_geojson",
    "geojson",
    "contactinfo",
    "creator",
    "relevance",
    "confidence",
    "id",
    "role",
    "title",
    "href",
]);
const TEXTS: Rule = Records(&["role", "contenttype", "value", "charcount", "wordcount"]);

/// Properties of every version.
const COMMON: [(&str, Rule); 25] = [
    ("uri", Text),
    ("profile", Text),
    ("version", Text),
    ("firstcreated", DateTime),
    ("versioncreated", DateTime),
    ("contentcreated", DateTime),
    ("embargoed", DateTime),
    ("expires", DateTime),
    ("pubstatus", STATUS),
    ("copyrightholder", Text),
    ("copyrightnotice", Text),
    ("usageterms", Text),
    ("ednote", Text),
    ("language", Text),
    ("title", Text),
    ("slugline", Text),
    ("located", Text),
    ("rightsinfo", RightsInfo),
    ("associations", Items),
    ("advices", Advices),
    ("name", Text),
    ("rel", Text),
    ("charcount", Number),
    ("wordcount", Number),
    ("type", Text),
];
/// Properties of ninjs 1.x alone, beside `headline_*`, `body_*` and `description_*`.
const FLAT: [(&str, Rule); 17] = [
    ("urgency", Number),
    ("mimetype", Text),
    ("representationtype", OneOf(&["complete", "incomplete"])),
    ("byline", Text),
    ("headline", Text),
    ("renditions", Object),
    ("altids", Object),
    ("person", CONCEPT),
    ("organisation", CONCEPT),
    ("place", CONCEPT),
    ("subject", CONCEPT),
    ("event", CONCEPT),
    ("object", CONCEPT),
    ("infosource", CONCEPT),
    ("genre", CONCEPT),
    ("trustindicator", CONCEPT),
    ("$standard", Object),
];
/// Properties of ninjs 2.x and 3.x, names folded.
const LISTED: [(&str, Rule); 22] = [
    ("urgency", Urgency),
    ("representationtype", OneOf(&["full", "partial"])),
    ("embargoeduntil", DateTime),
    ("by", Text),
    ("headlines", TEXTS),
    ("bodies", TEXTS),
    ("descriptions", TEXTS),
    ("renditions", Records(&[])),
    ("altids", Records(&["role", "value"])),
    ("people", CONCEPT),
    ("organisations", CONCEPT),
    ("places", CONCEPT),
    ("subjects", CONCEPT),
    ("events", CONCEPT),
    ("objects", CONCEPT),
    ("infosources", CONCEPT),
    ("genres", CONCEPT),
    ("trustindicators", CONCEPT),
    ("standard", Object),
    ("eventdetails", Object),
    ("plannedcoverage", Records(&[])),
    ("digitalsourcetype", Object),
];

/// What breaks the rules of the version that `item` names or resembles.
pub(super) fn faults(item: &Value) -> Vec<Problem> {
    let mut faults = Vec::new();
    let listed = is_listed(item);
    check_item(item, listed, "", 0, &mut faults);
    faults.truncate(FAULTS_MAX);
    faults
}

/// Versions 2 and 3 hold texts in lists; version 1 has one property for each text.
fn is_listed(item: &Value) -> bool {
    let version = get(item, "$standard")
        .or_else(|| get(item, "standard"))
        .and_then(|s| get(s, "version"));
    if let Some(version) = version.and_then(Value::as_str) {
        return !version.starts_with('1');
    }
    let only_listed = LISTED
        .iter()
        .filter(|(name, _)| FLAT.iter().all(|(flat, _)| flat != name));
    only_listed
        .clone()
        .any(|(name, _)| get(item, name).is_some())
        || get(item, "associations").is_some_and(Value::is_array)
        || get(item, "altids").is_some_and(Value::is_array)
        || get(item, "renditions").is_some_and(Value::is_array)
}

fn check_item(item: &Value, listed: bool, path: &str, depth: usize, faults: &mut Vec<Problem>) {
    let Some(members) = item.as_object() else {
        faults.push(invalid(format!("{path} is no object")));
        return;
    };
    // Superdesk names its items `guid` and adds fields of its own: only what ninjs knows is checked.
    let dialect = get(item, "guid").or_else(|| get(item, "_id")).is_some();
    if get(item, "uri").is_none() && !dialect {
        faults.push(Problem::new(
            ProblemKind::MissingField,
            format!("{path}uri is missing"),
        ));
    }
    for (name, value) in members {
        if faults.len() >= FAULTS_MAX {
            return;
        }
        let folded = name.to_ascii_lowercase();
        let own = if listed {
            LISTED.as_slice()
        } else {
            FLAT.as_slice()
        };
        let rule = own
            .iter()
            .chain(&COMMON)
            .find(|(known, _)| *known == folded)
            .map(|(_, rule)| *rule);
        let rule = rule.or_else(|| (!listed && is_extension(&folded)).then_some(Text));
        match rule {
            Some(_) if dialect && value.is_null() => {}
            Some(rule) => check_value(rule, value, listed, &format!("{path}{name}"), depth, faults),
            None if !dialect => faults.push(invalid(format!("{path}{name} is no ninjs property"))),
            None => {}
        }
    }
}

/// `headline_short`, `body_html`: the stem, then letters, digits and underscores only.
fn is_extension(name: &str) -> bool {
    let stems = ["headline_", "body_", "description_"];
    let rest = stems.iter().find_map(|stem| name.strip_prefix(stem));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn check_value(
    rule: Rule,
    value: &Value,
    listed: bool,
    path: &str,
    depth: usize,
    faults: &mut Vec<Problem>,
) {
    match rule {
        Text if !value.is_string() => faults.push(invalid(format!("{path} is no text"))),
        Number if !value.is_number() => faults.push(invalid(format!("{path} is no number"))),
        Object if !value.is_object() => faults.push(invalid(format!("{path} is no object"))),
        Urgency
            if !value
                .as_u64()
                .is_some_and(|number| (1..=9).contains(&number)) =>
        {
            faults.push(invalid(format!("{path} is no whole number from 1 to 9")));
        }
        DateTime if !is_date_time(value) => {
            faults.push(invalid(format!("{path} is no date-time")));
        }
        OneOf(allowed) if !value.as_str().is_some_and(|text| allowed.contains(&text)) => {
            faults.push(invalid(format!("{path} is none of {}", allowed.join(", "))));
        }
        Records(allowed) => check_records(value, allowed, path, faults),
        Items => check_items(value, listed, path, depth, faults),
        RightsInfo => check_rights(value, path, faults),
        Advices => check_advices(value, path, faults),
        Text | Number | Object | Urgency | DateTime | OneOf(_) => {}
    }
}

fn check_records(value: &Value, allowed: &[&str], path: &str, faults: &mut Vec<Problem>) {
    let Some(records) = value.as_array() else {
        faults.push(invalid(format!("{path} is no list")));
        return;
    };
    for record in records {
        let Some(members) = record.as_object() else {
            faults.push(invalid(format!("{path} holds something that is no object")));
            return;
        };
        let known = |name: &&String| allowed.contains(&name.to_ascii_lowercase().as_str());
        if let Some(name) = members
            .keys()
            .find(|name| !allowed.is_empty() && !known(name))
        {
            faults.push(invalid(format!("{path}.{name} is no ninjs property")));
            return;
        }
    }
}

fn check_items(value: &Value, listed: bool, path: &str, depth: usize, faults: &mut Vec<Problem>) {
    if depth >= DEPTH_MAX {
        return;
    }
    match value {
        Value::Array(items) if listed => {
            for item in items {
                check_item(item, listed, &format!("{path}."), depth + 1, faults);
            }
        }
        Value::Object(items) if !listed => {
            for (name, item) in items.iter().filter(|(_, item)| !item.is_null()) {
                check_item(item, listed, &format!("{path}.{name}."), depth + 1, faults);
            }
        }
        Value::Null => {}
        Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {
            faults.push(invalid(format!("{path} has the wrong type")));
        }
    }
}

/// Rights are either linked or embedded, each as text.
fn check_rights(value: &Value, path: &str, faults: &mut Vec<Problem>) {
    let known = ["langid", "linkedrights", "encodedrights"];
    let Some(members) = value.as_object() else {
        faults.push(invalid(format!("{path} is no object")));
        return;
    };
    for (name, value) in members {
        if !known.contains(&name.to_ascii_lowercase().as_str()) {
            faults.push(invalid(format!("{path}.{name} is no ninjs property")));
        } else if !value.is_string() {
            faults.push(invalid(format!("{path}.{name} is no text")));
        }
    }
    if get(value, "linkedrights").is_some() && get(value, "encodedrights").is_some() {
        faults.push(invalid(format!(
            "{path} has both linkedrights and encodedrights"
        )));
    }
}

/// ninjs 1.x draft: `importance` and `lifetime` are objects.
fn check_advices(value: &Value, path: &str, faults: &mut Vec<Problem>) {
    let Some(advices) = value.as_array() else {
        faults.push(invalid(format!("{path} is no list")));
        return;
    };
    for name in ["importance", "lifetime"] {
        if advices
            .iter()
            .filter_map(|advice| get(advice, name))
            .any(|value| !value.is_object())
        {
            faults.push(invalid(format!("{path}.{name} is no object")));
        }
    }
}

fn is_date_time(value: &Value) -> bool {
    let date = value.as_str().map(date::read);
    date.is_some_and(|date| date.at.is_some())
}

fn invalid(detail: String) -> Problem {
    Problem::new(ProblemKind::InvalidField, detail)
}
