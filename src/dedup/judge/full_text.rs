//! The text of an entry's page, read after its summary was judged.

use super::{Decision, KnownItem, KnownStory, STAYS_WITHDRAWN, TextMatch, unchanged, update};
use crate::model::{PubStatus, Representation};

/// The full text of an entry that belongs to `known` by its summary. `item.state_seen`: the item showed this very
/// headline and text before, in its feed or on its page.
pub fn judge_full_text(item: &KnownItem, known: &KnownStory, text: TextMatch) -> Decision {
    if known.status == PubStatus::Canceled {
        return unchanged(STAYS_WITHDRAWN);
    }
    if item.state_seen {
        return unchanged("the page says what it said before");
    }
    if known.representation == Representation::Partial {
        return update("the full text, read from its page, of a story known by its summary");
    }
    if !item.is_first {
        return unchanged("the story is known in full by now");
    }
    if text.same {
        return unchanged("the page's text is the story's");
    }
    update("the text of the item's page changed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::fingerprint::StateHash;
    use crate::dedup::judge::{Growth, Repeats};

    #[test]
    fn a_page_moves_a_story_on_once_and_never_one_that_was_withdrawn() {
        let check = |representation, status, state_seen, is_first, same, because: Option<&str>| {
            let item = KnownItem {
                state: StateHash([0; 16]),
                claimed_at: None,
                state_seen,
                same_as_received: false,
                is_first,
            };
            let known = KnownStory {
                status,
                representation,
                originator: None,
                is_reprint: false,
                is_original: false,
                words: 30,
                language: None,
            };
            let growth = Growth { words: 300, words_known: 30, of_known: 1.0, is_insert: false };
            let text = TextMatch {
                same,
                is_newest: same,
                repeats: Repeats::Neither,
                growth,
                counts_higher: false,
                score: 1.0,
            };
            match (judge_full_text(&item, &known, text), because) {
                (Decision::Update { .. }, None) => {}
                (Decision::Unchanged { because }, Some(part)) => {
                    assert!(because.contains(part), "{because}");
                }
                (decision, want) => panic!("{decision:?} instead of {want:?}"),
            }
        };
        let (partial, full) = (Representation::Partial, Representation::Full);
        let (usable, dead) = (PubStatus::Usable, PubStatus::Canceled);
        check(partial, usable, false, true, false, None);
        check(partial, usable, false, false, false, None);
        check(full, usable, false, true, false, None);
        check(full, usable, false, true, true, Some("is the story's"));
        check(full, usable, false, false, false, Some("known in full by now"));
        check(partial, usable, true, true, false, Some("said before"));
        check(partial, dead, false, true, false, Some("withdrawn"));
    }
}
