//! ANPA 1312 copy: `^slug<`, `^headline<`, `^notes<`, `^By NAME=`, then indented paragraphs.

use super::super::super::Limits;
use super::super::fields::{LIST_MAX, bounded_text, line, text_markup};
use super::copy::{Paragraphs, printable};
use super::desk;
use crate::model::{Category, Entry, WireFields};

/// Notes for the photo desk.
const DROPPED: [&str; 3] = ["ap photo", "ap graphic", "ap video"];

const URGENCIES: [&str; 6] = ["FLASH", "BULLETIN", "URGENT", "ALERT", "NEWSALERT", "APNewsAlert"];

/// The format line of tables and scores (DC4, DC2): their lines are not joined.
const TABULAR: &str = "\u{14}\u{12}";

/// Lines of one field that is longer than a line.
const FIELD_LINES_MAX: usize = 8;

/// How instructions to desks begin. Those in capitals are words of a headline otherwise.
const NOTES: [&str; 3] = ["eds:", "editor", "note to ed"];
const LOUD_NOTES: [&str; 7] =
    ["CORRECTS ", "CORRECTION", "CLARIFIES ", "UPDATES ", "ADDS ", "RECASTS ", "SUBS "];

#[derive(Default)]
struct Item {
    entry: Entry,
    wire: WireFields,
    paragraphs: Paragraphs,
    notes: Vec<String>,
    /// The line after the byline is the writer's title.
    author_title_is_next: bool,
    /// Fields have names (`HL:`, `INDEX:`), as the Canadian Press has them.
    labelled: bool,
}

pub(super) fn read(header: &str, copy: &str, limits: Limits) -> (Entry, WireFields) {
    let mut item = Item::default();
    item.paragraphs.tabular = header.contains(TABULAR);
    // The service line begins with the priority: flash, bulletin, urgent; lower ones have no IPTC counterpart.
    let service = header.lines().nth(1).unwrap_or_default();
    item.wire.urgency = match service.trim_start().chars().next() {
        Some('f') => Some(1),
        Some('b') => Some(2),
        Some('u') => Some(3),
        _ => None,
    };
    let copy = copy.trim_start_matches('\n');
    let (slug, rest) = copy.split_once('\n').unwrap_or((copy, ""));
    item.wire.slugline = line(&printable(without_word_count(unmarked(slug))));
    item.labelled = slug.trim_end().ends_with("@<");
    let lines: Vec<&str> = rest.lines().collect();
    let mut left = lines.as_slice();
    while let Some((raw, tail)) = left.split_first() {
        left = tail;
        match raw.trim().strip_prefix('^') {
            Some(marked) => {
                let more = if item.paragraphs.is_empty() { continued(marked, tail) } else { &[] };
                left = tail.get(more.len()..).unwrap_or_default();
                let whole = std::iter::once(marked).chain(more.iter().map(|more| more.trim()));
                item.read_marked(&whole.collect::<Vec<_>>().join(" "));
            }
            None => item.read_plain(raw),
        }
    }
    let Item { mut entry, mut wire, paragraphs, notes, labelled, .. } = item;
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
    if entry.title.is_none() {
        entry.title = wire.slugline.clone().map(text_markup);
    }
    let mut body = paragraphs.finish();
    if labelled && let Some((place, text)) = dateline(&body) {
        wire.located = Some(place.to_owned());
        body = text.to_owned();
    }
    entry.content = bounded_text(&body, limits.text_chars_max, &mut entry.problems);
    (entry, wire)
}

impl Item {
    fn read_marked(&mut self, marked: &str) {
        let value = line(&printable(unmarked(marked)));
        let lower = marked.to_ascii_lowercase();
        if lower.starts_with("by ") && self.wire.byline.is_none() {
            self.wire.byline = value;
            self.author_title_is_next = self.paragraphs.is_empty();
        } else if !self.paragraphs.is_empty() {
            self.paragraphs.add_alone(unmarked(marked));
        } else if self.labelled && self.read_labelled(unmarked(marked)) {
            // It had a name.
        } else if self.is_note(marked, &lower) {
            // `EDITORS:` alone heads the note that follows as text.
            self.notes.extend(value.filter(|note| !note.ends_with(':')));
            if lower.starts_with("correct") {
                self.wire.signals.push("correction".to_owned());
            }
        } else if DROPPED.iter().any(|word| lower.starts_with(word)) {
            // The pictures themselves come by another service.
        } else if self.author_title_is_next && marked.trim_end_matches('<').ends_with('=') {
            let both: Vec<String> = self.wire.byline.iter().cloned().chain(value).collect();
            self.entry.authors = vec![both.join(", ")];
            self.author_title_is_next = false;
        } else if URGENCIES.contains(&unmarked(marked)) && self.entry.title.is_none() {
            // How urgent it is, in the line of the headline: the slug is all the headline there is.
        } else if marked.ends_with('<') && self.entry.title.is_none() {
            self.entry.title = value.map(text_markup);
        } else if self.labelled && value.as_deref().is_some_and(is_in_capitals) {
            self.wire.providers.extend(value);
        } else if marked.ends_with('<')
            && self.entry.summary.is_none()
            && self.wire.byline.is_none()
        {
            self.entry.summary = value.map(text_markup);
        } else {
            self.paragraphs.add_alone(unmarked(marked));
        }
    }

