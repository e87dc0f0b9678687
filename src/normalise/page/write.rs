//! Writes the article's part of a page as markup.

use super::prune::{Fate, Pruner};
use super::tree::{Child, Node, Tree};
use super::weight::Weight;
use crate::normalise::element::Element;
use crate::normalise::text::decode_entities;
use crate::parse::entity;

/// A longer caption is the article under a wrong name.
const CAPTION_LETTERS_MAX: usize = 800;

/// Writes the element `root` without what `pruner` leaves out.
pub(super) fn write(tree: &Tree, weights: &[Weight], root: usize, pruner: &Pruner<'_>) -> String {
    let mut writer = Writer { tree, weights, pruner, begun: false, out: String::new() };
    writer.element(root);
    writer.out
}

/// Writes a text whose lines are paragraphs; it may be markup itself.
pub(super) fn write_text(text: &str) -> String {
    if text.contains("</") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str("<p>");
        entity::escape(&mut out, &decode_entities(line));
        out.push_str("</p>");
    }
    out
}

struct Writer<'a> {
    tree: &'a Tree,
    weights: &'a [Weight],
    pruner: &'a Pruner<'a>,
    /// A paragraph was written.
    begun: bool,
    out: String,
}

impl Writer<'_> {
    // As deep as the tree is, which is capped.
    fn element(&mut self, index: usize) {
        let (Some(node), Some(weight)) = (self.tree.node(index), self.weights.get(index)) else {
            return;
        };
        self.begun |= weight.own_clear > 0;
        if node.element == Element::Figure && !self.holds_text(index) {
            return self.figure(index);
        }
        let caption = node.role.caption && node.element != Element::Caption;
        if caption && node.element.is_block() && weight.letters <= CAPTION_LETTERS_MAX {
            return self.caption(index);
        }
        let tag = tag(node);
        if let Some(tag) = tag {
            self.open(tag, node);
        }
        for child in &node.children {
            match child {
                Child::Text(text) => entity::escape(&mut self.out, text),
                Child::Node(child) => match self.pruner.fate(*child, self.begun) {
                    Fate::Kept => self.element(*child),
                    Fate::Pictures => self.images(*child),
                    // What was dropped parted words.
                    Fate::Dropped => self.out.push(' '),
                },
            }
        }
        if let Some(tag) = tag.filter(|_| !is_empty(node)) {
            self.out.extend(["</", tag, ">"]);
        }
    }

    fn open(&mut self, tag: &str, node: &Node) {
        self.out.extend(["<", tag]);
        for (name, value) in &node.attributes {
            self.out.extend([" ", *name, "=\""]);
            entity::escape(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Whether a figure is a quotation or a table rather than a picture.
    fn holds_text(&self, index: usize) -> bool {
        self.tree.elements(index).any(|child| {
            let element = self.tree.node(child).map(|node| node.element);
            matches!(element, Some(Element::Quote | Element::Table | Element::Figure))
                || self.holds_text(child)
        })
    }

    /// A picture: all of its text is its caption.
    fn figure(&mut self, index: usize) {
        self.out.push_str("<figure>");
        self.images(index);
        self.caption(index);
        self.out.push_str("</figure>");
    }

    fn images(&mut self, index: usize) {
        match self.tree.node(index) {
            Some(node) if node.element == Element::Image => self.open("img", node),
            _ => self.tree.elements(index).for_each(|child| self.images(child)),
        }
    }

    fn caption(&mut self, index: usize) {
        let text = self.tree.text(index);
        if !text.is_empty() {
            self.out.push_str("<figcaption>");
            entity::escape(&mut self.out, &text);
            self.out.push_str("</figcaption>");
        }
    }
}

fn is_empty(node: &Node) -> bool {
    matches!(node.element, Element::Image | Element::Break | Element::Rule)
}

/// The tag of an element; one that means nothing to the text is left out, and a form around the text hides none of it.
fn tag(node: &Node) -> Option<&str> {
    if node.element == Element::Hidden {
        return Some("div");
    }
    (node.element != Element::Other).then_some(&*node.name)
}
