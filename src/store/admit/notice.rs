//! Notices of a correction: a few words under a story's headline that say what was wrong in it, without the text.

use super::Context;
use super::kill::named_exactly;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::fold::{count_folded_words, fold_words};
use crate::model::{PubStatus, Representation, Story, StoryKind};
use crate::store::StoreError;
use crate::store::story::{StoryRow, leading_item};

/// Words of a notice, at most; what is longer is the corrected text itself.
const WORDS_MAX: usize = 120;

/// Beginnings of words with which a desk owns to a mistake.
const FAULTS: [&str; 11] = [
    "erroneous",
    "incorrect",
    "misstat",
    "misspell",
    "misspelt",
    "misidentif",
    "misquot",
    "wrong",
    "mistak",
    "inaccura",
    "error",
];

/// The one story of the feed, or of another that names its agency as who wrote it, whose whole headline stands above the
/// notice, now or in an earlier version.
pub(super) fn corrected_by_notice(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    let is_usable = story.status == PubStatus::Usable;
    let text = compared_text(story);
    if story.kind != StoryKind::Correction || !is_usable || !owns_to_a_mistake(&text) {
        return Ok(None);
    }
    let Some(known) = named_exactly(context, story)? else { return Ok(None) };
    let leader = leading_item(context.tx, known.id)?.and_then(|item| item.claimed_at);
    let is_older = story.claimed_at().zip(leader).is_some_and(|(now, before)| now < before);
    let stands = known.known.status == PubStatus::Usable && known.version > 0;
    // As long as the story, it is the story told anew.
    let is_short = count_folded_words(&text) * 2 <= known.known.words;
    Ok(Some(known).filter(|_| stands && !is_older && is_short))
}

/// In its own words: every corrected text is labelled as one.
fn owns_to_a_mistake(text: &str) -> bool {
    let folded = fold_words(text);
    let mut words = folded.split(' ');
    words.clone().count() <= WORDS_MAX
        && words.any(|word| FAULTS.iter().any(|fault| word.starts_with(fault)))
}

/// The story as it is known, with what the notice says in its note to editors.
pub(super) fn with_notice(known: &StoryRow, notice: &Story) -> Story {
    let is_full = known.known.representation == Representation::Full;
    let (paragraphs, summary) = if is_full {
        (known.body.split("\n\n").map(str::to_owned).collect(), None)
    } else {
        (Vec::new(), Some(known.body.clone()))
    };
    let said = [notice.ed_note.clone().unwrap_or_default(), compared_text(notice)];
    let said: Vec<String> = said.into_iter().filter(|said| !said.is_empty()).collect();
    let credit = known.credit.clone();
    Story {
        headline: Some(known.headline.clone()),
        paragraphs,
        summary,
        html: String::new(),
        representation: known.known.representation,
        ed_note: Some(said.join("; ").replace("\n\n", " ")),
        by: credit.by,
        people: credit.people,
        located: credit.located,
        slugline: credit.slugline,
        copyright: credit.copyright,
        ..notice.clone()
    }
}
