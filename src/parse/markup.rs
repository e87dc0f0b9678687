//! Whether a piece of text is to be read as HTML where its format does not say so. It changes nothing but doubled escapes.

use super::entity;
use crate::model::{Markup, MarkupKind};

/// Elements that stand in headlines; anything else in angle brackets is the headline's own text (`A guide to <head>`).
const INLINE: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i",
    "img", "ins", "mark", "p", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// A headline whose format does not tell its kind (RSS): HTML if it closes a tag that belongs into headlines, else text;
/// escapes that are still there are decoded once more unless that would make markup (edge case 45).
pub(super) fn headline(text: String) -> Markup {
    if tag_names(&text).any(|(name, closes)| {
        INLINE.contains(&name.as_str()) && (closes || matches!(name.as_str(), "br" | "img" | "wbr"))
    }) {
        return Markup { kind: MarkupKind::Html, value: text };
    }
    let decoded = entity::decode(&text);
    let value = if tag_names(&decoded).count() > tag_names(&text).count() {
        text
    } else {
        decoded.into_owned()
    };
    Markup { kind: MarkupKind::Text, value }
}

/// A description: HTML as soon as it holds a tag or a reference, else text, whose line breaks then count.
pub(super) fn body(text: String) -> Markup {
    let html =
        tag_names(&text).next().is_some() || text.contains("<!--") || entity::has_reference(&text);
    Markup { kind: if html { MarkupKind::Html } else { MarkupKind::Text }, value: text }
}

/// Names of what looks like tags, and whether it closes one.
fn tag_names(text: &str) -> impl Iterator<Item = (String, bool)> {
    text.split('<').skip(1).filter_map(|piece| {
        let closes = piece.starts_with('/');
        let inner = piece.strip_prefix('/').unwrap_or(piece);
        let name =
            inner.chars().take(12).take_while(char::is_ascii_alphanumeric).collect::<String>();
        let after = inner.chars().nth(name.len());
        let ends = after.is_some_and(|c| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
        let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
        (letter && ends).then(|| (name.to_ascii_lowercase(), closes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(got: &Markup, kind: MarkupKind, value: &str) {
        assert_eq!((got.kind, got.value.as_str()), (kind, value));
    }

    // Edge case 45.
    #[test]
    fn headlines_are_decoded_once_more_only_if_no_markup_comes_of_it() {
        use MarkupKind::{Html, Text};
        for (text, kind, value) in [
            ("A guide to <head>", Text, "A guide to <head>"),
            ("A guide to &lt;head&gt;", Text, "A guide to &lt;head&gt;"),
            ("R&amp;D at Orlen&#8217;s", Text, "R&D at Orlen\u{2019}s"),
            ("R&D, AT&T", Text, "R&D, AT&T"),
            ("The <em>Meridian</em> sails", Html, "The <em>Meridian</em> sails"),
            ("One<br/>two", Html, "One<br/>two"),
            ("5 < 6", Text, "5 < 6"),
        ] {
            check(&headline(text.to_owned()), kind, value);
        }
    }

    #[test]
    fn descriptions_are_html_as_soon_as_they_show_markup() {
        use MarkupKind::{Html, Text};
        for (text, kind) in [
            ("Two lines\n\nof text", Text),
            ("<p>One</p>", Html),
            ("Tom &amp; Ana", Html),
            ("Tom & Ana, 5 < 6", Text),
        ] {
            check(&body(text.to_owned()), kind, text);
        }
    }
}
