//! What the names that pages give their elements say of the text in them. A table, nothing else.

use crate::normalise::tokens::OpenTag;

const NAMES_BYTES_MAX: usize = 512;
const NAMES_MAX: usize = 32;
const NAME_BYTES_MAX: usize = 48;

/// What element, classes and identifiers say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// Beside the article, whatever it holds: menus, share bars, comments.
    pub beside: bool,
    /// A picture's text.
    pub caption: bool,
    /// Who wrote the article.
    pub byline: bool,
    /// No reader sees it.
    pub unseen: bool,
    /// Names the article's text, the more the surer (0 to 3).
    pub body: u8,
}

/// Parts of names. They are distinct enough to count wherever they stand.
const BESIDE_STEMS: &[&str] = &[
    "newsletter",
    "related",
    "recommend",
    "advert",
    "sponsor",
    "comment",
    "subscri",
    "breadcrumb",
    "taboola",
    "outbrain",
    "cookie",
    "consent",
    "sidebar",
    "signup",
    "sign-up",
    "sign_up",
    "sign-in",
    "signin",
    "sign_in",
    "register",
    "registration",
    "login",
    "byline",
    "share",
    "sharing",
    "popular",
    "trending",
    "most-read",
    "mostread",
    "readmore",
    "read-more",
    "read_more",
    "disqus",
    "footer",
    "navigation",
    "teaser",
    "promo",
    "onetrust",
    "copyright",
    "disclaimer",
    "timestamp",
    "pagination",
    "carousel",
    "rollover",
    "popover",
    "lightbox",
    "skip-link",
    "hashtag",
    "whatsapp",
    "expandable",
    "upsell",
    "factbox",
    "fact-box",
    "fact_box",
    "faktabox",
    "infobox",
    "info-box",
];
/// Whole words of names, parted by anything but letters and digits or by a capital.
const BESIDE_WORDS: &[&str] = &[
    "ad",
    "ads",
    "adv",
    "nav",
    "navbar",
    "menu",
    "tags",
    "tag",
    "meta",
    "social",
    "author",
    "authors",
    "bio",
    "topics",
    "keywords",
    "more",
    "next",
    "prev",
    "previous",
    "toc",
    "rating",
    "ratings",
    "poll",
    "quiz",
    "survey",
    "popup",
    "modal",
    "overlay",
    "tooltip",
    "toolbar",
    "tools",
    "banner",
    "print",
    "feedback",
    "donate",
    "donation",
    "recirc",
    "recirculation",
    "follow",
    "cta",
    "kicker",
    "button",
    "btn",
    "utility",
];
/// Parts of names of what is read aloud only.
const UNSEEN_STEMS: &[&str] = &["sr-only", "visually-hidden"];
const UNSEEN_WORD: &str = "hidden";
const CAPTION_STEMS: &[&str] = &[
    "caption",
    "credit",
    "mediainfo",
    "media-info",
    "media__info",
    "image-info",
    "image__info",
    "piefoto",
    "pie-foto",
    "bildtext",
    "imagetext",
    "figcaption",
    "bildunter",
    "legend",
    "photo-desc",
];
const BODY_STEMS: &[&str] = &[
    "articlebody",
    "article-body",
    "article_body",
    "article__body",
    "storybody",
    "story-body",
    "story_body",
    "entry-content",
    "entry_content",
    "post-content",
    "post_content",
    "postcontent",
    "article-content",
    "article__content",
    "article_content",
    "articlecontent",
    "article-text",
    "articletext",
    "article__text",
    "story-content",
    "storycontent",
    "body-content",
    "body-copy",
    "article-main",
];

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

pub(super) fn role(tag: &OpenTag<'_>) -> Role {
    let mut names = String::new();
    for name in ["class", "id", "role", "data-testid", "data-component", "data-qa"] {
        if let Some(value) = tag.attribute(name) {
            names.extend(value.chars().take(NAMES_BYTES_MAX));
            names.push(' ');
        }
    }
    let itemprop = tag.attribute("itemprop").unwrap_or_default();
    let element = &**tag.name();
    let (mut beside, mut caption, mut body) = (false, element == "figcaption", 0);
    let mut silent = false;
    let mut byline = itemprop == "author" || tag.attribute("rel") == Some("author");
    // Longer ones are made of a heading's words.
    let names = names.split_ascii_whitespace().filter(|name| name.len() <= NAME_BYTES_MAX);
    for name in names.take(NAMES_MAX) {
        let lower = name.to_ascii_lowercase();
        let has = |stems: &[&str]| stems.iter().any(|stem| lower.contains(stem));
        caption |= has(CAPTION_STEMS);
        byline |= lower.contains("byline") || lower == "author" || lower == "authors";
        let aloud = has(UNSEEN_STEMS) || words(name).any(|word| word == UNSEEN_WORD);
        if aloud
            || has(BESIDE_STEMS)
            || words(name).any(|word| BESIDE_WORDS.contains(&word.as_str()))
        {
            beside = true;
            silent |= aloud;
        } else if has(BODY_STEMS) {
            body = 2;
        }
    }
    if itemprop.eq_ignore_ascii_case("articleBody") {
        body = 3;
    } else if body == 0 {
        body = u8::from(matches!(element, "article" | "main"));
    }
    let unseen =
        tag.has("hidden") || tag.attribute("style").is_some_and(hides) || (silent && body < 2);
    let beside = matches!(element, "nav" | "footer" | "aside") || unseen || (beside && body < 2);
    Role { beside, caption, byline, unseen, body }
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
