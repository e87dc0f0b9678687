//! The headline: plain text without a site's name, and without the wire's remarks on what has changed.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::text::{clean_line, decode_entities, decode_once_more, first_chars, fixed, fold};
use crate::model::{Markup, MarkupKind, StoryKind};
use regex::Regex;

mod labels;
mod marks;

use labels::{
    CHANGE_IN_BRACKETS, COLON_LABEL, CORRECTIONS, GENRE_FIRST, GENRES, LIVE, LIVE_LAST, WIRE_LABEL,
    WRITETHRU_FIRST, WRITETHRU_LAST, urgency_of,
};

/// A headline longer than this is a text under the wrong name.
const CHARS_MAX: usize = 1_000;

/// Remarks stand one before the other: `RPT-UPDATE 2-`.
const REMARKS_MAX: usize = 4;

/// What stands beside a remark is a headline if it has so many letters.
const LETTERS_MIN: usize = 4;

/// A headline and what the wire said in it besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Headline {
    /// Empty where the entry has none.
    pub text: String,
    /// The headline before remarks and site names were taken off.
    pub printed: String,
    /// Remarks on changes, as printed (edge case 54).
    pub notes: Vec<String>,
    pub genres: Vec<String>,
    pub kind: StoryKind,
    /// 1 flash, 2 bulletin or breaking, 3 urgent.
    pub urgency: Option<u8>,
}

/// Reads a headline; `names` are those of the feed, its publisher and the entry's source.
pub(crate) fn read_headline(title: Option<&Markup>, names: &[&str]) -> Headline {
    let printed = title.map(plain_of_kind).unwrap_or_default();
    let mut headline = Headline { printed: printed.clone(), text: printed, ..Headline::default() };
    headline.text = without_site_name(&headline.text, names).to_owned();
    headline.text = without_media_marks(&headline.text).to_owned();
    take_pluses(&mut headline);
    for _ in 0..REMARKS_MAX {
        if !(take_prefix(&mut headline) || take_suffix(&mut headline)) {
            break;
        }
    }
    headline
}

/// HTML loses its formatting. Text has no tags of its own: what looks like one is what the headline speaks of, and only
/// formatting that was escaped once more goes, where it is closed (edge case 45).
fn plain_of_kind(title: &Markup) -> String {
    if title.kind == MarkupKind::Html {
        return plain(&title.value);
    }
    let value = bounded(&title.value);
    let decoded = decode_entities(value);
    let was_escaped =
        decoded.contains('<') && !FORMATTING.is_match(value) && CLOSED.is_match(&decoded);
    let line =
        clean_line(&if was_escaped { FORMATTING.replace_all(&decoded, "") } else { decoded });
    first_chars(&line, CHARS_MAX).to_owned()
}

fn bounded(value: &str) -> &str {
    if value.len() > CHARS_MAX * 8 { first_chars(value, CHARS_MAX * 4) } else { value }
}

/// Markup as one plain line: formatting tags out, anything else that looks like a tag kept (edge case 45).
pub(crate) fn plain(value: &str) -> String {
    let without_tags = without_formatting(bounded(value));
    let decoded = decode_entities(&without_tags);
    let decoded = decode_once_more(&decoded).map_or(decoded, Cow::Owned);
    // Escaped formatting: `&lt;b&gt;`. Other tags are what the headline speaks of.
    let line = clean_line(&without_formatting(&decoded));
    first_chars(&line, CHARS_MAX).to_owned()
}

fn without_formatting(text: &str) -> Cow<'_, str> {
    if text.contains('<') { FORMATTING.replace_all(text, "") } else { Cow::Borrowed(text) }
}

/// Takes ` - Site` or ` | Site` off where it is the name of the site.
fn without_site_name<'a>(text: &'a str, names: &[&str]) -> &'a str {
    let Some(found) = SEPARATOR.find_iter(text).last() else {
        return text;
    };
    let (Some(head), Some(tail)) = (text.get(..found.start()), text.get(found.end()..)) else {
        return text;
    };
    let tail = fold(tail);
    let known = names.iter().any(|name| !tail.is_empty() && fold(name) == tail);
    if known && !head.trim().is_empty() { head.trim_end() } else { text }
}

