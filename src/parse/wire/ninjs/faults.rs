//! Names what a ninjs item breaks of the rules of its version; never refuses it.

use serde_json::Value;

use super::super::json::get;
use super::rules::{COMMON, FLAT, LISTED, Rule};
use crate::model::{Problem, ProblemKind};
use crate::parse::date;

/// Faults that are named of one item; the rest would only repeat them.
const FAULTS_MAX: usize = 20;
/// Items within items (associations); deeper ones are not looked at.
const DEPTH_MAX: usize = 3;

/// What breaks the rules of the version that `item` names or resembles.
pub(super) fn of_item(item: &Value) -> Vec<Problem> {
    let mut faults = Vec::new();
    let listed = is_listed(item);
    check_item(item, listed, "", 0, &mut faults);
    faults.truncate(FAULTS_MAX);
    faults
}

/// Versions 2 and 3 hold texts in lists; version 1 has one property for each text.
fn is_listed(item: &Value) -> bool {
    let version =
        get(item, "$standard").or_else(|| get(item, "standard")).and_then(|s| get(s, "version"));
    if let Some(version) = version.and_then(Value::as_str) {
        return !version.starts_with('1');
    }
    let only_listed = LISTED.iter().filter(|(name, _)| FLAT.iter().all(|(flat, _)| flat != name));
    only_listed.clone().any(|(name, _)| get(item, name).is_some())
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
        faults.push(Problem::new(ProblemKind::MissingField, format!("{path}uri is missing")));
    }
    for (name, value) in members {
        if faults.len() >= FAULTS_MAX {
            return;
        }
        let folded = name.to_ascii_lowercase();
        let own = if listed { LISTED.as_slice() } else { FLAT.as_slice() };
        let rule =
            own.iter().chain(&COMMON).find(|(known, _)| *known == folded).map(|(_, rule)| *rule);
        let rule = rule.or_else(|| (!listed && is_extension(&folded)).then_some(Rule::Text));
        match rule {
            Some(_) if dialect && value.is_null() => {}
            Some(Rule::Records(_)) if dialect => {
                check_records(value, &[], &format!("{path}{name}"), faults);
            }
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
        Rule::Text if !value.is_string() => faults.push(invalid(format!("{path} is no text"))),
        Rule::Number if !value.is_number() => faults.push(invalid(format!("{path} is no number"))),
        Rule::Object if !value.is_object() => faults.push(invalid(format!("{path} is no object"))),
        Rule::Urgency if !value.as_u64().is_some_and(|number| (1..=9).contains(&number)) => {
            faults.push(invalid(format!("{path} is no whole number from 1 to 9")));
        }
        Rule::DateTime if !is_date_time(value) => {
            faults.push(invalid(format!("{path} is no date-time")));
        }
        Rule::OneOf(allowed) if !value.as_str().is_some_and(|text| allowed.contains(&text)) => {
            faults.push(invalid(format!("{path} is none of {}", allowed.join(", "))));
        }
        Rule::Records(allowed) => check_records(value, allowed, path, faults),
        Rule::Items => check_items(value, listed, path, depth, faults),
        Rule::RightsInfo => check_rights(value, path, faults),
        Rule::Advices => check_advices(value, path, faults),
        Rule::Text
        | Rule::Number
        | Rule::Object
        | Rule::Urgency
        | Rule::DateTime
        | Rule::OneOf(_) => {}
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
        if let Some(name) = members.keys().find(|name| !allowed.is_empty() && !known(name)) {
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
        faults.push(invalid(format!("{path} has both linkedrights and encodedrights")));
    }
}

/// ninjs 1.x draft: `importance` and `lifetime` are objects.
fn check_advices(value: &Value, path: &str, faults: &mut Vec<Problem>) {
    let Some(advices) = value.as_array() else {
        faults.push(invalid(format!("{path} is no list")));
        return;
    };
    for name in ["importance", "lifetime"] {
        if advices.iter().filter_map(|advice| get(advice, name)).any(|value| !value.is_object()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_named_and_nothing_else() {
        let check = |members: &str, want: &[&str]| {
            let item = serde_json::from_str(&format!("{{\"uri\": \"u\"{members}}}")).unwrap();
            let details: Vec<_> = of_item(&item).into_iter().map(|fault| fault.detail).collect();
            assert_eq!(details, want, "{members}");
        };
        check("", &[]);
        check(
            r#", "headline": "h", "headline_short": "h", "body_x1": "b", "altids": {"a": "b"}"#,
            &[],
        );
        check(r#", "headline_ünlü": "h""#, &["headline_ünlü is no ninjs property"]);
        check(r#", "headline-short": "h""#, &["headline-short is no ninjs property"]);
        check(r#", "body_text": 4"#, &["body_text is no text"]);
        check(r#", "altids": "a""#, &["altids is no object"]);
        check(r#", "versioncreated": "soon""#, &["versioncreated is no date-time"]);
        check(r#", "expires": []"#, &["expires is no date-time"]);
        check(r#", "pubstatus": "perhaps""#, &["pubstatus is none of usable, withheld, canceled"]);
        check(r#", "subject": [{"nom": "x"}]"#, &["subject.nom is no ninjs property"]);
        check(r#", "subject": ["x"]"#, &["subject holds something that is no object"]);
        check(r#", "bodies": {}"#, &["bodies is no list"]);
        check(r#", "headlines": [], "urgency": 11"#, &["urgency is no whole number from 1 to 9"]);
        check(r#", "headlines": [], "byline": "b""#, &["byline is no ninjs property"]);
        check(
            r#", "rightsinfo": {"linkedrights": "a", "encodedrights": "b"}"#,
            &["rightsinfo has both linkedrights and encodedrights"],
        );
        check(r#", "rightsinfo": {"linkedrights": {}}"#, &["rightsinfo.linkedrights is no text"]);
        check(r#", "advices": [{"importance": "high"}]"#, &["advices.importance is no object"]);
        check(
            r#", "associations": {"a": {"uri": "v", "odd": 1}}"#,
            &["associations.a.odd is no ninjs property"],
        );
        check(
            r#", "associations": [{"name": "n", "headlines": []}]"#,
            &["associations.uri is missing"],
        );
    }

    #[test]
    fn a_missing_uri_is_a_fault_except_in_the_dialect_with_guid() {
        let check = |text: &str, want: usize| {
            assert_eq!(of_item(&serde_json::from_str(text).unwrap()).len(), want, "{text}");
        };
        check(r#"{"headline": "h"}"#, 1);
        check(r#"{"guid": "g", "headline": "h", "service": [], "byline": null}"#, 0);
        check(r#"{"guid": "g", "headline": 4}"#, 1);
    }

    #[test]
    fn faults_are_bounded_in_number_and_depth() {
        let many: Vec<_> = (0..1_000).map(|n| format!(", \"odd{n}\": 1")).collect();
        let many = many.concat();
        assert_eq!(
            of_item(&serde_json::from_str(&format!("{{\"uri\": \"u\"{many}}}")).unwrap()).len(),
            FAULTS_MAX
        );
        let deep = format!("{}1{}", "{\"associations\": {\"a\": ".repeat(30), "}}".repeat(30));
        assert!(of_item(&serde_json::from_str(&deep).unwrap()).len() <= DEPTH_MAX + 1);
    }
}
