//! Alerts: what an agency says of its news in a line, minutes before its text. The text has other words.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::Context;
use super::kill::agency;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::shingle::{Text, Word, headline_words};
use crate::dedup::wordclass::WordKind;
use crate::model::{PubStatus, Story};
use crate::store::StoreError;
use crate::store::story::{ALERT_WORDS_MAX, Bulletin, StoryRow, story as read_story};

/// The text follows its alert within so many hours.
pub(super) const HOURS_MAX: i64 = 6;

/// Words of a text, its headline among them, in which all stands that the alert said.
const HEAD_WORDS: usize = 90;

/// Telling words of an alert's headline and text, fewest of each together, and three quarters of them stand in the head.
const TELLING_MIN: usize = 5;

/// An alert, and its words once a text is held to it.
pub(super) struct Alert {
    known: Bulletin,
    said: OnceCell<Said>,
}

impl Alert {
    pub(super) fn new(known: Bulletin) -> Self {
        Self { known, said: OnceCell::new() }
    }

    fn said(&self) -> &Said {
        self.said.get_or_init(|| Said::new(&self.known.headline, &self.known.text))
    }
}

/// The alert, of the feed itself or of the agency that wrote the story, that the story goes on with: every name and figure of
/// it, and nearly all that it says, stands in headline and lead.
pub(super) fn told_before(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    // A background piece speaks of the news as well.
    if story.status == PubStatus::Canceled || !story.genres.is_empty() {
        return Ok(None);
    }
    let Some(dated) = story.claimed_at() else { return Ok(None) };
    let head = OnceCell::new();
    for alert in context.bulletins.alerts(context)?.iter() {
        let known = &alert.known;
        let is_live = known.version > 0 && known.status == PubStatus::Usable;
        let follows = known.version_created.is_some_and(|before| {
            dated >= before && dated.duration_since(before).as_hours() < HOURS_MAX
        });
        // A line may be too short to tell its language.
        let languages = known.language.as_ref().zip(story.language.as_ref());
        if !is_live || !follows || languages.is_some_and(|(a, b)| a != b) {
            continue;
        }
        let writer = story.sources.writer().zip(agency(&known.sources));
        let is_its_agencys = writer.is_some_and(|(of, by)| of.eq_ignore_ascii_case(by));
        if known.feed != context.batch.feed.as_str() && !is_its_agencys {
            continue;
        }
        let head = head.get_or_init(|| {
            Head::new(story.headline.as_deref().unwrap_or_default(), &compared_text(story))
        });
        if goes_on_with(alert.said(), head) {
            return read_story(context.tx, known.story).map(Some);
        }
    }
    Ok(None)
}

/// What an alert says.
struct Said {
    words: usize,
    /// Names and figures.
    pinned: Vec<u64>,
    telling: HashSet<u64>,
    headline: Vec<u64>,
    /// Of its headline.
    stems: HashSet<u64>,
}

impl Said {
    fn new(headline: &str, text: &str) -> Self {
        let said = Text::new(if text.is_empty() { headline } else { text });
        let line = Text::new(headline);
        let is_pinned = |word: &&Word| word.is_name() || word.kind == WordKind::Number;
        let all = line.words.iter().chain(&said.words);
        Self {
            words: said.words.len(),
            pinned: said.words.iter().filter(is_pinned).map(|word| word.hash).collect(),
            telling: all.filter(|word| word.names).map(|word| word.stem).collect(),
            headline: headline_words(headline),
            stems: line.words.iter().map(|word| word.stem).collect(),
        }
    }
}

/// A story's headline and the beginning of its text.
struct Head {
    words: usize,
    said: HashSet<u64>,
    headline: Vec<u64>,
    /// The first telling word of the headline.
    begins: Option<u64>,
}

impl Head {
    fn new(headline: &str, text: &str) -> Self {
        let (line, text) = (Text::new(headline), Text::new(text));
        let lead = line.words.iter().chain(text.words.iter().take(HEAD_WORDS));
        Self {
            words: text.words.len(),
            said: lead.flat_map(|word| [word.hash, word.stem]).collect(),
            headline: headline_words(headline),
            begins: line.words.iter().find(|word| word.names).map(|word| word.stem),
        }
    }
}

/// Whether a headline and text say all that an alert said, and more.
fn goes_on_with(alert: &Said, entry: &Head) -> bool {
    if alert.words > ALERT_WORDS_MAX || entry.words <= alert.words {
        return false;
    }
    let found = alert.telling.iter().filter(|word| entry.said.contains(word)).count();
    !alert.pinned.is_empty()
        && alert.pinned.iter().all(|word| entry.said.contains(word))
        && alert.telling.len() >= TELLING_MIN
        && found * 4 >= alert.telling.len() * 3
        && is_headed_alike(alert, entry)
}

/// Half of the words of the shorter headline are in both, no fewer than are the entry's own, and it begins with one of the
/// alert's: what others say of the news, and what comes of it, tells that first ("Crown jumps as bank raises rate").
fn is_headed_alike(alert: &Said, entry: &Head) -> bool {
    let (ours, theirs) = (&alert.headline, &entry.headline);
    let agreeing = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
    agreeing >= 2
        && agreeing * 2 >= ours.len().min(theirs.len())
        && agreeing * 2 >= theirs.len()
        && entry.begins.is_some_and(|first| alert.stems.contains(&first))
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
            let found = goes_on_with(&Said::new(alert.0, alert.1), &Head::new(headline, text));
            assert_eq!(found, expected, "{headline} {text}");
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
