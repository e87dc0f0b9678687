//! The open elements of the pass: which end tag closes what, where an item begins, which name an element really has.

use std::sync::Arc;

use super::super::cut::first_chars;
use super::super::link::BASES_MAX;
use super::{Child, Entry, Family, Item, Node, names};

/// Elements open at once; markup nested deeper keeps its text only.
const DEPTH_MAX: usize = 96;
/// Items open at once: a legal feed has one, a sloppy one nests the next into an unclosed one.
const ITEMS_OPEN_MAX: usize = 4;
/// Namespace declarations in force at once.
const BINDINGS_MAX: usize = 64;

/// Elements that hold text and no others of their kind: if one of [`ITEM_CHILDREN`] begins inside, its end tag was forgotten.
const LEAVES: &[&str] = &[
    "title",
    "link",
    "guid",
    "pubdate",
    "description",
    "category",
    "comments",
    "id",
    "published",
    "updated",
    "dc:creator",
    "dc:date",
    "dc:subject",
];
const ITEM_CHILDREN: &[&str] = &[
    "title",
    "link",
    "guid",
    "pubdate",
    "description",
    "category",
    "comments",
    "author",
    "enclosure",
    "source",
    "id",
    "published",
    "updated",
    "summary",
    "content",
    "content:encoded",
    "dc:creator",
    "dc:date",
    "dc:subject",
    "item",
    "entry",
];

#[derive(Debug)]
struct Open {
    /// As printed: what the end tag must repeat.
    printed: String,
    node: Node,
    /// For an item: its place in the list, beyond the limit where it is left out, and the offset of its first byte.
    item: Option<(usize, usize)>,
    /// `xml:base`, shared by all items within.
    base: Option<Arc<str>>,
    bindings_before: usize,
}

/// What was still open at the end.
#[derive(Debug, Default)]
pub(super) struct Unclosed {
    pub any: bool,
    pub items: usize,
}

#[derive(Debug)]
pub(super) struct Stack<'t> {
    /// What the offsets of items point into.
    source: &'t str,
    family: Family,
    open: Vec<Open>,
    /// (prefix as printed, canonical prefix), innermost last.
    bindings: Vec<(String, &'static str)>,
    /// Elements open below the depth limit.
    buried: usize,
    items_max: usize,
    /// Items still to be left out before the first that is kept.
    skipped: usize,
    pub(super) root: Option<Node>,
    /// By order of their start tags; `None` while open, and for ever if the document ends inside.
    pub(super) items: Vec<Option<Item>>,
    pub(super) items_left_out: usize,
    /// The item being read has buried elements.
    too_deep: bool,
    pub(super) malformed: usize,
}

impl<'t> Stack<'t> {
    pub(super) fn new(source: &'t str, family: Family, items_max: usize, skipped: usize) -> Self {
        Self {
            source,
            family,
            open: Vec::new(),
            bindings: Vec::new(),
            buried: 0,
            items_max,
            skipped,
            root: None,
            items: Vec::new(),
            items_left_out: 0,
            too_deep: false,
            malformed: 0,
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let Some(top) = self.open.last_mut() else {
            return;
        };
        match top.node.children.last_mut() {
            Some(Child::Text(before)) => before.push_str(text),
            Some(Child::Node(_)) | None => top.node.children.push(Child::Text(text.to_owned())),
        }
    }

    /// Opens an element whose start tag stands at byte `at`.
    pub(super) fn open(&mut self, printed: &str, attributes: Vec<(String, String)>, at: usize) {
        let bindings_before = self.bindings.len();
        let attributes = self.bind(printed, attributes);
        let name = self.canonical(printed);
        // A document may be one Atom entry; anything else needs a feed around it.
        let is_item = self.is_item(&name) && (!self.open.is_empty() || self.family == Family::Atom);
        self.close_forgotten(&name, is_item, at);
        if self.open.len() >= DEPTH_MAX {
            self.bindings.truncate(bindings_before);
            self.buried += 1;
            self.too_deep = true;
            return;
        }
        let item = is_item.then(|| {
            if self.skipped > 0 {
                self.skipped -= 1;
                return (usize::MAX, at);
            }
            let place = self.items.len();
            if place < self.items_max {
                self.items.push(None);
            }
            (place, at)
        });
        let node = Node { name, attributes, children: Vec::new() };
        self.open.push(Open {
            printed: printed.to_owned(),
            base: node.attribute("xml:base").map(Arc::from),
            node,
            item,
            bindings_before,
        });
    }

    /// Closes the element just opened: `<a/>`, or one of HTML that has no content.
    pub(super) fn close_last(&mut self, after: usize) {
        if self.buried > 0 {
            self.buried -= 1;
        } else {
            self.pop(after);
        }
    }

    /// An end tag. One that fits nothing open, or only something outside of the item, is left out.
    pub(super) fn close(&mut self, printed: &str, after: usize) {
        let depth = self.open.iter().rposition(|o| o.printed.eq_ignore_ascii_case(printed));
        let structural = match depth.and_then(|depth| self.open.get(depth)) {
            Some(open) => self.is_structural(&open.node.name),
            None => self.is_structural(&self.canonical(printed)),
        };
        if self.buried > 0 && !structural {
            self.buried -= 1;
            return;
        }
        let Some(depth) = depth else {
            let is_void = super::node::VOID.contains(&self.canonical(printed).as_str());
            self.malformed += usize::from(!is_void);
            return;
        };
        let innermost_item = self.open.iter().rposition(|o| o.item.is_some());
        if !structural && innermost_item.is_some_and(|item| depth < item) {
            self.malformed += 1;
            return;
        }
        self.buried = 0;
        self.malformed += self.open.len() - depth - 1;
        while self.open.len() > depth {
            self.pop(after);
        }
    }

    /// Ends the document: items still open are incomplete and go (P8), the head stays.
    pub(super) fn close_all(&mut self) -> Unclosed {
        let mut unclosed = Unclosed {
            any: !self.open.is_empty() || (self.root.is_none() && self.items.is_empty()),
            items: 0,
        };
        while let Some(last) = self.open.pop() {
            if last.item.is_some() {
                unclosed.items += 1;
            } else {
                self.attach(last.node);
            }
        }
        unclosed
    }

    fn pop(&mut self, after: usize) {
        let Some(last) = self.open.pop() else {
            return;
        };
        self.bindings.truncate(last.bindings_before);
        let Some((place, start)) = last.item else {
            self.attach(last.node);
            return;
        };
        if place >= self.items_max {
            self.items_left_out += 1;
            return;
        }
        let raw = self.source.get(start..after).unwrap_or_default();
        let item = Item {
            node: last.node,
            raw: first_chars(raw, Entry::RAW_CHARS_MAX).to_owned(),
            bases: self.bases(),
            too_deep: std::mem::take(&mut self.too_deep),
        };
        if let Some(slot) = self.items.get_mut(place) {
            *slot = Some(item);
        }
    }

    fn attach(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.node.children.push(Child::Node(node)),
            None => {
                self.root.get_or_insert(node);
            }
        }
    }

