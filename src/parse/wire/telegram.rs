//! The text wire formats: what ANPA 1312 and IPTC 7901 share, i.e. heading, start of text, copy, end of text, trailer.

use super::super::{Limits, date};
use super::fields::{finish, has_room, line};
use crate::model::{Date, Document, Entry, FeedFacts, Format, Problem, ProblemKind, WireFields};

mod anpa;
mod copy;
mod iptc7901;

use copy::printable;

/// Start of heading, start of text, end of text (ASCII control codes; both standards use them alike).
const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
/// Device controls mark the format line of ANPA; IPTC 7901 has none.
const ANPA_MARKS: [char; 4] = ['\u{11}', '\u{12}', '\u{13}', '\u{14}'];

/// Header lines before the copy; more is no telegram.
const HEADER_CHARS_MAX: usize = 1_000;
/// The trailer holds a date and fillers.
const TRAILER_CHARS_MAX: usize = 200;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads the telegrams of one document; `None` when no heading has a text behind it.
///
/// Telegrams carry no lasting id: the transmission number starts again every day, so entries have no guid.
pub(super) fn read(text: &str, limits: Limits) -> Option<Document> {
    let mut format = None;
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for telegram in text.split(SOH).skip(1) {
        let Some((header, rest)) = telegram.split_once(STX) else {
            continue;
        };
        if header.chars().count() > HEADER_CHARS_MAX {
            continue;
        }
        if !has_room(entries.len(), limits, &mut problems) {
            break;
        }
        let (copy, trailer) = rest.split_once(ETX).unwrap_or_else(|| {
            problems.push(Problem::new(ProblemKind::Truncated, "the end of a text is not marked"));
            (rest, "")
        });
        let copy = copy.replace("\r\n", "\n").replace('\r', "\n");
        let anpa = header.contains(ANPA_MARKS);
        let reader = if anpa { anpa::read } else { iptc7901::read };
        let (entry, wire) = reader(header, &copy, limits);
        entries.push(close(entry, wire, trailer, telegram));
        format.get_or_insert(if anpa { Format::Anpa } else { Format::Iptc7901 });
    }
    format.map(|format| Document {
        format: Some(format),
        feed: FeedFacts::default(),
        entries,
        problems,
    })
}

fn close(mut entry: Entry, mut wire: WireFields, trailer: &str, telegram: &str) -> Entry {
    let trailer: String = trailer.chars().take(TRAILER_CHARS_MAX).collect();
    let trailer = line(&printable(&trailer)).unwrap_or_default();
    let american = american_stamp(&trailer);
    if american.is_some() {
        let agency = trailer.split_once('-').map(|(agency, _)| agency.to_owned());
        wire.providers.extend(agency);
    }
    let stamp = american.or_else(|| european_stamp(&trailer));
    let sent = stamp.map(|stamp| Date { raw: trailer, ..date::read(&stamp) });
    entry.published.clone_from(&sent);
    entry.updated = sent;
    let raw: String = telegram.chars().take(Entry::RAW_CHARS_MAX).collect();
    finish(entry, wire, &printable(&raw))
}

/// `AP-NY-02-20-25 0305GMT` as RFC 3339.
fn american_stamp(trailer: &str) -> Option<String> {
    let (date, time) = trailer.split_once(' ')?;
    let (time, _) = time.split_once("GMT")?;
    let (hour, minute) = time.split_at_checked(2)?;
    let mut parts = date.rsplit('-');
    let (year, day, month) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = [year, day, month, hour, minute].into_iter().all(is_two_digits);
    whole.then(|| format!("20{year}-{month}-{day}T{hour}:{minute}:00Z"))
}

