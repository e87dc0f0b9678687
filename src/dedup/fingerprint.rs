//! Hashes that never change between releases (XXH3), of a text and of an item's state. Pure.

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::fold::{fold_spacing, fold_words};
use crate::model::{Rejection, Story};

/// Raised whenever folding or hashing of texts changes, so that old text hashes are never compared with new ones.
/// States need no version: what an item showed is told from [`Entry::received_hash`] too, which knows no rules.
///
/// [`Entry::received_hash`]: crate::model::Entry::received_hash
pub const FINGERPRINT_VERSION: u32 = 2;

/// Fewest words of a text whose sameness alone makes a copy: below it, two briefs may share every word by template
/// (a paper's "this article is for subscribers"), and the headline must agree too.
pub const WORDS_ENOUGH: usize = 40;

/// Fewest words that can make a copy at all, with the headline's agreement: titles alone never merge.
pub const WORDS_MIN: usize = 6;

/// The folded words of a story's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextHash(pub [u8; 16]);

/// One state of one item: headline, text, status and editor's note as an editor would compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StateHash(pub [u8; 16]);

/// The text that is compared: the paragraphs, else the summary.
pub fn compared_text(story: &Story) -> String {
    if story.paragraphs.is_empty() {
        story.summary.clone().unwrap_or_default()
    } else {
        story.paragraphs.join("\n\n")
    }
}

/// `None` where there are too few words to compare; short texts are hashed together with the headline.
pub fn text_hash(story: &Story) -> Option<TextHash> {
    let folded = fold_words(&compared_text(story));
    let words = folded.split(' ').filter(|word| !word.is_empty()).count();
    if words >= WORDS_ENOUGH {
        return Some(TextHash(xxh3_128(folded.as_bytes()).to_be_bytes()));
    }
    let headline = fold_words(story.headline.as_deref()?);
    if words < WORDS_MIN || headline.is_empty() || headline == folded {
        return None;
    }
    Some(TextHash(xxh3_128(format!("{headline}\n{folded}").as_bytes()).to_be_bytes()))
}

/// Fewest words of a text that is looked up without its headline.
const BRIEF_MIN: usize = 14;

/// A text too short to be known by [`text_hash`] alone, without its headline: a name to look it up by, no verdict.
pub fn brief_hash(story: &Story) -> Option<TextHash> {
    let folded = fold_words(&compared_text(story));
    let words = folded.split(' ').filter(|word| !word.is_empty()).count();
    (BRIEF_MIN..WORDS_ENOUGH)
        .contains(&words)
        .then(|| TextHash(xxh3_128(format!("\n{folded}").as_bytes()).to_be_bytes()))
}

/// The state an item shows now.
pub fn state_hash(story: &Story) -> StateHash {
    let mut hash = Xxh3::new();
    let status = label(story.status);
    let summary = if story.paragraphs.is_empty() { story.summary.as_deref() } else { None };
    let parts = [story.headline.as_deref(), summary, story.ed_note.as_deref(), Some(&status)];
    for part in parts.into_iter().chain(story.paragraphs.iter().map(|p| Some(p.as_str()))) {
        hash.update(fold_spacing(part.unwrap_or_default()).as_bytes());
        hash.update(b"\n");
    }
    StateHash(hash.digest128().to_be_bytes())
}

/// The state of an entry that was turned away.
pub fn rejection_hash(rejection: &Rejection) -> StateHash {
    let text = format!("{}\n{}", label(rejection.reason), rejection.detail);
    StateHash(xxh3_128(text.as_bytes()).to_be_bytes())
}

/// A name of the wire contract, which no renaming in the code changes.
fn label(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// A short stable hash of an identity's name, for the alias table.
pub fn name_hash(name: &str) -> [u8; 16] {
    xxh3_128(name.as_bytes()).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;
    use crate::model::story::sample;

    #[test]
    fn the_hash_is_the_published_xxh3() {
        assert_eq!(xxh3_64(b""), 0x2d06_8005_38d3_94c2);
        assert_eq!(xxh3_64(b"abc"), 0x78af_5f94_892f_3950);
    }

    #[test]
    fn hashes_in_stores_never_change_between_releases() {
        let story = sample("Berth to close", &["The berth closes.", "For good."], None);
        let long = sample("Berth to close", &[&"The berth closes for good. ".repeat(20)], None);
        let short = sample("Berth to close", &["The old berth closes for good on Monday."], None);
        let brief = sample("Berth to close", &[&"The berth closes for good. ".repeat(4)], None);
        let hex = |bytes: [u8; 16]| format!("{:032x}", u128::from_be_bytes(bytes));
        let found = [
            hex(state_hash(&story).0),
            hex(text_hash(&long).unwrap().0),
            hex(text_hash(&short).unwrap().0),
            hex(name_hash("https://gazette.example/berth")),
            hex(brief_hash(&brief).unwrap().0),
        ];
        assert_eq!(
            found,
            [
                "fc6e982447faa510f36564064a46ee7b",
                "7af1cf6369a2a6cb3b6f438ad3c35cf9",
                "e1a031a88d8b0083b660965161420a74",
                "dfc76049711dd30325b1973e0886d3ad",
                "c0f73ced003b876250173d5fa3ce75d5",
            ]
        );
    }
}
