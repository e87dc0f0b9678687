//! An embargo or a hold that is only written out: in the headline, in a note to editors, on a line above the text.
//!
//! News of embargoes is none: what stands behind `until` has to be a date and nothing else, or the mark in capitals on a line
//! of its own.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::{Captures, Regex};

use crate::model::Precision;
use crate::normalise::text::fixed;
use crate::parse::date::{self, words};

/// Paragraphs that may stand above or be the line of an embargo.
const PARAGRAPHS_MAX: usize = 3;
/// Paragraphs of a letterhead: the house, a person to ask, a number, the day. All are short.
const LETTERHEAD_MAX: usize = 8;
const LETTERHEAD_WORDS_MAX: usize = 12;
/// A line in capitals that names no date is no longer than this.
const LINE_WORDS_MAX: usize = 30;
/// Words of a date with its time, zone and weekday, and what desks write around them.
const DATE_WORDS_MAX: usize = 24;

/// A text that is not to be used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    /// When it may be used; `None` where no point in time is printed. A local time without its zone is none.
    pub until: Option<Timestamp>,
}

/// Where an entry may say that it is held.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub headline: &'a str,
    pub ed_note: Option<&'a str>,
    /// The slug of a wire that has no status of its own.
    pub slugline: Option<&'a str>,
    pub paragraphs: &'a [&'a str],
    /// A wire writes its instructions to editors into the text.
    pub is_wire: bool,
    /// The entry's own date: a year that is not printed is the nearest to it.
    pub dated: Option<Timestamp>,
}

/// The hold that `said` tells of, whether it is over or not.
pub(super) fn hold(said: &Said<'_>) -> Option<Hold> {
    let lines = said.paragraphs.iter().take(PARAGRAPHS_MAX);
    let is_short = |line: &str| line.split_whitespace().nth(LETTERHEAD_WORDS_MAX).is_none();
    let letterhead = said.paragraphs.iter().take_while(|line| is_short(line)).count();
    let top = said.paragraphs.iter().take(PARAGRAPHS_MAX.max(letterhead + 1).min(LETTERHEAD_MAX));
    let mut holds: Vec<Hold> = Vec::new();
    for head in [Some(said.headline), said.ed_note].into_iter().flatten() {
        let is_marked = EMBARGO.find(head).is_some_and(|mark| !is_news_of_one(head, &mark));
        if is_marked || TAIL.is_match(head) {
            holds.push(Hold { until: None });
        }
        // Hardly a headline has one, and what a match holds is looked for at some cost.
        if HELD.is_match(head) {
            holds.extend(HELD.captures_iter(head).filter_map(|mark| dated_hold(head, &mark, said)));
        }
        holds.extend(dated_tail(head, said).map(|(hold, _)| hold));
    }
    if said.ed_note.is_some_and(|note| NOTED.is_match(note)) {
        holds.push(Hold { until: None });
    }
    let release = said.ed_note.iter();
    holds.extend(release.flat_map(|note| {
        FOR_RELEASE
            .find_iter(note)
            .filter_map(|mark| until(note, mark.end(), said.dated).map(|dated| dated.hold))
    }));
    let instructions = lines.clone().filter(|_| said.is_wire).copied().chain(said.ed_note);
    let mut notes = instructions.clone().flat_map(|text| text.split("; "));
    let is_advance = notes.any(|note| ADVANCE.is_match(note))
        || said.slugline.is_some_and(|slug| ADVANCE_SLUG.is_match(slug));
    let mut instructions = instructions.chain(said.slugline.filter(|slug| SLUG.is_match(slug)));
    if is_advance || instructions.any(|text| WITHHOLD.is_match(text) || SLUG.is_match(text)) {
        holds.push(Hold { until: None });
    }
    holds.extend(top.filter_map(|line| line_of(line, said)));
    // The one that names its end says most; where several do, the last end counts.
    holds.into_iter().max_by_key(|hold| hold.until)
}

/// Bytes of what a headline says of an embargo, and letters of the headline itself.
const LABEL_BYTES_MAX: usize = 80;
const LETTERS_MIN: usize = 4;

