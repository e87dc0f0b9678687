//! Counts of the dead and hurt: what rises while a story is told, and papers print at different hours.

use std::cmp::Ordering;

use crate::dedup::fold::fold_words;
use crate::dedup::wordclass::{Printed, WordKind, class_of};

/// Words between a count and what is counted, at most.
const BESIDE: usize = 4;

/// Beginnings of words for those who are counted, in the languages of the wires.
const TOLL: [&str; 24] = [
    "casualt", "dead", "death", "died", "injur", "kill", "missing", "toll", "wound", "getotet",
    "getötet", "todes", "tote", "verletzt", "vermisst", "blesse", "blessé", "disparu", "morts",
    "tués", "herido", "muert", "feriti", "morti",
];

/// Those of them for who may turn out dead or alive: their count falls while the news goes on.
const UNCERTAIN: [&str; 3] = ["missing", "vermisst", "disparu"];

/// What two texts count otherwise, where that is the dead and hurt and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toll {
    /// No count of the entry is smaller than the story's, but of the missing.
    Rises,
    Falls,
}

/// `None` where all counts are the same, or others than those of the dead and hurt differ.
pub(super) fn between(entry: &str, known: &str) -> Option<Toll> {
    let (ours, theirs) = (counts(entry), counts(known));
    if ours.len() != theirs.len() {
        return None;
    }
    let mut differs = ours.iter().zip(&theirs).filter(|(a, b)| a.value != b.value).peekable();
    differs.peek()?;
    differs.try_fold(Toll::Rises, |found, (a, b)| {
        let numbers = a.value.parse::<u64>().ok().zip(b.value.parse::<u64>().ok());
        let (now, before) = numbers.filter(|_| a.is_toll && b.is_toll)?;
        match now.cmp(&before) {
            Ordering::Less if !a.is_uncertain => Some(Toll::Falls),
            Ordering::Less | Ordering::Equal | Ordering::Greater => Some(found),
        }
    })
}

struct Count {
    value: String,
    is_toll: bool,
    is_uncertain: bool,
}

fn counts(text: &str) -> Vec<Count> {
    let mut words: Vec<(String, Option<String>)> = Vec::new();
    for chunk in text.split_whitespace() {
        for part in fold_words(chunk).split(' ').filter(|part| !part.is_empty()) {
            let (kind, figures) = class_of(part, Printed::of(chunk), false);
            let value = (kind == WordKind::Number)
                .then(|| figures.map_or_else(|| part.to_owned(), ToString::to_string));
            words.push((part.to_owned(), value));
        }
    }
    let is_beside = |at: usize, stems: &[&str]| {
        let beside = words.iter().take(at + BESIDE + 1).skip(at.saturating_sub(BESIDE));
        beside.into_iter().any(|(word, _)| stems.iter().any(|stem| word.starts_with(stem)))
    };
    let count = |(at, (_, value)): (usize, &(String, Option<String>))| {
        let (is_toll, is_uncertain) = (is_beside(at, &TOLL), is_beside(at, &UNCERTAIN));
        Some(Count { value: value.clone()?, is_toll, is_uncertain })
    };
    words.iter().enumerate().filter_map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toll_rises_and_other_counts_do_not() {
        let text = "A blast killed seven people and left 20 missing in a plant that employs 210, police said.";
        let check = |from: &str, to: &str, expected| {
            assert_eq!(between(&text.replace(from, to), text), expected, "{from} {to}");
        };
        check("seven", "nine", Some(Toll::Rises));
        check("seven", "12", Some(Toll::Rises));
        check("seven", "six", Some(Toll::Falls));
        check("seven people and left 20", "nine people and left 15", Some(Toll::Rises));
        check("seven", "7", None);
        check("employs 210", "employs 120", None);
        check("seven people", "people", None);
    }
}
