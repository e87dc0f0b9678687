//! The body of a NewsML-G2 item: XHTML, NITF or plain data.

use std::borrow::Cow;

use super::super::encoded;
use super::super::fields::{bounded_text, content_of, html_markup, line, text_markup};
use super::super::markup::inner_html;
use super::super::nitf;
use super::super::tree::Element;
use super::super::wrapped;
use crate::model::{Entry, Problem, ProblemKind, WireFields};
use crate::parse::Limits;

/// The body: XHTML, NITF or any other markup in `inlineXML`, else the text of `inlineData`. A body that is no text, or
/// stands elsewhere, is a problem of the entry.
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
    let mut fault = None;
    let inline = set.all("inlineXML").map(|part| (part, part.text()));
    let inline = fullest(inline, language);
    let data = set.all("inlineData").filter_map(|part| match read_data(part) {
        Ok(text) => Some((part, text)),
        Err(what) => {
            fault.get_or_insert(what);
            None
        }
    });
    let data = fullest(data, language);
    // A teaser in markup beside the story as plain text is not the story.
    let weight = |part: Option<&Part<'_>>| part.map_or(0, |(_, text)| text.len());
    let in_data = weight(data.as_ref()) > weight(inline.as_ref()).saturating_mul(2);
    if let Some((data, text)) = data.filter(|_| inline.is_none() || in_data) {
        if let Some(document) = encoded::document(&text) {
            read_markup(&document, language, limits, entry, wire);
            return;
        }
        let html = data.attribute("contenttype").is_some_and(|kind| kind.contains("html"));
        let text = if html { text } else { wrapped::paragraphs(&text).join("\n\n") };
        entry.content = bounded_text(&text, limits.text_chars_max, &mut entry.problems);
        if html {
            entry.content = entry.content.take().map(|text| html_markup(text.value));
        }
    } else if let Some((inline, _)) = inline {
        read_markup(inline, language, limits, entry, wire);
    }
    if entry.content.is_none()
        && let Some(what) = fault.or_else(|| elsewhere(set))
    {
        let id = item.attribute("guid").unwrap_or("without guid");
        entry.problems.push(Problem::new(ProblemKind::InvalidField, format!("item {id} {what}")));
    }
}

/// A rendition and its text.
type Part<'a> = (&'a Element, String);

fn read_markup(
    markup: &Element,
    language: Option<&str>,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    if let Some(embedded) = markup.find("nitf") {
        read_embedded_nitf(embedded, language, limits, entry, wire);
        return;
    }
    let headline = entry.title.as_ref().map(|title| title.value.clone());
    let body = markup.find("body").unwrap_or(markup);
    let html = inner_html(body, headline.as_deref(), limits.text_chars_max);
    entry.content = content_of(&html, &mut entry.problems);
    if headline.is_none() {
        let title = markup.find("h1").or_else(|| markup.find("title"));
        entry.title = title.and_then(|title| line(&title.text())).map(text_markup);
    }
}

fn read_data(part: &Element) -> Result<String, String> {
    let encoding = part.attribute("encoding").or_else(|| part.attribute("encodinguri"));
    let text = part.text();
    encoded::read(&text, encoding, part.attribute("contenttype")).map(Cow::into_owned)
}

/// Where the text is that the item has not: only an address that names a text, for pictures hang on stories too.
fn elsewhere(set: &Element) -> Option<String> {
    let remote = set.all("remoteContent").find(|remote| {
        let kind = remote.attribute("contenttype").unwrap_or("text/");
        kind.starts_with("text/") || kind.contains("html") || kind.contains("xml")
    })?;
    let address = remote.attribute("href").or_else(|| remote.attribute("residref"))?;
    Some(format!("has its text not in it but at {address}"))
}

/// Of several renditions the one in the item's language with the most text, the first of equals: an abstract is none of
/// the story's.
fn fullest<'a>(parts: impl Iterator<Item = Part<'a>>, language: Option<&str>) -> Option<Part<'a>> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    let foreign = |part: &Element| {
        let tag = part.attribute("lang").and_then(primary);
        tag.is_some() && language.is_some() && tag != language.and_then(primary)
    };
    let mut best: Option<((bool, usize), Part<'a>)> = None;
    for (part, text) in parts {
        let rank = (!foreign(part), text.trim().len());
        if best.as_ref().is_none_or(|(found, _)| rank > *found) {
            best = Some((rank, (part, text)));
        }
    }
    best.map(|(_, part)| part)
}

/// NITF inside G2 fills what the outer item leaves open, and never overrides it.
fn read_embedded_nitf(
    embedded: &Element,
    language: Option<&str>,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let inner = nitf::read_content(embedded, limits);
    let mut fields = WireFields::default();
    nitf::read_body_head(embedded, language, &mut fields);
    entry.content = inner.content;
    entry.media = inner.media;
    entry.problems.extend(inner.problems);
    entry.title = entry.title.take().or(inner.title);
    entry.summary = entry.summary.take().or(inner.summary);
    wire.byline = wire.byline.take().or(fields.byline);
    wire.dateline = wire.dateline.take().or(fields.dateline);
    wire.located = wire.located.take().or(fields.located);
    wire.distributor = wire.distributor.take().or(fields.distributor);
    for headline in fields.headlines {
        if !wire.headlines.contains(&headline) {
            wire.headlines.push(headline);
        }
    }
    wire.usage_terms = wire.usage_terms.take().or(fields.usage_terms);
}
