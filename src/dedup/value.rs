//! What figures amount to, however a house writes them: 4.50 and 4.5, 1,900 and 1900, 2.9bn and 2.9 billion, 4:20 a.m. and
//! 04:20. Pure.
//!
//! Values only ever say that two notations are the same: "3.5" and "35" never are.

use xxhash_rust::xxh3::xxh3_64;

/// Digits of a figure that are read; longer ones are numbers of accounts and the like.
const DIGITS_MAX: usize = 15;

/// Letters before a sign of currency: "US$4".
const CURRENCY_LETTERS_MAX: usize = 3;

const THOUSANDS: usize = 3;

/// Words behind a figure and the powers of ten they stand for, as folded.
const SCALES: [(&str, i32); 28] = [
    ("thousand", 3),
    ("tausend", 3),
    ("mille", 3),
    ("mil", 3),
    ("million", 6),
    ("millions", 6),
    ("mln", 6),
    ("mn", 6),
    ("mio", 6),
    ("millionen", 6),
    ("millón", 6),
    ("millones", 6),
    ("milioni", 6),
    ("milhões", 6),
    ("млн", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("bln", 9),
    ("mrd", 9),
    ("milliarde", 9),
    ("milliarden", 9),
    ("milliard", 9),
    ("milliards", 9),
    ("miliardi", 9),
    ("млрд", 9),
    ("trillion", 12),
    ("tn", 12),
];

/// Units and their names: five megawatts are no five gigawatts, whether a blank stands before them or not.
const UNITS: [(&str, Unit); 19] = [
    ("m", Unit("m")),
    ("metres", Unit("m")),
    ("meters", Unit("m")),
    ("km", Unit("km")),
    ("kilometres", Unit("km")),
    ("kilometers", Unit("km")),
    ("kg", Unit("kg")),
    ("cm", Unit("cm")),
    ("mm", Unit("mm")),
    ("ft", Unit("ft")),
    ("feet", Unit("ft")),
    ("mph", Unit("mph")),
    ("kph", Unit("kmh")),
    ("kmh", Unit("kmh")),
    ("kw", Unit("kw")),
    ("mw", Unit("mw")),
    ("megawatts", Unit("mw")),
    ("gw", Unit("gw")),
    ("gigawatts", Unit("gw")),
];
const METRES: Unit = Unit("m");
const NO_UNIT: Unit = Unit("");

/// What makes an ordinal of a figure.
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// What an amount is counted in, by its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unit(&'static str);

impl Unit {
    fn of(name: &str) -> Option<Self> {
        UNITS.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    }
}

/// An amount or a time of day; two, where a notation may stand for either ("1.900", "310m").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    one: u64,
    other: u64,
}

impl Value {
    pub fn is_same(self, with: Self) -> bool {
        self.one == with.one || self.one == with.other || self.other == with.one
    }

    /// What it most likely stands for.
    pub fn likeliest(self) -> u64 {
        self.one
    }
}

/// A figure as read so far: what follows may be its scale or its half of the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    kind: Kind,
    /// Nothing stands between it and what follows.
    is_open: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Amount { amount: Decimal, or: Option<Decimal> },
    Time { minutes: u64 },
}

