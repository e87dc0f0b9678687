//! A JSON Feed that is cut or broken, as the feed it would have been without its broken items. It repairs nothing inside an item.

use serde_json::{Map, Value};

use super::repair::outside_strings;
use crate::model::{Problem, ProblemKind};

/// The readable head and items of a broken JSON Feed, and what is wrong with it; `None` for any other JSON. Linear time.
/// Keys come in any order: sorted, `version` stands behind `items`, and in a cut document nowhere.
pub(super) fn json_feed(text: &str, items_max: usize) -> Option<(Value, Vec<Problem>)> {
    let (head, tail) = text.split_once("\"items\"")?;
    let named = text.contains("jsonfeed.org/version")
        || ["\"home_page_url\"", "\"feed_url\""].iter().any(|key| head.contains(key));
    named.then_some(())?;
    let tail = tail.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
    let (objects, rest) = objects(tail);
    let whole = rest.is_some();
    let members = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let mut feed = members(&format!("{}}}", head.trim_end().trim_end_matches(',')));
    let rest = rest.map(|rest| rest.trim_start().trim_start_matches(','));
    feed.extend(rest.map(|rest| members(&format!("{{{rest}"))).unwrap_or_default());
    feed.entry("version").or_insert_with(|| "https://jsonfeed.org/version/1.1".into());
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

/// The objects of an array whose bracket is already read, by their braces; and what follows the array, if it ends.
fn objects(text: &str) -> (Vec<&str>, Option<&str>) {
    let mut objects = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in outside_strings(text) {
        match byte {
            b'{' | b'[' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b']' if depth == 0 => return (objects, text.get(at + 1..)),
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    objects.extend(text.get(start..=at));
                }
            }
            _ => {}
        }
    }
    (objects, None)
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
        let sorted = r#"{"home_page_url": "https://x.example/", "items": [{"id": "a"}, {"id": b}], "title": "T", "version": "https://jsonfeed.org/version/1"}"#;
        check(sorted, &["a"], &[Malformed]);
        let (cut, _) = sorted.split_once(", \"title\"").unwrap();
        let (feed, problems) = json_feed(cut.trim_end_matches(']'), 10).unwrap();
        assert_eq!((feed["items"].as_array().unwrap().len(), problems.len()), (1, 2));
        assert!(super::super::json::is_feed(&feed));
        assert!(json_feed("{\"items\": [", 10).is_none());
        assert!(json_feed("{\"version\": \"https://jsonfeed.org/version/1\"", 10).is_none());
    }
}
