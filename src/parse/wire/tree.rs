//! XML text to a small tree, bounded and tolerant; never expands a DTD and never fails.

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::model::{Problem, ProblemKind};
use crate::parse::entity;

/// Deepest nesting that is kept; below it the text alone is. Real wire items stay under 30, and every walk recurses.
const DEPTH_MAX: usize = 100;
/// Elements of one document: a newsMessage of a thousand items stays under it.
const ELEMENTS_MAX: usize = 400_000;
/// Attributes of one element; `NewsML-G2` defines fewer than 30.
const ATTRIBUTES_MAX: usize = 64;

/// Tags whose quotes never close, after which reading goes on behind the next `>`; each costs a look at the rest of the text.
const RESUMES_MAX: usize = 32;

/// An element by its local name: the prefixes of wire formats are arbitrary.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// Byte offset of the start tag in the source text.
    pub start: usize,
    /// The document ended, or could not be read on, before this element's end tag.
    pub incomplete: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The attribute's trimmed value, if it has one.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|v| !v.is_empty())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Children of that local name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first child of each name in turn.
    pub(super) fn at<'a>(&'a self, path: &[&str]) -> Option<&'a Element> {
        path.iter()
            .try_fold(self, |element, name| element.elements().find(|child| child.name == *name))
    }

    /// All descendants of that local name, in document order.
    pub(super) fn deep<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    /// The first descendant of that local name.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| {
            if element.name == name { Some(element) } else { element.find(name) }
        })
    }

    /// All text below, as it stands.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out, "");
        out
    }

    /// All text below, with a space where one element ends and the next begins (`By<person>Ana`).
    pub(super) fn spaced_text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out, " ");
        out
    }

    /// A fraction of NITF as it is printed behind `before`: its parts, `/` between them, and a gap behind a whole number.
    pub(super) fn fraction(&self, before: &str) -> String {
        let part = |name: &str| self.at(&[name]).map(|part| part.text().trim().to_owned());
        let gap = if before.ends_with(|c: char| c.is_ascii_digit()) { " " } else { "" };
        match (part("frac-num"), part("frac-den")) {
            (Some(above), Some(below)) => format!("{gap}{above}/{below}"),
            (Some(_) | None, _) => format!("{gap}{}", self.text().trim()),
        }
    }

    fn collect<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            element.collect(name, found);
        }
    }

    fn write_text(&self, out: &mut String, gap: &str) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if element.name == "frac" => {
                    let fraction = element.fraction(out);
                    out.push_str(&fraction);
                }
                Node::Element(element) => {
                    out.push_str(gap);
                    element.write_text(out, gap);
                    out.push_str(gap);
                }
            }
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Node::Text(last)) = self.children.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.children.push(Node::Text(text.to_owned()));
        }
    }
}

/// The open elements, the root last to close.
struct Builder {
    root: Element,
    open: Vec<Element>,
    /// Elements open below [`DEPTH_MAX`], which are not kept.
    too_deep: usize,
    elements: usize,
    problems: Vec<Problem>,
}

/// Reads `text`; the tree's root is a nameless element that holds the document element.
pub(super) fn read(text: &str) -> (Element, Vec<Problem>) {
    let mut builder = Builder {
        root: Element::default(),
        open: Vec::new(),
        too_deep: 0,
        elements: 0,
        problems: Vec::new(),
    };
    let mut next = Some(0);
    let mut resumes = 0..=RESUMES_MAX;
    while let (Some(offset), Some(_)) = (next, resumes.next()) {
        next = builder.run(text, offset);
    }
    builder.close_all();
    (builder.root, builder.problems)
}