impl Figure {
    /// Of a chunk of text between blanks.
    pub(super) fn read(chunk: &str) -> Option<Self> {
        let digits_at = chunk.find(|c: char| c.is_ascii_digit())?;
        let (before, rest) = chunk.split_at_checked(digits_at)?;
        if !may_stand_before(before) {
            return None;
        }
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ':');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (number, behind) = rest.split_at_checked(end)?;
        let number = number.trim_end_matches(['.', ',', ':']);
        let behind = behind.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let kind = match (half_of_day(&behind), behind.as_str()) {
            (Some(half), _) => Kind::Time { minutes: half.of(number)? },
            (None, "") if number.contains(':') => Kind::Time { minutes: minutes(number, ':')? },
            (None, "") => amount(number)?,
            (None, "m") => {
                let metres = decimal(number)?;
                Kind::Amount { amount: metres.times(6), or: Some(metres.in_unit(METRES)) }
            }
            (None, "k") => Kind::Amount { amount: decimal(number)?.times(3), or: None },
            (None, ordinal) if ORDINALS.contains(&ordinal) => amount(number)?,
            (None, word) => match (Unit::of(word), amount(number)?) {
                (Some(unit), Kind::Amount { amount, or }) => Kind::Amount {
                    amount: amount.in_unit(unit),
                    or: or.map(|other| other.in_unit(unit)),
                },
                (Some(_) | None, _) => {
                    Kind::Amount { amount: decimal(number)?.times(power(word)?), or: None }
                }
            },
        };
        let is_open = chunk.ends_with(|c: char| c.is_ascii_digit());
        Some(Self { kind, is_open })
    }

    /// With the chunk behind it, where that belongs to it.
    pub(super) fn with(self, chunk: &str) -> Option<Self> {
        let bare = chunk.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_open = chunk.len() == bare.len();
        let kind = match self.kind {
            _ if !self.is_open => return None,
            Kind::Amount { amount, or } => {
                if let Some(half) = half_of_day(&bare) {
                    Kind::Time { minutes: half.of_hour(amount.whole()?)? }
                } else if let Some(power) = power(&bare) {
                    Kind::Amount { amount: amount.times(power), or: None }
                } else if let Some(unit) = Unit::of(&bare) {
                    let or = or.map(|other| other.in_unit(unit));
                    Kind::Amount { amount: amount.in_unit(unit), or }
                } else if bare.len() == THOUSANDS && bare.bytes().all(|b| b.is_ascii_digit()) {
                    Kind::Amount { amount: amount.followed_by(bare.parse().ok()?)?, or: None }
                } else {
                    return None;
                }
            }
            Kind::Time { minutes } => {
                Kind::Time { minutes: half_of_day(&bare)?.of_minutes(minutes)? }
            }
        };
        Some(Self { kind, is_open })
    }

    pub(super) fn value(self) -> Value {
        let (one, other) = match self.kind {
            Kind::Amount { amount, or } => (amount.key(), or.unwrap_or(amount).key()),
            Kind::Time { minutes } => (u64::MAX - minutes, u64::MAX - minutes),
        };
        Value { one, other }
    }
}

/// Brackets, quotation marks, a sign of currency with its country's letters; nothing that makes another figure of it.
fn may_stand_before(before: &str) -> bool {
    let letters = before.chars().filter(|c| c.is_alphanumeric()).count();
    !before.ends_with(['.', ',', ':'])
        && (letters == 0
            || (letters <= CURRENCY_LETTERS_MAX && before.ends_with(['$', '€', '£', '¥'])))
}

fn power(scale: &str) -> Option<i32> {
    SCALES.iter().find(|(name, _)| *name == scale).map(|(_, power)| *power)
}

/// Groups of three digits behind a comma, or behind several points, are thousands; behind one point they may be decimals.
fn amount(number: &str) -> Option<Kind> {
    let groups: Vec<&str> = number.split(['.', ',']).collect();
    let in_thousands = matches!(groups.as_slice(), [first, rest @ ..]
        if !rest.is_empty() && first.len() <= THOUSANDS && rest.iter().all(|g| g.len() == THOUSANDS));
    let (commas, points) = (number.contains(','), number.contains('.'));
    if !in_thousands || (commas && points) {
        return Some(Kind::Amount { amount: decimal(number)?, or: None });
    }
    let amount = Decimal::new(&groups.concat(), 0)?;
    let may_be_decimal = points && groups.len() == 2;
    Some(Kind::Amount { amount, or: may_be_decimal.then(|| decimal(number)).flatten() })
}

/// The last separator is that of decimals.
fn decimal(number: &str) -> Option<Decimal> {
    let Some((whole, decimals)) = number.rsplit_once(['.', ',']) else {
        return Decimal::new(number, 0);
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let are_thousands = groups.iter().skip(1).all(|group| group.len() == THOUSANDS);
    let same = number.matches(',').count() == 0 || number.matches('.').count() == 0;
    if !are_thousands || (same && groups.len() > 1) {
        return None;
    }
    let exponent = -i32::try_from(decimals.len()).ok()?;
    Decimal::new(&(groups.concat() + decimals), exponent)
}

/// `digits` times ten to the power of `exponent`, without a nought at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    digits: u64,
    exponent: i32,
    unit: Unit,
}

impl Decimal {
    fn new(digits: &str, exponent: i32) -> Option<Self> {
        let digits = Some(digits).filter(|digits| digits.len() <= DIGITS_MAX)?;
        Some(Self::shortened(digits.parse().ok()?, exponent))
    }

    fn shortened(mut digits: u64, mut exponent: i32) -> Self {
        while digits != 0 && digits.is_multiple_of(10) {
            (digits, exponent) = (digits / 10, exponent + 1);
        }
        Self { digits, exponent: if digits == 0 { 0 } else { exponent }, unit: NO_UNIT }
    }

