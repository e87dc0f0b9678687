//! Headline, summary and body of a ninjs item, whichever way its version spells them.

use serde_json::Value;

use super::super::fields::{LIST_MAX, bounded_text, html_markup, line, text_markup};
use super::super::json::{first_text, get, list, text};
use crate::model::{Markup, Problem};
use crate::parse::{Limits, entity};

pub(super) fn headline(item: &Value) -> Option<String> {
    let listed = list(item, "headlines");
    let main = listed.iter().find(|headline| text(headline, "role").as_deref() == Some("main"));
    let any = listed.iter().find_map(|headline| text(headline, "value"));
    text(item, "headline")
        .or_else(|| text(main?, "value"))
        .or(any)
        .or_else(|| first_text(item, &["headline_main", "title"]))
        .map(|printed| entity::decode(&printed).into_owned())
}

/// Every headline but the main one, by its role: those of the list, then ninjs 1's `headline_x`.
pub(super) fn lesser_headlines(item: &Value) -> Vec<(String, String)> {
    let main = headline(item);
    let listed = list(item, "headlines").into_iter().filter_map(|headline| {
        let role = text(headline, "role").unwrap_or_else(|| "alternative".to_owned());
        Some((role, text(headline, "value")?))
    });
    let members = item.as_object().into_iter().flatten().filter_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        Some((name.strip_prefix("headline_")?.to_owned(), line(value.as_str()?)?))
    });
    let decoded = listed
        .chain(members)
        .map(|(role, printed)| (role, entity::decode(&printed).into_owned()))
        .filter(|(_, text)| Some(text) != main.as_ref());
    decoded.take(LIST_MAX).collect()
}

pub(super) fn summary(item: &Value) -> Option<Markup> {
    let listed = list(item, "descriptions").into_iter().find_map(|description| {
        let caption = text(description, "role").is_some_and(|role| role.contains("caption"));
        let value = text(description, "value").filter(|_| !caption)?;
        Some(if is_html(description) { html_markup(value) } else { text_markup(value) })
    });
    listed
        .or_else(|| {
            first_text(item, &["description_text", "description_summary", "abstract"])
                .map(text_markup)
        })
        .or_else(|| first_text(item, &["description_html", "description_xhtml"]).map(html_markup))
}

/// The fullest markup there is: HTML before plain text, the main body before others.
pub(super) fn body(item: &Value, limits: Limits, problems: &mut Vec<Problem>) -> Option<Markup> {
    let bodies = list(item, "bodies");
    let full: Vec<&&Value> = bodies.iter().filter(|body| raw(body, "value").is_some()).collect();
    let main: Vec<&&Value> = full.iter().filter(|body| !is_lesser(body)).copied().collect();
    let full = if main.is_empty() { full } else { main };
    let listed = full.iter().find(|body| is_html(body)).or_else(|| full.first());
    let (text, html) = if let Some(body) = listed {
        (raw(body, "value")?, is_html(body))
    } else {
        let names = ["body_html", "body_xhtml", "body_main", "body_text"];
        let (name, text) = names.iter().find_map(|name| Some((*name, raw(item, name)?)))?;
        (text, name.ends_with("html") || (name == "body_main" && text.contains("</")))
    };
    let text = if html { within_page(text) } else { text };
    let content = bounded_text(text, limits.text_chars_max, problems)?;
    Some(if html { html_markup(content.value) } else { content })
}

/// A teaser or abstract beside the story.
fn is_lesser(body: &Value) -> bool {
    const ROLES: [&str; 5] = ["abstract", "summary", "teaser", "caption", "short"];
    let role = text(body, "role").unwrap_or_default().to_lowercase();
    ROLES.iter().any(|lesser| role.contains(lesser))
}

/// What the `body` of a whole HTML page holds: its head repeats the headline.
fn within_page(html: &str) -> &str {
    let lower = html.to_ascii_lowercase();
    let body = lower.find("<body").and_then(|at| Some(at + lower.get(at..)?.find('>')? + 1));
    let end = lower.rfind("</body>").unwrap_or(html.len());
    body.and_then(|start| html.get(start..end)).unwrap_or(html)
}

/// A string member as it stands, line breaks and all.
pub(in crate::parse::wire) fn raw<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    get(value, name)?.as_str().filter(|text| !text.trim().is_empty())
}

fn is_html(part: &Value) -> bool {
    text(part, "contenttype").is_some_and(|kind| kind.contains("html"))
}
