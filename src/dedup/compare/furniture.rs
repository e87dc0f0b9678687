//! Which words of two texts are measured: what papers print around a piece of copy is no part of it.

use super::super::shingle::{SHINGLE_WORDS, Text, Word};
use super::super::wordclass::WordKind;

/// A paragraph at the edge of a text that shares nothing and is no longer than this is a paper's furniture, in words.
const EDGE_MAX: usize = 15;

/// The same in the midst of a text ("Advertisement", "Read more: ...").
const WITHIN_MAX: usize = 8;

/// Words of each text in the place of the other's, between passages in common, from which they are what two texts have
/// to say there: a paper puts its furniture in between, not in the place of something.
const OPPOSED_MIN: usize = 3;

/// Short lines with a figure or a day at the same edge of both texts, from which they are a list: menus and buttons have
/// hardly any, and headlines of other stories have names.
const ROWS_MIN: usize = 3;

/// Words of each text before the first passage in common from which they are two leads over one notice and no buttons.
const LEAD_MIN: usize = 16;

/// A text, and which of its words stand in the other.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) text: &'a Text,
    pub(super) covered: &'a [bool],
}

impl Held<'_> {
    fn alone(self, from: usize, to: usize) -> usize {
        self.covered.get(from..to).unwrap_or_default().iter().filter(|c| !**c).count()
    }

    fn rows(self, from: usize, to: usize) -> usize {
        let words = self.text.words.get(from..to).unwrap_or_default();
        let covered = self.covered.get(from..to).unwrap_or_default();
        paragraphs(words, covered)
            .filter(|(words, shares)| {
                let tells = |word: &Word| [WordKind::Number, WordKind::Day].contains(&word.kind);
                !shares && words.len() <= EDGE_MAX && words.iter().any(tells)
            })
            .count()
    }
}

/// Which words count, of each of two texts: all but those of short paragraphs that share nothing and stand in nothing's
/// place.
pub(super) fn counted_words(
    ours: Held<'_>,
    theirs: Held<'_>,
    chain: &[(usize, usize)],
) -> (Vec<bool>, Vec<bool>) {
    let (mut opposed_ours, mut opposed_theirs) =
        (vec![false; ours.covered.len()], vec![false; theirs.covered.len()]);
    let ends = (ours.covered.len(), theirs.covered.len());
    let (mut from, mut is_first) = ((0, 0), true);
    for (next, is_last) in chain.iter().map(|at| (*at, false)).chain(std::iter::once((ends, true)))
    {
        let alone = ours.alone(from.0, next.0).min(theirs.alone(from.1, next.1));
        let opposed = if is_first || is_last {
            let rows = ours.rows(from.0, next.0).min(theirs.rows(from.1, next.1));
            rows >= ROWS_MIN || (is_first && alone >= LEAD_MIN)
        } else {
            alone >= OPPOSED_MIN
        };
        if opposed && !chain.is_empty() {
            mark(&mut opposed_ours, from.0, next.0);
            mark(&mut opposed_theirs, from.1, next.1);
        }
        (from, is_first) = ((next.0 + SHINGLE_WORDS, next.1 + SHINGLE_WORDS), false);
    }
    (counted(ours, &opposed_ours), counted(theirs, &opposed_theirs))
}

fn mark(opposed: &mut [bool], from: usize, to: usize) {
    if let Some(words) = opposed.get_mut(from..to) {
        words.fill(true);
    }
}

fn counted(held: Held<'_>, opposed: &[bool]) -> Vec<bool> {
    let lines: Vec<(usize, bool)> = paragraphs(&held.text.words, held.covered)
        .map(|(words, shares)| (words.len(), shares))
        .collect();
    let first = lines.iter().position(|(_, shares)| *shares).unwrap_or(usize::MAX);
    let last = lines.iter().rposition(|(_, shares)| *shares).unwrap_or(0);
    let mut counts = Vec::with_capacity(held.covered.len());
    for (at, (words, shares)) in lines.into_iter().enumerate() {
        let max = if at < first || at > last { EDGE_MAX } else { WITHIN_MAX };
        let is_opposed = opposed.get(counts.len()).is_some_and(|opposed| *opposed);
        counts.resize(counts.len() + words, shares || words > max || is_opposed);
    }
    counts
}

/// The paragraphs of a run of words, and whether any word of theirs is shared.
fn paragraphs<'a>(
    words: &'a [Word],
    covered: &'a [bool],
) -> impl Iterator<Item = (&'a [Word], bool)> {
    let mut rest = covered;
    words.chunk_by(|a, b| a.paragraph == b.paragraph).map(move |words| {
        let (here, after) = rest.split_at_checked(words.len()).unwrap_or((rest, &[]));
        rest = after;
        (words, here.contains(&true))
    })
}
