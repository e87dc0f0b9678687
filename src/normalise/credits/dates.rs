//! Dates of datelines in the languages of the wires: finds one at the end of a text. Never says what day it was.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;
use crate::parse::date::words::{is_weekday, month};

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"\d{1,2}(?:st|nd|rd|th|er|\.|º|\s*d\.)?";
    let weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?";
    let year = r"(?:,?\s*(?:de\s+)?(?:19|20)\d\d)?";
    let hour =
        r"(?:,?\s*\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*(?:gmt|utc|et|est|edt|cet|ist))?)?";
    // `2026. március 3., kedd`: the weekday last.
    let last = r"(?:,?\s*(?:hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap))?";
    fixed(&format!(
        r"(?i)(?:^|[\s,;]){weekday}(?:(?:(?:19|20)\d\d\.?\s+)?(?P<before>[\p{{L}}\p{{M}}]+)\.?\s*{day}(?:\s*[/-]\s*\d{{1,2}})?|{day}\s*(?:de\s+|of\s+)?(?P<after>[\p{{L}}\p{{M}}]+)\.?|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]?(?:\d{{2,4}})?){year}{hour}{last}[\s,.;]*$"
    ))
});

/// Splits a date from the end: (what stands before it, whether there was one).
pub(super) fn split_date(text: &str) -> (&str, bool) {
    let found = DATE.captures(text).filter(|date| {
        let name = date.name("before").or_else(|| date.name("after"));
        name.is_none_or(|name| month(&name.as_str().to_lowercase()).is_some())
    });
    match found.and_then(|date| text.get(..date.get(0)?.start())) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

/// `/ March 3, 2024 /` after a slash mark.
pub(super) fn skip_date_after_slash(after: &str) -> (&str, bool) {
    let Some((date, rest)) = after.split_once('/') else {
        return (after, false);
    };
    let (before, dated) = split_date(date.trim());
    if dated && before.trim().is_empty() && date.len() <= 40 {
        (rest, true)
    } else {
        (after, false)
    }
}

/// `Nov 27, 2026--` behind a mark and its dash.
pub(super) fn skip_date_before_dash(text: &str) -> Option<&str> {
    const DATE_BYTES_MAX: usize = 30;
    let (date, rest) = text.split_once("--").filter(|(date, _)| date.len() <= DATE_BYTES_MAX)?;
    let (before, dated) = split_date(date.trim());
    (dated && before.trim().is_empty()).then(|| rest.trim_start())
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"(?i)^(?:\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:[ap]\.?m\.?)?|\d{1,2}[ap]\.?m\.?)$")
});
static PARTED: LazyLock<Regex> = LazyLock::new(|| fixed(r"\s[/|•·–—]\s"));
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)$")
});

/// `March 3, 2026 / 10:15 AM EST / CBS News`: a day with a clock, a label or the house, and no word besides.
pub(super) fn is_time_line(line: &str, is_house: impl Fn(&str) -> bool) -> bool {
    const BYTES_MAX: usize = 90;
    const LABELS: [&str; 14] = [
        "updated",
        "published",
        "posted",
        "aktualisiert",
        "veröffentlicht",
        "stand",
        "publié",
        "actualizado",
        "publicado",
        "atualizado",
        "aggiornato",
        "pubblicato",
        "bijgewerkt",
        "uppdaterad",
    ];
    const SILENT: [&str; 26] = [
        "on", "at", "am", "pm", "a.m", "p.m", "last", "first", "um", "uhr", "le", "à", "el", "a",
        "las", "em", "às", "il", "alle", "op", "om", "de", "of", "the", "kl", "hrs",
    ];
    const ZONES: [&str; 22] = [
        "gmt", "utc", "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt",
        "pt", "cet", "cest", "bst", "ist", "aest", "aedt", "hkt", "sgt",
    ];
    if line.len() > BYTES_MAX || !line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let (mut day, mut in_month, mut told) = (false, false, false);
    for piece in PARTED.split(line) {
        if piece.split('/').all(|name| is_house(name.trim())) {
            told = true;
            continue;
        }
        for word in piece.split([' ', ',']).map(|word| word.trim_matches(['.', ':', ';', '(', ')']))
        {
            let lower = word.to_lowercase();
            let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
            let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            if CLOCK.is_match(word) || LABELS.contains(&lower.as_str()) {
                told = true;
            } else if NUMERIC.is_match(word) {
                (day, in_month) = (true, true);
            } else if digits && number.len() <= 2 {
                day = true;
            } else if month(&lower).is_some() {
                in_month = true;
            } else if !(word.is_empty()
                || (digits && number.len() == 4)
                || is_weekday(&lower)
                || SILENT.contains(&lower.as_str())
                || ZONES.contains(&lower.as_str()))
            {
                return false;
            }
        }
    }
    day && in_month && told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_wires_are_found_at_the_end() {
        for date in [
            "March 8",
            "Feb 26",
            "SEPT. 3",
            "April 8/9",
            "3 mars",
            "10 juil 2024",
            "Dec 20, 2017",
            "3rd March, 2024",
            "3. März",
            "3 de marzo",
            "03 mar.",
            "Tuesday, March 3",
            "3 марта",
            "03.03.2024",
            "March 3, 2031, 10:15 GMT",
            "13 aprile",
            "1er août",
            "8. března",
            "8. ožujka",
            "8 marca",
            "8 мар",
            "8 Mart",
            "Oct. 19,",
            "27/11/2026",
            "2026-11-27",
            "2026. november 27., péntek",
            "lapkričio 27 d.",
            "27. novembris",
            "27 Νοεμβρίου",
            "27 ноември",
            "27 студзеня",
            "27 noyabr",
            "27 nëntor",
        ] {
            assert_eq!(split_date(&format!("OSLO, {date}")), ("OSLO,", true), "{date}");
            assert_eq!(split_date(date), ("", true), "{date}");
        }
        for text in ["OSLO", "MAR DEL PLATA", "Maya 3", "route 66", "March", ""] {
            assert_eq!(split_date(text), (text, false), "{text}");
        }
    }

    /// The time line of American stations stood as the first paragraph.
    #[test]
    fn a_line_of_a_day_and_a_clock_or_house_is_no_text() {
        let is_house = |name: &str| matches!(name, "CBS News" | "CBS" | "AP");
        for line in [
            "March 3, 2026 / 10:15 AM EST / CBS News",
            "CBS News / March 3, 2026",
            "March 3, 2026 10:15 am",
            "Updated on: March 3, 2026 / 10:15 AM EST / CBS/AP",
            "Tue, March 3, 2026 at 10:15 AM EST",
            "Posted: Mar 3, 2026 / 10:15 AM EST",
            "Publicado el 3 de marzo de 2026",
            "Stand: 03.03.2026, 10.15 Uhr",
            "Updated 3rd March 2026",
        ] {
            assert!(is_time_line(line, is_house), "{line}");
        }
        for line in [
            "March 3, 2026",
            "10:15 AM EST",
            "March 3, 2026, 10:15 am, the harbour",
            "May 4: updated by the harbour master",
            "The ferry left at 10:15 on March 3",
            "3",
            "",
        ] {
            assert!(!is_time_line(line, is_house), "{line}");
        }
    }
}
