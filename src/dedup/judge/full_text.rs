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
