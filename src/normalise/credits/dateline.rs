//! Splits `CAIRO, March 8 (Reuters) - ` from the lead. Never takes a sentence with a dash for a dateline.

use super::dates::{skip_date_after_slash, skip_date_before_dash, split_date};
use super::names::is_person;
use super::organisations::{Directory, Known, OrganisationKind};
use super::place::{Place, read_place};
use super::places::{is_country, is_known_place};
use super::window::Window;
use crate::parse::date::words::is_weekday;

mod arabic;
mod bold;
mod native;
mod told;
mod unmarked;

pub(super) use bold::read_bold;
pub(super) use told::read_told;
use unmarked::{read_dotted, read_unmarked};

/// What stood before the first sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The place as printed, without date, agency and brackets.
    pub(super) located: Option<String>,
    /// The agency mark as printed, without its brackets.
    pub(super) mark: Option<String>,
    /// A byline that stood before the place.
    pub(super) byline: Option<String>,
    /// Byte at which the text begins.
    pub(super) text_from: usize,
    /// A colon behind the place is all that makes it one: `NEW DELHI: `. Above a list of such lines it is a label.
    pub(super) label_like: bool,
}

/// A dateline with a byline before it is no longer than this, in bytes.
const WINDOW_BYTES_MAX: usize = 280;
/// Brackets or dashes tried before the text is taken for prose.
const CANDIDATES_MAX: usize = 6;

/// Reads the dateline at the head of a lead paragraph; `None` where the text begins at once.
pub(super) fn read_dateline(text: &str, directory: &Directory) -> Option<Dateline> {
    let window = Window::new(text, WINDOW_BYTES_MAX);
    let head = window.text();
    let found = read_marked(head, directory)
        .or_else(|| read_abroad(head))
        .or_else(|| read_unmarked(head, directory))
        .or_else(|| read_dotted(head, directory))
        .or_else(|| native::read_native(head, directory))
        .or_else(|| arabic::read_arabic(head, directory))?;
    Some(Dateline { text_from: window.original(found.text_from), ..found })
}

/// Reads a place out of a dateline field, where the whole value is one: `Strasbourg, 10 juil 2024 (AFP)`.
pub(super) fn read_dateline_field(field: &str, directory: &Directory) -> Option<String> {
    if let Some(located) = read_dateline(field, directory).and_then(|found| found.located) {
        return Some(located);
    }
    let before_mark = field.split(['(', '[']).next()?;
    let (place, _) = split_date(before_mark.trim_matches(is_padding));
    let place = place.trim_matches(is_padding);
    let numeric = place.chars().any(|c| c.is_ascii_digit());
    (!place.is_empty() && !numeric && place.chars().count() <= 80).then(|| place.to_owned())
}

/// `PLACE, date (MARK) -`, `PLACE, date /MARK/ --`, `(MARK) - `.
fn read_marked(head: &str, directory: &Directory) -> Option<Dateline> {
    let opens = memchr::memchr2_iter(b'(', b'/', head.as_bytes());
    opens.take(CANDIDATES_MAX).find_map(|open| {
        let (before, rest) = head.split_at_checked(open)?;
        let bracket = rest.chars().next()?;
        let (content, after) = rest.get(1..)?.split_once(if bracket == '(' { ')' } else { '/' })?;
        let mark = content.trim();
        // `/Корр. БЕЛТА/`: by its correspondent.
        let mark = mark.strip_prefix("Корр. ").unwrap_or(mark);
        if mark.contains('\n') || !(2..=60).contains(&mark.len()) {
            return None;
        }
        let known = match bracket {
            '(' => directory.find_by_mark(mark),
            _ => Some(directory.find(mark)?),
        };
        let (after, dated_after) = skip_date_after_slash(after);
        let (dash, text) = skip_separator(after);
        let text = skip_date_before_dash(text).filter(|_| dash).unwrap_or(text);
        let (place, dated, byline) = read_head(before)?;
        let starts_upper =
            text.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase());
        let evidence = Evidence {
            kind: known.map(|known| known.kind),
            exact: directory.find(without_desk(mark)).is_some(),
            dated: dated || dated_after,
            follows: if dash {
                Follows::Dash
            } else if begins_sentence(text) {
                Follows::Sentence
            } else if starts_upper {
                Follows::Capital
            } else {
                Follows::Lower
            },
        };
        // `(dpa / AFP)` and nothing behind it: it signs what stands above.
        let stands_alone = place.is_none() && text.is_empty();
        if stands_alone || !accept_marked(place.as_ref(), mark, evidence) {
            return None;
        }
        let text = skip_time(text);
        let named = known.is_some().then(|| read_name_behind(text)).flatten();
        let (byline, text) = named.filter(|_| byline.is_none()).unwrap_or((byline, text));
        let (place, text) = match place {
            Some(place) => (Some(place.text), text),
            None => read_place_behind(text, directory).unwrap_or((None, text)),
        };
        Some(Dateline {
            located: place,
            mark: (known.is_some() || is_agency_like(mark)).then(|| mark.to_owned()),
            byline,
            text_from: head.len() - text.len(),
            label_like: false,
        })
    })
}

