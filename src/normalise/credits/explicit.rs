//! What stands in fields rather than in the text: wire fields, authors, rights, source. Explicit fields win.

use super::byline::{Byline, read_author};
use super::copyright::read_copyright;
use super::dateline::read_dateline_field;
use super::names::is_person;
use super::organisations::{Directory, organisation};
use super::resolve::{Claim, Rank, Role};
use super::rights::{bounded, read_rights};
use super::scan::{Scan, claim, material};
use super::{Printed, Reading};
use crate::model::{Copyright, Person, WireFields};

/// People of one story, each compared with the others; no byline names so many.
const PEOPLE_MAX: usize = 128;

/// Fills place, byline, people and copyright of the reading; adds the claims of the fields to those of the text.
pub(super) fn fill(reading: &mut Reading, printed: &Printed<'_>, scan: &mut Scan<'_>) {
    let (wire, directory) = (printed.wire, scan.directory);
    reading.located =
        wire.and_then(|wire| located_of(wire, directory)).or_else(|| scan.located.take());
    fill_byline(reading, printed, scan);
    if let Some(wire) = wire {
        claim_wire(wire, &mut scan.claims, directory);
        if let Some(note) = wire.ed_note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
            reading.ed_notes.push(note.to_owned());
        }
    }
    let of_channel = fill_copyright(reading, printed, scan);
    claim_issuer(printed, scan);
    if let Some(source) =
        printed.source.map(str::trim).filter(|source| directory.find(source).is_some())
    {
        scan.claims.push(claim(Rank::Source, source, source, directory));
    }
    // A channel holds no rights in what a known house wrote.
    let wrote = |claim: &Claim, holder: &str| {
        let other = !directory.same_house(&claim.organisation.name, holder);
        let printer = printed
            .publisher
            .is_some_and(|publisher| directory.same_house(publisher, &claim.organisation.name));
        claim.role == Role::Originator
            && other
            && !printer
            && directory.find(&claim.organisation.name).is_some()
    };
    if let Some(holder) = of_channel
        && scan.claims.iter().any(|claim| wrote(claim, &holder))
    {
        reading.copyright.holder = None;
        reading.copyright.notice = None;
    }
}

/// A wire of press releases, in the source element or before the text, passes on what its one author says of himself.
fn claim_issuer(printed: &Printed<'_>, scan: &mut Scan<'_>) {
    let [author] = printed.authors else { return };
    let directory = scan.directory;
    let released = |source: &str| directory.find(source).is_some_and(|known| known.releases);
    let passed_on =
        printed.source.is_some_and(|source| released(source.trim())) || scan.is_release();
    if passed_on && directory.find(author).is_none() && !is_person(author) {
        scan.claims.push(claim(Rank::Byline, author, author, directory));
    }
}

fn located_of(wire: &WireFields, directory: &Directory) -> Option<String> {
    let located = wire.located.as_deref().map(str::trim).filter(|place| !place.is_empty());
    located.map(str::to_owned).or_else(|| read_dateline_field(wire.dateline.as_deref()?, directory))
}

/// Wire byline, else the text's, else the entry's authors; people of all of them, each once.
fn fill_byline(reading: &mut Reading, printed: &Printed<'_>, scan: &mut Scan<'_>) {
    let directory = scan.directory;
    let wire = printed.wire.and_then(|wire| read_author(wire.byline.as_deref()?, directory));
    let authors: Vec<Byline> =
        printed.authors.iter().filter_map(|author| read_author(author, directory)).collect();
    for (rank, byline) in
        wire.iter().map(|b| (Rank::Wire, b)).chain(authors.iter().map(|b| (Rank::Byline, b)))
    {
        for name in &byline.makers.organisations {
            let said = byline.rights.as_ref().filter(|(holder, _)| holder == name);
            let said = said.map_or(&byline.by, |(_, notice)| notice);
            scan.claims.push(claim(rank, name, said, directory));
        }
        for name in &byline.makers.material {
            scan.claims.push(material(name, &byline.by, directory));
        }
    }
    let joined = authors.iter().map(|byline| byline.by.as_str()).collect::<Vec<_>>().join(", ");
    let from_text = scan.byline.take();
    let mut noticed = authors.iter().filter_map(|byline| byline.rights.as_ref());
    if let Some((holder, notice)) = noticed.next().filter(|_| scan.copyright.holder.is_none()) {
        scan.copyright.holder = Some(holder.clone());
        scan.copyright.notice = Some(notice.clone());
    }
    reading.by = [&wire, &from_text].into_iter().flatten().map(|byline| byline.by.clone()).next();
    reading.by = reading.by.take().or_else(|| (!joined.is_empty()).then_some(joined));
    let bylines = wire.into_iter().chain(from_text).chain(authors);
    let people =
        bylines.flat_map(|byline| byline.makers.people).chain(std::mem::take(&mut scan.people));
    // `By Le Courrier` in the feed of that name: two words in capitals, and nobody.
    let publisher = printed.publisher.unwrap_or_default();
    let is_publisher = |person: &Person| directory.same_house(publisher, &person.name);
    let of_fields = printed.wire.map_or(&[][..], |wire| &wire.people).iter().cloned();
    for person in people.filter(|person| !is_publisher(person)).chain(of_fields).take(PEOPLE_MAX) {
        add_person(&mut reading.people, person);
    }
}

