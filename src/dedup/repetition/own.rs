//! What a story says itself, read once for all lines that stand under it.

use super::super::fold::fold_words;
use super::super::relatedness::Told;
use super::foreign::Words;
use super::line_hash;
use crate::model::Story;
use crate::normalise::text::first_chars;

/// Characters of a story's own text that are looked at. What a line has to do with a story shows in its first pages.
pub(super) const CHARS_MAX: usize = 8_000;

#[derive(Debug)]
pub(super) struct Own {
    pub(super) words: Words,
    pub(super) told: Told,
    /// Characters of text there are, at most [`CHARS_MAX`] and a paragraph's break.
    pub(super) chars: usize,
}

impl Own {
    /// Headline and paragraphs of `story` but those that `is_line` knows by their hash.
    pub(super) fn of(story: &Story, is_line: impl Fn(u64) -> bool) -> Self {
        let is_own = |text: &&String| line_hash(text).is_none_or(|line| !is_line(line));
        let (mut text, mut chars) = (String::new(), 0);
        for paragraph in story.paragraphs.iter().filter(is_own) {
            let part = first_chars(paragraph, CHARS_MAX - chars);
            text.push_str(part);
            text.push('\n');
            chars += part.chars().count();
            if chars >= CHARS_MAX {
                break;
            }
        }
        let headline = fold_words(story.headline.as_deref().unwrap_or_default());
        let text = fold_words(&text);
        Self {
            words: Words::of_folded([&headline, &text]),
            told: Told::of_folded(headline, &text),
            chars,
        }
    }
}
