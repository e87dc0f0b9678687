//! Wire formats: NITF, NewsML-G2, NewsML 1.x, ninjs, AP JSON, ANPA, IPTC 7901. Pure.

use encoding_rs::Encoding;
use serde_json::Value;

use super::{Hints, Limits, bounds, repair};
use crate::model::{Document, FeedFacts, Format, Problem, ProblemKind};
use crate::parse::decode;

mod ap_json;
pub(super) mod atom;
pub(super) mod encoded;
mod fields;
mod json;
mod markup;
mod newsml1;
mod newsml_g2;
mod ninjs;
mod nitf;
mod sniff;
mod telegram;
#[cfg(test)]
mod tests;
mod tree;
#[cfg(test)]
mod variants;
mod wrapped;

use sniff::Shape;

/// Names, as they begin in the text of a document, that tell ninjs where it cannot be parsed.
const BROKEN_NINJS: [&str; 5] =
    ["\"body_", "\"headline", "\"bodies\"", "\"versioncreated\"", "\"versionCreated\""];

/// Reads `bytes` if they are a wire document (told by content), else `None`.
///
/// Items that are no text (pictures, packages, events) are problems of the document, so a document can be valid and
/// have no entry. An item that breaks off is left out and named.
pub fn parse(bytes: &[u8], hints: Hints<'_>, limits: Limits) -> Option<Document> {
    let shape = sniff::recognise(bytes)?;
    if shape == Shape::Telegram {
        return telegram::read(&telegram_text(bytes, hints), limits);
    }
    let decoded = decode::to_utf8(bytes, hints.charset);
    let mut document = match shape {
        Shape::Json => read_json(decoded.text.trim(), limits)?,
        Shape::Xml | Shape::Telegram => read_xml(&decoded.text, limits)?,
    };
    let base = hints.url.and_then(|url| url::Url::parse(url).ok());
    for entry in &mut document.entries {
        // Their readers count text alone, and markup and escapes come on top of it.
        bounds::cut_texts(entry, limits.text_chars_max);
        if entry.guid.is_none() {
            let problem = Problem::new(ProblemKind::MissingField, "the item has no id");
            entry.problems.push(problem);
        }
        for media in &mut entry.media {
            if let Some(absolute) = base.as_ref().and_then(|base| base.join(&media.url).ok()) {
                media.url = absolute.into();
            }
        }
    }
    document.problems.splice(0..0, decoded.problems);
    super::zone::settle(&mut document);
    Some(document)
}

fn read_xml(text: &str, limits: Limits) -> Option<Document> {
    let repaired = repair::repair(text);
    let text = &*repaired.text;
    let (tree, mut problems) = tree::read(text);
    problems.extend(super::controls(repaired.controls));
    problems.extend(super::escaped(repaired.escaped));
    let root = tree.elements().next()?;
    let mut document = match root.name.as_str() {
        "nitf" => nitf::read(root, text, limits),
        "NewsML" => newsml1::read(root, text, limits),
        name if newsml_g2::is_item_or_message(name) => newsml_g2::read(root, text, limits),
        _ => return None,
    };
    document.problems.splice(0..0, problems);
    Some(document)
}

fn read_json(text: &str, limits: Limits) -> Option<Document> {
    let (text, dropped) = repair::clean_json(text);
    let mut document = match serde_json::from_str(&text) {
        Ok(value) => read_items(&value, limits),
        Err(fault) => broken_json(&text, &fault),
    }?;
    document.problems.extend(super::controls(dropped));
    Some(document)
}

fn read_items(value: &Value, limits: Limits) -> Option<Document> {
    let items = ap_json::items(value);
    if !items.is_empty() {
        return Some(ap_json::read(value, &items, limits));
    }
    // One item, a list of items, or a page of a content API.
    let page = json::get(value, "_items").unwrap_or(value).as_array();
    let items: Vec<&Value> = page.map_or_else(|| vec![value], |list| list.iter().collect());
    let all_items = !items.is_empty() && items.iter().all(|item| ninjs::is_item(item));
    all_items.then(|| ninjs::read(&items, limits))
}

/// JSON that names wire fields but cannot be read: nothing of it is believed, and it says why.
fn broken_json(text: &str, fault: &serde_json::Error) -> Option<Document> {
    let has = |name: &str| text.contains(name);
    let ninjs = has("\"uri\"") && BROKEN_NINJS.iter().any(|name| has(name));
    let ap = has("\"altids\"") && has("\"itemid\"");
    let kind = if fault.is_eof() { ProblemKind::Truncated } else { ProblemKind::Malformed };
    (ninjs || ap).then(|| Document {
        format: Some(if ap { Format::ApJson } else { Format::Ninjs }),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: vec![Problem::new(kind, format!("the JSON cannot be read: {fault}"))],
    })
}

/// Telegrams declare no charset: the transport's, else UTF-8 where it fits, else Windows-1252.
fn telegram_text(bytes: &[u8], hints: Hints<'_>) -> String {
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let guessed = if utf8 { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1252 };
    let named = hints.charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let (text, _) = named.unwrap_or(guessed).decode_without_bom_handling(bytes);
    text.into_owned()
}
