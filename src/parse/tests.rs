use std::path::PathBuf;

use super::*;

const LIMITS: Limits = Limits {
    entries_max: 1_000,
    text_chars_max: 200_000,
};

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
        let expected = if row["kind"] == "jsonfeed" {
            usize::try_from(row["items"].as_u64().unwrap()).unwrap()
        } else {
            count_item_tags(&String::from_utf8_lossy(&bytes))
        };
        let document = parse(&bytes, Hints::default(), LIMITS);
        documents += 1;
        items += document.entries.len();
        if std::env::var_os("WIREDESK_SHOW").is_some() {
            show(file, &document);
        }
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

fn show(file: &str, document: &Document) {
    let count = |f: fn(&Entry) -> bool| document.entries.iter().filter(|e| f(e)).count();
    eprintln!(
        "{:>4} {:>4}t {:>4}l {:>4}g {:>4}d {:>4}s {:>4}c {:>4}a {:>4}m {:?} {file} {:?} {:?}",
        document.entries.len(),
        count(|e| e.title.is_some()),
        count(|e| e.link.is_some()),
        count(|e| e.guid.is_some()),
        count(|e| e
            .published
            .as_ref()
            .or(e.updated.as_ref())
            .is_some_and(|d| d.at.is_some())),
        count(|e| e.summary.is_some()),
        count(|e| e.content.is_some()),
        count(|e| !e.authors.is_empty()),
        count(|e| !e.media.is_empty()),
        document.format,
        document.problems,
        document
            .entries
            .iter()
            .flat_map(|e| &e.problems)
            .take(3)
            .collect::<Vec<_>>(),
    );
}
