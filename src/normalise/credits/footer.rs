//! Footer lines around a story: who distributed or first published it, whom to write to, where to read on. Takes no prose.

use std::sync::LazyLock;

use regex::Regex;

use super::names::is_person;
use super::organisations::{OrganisationKind, directory};

/// What a footer line is, and the organisation it names, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Footer {
    Distributed(String),
    /// First published by, republished from, `Source: ...`.
    Originated(Option<String>),
    Contact,
    ReadMore,
    Separator,
    /// An agency's sign-off: `REUTER`, `AFP`.
    SignOff(String),
    /// Furniture of an organisation, as `config/agencies.toml` names it.
    Furniture,
}

impl Footer {
    /// The rule's name, as shown with what was taken out.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::Distributed(_) => "distributor line",
            Self::Originated(_) => "source line",
            Self::Contact => "contact line",
            Self::ReadMore => "read more line",
            Self::Separator => "separator",
            Self::SignOff(_) => "sign-off",
            Self::Furniture => "agency furniture",
        }
    }
}

const LINE_BYTES_MAX: usize = 420;

static DISTRIBUTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\(?(?P<verb>distributed|syndicated|provided|supplied|transmitted|vertrieb|distribuido|distribué)\s+(?:by|durch|por|par|through)\s+(?P<by>[^\n]{2,100})$").ok()
});

static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[(*\s]*(?:this\s(?:\w+\s)?|the\s)(?:story|article|column|report|piece|commentary|content|post|analysis|essay)\s
            (?:(?:was|is|has\sbeen|were|first|originally|also|been|being)\s){0,4}
            (?:published|appeared|appears|republished|produced|reported|provided|supplied|distributed|syndicated|posted|comes|is|was)\b
            [^.\n]{0,40}?\b(?:by|in|on|from|at)\s(?P<by>[^\n]{2,200})$",
    )
    .ok()
});

static BIOGRAPHY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<name>[^,.]{4,40}?)\s(?:is|was)\s(?:a|an|the)\s[^.\n]{0,80}?\b(?:reporter|correspondent|columnist|writer|photographer|journalist|contributor|columnist\sfor|fellow|editor)\b
            \s(?:for|at|with|covering|based|in|on|of|who)\b",
    )
    .ok()
});

/// Reads a line that is a footer and nothing else. `at_end`: nothing of the story follows it.
pub(super) fn read_footer(line: &str, at_end: bool) -> Option<Footer> {
    let line = line.trim();
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    if is_separator(line) {
        return Some(Footer::Separator);
    }
    if directory().find_by_footer(line).is_some() {
        return Some(Footer::Furniture);
    }
    read_distributor(line)
        .or_else(|| read_source(line, at_end))
        .or_else(|| read_published(line))
        .or_else(|| is_contact(line, at_end).then_some(Footer::Contact))
        .or_else(|| is_read_more(line).then_some(Footer::ReadMore))
        .or_else(|| read_sign_off(line, at_end))
}

fn is_separator(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let drawn = bare.len() >= 2
        && bare.chars().all(|c| matches!(c, '_' | '*' | '#' | '-' | '–' | '—' | '=' | '~' | '•'));
    drawn
        || matches!(
            bare.as_str(),
            "-30-" | "–30–" | "—30—" | "ENDS" | "-ends-" | "-END-" | "(END)" | "(ENDS)" | "Ends/"
        )
}

fn read_distributor(line: &str) -> Option<Footer> {
    if !line.as_bytes().first().is_some_and(|b| b"DdSsPpTtVv(".contains(b)) {
        return None;
    }
    let found = DISTRIBUTED.as_ref()?.captures(line)?;
    let by = found.name("by")?.as_str();
    let by = trim_name(by.split(" (").next().unwrap_or(by));
    let named = by.split(' ').all(|w| {
        w.chars().next().is_some_and(|c| !c.is_lowercase())
            || matches!(w, "of" | "and" | "the" | "de")
    });
    let known = directory().find_at_head(by);
    let distributes = found.name("verb").is_some_and(|v| {
        !matches!(v.as_str().to_lowercase().as_str(), "provided" | "supplied" | "transmitted")
    });
    (known.is_some() || (distributes && named && !by.contains(". ")))
        .then(|| Footer::Distributed(by.to_owned()))
}

