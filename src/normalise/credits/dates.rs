//! Dates of datelines in the languages of the wires: finds one at the end of a text. Never says what day it was.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::text::fixed;
use crate::parse::date::words::month;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"\d{1,2}(?:st|nd|rd|th|er|\.|º|\s*d\.)?";
    let weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?";
    let year = r"(?:,?\s*(?:de\s+)?(?:19|20)\d\d)?";
    let hour =
        r"(?:,?\s*\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*(?:gmt|utc|et|est|edt|cet|ist))?)?";
    // `2026. március 3., kedd`: the weekday last.
    let last = r"(?:,?\s*(?:hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap))?";
    fixed(&format!(
        r"(?i)(?:^|[\s,;]){weekday}(?:(?:(?:19|20)\d\d\.?\s+)?(?P<before>\p{{L}}+)\.?\s*{day}(?:\s*[/-]\s*\d{{1,2}})?|{day}\s*(?:de\s+|of\s+)?(?P<after>\p{{L}}+)\.?|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]?(?:\d{{2,4}})?){year}{hour}{last}[\s,.;]*$"
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
}
