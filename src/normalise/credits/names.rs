//! Splits a list of makers into people and organisations. Only what reads like a person's name becomes a person.

use std::borrow::Cow;

use super::organisations::Directory;
use super::places::{is_known_place, is_region};
use super::window::visible;
use crate::model::Person;
use crate::normalise::text::head_of;

mod employer;
mod inverted;
mod material;
mod offices;
mod titled;

use employer::{engaged_by, split_employer};
use inverted::read_inverted;
pub(super) use inverted::read_inverted_field;
use material::{read_material, split_material};
use offices::is_house;
pub(in crate::normalise) use offices::is_office;
use titled::ends_in_title;
pub(super) use titled::{is_japanese_name, read_titled};

/// People and organisations of one credit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Makers {
    pub(super) people: Vec<Person>,
    /// As printed.
    pub(super) organisations: Vec<String>,
    /// Those whose copy was used, as printed: `with AP`, `(avec AFP et Reuters)`.
    pub(super) material: Vec<String>,
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
    &[" in ", " at ", " of ", " for ", " from ", " via ", " aus ", " à ", " near ", " aboard "];

/// Written together with the name behind them: `d'Emilio`, `al-Masri`.
const BOUND_PARTICLES: &[&str] = &[
    "d", "l", "de", "dell", "dall", "nell", "degl", "t", "al", "el", "ul", "ad", "an", "ar", "as",
    "ash", "at", "az", "abu", "bin", "ibn", "bint",
];

/// Words of their own inside a name.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "di", "da", "dos", "du", "van", "von", "vom", "zu", "la",
    "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "af", "'t",
];

/// Reads `Jane Roe in Paris and John Doe, Bloomberg News (TNS)`; every person gets `rel`.
pub(super) fn read_makers(printed: &str, rel: &str, directory: &Directory) -> Makers {
    let printed = &*visible(printed);
    if let Some(titled) = read_titled(printed, rel, directory) {
        return titled.makers;
    }
    let mut makers = Makers::default();
    let mut plain = String::with_capacity(printed.len());
    for (at, piece) in printed.split(['(', ')']).enumerate() {
        if at % 2 == 0 {
            plain.push_str(piece);
        } else if let Some(material) = read_material(piece, directory) {
            makers.material.extend(material);
        } else if directory.find_at_head(piece).is_some() {
            makers.organisations.push(piece.trim().to_owned());
        } else if is_person(piece.trim()) && plain.contains('@') {
            piece.clone_into(&mut plain);
        }
    }
    let (plain, material) = split_material(&plain, directory);
    makers.material.extend(material);
    let mut list = List { makers, unlabelled: 0, housed: false, rel, directory };
    for chunk in plain.split(';').flat_map(|group| chunks(group, directory)) {
        let ends = plain.trim_end().strip_suffix(&*chunk);
        list.read(&chunk, ends.is_some_and(|before| before.ends_with(", ")));
    }
    list.makers
}

struct List<'d> {
    makers: Makers,
    /// Where the people begin whose employer or role is to come.
    unlabelled: usize,
    /// The chunk before was a house.
    housed: bool,
    rel: &'d str,
    directory: &'d Directory,
}

impl List<'_> {
    /// `ends`: nothing follows it, and a bare comma stands before it.
    fn read(&mut self, chunk: &str, ends: bool) {
        let directory = self.directory;
        let behind_house = std::mem::take(&mut self.housed);
        // A new group: what is printed from here on belongs to nobody before.
        if chunk.is_empty() {
            self.unlabelled = self.makers.people.len();
            return;
        }
        // A title whose name is not sure names nobody.
        if ends_in_title(chunk) {
            return;
        }
        let is_maker = |name: &str| is_person(name) && !is_house(name, directory);
        let whole_is_maker = is_maker(chunk);
        let known =
            if whole_is_maker { directory.find(chunk) } else { directory.find_at_head(chunk) };
        if known.is_some() {
            self.house(chunk, chunk);
            self.housed = true;
            return;
        }
        // `Jane Roe, BBC News, Port Ellery`: the town in which the house has its bureau, as likely as a person.
        if behind_house && ends && !self.makers.people.is_empty() && whole_is_maker {
            return;
        }
        let chunk = without_own_title(chunk);
        let whole_is_maker = whole_is_maker || is_maker(chunk);
        let employed = split_employer(chunk, whole_is_maker, directory);
        let (name, tail) =
            employed.map_or_else(|| split_tail(chunk), |(name, house)| (name, Some(house)));
        let named = if name == chunk { whole_is_maker } else { is_maker(name) };
        if self.makers.people.len() < PEOPLE_MAX && named {
            self.makers.people.push(person(name, self.rel));
            if let Some((_, house)) = employed {
                let known = directory.find_at_head(engaged_by(house).unwrap_or(house));
                self.house(known.map(|_| engaged_by(house).unwrap_or(house)), house);
            } else if let Some(known) = tail.filter(|t| directory.find(t).is_some()) {
                self.house(known, known);
            }
            return;
        }
        let of_desk = || {
            // `Redazione ANSA`: the desk of the house behind it.
            let (_, house) = chunk.split_once(' ').filter(|(desk, _)| is_office(desk))?;
            Some(house)
        };
        let house = engaged_by(chunk).or_else(of_desk);
        self.house(house.filter(|house| directory.find(house).is_some()), chunk);
    }

    /// Names a house, and gives the people before it `printed` as theirs.
    fn house<'h>(&mut self, house: impl Into<Option<&'h str>>, printed: &str) {
        self.makers.organisations.extend(house.into().map(str::to_owned));
        label(&mut self.makers.people, self.unlabelled, printed, self.directory);
        self.unlabelled = self.makers.people.len();
    }
}

