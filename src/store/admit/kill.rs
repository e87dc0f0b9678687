//! Which story a kill speaks of that says no more of it than its headline or its slug.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

mod early;
mod naming;
mod parts;

use super::Context;
use crate::dedup::fingerprint::compared_text;
use crate::model::{OF_PARTS, PubStatus, Sources, Story};
use crate::store::StoreError;
pub(super) use early::{Early, HOURS_MAX as EARLY_HOURS_MAX, killed_before};
use naming::{NamedBy, Said, short_headline, telling_headline, telling_slug};
pub(super) use parts::with_parts;

use crate::store::story::{
    NamedStory, StoryRow, feed_names, leading_item, originator_names, story as read_story,
};

/// Items of a feed that a kill may speak of by name: the last ones, as many as a desk sends in some days (P5).
const KILLABLE_MAX: i64 = 1_000;

/// Stories of all feeds among which those are looked for that others reprinted: the last ones, some days of many feeds.
const REPRINTED_MAX: i64 = 5_000;

/// Kills of a batch that are looked up by name, and as many notices of corrections; a desk sends a few a day.
const LOOKUPS_MAX: u32 = 50;

/// Between a kill and the story that a short headline names.
const SHORT_SPAN_MAX: SignedDuration = SignedDuration::from_hours(48);

/// Stories that a warning names.
const TOLD_MAX: usize = 4;

/// What the kills of one batch may speak of, read with the first of them and again once the batch brought more.
#[derive(Default)]
pub(super) struct Killable {
    names: RefCell<Option<Arc<Names>>>,
    kills: Lookups,
    notices: Lookups,
}

/// How many were wanted.
#[derive(Default)]
struct Lookups(Cell<u32>);

impl Lookups {
    /// Whether one more may be done.
    fn take(&self) -> bool {
        self.0.set(self.0.get().saturating_add(1));
        !self.are_spent()
    }

    /// The last one was not done.
    fn are_spent(&self) -> bool {
        self.0.get() > LOOKUPS_MAX
    }
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

/// Stories and their names, folded; what is too short to name one story alone is left out.
#[derive(Default)]
struct Names {
    now: Vec<(i64, String)>,
    /// Headlines of their earlier versions.
    earlier: Vec<(i64, String)>,
    /// Of items that carry another feed's copy.
    carried: Vec<(i64, String, Writer)>,
    /// Headlines that name one story of some days, each with its date.
    short: Vec<(i64, String, Timestamp)>,
}

/// Who wrote a story, and as what that is printed.
#[derive(Clone)]
struct Writer {
    name: String,
    printed: Option<String>,
}

fn folded(stories: Vec<NamedStory>) -> Names {
    let mut names = Names::default();
    for named in stories {
        let headline = named.headline.as_deref().and_then(telling_headline);
        let slug = named.slug.as_deref().and_then(telling_slug);
        let own = headline.into_iter().chain(slug);
        if !named.is_carried {
            let earlier = named.earlier.iter().filter_map(|headline| telling_headline(headline));
            names.earlier.extend(earlier.map(|name| (named.story, name)));
            let short = named.headline.as_deref().and_then(short_headline).zip(named.dated);
            names.short.extend(short.map(|(name, dated)| (named.story, name, dated)));
            names.now.extend(own.map(|name| (named.story, name)));
        } else if let Some(name) = named.originator {
            let writer = Writer { name, printed: named.printed };
            names.carried.extend(own.map(|name| (named.story, name, writer.clone())));
        }
    }
    names
}

impl Names {
    /// The stories that are named: under what they are called now, else under what they were called, else those that
    /// the feed only carries, whose writers speak.
    fn find(
        &self,
        is_named: impl Fn(&str) -> Option<NamedBy>,
        speaks: impl Fn(&Writer) -> bool,
    ) -> Vec<Found> {
        let carried = self.carried.iter().filter(|(_, _, of)| speaks(of));
        let carried: Vec<(i64, &str)> = carried.map(|(id, name, _)| (*id, name.as_str())).collect();
        let pairs = |names: &'_ [(i64, String)]| {
            let found = named(names.iter().map(|(id, name)| (*id, name.as_str())), &is_named);
            (!found.is_empty()).then_some(found)
        };
        pairs(&self.now)
            .or_else(|| pairs(&self.earlier))
            .unwrap_or_else(|| named(carried.into_iter(), &is_named))
    }

