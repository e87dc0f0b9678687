//! What a person needs to see of a comparison: sentences that both texts have, those that one has alone, and the words
//! that stand in each other's place. Pure.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

use super::align::exchanged;
use super::relatedness::ratio;
use super::shingle::{SHINGLE_WORDS, Text, printed_words};
use super::wordclass::WordKind;
use crate::model::{Exchanged, Sentences};

/// Sentences shown of each kind.
const SENTENCES_MAX: usize = 2;

/// Places shown where words stand in place of others, and words of each.
const EXCHANGED_MAX: usize = 6;
const EXCHANGED_WORDS_MAX: usize = 12;

/// Characters of a sentence shown.
const CHARS_MAX: usize = 200;

/// A sentence of fewer shingles is a heading or a "he said".
const SHINGLES_MIN: usize = 3;

/// Share of a sentence's shingles from which it stands in the other text, and up to which it does not.
const SHARED_MIN: f64 = 0.8;
const ALONE_MAX: f64 = 0.4;

/// The first telling sentences of an entry's text and a known one.
pub fn sentences(entry: (&str, &Text), known: (&str, &Text)) -> Sentences {
    let (shared, only_entry) = sorted(entry.0, known.1);
    let (_, only_story) = sorted(known.0, entry.1);
    let exchanged = exchanged_words(entry, known);
    Sentences { shared, only_entry, only_story, exchanged }
}

/// The figures, names and days that stand in each other's place, as printed.
fn exchanged_words(entry: (&str, &Text), known: (&str, &Text)) -> Vec<Exchanged> {
    let mut found = exchanged(entry.1, known.1);
    found.truncate(EXCHANGED_MAX);
    let (ours, theirs): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let told = as_printed(entry.0, &ours).into_iter().zip(as_printed(known.0, &theirs));
    told.filter(|(ours, theirs)| !ours.is_empty() && !theirs.is_empty())
        .map(|(entry, story)| Exchanged { entry, story })
        .collect()
}

fn as_printed(text: &str, pieces: &[Vec<u64>]) -> Vec<String> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let mut printed: HashMap<u64, &str> = pieces.iter().flatten().map(|word| (*word, "")).collect();
    let mut missing = printed.len();
    for (hash, chunk) in text.split_whitespace().flat_map(printed_words) {
        if missing == 0 {
            break;
        }
        if let Some(shown) = printed.get_mut(&hash).filter(|shown| shown.is_empty()) {
            *shown = chunk;
            missing -= 1;
        }
    }
    let show = |piece: &Vec<u64>| {
        let mut words: Vec<&str> = piece
            .iter()
            .take(EXCHANGED_WORDS_MAX)
            .filter_map(|w| printed.get(w).copied())
            .collect();
        // "72-metre" is two words and one as printed.
        words.dedup();
        shortened(words.join(" ").trim())
    };
    pieces.iter().map(show).collect()
}

/// Sentences of `text` that stand in `other`, and those that do not.
fn sorted(text: &str, other: &Text) -> (Vec<String>, Vec<String>) {
    let theirs: HashSet<u64> = other.shingles.iter().copied().collect();
    let (mut shared, mut alone) = (Vec::new(), Vec::new());
    for sentence in text.split('\n').flat_map(str::unicode_sentences) {
        if shared.len() == SENTENCES_MAX && alone.len() == SENTENCES_MAX {
            break;
        }
        let words = Text::new(sentence);
        let held = words.shingles.iter().filter(|s| theirs.contains(s)).count();
        let held = ratio(held, words.shingles.len());
        let list = match held {
            _ if words.shingles.len() < SHINGLES_MIN => continue,
            held if held <= ALONE_MAX || says_otherwise(&words, &theirs) => &mut alone,
            held if held >= SHARED_MIN => &mut shared,
            _ => continue,
        };
        if list.len() < SENTENCES_MAX {
            list.push(shortened(sentence.trim()));
        }
    }
    (shared, alone)
}

/// Whether a figure, a day or a name of the sentence is none of the words it has in common.
fn says_otherwise(sentence: &Text, theirs: &HashSet<u64>) -> bool {
    let mut covered = vec![false; sentence.words.len()];
    for (at, _) in sentence.shingles.iter().enumerate().filter(|(_, s)| theirs.contains(*s)) {
        covered.iter_mut().skip(at).take(SHINGLE_WORDS).for_each(|word| *word = true);
    }
    let mut words = sentence.words.iter().zip(covered);
    words.any(|(word, covered)| !covered && word.kind != WordKind::Ordinary)
}

fn shortened(sentence: &str) -> String {
    let Some((end, _)) = sentence.char_indices().nth(CHARS_MAX) else { return sentence.to_owned() };
    let head = sentence.get(..end).unwrap_or_default();
    let whole = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{whole} \u{2026}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(entry: &str, known: &str) -> Sentences {
        super::sentences((entry, &Text::new(entry)), (known, &Text::new(known)))
    }

    #[test]
    fn sentences_in_common_and_alone_are_told_apart() {
        let shared = "The harbour council voted on Monday to close the old ferry berth.";
        let ours = "A neighbour said that she had seen it coming for a good many years.";
        let theirs = "The ministry in the capital did not answer questions put to it by telephone.";
        let found = sentences(
            &format!("{shared} {ours}\n\nHe said so."),
            &format!("Advertisement\n\n{shared} {theirs}"),
        );
        let one = |sentence: &str| vec![sentence.to_owned()];
        let expected = Sentences {
            shared: one(shared),
            only_entry: one(ours),
            only_story: one(theirs),
            exchanged: Vec::new(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sentence_with_another_figure_is_not_shown_as_in_both() {
        let lead =
            "The ferry left the port of Varna Bay in the evening with winds of up to fifty knots.";
        let ours = "The Queen Amalia, a 72-metre vessel built for day trips, lost steering about forty minutes \
                    later, harbour master Ilko Dragan told reporters on the quay.";
        let theirs = ours.replace("72-metre", "82-metre").replace("Ilko Dragan", "Ilko Brenner");
        let found = sentences(&format!("{lead} {ours}"), &format!("{lead} {theirs}"));
        assert_eq!(found.shared, [lead]);
        assert_eq!((found.only_entry, found.only_story), (vec![ours.to_owned()], vec![theirs]));
        let pairs: Vec<_> =
            found.exchanged.iter().map(|pair| (pair.entry.as_str(), pair.story.as_str())).collect();
        assert_eq!(pairs, [("72-metre", "82-metre"), ("Dragan", "Brenner")]);
    }

    #[test]
    fn a_long_sentence_is_shown_to_a_word() {
        let long = "harb\u{f6}ur ".repeat(100);
        let shown = shortened(&long);
        assert!(shown.chars().count() <= CHARS_MAX + 2 && shown.ends_with("harb\u{f6}ur \u{2026}"));
    }
}
