//! A small element tree of one item or one channel head, with canonical names. It decides nothing.

use super::entity;

/// HTML elements that never have content: an unclosed one swallows nothing.
pub(super) const VOID: &[&str] = &["br", "hr", "img", "wbr", "input", "area", "col", "embed"];

#[derive(Debug, Default)]
pub(super) struct Node {
    /// Canonical: `title`, `media:content`; `?:title` for a vocabulary that is not known.
    pub name: String,
    /// Names in lower case as printed, values decoded, document order.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

#[derive(Debug)]
pub(super) enum Child {
    Text(String),
    Node(Node),
}

impl Node {
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.nodes().filter(move |node| node.name == name)
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.nodes().find(|node| node.name == name)
    }

    /// The first of `names`, in their order, that has any text.
    pub(super) fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).map(Node::text).find(|text| !text.is_empty()))
    }

    /// A trimmed attribute that is not empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn has_elements(&self) -> bool {
        self.nodes().next().is_some()
    }

    /// The text of the whole subtree, trimmed.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        let trimmed = out.trim();
        if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
    }

    /// The content as HTML, trimmed: elements by their local names, text escaped. The one `div` around Atom's XHTML goes
    /// (RFC 4287 section 3.1.1.3).
    pub(super) fn inner_html(&self) -> String {
        let mut whole = self;
        if let [only] = self.nodes().collect::<Vec<_>>().as_slice()
            && local(&only.name) == "div"
            && self.own_text_is_blank()
        {
            whole = only;
        }
        let mut out = String::new();
        for child in &whole.children {
            child.push_html(&mut out);
        }
        out.trim().to_owned()
    }

    fn own_text_is_blank(&self) -> bool {
        self.children.iter().all(|child| match child {
            Child::Text(text) => text.trim().is_empty(),
            Child::Node(_) => true,
        })
    }

    fn push_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => node.push_text(out),
            }
        }
    }
}

impl Child {
    fn push_html(&self, out: &mut String) {
        match self {
            Self::Text(text) => entity::escape(out, text),
            Self::Node(node) => {
                let name = local(&node.name);
                out.push('<');
                out.push_str(name);
                for (key, value) in &node.attributes {
                    if !key.contains(':') {
                        out.push(' ');
                        out.push_str(key);
                        out.push_str("=\"");
                        entity::escape(out, value);
                        out.push('"');
                    }
                }
                out.push('>');
                if VOID.contains(&name) {
                    return;
                }
                for child in &node.children {
                    child.push_html(out);
                }
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

/// The name without its vocabulary.
pub(super) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}
