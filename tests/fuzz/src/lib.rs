//! What each target feeds to wiredesk, and what must hold of the answer. Shared with `tests/hostile.rs`, which feeds the
//! committed seeds to the same functions without a fuzzer.

use wiredesk::model::{
    Document, Entry, FeedFacts, FeedId, Format, Markup, MarkupKind, Normalised, Story, WireFields,
};
use wiredesk::normalise::page::{Expected, extract};
use wiredesk::normalise::{FeedOptions, RuleBook, normalise};
use wiredesk::parse::{Hints, Limits, date, parse, wire as wire_formats};

/// Small, so that a small input reaches them.
const LIMITS: Limits = Limits { entries_max: 64, text_chars_max: 20_000 };

/// Any feed document, from its bytes.
pub fn prepass(bytes: &[u8]) {
    check_document(&parse(bytes, hints(), LIMITS));
}

/// A document of a wire format, from its bytes to stories.
pub fn wire(bytes: &[u8]) {
    if let Some(document) = wire_formats::parse(bytes, hints(), LIMITS) {
        check_document(&document);
        stories(&document);
    }
}

/// A document as large as the fetcher lets through, under the widest limits that may be configured.
pub fn large(text: &str) {
    let limits = Limits { entries_max: 100_000, text_chars_max: 10_000_000 };
    stories(&parse(text.as_bytes(), hints(), limits));
}

/// A date as printed.
pub fn dates(bytes: &[u8]) {
    let read = date::read(&String::from_utf8_lossy(bytes));
    if let Some(at) = read.at {
        let again = date::read(&at.to_string());
        assert_eq!(again.at, Some(at), "an instant that is written out reads as itself");
    }
}

/// The markup of one entry.
pub fn html(bytes: &[u8]) {
    let content =
        Markup { kind: MarkupKind::Html, value: String::from_utf8_lossy(bytes).into_owned() };
    let entry = Entry {
        link: Some("https://halden.example/news/17".to_owned()),
        title: Some(text("Pier to be rebuilt")),
        content: Some(content),
        ..Entry::default()
    };
    for story in stories(&document(entry)) {
        check_html(&story.html);
        assert!(story.html.len() <= 64 * (bytes.len() + 64), "markup that multiplies itself");
    }
}

/// A web page: its article goes the way of any other markup.
pub fn page(bytes: &[u8]) {
    let page = String::from_utf8_lossy(bytes);
    let expected =
        Expected { title: Some("Pier to be rebuilt"), summary: Some("The council agreed.") };
    if let Ok(article) = extract(&page, expected) {
        assert!(!article.html.trim().is_empty(), "an article without a text");
        html(article.html.as_bytes());
    }
}

/// The printed lines of one entry: title, author, rights, a wire's byline, dateline and credit, then its paragraphs.
pub fn credits(bytes: &[u8]) {
    let printed = String::from_utf8_lossy(bytes);
    let mut lines = printed.split('\n');
    let mut line = || lines.next().filter(|line| !line.is_empty()).map(str::to_owned);
    let [title, author, rights] = [line(), line(), line()];
    let [byline, dateline, credit] = [line(), line(), line()];
    let has_wire = byline.is_some() || dateline.is_some() || credit.is_some();
    let fields = WireFields { byline, dateline, credit, ..WireFields::default() };
    let paragraphs: Vec<String> = lines.map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let paragraphs = paragraphs.concat();
    let entry = Entry {
        link: Some("https://halden.example/news/17".to_owned()),
        title: title.as_deref().map(text),
        content: Some(Markup { kind: MarkupKind::Html, value: paragraphs }),
        authors: Vec::from_iter(author),
        rights,
        wire: has_wire.then(|| Box::new(fields)),
        ..Entry::default()
    };
    stories(&document(entry));
}

fn hints() -> Hints<'static> {
    Hints { url: Some("https://halden.example/feed.xml"), charset: None }
}

fn text(value: &str) -> Markup {
    Markup { kind: MarkupKind::Text, value: value.to_owned() }
}

fn escaped(line: &str) -> String {
    line.replace('&', "&amp;").replace('<', "&lt;")
}

fn document(entry: Entry) -> Document {
    let feed = FeedFacts { title: Some("Halden Post".to_owned()), ..FeedFacts::default() };
    Document { format: Some(Format::Rss), feed, entries: vec![entry], problems: Vec::new() }
}

fn stories(document: &Document) -> Vec<Story> {
    let feed = FeedOptions { id: FeedId::unnamed(), publisher: None, language: None, host: None };
    let normalised = normalise(document, &feed, RuleBook::built_in());
    assert_eq!(normalised.len(), document.entries.len(), "one answer an entry");
    let stories = normalised.into_iter().filter_map(|answer| match answer {
        Normalised::Story(story) => Some(*story),
        Normalised::Rejected(_) => None,
    });
    let stories: Vec<Story> = stories.collect();
    stories.iter().for_each(check_story);
    stories
}

fn check_document(document: &Document) {
    assert!(document.entries.len() <= LIMITS.entries_max);
    assert!(document.format.is_some() || !document.problems.is_empty(), "unread, and no reason");
    for entry in &document.entries {
        assert!(entry.raw.chars().count() <= Entry::RAW_CHARS_MAX);
        for markup in [&entry.title, &entry.summary, &entry.content].into_iter().flatten() {
            assert!(markup.value.chars().count() <= LIMITS.text_chars_max);
        }
    }
}

fn check_story(story: &Story) {
    assert!(!story.identity.entry.is_empty(), "an entry without a name");
    let printed =
        story.paragraphs.iter().chain(&story.headline).chain(&story.by).chain(&story.located);
    for text in printed {
        assert!(!text.trim().is_empty(), "a field that says nothing: {text:?}");
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!text.contains(control), "a control character in {text:?}");
    }
}

/// Text that was escaped may say anything; tags may not.
fn check_html(html: &str) {
    for tag in ["<script", "<style", "<iframe", "<object", "<svg", "<form"] {
        assert!(!html.contains(tag), "{tag} in {html}");
    }
}
