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
    /// Agencies' sign-off: `REUTER`, `(SDA/dpa)`.
    SignOff(Vec<String>),
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

/// Who printed it first, and when. `what`: the line says that it speaks of the story it stands under; a time says so too.
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[(*\s]*(?:(?:(?P<what>this)|the)\s(?:\w+\s)?(?:story|article|column|report|piece|commentary|content|post|analysis|essay)\s)?
            (?:
                (?:(?:was|is|has\sbeen|(?P<first>originally|first))\s){0,3}(?:published|posted|appeared|appears|republished)\b[^.\n]{0,40}?\b(?:by|in|on|from|at)
                | (?P<made>(?:was|is|has\sbeen)\s(?:produced|provided|supplied|distributed|syndicated)\sby)
            )\s(?P<by>[^\n]{2,200})$",
    )
    .ok()
});

/// A clock and nothing behind it: `2:05 p.m.`
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]\.?m\b|[a-z]{2,4}\b)?\W*$").ok()
});

/// An e-mail address, a handle, a page, a telephone number.
static REACHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)[\w.+-]+@[\w-]+\.|(?:^|[\s(|:])@\w|https?://\w|(?-u:\b)(?i:www\.|twitter\.com/|facebook\.com/)\w|(?-u:\b)[0-9]{3}[-. ][0-9]{4}(?-u:\b)|\+[0-9][0-9 .()-]{6,}").ok()
});

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
    if is_separator(line) {
        return Some(Footer::Separator);
    }
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    if directory().find_by_footer(line).is_some() {
        return Some(Footer::Furniture);
    }
    read_distributor(line)
        .or_else(|| read_source(line, at_end))
        .or_else(|| read_published(line).filter(|_| at_end))
        .or_else(|| read_direction(line, at_end))
        .or_else(|| read_sign_off(line, at_end))
}

