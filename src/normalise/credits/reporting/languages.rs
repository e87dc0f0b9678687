//! Credits in brackets below the copy of agencies in German, Spanish, French, Italian, Portuguese and Dutch: `(Bericht von
//! Anna Holm; redigiert von Jörg Lind)`. Brackets, a role and a person in each part, or it is no credit.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::{CREDIT_BYTES_MAX, is_sentence};
use crate::model::Person;
use crate::normalise::credits::names::{Makers, read_makers};
use crate::normalise::credits::organisations::{Directory, OrganisationKind};
use crate::normalise::text::head_of;

static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:^|[\s;,.:])(?:
            (?P<editor>(?:redigiert|bearbeitet)\s+von
                |edita(?:do|da)(?:\s+en\s+español)?\s+por|edición(?:\s+en\s+español)?\s+(?:de|por)
                |(?:édité|edité)\s+par|édition\s+de
                |(?:in\s+redazione(?:\s+a\s+\p{Lu}\p{L}+)?|editing)(?:\s+di)?
                |(?:edição|editado)\s+(?:de|por)|redactie\s+door|تحرير)
            |(?P<other>übersetzt\s+von|(?:unter\s+)?mitarbeit\s+von
                |traducido\s+por|traducción\s+de|(?:reporte|reportes|información)\s+adicional\s+de
                |version\s+française(?:\s+de)?|traduit\s+par|tradotto\s+da|traduzione\s+di
                |traduzido\s+por|tradução\s+de|reportagem\s+adicional\s+(?:de|por)|vertaald\s+door|شارك(?:ت)?\s+في\s+التغطية|ترجمة)
            |(?P<author>(?:bericht|berichtet|geschrieben|reportage)\s+von
                |(?:reporte|reportes|información)\s+(?:de|por)|(?:escrito|redactado)\s+por
                |reportage(?:\s+de)?|rédigé\s+par|rédaction(?:\s+et\s+édition)?\s+(?:par|de)|scritto\s+da|redatto\s+da
                |reportagem\s+(?:de|por)|(?:verslag|verslaggeving)\s+(?:door|van)|إعداد|تغطية(?:\s+صحفية)?|كتابة)
        )\s",
    )
    .ok()
});

/// Reads a line that is such a credit and nothing else.
pub(super) fn read_in_languages(line: &str, directory: &Directory) -> Option<Makers> {
    let inner = line.trim().trim_end_matches('.').strip_prefix('(')?.strip_suffix(')')?;
    if line.len() > CREDIT_BYTES_MAX || inner.contains(['(', ')']) {
        return None;
    }
    // Whom to write to stands in sentences of their own.
    let sentences = inner.split(". ").filter(|sentence| !sentence.contains('@'));
    let credits = sentences.collect::<Vec<_>>().join(". ");
    let found: Vec<_> = ROLE.as_ref()?.captures_iter(&credits).collect();
    let first =
        found.first().and_then(|role| role.get(0)).map_or(credits.len(), |role| role.start());
    let mut makers = Makers::default();
    if first > 0 {
        makers.people = read_authors(credits.get(..first)?, found.is_empty(), directory)?;
    }
    for (at, role) in found.iter().enumerate() {
        let to =
            found.get(at + 1).and_then(|next| next.get(0)).map_or(credits.len(), |n| n.start());
        let names = credits.get(role.get(0)?.end()..to)?;
        // "for the Arabic service"
        let names = names.split(" للنشرة ").next().unwrap_or(names);
        let names = names.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ';' | ',' | '.' | '-' | '–' | '،')
        });
        let rel = match (role.name("editor"), role.name("author")) {
            (Some(_), _) => "editor",
            (None, Some(_)) => "author",
            (None, None) => "contributor",
        };
        let read = read_makers(names, rel, directory);
        if read.people.is_empty() || is_sentence(names) {
            return None;
        }
        makers.people.extend(read.people);
        makers.organisations.extend(read.organisations);
    }
    Some(makers)
}

/// Who wrote it, where no role says so: `(Anne Holm, édité par Jean Lind)`, `(Par Anne Holm)`.
fn read_authors(printed: &str, alone: bool, directory: &Directory) -> Option<Vec<Person>> {
    const PREFIXES: [&str; 5] = ["par ", "por ", "von ", "di ", "door "];
    let edge = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '.' | ':');
    let printed = printed.trim_matches(edge);
    let prefix = head_of(printed, &PREFIXES);
    let names = printed.get(prefix.map_or(0, str::len)..)?;
    let people = read_makers(names, "author", directory).people;
    let told = prefix.is_some() || !alone;
    (told && !people.is_empty() && !is_sentence(names)).then_some(people)
}

