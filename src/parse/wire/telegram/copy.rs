//! Lines of telegram copy to clean paragraphs of plain text.

use super::super::fields::collapsed;

/// Lines joined into paragraphs: a blank or an indented line begins a new one.
#[derive(Default)]
pub(super) struct Paragraphs {
    done: String,
    open: String,
    /// Every line is one of its own: tables and scores.
    pub tabular: bool,
}

impl Paragraphs {
    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.open.is_empty()
    }

    pub(super) fn add(&mut self, raw: &str) {
        let text = collapsed(&typography(&printable(raw)));
        // Backspace opens a row of a table, `==` the agency's signature; tabs within a line are columns.
        let row = self.tabular || raw.trim().contains('\t') || raw.starts_with('|');
        let begins = row || raw.starts_with([' ', '\t', '\u{8}']) || raw.starts_with("==");
        if text.is_none() || begins {
            self.close();
        }
        if let Some(text) = text {
            if !self.open.is_empty() {
                self.open.push(' ');
            }
            self.open.push_str(&text);
        }
        if row {
            self.close();
        }
    }

    /// A line that is a paragraph of its own.
    pub(super) fn add_alone(&mut self, text: &str) {
        self.close();
        self.add(text);
        self.close();
    }

    /// The paragraphs, a blank line between any two.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.done
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            if !self.done.is_empty() {
                self.done.push_str("\n\n");
            }
            self.done.push_str(&self.open);
            self.open.clear();
        }
    }
}

/// Control codes (tabulation, typeface) as spaces; line ends stay.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// The seven-bit spellings of quotation marks and dashes.
fn typography(text: &str) -> String {
    text.replace("``", "“").replace("''", "”").replace(" _ ", " — ")
}
