//! Kills that come before the story they kill: what papers print of it later stays dead.

use std::cell::OnceCell;

use jiff::SignedDuration;

use super::agency;
use super::naming::{Said, telling_headline, telling_slug};
use crate::model::{PubStatus, Story};
use crate::store::StoreError;
use crate::store::admit::Context;
use crate::store::story::{Bulletin, StoryRow, story as read_story};

/// A print comes within so many hours of the kill; later, and every month, the same headline stands above other news.
pub(in crate::store::admit) const HOURS_MAX: i64 = 24;

/// A kill that found no story, and its words once a print is held to them.
pub(in crate::store::admit) struct Early {
    kill: Bulletin,
    said: OnceCell<Said>,
}

impl Early {
    pub(in crate::store::admit) fn new(kill: Bulletin) -> Self {
        Self { kill, said: OnceCell::new() }
    }

    fn said(&self) -> &Said {
        let Bulletin { headline, slug, ed_note, text, .. } = &self.kill;
        let titles = [Some(headline.as_str()), slug.as_deref()].into_iter().flatten();
        self.said.get_or_init(|| Said::new(titles, ed_note.as_deref(), text))
    }
}

/// The kill, of the agency that wrote the story or of the feed itself, that came before it and says its whole headline.
/// What the agency sends under that headline after its kill is its own affair, and so is what it announces to send.
pub(in crate::store::admit) fn killed_before(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    let headline = story.headline.as_deref().and_then(telling_headline);
    let slug = story.slugline.as_deref().and_then(telling_slug);
    let names: Vec<String> = headline.into_iter().chain(slug).collect();
    if names.is_empty() || story.status == PubStatus::Canceled {
        return Ok(None);
    }
    let originator = story.sources.originator.as_ref().map(|by| by.name.as_str());
    let now = context.batch.fetched_at;
    for early in context.bulletins.kills(context)?.iter() {
        let kill = &early.kill;
        let by = agency(&kill.sources);
        let is_its_agency = originator.zip(by).is_some_and(|(of, by)| of.eq_ignore_ascii_case(by));
        let is_own = kill.feed == context.batch.feed.as_str()
            || by.is_some_and(|by| story.sources.is_printed_by(by));
        let dates = story.claimed_at().or(Some(now)).zip(kill.claimed_at);
        let is_earlier = dates.is_some_and(|(print, kill)| print <= kill);
        let is_soon = dates.is_some_and(|(print, kill)| {
            print.duration_since(kill) < SignedDuration::from_hours(HOURS_MAX)
        });
        if !(is_own || is_its_agency) || !is_soon || (is_own && !is_earlier) {
            continue;
        }
        let said = early.said();
        let is_dead = is_earlier || !said.announces_a_substitute();
        if is_dead && names.iter().any(|name| said.names(name).is_some()) {
            return read_story(context.tx, kill.story).map(Some);
        }
    }
    Ok(None)
}
