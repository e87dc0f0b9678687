//! The metadata of a NewsML-G2 item: `itemMeta`, `contentMeta`, `rightsInfo`; restricted notes stay behind.

use super::super::fields::{LIST_MAX, code_of, line, push_new, read_date, text_markup, urgency};
use super::super::tree::Element;
use crate::model::{Category, Entry, WireFields};

/// Roles of notes that are meant for readers of the text; any other role is the desk's own business.
const PUBLIC_NOTES: [&str; 6] = ["public", "correct", "update", "kill", "embargo", "withdraw"];
/// Link relations that name an earlier item which this one takes the place of.
const REPLACING: [&str; 5] = ["previousVersion", "supersedes", "replaces", "corrects", "kills"];

pub(super) fn read_item_meta(meta: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let date = |name: &str| first(meta, name).as_deref().and_then(read_date);
    entry.updated = date("versionCreated");
    entry.published = date("firstCreated").or_else(|| entry.published.take());
    wire.embargoed = date("embargoed");
    let status =
        meta.at(&["pubStatus"]).and_then(|s| s.attribute("qcode").or_else(|| s.attribute("uri")));
    wire.pub_status =
        status.map(|code| code.rsplit([':', '/']).next().unwrap_or(code)).and_then(line);
    for provider in meta.all("provider") {
        push_new(&mut wire.providers, party_name(provider));
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
            let id = link.attribute("residref").or_else(|| link.attribute("guidref"));
            push_new(&mut wire.previous, id.and_then(line));
        }
    }
    let mut notes = Vec::new();
    for note in meta.all("edNote").filter(|note| is_public_note(note)) {
        push_new(&mut notes, line(&note.spaced_text()));
    }
    wire.ed_note = (!notes.is_empty()).then(|| notes.join("; "));
}

pub(super) fn read_content_meta(content: &Element, entry: &mut Entry, wire: &mut WireFields) {
    entry.published = first(content, "contentCreated").as_deref().and_then(read_date);
    entry.title = first(content, "headline").map(text_markup);
    let summary = content.all("description").find(|d| !role_contains(d, "caption"));
    entry.summary = summary.and_then(|d| line(&d.spaced_text())).map(text_markup);
    wire.urgency = first(content, "urgency").as_deref().and_then(urgency);
    wire.slugline = first(content, "slugline");
    wire.dateline = first(content, "dateline");
    wire.byline = first(content, "by");
    wire.credit = first(content, "creditline");
    wire.located = content.all("located").find_map(|place| {
        let name = first(place, "name");
        name.or_else(|| place.attribute("literal").and_then(line))
    });
    // The originator stands before those who passed it on.
    let (origin, others): (Vec<_>, Vec<_>) =
        content.all("infoSource").partition(|s| role_contains(s, "orig"));
    for source in origin.into_iter().chain(others) {
        push_new(&mut wire.providers, party_name(source));
    }
    for genre in content.all("genre") {
        push_new(&mut wire.genres, party_name(genre));
    }
    let subjects = content.all("subject").filter_map(subject);
    let keywords = content.all("keyword").filter_map(|keyword| {
        Some(Category { name: line(&keyword.text())?, scheme: None, code: None })
    });
    entry.categories = subjects.chain(keywords).take(LIST_MAX).collect();
}

pub(super) fn read_rights(item: &Element, language: Option<&str>, wire: &mut WireFields) {
    let Some(rights) = item.at(&["rightsInfo"]) else {
        return;
    };
    let holder = rights
        .all("copyrightHolder")
        .find_map(|holder| party_name(holder).or_else(|| line(&holder.text())));
    wire.copyright_holder = holder;
    wire.copyright_notice = in_language(rights, "copyrightNotice", language);
    wire.usage_terms = in_language(rights, "usageTerms", language);
}

/// The first child of that name that holds text.
pub(super) fn first(element: &Element, name: &str) -> Option<String> {
    element.all(name).find_map(|child| line(&child.text()))
}

/// A note the agency restricts, or one with a role of the desk's own, must never reach a topic.
fn is_public_note(note: &Element) -> bool {
    let role = note.attribute("role").map(|role| code_of(role).to_lowercase());
    let public = role.is_none_or(|role| {
        !role.contains("nonpublic") && PUBLIC_NOTES.iter().any(|word| role.contains(word))
    });
    public && note.attribute("pubconstraint").is_none()
}

fn subject(element: &Element) -> Option<Category> {
    let code = element.attribute("qcode").and_then(line);
    let alias =
        code.as_deref().and_then(|code| code.split_once(':')).map(|(alias, _)| alias.to_owned());
    Some(Category {
        name: party_name(element)?,
        scheme: element.attribute("uri").and_then(line).or(alias),
        code,
    })
}

/// What a concept is called: its name, else the literal, else the bare code, else the code in its URI.
fn party_name(element: &Element) -> Option<String> {
    let literal = || element.attribute("literal").and_then(line);
    let code = || line(code_of(element.attribute("qcode")?));
    let uri = || last_part(element.attribute("uri")?);
    first(element, "name").or_else(literal).or_else(code).or_else(uri)
}

/// The code at the end of a URI; the address of a whole site is no name.
fn last_part(uri: &str) -> Option<String> {
    let Some((_, place)) = uri.split_once("://") else { return line(code_of(uri)) };
    let (_, path) = place.split(['?', '#']).next()?.split_once('/')?;
    line(path.trim_end_matches('/').rsplit('/').next()?)
}

/// The child in the item's own language, else the first with text.
fn in_language(element: &Element, name: &str, language: Option<&str>) -> Option<String> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    let own = element
        .all(name)
        .find(|child| child.attribute("lang").and_then(primary) == language.and_then(primary));
    own.and_then(|child| line(&child.text())).or_else(|| first(element, name))
}

fn role_contains(element: &Element, word: &str) -> bool {
    element.attribute("role").is_some_and(|role| role.to_lowercase().contains(word))
}
