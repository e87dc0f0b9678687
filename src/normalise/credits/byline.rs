//! Bylines of author fields and of lines in the text. A sentence that begins with "By" is none.

use std::sync::LazyLock;

use super::copyright::read_copyright;
use super::dates::split_date;
use super::names::{JOINERS, Makers, is_person, read_inverted_field, read_makers, read_titled};
use super::organisations::{Directory, OrganisationKind};
use super::reporting::{read_labelled as read_labels, read_roles};
use super::window::visible;
use crate::normalise::text::{Heads, head_of};
use crate::parse::date::words::is_weekday;

/// A byline as printed and what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Byline {
    /// Without the leading `By`.
    pub(super) by: String,
    pub(super) makers: Makers,
    /// `Jane Roe (c) 2031, Bloomberg`: who holds the rights, and the words that say so.
    pub(super) rights: Option<(String, String)>,
}

/// A line longer than this, in bytes, is a sentence.
const LINE_BYTES_MAX: usize = 180;

/// Such a line says nothing of itself, so it must be short.
const BARE_BYTES_MAX: usize = 120;

const PREFIXES: &[&str] = &[
    "By: ",
    "By ",
    "BY: ",
    "BY ",
    "by: ",
    "by ",
    "Von ",
    "VON ",
    "Par ",
    "PAR ",
    "Por ",
    "POR ",
    "Di ",
    "Door ",
    "Av ",
    "Af ",
    "Story by ",
    "Words by ",
    "Written by ",
    "Text by ",
    "Text: ",
    "Texte: ",
    "Texto: ",
    "Autor: ",
    "Автор: ",
    "מאת: ",
    "מאת ",
    "di ",
    "door ",
];

/// Before the name in an author field; in a line of the text the name may be whom one talked to.
const AUTHOR_PREFIXES: &[&str] = &["Ein Interview von ", "Interview von ", "Interview: ", "كتب: "];

/// Reads an author field; `None` for an address, a login name or nothing.
pub(super) fn read_author(field: &str, directory: &Directory) -> Option<Byline> {
    let sign = ["(c) ", "(C) ", "© "].iter().find_map(|sign| field.find(sign)).filter(|at| *at > 0);
    let signed = sign.and_then(|at| field.split_at_checked(at));
    let noticed = signed.and_then(|(name, line)| Some((name, read_copyright(line, directory)?)));
    let Some((name, line)) = noticed else { return read_names(field, directory) };
    let mut byline = read_names(name, directory)?;
    byline.makers.organisations.push(line.holder.clone());
    byline.rights = Some((line.holder, line.notice));
    Some(byline)
}

fn read_names(field: &str, directory: &Directory) -> Option<Byline> {
    let field = without_date(without_handles(&tidy(field)));
    // Other roles than that of the writer are kept as they are printed.
    let others = |makers: &Makers| makers.people.iter().any(|person| person.rel != "author");
    if let Some(makers) = read_roles(&field, directory).filter(others) {
        return Some(Byline { by: field, makers, rights: None });
    }
    let authored = || AUTHOR_PREFIXES.iter().find_map(|prefix| field.strip_prefix(prefix));
    // `di Maio` is a name, `di Anna Rossi` a byline.
    let named = |rest: &&str| !field.starts_with('d') || is_person(rest);
    let of_agency = || of_agency(&field, directory);
    let by = strip_prefix(&field).filter(named).or_else(authored).or_else(of_agency);
    let by = by.unwrap_or(&field);
    let by = by.trim().to_owned();
    let spoken = read_inverted_field(&by, directory);
    let makers = read_makers(spoken.as_deref().unwrap_or(&by), "author", directory);
    if by.is_empty() || is_login(&by) {
        return None;
    }
    if by.contains('@') {
        let names: Vec<&str> = makers.people.iter().map(|p| p.name.as_str()).collect();
        let by = names.join(", ");
        return (!by.is_empty()).then_some(Byline { by, makers, rights: None });
    }
    Some(Byline { by, makers, rights: None })
}

