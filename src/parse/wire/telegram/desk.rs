//! What desks write between the copy: instructions, corrections, embargoes, and the numbers of telegrams.

use jiff::civil;

use super::trailer::Stamp;
use crate::model::{Entry, WireFields};
use crate::parse::date::words;

/// Words of a note that takes copy back or puts other copy in its place; the numbers it names are those of that copy.
const TAKES_BACK: [&str; 9] = [
    "kill",
    "withdraw",
    "eliminat",
    "replaces",
    "correct",
    "berichtig",
    "nicht verwenden",
    "zurückz",
    "annul",
];

/// How the line of an embargo begins. It names a figure besides, or it is no such line.
const EMBARGOES: [&str; 17] = [
    "sperrfrist",
    "sperrefrist",
    "achtung: sperrfrist",
    "achtung, sperrfrist",
    "achtung sperrfrist",
    "embargoed until",
    "embargoed for",
    "embargoed till",
    "embargo until",
    "embargo:",
    "under embargo until",
    "sous embargo",
    "embargado hasta",
    "embargada hasta",
    "sotto embargo",
    "not for publication",
    "not for release",
];

/// How the line of an advance begins: copy that is sent ahead of the day of its release.
const ADVANCES: [&str; 5] =
    ["for release ", "for use ", "for publication ", "advance for release ", "advance for "];

/// Words around the date of an advance.
const AROUND: [&str; 15] = [
    "and",
    "thereafter",
    "on",
    "or",
    "after",
    "at",
    "the",
    "weekend",
    "editions",
    "am",
    "pm",
    "ams",
    "pms",
    "noon",
    "time",
];

/// `$adv30`, `Adv30-Dec 1`, `For Release Monday, Nov. 30, and Thereafter`: nothing but the mark and its date.
fn is_advance(text: &str) -> bool {
    let lower = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let bare = |word: &str| word.replace(|c: char| !c.is_alphanumeric(), "");
    let names_a_day =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || words::is_weekday(word);
    let is_of_a_date = |word: &str| {
        let date = names_a_day(word) || words::month(word).is_some() || words::is_zone(word);
        word.is_empty() || date || AROUND.contains(&word)
    };
    let is_date = |rest: &str| {
        let words = || rest.split(|c: char| c.is_whitespace() || c == '-').map(bare);
        words().any(|word| names_a_day(&word)) && words().all(|word| is_of_a_date(&word))
    };
    let numbered = lower.strip_prefix("adv").map(|rest| rest.trim_start_matches(['.', ' ']));
    let numbered = numbered.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let written = ADVANCES.iter().find_map(|mark| lower.strip_prefix(mark));
    numbered.or(written).is_some_and(is_date)
}

/// A line that holds the copy back until a time. News of an embargo names no time, or is the headline.
pub(super) fn is_embargo(text: &str) -> bool {
    let lower = text.trim_start_matches(['(', '*', ' ']).to_lowercase();
    let held = ["hfr", "hold for release"].iter().any(|mark| {
        lower.strip_prefix(mark).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    let names_a_figure = lower.contains(|c: char| c.is_ascii_digit());
    held || is_advance(text)
        || (names_a_figure && EMBARGOES.iter().any(|mark| lower.starts_with(mark)))
}

/// The service level and number of a heading, ANPA 1312 and IPTC 7901 alike: `a1151`, `bdt0123`.
pub(super) fn own_number(header: &str) -> Option<String> {
    let first = header.lines().find(|text| !text.trim().is_empty())?.trim();
    let first = first.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    is_number(first).then(|| first.to_owned())
}

/// The numbers of earlier telegrams that this one says it replaces: in the service line of ANPA, in a note that takes back,
/// and in the text of a kill.
pub(super) fn earlier_numbers(header: &str, entry: &Entry, wire: &WireFields) -> Vec<String> {
    let takes_back = |note: &&str| {
        let lower = note.to_lowercase();
        TAKES_BACK.iter().any(|word| lower.contains(word))
    };
    let note = wire.ed_note.as_deref().filter(takes_back);
    let service = header.lines().nth(1).unwrap_or_default();
    // News of killings names flights, roads and gates: only an order to kill names telegrams.
    let sentences = kill_of(entry, wire).unwrap_or_default().split(['.', '!', '?', '\n']);
    let orders = sentences.filter(|text| {
        words_of(text).take(ORDER_WORDS).any(|word| word.eq_ignore_ascii_case("kill"))
    });
    let words = [service, note.unwrap_or_default()].into_iter().chain(orders).flat_map(words_of);
    words.filter(|word| is_number(word)).map(str::to_owned).collect()
}

/// An order says what it is in its first words: `Editors: Please kill a0351`.
const ORDER_WORDS: usize = 3;

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What the text of a kill says before it speaks of a substitute. It is short, and its headline or slug is its mark.
fn kill_of<'a>(entry: &'a Entry, wire: &WireFields) -> Option<&'a str> {
    const CHARS_MAX: usize = 600;
    const SUBSTITUTES: [&str; 3] = ["instead", "ubstitut", "eplace"];
    let title = entry.title.as_ref().map(|title| title.value.as_str());
    let is_kill = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "KILL" | "KILLED"))
    };
    let text = entry.content.as_ref().map(|text| text.value.as_str())?;
    let is_short = text.char_indices().nth(CHARS_MAX).is_none();
    let mut titles = title.into_iter().chain(wire.slugline.as_deref());
    let end = SUBSTITUTES.iter().filter_map(|word| text.find(word)).min().unwrap_or(text.len());
    text.get(..end).filter(|_| is_short && titles.any(is_kill))
}

