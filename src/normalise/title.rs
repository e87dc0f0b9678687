//! The headline: plain text without a site's name, and without the wire's remarks on what has changed.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{clean_line, decode_entities, decode_once_more, first_chars, fixed, fold};
use crate::model::{Markup, MarkupKind, StoryKind};

/// A headline longer than this is a text under the wrong name.
const CHARS_MAX: usize = 1_000;
/// Remarks stand one before the other: `RPT-UPDATE 2-`.
const REMARKS_MAX: usize = 4;

/// A headline and what the wire said in it besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Headline {
    /// Empty where the entry has none.
    pub text: String,
    /// The headline before remarks and site names were taken off.
    pub printed: String,
    /// Remarks on changes, as printed (edge case 54).
    pub notes: Vec<String>,
    pub genres: Vec<String>,
    pub kind: StoryKind,
    /// 1 flash, 2 bulletin or breaking, 3 urgent.
    pub urgency: Option<u8>,
}

/// Reads a headline; `names` are those of the feed, its publisher and the entry's source.
pub(crate) fn read_headline(title: Option<&Markup>, names: &[&str]) -> Headline {
    let printed = title.map(plain_of_kind).unwrap_or_default();
    let mut headline = Headline { printed: printed.clone(), text: printed, ..Headline::default() };
    headline.text = without_site_name(&headline.text, names).to_owned();
    for _ in 0..REMARKS_MAX {
        if !(take_prefix(&mut headline) || take_suffix(&mut headline)) {
            break;
        }
    }
    headline
}

/// HTML loses its formatting. Text has no tags of its own: what looks like one is what the headline speaks of, and only
/// formatting that was escaped once more goes, where it is closed (edge case 45).
fn plain_of_kind(title: &Markup) -> String {
    if title.kind == MarkupKind::Html {
        return plain(&title.value);
    }
    let value = bounded(&title.value);
    let decoded = decode_entities(value);
    let was_escaped = !FORMATTING.is_match(value) && CLOSED.is_match(&decoded);
    let line =
        clean_line(&if was_escaped { FORMATTING.replace_all(&decoded, "") } else { decoded });
    first_chars(&line, CHARS_MAX).to_owned()
}

fn bounded(value: &str) -> &str {
    if value.len() > CHARS_MAX * 8 { first_chars(value, CHARS_MAX * 4) } else { value }
}

/// Markup as one plain line: formatting tags out, anything else that looks like a tag kept (edge case 45).
pub(crate) fn plain(value: &str) -> String {
    let without_tags = FORMATTING.replace_all(bounded(value), "");
    let decoded = decode_entities(&without_tags);
    let decoded = decode_once_more(&decoded).map_or(decoded, Cow::Owned);
    // Escaped formatting: `&lt;b&gt;`. Other tags are what the headline speaks of.
    let decoded = FORMATTING.replace_all(&decoded, "");
    let line = clean_line(&decoded);
    first_chars(&line, CHARS_MAX).to_owned()
}

/// Takes ` - Site` or ` | Site` off where it is the name of the site.
fn without_site_name<'a>(text: &'a str, names: &[&str]) -> &'a str {
    let Some(found) = SEPARATOR.find_iter(text).last() else {
        return text;
    };
    let (Some(head), Some(tail)) = (text.get(..found.start()), text.get(found.end()..)) else {
        return text;
    };
    let tail = fold(tail);
    let known = names.iter().any(|name| !tail.is_empty() && fold(name) == tail);
    if known && !head.trim().is_empty() { head.trim_end() } else { text }
}

fn take_prefix(headline: &mut Headline) -> bool {
    for (regex, effect) in [
        (&*WIRE_LABEL, Effect::Wire),
        (&*COLON_LABEL, Effect::Colon),
        (&*WRITETHRU_FIRST, Effect::Note),
    ] {
        let Some(found) = regex.captures(&headline.text) else {
            continue;
        };
        let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let rest = headline.text.get(whole.end()..).unwrap_or_default().trim_start();
        if rest.chars().filter(|c| c.is_alphanumeric()).count() < 4 {
            continue;
        }
        let (label, rest) = (label.as_str().trim().to_owned(), rest.to_owned());
        headline.text = rest;
        headline.remark(&label, effect);
        return true;
    }
    false
}