fn read_source(line: &str, at_end: bool) -> Option<Footer> {
    let bare = line.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | ' '));
    let rest = [
        "Source: ",
        "SOURCE: ",
        "Sources: ",
        "Source : ",
        "SOURCE ",
        "Quelle: ",
        "Fuente: ",
        "Fonte: ",
        "Bron: ",
        "Källa: ",
    ]
    .iter()
    .find_map(|prefix| bare.strip_prefix(prefix))?;
    let name = trim_name(rest);
    let known = directory().find(name).is_some();
    let short = name.len() <= 80 && !name.contains(". ");
    (known || (at_end && short)).then(|| Footer::Originated(known.then(|| name.to_owned())))
}

fn read_published(line: &str) -> Option<Footer> {
    let lower_start = line.trim_start_matches(['(', '*', ' ']).as_bytes().first()?;
    if !b"Tt".contains(lower_start) {
        return None;
    }
    let by = PUBLISHED.as_ref()?.captures(line)?.name("by")?.as_str();
    let name = trim_name(by.split([',', '.', ';', '(']).next().unwrap_or(by));
    let name = name
        .split(" under ")
        .next()
        .unwrap_or(name)
        .split(" and is ")
        .next()
        .unwrap_or(name)
        .split(" as part ")
        .next()
        .unwrap_or(name);
    let known = directory().find(name).is_some() || directory().find_by_site(name).is_some();
    let dated = by.chars().next().is_some_and(|c| c.is_ascii_digit())
        || super::places::starts_with_month(by);
    let firstly =
        ["originally", "first", "republished", "provided by", "produced by", "supplied by"]
            .iter()
            .any(|word| line.contains(word));
    let named = name.chars().next().is_some_and(char::is_uppercase) && name.len() <= 60;
    if known || (firstly && (dated || named)) {
        return Some(Footer::Originated((known || (named && !dated)).then(|| name.to_owned())));
    }
    None
}

fn is_contact(line: &str, at_end: bool) -> bool {
    let lower = line.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|w| lower.starts_with(w));
    let has_address = lower.contains('@')
        || lower.contains("twitter")
        || lower.contains("facebook")
        || lower.contains("instagram");
    if begins(&[
        "to contact the ",
        "to reach the ",
        "contact the reporter",
        "contact the writer",
        "contact the author",
        "reach the reporter",
    ]) {
        return true;
    }
    if begins(&["visit ", "on the web:", "online:", "besuchen sie "])
        && line.len() <= 160
        && (names_site(&lower) || lower.contains("'s website") || lower.contains(" at www."))
    {
        return true;
    }
    let labels = ["twitter", "facebook", "instagram", "e-mail", "email", "contact", "tips"];
    let labelled =
        labels.iter().filter_map(|label| lower.trim_start_matches('—').strip_prefix(label));
    let labelled = labelled.into_iter().any(|rest| rest.starts_with(':') || rest.starts_with(" @"));
    if labelled
        || begins(&["follow ", "email ", "e-mail ", "reach ", "write to ", "contact ", "send tips"])
    {
        return has_address && line.len() <= 260;
    }
    if line.len() <= 260
        && (lower.contains(" can be reached at ")
            || lower.contains(" can be reached by ")
            || lower.contains(" can be contacted at "))
    {
        return true;
    }
    if line.len() <= 120 && is_only_addresses(&lower) {
        return true;
    }
    at_end && is_biography(line)
}

/// `ruiz@halden.example | Twitter: @ruiz`.
fn is_only_addresses(lower: &str) -> bool {
    let words: Vec<&str> =
        lower.split([' ', '|', ',', ';', '/']).filter(|w| !w.is_empty()).collect();
    let is_label = |w: &&str| {
        matches!(
            w.trim_end_matches(':'),
            "twitter"
                | "x"
                | "email"
                | "e-mail"
                | "and"
                | "on"
                | "tel"
                | "instagram"
                | "•"
                | "-"
                | "—"
        )
    };
    words.iter().any(|w| w.contains('@') && w.len() > 3)
        && words.iter().all(|w| w.contains('@') || is_label(w))
}

fn is_biography(line: &str) -> bool {
    let found = BIOGRAPHY.as_ref().and_then(|biography| biography.captures(line));
    found.and_then(|found| found.name("name")).is_some_and(|name| is_person(name.as_str()))
}

fn names_site(lower: &str) -> bool {
    lower.split_whitespace().any(|word| {
        let host = word
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_matches(|c: char| !c.is_alphanumeric());
        let (_, end) = host.split('/').next().unwrap_or(host).rsplit_once('.').unwrap_or(("", ""));
        (2..=12).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphabetic())
    })
}

