//! Which story a kill speaks of that says no more of it than its headline or its slug.

use std::cell::{Cell, RefCell};
use std::iter::once;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

mod early;

use super::Context;
use crate::dedup::fingerprint::compared_text;
use crate::dedup::fold::fold_words;
use crate::model::{PubStatus, Sources, Story};
use crate::store::StoreError;
pub(super) use early::killed_before;

use crate::store::story::{
    NamedStory, StoryRow, feed_names, originator_names, story as read_story,
};

/// Items of a feed that a kill may speak of by name: the last ones, as many as a desk sends in some days (P5).
const KILLABLE_MAX: i64 = 1_000;

/// Stories of all feeds among which those are looked for that others reprinted: the last ones, some days of many feeds.
const REPRINTED_MAX: i64 = 5_000;

/// Kills of a batch that are looked up by name; a desk sends a few a day.
const LOOKUPS_MAX: u32 = 50;

/// Fewest words of a headline that name one story alone.
const HEADLINE_WORDS_MIN: usize = 4;

/// Words and letters of a slug that is more than a topic (`pier`, `US-election`).
const SLUG_WORDS_MIN: usize = 2;
const SLUG_LETTERS_MIN: usize = 10;

/// Characters of a kill's text that are read: notes are short, and texts that are repeated were compared before.
const NOTE_CHARS_MAX: usize = 4_000;

/// What the kills of one batch may speak of, read with the first of them and again once the batch brought more.
#[derive(Default)]
pub(super) struct Killable {
    names: RefCell<Option<Arc<Names>>>,
    lookups: Cell<u32>,
}

impl Killable {
    fn names(&self, context: &Context<'_>) -> Result<Arc<Names>, StoreError> {
        if let Some(known) = self.names.borrow().as_ref() {
            return Ok(Arc::clone(known));
        }
        let feed = context.batch.feed.as_str();
        let known = Arc::new(folded(feed_names(context.tx, feed, KILLABLE_MAX)?));
        Ok(Arc::clone(self.names.borrow_mut().insert(known)))
    }

    /// A version of a story was written.
    pub(super) fn forget(&self) {
        self.names.replace(None);
    }
}

/// Stories and their names, folded, between spaces; what is too short to name one story alone is left out.
struct Names {
    now: Vec<(i64, String)>,
    /// Headlines of their earlier versions.
    earlier: Vec<(i64, String)>,
}

fn folded(stories: Vec<NamedStory>) -> Names {
    let (mut known, mut before) = (Vec::new(), Vec::new());
    for NamedStory { story, headline, slug, earlier } in stories {
        let headline = headline.and_then(|headline| telling_name(&headline));
        let earlier = earlier.iter().filter_map(|headline| telling_name(headline));
        before.extend(earlier.map(|name| (story, format!(" {name} "))));
        let slug = slug.map(|slug| fold_words(&slug)).filter(|slug| {
            slug.split(' ').count() >= SLUG_WORDS_MIN && slug.chars().count() >= SLUG_LETTERS_MIN
        });
        let names = headline.into_iter().chain(slug).map(|name| (story, format!(" {name} ")));
        known.extend(names);
    }
    Names { now: known, earlier: before }
}

/// A headline, folded, where it names one story alone.
fn telling_name(headline: &str) -> Option<String> {
    let folded = fold_words(headline);
    (folded.split(' ').count() >= HEADLINE_WORDS_MIN).then_some(folded)
}

/// Who printed a kill, where that is the agency itself: it may speak of what others reprinted of it.
fn agency(sources: &Sources) -> Option<&str> {
    let printed = sources.publisher.as_ref().or(sources.originator.as_ref());
    printed.filter(|_| !sources.is_reprint()).map(|printed| printed.name.as_str())
}

/// The story of the feed, or of others that name its agency as who wrote it, whose whole headline or slug, or else the
/// headline of an earlier version, stands in a kill, where it is the only one: many a kill says no more of its story than
/// that (edge case 55). A slug that several stories carry names none of them.
pub(super) fn killed_by_name(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    let lookups = context.killable.lookups.get();
    if story.status != PubStatus::Canceled || lookups >= LOOKUPS_MAX {
        return Ok(None);
    }
    context.killable.lookups.set(lookups + 1);
    let mut named = named_now_or_before(story, &*context.killable.names(context)?);
    if let (true, Some(agency)) = (named.is_empty(), agency(&story.sources)) {
        let reprinted = folded(originator_names(context.tx, agency, REPRINTED_MAX)?);
        named = named_now_or_before(story, &reprinted);
    }
    let [only] = named.as_slice() else { return Ok(None) };
    let known = read_story(context.tx, *only)?;
    Ok(Some(known).filter(|known| known.known.status != PubStatus::Canceled))
}

