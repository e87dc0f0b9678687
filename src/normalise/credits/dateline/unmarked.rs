//! Datelines whose agency, where they name one, stands without brackets: `PLACE, date - `, `PLACE — `, `PLACE, date, KYODO. `.

use super::super::dates::split_date;
use super::super::organisations::Directory;
use super::super::place::Place;
use super::super::places::{is_known_place, is_known_town, is_region};
use super::{
    CANDIDATES_MAX, Dateline, begins_sentence, is_dash, is_padding, read_head, sends_copy,
    skip_separator,
};

/// `PLACE, date - `, `PLACE — `, `date - `, `PLACE, date, Kyodo -`, `AFP - `.
pub(super) fn read_unmarked(head: &str, directory: &Directory) -> Option<Dateline> {
    // The dashes beyond ASCII begin with one byte.
    let may_be = |byte: u8| matches!(byte, b'-' | b'_' | b':' | b'|' | 0xE2);
    let found = head.bytes().enumerate().filter(|&(_, byte)| may_be(byte));
    let found = found.filter_map(|(at, _)| Some((at, head.get(at..)?.chars().next()?)));
    let dashes = found.filter(|&(_, c)| is_dash(c) || matches!(c, ':' | '|'));
    dashes.take(CANDIDATES_MAX).find_map(|(at, c)| {
        let (before, after) = head.split_at_checked(at)?;
        // `LONDON | A court ...`, as `LONDON: A court ...`
        let (after, c) = after.strip_prefix('|').map_or((after, c), |after| (after, ':'));
        let (dash, text) = skip_separator(after);
        let spaced = before.ends_with(' ')
            || after.chars().nth(1).is_none_or(|c| c.is_whitespace() || is_dash(c))
            || matches!(c, '–' | '—' | '―');
        if !(dash && spaced) && c != ':' {
            return None;
        }
        let strong = c != '-' || after.starts_with("--") || before.ends_with(' ');
        let (place, dated, byline, mark) = read_bare_head(before, directory)?;
        let (mark, dated, text) = match read_second(text, directory).filter(|_| mark.is_none()) {
            Some(second) => (second.mark, dated || second.dated, second.text),
            None => (mark, dated, text),
        };
        let starts_upper =
            text.chars().find(|c| !c.is_whitespace()).is_some_and(|c| !c.is_lowercase());
        let accepted = match (&place, dated) {
            (Some(place), false) if mark.is_some() => c != ':' && is_known_place(&place.text),
            (Some(place), true) => {
                (c != ':' && (place.upper || mark.is_some())) || is_known_place(&place.text)
            }
            (Some(place), false) if c == ':' => {
                place.upper && is_known_town(&place.text) && begins_sentence(text)
            }
            // `Lima.- El puerto ...`, as papers of Latin America have it; no sentence ends so.
            (Some(place), false) if c == '-' && before.ends_with('.') && !place.upper => {
                is_known_town(&place.text) && begins_sentence(text)
            }
            // `NEW YORK - based lenders`: a sentence that goes on had no dateline. `ALGER- ` needs a whole sentence.
            (Some(place), false) => {
                let sure = strong || (is_known_town(&place.text) && begins_sentence(text));
                sure && place.upper && starts_upper && is_known_place(&place.text)
            }
            (None, true) => c != ':' && strong && starts_upper && !has_second_dash(text),
            (None, false) => {
                c != ':' && strong && starts_upper && mark.is_some() && !has_second_dash(text)
            }
        };
        accepted.then(|| Dateline {
            located: place.map(|p| p.text),
            mark,
            byline,
            text_from: head.len() - text.len(),
            label_like: c == ':' && !dated,
        })
    })
}

/// What stands behind the first dash and before the text.
struct Second<'t> {
    mark: Option<String>,
    dated: bool,
    text: &'t str,
}

