//! The date behind the mark of an embargo, up to the end of its line or sentence.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Hold;
use crate::model::Precision;
use crate::parse::date::{self, words};

/// Words of a date with its time, zone and weekday, and what desks write around them.
const DATE_WORDS_MAX: usize = 24;

/// The date behind a mark.
pub(super) struct Dated {
    pub(super) hold: Hold,
    /// A time of the day is printed.
    pub(super) has_clock: bool,
    /// Nothing follows.
    pub(super) ends_line: bool,
}

/// The hold of a mark that ends at `at`, where a date and nothing else follows up to the end of the line or sentence.
pub(super) fn until(line: &str, at: usize, dated: Option<Timestamp>) -> Option<Dated> {
    let mut date = Vec::new();
    let mut rest = line.get(at..)?.split_whitespace().peekable();
    let mut closed = false;
    while let Some(word) = rest.peek().copied().filter(|_| date.len() < DATE_WORDS_MAX) {
        let bare = bare_word(word);
        if bare.is_empty() || !is_of_a_date(&bare) {
            closed = bare.is_empty();
            break;
        }
        date.push((bare, word));
        rest.next();
        // `12:01 a.m. Nov. 30. The ...` ends at the figure, `30. November` goes on.
        let ends = word.ends_with('.') && word.trim_end_matches('.').ends_with(char::is_numeric);
        let goes_on = rest.peek().is_some_and(|next| is_of_a_date(&bare_word(next)));
        closed = word.ends_with([':', ';', ')', ']', '–', '—']) || (ends && !goes_on);
        if closed {
            break;
        }
    }
    let ends_line = rest.peek().is_none();
    let closed = closed || ends_line;
    let names_a_day = date.iter().any(|(bare, _)| says_when(bare));
    let has_clock = date.iter().any(|(bare, word)| {
        let half = matches!(bare.as_str(), "am" | "pm" | "noon" | "midnight");
        half || word.trim_end_matches(':').contains(':')
            || HOURS.contains(&bare.as_str())
            || zone_of(bare).is_some()
    });
    let hold = || Hold { until: instant(&date, dated) };
    (closed && names_a_day).then(|| Dated { hold: hold(), has_clock, ends_line })
}

fn bare_word(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('.', "")
}

/// The point in time of a date that has a clock and a zone.
fn instant(date: &[(String, &str)], dated: Option<Timestamp>) -> Option<Timestamp> {
    date.iter().find(|(bare, _)| zone_of(bare).is_some())?;
    let mut printed = String::new();
    let mut before = "";
    let follows = date.iter().skip(1).map(|(bare, _)| bare.as_str()).chain([""]);
    for ((bare, word), next) in date.iter().zip(follows) {
        printed.push(' ');
        if bare == "noon" {
            printed.push_str("12:00");
        } else if let Some(clock) = clock(word, next).filter(|_| {
            // The year before a zone is no clock.
            words::month(before).is_none() && !printed.contains(':')
        }) {
            printed.push_str(&clock);
        } else if let Some(zone) = zone_of(bare) {
            printed.push_str(zone);
        } else if !AROUND.contains(&bare.as_str()) {
            printed.push_str(word.trim_end_matches([',', ';', ')', ']']).trim_start_matches('('));
        }
        before = bare;
    }
    let read = |printed: &str| {
        let date = date::read(printed.trim_end_matches(['.', ':', ' ', '–', '—']));
        date.at.filter(|_| date.precision == Precision::Instant)
    };
    read(&printed).or_else(|| {
        let dated = dated?;
        let year = dated.to_zoned(TimeZone::UTC).year();
        let printed = printed.trim_end_matches(['.', ':', ' ', '–', '—']);
        let years = [year.checked_sub(1)?, year, year.checked_add(1)?];
        let near = years.into_iter().filter_map(|year| read(&format!("{printed} {year}")));
        near.min_by_key(|at| at.as_second().abs_diff(dated.as_second()))
    })
}

/// `0600`, `18.00` or `18` before the words that stand behind an hour; what reads as a clock without them is none here.
fn clock(word: &str, next: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let behind_hour = HOURS.contains(&next);
    if !behind_hour && zone_of(next).is_none() {
        return None;
    }
    let (hour, minute) = match word.split_once('.') {
        Some((hour, minute)) => (hour, minute),
        None if word.len() == 4 => word.split_at_checked(2)?,
        None if behind_hour => (word, "00"),
        None => return None,
    };
    let within = |text: &str, most: u8| text.parse().is_ok_and(|value: u8| value <= most);
    let whole = hour.len() <= 2 && minute.len() == 2 && within(hour, 23) && within(minute, 59);
    whole.then(|| format!("{hour}:{minute}"))
}

/// Words behind the figure of an hour.
const HOURS: [&str; 7] = ["hrs", "hours", "uhr", "h", "horas", "heures", "hs"];

/// A zone as [`date::read`] knows it.
fn zone_of(word: &str) -> Option<&str> {
    match word {
        "eastern" => Some("ET"),
        "central" => Some("CT"),
        "mountain" => Some("MT"),
        "pacific" => Some("PT"),
        _ => words::is_zone(word).then_some(word),
    }
}

/// Words that desks write around a date.
#[rustfmt::skip]
const AROUND: [&str; 45] = [
    "weekend", "editions",
    "at", "on", "the", "of", "and", "or", "after", "thereafter", "hrs", "hours", "uhr", "local", "time", "london", "noon",
    "midnight", "today", "tomorrow", "tonight", "morning", "evening", "le", "à", "el", "las", "del", "de", "ore", "alle", "um",
    "den", "bis", "zum", "au", "h", "hs", "horas", "heures", "klockan", "klokken", "kl", "dem", "ab",
];

fn is_of_a_date(word: &str) -> bool {
    says_when(word)
        || AROUND.contains(&word)
        || matches!(word, "am" | "pm" | "a" | "p" | "m" | "h")
        || zone_of(word).is_some()
}

/// A figure, a month or a weekday.
fn says_when(word: &str) -> bool {
    const FIGURE_CHARS_MAX: usize = 10;
    let figure = word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= FIGURE_CHARS_MAX;
    figure
        || words::month(word).is_some()
        || words::is_weekday(word)
        || matches!(word, "noon" | "midnight" | "today" | "tomorrow")
}