    /// Those of the days around a kill whose short headline is its own.
    fn find_short(&self, kill: &Story, at: Timestamp) -> Vec<Found> {
        let said = Said::new(kill.headline.as_deref(), None, "");
        let is_near = |dated: Timestamp| dated.duration_since(at).abs() <= SHORT_SPAN_MAX;
        let near =
            self.short.iter().filter(|(_, name, dated)| is_near(*dated) && said.is_headed(name));
        near.map(|(story, name, _)| Found { story: *story, name: name.clone() }).collect()
    }
}

/// A story, and a folded name of it that stands in a kill or notice.
struct Found {
    story: i64,
    name: String,
}

/// The stories of `names` that are named, by titles where any is named so.
fn named<'n>(
    names: impl Iterator<Item = (i64, &'n str)>,
    is_named: &impl Fn(&str) -> Option<NamedBy>,
) -> Vec<Found> {
    let found: Vec<(i64, &str, NamedBy)> =
        names.filter_map(|(id, name)| Some((id, name, is_named(name)?))).collect();
    let by_title = found.iter().any(|(_, _, by)| *by == NamedBy::Titles);
    let counts = |by: NamedBy| !by_title || by == NamedBy::Titles;
    let found = found.into_iter().filter(|(_, _, by)| counts(*by));
    found.map(|(story, name, _)| Found { story, name: name.to_owned() }).collect()
}

fn stories_of(found: &[Found]) -> Vec<i64> {
    let mut ids: Vec<i64> = found.iter().map(|found| found.story).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The stories that are dead: the only one that is named, or of several each that a sentence kills under a name that no
/// other has, and that is no part of another's.
fn dead(found: &[Found], said: &Said) -> Vec<i64> {
    let ids = stories_of(found);
    if ids.len() < 2 {
        return ids;
    }
    let is_its_own = |one: &Found| {
        let whole = format!(" {} ", one.name);
        let others = found.iter().filter(|other| other.story != one.story);
        others.into_iter().all(|other| !format!(" {} ", other.name).contains(&whole))
    };
    let killed = |id: &i64| {
        found.iter().any(|one| one.story == *id && said.kills(&one.name) && is_its_own(one))
    };
    ids.into_iter().filter(killed).collect()
}

/// Who printed a kill, where that is the agency itself: it may speak of what others reprinted of it.
pub(super) fn agency(sources: &Sources) -> Option<&str> {
    let printed = sources.publisher.as_ref().or(sources.originator.as_ref());
    let printed = printed.filter(|_| !sources.is_reprint()).map(|printed| printed.name.as_str());
    sources.owner.as_deref().or(printed)
}

/// Whether a word on what another wrote is that one's own: in its feed, or in its name.
fn speaks_for(sources: &Sources, writer: &Writer) -> bool {
    let names = [agency(sources), sources.writer()];
    names.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(&writer.name))
}

/// The stories that a kill names.
pub(super) struct Killed {
    pub(super) known: StoryRow,
    /// Others that it kills as well.
    pub(super) also: Vec<StoryRow>,
}

