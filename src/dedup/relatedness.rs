//! Do two short texts speak of the same thing? Used only where identities disagree (a guid met with another link).

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::fold::fold_words;

/// Share of word pairs of the smaller text that must stand in the other for the two to be one item's states.
const RELATED_MIN: f64 = 0.2;

/// Words of a text that are looked at: enough to tell, and bounded (P5).
const WORDS_MAX: usize = 2_000;

/// True when the texts share a fifth of their word pairs, or their headlines agree.
pub fn are_related(headline_a: &str, text_a: &str, headline_b: &str, text_b: &str) -> bool {
    Told::of(headline_a, text_a).is_related(&Told::of(headline_b, text_b))
}

/// Share of the smaller side's word pairs, headline included, that stand in the other, 0 to 1.
pub fn relatedness(headline_a: &str, text_a: &str, headline_b: &str, text_b: &str) -> f64 {
    Told::of(headline_a, text_a).share(&Told::of(headline_b, text_b))
}

/// A headline and a text, read once to be compared with any number of others.
#[derive(Debug)]
pub(super) struct Told {
    /// Folded.
    headline: String,
    /// Hashes of the word pairs of both, sorted, each once.
    pairs: Vec<u64>,
}

impl Told {
    fn of(headline: &str, text: &str) -> Self {
        Self::of_folded(fold_words(headline), &fold_words(text))
    }

    /// Both as [`fold_words`] leaves them.
    pub(super) fn of_folded(headline: String, text: &str) -> Self {
        let words = headline.split(' ').chain(text.split(' ')).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.take(WORDS_MAX).collect();
        let pair = |(one, next): (&&str, &&str)| {
            xxh3_64_with_seed(next.as_bytes(), xxh3_64(one.as_bytes()))
        };
        let mut pairs: Vec<u64> = words.iter().zip(words.iter().skip(1)).map(pair).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { headline, pairs }
    }

    pub(super) fn is_related(&self, other: &Self) -> bool {
        let same_headline = !self.headline.is_empty() && self.headline == other.headline;
        same_headline || self.share(other) >= RELATED_MIN
    }

    fn share(&self, other: &Self) -> f64 {
        let (small, large) = if self.pairs.len() <= other.pairs.len() {
            (&self.pairs, &other.pairs)
        } else {
            (&other.pairs, &self.pairs)
        };
        if large.is_empty() {
            return 1.0;
        }
        let shared = small.iter().filter(|pair| large.binary_search(pair).is_ok()).count();
        ratio(shared, small.len())
    }
}

/// `part / whole` for counts far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
pub fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
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
