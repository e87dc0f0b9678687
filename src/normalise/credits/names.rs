//! Splits a list of makers into people and organisations. Only what reads like a person's name becomes a person.

use super::organisations::Directory;
use super::places::{is_known_place, is_region};
use super::window::visible;
use crate::model::Person;

/// People and organisations of one credit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Makers {
    pub(super) people: Vec<Person>,
    /// As printed.
    pub(super) organisations: Vec<String>,
}

/// A byline with more makers than this is no byline.
const PEOPLE_MAX: usize = 24;

/// Between makers, whatever they are.
const HARD_SEPARATORS: &[&str] = &[
    ",", ";", "|", "
", " • ", " - ", " – ", " — ", " / ",
];
/// Between makers, but inside some organisations' names too: `Stars and Stripes`.
const SOFT_SEPARATORS: &[&str] = &[
    " and ", " & ", " with ", " und ", " et ", " y ", " e ", " og ", " och ", " avec ", " mit ",
    " con ", " com ", "/",
];
/// Words between two makers, in the languages of the wires.
pub(super) const JOINERS: [&str; 13] = [
    " and ", " & ", " with ", " und ", " et ", " y ", " e ", " og ", " och ", " avec ", " mit ",
    " con ", " com ",
];

/// What follows one of these belongs to the person before it: a place or an employer.
const TAILS: &[&str] =
    &[" in ", " at ", " of ", " for ", " from ", " aus ", " à ", " near ", " aboard "];

const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "di", "da", "dos", "du", "van", "von", "vom", "zu", "la",
    "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "af", "'t",
];

/// Words of desks, titles and papers; no person is called so.
const OFFICES: &[&str] = &[
    "agencies",
    "agencias",
    "agences",
    "agenzie",
    "agenturen",
    "redacción",
    "rédaction",
    "redazione",
    "redação",
    "redaktionen",
    "agency",
    "analyst",
    "bureau",
    "business",
    "chief",
    "columnist",
    "contributor",
    "correspondent",
    "critic",
    "daily",
    "desk",
    "director",
    "editor",
    "editorial",
    "editors",
    "freelance",
    "gazette",
    "herald",
    "house",
    "images",
    "independent",
    "institute",
    "journal",
    "journalist",
    "magazine",
    "media",
    "network",
    "news",
    "newspaper",
    "online",
    "photo",
    "photographer",
    "photos",
    "pictures",
    "post",
    "press",
    "producer",
    "redaktion",
    "reporter",
    "reporters",
    "service",
    "sports",
    "staff",
    "team",
    "times",
    "university",
    "writer",
    "enquirer",
    "register",
    "courier",
    "tribune",
    "chronicle",
    "examiner",
    "sentinel",
    "dispatch",
    "radio",
    "television",
    "channel",
    "foundation",
    "association",
    "citizen",
];

/// Reads `Jane Roe in Paris and John Doe, Bloomberg News (TNS)`; every person gets `rel`.
pub(super) fn read_makers(printed: &str, rel: &str, directory: &Directory) -> Makers {
    let printed = &*visible(printed);
    let mut makers = Makers::default();
    let mut plain = String::with_capacity(printed.len());
    for (at, piece) in printed.split(['(', ')']).enumerate() {
        if at % 2 == 0 {
            plain.push_str(piece);
        } else if directory.find_at_head(piece).is_some() {
            makers.organisations.push(piece.trim().to_owned());
        } else if is_person(piece.trim()) && plain.contains('@') {
            piece.clone_into(&mut plain);
        }
    }
    let mut unlabelled = 0;
    for chunk in
        plain.split(';').flat_map(|group| std::iter::once("").chain(split(group, directory)))
    {
        // A new group: what is printed from here on belongs to nobody before.
        if chunk.is_empty() {
            unlabelled = makers.people.len();
            continue;
        }
        let (name, tail) = split_tail(chunk);
        let organisation =
            if is_person(chunk) { directory.find(chunk) } else { directory.find_at_head(chunk) };
        if organisation.is_some() {
            makers.organisations.push(chunk.to_owned());
            label(&mut makers.people, unlabelled, chunk);
            unlabelled = makers.people.len();
        } else if is_person(name) && makers.people.len() < PEOPLE_MAX {
            makers.people.push(Person {
                name: name.to_owned(),
                rel: rel.to_owned(),
                literal: None,
            });
            if let Some(known) = tail.filter(|t| directory.find(t).is_some()) {
                makers.organisations.push(known.to_owned());
                label(&mut makers.people, unlabelled, known);
                unlabelled = makers.people.len();
            }
        } else {
            label(&mut makers.people, unlabelled, chunk);
            unlabelled = makers.people.len();
        }
    }
    makers
}

/// Whether `text` reads like a person's name: two to five words, each a name or a particle, none an office.
pub(super) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    (2..=5).contains(&words.len())
        && text.chars().all(|c| {
            c.is_alphabetic()
                || matches!(
                    c,
                    ' ' | '.' | '\'' | '’' | '-' | '\u{a0}' | '`' | '\u{300}'..='\u{36f}'
                )
        })
        && starts_upper(first)
        && *first != "The"
        && !is_known_place(text)
        && starts_upper(last)
        && words.iter().all(|w| (starts_upper(w) || PARTICLES.contains(w)) && !is_office(w))
}

