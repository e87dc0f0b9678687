//! Credits in brackets below the copy of agencies in German, Spanish, French, Italian, Portuguese and Dutch: `(Bericht von
//! Anna Holm; redigiert von Jörg Lind)`. Brackets, a role and a person in each part, or it is no credit.

use std::sync::LazyLock;

use regex::Regex;

use super::{CREDIT_BYTES_MAX, is_sentence};
use crate::normalise::credits::names::{Makers, read_makers};
use crate::normalise::credits::organisations::Directory;

static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:^|[\s;,.:])(?:
            (?P<editor>(?:redigiert|bearbeitet)\s+von
                |edita(?:do|da)(?:\s+en\s+español)?\s+por|edición(?:\s+en\s+español)?\s+(?:de|por)
                |(?:édité|edité)\s+par|édition\s+de
                |(?:in\s+redazione(?:\s+a\s+\p{Lu}\p{L}+)?|editing)(?:\s+di)?
                |(?:edição|editado)\s+(?:de|por)|redactie\s+door)
            |(?P<other>übersetzt\s+von|(?:unter\s+)?mitarbeit\s+von
                |traducido\s+por|traducción\s+de|(?:reporte|reportes|información)\s+adicional\s+de
                |version\s+française(?:\s+de)?|traduit\s+par|tradotto\s+da|traduzione\s+di
                |traduzido\s+por|tradução\s+de|reportagem\s+adicional\s+(?:de|por)|vertaald\s+door)
            |(?P<author>(?:bericht|berichtet|geschrieben|reportage)\s+von
                |(?:reporte|reportes|información)\s+(?:de|por)|(?:escrito|redactado)\s+por
                |reportage(?:\s+de)?|rédigé\s+par|scritto\s+da|redatto\s+da
                |reportagem\s+(?:de|por)|(?:verslag|verslaggeving)\s+(?:door|van))
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
    if found.first()?.get(0)?.start() != 0 {
        return None;
    }
    let mut makers = Makers::default();
    for (at, role) in found.iter().enumerate() {
        let to =
            found.get(at + 1).and_then(|next| next.get(0)).map_or(credits.len(), |n| n.start());
        let names = credits.get(role.get(0)?.end()..to)?;
        let names = names.trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '.'));
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

/// Where such a credit begins behind the last sentence of a paragraph.
pub(super) fn find_in_languages(text: &str, directory: &Directory) -> Option<usize> {
    let from = text.rfind('(')?;
    let ended = text.get(..from)?.trim_end().ends_with(['.', '!', '?', '"', '”', '»', '“']);
    (ended && read_in_languages(text.get(from..)?, directory).is_some()).then_some(from)
}