/// The story of the feed, or of others that name its agency as who wrote it, whose whole headline or slug, or else the
/// headline of an earlier version, stands in a kill, where it is the only one: many a kill says no more of its story than
/// that (edge case 55). A slug that several stories carry names none of them; of several names each is killed.
pub(super) fn killed_by_name(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<Killed>, StoreError> {
    if story.status != PubStatus::Canceled || !context.killable.kills.take() {
        return Ok(None);
    }
    let said = said(story);
    let mut living = Vec::new();
    for id in dead(&found_in_kill(context, story, &said)?, &said) {
        let known = read_story(context.tx, id)?;
        if known.known.status != PubStatus::Canceled && is_heard(context, &known, story)? {
            living.push(known);
        }
    }
    let mut living = living.into_iter();
    Ok(living.next().map(|known| Killed { known, also: living.collect() }))
}

fn said(kill: &Story) -> Said {
    let titles = [&kill.headline, &kill.slugline].into_iter().flatten();
    Said::new(titles.map(String::as_str), kill.ed_note.as_deref(), &compared_text(kill))
}

/// All stories whose names stand in a kill, of the feed, or else of its agency in others' reprints.
fn found_in_kill(
    context: &Context<'_>,
    kill: &Story,
    said: &Said,
) -> Result<Vec<Found>, StoreError> {
    let tells = |writer: &Writer| {
        let names = [Some(writer.name.as_str()), writer.printed.as_deref()];
        names.into_iter().flatten().any(|name| said.tells_of_a_kill_by(name))
    };
    let found = find_named(context, kill, |name| said.names(name), tells)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let at = kill.claimed_at().unwrap_or(context.batch.fetched_at);
    Ok(context.killable.names(context)?.find_short(kill, at))
}

/// The one story that has the very headline of this one, or had it in an earlier version.
pub(super) fn named_exactly(
    context: &Context<'_>,
    story: &Story,
) -> Result<Option<StoryRow>, StoreError> {
    let headline = story.headline.as_deref().and_then(telling_headline);
    let Some(headline) = headline.filter(|_| context.killable.notices.take()) else {
        return Ok(None);
    };
    let is_named = |name: &str| (name == headline).then_some(NamedBy::Titles);
    let found = find_named(context, story, is_named, |_| false)?;
    let [only] = stories_of(&found)[..] else { return Ok(None) };
    let known = read_story(context.tx, only)?;
    let is_heard = is_heard(context, &known, story)?;
    Ok(Some(known).filter(|_| is_heard))
}

/// The stories that are named, of the feed, or else of its agency in others' reprints. `tells`: the story says of a writer
/// that it did this.
fn find_named(
    context: &Context<'_>,
    story: &Story,
    is_named: impl Fn(&str) -> Option<NamedBy>,
    tells: impl Fn(&Writer) -> bool,
) -> Result<Vec<Found>, StoreError> {
    let sources = &story.sources;
    let speaks = |writer: &Writer| speaks_for(sources, writer) || tells(writer);
    let found = context.killable.names(context)?.find(&is_named, speaks);
    match agency(sources) {
        Some(agency) if found.is_empty() => {
            let reprinted = folded(originator_names(context.tx, agency, REPRINTED_MAX)?);
            Ok(reprinted.find(&is_named, speaks))
        }
        Some(_) | None => Ok(found),
    }
}

/// What a kill was taken to speak of, where no such story was found, for those who must look for it.
pub(super) fn looked_for(context: &Context<'_>, story: &Story) -> Result<String, StoreError> {
    let sources = &story.sources;
    let mut told = Vec::new();
    let quoted = |names: &mut dyn Iterator<Item = &String>| {
        names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
    };
    let items = || story.identity.previous.iter().filter(|name| !name.ends_with(OF_PARTS));
    if items().next().is_some() {
        let names = quoted(&mut items());
        told.push(format!("no item of the feed is called {names}"));
    }
    if context.killable.kills.are_spent() {
        told.push(format!(
            "no headline was looked for: the document had {LOOKUPS_MAX} kills before it that were"
        ));
        return Ok(told.join("; "));
    }
    let titles = quoted(&mut [&story.headline, &story.slugline].into_iter().flatten());
    let whose = agency(sources).map_or_else(String::new, |agency| format!(" or of {agency}"));
    let said = said(story);
    let found = stories_of(&found_in_kill(context, story, &said)?);
    if !found.is_empty() {
        told.push(named_in_vain(context, &found)?);
    } else if !titles.is_empty() {
        told.push(format!(
            "no story of the feed{whose} alone is called by {titles}, or in the text"
        ));
    }
    let names = context.killable.names(context)?;
    let carried = names.carried.iter().find(|(_, name, _)| said.names(name).is_some());
    if let Some((id, _, writer)) = carried {
        let known = read_story(context.tx, *id)?;
        told.push(format!(
            "an item of the feed that is called so is a copy of {}, which {} wrote: where that is whose feed it is, \
             publisher = {:?} in its [[feed]] says so",
            known.uri, writer.name, writer.name
        ));
    }
    Ok(told.join("; "))
}

/// Why no story was killed, though some are called by what a kill says.
fn named_in_vain(context: &Context<'_>, found: &[i64]) -> Result<String, StoreError> {
    let mut living = Vec::new();
    for id in found {
        let known = read_story(context.tx, *id)?;
        if known.known.status != PubStatus::Canceled {
            living.push(known.uri);
        }
    }
    Ok(match living.as_slice() {
        [] => "what is called so is canceled already".to_owned(),
        [only] if found.len() == 1 => format!("{only} is called so, and is another's to kill"),
        several => {
            let named: Vec<&str> = several.iter().take(TOLD_MAX).map(String::as_str).collect();
            let named = named.join(", ");
            format!(
                "{} stories are called so, and it does not say which is dead: {named}",
                found.len()
            )
        }
    })
}

/// What stands as its originator printed it is killed and corrected by the originator alone, or in the same feed.
fn is_heard(context: &Context<'_>, known: &StoryRow, story: &Story) -> Result<bool, StoreError> {
    let originator = known.known.originator.as_deref().filter(|_| known.known.is_original);
    let by = agency(&story.sources);
    if originator.is_none_or(|of| by.is_some_and(|by| by.eq_ignore_ascii_case(of))) {
        return Ok(true);
    }
    let leader = leading_item(context.tx, known.id)?;
    Ok(leader.is_some_and(|item| item.feed == context.batch.feed.as_str()))
}
