//! A page as a tree of what an article can be made of. It judges nothing.

use super::role::Role;
use crate::normalise::element::Element;
use crate::normalise::text;
use crate::normalise::tokens::Name;

/// An element and what stands in it.
#[derive(Debug)]
pub(super) struct Node {
    pub parent: usize,
    pub name: Name,
    pub element: Element,
    pub role: Role,
    pub attributes: Vec<(&'static str, String)>,
    pub children: Vec<Child>,
}

#[derive(Debug)]
pub(super) enum Child {
    Node(usize),
    Text(String),
}

/// The tree; the first node is the page itself, and a node comes after its parent.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub title: String,
    pub language: Option<String>,
    /// (name or property, content).
    pub meta: Vec<(String, String)>,
    /// What stood in scripts of JSON-LD.
    pub linked_data: Vec<String>,
    pub too_large: bool,
}

impl Node {
    /// Whether its text is a line or lines of its own.
    pub(super) fn is_block(&self) -> bool {
        self.element.is_block() || self.element == Element::Cell
    }
}

impl Tree {
    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    /// The elements around an element, the nearest first.
    pub(super) fn around(&self, index: usize) -> Vec<usize> {
        let parent = |index: &usize| self.nodes.get(*index).map(|node| node.parent);
        let all = std::iter::successors(Some(index), parent).skip(1);
        all.take_while(|index| *index != 0).collect()
    }

    /// The elements in an element, in order.
    pub(super) fn elements(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let children = self.nodes.get(index).map_or(&[][..], |node| &node.children);
        children.iter().filter_map(|child| match child {
            Child::Node(child) => Some(*child),
            Child::Text(_) => None,
        })
    }

    /// The text of an element as a reader sees it, on one line.
    pub(super) fn text(&self, index: usize) -> String {
        let mut raw = String::new();
        self.push_text(index, &mut raw);
        text::clean_line(&raw)
    }

    /// The text of a block without that of the blocks in it.
    pub(super) fn own_text(&self, index: usize) -> String {
        let mut raw = String::new();
        self.push_own(index, &mut raw);
        raw
    }

    // As deep as the tree is, which is capped.
    fn push_own(&self, index: usize, out: &mut String) {
        let Some(node) = self.nodes.get(index) else { return };
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(child) => {
                    if !self.nodes.get(*child).is_some_and(Node::is_block) {
                        self.push_own(*child, out);
                    }
                }
            }
        }
    }

    // As deep as the tree is, which is capped.
    fn push_text(&self, index: usize, out: &mut String) {
        let Some(node) = self.nodes.get(index) else { return };
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(child) => self.push_text(*child, out),
            }
        }
        if node.element.is_block() || node.element == Element::Break {
            out.push(' ');
        }
    }
}
