//! The line behind the end of a text: `AP-NY-03-31-09 1630EDT`, `16:35ET 31-10-14`, `251037 MESZ Sep 24`.

use jiff::civil;

use super::super::super::date;
use crate::model::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Months that agencies which write German abbreviate in another way.
const GERMAN_MONTHS: [(&str, i8); 6] =
    [("mär", 3), ("mae", 3), ("m{r", 3), ("mai", 5), ("okt", 10), ("dez", 12)];

/// When a telegram was sent, and by whom where the line says so.
#[derive(Debug)]
pub(super) struct Stamp<'a> {
    pub agency: Option<String>,
    /// As printed, in the zone of the agency.
    pub day: civil::Date,
    clock: (&'a str, &'a str),
    zone: &'a str,
    raw: &'a str,
}

/// Reads `line`, which is on one line with single spaces; `None` where it holds no date.
pub(super) fn read(line: &str) -> Option<Stamp<'_>> {
    american(line).or_else(|| canadian(line)).or_else(|| european(line))
}

impl Stamp<'_> {
    /// By the clock of the agency.
    pub(super) fn is_before_noon(&self) -> bool {
        self.clock.0 < "12"
    }

    /// The instant; where the zone is not printed or not known, the day.
    pub(super) fn sent(&self) -> Date {
        let (hour, minute) = self.clock;
        let printed = format!("{} {hour}:{minute} {}", self.day, self.zone);
        let read = date::read(if self.zone.is_empty() { "" } else { &printed });
        let read = if read.at.is_some() { read } else { date::read(&self.day.to_string()) };
        Date { raw: self.raw.to_owned(), ..read }
    }
}

/// Agency, place, month, day, year; hour, minute, zone.
fn american(raw: &str) -> Option<Stamp<'_>> {
    let (date, time) = raw.split_once(' ')?;
    let (clock, rest) = (time.get(..2)?, time.get(2..)?);
    let (minute, zone) = (rest.get(..2)?, leading_letters(rest.get(2..)?));
    let mut parts = date.rsplit('-');
    let (year, day, month) = (parts.next()?, parts.next()?, parts.next()?);
    let agency = date.split('-').next().filter(|agency| !agency.starts_with(char::is_numeric));
    Some(Stamp {
        agency: agency.map(str::to_owned),
        day: civil_day(year, number(month)?, day)?,
        clock: (two(clock)?, two(minute)?),
        zone,
        raw,
    })
}

/// Hour, minute, zone; day, month, year: as the Canadian Press has it.
fn canadian(raw: &str) -> Option<Stamp<'_>> {
    let (time, date) = raw.split_once(' ')?;
    let (hour, rest) = time.split_once(':')?;
    let (minute, zone) = (rest.get(..2)?, leading_letters(rest.get(2..)?));
    let mut parts = date.split_whitespace().next()?.trim_end_matches('<').split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day = civil_day(year, number(month)?, day)?;
    Some(Stamp { agency: None, day, clock: (two(hour)?, two(minute)?), zone, raw })
}

/// IPTC 7901 section 5: day, hour and minute in one, the zone where there is one, month and year.
fn european(raw: &str) -> Option<Stamp<'_>> {
    let mut words = raw.split_whitespace();
    let (moment, second, third) = (words.next()?, words.next()?, words.next()?);
    let (zone, month, year) = match (month(second), words.next()) {
        (Some(month), _) => ("", month, third),
        (None, Some(year)) => (second, month(third)?, year),
        (None, None) => return None,
    };
    let (day, time) = moment.split_at_checked(2)?;
    let (hour, minute) = time.split_at_checked(2)?;
    let day = civil_day(year, month, day)?;
    Some(Stamp { agency: None, day, clock: (two(hour)?, two(minute)?), zone, raw })
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let german = GERMAN_MONTHS.iter().find(|(name, _)| word.starts_with(name));
    let english = || (1_i8..).zip(MONTHS).find(|(_, name)| word.starts_with(name));
    german.map(|(_, month)| *month).or_else(|| english().map(|(month, _)| month))
}

fn civil_day(year: &str, month: i8, day: &str) -> Option<civil::Date> {
    let year = 2_000 + i16::from(number(year)?);
    civil::Date::new(year, month, number(day)?).ok()
}

fn number(text: &str) -> Option<i8> {
    two(text)?.parse().ok()
}

fn two(text: &str) -> Option<&str> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

fn leading_letters(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    fn sent(trailer: &str) -> Option<(String, Precision)> {
        let sent = read(trailer)?.sent();
        assert_eq!(sent.raw, trailer);
        Some((sent.at?.to_string(), sent.precision))
    }

    /// Stories of AP before 2010 and of the Canadian Press had no date: only GMT was read.
    #[test]
    fn american_trailers_in_their_own_time_are_dates() {
        let check = |trailer: &str, want: &str| {
            assert_eq!(sent(trailer), Some((want.to_owned(), Precision::Instant)), "{trailer}");
        };
        check("HLD-NY-02-20-25 0305GMT", "2025-02-20T03:05:00Z");
        check("HLD-NY-07-14-09 1630EDT<", "2009-07-14T20:30:00Z");
        check("HLD-NY-01-14-09 1630EST<", "2009-01-14T21:30:00Z");
        check("HLD-SF-01-14-09 1630PST", "2009-01-15T00:30:00Z");
        check("16:35ET 31-07-14<", "2014-07-31T20:35:00Z");
        check("16:35ET 31-12-14", "2014-12-31T21:35:00Z");
        check("042101 MEZ Mar 25", "2025-03-04T20:01:00Z");
        check("042101 MESZ Okt 25", "2025-10-04T19:01:00Z");
    }

    #[test]
    fn a_trailer_without_a_zone_gives_its_day_and_no_time() {
        let check = |trailer: &str, want: &str| {
            assert_eq!(sent(trailer), Some((want.to_owned(), Precision::Day)), "{trailer}");
        };
        check("211259 Nov 18", "2018-11-21T00:00:00Z");
        check("042101 Mär 25", "2025-03-04T00:00:00Z");
        check("042101 XYZ Mar 25", "2025-03-04T00:00:00Z");
    }

    #[test]
    fn a_trailer_that_is_no_date_gives_none() {
        for trailer in [
            "",
            "HLD-21:37-09-12-18",
            "HLD-NY-03-04-25 03é5GMT",
            "HLD-NY-13-04-25 0305GMT",
            "9é GMT Nov 18",
            "311259 Nov 18",
            "16:3 31-10-14",
        ] {
            assert_eq!(sent(trailer), None, "{trailer}");
        }
    }
}
