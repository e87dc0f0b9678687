//! One tolerant pass over the markup of a feed: a small tree for the channel head and one for each item, whatever is unclosed,
//! crossed, nested or undeclared. It gives names and text, never meaning.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::node::{self, Child, Node};
use super::{entity, names};
use crate::model::{Entry, Problem, ProblemKind};

mod stack;

use stack::Stack;

/// Tags whose quotes never close, after which the pass goes on behind the next `>`; each costs a look at the rest of the text.
const RESUMES_MAX: usize = 32;
/// References to a document's own entities that are replaced, each by a short text.
const REPLACED_MAX: usize = 10_000;
/// Attributes kept of one element.
const ATTRIBUTES_MAX: usize = 64;

/// The families that the item and channel rules differ for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Rss,
    Rdf,
    Atom,
    /// Pages of a site; see `sitemap`.
    Sitemap,
}

/// One `<item>`, `<entry>` or, in a sitemap, `<url>`.
#[derive(Debug)]
pub(super) struct Item {
    pub node: Node,
    /// The source text, at most [`Entry::RAW_CHARS_MAX`] characters.
    pub raw: String,
    /// `xml:base` of the elements around it, outermost first, unresolved.
    pub bases: Vec<Arc<str>>,
    /// Markup below the depth limit was reduced to its text.
    pub too_deep: bool,
}

#[derive(Debug)]
pub(super) struct Scan {
    /// The root with everything in it but the items.
    pub root: Node,
    /// Document order.
    pub items: Vec<Item>,
    pub problems: Vec<Problem>,
    /// Items beyond the limit.
    pub left_out: usize,
}

/// Reads the markup of a feed, but for its first `skipped` items. Linear time but for [`RESUMES_MAX`] second looks; memory within a small multiple of `text`.
pub(super) fn scan(text: &str, family: Family, items_max: usize, skipped: usize) -> Scan {
    let mut pass = Pass {
        text,
        stack: Stack::new(text, family, items_max, skipped),
        end: if skipped > 0 { "beginning" } else { "end" },
        resumes: 0,
        truncated: false,
        declared: Vec::new(),
        replaced: 0,
    };
    let mut offset = 0;
    while let Some(next) = pass.run(offset) {
        offset = next;
    }
    pass.finish()
}

struct Pass<'t> {
    text: &'t str,
    stack: Stack<'t>,
    /// Where items beyond the limit are left out.
    end: &'static str,
    resumes: usize,
    truncated: bool,
    /// Entities of plain text that the document declares.
    declared: Vec<(String, String)>,
    /// References to them that were replaced.
    replaced: usize,
}

impl Pass<'_> {
    /// Reads from `offset`; `Some` offset to go on from after a tag that had to be read by hand.
    fn run(&mut self, offset: usize) -> Option<usize> {
        let rest = self.text.get(offset..)?;
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let before = offset + position(reader.buffer_position());
            match reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(event) => {
                    let after = offset + position(reader.buffer_position());
                    self.take(&event, before, after);
                }
                Err(quick_xml::Error::Syntax(_)) => {
                    return self.resume(offset + position(reader.error_position()));
                }
                Err(_) => self.stack.malformed += 1,
            }
        }
    }

    fn take(&mut self, event: &Event<'_>, before: usize, after: usize) {
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().into_inner();
                if !is_name(name) {
                    // "Ana Ruiz <ana@example.com>": no tag, but text.
                    let raw = self.text.get(before..after).unwrap_or_default();
                    self.stack.text(&entity::decode(raw));
                    return;
                }
                let void = node::VOID.iter().any(|void| void.eq_ignore_ascii_case(name));
                self.stack.open(name, attributes(start), before);
                if void || matches!(event, Event::Empty(_)) {
                    self.stack.close_last(after);
                }
            }
            Event::End(end) => self.stack.close(end.name().into_inner(), after),
            Event::Text(text) => self.stack.text(text),
            Event::CData(cdata) => self.stack.text(cdata),
            Event::DocType(doctype) => self.declared = entity::declared(doctype),
            Event::GeneralRef(reference) => {
                let declared = self.declared.iter().find(|(name, _)| **name == **reference);
                if let Some((_, value)) = declared.filter(|_| self.replaced < REPLACED_MAX) {
                    self.replaced += 1;
                    self.stack.text(value);
                    return;
                }
                let mut decoded = String::new();
                entity::push(&mut decoded, reference);
                self.stack.text(&decoded);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
    }

    /// A construct that begins at `at` has no end. A tag with a crooked quote ends at its first `>`; anything else is a cut.
    fn resume(&mut self, at: usize) -> Option<usize> {
        self.resumes += 1;
        let rest = self.text.get(at..).unwrap_or_default();
        let tag = rest.split_once('>').map(|(tag, _)| tag);
        let tag = tag.filter(|tag| !tag.starts_with("<!") && !tag.starts_with("<?"));
        let (Some(tag), true) = (tag, self.resumes <= RESUMES_MAX) else {
            self.truncated = true;
            return None;
        };
        self.stack.malformed += 1;
        let after = at + tag.len() + 1;
        let inner = tag.trim_start_matches('<');
        let name = inner.split(|c: char| c.is_whitespace() || c == '/').find(|n| !n.is_empty());
        let name = name.filter(|name| is_name(name)).unwrap_or("unreadable");
        if inner.starts_with('/') {
            self.stack.close(name, after);
        } else {
            // Its own name's length, not that of the one it is given: attributes are cut out of `inner` behind it.
            let printed =
                inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
            let start = BytesStart::from_content(inner, printed);
            self.stack.open(name, attributes(&start), at);
            if inner.ends_with('/') || node::VOID.contains(&name) {
                self.stack.close_last(after);
            }
        }
        Some(after)
    }

    fn finish(mut self) -> Scan {
        let open = self.stack.close_all();
        let mut problems = Vec::new();
        if self.truncated || open.any {
            let inside = match open.items {
                0 => "the document ends before its markup does".to_owned(),
                n => format!("the document ends inside an item; unfinished items left out: {n}"),
            };
            problems.push(Problem::new(ProblemKind::Truncated, inside));
        }
        if self.stack.malformed > 0 {
            let detail =
                format!("tags that are crossed, unclosed or unreadable: {}", self.stack.malformed);
            problems.push(Problem::new(ProblemKind::Malformed, detail));
        }
        let left_out = self.stack.items_left_out;
        if left_out > 0 {
            problems.push(over_limit(left_out, self.end));
        }
        Scan {
            root: self.stack.root.unwrap_or_default(),
            items: self.stack.items.into_iter().flatten().collect(),
            problems,
            left_out,
        }
    }
}

pub(super) fn over_limit(left_out: usize, end: &str) -> Problem {
    let detail = format!(
        "more items than parse.entries_max: those at the {end} of the document were left out: {left_out}"
    );
    Problem::new(ProblemKind::OverLimit, detail)
}

/// `buffer_position` counts the bytes of a string in memory.
fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn is_name(name: &str) -> bool {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
    name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':'))
        && name.chars().all(legal)
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut iterator = start.html_attributes();
    iterator.with_checks(false);
    iterator
        .take(ATTRIBUTES_MAX)
        .flatten()
        .filter(|attribute| is_name(attribute.key.into_inner()))
        .map(|attribute| {
            let value = entity::decode(&attribute.value).into_owned();
            (attribute.key.into_inner().to_lowercase(), value)
        })
        .collect()
}

#[cfg(test)]
mod tests;
