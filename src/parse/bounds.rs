//! What an entry may hold: bounds of its texts, and a word on what of it cannot be read. Shared by all readers.

use crate::model::{Entry, Problem, ProblemKind};

/// Notes unreadable dates and bounds the texts of an entry.
pub(super) fn finish(entry: &mut Entry, text_chars_max: usize) {
    for (name, date) in [("published", &entry.published), ("updated", &entry.updated)] {
        if let Some(date) = date
            && date.at.is_none()
        {
            let detail = format!("{name} date cannot be read: {}", date.raw);
            entry.problems.push(Problem::new(ProblemKind::UnreadableDate, detail));
        }
    }
    cut_texts(entry, text_chars_max);
}

/// Cuts what is longer than `text_chars_max` characters, and says so.
pub(super) fn cut_texts(entry: &mut Entry, text_chars_max: usize) {
    let mut cut = false;
    let markups = [&mut entry.title, &mut entry.summary, &mut entry.content];
    for markup in markups.into_iter().flatten() {
        cut |= cut_after(&mut markup.value, text_chars_max);
    }
    let media = entry.media.iter_mut().flat_map(|m| [&mut m.title, &mut m.caption]).flatten();
    let names = entry.categories.iter_mut().map(|category| &mut category.name);
    let single = [&mut entry.guid, &mut entry.rights, &mut entry.language].into_iter().flatten();
    for text in media.chain(names).chain(single).chain(entry.authors.iter_mut()) {
        cut |= cut_after(text, text_chars_max);
    }
    if cut {
        let detail = format!("a text was cut after {text_chars_max} characters");
        entry.problems.push(Problem::new(ProblemKind::OverLimit, detail));
    }
}

/// Cuts `text` after `chars_max` characters.
fn cut_after(text: &mut String, chars_max: usize) -> bool {
    if text.len() <= chars_max {
        return false;
    }
    let Some((end, _)) = text.char_indices().nth(chars_max) else {
        return false;
    };
    text.truncate(end);
    true
}
