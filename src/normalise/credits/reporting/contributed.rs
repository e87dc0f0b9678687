//! Sentences that name contributors: `Halden News' Ana Ruiz and Olav Berg in Oslo contributed to this report.`

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::CREDIT_BYTES_MAX;
use crate::model::Person;
use crate::normalise::credits::names::{Makers, is_person};
use crate::normalise::credits::organisations::Directory;
use crate::normalise::credits::places::is_region;

const CONTRIBUTED: [&str; 5] = [
    "contributed to this report",
    "contributed to this story",
    "contributed to this article",
    "contributed to this post",
    "contributed reporting",
];

/// What every sentence of the kind has in it; most lines have nothing of it.
static VERB: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("contributed"));

static WHENCE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" reported from "));

/// The longest run of whole sentences at the end that is a credit.
pub(super) fn find_contributed(text: &str, directory: &Directory) -> Option<usize> {
    const SENTENCES_MAX: usize = 4;
    let bare = text.trim_end_matches('.');
    if !CONTRIBUTED.iter().any(|end| bare.ends_with(end))
        && !text.contains(" contributed reporting from ")
    {
        return None;
    }
    let near = sentence_starts(text).take_while(|from| text.len() - from <= CREDIT_BYTES_MAX);
    let is_credit = |from: &usize| {
        text.get(*from..).is_some_and(|tail| read_contributed(tail, directory).is_some())
    };
    near.take(SENTENCES_MAX).filter(is_credit).last()
}

/// Where the sentences behind the first one begin, from the last one up.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> {
    let blanks = text.rmatch_indices([' ', '\n']).map(|(at, _)| at);
    blanks.filter(|at| ends_sentence(text.get(..*at).unwrap_or(""))).map(|at| at + 1)
}

/// `Ruiz reported from Oslo.`, as often as there are sentences.
fn tells_whence(mut sentences: &str) -> bool {
    const SENTENCE_BYTES_MAX: usize = 240;
    while !sentences.is_empty() {
        let from = sentence_starts(sentences).next().unwrap_or(0);
        let (before, sentence) = sentences.split_at_checked(from).unwrap_or(("", sentences));
        if sentence.len() > SENTENCE_BYTES_MAX || !sentence.contains(" reported from ") {
            return false;
        }
        sentences = before.trim_end();
    }
    true
}

/// A full stop behind `St`, `Gov` or an initial ends nothing.
fn ends_sentence(before: &str) -> bool {
    const SHORT: [&str; 20] = [
        "St", "Mr", "Mrs", "Ms", "Dr", "Gov", "Sen", "Rep", "Lt", "Col", "Gen", "Sgt", "Jr", "Sr",
        "Calif", "Fla", "Mass", "Wash", "Mich", "Conn",
    ];
    let before = before.trim_end_matches(['"', '”', '’', ')']);
    let Some(before) = before.strip_suffix('.') else {
        return before.ends_with(['!', '?']);
    };
    let word = before.rsplit([' ', '\n']).next().unwrap_or(before);
    word.chars().count() > 1 && !word.contains('.') && !SHORT.contains(&word)
}

