//! Alerts: what an agency says of its news in a line, minutes before its text. The text has other words.

use std::collections::HashSet;

use super::Context;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::shingle::{Text, headline_words};
use crate::dedup::wordclass::WordKind;
use crate::model::{PubStatus, Story};
use crate::store::story::{StoryRow, leading_item, short_alerts};
use crate::store::{HOUR_MS, StoreError, millis};

/// Alerts that are asked, the newest ones of all feeds (P5).
const ALERTS_MAX: i64 = 64;

/// Words of an alert, at most, as [`short_alerts`] has them, and the hours in which its text follows.
const ALERT_WORDS_MAX: usize = 60;
const HOURS_MAX: i64 = 6;

/// Words of a text, its headline among them, in which all stands that the alert said.
const HEAD_WORDS: usize = 90;

/// Telling words of an alert's headline and text, fewest of each together, and three quarters of them stand in the head.
const TELLING_MIN: usize = 5;

/// The feed's own alert that the story goes on with: every name and figure of it, and nearly all that it says, stands in
/// headline and lead.
pub(super) fn told_before(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    // A background piece speaks of the news as well.
    if story.status == PubStatus::Canceled || !story.genres.is_empty() {
        return Ok(None);
    }
    let Some(dated) = story.claimed_at() else { return Ok(None) };
    let since = millis(context.batch.fetched_at) - HOURS_MAX * HOUR_MS;
    for known in short_alerts(context.tx, since, ALERTS_MAX)? {
        let is_live = known.version > 0 && known.known.status == PubStatus::Usable;
        let follows = known.version_created.is_some_and(|before| {
            dated >= before && dated.duration_since(before).as_hours() < HOURS_MAX
        });
        // A line may be too short to tell its language.
        let languages = known.known.language.as_ref().zip(story.language.as_ref());
        if !is_live || !follows || languages.is_some_and(|(a, b)| a != b) {
            continue;
        }
        let leader = leading_item(context.tx, known.id)?;
        if leader.is_none_or(|item| item.feed != context.batch.feed.as_str()) {
            continue;
        }
        let alert = (known.headline.as_str(), known.body.as_str());
        let headline = story.headline.as_deref().unwrap_or_default();
        if goes_on_with(alert, (headline, &compared_text(story))) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Whether a headline and text say all that an alert said, and more.
fn goes_on_with(alert: (&str, &str), entry: (&str, &str)) -> bool {
    let said = Text::new(if alert.1.is_empty() { alert.0 } else { alert.1 });
    let text = Text::new(entry.1);
    if said.words.len() > ALERT_WORDS_MAX || text.words.len() <= said.words.len() {
        return false;
    }
    let head: HashSet<u64> = Text::new(entry.0)
        .words
        .iter()
        .chain(text.words.iter().take(HEAD_WORDS))
        .flat_map(|word| [word.hash, word.stem])
        .collect();
    let pinned: Vec<u64> = said
        .words
        .iter()
        .filter(|word| word.is_name() || word.kind == WordKind::Number)
        .map(|word| word.hash)
        .collect();
    let line = Text::new(alert.0);
    let telling: HashSet<u64> =
        line.words.iter().chain(&said.words).filter(|w| w.names).map(|w| w.stem).collect();
    let found = telling.iter().filter(|word| head.contains(word)).count();
    !pinned.is_empty()
        && pinned.iter().all(|word| head.contains(word))
        && telling.len() >= TELLING_MIN
        && found * 4 >= telling.len() * 3
        && is_headed_alike(alert.0, entry.0)
}

/// Half of the words of the shorter headline are in both, no fewer than are the entry's own, and it begins with one of the
/// alert's: what others say of the news, and what comes of it, tells that first ("Crown jumps as bank raises rate").
fn is_headed_alike(alert: &str, headline: &str) -> bool {
    let (ours, theirs) = (headline_words(alert), headline_words(headline));
    let agreeing = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
    let stems: HashSet<u64> = Text::new(alert).words.iter().map(|word| word.stem).collect();
    let begins = Text::new(headline).words.iter().find(|word| word.names).map(|word| word.stem);
    agreeing >= 2
        && agreeing * 2 >= ours.len().min(theirs.len())
        && agreeing * 2 >= theirs.len()
        && begins.is_some_and(|first| stems.contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_with_the_alert_of_its_own_news_and_with_no_other() {
        let alert = (
            "Ferry sinks off Norhaven, at least 11 dead - coast guard",
            "A ferry has sunk off the port of Norhaven, killing at least 11 people, the coast guard says.",
        );
        let check = |headline: &str, text: &str, expected| {
            assert_eq!(goes_on_with(alert, (headline, text)), expected, "{headline} {text}");
        };
        let text = "A ferry with more than 200 people aboard sank in high waves off the port of Norhaven on Sunday, killing at least 11 people, the coast guard said. More soon.";
        check("Ferry sinks off Norhaven, killing at least 11", text, true);
        check("Ferry sinks off Norhaven, killing at least 14", &text.replace("11", "14"), false);
        check(
            "Ferry sinks off Lyme Quay, killing 11",
            &text.replace("Norhaven", "Lyme Quay"),
            false,
        );
        check("What we know of ships in winter", text, false);
        check("Shares fall as ferry sinks off Norhaven, 11 dead", text, false);
        check(
            "Ferry sinks off Norhaven",
            "The port of Norhaven was shut by a storm on Sunday, and a ferry stayed in.",
            false,
        );
        check(alert.0, alert.1, false);
    }
}
