//! What of the article's element is no part of the article.

use super::tree::{Node, Tree};
use super::weigh::{KNOWN_PERCENT, Weight};
use crate::normalise::element::Element;
use crate::normalise::text::fold;

/// Something beside the article holds less than this part of its prose, in percent; more is the article itself.
const BESIDE_PERCENT_MAX: usize = 30;
/// Fewer letters in links are a reference within a list.
const LINKED_MIN: usize = 20;
/// A paragraph that is one link of so many letters leads elsewhere.
const LINK_MIN: usize = 12;
const BYLINE_LETTERS_MAX: usize = 120;
const HEADLINE_LETTERS_MAX: usize = 400;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// Only its pictures stay.
    Pictures,
    Dropped,
}

/// Judges the elements of one article.
pub(super) struct Pruner<'a> {
    tree: &'a Tree,
    weights: &'a [Weight],
    prose: usize,
    headlines: Vec<String>,
    /// Linked data know the whole article.
    confirmed: bool,
}

impl<'a> Pruner<'a> {
    /// For the article in the element `root`; `headlines` are what page and feed call it.
    pub(super) fn new(
        tree: &'a Tree,
        weights: &'a [Weight],
        root: usize,
        headlines: &[String],
        confirmed: bool,
    ) -> Self {
        let prose = weights.get(root).map_or(0, |weight| weight.prose);
        let headlines = headlines.iter().map(|headline| fold(headline)).collect();
        Self { tree, weights, prose, headlines, confirmed }
    }

    /// `begun`: a paragraph stands before the element.
    pub(super) fn fate(&self, index: usize, begun: bool) -> Fate {
        let (Some(node), Some(weight)) = (self.tree.node(index), self.weights.get(index)) else {
            return Fate::Dropped;
        };
        let small = weight.prose * 100 < self.prose * BESIDE_PERCENT_MAX;
        if node.role.beside && small {
            return Fate::Dropped;
        }
        if !node.element.is_block() || node.element == Element::Figure {
            return Fate::Kept;
        }
        if self.is_headline(index, node, weight) || self.is_unknown(node, weight) {
            return Fate::Dropped;
        }
        if is_all_link(weight) || (small && is_of_links(node, weight)) {
            return Fate::Dropped;
        }
        if !begun && weight.clear == 0 && !self.is_byline(index, weight) {
            return Fate::Pictures;
        }
        Fate::Kept
    }

    fn is_headline(&self, index: usize, node: &Node, weight: &Weight) -> bool {
        let Element::Heading(level) = node.element else { return false };
        level == 1
            || (weight.letters <= HEADLINE_LETTERS_MAX
                && self.headlines.contains(&fold(&self.tree.text(index))))
    }

    fn is_unknown(&self, node: &Node, weight: &Weight) -> bool {
        let alone = weight.letters == weight.own && !matches!(node.element, Element::Heading(_));
        self.confirmed && alone && weight.known.is_some_and(|known| known < KNOWN_PERCENT)
    }

    /// A line that says who wrote the article is read as a credit later.
    fn is_byline(&self, index: usize, weight: &Weight) -> bool {
        if weight.letters == 0 || weight.letters > BYLINE_LETTERS_MAX {
            return false;
        }
        let text = self.tree.text(index);
        text.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))
    }
}

/// A paragraph that is one link leads to another article.
fn is_all_link(weight: &Weight) -> bool {
    let alone = weight.letters == weight.own;
    alone && weight.letters >= LINK_MIN && weight.linked * 10 >= weight.letters * 9
}

/// A list or box of links.
fn is_of_links(node: &Node, weight: &Weight) -> bool {
    let most = weight.linked > LINKED_MIN && weight.linked * 2 > weight.letters;
    most && node.element != Element::Paragraph
}