/// `Karl Vogt` of `unserem Redakteur Karl Vogt`: behind a word for "our" stands what the person is to the paper.
fn without_own_title(chunk: &str) -> &str {
    const OUR: [&str; 14] = [
        "unserem ", "unserer ", "unseren ", "our ", "notre ", "nos ", "nuestro ", "nuestra ",
        "nosso ", "nossa ", "nostro ", "nostra ", "onze ", "vår ",
    ];
    const TITLE_WORDS_MAX: usize = 3;
    let Some(behind) = head_of(chunk, &OUR).and_then(|our| chunk.get(our.len()..)) else {
        return chunk;
    };
    let blanks = behind.match_indices(' ').map(|(at, _)| at + 1).take(TITLE_WORDS_MAX);
    blanks.filter_map(|at| behind.get(at..)).find(|name| is_person(name)).unwrap_or(chunk)
}

fn person(name: &str, rel: &str) -> Person {
    Person { name: name.to_owned(), rel: rel.to_owned(), literal: None }
}

/// What stands between separators in one group of makers, behind an empty one.
fn chunks<'t>(group: &'t str, directory: &Directory) -> Vec<Cow<'t, str>> {
    let names = match read_inverted(group) {
        Some(names) => names.into_iter().map(Cow::Owned).collect(),
        None => split(group, directory).into_iter().map(Cow::Borrowed).collect::<Vec<_>>(),
    };
    std::iter::once(Cow::Borrowed("")).chain(names).collect()
}

/// Whether `text` reads like a person's name: two to five words, each a name or a particle, none an office.
pub(super) fn is_person(text: &str) -> bool {
    const WORDS_MAX: usize = 5;
    let words: Vec<&str> = text.split_whitespace().take(WORDS_MAX + 1).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    (2..=WORDS_MAX).contains(&words.len())
        && text.chars().all(|c| {
            c.is_alphabetic()
                || matches!(
                    c,
                    ' ' | '.' | '\'' | '’' | '-' | '\u{a0}' | '`' | '\u{300}'..='\u{36f}'
                )
        })
        && starts_upper(first)
        && *first != "The"
        && (starts_upper(last) || has_bound_particle(last))
        && words.iter().all(|w| is_name_word(w))
        && !words.iter().all(|w| is_initials(w))
        && !words.iter().any(|w| is_office(w))
        && !is_known_place(text)
}

fn is_name_word(word: &str) -> bool {
    starts_upper(word) || PARTICLES.contains(&word) || has_bound_particle(word)
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&&*word.to_lowercase())
}

/// `d'Emilio`, `al-Masri`, `el-Sayed`.
pub(super) fn has_bound_particle(word: &str) -> bool {
    word.split_once(['\'', '’', '-'])
        .is_some_and(|(particle, name)| BOUND_PARTICLES.contains(&particle) && starts_upper(name))
}

/// `A.`, `H.-X.`, `J.R.`: nobody is called by initials alone.
fn is_initials(word: &str) -> bool {
    let parts = || word.split(['.', '-']).filter(|part| !part.is_empty());
    parts().next().is_some() && parts().all(|part| part.chars().count() == 1) && starts_upper(word)
}

/// Gives the people from `from` on who have none the role or employer printed after them; other words after a name are
/// a town, a hand-out or the next person.
fn label(people: &mut [Person], from: usize, printed: &str, directory: &Directory) {
    let printed = printed.split(". ").next().unwrap_or(printed).trim();
    let employed = printed.split(' ').any(is_office)
        || is_house(printed, directory)
        || printed.to_lowercase().starts_with("special to ")
        || directory.find_at_head(printed).is_some();
    if !employed || is_known_place(printed) || is_region(printed) {
        return;
    }
    for person in people.iter_mut().skip(from).filter(|p| p.literal.is_none()) {
        person.literal = Some(printed.to_owned());
    }
}

fn split<'t>(text: &'t str, directory: &Directory) -> Vec<&'t str> {
    // Every separator is a mark or a word between two blanks.
    let one_name = text.bytes().filter(|byte| *byte == b' ').count() < 2
        && !text.contains([',', ';', '|', '\n', '/']);
    let chunks = if one_name { vec![text] } else { split_at_separators(text, directory) };
    let trim = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '*' | '"' | '-' | '–' | '—');
    chunks
        .into_iter()
        .map(|c| c.trim_matches(trim))
        .map(strip_joiner)
        .filter(|c| !c.is_empty())
        .collect()
}

fn split_at_separators<'t>(text: &'t str, directory: &Directory) -> Vec<&'t str> {
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
    let dutch = |chunk: &'t str| {
        let parts = if is_dutch_pair(chunk) { chunk.split(" en ").collect() } else { vec![chunk] };
        parts.into_iter()
    };
    chunks.into_iter().flat_map(dutch).collect()
}

/// `Pieter van der Berg en Lena Holm`: Dutch by its particles. In Spanish and French a town follows the word.
fn is_dutch_pair(chunk: &str) -> bool {
    [" van ", " der ", " den ", " ter ", " ten ", " 't "].iter().any(|word| chunk.contains(word))
}

fn strip_joiner(chunk: &str) -> &str {
    ["and ", "& ", "By ", "by ", "with "]
        .iter()
        .find_map(|joiner| chunk.strip_prefix(joiner))
        .unwrap_or(chunk)
}

fn split_tail(chunk: &str) -> (&str, Option<&str>) {
    let found = chunk.match_indices(' ').filter_map(|(at, _)| chunk.split_at_checked(at));
    let mut found = found.filter_map(|(name, behind)| {
        TAILS.iter().find_map(|tail| Some((name, behind.strip_prefix(tail)?)))
    });
    match found.next() {
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
mod tests;