/// `EMBARGO: EU AGREES ON OIL`: where all of a line is in capitals they mark nothing.
fn is_news_of_one(head: &str, mark: &regex::Match<'_>) -> bool {
    let is_noun = mark.as_str().trim_start_matches(|c: char| !c.is_alphanumeric());
    // `EMBARGADO` is what a bank does to a house.
    let is_noun = is_noun.strip_prefix("EMBARGO").is_some_and(|rest| !rest.starts_with("ED"))
        || is_noun.starts_with("EMBARGAD");
    let behind = head.get(mark.end()..).unwrap_or_default();
    is_noun && behind.contains(char::is_uppercase) && !behind.contains(char::is_lowercase)
}

/// What a headline says of an embargo before it begins or behind it, and the headline:
/// `EMBARGOED UNTIL 06:00 GMT: Pier to be rebuilt`.
pub(super) fn split_label(headline: &str) -> Option<(&str, &str)> {
    split_head(headline).or_else(|| {
        let at = TAIL.find(headline).map(|mark| mark.start());
        let at = at.or_else(|| dated_tail(headline, &Said::default()).map(|(_, at)| at))?;
        let (rest, label) = headline.split_at_checked(at)?;
        whole_parts(label, rest)
    })
}

fn split_head(headline: &str) -> Option<(&str, &str)> {
    let heads = [&EMBARGO, &HELD, &NOTED].into_iter();
    let mut heads = heads.filter_map(|head| head.find(headline).filter(|mark| mark.start() == 0));
    let mark = heads.next()?;
    // Of a clock no blank follows the colon.
    let ends_itself = mark.as_str().trim_end().ends_with([':', '/', '–', '—', '-', ']', ')']);
    let behind = headline.get(mark.end()..)?;
    let parted = [": ", " - ", " – ", " — ", "] ", ") "].iter().filter_map(|end| {
        let at = behind.find(end)?;
        Some((mark.end() + at, mark.end() + at + end.len()))
    });
    let is_dated = || until(headline, mark.end(), None).is_some();
    let (ends, begins) =
        if ends_itself && !is_dated() { (mark.end(), mark.end()) } else { parted.min()? };
    whole_parts(headline.get(..ends)?, headline.get(begins..)?)
}

fn whole_parts<'h>(label: &'h str, rest: &'h str) -> Option<(&'h str, &'h str)> {
    let rest = rest.trim();
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    let is_headline = rest.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS_MIN;
    (is_headline && label.len() <= LABEL_BYTES_MAX).then_some((label, rest))
}

/// The hold of a paragraph that is a line of the desk, or begins with one and a colon or dash.
fn line_of(line: &str, said: &Said<'_>) -> Option<Hold> {
    let mark = HELD.captures(line).filter(|mark| mark.get(0).is_some_and(|all| all.start() == 0));
    let found = mark.and_then(|mark| dated_hold(line, &mark, said));
    found.or_else(|| shouted(line)).or_else(|| field_of(line, said))
}

/// The hold of a line that is a field of a letterhead and needs no clock: `Embargo: 30 November 2026`.
fn field_of(line: &str, said: &Said<'_>) -> Option<Hold> {
    let mark = FIELD.find(line)?;
    let dated = until(line, mark.end(), said.dated)?;
    dated.ends_line.then_some(dated.hold)
}

/// The hold of a mark and its date. `Embargo until May 1: herring boats stay in port` is news: the noun alone needs a clock.
fn dated_hold(line: &str, mark: &Captures<'_>, said: &Said<'_>) -> Option<Hold> {
    let dated = until(line, mark.get(0)?.end(), said.dated)?;
    let noun = mark.name("noun").is_some_and(|noun| noun.as_str() != "EMBARGO");
    // "Hold until Monday: council delays vote" is a headline of a paper, which no desk reads.
    let order = [mark.name("order"), mark.name("hold")].iter().flatten().any(|order| {
        let in_capitals = !order.as_str().contains(char::is_lowercase);
        line == said.headline && !said.is_wire && !in_capitals
    });
    let noun = noun || order;
    (dated.has_clock || !noun).then_some(dated.hold)
}

