//! Notes from editors to editors: `(Corrects paragraph 3 ...)`, `Eds: ...`, `EDITOR'S NOTE: ...`. Kept as printed.

use std::sync::LazyLock;

use crate::normalise::text::{Heads, first_chars, head_of};

/// A note has no more bytes than this; longer ones are the story.
const NOTE_BYTES_MAX: usize = 900;

/// What an editor did, as the first word in brackets.
const ACTS: &[&str] = &[
    "adds",
    "changes",
    "clarifies",
    "corrected",
    "corrects",
    "deletes",
    "drops",
    "fixes",
    "inserts",
    "recasts",
    "refiles",
    "releads",
    "removes",
    "repeats",
    "rewrites",
    "updates",
    "updating",
    "writes",
    "actualisé",
    "actualise",
    "ajoute",
    "corrige",
    "actualiza",
    "actualización",
    "añade",
    "amplía",
    "ampliación",
    "rectifica",
    "atualiza",
    "aggiorna",
    "aggiornato",
    "rettifica",
    "neu",
    "korrigiert",
    "berichtigt",
    "aktualisiert",
    "ergänzt",
];

/// Beginnings of other notes in brackets.
const BRACKETED: &[&str] = &[
    "this story ",
    "this article ",
    "this version ",
    "editor's note",
    "editor’s note",
    "editors' note",
    "the author is ",
    "eds: ",
    "eds.: ",
    "note to editors",
];

const LINES: [&str; 44] = [
    "eds: ",
    "eds.: ",
    "eds. note",
    "editors: ",
    "editors note",
    "editor's note",
    "editor’s note",
    "editors' note",
    "editors’ note",
    "note to editors:",
    "note to readers:",
    "this version corrects",
    "this version updates",
    "this version adds",
    "this story corrects",
    "this story was updated",
    "this article was updated",
    "this article was amended on ",
    "this story was amended on ",
    "this piece was amended on ",
    "this article was last updated",
    "this story was corrected",
    "correction: ",
    "clarification: ",
    "corrects ",
    "anmerkung der redaktion",
    "note de la rédaction",
    "nota de la redacción",
    "nota del editor",
    "redaktionshinweis",
    "achtung redaktionen",
    "sperrfrist:",
    "embargoed until ",
    "embargoed until: ",
    "embargoed for release ",
    "strictly embargoed until ",
    "not for publication until ",
    "not for publication before ",
    "attention editors",
    "berichtigung:",
    "korrektur:",
    "rectificatif",
    "fe de erratas",
    "fe de errores",
];

static BY_LETTER: LazyLock<Heads> = LazyLock::new(|| Heads::new(&LINES));

const COPIES: [&str; 3] = ["this story ", "this article ", "this post "];

/// What a line that is a note begins with, but for a bracket.
pub(super) fn heads() -> impl Iterator<Item = &'static str> {
    LINES.into_iter().chain(COPIES).chain(["attention - "])
}

/// Reads a line that is a note and nothing else.
pub(super) fn is_note_line(line: &str) -> bool {
    if line.len() > NOTE_BYTES_MAX {
        return false;
    }
    if line.starts_with(['(', '[']) {
        return bracket_end(line).is_some_and(|end| {
            line.get(end..).is_some_and(|rest| rest.trim_matches(['.', ' ']).is_empty())
        });
    }
    let upper_only = |prefix: &str| prefix == "corrects " && !line.starts_with("CORRECTS");
    // AFP above its dateline: `ATTENTION - ADDS quotes ///`.
    let attention = line.starts_with("ATTENTION - ") && line.ends_with("///");
    let named = BY_LETTER.find(line).is_some_and(|prefix| !upper_only(prefix));
    attention || named || is_changed(line)
}

/// `This story has been corrected ...`
fn is_changed(line: &str) -> bool {
    let copy = head_of(line, &COPIES);
    let act = copy.and_then(|copy| line.get(copy.len()..)).unwrap_or_default();
    head_of(act, &["has been updated", "has been corrected"]).is_some()
}

/// The byte after a bracketed note at the head of `text`: `(Adds quote) The ...`.
pub(super) fn bracket_end(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let inner = text.get(1..)?;
    let head = first_chars(inner, 40).to_lowercase();
    let first = head.split([' ', ',', ':']).next()?;
    if !ACTS.contains(&first) && !BRACKETED.iter().any(|prefix| head.starts_with(prefix)) {
        return None;
    }
    let mut depth = 1_usize;
    for (at, c) in inner.char_indices() {
        if at > NOTE_BYTES_MAX {
            return None;
        }
        if matches!(c, '(' | '[') {
            depth += 1;
        } else if matches!(c, ')' | ']') {
            depth -= 1;
            if depth == 0 && c == close {
                return Some(at + 2);
            }
        }
        if depth == 0 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_recognised() {
        for line in [
            "(Corrects paragraph 3 to say the bridge is in Halden (not Moss).)",
            "(Adds quote, background)",
            "Eds: Updates with quotes. With AP Photos.",
            "This version CORRECTS the name of the mayor to Ruiz.",
            "EDITOR'S NOTE: Ana Ruiz has covered the harbour since 2019.",
            "Editor’s note: The picture below is old.",
            "This story has been corrected to show the mayor's name is Ruiz.",
            "CORRECTS spelling of mayor",
            "This article was amended on 3 March 2031 to correct the name of the mayor.",
            "(Neu: Details, 2. Absatz)",
            "(Actualise avec citations)",
            "(Amplía la información en el tercer párrafo)",
            "(Aggiorna con dettagli)",
            "Berichtigung: Im zweiten Absatz muss es heißen: Moss.",
            "Sperrfrist: Montag, 12.00 Uhr",
            "Fe de erratas: el alcalde es Ruiz.",
        ] {
            assert!(is_note_line(line), "{line:?}");
        }
    }

    #[test]
    fn prose_is_no_note() {
        for line in [
            "Editors at the paper said they were glad.",
            "(Ruiz spoke before the vote.)",
            // A columnist's disclaimer is part of the copy.
            "(The opinions expressed here are those of the author, a columnist.)",
            "Corrects are few in this harbour.",
            "(Neue Boote kamen am Montag.)",
            "Sperrfristen gelten auch hier.",
            "This story has been told for generations in the harbour.",
            "Updates were promised by the ministry.",
            "(Adds quote) The harbour opened on Monday.",
            "",
        ] {
            assert!(!is_note_line(line), "{line:?}");
        }
    }

    #[test]
    fn a_bracketed_note_before_the_text_is_measured() {
        let text = "(Adds quote (again)) The harbour opened.";
        assert_eq!(
            bracket_end(text).map(|end| text.get(end..).unwrap()),
            Some(" The harbour opened.")
        );
        assert_eq!(bracket_end("(Updates never closed"), None);
        assert_eq!(bracket_end("[Corrects) mixed"), None);
    }
}
