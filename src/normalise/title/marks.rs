//! Marks of alerts, updates and corrections before a headline and behind it that are no label in Latin letters with a colon:
//! in brackets, behind `#`, before a bar or an exclamation mark, in other scripts. A mark is one of these words and nothing
//! else: `Breaking Bad returns` and `Corrections officer hurt` are news.

use super::labels::urgency_of;

/// A mark and the headline without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'h> {
    pub label: &'h str,
    pub headline: &'h str,
}

/// What is written within brackets may say what has changed.
const BRACKETS_BYTES_MAX: usize = 200;
/// The longest mark with its number, in bytes.
const MARK_BYTES_MAX: usize = 40;

const BRACKETS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】'), ('［', '］'), ('〔', '〕')];

/// Words of corrections, in lower case.
#[rustfmt::skip]
const CORRECTED: [&str; 47] = [
    "correction", "corrected", "corrects", "corrective", "rectif", "rectificatif", "rectification", "rectifié",
    "correctif", "corrección", "corrige", "corregida", "corregido", "rectifica", "rectificación", "fe de erratas",
    "fe de errores", "correção", "corrigida", "retificação", "korrektur", "korrigiert", "berichtigung",
    "berichtigt", "correzione", "corretta", "rettifica", "errata corrige", "rättelse", "rettelse", "korrigert",
    "korjaus", "rectificatie", "correctie", "sprostowanie", "korekta", "düzeltme", "исправлено", "исправление",
    "уточнение", "виправлено", "訂正", "更正", "정정", "تصحيح", "ralat", "תיקון",
];

/// Words of texts that are sent again or have grown, in lower case.
#[rustfmt::skip]
const UPDATED: [&str; 43] = [
    "lead", "ld", "update", "updated", "updates", "adds", "recasts", "refiles", "refile", "repeats", "rpt",
    "writethru", "roundup", "aktualisiert", "aktualisierung", "ergänzt", "neu", "actualisé", "actualise",
    "actualisation", "ajoute", "complète", "actualiza", "actualización", "añade", "amplía", "ampliación",
    "atualiza", "atualizada", "atualização", "acrescenta", "aggiorna", "aggiornato", "aggiornamento", "oppdatert",
    "uppdaterad", "bijgewerkt", "обновлено", "更新", "続報", "수정", "종합", "상보",
];

/// Of these a headline may speak, unless they are in capitals.
const NOUNS: [&str; 8] = ["lead", "ld", "flash", "alert", "bulletin", "snap", "blitz", "neu"];

/// Reads the mark before a headline.
pub(super) fn read_first(text: &str) -> Option<Mark<'_>> {
    let first = text.chars().next()?;
    if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == first) {
        return read_bracketed(text.get(first.len_utf8()..)?, *close);
    }
    match text.strip_prefix('#') {
        Some(tag) => read_tag(tag),
        None => read_parted(text),
    }
}

/// Reads the mark behind a headline: `...(종합2보)`, `...（訂正）`, `... (corrected)`, `... - CORRECTED`.
pub(super) fn read_last(text: &str) -> Option<Mark<'_>> {
    const PLAIN: [&str; 4] = ["corrected", "updated", "korrigiert", "aktualisiert"];
    let close = text.chars().next_back()?;
    if let Some((open, _)) = BRACKETS.iter().find(|(_, closes)| *closes == close) {
        let (headline, label) = text.strip_suffix(close)?.rsplit_once(*open)?;
        // `The pier (new)` is what it says.
        let marks = PLAIN.contains(&label) || !label.is_ascii() && is_mark(label);
        return marks.then_some(Mark { label, headline });
    }
    let (headline, label) = text.rsplit_once(" - ").or_else(|| text.rsplit_once(" – "))?;
    let loud = !label.chars().any(char::is_lowercase) && !NOUNS.contains(&&*lower(label));
    (loud && is_mark(label)).then_some(Mark { label, headline })
}

