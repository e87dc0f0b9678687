//! What every wire format shares: tidy text, dates, bounds, and the join of explicit fields with the entry.

use super::super::Limits;
use super::super::date;
use super::markup::Html;
use crate::model::{Date, Entry, Markup, MarkupKind, Precision, Problem, ProblemKind, WireFields};

/// Characters of one short field (headline, byline, note): the longest legal notices stay under it.
const FIELD_CHARS_MAX: usize = 4_000;
/// Values of one list (subjects, providers, genres).
pub(super) const LIST_MAX: usize = 500;

/// `text` on one line with single spaces, bounded; `None` when nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.len() + word.len() > FIELD_CHARS_MAX {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

/// `text` with single spaces, of any length: for copy, which has a limit of its own.
pub(super) fn collapsed(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A date field as claimed; an empty one is absent.
pub(super) fn read_date(raw: &str) -> Option<Date> {
    let raw: String = raw.trim().chars().take(100).collect();
    (!raw.is_empty()).then(|| date::read(&raw))
}

/// The end of an embargo as claimed. An empty field is an embargo whose end is not known (NewsML-G2, `DateTimeOrNull`), but
/// for a sender who leaves other fields empty too: it fills in a form, and says nothing with any of them.
pub(super) fn embargo(raw: &str, others_are_empty: impl FnOnce() -> bool) -> Option<Date> {
    read_date(raw).or_else(|| (!others_are_empty()).then(|| date::read("")))
}

/// IPTC urgency: 1 to 9, else nothing.
pub(super) fn urgency(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|value| (1..=9).contains(value))
}

/// The part of a qcode after its scheme alias: `stat:usable` is `usable`.
pub(super) fn code_of(qcode: &str) -> &str {
    qcode.rsplit_once(':').map_or(qcode, |(_, code)| code)
}

pub(super) fn text_markup(text: impl Into<String>) -> Markup {
    Markup { kind: MarkupKind::Text, value: text.into() }
}

pub(super) fn html_markup(html: impl Into<String>) -> Markup {
    Markup { kind: MarkupKind::Html, value: html.into() }
}

/// Adds a tidy value that is not there yet, within [`LIST_MAX`].
pub(super) fn push_new(list: &mut Vec<String>, value: Option<String>) {
    if let Some(value) = value.filter(|v| list.len() < LIST_MAX && !list.contains(v)) {
        list.push(value);
    }
}

/// The HTML as the entry's content, with a problem where it was cut; `None` when it holds no letter or digit.
pub(super) fn content_of(html: &Html, problems: &mut Vec<Problem>) -> Option<Markup> {
    if html.cut {
        problems.push(Problem::new(
            ProblemKind::OverLimit,
            "the body is longer than the limit and was cut",
        ));
    }
    html.has_text.then(|| html_markup(html.text.trim()))
}

/// Plain text bounded to `chars_max`, with a problem where it was cut.
pub(super) fn bounded_text(
    text: &str,
    chars_max: usize,
    problems: &mut Vec<Problem>,
) -> Option<Markup> {
    let kept: String = text.chars().take(chars_max).collect();
    if kept.len() < text.len() {
        problems.push(Problem::new(
            ProblemKind::OverLimit,
            "the body is longer than the limit and was cut",
        ));
    }
    let kept = kept.trim();
    kept.chars().any(char::is_alphanumeric).then(|| text_markup(kept))
}

/// Joins the explicit fields with the entry: what both know is said once, by the wire.
pub(super) fn finish(mut entry: Entry, wire: WireFields, raw: &str) -> Entry {
    entry.guid.clone_from(&wire.item_id);
    if entry.authors.is_empty() {
        entry.authors = wire.byline.iter().cloned().collect();
    }
    if entry.rights.is_none() {
        entry.rights.clone_from(&wire.copyright_notice);
    }
    // That of an embargo is named where the story is held.
    for (name, date) in [("published", &entry.published), ("updated", &entry.updated)] {
        if let Some(date) = date.as_ref().filter(|date| date.at.is_none()) {
            let detail = format!("the {name} date cannot be read: {}", date.raw);
            entry.problems.push(Problem::new(ProblemKind::UnreadableDate, detail));
        }
    }
    entry.raw = raw.chars().take(Entry::RAW_CHARS_MAX).collect();
    entry.wire = Some(Box::new(wire));
    entry
}