/// Adds a person once; a later credit may fill in what the first left open.
fn add_person(people: &mut Vec<Person>, person: Person) {
    let key = |name: &str| {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let same = |other: &&mut Person| {
        key(&other.name) == key(&person.name) && (other.rel == person.rel || person.rel == "author")
    };
    match people.iter_mut().find(same) {
        Some(known) => known.literal = known.literal.take().or(person.literal),
        None => people.push(person),
    }
}

/// Field by field: wire, else the text's copyright line, else the entry's rights, else its channel's.
/// Returns the holder where the channel alone names it.
fn fill_copyright(
    reading: &mut Reading,
    printed: &Printed<'_>,
    scan: &mut Scan<'_>,
) -> Option<String> {
    let directory = scan.directory;
    let wire = printed.wire.map(|wire| wire_copyright(wire, directory)).unwrap_or_default();
    // What a channel says of all its items is said of the page, as the publisher's own copyright line is.
    let (rank, rights) = match printed.rights {
        Some(rights) => (Rank::Copyright, Some(rights)),
        None => (Rank::OwnCopyright, printed.channel_rights),
    };
    let rights = rights.map(|rights| read_rights(rights, directory)).unwrap_or_default();
    let in_text = std::mem::take(&mut scan.copyright);
    // A holder that nobody knows may be the house that printed it, or the maker of its software.
    let is_author = |holder: &&String| {
        let provides = printed.wire.is_some_and(|wire| wire.providers.contains(*holder));
        provides || directory.find(holder).is_some()
    };
    if let Some(holder) = wire.holder.as_ref().filter(is_author) {
        scan.claims.push(claim(
            Rank::Copyright,
            holder,
            wire.notice.as_deref().unwrap_or(holder),
            directory,
        ));
    }
    // Only a known organisation other than the publisher says who wrote the story.
    let other = |holder: &&String| {
        printed.publisher.is_none_or(|publisher| !directory.same_house(publisher, holder))
    };
    if let Some(holder) =
        rights.holder.as_ref().filter(|holder| directory.find(holder).is_some()).filter(other)
    {
        scan.claims.push(claim(
            rank,
            holder,
            rights.notice.as_deref().unwrap_or(holder),
            directory,
        ));
    }
    let of_entry = wire.holder.is_some() || in_text.holder.is_some();
    let of_channel = rights.holder.clone().filter(|_| printed.rights.is_none() && !of_entry);
    reading.copyright = Copyright {
        holder: wire.holder.or(in_text.holder).or(rights.holder),
        notice: wire.notice.or(in_text.notice).or(rights.notice),
        usage_terms: wire.usage_terms.or(in_text.usage_terms).or(rights.usage_terms),
    };
    of_channel
}

fn wire_copyright(wire: &WireFields, directory: &Directory) -> Copyright {
    let given = |field: &Option<String>| {
        field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(bounded)
    };
    let notice = given(&wire.copyright_notice);
    let read = notice.as_deref().and_then(|notice| read_copyright(notice, directory));
    let holder =
        given(&wire.copyright_holder).or_else(|| read.as_ref().map(|found| found.holder.clone()));
    Copyright {
        holder,
        usage_terms: given(&wire.usage_terms).or_else(|| read.and_then(|found| found.usage_terms)),
        notice,
    }
}

/// Credit line first, then the provider; a distributor only where the format names one.
fn claim_wire(wire: &WireFields, claims: &mut Vec<Claim>, directory: &Directory) {
    if let Some(by) = wire.distributor.as_deref().map(str::trim).filter(|by| !by.is_empty()) {
        let known = directory.find_at_head(by).or_else(|| directory.find_by_site(by));
        claims.push(Claim {
            role: Role::Distributor,
            rank: Rank::Wire,
            organisation: organisation(known, by),
            printed: by.to_owned(),
        });
    }
    let wrote = wire.originator.as_deref().map(str::trim).filter(|name| !name.is_empty());
    claims.extend(wrote.map(|name| claim(Rank::Wire, name, name, directory)));
    let credit = wire.credit.as_deref().unwrap_or("");
    let parts = credit
        .split(['/', '–', '—', ',', ';'])
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || c == '-'))
        .filter(|part| !part.is_empty() && !is_person(part));
    for part in parts.chain(
        wire.providers
            .iter()
            .map(|provider| provider.trim())
            .filter(|provider| !provider.is_empty()),
    ) {
        claims.push(claim(Rank::Wire, part, part, directory));
    }
}
