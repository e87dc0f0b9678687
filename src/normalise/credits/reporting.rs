//! Credits after the story: `(Reporting by ...; Editing by ...)`, `... contributed to this report.`

use std::sync::LazyLock;

use regex::Regex;

use super::names::{Makers, is_person, read_makers};
use super::organisations::Directory;
use super::places::is_region;
use crate::model::Person;

/// A credit with more bytes than this is a paragraph of the story.
const CREDIT_BYTES_MAX: usize = 700;

static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:^|[\s;,.(\[—–-])(?P<role>
            (?:additional\s+|further\s+)?(?:reporting|writing|editing|compiled|photography|photos|graphics?|text|production|research|translation|translated|written|edited|reported)
            (?:(?:,\s*|\s+and\s+|\s*&\s*)(?:additional\s+|further\s+)?(?:reporting|writing|editing|photography|photos|graphics?|production|edited|written|compiled))*
            \s+by|with\s+(?:additional\s+)?(?:assistance|reporting|contributions?)\s+(?:from|by)|contributing(?:\s+reporting)?\s*:|redaktion:|edition:)\s*:?\s",
    )
    .ok()
});

/// Reads a line that is a reporting credit and nothing else.
pub(super) fn read_reporting(line: &str, directory: &Directory) -> Option<Makers> {
    if line.len() > CREDIT_BYTES_MAX {
        return None;
    }
    let line = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | '–' | '—' | '_' | '*')
    });
    read_roles(line, directory).or_else(|| read_contributed(line, directory))
}

/// Where a reporting credit begins that ends a paragraph: ` ... said. (Reporting by ...)`, ` ... said. Ana Ruiz contributed
/// to this report.`
pub(super) fn find_at_end(paragraph: &str, directory: &Directory) -> Option<usize> {
    let text = paragraph.trim_end();
    if !text.ends_with(')') && !text.ends_with(").") {
        return find_contributed(text, directory);
    }
    let from = text
        .rfind("(Report")
        .or_else(|| text.rfind("(Writing "))
        .or_else(|| text.rfind("(Additional "));
    let from = from.or_else(|| text.rfind("(Editing ")).or_else(|| text.rfind("(Compiled "))?;
    read_reporting(text.get(from..)?, directory).map(|_| from)
}

const CONTRIBUTED: [&str; 5] = [
    "contributed to this report",
    "contributed to this story",
    "contributed to this article",
    "contributed to this post",
    "contributed reporting",
];

/// The longest run of whole sentences at the end that is a credit.
fn find_contributed(text: &str, directory: &Directory) -> Option<usize> {
    const SENTENCES_MAX: usize = 4;
    let bare = text.trim_end_matches('.');
    if !CONTRIBUTED.iter().any(|end| bare.ends_with(end)) {
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

fn read_roles(line: &str, directory: &Directory) -> Option<Makers> {
    const FIRST_WORDS: &[&str] = &[
        "additional",
        "further",
        "reporting",
        "writing",
        "editing",
        "compiled",
        "photography",
        "photos",
        "graphic",
        "graphics",
        "text",
        "production",
        "research",
        "translation",
        "translated",
        "written",
        "edited",
        "reported",
        "with",
        "contributing",
        "redaktion",
        "edition",
    ];
    let first = line.split([' ', ':', ',']).next()?;
    if !FIRST_WORDS.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return None;
    }
    let roles: Vec<(usize, usize, &str)> = ROLE
        .as_ref()?
        .captures_iter(line)
        .filter_map(|found| {
            Some((found.name("role")?.start(), found.get(0)?.end(), found.name("role")?.as_str()))
        })
        .collect();
    if roles.first()?.0 > 1 {
        return None;
    }
    if is_sentence(line) {
        return None;
    }
    let mut makers = Makers::default();
    for (at, (_, from, role)) in roles.iter().enumerate() {
        let to = roles.get(at + 1).map_or(line.len(), |next| next.0);
        let names = line
            .get(*from..to)?
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '.' | ')'));
        let found = read_makers(names, rel_of(role), directory);
        // A credit names somebody; a sentence that begins with "Reporting by" does not.
        if found.people.is_empty() && found.organisations.is_empty() && names.split(' ').count() > 4
        {
            return None;
        }
        makers.people.extend(found.people);
        makers.organisations.extend(found.organisations);
    }
    Some(makers)
}

/// Whether words stand in it that no list of names has: `Research by Ana Ruiz shows that ...`.
fn is_sentence(line: &str) -> bool {
    const LIST_WORDS: &[&str] = &[
        "and",
        "in",
        "at",
        "by",
        "with",
        "for",
        "from",
        "of",
        "the",
        "de",
        "van",
        "von",
        "der",
        "la",
        "al",
        "bin",
        "el",
        "di",
        "da",
        "additional",
        "further",
        "reporting",
        "writing",
        "editing",
        "photography",
        "photos",
        "graphics",
        "graphic",
        "production",
        "research",
        "edited",
        "written",
        "compiled",
        "translated",
        "translation",
        "assistance",
        "contributions",
        "newsroom",
        "newsrooms",
        "bureau",
        "bureaus",
        "und",
        "et",
        "y",
    ];
    let others = line.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let others = others.filter(|w| w.starts_with(char::is_lowercase) && !LIST_WORDS.contains(w));
    others.count() > 1
}

