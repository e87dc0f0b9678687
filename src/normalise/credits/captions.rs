//! Picture captions and their credits: `Caption. (Alex Wong, Getty Images/TNS)`, `Photo: Ana Ruiz/AP`. Decides on one paragraph.

use std::sync::LazyLock;

use regex::Regex;

use super::names::is_person;
use super::organisations::{Directory, OrganisationKind, organisation};
use crate::model::{Person, Sources};
use crate::normalise::credits::Caption;
use crate::normalise::text::{fixed, head_of};

/// How sure a credit is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Has the shape of a credit, but names nobody we know: holds where the place in the document says caption.
    Likely,
    Sure,
}

/// A longer bracket, in bytes, is part of the sentence.
const CREDIT_BYTES_MAX: usize = 140;
const CAPTION_BYTES_MAX: usize = 1_400;

const LABELS: &[&str] = &[
    "photo credit:",
    "photo by",
    "photo:",
    "photograph by",
    "photograph:",
    "photographer:",
    "photos by",
    "photos:",
    "photo courtesy of",
    "picture:",
    "picture by",
    "image credit:",
    "image:",
    "image courtesy of",
    "image copyright",
    "credit:",
    "photo :",
    "foto:",
    "foto :",
    "Фото:",
    "צילום:",
    "fotos:",
    "bild:",
    "crédit photo :",
    "crédit photo:",
    "graphic by",
    "courtesy of",
    "file photo by",
];

/// Labels at which a credit begins in the middle of a paragraph.
const INNER_LABELS: &[&str] = &[
    " Photo: ",
    " Photo by ",
    " Photograph: ",
    " Photograph by ",
    " Photographer: ",
    " Foto: ",
    " Credit: ",
    " Photo credit: ",
    " REUTERS/",
    " EPA/",
    " AP Photo/",
    " Bild: ",
];

/// How they begin: a sentence about a photo has no capital there.
static HAS_INNER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(" (?:Photo(?::| by|graph| credit)|Foto:|Credit:|Bild:|REUTERS/|EPA/|AP Photo/)")
});

/// What every label and every unbracketed credit has in it. Most paragraphs have nothing of it.
static HINT: LazyLock<Regex> = LazyLock::new(|| fixed(SIGNS));
pub(super) const SIGNS: &str =
    "oto|HOTO|REUTERS/|EPA/|redit|REDIT|rédit|mage|MAGE|icture|ild:|raphic|ourtesy|ото:|צילום:";

/// Splits a caption from its credit; `None` where the paragraph carries no credit.
pub(super) fn read_caption(paragraph: &str, directory: &Directory) -> Option<(Caption, Certainty)> {
    let text = paragraph.trim();
    let bracketed = text.trim_end_matches(['.', ' ']).ends_with([')', ']']);
    if text.len() > CAPTION_BYTES_MAX {
        return None;
    }
    let hinted = HINT.is_match(text);
    let labelled = hinted.then(|| split_labelled(text)).flatten();
    let bracketed = || bracketed.then(|| split_bracket(text)).flatten();
    let (caption, credit, labelled) = labelled.or_else(bracketed)?;
    let (mut read, certainty) = read_credit(credit, labelled, directory)?;
    let caption = caption.trim().trim_end_matches([',', '|']).trim();
    read.caption = (!caption.is_empty()).then(|| caption.to_owned());
    Some((read, certainty))
}

