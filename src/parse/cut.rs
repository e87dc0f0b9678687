//! Cuts text to a number of characters.

/// At most the first `chars_max` characters.
pub(crate) fn first_chars(text: &str, chars_max: usize) -> &str {
    let (mut end, mut left) = (0, chars_max);
    // So many bytes hold at most so many characters, and whole stretches are counted faster than characters one by one.
    while left > 0 && end < text.len() {
        let border = (end + left).min(text.len());
        let border =
            (border..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        left -= text.get(end..border).unwrap_or_default().chars().count();
        end = border;
    }
    text.get(..end).unwrap_or(text)
}
