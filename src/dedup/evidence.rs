//! What a person needs to see of a comparison: sentences that both texts have, and those that one has alone. Pure.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::relatedness::ratio;
use super::shingle::Text;
use crate::model::Sentences;

/// Sentences shown of each kind.
const SENTENCES_MAX: usize = 2;

/// Characters of a sentence shown.
const CHARS_MAX: usize = 200;

/// A sentence of fewer shingles is a heading or a "he said".
const SHINGLES_MIN: usize = 3;

/// Share of a sentence's shingles from which it stands in the other text, and up to which it does not.
const SHARED_MIN: f64 = 0.8;
const ALONE_MAX: f64 = 0.4;

/// The first telling sentences of an entry's text and a known one.
pub fn sentences(entry: &str, known: &str) -> Sentences {
    let (shared, only_entry) = sorted(entry, known);
    let (_, only_story) = sorted(known, entry);
    Sentences { shared, only_entry, only_story }
}

/// Sentences of `text` that stand in `other`, and those that do not.
fn sorted(text: &str, other: &str) -> (Vec<String>, Vec<String>) {
    let theirs: HashSet<u64> = Text::new(other).shingles.into_iter().collect();
    let (mut shared, mut alone) = (Vec::new(), Vec::new());
    for sentence in text.split('\n').flat_map(str::unicode_sentences) {
        if shared.len() == SENTENCES_MAX && alone.len() == SENTENCES_MAX {
            break;
        }
        let shingles = Text::new(sentence).shingles;
        let held = ratio(shingles.iter().filter(|s| theirs.contains(s)).count(), shingles.len());
        let list = match held {
            _ if shingles.len() < SHINGLES_MIN => continue,
            held if held >= SHARED_MIN => &mut shared,
            held if held <= ALONE_MAX => &mut alone,
            _ => continue,
        };
        if list.len() < SENTENCES_MAX {
            list.push(shortened(sentence.trim()));
        }
    }
    (shared, alone)
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
        let expected =
            Sentences { shared: one(shared), only_entry: one(ours), only_story: one(theirs) };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_long_sentence_is_shown_to_a_word() {
        let long = "harb\u{f6}ur ".repeat(100);
        let shown = shortened(&long);
        assert!(shown.chars().count() <= CHARS_MAX + 2 && shown.ends_with("harb\u{f6}ur \u{2026}"));
    }
}
