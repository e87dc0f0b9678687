//! One piece of markup to a cleared body: told whether it is HTML, read, freed of furniture. No credits here.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use url::Url;

use super::blocks::{Body, blocks_of_text};
use super::furniture::{self, Cleared};
use super::html::read_html;
use super::rules::Rules;
use super::short_codes::without_short_codes;
use super::text::{self, fixed};
use crate::model::{Markup, MarkupKind};

/// A body and its furniture, apart.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub body: Body,
    pub cleared: Cleared,
}

/// Reads `markup` and takes the furniture out; relative links are resolved against `base`.
pub(crate) fn read(
    markup: Option<&Markup>,
    base: Option<&Url>,
    headline: Option<&str>,
    rules: &Rules,
) -> Read {
    let Some(markup) = markup else {
        return Read::default();
    };
    let mut body = read_markup(markup, base, rules);
    let cleared = furniture::clear(&mut body, headline, rules);
    Read { body, cleared }
}

fn read_markup(markup: &Markup, base: Option<&Url>, rules: &Rules) -> Body {
    let value = without_cdata(&markup.value);
    let value = without_short_codes(&value);
    let html = match markup.kind {
        MarkupKind::Html => value.contains('<'),
        MarkupKind::Text => text::has_markup(&value),
    };
    if html {
        return read_html(&without_double_escapes(&value), base, rules);
    }
    if text::is_escaped_markup(&value) {
        return read_html(&text::decode_entities(&value), base, rules);
    }
    let decoded = text::decode_entities(&value);
    let decoded = text::decode_once_more(&decoded).map_or(decoded, Cow::Owned);
    Body { blocks: blocks_of_text(&decoded), ..Body::default() }
}

/// CDATA that was escaped on the way shows its own brackets.
fn without_cdata(value: &str) -> Cow<'_, str> {
    if memchr::memmem::find(value.as_bytes(), b"<![CDATA[").is_some() {
        Cow::Owned(value.replace("<![CDATA[", "").replace("]]>", ""))
    } else {
        Cow::Borrowed(value)
    }
}

/// `&amp;#8217;` was escaped twice; `&amp;lt;` may be what the article speaks of (edge case 45).
fn without_double_escapes(html: &str) -> Cow<'_, str> {
    static DOUBLE: LazyLock<Regex> = LazyLock::new(|| {
        fixed(r"&amp;(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
    });
    if memchr::memmem::find(html.as_bytes(), b"&amp;").is_none() {
        return Cow::Borrowed(html);
    }
    DOUBLE.replace_all(html, |found: &Captures<'_>| {
        let name = found.get(1).map_or("", |name| name.as_str());
        let bracket =
            ["lt", "gt", "#60", "#62", "#x3c", "#x3e"].iter().any(|b| b.eq_ignore_ascii_case(name));
        if bracket { format!("&amp;{name};") } else { format!("&{name};") }
    })
}
