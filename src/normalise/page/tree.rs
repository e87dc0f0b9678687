//! A page as a tree of what an article can be made of. Linear in the page, whatever it holds: nesting is capped, and
//! an end tag looks no further than the elements that are open.

use super::names::{self, Role};
use crate::normalise::element::{Element, element};
use crate::normalise::text;
use crate::normalise::tokens::{self, Name, OpenTag, Reader};

/// Elements deeper than this are left out; their text belongs to the deepest that is kept.
const DEPTH_MAX: usize = 256;
/// No page of an article comes near; 200 MB of memory at most.
const NODES_MAX: usize = 1_000_000;
const LD_BYTES_MAX: usize = 2 << 20;
const ATTRIBUTE_BYTES_MAX: usize = 2_048;
/// Attributes that the article's markup keeps.
const KEPT: [&str; 9] = [
    "href",
    "src",
    "data-src",
    "data-lazy-src",
    "data-original",
    "alt",
    "width",
    "height",
    "class",
];

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
#[derive(Debug)]
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

pub(super) fn read(page: &str) -> Tree {
    tokens::read(page, Builder::new()).tree
}

/// Where text goes while it is no part of the article.
#[derive(PartialEq)]
enum Aside {
    None,
    Title,
    LinkedData,
    Dropped,
}

struct Builder {
    tree: Tree,
    /// Open elements; `None` is one that is left out.
    open: Vec<(Name, Element, usize)>,
    aside: Aside,
    /// Where in `open` what is left out began.
    hidden: Option<usize>,
}

impl Builder {
    fn new() -> Self {
        let page = Node {
            parent: 0,
            name: Name::from("html"),
            element: Element::Container,
            role: Role::default(),
            attributes: Vec::new(),
            children: Vec::new(),
        };
        let tree = Tree {
            nodes: vec![page],
            title: String::new(),
            language: None,
            meta: Vec::new(),
            linked_data: Vec::new(),
            too_large: false,
        };
        Self { tree, open: Vec::new(), aside: Aside::None, hidden: None }
    }

    fn top(&self) -> usize {
        self.open.last().map_or(0, |(_, _, node)| *node)
    }

    fn head(&mut self, tag: &OpenTag<'_>) {
        match &**tag.name() {
            "html" => self.tree.language = tag.attribute("lang").map(str::to_owned),
            "meta" if self.tree.meta.len() < 200 => {
                let name =
                    ["property", "name", "itemprop"].into_iter().find_map(|n| tag.attribute(n));
                if let (Some(name), Some(content)) = (name, tag.attribute("content")) {
                    self.tree.meta.push((name.to_ascii_lowercase(), content.to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Closes the open paragraph, list item, row or cell that `next` replaces (HTML standard 13.1.2.4).
    fn close_implied(&mut self, next: Element) {
        let mut target = None;
        for (index, (_, open, _)) in self.open.iter().enumerate().rev() {
            let replaced = next.replaces(*open);
            if replaced {
                target = Some(index);
            }
            let border = open.is_block() && *open != Element::Paragraph && !next.passes(*open);
            if border || (replaced && *open != Element::Paragraph) {
                break;
            }
        }
        if let Some(index) = target {
            self.close_to(index);
        }
    }

    fn close_to(&mut self, index: usize) {
        self.open.truncate(index);
        if self.hidden.is_some_and(|hidden| hidden >= index) {
            self.hidden = None;
        }
    }

    fn add(&mut self, tag: &OpenTag<'_>, element: Element) -> usize {
        let parent = self.top();
        let attributes = KEPT.iter().filter_map(|name| {
            let value = tag.attribute(name)?;
            (value.len() <= ATTRIBUTE_BYTES_MAX).then(|| (*name, value.to_owned()))
        });
        let node = Node {
            parent,
            name: tag.name().clone(),
            element,
            role: names::role(tag),
            attributes: attributes.collect(),
            children: Vec::new(),
        };
        let index = self.tree.nodes.len();
        self.tree.nodes.push(node);
        if let Some(parent) = self.tree.nodes.get_mut(parent) {
            parent.children.push(Child::Node(index));
        }
        index
    }
}

impl Reader for Builder {
    fn open(&mut self, tag: &OpenTag<'_>) -> bool {
        let element = element(tag.name());
        self.head(tag);
        let name = &**tag.name();
        if element == Element::HiddenRaw {
            let linked = name == "script"
                && tag.attribute("type").is_some_and(|kind| kind.contains("ld+json"));
            if !tag.closes_itself() {
                self.aside = match name {
                    "title" if self.tree.title.is_empty() => Aside::Title,
                    _ if linked => Aside::LinkedData,
                    _ => Aside::Dropped,
                };
            }
            if self.aside == Aside::LinkedData {
                self.tree.linked_data.push(String::new());
            }
            return true;
        }
        if element.is_block() || element == Element::Cell {
            self.close_implied(element);
        }
        let empty = matches!(element, Element::Image | Element::Break | Element::Rule);
        if self.tree.nodes.len() >= NODES_MAX {
            self.tree.too_large = true;
            return true;
        }
        if element == Element::Void || self.open.len() >= DEPTH_MAX {
            return true;
        }
        if self.hidden.is_some() {
            if !empty && !tag.closes_itself() {
                self.open.push((tag.name().clone(), element, 0));
            }
            return true;
        }
        let hides = names::is_hidden(tag);
        if empty {
            if !hides {
                self.add(tag, element);
            }
            return true;
        }
        if hides && tag.closes_itself() {
            return true;
        }
        if hides {
            self.hidden = Some(self.open.len());
        }
        let node = if hides { 0 } else { self.add(tag, element) };
        self.open.push((tag.name().clone(), element, node));
        true
    }

    fn close(&mut self, name: &Name) {
        let element = element(name);
        if element == Element::HiddenRaw {
            self.aside = Aside::None;
            return;
        }
        let found = self.open.iter().rposition(|(open, ..)| open == name);
        let Some(index) = found else { return };
        let crosses = self.open.iter().skip(index + 1).any(|(_, open, _)| open.is_block());
        if element.is_block() || !crosses || matches!(element, Element::Hidden | Element::Cell) {
            self.close_to(index);
        }
    }

    fn text(&mut self, raw: &str) {
        match self.aside {
            Aside::None => {}
            Aside::Title => return self.tree.title.push_str(raw),
            Aside::LinkedData => {
                let last = self.tree.linked_data.last_mut();
                if let Some(last) = last.filter(|last| last.len() < LD_BYTES_MAX) {
                    last.push_str(raw);
                }
                return;
            }
            Aside::Dropped => return,
        }
        if self.hidden.is_some() {
            return;
        }
        let top = self.top();
        let Some(node) = self.tree.nodes.get_mut(top) else { return };
        if let Some(Child::Text(last)) = node.children.last_mut() {
            last.push_str(raw);
        } else {
            node.children.push(Child::Text(raw.to_owned()));
        }
    }
}

impl Tree {
    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
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

    fn push_own(&self, index: usize, out: &mut String) {
        let Some(node) = self.nodes.get(index) else { return };
        for child in &node.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(child) => {
                    let block = self.nodes.get(*child).is_some_and(|node| {
                        node.element.is_block() || node.element == Element::Cell
                    });
                    if !block {
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