/// Whether the line is a drawn rule or a telegram's end mark, blanks or not.
pub(super) fn is_separator(line: &str) -> bool {
    const MARKS: [&str; 9] =
        ["-30-", "–30–", "—30—", "ENDS", "-ends-", "-END-", "(END)", "(ENDS)", "Ends/"];
    let line = line.trim();
    let bare = || line.chars().filter(|c| !c.is_whitespace());
    let is_drawn = |c: char| matches!(c, '_' | '*' | '#' | '-' | '–' | '—' | '=' | '~' | '•');
    line.len() <= LINE_BYTES_MAX
        && ((line.len() >= 2 && bare().all(is_drawn))
            || MARKS.iter().any(|mark| bare().eq(mark.chars())))
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

/// Names the first publisher only where it is known or a site: `in May` is neither.
fn read_published(line: &str) -> Option<Footer> {
    let lower_start = line.trim_start_matches(['(', '*', ' ']).as_bytes().first()?;
    if !b"TtOoFf".contains(lower_start) {
        return None;
    }
    let found = PUBLISHED.as_ref()?.captures(line)?;
    let by = found.name("by")?.as_str();
    let mut name = trim_name(by.split([',', '.', ';', '(']).next().unwrap_or(by));
    for more in [" under ", " and is ", " as part "] {
        name = name.split(more).next().unwrap_or(name);
    }
    let site = trim_name(by.split([' ', ',', ';', '(']).next().unwrap_or(by));
    let known = directory().find(name).is_some() || directory().find_by_site(name).is_some();
    let named =
        if known { Some(name) } else { Some(site).filter(|s| names_site(&s.to_lowercase())) };
    let by_itself = b"OoFf".contains(lower_start);
    let is_whole = named.is_some_and(|named| trim_name(by) == named);
    let timed = TIME.as_ref().is_some_and(|time| time.is_match(by));
    let reads = match (found.name("what").is_some(), found.name("made").is_some()) {
        (true, true) => known,
        // `This report was published by the ministry on Friday` is prose.
        (true, false) => {
            found.name("first").is_some()
                || line.contains("republished")
                || known
                || is_whole
                || timed
        }
        // `First published by ProPublica.`, and nothing else.
        (false, made) => !made && found.name("first").is_some() && (is_whole && by_itself || timed),
    };
    reads.then(|| Footer::Originated(named.map(str::to_owned)))
}

/// A line that leads elsewhere: to a person or to a page.
fn read_direction(line: &str, at_end: bool) -> Option<Footer> {
    let lower = line.to_lowercase();
    if is_contact(line, &lower, at_end) {
        return Some(Footer::Contact);
    }
    is_read_more(line, &lower).then_some(Footer::ReadMore)
}

/// Where to write to or read on. Without an address, a handle or a number it is prose.
fn is_contact(line: &str, lower: &str, at_end: bool) -> bool {
    if line.len() > 260 {
        return at_end && is_biography(line);
    }
    let begins = |words: &[&str]| words.iter().any(|w| lower.starts_with(w));
    let reached = || REACHED.as_ref().is_some_and(|reached| reached.is_match(line));
    if begins(&["visit ", "on the web:", "online:", "besuchen sie "])
        && line.len() <= 160
        && (names_site(lower) || (at_end && lower.contains("'s website")))
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
    let labelled =
        labels.iter().filter_map(|label| lower.trim_start_matches('—').strip_prefix(label));
    let labelled = labelled.into_iter().any(|rest| rest.starts_with(':') || rest.starts_with(" @"));
    if labelled
        || begins(&["follow ", "email ", "e-mail ", "reach ", "write to ", "contact ", "send tips"])
        || begins(&["to reach the "])
    {
        return reached() || (at_end && (labelled && names_site(lower) || is_follow(lower)));
    }
    let can_be = [" can be reached at ", " can be reached by ", " can be contacted at "];
    if can_be.iter().any(|can_be| lower.contains(can_be)) {
        return reached();
    }
    if line.len() <= 120 && is_only_addresses(lower) {
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

fn is_read_more(line: &str, lower: &str) -> bool {
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
        && (names_site(lower) || line.len() <= 60))
}

fn read_sign_off(line: &str, at_end: bool) -> Option<Footer> {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    if !at_end || bare.len() > 40 || bare.is_empty() {
        return None;
    }
    let names: Vec<&str> = bare.split(['/', ',']).map(str::trim).collect();
    let agency = |name: &&str| {
        directory().find(name).is_some_and(|known| known.kind == OrganisationKind::Agency)
    };
    names
        .iter()
        .all(agency)
        .then(|| Footer::SignOff(names.into_iter().map(str::to_owned).collect()))
}

/// Where a sign-off in brackets begins behind the last sentence: ` ... he said. (SDA/dpa)`.
pub(super) fn find_bracketed_sign_off(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(['.', ' ', '\n']);
    let inner = bare.strip_suffix([')', ']'])?;
    let open = inner.rfind(['(', '['])?;
    let before = text.get(..open)?.trim_end();
    let ended = before.ends_with(['.', '!', '?', '"', '”', '»']);
    (ended && read_sign_off(bare.get(open..)?, true).is_some()).then_some(open)
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
        for line in [
            "The story was originally published at 2:05 p.m.",
            "This article originally was published at 8:45 a.m.",
            "This article was originally posted on May 3.",
        ] {
            check(line, Some(&Footer::Originated(None)));
        }
        check("This story first appeared in Halden Gazette.", Some(&Footer::Originated(None)));
        check(
            "This story was first published on halden.example.",
            Some(&Footer::Originated(Some("halden.example".into()))),
        );
        check(
            "First published by ProPublica.",
            Some(&Footer::Originated(Some("ProPublica".into()))),
        );
        check("Source: Xinhua", Some(&Footer::Originated(Some("Xinhua".into()))));
        check("(Quelle: dpa)", Some(&Footer::Originated(Some("dpa".into()))));
        check("REUTER", Some(&Footer::SignOff(vec!["REUTER".into()])));
        check("(SDA/dpa)", Some(&Footer::SignOff(vec!["SDA".into(), "dpa".into()])));
    }

    #[test]
    fn a_first_report_told_of_in_prose_is_no_source_line() {
        for line in [
            "The Post first reported the sale on Friday.",
            "The story was first reported by The New York Times.",
            "The report was released by Amnesty International, the first of its kind.",
            "The report was originally published by Reuters.",
            "The report was first published at 12 sites by Reuters.",
            "First published in The New York Times, the essay won prizes.",
            "First published in 1925, the novel sold millions.",
            "This report was supplied by the harbour office, first in March.",
        ] {
            check(line, None);
        }
        let line = "This story was originally published by ProPublica.";
        assert_eq!(read_footer(line, false), None, "the story goes on below it");
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
            "Follow Ana Ruiz on Twitter.",
            "Follow Ana Ruiz on Twitter: AnaRuiz",
            "Ruiz can be reached at https://twitter.example/ruiz",
            "Follow Ana Ruiz at twitter.com/ruiz and Olav Berg at twitter.com/berg",
            "To contact the author of this story:",
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
            "A deal can be reached by Friday, negotiators said.",
            "Email records show the company told Facebook executives about the flaw.",
            "Contact with the crew was lost at noon, the company said on Twitter.",
            "To reach the summit, climbers pass the old hut.",
            "Reach was all that counted on Facebook.",
            "Follow the debate on Twitter and you will see it, Ruiz said.",
            "Olav Berg is a fisherman in Halden.",
            "The Washington Post first reported the sale on Friday.",
            "Houston Chronicle",
            "Instagram, like Facebook, is banned on the ferry.",
            "Reuters said the ship had sunk.",
            "This report was published by the health ministry on Friday after months of delay.",
            "This essay appeared in 1951, and no one in Halden spoke of it again.",
            "",
        ] {
            check(line, None);
        }
    }
}
