//! Texts of a few words that another paper printed word for word under a headline of its own.

use super::Context;
use super::candidate::Candidate;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::shingle::{Text, Word, headline_words};
use crate::dedup::wordclass::WordKind;
use crate::model::PubStatus;
use crate::store::StoreError;
use crate::store::story::{StoryRow, leading_item, stories_with_text};

/// What is printed again comes within so many hours.
const HOURS_MAX: i64 = 72;

/// Names and figures that make a few words one piece of news; what papers print under every story has hardly any.
const NAMES_MIN: usize = 2;

/// Stories of one text that are looked at, the first ones (P5).
const STORIES_MAX: i64 = 8;

/// The only story of another feed that has the very text, of those whose headlines speak of what stands in it, as the
/// entry's does: what papers print it under otherwise changes nothing, in whatever order they come.
pub(super) fn printed_elsewhere(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
) -> Result<Option<StoryRow>, StoreError> {
    let story = candidate.story;
    let Some(brief) = candidate.brief.filter(|_| story.status != PubStatus::Canceled) else {
        return Ok(None);
    };
    let text = compared_text(story);
    let headline = story.headline.as_deref().unwrap_or_default();
    if !is_news_of(&text, headline) {
        return Ok(None);
    }
    let mut found = None;
    for known in stories_with_text(context.tx, brief, STORIES_MAX)? {
        let are_two = name_other_things((&text, headline), (&text, &known.headline));
        if are_two || !is_news_of(&text, &known.headline) {
            continue;
        }
        // A text that stands under several such headlines belongs to none of them.
        if found.is_some() {
            return Ok(None);
        }
        found = Some(known);
    }
    let Some(known) = found else { return Ok(None) };
    let Some(leader) = leading_item(context.tx, known.id)? else { return Ok(None) };
    let apart = story.claimed_at().zip(leader.claimed_at);
    let is_soon = apart.is_none_or(|(a, b)| a.duration_since(b).abs().as_hours() < HOURS_MAX);
    let is_others = leader.feed != context.batch.feed.as_str();
    Ok(Some(known).filter(|_| is_others && is_soon))
}

/// Whether a text names something, and a headline has a word of it.
fn is_news_of(text: &str, headline: &str) -> bool {
    let words = Text::new(text).words;
    let mut names: Vec<u64> = words
        .iter()
        .filter(|word| word.is_name() || word.kind == WordKind::Number)
        .map(|word| word.hash)
        .collect();
    names.sort_unstable();
    names.dedup();
    let told = headline_words(text);
    let mut said = headline_words(headline).into_iter();
    names.len() >= NAMES_MIN && said.any(|word| told.binary_search(&word).is_ok())
}

/// Whether each of two headlines has a name or figure that neither its text nor the other headline has: one forecast is
/// printed for two towns.
pub(super) fn name_other_things(one: (&str, &str), other: (&str, &str)) -> bool {
    let lines = [one, other].map(|(text, headline)| (Text::new(text), Text::new(headline)));
    let [(told, ours), (also_told, theirs)] = &lines;
    has_own_name(ours, [told, theirs]) && has_own_name(theirs, [also_told, ours])
}

fn has_own_name(headline: &Text, others: [&Text; 2]) -> bool {
    let pinned = |word: &&Word| word.is_name() || word.kind == WordKind::Number;
    let told = |word: &Word| {
        let mut words = others.iter().flat_map(|text| &text.words);
        words.any(|w| w.hash == word.hash || w.stem == word.stem)
    };
    !headline.words.iter().filter(pinned).all(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_papers_notice_is_no_news_under_any_headline() {
        let news = "A ferry has sunk off the port of Norhaven, killing at least 11 people, the coast guard says.";
        let notice = "This article is for subscribers only. Log in or take out a trial to go on reading it today.";
        let offer = "Readers of The Gazette pay 2 euros a week for all articles, and may leave whenever they like.";
        for (text, headline, expected) in [
            (news, "Ferry lost", true),
            (news, "Disaster at sea", false),
            (notice, "Subscribers march on city hall", false),
            (offer, "Ferry lost", false),
        ] {
            assert_eq!(is_news_of(text, headline), expected, "{text} {headline}");
        }
        for (one, other, expected) in [
            ("Ferry lost off Lyme Quay", "Ferry lost off Ansholm", true),
            ("Ferry lost off Lyme Quay", "Ferry sinks off Lyme Quay", false),
            ("Ferry lost off Lyme Quay", "Ferry lost off Norhaven", false),
            ("Ferry with 40 aboard lost", "Ferry with 50 aboard lost", true),
        ] {
            assert_eq!(name_other_things((news, one), (news, other)), expected, "{one} {other}");
        }
    }
}
