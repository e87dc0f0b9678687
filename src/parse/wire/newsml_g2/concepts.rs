//! What an item says once of a concept and names by its code: `assert`, and the schemes of its `catalog`.

use std::collections::HashMap;

use super::super::tree::{Element, Node};

/// Schemes of IPTC's own catalog that subjects and genres are named in, for items that only refer to it
/// (<http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml>).
const SCHEMES: [(&str, &str); 5] = [
    ("medtop", "http://cv.iptc.org/newscodes/mediatopic/"),
    ("subj", "http://cv.iptc.org/newscodes/subjectcode/"),
    ("genre", "http://cv.iptc.org/newscodes/genre/"),
    ("scene", "http://cv.iptc.org/newscodes/scene/"),
    ("nprov", "http://cv.iptc.org/newscodes/newsprovider/"),
];
/// Elements that name a concept.
const CONCEPTS: [&str; 9] = [
    "subject",
    "genre",
    "creator",
    "contributor",
    "infoSource",
    "located",
    "provider",
    "copyrightHolder",
    "by",
];

/// What an item asserts of concepts, by code, URI or literal.
pub(super) struct Concepts<'a> {
    asserted: HashMap<&'a str, &'a Element>,
    schemes: HashMap<&'a str, &'a str>,
}

impl<'a> Concepts<'a> {
    pub(super) fn of(item: &'a Element) -> Self {
        let mut asserted = HashMap::new();
        for assert in item.all("assert") {
            for name in ["qcode", "uri", "literal"] {
                if let Some(id) = assert.attribute(name) {
                    asserted.entry(id).or_insert(assert);
                }
            }
        }
        let mut schemes = HashMap::from(SCHEMES);
        for scheme in item.all("catalog").flat_map(Element::elements) {
            if let Some((alias, uri)) = scheme.attribute("alias").zip(scheme.attribute("uri")) {
                schemes.insert(alias, uri);
            }
        }
        Self { asserted, schemes }
    }

    /// `metadata` with the names that are asserted and the URIs that its codes stand for.
    pub(super) fn resolve(&self, metadata: &Element) -> Element {
        let mut resolved = metadata.clone();
        for node in &mut resolved.children {
            if let Node::Element(element) = node
                && CONCEPTS.contains(&element.name.as_str())
            {
                self.fill(element);
            }
        }
        resolved
    }

    fn fill(&self, element: &mut Element) {
        let ids = ["qcode", "uri", "literal"].map(|name| element.attribute(name));
        let asserted = ids.into_iter().flatten().find_map(|id| self.asserted.get(id));
        if let Some(assert) = asserted.filter(|_| element.at(&["name"]).is_none()) {
            element.children.extend(assert.all("name").cloned().map(Node::Element));
        }
        let code = element.attribute("qcode").and_then(|qcode| qcode.split_once(':'));
        let scheme = code.and_then(|(alias, code)| Some([self.schemes.get(alias)?, code].concat()));
        if let Some(uri) = scheme.filter(|_| element.attribute("uri").is_none()) {
            element.attributes.push(("uri".to_owned(), uri));
        }
    }
}
