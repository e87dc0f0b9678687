//! One-line claims of feeds and items: names, titles, languages.

/// Characters kept of a one-line claim.
const CLAIM_CHARS_MAX: usize = 500;

/// Cuts a one-line claim.
pub(super) fn bounded(text: String) -> String {
    if text.len() <= CLAIM_CHARS_MAX {
        return text;
    }
    text.chars().take(CLAIM_CHARS_MAX).collect()
}