    fn in_unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    fn times(self, power: i32) -> Self {
        Self { exponent: if self.digits == 0 { 0 } else { self.exponent + power }, ..self }
    }

    fn whole(self) -> Option<u64> {
        let exponent = u32::try_from(self.exponent).ok()?;
        self.digits.checked_mul(10_u64.checked_pow(exponent)?)
    }

    /// "1 900": with the next three digits behind it.
    fn followed_by(self, group: u64) -> Option<Self> {
        let digits = self.whole()?.checked_mul(1000)?.checked_add(group)?;
        (self.digits != 0).then(|| Self::shortened(digits, 0))
    }

    fn key(self) -> u64 {
        let exponent = u64::from((self.exponent + 64).unsigned_abs());
        let figure = self.digits.wrapping_mul(256).wrapping_add(exponent);
        match self.unit {
            NO_UNIT => figure,
            Unit(sign) => figure ^ xxh3_64(sign.as_bytes()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HalfOfDay {
    Morning,
    Afternoon,
}

fn half_of_day(word: &str) -> Option<HalfOfDay> {
    match word {
        "am" | "a.m" => Some(HalfOfDay::Morning),
        "pm" | "p.m" => Some(HalfOfDay::Afternoon),
        _ => None,
    }
}

impl HalfOfDay {
    /// "4", "4.20", "4:20".
    fn of(self, clock: &str) -> Option<u64> {
        match clock.find(['.', ':']) {
            None => self.of_hour(clock.parse().ok()?),
            Some(_) => self.of_minutes(minutes(&clock.replace('.', ":"), ':')?),
        }
    }

    fn of_hour(self, hour: u64) -> Option<u64> {
        self.of_minutes(hour.checked_mul(60)?)
    }

    /// `minutes` since twelve by the dial.
    fn of_minutes(self, minutes: u64) -> Option<u64> {
        let by_dial = (minutes < 13 * 60).then_some(minutes % (12 * 60))?;
        Some(if self == Self::Afternoon { by_dial + 12 * 60 } else { by_dial })
    }
}

/// Since midnight.
fn minutes(clock: &str, separator: char) -> Option<u64> {
    let (hour, minute) = clock.split_once(separator)?;
    let (hour, minute): (u64, u64) =
        (hour.parse().ok()?, Some(minute).filter(|m| m.len() == 2)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Value> {
        let mut chunks = text.split_whitespace();
        let first = Figure::read(chunks.next()?)?;
        Some(chunks.try_fold(first, Figure::with)?.value())
    }

    #[test]
    fn one_value_in_two_notations_is_the_same_and_others_are_not() {
        let same = [
            ("4.50", "4.5"),
            ("4,50", "4.5%"),
            ("1,900", "1900"),
            ("1.900", "1,900"),
            ("1\u{a0}900", "1900."),
            ("1,234,567", "1.234.567"),
            ("1,234.50", "1.234,5"),
            ("310 million", "310m"),
            ("310 mln", "310 Millionen"),
            ("2.9 billion", "2.9bn,"),
            ("2,9 Milliarden", "2.9bn"),
            ("60,000", "60 thousand"),
            ("$4m", "US$4 million"),
            ("(60", "60)"),
            ("200m", "200 metres"),
            ("5MW", "5 MW"),
            ("40km", "40 kilometres"),
            ("3rd", "3"),
            ("4:20 a.m.", "04:20"),
            ("4.20am", "4:20 am"),
            ("4 p.m.", "16:00"),
            ("12:30 p.m.", "12:30"),
            ("0.0", "0"),
        ];
        for (a, b) in same {
            let (one, other) = (value(a).unwrap(), value(b).unwrap());
            assert!(one.is_same(other) && other.is_same(one), "{a} {b}");
        }
        let other = [
            ("3.5", "35"),
            ("1,900", "19,00"),
            ("1,900", "1.9"),
            ("310m", "310bn"),
            ("4.50", "4.05"),
            ("4:20 a.m.", "4:20 p.m."),
            ("4:20", "4.20"),
            ("10", "100"),
            // One article over another plant was a copy, word for word.
            ("5MW", "5GW"),
            ("5%", "5GW"),
            ("310 million", "310"),
            ("200m", "200"),
        ];
        for (a, b) in other {
            let (one, other) = (value(a).unwrap(), value(b).unwrap());
            assert!(!one.is_same(other) && !other.is_same(one), "{a} {b}");
        }
        for none in ["B52", "2-1", "9/11", "24.12.2026", "25:00", "1990s", "10.0.0.1", "1, 900"] {
            assert_eq!(value(none), None, "{none}");
        }
    }
}