/// What a line begins with that names whose copy went into a story.
pub(super) const INPUTS: [&str; 31] = [
    "materials from ",
    "information from ",
    "with files from ",
    "with files by ",
    "with information from ",
    "with agency inputs from ",
    "additional information from ",
    "information from: ",
    "some information from ",
    "some information for this report came from ",
    "with inputs from ",
    "with input from ",
    "with additional inputs from ",
    "con información de ",
    "con informaciones de ",
    "con datos de ",
    "com informações da ",
    "com informações do ",
    "com informações de ",
    "mit material von ",
    "mit material der ",
    "mit informationen von ",
    "mit informationen der ",
    "met informatie van ",
    "avec des informations de ",
    "avec les informations de ",
    "avec ",
    "com ",
    "con ",
    "mit ",
    "with ",
];

/// `With inputs from PTI`, `Con información de EFE`, `(avec AFP)`, `Mit Agenturmaterial`: whose copy went into it.
pub(super) fn read_inputs(line: &str, directory: &Directory) -> Option<Makers> {
    const AGENCIES: [&str; 8] = [
        "agencies",
        "news agencies",
        "agencias",
        "agências",
        "agences",
        "agenturen",
        "agenturmaterial",
        "agentschappen",
    ];
    if let Some(makers) = read_beside(line, directory) {
        return Some(makers);
    }
    let head = head_of(line, &INPUTS)?;
    let from = line.get(head.len()..)?.trim_end_matches('.').trim();
    let from = [" was used in this ", " were used in this "]
        .iter()
        .find_map(|used| from.split_once(used))
        .map_or(from, |(from, _)| from);
    if AGENCIES.contains(&from.to_lowercase().as_str()) {
        return Some(Makers::default());
    }
    // A line that begins like any sentence names agencies and nothing else.
    let alone = from
        .split([',', '/'])
        .flat_map(|part| part.split(" y "))
        .flat_map(|part| part.split(" e "))
        .flat_map(|part| part.split(" et "))
        .flat_map(|part| part.split(" und "))
        .all(|name| directory.find(name.trim()).is_some());
    let told = (head.starts_with("with ")
        || head.ends_with("information from: ")
        || head.starts_with("some ")
        || head.starts_with("additional "))
        && head.len() > "with ".len()
        && !is_sentence(from);
    if !alone && !told {
        return None;
    }
    let makers = read_makers(from, "contributor", directory);
    let names_anybody = !(makers.organisations.is_empty() && makers.people.is_empty());
    (alone || names_anybody).then_some(makers)
}

/// What stands between a house and the agencies beside it.
static BESIDE: LazyLock<[Finder<'static>; 5]> =
    LazyLock::new(|| [" (", " with ", " avec ", " mit ", " con "].map(Finder::new));

/// `jr/ks (AFP, dpa, Reuters)`, `FRANCE 24 with AFP`: initials or the house itself, and the agencies whose copy it used.
fn read_beside(line: &str, directory: &Directory) -> Option<Makers> {
    const BYTES_MAX: usize = 80;
    if line.len() > BYTES_MAX {
        return None;
    }
    // `With ANI inputs`
    let inputs = line.strip_prefix("With ").and_then(|rest| rest.strip_suffix(" inputs"));
    if let Some(agency) = inputs.filter(|agency| directory.find(agency).is_some()) {
        return Some(Makers { organisations: vec![agency.to_owned()], ..Makers::default() });
    }
    let found = BESIDE.iter().find_map(|beside| Some((beside.find(line.as_bytes())?, beside)));
    let (at, beside) = found?;
    let own = line.get(..at)?.trim_end_matches(',');
    let agencies = line.get(at + beside.needle().len()..)?;
    // `FR mit dpa`: a house may stand there by its own letters.
    let initials = |part: &str| {
        let by = |is: fn(&u8) -> bool| part.as_bytes().iter().all(is);
        (2..=4).contains(&part.len()) && (by(u8::is_ascii_lowercase) || by(u8::is_ascii_uppercase))
    };
    let paper = || directory.find(own).is_some_and(|known| known.kind == OrganisationKind::Paper);
    let list =
        agencies.trim_end_matches(')').split([',', '/']).flat_map(|part| part.split(" and "));
    let list = list.flat_map(|part| part.split(" und "));
    let list: Vec<&str> = list.map(str::trim).collect();
    let agency = |name: &&str| {
        directory.find(name).is_some_and(|known| known.kind == OrganisationKind::Agency)
    };
    let credits = (own.split('/').all(initials) || paper()) && list.iter().all(agency);
    credits.then(|| Makers {
        organisations: list.into_iter().map(str::to_owned).collect(),
        ..Makers::default()
    })
}

/// Where such a credit begins behind the last sentence of a paragraph.
pub(super) fn find_in_languages(text: &str, directory: &Directory) -> Option<usize> {
    let from = text.rfind('(')?;
    let ended = text.get(..from)?.trim_end().ends_with(['.', '!', '?', '"', '”', '»', '“']);
    let credit = text.get(from..)?;
    let inputs = || read_inputs(credit.trim_matches(['(', ')', '.']), directory).is_some();
    (ended && (read_in_languages(credit, directory).is_some() || inputs())).then_some(from)
}
