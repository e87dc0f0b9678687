//! What a note to editors says of the text above it: that an earlier one was wrong, or that more is told.

/// Beginnings of remarks that something was wrong.
const CORRECTIONS: [&str; 9] = [
    "correct",
    "clarification",
    "clarifies",
    "corrig",
    "korrigiert",
    "berichtigt",
    "rectif",
    "rettific",
    "fixes",
];

/// First words of remarks that more is told than before.
const UPDATES: [&str; 24] = [
    "update",
    "updates",
    "updated",
    "updating",
    "adds",
    "recasts",
    "rewrites",
    "releads",
    "leadall",
    "aktualisiert",
    "aktualisierung",
    "actualiza",
    "actualise",
    "amplía",
    "aggiorna",
    "atualiza",
    "ampliación",
    "actualización",
    "actualisé",
    "actualisation",
    "atualização",
    "обновлено",
    "更新",
    "종합",
];

/// The editor's remarks, each without the brackets it stood in.
fn remarks(note: Option<&str>) -> impl Iterator<Item = String> {
    let remarks = note.unwrap_or_default().split("; ");
    remarks.map(|remark| remark.trim_start_matches(['(', '[', ' ']).to_lowercase())
}

/// `Corrects paragraph 2`, `This story has been corrected to say ...`.
pub(super) fn tell_of_a_correction(note: Option<&str>) -> bool {
    remarks(note).any(|remark| {
        let speaks_of_itself = ["this story ", "this article ", "this version ", "this report "];
        let corrects_itself = speaks_of_itself.iter().find_map(|copy| remark.strip_prefix(copy));
        let acts = ["corrects", "was corrected", "is corrected", "has been corrected"];
        CORRECTIONS.iter().any(|start| remark.starts_with(start))
            || corrects_itself.is_some_and(|act| acts.iter().any(|a| act.starts_with(a)))
    })
}

/// `UPDATE 2`, `1st Ld-Writethru`, `Night Lead`, `Adds quotes`.
pub(super) fn tell_of_an_update(note: Option<&str>) -> bool {
    remarks(note).any(|remark| {
        let mut words = remark.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let first = words.clone().next().unwrap_or_default();
        UPDATES.contains(&first)
            || words.clone().any(|word| word == "writethru")
            || (words.clone().count() <= 3 && words.any(|word| matches!(word, "ld" | "lead")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_tell_what_the_text_is() {
        for (note, corrects, updates) in [
            ("CORRECTED", true, false),
            ("Corrects name in paragraph 2", true, false),
            ("(This story has been corrected to say 210 passengers, not 120)", true, false),
            ("This version CORRECTS the mayor's name", true, false),
            ("UPDATE 2", false, true),
            ("CORRECTED-UPDATE 1; Corrects name", true, false),
            ("UPDATE 1; CORRECTED", true, true),
            ("1st Ld-Writethru", false, true),
            ("Night Lead", false, true),
            ("2nd Lead", false, true),
            ("Adds quotes, background", false, true),
            ("2nd LD", false, true),
            ("AMPLIACIÓN", false, true),
            ("종합", false, true),
            ("RPT", false, false),
            ("Eds: With photos of the lead singer", false, false),
            ("This story tells how the law was corrected", false, false),
            ("Taken over from Halden Wire (source element)", false, false),
        ] {
            let found = (tell_of_a_correction(Some(note)), tell_of_an_update(Some(note)));
            assert_eq!(found, (corrects, updates), "{note}");
        }
        assert!(!tell_of_a_correction(None) && !tell_of_an_update(None));
    }
}
