//! The metadata of a NewsML-G2 item: `itemMeta`, `contentMeta`, `rightsInfo`; restricted notes stay behind.

use super::super::fields::{
    LIST_MAX, code_of, embargo, join_bylines, line, push_new, read_date, text_markup, urgency,
};
use super::super::tree::Element;
use crate::model::{Category, Entry, Mentions, Named, Person, WireFields};

/// Roles of notes that are meant for readers of the text; any other role is the desk's own business.
const PUBLIC_NOTES: [&str; 6] = ["public", "correct", "update", "kill", "embargo", "withdraw"];
/// Link relations that name an earlier item which this one takes the place of.
const REPLACING: [&str; 5] = ["previousVersion", "supersedes", "replaces", "corrects", "kills"];

/// Relations to items whose ids are kept beside the item's own.
const NAMED_LINKS: [&str; 3] = ["derivedFrom", "seeAlso", "translatedFrom"];
/// Roles of a note to all who receive the item, which say no more than that it is one.
const PLAIN_NOTES: [&str; 4] = ["note", "ednote", "editorialnote", "general"];

fn link_target(link: &Element) -> Option<String> {
    ["residref", "guidref", "href"].iter().find_map(|name| line(link.attribute(name)?))
}

fn push_id(ids: &mut Vec<(String, String)>, role: &str, id: String) {
    let entry = (role.to_owned(), id);
    if ids.len() < LIST_MAX && !ids.contains(&entry) {
        ids.push(entry);
    }
}

pub(super) fn read_item_meta(meta: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let date = |name: &str| first(meta, name).as_deref().and_then(read_date);
    entry.updated = date("versionCreated");
    entry.published = date("firstCreated").or_else(|| entry.published.take());
    let is_empty = |field: &Element| field.attributes.is_empty() && field.children.is_empty();
    wire.embargoed = meta.at(&["embargoed"]).and_then(|field| {
        let mut others = meta.elements().filter(|other| other.name != "embargoed");
        embargo(&field.text(), || others.any(is_empty))
    });
    let status =
        meta.at(&["pubStatus"]).and_then(|s| s.attribute("qcode").or_else(|| s.attribute("uri")));
    wire.pub_status =
        status.map(|code| code.rsplit([':', '/']).next().unwrap_or(code)).and_then(line);
    // Whoever provides what another wrote passed it on.
    let sourced = !wire.providers.is_empty();
    for provider in meta.all("provider") {
        let name = party_name(provider, None);
        if sourced && wire.distributor.is_none() {
            wire.distributor = name.clone().filter(|name| !wire.providers.contains(name));
        }
        push_new(&mut wire.providers, name);
    }
    for signal in meta.all("signal") {
        push_new(
            &mut wire.signals,
            signal.attribute("qcode").or_else(|| signal.attribute("uri")).and_then(line),
        );
    }
    for link in meta.all("link") {
        let replaces = link.attribute("rel").is_some_and(|rel| REPLACING.contains(&code_of(rel)));
        if replaces {
            push_new(&mut wire.previous, link_target(link));
        }
        let rel = link.attribute("rel").map(code_of).unwrap_or_default();
        if let Some(id) = link_target(link).filter(|_| replaces || NAMED_LINKS.contains(&rel)) {
            push_id(&mut wire.alt_ids, rel, id);
        }
    }
    let mut notes = Vec::new();
    for note in meta.all("edNote").filter(|note| is_public_note(note)) {
        push_new(&mut notes, line(&note.spaced_text()));
    }
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
}

pub(super) fn read_content_meta(
    content: &Element,
    language: Option<&str>,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    entry.published = first(content, "contentCreated").as_deref().and_then(read_date);
    wire.content_created.clone_from(&entry.published);
    wire.people = people(content, language);
    wire.mentions = mentions(content, language);
    let main = headline(content, language);
    wire.headlines = lesser_headlines(content, language, main.as_deref());
    entry.title = main.map(text_markup);
    for id in content.all("altId") {
        if let Some(value) = line(&id.text()) {
            push_id(&mut wire.alt_ids, id.attribute("type").map_or("altId", code_of), value);
        }
    }
    let summary = content.all("description").find(|d| !role_contains(d, "caption"));
    entry.summary = summary.and_then(|d| line(&d.spaced_text())).map(text_markup);
    wire.urgency = first(content, "urgency").as_deref().and_then(urgency);
    wire.slugline = first(content, "slugline");
    wire.dateline = first(content, "dateline");
    wire.byline = bylines(content, language);
    if wire.byline.is_none() {
        let makers = content.all("creator").chain(content.all("contributor"));
        entry.authors =
            makers.filter(|maker| is_author(maker)).filter_map(|m| party_name(m, None)).collect();
    }
    wire.credit = first(content, "creditline");
    wire.located = content.all("located").find_map(|place| {
        let name = first(place, "name");
        name.or_else(|| place.attribute("literal").and_then(line))
    });
    // The originator stands before those who passed it on.
    let (origin, others): (Vec<_>, Vec<_>) =
        content.all("infoSource").partition(|s| role_contains(s, "orig"));
    let named = origin.iter().find(|s| s.attribute("role").map(code_of) == Some("originfo"));
    wire.originator = named.and_then(|source| party_name(source, None));
    for source in origin.into_iter().chain(others) {
        push_new(&mut wire.providers, party_name(source, None));
    }
    for genre in content.all("genre") {
        push_new(&mut wire.genres, party_name(genre, language));
    }
    let subjects = content.all("subject").filter_map(|found| subject(found, language));
    let keywords = content.all("keyword").filter_map(|keyword| {
        Some(Category { name: line(&keyword.text())?, scheme: None, code: None })
    });
    entry.categories = subjects.chain(keywords).take(LIST_MAX).collect();
}

