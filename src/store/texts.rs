//! Texts that were taken to words lately, each once: where the entries of a document resemble each other, they are held
//! against the same few hundred stories. What a text says depends on nothing else, so it never goes stale.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::dedup::shingle::{Text, lead_words};

/// Bytes held, by reckoning. Of 5,000 texts of 230 words that are alike, 200 are met again and again.
const BYTES_HELD_MAX: usize = 8 * 1024 * 1024;
/// What a word takes beside its letters.
const WORD_BYTES: usize = 60;

/// A text as words.
#[derive(Debug)]
pub(super) struct KnownWords {
    pub(super) text: Text,
    lead: OnceLock<Vec<u64>>,
}

impl KnownWords {
    /// Of `body`, which is the text.
    pub(super) fn lead(&self, body: &str) -> &[u64] {
        self.lead.get_or_init(|| lead_words(body))
    }
}

/// By the text itself: a hash could be met on purpose.
#[derive(Debug, Default)]
pub(super) struct Texts {
    held: HashMap<String, Arc<KnownWords>>,
    bytes: usize,
}

impl Texts {
    pub(super) fn read(&mut self, body: &str) -> Arc<KnownWords> {
        if let Some(known) = self.held.get(body) {
            return Arc::clone(known);
        }
        let known = Arc::new(KnownWords { text: Text::new(body), lead: OnceLock::new() });
        // One word may be as long as a text.
        let bytes = body.len() + known.text.words.len() * WORD_BYTES;
        if self.bytes + bytes > BYTES_HELD_MAX {
            *self = Self::default();
        }
        self.bytes += bytes;
        self.held.insert(body.to_owned(), Arc::clone(&known));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_once_and_few_are_held() {
        let mut texts = Texts::default();
        let body = |n: usize| format!("The keeper of berth {n} trimmed all lamps. ").repeat(50);
        let first = texts.read(&body(0));
        assert_eq!(first.text, Text::new(&body(0)));
        assert!(Arc::ptr_eq(&first, &texts.read(&body(0))));
        for n in 0..1_000 {
            texts.read(&body(n));
            assert!(texts.bytes <= BYTES_HELD_MAX);
        }
        assert!(texts.held.len() < 500);
        for n in 0..20 {
            texts.read(&format!("{n}{}", "x".repeat(BYTES_HELD_MAX / 10)));
            assert!(texts.held.len() <= 500 && texts.bytes <= BYTES_HELD_MAX);
        }
        assert!(texts.held.len() < 10, "a word may be as long as a text");
    }
}
