//! Wire formats: NITF, NewsML-G2, NewsML 1.x, ninjs, AP JSON, ANPA, IPTC 7901. Pure.

use super::{Hints, Limits};
use crate::model::{Document, FeedFacts, Format, Problem, ProblemKind};
use crate::parse::decode;

mod ap_json;
mod entities;
mod fields;
mod json;
mod markup;
mod newsml1;
mod newsml_g2;
mod ninjs;
mod ninjs_rules;
mod nitf;
mod sniff;
mod telegram;
mod tree;

use sniff::Shape;

/// Reads `bytes` if they are a wire document (told by content), else `None`.
///
/// Items that are no text (pictures, packages, events) are problems of the document, so a document can be valid and
/// have no entry.
pub fn parse(bytes: &[u8], hints: Hints<'_>, limits: Limits) -> Option<Document> {
    if sniff::recognise(bytes)? == Shape::Telegram {
        return telegram::read(&telegram_text(bytes, hints), limits);
    }
    let decoded = decode::to_utf8(bytes, hints.charset);
    let mut document =
        read_json(&decoded.text, limits).or_else(|| read_xml(&decoded.text, limits))?;
    for entry in document
        .entries
        .iter_mut()
        .filter(|entry| entry.guid.is_none())
    {
        entry.problems.push(Problem::new(
            ProblemKind::MissingField,
            "the item has no id",
        ));
    }
    document.problems.splice(0..0, decoded.problems);
    Some(document)
}

fn read_xml(text: &str, limits: Limits) -> Option<Document> {
    let (tree, problems) = tree::read(text);
    let root = tree.elements().next()?;
    let mut document = match root.name.as_str() {
        "nitf" => nitf::read(root, text, limits),
        "NewsML" => newsml1::read(root, text, limits),
        _ => newsml_g2::read(root, text, limits),
    };
    document.problems.splice(0..0, problems);
    Some(document)
}

fn read_json(text: &str, limits: Limits) -> Option<Document> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let value: serde_json::Value = match serde_json::from_str(text.trim()) {
        Ok(value) => value,
        Err(fault) => return broken_json(text, &fault),
    };
    let items = ap_json::items(&value);
    if !items.is_empty() {
        return Some(ap_json::read(&value, &items, limits));
    }
    let mut items: Vec<_> = value
        .as_array()
        .map_or_else(|| vec![&value], |list| list.iter().collect());
    if let Some(page) = json::get(&value, "_items").and_then(serde_json::Value::as_array) {
        items = page.iter().collect();
    }
    let all_items = !items.is_empty() && items.iter().all(|item| ninjs::is_item(item));
    all_items.then(|| ninjs::read(&items, limits))
}

/// A ninjs document that breaks off or is malformed is still one: nothing of it is believed, and it says why.
fn broken_json(text: &str, fault: &serde_json::Error) -> Option<Document> {
    let ninjs = text.contains("\"uri\"")
        && [
            "\"body_",
            "\"headline",
            "\"bodies\"",
            "\"versioncreated\"",
            "\"versionCreated\"",
        ]
        .iter()
        .any(|name| text.contains(name));
    let kind = if fault.is_eof() {
        ProblemKind::Truncated
    } else {
        ProblemKind::Malformed
    };
    ninjs.then(|| Document {
        format: Some(Format::Ninjs),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: vec![Problem::new(
            kind,
            format!("the JSON cannot be read: {fault}"),
        )],
    })
}

/// Telegrams declare no charset: the transport's, else UTF-8 where it fits, else Windows-1252.
fn telegram_text(bytes: &[u8], hints: Hints<'_>) -> String {
    let named = hints
        .charset
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let fallback = if utf8 {
        encoding_rs::UTF_8
    } else {
        encoding_rs::WINDOWS_1252
    };
    named
        .unwrap_or(fallback)
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const LIMITS: Limits = Limits {
        entries_max: 1_000,
        text_chars_max: 1_000_000,
    };

    /// The folder of real wire files, where this checkout has one.
    fn real_files() -> Option<PathBuf> {
        let shared = std::env::var_os("WIREDESK_SHARED").map(PathBuf::from);
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let folder = shared.unwrap_or(beside).join("data/newsml");
        folder.join("index.jsonl").exists().then_some(folder)
    }

    #[test]
    fn every_real_file_is_read_and_named_by_its_format() {
        let Some(folder) = real_files() else {
            eprintln!("skipped: no real wire files here");
            return;
        };
        let index = fs_err::read_to_string(folder.join("index.jsonl")).unwrap();
        let mut dump = String::new();
        for row in index.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let file = row["file"].as_str().unwrap();
            let bytes = fs_err::read(folder.join(file)).unwrap();
            let document = parse(&bytes, Hints::default(), LIMITS);
            dump += &serde_json::json!({"file": file, "kind": row["kind"], "document": document})
                .to_string();
            dump.push('\n');
        }
        if let Some(path) = std::env::var_os("WIREDESK_DUMP") {
            fs_err::write(path, dump).unwrap();
        }
    }
}
