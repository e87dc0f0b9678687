//! What a headline says of an embargo, and the headline without it.

use super::date::until;
use super::marks::{EMBARGO, HELD, NOTED, TAIL};
use super::{Said, dated_tail};

/// Bytes of what a headline says of an embargo, and letters of the headline itself.
const LABEL_BYTES_MAX: usize = 80;
const LETTERS_MIN: usize = 4;

/// What a headline says of an embargo before it begins or behind it, and the headline:
/// `EMBARGOED UNTIL 06:00 GMT: Pier to be rebuilt`.
pub(in crate::normalise::status) fn split_label(headline: &str) -> Option<(&str, &str)> {
    split_head(headline).or_else(|| {
        let at = TAIL.find(headline).map(|mark| mark.start());
        let at = at.or_else(|| dated_tail(headline, &Said::default()).map(|(_, at)| at))?;
        let (rest, label) = headline.split_at_checked(at)?;
        whole_parts(label, rest)
    })
}

fn split_head(headline: &str) -> Option<(&str, &str)> {
    let heads = [&EMBARGO, &HELD, &NOTED].into_iter();
    let mut heads = heads.filter_map(|head| head.find(headline).filter(|mark| mark.start() == 0));
    let mark = heads.next()?;
    // Of a clock no blank follows the colon.
    let ends_itself = mark.as_str().trim_end().ends_with([':', '/', '–', '—', '-', ']', ')']);
    let behind = headline.get(mark.end()..)?;
    let parted = [": ", " - ", " – ", " — ", "] ", ") "].iter().filter_map(|end| {
        let at = behind.find(end)?;
        Some((mark.end() + at, mark.end() + at + end.len()))
    });
    let is_dated = || until(headline, mark.end(), None).is_some();
    let (ends, begins) =
        if ends_itself && !is_dated() { (mark.end(), mark.end()) } else { parted.min()? };
    whole_parts(headline.get(..ends)?, headline.get(begins..)?)
}

fn whole_parts<'h>(label: &'h str, rest: &'h str) -> Option<(&'h str, &'h str)> {
    let rest = rest.trim();
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    let is_headline = rest.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS_MIN;
    (is_headline && label.len() <= LABEL_BYTES_MAX).then_some((label, rest))
}
