//! Items that change an earlier revision instead of being one (NewsML 1.2, `Update`): which of them are a text of their own.

use super::super::tree::Element;

/// Operations that are named; an item of a desk has a few.
const NAMED_MAX: usize = 5;

/// Where the content of an item stands.
pub(super) enum Content<'a> {
    /// In this element, as a whole.
    Whole(&'a Element),
    /// Nowhere: what the item does to the earlier revision, as the end of a sentence about it.
    Change(String),
}

/// The item itself; or of an update the component that it puts in place of the old one, where that has a headline and a
/// text. Parts are applied to what one has, and reading is pure: nothing is known here of the earlier revision.
pub(super) fn content_of(item: &Element) -> Content<'_> {
    let operations: Vec<&Element> = item.all("Update").flat_map(Element::elements).collect();
    let revision = item.at(&["Identification", "NewsIdentifier", "RevisionId"]);
    let kind = revision.and_then(|revision| revision.attribute("Update"));
    if operations.is_empty() {
        return match kind {
            Some("A" | "U") if item.at(&["NewsComponent"]).is_none() => {
                let what =
                    "changes the management of an earlier revision and has no text of its own";
                Content::Change(what.to_owned())
            }
            _ => Content::Whole(item),
        };
    }
    let has = |part: &Element, name: &str| {
        part.find(name).is_some_and(|found| !found.text().trim().is_empty())
    };
    let is_whole = |operation: &&&Element| {
        operation.name == "Replace"
            && operation.at(&["NewsComponent"]).is_some()
            && has(operation, "HeadLine")
            && has(operation, "DataContent")
    };
    if let Some(replaced) = operations.iter().find(is_whole) {
        return Content::Whole(replaced);
    }
    let named = operations.iter().take(NAMED_MAX).map(|operation| {
        let target = operation.attribute("DuidRef").unwrap_or("an unnamed part");
        format!("{} {target}", operation.name)
    });
    let named: Vec<String> = named.collect();
    Content::Change(format!(
        "changes parts of an earlier revision ({}) and is no whole text",
        named.join(", ")
    ))
}
