//! Whether what differs in two leads makes news of somebody else, or of another day. Pure.

use super::super::shingle::{Text, Word};
use super::super::wordclass::WordKind;
use super::kinds::{has, is_day};
use super::{Differences, Exchanges, Gap, Place, TABLE_MAX};

/// Ordinary words that two leads in paragraphs of their own have in common, at least, where one is the other filled anew:
/// two papers' frames have few.
const TEMPLATE_WORDS_MIN: usize = 3;

/// What stands in each other's place in two leads, wherever in them.
#[derive(Default)]
pub(super) struct Lead {
    /// Names that the other text has nowhere.
    names: bool,
    days: bool,
}

/// Whether a difference in the leads makes it news of somebody else, or of another day.
pub(super) fn note_lead(
    (found, lead): (&mut Differences, &mut Lead),
    exchanges: &mut Exchanges,
    (query, known): (&Text, &Text),
    gap: &Gap<'_>,
) {
    let Gap { pieces, ours, theirs, place } = gap;
    if pieces.0.len() > TABLE_MAX || pieces.1.len() > TABLE_MAX {
        return;
    }
    let both = |kind| has(ours, kind) && has(theirs, kind);
    let has_day = |words: &[Word]| words.iter().any(is_day);
    let (figure, day) = (both(WordKind::Number), has_day(ours) && has_day(theirs));
    found.next_in_series |= *place == Place::Within && figure && day;
    // A paper's own lead over a cut story names others, but the story's names come again in what follows.
    let are_new = |words: &[Word], text: &Text| {
        let mut names = words.iter().filter(|word| word.is_name()).peekable();
        let is_new = |name: &Word| {
            text.words.iter().all(|word| word.hash != name.hash && !word.sounds_like(name))
        };
        names.peek().is_some() && names.all(is_new)
    };
    let is_filled = *place != Place::Apart || {
        let ordinary =
            |words: &[Word]| words.iter().filter(|word| word.kind == WordKind::Ordinary).count();
        // A sentence that the one has twice and the other once has more words in common from its side.
        let common =
            (ordinary(pieces.0) - ordinary(ours)).min(ordinary(pieces.1) - ordinary(theirs));
        common >= TEMPLATE_WORDS_MIN
    };
    let names = is_filled && are_new(ours, known) && are_new(theirs, query);
    lead.names |= names;
    found.other_names = lead.names;
    lead.days |= day;
    if (names && figure) || (lead.names && lead.days) {
        found.other_subject = true;
        exchanges.push(ours, theirs);
    }
}