/// Reads a credit that no bracket and no label sets apart: `The ferry. Jane Roe/Los Angeles Times/TNS`. Only where captions
/// stand: below a text it is a sign-off.
pub(super) fn read_bare_credit(
    paragraph: &str,
    directory: &Directory,
) -> Option<(Caption, Certainty)> {
    let text = paragraph.trim();
    if text.len() > CAPTION_BYTES_MAX || memchr::memchr(b'/', text.as_bytes()).is_none() {
        return None;
    }
    let sentence = text.char_indices().rev().find(|&(at, c)| {
        let ends = matches!(c, '.' | '?' | '!' | '”' | '"');
        let word = text.get(..at).unwrap_or("").rsplit(' ').next().unwrap_or("");
        ends && (c != '.' || word.chars().count() > 1)
    });
    let from = sentence.map_or(0, |(at, c)| at + c.len_utf8());
    let credit = text.get(from..)?;
    let credit = credit.trim().trim_start_matches('©').trim();
    if credit.len() > CREDIT_BYTES_MAX || !credit.contains('/') {
        return None;
    }
    let known = |token: &str| directory.find(token).is_some();
    let parts: Vec<&str> = credit.split('/').map(str::trim).collect();
    let whole = parts.iter().all(|part| known(part) || is_person(part) || is_filler(part));
    if !whole || !parts.iter().any(|part| known(part)) || !parts.iter().any(|part| is_person(part))
    {
        return None;
    }
    let (mut read, certainty) = read_credit(credit, true, directory)?;
    let caption = text.get(..from).unwrap_or_default().trim();
    read.caption = (!caption.is_empty()).then(|| caption.to_owned());
    Some((read, certainty))
}

/// Whether the paragraph announces itself as a caption: `FILE PHOTO: ...`, `FILE - In this ...`.
pub(super) fn is_file_caption(paragraph: &str) -> bool {
    ["FILE PHOTO", "FILE - ", "FILE – ", "FILE — ", "FILE: "]
        .iter()
        .any(|prefix| paragraph.starts_with(prefix))
}

/// (caption, credit, whether a label says that it is one).
fn split_bracket(text: &str) -> Option<(&str, &str, bool)> {
    let bare = text.trim_end_matches(['.', ' ']);
    let inner = bare.strip_suffix(')').or_else(|| bare.strip_suffix(']'))?;
    let open = inner.rfind(['(', '['])?;
    let (caption, credit) = inner.split_at_checked(open)?;
    let credit = credit.get(1..)?.trim();
    (credit.len() <= CREDIT_BYTES_MAX).then(|| {
        let unlabelled = strip_label(credit);
        (caption, unlabelled.unwrap_or(credit), unlabelled.is_some())
    })
}

fn split_labelled(text: &str) -> Option<(&str, &str, bool)> {
    if let Some(credit) = strip_label(text).filter(|credit| credit.len() <= CREDIT_BYTES_MAX) {
        return Some(("", credit, true));
    }
    if !HAS_INNER_LABEL.is_match(text) {
        return None;
    }
    let (at, label) =
        INNER_LABELS.iter().filter_map(|label| text.rfind(label).map(|at| (at, *label))).max()?;
    let (caption, rest) = text.split_at_checked(at)?;
    let from_agency = label.ends_with('/');
    let credit = if from_agency { rest.trim() } else { rest.get(label.len()..)? };
    (credit.len() <= CREDIT_BYTES_MAX).then_some((caption, credit, true))
}

fn strip_label(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches(['(', '[', ' ']);
    let label = head_of(bare, LABELS)?;
    let credit = bare.get(label.len()..)?;
    let apart = label.ends_with(':') || credit.starts_with([' ', ':']);
    // `Photos: Ferries of the world` leads to a gallery.
    let gallery = matches!(label, "photos:" | "fotos:") && !credit.contains('/');
    (apart && !gallery).then(|| credit.trim_matches([' ', ':', ')', ']']))
}

