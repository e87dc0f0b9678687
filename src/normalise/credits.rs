//! What the text says of its makers: dateline, byline, agencies, copyright and contact lines, picture credits. Pure.

use std::ops::Range;

use super::RuleBook;
use crate::model::{Copyright, Person, Sources, WireFields};

mod byline;
mod captions;
mod copyright;
mod dateline;
mod dates;
mod explicit;
mod footer;
mod names;
mod notes;
mod openings;
pub(crate) mod organisations;
mod place;
mod places;
mod reporting;
mod resolve;
mod rights;
mod scan;
mod window;

/// A story's text and every printed hint around it.
#[derive(Debug, Clone, Default)]
pub struct Printed<'a> {
    pub headline: Option<&'a str>,
    /// Plain-text paragraphs in reading order, furniture already gone.
    pub paragraphs: &'a [String],
    /// How many bytes in bold each of the first paragraphs begins with.
    pub bold_bytes: &'a [usize],
    /// Authors as the entry carried them (`By Jane Roe, Bloomberg News (TNS)`), one string each.
    pub authors: &'a [String],
    /// What the entry itself says of rights.
    pub rights: Option<&'a str>,
    /// What its channel says of the rights in all its entries.
    pub channel_rights: Option<&'a str>,
    /// RSS `source`, `dc:publisher` or the like.
    pub source: Option<&'a str>,
    /// The feed's publisher: the operator's setting, else the channel's own name.
    pub publisher: Option<&'a str>,
    pub wire: Option<&'a WireFields>,
    /// Captions that came with media elements rather than in the text.
    pub media_captions: &'a [String],
}

/// A paragraph that stays, and which bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub index: usize,
    pub range: Range<usize>,
}

/// A caption with its credit, taken out of the text or read from media.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    pub caption: Option<String>,
    /// As printed: `Alex Wong, Getty Images/TNS`.
    pub credit: Option<String>,
    pub people: Vec<Person>,
    pub sources: Sources,
}

/// What was recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub kept: Vec<Kept>,
    /// (rule, text) of everything taken out.
    pub removed: Vec<(String, String)>,
    pub located: Option<String>,
    pub by: Option<String>,
    pub people: Vec<Person>,
    pub sources: Sources,
    pub copyright: Copyright,
    pub ed_notes: Vec<String>,
    /// Captions found in the text, in order.
    pub captions: Vec<Caption>,
    /// One reading for each of `Printed::media_captions`.
    pub media_captions: Vec<Caption>,
}

/// Whether the built-in directory knows the organisation by this name.
pub(super) fn is_known_organisation(printed: &str) -> bool {
    RuleBook::built_in().organisations.find(printed).is_some()
}

pub(super) use names::is_office;

/// Reads every credit and says which parts of which paragraphs are the story's own text.
///
/// Linear in the text. Explicit wire fields win over copyright lines, those over footers, dateline marks, bylines and
/// the source element; nothing is claimed that is neither printed nor explicit.
pub fn read_credits(printed: &Printed<'_>, rules: &RuleBook) -> Reading {
    let directory = &rules.organisations;
    let mut scan = scan::Scan::new(printed, directory);
    scan.run();
    let mut reading = Reading {
        kept: scan.kept(),
        media_captions: scan.take_media_captions(),
        ..Reading::default()
    };
    explicit::fill(&mut reading, printed, &mut scan);
    let providers = printed.wire.map_or(&[][..], |wire| &wire.providers);
    let (mut sources, left_over) =
        resolve::resolve(scan.claims, printed.publisher, providers, directory);
    let printer = printed.wire.and_then(|wire| wire.publisher.as_deref());
    for (role, rests_on) in &mut sources.evidence {
        if let Some(name) = printer.filter(|_| role == "publisher" && printer == printed.publisher)
        {
            *rests_on = format!("wire field: {name}");
        }
    }
    reading.sources = sources;
    reading.removed = scan.removed;
    reading.captions = scan.captions;
    reading.ed_notes.extend(scan.notes);
    reading.ed_notes.extend(left_over);
    reading
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod real_copy;
#[cfg(test)]
mod shapes;
