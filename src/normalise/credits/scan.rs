//! Walks the paragraphs of one story from both ends and takes out what is no text. Never cuts inside a sentence.

use std::ops::Range;

use super::byline::{Byline, read_bare_byline, read_byline_line, read_byline_tail};
use super::captions::{Certainty, is_file_caption, read_bare_credit, read_caption};
use super::dateline::{Dateline, read_bold, read_dateline, read_told};
use super::dates::is_time_line;
use super::footer::{is_separator, read_agencies};
use super::names::{is_person, read_makers};
use super::organisations::{Directory, OrganisationKind, organisation};
use super::resolve::{Claim, Rank, Role};
use super::window::{is_invisible, visible};
use super::{Caption, Kept, Printed, notes};
use crate::model::{Copyright, Person};

mod ends;
mod prose;
mod release;

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

/// Paragraphs with text that may stand before a byline or dateline: a standfirst, a summary.
const HEAD_PARAGRAPHS_MAX: usize = 4;
/// Paragraphs at the top in which a caption may stand.
const TOP_PARAGRAPHS_MAX: usize = 8;
/// A byline or stamp is short.
const STAMP_BYTES_MAX: usize = 60;

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

    /// Captions stand above the text: with a credit, twice, or as the picture's own caption says.
    fn take_captions_at_top(&mut self) {
        for index in 0..self.paragraphs.len().min(TOP_PARAGRAPHS_MAX) {
            let text = self.text(index);
            if text.is_empty() {
                continue;
            }
            let read = read_caption(text, self.directory);
            let own = read.as_ref().map(|(caption, _)| caption);
            if self.media.iter().any(|media| media.is_same(text, own)) {
                self.cut_back(index, 0, "caption");
                continue;
            }
            // Below the text it is the writer's: `Karl Roe/TT`.
            let above = (0..index).all(|before| self.text(before).is_empty());
            let below =
                (index + 1..self.paragraphs.len()).any(|below| !self.text(below).is_empty());
            let bare = || {
                let found = read_bare_credit(text, self.directory).filter(|_| below);
                found.filter(|(read, _)| above || read.caption.is_some())
            };
            let Some((caption, certainty)) = read.or_else(bare) else {
                continue;
            };
            // `(AZ/dpa)` at the end signs the text.
            if !below && read_agencies(text, self.directory).is_some() {
                continue;
            }
            let twin = caption.caption.as_deref().and_then(|c| self.find_twin(index, c));
            if certainty == Certainty::Sure || twin.is_some() || is_file_caption(text) {
                if let Some(twin) = twin {
                    self.cut_back(twin, 0, "caption");
                }
                self.cut_back(index, 0, "caption");
                self.captions.push(caption);
            }
        }
    }

    /// The paragraph near `index` that repeats its caption without the credit.
    fn find_twin(&self, index: usize, caption: &str) -> Option<usize> {
        let near = index.saturating_sub(3)..(index + 3).min(self.paragraphs.len());
        near.filter(|&other| other != index)
            .find(|&other| self.text(other).trim() == caption.trim())
    }

    fn take_head(&mut self) {
        let mut with_text = 0;
        for index in 0..self.paragraphs.len() {
            while self.take_head_line(index, with_text) {}
            if self.text(index).is_empty() {
                continue;
            }
            if self.located.is_none() {
                self.take_dateline(index, with_text == 0);
            }
            with_text += usize::from(!self.text(index).is_empty());
            if with_text >= HEAD_PARAGRAPHS_MAX {
                break;
            }
        }
    }

    /// Takes one line off the front that is a byline, note, stamp or separator.
    fn take_head_line(&mut self, index: usize, with_text: usize) -> bool {
        let text = self.text(index);
        let line = text.lines().next().unwrap_or("").trim();
        if line.is_empty() {
            return false;
        }
        if let Some(end) = notes::bracket_end(text).filter(|_| with_text == 0) {
            self.note(text.get(..end).unwrap_or(text));
            self.cut_front(index, end, "editor's note");
            return true;
        }
        let bytes = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
        let byline = read_byline_line(line, self.directory);
        let bare = || read_bare_byline(line, self.directory).filter(|_| with_text == 0);
        if let Some(byline) =
            byline.or_else(bare).or_else(|| self.read_split_byline(index, with_text))
        {
            self.take_byline(byline, line);
            self.cut_front(index, bytes, "byline");
            return true;
        }
        if with_text == 0 && self.byline.is_some() && self.take_byline_tail(line) {
            self.cut_front(index, bytes, "byline");
            return true;
        }
        // Legal lines read like notes, and go with what stands below the text.
        if self.directory.find_by_footer(line).is_some() {
            return false;
        }
        if notes::is_note_line(line) {
            self.note(line);
            self.cut_front(index, bytes, "editor's note");
            return true;
        }
        let may_be_stamp = with_text == 0 && line.len() <= STAMP_BYTES_MAX;
        let stamp = may_be_stamp.then(|| self.directory.find(line)).flatten();
        if stamp.is_some_and(|known| known.kind == OrganisationKind::Agency) {
            self.claim(Rank::Byline, line, line);
            self.cut_front(index, bytes, "agency stamp");
            return true;
        }
        let is_house = |name: &str| {
            self.directory.find(name).is_some()
                || self
                    .publisher
                    .is_some_and(|publisher| self.directory.same_house(publisher, name))
        };
        if with_text == 0 && is_time_line(line, is_house) {
            self.cut_front(index, bytes, "time line");
            return true;
        }
        if is_separator(line) {
            self.cut_front(index, bytes, "separator");
            return true;
        }
        false
    }

    /// A name alone is a byline where the next line says for whom or as what: `Jane Roe` over `Los Angeles Times (TNS)`,
    /// over `Staff Writer`.
    fn read_split_byline(&self, index: usize, with_text: usize) -> Option<Byline> {
        let text = self.text(index);
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        let line = line.trim();
        if with_text > 0
            || self.byline.is_some()
            || !is_person(line)
            || self.directory.find(line).is_some()
        {
            return None;
        }
        let below = if rest.trim().is_empty() { self.text(index + 1) } else { rest };
        let below = below.lines().next().unwrap_or_default();
        read_byline_tail(below, self.directory)?;
        let makers = read_makers(line, "author", self.directory);
        Some(Byline { by: line.to_owned(), makers, rights: None })
    }

    /// The line below a byline: whom its people work for.
    fn take_byline_tail(&mut self, line: &str) -> bool {
        let Some(claimed) = read_byline_tail(line, self.directory) else {
            return false;
        };
        for printed in &claimed {
            self.claim(Rank::Byline, printed, line);
        }
        let people = self.byline.iter_mut().flat_map(|byline| &mut byline.makers.people);
        for person in people.filter(|person| person.literal.is_none()) {
            person.literal = Some(line.to_owned());
        }
        true
    }

    fn take_byline(&mut self, byline: Byline, line: &str) {
        for printed in &byline.makers.organisations {
            self.claim(Rank::Byline, printed, line);
        }
        for printed in &byline.makers.material {
            let claim = material(printed, line, self.directory);
            add(&mut self.claims, self.upwards, FINDINGS_MAX, [claim]);
        }
        if self.byline.is_none() {
            self.byline = Some(byline);
        } else {
            add(&mut self.people, self.upwards, PEOPLE_MAX, byline.makers.people);
        }
    }

    /// Below the first paragraph only an agency's mark makes a dateline: lists of briefs have places too.
    fn take_dateline(&mut self, index: usize, first: bool) {
        let text = self.text(index);
        let below = || self.paragraphs.iter().skip(index + 1).map(String::as_str);
        let told = || read_told(text, below(), self.directory).filter(|_| first);
        let bold = || {
            let bytes = self.bold_bytes.get(index).filter(|bytes| first && **bytes > 0)?;
            let whole =
                self.paragraphs.get(index).is_some_and(|paragraph| paragraph.len() == text.len());
            read_bold(text, *bytes, below()).filter(|_| whole)
        };
        let Some(Dateline { located, mark, byline, text_from, label_like }) =
            read_dateline(text, self.directory).or_else(bold).or_else(told)
        else {
            return;
        };
        if !first && mark.is_none() {
            return;
        }
        // Speakers of a transcript and towns of a list are labels, and the first of them is no dateline.
        let labelled = |other: &String| has_label(other.trim_start());
        if label_like && self.paragraphs.iter().skip(index + 1).any(labelled) {
            return;
        }
        let printed = text.get(..text_from).unwrap_or(text).trim().to_owned();
        self.located = located;
        if let Some(mark) = mark {
            self.claim(Rank::Dateline, &mark, &printed);
        }
        if let Some(byline) = byline.and_then(|by| super::byline::read_author(&by, self.directory))
        {
            self.take_byline(byline, &printed);
        }
        self.cut_front(index, text_from, "dateline");
        let rest = self.text(index);
        if let Some(end) = notes::bracket_end(rest) {
            self.note(rest.get(..end).unwrap_or(rest));
            self.cut_front(index, end, "editor's note");
        }
    }

    /// Claims the role that the organisation has by its kind.
    fn claim(&mut self, rank: Rank, printed: &str, line: &str) {
        let claim = claim(rank, printed, line, self.directory);
        add(&mut self.claims, self.upwards, FINDINGS_MAX, [claim]);
    }
}

