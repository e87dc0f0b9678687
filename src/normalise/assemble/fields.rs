//! Fields of a story that come straight from its entry: genres, subjects, notes, aliases.

use std::collections::BTreeSet;

use jiff::Timestamp;
use url::Url;

use crate::model::{Category, Date, Entry, Mentions, Named, Precision, Story, Subject, WireFields};
use crate::normalise::credits::Reading;
use crate::normalise::identity::bounded_id;
use crate::normalise::text::{clean_line, fold};
use crate::normalise::title::{self, Headline};

const SUBJECTS_MAX: usize = 100;
/// Of each kind.
const MENTIONS_MAX: usize = 100;
/// Notes of one story; each is looked for in the others.
const NOTES_MAX: usize = 32;
/// Characters of all notes together: editors read them.
const ED_NOTE_CHARS_MAX: usize = 4_000;
const OTHER_LINKS_MAX: usize = 20;
/// Further headlines, and further ids of a wire item.
const HEADLINES_MAX: usize = 10;
const WIRE_IDS_MAX: usize = 20;
/// A longer link is no permanent one, and as an alias it names nothing.
const OTHER_LINK_BYTES_MAX: usize = 2_048;

/// The wire's printed lines as any other text: no control characters (JSON and character references bring them in),
/// nothing invisible.
pub(super) fn clean_lines(wire: &WireFields) -> WireFields {
    let line = |field: &Option<String>| field.as_deref().map(clean_line);
    WireFields {
        byline: line(&wire.byline),
        dateline: line(&wire.dateline),
        located: line(&wire.located),
        credit: line(&wire.credit),
        providers: wire.providers.iter().map(|provider| clean_line(provider)).collect(),
        distributor: line(&wire.distributor),
        originator: line(&wire.originator),
        publisher: line(&wire.publisher),
        copyright_holder: line(&wire.copyright_holder),
        copyright_notice: line(&wire.copyright_notice),
        usage_terms: line(&wire.usage_terms),
        ..wire.clone()
    }
}

/// The point in time of a field, where it names one.
pub(super) fn instant(date: Option<&Date>) -> Option<Timestamp> {
    date.filter(|date| date.precision == Precision::Instant).and_then(|date| date.at)
}

/// Further headlines of the wire that say what the main one does not, once each.
pub(super) fn headlines(wire: Option<&WireFields>, main: &Headline) -> Vec<(String, String)> {
    let mut known = vec![fold(&main.text)];
    let mut headlines = Vec::new();
    for (role, text) in wire.map_or(&[][..], |wire| &wire.headlines).iter().take(HEADLINES_MAX) {
        let text = title::plain(text);
        let folded = fold(&text);
        if !folded.is_empty() && !known.contains(&folded) {
            known.push(folded);
            headlines.push((role.clone(), text));
        }
    }
    headlines
}

/// Genres of the wire and of the headline, once each.
pub(super) fn genres(wire: Option<&WireFields>, headline: &Headline) -> Vec<String> {
    let mut genres: Vec<String> = Vec::new();
    let of_wire = wire.map_or(&[][..], |wire| &wire.genres);
    for genre in of_wire.iter().chain(&headline.genres) {
        let genre = clean_line(genre);
        if !genre.is_empty() && !genres.iter().any(|known| known.eq_ignore_ascii_case(&genre)) {
            genres.push(genre);
        }
    }
    genres
}

/// RSS `source` with an address names the channel an item was taken over from. An organisation that is known was claimed
/// already; any other is told to editors, for nothing says whether it wrote the item or only passed it on.
pub(super) fn name_source(entry: &Entry, reading: &mut Reading) {
    let Some((name, url)) =
        entry.source.as_ref().and_then(|s| Some((s.title.as_ref()?, s.url.as_ref()?)))
    else {
        return;
    };
    let name = clean_line(name);
    let sources = &mut reading.sources;
    let roles = [&sources.originator, &sources.distributor, &sources.publisher];
    let is_known = roles.into_iter().flatten().any(|o| fold(&o.name) == fold(&name));
    let is_claimed = sources.evidence.iter().any(|(_, said)| said.contains(&name));
    if !name.is_empty() && !is_known && !is_claimed {
        sources.evidence.push(("source".to_owned(), format!("source element: {name}, {url}")));
        reading.ed_notes.push(format!("Taken over from {name} (source element)"));
    }
}

/// Categories as subjects, once each.
pub(super) fn subjects(entry: &Entry) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let mut known: BTreeSet<(String, Option<String>)> = BTreeSet::new();
    let names = entry.categories.iter().flat_map(|category| {
        let name = title::plain(&category.name);
        let names = if category.code.is_none() { listed(&name) } else { vec![name] };
        names.into_iter().map(move |name| (name, category))
    });
    for (name, category) in names.take(SUBJECTS_MAX) {
        let uri = concept_uri(category, entry.wire.is_some());
        let subject = Subject {
            literal: category
                .code
                .clone()
                .filter(|code| !code.is_empty() && uri.as_ref() != Some(code)),
            uri,
            name,
        };
        let code = subject.literal.clone().or_else(|| subject.uri.clone());
        let says_something = !subject.name.is_empty() || code.is_some();
        if says_something && known.insert((fold(&subject.name), code)) {
            subjects.push(subject);
        }
    }
    subjects
}

