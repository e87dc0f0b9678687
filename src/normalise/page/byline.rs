//! Who a page says made its article. Authors in data that no reader sees are names and nothing else; the visible line
//! stands among dates, buttons and sections, and counts for the organisations in it, or where there is nothing else.

use super::linked_data::LinkedData;
use crate::normalise::RuleBook;
use crate::normalise::credits::{is_known_organisation, is_office};
use crate::parse::date::words::{is_weekday, month};

/// Words of one name with its title; more are a biography.
const NAME_WORDS_MAX: usize = 8;

/// A line is cut before these: what follows is a date.
const TAILS: [&str; 14] = [
    "published",
    "updated",
    "posted",
    "modified",
    "veröffentlicht",
    "aktualisiert",
    "publié",
    "modifié",
    "publicado",
    "actualizado",
    "atualizado",
    "pubblicato",
    "aggiornato",
    "gepubliceerd",
];

/// A line with one of these is a button or belongs to a comment.
const CHROME: [&str; 10] = [
    "commented",
    "comments",
    "kommentierte",
    "read",
    "lesezeit",
    "lecture",
    "lectura",
    "share",
    "follow",
    "aatext",
];

/// What stands before the name: the title of a link to an author's page, and prepositions.
const HEADS: [&str; 12] = [
    "zeige alle beiträge von ",
    "alle beiträge von ",
    "view all posts by ",
    "posts by ",
    "voir tous les articles de ",
    "ver todas las entradas de ",
    "von ",
    "par ",
    "por ",
    "door ",
    "escrito por ",
    "geschrieben von ",
];

/// Authors that are none.
const NOBODY: [&str; 7] =
    ["no author", "anonymous", "anonym", "anónimo", "anonyme", "unknown author", "unbekannt"];

/// The country at the end of a publisher's address, which templates write where the author belongs.
const COUNTRIES: [&str; 5] =
    [", germany", ", deutschland", ", austria", ", österreich", ", schweiz"];

/// Words of a line that is only a date.
const DATES: [&str; 4] = ["today", "yesterday", "heute", "gestern"];

/// The byline, of the authors that linked data and `meta` name and the lines that are printed.
pub(super) fn byline<'t>(
    data: &LinkedData,
    meta: Option<&str>,
    site: Option<&str>,
    printed: impl Iterator<Item = String> + 't,
) -> Option<String> {
    let line = first(printed);
    let named = |names: &[String]| -> Vec<String> {
        let names = names.iter().map(|name| single(without_head(name)));
        names.filter(|name| is_name(name)).collect()
    };
    let meta: Vec<String> = meta.map(str::to_owned).into_iter().collect();
    let meta_is_site = meta.iter().any(|name| site.is_some_and(|site| same(name, site)));
    let mut people = named(&data.people);
    if people.is_empty() && !meta_is_site {
        people = named(&meta);
    }
    if people.is_empty() {
        let organisations = || {
            let organisations = named(&data.organisations);
            if organisations.is_empty() { named(&meta) } else { organisations }
        };
        return line.or_else(|| Some(organisations().join(", ")).filter(|by| !by.is_empty()));
    }
    for name in people.iter_mut().filter(|name| !name.contains(char::is_uppercase)) {
        // `jane roe` in the data is `Jane Roe` in print.
        let at = line.as_ref().and_then(|line| line.to_lowercase().find(&**name));
        let as_printed = line.as_ref().zip(at).and_then(|(line, at)| line.get(at..at + name.len()));
        if let Some(printed) = as_printed.filter(|printed| same(printed, name)) {
            printed.clone_into(name);
        }
    }
    if let Some(line) = line.as_ref().filter(|line| says_more(line, &people)) {
        return Some(line.clone());
    }
    let parts = line.iter().flat_map(|line| line.split([',', '|', '(', ')', '/']));
    for part in parts.chain(data.organisations.iter().map(String::as_str)).map(str::trim) {
        let known = RuleBook::built_in().organisations.find_at_head(part).is_some();
        if known && !people.iter().any(|name| name.to_lowercase().contains(&part.to_lowercase())) {
            people.push(part.to_owned());
        }
    }
    Some(people.join(", "))
}

/// Whether the line names each of `people` once, and after them, set apart, their titles and organisations.
fn says_more(line: &str, people: &[String]) -> bool {
    let makers = line.strip_prefix("By ").unwrap_or(line);
    let once = people.iter().all(|name| line.matches(name.as_str()).count() == 1);
    let begins = people.iter().any(|name| makers.starts_with(name.as_str()));
    let ends = people.iter().filter_map(|name| line.find(name.as_str()).map(|at| at + name.len()));
    let rest = ends.max().and_then(|end| line.get(end..)).unwrap_or_default();
    once && begins && rest.trim_start().starts_with([',', '|', '('])
}