/// `Rostow (Russland) - `: a town, its country and a sentence. People stand before their country too, so the town is known or
/// the sentence names it as one.
fn read_abroad(head: &str) -> Option<Dateline> {
    const TOWN_BYTES_MAX: usize = 40;
    let (town, rest) = head.split_once(" (").filter(|(town, _)| town.len() <= TOWN_BYTES_MAX)?;
    let (_, after) = rest.split_once(") ").filter(|(country, _)| is_country(country))?;
    let (dash, text) = skip_separator(after);
    let place = read_place(town)?;
    let sure = dash && after.starts_with(is_dash) && begins_sentence(text);
    (sure && (is_known_place(&place.text) || told::tells(text, &place.text, &told::BEFORE_TOWNS)))
        .then(|| Dateline {
            located: Some(place.text),
            text_from: head.len() - text.len(),
            ..Dateline::default()
        })
}

/// `(ANSA) - ROMA, 08 MAR - `: place and date behind the mark, and the text behind them.
fn read_place_behind<'t>(
    text: &'t str,
    directory: &Directory,
) -> Option<(Option<String>, &'t str)> {
    let found = read_unmarked(text, directory).filter(|found| found.mark.is_none())?;
    Some((Some(found.located?), text.get(found.text_from..)?))
}

/// `KNA` of `KNA/iz`: behind the slash are a desk or those who wrote it, by their initials.
fn without_desk(mark: &str) -> &str {
    let desk = |desk: &str| desk.len() <= 4 && desk.bytes().all(|byte| byte.is_ascii_lowercase());
    mark.split_once('/').filter(|(_, end)| desk(end)).map_or(mark, |(agency, _)| agency)
}

/// `ANKARA (AA) - AYŞE ÖRNEK - `: who wrote it behind the mark, in capitals.
fn read_name_behind(text: &str) -> Option<(Option<String>, &str)> {
    const NAMES_BYTES_MAX: usize = 60;
    let (names, rest) =
        text.split_once(" - ").filter(|(names, _)| names.len() <= NAMES_BYTES_MAX)?;
    let shouts = !names.chars().any(char::is_lowercase);
    let named = shouts && names.split('/').all(|name| is_person(name.trim()));
    named.then(|| (Some(names.replace('/', ", ")), rest.trim_start()))
}

/// `14:05 - ` between the mark and the text.
fn skip_time(text: &str) -> &str {
    let clock =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | 'h' | '.'));
    let length = text.len() - clock.len();
    let (dash, rest) = skip_separator(clock);
    let timed = (4..=5).contains(&length) && text.starts_with(|c: char| c.is_ascii_digit());
    if timed && dash { rest } else { text }
}

#[derive(Debug, Clone, Copy)]
struct Evidence {
    /// What the organisation is that the mark names, where we know it.
    kind: Option<OrganisationKind>,
    /// The mark is a name of an organisation we know, and no longer: `(Reuters Institute)` is another house.
    exact: bool,
    dated: bool,
    follows: Follows,
}

/// What stands behind a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    Dash,
    /// A capital letter and words enough.
    Sentence,
    Capital,
    Lower,
}

/// Whether words enough follow for a sentence that begins here.
fn begins_sentence(text: &str) -> bool {
    const WORDS_MIN: usize = 8;
    let first = text.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_uppercase) && text.split_whitespace().count() >= WORDS_MIN
}

