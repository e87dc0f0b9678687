//! Copyright lines: who holds it, the notice as printed, and what may be done. Prose about copyright is none.

use std::sync::LazyLock;

use regex::Regex;

use super::organisations::Directory;
use crate::normalise::text::{begins_with, fixed};

/// One copyright line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CopyrightLine<'a> {
    /// `Bloomberg L.P.`
    pub(super) holder: String,
    /// `Copyright 2024 The Associated Press. All rights reserved.`
    pub(super) notice: String,
    /// `This material may not be published, ...`
    pub(super) usage_terms: Option<String>,
    /// Has a year or names an organisation we know; else it may be a picture's credit.
    pub(super) certain: bool,
    /// What stands behind it on the same line: `Visit bloomberg.com. Distributed by ...`.
    pub(super) rest: &'a str,
}

/// The longest notice of an agency with its terms, in bytes, and room to spare.
const LINE_BYTES_MAX: usize = 900;
const HOLDER_CHARS_MAX: usize = 90;

/// Reservations of rights, in lower case; whoever has them may be named beside one.
pub(super) const RESERVATIONS: [&str; 15] = [
    "all rights reserved",
    "all right reserved",
    "alle rechte vorbehalten",
    "alle rechten voorbehouden",
    "prohibida su reproducción",
    "reproducción prohibida",
    "riproduzione riservata",
    "todos los derechos reservados",
    "todos os direitos reservados",
    "tous droits réservés",
    "tous droits de reproduction",
    "tutti i diritti riservati",
    "все права защищены",
    "版权所有",
    "版權所有",
];

static START: LazyLock<Regex> = LazyLock::new(|| {
    let reservations = RESERVATIONS.join("|").replace(' ', r"\s+");
    fixed(&format!(
        r"(?ix)^[\s_*<\[\-–—]*(?P<notice>
            (?:저작권자\s*|(?:all\s+)?(?:contents?|articles?|text)\s+|(?:[\w-]{{3,20}})?\s*[™®]\s*(?:&|and)\s*|(?:{reservations})[\s.,:–—-]*)?
            (?:(?P<sign>©|ⓒ|\(c\)|&copy;)|(?P<word>copyright\b|copr\.))
            (?:\s*(?:©|ⓒ|\(c\)|&copy;|copyright\b|by\b|:|,))*
            \s*(?P<year>(?:19|20)\d\d(?:\s*[-–/,]\s*(?:19|20)?\d\d\b)*)?
            (?:\s*(?:©|\(c\)|by\b|,|\.|-|–|copyright\b))*\s*)",
    ))
});

static SIGN: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"©|ⓒ|\(c\)|\(C\)|opyright|OPYRIGHT|&copy;|opr\."));

/// Words that end a holder's name, and begin something else.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i-u)all rights|alle rechte|tous droits|todos los derechos|tutti i diritti|distributed|visit |click|this material|this article|\(www|http|www\.|reproduction|used by permission|used with permission| \| |\n|provided by|licensed|read more|published by| is |, a |, dpa:|[,.]? 무단",
    )
});

/// Whether it has a sign of copyright anywhere.
pub(super) fn has_sign(line: &str) -> bool {
    SIGN.is_match(line)
}

/// Reads a copyright line; `None` where the line is not one.
pub(super) fn read_copyright<'l>(
    line: &'l str,
    directory: &Directory,
) -> Option<CopyrightLine<'l>> {
    // Most lines are prose: a plain search is far cheaper than the pattern.
    if line.len() > LINE_BYTES_MAX || !SIGN.is_match(line) {
        return None;
    }
    // Where it ends is found by an automaton; its parts only by trying, which costs by the length of what is tried.
    let start = START.find(line)?;
    let found = START.captures(start.as_str())?;
    let from = found.name("notice")?.start();
    let body = line.get(start.end()..)?;
    let (printed, rest) = body.split_at_checked(holder_end(body))?;
    let dated = found.name("year").is_some();
    let (holder, trailing_year) = without_year(trim_name(printed));
    let words = holder.split_whitespace().count();
    let marked = found.name("sign").is_some() || dated || trailing_year;
    let lower = holder.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    let named = holder.chars().count() <= HOLDER_CHARS_MAX
        && holder.chars().any(char::is_alphabetic)
        && words <= 12;
    let known = directory.find_at_head(holder).is_some();
    // `(c) a third option` in a list, `Copyright law ...` in prose.
    if !named
        || is_reservation(holder)
        || !(known || (marked && !lower && (dated || trailing_year || words <= 6)))
    {
        return None;
    }
    let notice_end = line.len() - rest.len();
    let (notice_end, terms, rest) = read_terms(line, notice_end);
    Some(CopyrightLine {
        certain: known || dated || trailing_year,
        holder: holder.to_owned(),
        notice: line.get(from..notice_end)?.trim().to_owned(),
        usage_terms: (!terms.is_empty()).then(|| terms.to_owned()),
        rest,
    })
}