/// The days, the likelier first, of a telegram that one of this `number` and stamp names. Numbers go up through the day:
/// before noon a higher one is of the day before, but where they began anew or desks file out of order.
pub(super) fn days_of(
    named: &str,
    number: Option<&str>,
    stamp: &Stamp<'_>,
) -> impl Iterator<Item = civil::Date> + use<> {
    let parts = |number: &'_ str| {
        let (level, count) = number.split_at_checked(number.len().saturating_sub(4))?;
        Some((level.to_lowercase(), count.parse::<u16>().ok()?))
    };
    let is_higher = number
        .and_then(parts)
        .zip(parts(named))
        .is_some_and(|(own, named)| own.0 == named.0 && own.1 < named.1);
    let yesterday = stamp.day.yesterday().ok().filter(|_| is_higher && stamp.is_before_noon());
    [Some(stamp.day), yesterday].into_iter().flatten()
}

/// Up to three letters and four digits that are not all nought: converters fill in `bdt0000`.
fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = word.len() - digits.len();
    (1..=3).contains(&letters)
        && digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits != "0000"
}

/// The sign-off under a text: the agency, initials and codes in small letters; or the end that is written out.
pub(super) fn is_sign_off(text: &str, agency: Option<&str>) -> bool {
    const WORDS: std::ops::RangeInclusive<usize> = 2..=8;
    const WORD_CHARS_MAX: usize = 12;
    if text.starts_with("(Schluss)") {
        return text.split_whitespace().count() <= *WORDS.end();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let house = agency.and_then(|agency| agency.split('-').next());
    let is_code = |word: &&str| {
        word.chars().count() <= WORD_CHARS_MAX
            && word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '/')
    };
    house.is_some()
        && words.first().copied() == house
        && WORDS.contains(&words.len())
        && words.iter().all(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_an_embargo_are_told_from_news_of_one() {
        for held in [
            "HFR, Embargoed until 6 p.m. EDT Tuesday",
            "HOLD FOR RELEASE",
            "Sperrfrist 25. November 2026, 1800 Uhr MEZ",
            "(Achtung: Sperrfrist 25.11.2026, 18.00 Uhr)",
            "SOUS EMBARGO jusqu'au 25 novembre 18h00 GMT",
            "$adv30<",
            "Adv30-Dec 1",
            "Adv. 30",
            "For Release Monday, Nov. 30, and Thereafter<",
            "FOR USE SUNDAY AND THEREAFTER",
            "Advance for weekend editions, Nov. 28-29",
        ] {
            assert!(is_embargo(held), "{held}");
        }
        for news in [
            "Embargo until further notice on arms",
            "Embargo on grain extended to 2027",
            "Embargoed goods seized in port",
            "Sperrfristen verlängert",
            "HFRS virus found in harbour rats",
            "For release of 30 hostages, Halden pays",
            "For use of force, Monday brings a hearing",
            "For Immediate Release",
            "Advance for Halden: 30 miles in a day",
            "Adv agency names chief",
            "Adventure in 30 days",
        ] {
            assert!(!is_embargo(news), "{news}");
        }
    }

    #[test]
    fn a_sign_off_is_codes_behind_the_agency_and_no_sentence() {
        for sign in ["hld abc yydd n1 sku", "hld kre/su yysw a3 lön mda", "(Schluss) dw/dk"] {
            assert!(is_sign_off(sign, Some("hld-spe")), "{sign}");
        }
        for text in ["hld meldet heute.", "hld", "other abc n1", "Hld abc n1", ""] {
            assert!(!is_sign_off(text, Some("hld")), "{text}");
        }
        assert!(!is_sign_off("hld abc n1", None));
    }
}