/// Several `rightsInfo` hold for parts or regions: the first holder and notice stand for the item, terms for their part.
pub(super) fn read_rights(item: &Element, language: Option<&str>, wire: &mut WireFields) {
    let holder = |rights: &Element| {
        let mut holders = rights.all("copyrightHolder");
        holders.find_map(|holder| party_name(holder, None).or_else(|| line(&holder.text())))
    };
    wire.copyright_holder = item.all("rightsInfo").find_map(holder);
    let mut notices = item
        .all("rightsInfo")
        .filter_map(|rights| in_language(rights, "copyrightNotice", language));
    wire.copyright_notice = notices.next();
    let mut terms = Vec::new();
    for rights in item.all("rightsInfo") {
        push_new(&mut terms, in_language(rights, "usageTerms", language));
    }
    wire.usage_terms = line(&terms.join(" "));
}

/// The main headline in the item's own language; sub-headlines and short ones only where there is no other.
fn headline(content: &Element, language: Option<&str>) -> Option<String> {
    const LESSER: [&str; 7] = ["sub", "short", "deck", "kicker", "seo", "alternat", "social"];
    let lesser = |headline: &Element| LESSER.iter().any(|role| role_contains(headline, role));
    let mut found: Vec<&Element> =
        content.all("headline").filter(|headline| line(&headline.text()).is_some()).collect();
    found.sort_by_key(|headline| rank(headline));
    let own = |headline: &&&Element| is_in_language(headline, language);
    let main = found.iter().filter(|headline| !lesser(headline));
    let main_own = main.clone().find(own);
    let unsaid = main.clone().find(|headline| headline.attribute("lang").is_none());
    let main_own = main_own.or(unsaid);
    let best = main_own.or_else(|| main.clone().next()).or_else(|| found.iter().find(own));
    best.or(found.first()).and_then(|headline| line(&headline.text()))
}

/// The other headlines in the item's language, by their role; one of a lower rank without any is a line below.
fn lesser_headlines(
    content: &Element,
    language: Option<&str>,
    main: Option<&str>,
) -> Vec<(String, String)> {
    let written = |h: &&Element| h.attribute("lang").is_none() || is_in_language(h, language);
    let mut found: Vec<&Element> = content.all("headline").filter(written).collect();
    found.sort_by_key(|headline| rank(headline));
    let lesser = found.into_iter().filter_map(|headline| {
        let role = headline.attribute("role").map_or("subheadline", code_of);
        let text = line(&headline.text()).filter(|text| Some(text.as_str()) != main)?;
        Some((role.to_owned(), text))
    });
    lesser.take(LIST_MAX).collect()
}

/// IPTC: the lower the number, the higher the rank.
fn rank(element: &Element) -> u32 {
    element.attribute("rank").and_then(|rank| rank.parse().ok()).unwrap_or(0)
}

/// All bylines that are no translation of another one.
fn bylines(content: &Element, language: Option<&str>) -> Option<String> {
    let written = |by: &&Element| by.attribute("lang").is_none() || is_in_language(by, language);
    let mut names: Vec<String> = Vec::new();
    for by in content.all("by").filter(written) {
        push_new(&mut names, line(&by.text()));
    }
    join_bylines(names, language).or_else(|| first(content, "by"))
}

