//! JSON Feed 1 and 1.1. Each item is read by itself; a broken one costs itself, a cut document its tail.

use serde_json::{Map, Value, json};
use url::Url;

use super::feed::{Standard, Text};
use super::{Limits, bounds, claim, date, feed, head, link, markup, order, scan};
use crate::model::{
    Category, Date, Document, Entry, FeedFacts, Format, Markup, MarkupKind, Media, Problem,
    ProblemKind, Source,
};

/// Authors, hubs and attachments kept.
const LIST_MAX: usize = 64;
/// Members of an item that feed-rs is asked for, all strings.
const ASKED: &[&str] = &["url", "external_url", "title", "content_html", "content_text", "summary"];

/// Whether a JSON document is a JSON Feed: by its version, else by the shape that version 1 has.
pub(super) fn is_feed(value: &Value) -> bool {
    let version = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let items = value.get("items").is_some_and(Value::is_array);
    let named = ["home_page_url", "feed_url", "favicon"].iter().any(|key| value.get(key).is_some());
    version.contains("jsonfeed.org/version") || (items && named && value.get("title").is_some())
}

/// Reads the feed.
pub(super) fn read(value: &Value, fetched_from: Option<&str>, limits: Limits) -> Document {
    let home = string(value, "home_page_url");
    let base = fetched_from.or(home.as_deref()).and_then(link::base);
    let feed_authors: Vec<String> =
        authors(value).into_iter().take(head::FEED_AUTHORS_MAX).collect();
    let items = value.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut problems = Vec::new();
    let left_out = items.len().saturating_sub(limits.entries_max);
    let oldest_first = left_out > 0
        && order::is_oldest_first(items.iter().map(|item| claim(item, "date_published")));
    let skipped = if oldest_first { left_out } else { 0 };
    if left_out > 0 {
        problems.push(scan::over_limit(left_out, if oldest_first { "beginning" } else { "end" }));
    }
    let hubs = value.get("hubs").and_then(Value::as_array).into_iter().flatten();
    Document {
        format: Some(Format::JsonFeed),
        feed: FeedFacts {
            title: string(value, "title").map(claim::bounded),
            home: home.and_then(|text| link::resolve(&text, base.as_ref()).ok()),
            self_link: string(value, "feed_url")
                .and_then(|text| link::resolve(&text, base.as_ref()).ok()),
            older: string(value, "next_url")
                .and_then(|text| link::resolve(&text, base.as_ref()).ok()),
            language: string(value, "language").map(claim::bounded),
            hubs: hubs.filter_map(|hub| string(hub, "url")).take(LIST_MAX).collect(),
            ..FeedFacts::default()
        },
        entries: items
            .iter()
            .skip(skipped)
            .take(limits.entries_max)
            .map(|item| entry(item, base.as_ref(), &feed_authors, limits))
            .collect(),
        problems,
    }
}

fn entry(item: &Value, base: Option<&Url>, feed_authors: &[String], limits: Limits) -> Entry {
    let mut problems = Vec::new();
    if !item.is_object() {
        problems.push(Problem::new(ProblemKind::Malformed, "the item is no JSON object"));
    }
    let standard = feed::read(&document(item)).unwrap_or_else(|problem| {
        problems.push(problem);
        without_parser(item)
    });
    let mut links = standard.links.iter().filter_map(|link| link::resolve(&link.href, base).ok());
    let own = authors(item);
    let mut entry = Entry {
        guid: string(item, "id"),
        link: links.next(),
        other_links: links.take(LIST_MAX).collect(),
        title: standard.title.map(|text| markup::headline(text.value)),
        summary: standard.summary.map(kinded),
        content: standard.content.map(kinded),
        published: claim(item, "date_published"),
        updated: claim(item, "date_modified"),
        authors: if own.is_empty() { feed_authors.to_vec() } else { own },
        categories: tags(item),
        language: string(item, "language"),
        source: source(item),
        media: media(item, base),
        problems,
        raw: item.to_string().chars().take(Entry::RAW_CHARS_MAX).collect(),
        ..Entry::default()
    };
    bounds::finish(&mut entry, limits.text_chars_max);
    entry
}

/// The item alone, with nothing in it that feed-rs would refuse the feed for.
fn document(item: &Value) -> String {
    let mut kept = Map::new();
    for key in ASKED {
        if let Some(text) = string(item, key) {
            kept.insert((*key).to_owned(), Value::String(text));
        }
    }
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [kept]}).to_string()
}

fn without_parser(item: &Value) -> Standard {
    let text = |key, html| string(item, key).map(|value| Text { html, value });
    Standard {
        title: text("title", false),
        summary: text("summary", false),
        content: text("content_html", true).or_else(|| text("content_text", false)),
        ..Standard::default()
    }
}

fn kinded(text: Text) -> Markup {
    let kind = if text.html { MarkupKind::Html } else { MarkupKind::Text };
    Markup { kind, value: text.value }
}

/// A trimmed member that is a string or a number; anything else is absent.
fn string(value: &Value, key: &str) -> Option<String> {
    let text = match value.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn claim(item: &Value, key: &str) -> Option<Date> {
    string(item, key).map(|raw| date::read(&raw))
}

/// `authors` of version 1.1, `author` of version 1.
fn authors(value: &Value) -> Vec<String> {
    let many = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let mut names = many
        .chain(value.get("author"))
        .filter_map(|author| string(author, "name").map(claim::bounded))
        .take(LIST_MAX)
        .collect::<Vec<_>>();
    names.dedup();
    names
}

fn tags(item: &Value) -> Vec<Category> {
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    let names = tags.filter_map(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
    let category = |name: &str| Category { name: name.to_owned(), scheme: None, code: None };
    names.map(category).take(LIST_MAX).collect()
}

/// `external_url` is another page the item is about or taken from.
fn source(item: &Value) -> Option<Source> {
    string(item, "url")?;
    string(item, "external_url").map(|url| Source { title: None, url: Some(url) })
}

fn media(item: &Value, base: Option<&Url>) -> Vec<Media> {
    let mut media: Vec<Media> = Vec::new();
    let attachments = item.get("attachments").and_then(Value::as_array).into_iter().flatten();
    for attachment in attachments.take(LIST_MAX) {
        if let Some(Ok(url)) = string(attachment, "url").map(|url| link::resolve(&url, base)) {
            media.push(Media {
                url,
                mime: string(attachment, "mime_type"),
                title: string(attachment, "title"),
                bytes: attachment.get("size_in_bytes").and_then(Value::as_u64),
                ..Media::default()
            });
        }
    }
    for key in ["image", "banner_image"] {
        if let Some(Ok(url)) = string(item, key).map(|url| link::resolve(&url, base))
            && !media.iter().any(|known| known.url == url)
        {
            media.push(Media { url, medium: Some("image".to_owned()), ..Media::default() });
        }
    }
    media
}