fn named_now_or_before(story: &Story, names: &Names) -> Vec<i64> {
    let named = named_in(story, &names.now);
    if named.is_empty() { named_in(story, &names.earlier) } else { named }
}

/// The one story that has the very headline of this one, or had it in an earlier version.
pub(super) fn named_exactly(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<i64>, StoreError> {
    let lookups = context.killable.lookups.get();
    let headline = story.headline.as_deref().and_then(telling_name);
    let Some(headline) = headline.filter(|_| lookups < LOOKUPS_MAX) else { return Ok(None) };
    context.killable.lookups.set(lookups + 1);
    let headline = format!(" {headline} ");
    let among = |names: &Names| {
        let of = |names: &[(i64, String)]| {
            let mut ids: Vec<i64> =
                names.iter().filter(|(_, name)| *name == headline).map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let now = of(&names.now);
        if now.is_empty() { of(&names.earlier) } else { now }
    };
    let mut named = among(&*context.killable.names(context)?);
    if let (true, Some(agency)) = (named.is_empty(), agency(&story.sources)) {
        named = among(&folded(originator_names(context.tx, agency, REPRINTED_MAX)?));
    }
    Ok(if let [only] = named.as_slice() { Some(*only) } else { None })
}

/// Those of `names` that a kill names as dead, in its titles or else in its text.
fn named_in(story: &Story, names: &[(i64, String)]) -> Vec<i64> {
    let mut named = Named::default();
    for title in [&story.headline, &story.slugline].into_iter().flatten() {
        named.read(title, names);
    }
    if named.stories.is_empty() {
        let text = compared_text(story);
        let note = story.ed_note.as_deref().unwrap_or_default().chars();
        let note: String =
            note.chain(once('\n')).chain(text.chars()).take(NOTE_CHARS_MAX).collect();
        named.read(&note, names);
    }
    named.stories
}

/// The stories that a kill names as dead.
#[derive(Default)]
struct Named {
    stories: Vec<i64>,
    /// The substitute was spoken of: what comes after may be its name.
    substitute: bool,
}

impl Named {
    fn read(&mut self, text: &str, names: &[(i64, String)]) {
        for sentence in sentences(text) {
            if self.substitute {
                return;
            }
            let sentence = format!(" {} ", fold_words(&sentence));
            let mut rest = sentence.clone();
            let mut here = Vec::new();
            for (id, name) in names.iter().filter(|(_, name)| sentence.contains(name.as_str())) {
                rest = rest.replace(name.as_str(), " ");
                here.push(*id);
            }
            if speaks_of_a_substitute(&rest) {
                self.substitute = true;
                return;
            }
            for id in here {
                if !self.stories.contains(&id) {
                    self.stories.push(id);
                }
            }
        }
    }
}

/// Sentences of each line; initials, as in "U.S. Senate", end none.
fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.split('\n') {
        let mut sentence = String::new();
        for part in line.unicode_sentences() {
            sentence.push_str(part);
            let last = part.split_whitespace().next_back().unwrap_or_default();
            let initials = last.strip_suffix('.').is_some_and(|word| {
                word.split('.').all(|letters| letters.chars().nth(1).is_none())
            });
            if !initials {
                all.push(std::mem::take(&mut sentence));
            }
        }
        all.push(sentence);
    }
    all
}

/// Whether folded words tell what to print in the place of a story. "Do not use" is said of the dead one.
fn speaks_of_a_substitute(folded: &str) -> bool {
    let mut before = "";
    folded.split_whitespace().any(|word| {
        let forbidden = matches!(before, "not" | "dont" | "never");
        before = word;
        word == "instead"
            || (word == "use" && !forbidden)
            || word.starts_with("substitut")
            || word.starts_with("replac")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Edge case 55.
    #[test]
    fn a_kill_names_the_dead_story_and_not_its_substitute() {
        let headlines =
            [(1, " harbour council votes on new berth "), (2, " us senate votes to use old pier ")]
                .map(|(id, headline)| (id, headline.to_owned()));
        let table = [
            ("Kill the story Harbour council votes on new berth. A substitute follows.", vec![1]),
            ("Do not use Harbour council votes on new berth.", vec![1]),
            ("Kill: US Senate votes to use old pier", vec![2]),
            ("Kill pier fire. Use instead the story Harbour council votes on new berth.", vec![]),
            ("Kill pier fire. Use instead:\nHarbour council votes on new berth", vec![]),
            ("Harbour council votes on new berth replaces the pier fire.", vec![]),
            ("Harbour council votes on new berth is the substitute.", vec![]),
        ];
        for (note, expected) in table {
            let mut named = Named::default();
            named.read(note, &headlines);
            assert_eq!(named.stories, expected, "{note}");
        }
        assert_eq!(sentences("The U.S. Senate votes. It ends.").len(), 3);
    }
}