/// `212101 GMT Nov 18` (day, hour, minute; the year last) as RFC 3339; without a zone it is no instant.
fn european_stamp(trailer: &str) -> Option<String> {
    let mut words = trailer.split_whitespace();
    let (moment, zone, month, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let offset = match zone {
        "GMT" | "UTC" => "Z",
        "MEZ" | "CET" => "+01:00",
        "MESZ" | "CEST" => "+02:00",
        _ => return None,
    };
    let month = month.to_lowercase();
    let month = MONTHS.iter().position(|name| month.starts_with(name))? + 1;
    let (day, time) = moment.split_at_checked(2)?;
    let (hour, minute) = time.split_at_checked(2)?;
    let whole = [day, hour, minute, year].into_iter().all(is_two_digits);
    whole.then(|| format!("20{year}-{month:02}-{day}T{hour}:{minute}:00{offset}"))
}

fn is_two_digits(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

    fn read_one(text: &str) -> (Option<Format>, Entry) {
        let mut document = read(text, LIMITS).unwrap();
        (document.format, document.entries.remove(0))
    }

    fn check(have: Option<&str>, want: &str) {
        assert_eq!(have, Some(want));
    }

    #[test]
    fn anpa_marks_become_fields_and_indents_paragraphs() {
        let text = "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nu a\u{13}\u{11} BC-HLD--Gates 03-04 0120\r\n\
            \u{2}^BC-HLD--Harbour Gates, 2nd Ld,120< \r\n^Harbour gates hold< \r\n^Eds: Adds the vote.< \r\n\
            ^AP Photo HLD101< \r\n^A quiet night at the quay.<\r\n^By ANA RUIZ= \r\n^Vale Staff Writer= \r\n\
            \t   PORT HALDEN (HLD) _ ``It held,'' she\r\nsaid. \r\n \r\n\t   Second one.\r\n^AGATE=\r\n\u{8}Gate\u{10}1;2\r\n\u{8}Gate\u{10}2;3\r\n\
            \t   \u{3}HLD-NY-03-04-25 0305GMT<\r\n\u{c}\u{4}";
        let (format, entry) = read_one(text);
        let wire = entry.wire.unwrap();
        assert_eq!(format, Some(Format::Anpa));
        check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
        check(entry.summary.as_ref().map(|t| t.value.as_str()), "A quiet night at the quay.");
        let body = "PORT HALDEN (HLD) — “It held,” she said.\n\nSecond one.\n\nAGATE\n\nGate 1;2\n\nGate 2;3";
        check(entry.content.as_ref().map(|t| t.value.as_str()), body);
        check(wire.slugline.as_deref(), "BC-HLD--Harbour Gates, 2nd Ld");
        check(wire.byline.as_deref(), "By ANA RUIZ");
        check(wire.ed_note.as_deref(), "Eds: Adds the vote.");
        assert_eq!(entry.authors, ["By ANA RUIZ, Vale Staff Writer"]);
        assert_eq!(wire.urgency, Some(3));
        assert_eq!(wire.providers, ["HLD"]);
        let sent = entry.updated.unwrap();
        assert_eq!(sent.at.unwrap().to_string(), "2025-03-04T03:05:00Z");
        assert!(sent.raw.starts_with("HLD-NY"));
    }

    /// `FLASH` was the headline of every flash.
    #[test]
    fn an_urgency_in_the_line_of_the_headline_is_no_headline() {
        let text = "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nf a\u{13}\u{11} FLASH-Gates 03-04 0012\r\n\u{2}^FLASH-Gates<\r\n^FLASH<\r\n\
            \t   PORT HALDEN (HLD) _ The gates held.\r\n\u{3}HLD-NY-03-04-25 0305GMT<\r\n\u{4}";
        let (_, entry) = read_one(text);
        check(entry.title.as_ref().map(|t| t.value.as_str()), "FLASH-Gates");
        assert_eq!(entry.wire.unwrap().urgency, Some(1));
    }

    #[test]
    fn iptc_7901_heading_and_wrapped_lines_are_read() {
        let text = "\u{1}hld0124 3 i 93  hld 1888\r\n\r\nHarbour/gates/\r\n\u{2}EXTRA\nHarbour gates hold in\nstorm\n\
            By Ana Ruiz =\r\n\r\nPort Halden (hld) - The gates\r\nheld.\r\n\r\nSecond.\r\n\u{3}042101 MEZ Mar 25\r\n\u{7f}\u{4}";
        let (format, entry) = read_one(text);
        let wire = entry.wire.unwrap();
        assert_eq!(format, Some(Format::Iptc7901));
        check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold in storm");
        let body = "Port Halden (hld) - The gates held.\n\nSecond.";
        check(entry.content.as_ref().map(|t| t.value.as_str()), body);
        check(wire.slugline.as_deref(), "Harbour/gates");
        check(wire.byline.as_deref(), "By Ana Ruiz");
        assert_eq!(wire.signals, ["EXTRA"]);
        assert_eq!(wire.urgency, Some(3));
        assert_eq!(wire.providers, ["hld"]);
        assert_eq!(entry.updated.unwrap().at.unwrap().to_string(), "2025-03-04T20:01:00Z");
    }

    #[test]
    fn telegrams_in_one_file_are_entries_in_order() {
        let one = |headline: &str| {
            format!(
                "\u{1}hld01 3 i\r\n\u{2}{headline} =\r\n\r\nText.\r\n\u{3}042101 GMT Mar 25\u{4}"
            )
        };
        let document =
            read(&format!("{}{}\u{1}no text", one("First"), one("Second")), LIMITS).unwrap();
        let titles: Vec<_> =
            document.entries.iter().map(|e| e.title.clone().unwrap().value).collect();
        assert_eq!(titles, ["First", "Second"]);
        let many = read(&one("More").repeat(LIMITS.entries_max + 5), LIMITS).unwrap();
        assert_eq!((many.entries.len(), many.problems.len()), (LIMITS.entries_max, 1));
    }

    #[test]
    fn a_trailer_that_is_no_date_gives_none() {
        let check = |trailer: &str| {
            let stamp = american_stamp(trailer).or_else(|| european_stamp(trailer));
            assert_eq!(stamp, None, "{trailer}");
        };
        check("");
        check("211259 Nov 18");
        check("HLD-21:37-09-12-18");
        check("HLD-NY-03-04-25 03é5GMT");
        check("9é GMT Nov 18");
    }

    #[test]
    fn a_telegram_without_end_or_headline_still_gives_its_text() {
        let (_, entry) = read_one("\u{1}x\n\u{2}Only line\nBody here");
        check(entry.title.as_ref().map(|t| t.value.as_str()), "Only line");
        check(entry.content.as_ref().map(|t| t.value.as_str()), "Body here");
        let document = read("\u{1}x\n\u{2}Only line\nBody", LIMITS).unwrap();
        assert_eq!(document.problems[0].kind, ProblemKind::Truncated);
        assert!(read("\u{1}no start of text", LIMITS).is_none());
    }
}