/// Reads a line of the text that is a byline and nothing else.
pub(super) fn read_byline_line(line: &str, directory: &Directory) -> Option<Byline> {
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    if let Some(titled) = read_titled(line.trim(), "author", directory) {
        return Some(Byline { by: tidy(line), makers: titled.makers, rights: None });
    }
    // Who edited it alone stands as well below a short text, and is no byline.
    let others = |makers: &Makers| {
        let has = |author: bool| makers.people.iter().any(|p| (p.rel == "author") == author);
        has(true) && has(false)
    };
    if let Some(makers) = read_labels(line, directory).filter(others) {
        return Some(Byline { by: tidy(line), makers, rights: None });
    }
    let of_agency = || of_agency(line.trim(), directory);
    let ours = || of_ours(line.trim());
    let rest = ours().or_else(|| strip_prefix(line.trim_start())).or_else(of_agency)?;
    let by = tidy(rest);
    let by = by.trim_end_matches([':', ',', '|']).trim();
    let last = by.rsplit(' ').next().unwrap_or(by);
    let abbreviated =
        last.trim_end_matches('.').chars().count() <= 2 || matches!(last, "Jr." | "Sr.");
    if by.ends_with(['?', '!', '"', '”', ';'])
        || (by.ends_with('.') && !abbreviated)
        || by.contains(". ") && by.len() > 100
    {
        return None;
    }
    let by = without_contacts(by);
    let by = by.as_str();
    let first = by.split([',', '|', ';', '/', '(', '–', '—']).next().unwrap_or(by);
    let ends = JOINERS.iter().chain(&[" in "]).filter_map(|joiner| first.find(joiner));
    let first = ends.min().and_then(|end| first.get(..end)).unwrap_or(first).trim();
    let named = is_person(first) && !is_calendar(first);
    let whole = directory.find(by).is_some() || directory.find(first).is_some();
    let lower_prefix = line.trim_start().starts_with(char::is_lowercase);
    let makers = read_makers(by, "author", directory);
    let strict = lower_prefix && makers.people.is_empty() && !named;
    ((named || whole || is_desk(by)) && !strict).then(|| Byline {
        by: by.to_owned(),
        makers,
        rights: None,
    })
}

/// Reads a line above the text that is a byline without saying so: `Jane Roe, USA TODAY`, `Redacción, EFE`. It names an
/// organisation we know, and nothing but people, desks and organisations.
pub(super) fn read_bare_byline(line: &str, directory: &Directory) -> Option<Byline> {
    let line = line.trim();
    if line.len() > BARE_BYTES_MAX || line.ends_with(['.', '?', '!', ':', '"', '”']) {
        return None;
    }
    // `Jane Roe/The New York Times` is a picture's credit.
    let parts = line.split([',', '|', '•', '(', ')']).map(str::trim).filter(|p| !p.is_empty());
    let known = |part: &str| directory.find_at_head(part).is_some();
    let maker = |part: &&str| {
        let each = |joiner: &&str| part.split(joiner).all(|name| is_person(name.trim()));
        is_desk(part) || is_person(part) || JOINERS.iter().any(each)
    };
    let parts: Vec<&str> = parts.collect();
    let (first, others) = parts.split_first()?;
    let makes = maker(first) && directory.find(first).is_none() && !is_calendar(first);
    let whole =
        makes && !others.is_empty() && others.iter().all(|part| known(part) || is_title(part));
    (whole && others.iter().any(|part| known(part))).then(|| Byline {
        by: line.to_owned(),
        makers: read_makers(line, "author", directory),
        rights: None,
    })
}

/// Whether the line below a byline tells who the people are: `Staff writer`, `Special to the Halden Gazette`,
/// `Los Angeles Times (TNS)`; and the organisations it names.
pub(super) fn read_byline_tail(line: &str, directory: &Directory) -> Option<Vec<String>> {
    let line = line.trim();
    if line.len() > BARE_BYTES_MAX || line.ends_with(['.', '?', '!', ':']) {
        return None;
    }
    if is_title(line) {
        let employer = line.split_once(" to ").map_or(line, |(_, employer)| employer);
        let known = directory.find(employer).map(|_| employer.to_owned());
        return Some(known.into_iter().collect());
    }
    let parts = line.split([',', '|', '/', '(', ')']).map(str::trim).filter(|p| !p.is_empty());
    let parts: Vec<&str> = parts.collect();
    let known =
        !parts.is_empty() && parts.iter().all(|part| directory.find_at_head(part).is_some());
    known.then(|| parts.into_iter().map(str::to_owned).collect())
}

