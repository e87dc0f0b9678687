//! Credits after the story: `(Reporting by ...; Editing by ...)`, `... contributed to this report.`

use std::sync::LazyLock;

use regex::Regex;

use super::names::{Makers, has_bound_particle, read_makers};
use super::organisations::Directory;
use crate::normalise::text::fixed;

mod contributed;
mod labelled;
mod languages;

use contributed::{find_contributed, read_contributed, read_whence};
use labelled::find_labelled;
pub(super) use labelled::read_labelled;
use languages::{INPUTS, find_in_languages, read_in_languages, read_inputs};

/// A credit with more bytes than this is a paragraph of the story.
const CREDIT_BYTES_MAX: usize = 700;

static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?ix)(?:^|[\s;,.(\[—–-])(?P<role>
            (?:additional\s+|further\s+)?(?:reporting|writing|editing|compiled|photography|photos|graphics?|text|production|research|translation|translated|written|edited|reported|report)
            (?:(?:,\s*|\s+and\s+|\s*&\s*)(?:additional\s+|further\s+)?(?:reporting|writing|editing|photography|photos|graphics?|production|edited|written|compiled))*
            \s+by|with\s+(?:additional\s+)?(?:assistance|reporting|contributions?)\s+(?:from|by)|contributing(?:\s+reporting)?\s*:|redaktion:|edition:)\s*:?\s",
    )
});

/// What a line that is a reporting credit begins with, unless it is in brackets or has the [`SIGN`].
pub(super) fn heads() -> impl Iterator<Item = &'static str> {
    FIRST_WORDS.into_iter().chain(INPUTS)
}

pub(super) const SIGN: &str = "contributed";

/// Reads a line that is a reporting credit and nothing else.
pub(super) fn read_reporting(line: &str, directory: &Directory) -> Option<Makers> {
    if line.len() > CREDIT_BYTES_MAX {
        return None;
    }
    let bracketed = line;
    let line = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | '–' | '—' | '_' | '*')
    });
    read_inputs(line, directory)
        .or_else(|| read_made_by(line, directory))
        .or_else(|| read_in_languages(bracketed, directory))
        .or_else(|| read_contributed(line, directory))
}

/// Reads a line below the text that names its makers otherwise: by labels, or by whence they reported.
pub(super) fn read_below(line: &str, directory: &Directory) -> Option<Makers> {
    read_labelled(line, directory).or_else(|| read_whence(line, directory))
}

/// Where a reporting credit begins that ends a paragraph: ` ... said. (Reporting by ...)`, ` ... said. Ana Ruiz contributed
/// to this report.`
pub(super) fn find_at_end(paragraph: &str, directory: &Directory) -> Option<usize> {
    let text = paragraph.trim_end();
    if text.ends_with(|c: char| c == '）' || c.is_ascii_digit()) {
        return find_labelled(text, directory);
    }
    if !text.ends_with(')') && !text.ends_with(").") {
        return find_contributed(text, directory);
    }
    if let Some(from) =
        find_in_languages(text, directory).or_else(|| find_labelled(text, directory))
    {
        return Some(from);
    }
    let from = text
        .rfind("(Report")
        .or_else(|| text.rfind("(Writing "))
        .or_else(|| text.rfind("(Additional "));
    let from = from.or_else(|| text.rfind("(Editing ")).or_else(|| text.rfind("(Compiled "))?;
    read_reporting(text.get(from..)?, directory).map(|_| from)
}

/// What a list of roles begins with.
const FIRST_WORDS: [&str; 23] = [
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
    "report",
    "with",
    "contributing",
    "redaktion",
    "edition",
];

/// Reads a field that names people by their roles: `Edited by Ana Ruiz`, `Words: Ana Ruiz, Pictures: Olav Berg`.
pub(super) fn read_roles(field: &str, directory: &Directory) -> Option<Makers> {
    let made = read_made_by(field, directory).filter(|makers| !makers.people.is_empty());
    made.or_else(|| read_labelled(field, directory))
}

fn read_made_by(line: &str, directory: &Directory) -> Option<Makers> {
    let first = line.split([' ', ':', ',']).next()?;
    if !FIRST_WORDS.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return None;
    }
    let roles: Vec<(usize, usize, &str)> = ROLE
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
    let others = others.filter(|w| {
        w.starts_with(char::is_lowercase) && !LIST_WORDS.contains(w) && !has_bound_particle(w)
    });
    others.count() > 1
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
mod tests;
