//! How well copies are found and look-alikes told apart, on a labelled set, beside what simpler methods would find.
//!
//!     cargo bench --bench judgement              the invented set of `tests/fixtures/judgement`
//!     cargo bench --bench judgement -- DIR       articles.jsonl and pairs.jsonl of DIR, plain or .gz
//!
//! An article is a line `{"id", "title", "text", "source", "url", "published"}`, where `published` is a day or empty; a
//! pair is a line `{"a", "b", "label", "flags"}`. Labels: `dup` (the same copy, whole or cut), `derived` (edited or
//! updated), `distinct` (look-alikes: must never merge), `ignore` (not counted). Articles in no row together are
//! distinct. A dup with the flag `same-url` is one page fetched twice; with `cross-outlet`, another outlet's print.
//!
//! Everything goes through one `wiredesk replay` a table, in the order of days, an outlet a feed; guids and links are
//! opaque, so that only the texts can tell.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    reason = "a measuring program: a failed step ends it, and its tables go to stdout"
)]

#[path = "judgement/baselines.rs"]
mod baselines;
#[path = "../judgement/document.rs"]
mod document;
#[path = "../judgement/papers.rs"]
mod papers;
#[path = "judgement/press.rs"]
mod press;
#[path = "../judgement/prints.rs"]
mod prints;
#[path = "judgement/score.rs"]
mod score;
#[path = "judgement/set.rs"]
mod set;
#[path = "judgement/shortened.rs"]
mod shortened;
#[path = "../judgement/templates.rs"]
mod templates;
#[path = "judgement/thresholds.rs"]
mod thresholds;
#[path = "../judgement/wire.rs"]
mod wire;

use std::collections::BTreeMap;

use baselines::{Near, Texts};
use press::{Press, Told};
use score::{Score, heads};
use set::Set;
use shortened::How;

/// Pairs of each sort that are shown.
const SHOWN: usize = 20;

fn main() {
    // `cargo bench` adds `--bench`.
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let set = match &dir {
        Some(dir) => Set::read(std::path::Path::new(dir)),
        None => Set::invented(),
    };
    println!("{} articles, {} labelled pairs", set.articles.len(), set.pairs.len());
    let plain = Press::of(&set).replay();
    let by_text: Texts<'_> =
        set.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    println!("\n{}", Score::HEAD);
    let score = Score::of(&set, &plain.stories);
    println!("{}", score.line("wiredesk"));
    let near = Near::of(&by_text);
    for (name, stories) in baselines::all(&near) {
        println!("{}", Score::of(&set, &stories).line(name));
    }
    show(&set, &plain, "false merges of wiredesk", &score.merged);
    show(&set, &plain, "copies that wiredesk missed", &score.missed);
    thresholds::print(&set, &plain, &by_text, &near);
    println!("\n{:<24}{:>12}{:>14}", "printed a day later as", "found", "false merges");
    for how in How::ALL {
        let copies = shortened::copies(&set, how);
        let told = Press::with_copies(&set, &copies).replay();
        let (found, merged) = shortened::score(&set, &copies, &told.stories);
        let share = format!("{found}/{}", copies.len());
        println!("{:<24}{share:>12}{:>14}", how.name(), merged.len());
        let texts: BTreeMap<&str, &str> = copies
            .iter()
            .map(|copy| (copy.id.as_str(), copy.text.as_str()))
            .chain(by_text.clone())
            .collect();
        for (copy, other) in merged.iter().take(5) {
            println!(
                "  false: {:?}\n      in {:?}",
                head(texts[copy.as_str()]),
                head(texts[other.as_str()])
            );
        }
    }
}

/// Pairs with both texts' heads and what the judge said of them.
fn show(set: &Set, told: &Told, what: &str, pairs: &[(String, String)]) {
    println!("\n{what}: {}", pairs.len());
    for (a, b) in pairs.iter().take(SHOWN) {
        let because = |id: &str| told.because.get(id).map_or("", String::as_str);
        println!("{}\n    {}\n    {}\n", heads(set, a, b), because(a), because(b));
    }
}

/// The beginning of a text.
fn head(text: &str) -> String {
    text.chars().take(100).collect()
}
