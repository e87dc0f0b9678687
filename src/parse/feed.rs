//! The standard elements of one item, read by feed-rs in a fresh parser that cannot take anything else down with it.
//! The only place that names `feed_rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model as read;

use crate::model::{Category, Problem, ProblemKind};

/// A link as printed, not resolved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    pub href: String,
    pub relation: Option<String>,
    pub mime: Option<String>,
}

/// Text and whether its format called it HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub html: bool,
    pub value: String,
}

/// What an item says in the elements of its own format.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Standard {
    pub title: Option<Text>,
    pub summary: Option<Text>,
    pub content: Option<Text>,
    pub links: Vec<Link>,
    pub categories: Vec<Category>,
    pub rights: Option<String>,
}

/// Reads a document of exactly one item. It is handed over alone, so that what feed-rs refuses or panics on costs one item
/// (P6), and no list has to be matched with another; 500 items take as long one by one as in one document. Ids and dates
/// are not asked for, because feed-rs invents the first and reads few of the second.
pub(super) fn read(document: &str) -> Result<Standard, Problem> {
    contained(|| {
        let parser = feed_rs::parser::Builder::new()
            .sanitize_content(false)
            .id_generator(|_, _, _| String::new())
            .timestamp_parser(|_| None)
            .build();
        let feed = parser.parse(document.as_bytes()).map_err(|e| e.to_string())?;
        let entry = feed.entries.into_iter().next();
        entry.map(standard).ok_or_else(|| "no item in it".to_owned())
    })
}

/// Runs the foreign parser; its panic is a problem of the item, like its refusal.
fn contained(parse: impl FnOnce() -> Result<Standard, String>) -> Result<Standard, Problem> {
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(Ok(standard)) => Ok(standard),
        Ok(Err(refusal)) => {
            let detail =
                format!("the feed parser refused the item, which was read without it: {refusal}");
            Err(Problem::new(ProblemKind::Malformed, detail))
        }
        Err(_) => {
            let detail = "the feed parser panicked on the item, which was read without it";
            Err(Problem::new(ProblemKind::ParserPanic, detail))
        }
    }
}

fn standard(entry: read::Entry) -> Standard {
    let mut links = entry.links.into_iter().map(link).collect::<Vec<_>>();
    let content = entry.content.and_then(|content| {
        links.extend(
            content.src.map(|source| Link { relation: Some("content".to_owned()), ..link(source) }),
        );
        let value = content.body.filter(|body| !body.trim().is_empty())?;
        Some(Text { html: is_html(content.content_type.as_str()), value: value.trim().to_owned() })
    });
    Standard {
        title: entry.title.and_then(text),
        summary: entry.summary.and_then(text),
        content,
        links,
        categories: entry.categories.into_iter().map(category).collect(),
        rights: entry.rights.and_then(text).map(|text| text.value),
    }
}

fn text(text: read::Text) -> Option<Text> {
    (!text.content.is_empty())
        .then(|| Text { html: is_html(text.content_type.as_str()), value: text.content })
}

fn is_html(mime: &str) -> bool {
    mime.contains("html")
}

fn link(link: read::Link) -> Link {
    Link { href: link.href, relation: link.rel, mime: link.media_type }
}

fn category(category: read::Category) -> Category {
    match category.label.filter(|label| !label.trim().is_empty()) {
        Some(label) => Category {
            name: label.trim().to_owned(),
            code: Some(category.term),
            scheme: category.scheme,
        },
        None => {
            Category { name: category.term.trim().to_owned(), code: None, scheme: category.scheme }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_or_refusal_of_the_foreign_parser_is_a_problem() {
        let kind = |result: Result<Standard, Problem>| result.map_err(|problem| problem.kind);
        assert_eq!(kind(contained(|| Ok(Standard::default()))), Ok(Standard::default()));
        assert_eq!(
            kind(contained(|| std::panic::resume_unwind(Box::new("sliced a character")))),
            Err(ProblemKind::ParserPanic)
        );
        assert_eq!(kind(read("<rss version='2.0'>")), Err(ProblemKind::Malformed));
        assert_eq!(kind(read("")), Err(ProblemKind::Malformed));
    }
}
