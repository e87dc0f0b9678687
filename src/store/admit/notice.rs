//! Notices of a correction: a few words under a story's headline that say what was wrong in it, without the text.

use super::Context;
use super::candidate::Candidate;
use super::kill::named_exactly;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::fold::{count_folded_words, fold_words};
use crate::dedup::judge::{Decision, KnownItem, judge_notice_again};
use crate::model::{PubStatus, Story, StoryKind};
use crate::publish::record::with_alt_ids_of;
use crate::store::StoreError;
use crate::store::story::{ItemRow, Notice, Particulars, StoryRow, leading_item, particulars};

/// Words of a notice, at most; what is longer is the corrected text itself.
const WORDS_MAX: usize = 120;

/// Notices that a story keeps, the newest ones, and characters of all its notes to editors (P5).
const NOTICES_MAX: usize = 4;
const ED_NOTE_CHARS_MAX: usize = 4_000;

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
    if story.kind != StoryKind::Correction || !is_usable || !owns_to_a_mistake(story) {
        return Ok(None);
    }
    let Some(known) = named_exactly(context, story)? else { return Ok(None) };
    let leader = leading_item(context.tx, known.id)?.and_then(|item| item.claimed_at);
    let is_older = story.claimed_at().zip(leader).is_some_and(|(now, before)| now < before);
    let may_be = known.version > 0 && !is_older && is_short_beside(story, &known);
    Ok(Some(known).filter(|known| may_be && known.known.status == PubStatus::Usable))
}

/// In its own words: every corrected text is labelled as one.
fn owns_to_a_mistake(story: &Story) -> bool {
    let folded = fold_words(&compared_text(story));
    folded.split(' ').any(|word| FAULTS.iter().any(|fault| word.starts_with(fault)))
}

/// As long as the story, it is the story told anew. A story whose text is kept no more cannot go out again.
fn is_short_beside(story: &Story, known: &StoryRow) -> bool {
    let words = count_folded_words(&compared_text(story));
    words <= WORDS_MAX && words * 2 <= known.known.words && !known.body.is_empty()
}

/// What becomes of a story whose notice an item brought before and words otherwise now; `None` where it is no such item,
/// or no notice any more.
pub(super) fn told_again(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    item: &ItemRow,
    known_item: &KnownItem,
    known: &StoryRow,
) -> Result<Option<Decision>, StoreError> {
    let Candidate { story, state, .. } = *candidate;
    if item.is_first || !is_short_beside(story, known) {
        return Ok(None);
    }
    let notices = particulars(context.tx, known.id)?.notices;
    let feed = context.batch.feed.as_str();
    let before = notices.iter().find(|notice| notice.is_of(feed, &item.entry));
    Ok(before.map(|before| {
        let is_same = before.said == said(story);
        judge_notice_again(known_item, &known.known, story, state, is_same)
    }))
}

impl Notice {
    fn is_of(&self, feed: &str, entry: &str) -> bool {
        self.feed == feed && self.entry == entry
    }
}

/// All that a notice says, in one line.
fn said(notice: &Story) -> String {
    let said = [notice.ed_note.clone().unwrap_or_default(), compared_text(notice)];
    let said: Vec<String> = said.into_iter().filter(|said| !said.is_empty()).collect();
    said.join("; ").replace("\n\n", " ")
}

/// The notes to editors of a story's next version: its own, and what is known to be wrong in the story. Who sends the text
/// again takes no notice of it back.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub(super) own: Option<String>,
    pub(super) notices: Vec<Notice>,
}

impl Noted {
    /// With what the candidate says.
    pub(super) fn of(context: &Context<'_>, candidate: &Candidate<'_>) -> Result<Self, StoreError> {
        let story = candidate.story;
        let own = story.ed_note.clone();
        let known = candidate.known.as_ref().filter(|_| story.status != PubStatus::Canceled);
        let Some(known) = known.filter(|known| known.known.status != PubStatus::Canceled) else {
            return Ok(Self { own, notices: Vec::new() });
        };
        let Particulars { own_note, mut notices, .. } = particulars(context.tx, known.id)?;
        if !candidate.is_notice {
            return Ok(Self { own, notices });
        }
        let own = if notices.is_empty() { known.ed_note.clone() } else { own_note };
        let feed = context.batch.feed.as_str();
        let entry = candidate.item.as_ref().map_or(&story.identity.entry, |item| &item.entry);
        notices.retain(|notice| !notice.is_of(feed, entry));
        let (feed, entry) = (feed.to_owned(), entry.clone());
        notices.insert(0, Notice { feed, entry, said: said(story) });
        notices.truncate(NOTICES_MAX);
        Ok(Self { own, notices })
    }

    /// In one line, the notices first.
    pub(super) fn told(&self) -> Option<String> {
        let notices = self.notices.iter().map(|notice| &notice.said);
        let mut told: Vec<&str> = Vec::new();
        for note in notices.chain(&self.own) {
            if !told.iter().any(|before| before.contains(note.as_str())) {
                told.push(note);
            }
        }
        let told: String = told.join("; ").chars().take(ED_NOTE_CHARS_MAX).collect();
        (!told.is_empty()).then_some(told)
    }
}

/// The story as it is published, under the names and dates of the notice.
pub(super) fn as_published(
    context: &Context<'_>,
    known: &StoryRow,
    notice: &Story,
) -> Result<Story, StoreError> {
    let told = particulars(context.tx, known.id)?;
    let is_summary = told.summary.as_deref() == Some(known.body.as_str());
    let paragraphs =
        if is_summary { Vec::new() } else { known.body.split("\n\n").map(str::to_owned).collect() };
    let mut story = Story {
        kind: known.kind,
        headline: (!known.headline.is_empty()).then(|| known.headline.clone()),
        summary: told.summary,
        paragraphs,
        html: told.html,
        representation: known.known.representation,
        content_created: told.content_created,
        expires: told.expires,
        by: told.by,
        people: told.people,
        located: told.located,
        slugline: told.slugline,
        urgency: told.urgency,
        genres: told.genres,
        subjects: told.subjects,
        sources: known.sources.clone(),
        copyright: told.copyright,
        pictures: told.pictures,
        language: known.known.language.clone(),
        // The story's own names come first.
        alt_ids: known.alt_ids.clone(),
        ..notice.clone()
    };
    with_alt_ids_of(&mut story, &notice.alt_ids);
    Ok(story)
}