fn is_absolute(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|uri| uri.has_host() || uri.scheme() == "urn")
}

/// The organisations, places and events that the wire names, once each.
pub(super) fn mentions(wire: &WireFields) -> Option<Mentions> {
    let once = |all: &[Named]| {
        let mut kept: Vec<Named> = Vec::new();
        let mut known = BTreeSet::new();
        for named in all.iter().take(MENTIONS_MAX) {
            let text = |said: &Option<String>| {
                said.as_deref().map(clean_line).filter(|said| !said.is_empty())
            };
            let uri = named.uri.clone().filter(|uri| is_absolute(uri));
            let name = clean_line(&named.name);
            let literal = text(&named.literal).filter(|code| Some(code) != uri.as_ref());
            if !name.is_empty() && known.insert((fold(&name), literal.clone())) {
                kept.push(Named { name, rel: text(&named.rel), literal, uri });
            }
        }
        kept
    };
    let Mentions { organisations, places, events } = &wire.mentions;
    let kept =
        Mentions { organisations: once(organisations), places: once(places), events: once(events) };
    (kept != Mentions::default()).then_some(kept)
}

/// The URI of the concept itself (ninjs 3.1, `subjects`): its code is one, or its scheme ends in the code or is a prefix for
/// it, or the wire gives it beside a code. The address of a whole scheme names no subject.
fn concept_uri(category: &Category, of_wire: bool) -> Option<String> {
    let code = category.code.as_deref().filter(|code| !code.is_empty())?;
    if is_absolute(code) {
        return Some(code.to_owned());
    }
    let scheme = category.scheme.as_deref().filter(|uri| is_absolute(uri))?;
    let local = code.rsplit(':').next().unwrap_or(code);
    if scheme.ends_with(local) {
        return Some(scheme.to_owned());
    }
    if scheme.ends_with(['/', '#', '=', ':']) {
        let is_code = !local.contains(char::is_whitespace);
        return is_code.then(|| [scheme, local].concat());
    }
    of_wire.then(|| scheme.to_owned())
}

/// `Film,Interview,Music` is three subjects; a comma with a blank behind it may belong to a name ("Fox, Vixen & Co").
fn listed(name: &str) -> Vec<String> {
    let parts: Vec<&str> = name.split(',').collect();
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_list = parts.len() > 2
        && !parts.iter().any(|part| is_number(part))
        && parts.iter().skip(1).all(|part| part.starts_with(char::is_alphanumeric));
    if is_list { parts.into_iter().map(str::to_owned).collect() } else { vec![name.to_owned()] }
}

/// Every note to editors in one line: the wire's, the reason of a kill, the headline's and the text's.
pub(super) fn ed_note(
    wire: Option<&WireFields>,
    headline: &Headline,
    read: &[String],
    reason: Option<String>,
) -> Option<String> {
    let of_wire = wire.and_then(|wire| wire.ed_note.clone());
    let notes = of_wire
        .into_iter()
        .chain(reason)
        .chain(headline.notes.iter().cloned())
        .chain(read.iter().cloned());
    let mut kept: Vec<String> = Vec::new();
    for note in notes.take(NOTES_MAX) {
        let note: String = clean_line(&note).chars().take(ED_NOTE_CHARS_MAX).collect();
        if !note.is_empty() && !kept.iter().any(|known| known.contains(&note)) {
            kept.push(note);
        }
    }
    (!kept.is_empty()).then(|| kept.join("; ").chars().take(ED_NOTE_CHARS_MAX).collect())
}

impl Story {
    /// Every alias under which the entry is known.
    pub(super) fn with_alt_ids(mut self, entry: &Entry) -> Self {
        let wire = entry.wire.as_deref();
        let mut ids: Vec<(String, String)> = Vec::new();
        let mut add = |role: &str, value: Option<&str>| {
            let value = value.map(str::trim).filter(|value| !value.is_empty());
            if let Some(value) = value
                && !ids.iter().any(|(known, other)| known == role && other == value)
            {
                ids.push((role.to_owned(), value.to_owned()));
            }
        };
        let id = |value: Option<&str>| value.map(|id| bounded_id(id.trim()).into_owned());
        add("guid", id(entry.guid.as_deref()).as_deref());
        add("link", self.identity.link_printed.as_deref());
        add("canonical", self.identity.link.as_deref());
        let others = entry.other_links.iter().filter(|link| link.len() <= OTHER_LINK_BYTES_MAX);
        for link in others.take(OTHER_LINKS_MAX) {
            add("link", Some(link));
        }
        add("itemId", id(wire.and_then(|wire| wire.item_id.as_deref())).as_deref());
        add("version", id(wire.and_then(|wire| wire.version.as_deref())).as_deref());
        for (role, value) in wire.map_or(&[][..], |wire| &wire.alt_ids).iter().take(WIRE_IDS_MAX) {
            add(role, id(Some(value)).as_deref());
        }
        self.alt_ids = ids;
        self
    }
}
