//! Tells markup that a tree builder would need quadratic time for, by its tags alone.

use crate::normalise::tokens::{self, Name, OpenTag, Reader};

/// As deep as browsers build a tree.
const DEPTH_MAX: usize = 512;

/// Whether elements of `page` stand in each other deeper than [`DEPTH_MAX`]. Linear time.
pub(super) fn is_too_deep(page: &str) -> bool {
    tokens::read(page, Depth::default()).too_deep
}

#[derive(Default)]
struct Depth {
    open: Vec<Name>,
    too_deep: bool,
}

impl Reader for Depth {
    fn open(&mut self, tag: &OpenTag<'_>) -> bool {
        let name = tag.name();
        let void = matches!(
            &**name,
            "area"
                | "base"
                | "br"
                | "col"
                | "embed"
                | "hr"
                | "img"
                | "input"
                | "link"
                | "meta"
                | "param"
                | "source"
                | "track"
                | "wbr"
        );
        let replaced = matches!(&**name, "p" | "li" | "tr" | "td" | "th" | "dt" | "dd" | "option");
        if replaced && self.open.last() == Some(name) {
            return true;
        }
        if !void && !self.too_deep {
            self.open.push(name.clone());
            self.too_deep = self.open.len() > DEPTH_MAX;
        }
        true
    }

    fn close(&mut self, name: &Name) {
        if let Some(index) = self.open.iter().rposition(|open| open == name) {
            self.open.truncate(index);
        }
    }

    fn text(&mut self, _: &str) {}
}