fn take_suffix(headline: &mut Headline) -> bool {
    let found = CHANGE_IN_BRACKETS.captures(&headline.text);
    let found = found.or_else(|| WRITETHRU_LAST.captures(&headline.text));
    let Some(found) = found else { return false };
    let (Some(whole), Some(label)) = (found.get(0), found.get(1)) else {
        return false;
    };
    let rest = headline.text.get(..whole.start()).unwrap_or_default().trim_end();
    if rest.is_empty() {
        return false;
    }
    let (label, rest) = (label.as_str().to_owned(), rest.to_owned());
    headline.text = rest;
    headline.remark(&label, Effect::Note);
    true
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// `UPDATE 2-`, `ANALYSIS-`.
    Wire,
    /// `BREAKING:`, `CORRECTED:`.
    Colon,
    Note,
}

impl Headline {
    fn remark(&mut self, label: &str, effect: Effect) {
        let lower = label.to_lowercase();
        let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        if begins(&["correct", "korrektur", "berichtigung", "corrige", "rectific"]) {
            self.kind = StoryKind::Correction;
        }
        let urgency = match lower.as_str() {
            "flash" | "newsflash" => Some(1),
            "bulletin" | "breaking" | "breaking news" | "eilmeldung" | "eil" | "blitz" => Some(2),
            "urgent" | "alert" | "news alert" | "snap" => Some(3),
            _ => None,
        };
        if let Some(urgency) = urgency {
            self.urgency = Some(self.urgency.map_or(urgency, |known| known.min(urgency)));
            if self.kind == StoryKind::Story {
                self.kind = StoryKind::Alert;
            }
        } else if effect != Effect::Note && GENRES.contains(&lower.as_str()) {
            self.genres.push(lower);
        } else {
            self.notes.push(label.to_owned());
        }
    }
}

const GENRES: [&str; 22] = [
    "analysis",
    "factbox",
    "timeline",
    "interview",
    "feature",
    "insight",
    "column",
    "breakingviews",
    "q&a",
    "explainer",
    "newsmaker",
    "preview",
    "special report",
    "scenarios",
    "brief",
    "press digest",
    "snapshot",
    "exclusive",
    "obituary",
    "hintergrund",
    "roundup",
    "graphic",
];

