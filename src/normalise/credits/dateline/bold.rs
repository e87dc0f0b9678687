//! Datelines of German papers, which set the town in bold and nothing besides: `<strong>Lyme.</strong> Der ...`. Bold lead-ins
//! look alike, so the town is known, or the story itself tells that it is one.

use super::super::place::read_place;
use super::super::places::is_known_place;
use super::told::{BEFORE_TOWNS, tells};
use super::{Dateline, begins_sentence, skip_separator};

const TOWN_BYTES_MAX: usize = 48;
const TOWN_WORDS_MAX: usize = 4;
/// `US:` and `BJP:` are no towns.
const LETTERS_MIN: usize = 4;

/// Reads such a dateline before `text`, of which the first `bold_bytes` are bold; `others` are the other paragraphs.
pub(in crate::normalise::credits) fn read_bold<'t>(
    text: &'t str,
    bold_bytes: usize,
    others: impl Iterator<Item = &'t str>,
) -> Option<Dateline> {
    if !(1..=TOWN_BYTES_MAX).contains(&bold_bytes) {
        return None;
    }
    let (printed, rest) = text.split_at_checked(bold_bytes)?;
    let bare = printed.trim().trim_end_matches(['.', ':', ' ', '-', '–', '—']);
    let (_, behind) = skip_separator(rest);
    let (_, inside) = skip_separator(printed.trim().strip_prefix(bare)?);
    // A full stop, colon or dash parts it from the sentence.
    let parted = printed.trim().len() > bare.len() || rest.trim_start().len() > behind.len();
    let place = read_place(bare)?;
    let sure = parted && inside.is_empty() && place.words <= TOWN_WORDS_MAX;
    if !sure || !begins_sentence(behind) {
        return None;
    }
    let named = bare.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN;
    let tells = |text: &str| named && tells(text, bare, &BEFORE_TOWNS);
    let told = || std::iter::once(behind).chain(others).any(tells);
    (is_known_place(&place.text) || told()).then(|| Dateline {
        located: Some(place.text.clone()),
        text_from: text.len() - behind.len(),
        ..Dateline::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "Der Rat der Stadt hat am Dienstag die neue Mole beschlossen.";

    fn check(bold: &str, rest: &str, other: &str, located: Option<&str>) {
        let text = format!("{bold}{rest}");
        let found = read_bold(&text, bold.len(), [other].into_iter());
        let place = found.as_ref().and_then(|found| found.located.as_deref());
        assert_eq!(place, located, "{text}");
        if let Some(found) = found {
            assert_eq!(text.get(found.text_from..), Some(LEAD));
        }
    }

    /// The dateline of German papers stayed in the text.
    #[test]
    fn a_town_in_bold_of_its_own_is_a_dateline() {
        check("Essen.", &format!(" {LEAD}"), "", Some("Essen"));
        check("Hamburg", &format!(". {LEAD}"), "", Some("Hamburg"));
        check("Hamburg", &format!(" – {LEAD}"), "", Some("Hamburg"));
        check("Lyme.", &format!(" {LEAD}"), "Die Mole in Lyme ist alt.", Some("Lyme"));
    }

    #[test]
    fn a_bold_beginning_is_no_town() {
        check("Anreise.", &format!(" {LEAD}"), "", None);
        check("Lyme.", &format!(" {LEAD}"), "", None);
        check("Lyme United:", &format!(" {LEAD}"), "The coach of Lyme United spoke.", None);
        check("US:", &format!(" {LEAD}"), "It rains in US towns.", None);
        check("Hamburg", &format!(" {LEAD}"), "", None);
        check("Hamburg.", " bleibt.", "", None);
        check("Der Rat tagt in Hamburg.", &format!(" {LEAD}"), "", None);
    }
}