/// The first line that is more than a date, if it reads as a byline.
fn first(mut printed: impl Iterator<Item = String>) -> Option<String> {
    let line = printed.find(|line| !is_date(line))?;
    let line = part_organisation(&single(without_head(without_tail(&line))));
    let lead = line.strip_prefix("By ").unwrap_or(&line);
    let bare = lead.len() == line.len();
    (is_name(&line) && !(bare && is_section(&line))).then_some(line)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | ':' | '.'));
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Nothing but a date and what says of it what it is: `Updated 20:49, 5 Aug 2024`, `Today 5:00 am`.
fn is_date(line: &str) -> bool {
    let Some(first) = words(line).next() else { return true };
    let says = |list: &[&str]| list.contains(&first.as_str());
    if says(&TAILS) {
        return true;
    }
    let begins = is_weekday(&first) || says(&DATES) || month(&first).is_some();
    let digits = line.chars().any(|c| c.is_ascii_digit());
    let short = words(line).all(|word| {
        word.chars().any(|c| c.is_ascii_digit()) || word.chars().count() <= 4 || word == first
    });
    digits && short && (begins || first.starts_with(|c: char| c.is_ascii_digit()))
}

/// `Jane Roe Published 7 May`, `News By Jane Roe`: the makers alone.
fn without_tail(line: &str) -> &str {
    let mut end = line.len();
    let mut from = 0;
    for word in line.split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        if from > 0 && TAILS.contains(&bare.as_str()) {
            end = from;
            break;
        }
        from += word.len() + 1;
    }
    let kept = line.get(..end).unwrap_or(line);
    let kept = kept.trim_end_matches([' ', '|', ',', '•', '·', '-', '–', '—', '/']);
    match kept.split_once(" By ") {
        Some((section, makers)) if !section.contains(' ') => makers,
        _ => kept,
    }
}

/// `von Jane Roe`, `View all posts by Jane Roe`: the name alone. `von Roe` is a name.
fn without_head(line: &str) -> &str {
    let lower = line.to_lowercase();
    let head = HEADS.into_iter().find(|head| lower.starts_with(head));
    // A letter may be longer in lower case.
    let rest = head.and_then(|head| line.get(head.len()..)).unwrap_or(line);
    let named = rest.starts_with(char::is_uppercase) && rest.split_whitespace().nth(1).is_some();
    if named { rest } else { line }
}

/// `Jane Roe Jane Roe` as `Jane Roe`: a picture's label and the name beside it.
fn single(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (one, other) = words.split_at(words.len() / 2);
    if one == other { one.join(" ") } else { words.join(" ") }
}

/// `Jane Roe Associated Press`, which tags parted, as `Jane Roe, Associated Press`.
fn part_organisation(line: &str) -> String {
    let starts = line.match_indices(' ').skip(1).map(|(at, _)| line.split_at(at));
    let found = starts.map(|(makers, rest)| (makers, rest.trim_start())).find(|(makers, rest)| {
        !makers.ends_with([',', '|', '(', '/', '-', '–', '—', '•', ';'])
            && !rest.contains([',', '|', '(', ';'])
            && makers.split(' ').next_back().is_some_and(|w| w.starts_with(char::is_uppercase))
            && is_known_organisation(rest)
    });
    let whole = is_known_organisation(line.strip_prefix("By ").unwrap_or(line));
    match found {
        Some((makers, rest)) if !whole => format!("{makers}, {rest}"),
        _ => line.to_owned(),
    }
}

fn is_name(text: &str) -> bool {
    let usable = |word: String| {
        !TAILS.contains(&word.as_str()) && !CHROME.contains(&word.as_str()) && word != "©"
    };
    let short = |name: &str| name.split_whitespace().count() <= NAME_WORDS_MAX;
    text.chars().any(char::is_alphabetic)
        && !text.contains("://")
        && !text.chars().any(|c| c.is_ascii_digit())
        && words(text).all(usable)
        && text.split([',', '|', ';', '/']).all(short)
        && !is_login(text)
        && !is_nobody(text)
}

/// `No Author`, `paper.example/jane`, `Observer, Halden, Germany`.
fn is_nobody(text: &str) -> bool {
    let lower = text.to_lowercase();
    // `Paper.example/Agencies` is a credit.
    let profile = |word: &str| {
        let host = word.split_once('/').map(|(host, _)| host);
        host.is_some_and(|host| host.contains('.')) && !word.contains(char::is_uppercase)
    };
    NOBODY.contains(&lower.as_str())
        || COUNTRIES.iter().any(|country| lower.ends_with(country))
        || text.split_whitespace().any(profile)
}

/// `jane-r`, `admin`, `halden.example`.
fn is_login(text: &str) -> bool {
    text.is_ascii()
        && !text.contains([' ', '/', ';'])
        && !text.contains(|c: char| c.is_ascii_uppercase())
        && !is_known_organisation(text)
}

/// One capitalised word that is no desk and no organisation: `Health`.
fn is_section(line: &str) -> bool {
    let mut letters = line.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_lowercase)
        && !is_office(line)
        && !is_known_organisation(line)
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