    fn bases(&self) -> Vec<Arc<str>> {
        self.open.iter().filter_map(|open| open.base.clone()).take(BASES_MAX).collect()
    }

    /// Forgotten end tags: a title that runs into the next element, items that were never closed.
    fn close_forgotten(&mut self, name: &str, is_item: bool, at: usize) {
        let leaf = self.open.last().is_some_and(|top| LEAVES.contains(&top.node.name.as_str()));
        if leaf && ITEM_CHILDREN.contains(&name) {
            self.malformed += 1;
            self.pop(at);
        }
        if is_item && self.open.iter().filter(|o| o.item.is_some()).count() >= ITEMS_OPEN_MAX {
            let first = self.open.iter().position(|o| o.item.is_some()).unwrap_or(0);
            while self.open.len() > first {
                self.malformed += 1;
                self.pop(at);
            }
        }
    }

    fn is_structural(&self, name: &str) -> bool {
        self.is_item(name) || matches!(name, "channel" | "rss" | "feed" | "rdf:rdf")
    }

    fn is_item(&self, name: &str) -> bool {
        match self.family {
            Family::Sitemap => name == "url",
            Family::Rss | Family::Rdf | Family::Atom => {
                matches!(name, "item" | "entry" | "atom:entry")
            }
        }
    }

    /// Takes the namespace declarations out of `attributes`.
    fn bind(&mut self, printed: &str, attributes: Vec<(String, String)>) -> Vec<(String, String)> {
        let is_root = self.open.is_empty();
        let mut kept = Vec::with_capacity(attributes.len());
        for (key, value) in attributes {
            let prefix = match key.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if key == "xmlns" => "",
                _ => {
                    kept.push((key, value));
                    continue;
                }
            };
            if self.bindings.len() >= BINDINGS_MAX {
                continue;
            }
            // Whatever the root calls its default vocabulary, it is the feed's own.
            let canonical =
                if is_root && prefix.is_empty() { names::CORE } else { names::of_uri(&value) };
            self.bindings.push((prefix.to_owned(), canonical));
        }
        if is_root
            && self.family == Family::Atom
            && let Some((prefix, _)) = printed.split_once(':')
        {
            self.bindings.push((prefix.to_lowercase(), names::CORE));
        }
        kept
    }

    fn canonical(&self, printed: &str) -> String {
        let (prefix, local) = printed.split_once(':').unwrap_or(("", printed));
        let bound = self.bindings.iter().rfind(|(known, _)| known.eq_ignore_ascii_case(prefix));
        let vocabulary = match bound {
            Some((_, names::UNKNOWN)) | None if !prefix.is_empty() => names::of_prefix(prefix),
            Some((_, canonical)) => canonical,
            None => names::CORE,
        };
        if vocabulary == "atom" && self.family == Family::Atom {
            return names::joined(names::CORE, local);
        }
        names::joined(vocabulary, local)
    }
}