/// `(LEAD) ...`, `【速報】...`, `(Berichtigung: Name im 2. Absatz) ...`.
fn read_bracketed(inner: &str, close: char) -> Option<Mark<'_>> {
    let (label, headline) = inner.split_once(close)?;
    if label.len() > BRACKETS_BYTES_MAX {
        return None;
    }
    let says_what = || {
        let end = label.find([':', '：', ' '])?;
        let (word, rest) = label.split_at_checked(end)?;
        let sure = !rest.starts_with(' ') || !NOUNS.contains(&lower(word).as_str());
        Some(sure && !word.starts_with(char::is_lowercase) && is_change(&lower(word)))
    };
    (is_mark(label) || says_what() == Some(true))
        .then(|| Mark { label, headline: without_gap(headline) })
}

/// `#BREAKING ...`: nothing but a name follows it without a colon or bar.
fn read_tag(text: &str) -> Option<Mark<'_>> {
    let end = text.find(|c: char| !c.is_alphanumeric())?;
    let (label, rest) = text.split_at_checked(end)?;
    let headline = without_gap(rest);
    let parted = rest.trim_start().starts_with([':', '：', '|', '-', '–', '—', '!']);
    let begins = rest.starts_with(' ') && !headline.starts_with(char::is_lowercase);
    (label.len() <= MARK_BYTES_MAX && (parted || begins) && urgency_of(&lower(label)).is_some())
        .then_some(Mark { label, headline })
}

/// `Breaking | ...`, `СРОЧНО! ...`, `訂正：...`, `RECTIFICATION: ...`.
fn read_parted(text: &str) -> Option<Mark<'_>> {
    let mut near = text.char_indices().take_while(|(at, _)| *at <= MARK_BYTES_MAX);
    let parts = |c: char| matches!(c, ':' | '：' | '|' | '｜' | '!' | '！' | '-' | '–' | '—');
    let (at, sign) = near.find(|(_, c)| parts(*c))?;
    let (label, rest) = text.split_at_checked(at)?;
    let label = label.trim_end();
    let quiet = label.chars().any(char::is_lowercase);
    // `LEAD-free paint`
    let goes_on = sign == '-' && rest.chars().nth(1).is_some_and(char::is_lowercase);
    if goes_on || quiet && !matches!(sign, '|' | '｜') || !is_mark(label) {
        return None;
    }
    Some(Mark { label, headline: without_gap(rest) })
}

fn without_gap(text: &str) -> &str {
    let gap = |c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '|' | '｜' | '!' | '！' | '-' | '–' | '—')
    };
    text.trim_start_matches(gap)
}

/// Without the dot that stays of a Turkish capital.
pub(super) fn lower(label: &str) -> String {
    label.trim().to_lowercase().replace('\u{307}', "")
}

fn is_mark(label: &str) -> bool {
    let label = label.trim();
    if label.len() > MARK_BYTES_MAX || label.starts_with(char::is_lowercase) {
        return false;
    }
    let lower = lower(label);
    let word = without_number(&lower);
    let loud = !label.chars().any(char::is_lowercase) || word.len() < lower.len();
    (loud || !NOUNS.contains(&word)) && (urgency_of(word).is_some() || is_change(word))
        || is_report(&lower)
}

fn is_change(lower: &str) -> bool {
    CORRECTED.contains(&lower) || UPDATED.contains(&lower)
}

/// `lead` of `2nd lead`, `2º lead` and `lead 2`.
fn without_number(lower: &str) -> &str {
    let digit = |c: char| c.is_ascii_digit();
    let before = lower.strip_prefix(digit).map(|rest| rest.trim_start_matches(digit));
    let before = before.and_then(|rest| {
        ["st ", "nd ", "rd ", "th ", "º ", "ª ", ". "].iter().find_map(|end| rest.strip_prefix(end))
    });
    let behind = || lower.strip_suffix(digit).and_then(|word| word.strip_suffix(' '));
    before.or_else(behind).unwrap_or(lower)
}

/// `2보`, `종합2보`, `１報`: the number of a report.
fn is_report(lower: &str) -> bool {
    let number =
        lower.strip_suffix(['보', '報']).map(|rest| rest.strip_prefix("종합").unwrap_or(rest));
    number.is_some_and(|number| {
        let mut digits = number.chars();
        digits.next().is_some_and(char::is_numeric) && digits.next().is_none()
    })
}
