//! Turns the tags and text of a page into its tree. Linear in the page, whatever it holds: nesting is capped, and an end
//! tag looks no further than the elements that are open.

use super::role::{self, Role};
use super::tree::{Child, Node, Tree};
use crate::normalise::element::{Element, element};
use crate::normalise::tokens::{self, Name, OpenTag, Reader};

/// Elements deeper than this are left out; their text belongs to the deepest that is kept.
const DEPTH_MAX: usize = 256;
/// No page of an article comes near; 100 MB of memory or so at most.
const NODES_MAX: usize = 300_000;
/// JSON-LD of one script.
const LD_BYTES_MAX: usize = 2 << 20;
const ATTRIBUTE_BYTES_MAX: usize = 2_048;
const META_MAX: usize = 200;
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

/// Reads `page`.
pub(super) fn read(page: &str) -> Tree {
    let builder = tokens::read(page, Builder::new(true));
    if builder.hidden.is_none() {
        return builder.tree;
    }
    // What hides its content and never ends would hide the article.
    tokens::read(page, Builder::new(false)).tree
}

/// Where text goes while it is no part of the page's body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aside {
    None,
    Title,
    LinkedData,
    Dropped,
}

struct Open {
    name: Name,
    element: Element,
    node: usize,
}

struct Builder {
    tree: Tree,
    open: Vec<Open>,
    /// Elements that are open beyond [`DEPTH_MAX`].
    beyond: usize,
    aside: Aside,
    /// Whether controls and drawings hide their content.
    hides: bool,
    /// Depth of the element whose content is left out.
    hidden: Option<usize>,
}

impl Builder {
    fn new(hides: bool) -> Self {
        let page = Node {
            parent: 0,
            name: Name::from("html"),
            element: Element::Container,
            role: Role::default(),
            attributes: Vec::new(),
            children: Vec::new(),
        };
        let tree = Tree { nodes: vec![page], ..Tree::default() };
        Self { tree, open: Vec::new(), beyond: 0, aside: Aside::None, hides, hidden: None }
    }

    fn top(&self) -> usize {
        self.open.last().map_or(0, |open| open.node)
    }

    fn read_head(&mut self, tag: &OpenTag<'_>) {
        let name = &**tag.name();
        if name == "html" && self.tree.language.is_none() {
            self.tree.language = tag.attribute("lang").map(str::to_owned);
        }
        if name != "meta" || self.tree.meta.len() >= META_MAX {
            return;
        }
        let called = ["property", "name", "itemprop"].into_iter().find_map(|n| tag.attribute(n));
        if let (Some(called), Some(content)) = (called, tag.attribute("content")) {
            self.tree.meta.push((called.to_ascii_lowercase(), content.to_owned()));
        }
    }

    fn open_raw(&mut self, tag: &OpenTag<'_>) {
        if tag.closes_itself() {
            return;
        }
        let name = &**tag.name();
        let kind = tag.attribute("type").unwrap_or_default();
        self.aside = if name == "script" && kind.contains("ld+json") {
            self.tree.linked_data.push(String::new());
            Aside::LinkedData
        } else if name == "title" && self.tree.title.is_empty() {
            Aside::Title
        } else {
            Aside::Dropped
        };
    }

    fn open_element(&mut self, tag: &OpenTag<'_>, element: Element) {
        if element.is_block() || element == Element::Cell {
            self.close_implied(element);
        }
        let empty = matches!(element, Element::Image | Element::Break | Element::Rule);
        if self.open.len() >= DEPTH_MAX {
            self.beyond += usize::from(!empty);
            return;
        }
        let hides = self.hides && role::is_hidden(tag);
        if hides && tag.closes_itself() {
            return;
        }
        if hides && self.hidden.is_none() {
            self.hidden = Some(self.open.len());
        }
        let node = if self.hidden.is_some() { 0 } else { self.add(tag, element) };
        if !empty {
            self.open.push(Open { name: tag.name().clone(), element, node });
        }
    }

    /// Closes the open paragraph, list item, row or cell that `next` replaces (HTML standard 13.1.2.4).
    fn close_implied(&mut self, next: Element) {
        let mut target = None;
        for (index, open) in self.open.iter().enumerate().rev() {
            let replaced = next.replaces(open.element);
            if replaced {
                target = Some(index);
            }
            let paragraph = open.element == Element::Paragraph;
            let border = open.element.is_block() && !next.passes(open.element);
            if (border || replaced) && !paragraph {
                break;
            }
        }
        if let Some(index) = target {
            self.close_to(index);
        }
    }

    /// Closes the element at `index` and all within it.
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
            role: role::role(tag),
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
        self.tree.too_large |= self.tree.nodes.len() >= NODES_MAX;
        if self.tree.too_large {
            return true;
        }
        self.read_head(tag);
        if element == Element::HiddenRaw {
            self.open_raw(tag);
        } else if element != Element::Void {
            self.open_element(tag, element);
        }
        true
    }

    fn close(&mut self, name: &Name) {
        let element = element(name);
        if element == Element::HiddenRaw {
            self.aside = Aside::None;
            return;
        }
        if matches!(&**name, "body" | "html") {
            // What stands behind them belongs to the page all the same.
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(index) = self.open.iter().rposition(|open| open.name == *name) else { return };
        let mut within = self.open.iter().skip(index + 1);
        // The end tag of an inline element does not end a block that began in it.
        let inline = !element.is_block() && !matches!(element, Element::Hidden | Element::Cell);
        if !inline || !within.any(|open| open.element.is_block()) {
            self.close_to(index);
        }
    }

    fn text(&mut self, raw: &str) {
        match self.aside {
            Aside::Title => self.tree.title.push_str(raw),
            Aside::LinkedData => {
                let last = self.tree.linked_data.last_mut();
                if let Some(last) = last.filter(|last| last.len() < LD_BYTES_MAX) {
                    last.push_str(raw);
                }
            }
            Aside::None if self.hidden.is_none() => {
                let top = self.top();
                let Some(node) = self.tree.nodes.get_mut(top) else { return };
                if let Some(Child::Text(last)) = node.children.last_mut() {
                    last.push_str(raw);
                } else {
                    node.children.push(Child::Text(raw.to_owned()));
                }
            }
            Aside::None | Aside::Dropped => {}
        }
    }
}
