//! Writes the article's part of a page as markup, without what stands beside the article.

use super::tree::{Child, Tree};
use super::weigh::{KNOWN_PERCENT, Weight};
use crate::normalise::element::Element;
use crate::normalise::text::{decode_entities, fold};
use crate::parse::entity;

/// Something beside the article holds less than this part of its prose, in percent; more is the article itself.
const BESIDE_PERCENT_MAX: usize = 30;

/// Writes the element `root`.
pub(super) fn write(
    tree: &Tree,
    weights: &[Weight],
    root: usize,
    headlines: &[String],
    confirmed: bool,
) -> String {
    let prose = weights.get(root).map_or(0, |weight| weight.prose);
    let headlines = headlines.iter().map(|headline| fold(headline)).collect();
    let mut writer =
        Writer { tree, weights, prose, headlines, begun: false, confirmed, out: String::new() };
    writer.element(root);
    writer.out
}

/// Writes a text whose lines are paragraphs; it may be markup itself.
pub(super) fn paragraphs(text: &str) -> String {
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

/// A longer caption is the article under a wrong name.
const CAPTION_BYTES_MAX: usize = 1_000;

struct Writer<'a> {
    tree: &'a Tree,
    weights: &'a [Weight],
    prose: usize,
    headlines: Vec<String>,
    /// A paragraph was written.
    begun: bool,
    /// Linked data know the whole article.
    confirmed: bool,
    out: String,
}

impl Writer<'_> {
    // As deep as the tree is, which is capped.
    fn element(&mut self, index: usize) {
        let Some(node) = self.tree.node(index) else { return };
        self.begun |= self.weights.get(index).is_some_and(|weight| weight.own_clear > 0);
        let block = node.element.is_block();
        if node.element == Element::Figure && !self.holds_text(index) {
            return self.figure(index);
        }
        let small = self.tree.text(index).len() < CAPTION_BYTES_MAX;
        if block && node.role.caption && small && node.element != Element::Caption {
            return self.caption(&self.tree.text(index));
        }
        self.out.extend(["<", &*node.name]);
        for (name, value) in &node.attributes {
            self.out.extend([" ", *name, "=\""]);
            entity::escape(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
        if matches!(node.element, Element::Image | Element::Break | Element::Rule) {
            return;
        }
        for child in &node.children {
            match child {
                Child::Text(text) => entity::escape(&mut self.out, text),
                Child::Node(child) if self.drops(*child) => self.out.push(' '),
                Child::Node(child) => self.element(*child),
            }
        }
        self.out.extend(["</", &*node.name, ">"]);
    }

    fn drops(&self, index: usize) -> bool {
        let (Some(node), Some(weight)) = (self.tree.node(index), self.weights.get(index)) else {
            return true;
        };
        let small = weight.prose * 100 < self.prose * BESIDE_PERCENT_MAX;
        if node.role.beside && small {
            return true;
        }
        let block = node.element.is_block();
        if block
            && !self.begun
            && weight.clear == 0
            && !self.is_byline(index)
            && node.element != Element::Figure
        {
            return true;
        }
        if let Element::Heading(level) = node.element
            && (level == 1 || self.is_headline(index))
        {
            return true;
        }
        let alone = weight.letters == weight.own;
        if self.confirmed
            && block
            && alone
            && weight.known.is_some_and(|known| known < KNOWN_PERCENT)
            && !matches!(node.element, Element::Heading(_) | Element::Figure)
        {
            return true;
        }
        // A paragraph that is one link leads to another article.
        if block && alone && weight.letters >= 12 && weight.linked * 10 >= weight.letters * 9 {
            return true;
        }
        // Lists and boxes of links.
        block
            && weight.letters > 0
            && weight.linked * 2 > weight.letters
            && small
            && weight.linked > 20
            && node.element != Element::Paragraph
    }

    /// Whether a figure is a quotation or a table rather than a picture.
    fn holds_text(&self, index: usize) -> bool {
        let Some(node) = self.tree.node(index) else { return false };
        node.children.iter().any(|child| match child {
            Child::Node(child) => {
                let element = self.tree.node(*child).map(|node| node.element);
                matches!(element, Some(Element::Quote | Element::Table)) || self.holds_text(*child)
            }
            Child::Text(_) => false,
        })
    }

    /// A picture: all of its text is its caption.
    fn figure(&mut self, index: usize) {
        self.out.push_str("<figure>");
        self.images(index);
        let text = self.tree.text(index);
        self.caption(&text);
        self.out.push_str("</figure>");
    }

    fn images(&mut self, index: usize) {
        let Some(node) = self.tree.node(index) else { return };
        if node.element == Element::Image {
            return self.element(index);
        }
        for child in &node.children {
            if let Child::Node(child) = child {
                self.images(*child);
            }
        }
    }

    fn caption(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push_str("<figcaption>");
            entity::escape(&mut self.out, text);
            self.out.push_str("</figcaption>");
        }
    }

    fn is_headline(&self, index: usize) -> bool {
        let text = fold(&self.tree.text(index));
        !text.is_empty() && self.headlines.contains(&text)
    }

    /// A line that says who wrote the article is read as a credit later.
    fn is_byline(&self, index: usize) -> bool {
        let text = self.tree.text(index);
        text.len() < 200 && text.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))
    }
}