/// `Halden News' Ana Ruiz and Olav Berg in Oslo contributed to this report.`
fn read_contributed(line: &str, directory: &Directory) -> Option<Makers> {
    let bare = line.trim_end_matches(['.', ' ', ')']);
    let full = CONTRIBUTED.iter().find_map(|end| bare.strip_suffix(end));
    let head = full.or_else(|| bare.strip_suffix("contributed"))?.trim_end_matches([' ', ',', '-']);
    let from = sentence_starts(head).next().unwrap_or(0);
    let (before, head) = head.split_at_checked(from)?;
    if !tells_whence(before.trim_end()) {
        return None;
    }
    let (employer, names) = split_employer(head);
    let mut makers = Makers::default();
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
        } else if directory.find(name).is_some() {
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

fn rel_of(role: &str) -> &'static str {
    let role = role.to_lowercase();
    if role.starts_with("additional")
        || role.starts_with("further")
        || role.starts_with("with")
        || role.starts_with("contribut")
    {
        "contributor"
    } else if role.starts_with("edit") || role.starts_with("redaktion") {
        "editor"
    } else if role.starts_with("photo") && !role.contains("report") {
        "photographer"
    } else if role.starts_with("graphic")
        || role.starts_with("production")
        || role.starts_with("research")
        || role.starts_with("translat")
    {
        "contributor"
    } else {
        "author"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    fn check(line: &str, people: &[(&str, &str)]) {
        let makers =
            read_reporting(line, built_in()).unwrap_or_else(|| panic!("not read: {line:?}"));
        let found: Vec<_> =
            makers.people.iter().map(|p| (p.name.as_str(), p.rel.as_str())).collect();
        assert_eq!(found, people, "{line:?}");
    }

    #[test]
    fn roles_of_a_reporting_credit_are_told_apart() {
        check(
            "(Reporting by Ana Ruiz and Olav Berg in Oslo; Additional reporting by Mia Holm; Editing by Jo Lind and Pia Strand)",
            &[
                ("Ana Ruiz", "author"),
                ("Olav Berg", "author"),
                ("Mia Holm", "contributor"),
                ("Jo Lind", "editor"),
                ("Pia Strand", "editor"),
            ],
        );
        check(
            "Reporting by Ana Ruiz, Editing by Jo Lind",
            &[("Ana Ruiz", "author"), ("Jo Lind", "editor")],
        );
        check(
            "(Reporting by Ana Ruiz, writing by Olav Berg. Editing by Jo Lind.)",
            &[("Ana Ruiz", "author"), ("Olav Berg", "author"), ("Jo Lind", "editor")],
        );
        check("Photography and reporting by Ana Ruiz", &[("Ana Ruiz", "author")]);
        check(
            "— With assistance from Ana Ruiz and Olav Berg.",
            &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
        );
        check("--With assistance by Ana Ruiz.", &[("Ana Ruiz", "contributor")]);
        check(
            "Contributing: Ana Ruiz, Olav Berg",
            &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
        );
        check("(Editing by Jo Lind)", &[("Jo Lind", "editor")]);
    }

    #[test]
    fn contributors_are_read_with_their_employer() {
        check(
            "Associated Press writers Ana Ruiz in Oslo and Olav Berg in Las Vegas contributed to this report.",
            &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
        );
        check("Halden News' Ana Ruiz contributed to this report.", &[("Ana Ruiz", "contributor")]);
        check(
            "Ruiz reported from Oslo. Mia Holm in Bergen contributed to this report.",
            &[("Mia Holm", "contributor")],
        );
        check("Pia Strand contributed reporting.", &[("Pia Strand", "contributor")]);
        check(
            "Moss Courier's Mia Holm, and Pia Strand contributed.",
            &[("Mia Holm", "contributor"), ("Pia Strand", "contributor")],
        );
        check(
            "Associated Press writer Pia Strand in Boise, Idaho contributed.",
            &[("Pia Strand", "contributor")],
        );
        check("AP writer Pia Strand contributed.", &[("Pia Strand", "contributor")]);
        check(
            "Ruiz reported from Oslo. Mia Holm in Bergen and Pia Strand also contributed.",
            &[("Mia Holm", "contributor"), ("Pia Strand", "contributor")],
        );
        let makers = read_reporting(
            "Fox News' Mia Holm and The Associated Press contributed to this report.",
            built_in(),
        )
        .unwrap();
        assert_eq!(makers.organisations, ["The Associated Press"]);
    }

    #[test]
    fn only_the_last_sentence_of_a_paragraph_is_its_credit() {
        let check = |text: &str, left: &str| {
            let left_by =
                find_at_end(text, built_in()).map(|from| text.get(..from).unwrap().trim_end());
            assert_eq!(left_by, Some(left), "{text:?}");
        };
        let council = "The council in St. Louis voted 7-2 to close the pier.";
        check(&format!("{council} The Associated Press contributed to this report."), council);
        check(
            &format!("{council} Ruiz reported from Oslo. Mia Holm contributed reporting."),
            council,
        );
        check(
            &format!("{council} AP writer J. Ruiz in St. Paul contributed to this report."),
            council,
        );
        check(&format!("{council} (Reporting by Ana Ruiz)"), council);
        assert_eq!(find_at_end("The town contributed to this report.", built_in()), None);
    }

    #[test]
    fn prose_is_no_credit() {
        for line in [
            "Reporting by the ministry showed that the harbour had lost money for a third year.",
            "Cubs managers, even the best, had contributed to the weight.",
            "Millions have been contributed",
            "The centre scored 31, and Anthony Davis and Austin Reaves contributed.",
            "LeBron James scored 30. Anthony Davis and Austin Reaves contributed.",
            "The council voted 7-2 to close the pier. The Associated Press contributed to this report.",
            "Editing is an art.",
            "The report said that additional reporting by Mia Holm was wrong.",
            "",
        ] {
            assert_eq!(read_reporting(line, built_in()), None, "{line:?}");
        }
    }
}
