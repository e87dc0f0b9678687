//! Tells a page that bars the way to an article, by what such pages say of themselves.

use super::tree::Tree;
use crate::normalise::text::fold;

/// A page with more letters is more than a barrier.
const LETTERS_MAX: usize = 3_000;

/// Marks in the markup or in what is said, and what the page is.
const MARKS: &[(&str, &[&str])] = &[
    (
        "a challenge to prove that one is human",
        &[
            "cf-challenge",
            "challenge-platform",
            "challenge-form",
            "px-captcha",
            "captcha-delivery",
            "g-recaptcha",
            "h-captcha",
            "just a moment",
            "attention required",
            "are you a robot",
            "pardon our interruption",
            "verify you are human",
            "unusual traffic",
        ],
    ),
    (
        "a request for consent",
        &["before you continue", "we value your privacy", "cookie consent", "consent-form"],
    ),
    ("a refusal", &["access denied", "403 forbidden", "request blocked"]),
    ("a login page", &["type=\"password\"", "type='password'", "type=password"]),
    (
        "for subscribers",
        &["subscribe to continue", "subscribe to read", "for subscribers", "paywall"],
    ),
];

/// What a page without an article is; `letters` are all of its text.
pub(super) fn find(page: &str, tree: &Tree, letters: usize) -> Option<&'static str> {
    if letters > LETTERS_MAX {
        return None;
    }
    let title = fold(&tree.title);
    let markup = page.to_ascii_lowercase();
    let marked = |marks: &[&str]| marks.iter().any(|m| title.contains(m) || markup.contains(m));
    MARKS.iter().find(|(_, marks)| marked(marks)).map(|(name, _)| *name)
}
