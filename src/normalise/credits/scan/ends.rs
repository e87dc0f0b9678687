//! Takes the lines below and between the paragraphs that are no text, from the last one up.

use std::borrow::Cow;

use super::super::byline::read_signature;
use super::super::captions::{Certainty, read_caption};
use super::super::footer::{Footer, find_bracketed_sign_off, find_sign_off, read_footer};
use super::super::organisations::{OrganisationKind, organisation};
use super::super::resolve::{Claim, Rank, Role};
use super::super::{copyright, notes, reporting};
use super::prose::is_prose;
use super::{FINDINGS_MAX, PEOPLE_MAX, Scan, add};
use crate::model::Copyright;

/// Bytes of text after a line that may still be furniture which another rule missed.
const END_BYTES: usize = 240;
/// Credits behind the last sentence of one paragraph; each costs a look at all of it.
const INLINE_ENDS_MAX: usize = 8;

impl Scan<'_> {
    /// From the last paragraph up: lines at the end and the beginning of each that are no text.
    pub(super) fn take_ends(&mut self) {
        let mut bytes_below = 0;
        let above = [
            self.removed.len(),
            self.people.len(),
            self.notes.len(),
            self.captions.len(),
            self.claims.len(),
        ];
        self.upwards = true;
        self.take_note_block();
        self.take_release_contacts();
        for index in (0..self.paragraphs.len()).rev() {
            let at_end = bytes_below <= END_BYTES;
            while self.take_last_line(index, at_end) {}
            while self.take_first_line(index) {}
            let inline = |_: &usize| at_end && self.take_inline_end(index);
            if (0..INLINE_ENDS_MAX).take_while(inline).count() > 0 {
                // What is left may be a line of credits as a whole.
                while self.take_last_line(index, at_end) {}
            }
            bytes_below += self.text(index).len();
        }
        self.claim_subject();
        let [removed, people, notes, captions, claims] = above;
        turn(&mut self.removed, removed);
        turn(&mut self.people, people);
        turn(&mut self.notes, notes);
        turn(&mut self.captions, captions);
        turn(&mut self.claims, claims);
    }

    /// From dpa's heading `# Notebook` to the end: addresses, links and who made it, none of it for print. Only dpa's own
    /// headings below it prove it, and text must stand above.
    fn take_note_block(&mut self) {
        const HEADINGS: [&str; 2] = ["# Notebook", "# Notizblock"];
        const BELOW: [&str; 4] = [
            "## Internet",
            "## Editorial contacts",
            "## Redaktionelle Hinweise",
            "## Ansprechpartner",
        ];
        const BLOCK_BYTES_MAX: usize = 4_000;
        let is_heading = |line: &str| HEADINGS.contains(&line.trim());
        let heading = |index: &usize| {
            let text = self.text(*index);
            memchr::memchr(b'#', text.as_bytes()).is_some() && text.lines().any(is_heading)
        };
        let Some(first) = (0..self.paragraphs.len()).rev().find(heading) else { return };
        let block = || (first..self.paragraphs.len()).map(|index| self.text(index));
        let proven = block()
            .flat_map(str::lines)
            .any(|line| BELOW.iter().any(|known| line.trim().starts_with(known)));
        let begins = self.text(first).lines().next().is_some_and(is_heading);
        let has_text_above = !begins || (0..first).any(|index| !self.text(index).is_empty());
        if !proven || !has_text_above || block().map(str::len).sum::<usize>() > BLOCK_BYTES_MAX {
            return;
        }
        for index in (first..self.paragraphs.len()).rev() {
            let text = self.text(index);
            let above = |line: &&str| index == first && !is_heading(line);
            let from: usize = text.split_inclusive('\n').take_while(above).map(str::len).sum();
            for line in text.get(from..).unwrap_or_default().lines().rev() {
                self.take_line(line.trim_start_matches(['-', ' ']).trim(), true);
            }
            self.cut_back(index, from, "note block");
        }
    }

    fn take_last_line(&mut self, index: usize, at_end: bool) -> bool {
        let text = self.text(index);
        let from = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
        let line = text.get(from..).unwrap_or(text).trim();
        match self.take_line(line, at_end) {
            Some(rule) => {
                self.cut_back(index, from, &rule);
                true
            }
            None => false,
        }
    }

    fn take_first_line(&mut self, index: usize) -> bool {
        let text = self.text(index);
        let Some(bytes) = memchr::memchr(b'\n', text.as_bytes()) else {
            return false;
        };
        let line = text.get(..bytes).unwrap_or(text).trim();
        // Other lines follow it.
        match self.take_line(line, false) {
            Some(rule) => {
                self.cut_front(index, bytes, &rule);
                true
            }
            None => false,
        }
    }

    /// Recognises one whole line and keeps what it says; returns the rule's name.
    fn take_line(&mut self, line: &str, at_end: bool) -> Option<Cow<'static, str>> {
        if line.is_empty() || (!at_end && is_prose(line, self.directory)) {
            return None;
        }
        self.read_line(line, at_end)
    }

    pub(super) fn read_line(&mut self, line: &str, at_end: bool) -> Option<Cow<'static, str>> {
        if self.take_copyright(line, at_end) {
            return Some("copyright line".into());
        }
        let signed = || read_signature(line, self.directory);
        if let Some(byline) = at_end.then(signed).flatten() {
            self.take_byline(byline, line);
            return Some("byline".into());
        }
        if self.take_issuer(line) {
            return Some("source line".into());
        }
        if let Some(footer) = read_footer(line, at_end, self.directory) {
            self.take_footer(&footer, line);
            return Some(footer.rule());
        }
        let below = || reporting::read_below(line, self.directory).filter(|_| at_end);
        if let Some(makers) = reporting::read_reporting(line, self.directory).or_else(below) {
            // `(mit Agenturmaterial)` names nobody, and is told all the same.
            if !makers.organisations.is_empty() || makers.people.is_empty() {
                self.note(line);
            }
            add(&mut self.people, self.upwards, PEOPLE_MAX, makers.people);
            return Some("reporting credit".into());
        }
        if notes::is_note_line(line) {
            self.note(line);
            return Some("editor's note".into());
        }
        let (caption, certainty) = read_caption(line, self.directory)?;
        if certainty == Certainty::Sure {
            add(&mut self.captions, self.upwards, PEOPLE_MAX, [caption]);
            return Some("caption".into());
        }
        None
    }

    /// Credits that follow the last sentence in its own paragraph.
    fn take_inline_end(&mut self, index: usize) -> bool {
        let text = self.text(index);
        let found = copyright::find_at_end(text, self.directory)
            .or_else(|| reporting::find_at_end(text, self.directory))
            .or_else(|| find_sign_off(text, self.directory))
            .or_else(|| find_bracketed_sign_off(text, self.directory));
        let Some(from) = found.filter(|from| *from > 0) else {
            return false;
        };
        let line = text.get(from..).unwrap_or("").trim();
        match self.take_line(line, true) {
            Some(rule) => {
                self.cut_back(index, from, &rule);
                true
            }
            None => false,
        }
    }

    pub(super) fn take_copyright(&mut self, line: &str, at_end: bool) -> bool {
        let found =
            copyright::read_copyright(line, self.directory).filter(|found| found.certain || at_end);
        let Some(found) = found else { return false };
        let own = self
            .publisher
            .is_some_and(|publisher| self.directory.same_house(publisher, &found.holder));
        self.claim(
            if own { Rank::OwnCopyright } else { Rank::Copyright },
            &found.holder,
            &found.notice,
        );
        let mut rest = found.rest;
        while !rest.is_empty() {
            let (sentence, after) = rest.split_once(". ").unwrap_or((rest, ""));
            if let Some(footer) = read_footer(sentence, true, self.directory)
                .or_else(|| read_footer(rest, true, self.directory))
            {
                self.take_footer(&footer, sentence);
            }
            rest = after.trim();
        }
        // Lines are read from the last one up: the topmost notice is the story's own. A printer's above an agency's is not.
        let of_agency = |holder: &str| {
            let known = self.directory.find_at_head(holder);
            known.is_some_and(|known| known.kind == OrganisationKind::Agency)
        };
        if self.copyright.holder.as_deref().is_some_and(of_agency) && !of_agency(&found.holder) {
            return true;
        }
        self.copyright = Copyright {
            holder: Some(found.holder),
            notice: Some(found.notice),
            usage_terms: found.usage_terms,
        };
        true
    }

    fn take_footer(&mut self, footer: &Footer, line: &str) {
        match footer {
            Footer::Distributed(by) => {
                let known = self.directory.find_at_head(by);
                let claim = Claim {
                    role: Role::Distributor,
                    rank: Rank::Footer,
                    organisation: organisation(known, by),
                    printed: line.to_owned(),
                };
                add(&mut self.claims, self.upwards, FINDINGS_MAX, [claim]);
            }
            Footer::Originated(Some(by)) => self.claim(Rank::Footer, by, line),
            Footer::SignOff(agencies) => {
                // Claims are turned round with all that is found from the last line up.
                for agency in agencies.iter().rev() {
                    self.claim(Rank::Footer, agency, line);
                }
            }
            Footer::Sourced => self.note(line),
            Footer::Originated(None)
            | Footer::Contact
            | Footer::ReadMore
            | Footer::Separator
            | Footer::Furniture(_) => {}
        }
    }
}

/// Puts what was found from the last line up into the order of the text.
fn turn<T>(list: &mut [T], above: usize) {
    if let Some(found) = list.get_mut(above..) {
        found.reverse();
    }
}
