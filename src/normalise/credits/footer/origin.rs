//! Lines that name who distributed a story, or who published it first.

use std::sync::LazyLock;

use regex::Regex;

use super::super::organisations::Directory;
use super::Footer;
use super::contact::names_site;
use crate::normalise::text::{fixed, head_of};

pub(in crate::normalise::credits) const DISTRIBUTES: [&str; 8] = [
    "distributed",
    "syndicated",
    "provided",
    "supplied",
    "transmitted",
    "vertrieb",
    "distribuido",
    "distribué",
];

static DISTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)^\(?(?P<verb>distributed|syndicated|provided|supplied|transmitted|vertrieb|distribuido|distribué)\s+(?:by|durch|por|par|through)\s+(?P<by>[^\n]{2,100})$",
    )
});

/// Who printed it first, and when. `what`: the line says that it speaks of the story it stands under; a time says so too.
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?ix)^[(*\s]*(?:(?:(?P<what>this)|the)\s(?:\w+\s)?(?:story|article|column|report|piece|commentary|content|post|analysis|essay)\s)?
            (?:
                (?:(?:was|is|has\sbeen|(?P<first>originally|first))\s){0,3}(?:published|posted|appeared|appears|republished)\b[^.\n]{0,40}?\b(?:by|in|on|from|at)
                | (?P<made>(?:was|is|has\sbeen)\s(?:produced|provided|supplied|distributed|syndicated)\sby)
            )\s(?P<by>[^\n]{2,200})$",
    )
});

/// A clock and nothing behind it: `2:05 p.m.`
static TIME: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"(?i)^[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]\.?m\b|[a-z]{2,4}\b)?\W*$"));

pub(super) fn read_distributor(line: &str, directory: &Directory) -> Option<Footer> {
    // Most lines are prose: their heads tell that far cheaper than the pattern.
    head_of(line.strip_prefix('(').unwrap_or(line), &DISTRIBUTES)?;
    let found = DISTRIBUTED.captures(line)?;
    let by = found.name("by")?.as_str();
    let by = trim_name(by.split(" (").next().unwrap_or(by));
    let named = by.split(' ').all(|w| {
        w.chars().next().is_some_and(|c| !c.is_lowercase())
            || matches!(w, "of" | "and" | "the" | "de")
    });
    let known = directory.find_at_head(by);
    let distributes = found.name("verb").is_some_and(|v| {
        !matches!(v.as_str().to_lowercase().as_str(), "provided" | "supplied" | "transmitted")
    });
    (known.is_some() || (distributes && named && !by.contains(". ")))
        .then(|| Footer::Distributed(by.to_owned()))
}

const SOURCES: [&str; 10] = [
    "Source: ",
    "SOURCE: ",
    "Sources: ",
    "Source : ",
    "SOURCE ",
    "Quelle: ",
    "Fuente: ",
    "Fonte: ",
    "Bron: ",
    "Källa: ",
];

/// The same in small letters.
pub(in crate::normalise::credits) const SOURCE_HEADS: [&str; 6] =
    ["source", "quelle: ", "fuente: ", "fonte: ", "bron: ", "källa: "];

pub(super) fn read_source(line: &str, at_end: bool, directory: &Directory) -> Option<Footer> {
    let bare = line.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | ' '));
    let rest = SOURCES.iter().find_map(|prefix| bare.strip_prefix(prefix))?;
    let name = trim_name(rest);
    // `CNA/jr(jd)`: behind the slash are the initials of those who edited it.
    let initials = |end: &&str| end.len() <= 12 && !end.contains(char::is_uppercase);
    let name = name.split_once('/').filter(|(_, end)| initials(end)).map_or(name, |(name, _)| name);
    let known = directory.find(name).is_some();
    let short = name.len() <= 80 && !name.contains(". ");
    (known || (at_end && short)).then(|| Footer::Originated(known.then(|| name.to_owned())))
}

/// Names the first publisher only where it is known or a site: `in May` is neither.
pub(super) fn read_published(line: &str, directory: &Directory) -> Option<Footer> {
    let lower_start = line.trim_start_matches(['(', '*', ' ']).as_bytes().first()?;
    if !b"TtOoFf".contains(lower_start) {
        return None;
    }
    let found = PUBLISHED.captures(line)?;
    let by = found.name("by")?.as_str();
    let mut name = trim_name(by.split([',', '.', ';', '(']).next().unwrap_or(by));
    for more in [
        " under ",
        " and is ",
        " as part ",
        " and distributed ",
        " and republished ",
        " in partnership ",
        " through ",
    ] {
        name = name.split(more).next().unwrap_or(name);
    }
    let site = trim_name(by.split([' ', ',', ';', '(']).next().unwrap_or(by));
    let known = directory.find(name).is_some() || directory.find_by_site(name).is_some();
    let named =
        if known { Some(name) } else { Some(site).filter(|s| names_site(&s.to_lowercase())) };
    let by_itself = b"OoFf".contains(lower_start);
    let is_whole = named.is_some_and(|named| trim_name(by) == named);
    let timed = TIME.is_match(by);
    let reads = match (found.name("what").is_some(), found.name("made").is_some()) {
        (true, true) => known,
        // `This report was published by the ministry on Friday` is prose.
        (true, false) => {
            found.name("first").is_some()
                || line.contains("republished")
                || known
                || is_whole
                || timed
        }
        // `First published by ProPublica.`, and nothing else.
        (false, made) => !made && found.name("first").is_some() && (is_whole && by_itself || timed),
    };
    reads.then(|| Footer::Originated(named.map(str::to_owned)))
}

/// Without closing punctuation, but with the full stop of `Inc.`.
fn trim_name(printed: &str) -> &str {
    let name = printed.trim().trim_end_matches([')', ' ', '*']);
    let legal = ["Inc.", "Co.", "Ltd.", "L.P.", "Corp."].iter().any(|end| name.ends_with(end));
    if legal { name } else { name.trim_end_matches(['.', ';', ':']) }
}
