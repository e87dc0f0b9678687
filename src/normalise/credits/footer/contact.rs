//! Lines that say where to write to or read on. Without an address, a handle or a number they are prose.

use std::sync::LazyLock;

use regex::Regex;

use super::super::names::is_person;
use crate::normalise::text::{begins_with, fixed, head_of};

/// An e-mail address, a handle, a page, a telephone number.
static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\b[\w.+-]+@[\w-]+\.|(?:^|[\s(|:])@\w|https?://\w|\b(?i:www\.|twitter\.com/|facebook\.com/)\w|\b[0-9]{3}[-. ][0-9]{4}\b|\+[0-9][0-9 .()-]{6,}",
    )
});

static CAN_BE_REACHED: LazyLock<Regex> =
    LazyLock::new(|| fixed(r" (?:can|CAN) (?i-u:be (?:reached at|reached by|contacted at) )"));

const NETWORKS: [&str; 10] = [
    "twitter",
    "facebook",
    "instagram",
    "x",
    "threads",
    "bluesky",
    "tiktok",
    "youtube",
    "linkedin",
    "mastodon",
];

static BIOGRAPHY: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?ix)^(?P<name>[^,.]{4,40}?)\s(?:covers\s[^.\n]{3,60}\sfor\s(?:the\s)?(?-i:\p{Lu})|(?:is|was)\s(?:a|an|the)\s[^.\n]{0,80}?\b(?:reporter|correspondent|columnist|writer|photographer|journalist|contributor|columnist\sfor|fellow|editor)\b
            \s(?:for|at|with|covering|based|in|on|of|who)\b)",
    )
});

/// What lines that say so begin with, where text may follow them.
pub(in crate::normalise::credits) const HEADS: [&str; 29] = [
    "visit ",
    "on the web:",
    "online:",
    "besuchen sie ",
    "to contact the ",
    "to reach the ",
    "contact",
    "twitter",
    "facebook",
    "instagram",
    "e-mail",
    "email",
    "tips",
    "follow ",
    "reach ",
    "write to ",
    "send tips",
    "read more",
    "read the full ",
    "read the original ",
    "more at ",
    "more on this story at ",
    "see more at ",
    "continue reading",
    "weiterlesen",
    "lire la suite",
    "leer más",
    "www.",
    "http",
];

/// What else they have in them, but for an address.
pub(in crate::normalise::credits) const SIGNS: &str =
    "reached |Reached |REACHED |contacted |Contacted |CONTACTED ";

/// Where to write to or read on. Without an address, a handle or a number it is prose.
pub(super) fn is_contact(line: &str, at_end: bool) -> bool {
    if line.len() > 260 {
        return at_end && is_biography(line);
    }
    let begins = |words: &[&str]| head_of(line, words).is_some();
    let reached = || REACHED.is_match(line);
    let lower = || line.to_lowercase();
    if begins(&["visit ", "on the web:", "online:", "besuchen sie "])
        && line.len() <= 160
        && (names_site(&lower()) || (at_end && lower().contains("'s website")))
    {
        return true;
    }
    if begins(&[
        "to contact the ",
        "contact the reporter",
        "contact the writer",
        "contact the author",
    ]) {
        return reached() || line.ends_with(':');
    }
    let labels = ["twitter", "facebook", "instagram", "e-mail", "email", "contact", "tips"];
    let bare = line.trim_start_matches('—');
    let labelled = labels.iter().filter(|label| begins_with(bare, label));
    let mut behind = labelled.filter_map(|label| bare.get(label.len()..));
    let labelled = behind.any(|rest| rest.starts_with(':') || rest.starts_with(" @"));
    if labelled
        || begins(&["follow ", "email ", "e-mail ", "reach ", "write to ", "contact ", "send tips"])
        || begins(&["to reach the "])
    {
        return reached() || (at_end && (labelled && names_site(&lower()) || is_follow(&lower())));
    }
    if CAN_BE_REACHED.is_match(line) {
        return reached();
    }
    if line.len() <= 120 && line.contains('@') {
        let named = line.split_once(": ").filter(|(name, _)| is_person(name));
        if is_only_addresses(&named.map_or(line, |(_, addresses)| addresses).to_lowercase()) {
            return true;
        }
    }
    if at_end && !line.contains(' ') && begins(&["www.", "http"]) {
        return true;
    }
    at_end && is_biography(line)
}

/// `Follow Ana Ruiz on Twitter.`, `Follow Ana Ruiz on Twitter: AnaRuiz`
fn is_follow(lower: &str) -> bool {
    let follow = lower.strip_prefix("follow ").and_then(|rest| rest.rsplit_once(" on "));
    let Some((_, networks)) = follow else { return false };
    let (networks, handle) = networks.split_once(": ").unwrap_or((networks, ""));
    let mut names = networks.trim_end_matches(['.', ' ']).split(" and ");
    !handle.contains(' ') && names.all(|name| NETWORKS.contains(&name.trim()))
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
    let found = BIOGRAPHY.captures(line);
    found.and_then(|found| found.name("name")).is_some_and(|name| is_person(name.as_str()))
}

pub(super) fn names_site(lower: &str) -> bool {
    lower.split_whitespace().any(|word| {
        let host = word
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_matches(|c: char| !c.is_alphanumeric());
        let (_, end) = host.split('/').next().unwrap_or(host).rsplit_once('.').unwrap_or(("", ""));
        (2..=12).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphabetic())
    })
}

pub(super) fn is_read_more(line: &str) -> bool {
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
    let bare = line.trim_end_matches([':', '.', '»', '>', ' ']);
    let whole = ["read more", "continue reading", "weiterlesen", "lire la suite", "leer más"];
    whole.iter().any(|whole| bare.len() == whole.len() && bare.to_lowercase() == *whole)
        || (line.len() <= 180
            && head_of(line, &begins).is_some()
            && (line.len() <= 60 || names_site(&line.to_lowercase())))
}