/// Whether the word belongs to a desk, title or paper.
pub(in crate::normalise) fn is_office(word: &str) -> bool {
    let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    lower.split('-').any(|part| OFFICES.contains(&part))
}

/// Gives the people from `from` on who have none the role or employer printed after them.
fn label(people: &mut [Person], from: usize, printed: &str) {
    let printed = printed.trim();
    let suffix = ["Jr.", "Jr", "Sr.", "II", "III", "MD", "M.D.", "PhD", "Ph.D."].contains(&printed);
    if suffix || is_region(printed) {
        return;
    }
    for person in people.iter_mut().skip(from).filter(|p| p.literal.is_none()) {
        person.literal = Some(printed.to_owned());
    }
}

fn split<'t>(text: &'t str, directory: &Directory) -> Vec<&'t str> {
    let mut chunks = vec![text];
    let there = |separator: &&&str| text.contains(**separator);
    for separator in HARD_SEPARATORS.iter().filter(there) {
        chunks = chunks.into_iter().flat_map(|chunk| chunk.split(separator)).collect();
    }
    for separator in SOFT_SEPARATORS.iter().filter(there) {
        let whole = |chunk: &str| !chunk.contains(separator) || directory.find(chunk).is_some();
        chunks = chunks
            .into_iter()
            .flat_map(
                |chunk| {
                    if whole(chunk) { vec![chunk] } else { chunk.split(separator).collect() }
                },
            )
            .collect();
    }
    let trim = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '*' | '"' | '-' | '–' | '—');
    chunks
        .into_iter()
        .map(|c| c.trim_matches(trim))
        .map(strip_joiner)
        .filter(|c| !c.is_empty())
        .collect()
}

fn strip_joiner(chunk: &str) -> &str {
    ["and ", "& ", "By ", "by ", "with "]
        .iter()
        .find_map(|joiner| chunk.strip_prefix(joiner))
        .unwrap_or(chunk)
}

fn split_tail(chunk: &str) -> (&str, Option<&str>) {
    let found =
        TAILS.iter().filter_map(|tail| chunk.split_once(tail)).min_by_key(|(name, _)| name.len());
    match found {
        Some((name, tail)) => (name.trim(), Some(tail.trim())),
        None => {
            (chunk.trim_end_matches(|c| matches!(c, '.' | ' ') && !ends_with_initial(chunk)), None)
        }
    }
}

/// `Sammy Davis Jr.` and `Jane R.` keep their full stop.
fn ends_with_initial(chunk: &str) -> bool {
    let last = chunk.rsplit(' ').next().unwrap_or("").trim_end_matches('.');
    last.chars().count() == 1 || matches!(last, "Jr" | "Sr")
}

fn starts_upper(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    fn check(printed: &str, people: &[(&str, Option<&str>)], organisations: &[&str]) {
        let makers = read_makers(printed, "author", built_in());
        let found: Vec<_> =
            makers.people.iter().map(|p| (p.name.as_str(), p.literal.as_deref())).collect();
        assert_eq!(found, people, "{printed:?}");
        assert_eq!(makers.organisations, organisations, "{printed:?}");
    }

    #[test]
    fn people_are_told_from_organisations_and_offices() {
        let news = Some("Bloomberg News");
        check(
            "Ana Ruiz and Olav Berg, Bloomberg News (TNS)",
            &[("Ana Ruiz", news), ("Olav Berg", news)],
            &["TNS", "Bloomberg News"],
        );
        check(
            "Ana Ruiz in Oslo; Olav Berg in Bergen",
            &[("Ana Ruiz", None), ("Olav Berg", None)],
            &[],
        );
        check("Mia Holm, Staff Writer", &[("Mia Holm", Some("Staff Writer"))], &[]);
        check(
            "Mia Holm, AP Business Writer",
            &[("Mia Holm", Some("AP Business Writer"))],
            &["AP Business Writer"],
        );
        check(
            "Pieter van der Berg, Lena O'Hara & Zoë Jiménez-Ruiz",
            &[("Pieter van der Berg", None), ("Lena O'Hara", None), ("Zoë Jiménez-Ruiz", None)],
            &[],
        );
        check("The Associated Press", &[], &["The Associated Press"]);
        check(
            "Mia Holm | Stars and Stripes",
            &[("Mia Holm", Some("Stars and Stripes"))],
            &["Stars and Stripes"],
        );
        check("desk@halden.example (Mia Holm)", &[("Mia Holm", None)], &[]);
        check(
            "Mia Holm of The Seattle Times",
            &[("Mia Holm", Some("The Seattle Times"))],
            &["The Seattle Times"],
        );
        check("Sammy Holm Jr., Reuters", &[("Sammy Holm Jr.", Some("Reuters"))], &["Reuters"]);
        check("Staff Reporter", &[], &[]);
        check("", &[], &[]);
    }
}
