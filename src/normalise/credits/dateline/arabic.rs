//! Datelines of Arabic agencies: a day under both names of its month, a day of both calendars, an agency behind a dash.

use super::super::organisations::Directory;
use super::{Dateline, is_dash, sends_copy, skip_separator};

/// Months of the Levant that stand beside the month's other name.
const MONTHS: [&str; 12] = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
];
const PLACE_BYTES_MAX: usize = 48;
const PLACE_WORDS_MAX: usize = 3;
/// Words of the longest name of an agency.
const AGENCY_WORDS_MAX: usize = 4;

/// `القاهرة 3 نوفمبر` of `القاهرة 3 نوفمبر تشرين الثاني`.
pub(super) fn without_second_month(text: &str) -> &str {
    let text = text.trim_end();
    if !text.ends_with(is_arabic) {
        return text;
    }
    let first = MONTHS.iter().find_map(|month| text.strip_suffix(month));
    first.filter(|first| first.ends_with(' ')).map_or(text, str::trim_end)
}

pub(super) fn read_arabic(head: &str, directory: &Directory) -> Option<Dateline> {
    if !head.trim_start().starts_with(is_arabic) {
        return None;
    }
    read_two_calendars(head, directory).or_else(|| read_behind_dash(head, directory))
}

/// `الرياض 12 جمادى الأولى 1447 هـ الموافق 03 نوفمبر 2025 م واس`
fn read_two_calendars(head: &str, directory: &Directory) -> Option<Dateline> {
    const DATE_BYTES_MAX: usize = 80;
    let (before, after) = head.split_once(" الموافق ")?;
    let place = before.get(..before.find(|c: char| c.is_ascii_digit())?)?.trim();
    let (date, behind) = after.split_once(" م ")?;
    if date.len() > DATE_BYTES_MAX || !date.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    read_agency(place, head, behind, directory).map(|(dateline, _)| dateline)
}

/// `القاهرة - أ ش أ`: a name of single letters is no word of the sentence; any other is followed by a dash or a line of its own.
fn read_behind_dash(head: &str, directory: &Directory) -> Option<Dateline> {
    let (place, behind) = head.split_once(" - ")?;
    let (dateline, parted) = read_agency(place.trim(), head, behind, directory)?;
    let mark = dateline.mark.as_deref().unwrap_or_default();
    let by_letters = mark.contains(' ') && mark.split(' ').all(|word| word.chars().count() == 1);
    (parted || by_letters).then_some(dateline)
}

/// The agency that `behind` begins with, and whether a dash, colon or line's end follows it.
fn read_agency(
    place: &str,
    head: &str,
    behind: &str,
    directory: &Directory,
) -> Option<(Dateline, bool)> {
    let is_place = !place.is_empty()
        && place.len() <= PLACE_BYTES_MAX
        && place.split(' ').count() <= PLACE_WORDS_MAX
        && place.chars().all(|c| c == ' ' || is_arabic(c));
    if !is_place {
        return None;
    }
    let blanks = behind.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let ends: Vec<usize> = blanks.chain([behind.len()]).take(AGENCY_WORDS_MAX).collect();
    let (mark, rest) = ends.into_iter().rev().find_map(|end| {
        let (mark, rest) = behind.split_at_checked(end)?;
        let named = mark.ends_with(char::is_alphanumeric);
        (named && directory.find(mark).is_some_and(sends_copy)).then_some((mark, rest))
    })?;
    let (_, text) = skip_separator(rest);
    let parted =
        rest.starts_with('\n') || rest.trim_start().starts_with(|c| is_dash(c) || c == ':');
    let dateline = Dateline {
        located: Some(place.to_owned()),
        mark: Some(mark.trim().to_owned()),
        text_from: head.len() - text.len(),
        ..Dateline::default()
    };
    Some((dateline, parted))
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}')
}

#[cfg(test)]
mod tests {
    use super::super::read_dateline;
    use crate::normalise::credits::organisations::built_in;

    const LEAD: &str = "تأخرت العبارة مرة أخرى يوم الثلاثاء كما قال رئيس الميناء";

    /// The standard form of Reuters in Arabic, and those of the Saudi and Egyptian agencies, stayed in the text.
    #[test]
    fn datelines_of_arabic_agencies_are_split() {
        for (printed, place, mark) in [
            ("القاهرة 3 نوفمبر تشرين الثاني (رويترز) -", "القاهرة", "رويترز"),
            ("الرياض 12 جمادى الأولى 1447 هـ الموافق 03 نوفمبر 2025 م واس", "الرياض", "واس"),
            ("القاهرة - أ ش أ", "القاهرة", "أ ش أ"),
            ("القاهرة - رويترز -", "القاهرة", "رويترز"),
        ] {
            let text = format!("{printed} {LEAD}");
            let found = read_dateline(&text, built_in()).unwrap_or_else(|| panic!("none: {text}"));
            assert_eq!(
                (found.located.as_deref(), found.mark.as_deref(), text.get(found.text_from..)),
                (Some(place), Some(mark), Some(LEAD)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_sentence_with_a_dash_before_an_agency_is_no_dateline() {
        for text in ["الحكومة - رويترز نقلت الخبر", "القاهرة - مدينة كبيرة", "القاهرة"]
        {
            assert_eq!(read_dateline(text, built_in()), None, "{text}");
        }
    }
}
