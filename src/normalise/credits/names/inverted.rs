//! Lists that print the family first, as libraries do: `Roe, J. K., Doe, A.` Reads no list that could be anything else.

use super::offices::is_house;
use super::{Directory, is_known_place, is_region};
use super::{is_initials, is_name_word, is_office, is_particle, starts_upper};

/// A family's name has no more words: `Van der Berg`.
const FAMILY_WORDS_MAX: usize = 4;

/// The names in the order in which they are spoken; `None` where the list is no such one.
pub(super) fn read_inverted(group: &str) -> Option<Vec<String>> {
    let mut chunks: Vec<&str> = group.split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
    if chunks.last().is_some_and(|last| matches!(*last, "et al" | "et al." | "others")) {
        chunks.pop();
    }
    let pairs = chunks.chunks_exact(2);
    if chunks.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    let name = |pair: &[&str]| {
        let [family, initials] = pair else { return None };
        let joiner = ["and ", "& "].iter().find_map(|joiner| family.strip_prefix(joiner));
        let family = joiner.unwrap_or(family);
        let printed = is_family(family) && initials.split(' ').all(is_initials);
        printed.then(|| format!("{initials} {family}"))
    };
    pairs.map(name).collect()
}

/// A whole field that names each person the family first, `Roe, Jane; Doe, John K.`, in the order in which they are
/// spoken. One word on each side of the comma, neither a town's nor an organisation's; or it may be anything.
pub(in crate::normalise::credits) fn read_inverted_field(
    field: &str,
    directory: &Directory,
) -> Option<String> {
    let name = |group: &str| {
        let (family, given) = group.trim().split_once(", ")?;
        let (first, others) = given.split_once(' ').unwrap_or((given, ""));
        let particled = family.split(' ').next().is_some_and(is_particle);
        let whole = is_family(family) && (particled || !family.contains(' '));
        let is_given = is_family(first)
            && first.contains(char::is_lowercase)
            && !matches!(first, "Jr" | "Sr" | "Dr" | "Staff");
        let initials = others.split(' ').all(|word| word.is_empty() || is_initials(word));
        let elsewhere = |word: &str| {
            is_known_place(word)
                || is_region(word)
                || is_house(word, directory)
                || directory.find(word).is_some()
        };
        let printed = whole && is_given && initials && !elsewhere(family) && !elsewhere(first);
        printed.then(|| format!("{given} {family}"))
    };
    let names: Option<Vec<String>> = field.split(';').map(name).collect();
    names.map(|names| names.join("; "))
}

fn is_family(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.len() <= FAMILY_WORDS_MAX
        && words.iter().all(|word| is_name_word(word) && !is_office(word) && !is_initials(word))
        && words.last().is_some_and(|word| starts_upper(word))
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'))
}
