//! Datelines of towns that nobody knows, without an agency: `PORT HALDEN — The harbour board ...`. Only where the story
//! itself tells that it is a town: `... in Port Halden`.

use super::super::organisations::Directory;
use super::super::place::read_place;
use super::{Dateline, begins_sentence, skip_separator};

/// The longest town before its dash, in bytes.
const TOWN_BYTES_MAX: usize = 48;
const TOWN_WORDS_MAX: usize = 4;
const LETTERS_MIN: usize = 4;
/// Words before a town, in the languages whose datelines have this form.
const BEFORE: [&str; 8] = ["in ", "at ", "near ", "of ", "en ", "em ", "à ", "bei "];
/// Those of them that stand before no firm, team or party: a town that is not in capitals may be one.
pub(super) const BEFORE_TOWNS: [&str; 3] = ["in ", "near ", "aus "];

/// Reads such a dateline before `text`; `others` are the other paragraphs of the story.
pub(in crate::normalise::credits) fn read_told<'t>(
    text: &'t str,
    others: impl Iterator<Item = &'t str> + Clone,
    directory: &Directory,
) -> Option<Dateline> {
    let (town, rest) = split_town(text)?;
    let named = read_place(town).is_some_and(|place| place.upper);
    // Each of a list of briefs begins so.
    if !named || directory.find(town).is_some() || others.clone().any(|o| split_town(o).is_some()) {
        return None;
    }
    let spelt = in_small_letters(town);
    let told =
        std::iter::once(rest).chain(others).any(|paragraph| tells(paragraph, &spelt, &BEFORE));
    told.then(|| Dateline {
        located: Some(town.to_owned()),
        text_from: text.len() - rest.len(),
        ..Dateline::default()
    })
}

/// A name in capitals before a long dash, and the sentence behind it.
fn split_town(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let near = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= TOWN_BYTES_MAX);
    let (town, behind) = near
        .filter_map(|at| text.split_at_checked(at))
        .find(|(_, behind)| ["—", "–", "--"].iter().any(|dash| behind.starts_with(dash)))?;
    let town = town.trim_end();
    let shouts = |c: char| c.is_uppercase() || matches!(c, ' ' | '-' | '\'' | '’' | '.');
    let letters = town.chars().filter(|c| c.is_alphabetic()).count();
    let (_, rest) = skip_separator(behind);
    (town.chars().all(shouts)
        && letters >= LETTERS_MIN
        && town.split(' ').count() <= TOWN_WORDS_MAX
        && begins_sentence(rest))
    .then_some((town, rest))
}

/// `Port Halden` of `PORT HALDEN`.
fn in_small_letters(town: &str) -> String {
    let mut begins = true;
    let small = town.chars().flat_map(|c| {
        let lower: Vec<char> = if begins { vec![c] } else { c.to_lowercase().collect() };
        begins = !c.is_alphabetic();
        lower
    });
    small.collect()
}

/// Whether `paragraph` names the town behind one of the words `before`.
pub(super) fn tells(paragraph: &str, town: &str, before: &[&str]) -> bool {
    paragraph.match_indices(town).any(|(at, found)| {
        let above = paragraph.get(..at).unwrap_or_default();
        let behind = paragraph.get(at + found.len()..).unwrap_or_default();
        let whole = !behind.starts_with(char::is_alphanumeric);
        whole && before.iter().any(|word| above.ends_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    const LEAD: &str = "The board of the harbour voted to close its oldest berth.";

    fn check(text: &str, other: &str, located: Option<&str>) {
        let found = read_told(text, [other].into_iter(), built_in());
        assert_eq!(found.as_ref().and_then(|d| d.located.as_deref()), located, "{text}");
        if let Some(found) = found {
            assert_eq!(text.get(found.text_from..), Some(LEAD));
        }
    }

    #[test]
    fn an_unknown_town_before_a_dash_is_taken_where_the_story_names_it() {
        check(
            &format!("PORT HALDEN — {LEAD}"),
            "It is the last one in Port Halden.",
            Some("PORT HALDEN"),
        );
        check(&format!("SMØLA – {LEAD}"), "People of Smøla fear the winter.", Some("SMØLA"));
        check(
            &format!("LOWER-MOSS -- {LEAD}"),
            "Near Moss, in Lower-Moss, it rained.",
            Some("LOWER-MOSS"),
        );
    }

    #[test]
    fn a_label_and_a_brief_are_no_towns() {
        check(&format!("PORT HALDEN — {LEAD}"), "It is the last one.", None);
        check(&format!("BREAKING — {LEAD}"), "News in Breaking.", None);
        check(&format!("TIDES — {LEAD}"), "Tides came in. Those in Tidesmouth were high.", None);
        check(&format!("PORT HALDEN — {LEAD}"), &format!("MOSS — {LEAD} Not in Port Halden"), None);
        check("PORT HALDEN — and why", "It is the last one in Port Halden.", None);
        check(&format!("Port Halden — {LEAD}"), "It is the last one in Port Halden.", None);
    }
}
