//! Lines that name who distributed a story, or who published it first.

use std::sync::LazyLock;

use regex::Regex;

use super::super::organisations::Directory;
use super::super::places::is_known_place;
use super::Footer;
use super::contact::{is_read_more, names_site};
use super::sign_off::read_agencies;
use crate::normalise::text::{fixed, head_of};
use crate::parse::date::words::{is_weekday, month};

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
                (?:(?:was|is|has\sbeen|(?P<first>originally|first))\s){0,3}(?:published|posted|appeared|appears|produced|reported|written|(?P<again>republished|reprinted|reposted))\b[^.\n]{0,40}?\b(?:by|in|on|from|at|for|permission\sof)
                | (?P<made>(?:was|is|has\sbeen)\s(?:produced|provided|supplied|distributed|syndicated)\sby)
            )\s(?P<by>[^\n]{2,300})$",
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

/// What a line begins with that names where a story is from, in lower case.
pub(in crate::normalise::credits) const SOURCE_HEADS: [&str; 22] = [
    "source: ",
    "sources: ",
    "source : ",
    "quelle: ",
    "fuente: ",
    "fonte: ",
    "bron: ",
    "källa: ",
    "記事提供：",
    "提供元：",
    "kilde: ",
    "kaynak: ",
    "sumber: ",
    "źródło: ",
    "источник: ",
    "джерело: ",
    "المصدر: ",
    "מקור: ",
    "出典：",
    "来源：",
    "來源：",
    "출처: ",
];
/// In any other case it begins a sentence.
const SOURCE_IN_CAPITALS: &str = "SOURCE ";

pub(super) fn read_source(line: &str, at_end: bool, directory: &Directory) -> Option<Footer> {
    let bare = line.trim_matches(|c| {
        matches!(c, '(' | ')' | '[' | ']' | '（' | '）' | '＜' | '＞' | '<' | '>' | ' ')
    });
    let labelled = head_of(bare, &SOURCE_HEADS).and_then(|head| bare.get(head.len()..));
    let rest = labelled.or_else(|| bare.strip_prefix(SOURCE_IN_CAPITALS))?;
    let name = trim_name(rest);
    // `CNA/jr(jd)`: behind the slash are the initials of those who edited it.
    let initials = |end: &&str| end.len() <= 12 && !end.contains(char::is_uppercase);
    let name = name.split_once('/').filter(|(_, end)| initials(end)).map_or(name, |(name, _)| name);
    if directory.find(name).is_some() {
        return Some(Footer::Originated(Some(name.to_owned())));
    }
    let short = name.len() <= 80 && !name.contains(". ");
    let signs = || read_agencies(name, directory).map(Footer::SignOff);
    (at_end && short).then(|| signs().unwrap_or(Footer::Sourced))
}

/// Names the first publisher where it is known, a site, or printed like a paper's name: `in May` is none of them.
pub(super) fn read_published(line: &str, directory: &Directory) -> Option<Footer> {
    let lower_start = line.trim_start_matches(['(', '*', ' ']).as_bytes().first()?;
    if !b"TtOoFfRrPp".contains(lower_start) {
        return None;
    }
    let found = PUBLISHED.captures(line)?;
    let by = found.name("by")?.as_str();
    let ends = |c: char| matches!(c, ',' | '.' | ';' | '(' | ':');
    let mut name = trim_name(by.split(ends).next().unwrap_or(by));
    for more in [
        " under ",
        " and is ",
        " and was ",
        " as part ",
        " and distributed ",
        " and republished ",
        " in partnership ",
        " through ",
        " on ",
        " in ",
        " with ",
    ] {
        name = name.split(more).next().unwrap_or(name);
    }
    let site = trim_name(by.split([' ', ',', ';', '(']).next().unwrap_or(by));
    let known = directory.find(name).is_some() || directory.find_by_site(name).is_some();
    let again = found.name("again").is_some() || line.contains("republished");
    let again = again || line.contains(" permission ");
    let told = found.name("first").is_some() || again;
    let site = || Some(site).filter(|s| names_site(&s.to_lowercase()));
    let paper = || Some(without_article(name)).filter(|name| told && is_paper_like(name));
    let named = if known { Some(name) } else { site().or_else(paper) };
    let by_itself = b"OoFfRrPp".contains(lower_start);
    let is_whole = named.is_some_and(|named| {
        let behind = by.split_once(named).map_or("", |(_, behind)| behind);
        let behind = behind.trim_start_matches([' ', '.', ')', '*', '/']);
        trim_name(behind).is_empty() || behind.len() < by.len() && is_read_more(behind)
    });
    let timed = TIME.is_match(by);
    let reads = match (found.name("what").is_some(), found.name("made").is_some()) {
        (true, true) => known,
        // `This report was published by the ministry on Friday` is prose.
        (true, false) => told || known || is_whole || timed,
        // `First published by ProPublica.`, and nothing else.
        (false, made) => !made && told && (is_whole && by_itself || timed),
    };
    reads.then(|| Footer::Originated(named.map(str::to_owned)))
}

