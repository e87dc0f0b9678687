//! What is printed twice: captions, and the headline above its own text. It knows no rules but for the head that tells texts apart.

use crate::normalise::blocks::Block;
use crate::normalise::rules::Rules;
use crate::normalise::text::fold;

/// A caption printed twice stands near its picture.
const REPEAT_DISTANCE: usize = 4;
/// Shorter lines are repeated in speech ("I do not say that.").
const REPEAT_WORDS_MIN: usize = 8;
const REPEAT_WORDS_MAX: usize = 90;
/// A short line that comes back again and again is a refrain.
const REFRAIN_WORDS_MAX: usize = 12;
/// What a repeated caption may carry more the second time: a credit in brackets.
const CREDIT_CHARS_MAX: usize = 120;

/// What tells a short text from nearly all others; of a long one nothing.
pub(super) fn fold_head(text: &str, words: usize, rules: &Rules) -> String {
    if words <= REPEAT_WORDS_MAX { rules.fold_head(text) } else { String::new() }
}

/// Whether a block near the top says what the headline says.
pub(super) fn repeats_headline(
    index: usize,
    head: &str,
    text: &str,
    headline: Option<&str>,
) -> bool {
    let near = index < REPEAT_DISTANCE && !head.is_empty();
    near && headline.is_some_and(|line| line.starts_with(head) && line == fold(text))
}

/// The blocks whose text stands again close by, alone or with a credit in brackets behind it.
pub(super) fn find_repeated(blocks: &[Block], words: &[usize], heads: &[String]) -> Vec<usize> {
    let text = |index: usize| blocks.get(index).map_or("", |block| block.text.as_str());
    // What begins alike has heads of which one begins the other.
    let alike = |own: &str, other: &str| other.starts_with(own) || own.starts_with(other);
    let is_repeated = |(index, (words, own)): (usize, (&usize, &String))| {
        if !(REPEAT_WORDS_MIN..=REPEAT_WORDS_MAX).contains(words) || own.is_empty() {
            return None;
        }
        let behind = heads.iter().enumerate().skip(index + 1).take(REPEAT_DISTANCE);
        let mut behind = behind.filter(|(_, other)| alike(own, other)).peekable();
        behind.peek()?;
        let own = fold(text(index));
        let again =
            behind.any(|(at, other)| !other.is_empty() && goes_on_in_credit(&own, &fold(text(at))));
        let from = index.saturating_sub(2 * REPEAT_DISTANCE);
        let near = heads.iter().enumerate().skip(from).take(4 * REPEAT_DISTANCE);
        let same = near.filter(|(at, head)| !head.is_empty() && fold(text(*at)) == own);
        let is_refrain = || *words < REFRAIN_WORDS_MAX && same.count() > 2;
        (again && !is_refrain()).then_some(index)
    };
    words.iter().zip(heads).enumerate().filter_map(is_repeated).collect()
}

/// Whether `other` is `own`, alone or with a credit in brackets behind it.
fn goes_on_in_credit(own: &str, other: &str) -> bool {
    other.strip_prefix(own).is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
        rest.is_empty() || (rest.starts_with('(') && rest.chars().count() <= CREDIT_CHARS_MAX)
    })
}
