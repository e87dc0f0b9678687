//! IPTC 7901 copy: `ddd0124 3 i 93 dpa 1888`, keywords; headline lines up to `=`, then paragraphs.

use super::super::super::Limits;
use super::super::fields::{bounded_text, line, text_markup, urgency};
use super::copy::{Paragraphs, printable};
use super::{desk, german};
use crate::model::{Entry, WireFields};

/// How bylines begin in the languages of the agencies that use the format.
const BYLINES: [&str; 4] = ["by ", "von ", "par ", "por "];
/// Headline lines; agencies send up to five.
const HEADLINE_LINES_MAX: usize = 12;

pub(super) fn read(header: &str, copy: &str, limits: Limits) -> (Entry, WireFields) {
    let (header, copy) = (&*german::letters(header, copy), &*german::letters(copy, copy));
    let mut entry = Entry::default();
    let mut wire = WireFields::default();
    let mut lines = header.lines();
    let words: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    wire.urgency = words.get(1).and_then(|word| urgency(word));
    let agency = words.get(4).filter(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'));
    wire.providers.extend(agency.map(|word| (*word).to_owned()));
    let keywords = lines.find_map(|text| line(&printable(text)));
    let (of_copy, copy) = if keywords.is_some() { (None, copy) } else { split_keywords(copy) };
    let keywords = keywords.or_else(|| line(&printable(of_copy?)));
    wire.slugline = keywords.and_then(|text| line(text.trim_end_matches('/')));
    let (head, body) = split_headline(copy);
    read_headline(head, &mut entry, &mut wire);
    let body = without_sign_off(body, wire.providers.first().map(String::as_str));
    let mut paragraphs = Paragraphs::default();
    for text in body.lines() {
        paragraphs.add(text);
    }
    let body = paragraphs.finish();
    entry.content = bounded_text(&body, limits.text_chars_max, &mut entry.problems);
    (entry, wire)
}

/// Keywords that stand behind the start of text: a first line that ends in a slash.
fn split_keywords(copy: &str) -> (Option<&str>, &str) {
    let first = copy.trim_start().split_once('\n');
    let keywords = first.filter(|(text, _)| text.trim_end().ends_with('/'));
    keywords.map_or((None, copy), |(text, rest)| (Some(text), rest))
}

/// The body without the desk's sign-off, and without a heading that nothing follows (an empty notepad).
fn without_sign_off<'a>(body: &'a str, agency: Option<&str>) -> &'a str {
    let split = |body: &'a str| body.trim_end().rsplit_once('\n');
    let signed = split(body).filter(|(_, last)| desk::is_sign_off(last.trim(), agency));
    let body = signed.map_or(body, |(kept, _)| kept);
    let headed = split(body).filter(|(_, last)| last.starts_with("# "));
    headed.map_or(body, |(kept, _)| kept)
}

fn read_headline(head: &str, entry: &mut Entry, wire: &mut WireFields) {
    let mut headline = Vec::new();
    let mut notes = Vec::new();
    let lines = bracketed_lines(head);
    let many = lines.len() > 1;
    for text in lines {
        let lower = text.to_lowercase();
        let byline = BYLINES.iter().any(|word| lower.starts_with(word));
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(str::trim);
        if byline && !headline.is_empty() {
            wire.byline = Some(text);
        } else if many && desk::is_embargo(&text) {
            notes.push(inner.unwrap_or(&text).to_owned());
        } else if let Some(signal) = inner.and_then(told_of_the_copy) {
            notes.extend(inner.map(str::to_owned));
            wire.signals.push(signal.to_owned());
        } else if is_alert(&text) {
            wire.signals.push(inner.unwrap_or(&text).to_owned());
        } else if let Some(inner) = inner.filter(|_| many) {
            notes.push(inner.to_owned());
        } else {
            headline.push(text);
        }
    }
    if headline.is_empty() {
        headline.append(&mut wire.signals);
    }
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
    entry.title = line(&headline.join(" ")).map(text_markup);
}

/// The lines of the head, what stands in brackets as one line.
fn bracketed_lines(head: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let lines: Vec<String> = head.lines().filter_map(|text| line(&printable(text))).collect();
    let mut left = lines.as_slice();
    while let Some((text, tail)) = left.split_first() {
        let opens = text.starts_with('(') && !text.contains(')');
        let close = tail.iter().position(|text| text.ends_with(')')).filter(|_| opens);
        let taken = close.map_or(0, |close| close + 1);
        let more = tail.iter().take(taken).map(String::as_str);
        joined.push(std::iter::once(text.as_str()).chain(more).collect::<Vec<_>>().join(" "));
        left = tail.get(taken..).unwrap_or_default();
    }
    joined
}

/// The signal of a note in brackets that corrects the copy or takes it back.
fn told_of_the_copy(note: &str) -> Option<&'static str> {
    let lower = note.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["berichtigung", "korrektur", "correct", "corrig", "corrección", "correzione"]) {
        return Some("correction");
    }
    let back = begins(&["zurückziehung", "zurückgezogen", "annul", "anulad", "kill", "withdraw"])
        || lower.contains("zurückziehung")
        || lower.contains("meldung nicht verwenden");
    back.then_some("withdrawn")
}

/// What stands before a line that ends in `=`, and what follows; without one the first line is the headline.
fn split_headline(copy: &str) -> (&str, &str) {
    let mut end = 0;
    for text in copy.split_inclusive('\n').take(HEADLINE_LINES_MAX) {
        let start = end;
        end += text.len();
        if let Some(kept) = text.trim_end().strip_suffix('=') {
            let head = copy.get(..start + kept.len()).unwrap_or_default();
            return (head, copy.get(end..).unwrap_or_default());
        }
    }
    copy.split_once('\n').unwrap_or((copy, ""))
}

/// `EXTRA`, `1ST LEAD`, `REFILE`, `(Achtung)`: a line of the desk above the headline, not the headline.
fn is_alert(text: &str) -> bool {
    let short = text.chars().count() <= 30 && text.split(' ').count() <= 3;
    let bracketed = text.starts_with('(') && text.ends_with(')');
    short && (bracketed || !text.chars().any(char::is_lowercase))
}