/// Reads `Alex Wong, Getty Images/TNS` into photographer, agency and distributor.
fn read_credit(
    printed: &str,
    labelled: bool,
    directory: &Directory,
) -> Option<(Caption, Certainty)> {
    let mut caption = Caption { credit: Some(printed.trim().to_owned()), ..Caption::default() };
    let mut unknown = Vec::new();
    let mut pictures = false;
    let lower = printed.to_lowercase();
    let mut joined = printed.contains('/')
        || lower.contains(" via ")
        || lower.contains("photo")
        || lower.contains(" for ");
    for token in tokens(printed) {
        let bare = strip_photo(token);
        let without_photo = || (bare != token).then(|| directory.find(bare)).flatten();
        if let Some(known) = directory.find(token).or_else(without_photo) {
            pictures |= known.kind == OrganisationKind::Pictures;
            place(
                &mut caption.sources,
                known.kind == OrganisationKind::Distributor,
                organisation(Some(known), bare),
            );
        } else if is_person(bare) {
            joined |= !caption.people.is_empty() || printed.contains(',');
            caption.people.push(Person {
                name: bare.to_owned(),
                rel: "photographer".into(),
                literal: None,
            });
        } else if !is_filler(token) {
            unknown.push(token);
        }
    }
    // `(SDA/dpa)` behind a sentence is the agencies' sign-off as often as a credit.
    let agencies = |token: &&str| {
        directory.find(token).is_some_and(|known| known.kind == OrganisationKind::Agency)
    };
    joined =
        joined && (labelled || !printed.split('/').map(str::trim).all(|token| agencies(&token)));
    let named = caption.sources.originator.is_some() || caption.sources.distributor.is_some();
    let capitalised = |t: &&str| {
        t.split(' ').all(|w| {
            w.chars().next().is_some_and(|c| !c.is_lowercase())
                || matches!(w, "of" | "the" | "and" | "de")
        })
    };
    if !unknown.iter().all(capitalised) || unknown.len() > 3 {
        return None;
    }
    let people = !caption.people.is_empty();
    for token in unknown.iter().filter(|_| people && (printed.contains('/') || labelled)) {
        place(&mut caption.sources, false, organisation(None, token));
    }
    let sure = (named && (joined || pictures || labelled)) || (labelled && people);
    let likely = (people && (printed.contains('/') || printed.contains(',')))
        || (labelled && !unknown.is_empty())
        || named;
    match (sure, likely) {
        (true, _) => Some((caption, Certainty::Sure)),
        (false, true) => Some((caption, Certainty::Likely)),
        (false, false) => None,
    }
}

/// The first organisation made the picture, a second one passed it on: `AFP via Getty Images`.
fn place(sources: &mut Sources, distributes: bool, found: crate::model::Organisation) {
    let slot = if distributes || sources.originator.is_some() {
        &mut sources.distributor
    } else {
        &mut sources.originator
    };
    let role = if distributes || slot.is_some() { "distributor" } else { "originator" };
    if slot.is_none() {
        let printed = found.literal.as_deref().unwrap_or(&found.name);
        sources.evidence.push((role.into(), format!("picture credit: {printed}")));
        *slot = Some(found);
    }
}

fn tokens(printed: &str) -> Vec<&str> {
    static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| fixed("[/|,;]| (?:via|for|-|–|—|and|&) "));
    let trim = |c: char| c.is_whitespace() || matches!(c, '.' | ':' | '(' | ')' | '[' | ']' | '©');
    SEPARATOR
        .split(printed)
        .map(|t| t.trim_matches(trim))
        .map(|t| strip_label(t).unwrap_or(t))
        .filter(|t| !t.is_empty())
        .collect()
}

fn strip_photo(token: &str) -> &str {
    ["Photo by ", "photo by ", "By ", "by "]
        .iter()
        .find_map(|prefix| token.strip_prefix(prefix))
        .unwrap_or(token)
        .trim()
}