/// `© RIPRODUZIONE RISERVATA`, `Alle Rechte vorbehalten.`: rights, and nobody who holds them.
pub(super) fn is_reservation(line: &str) -> bool {
    let words = line.trim_matches(|c: char| !c.is_alphabetic());
    RESERVATIONS.iter().any(|phrase| phrase.len() == words.len() && begins_with(words, phrase))
}

/// Where a copyright line begins in a paragraph whose last sentences are one: ` ... said. ©2021 Bloomberg L.P.`
pub(super) fn find_at_end(paragraph: &str, directory: &Directory) -> Option<usize> {
    if !SIGN.is_match(paragraph) {
        return None;
    }
    let at = paragraph
        .rfind(['©'])
        .or_else(|| paragraph.rfind("Copyright "))
        .or_else(|| paragraph.rfind("(c) 2"))?;
    let (before, line) = paragraph.split_at_checked(at)?;
    let before = before.trim_end();
    let (before, at) = match before.strip_suffix("Copyright") {
        Some(shorter) => (shorter.trim_end(), shorter.len()),
        None => (before, at),
    };
    let sentence_ended = before.ends_with(['.', '!', '?', '"', '”', ')', '_', '\n', '—', '-']);
    (sentence_ended && read_copyright(line.trim(), directory).is_some()).then_some(at)
}

/// Takes `All rights reserved.` into the notice and what must not be done into the terms.
fn read_terms(line: &str, from: usize) -> (usize, &str, &str) {
    let mut notice_end = from;
    let mut terms: Option<(usize, usize)> = None;
    let mut at = from;
    while let Some(rest) = line.get(at..).filter(|r| !r.trim().is_empty()) {
        let sentence = sentence_len(rest);
        let text = rest.get(..sentence).unwrap_or(rest).to_lowercase();
        let next = at + sentence;
        let reserved = [
            "rights reserved",
            "rechte vorbehalten",
            "droits réservés",
            "derechos reservados",
            "diritti riservati",
        ];
        let restricts = [
            "may not be",
            "redistribut",
            "reproduc",
            "permission",
            "prohibited",
            "restrictions",
            "republish",
            "rewritten",
            "without",
            "licen",
            "terms",
            "protected by",
        ];
        if terms.is_none() && reserved.iter().any(|words| text.contains(words)) {
            notice_end = next;
        } else if restricts.iter().any(|words| text.contains(words)) {
            terms = Some((terms.map_or(at, |t| t.0), next));
        } else if !(text.trim().len() <= 2 || text.trim_start().starts_with("(www")) {
            break;
        }
        at = next;
    }
    let terms_text = terms.and_then(|(start, end)| line.get(start..end)).unwrap_or("").trim();
    (notice_end, terms_text, line.get(at..).unwrap_or("").trim())
}

/// Bytes of the first sentence, its full stop included.
fn sentence_len(text: &str) -> usize {
    let end = text.char_indices().find(|&(at, c)| {
        matches!(c, '.' | '\n')
            && text.get(at + 1..).is_some_and(|r| r.starts_with([' ', '\n']))
            && !ends_with_abbreviation(text.get(..at).unwrap_or(""))
    });
    end.map_or(text.len(), |(at, c)| at + c.len_utf8())
}

fn holder_end(body: &str) -> usize {
    let marker = ENDS.find(body).map_or(body.len(), |end| end.start());
    marker.min(sentence_len(body))
}

/// Whether the full stop after `text` belongs to the name: `L.P.`, `Inc.`, `U.S.`.
fn ends_with_abbreviation(text: &str) -> bool {
    let last = text.rsplit([' ', '.', ',']).next().unwrap_or("");
    matches!(last, "St" | "Mt")
        || (last.len() == 1 && !text.ends_with("L.P") && !text.ends_with("S.A"))
}

/// Trims what surrounds a name but keeps the full stop of `L.P.` and `Inc.`.
fn trim_name(printed: &str) -> &str {
    let name = printed.trim().trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '|' | '-' | '–' | '—' | '(' | '*' | '_')
    });
    let last = name.trim_end_matches('.').rsplit([' ', ',']).next().unwrap_or("");
    let legal = matches!(
        last,
        "L.P"
            | "Inc"
            | "Co"
            | "Ltd"
            | "Corp"
            | "S.A"
            | "S.p.A"
            | "B.V"
            | "A.G"
            | "L.L.C"
            | "LTD"
            | "INC"
    );
    if legal { name } else { name.trim_end_matches(['.', ' ']) }
}

