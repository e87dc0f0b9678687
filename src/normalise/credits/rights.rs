//! A field that speaks of nothing but rights (`copyright`, `dc:rights`): who holds them, and what may be done. It asks for
//! less proof than a line in a text, which may as well be prose.

use super::copyright::{RESERVATIONS, read_copyright};
use super::organisations::Directory;
use crate::model::Copyright;

/// A notice is cut here, in characters: no organisation prints a longer one.
const NOTICE_CHARS_MAX: usize = 2_000;
const HOLDER_CHARS_MAX: usize = 90;
const HOLDER_WORDS_MAX: usize = 8;

/// Reads the field; one that names nobody is a notice and no more.
pub(super) fn read_rights(rights: &str, directory: &Directory) -> Copyright {
    let rights = rights.trim();
    if rights.is_empty() {
        return Copyright::default();
    }
    let line = read_copyright(rights, directory);
    let (holder, usage_terms) = match line {
        Some(line) => (Some(line.holder), line.usage_terms),
        None => (None, None),
    };
    // Words behind the name would have been prose in a text; here they are what may be done.
    let holder = holder.filter(|holder| !speaks_of_rights(holder));
    let whole = holder.as_deref().is_some_and(|holder| before_terms(holder) == holder);
    let holder = if whole { holder } else { holder_of(rights).or(holder) };
    Copyright { holder, notice: Some(bounded(rights)), usage_terms }
}

/// As much of a notice as is kept.
pub(super) fn bounded(text: &str) -> String {
    text.chars().take(NOTICE_CHARS_MAX).collect()
}

/// What is left when signs, years, reservations and terms are gone, where that can be a name.
fn holder_of(rights: &str) -> Option<String> {
    const NEITHER: [&str; 4] = ["creative commons", "public domain", "licen", "cc by"];
    let lower = rights.to_lowercase();
    if NEITHER.iter().any(|words| lower.contains(words)) {
        return None;
    }
    let mut rest = before_terms(without_reservation(rights));
    let mut marked = rest.len() < rights.len();
    // Each pass takes at least a byte, so this ends.
    loop {
        let shorter = without_sign(trim(rest));
        if shorter.len() == rest.len() {
            break;
        }
        marked = true;
        rest = shorter;
    }
    (marked && is_name(rest)).then(|| rest.to_owned())
}

/// Cuts `, see http://...` and ` - For Personal Use Only` off.
fn before_terms(text: &str) -> &str {
    const TERMS: [&str; 9] =
        [", see", " see ", " - for ", " – for ", " for personal", " http", "(http", " www.", "\n"];
    let lower = text.to_ascii_lowercase();
    let end = TERMS.iter().filter_map(|term| lower.find(term)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Cuts `All rights reserved` off, whichever end it stands at.
fn without_reservation(text: &str) -> &str {
    let lower = text.to_lowercase();
    // Lower case of another length would put the ends elsewhere; no name of ours needs that.
    if lower.len() != text.len() {
        return text;
    }
    let found = RESERVATIONS.iter().find_map(|words| Some((lower.find(words)?, words.len())));
    let Some((start, length)) = found else { return text };
    let (before, after) =
        (text.get(..start).unwrap_or(""), text.get(start + length..).unwrap_or(""));
    if has_name(before) { before } else { after }
}

/// Whether something other than signs and years stands there.
fn has_name(text: &str) -> bool {
    let mut rest = text;
    loop {
        let shorter = without_sign(trim(rest));
        if shorter.len() == rest.len() {
            return rest.chars().any(char::is_alphabetic);
        }
        rest = shorter;
    }
}

/// Takes one sign or year off either end.
fn without_sign(text: &str) -> &str {
    const SIGNS: [&str; 8] = ["copyright", "copyrights", "(c)", "©", "℗", "&", "by", "版权归"];
    for sign in SIGNS {
        let head = text.get(..sign.len()).filter(|head| head.eq_ignore_ascii_case(sign));
        let rest = head.and_then(|_| text.get(sign.len()..));
        let is_word = sign.is_ascii() && sign.ends_with(char::is_alphabetic);
        if let Some(rest) = rest.filter(|rest| !is_word || !rest.starts_with(char::is_alphabetic)) {
            return trim(rest);
        }
    }
    if let Some(rest) = text.strip_suffix("所有").or_else(|| text.strip_suffix('©')) {
        return trim(rest);
    }
    let first = text.split(' ').next().unwrap_or("");
    if is_year(first) {
        return trim(text.get(first.len()..).unwrap_or(""));
    }
    let last = text.rsplit(' ').next().unwrap_or("");
    if is_year(last) {
        return trim(text.get(..text.len() - last.len()).unwrap_or(""));
    }
    text
}

fn trim(text: &str) -> &str {
    let beside = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '-' | '–' | '—' | '*' | '_' | '@' | '/')
    };
    let text = text.trim_start_matches(|c| beside(c) || c == ':').trim_end_matches(beside);
    let legal = ["Inc.", "Co.", "Ltd.", "Corp.", "L.P.", "S.A.", "S.p.A.", "B.V.", "A.G."];
    if legal.iter().any(|end| text.ends_with(end)) { text } else { text.trim_end_matches('.') }
}

