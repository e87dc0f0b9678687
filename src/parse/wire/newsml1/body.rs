//! The text of a NewsML 1.x item, joined from the parts of its component tree.

use super::super::encoded;
use super::super::fields::{collapsed, html_markup, text_markup};
use super::super::markup::inner_html;
use super::super::nitf;
use super::super::tree::Element;
use super::super::wrapped;
use super::parts;
use crate::model::{Entry, Problem, ProblemKind, WireFields};
use crate::parse::{Limits, entity};

/// Roles of components that are no running text.
const NO_BODY: [&str; 17] = [
    "abstract",
    "summary",
    "teaser",
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
    let mut found = Parts::default();
    if item.name == "NewsComponent" {
        found.collect(item);
    }
    for component in item.all("NewsComponent").filter(|_| item.name != "NewsComponent") {
        found.collect(component);
    }
    let headline = entry.title.as_ref().map(|title| title.value.clone());
    let mut body = String::new();
    let mut chars_left = limits.text_chars_max;
    for part in found.copy.into_iter().chain(found.contacts) {
        let encoding = (part.name == "Encoding").then(|| part.attribute("Notation").unwrap_or(""));
        let printed = part.text();
        let text = match encoded::read(&printed, encoding, None) {
            Ok(text) => text,
            Err(what) => {
                let id = wire.item_id.as_deref().unwrap_or("without id");
                let detail = format!("item {id} {what}");
                entry.problems.push(Problem::new(ProblemKind::InvalidField, detail));
                continue;
            }
        };
        let length = text.chars().count();
        let decoded = encoding.and_then(|_| encoded::document(&text));
        let part = decoded.as_ref().unwrap_or(part);
        if decoded.is_none() && (encoding.is_some() || part.elements().next().is_none()) {
            body.push_str(&text_as_html(&text, chars_left));
        } else {
            let inner = part.find("body.content").or_else(|| part.find("body")).unwrap_or(part);
            body.push_str(&inner_html(inner, headline.as_deref(), chars_left).text);
        }
        body.push('\n');
        if length > chars_left {
            let detail = "the body is longer than the limit and was cut";
            entry.problems.push(Problem::new(ProblemKind::OverLimit, detail));
            break;
        }
        chars_left -= length;
    }
    if let Some(embedded) = item.find("nitf") {
        let mut inner = WireFields::default();
        nitf::read_body_head(embedded, entry.language.as_deref(), &mut inner);
        wire.located = inner.located.or_else(|| wire.located.take());
        wire.headlines = inner.headlines;
        wire.byline = wire.byline.take().or(inner.byline);
        wire.dateline = wire.dateline.take().or(inner.dateline);
        entry.title = entry.title.take().or_else(|| nitf::headline(embedded).map(text_markup));
    }
    if entry.summary.is_none() {
        let summary = item.deep("NewsComponent").into_iter().find(|part| is_summary(part));
        let text = summary.and_then(|part| collapsed(&part.find("DataContent")?.spaced_text()));
        entry.summary = text.map(text_markup);
    }
    let body = body.trim();
    entry.content = (!body.is_empty()).then(|| html_markup(body));
}

fn is_summary(component: &Element) -> bool {
    let role = component.at(&["Role"]).and_then(|role| role.attribute("FormalName"));
    role.is_some_and(|role| {
        ["abstract", "summary", "teaser"].iter().any(|r| role.eq_ignore_ascii_case(r))
    })
}

/// The text contents of an item; contacts stand before the copy in press releases, and belong below it.
#[derive(Default)]
struct Parts<'a> {
    copy: Vec<&'a Element>,
    contacts: Vec<&'a Element>,
}

impl<'a> Parts<'a> {
    /// What `component` holds, in reading order; of equivalents (languages, formats) the first.
    fn collect(&mut self, component: &'a Element) {
        let role = parts::role(component);
        if NO_BODY.contains(&role.as_str()) || parts::is_picture(component) {
            return;
        }
        let list = if role == "contact" { &mut self.contacts } else { &mut self.copy };
        for content in component.all("ContentItem").filter(|content| parts::is_text(content)) {
            // Data that is encoded stands in an `Encoding` (NewsML 1.2, `ContentItem`).
            let data = |part: &&Element| matches!(part.name.as_str(), "DataContent" | "Encoding");
            list.extend(content.elements().filter(data));
        }
        let equivalents = component.attribute("EquivalentsList") == Some("yes");
        let before = self.copy.len();
        for inner in component.all("NewsComponent") {
            self.collect(inner);
            if equivalents && self.copy.len() > before {
                return;
            }
        }
    }
}

/// Text without elements: HTML that was escaped or put in CDATA, else lines, which are paragraphs unless they were broken at a width.
fn text_as_html(text: &str, chars_max: usize) -> String {
    let text: String = text.chars().take(chars_max).collect();
    let lower = text.to_ascii_lowercase();
    if lower.contains("</p>") || lower.contains("<br") || lower.contains("</div>") {
        return text.trim().to_owned();
    }
    let mut html = String::new();
    for paragraph in wrapped::paragraphs(&text) {
        html.push_str("<p>");
        entity::escape(&mut html, &paragraph);
        html.push_str("</p>");
    }
    html
}
