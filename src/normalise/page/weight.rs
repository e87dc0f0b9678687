//! What is measured of an element of a page.

use super::tree::Node;
use crate::normalise::element::Element;

/// A block with less text of its own is no paragraph; in letters, an ideograph counts as three.
const PROSE_MIN: usize = 60;

/// What an element holds, those within it included.
#[expect(clippy::struct_excessive_bools, reason = "marks that do not exclude each other")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    pub letters: usize,
    pub linked: usize,
    /// Letters of paragraphs, links left out.
    pub prose: usize,
    /// Letters of the block's own lines, without the blocks in it.
    pub own: usize,
    pub own_linked: usize,
    /// It or an element around it stands beside the article.
    pub beside: bool,
    /// Its name says so and is not believed; see [`super::trust`].
    pub trusted: bool,
    pub in_link: bool,
    /// It stands in a box within a line, which counts for nothing.
    pub apart: bool,
    /// Prose, with what stands beside the article left out.
    pub clear: usize,
    pub own_clear: usize,
    /// How much of its own lines linked data know, in percent.
    pub known: Option<usize>,
    /// Letters of prose in elements of the name `article` in it.
    pub in_articles: usize,
}

impl Weight {
    /// Whether the lines of `node`'s own are sentences: enough letters, not half of them linked, and no heading.
    pub(super) fn is_prose(&self, node: &Node) -> bool {
        let is_heading = matches!(node.element, Element::Heading(_));
        self.own >= PROSE_MIN && self.own_linked * 2 < self.own && !is_heading
    }
}