/// `2026`, `2011-2026`, `(2026)`.
fn is_year(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', ',', '.']);
    let mut years = word.split(['-', '–', '/']);
    let is_one = |year: &str| {
        year.len() == 4
            && (year.starts_with("19") || year.starts_with("20"))
            && year.bytes().all(|b| b.is_ascii_digit())
    };
    years.next().is_some_and(is_one) && years.all(is_one)
}

/// Whether words stand there that no name of a holder holds.
fn speaks_of_rights(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "rights reserved",
        "reservados",
        "derechos",
        "droits",
        "vorbehalten",
        "saklıdır",
        "zastrzeżone",
        "rezervate",
        "terms of",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// A few words, each in the capitals of a name; or a host; or a script that has no capitals.
fn is_name(text: &str) -> bool {
    const CONNECTORS: [&str; 24] = [
        "of", "and", "the", "for", "in", "on", "de", "du", "des", "la", "le", "les", "et", "und",
        "der", "die", "das", "für", "y", "del", "el", "e", "da", "van",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_host = words.len() == 1 && text.trim_matches('.').contains('.');
    let named = |word: &&str| {
        CONNECTORS.contains(word)
            || word.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase())
    };
    !words.is_empty()
        && !speaks_of_rights(text)
        && words.len() <= HOLDER_WORDS_MAX
        && text.chars().count() <= HOLDER_CHARS_MAX
        && text.chars().any(char::is_alphabetic)
        && !text.contains([':', '"', '!', '?', '<'])
        && !ends_a_sentence(text)
        && (is_host || words.iter().all(named))
        && words.first().is_none_or(|first| !CONNECTORS.contains(first))
}

/// Whether a full stop stands within that is not of `Co. KG` or `St. Mary`.
fn ends_a_sentence(text: &str) -> bool {
    const ABBREVIATION_CHARS_MAX: usize = 4;
    let before = text.match_indices(". ").filter_map(|(at, _)| text.get(..at));
    before
        .filter_map(|before| before.rsplit(' ').next())
        .any(|word| word.chars().count() > ABBREVIATION_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::credits::organisations::built_in;

    #[test]
    fn a_field_of_rights_names_its_holder_in_every_house_style() {
        for (rights, holder) in [
            ("Copyright 2031 Halden Gazette", Some("Halden Gazette")),
            (
                "Copyright: (C) Halden Broadcasting Corporation, see http://halden.example/terms",
                Some("Halden Broadcasting Corporation"),
            ),
            ("Copyright 2031 HPR - For Personal Use Only", Some("HPR")),
            ("Copyright © Haldenfunk", Some("Haldenfunk")),
            ("℗ & © 2031 The Quay Group", Some("The Quay Group")),
            ("2031 DER HAFEN GmbH & Co. KG", Some("DER HAFEN GmbH & Co. KG")),
            ("HQRW 2006", Some("HQRW")),
            ("Quaycast, 2031", Some("Quaycast")),
            ("Copyright@ haldentimes.example All rights reserved", Some("haldentimes.example")),
            ("Copyright Le Phare.example - Tous droits réservés", Some("Le Phare.example")),
            ("Alle Rechte vorbehalten - Haldener Zeitung", Some("Haldener Zeitung")),
            ("© All Rights Reserved HNN", Some("HNN")),
            ("版权归哈尔登广播公司所有", Some("哈尔登广播公司")),
            ("© 株式会社灯台新聞社", Some("株式会社灯台新聞社")),
            ("(c) 2019-2031, Quay Media Inc.", Some("Quay Media Inc.")),
        ] {
            assert_eq!(read_rights(rights, built_in()).holder.as_deref(), holder, "{rights}");
        }
    }

    #[test]
    fn rights_that_name_nobody_are_a_notice() {
        for rights in [
            "All rights reserved",
            "© 2031",
            "Copyright for syndicated content belongs to the linked source",
            "© 2031 Some Rights Reserved",
            "2031 Derechos Reservados",
            "© 2031 Terms Of Use",
            "Creative Commons Attribution 4.0",
            "CC BY-NC 2031",
            "Public domain",
            "Use of this feed is governed by the terms of 2031",
            "Please ask before you print this",
            "Copyright Notice: see the site",
            "Halden Gazette",
        ] {
            let read = read_rights(rights, built_in());
            assert_eq!((read.holder, read.notice.as_deref()), (None, Some(rights)));
        }
        assert_eq!(read_rights("  ", built_in()), Copyright::default());
    }
}
