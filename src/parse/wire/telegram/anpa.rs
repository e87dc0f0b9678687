//! ANPA 1312 copy: `^slug<`, `^headline<`, `^notes<`, `^By NAME=`, then indented paragraphs.

use super::super::super::Limits;
use super::super::fields::{bounded_text, line, text_markup};
use super::copy::{Paragraphs, printable};
use crate::model::{Entry, WireFields};

/// Notes for the photo desk.
const DROPPED: [&str; 3] = ["ap photo", "ap graphic", "ap video"];

const URGENCIES: [&str; 6] = ["FLASH", "BULLETIN", "URGENT", "ALERT", "NEWSALERT", "APNewsAlert"];

#[derive(Default)]
struct Item {
    entry: Entry,
    wire: WireFields,
    paragraphs: Paragraphs,
    /// The line after the byline is the writer's title.
    author_title_is_next: bool,
}

pub(super) fn read(header: &str, copy: &str, limits: Limits) -> (Entry, WireFields) {
    let mut item = Item::default();
    // The service line begins with the priority: flash, bulletin, urgent; lower ones have no IPTC counterpart.
    let service = header.lines().nth(1).unwrap_or_default();
    item.wire.urgency = match service.trim_start().chars().next() {
        Some('f') => Some(1),
        Some('b') => Some(2),
        Some('u') => Some(3),
        _ => None,
    };
    let (slug, rest) = copy.split_once('\n').unwrap_or((copy, ""));
    item.wire.slugline = line(&printable(without_word_count(unmarked(slug))));
    for raw in rest.lines() {
        match raw.trim().strip_prefix('^') {
            Some(marked) => item.read_marked(marked),
            None => item.read_plain(raw),
        }
    }
    let Item { mut entry, wire, paragraphs, .. } = item;
    if entry.title.is_none() {
        entry.title = wire.slugline.clone().map(text_markup);
    }
    let body = paragraphs.finish();
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
        } else if lower.starts_with("eds:") || lower.starts_with("editor") {
            // `EDITORS:` alone heads the note that follows as text.
            self.wire.ed_note = value.filter(|note| !note.ends_with(':'));
        } else if DROPPED.iter().any(|word| lower.starts_with(word)) {
            // The pictures themselves come by another service.
        } else if self.author_title_is_next && marked.ends_with('=') {
            let both: Vec<String> = self.wire.byline.iter().cloned().chain(value).collect();
            self.entry.authors = vec![both.join(", ")];
            self.author_title_is_next = false;
        } else if URGENCIES.contains(&unmarked(marked)) && self.entry.title.is_none() {
            // How urgent it is, in the line of the headline: the slug is all the headline there is.
        } else if marked.ends_with('<') && self.entry.title.is_none() {
            self.entry.title = value.map(text_markup);
        } else if marked.ends_with('<')
            && self.entry.summary.is_none()
            && self.wire.byline.is_none()
        {
            self.entry.summary = value.map(text_markup);
        } else {
            self.paragraphs.add_alone(unmarked(marked));
        }
    }

    /// A headline without marks stands before the copy and ends in `+`.
    fn read_plain(&mut self, raw: &str) {
        let headline = raw.trim_end().strip_suffix('+');
        match headline.filter(|_| self.paragraphs.is_empty() && self.entry.title.is_none()) {
            Some(headline) => self.entry.title = line(&printable(headline)).map(text_markup),
            None => self.paragraphs.add(raw.trim_end().trim_end_matches(['<', '='])),
        }
    }
}

/// A marked line without its marks: `^Harbour gates hold< ` is `Harbour gates hold`.
fn unmarked(text: &str) -> &str {
    text.trim().trim_start_matches('^').trim_end_matches(['<', '=']).trim()
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