impl Builder {
    /// Reads from `offset`; `Some` offset to go on from after a tag that had to be read by hand.
    fn run(&mut self, text: &str, offset: usize) -> Option<usize> {
        let mut reader = Reader::from_str(text.get(offset..)?);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        let place = |at: u64| offset + usize::try_from(at).unwrap_or(usize::MAX);
        loop {
            let start = place(reader.buffer_position());
            match reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(event) => {
                    if !self.take(event, start) {
                        return None;
                    }
                }
                Err(fault) => {
                    let detail = format!("the XML breaks off at byte {start}: {fault}");
                    self.problem(ProblemKind::Malformed, detail);
                    let is_tag = matches!(fault, quick_xml::Error::Syntax(_));
                    let at = place(reader.error_position());
                    return if is_tag { self.resume(text, at) } else { None };
                }
            }
        }
    }

    /// A tag with a crooked quote ends at its first `>`; anything else that has no end is a cut.
    fn resume(&mut self, text: &str, at: usize) -> Option<usize> {
        let (tag, _) = text.get(at..)?.split_once('>')?;
        let inner = tag.strip_prefix('<').filter(|inner| !inner.starts_with(['!', '?']))?;
        let name = inner.trim_start_matches('/');
        let name = name.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let is_end = inner.starts_with('/');
        if !is_end && !self.open(&BytesStart::from_content(inner, name.len()), at) {
            return None;
        }
        if is_end || inner.ends_with('/') {
            self.close(&local(name));
        }
        Some(at + tag.len() + 1)
    }

    /// False when a limit says stop.
    fn take(&mut self, event: Event<'_>, start: usize) -> bool {
        match event {
            Event::Start(tag) => return self.open(&tag, start),
            Event::End(tag) => self.close(&local(tag.name().as_ref())),
            Event::Text(text) => {
                self.top().push_text(&text.replace("\r\n", "\n"));
            }
            Event::CData(text) => {
                self.top().push_text(&text);
            }
            Event::GeneralRef(name) => {
                let mut text = String::new();
                entity::push(&mut text, &name);
                self.top().push_text(&text);
            }
            // With `expand_empty_elements` no Empty event comes; the rest carries no content. A DTD is never read.
            Event::Empty(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::Eof => {}
        }
        true
    }

    fn open(&mut self, tag: &BytesStart<'_>, start: usize) -> bool {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            let detail = format!("more than {ELEMENTS_MAX} elements, the rest is left out");
            self.problem(ProblemKind::OverLimit, detail);
            return false;
        }
        if self.too_deep > 0 || self.open.len() >= DEPTH_MAX {
            self.too_deep += 1;
            if self.too_deep == 1 {
                let detail = format!("elements nested deeper than {DEPTH_MAX}");
                self.problem(ProblemKind::TooDeep, detail);
            }
            return true;
        }
        // The reader's own check for repeated names is quadratic.
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false).flatten();
        self.open.push(Element {
            name: local(tag.name().as_ref()),
            attributes: attributes.take(ATTRIBUTES_MAX).map(|a| pair(&a)).collect(),
            children: Vec::new(),
            start,
            incomplete: false,
        });
        true
    }

    fn close(&mut self, name: &str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(depth) = self.open.iter().rposition(|element| element.name == name) else {
            self.problem(ProblemKind::Malformed, format!("end tag {name} without a start"));
            return;
        };
        if depth + 1 < self.open.len() {
            self.problem(ProblemKind::Malformed, format!("{name} ends before what it holds"));
        }
        while self.open.len() > depth {
            self.close_top();
        }
    }

    fn close_all(&mut self) {
        if let Some(element) = self.open.last() {
            let detail = format!("the document ends inside {}", element.name);
            self.problem(ProblemKind::Truncated, detail);
        }
        for element in &mut self.open {
            element.incomplete = true;
        }
        while !self.open.is_empty() {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        if let Some(element) = self.open.pop() {
            self.top().children.push(Node::Element(element));
        }
    }

    fn top(&mut self) -> &mut Element {
        self.open.last_mut().unwrap_or(&mut self.root)
    }

    /// One of a kind is enough: hostile markup must not fill the list.
    fn problem(&mut self, kind: ProblemKind, detail: String) {
        if !self.problems.iter().any(|problem| problem.kind == kind) {
            self.problems.push(Problem::new(kind, detail));
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

fn pair(attribute: &Attribute<'_>) -> (String, String) {
    (local(attribute.key.as_ref()), entity::decode(&attribute.value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<ProblemKind> {
        read(text).1.iter().map(|problem| problem.kind).collect()
    }

    #[test]
    fn names_are_local_and_text_keeps_its_order() {
        let (root, problems) =
            read("<n:a x:id=' 1 &amp; 2 '>one<b>two</b><![CDATA[<three>]]> &eacute;&#33;</n:a>");
        let a = root.at(&["a"]).unwrap();
        assert_eq!(a.attribute("id"), Some("1 & 2"));
        assert_eq!(a.text(), "onetwo<three> é!");
        assert_eq!(a.spaced_text(), "one two <three> é!");
        assert!(problems.is_empty());
    }

    #[test]
    fn broken_markup_gives_what_was_read_and_one_problem_of_a_kind() {
        assert_eq!(kinds("<a><b>text"), [ProblemKind::Truncated]);
        assert_eq!(kinds("<a><b>text</a>"), [ProblemKind::Malformed]);
        assert_eq!(kinds("<a></b></c></d></a>"), [ProblemKind::Malformed]);
        assert_eq!(read("<a>R&D <b>x</b").0.find("a").unwrap().text(), "R&D x");
        assert_eq!(kinds("<a>R & D</a>"), []);
    }

    #[test]
    fn a_tag_with_a_crooked_quote_costs_no_item_behind_it() {
        let (root, problems) = read("<a><b>one</b><c x='1>two</c><b>three</b></a>");
        let a = root.find("a").unwrap();
        assert_eq!(a.text(), "onetwothree");
        assert!(!a.incomplete);
        assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), [ProblemKind::Malformed]);
    }

    /// Edge case 44: a DTD is never expanded.
    #[test]
    fn declared_entities_stay_as_printed() {
        let bomb = "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY l2 '&l;&l;&l;'>]><a>&l2;</a>";
        assert_eq!(read(bomb).0.find("a").unwrap().text(), "&l2;");
    }

    #[test]
    fn depth_and_numbers_are_bounded() {
        let deep = format!("{}core{}", "<a>".repeat(50_000), "</a>".repeat(50_000));
        let (root, problems) = read(&deep);
        assert_eq!(root.text(), "core");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].kind, ProblemKind::TooDeep);
        let attributes: Vec<_> = (0..10_000).map(|n| format!(" a{n}='1'")).collect();
        let attributes = attributes.concat();
        assert_eq!(
            read(&format!("<a{attributes}/>")).0.find("a").unwrap().attributes.len(),
            ATTRIBUTES_MAX
        );
        assert_eq!(kinds(&"<a/>".repeat(ELEMENTS_MAX + 1)), [ProblemKind::OverLimit]);
    }
}
