//! Dates as feeds print them to instants; anything that cannot be read for certain stays unread. It never asks what time it is.

use jiff::civil::{self, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::cut::first_chars;
use crate::model::{Date, Precision};

mod lex;
pub(crate) mod words;

use lex::Token;

/// Characters of a date that are kept and looked at; the longest sane one (Java's, with the zone spelt out) has 65.
const RAW_CHARS_MAX: usize = 120;
/// A claim outside of these years is a typing error or a placeholder, and would order a feed wrongly for ever.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2100;
/// Digits of Unix times from 1973 to 2100.
const UNIX_SECONDS_DIGITS: std::ops::RangeInclusive<u8> = 9..=10;
const UNIX_MILLISECONDS_DIGITS: std::ops::RangeInclusive<u8> = 12..=13;
/// No zone is further than this from UTC.
const OFFSET_HOURS_MAX: i32 = 15;

/// Reads a date: RFC 2822, RFC 3339, ISO 8601 basic, asctime, Unix time, and the odd forms of edge cases 46 and 49.
///
/// A time without a zone is taken as UTC; a date without a time has [`Precision::Day`]. `at` is `None` for what is
/// unreadable, ambiguous (`03/02/2026`), a placeholder (`0000-00-00`, the Unix epoch) or outside of 1970 to 2100.
pub fn read(raw: &str) -> Date {
    let raw = first_chars(raw.trim(), RAW_CHARS_MAX).to_owned();
    let (at, precision) =
        instant(&raw).map_or((None, Precision::Instant), |(at, precision)| (Some(at), precision));
    Date { raw, at, precision }
}

/// The offset from UTC, in seconds, that a time is printed with; Unix times have none of their own and are UTC. `None`
/// where it is printed without.
pub(super) fn offset_s(raw: &str) -> Option<i32> {
    let tokens = lex::tokens(raw)?;
    if unix_time(&tokens).is_some() {
        return Some(0);
    }
    let parts = Parts::gather(&tokens)?;
    parts.offset_s.or_else(|| ruled_offset_s(parts.time?.on(parts.date()?)?, parts.rules?))
}

/// Seconds east of UTC of a local time under POSIX rules; `None` before those of today held.
fn ruled_offset_s(local: DateTime, rules: &str) -> Option<i32> {
    const RULES_SINCE: i16 = 2007;
    let zone = TimeZone::posix(rules).ok().filter(|_| local.year() >= RULES_SINCE)?;
    Some(local.to_zoned(zone).ok()?.offset().seconds())
}

fn instant(raw: &str) -> Option<(Timestamp, Precision)> {
    let tokens = lex::tokens(raw)?;
    if let Some((value, per_second)) = unix_time(&tokens) {
        return unix(value, per_second);
    }
    let parts = Parts::gather(&tokens)?;
    let date = parts.date()?;
    let (time, precision) = match parts.time {
        Some(time) => (time, Precision::Instant),
        None => (Time::default(), Precision::Day),
    };
    let local = time.on(date)?;
    let offset_s = match (precision, parts.offset_s, parts.rules) {
        (Precision::Day, _, _) | (Precision::Instant, None, None) => 0,
        (Precision::Instant, Some(offset_s), _) => offset_s,
        (Precision::Instant, None, Some(rules)) => ruled_offset_s(local, rules)?,
    };
    let at = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let at = at.checked_sub(SignedDuration::from_secs(i64::from(offset_s))).ok()?;
    sane(at).map(|at| (at, precision))
}

/// A Unix time and its units in a second.
fn unix_time(tokens: &[Token]) -> Option<(u64, i64)> {
    let ([Token::Number(number)] | [Token::Number(number), Token::Mark('.'), Token::Number(_)]) =
        tokens
    else {
        return None;
    };
    if UNIX_SECONDS_DIGITS.contains(&number.digits) {
        Some((number.value, 1))
    } else {
        UNIX_MILLISECONDS_DIGITS.contains(&number.digits).then_some((number.value, 1_000))
    }
}

fn unix(value: u64, per_second: i64) -> Option<(Timestamp, Precision)> {
    let value = i64::try_from(value).ok()?;
    let at = Timestamp::from_millisecond(value.checked_mul(1_000)? / per_second).ok()?;
    sane(at).map(|at| (at, Precision::Instant))
}

fn sane(at: Timestamp) -> Option<Timestamp> {
    let year = at.to_zoned(TimeZone::UTC).year();
    (YEARS.contains(&year) && at > Timestamp::UNIX_EPOCH).then_some(at)
}

#[derive(Debug, Clone, Copy, Default)]
struct Time {
    hour: u8,
    minute: u8,
    second: u8,
    nanosecond: u32,
}

impl Time {
    /// 24:00 is the midnight that ends the day; a leap second is the second before it.
    fn on(self, date: civil::Date) -> Option<DateTime> {
        if self.hour == 24 {
            let midnight = self.minute == 0 && self.second == 0;
            return midnight.then(|| date.tomorrow().ok()).flatten().map(|d| d.at(0, 0, 0, 0));
        }
        let field = |n: u8| i8::try_from(n).ok();
        let (hour, minute) = (field(self.hour)?, field(self.minute)?);
        let second = field(self.second.min(59))?;
        let time = civil::Time::new(hour, minute, second, i32::try_from(self.nanosecond).ok()?);
        time.ok().map(|t| date.to_datetime(t))
    }
}

#[derive(Debug, Clone, Copy)]
struct Numeral {
    value: u64,
    digits: u8,
    /// What stood before it: `.` makes `03.02.2026` a day, a month and a year.
    after: char,
}

/// What the tokens turned out to be, before the numbers are told apart.
#[derive(Debug, Default)]
struct Parts {
    numerals: Vec<Numeral>,
    month: Option<u8>,
    /// The month was read from a word that may also be a weekday (`mar` is Tuesday in French).
    month_is_doubtful: bool,
    time: Option<Time>,
    offset_s: Option<i32>,
    /// Of a zone whose offset depends on the day.
    rules: Option<&'static str>,
}

impl Parts {
    fn gather(tokens: &[Token]) -> Option<Self> {
        let mut parts = Self::default();
        let mut rest = tokens;
        let mut after = ' ';
        while let Some((token, tail)) = rest.split_first() {
            rest = match token {
                Token::Number(_) => parts.number(rest, after)?,
                Token::Word(word) => parts.word(word, tail)?,
                Token::Mark('+' | '-') if parts.may_have_offset(tail) => {
                    parts.offset(rest).unwrap_or(tail)
                }
                Token::Mark(_) | Token::Remark(_) => tail,
            };
            if let Token::Remark(word) = token
                && parts.offset_s.is_none()
            {
                parts.offset_s = words::offset_s(word);
            }
            after = if let Token::Mark(mark) = token { *mark } else { ' ' };
        }
        Some(parts)
    }

    /// A number begins a time, or is a part of the date.
    fn number<'t>(&mut self, tokens: &'t [Token], after: char) -> Option<&'t [Token]> {
        let (Token::Number(number), tail) = tokens.split_first()? else {
            return None;
        };
        if self.time.is_none() {
            if let Some((time, rest)) = clock_time(tokens) {
                self.time = Some(time);
                return Some(rest);
            }
            if let (14 | 12, []) = (number.digits, tail) {
                let seconds = if number.digits == 14 { 2 } else { 0 };
                let clock = number.value % 10_u64.pow(4 + seconds);
                self.time = Some(packed_time(clock, 4 + u8::try_from(seconds).ok()?)?);
                let value = number.value / 10_u64.pow(4 + seconds);
                self.numerals.push(Numeral { value, digits: 8, after });
                return Some(tail);
            }
        }
        (self.numerals.len() < 3).then_some(())?;
        self.numerals.push(Numeral { value: number.value, digits: number.digits, after });
        Some(tail)
    }

    fn word<'t>(&mut self, word: &str, tail: &'t [Token]) -> Option<&'t [Token]> {
        if let ("t" | "kl" | "klo" | "at" | "um", Some((Token::Number(number), rest))) =
            (word, tail.split_first())
            && self.time.is_none()
            && clock_time(tail).is_none()
            && matches!(number.digits, 2 | 4 | 6)
            && !self.numerals.is_empty()
        {
            self.time = Some(packed_time(number.value, number.digits)?);
            return Some(rest);
        }
        if let Some(month) = words::month(word) {
            // "mar, 3 fév": the first is Tuesday. A second month that is no weekday is a contradiction.
            if self.month.is_some() && !self.month_is_doubtful {
                return words::is_weekday(word).then_some(tail);
            }
            self.month = Some(month);
            self.month_is_doubtful = self.numerals.is_empty() && words::is_weekday(word);
        } else if let Some(offset_s) = words::offset_s(word)
            && self.time.is_some()
        {
            self.offset_s.get_or_insert(offset_s);
            if let Some(rest) = self.sign_after_zone(tail) {
                return Some(rest);
            }
        } else if let Some(rules) = words::rules(word)
            && self.time.is_some()
        {
            self.rules = Some(rules);
        } else if !self.numerals.is_empty() && !words::is_silent(word) {
            // Before the first number anything may stand ("Veröffentlicht:", a weekday of any language).
            return None;
        }
        Some(tail)
    }

    /// After a time, or right after a whole date (`2026-02-03+01:00`), a sign begins an offset.
    fn may_have_offset(&self, tail: &[Token]) -> bool {
        let adjoins = matches!(tail.first(), Some(Token::Number(number)) if number.adjoins);
        self.offset_s.is_none() && (self.time.is_some() || (self.numerals.len() == 3 && adjoins))
    }

    /// `GMT+0100`: the number wins.
    fn sign_after_zone<'t>(&mut self, tail: &'t [Token]) -> Option<&'t [Token]> {
        matches!(tail.first(), Some(Token::Mark('+' | '-'))).then_some(())?;
        self.offset(tail)
    }

    /// `+0100`, `-05:30`, `+1`.
    fn offset<'t>(&mut self, tokens: &'t [Token]) -> Option<&'t [Token]> {
        let (Token::Mark(sign), tail) = tokens.split_first()? else {
            return None;
        };
        let (Token::Number(number), tail) = tail.split_first()? else {
            return None;
        };
        let value = i32::try_from(number.value).ok()?;
        let (hours, minutes, tail) = match (number.digits, tail) {
            (1 | 2, [Token::Mark(':'), Token::Number(minutes), rest @ ..])
                if minutes.digits == 2 =>
            {
                (value, i32::try_from(minutes.value).ok()?, rest)
            }
            (1 | 2, rest) => (value, 0, rest),
            (3 | 4, rest) => (value / 100, value % 100, rest),
            _ => return None,
        };
        (hours <= OFFSET_HOURS_MAX && minutes < 60).then_some(())?;
        let seconds = hours * 3_600 + minutes * 60;
        self.offset_s = Some(if *sign == '-' { -seconds } else { seconds });
        Some(tail)
    }

    fn date(&self) -> Option<civil::Date> {
        let (year, month, day) = match (self.month, self.numerals.as_slice()) {
            (None, [packed]) if packed.digits == 8 => {
                (packed.value / 10_000, packed.value / 100 % 100, packed.value % 100)
            }
            (Some(month), [a, b]) => {
                let (day, year) = if a.digits == 4 { (b, a) } else { (a, b) };
                (full_year(*year)?, u64::from(month), day.value)
            }
            (None, [year, a, b]) if year.digits == 4 => {
                if a.value > 12 {
                    (year.value, b.value, a.value)
                } else {
                    (year.value, a.value, b.value)
                }
            }
            (None, [a, b, year]) if a.digits <= 2 && b.digits <= 2 => {
                let (day, month) = day_and_month(*a, *b)?;
                if year.digits != 4 && b.after != '.' {
                    return None;
                }
                (full_year(*year)?, month, day)
            }
            _ => return None,
        };
        let field = |n: u64| i8::try_from(n).ok();
        civil::Date::new(i16::try_from(year).ok()?, field(month)?, field(day)?).ok()
    }
}