fn is_filler(token: &str) -> bool {
    let lower = token.to_lowercase();
    matches!(
        lower.as_str(),
        "file"
            | "file photo"
            | "photo"
            | "pool"
            | "handout"
            | "archive"
            | "archivbild"
            | "pool photo"
            | "image"
            | "images"
            | "staff"
            | "courtesy"
            | "file image"
            | "screengrab"
    ) || lower.chars().all(|c| !c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    /// Paragraph => caption => credit => photographer => originator => distributor, `-` for none.
    const CREDITS: &str = "A ferry. (Ana Ruiz, Getty Images/TNS) => A ferry. => Ana Ruiz, Getty Images/TNS => Ana Ruiz => Getty Images => Tribune News Service
        Photo: Ana Ruiz/AP => - => Ana Ruiz/AP => Ana Ruiz => The Associated Press => -
        A ferry. (AP Photo/Ana Ruiz, File) => A ferry. => AP Photo/Ana Ruiz, File => Ana Ruiz => The Associated Press => -
        A ferry. Photograph: Ana Ruiz/AFP/Getty Images => A ferry. => Ana Ruiz/AFP/Getty Images => Ana Ruiz => Agence France-Presse => Getty Images
        A ferry. (Photo by Ana Ruiz / AFP via Getty Images) => A ferry. => Ana Ruiz / AFP via Getty Images => Ana Ruiz => Agence France-Presse => Getty Images
        FILE PHOTO: A ferry. REUTERS/Ana Ruiz/File Photo => FILE PHOTO: A ferry. => REUTERS/Ana Ruiz/File Photo => Ana Ruiz => Reuters => -
        (Ana Ruiz for The Washington Post) => - => Ana Ruiz for The Washington Post => Ana Ruiz => The Washington Post => -
        A ferry. AP Photo/Ana Ruiz, File => A ferry. => AP Photo/Ana Ruiz, File => Ana Ruiz => The Associated Press => -
        Photo : AFP/Ana Ruiz => - => AFP/Ana Ruiz => Ana Ruiz => Agence France-Presse => -
        Фото: Анна Холм/ТАСС => - => Анна Холм/ТАСС => Анна Холм => TASS => -
        צילום: דנה כהן, רויטרס => - => דנה כהן, רויטרס => דנה כהן => Reuters => -
        (Pixabay) => - => Pixabay => - => Pixabay => -
        Eine Fähre. Foto: Anna Muster/dpa => Eine Fähre. => Anna Muster/dpa => Anna Muster => Deutsche Presse-Agentur => -
        A ferry. Photographer: Ana Ruiz/Bloomberg => A ferry. => Ana Ruiz/Bloomberg => Ana Ruiz => Bloomberg => -";

    fn check(paragraph: &str, certainty: Certainty, expected: &[&str]) {
        let (caption, found) = read_caption(paragraph, built_in())
            .unwrap_or_else(|| panic!("no credit: {paragraph:?}"));
        let or_none = |text: Option<String>| text.unwrap_or("-".into());
        let got = [
            or_none(caption.caption),
            or_none(caption.credit),
            or_none(caption.people.first().map(|p| p.name.clone())),
            or_none(caption.sources.originator.map(|o| o.name)),
            or_none(caption.sources.distributor.map(|o| o.name)),
        ];
        assert_eq!(got, expected, "{paragraph:?}");
        assert_eq!(found, certainty, "{paragraph:?}");
    }

    #[test]
    fn credits_are_split_into_photographer_agency_and_distributor() {
        for row in CREDITS.lines().map(str::trim) {
            let columns: Vec<&str> = row.split(" => ").collect();
            check(columns[0], Certainty::Sure, &columns[1..]);
        }
    }

    #[test]
    fn a_credit_of_strangers_is_likely_one() {
        let expected =
            ["A ferry.", "Ana Ruiz, Moss Pictures/NWS", "Ana Ruiz", "Moss Pictures", "NWS"];
        check("A ferry. (Ana Ruiz, Moss Pictures/NWS)", Certainty::Likely, &expected);
    }

    #[test]
    fn agencies_in_brackets_behind_a_sentence_are_no_sure_credit() {
        let text = "The minister resigned on Monday. (SDA/dpa)";
        assert_eq!(
            read_caption(text, built_in()).map(|(_, certainty)| certainty),
            Some(Certainty::Likely)
        );
    }

    #[test]
    fn prose_with_brackets_is_no_credit() {
        for paragraph in [
            "The mayor spoke for an hour (and then some).",
            "The ship sank in 1912 (see below)",
            "He works for the party (the Greens, the left/right kind)",
            "The harbour closed.",
            "Photos of a boy went round the world.",
            "Photos: Ana Ruiz Tours Halden",
            "She met Olav Berg (the mayor of Halden)",
            "",
        ] {
            assert_eq!(read_caption(paragraph, built_in()), None, "{paragraph:?}");
        }
    }
}
