//! A person and the house in one run of words, as feeds print what two lines were: `JANE ROE Associated Press`,
//! `Jane Roe AP Business Writer`, `Jane Roe Special to The Washington Post`.

use super::super::organisations::{Directory, OrganisationKind};
use super::is_person;
use super::offices::is_house;
use crate::normalise::text::head_of;

/// Words of the longest name that is looked for before a house.
const NAME_WORDS_MAX: usize = 4;
const ENGAGED: [&str; 2] = ["special to ", "special for "];

/// The paper that a freelance writes for: `Special to The Washington Post`.
pub(super) fn engaged_by(printed: &str) -> Option<&str> {
    printed.get(head_of(printed, &ENGAGED)?.len()..).map(str::trim)
}

/// The name and what stands behind it, which a house we know or the word for a freelance begins. `whole`: all of it may be
/// a person's name.
pub(super) fn split_employer<'t>(
    chunk: &'t str,
    whole: bool,
    directory: &Directory,
) -> Option<(&'t str, &'t str)> {
    let blanks = chunk.match_indices(' ').map(|(at, _)| at).skip(1).take(NAME_WORDS_MAX - 1);
    blanks.filter_map(|at| chunk.split_at_checked(at)).find_map(|(name, behind)| {
        let behind = behind.trim();
        let known = || directory.find_at_head(behind);
        // `Mary Ann Hina` is a person; `Mary Ann HINA` writes for the agency.
        let shouts = !behind.contains(char::is_lowercase) && name.contains(char::is_lowercase);
        let code = || {
            let found = directory.find(behind).filter(|_| shouts && behind.len() > 1);
            found.is_some_and(|known| known.kind == OrganisationKind::Agency)
        };
        let plural = behind.contains(' ');
        let houses = if whole {
            plural && directory.find(behind).is_some()
        } else {
            plural && known().is_some()
        };
        let of = houses || code() || engaged_by(behind).is_some();
        // `Michael R.` is no whole name.
        let complete = !name.ends_with('.') || name.ends_with("Jr.") || name.ends_with("Sr.");
        (of && complete
            && is_person(name)
            && !is_house(name, directory)
            && directory.find(name).is_none())
        .then_some((name, behind))
    })
}