/// `Staff writer`, `Special to the Halden Gazette`.
fn is_title(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "staff writer",
        "staff writers",
        "staff reporter",
        "staff reporters",
        "staff",
        "contributing writer",
        "contributor",
        "correspondent",
        "reporter",
        "political reporter",
        "associate editor",
        "columnist",
        "freelance writer",
        "sports editor",
        "sports writer",
        "staff photographer",
        "business reporter",
        "freelancer",
        "reporterin",
        "redakteur",
        "redakteurin",
        "korrespondent",
        "korrespondentin",
    ];
    const EMPLOYED: &[&str] = &["special to ", "for ", "special for ", "special contributor to "];
    const WORDS_MAX: usize = 6;
    let lower = text.to_lowercase();
    // `Halden Post Staff Writer`, `AP Correspondent`: whose it is stands before, in capitals.
    let of_house = || {
        let title = TITLES.iter().find(|title| lower.ends_with(*title))?;
        let house = text.get(..text.len().checked_sub(title.len())?)?.strip_suffix(' ')?;
        let named = house.split(' ').all(|word| word.starts_with(char::is_uppercase));
        Some(named && text.split(' ').count() <= WORDS_MAX)
    };
    TITLES.contains(&lower.as_str())
        || of_house() == Some(true)
        || EMPLOYED.iter().any(|to| {
            lower.starts_with(to) && text.split(' ').count() <= 8 && text.starts_with('S')
        })
}

/// Reads a signature below the text: `Ana Holm/TT`, `— Ana Holm, Reuters`, `Ana Holm, The Canadian Press`. A code behind a
/// comma alone may be that of a picture's credit.
pub(super) fn read_signature(line: &str, directory: &Directory) -> Option<Byline> {
    if line.len() > BARE_BYTES_MAX {
        return None;
    }
    let by = line.trim_start_matches(['-', '–', '—', ' ']);
    let dashed = by.len() < line.len();
    let by = by.strip_prefix("By ").unwrap_or(by);
    let in_full = |house: &str| house.contains(' ') && house.contains(char::is_lowercase);
    let behind_comma = || by.split_once(", ").filter(|(_, house)| dashed || in_full(house));
    let (names, house) = by.split_once('/').or_else(behind_comma)?;
    let known = directory.find(house)?;
    let is_maker = |name: &str| is_person(name) && directory.find(name).is_none();
    let make = |joiner: &&str| names.split(*joiner).all(|name| is_maker(name.trim()));
    let signed =
        known.kind == OrganisationKind::Agency && (is_maker(names) || JOINERS.iter().any(make));
    signed.then(|| Byline {
        by: by.to_owned(),
        makers: read_makers(by, "author", directory),
        rights: None,
    })
}

/// What a line begins with that names one of the paper's own people.
static OURS: LazyLock<Heads> = LazyLock::new(|| {
    Heads::new(&[
        "von unserem redaktionsmitglied ",
        "von unserem redakteur ",
        "von unserem mitarbeiter ",
        "von unserem korrespondenten ",
        "von unserem reporter ",
        "von unserer redakteurin ",
        "von unserer mitarbeiterin ",
        "von unserer korrespondentin ",
        "von unserer reporterin ",
        "de notre correspondant ",
        "de notre correspondante ",
        "de notre envoyé spécial ",
        "de notre envoyée spéciale ",
        "par notre correspondant ",
        "par notre correspondante ",
        "dal nostro inviato ",
        "dalla nostra inviata ",
        "dal nostro corrispondente ",
        "dalla nostra corrispondente ",
        "de nuestro corresponsal ",
        "de nuestra corresponsal ",
    ])
});

/// `Anna Holm` of `Von unserem Redaktionsmitglied Anna Holm` and of `de notre correspondante à Rome, Anna Holm`.
fn of_ours(line: &str) -> Option<&str> {
    const IN: [&str; 10] = ["à ", "en ", "au ", "aux ", "a ", "ad ", "in ", "da ", "aus ", "dans "];
    let rest = line.get(OURS.find(line)?.len()..)?.trim();
    let name = match head_of(rest, &IN) {
        Some(_) => rest.split_once([',', ':', '–', '—'])?.1,
        None => rest,
    };
    let name = name.trim();
    is_person(name).then_some(name)
}