/// The hold of a mark with its date that is the end of a headline, in brackets or behind a dash, and where it begins:
/// `Pier to be rebuilt (embargoed until 0600 GMT Nov 30)`.
fn dated_tail(line: &str, said: &Said<'_>) -> Option<(Hold, usize)> {
    let parts = DATED_TAIL.captures_iter(line).last()?;
    let (mark, noun) = (parts.get(0)?, parts.name("noun").is_some());
    let dated = until(line, mark.end(), said.dated)?;
    // `Grain - embargoed until May 1` may be news.
    let loud = !mark.as_str().contains(char::is_lowercase);
    let named = loud || mark.as_str().starts_with(['(', '[']);
    let sure = dated.has_clock || (named && !noun);
    (dated.ends_line && sure).then_some((dated.hold, mark.start()))
}

fn shouted(line: &str) -> Option<Hold> {
    let mark = SHOUTED.find(line)?;
    is_shouted(line, mark.as_str()).then_some(Hold { until: None })
}

fn is_shouted(line: &str, mark: &str) -> bool {
    !mark.contains(char::is_lowercase) && line.split_whitespace().count() <= LINE_WORDS_MAX
}

/// The date behind a mark.
struct Dated {
    hold: Hold,
    /// A time of the day is printed.
    has_clock: bool,
    /// Nothing follows.
    ends_line: bool,
}

/// The hold of a mark that ends at `at`, where a date and nothing else follows up to the end of the line or sentence.
fn until(line: &str, at: usize, dated: Option<Timestamp>) -> Option<Dated> {
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

/// The mark of an embargo at the head of a headline or note. News of a trade embargo has no such mark: the word alone, or with
/// `until`, does not count.
static EMBARGO: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,3}(?:(?i:(?:(?:note to )?editors|eds)\s*[:.,–—-]\s*))?(?:(?:STRICTLY |UNDER )?EMBARGO(?:ED)?\s*(?:[:/–—\])]|-(?:\s|$))|(?:SPERRFRIST|(?:SOUS|SOTTO|ONDER) EMBARGO|EMBARGAD[OA])\s*(?:[:/–—\])]|-(?:\s|$))|(?i:(?:strictly )?embargoed|(?:under|sous|sotto|onder) embargo|embargad[oa]|sperrfrist)[\])]|HFR\s*(?:[:/–—]|\W*$)|(?i:sperrfrist\s*[:,])(?:\D{0,16}\d|\W*$))",
    )
});

/// The mark of an embargo at the end of a headline, in capitals behind a dash or a bar, or in brackets.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:\s[-–—|]{1,2}|:)\s+(?:(?:STRICTLY )?EMBARGOED|UNDER EMBARGO)\W*$|[\[(](?:(?:STRICTLY |UNDER )?EMBARGO(?:ED)?|(?i:(?:strictly )?embargoed|under embargo))[\])]\W*$",
    )
});

/// The same with a date behind it.
static DATED_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)(?:[\[(]|\s[-–—|]{1,2}\s+|:\s+)(?:(?P<noun>embargo)(?:\s+(?:until|till?))?|(?:(?:strictly\s+)?embargoed|under\s+embargo)(?:\s+for\s+(?:release|publication))?\s*:?\s+(?:until|till?))\s*:?\s",
    )
});

/// An embargo at the head of a note to editors, whatever its end.
static NOTED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,3}(?i:(?:(?:note to )?editors|eds)\s*[:.,–—-]\s*)?(?i:(?:strictly )?embargoed (?:until|till|for release)\b|under embargo until|sous embargo jusqu|embargad[oa] hasta |sotto embargo fino )",
    )
});

