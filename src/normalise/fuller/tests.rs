//! Which entries need a page, and what an entry is with an article for its text.

use super::*;
use crate::model::{FeedFacts, FeedId, Format, Picture, story::sample};

const LINK: &str = "https://halden.example/news/pier-to-be-rebuilt?utm_source=rss#top";
const SUMMARY: &str = "The harbour council agreed on Monday to rebuild the northern pier.";
const ARTICLE: &str = "<p>The harbour council agreed on Monday to rebuild the northern pier, which a storm took apart \
    in March, with granite from the old quarry.</p><p>Work begins after the herring season.</p>\
    <img src=\"/pictures/pier.jpg\" alt=\"\">";

fn text(value: &str) -> Markup {
    Markup { kind: MarkupKind::Html, value: value.to_owned() }
}

fn entry(summary: &str) -> Entry {
    Entry {
        guid: Some("pier".to_owned()),
        link: Some(LINK.to_owned()),
        title: Some(text("Northern pier to be rebuilt")),
        summary: Some(text(summary)),
        raw: "<item/>".to_owned(),
        ..Entry::default()
    }
}

fn options() -> FeedOptions {
    FeedOptions {
        id: FeedId::parse("halden").unwrap(),
        publisher: None,
        language: None,
        host: None,
    }
}

fn pages_of(entries: Vec<Entry>) -> Vec<(usize, Page)> {
    let feed = FeedFacts { title: Some("Halden Post".to_owned()), ..FeedFacts::default() };
    let document = Document { format: Some(Format::Rss), feed, entries, problems: Vec::new() };
    pages(&document, &normalise(&document, &options(), RuleBook::built_in()))
}

fn read_as(html: &str) -> Result<Box<Story>, NotFuller> {
    let (_, page) = pages_of(vec![entry(SUMMARY)]).remove(0);
    let article = Article { html: html.to_owned(), ..Article::default() };
    let base = Url::parse("https://www.halden.example/2031/pier").unwrap();
    read(&page, article, &base, &options(), RuleBook::built_in(), 10_000)
}

#[test]
fn summaries_with_a_link_of_their_own_need_their_page() {
    let whole = entry(&"The council spoke for hours about stone and money. ".repeat(20));
    let home = Entry { link: Some("https://halden.example/".to_owned()), ..entry(SUMMARY) };
    let elsewhere = Entry { link: Some("mailto:desk@halden.example".to_owned()), ..entry(SUMMARY) };
    let unlinked = Entry { link: None, ..entry(SUMMARY) };
    let giant = Entry { title: Some(text(&"x".repeat(ENTRY_CHARS_MAX))), ..entry(SUMMARY) };
    let found = pages_of(vec![whole, home, entry(SUMMARY), elsewhere, unlinked, giant]);
    let [(at, page)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*at, page.address.as_str()), (2, LINK.trim_end_matches("#top")));
    assert_eq!(page.summary.as_deref(), Some(SUMMARY));
    assert!(page.entry.content.is_none() && page.entry.raw.is_empty());
}

#[test]
fn the_article_takes_the_place_of_the_summary_and_of_nothing_else() {
    let story = read_as(ARTICLE).unwrap();
    let (_, page) = pages_of(vec![entry(SUMMARY)]).remove(0);
    assert_eq!((&story.identity, &story.alt_ids), (&page.identity, &page.alt_ids));
    assert_eq!(story.representation, Representation::Full, "short, and whole all the same");
    assert_eq!((story.paragraphs.len(), story.summary.as_deref()), (2, None));
    let picture = story.pictures.first().and_then(|picture| picture.href.as_deref());
    assert_eq!(picture, Some("https://www.halden.example/pictures/pier.jpg"));
}

#[test]
fn what_is_no_fuller_text_of_the_entry_is_refused() {
    assert_eq!(read_as(""), Err(NotFuller::NoMore));
    assert_eq!(read_as(&format!("<p>{SUMMARY}</p>")), Err(NotFuller::NoMore));
    let other = "<p>Subscribers read without advertising. Sign in, or begin a subscription today, and \
                 cancel whenever it suits you within thirty days.</p>";
    assert_eq!(read_as(other), Err(NotFuller::Other));
    let teaser = ARTICLE.replace("herring season.", "herring season, when ...");
    assert_eq!(read_as(&teaser).unwrap().representation, Representation::Partial);
}

// P5.
#[test]
fn an_article_is_cut_where_any_text_is() {
    let long = format!("<p>{SUMMARY} {}</p>", "stone by stone ".repeat(1_000));
    let story = read_as(&long).unwrap();
    assert!(story.paragraphs.concat().chars().count() <= 10_000);
    assert!(story.problems.iter().any(|problem| problem.kind == ProblemKind::OverLimit));
}

#[test]
fn an_author_that_is_an_organisation_or_the_site_is_no_person() {
    let (_, page) = pages_of(vec![entry(SUMMARY)]).remove(0);
    let base = Url::parse("https://www.halden.example/2031/pier").unwrap();
    let people = |site: Option<&str>, organisations: &[&str]| -> Vec<String> {
        let article = Article {
            html: ARTICLE.to_owned(),
            byline: Some("Halden Observer".to_owned()),
            site: site.map(str::to_owned),
            organisations: organisations.iter().map(|name| (*name).to_owned()).collect(),
            ..Article::default()
        };
        let story = read(&page, article, &base, &options(), RuleBook::built_in(), 10_000).unwrap();
        assert_eq!(story.by.as_deref(), Some("Halden Observer"));
        story.people.into_iter().map(|person| person.name).collect()
    };
    assert_eq!(people(None, &[]), ["Halden Observer"]);
    assert!(people(Some("Halden Observer"), &[]).is_empty());
    assert!(people(None, &["Halden Observer"]).is_empty());
}

#[test]
fn a_new_summary_keeps_the_text_that_was_read() {
    let picture =
        Picture { href: Some("https://halden.example/p.jpg".to_owned()), ..Picture::default() };
    let full = Story {
        pictures: vec![picture],
        by: Some("Jane Roe".to_owned()),
        ..sample("Old", &["One.", "Two."], None)
    };
    let summary =
        Story { representation: Representation::Partial, ..sample("New", &["Two"], None) };
    let both = with_text_of(&summary, full.clone());
    assert_eq!((both.headline.as_deref(), &both.paragraphs), (Some("New"), &full.paragraphs));
    assert_eq!((both.representation, both.summary.as_deref()), (Representation::Full, None));
    assert_eq!((both.by.as_deref(), both.pictures.len()), (Some("Jane Roe"), 1));
    let said = sample("New", &["Three."], None);
    assert_eq!(with_text_of(&said, full).summary.as_deref(), Some("Three."));
}

#[test]
fn unspaced_scripts_are_compared_by_their_characters() {
    let page = Page {
        headline: Some("港の桟橋を再建".to_owned()),
        summary: Some("市議会は月曜日、北の桟橋の再建を決めた。".to_owned()),
        ..pages_of(vec![entry(SUMMARY)]).remove(0).1
    };
    assert!(is_of(&page, &["嵐で壊れた北の桟橋について、市議会は再建を決めた。".to_owned()]));
    assert!(!is_of(&page, &["パン屋がライ麦パンで賞をもらい、店主は喜んだ。".to_owned()]));
}
