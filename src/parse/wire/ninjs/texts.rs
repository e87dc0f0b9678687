//! Headline, summary and body of a ninjs item, whichever way its version spells them.

use serde_json::Value;

use super::super::entities::unescape;
use super::super::fields::{bounded_text, html_markup, text_markup};
use super::super::json::{first_text, get, list, text};
use crate::model::{Markup, Problem};
use crate::parse::Limits;

pub(super) fn headline(item: &Value) -> Option<String> {
    let listed = list(item, "headlines");
    let main = listed
        .iter()
        .find(|headline| text(headline, "role").as_deref() == Some("main"));
    let any = listed.iter().find_map(|headline| text(headline, "value"));
    text(item, "headline")
        .or_else(|| text(main?, "value"))
        .or(any)
        .or_else(|| first_text(item, &["headline_main", "title"]))
        .map(|printed| unescape(&printed))
}

pub(super) fn summary(item: &Value) -> Option<Markup> {
    let listed = list(item, "descriptions")
        .into_iter()
        .find_map(|description| {
            let caption = text(description, "role").is_some_and(|role| role.contains("caption"));
            let value = text(description, "value").filter(|_| !caption)?;
            Some(if is_html(description) {
                html_markup(value)
            } else {
                text_markup(value)
            })
        });
    listed
        .or_else(|| {
            first_text(
                item,
                &["description_text", "description_summary", "abstract"],
            )
            .map(text_markup)
        })
        .or_else(|| first_text(item, &["description_html", "description_xhtml"]).map(html_markup))
}

/// The fullest markup there is: HTML before plain text, the main body before others.
pub(super) fn body(item: &Value, limits: Limits, problems: &mut Vec<Problem>) -> Option<Markup> {
    let bodies = list(item, "bodies");
    let full: Vec<&&Value> = bodies
        .iter()
        .filter(|body| raw(body, "value").is_some())
        .collect();
    let html = full.iter().find(|body| is_html(body));
    if let Some(body) = html.or_else(|| full.first()) {
        let content = bounded_text(raw(body, "value")?, limits.text_chars_max, problems)?;
        return Some(if is_html(body) {
            html_markup(content.value)
        } else {
            content
        });
    }
    for name in ["body_html", "body_xhtml", "body_main", "body_text"] {
        let Some(content) =
            raw(item, name).and_then(|b| bounded_text(b, limits.text_chars_max, problems))
        else {
            continue;
        };
        let plain = name == "body_text" || (name == "body_main" && !content.value.contains("</"));
        return Some(if plain {
            content
        } else {
            html_markup(content.value)
        });
    }
    None
}

/// A string member as it stands, line breaks and all.
pub(in crate::parse::wire) fn raw<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    get(value, name)?
        .as_str()
        .filter(|text| !text.trim().is_empty())
}

fn is_html(part: &Value) -> bool {
    text(part, "contenttype").is_some_and(|kind| kind.contains("html"))
}
