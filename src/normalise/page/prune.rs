//! What of the article's element is no part of the article.

use super::choose;
use super::linked_data::Evidence;
use super::tree::{Node, Tree};
use super::weigh::KNOWN_PERCENT;
use super::weight::Weight;
use crate::normalise::element::Element;
use crate::normalise::text::fold;

/// Something beside the article holds less than this part of its prose, in percent; more is the article itself.
const BESIDE_PERCENT_MAX: usize = 30;
/// Fewer letters in links are a reference within a list.
const LINKED_MIN: usize = 20;
/// A paragraph that is one link of so many letters leads elsewhere.
const LINK_MIN: usize = 12;
/// A block of less of the article's prose, in percent, does not say all of it again.
const REPEATED_PERCENT_MIN: usize = 35;
const LINE_LETTERS_MAX: usize = 300;
/// Letters of a sentence.
const SENTENCE_MIN: usize = 25;
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
    /// A block that says once more what all others say.
    repeated: Option<usize>,
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
        let repeated = repeated(tree, weights, root);
        Self { tree, weights, prose, headlines, confirmed, repeated }
    }

    /// `begun`: a paragraph stands before the element.
    pub(super) fn fate(&self, index: usize, begun: bool) -> Fate {
        let (Some(node), Some(weight)) = (self.tree.node(index), self.weights.get(index)) else {
            return Fate::Dropped;
        };
        let small = weight.prose * 100 < self.prose * BESIDE_PERCENT_MAX;
        if (node.role.beside && small && !weight.trusted) || self.repeated == Some(index) {
            return Fate::Dropped;
        }
        if node.element == Element::Link && self.is_line_of_links(node) {
            return Fate::Dropped;
        }
        if !node.element.is_block() || node.element == Element::Figure {
            return Fate::Kept;
        }
        // An article within the article is another one's card.
        if &*node.name == "article" && small && weight.linked * 10 > weight.letters * 3 {
            return Fate::Dropped;
        }
        if self.is_headline(index, node, weight) || self.is_unknown(node, weight) {
            return Fate::Dropped;
        }
        if is_all_link(weight) || (small && is_of_links(node, weight)) {
            return Fate::Dropped;
        }
        if !begun && weight.clear == 0 && !self.opens(index, node, weight) {
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

    /// Whether a link stands by itself between paragraphs.
    fn is_line_of_links(&self, node: &Node) -> bool {
        let around = self.tree.node(node.parent).zip(self.weights.get(node.parent));
        around.is_some_and(|(around, weight)| {
            around.element == Element::Container
                && weight.own >= LINK_MIN
                && weight.own_linked * 10 >= weight.own * 9
        })
    }

    fn is_unknown(&self, node: &Node, weight: &Weight) -> bool {
        let alone = weight.letters == weight.own && !matches!(node.element, Element::Heading(_));
        self.confirmed && alone && weight.known.is_some_and(|known| known < KNOWN_PERCENT)
    }

    /// Whether a short line before the first paragraph belongs to the article: a sentence, or who wrote it, which is read
    /// as a credit later.
    fn opens(&self, index: usize, node: &Node, weight: &Weight) -> bool {
        if weight.letters == 0 || weight.letters > LINE_LETTERS_MAX {
            return false;
        }
        let text = self.tree.text(index);
        let sentence = text.ends_with(['.', '?', '!', '”', '"', '…', '。', '।']);
        (sentence && node.element == Element::Paragraph && weight.letters >= SENTENCE_MIN)
            || text.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))
    }
}

/// The whole article in one block beside its paragraphs: for a voice to read, for small screens.
fn repeated(tree: &Tree, weights: &[Weight], root: usize) -> Option<usize> {
    let inside = choose::within(tree, root);
    let own = |index: usize| weights.get(index).map_or(0, |weight| weight.own_clear);
    let blocks = inside.iter().enumerate().filter(|(index, inside)| **inside && *index != root);
    let blocks: Vec<usize> = blocks.map(|(index, _)| index).filter(|i| own(*i) > 0).collect();
    let largest = blocks.iter().copied().max_by_key(|index| own(*index))?;
    if own(largest) * 100 < weights.get(root)?.clear * REPEATED_PERCENT_MIN {
        return None;
    }
    let others = blocks.iter().filter(|index| **index != largest);
    let told: String = others.map(|index| tree.own_text(*index)).collect();
    let share = Evidence::new(&told)?.share(&tree.own_text(largest))?;
    (share >= KNOWN_PERCENT).then_some(largest)
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