/// The words before the date of an embargo, at the head of a sentence.
static HELD: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?x)(?:^\W{0,3}|[.!?;:]\s+)(?i:(?:(?:note\ to\ )?editors|eds|attention|achtung|hfr|hold\ for\ release)\s*[:.,–—-]\s*)?(?i:
            (?P<noun>embargo)(?:\s+(?:until|till?)|(?:\s+(?:date|time|ends|lifts))?\s*:)\s
            | this\s+(?:(?:press|news|media)\s+)?(?:release|story|text|paper|study|report|announcement|material)\s+is\s+(?:strictly\s+)?(?:under\s+embargo|embargoed)\s+(?:until|till)\s
            | (?:strictly\s+|under\s+)?embargo(?:ed)?(?:\s+for\s+(?:release|publication|broadcast))?\s*[:,–—-]?\s*(?:until|till|til|to|before)\s*:?\s
            | (?:strictly\s+)?embargoed\s+(?:for|to)\s
            | (?P<order>not)\s+(?:for|to\s+be)\s+(?:publication|release|released|broadcast|published|use|used)(?:\s+or\s+(?:publication|release|broadcast|use))?\s+(?:until|before|prior\s+to)\s
            | hfr\s | (?P<hold>hold)(?:\s+for\s+release)?\s+(?:until|till)\s
            | (?:sperre?frist|gesperrt\s*:)\s*[:,]?\s*(?:bis\s|\s)
            | sous\s+embargo\s+jusqu['’](?:au?|à)\s
            | embargad[oa]\s+hasta\s
            | sotto\s+embargo\s+fino\s+(?:al|alle)\s
        )",
    )
});

static FIELD: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"^\W{0,3}(?i:embargo(?:\s+(?:date|time|ends|lifts))?)\s*:\s"));

/// `For release Nov. 30 and thereafter`, in a note to editors.
static FOR_RELEASE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?:^|[.!?;:]\s+)(?i:(?:(?:advance )?for (?:release|use|publication)|advance for) (?:on or after |after |on )?)",
    )
});

/// Marks that need no date; in lower case they are news. `EMBARGO UNTIL FURTHER NOTICE ON ARMS` is news in capitals.
static SHOUTED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,3}(?:(?:STRICTLY |UNDER )?EMBARGO(?:ED UNTIL\b|(?:ED)? FOR (?:RELEASE|PUBLICATION|BROADCAST|USE)\b|(?:ED)?(?:\s*(?:[:/–—]|-(?:\s|$))|\W*$)|(?:ED)? UNTIL FURTHER NOTICE\W*$)|HOLD FOR RELEASE\W*$|NOT FOR (?:PUBLICATION|RELEASE|BROADCAST|USE) (?:UNTIL|BEFORE)\b)",
    )
});

/// What a desk asks of others, at the head of a sentence.
static WITHHOLD: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?x)(?:^\W{0,3}|[.!?;:]\s+)(?:HOLD\ FOR\ RELEASE\b | HFR\b
            | (?i:(?:editors|eds)\s*[:,]\s*)?(?i:please\s+withhold)(?:(?i:\s+(?:(?:this|the|our)\s+)?(?:story|item|copy|report|text|release|publication|[a-z]{2}-))|\W*$)
            | (?i:(?:editors|eds)\s*[:,]\s*(?:please\s+)?(?:withhold|hold)\s+(?:the|this|our|story|[a-z]{2}-)))",
    )
});

/// The last part of a slug: `BC-Pier, Withhold`, `BC-Pier, Adv30`.
static SLUG: LazyLock<Regex> =
    LazyLock::new(|| fixed(r",\s*(?:(?i:withhold|hold for release)|HOLD|Adv\.?\s?\d{1,2})\s*$"));

/// Copy that is sent ahead of the day of its release: `Pier-Adv30`, `Pier Adv30-Dec 1`, `Pier,Adv 01, 1st Ld`.
static ADVANCE_SLUG: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[,\s-](?:Adv|ADV|adv)\.?\s?\d{1,2}(?:\s*[,-]|\s*$)"));

/// A line or note that is its mark and nothing else: `$adv30`.
static ADVANCE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"^\W{0,3}(?i:adv)\.?\s?\d{1,2}(?:\s?-\s?(?:[A-Z][a-z]{2,8}\.?\s?)?\d{1,2})?\W*$")
});

#[cfg(test)]
mod tests;
