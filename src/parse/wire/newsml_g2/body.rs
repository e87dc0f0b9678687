//! The body of a NewsML-G2 item: XHTML, NITF or plain data.

use super::super::fields::{bounded_text, content_of, html_markup, line, text_markup};
use super::super::markup::inner_html;
use super::super::nitf;
use super::super::tree::Element;
use crate::model::{Entry, WireFields};
use crate::parse::Limits;

/// The body: XHTML, NITF or any other markup in `inlineXML`, else the text of `inlineData`.
pub(super) fn read_content_set(
    item: &Element,
    language: Option<&str>,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let Some(set) = item.at(&["contentSet"]) else {
        return;
    };
    let inline = fullest(set, "inlineXML", language);
    let data = fullest(set, "inlineData", language);
    // A teaser in markup beside the story as plain text is not the story.
    let weight = |part: Option<&Element>| part.map_or(0, |part| part.text().len());
    let data = data.filter(|_| inline.is_none() || weight(data) > weight(inline).saturating_mul(2));
    if let Some(inline) = inline.filter(|_| data.is_none()) {
        if let Some(embedded) = inline.find("nitf") {
            read_embedded_nitf(embedded, limits, entry, wire);
            return;
        }
        let headline = entry.title.as_ref().map(|title| title.value.clone());
        let body = inline.find("body").unwrap_or(inline);
        let html = inner_html(body, headline.as_deref(), limits.text_chars_max);
        entry.content = content_of(&html, &mut entry.problems);
        if headline.is_none() {
            let title = inline.find("h1").or_else(|| inline.find("title"));
            entry.title = title.and_then(|title| line(&title.text())).map(text_markup);
        }
    } else if let Some(data) = data {
        let html = data.attribute("contenttype").is_some_and(|kind| kind.contains("html"));
        entry.content = bounded_text(&data.text(), limits.text_chars_max, &mut entry.problems);
        if html {
            entry.content = entry.content.take().map(|text| html_markup(text.value));
        }
    }
}

/// Of several renditions the one in the item's language with the most text, the first of equals: an abstract is none of
/// the story's. Encoded data is no text.
fn fullest<'a>(set: &'a Element, name: &'a str, language: Option<&str>) -> Option<&'a Element> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    let foreign = |part: &Element| {
        let tag = part.attribute("lang").and_then(primary);
        tag.is_some() && language.is_some() && tag != language.and_then(primary)
    };
    let parts = set.all(name).filter(|part| part.attribute("encoding").is_none());
    let mut best: Option<((bool, usize), &Element)> = None;
    for part in parts {
        let rank = (!foreign(part), part.text().trim().len());
        if best.is_none_or(|(found, _)| rank > found) {
            best = Some((rank, part));
        }
    }
    best.map(|(_, part)| part)
}

/// NITF inside G2 fills what the outer item leaves open, and never overrides it.
fn read_embedded_nitf(
    embedded: &Element,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let inner = nitf::read_content(embedded, limits);
    let mut fields = WireFields::default();
    nitf::read_body_head(embedded, &mut fields);
    entry.content = inner.content;
    entry.media = inner.media;
    entry.problems.extend(inner.problems);
    entry.title = entry.title.take().or(inner.title);
    entry.summary = entry.summary.take().or(inner.summary);
    wire.byline = wire.byline.take().or(fields.byline);
    wire.dateline = wire.dateline.take().or(fields.dateline);
    wire.located = wire.located.take().or(fields.located);
    wire.distributor = fields.distributor;
    wire.usage_terms = wire.usage_terms.take().or(fields.usage_terms);
}
