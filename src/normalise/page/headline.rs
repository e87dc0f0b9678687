//! Where on a page its headline stands.

use super::tree::Tree;
use super::weight::Weight;
use crate::normalise::element::Element;
use crate::normalise::text::fold;

/// Letters of a heading that may be the headline.
const LETTERS: std::ops::RangeInclusive<usize> = 8..=400;
const HEADINGS_MAX: usize = 200;

/// The first heading that says what the page is called, of the highest level.
pub(super) fn find(tree: &Tree, weights: &[Weight], headlines: &[String]) -> Option<usize> {
    let headlines: Vec<String> = headlines.iter().map(|headline| fold(headline)).collect();
    let headings = tree.nodes.iter().zip(weights).enumerate();
    let headings = headings.filter_map(|(index, (node, weight))| {
        let Element::Heading(level) = node.element else { return None };
        (level <= 2 && LETTERS.contains(&weight.letters)).then_some((level, index))
    });
    let mut headings: Vec<(u8, usize)> = headings.take(HEADINGS_MAX).collect();
    headings.sort_unstable();
    let is_headline = |index: &usize| {
        let text = fold(&tree.text(*index));
        headlines.iter().any(|headline| headline.contains(&text))
    };
    headings.into_iter().map(|(_, index)| index).find(is_headline)
}