/// `[Video] Ferry sinks (PHOTOS)` without the marks of what stands beside the text.
fn without_media_marks(text: &str) -> &str {
    const MARKS: [&str; 14] = [
        "video",
        "videos",
        "watch",
        "photo",
        "photos",
        "pictures",
        "in pictures",
        "gallery",
        "photo gallery",
        "slideshow",
        "with video",
        "vidéo",
        "vídeo",
        "fotos",
    ];
    let is_mark = |inner: &str| {
        let inner = inner.trim_matches([' ', '+']).to_lowercase();
        MARKS.contains(&inner.as_str())
    };
    let mut left = text;
    let inner = left.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    if let Some((_, rest)) = inner.filter(|(inner, _)| is_mark(inner)) {
        left = rest.trim_start();
    }
    let last = left.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once([')', '(', '[']));
    if let Some((rest, _)) = last.filter(|(rest, inner)| is_mark(inner) && !rest.trim().is_empty())
    {
        left = rest.trim_end();
    }
    left
}

/// `++ Incendio al porto ++`: a bulletin, by its frame.
fn take_pluses(headline: &mut Headline) {
    let bare = headline.text.trim_matches('+');
    let frame = headline.text.starts_with("++") && headline.text.ends_with("++");
    if frame && bare.chars().filter(|c| c.is_alphanumeric()).count() >= 4 {
        headline.text = bare.trim().to_owned();
        headline.remark("++", Effect::Note);
    }
}

fn take_prefix(headline: &mut Headline) -> bool {
    for (regex, effect) in [
        (&*WIRE_LABEL, Effect::Wire),
        (&*COLON_LABEL, Effect::Colon),
        (&*WRITETHRU_FIRST, Effect::Note),
        (&*GENRE_FIRST, Effect::Wire),
    ] {
        let Some(found) = regex.captures(&headline.text) else {
            continue;
        };
        let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let rest = headline.text.get(whole.end()..).unwrap_or_default().trim_start();
        let framed = whole.as_str().contains("++");
        let rest = if framed { rest.trim_end_matches(['+', ' ']) } else { rest };
        if rest.chars().filter(|c| c.is_alphanumeric()).count() < LETTERS_MIN {
            continue;
        }
        let (label, rest) = (label.as_str().trim().to_owned(), rest.to_owned());
        headline.text = rest;
        headline.remark(&label, effect);
        return true;
    }
    take_mark(headline, marks::read_first)
}

/// Takes off a mark, unless too little is left for a headline.
fn take_mark(headline: &mut Headline, read: fn(&str) -> Option<marks::Mark<'_>>) -> bool {
    let Some(mark) = read(&headline.text) else { return false };
    if mark.headline.chars().filter(|c| c.is_alphanumeric()).count() < LETTERS_MIN {
        return false;
    }
    let (label, rest) = (mark.label.trim().to_owned(), mark.headline.trim().to_owned());
    headline.text = rest;
    headline.remark(&label, Effect::Note);
    true
}

fn take_suffix(headline: &mut Headline) -> bool {
    let found = CHANGE_IN_BRACKETS.captures(&headline.text);
    let found = found.or_else(|| WRITETHRU_LAST.captures(&headline.text));
    let found = found.or_else(|| LIVE_LAST.captures(&headline.text));
    let Some(found) = found else { return take_mark(headline, marks::read_last) };
    let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else {
        return false;
    };
    let rest = headline.text.get(..whole.start()).unwrap_or_default().trim_end();
    if rest.is_empty() {
        return false;
    }
    let (label, rest) = (label.as_str().to_owned(), rest.to_owned());
    headline.text = rest;
    headline.remark(&label, Effect::Note);
    true
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// `UPDATE 2-`, `ANALYSIS-`.
    Wire,
    /// `BREAKING:`, `CORRECTED:`.
    Colon,
    Note,
}

impl Headline {
    fn remark(&mut self, label: &str, effect: Effect) {
        let lower = marks::lower(label);
        if CORRECTIONS.iter().any(|start| lower.starts_with(start)) {
            self.kind = StoryKind::Correction;
        }
        let urgency = urgency_of(&lower);
        if let Some(urgency) = urgency {
            self.urgency = Some(self.urgency.map_or(urgency, |known| known.min(urgency)));
            if self.kind == StoryKind::Story {
                self.kind = StoryKind::Alert;
            }
        } else if LIVE.contains(&lower.as_str()) {
            self.genres.push("live blog".to_owned());
        } else if effect != Effect::Note && GENRES.contains(&lower.as_str()) {
            self.genres.push(lower);
        } else {
            self.notes.push(label.to_owned());
        }
    }
}

static FORMATTING: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)</?(?:a|b|i|u|em|strong|span|font|sub|sup|small|big|br|p|div|h[1-6]|q|cite|mark|abbr|wbr|nobr)(?:\s[^<>]*)?/?>",
    )
});

static CLOSED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"(?i)</(?:a|b|i|u|em|strong|span|font|sub|sup|small|p|div|h[1-6]|q|cite)>")
});

static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| fixed(r"\s(?:[-–—|»«·•]|::)\s"));

#[cfg(test)]
mod tests;
