//! A JSON Feed that is cut or broken, as the feed it would have been without its broken items. It repairs nothing inside an item.

use serde_json::{Map, Value};

use crate::model::{Problem, ProblemKind};

/// The readable head and items of a broken JSON Feed, and what is wrong with it; `None` for any other JSON. Linear time.
pub(super) fn json_feed(text: &str, items_max: usize) -> Option<(Value, Vec<Problem>)> {
    let (head, tail) = text.split_once("\"items\"")?;
    head.contains("jsonfeed.org/version").then_some(())?;
    let tail = tail.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
    let closed_head = format!("{}}}", head.trim_end().trim_end_matches(','));
    let mut feed = serde_json::from_str::<Map<String, Value>>(&closed_head).unwrap_or_default();
    let (objects, whole) = objects(tail);
    let items = objects.iter().take(items_max).map(|text| serde_json::from_str::<Value>(text));
    let read = items.flatten().collect::<Vec<_>>();
    let mut problems = Vec::new();
    let broken = objects.len().min(items_max) - read.len();
    if broken > 0 || whole {
        let detail = format!("the document is broken JSON; items that could not be read: {broken}");
        problems.push(Problem::new(ProblemKind::Malformed, detail));
    }
    if !whole {
        let detail = "the document ends before its list of items does";
        problems.push(Problem::new(ProblemKind::Truncated, detail));
    }
    feed.insert("items".to_owned(), Value::Array(read));
    Some((Value::Object(feed), problems))
}

/// The objects of an array whose bracket is already read, by their braces; and whether the array ends.
fn objects(text: &str) -> (Vec<&str>, bool) {
    let mut objects = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b']' if depth == 0 => return (objects, true),
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    objects.extend(text.get(start..=at));
                }
            }
            _ => {}
        }
    }
    (objects, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"{"version": "https://jsonfeed.org/version/1", "title": "T", "items": [{"id": "1 ]}\""}, {"id": "2"}]}"#;

    fn check(text: &str, ids: &[&str], kinds: &[ProblemKind]) {
        let (feed, problems) = json_feed(text, 10).expect("a JSON Feed");
        let items = feed["items"].as_array().unwrap();
        let got = items.iter().map(|item| item["id"].as_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(got, ids, "{text}");
        assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), kinds, "{text}");
        assert_eq!(feed["title"], "T");
    }

    #[test]
    fn a_cut_or_broken_json_feed_keeps_its_whole_items() {
        use ProblemKind::{Malformed, Truncated};
        let first = "1 ]}\"";
        check(FEED.split_at(FEED.len() - 4).0, &[first], &[Truncated]);
        check(FEED.split_at(FEED.len() - 2).0, &[first, "2"], &[Truncated]);
        check(FEED.split_at(FEED.len() - 1).0, &[first, "2"], &[Malformed]);
        check(&FEED.replace("\"2\"", "2x"), &[first], &[Malformed]);
        assert!(json_feed("{\"items\": [", 10).is_none());
        assert!(json_feed("{\"version\": \"https://jsonfeed.org/version/1\"", 10).is_none());
    }
}
