//! What a page says of its article in JSON-LD (schema.org `Article` and its kinds). Many publishers print the text there.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::weigh;
use crate::normalise::text;

/// A shorter `articleBody` is a teaser.
const LETTERS_MIN: usize = 200;
const LETTERS_MAX: usize = 400_000;
/// Letters in a row that two texts share by more than chance; every second window of a paragraph is looked up.
const WINDOW: usize = 16;
const STRIDE: usize = 8;

/// The article as linked data describe it.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub headline: Option<String>,
    /// Authors, unless they are said to be organisations.
    pub people: Vec<String>,
    pub organisations: Vec<String>,
    pub language: Option<String>,
    pub body: Option<String>,
}

/// Reads the scripts of a page; the article with the longest text counts.
pub(super) fn read(scripts: &[String]) -> LinkedData {
    let mut found = LinkedData::default();
    for script in scripts {
        // Line breaks stand raw in strings of many pages.
        let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if let Ok(value) = serde_json::from_str::<Value>(&script) {
            look(&value, &mut found);
        }
    }
    found
}

// The parser refuses deeper nesting than 128.
fn look(value: &Value, found: &mut LinkedData) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| look(value, found)),
        Value::Object(fields) => {
            if is_article(fields.get("@type")) {
                take(fields, found);
                return;
            }
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(value) = fields.get(name) {
                    look(value, found);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("Report")
        })
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

fn take(fields: &serde_json::Map<String, Value>, found: &mut LinkedData) {
    let string = |name: &str| {
        let value = text::decode_entities(fields.get(name)?.as_str()?);
        Some(text::clean_line(&value)).filter(|value| !value.is_empty())
    };
    let body = fields.get("articleBody").and_then(Value::as_str);
    let longer = body.map_or(0, str::len) > found.body.as_deref().map_or(0, str::len);
    if found.headline.is_some() && !longer {
        return;
    }
    found.headline = string("headline").or_else(|| string("name"));
    found.language = string("inLanguage");
    let authors = fields.get("author");
    found.people = names(authors, false);
    found.organisations = names(authors, true);
    // Some systems escape the markup of the text.
    let escaped = body.is_some_and(text::is_escaped_markup);
    found.body =
        body.map(
            |body| {
                if escaped { text::decode_entities(body).into_owned() } else { body.to_owned() }
            },
        );
}

/// Names of authors that are, or are not, said to be organisations.
fn names(value: Option<&Value>, organisations: bool) -> Vec<String> {
    let name = |value: &Value| {
        let kind = value.get("@type").and_then(Value::as_str);
        let name = value.get("name").unwrap_or(value).as_str()?;
        let name = text::clean_line(&text::decode_entities(name));
        let usable = !name.is_empty() && name.len() <= 200 && !name.starts_with("http");
        let asked = kind.is_some_and(|kind| kind.ends_with("Organization")) == organisations;
        (usable && asked).then_some(name)
    };
    match value {
        Some(Value::Array(values)) => values.iter().take(20).filter_map(name).collect(),
        Some(value) => name(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The text of a body that may be markup.
pub(super) fn words(body: &str) -> Cow<'_, str> {
    if !body.contains("</") {
        return Cow::Borrowed(body);
    }
    let parts = body.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
        Some((_, text)) if at > 0 => text,
        Some(_) | None => part,
    });
    Cow::Owned(parts.collect::<Vec<_>>().join(" "))
}

/// An article's text, ready to be compared with paragraphs.
#[derive(Debug)]
pub(super) struct Evidence {
    windows: HashSet<u64>,
    /// As [`weigh::letters`] counts them.
    pub letters: usize,
}

impl Evidence {
    /// `None` where `body` is too short to be an article.
    pub(super) fn new(body: &str) -> Option<Self> {
        let letters = fold(body);
        if letters.len() < LETTERS_MIN {
            return None;
        }
        let windows = letters.windows(WINDOW).map(hash).collect();
        Some(Self { windows, letters: weigh::letters(body) })
    }

    /// How much of `text` stands in the article, in percent; `None` where it is too short to tell.
    pub(super) fn share(&self, text: &str) -> Option<usize> {
        let letters = fold(text);
        let (mut all, mut known) = (0, 0);
        for window in letters.windows(WINDOW).step_by(STRIDE) {
            all += 1;
            known += usize::from(self.windows.contains(&hash(window)));
        }
        (all > 0).then(|| known * 100 / all)
    }
}

fn fold(text: &str) -> Vec<char> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(LETTERS_MAX).collect()
}

fn hash(window: &[char]) -> u64 {
    let mut bytes = [0_u8; WINDOW * 4];
    for (slot, c) in bytes.chunks_exact_mut(4).zip(window) {
        slot.copy_from_slice(&u32::from(*c).to_le_bytes());
    }
    xxh3_64(&bytes)
}