/// Dots print the day first everywhere; slashes and hyphens do so only where the other reading is impossible.
fn day_and_month(a: Numeral, b: Numeral) -> Option<(u64, u64)> {
    if b.after == '.' || a.value > 12 || a.value == b.value {
        Some((a.value, b.value))
    } else if b.value > 12 {
        Some((b.value, a.value))
    } else {
        None
    }
}

/// RFC 2822 section 4.3: two digits are 1950 to 2049, three are years since 1900.
fn full_year(year: Numeral) -> Option<u64> {
    match year.digits {
        4 => Some(year.value),
        2 if year.value < 50 => Some(year.value + 2_000),
        2 | 3 => Some(year.value + 1_900),
        _ => None,
    }
}

/// `10:15`, `10:15:30.25`, `10h15`, `10:15 PM`; the tokens after it.
fn clock_time(tokens: &[Token]) -> Option<(Time, &[Token])> {
    let (hour, minute, mut rest) = match tokens {
        [Token::Number(hour), Token::Mark(':'), Token::Number(minute), rest @ ..] => {
            (hour, minute, rest)
        }
        [Token::Number(hour), Token::Word(mark), Token::Number(minute), rest @ ..]
            if words::is_hour_mark(mark) =>
        {
            (hour, minute, rest)
        }
        [Token::Number(hour), Token::Word(half), rest @ ..]
            if matches!(half.as_str(), "am" | "pm") =>
        {
            let time = Time { hour: u8::try_from(hour.value).ok()?, ..Time::default() };
            return twelve_hours(time, half).map(|time| (time, rest));
        }
        _ => return None,
    };
    let mut time = Time {
        hour: u8::try_from(hour.value).ok().filter(|h| *h <= 24)?,
        minute: u8::try_from(minute.value).ok().filter(|m| *m < 60)?,
        ..Time::default()
    };
    if let [Token::Mark(':'), Token::Number(second), tail @ ..] = rest {
        time.second = u8::try_from(second.value).ok().filter(|s| *s <= 60)?;
        rest = tail;
        if let [Token::Mark('.' | ','), Token::Number(fraction), tail @ ..] = rest
            && fraction.adjoins
        {
            time.nanosecond = nanoseconds(fraction.value, fraction.digits);
            rest = tail;
        }
    }
    if let [Token::Word(half), tail @ ..] = rest
        && matches!(half.as_str(), "am" | "pm")
    {
        time = twelve_hours(time, half)?;
        rest = tail;
    }
    Some((time, rest))
}

fn twelve_hours(mut time: Time, half: &str) -> Option<Time> {
    match (half, time.hour) {
        ("am", 12) => time.hour = 0,
        ("pm", 1..=11) => time.hour += 12,
        (_, 0..=23) => {}
        _ => return None,
    }
    Some(time)
}

/// `10`, `1015`, `101530` after a `T`.
fn packed_time(value: u64, digits: u8) -> Option<Time> {
    let (hour, minute, second) = match digits {
        2 => (value, 0, 0),
        4 => (value / 100, value % 100, 0),
        6 => (value / 10_000, value / 100 % 100, value % 100),
        _ => return None,
    };
    let time = Time {
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second: u8::try_from(second).ok()?,
        nanosecond: 0,
    };
    (time.hour <= 24 && time.minute < 60 && time.second <= 60).then_some(time)
}

fn nanoseconds(value: u64, digits: u8) -> u32 {
    let scaled = if digits <= 9 {
        value * 10_u64.pow(9 - u32::from(digits))
    } else {
        value / 10_u64.pow(u32::from(digits) - 9)
    };
    u32::try_from(scaled).unwrap_or(0)
}

#[cfg(test)]
mod tests;