/// What a line begins with that names its agency before it tells when the story was first sent.
pub(in crate::normalise::credits) const REPORT_BY: [&str; 9] = [
    "this report by ",
    "this story by ",
    "this article by ",
    "this dispatch by ",
    "this content by ",
    "ce texte de ",
    "cet article de ",
    "cette dépêche de ",
    "ce reportage de ",
];

/// `This report by The Canadian Press was first published Nov. 3, 2031.`
pub(super) fn read_first_sent(line: &str, directory: &Directory) -> Option<Footer> {
    const SENT: [&str; 5] = [
        " was first published",
        " was originally published",
        " was first distributed",
        " a été publié pour la première fois",
        " a été publié",
    ];
    let line = line.trim_start_matches(['(', '*', ' ']);
    let rest = line.get(head_of(line, &REPORT_BY)?.len()..)?;
    let (by, _) = SENT.iter().find_map(|sent| rest.split_once(sent))?;
    directory.find(by).map(|_| Footer::Originated(Some(by.trim().to_owned())))
}

/// The same in German, French, Spanish, Portuguese and Italian: `Dieser Beitrag erschien zuerst in der Zeit.`
static PUBLISHED_ABROAD: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?ix)^[(*\s]*(?:(?:cet|ce|dieser|diese|der|die|este|esta|questo|el|la|o|a|il|le)\s|l['’])?
            (?:article|texte|reportage|artikel|beitrag|text|meldung|artículo|texto|nota|reportaje|artigo|matéria|reportagem|articolo|testo)\s
            (?:[\p{L}'’]+\s){0,4}?(?:publié|parue?|erschien|erschienen|veröffentlicht|publicad[oa]|pubblicato|apparso)\s
            (?:[\p{L}'’]+\s){0,4}?(?:dans|sur|par|in|bei|auf|im|en|por|em|no|na|nel|sul|su)\s
            (?-i:(?:der|die|das|dem|le|la|les|el|o|a|il)\s|l['’])?(?P<by>[^\n.,;]{2,60})[.)]?$",
    )
});
/// Without one of these words the line says only that something was published.
static FIRST_ABROAD: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        "zuerst|ursprünglich|initialement|d’abord|d'abord|originellement|originalmente|primeiro|primero|por primera vez|inizialmente|originariamente",
    )
});

/// Reads a line that says in another language than English who published it first.
pub(super) fn read_published_abroad(line: &str, directory: &Directory) -> Option<Footer> {
    if !FIRST_ABROAD.is_match(line) {
        return None;
    }
    let by = PUBLISHED_ABROAD.captures(line)?.name("by")?.as_str().trim();
    let known = directory.find(by).is_some() || directory.find_by_site(by).is_some();
    // `in der Zeit` is Die Zeit.
    let with_article = ["Die ", "Der ", "Das "].iter().map(|article| format!("{article}{by}"));
    let of_article = with_article.into_iter().find(|name| !known && directory.find(name).is_some());
    let named = known || names_site(&by.to_lowercase()) || is_paper_like(by);
    Some(Footer::Originated(of_article.or_else(|| named.then(|| by.to_owned()))))
}

/// `Lyme Gazette` of `the Lyme Gazette`.
fn without_article(name: &str) -> &str {
    ["the ", "The "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// Two to six words in capitals, as papers are called; no day, month, town or language is called so.
fn is_paper_like(name: &str) -> bool {
    const WORDS_MAX: usize = 6;
    let words = || name.split(' ');
    let small =
        |word: &str| matches!(word, "of" | "and" | "the" | "&" | "de" | "du" | "do" | "for" | "in");
    let dated = |word: &str| {
        let lower = word.to_lowercase();
        is_weekday(&lower)
            || month(&lower).is_some()
            || lower.contains(|c: char| c.is_ascii_digit())
    };
    (2..=WORDS_MAX).contains(&words().count())
        && words().all(|word| small(word) || word.starts_with(char::is_uppercase))
        && !words().any(dated)
        && !is_known_place(name)
}

/// Without closing punctuation, but with the full stop of `Inc.`.
fn trim_name(printed: &str) -> &str {
    let name = printed.trim().trim_end_matches([')', ' ', '*']);
    let legal = ["Inc.", "Co.", "Ltd.", "L.P.", "Corp."].iter().any(|end| name.ends_with(end));
    if legal { name } else { name.trim_end_matches(['.', ';', ':']) }
}
