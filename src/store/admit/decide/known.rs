//! An item that is part of a story already, held against the newest version of that story.

use super::super::candidate::Candidate;
use super::super::{Context, likeness, notice};
use crate::dedup::fingerprint::compared_text;
use crate::dedup::fold::count_folded_words;
use crate::dedup::judge::{Decision, Growth, KnownItem, Repeats, TextMatch, judge_known};
use crate::dedup::relatedness::relatedness;
use crate::store::StoreError;
use crate::store::story::{
    ItemRow, StoryRow, leading_item, state_seen, story as read_story, version_with_text,
};

/// An item that is part of a story already.
pub(super) fn decide_known(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    item: &ItemRow,
    story: i64,
    siblings: usize,
) -> Result<Decision, StoreError> {
    let known = read_story(context.tx, story)?;
    if candidate.printed == Some(item.state) {
        candidate.known = Some(known);
        return Ok(Decision::Unchanged {
            because: "as printed before; its furniture was learned since".to_owned(),
        });
    }
    let known_item = known_item(context, candidate, item)?;
    if let Some(decision) = notice::told_again(context, candidate, item, &known_item, &known)? {
        candidate.known = Some(known);
        candidate.is_notice = true;
        return Ok(decision);
    }
    let weighs = known_item.weighs_texts() && !known_item.same_as_received;
    let text = match_text(context, candidate, &known, weighs)?;
    let Candidate { story, state, .. } = *candidate;
    let decision = judge_known(&known_item, &known.known, story, state, text, siblings);
    candidate.known = Some(known);
    Ok(decision)
}

/// An item under a new guid and link.
pub(super) fn decide_renamed(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    item: &ItemRow,
    story: i64,
) -> Result<Decision, StoreError> {
    candidate.item = Some(item.clone());
    let decision = decide_known(context, candidate, item, story, 0)?;
    Ok(match decision {
        Decision::Update { because } => Decision::Update {
            because: format!(
                "{because}; it stands under a new guid or link, in the place of {}",
                item.entry
            ),
        },
        Decision::New { .. }
        | Decision::Copy { .. }
        | Decision::Unchanged { .. }
        | Decision::Withdrawn { .. } => decision,
    })
}

pub(super) fn known_item(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    item: &ItemRow,
) -> Result<KnownItem, StoreError> {
    Ok(KnownItem {
        state: item.state,
        claimed_at: item.claimed_at,
        state_seen: state_seen(context.tx, item.id, candidate.state)?
            || match candidate.printed {
                Some(printed) => state_seen(context.tx, item.id, printed)?,
                None => false,
            },
        same_as_received: item.received == candidate.story.received,
        is_first: item.is_first,
    })
}

/// How the candidate's text compares with what `known` had. Word by word, which is costly, only where the verdict
/// `weighs` that.
pub(super) fn match_text(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    known: &StoryRow,
    weighs: bool,
) -> Result<TextMatch, StoreError> {
    let story = candidate.story;
    let words = known.known.words;
    let all = Growth { words, words_known: words, of_known: 1.0, is_insert: false };
    if candidate.item.as_ref().is_some_and(|item| item.state == candidate.state) {
        return Ok(TextMatch {
            same: true,
            is_newest: true,
            repeats: Repeats::HeadlineAndText,
            growth: all,
            counts_higher: false,
            score: 1.0,
        });
    }
    let version = version_with_text(context.tx, known.id, candidate.text)?;
    let same = version.is_some();
    let is_newest = version.is_some_and(|version| version >= known.version);
    let text = compared_text(story);
    let headline = story.headline.as_deref().unwrap_or_default();
    let repeats = match (headline == known.headline, text == known.body) {
        (true, true) => Repeats::HeadlineAndText,
        (true, false) => Repeats::Headline,
        (false, _) => Repeats::Neither,
    };
    if same || !weighs {
        let growth = Growth { words: count_folded_words(&text), ..all };
        let counts_higher = false;
        return Ok(TextMatch { same, is_newest, repeats, growth, counts_higher, score: 1.0 });
    }
    let leader = leading_item(context.tx, known.id)?;
    let counts_higher = likeness::counts_higher(story, known, leader.as_ref());
    let score = relatedness(&known.headline, &known.body, headline, &text);
    let growth = Growth::from(&likeness::compare_texts(context, &text, &known.body));
    Ok(TextMatch { same, is_newest, repeats, growth, counts_higher, score })
}