/// `Halden News' Ana Ruiz and Olav Berg in Oslo contributed to this report.`
pub(super) fn read_contributed(line: &str, directory: &Directory) -> Option<Makers> {
    VERB.find(line.as_bytes())?;
    let bare = line.trim_end_matches(['.', ' ', ')']);
    let full = CONTRIBUTED.iter().find_map(|end| bare.strip_suffix(end));
    let full = full.or_else(|| {
        let (head, place) = bare.rsplit_once(" contributed reporting from ")?;
        is_place_like(place).then_some(head)
    });
    let from_town = || {
        let (head, place) = bare.rsplit_once(" contributed from ")?;
        is_place_like(place).then_some(head)
    };
    let bare_verb = || bare.strip_suffix("contributed");
    let head = full.or_else(from_town).or_else(bare_verb)?.trim_end_matches([' ', ',', '-']);
    let from = sentence_starts(head).next().unwrap_or(0);
    let (before, head) = head.split_at_checked(from)?;
    if !tells_whence(before.trim_end()) {
        return None;
    }
    let (employer, names) = split_employer(head);
    let mut makers = Makers::default();
    let mut whence = before.trim_end();
    while !whence.is_empty() {
        let from = sentence_starts(whence).next().unwrap_or(0);
        let (above, sentence) = whence.split_at_checked(from).unwrap_or(("", whence));
        let people = read_whence(sentence, directory).map(|read| read.people);
        makers.people.splice(0..0, people.unwrap_or_default());
        whence = above.trim_end();
    }
    let mut others = 0;
    for chunk in names.split([',', ';']).flat_map(|c| c.split(" and ")) {
        let name = chunk
            .trim()
            .split(" in ")
            .next()
            .unwrap_or(chunk)
            .split(" at ")
            .next()
            .unwrap_or(chunk)
            .trim();
        let name = name.strip_prefix("and ").unwrap_or(name);
        let name = name.strip_suffix(" also").unwrap_or(name);
        if name.is_empty() || is_region(name) {
            continue;
        }
        if is_person(name) && directory.find(name).is_none() {
            makers.people.push(Person {
                name: name.to_owned(),
                rel: "contributor".into(),
                literal: employer.map(str::to_owned),
            });
        } else if directory.find(name).is_some() || full.is_some() && is_house_like(name) {
            makers.organisations.push(name.to_owned());
        } else {
            others += 1;
        }
    }
    // `Ana Ruiz and Olav Berg contributed.` is a credit where nothing but names stands in it.
    if full.is_none() && others > 0 {
        return None;
    }
    (!makers.people.is_empty() || !makers.organisations.is_empty()).then_some(makers)
}

/// `The Moss Courier`: an article and a name of two words or more.
fn is_house_like(name: &str) -> bool {
    let named = name.strip_prefix("The ").or_else(|| name.strip_prefix("the "));
    named.is_some_and(|named| {
        named.contains(' ') && named.split(' ').all(|word| word.starts_with(char::is_uppercase))
    })
}

/// `Oslo`, `Las Vegas, Nev.`, `the United Nations`.
fn is_place_like(text: &str) -> bool {
    const BYTES_MAX: usize = 60;
    let small = |word: &str| matches!(word, "and" | "the" | "of" | "in");
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    text.len() <= BYTES_MAX && text.split(' ').all(|word| capital(word) || small(word))
}

/// `Ana Ruiz reported from Oslo.`, and no other sentence: who wrote, where no byline says so.
pub(super) fn read_whence(line: &str, directory: &Directory) -> Option<Makers> {
    WHENCE.find(line.as_bytes())?;
    let bare = line.trim_end_matches(['.', ' ']);
    let (names, place) = bare.split_once(" reported from ")?;
    let mut makers = Makers::default();
    for name in names.split(", ").flat_map(|names| names.split(" and ")) {
        let name = name.strip_prefix("and ").unwrap_or(name);
        let surname = !name.contains(' ') && name.starts_with(char::is_uppercase);
        if is_person(name) && directory.find(name).is_none() {
            let rel = "author".into();
            makers.people.push(Person { name: name.to_owned(), rel, literal: None });
        } else if !surname || directory.find(name).is_some() || PRONOUNS.contains(&name) {
            return None;
        }
    }
    is_place_like(place).then_some(makers)
}

const PRONOUNS: [&str; 8] = ["He", "She", "They", "We", "It", "I", "Police", "Witnesses"];

/// `Associated Press writers Ana Ruiz`, `Halden News' Ana Ruiz`.
fn split_employer(head: &str) -> (Option<&str>, &str) {
    for title in [
        " writers ",
        " writer ",
        " reporters ",
        " reporter ",
        " correspondents ",
        " correspondent ",
        " journalists ",
        " staff ",
    ] {
        if let Some((employer, names)) = head.split_once(title).filter(|(e, _)| e.len() <= 60) {
            return (Some(employer.trim()), names);
        }
    }
    for mark in ["'s ", "’s ", "' ", "’ "] {
        if let Some((employer, names)) =
            head.split_once(mark).filter(|(e, _)| e.len() <= 60 && !e.contains(','))
        {
            return (Some(employer.trim()), names);
        }
    }
    (None, head)
}