/// `BERGEN: Rain`, `MAYOR HOLM: No.`: words in capitals and a colon.
fn has_label(paragraph: &str) -> bool {
    const LABEL_BYTES_MAX: usize = 40;
    let head = paragraph.split_once(':').map(|(label, _)| label);
    head.is_some_and(|label| {
        label.len() <= LABEL_BYTES_MAX
            && label.chars().filter(|c| c.is_uppercase()).count() >= 2
            && !label.chars().any(|c| c.is_lowercase() || c == '.')
    })
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

/// A picture's own caption, to be known again in the text.
#[derive(Debug)]
struct MediaCaption<'a> {
    text: &'a str,
    read: Option<Caption>,
}

impl<'a> MediaCaption<'a> {
    /// How much longer, in bytes, one of two equal captions may be by its credit.
    const CREDIT_BYTES_MAX: usize = 160;

    fn read(text: &'a str, directory: &Directory) -> Self {
        Self { text, read: read_caption(text, directory).map(|(caption, _)| caption) }
    }

    /// There even a credit of strangers is one.
    fn into_caption(self) -> Caption {
        let text = self.text.trim();
        self.read.unwrap_or_else(|| Caption {
            caption: (!text.is_empty()).then(|| text.to_owned()),
            ..Caption::default()
        })
    }

    /// Whether a paragraph, `read` as a caption, is the same one. One of them must carry a credit: some feeds repeat the
    /// lead as a caption.
    fn is_same(&self, paragraph: &str, read: Option<&Caption>) -> bool {
        let letters = || letters_without_credit(self.text, self.read.as_ref());
        paragraph.len().abs_diff(self.text.len()) <= Self::CREDIT_BYTES_MAX
            && (self.read.is_some() || read.is_some())
            && letters().next().is_some()
            && letters().eq(letters_without_credit(paragraph, read))
    }
}

fn letters_without_credit<'t>(
    text: &'t str,
    read: Option<&'t Caption>,
) -> impl Iterator<Item = char> + 't {
    let plain = read.map_or(text, |caption| caption.caption.as_deref().unwrap_or_default());
    plain.chars().filter(|c| c.is_alphanumeric())
}

/// The range without blanks and invisible characters at both ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    let part = text.get(range.clone()).unwrap_or("");
    let start = range.start + (part.len() - part.trim_start_matches(blank).len());
    let end = start + part.trim_matches(blank).len();
    start..end
}
