//! Takes the lines above the text that are none: bylines, stamps, notes to editors, times; and the dateline.

use super::super::byline::{
    Byline, read_author, read_bare_byline, read_byline_line, read_byline_tail,
};
use super::super::dateline::{Dateline, read_bold, read_dateline, read_told};
use super::super::dates::is_time_line;
use super::super::footer::is_separator;
use super::super::names::{is_person, read_makers};
use super::super::notes;
use super::super::organisations::OrganisationKind;
use super::super::resolve::Rank;
use super::{FINDINGS_MAX, PEOPLE_MAX, Scan, add, material};

/// Paragraphs with text that may stand before a byline or dateline: a standfirst, a summary.
const HEAD_PARAGRAPHS_MAX: usize = 4;
/// A byline or stamp is short.
const STAMP_BYTES_MAX: usize = 60;

impl Scan<'_> {
    pub(super) fn take_head(&mut self) {
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

    pub(super) fn take_byline(&mut self, byline: Byline, line: &str) {
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
        if let Some(byline) = byline.and_then(|by| read_author(&by, self.directory)) {
            self.take_byline(byline, &printed);
        }
        self.cut_front(index, text_from, "dateline");
        let rest = self.text(index);
        if let Some(end) = notes::bracket_end(rest) {
            self.note(rest.get(..end).unwrap_or(rest));
            self.cut_front(index, end, "editor's note");
        }
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