fn accept_marked(place: Option<&Place>, mark: &str, evidence: Evidence) -> bool {
    let Evidence { kind, exact, dated, follows } = evidence;
    let known = kind.is_some();
    // Behind an agency of pictures stand people as often as towns.
    let pictures = kind == Some(OrganisationKind::Pictures);
    let dash = follows == Follows::Dash;
    match place {
        // `(CNN) Text`, `March 8 (Reuters) - Text`, `Jan. 12 (BusinessDesk) - Text`.
        None => {
            (known && follows != Follows::Lower && (dash || dated || is_agency_like(mark)))
                || (dash && dated && is_agency_like(mark))
        }
        Some(place) if place.upper => {
            (known && (dated || follows != Follows::Lower))
                || (dash && (dated || is_known_place(&place.text)))
        }
        Some(place) => {
            let placed = dated || is_known_place(&place.text) || (place.words <= 3 && !pictures);
            // `Washington (CNN) The ferry ...`: the mark stands right behind a town that is known.
            let bare = exact && follows == Follows::Sentence && is_known_place(&place.text);
            (known && ((placed && (dash || dated)) || bare))
                || (dash && dated && is_agency_like(mark))
        }
    }
}

/// Reads what stands before a mark or dash: byline, place and date. `None` where that is no dateline.
fn read_head(before: &str) -> Option<(Option<Place>, bool, Option<String>)> {
    let before = arabic::without_second_month(before.trim_end_matches(is_padding));
    let (rest, date) = split_date(before);
    // `3 ноября, Минск`: the day first.
    let day_first = !date && rest.starts_with(|c: char| c.is_ascii_digit());
    let (rest, date) = match rest.split_once(", ").filter(|_| day_first) {
        Some((day, place)) if split_date(day) == ("", true) => (place, true),
        _ => (rest, date),
    };
    let (rest, date) = match without_day(rest).filter(|_| !date) {
        Some(place) => (place, true),
        None => (rest, date),
    };
    let rest = rest.trim_matches(is_padding);
    if rest.is_empty() {
        return Some((None, date, None));
    }
    let (byline, place) = split_byline(rest);
    let place = read_place(place)?;
    Some((Some(place), date, byline))
}

/// `MADRID, 8`: the day alone, as Spanish agencies print it, and always in capitals: `Boston, 3 - New York, 2` is a result.
fn without_day(text: &str) -> Option<&str> {
    let (place, day) = text.trim_end().rsplit_once(", ")?;
    let is_day = (1..=2).contains(&day.len()) && day.bytes().all(|b| b.is_ascii_digit());
    let shouts = !place.chars().any(char::is_lowercase);
    (is_day && shouts && is_known_place(place)).then_some(place)
}

fn sends_copy(known: &Known) -> bool {
    known.kind != OrganisationKind::Paper && known.kind != OrganisationKind::Pictures
}

/// Splits `By Jane Roe TOKYO` and `By Jane Roe\n TOKYO`.
fn split_byline(text: &str) -> (Option<String>, &str) {
    let Some(rest) = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")) else {
        return (None, text);
    };
    if let Some((byline, place)) = rest.rsplit_once('\n') {
        return (Some(byline.trim().to_owned()), place.trim());
    }
    let is_upper = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !word.chars().any(char::is_lowercase)
    };
    let mut from = 0;
    for word in rest.split(' ') {
        if from > 0 && is_upper(word) {
            let (byline, place) = rest.split_at_checked(from).unwrap_or((rest, ""));
            return (Some(byline.trim().to_owned()), place);
        }
        from += word.len() + 1;
    }
    (None, text)
}

/// Skips full stop, colon, dashes and blanks; says whether a dash or colon was among them.
fn skip_separator(text: &str) -> (bool, &str) {
    let mut dash = false;
    let rest = text.trim_start_matches(|c: char| {
        dash |= is_dash(c) || c == ':';
        is_dash(c) || c.is_whitespace() || matches!(c, '.' | ',' | ':')
    });
    (dash, rest)
}

/// Whether an unknown mark reads like an agency's rather than `(Our Correspondent)`.
fn is_agency_like(mark: &str) -> bool {
    const OTHERS: &[&str] = &[
        "correspondent",
        "reporter",
        "desk",
        "agencies",
        "staff",
        "bureau",
        "own",
        "special",
        "monitoring",
        "web",
    ];
    let words = mark.split_whitespace();
    words.clone().count() <= 4
        && mark.chars().any(char::is_uppercase)
        && !words.into_iter().any(|w| OTHERS.contains(&w.to_lowercase().as_str()))
        && !mark.chars().any(|c| c.is_ascii_digit())
        && !is_known_place(mark)
        && !is_weekday(&mark.to_lowercase())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_')
}

fn is_padding(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || matches!(c, ',' | ';' | '*' | '=' | '"' | '/')
}

#[cfg(test)]
mod houses;
#[cfg(test)]
mod tests;