static FORMATTING: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"(?i)</?(?:a|b|i|u|em|strong|span|font|sub|sup|small|big|br|p|div|h[1-6]|q|cite|mark|abbr|wbr|nobr)(?:\s[^<>]*)?/?>",
    )
});
static CLOSED: LazyLock<Regex> = LazyLock::new(|| {
    fixed(r"(?i)</(?:a|b|i|u|em|strong|span|font|sub|sup|small|p|div|h[1-6]|q|cite)>")
});
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| fixed(r"\s(?:[-–—|»«·•]|::)\s"));
/// Reuters and dpa-AFX: capitals, a number, and a hyphen or slash without a space before the headline.
static WIRE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^((?:UPDATE|WRAPUP|ROUNDUP|RECAP|REFILE|RPT|RECASTS?|CORRECTED|CORRECTION|OFFICIAL CORRECTION|DELAYED|ADDS|ANALYSIS|FACTBOX|TIMELINE|INTERVIEW|FEATURE|INSIGHT|COLUMN|BREAKINGVIEWS|Q&A|EXPLAINER|NEWSMAKER|PREVIEW|SPECIAL REPORT|SCENARIOS|BRIEF|PRESS DIGEST|SNAPSHOT|EXCLUSIVE|OBITUARY|HINTERGRUND|GRAPHIC|FLASH|BULLETIN|URGENT|SNAP|KORREKTUR)(?: \d{1,2})?(?:/(?:UPDATE|WRAPUP|ROUNDUP|KORREKTUR)(?: \d{1,2})?)?)(?:-|: ?)",
    )
});
static COLON_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^\W{0,4}((?i:corrected|correction|updated?|breaking|breaking news|news alert|urgent|eilmeldung|eil|korrektur|berichtigung|newsflash)|(?:ALERT|FLASH|BULLETIN|CORRECTS|CORRECTIVE|UPDATE \d{1,2}))\s?(?::|\+\+\+| [-–—])\s",
    )
});
/// AP: `1st Ld-Writethru`, before or behind the headline.
static WRITETHRU_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"^((?i:\d{1,2}(?:st|nd|rd|th) (?:ld|lead|add|sub|update)(?:[- ]?writethru)?|ld-writethru))\s?[:,–—-]\s?",
    )
});
static WRITETHRU_LAST: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"[\s,;(–—-]+((?i:(?:\d{1,2}(?:st|nd|rd|th)|urgent) (?:ld|lead|add|sub|update)(?:[- ]?writethru)?|ld-writethru))\)?$",
    )
});
static CHANGE_IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\s\(((?:Adds?|Updates?|Updating|Corrects?|Correcting|Corrected|Recasts?|Refiles?|Repeats?|Rewrites?|Writes? through|Writethru|Removes?|Deletes?|Clarifies|Fixes|Changes?|Includes|Incorporates|New throughout|Korrigiert|Berichtigt|Neu|Aktualisiert)\b[^()]{0,200})\)$",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> Headline {
        let markup = Markup { kind: MarkupKind::Html, value: title.to_owned() };
        read_headline(Some(&markup), &["The Halden Post", "HP"])
    }

    #[test]
    fn remarks_move_out_of_the_headline() {
        // edge 54
        let check = |title: &str, text: &str, notes: &[&str]| {
            let headline = read(title);
            assert_eq!(headline.text, text, "{title}");
            assert_eq!(headline.notes, notes, "{title}");
        };
        check("UPDATE 2-Pier to be rebuilt", "Pier to be rebuilt", &["UPDATE 2"]);
        check("RPT-UPDATE 1-Pier to be rebuilt", "Pier to be rebuilt", &["RPT", "UPDATE 1"]);
        check("Pier to be rebuilt (Adds quotes)", "Pier to be rebuilt", &["Adds quotes"]);
        check("UPDATED: Pier to be rebuilt", "Pier to be rebuilt", &["UPDATED"]);
        check("Harbour pier, 1st Ld-Writethru", "Harbour pier", &["1st Ld-Writethru"]);
        check(
            "CORRECTED-Pier to be rebuilt (Corrects date)",
            "Pier to be rebuilt",
            &["CORRECTED", "Corrects date"],
        );
        for plain in [
            "Update on the pier",
            "Updates: a list",
            "Breaking the ice in Halden",
            "Urgent care centre opens",
            "Pier (Adds Road)side",
            "Correction officers strike",
            "Flash floods hit coast",
            "Add quotes, remove doubt",
            "UPDATE",
            "Column of smoke seen",
            "Timeline-based editing arrives",
            "The pier (new)",
            "URGENT",
        ] {
            check(plain, plain, &[]);
        }
    }

    #[test]
    fn labels_set_kind_urgency_and_genre() {
        assert_eq!(read("CORRECTED-Pier burns down").kind, StoryKind::Correction);
        let alert = read("BREAKING: Pier burns down");
        assert_eq!(
            (alert.text.as_str(), alert.kind, alert.urgency),
            ("Pier burns down", StoryKind::Alert, Some(2))
        );
        let analysis = read("ANALYSIS-Why piers burn");
        assert_eq!(
            (analysis.text.as_str(), analysis.genres),
            ("Why piers burn", vec!["analysis".to_owned()])
        );
        assert_eq!(read("+++ EILMELDUNG +++ Mole brennt").urgency, Some(2));
    }

    #[test]
    fn only_the_sites_own_name_is_taken_off() {
        let check = |title: &str, text: &str| assert_eq!(read(title).text, text);
        check("Pier burns - The Halden Post", "Pier burns");
        check("Pier burns | hp", "Pier burns");
        check("Pier burns - again", "Pier burns - again");
        check("Rail-strike looms", "Rail-strike looms");
        check("The Halden Post", "The Halden Post");
    }

    #[test]
    fn headlines_are_plain_text() {
        // edge 45
        let check = |title: &str, text: &str| assert_eq!(read(title).text, text, "{title}");
        check("The <b>big</b> pier", "The big pier");
        check("A guide to <head>", "A guide to <head>");
        check("A guide to &lt;head&gt;", "A guide to <head>");
        check("Jahresr&amp;uuml;ckblick", "Jahresrückblick");
        check("Tea &amp;amp; cake", "Tea & cake");
        check("  Tea\n\u{a0} &amp; cake ", "Tea & cake");
        check("x < y > z", "x < y > z");
    }

    #[test]
    fn a_title_typed_as_text_keeps_the_tags_it_speaks_of() {
        // edge 45
        let check = |title: &str, text: &str| {
            let markup = Markup { kind: MarkupKind::Text, value: title.to_owned() };
            assert_eq!(read_headline(Some(&markup), &[]).text, text, "{title}");
        };
        check("How to use the <p> tag", "How to use the <p> tag");
        check("How to use <b>bold</b>", "How to use <b>bold</b>");
        check("How to use the &lt;p&gt; tag", "How to use the <p> tag");
        check("The &lt;b&gt;big&lt;/b&gt; pier", "The big pier");
        check("Tea &amp;amp; cake", "Tea &amp; cake");
        check("R&D at AT&T", "R&D at AT&T");
    }
}
