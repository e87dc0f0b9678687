//! The text wire formats: what ANPA 1312 and IPTC 7901 share, i.e. heading, start of text, copy, end of text, trailer.

use super::super::Limits;
use super::fields::{finish, has_room, line, push_new};
use crate::model::{
    Document, Entry, FeedFacts, Format, Precision, Problem, ProblemKind, WireFields,
};

mod anpa;
mod copy;
mod desk;
mod german;
mod iptc7901;
pub(super) mod plain;
mod trailer;

use copy::printable;

/// Start of heading, start of text, end of text (ASCII control codes; both standards use them alike).
const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
/// Device controls mark the format line of ANPA; IPTC 7901 has none.
const ANPA_MARKS: [char; 4] = ['\u{11}', '\u{12}', '\u{13}', '\u{14}'];

/// Of a telegram that could not be read, in its problem.
const HEAD_CHARS_SHOWN: usize = 60;

/// Header lines before the copy; more is no telegram.
const HEADER_CHARS_MAX: usize = 1_000;
/// The trailer holds a date and fillers.
const TRAILER_CHARS_MAX: usize = 200;

/// Reads the telegrams of one document; `None` when no heading has a text behind it.
///
/// A telegram is named by its number and its day: numbers begin again every day.
pub(super) fn read(text: &str, limits: Limits) -> Option<Document> {
    let mut document = Document {
        format: None,
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    if !text.contains(SOH) {
        let telegram = plain::split(text)?;
        document.take(&telegram, text, limits);
        return Some(document);
    }
    let mut left_out = (0_usize, None::<&str>);
    for whole in text.split(SOH).skip(1) {
        let heading = whole.split_once(STX);
        let heading = heading.filter(|(header, _)| header.chars().count() <= HEADER_CHARS_MAX);
        let Some((header, rest)) = heading else {
            left_out.0 += 1;
            left_out.1.get_or_insert(whole);
            continue;
        };
        if !has_room(document.entries.len(), limits, &mut document.problems) {
            break;
        }
        let (copy, trailer) = rest.split_once(ETX).map_or((rest, None), |(c, t)| (c, Some(t)));
        let copy = copy.replace("\r\n", "\n").replace('\r', "\n");
        let telegram = Telegram { header: header.to_owned(), copy, trailer };
        document.take(&telegram, whole, limits);
    }
    if let (count, Some(first)) = left_out {
        let head = first.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
        let head: String = head.chars().take(HEAD_CHARS_SHOWN).collect();
        let detail = format!(
            "telegrams left out because their heading has no end: {count}; the first begins: {head}"
        );
        document.problems.push(Problem::new(ProblemKind::Malformed, detail));
    }
    document.format.is_some().then_some(document)
}

/// One message in its parts. The copy has `\n` as line end.
struct Telegram<'a> {
    header: String,
    copy: String,
    /// What stands behind the end of the text; `None` where that is not marked.
    trailer: Option<&'a str>,
}

impl Telegram<'_> {
    /// Some makers send ANPA without its format line; every field of its copy begins with a caret.
    fn is_anpa(&self) -> bool {
        self.header.contains(ANPA_MARKS) || self.copy.trim_start().starts_with('^')
    }
}

impl Document {
    fn take(&mut self, telegram: &Telegram<'_>, whole: &str, limits: Limits) {
        if telegram.trailer.is_none() {
            let detail = "the end of a text is not marked";
            self.problems.push(Problem::new(ProblemKind::Truncated, detail));
        }
        let anpa = telegram.is_anpa();
        let reader = if anpa { anpa::read } else { iptc7901::read };
        let (entry, wire) = reader(&telegram.header, &telegram.copy, limits);
        let raw: String = whole.chars().take(Entry::RAW_CHARS_MAX).collect();
        let (entry, wire) = close(entry, wire, telegram);
        self.entries.push(finish(entry, wire, &printable(&raw)));
        self.format.get_or_insert(if anpa { Format::Anpa } else { Format::Iptc7901 });
    }
}

/// Adds what the trailer says: the agency, the time, and with the number of the heading the names of this telegram and
/// of those that it replaces.
fn close(mut entry: Entry, mut wire: WireFields, telegram: &Telegram<'_>) -> (Entry, WireFields) {
    let printed: String =
        telegram.trailer.unwrap_or_default().chars().take(TRAILER_CHARS_MAX).collect();
    let trailers: Vec<String> = printed.lines().filter_map(|text| line(&printable(text))).collect();
    let Some(stamp) = trailers.iter().find_map(|text| trailer::read(text)) else {
        return (entry, wire);
    };
    push_new(&mut wire.providers, stamp.agency.clone());
    let sent = stamp.sent();
    if sent.precision == Precision::Instant {
        entry.updated = Some(sent.clone());
    } else {
        let detail = format!("the time {} has no zone that is known, its day is kept", sent.raw);
        entry.problems.push(Problem::new(ProblemKind::UnreadableDate, detail));
    }
    entry.published = Some(sent);
    let agency = wire.providers.first().map(|agency| format!("{agency}:")).unwrap_or_default();
    let name = |number: &str, day| format!("{agency}{number}:{day}");
    let own = desk::own_number(&telegram.header);
    wire.item_id = own.as_deref().map(|number| name(number, stamp.day));
    for number in desk::earlier_numbers(&telegram.header, &entry, &wire) {
        for day in desk::days_of(&number, own.as_deref(), &stamp) {
            let earlier = name(&number, day);
            let is_own = wire.item_id.as_ref() == Some(&earlier);
            push_new(&mut wire.previous, Some(earlier).filter(|_| !is_own));
        }
    }
    (entry, wire)
}

#[cfg(test)]
mod tests;
