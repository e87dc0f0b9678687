//! Walks the paragraphs of one story from both ends and takes out what is no text. Never cuts inside a sentence.

use std::ops::Range;

use super::byline::Byline;
use super::organisations::{Directory, OrganisationKind, organisation};
use super::resolve::{Claim, Rank, Role};
use super::window::{is_invisible, visible};
use super::{Caption, Kept, Printed};
use crate::model::{Copyright, Person};

mod captions;
mod ends;
mod head;
mod prose;
mod release;

use captions::MediaCaption;

/// Everything found in the text of one story.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub(super) directory: &'a Directory,
    paragraphs: &'a [String],
    /// What is left of each paragraph.
    spans: Vec<Range<usize>>,
    publisher: Option<&'a str>,
    bold_bytes: &'a [usize],
    media: Vec<MediaCaption<'a>>,
    pub(super) removed: Vec<(String, String)>,
    pub(super) located: Option<String>,
    pub(super) byline: Option<Byline>,
    /// People of credits after the text and of second bylines.
    pub(super) people: Vec<Person>,
    pub(super) copyright: Copyright,
    pub(super) notes: Vec<String>,
    pub(super) captions: Vec<Caption>,
    pub(super) claims: Vec<Claim>,
    /// Lines come from the last one up, and so does what is found: `take_ends` turns it round.
    upwards: bool,
}

/// Findings of one kind that are kept, many times what any page prints; each is compared with the others.
const FINDINGS_MAX: usize = 32;
/// Captions and people: a gallery has one of each a picture.
const PEOPLE_MAX: usize = 64;

impl<'a> Scan<'a> {
    pub(super) fn new(printed: &Printed<'a>, directory: &'a Directory) -> Self {
        Self {
            directory,
            paragraphs: printed.paragraphs,
            spans: printed.paragraphs.iter().map(|text| trimmed(text, 0..text.len())).collect(),
            publisher: printed.publisher,
            bold_bytes: printed.bold_bytes,
            media: printed
                .media_captions
                .iter()
                .map(|text| MediaCaption::read(text, directory))
                .collect(),
            removed: Vec::new(),
            located: None,
            byline: None,
            people: Vec::new(),
            copyright: Copyright::default(),
            notes: Vec::new(),
            captions: Vec::new(),
            claims: Vec::new(),
            upwards: false,
        }
    }

    pub(super) fn run(&mut self) {
        self.take_captions_at_top();
        self.take_head();
        self.take_ends();
    }

    /// One reading for each of `Printed::media_captions`.
    pub(super) fn take_media_captions(&mut self) -> Vec<Caption> {
        std::mem::take(&mut self.media).into_iter().map(MediaCaption::into_caption).collect()
    }

    pub(super) fn kept(&self) -> Vec<Kept> {
        let spans = self.spans.iter().cloned().enumerate();
        spans
            .filter(|(_, range)| !range.is_empty())
            .map(|(index, range)| Kept { index, range })
            .collect()
    }

    fn text(&self, index: usize) -> &'a str {
        let span = self.spans.get(index).cloned().unwrap_or_default();
        self.paragraphs.get(index).and_then(|text| text.get(span)).unwrap_or("")
    }

    /// Takes `bytes` from the front of what is left of a paragraph.
    fn cut_front(&mut self, index: usize, bytes: usize, rule: &str) {
        let text = self.text(index);
        let (gone, _) = text.split_at_checked(bytes).unwrap_or((text, ""));
        self.note_removed(rule, gone);
        if let (Some(span), Some(paragraph)) =
            (self.spans.get_mut(index), self.paragraphs.get(index))
        {
            *span = trimmed(paragraph, span.start + gone.len()..span.end);
        }
    }

    /// Takes everything from byte `from` on of what is left of a paragraph.
    fn cut_back(&mut self, index: usize, from: usize, rule: &str) {
        let text = self.text(index);
        let (left, gone) = text.split_at_checked(from).unwrap_or(("", text));
        self.note_removed(rule, gone);
        if let (Some(span), Some(paragraph)) =
            (self.spans.get_mut(index), self.paragraphs.get(index))
        {
            *span = trimmed(paragraph, span.start..span.start + left.len());
        }
    }

    fn note(&mut self, text: &str) {
        let note = visible(text).into_owned();
        add(&mut self.notes, self.upwards, FINDINGS_MAX, [note]);
    }

    fn note_removed(&mut self, rule: &str, text: &str) {
        if !text.trim().is_empty() {
            let removed = (rule.to_owned(), text.trim().to_owned());
            self.removed.push(removed);
        }
    }

    /// Claims the role that the organisation has by its kind.
    fn claim(&mut self, rank: Rank, printed: &str, line: &str) {
        let claim = claim(rank, printed, line, self.directory);
        add(&mut self.claims, self.upwards, FINDINGS_MAX, [claim]);
    }
}

/// Claims the role that the organisation has by its kind; an unknown one wrote the story.
pub(super) fn claim(rank: Rank, printed: &str, line: &str, directory: &Directory) -> Claim {
    let known = match rank {
        Rank::Dateline => directory.find_by_mark(printed),
        Rank::Wire
        | Rank::Copyright
        | Rank::Footer
        | Rank::Byline
        | Rank::Source
        | Rank::OwnCopyright => directory.find_at_head(printed),
    };
    let known = known.or_else(|| directory.find_by_site(printed));
    let distributes = known.is_some_and(|k| k.kind == OrganisationKind::Distributor);
    Claim {
        role: if distributes { Role::Distributor } else { Role::Originator },
        rank,
        organisation: organisation(known, printed),
        printed: line.trim().to_owned(),
    }
}

/// The organisation's copy was used by whoever wrote the story.
pub(super) fn material(printed: &str, line: &str, directory: &Directory) -> Claim {
    Claim { role: Role::Material, ..claim(Rank::Byline, printed, line, directory) }
}

/// Adds at the end, in the order in which the list is filled.
fn add<T>(list: &mut Vec<T>, upwards: bool, max: usize, items: impl IntoIterator<Item = T>) {
    let mut items: Vec<T> = items.into_iter().take(max.saturating_sub(list.len())).collect();
    if upwards {
        items.reverse();
    }
    list.append(&mut items);
}

/// The range without blanks and invisible characters at both ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    let part = text.get(range.clone()).unwrap_or("");
    let start = range.start + (part.len() - part.trim_start_matches(blank).len());
    let end = start + part.trim_matches(blank).len();
    start..end
}