/// `Thomson Reuters 2018`.
fn without_year(name: &str) -> (&str, bool) {
    let Some((head, last)) = name.rsplit_once(' ') else {
        return (name, false);
    };
    let last = last.trim_start_matches('(').trim_end_matches(')');
    let year = last.len() == 4 && last.chars().all(|c| c.is_ascii_digit());
    if year { (head.trim_end_matches([',', ' ']), true) } else { (name, false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    fn check(line: &str, holder: &str, notice: &str, terms: Option<&str>, rest: &str) {
        let found =
            read_copyright(line, built_in()).unwrap_or_else(|| panic!("not read: {line:?}"));
        assert_eq!(
            (
                found.holder.as_str(),
                found.notice.as_str(),
                found.usage_terms.as_deref(),
                found.rest
            ),
            (holder, notice, terms, rest),
            "{line:?}"
        );
    }

    #[test]
    fn holder_notice_and_terms_are_split() {
        check("©2021 Bloomberg L.P.", "Bloomberg L.P.", "©2021 Bloomberg L.P.", None, "");
        check("© 2024 AFP", "AFP", "© 2024 AFP", None, "");
        check(
            "Copyright © 2016, Halden Tribune",
            "Halden Tribune",
            "Copyright © 2016, Halden Tribune",
            None,
            "",
        );
        check(
            "(c) 2023, The Washington Post",
            "The Washington Post",
            "(c) 2023, The Washington Post",
            None,
            "",
        );
        check(
            "© 2016 Thomson/Reuters. All rights reserved.",
            "Thomson/Reuters",
            "© 2016 Thomson/Reuters. All rights reserved.",
            None,
            "",
        );
        check(
            "Copyright 2017, dpa (www.dpa.de). Alle Rechte vorbehalten",
            "dpa",
            "Copyright 2017, dpa (www.dpa.de). Alle Rechte vorbehalten",
            None,
            "",
        );
        check(
            "(c) Copyright Thomson Reuters 2018. Click For Restrictions - https://halden.example/copyright.html",
            "Thomson Reuters",
            "(c) Copyright Thomson Reuters 2018.",
            Some("Click For Restrictions - https://halden.example/copyright.html"),
            "",
        );
    }

    #[test]
    fn what_stands_behind_the_holder_is_left() {
        check(
            "©2024 The Seattle Times. Visit seattletimes.com. Distributed by Tribune Content Agency, LLC.",
            "The Seattle Times",
            "©2024 The Seattle Times.",
            None,
            "Visit seattletimes.com. Distributed by Tribune Content Agency, LLC.",
        );
        check("___ (c)2024 Halden Herald", "Halden Herald", "(c)2024 Halden Herald", None, "");
        check(
            "© Halden Media Inc. Visit halden.example",
            "Halden Media Inc.",
            "© Halden Media Inc.",
            None,
            "Visit halden.example",
        );
        check(
            "Copyright © 2016 The Halden Times, LLC. Click here for reprint permission.",
            "The Halden Times, LLC",
            "Copyright © 2016 The Halden Times, LLC.",
            Some("Click here for reprint permission."),
            "",
        );
        check("Copyright Reuters", "Reuters", "Copyright Reuters", None, "");
    }

    #[test]
    fn terms_of_an_agency_are_usage_terms() {
        let line = "Copyright 2024 The Associated Press. All rights reserved. This material may not be broadcast or redistributed.";
        check(
            line,
            "The Associated Press",
            "Copyright 2024 The Associated Press. All rights reserved.",
            Some("This material may not be broadcast or redistributed."),
            "",
        );
    }

    #[test]
    fn prose_about_copyright_is_no_copyright_line() {
        for line in [
            "Copyright law is older than the harbour.",
            "(c) the third point was dropped",
            "Copyright is a right that authors have, said Ruiz.",
            "Copyrighted songs were played at the fair.",
            "© ",
            "(C) Was the mayor told of the plan, or was she not, as the clerk had said to the court earlier in spring?",
            "",
        ] {
            assert_eq!(read_copyright(line, built_in()), None, "{line:?}");
        }
    }

    #[test]
    fn a_line_at_the_end_of_a_paragraph_is_found() {
        let text = "The harbour opened, Ruiz said. ©2021 Bloomberg L.P.";
        assert_eq!(
            find_at_end(text, built_in()).map(|at| text.get(at..).unwrap()),
            Some("©2021 Bloomberg L.P.")
        );
        assert_eq!(find_at_end("The © sign is old, Ruiz said.", built_in()), None);
    }
}
