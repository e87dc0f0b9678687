//! What an operator probably meant by a key, or a name, that does not exist.

use std::collections::BTreeSet;

use super::FEED_FILE;

/// Longest key in characters that is compared; the distance costs its square.
const KEY_CHARS_MAX: usize = 40;

/// The `most` names nearest to `word`, the nearest first; none that differs in more than a third of its characters.
pub(crate) fn nearest<'a>(
    word: &str,
    names: impl Iterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = names
        .map(|name| (distance(word, name), name))
        .filter(|(steps, name)| *steps <= name.len() / 3)
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(most).collect()
}

/// A remedy for the unknown `key` of `section`: the same key elsewhere, a near one here, else the list of what exists.
pub(super) fn remedy(known: &BTreeSet<(&str, &str)>, section: &str, key: &str) -> String {
    let here = || known.iter().filter(|(name, _)| *name == section);
    let spelled = key.replace('-', "_").to_ascii_lowercase();
    let near = nearest(&spelled, here().map(|(_, candidate)| *candidate), 1);
    if let Some(candidate) = near.first() {
        return format!("did you mean {candidate}?");
    }
    if section == FEED_FILE {
        return "move it to the main file: a file of feeds holds nothing but [[feed]]".to_owned();
    }
    let elsewhere = known.iter().find(|(_, candidate)| *candidate == spelled);
    match elsewhere {
        Some(("", candidate)) => format!("{candidate} stands at the top, before any [table]"),
        Some(("feed", candidate)) => format!("{candidate} belongs into a [[feed]]"),
        Some((name, candidate)) => format!("{candidate} belongs into [{name}]"),
        None => {
            let keys: Vec<&str> = here().map(|(_, candidate)| *candidate).collect();
            format!("remove it; keys here are {}", keys.join(", "))
        }
    }
}

/// Characters to insert, delete or replace to get from one key to the other.
fn distance(left: &str, right: &str) -> usize {
    if left.chars().count() > KEY_CHARS_MAX {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, a) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, b) in row.iter_mut().zip(std::iter::once(None).chain(right.chars().map(Some))) {
            let above = *cell;
            if let Some(b) = b {
                let replaced = diagonal + usize::from(a != b);
                before = replaced.min(above + 1).min(before + 1);
            }
            *cell = before;
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(section: &str, key: &str, expected: &str) {
        let known = BTreeSet::from([
            ("", "state_dir"),
            ("fetch", "timeout"),
            ("fetch", "body_max"),
            ("schedule", "interval_max"),
            ("feed", "url"),
        ]);
        assert_eq!(remedy(&known, section, key), expected);
    }

    #[test]
    fn the_remedy_names_the_key_that_was_meant() {
        check("fetch", "timout", "did you mean timeout?");
        check("fetch", "body-max", "did you mean body_max?");
        check("fetch", "Timeout", "did you mean timeout?");
        check("", "timeout", "timeout belongs into [fetch]");
        check("fetch", "state_dir", "state_dir stands at the top, before any [table]");
        check("schedule", "url", "url belongs into a [[feed]]");
        check("fetch", "colour", "remove it; keys here are body_max, timeout");
        let long = "x".repeat(10_000);
        check("fetch", &long, "remove it; keys here are body_max, timeout");
    }

    #[test]
    fn distance_counts_edits() {
        let check = |left, right, steps| assert_eq!(distance(left, right), steps, "{left} {right}");
        check("", "", 0);
        check("abc", "abc", 0);
        check("", "abc", 3);
        check("abc", "", 3);
        check("kitten", "sitting", 3);
    }
}