/// Without the addresses and handles of the people: `Jane Roe | jroe@halden.example | @janeroe`, `Jane Roe (@janeroe)`.
fn without_contacts(by: &str) -> String {
    if !by.contains('@') && !by.contains("://") {
        return by.to_owned();
    }
    let mut kept = String::new();
    for piece in by.split_inclusive(['|', ',', '•', '(', ')']) {
        if !piece.contains('@') && !piece.contains("://") {
            kept.push_str(piece);
        }
    }
    kept.trim_end_matches([' ', '|', ',', '•', '(']).to_owned()
}

/// `Jane Roe @janeroe Chief Reporter` without the handle, a comma in its place.
fn without_handles(field: &str) -> String {
    if !field.contains('@') {
        return field.to_owned();
    }
    let is_handle = |word: &str| {
        let word = word.trim_matches(|c| matches!(c, '(' | ')' | ',' | ';' | '|'));
        word.strip_prefix('@').is_some_and(|name| !name.is_empty() && !name.contains('@'))
    };
    let mut kept = String::with_capacity(field.len());
    let mut handled = false;
    for word in field.split(' ') {
        if is_handle(word) {
            handled = !kept.is_empty();
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if handled && !kept.ends_with([',', ';', '|']) { ", " } else { " " });
        }
        handled = false;
        kept.push_str(word);
    }
    kept.truncate(kept.trim_end_matches([' ', ',', ';', '|', '•']).len());
    kept
}

/// `Da Agência Brasil`, `Do Estadão Conteúdo`: an agency and nothing else, for these words begin names too.
fn of_agency<'l>(line: &'l str, directory: &Directory) -> Option<&'l str> {
    let named = line.strip_prefix("Da ").or_else(|| line.strip_prefix("Do "))?;
    directory
        .find(named)
        .is_some_and(|known| known.kind == OrganisationKind::Agency)
        .then_some(named)
}

/// `Jane Roe, November 26, 2026`, `Jane Roe • 3 hours ago` without when it was.
fn without_date(field: String) -> String {
    if !field.contains(|c: char| c.is_ascii_digit()) {
        return field;
    }
    let edge = [' ', ',', '|', '•', '-', '–', '—', '/'];
    let (name, dated) = split_date(&field);
    let ago = || field.rsplit_once(['•', '|', ',']).filter(|(_, when)| when.ends_with(" ago"));
    let name = if dated { Some(name) } else { ago().map(|(name, _)| name) };
    let name = name.map(|name| name.trim_end_matches(edge)).filter(|name| !name.is_empty());
    name.map_or_else(|| field.clone(), str::to_owned)
}

fn strip_prefix(line: &str) -> Option<&str> {
    PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix))
}

/// One line, single blanks, without what scrapers leave of links.
fn tidy(text: &str) -> String {
    let joined = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    joined.replace(" ,", ",").replace(", opens new tab", "")
}

/// `By Election Day`, `By Monday Morning`.
fn is_calendar(text: &str) -> bool {
    // Months that are no given names.
    const WORDS: &[&str] = &[
        "january",
        "february",
        "july",
        "september",
        "october",
        "november",
        "december",
        "day",
        "night",
        "morning",
        "evening",
        "christmas",
        "easter",
        "law",
        "comparison",
    ];
    // `Sun Li` and `Jan Muster` are people.
    let is_day = |word: &str| word.len() > 3 && is_weekday(word);
    text.split(' ')
        .map(str::to_lowercase)
        .any(|word| WORDS.contains(&word.as_str()) || is_day(&word))
}

fn is_desk(by: &str) -> bool {
    by.split(' ').count() <= 5
        && by.split(' ').all(|w| {
            w.chars().next().is_some_and(|c| !c.is_lowercase()) || matches!(w, "and" | "of" | "the")
        })
        && by.split(' ').any(super::names::is_office)
}

fn is_login(by: &str) -> bool {
    const LOGINS: &[&str] = &[
        "admin",
        "administrator",
        "author",
        "editor",
        "unknown",
        "webmaster",
        "root",
        "none",
        "null",
    ];
    LOGINS.contains(&by.to_lowercase().as_str())
        || by.starts_with("http://")
        || by.starts_with("https://")
        || !by.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests;