/// Who edited or photographed it, and whom it is about. A maker without such a role may be a house.
fn people(content: &Element, language: Option<&str>) -> Vec<Person> {
    const PEOPLE_MAX: usize = 64;
    const ROLES: [(&str, &str); 3] =
        [("edit", "editor"), ("photo", "photographer"), ("transl", "contributor")];
    let maker = |element: &Element| {
        let (_, rel) = ROLES.iter().find(|(role, _)| role_contains(element, role))?;
        Some(Person { name: party_name(element, None)?, rel: (*rel).into(), literal: None })
    };
    let about = |element: &Element| {
        let kind = element.attribute("type").map(code_of)?;
        let named = || in_language(element, "name", language);
        let literal = || element.attribute("literal").and_then(line);
        let name =
            Some(kind).filter(|kind| *kind == "person").and_then(|_| named().or_else(literal))?;
        Some(Person { name, rel: "about".into(), literal: None })
    };
    let makers = content.all("creator").chain(content.all("contributor")).filter_map(maker);
    makers.chain(content.all("subject").filter_map(about)).take(PEOPLE_MAX).collect()
}

/// Subjects that are no ideas but organisations, places or events (IPTC's natures of concepts, `cpnat`).
fn mentions(content: &Element, language: Option<&str>) -> Mentions {
    let of = |kinds: &[&str]| -> Vec<Named> {
        let is_one = |element: &&Element| {
            element.attribute("type").is_some_and(|kind| kinds.contains(&code_of(kind)))
        };
        let named = |element: &Element| {
            Some(Named {
                name: party_name(element, language)?,
                rel: None,
                literal: element.attribute("qcode").and_then(line),
                uri: element.attribute("uri").and_then(line),
            })
        };
        content.all("subject").filter(is_one).filter_map(named).take(LIST_MAX).collect()
    };
    Mentions {
        organisations: of(&["organisation"]),
        places: of(&["geoArea", "poi"]),
        events: of(&["event"]),
    }
}

/// Whether the maker is a person who wrote it; a creator without a role may be the house.
fn is_author(maker: &Element) -> bool {
    let writes =
        ["author", "writer", "reporter", "byline"].iter().any(|role| role_contains(maker, role));
    let person = maker.attribute("type").is_some_and(|kind| code_of(kind) == "person")
        || maker.at(&["personDetails"]).is_some();
    writes || (maker.name == "creator" && person)
}

/// The first child of that name that holds text.
pub(super) fn first(element: &Element, name: &str) -> Option<String> {
    element.all(name).find_map(|child| line(&child.text()))
}

/// A note the agency restricts, or one with a role of the desk's own, must never reach a topic.
fn is_public_note(note: &Element) -> bool {
    let role = note.attribute("role").map(|role| code_of(role).to_lowercase());
    let public = role.is_none_or(|role| {
        PLAIN_NOTES.contains(&role.as_str())
            || (!role.contains("nonpublic") && PUBLIC_NOTES.iter().any(|word| role.contains(word)))
    });
    public && note.attribute("pubconstraint").is_none()
}

fn subject(element: &Element, language: Option<&str>) -> Option<Category> {
    let code = element.attribute("qcode").and_then(line);
    let alias =
        code.as_deref().and_then(|code| code.split_once(':')).map(|(alias, _)| alias.to_owned());
    let uri = element.attribute("uri").and_then(line);
    let literal = element.attribute("literal").and_then(line);
    let name = in_language(element, "name", language);
    // A code is no name: without one the subject is known by its code alone.
    let code = code.or_else(|| uri.clone());
    let name = name.or_else(|| literal.filter(|_| code.is_none())).unwrap_or_default();
    (!name.is_empty() || code.is_some()).then_some(Category { name, scheme: uri.or(alias), code })
}

/// What a concept is called: its name in the item's language, any name, else the literal, else the bare code, else the code in its URI.
fn party_name(element: &Element, language: Option<&str>) -> Option<String> {
    let literal = || element.attribute("literal").and_then(line);
    let code = || line(code_of(element.attribute("qcode")?));
    let uri = || last_part(element.attribute("uri")?);
    in_language(element, "name", language).or_else(literal).or_else(code).or_else(uri)
}

/// The code at the end of a URI; the address of a whole site is no name.
fn last_part(uri: &str) -> Option<String> {
    let Some((_, place)) = uri.split_once("://") else { return line(code_of(uri)) };
    let (_, path) = place.split(['?', '#']).next()?.split_once('/')?;
    line(path.trim_end_matches('/').rsplit('/').next()?)
}

/// The child in the item's own language, else the first with text.
fn in_language(element: &Element, name: &str, language: Option<&str>) -> Option<String> {
    let own = element.all(name).find(|child| is_in_language(child, language));
    own.and_then(|child| line(&child.text())).or_else(|| first(element, name))
}

/// Whether the element says that it is in `language`, or neither says anything.
fn is_in_language(element: &Element, language: Option<&str>) -> bool {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    element.attribute("lang").and_then(primary) == language.and_then(primary)
}

fn role_contains(element: &Element, word: &str) -> bool {
    element.attribute("role").is_some_and(|role| role.to_lowercase().contains(word))
}
