//! Tells a place name from a phrase. A place is a name: no verbs, no headline labels, no digits.

use crate::parse::date::words::is_weekday;

/// The place part of a dateline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// As printed, without brackets: `NEW DELHI [India]` is `NEW DELHI`.
    pub(super) text: String,
    /// The first name is in capitals, as datelines are: `KENT, Ohio`.
    pub(super) upper: bool,
    pub(super) words: usize,
}

const PLACE_CHARS_MAX: usize = 90;
const PLACE_WORDS_MAX: usize = 12;

/// Small words inside place names of several languages.
const PARTICLES: &[&str] = &[
    "a", "al", "am", "an", "and", "au", "aux", "d", "da", "das", "de", "del", "della", "den",
    "der", "di", "do", "dos", "du", "el", "en", "ez", "i", "im", "in", "la", "las", "le", "les",
    "los", "near", "of", "off", "on", "over", "sous", "sur", "the", "upon", "y",
];

/// First words that make a label or a sentence of what follows.
const NO_PLACE: &[&str] = &[
    "advisory",
    "alert",
    "analysis",
    "breaking",
    "bulletin",
    "column",
    "commentary",
    "corrected",
    "correction",
    "corrections",
    "developing",
    "editorial",
    "editors",
    "eds",
    "exclusive",
    "explainer",
    "fact",
    "factbox",
    "feature",
    "file",
    "flash",
    "full",
    "gallery",
    "graphic",
    "insight",
    "interview",
    "just",
    "kill",
    "letter",
    "letters",
    "live",
    "more",
    "news",
    "note",
    "obituary",
    "opinion",
    "photo",
    "photos",
    "poll",
    "preview",
    "profile",
    "q&a",
    "read",
    "recap",
    "refile",
    "refiled",
    "related",
    "repeat",
    "report",
    "review",
    "rpt",
    "snapshot",
    "spoiler",
    "stocks",
    "summary",
    "table",
    "timeline",
    "top",
    "update",
    "updated",
    "urgent",
    "verdict",
    "video",
    "warning",
    "watch",
    "wrapup",
    "about",
    "after",
    "as",
    "at",
    "before",
    "but",
    "by",
    "for",
    "from",
    "he",
    "here",
    "how",
    "if",
    "in",
    "it",
    "on",
    "she",
    "that",
    "this",
    "what",
    "when",
];

const NO_PLACE_EITHER: &[&str] = &[
    "where", "who", "why", "while", "with", "we", "they", "there", "these", "those", "you", "your",
    "our", "since", "source", "sources", "today",
];

/// Reads `text` as a place; `None` where it is a label, a sentence, or too long for a name.
pub(super) fn read_place(text: &str) -> Option<Place> {
    let text = without_brackets(text);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-' | '/'));
    let text = without_full_stop(text);
    let letters = text.chars().any(char::is_alphabetic);
    if !letters || text.chars().count() > PLACE_CHARS_MAX || text.chars().any(is_foreign_to_places)
    {
        return None;
    }
    let words: Vec<&str> = text.split([' ', '/', ',']).filter(|w| !w.is_empty()).collect();
    let first = words.first()?.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_label = NO_PLACE.contains(&first.as_str())
        || NO_PLACE_EITHER.contains(&first.as_str())
        || (first.len() > 3 && is_weekday(&first));
    // `AT SEA` is the one place that begins with a preposition.
    if words.len() > PLACE_WORDS_MAX || (is_label && !text.eq_ignore_ascii_case("at sea")) {
        return None;
    }
    let named = words.iter().all(|word| is_name_word(word));
    let starts_upper = text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
    (named && starts_upper).then(|| Place {
        upper: is_upper(text.split(',').next().unwrap_or(text)),
        words: words.len(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// `KYIV.` as `KYIV`, `CIUDAD DE MÉXICO.` alike; `NEWARK, N.J.` and `ST. LOUIS, Mo.` keep what shortens a region.
fn without_full_stop(text: &str) -> &str {
    const UNSHORTENED_CHARS_MIN: usize = 4;
    let bare = text.strip_suffix('.').filter(|bare| {
        let last = bare.rsplit(' ').next().unwrap_or(bare);
        !bare.contains([',', '.', '/'])
            && (last.len() == bare.len() || last.chars().count() >= UNSHORTENED_CHARS_MIN)
    });
    bare.unwrap_or(text)
}

fn is_name_word(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some(first) = bare.chars().next() else {
        return true;
    };
    !first.is_lowercase() || bare.contains(['-', '\'', '’']) || PARTICLES.contains(&bare)
}

/// Mostly capitals: `McALLEN` and `LA CROSSE` are, `Berlin` is not.
fn is_upper(name: &str) -> bool {
    let count = |test: fn(char) -> bool| name.chars().filter(|c| test(*c)).count();
    let (upper, lower) = (count(char::is_uppercase), count(char::is_lowercase));
    upper >= 2 && upper > lower * 3
}

/// Characters that stand in sentences and labels but in no place name.
fn is_foreign_to_places(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            ':' | ';'
                | '?'
                | '!'
                | '"'
                | '“'
                | '”'
                | '«'
                | '»'
                | '@'
                | '#'
                | '$'
                | '%'
                | '\n'
                | '|'
                | '•'
                | '*'
                | '='
                | '<'
                | '>'
        )
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
