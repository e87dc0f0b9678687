//! Subjects and keywords of a NewsML 1.x item: a code is no name, and is called what the document calls it.

use std::collections::HashMap;

use super::super::fields::{LIST_MAX, line};
use super::super::tree::Element;
use super::parts::of_story;
use crate::model::Category;

/// IPTC's subject codes as URIs (<https://cv.iptc.org/newscodes/subjectcode>).
const SUBJECT_CODES: &str = "http://cv.iptc.org/newscodes/subjectcode/";

/// Codes and what a document calls them.
pub(super) type Names = HashMap<String, String>;

/// The names that the `TopicSet`s of `scope` and NITF inside give, in `language` where they are given in several.
pub(super) fn names(scope: &Element, language: Option<&str>) -> Names {
    let mut names = Names::new();
    for topic in scope.deep("Topic").into_iter().take(LIST_MAX) {
        let described: Vec<&Element> = topic.all("Description").collect();
        let is_name = |d: &&&Element| d.attribute("Variant").is_none_or(|v| v == "Name");
        let own = |d: &&&Element| is_own(d, language) && is_name(d);
        let best = described.iter().find(own).or_else(|| described.iter().find(is_name));
        let name = best.or(described.first()).and_then(|found| line(&found.text()));
        for code in topic.all("FormalName").filter_map(|code| line(&code.text())) {
            if let Some(name) = &name {
                names.entry(code).or_insert_with(|| name.clone());
            }
        }
    }
    for subject in scope.deep("tobject.subject").into_iter().take(LIST_MAX) {
        let said = |name: &str| subject.attribute(name).and_then(line);
        let name = said("tobject.subject.detail")
            .or_else(|| said("tobject.subject.matter"))
            .or_else(|| said("tobject.subject.type"));
        if let Some((code, name)) = said("tobject.subject.refnum").zip(name) {
            names.entry(code).or_insert(name);
        }
    }
    names
}

/// Keywords, then subjects with their codes, called as the first of `names` calls them.
pub(super) fn categories(
    content: &Element,
    names: [&Names; 2],
    language: Option<&str>,
) -> Vec<Category> {
    let mut categories = Vec::new();
    let keyword = |name: String| Category { name, scheme: None, code: None };
    for name in keywords(content, language) {
        push(&mut categories, keyword(name));
    }
    for subject in of_story(content, "SubjectCode").iter().flat_map(|code| code.elements()) {
        let Some(code) = subject.attribute("FormalName").and_then(line) else { continue };
        let is_iptc = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
        let scheme = subject.attribute("Scheme").and_then(line);
        let scheme = if is_iptc { Some(SUBJECT_CODES.to_owned()) } else { scheme };
        let name = names.iter().find_map(|names| names.get(&code)).cloned().unwrap_or_default();
        push(&mut categories, Category { name, scheme, code: Some(code) });
    }
    categories
}

/// `KeywordLine` is a set (NewsML 1.2), and its translations say nothing new.
fn keywords(content: &Element, language: Option<&str>) -> Vec<String> {
    let lines = of_story(content, "NewsLines");
    let lines: Vec<&Element> =
        lines.into_iter().flat_map(|lines| lines.all("KeywordLine")).collect();
    let any_own = lines.iter().any(|keyword| is_own(keyword, language));
    let lines = lines.into_iter().filter(|keyword| !any_own || is_own(keyword, language));
    let printed = lines.map(Element::text);
    let properties = of_story(content, "DescriptiveMetadata");
    let properties = properties.iter().flat_map(|metadata| metadata.all("Property"));
    let named = properties.filter(|property| {
        let name = property.attribute("FormalName").unwrap_or_default();
        ["keyword", "keywords"].iter().any(|keyword| name.eq_ignore_ascii_case(keyword))
    });
    let valued = named.filter_map(|property| property.attribute("Value").map(str::to_owned));
    let all: Vec<String> = printed.chain(valued).collect();
    all.iter().flat_map(|set| set.split([',', ';'])).filter_map(line).take(LIST_MAX).collect()
}

/// Whether an element is in `language`, or does not say otherwise.
pub(super) fn is_own(element: &Element, language: Option<&str>) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let tag = element.attribute("lang").filter(|tag| !tag.eq_ignore_ascii_case("x-default"));
    tag.is_none_or(|tag| language.is_none_or(|own| primary(own) == primary(tag)))
}

fn push(categories: &mut Vec<Category>, category: Category) {
    if categories.len() < LIST_MAX && !categories.contains(&category) {
        categories.push(category);
    }
}
