//! IPTC 7901 copy: `ddd0124 3 i 93 dpa 1888`, keywords; headline lines up to `=`, then paragraphs.

use super::super::super::Limits;
use super::super::fields::{bounded_text, line, text_markup, urgency};
use super::copy::{Paragraphs, printable};
use crate::model::{Entry, WireFields};

/// How bylines begin in the languages of the agencies that use the format.
const BYLINES: [&str; 4] = ["by ", "von ", "par ", "por "];
/// Headline lines; agencies send up to five.
const HEADLINE_LINES_MAX: usize = 12;

pub(super) fn read(header: &str, copy: &str, limits: Limits) -> (Entry, WireFields) {
    let mut entry = Entry::default();
    let mut wire = WireFields::default();
    let mut lines = header.lines();
    let words: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    wire.urgency = words.get(1).and_then(|word| urgency(word));
    let agency = words.get(4).filter(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'));
    wire.providers.extend(agency.map(|word| (*word).to_owned()));
    let keywords = lines.find_map(|text| line(&printable(text)));
    wire.slugline = keywords.and_then(|text| line(text.trim_end_matches('/')));
    let (head, body) = split_headline(copy);
    read_headline(head, &mut entry, &mut wire);
    let mut paragraphs = Paragraphs::default();
    for text in body.lines() {
        paragraphs.add(text);
    }
    let body = paragraphs.finish();
    entry.content = bounded_text(&body, limits.text_chars_max, &mut entry.problems);
    (entry, wire)
}

fn read_headline(head: &str, entry: &mut Entry, wire: &mut WireFields) {
    let mut headline = Vec::new();
    for text in head.lines().filter_map(|text| line(&printable(text))) {
        let lower = text.to_lowercase();
        let byline = BYLINES.iter().any(|word| lower.starts_with(word));
        if byline && !headline.is_empty() {
            wire.byline = Some(text);
        } else if is_alert(&text) {
            wire.signals.push(text);
        } else {
            headline.push(text);
        }
    }
    if headline.is_empty() {
        headline.append(&mut wire.signals);
    }
    entry.title = line(&headline.join(" ")).map(text_markup);
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