    /// Reads a field that has a name; false where it has none that is known.
    fn read_labelled(&mut self, text: &str) -> bool {
        let Some((name, value)) = text.split_once(':') else { return false };
        let value = line(&printable(value));
        match name.to_ascii_lowercase().as_str() {
            "hl" => self.entry.title = value.map(text_markup),
            "index" => {
                let names = value.iter().flat_map(|names| names.split(',')).filter_map(line);
                let category = |name| Category { name, scheme: None, code: None };
                self.entry.categories.extend(names.take(LIST_MAX).map(category));
            }
            "update" | "note" | "eds" | "advisory" => self.notes.extend(value),
            "correction" => {
                self.notes.extend(value);
                self.wire.signals.push("correction".to_owned());
            }
            // Of exchanges: no field of a story.
            "symbol" => {}
            _ => return false,
        }
        true
    }

    fn is_note(&self, marked: &str, lower: &str) -> bool {
        NOTES.iter().any(|word| lower.starts_with(word))
            || desk::is_embargo(marked)
            || (self.entry.title.is_some()
                && LOUD_NOTES.iter().any(|word| marked.starts_with(word)))
    }

    /// A headline without marks stands before the copy and ends in `+`.
    fn read_plain(&mut self, raw: &str) {
        let headline = raw.trim_end().strip_suffix('+');
        match headline.filter(|_| self.paragraphs.is_empty() && self.entry.title.is_none()) {
            Some(headline) => self.entry.title = line(&printable(headline)).map(text_markup),
            // The format code of the Canadian Press.
            None if self.labelled && self.paragraphs.is_empty() && raw.starts_with("code:") => {}
            None => self.paragraphs.add(raw.trim_end().trim_end_matches(['<', '='])),
        }
    }
}

/// The lines that go on with the field that begins with `marked`: up to the one that has the mark of its end, where one has.
fn continued<'a, 'b>(marked: &str, following: &'b [&'a str]) -> &'b [&'a str] {
    let ends = |text: &str| text.trim_end().ends_with(['<', '=', '+']);
    let goes_on =
        |text: &&&str| text.starts_with(|c: char| c.is_alphanumeric() || "\"'(`".contains(c));
    if ends(marked) || marked.to_ascii_lowercase().starts_with("by ") {
        return &[];
    }
    let open = following.iter().take(FIELD_LINES_MAX).take_while(goes_on);
    let end = open.clone().position(|text| ends(text));
    end.and_then(|end| following.get(..=end)).unwrap_or_default()
}

/// A place in capitals before the dash that ANPA writes as an underscore, and the text behind it. Where an agency stands
/// between them it is told by that.
fn dateline(body: &str) -> Option<(&str, &str)> {
    const PLACE_CHARS_MAX: usize = 60;
    let (place, text) = body.split_once(" — ")?;
    let town = place.split(',').next()?;
    let whole = place.chars().count() <= PLACE_CHARS_MAX && !place.contains(['(', '\n', '.', '“']);
    (whole && is_in_capitals(town)).then_some((place, text))
}

fn is_in_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() > 2 && !text.chars().any(char::is_lowercase)
}

/// A marked line without its marks: `^Harbour gates hold< ` is `Harbour gates hold`.
fn unmarked(text: &str) -> &str {
    text.trim().trim_start_matches('^').trim_end_matches(['<', '=', '@']).trim()
}

/// A slug without the word count, or date and word count, at its end: `BC-Tide Table,416`, `bc-tides 03-04 0120`.
fn without_word_count(slug: &str) -> &str {
    let numeric = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if let Some((kept, _)) = slug.rsplit_once(',').filter(|(_, count)| numeric(count)) {
        return kept;
    }
    let dated = slug.rsplit_once(' ').filter(|(_, count)| count.len() == 4 && numeric(count));
    let dated = dated.and_then(|(kept, _)| kept.rsplit_once(' '));
    let is_date = |date: &str| date.split_once('-').is_some_and(|(m, d)| numeric(m) && numeric(d));
    dated.filter(|(_, date)| is_date(date)).map_or(slug, |(kept, _)| kept.trim_end())
}
