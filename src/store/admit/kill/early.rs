//! Kills that come before the story they kill: what papers print of it later stays dead.

use jiff::SignedDuration;

use super::{agency, sentences, speaks_of_a_substitute, telling_name};
use crate::dedup::fold::fold_words;
use crate::model::{PubStatus, Story};
use crate::store::admit::Context;
use crate::store::story::{StoryRow, kills_of_nothing, leading_item};
use crate::store::{HOUR_MS, StoreError, millis};

/// Kills that found no story and are asked for a print, the last ones: a desk sends a few a day (P5).
const KILLS_MAX: i64 = 50;

/// A print comes within so many hours of the kill; later, and every month, the same headline stands above other news.
const HOURS_MAX: i64 = 24;

/// Of a kill's text, in characters: it says at once what it kills (P5).
const TEXT_CHARS_MAX: usize = 4_000;

/// What a desk writes before the name of the story it kills.
const MARKERS: [&str; 22] = [
    "annulata",
    "annullata",
    "annule",
    "anulada",
    "article",
    "bc",
    "bulletin",
    "editors",
    "item",
    "kill",
    "killed",
    "mandatory",
    "note",
    "notice",
    "removed",
    "report",
    "retracted",
    "retraction",
    "story",
    "withdrawal",
    "withdrawn",
    "zurückgezogen",
];

/// The kill, of the agency that wrote the story or of the feed itself, that came before it and says its whole headline.
/// What the agency sends under that headline after its kill is its own affair, and so is what it announces to send.
pub(in crate::store::admit) fn killed_before(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    let headline = story.headline.as_deref().and_then(telling_name);
    let Some(headline) = headline.filter(|_| story.status != PubStatus::Canceled) else {
        return Ok(None);
    };
    let originator = story.sources.originator.as_ref().map(|by| by.name.as_str());
    let now = context.batch.fetched_at;
    let since = millis(now) - 2 * HOURS_MAX * HOUR_MS;
    for kill in kills_of_nothing(context.tx, since, KILLS_MAX)? {
        let is_its_agency = originator
            .zip(agency(&kill.sources))
            .is_some_and(|(of, by)| of.eq_ignore_ascii_case(by));
        let Some(leader) = leading_item(context.tx, kill.id)? else { continue };
        let is_own = leader.feed == context.batch.feed.as_str();
        let dates = story.claimed_at().or(Some(now)).zip(leader.claimed_at);
        let is_earlier = dates.is_some_and(|(print, kill)| print <= kill);
        let is_soon = dates.is_some_and(|(print, kill)| {
            print.duration_since(kill) < SignedDuration::from_hours(HOURS_MAX)
        });
        if !(is_own || is_its_agency) || !is_soon {
            continue;
        }
        let note = kill.ed_note.as_deref().unwrap_or_default();
        let told = [kill.headline.as_str(), note, kill.body.as_str()].join("\n");
        let told: String = told.chars().take(TEXT_CHARS_MAX).collect();
        let may_be_mended = is_own || announces_a_substitute(&told);
        if (is_earlier || !may_be_mended) && names(&kill.headline, &told, &headline) {
            return Ok(Some(kill));
        }
    }
    Ok(None)
}

/// Whether `headline`, folded, is what the kill's title says behind its markers, or what its text quotes.
fn names(title: &str, text: &str, headline: &str) -> bool {
    let title = fold_words(title);
    let mut rest = title.as_str();
    while let Some((_, behind)) = rest.split_once(' ').filter(|(w, _)| MARKERS.contains(w)) {
        if rest == headline {
            return true;
        }
        rest = behind;
    }
    let of_the_dead = sentences(text).into_iter().take_while(|sentence| !announces(sentence));
    let mut quoted = of_the_dead.flat_map(|sentence| {
        let marks = ['"', '“', '”', '„', '«', '»'];
        sentence.split(marks).skip(1).map(fold_words).collect::<Vec<_>>()
    });
    rest == headline || quoted.any(|quoted| quoted == headline)
}

/// Whether another text is to come in the story's place; most kills say that none will.
fn announces_a_substitute(text: &str) -> bool {
    sentences(text).iter().any(|sentence| announces(sentence))
}

fn announces(sentence: &str) -> bool {
    let folded = fold_words(sentence);
    let denies = folded.split(' ').any(|word| matches!(word, "no" | "not" | "without"));
    !denies && speaks_of_a_substitute(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_names_its_story_by_a_whole_headline_only() {
        let pier = "fire destroys old pier of halden";
        let check = |title: &str, text: &str, expected| {
            assert_eq!(names(title, text, pier), expected, "{title} {text}");
        };
        check("KILL: Fire destroys old pier of Halden", "", true);
        check("BC-KILL: Fire destroys old pier of Halden", "", true);
        check("WITHDRAWN-Fire destroys old pier of Halden", "", true);
        check("Fire destroys old pier of Halden", "", true);
        check(
            "BC-PIER, KILL",
            "Kill the story \"Fire destroys old pier of Halden\", please.",
            true,
        );
        check("BC-PIER, KILL", "Kill the story “Fire destroys old pier of Halden”.", true);
        check(
            "KILL",
            "Kill the fire. Use instead the story \"Fire destroys old pier of Halden\".",
            false,
        );
        check("KILL: Fire destroys old pier of Halden, two hurt", "", false);
        check("KILL: Old fire destroys old pier of Halden", "", false);
        check("KILL", "Kill the story of how fire destroys old pier of Halden.", false);
    }

    #[test]
    fn a_substitute_is_announced_or_denied() {
        for (text, expected) in [
            ("Please kill the story. A substitute follows.", true),
            ("Please kill the story. A replacement will be sent.", true),
            ("Please kill the story. There will be no substitute.", false),
            ("No replacement story will be issued.", false),
            ("Do not use the story.", false),
        ] {
            assert_eq!(announces_a_substitute(text), expected, "{text}");
        }
    }
}