/// `МОСКВА, 8 мар - РИА Новости. `, `PARIS — AFP — `, `PARIS--March 3, 2026-- `: agency or date behind the first dash.
fn read_second<'t>(text: &'t str, directory: &Directory) -> Option<Second<'t>> {
    const BYTES_MAX: usize = 60;
    let ends = text.char_indices().filter(|&(_, c)| is_dash(c) || matches!(c, '.' | ':'));
    ends.take_while(|(at, _)| *at <= BYTES_MAX).take(CANDIDATES_MAX).find_map(|(at, _)| {
        let (printed, after) = text.split_at_checked(at)?;
        let (dash, rest) = skip_separator(after);
        let printed = printed.trim();
        // A full stop ends what stands there only before a blank, and only a sentence follows it.
        let parted = (dash && !after.starts_with('.')) || after.starts_with(". ");
        if !parted || rest.chars().next().is_none_or(char::is_lowercase) {
            return None;
        }
        if directory.find(printed).is_some_and(sends_copy) {
            return Some(Second { mark: Some(printed.to_owned()), dated: false, text: rest });
        }
        let (before, dated) = split_date(printed);
        (dash && dated && before.trim().is_empty()).then_some(Second {
            mark: None,
            dated,
            text: rest,
        })
    })
}

/// `YEREVAN, MARCH 3, ARMENPRESS. Text`, `BAKU, Azerbaijan, March 3. Text`: a date ends the dateline, and no dash.
pub(super) fn read_dotted(head: &str, directory: &Directory) -> Option<Dateline> {
    const AGENCY_WORDS_MAX: usize = 4;
    let stops = memchr::memchr2_iter(b'.', b',', head.as_bytes());
    stops.take(CANDIDATES_MAX).find_map(|at| {
        let (before, after) = head.split_at_checked(at)?;
        if !before.ends_with(|c: char| c.is_ascii_digit()) && !split_date(before).1 {
            return None;
        }
        let full = after.starts_with('.');
        let after = after.get(1..)?.strip_prefix(' ')?.trim_start();
        let (place, dated, byline) = read_head(before)?;
        let place = place.filter(|place| {
            dated
                && (place.upper || is_known_place(&place.text))
                && directory.find(&place.text).is_none()
        })?;
        let ends = after.char_indices().filter(|(_, c)| matches!(c, ' ' | '.' | ',' | '/' | ':'));
        let ends: Vec<usize> = ends.map(|(at, _)| at).take(AGENCY_WORDS_MAX).collect();
        let agency = ends.into_iter().rev().find_map(|end| {
            let (name, rest) = after.split_at_checked(end)?;
            let (_, text) = skip_separator(rest.trim_start_matches([' ', '/']));
            let sent = directory.find(name).is_some_and(sends_copy) && begins_sentence(text);
            sent.then(|| (Some(name.to_owned()), text))
        });
        let bare = full && place.upper && is_known_place(&place.text) && begins_sentence(after);
        let (mark, text) = agency.or_else(|| bare.then_some((None, after)))?;
        Some(Dateline {
            located: Some(place.text),
            mark,
            byline,
            text_from: head.len() - text.len(),
            label_like: false,
        })
    })
}

type BareHead = (Option<Place>, bool, Option<String>, Option<String>);

/// Like [`read_head`], with an agency that stands without brackets: `TOKYO, March 3, Kyodo -`.
fn read_bare_head(before: &str, directory: &Directory) -> Option<BareHead> {
    let before = before.trim_matches(is_padding);
    let agency = |printed: &str| directory.find(printed).is_some_and(sends_copy);
    if agency(before) {
        return Some((None, false, None, Some(before.to_owned())));
    }
    if let Some((head, last)) = before.rsplit_once([' ', ',']).filter(|(_, last)| agency(last)) {
        let (place, dated, byline) = read_head(head)?;
        // `HARRISBURG, PA -` is a state, not the agency of that code.
        let placed = place.as_ref().is_some_and(|place| is_known_place(&place.text));
        if dated || (placed && !is_region(last)) {
            return Some((place, dated, byline, Some(last.to_owned())));
        }
    }
    let (place, dated, byline) = read_head(before)?;
    // An organisation is no place: `APPLE, March 3 -`.
    if place.as_ref().is_some_and(|p| directory.find(&p.text).is_some() && !is_known_place(&p.text))
    {
        return None;
    }
    Some((place, dated, byline, None))
}

/// Whether the sentence goes on like one that merely had a dash in it: `March 9 - a holiday - was cold`.
fn has_second_dash(text: &str) -> bool {
    let sentence = text.split(". ").next().unwrap_or(text);
    sentence.chars().take(60).collect::<String>().contains(" - ")
}
