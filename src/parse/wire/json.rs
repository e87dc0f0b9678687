//! Reading JSON by name without regard to case: ninjs 1 and 2 write names in lower case, ninjs 3 in camel case.

use serde_json::Value;

use super::fields::line;

/// The member called `name`, in any case; null counts as absent.
pub(super) fn get<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    let exact = members.get(name);
    let found = exact.or_else(|| {
        members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    });
    found.filter(|value| !value.is_null())
}

/// A member as one line of text; a number is text too.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    scalar(get(value, name)?)
}

/// The first of the members that holds text.
pub(super) fn first_text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(value, name))
}

/// A string or number as one line.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The elements of a list member, or the values of an object member in the order of their names.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    match get(value, name) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Object(members)) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// The lists of several names, one after the other.
pub(super) fn lists<'a>(value: &'a Value, names: &[&str]) -> Vec<&'a Value> {
    names.iter().flat_map(|name| list(value, name)).collect()
}