/// Several byline elements as the one line that a paper prints: `By Ana Ruiz and Olav Berg`, `Von Ana Ruiz und Olav Berg`;
/// a comma where `language` (BCP 47) joins names in another way.
pub(super) fn join_bylines(names: Vec<String>, language: Option<&str>) -> Option<String> {
    const PREFIXES: [&str; 6] = ["By ", "by ", "BY ", "Von ", "Par ", "Por "];
    let mut names = names.into_iter();
    let first = names.next()?;
    let bare = |name: &String| {
        PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name).to_owned()
    };
    let others: Vec<String> = names.map(|name| bare(&name)).collect();
    let Some((last, between)) = others.split_last() else { return Some(first) };
    let listed: Vec<&str> = std::iter::once(&first).chain(between).map(String::as_str).collect();
    let tag = language.and_then(|tag| tag.split(['-', '_']).next()).map(str::to_ascii_lowercase);
    let joiner = match tag.as_deref() {
        Some("en") | None => " and ",
        Some("de") => " und ",
        Some("fr") => " et ",
        Some("es") => " y ",
        Some("it" | "pt") => " e ",
        Some("sv") => " och ",
        Some("da" | "no" | "nb" | "nn") => " og ",
        Some(_) => ", ",
    };
    line(&format!("{}{joiner}{last}", listed.join(", ")))
}

/// The earlier of two claims where both are instants.
pub(super) fn not_after(first: Option<Date>, second: Option<&Date>) -> Option<Date> {
    let instant = |date: &Date| date.at.filter(|_| date.precision == Precision::Instant);
    match (first.as_ref().and_then(instant), second.and_then(instant)) {
        (Some(a), Some(b)) if a > b => second.cloned(),
        _ => first,
    }
}

/// Whether both claims are instants and the first is the later.
pub(super) fn is_later(first: Option<&Date>, second: Option<&Date>) -> bool {
    let instant = |date: &Date| date.at.filter(|_| date.precision == Precision::Instant);
    first.and_then(instant).zip(second.and_then(instant)).is_some_and(|(a, b)| a > b)
}

/// Says that an item lacks its end: half a story must not go out, nor pass for an update of the whole one (P8).
pub(super) fn broken_off(id: Option<String>) -> Problem {
    let id = id.unwrap_or_else(|| "without id".to_owned());
    Problem::new(ProblemKind::Truncated, format!("item {id} breaks off and is left out"))
}

/// Whether an item may enter the document; past `limits.entries_max` one problem says so.
pub(super) fn has_room(entries: usize, limits: Limits, problems: &mut Vec<Problem>) -> bool {
    if entries < limits.entries_max {
        return true;
    }
    if !problems.iter().any(|problem| problem.kind == ProblemKind::OverLimit) {
        let detail = format!("more than {} items, the rest is left out", limits.entries_max);
        problems.push(Problem::new(ProblemKind::OverLimit, detail));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_is_one_to_nine_or_nothing() {
        let check =
            |printed: &str, want: Option<u8>| assert_eq!(urgency(printed), want, "{printed}");
        check(" 3 ", Some(3));
        check("9", Some(9));
        check("0", None);
        check("10", None);
        check("-1", None);
        check("high", None);
    }

    #[test]
    fn a_line_has_single_spaces_and_an_end() {
        assert_eq!(line("  Tide\n\t table "), Some("Tide table".to_owned()));
        assert_eq!(line(" \n "), None);
        assert!(line(&"word ".repeat(10_000)).is_some_and(|text| text.len() <= FIELD_CHARS_MAX));
    }
}
