//! Do two short texts speak of the same thing? Used only where identities disagree (a guid met with another link).

use std::collections::HashSet;

use super::fold::fold_words;

/// Share of word pairs of the smaller text that must stand in the other for the two to be one item's states.
const RELATED_MIN: f64 = 0.2;

/// Words of a text that are looked at: enough to tell, and bounded (P5).
const WORDS_MAX: usize = 2_000;

/// True when the texts share a fifth of their word pairs, or their headlines agree.
pub fn are_related(headline_a: &str, text_a: &str, headline_b: &str, text_b: &str) -> bool {
    let (head_a, head_b) = (fold_words(headline_a), fold_words(headline_b));
    let same_headline = !head_a.is_empty() && head_a == head_b;
    same_headline || relatedness(headline_a, text_a, headline_b, text_b) >= RELATED_MIN
}

/// Share of the smaller side's word pairs, headline included, that stand in the other, 0 to 1.
pub fn relatedness(headline_a: &str, text_a: &str, headline_b: &str, text_b: &str) -> f64 {
    let (head_a, head_b) = (fold_words(headline_a), fold_words(headline_b));
    let pairs_a = word_pairs(&format!("{head_a} {}", fold_words(text_a)));
    let pairs_b = word_pairs(&format!("{head_b} {}", fold_words(text_b)));
    let (small, large) =
        if pairs_a.len() <= pairs_b.len() { (pairs_a, pairs_b) } else { (pairs_b, pairs_a) };
    if small.is_empty() && large.is_empty() {
        return 1.0;
    }
    let shared = small.iter().filter(|pair| large.contains(*pair)).count();
    ratio(shared, small.len())
}

/// `part / whole` for counts far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
pub fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn word_pairs(folded: &str) -> HashSet<(String, String)> {
    let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).take(WORDS_MAX).collect();
    words
        .iter()
        .zip(words.iter().skip(1))
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewritten_lead_is_related_and_another_subject_is_not() {
        let ferry =
            "The harbour council voted on Monday to close the old ferry berth at Lyme Quay.";
        let ferry_later =
            "The harbour council voted on Monday to close the old ferry berth, a spokesman said.";
        let bakery =
            "A bakery in the upper town won the regional prize for its rye loaf this year.";
        assert!(are_related("Berth to close", ferry, "Council closes berth", ferry_later));
        assert!(!are_related("Berth to close", ferry, "Bakery wins prize", bakery));
    }
}
