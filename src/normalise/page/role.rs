//! What the names that pages give their elements say of the text in them.

use super::names::{
    BESIDE_STEMS, BESIDE_WORDS, BODY_STEMS, CAPTION_STEMS, ENTRY, FOREIGN_STEMS, PROSE_STEMS,
    STATE_ENDS, STATE_HEADS, STATE_PARTS, STATES, TAXONOMIES, UNSEEN_STEMS,
};
use crate::normalise::tokens::OpenTag;

const NAMES_BYTES_MAX: usize = 512;
const NAMES_MAX: usize = 32;
const NAME_BYTES_MAX: usize = 48;
/// Letters and digits that builders of style sheets append to names.
const SUFFIX: std::ops::RangeInclusive<usize> = 4..=8;

/// What element, classes and identifiers say.
#[expect(clippy::struct_excessive_bools, reason = "an element may be any of them at once")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// Beside the article, whatever it holds: menus, share bars, comments.
    pub beside: bool,
    /// The same, and such a box has prose of its own.
    pub prose_beside: bool,
    /// A picture's text.
    pub caption: bool,
    /// Who wrote the article.
    pub byline: bool,
    /// No reader sees it.
    pub unseen: bool,
    /// Names the article's text, the more the surer (0 to 3).
    pub body: u8,
}

/// Whether the content is nothing that is read: controls, drawings, what stands in for scripts.
pub(super) fn is_hidden(tag: &OpenTag<'_>) -> bool {
    matches!(
        &**tag.name(),
        "noscript"
            | "button"
            | "select"
            | "template"
            | "svg"
            | "math"
            | "object"
            | "applet"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "dialog"
    )
}

/// The role of an element, by its start tag.
pub(super) fn role(tag: &OpenTag<'_>) -> Role {
    let element = &**tag.name();
    if matches!(element, "html" | "body") {
        // Their names tell of the page.
        return Role::default();
    }
    let mut names = String::new();
    for name in ["class", "id", "role", "data-testid", "data-component", "data-qa"] {
        if let Some(value) = tag.attribute(name) {
            names.extend(value.chars().take(NAMES_BYTES_MAX));
            names.push(' ');
        }
    }
    // Longer ones are made of a heading's words.
    let names = names.split_ascii_whitespace().filter(|name| name.len() <= NAME_BYTES_MAX);
    let names: Vec<&str> = names.take(NAMES_MAX).collect();
    let mut role = of_names(&names);
    let itemprop = tag.attribute("itemprop").unwrap_or_default();
    role.byline |= itemprop == "author" || tag.attribute("rel") == Some("author");
    role.caption |= element == "figcaption";
    if itemprop.eq_ignore_ascii_case("articleBody") {
        role.body = 3;
    } else if role.body == 0 {
        role.body = u8::from(matches!(element, "article" | "main"));
    }
    role.beside &= role.body < 2;
    role.unseen &= role.body < 2;
    role.unseen |= tag.has("hidden") || tag.attribute("style").is_some_and(hides);
    let by_tag = matches!(element, "nav" | "footer" | "aside");
    role.beside |= role.unseen || by_tag;
    role.prose_beside |= role.unseen || by_tag;
    role
}

fn of_names(names: &[&str]) -> Role {
    let mut role = Role::default();
    let taxonomy = |name: &&&str| TAXONOMIES.iter().any(|head| name.starts_with(head));
    let entry = names.iter().any(|name| ENTRY.contains(name));
    let entry = entry || names.iter().filter(taxonomy).nth(1).is_some();
    for name in names.iter().filter(|name| !(entry && taxonomy(name))) {
        let name = without_suffix(name);
        let lower = name.to_ascii_lowercase();
        let has = |stems: &[&str]| stems.iter().any(|stem| lower.contains(stem));
        role.caption |= has(CAPTION_STEMS);
        role.byline |= lower.contains("byline") || lower == "author" || lower == "authors";
        let state = is_state(&lower);
        let unseen = has(UNSEEN_STEMS) || (!state && hides_text(&lower));
        let word = |word: String| BESIDE_WORDS.contains(&word.as_str());
        let foreign = has(FOREIGN_STEMS);
        if unseen || (!state && (foreign || has(BESIDE_STEMS) || words(name).any(word))) {
            role.beside = true;
            role.unseen |= unseen;
            role.prose_beside |= foreign || has(PROSE_STEMS);
        } else if has(BODY_STEMS) {
            role.body = 2;
        }
    }
    role
}

/// `Layout_main__2pNav` without the part that a builder of style sheets made.
fn without_suffix(name: &str) -> &str {
    let made = |suffix: &str| {
        SUFFIX.contains(&suffix.len())
            && suffix.chars().any(|c| c.is_ascii_digit())
            && suffix.chars().any(|c| c.is_ascii_alphabetic())
    };
    match name.rsplit_once("__") {
        Some((stem, suffix)) if made(suffix) => stem,
        Some(_) | None => name,
    }
}

/// Whether a name tells how an element looks, where and on which screens, and not what it is.
fn is_state(name: &str) -> bool {
    let any = |list: &[&str], is: fn(&str, &str) -> bool| list.iter().any(|part| is(name, part));
    STATES.contains(&name)
        || any(STATE_HEADS, |name, head| name.starts_with(head))
        || any(STATE_PARTS, |name, part| name.contains(part))
        || any(STATE_ENDS, |name, end| name.ends_with(end))
        || name.contains([':', '@'])
}

fn hides_text(name: &str) -> bool {
    name.strip_suffix("hidden").is_some_and(|stem| stem.is_empty() || stem.ends_with(['-', '_']))
}

fn hides(style: &str) -> bool {
    let style: String =
        style.chars().filter(|c| !c.is_whitespace()).take(NAMES_BYTES_MAX).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The words of names such as `article__moreLinks`, in lower case.
fn words(names: &str) -> impl Iterator<Item = String> {
    let mut parted = String::with_capacity(names.len() + 16);
    let mut lower_before = false;
    for c in names.chars() {
        if c.is_ascii_uppercase() && lower_before {
            parted.push(' ');
        }
        lower_before = c.is_ascii_lowercase();
        parted.push(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    }
    parted.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}