fn is_read_more(line: &str) -> bool {
    let lower = line.to_lowercase();
    let begins = [
        "read more at ",
        "read more here",
        "read more on ",
        "read the full ",
        "read the original ",
        "read more:",
        "more at ",
        "more on this story at ",
        "see more at ",
    ];
    let bare = matches!(
        lower.trim_end_matches([':', '.', '»', '>', ' ']),
        "read more" | "continue reading" | "weiterlesen" | "lire la suite" | "leer más"
    );
    bare || (line.len() <= 180
        && begins.iter().any(|b| lower.starts_with(b))
        && (names_site(&lower) || line.len() <= 60))
}

fn read_sign_off(line: &str, at_end: bool) -> Option<Footer> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    if !at_end || bare.len() > 40 || bare.is_empty() {
        return None;
    }
    let known = directory().find(bare)?;
    (known.kind == OrganisationKind::Agency).then(|| Footer::SignOff(bare.to_owned()))
}

/// Without closing punctuation, but with the full stop of `Inc.`.
fn trim_name(printed: &str) -> &str {
    let name = printed.trim().trim_end_matches([')', ' ', '*']);
    let legal = ["Inc.", "Co.", "Ltd.", "L.P.", "Corp."].iter().any(|end| name.ends_with(end));
    if legal { name } else { name.trim_end_matches(['.', ';', ':']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, footer: Option<&Footer>) {
        assert_eq!(read_footer(line, true).as_ref(), footer, "{line:?}");
    }

    #[test]
    fn distributors_and_first_publishers_are_named() {
        check(
            "Distributed by Tribune Content Agency, LLC.",
            Some(&Footer::Distributed("Tribune Content Agency, LLC".into())),
        );
        check(
            "Distributed by Halden Syndicate",
            Some(&Footer::Distributed("Halden Syndicate".into())),
        );
        check(
            "Provided by SyndiGate Media Inc. (Syndigate.info).",
            Some(&Footer::Distributed("SyndiGate Media Inc.".into())),
        );
        check(
            "This story was originally published by ProPublica.",
            Some(&Footer::Originated(Some("ProPublica".into()))),
        );
        check(
            "This article is republished from The Conversation under a Creative Commons license.",
            Some(&Footer::Furniture),
        );
        check(
            "This article was originally published at 9:30 p.m.",
            Some(&Footer::Originated(None)),
        );
        check(
            "This story first appeared in Halden Gazette.",
            Some(&Footer::Originated(Some("Halden Gazette".into()))),
        );
        check("Source: Xinhua", Some(&Footer::Originated(Some("Xinhua".into()))));
        check("(Quelle: dpa)", Some(&Footer::Originated(Some("dpa".into()))));
        check("REUTER", Some(&Footer::SignOff("REUTER".into())));
    }

    #[test]
    fn contact_lines_and_separators_go() {
        for line in [
            "Visit bloomberg.com.",
            "Visit The Halden Herald at www.halden.example",
            "To contact the reporter on this story: Ana Ruiz in Oslo at aruiz@halden.example",
            "Follow Ana Ruiz on Twitter: @aruiz",
            "Follow @aruiz on Twitter",
            "aruiz@halden.example | Twitter: @aruiz",
            "Twitter: @aruiz",
            "Ana Ruiz can be reached at 555-0100.",
            "Ana Ruiz is a staff writer for the Halden Gazette.",
            "Email Ana Ruiz at aruiz@halden.example",
        ] {
            check(line, Some(&Footer::Contact));
        }
        for line in ["___", "* * *", "# # #", "-30-"] {
            check(line, Some(&Footer::Separator));
        }
        check("Read more at https://halden.example/story", Some(&Footer::ReadMore));
    }

    #[test]
    fn prose_is_no_footer() {
        for line in [
            "Distributed by the army overnight, the leaflets told people to leave their homes.",
            "Provided by the city, the boats were old.",
            "Sources told the paper that the harbour was closed.",
            "Source code of the ferry's engine was lost, Ruiz said. Nobody had kept a copy of it, and nobody cared.",
            "This story is about a harbour in which nobody swims.",
            "Visitors enjoy the view of the harbour.",
            "Visit the harbour and you will see it, Ruiz said.",
            "Follow the money, he said.",
            "Following the meeting, Ruiz went home.",
            "Contact between the ships was lost at noon.",
            "Olav Berg is a fisherman in Halden.",
            "The Washington Post first reported the sale on Friday.",
            "Houston Chronicle",
            "Instagram, like Facebook, is banned on the ferry.",
            "Reuters said the ship had sunk.",
            "",
        ] {
            check(line, None);
        }
    }
}
