//! The text of a NewsML 1.x item, joined from the parts of its component tree.

use super::super::fields::{html_markup, line, text_markup};
use super::super::markup::{escape, inner_html};
use super::super::nitf;
use super::super::tree::Element;
use crate::model::{Entry, Problem, ProblemKind, WireFields};
use crate::parse::Limits;

/// Roles of components that are no running text.
const NO_BODY: [&str; 14] = [
    "stylesheet",
    "title",
    "headline",
    "subheadline",
    "caption",
    "picture",
    "photo",
    "logo",
    "graphic",
    "thumbnail",
    "quicklook",
    "preview",
    "video",
    "audio",
];

pub(super) fn read_body(item: &Element, limits: Limits, entry: &mut Entry, wire: &mut WireFields) {
    let mut parts = Vec::new();
    for component in item.all("NewsComponent") {
        body_parts(component, &mut parts);
    }
    let headline = entry.title.as_ref().map(|title| title.value.clone());
    let mut body = String::new();
    let mut chars_left = limits.text_chars_max;
    for part in parts {
        let html = if part.elements().next().is_none() {
            text_as_html(&part.text())
        } else {
            let inner = part
                .find("body.content")
                .or_else(|| part.find("body"))
                .unwrap_or(part);
            inner_html(inner, headline.as_deref(), chars_left).text
        };
        let length = html.chars().count();
        if length > chars_left {
            let detail = "the body is longer than the limit and its last parts were left out";
            entry
                .problems
                .push(Problem::new(ProblemKind::OverLimit, detail));
            break;
        }
        chars_left -= length;
        body.push_str(&html);
        body.push('\n');
    }
    if let Some(embedded) = item.find("nitf") {
        let mut inner = WireFields::default();
        nitf::read_body_head(embedded, &mut inner);
        wire.located = inner.located;
        wire.byline = wire.byline.take().or(inner.byline);
        wire.dateline = wire.dateline.take().or(inner.dateline);
        entry.title = entry
            .title
            .take()
            .or_else(|| nitf::headline(embedded).map(text_markup));
    }
    let body = body.trim();
    entry.content = (!body.is_empty()).then(|| html_markup(body));
}

/// The text contents below `component` in reading order; of equivalents (languages, formats) the first.
fn body_parts<'a>(component: &'a Element, parts: &mut Vec<&'a Element>) {
    let role = component
        .at(&["Role"])
        .and_then(|role| role.attribute("FormalName"));
    if role.is_some_and(|role| NO_BODY.contains(&role.to_lowercase().as_str())) {
        return;
    }
    let before = parts.len();
    for content in component
        .all("ContentItem")
        .filter(|content| is_text(content))
    {
        parts.extend(content.all("DataContent"));
    }
    for inner in component.all("NewsComponent") {
        body_parts(inner, parts);
        if parts.len() > before && component.attribute("EquivalentsList") == Some("yes") {
            return;
        }
    }
}

fn is_text(content: &Element) -> bool {
    let has = |name: &str, wanted: &[&str]| {
        let element = content
            .at(&[name])
            .and_then(|element| element.attribute("FormalName"));
        element.map(|value| wanted.contains(&value.to_lowercase().as_str()))
    };
    has("MediaType", &["text"]).unwrap_or(true)
        && !has("Format", &["css"]).unwrap_or(false)
        && !has("MimeType", &["text/css"]).unwrap_or(false)
}

/// Text without elements: HTML that was escaped or put in CDATA, else lines that are paragraphs.
fn text_as_html(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.contains("</p>") || lower.contains("<br") || lower.contains("</div>") {
        return text.trim().to_owned();
    }
    let mut html = String::new();
    for paragraph in text.lines().filter_map(line) {
        html.push_str("<p>");
        html.push_str(&escape(&paragraph));
        html.push_str("</p>");
    }
    html
}
