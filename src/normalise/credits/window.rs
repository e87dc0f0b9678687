//! The first bytes of a text without characters nobody sees, and the way back to the original bytes.

use std::borrow::Cow;

use crate::normalise::text::unprintable_chars;

/// A cleaned head of a text: zero-width characters gone, every blank but a line break a plain space.
#[derive(Debug)]
pub(super) struct Window<'t> {
    text: Cow<'t, str>,
    /// For each byte of `text`, and for its end, the byte of the original; empty where they are the same.
    original: Vec<usize>,
}

impl<'t> Window<'t> {
    /// Cleans at most `bytes_max` bytes of `text`.
    pub(super) fn new(text: &'t str, bytes_max: usize) -> Self {
        let head = (0..=bytes_max.min(text.len())).rev().find_map(|end| text.get(..end));
        let head = head.unwrap_or_default();
        let is_other = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\n');
        if !unprintable_chars(head).any(|c| is_invisible(c) || is_other(c)) {
            return Self { text: Cow::Borrowed(head), original: Vec::new() };
        }
        let mut clean = String::with_capacity(bytes_max.min(text.len()));
        let mut original = Vec::with_capacity(bytes_max.min(text.len()) + 1);
        let mut end = 0;
        for (at, c) in text.char_indices() {
            if at + c.len_utf8() > bytes_max {
                break;
            }
            end = at + c.len_utf8();
            if is_invisible(c) {
                continue;
            }
            let shown = if c.is_whitespace() && c != '\n' { ' ' } else { c };
            clean.push(shown);
            original.extend((0..shown.len_utf8()).map(|byte| at + byte));
        }
        original.push(end);
        Self { text: Cow::Owned(clean), original }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the original at which byte `at` of the window stands; the window's end where `at` is beyond it.
    pub(super) fn original(&self, at: usize) -> usize {
        let end = self.original.last().copied().unwrap_or_else(|| at.min(self.text.len()));
        self.original.get(at).copied().unwrap_or(end)
    }
}

/// The text without characters nobody sees.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !unprintable_chars(text).any(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect())
}

/// Zero-width and direction marks, soft hyphen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back_to_the_original() {
        let text = "\u{feff}OSLO\u{a0}\u{200b}— Éire";
        let window = Window::new(text, 100);
        assert_eq!(window.text(), "OSLO — Éire");
        let at = window.text().find('É').unwrap();
        assert_eq!(text.get(window.original(at)..), Some("Éire"));
        assert_eq!(window.original(999), text.len());
    }

    #[test]
    fn the_window_ends_on_a_character() {
        assert_eq!(Window::new("ééé", 3).text(), "é");
        assert_eq!(Window::new("", 3).original(0), 0);
    }
}
