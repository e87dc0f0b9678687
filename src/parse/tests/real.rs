//! Stored real documents, where they are at hand.

use std::path::PathBuf;

use super::*;

/// Real documents, where they lie beside the checkout.
fn real_documents() -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
    let root = std::env::var_os("WIREDESK_SHARED").map_or(beside, PathBuf::from);
    let folder = root.join("data/feeds");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no real feed documents beside the checkout");
    None
}

/// Start tags of items outside of comments and CDATA.
fn count_item_tags(text: &str) -> usize {
    let opaque = regex::Regex::new(r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>").unwrap();
    let tags = regex::Regex::new(r"<(?:\w+:)?(?:item|entry)[\s>]").unwrap();
    tags.find_iter(&opaque.replace_all(text, "")).count()
}

#[test]
fn every_item_of_every_real_document_is_found() {
    let Some(folder) = real_documents() else {
        return;
    };
    let index = fs_err::read_to_string(folder.join("index.jsonl")).unwrap();
    let (mut documents, mut items, mut short) = (0, 0, Vec::new());
    for row in index.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let file = row["file"].as_str().unwrap();
        let bytes = fs_err::read(folder.join(file)).unwrap();
        // The index counts tags inside of comments and CDATA too, of which the series and JSON have none.
        let expected = if row["kind"] == "jsonfeed" || file.starts_with("series/") {
            usize::try_from(row["items"].as_u64().unwrap()).unwrap()
        } else {
            count_item_tags(&String::from_utf8_lossy(&bytes))
        };
        let document = parse(&bytes, Hints::default(), LIMITS);
        documents += 1;
        items += document.entries.len();
        if document.entries.len() != expected {
            short.push(format!(
                "{file}: {} of {expected}, {:?}",
                document.entries.len(),
                document.problems
            ));
        }
    }
    eprintln!("{documents} documents, {items} items");
    assert!(short.is_empty(), "{}", short.join("\n"));
}
