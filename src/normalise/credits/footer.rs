//! Footer lines around a story: who distributed or first published it, whom to write to, where to read on. Takes no prose.

use std::borrow::Cow;

use super::copyright::is_reservation;
use super::organisations::Directory;

pub(super) mod contact;
pub(super) mod origin;
mod sign_off;

use contact::{is_contact, is_read_more};
use origin::{
    read_distributor, read_first_sent, read_published, read_published_abroad, read_source,
};
use sign_off::read_sign_off;
pub(super) use sign_off::{find_bracketed_sign_off, find_sign_off, read_agencies};

/// What a footer line is, and the organisation it names, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Footer {
    Distributed(String),
    /// First published by, republished from, `Source: ...`.
    Originated(Option<String>),
    /// `Quelle: ...`, and nobody we know: told as it is printed.
    Sourced,
    Contact,
    ReadMore,
    Separator,
    /// Agencies' sign-off: `REUTER`, `(SDA/dpa)`.
    SignOff(Vec<String>),
    /// Furniture of an organisation; the operator's file that names it.
    Furniture(Option<String>),
}

impl Footer {
    /// The rule's name, as shown with what was taken out.
    pub(super) fn rule(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Distributed(_) => "distributor line",
            Self::Originated(_) | Self::Sourced => "source line",
            Self::Contact => "contact line",
            Self::ReadMore => "read more line",
            Self::Separator => "separator",
            Self::SignOff(_) => "sign-off",
            Self::Furniture(None) => "agency furniture",
            Self::Furniture(Some(file)) => return Cow::Owned(format!("agency furniture ({file})")),
        })
    }
}

const LINE_BYTES_MAX: usize = 420;

/// Reads a line that is a footer and nothing else. `at_end`: nothing of the story follows it.
pub(super) fn read_footer(line: &str, at_end: bool, directory: &Directory) -> Option<Footer> {
    let line = line.trim();
    if is_separator(line) {
        return Some(Footer::Separator);
    }
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    let published = || {
        let found = at_end.then(|| read_published(line, directory)).flatten();
        found.or_else(|| at_end.then(|| read_published_abroad(line, directory)).flatten())
    };
    let furniture = || Some(Footer::Furniture(directory.find_by_footer(line)?.file.clone()));
    read_distributor(line, directory)
        .or_else(|| read_source(line, at_end, directory))
        .or_else(|| read_first_sent(line, directory))
        .or_else(published)
        .or_else(furniture)
        .or_else(|| is_rights_line(line, at_end).then_some(Footer::Furniture(None)))
        .or_else(|| read_direction(line, at_end))
        .or_else(|| read_sign_off(line, at_end, directory))
}

/// `© RIPRODUZIONE RISERVATA`, `Alle Rechte vorbehalten.`, and nobody who holds them.
fn is_rights_line(line: &str, at_end: bool) -> bool {
    at_end && is_reservation(line)
}

/// A line that leads elsewhere: to a person or to a page.
fn read_direction(line: &str, at_end: bool) -> Option<Footer> {
    if is_contact(line, at_end) {
        return Some(Footer::Contact);
    }
    is_read_more(line).then_some(Footer::ReadMore)
}

/// Whether the line is a drawn rule or a telegram's end mark, blanks or not.
pub(super) fn is_separator(line: &str) -> bool {
    const MARK_CHARS_MAX: usize = 6;
    const MARKS: [&str; 9] =
        ["-30-", "–30–", "—30—", "ENDS", "-ends-", "-END-", "(END)", "(ENDS)", "Ends/"];
    let line = line.trim();
    let bare = || line.chars().filter(|c| !c.is_whitespace());
    let is_drawn = |c: char| matches!(c, '_' | '*' | '#' | '-' | '–' | '—' | '=' | '~' | '•');
    line.len() <= LINE_BYTES_MAX
        && ((line.len() >= 2 && bare().all(is_drawn))
            || (bare().nth(MARK_CHARS_MAX).is_none()
                && MARKS.iter().any(|mark| bare().eq(mark.chars()))))
}

#[cfg(test)]
mod tests;
