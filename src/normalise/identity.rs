//! How an entry is told from others of its feed. It sees the whole document, and no text but the headline.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::address::{is_redirector, permanent};
use super::text::{clean_line, fold};
use crate::model::{Document, Entry, Identity, Problem, ProblemKind};

/// Longer ids become their beginning and a hash of the whole: they are keys of the store.
const ID_BYTES_MAX: usize = 1_024;
/// A link on more entries than this, and on more than a share of the document, is no permanent link.
const SHARED_LINK_ENTRIES: usize = 5;
const SHARED_LINK_PERCENT: usize = 30;

/// What the entries of one document say together of its guids and links.
#[derive(Debug)]
pub(crate) struct Names {
    /// Guids that stand on entries with different links (edge case 1).
    reused_guids: BTreeSet<String>,
    /// Links that stand on too many entries.
    shared_links: BTreeSet<String>,
    /// The permanent link of each entry, in their order.
    links: Vec<Option<String>>,
}

/// Where one guid stands in a document.
#[derive(Default)]
struct Uses {
    links: BTreeSet<String>,
    titles: BTreeSet<String>,
}

impl Uses {
    /// Several links under one headline are one entry whose link moved. Without any link, three headlines are three
    /// entries; two may be an entry beside its older state.
    fn is_reuse(&self) -> bool {
        const HEADLINES_OF_ONE: usize = 2;
        let one_title = self.titles.len() == 1 && !self.titles.contains("");
        let unlinked = self.links.is_empty() && self.titles.len() > HEADLINES_OF_ONE;
        unlinked || (self.links.len() > 1 && !one_title)
    }
}

/// Learns which guids and links of `document` name nothing.
pub(crate) fn survey(document: &Document) -> Names {
    let mut uses_of_guid: BTreeMap<Cow<'_, str>, Uses> = BTreeMap::new();
    let links: Vec<Option<String>> =
        document.entries.iter().map(|entry| address_of(entry).and_then(permanent)).collect();
    let mut names_of_link: BTreeMap<&str, BTreeSet<Cow<'_, str>>> = BTreeMap::new();
    for (entry, link) in document.entries.iter().zip(&links) {
        let guid = guid_of(entry);
        if let Some(guid) = &guid {
            let uses = uses_of_guid.entry(guid.clone()).or_default();
            // http and https are one address here.
            let place = link.as_deref().and_then(|link| link.split_once(':'));
            uses.links.extend(place.map(|(_, place)| place.to_owned()));
            let title = entry.title.as_ref().map(|title| fold(&title.value));
            uses.titles.insert(title.unwrap_or_default());
        }
        if let Some(link) = link {
            let title = || entry.title.as_ref().map(|title| Cow::Borrowed(title.value.as_str()));
            let name = guid.or_else(title);
            names_of_link.entry(link).or_default().insert(name.unwrap_or_default());
        }
    }
    let many = SHARED_LINK_ENTRIES.max(document.entries.len() * SHARED_LINK_PERCENT / 100);
    let reused = uses_of_guid.into_iter().filter(|(_, uses)| uses.is_reuse());
    let shared = names_of_link.into_iter().filter(|(_, names)| names.len() > many);
    Names {
        reused_guids: reused.map(|(guid, _)| guid.into_owned()).collect(),
        shared_links: shared.map(|(link, _)| link.to_owned()).collect(),
        links,
    }
}

/// The identity of `entry`, which is number `index` of a document surveyed as `names`, and what is wrong with it.
pub(crate) fn identify(
    entry: &Entry,
    index: usize,
    headline: Option<&str>,
    names: &Names,
) -> (Identity, Vec<Problem>) {
    let mut problems = Vec::new();
    let bounded_guid = guid_of(entry);
    let printed_guid = bounded_guid.as_deref();
    let reused = printed_guid.is_some_and(|guid| names.reused_guids.contains(guid));
    if let Some(guid) = printed_guid.filter(|_| reused) {
        let detail = format!("guid {} stands on different items", cut(guid, 200));
        problems.push(Problem::new(ProblemKind::GuidReused, detail));
    }
    let link_printed = entry.link.as_deref().map(str::trim).filter(|link| !link.is_empty());
    let own_link = names.links.get(index).cloned().flatten();
    let guid_link = printed_guid.filter(|_| own_link.is_none() && entry.guid_is_permalink);
    let link = own_link.or_else(|| guid_link.and_then(permanent));
    let link = link.filter(|link| !names.shared_links.contains(link));
    let named_by_guid = printed_guid.is_some() && !reused;
    let link_is_shared = named_by_guid && link.as_deref().is_some_and(|l| !names_an_article(l));
    let derived = title_and_date(entry, headline);
    let name = printed_guid.or(link_printed).map(str::to_owned);
    let identity = Identity {
        entry: name.unwrap_or_else(|| {
            let raw = || format!("{:016x}", xxh3_64(entry.raw.as_bytes()));
            format!("derived:{}", derived.clone().unwrap_or_else(raw))
        }),
        guid: printed_guid.filter(|_| !reused).map(str::to_owned),
        title_and_date: derived.filter(|_| printed_guid.is_none() || (reused && link.is_none())),
        link,
        link_is_shared,
        link_printed: link_printed.map(str::to_owned),
        previous: entry.wire.as_ref().map_or_else(Vec::new, |wire| wire.previous.clone()),
    };
    (identity, problems)
}

/// The entry's link, or where it leads to a service that passes on, the address that the item says it has itself.
fn address_of(entry: &Entry) -> Option<&str> {
    let link = entry.link.as_deref().map(str::trim).filter(|link| !link.is_empty())?;
    if !is_redirector(link) {
        return Some(link);
    }
    Some(entry.own_link.as_deref().filter(|own| !is_redirector(own)).unwrap_or(link))
}

/// Whether a link's shape is that of one article: a slug of several words, a number, a query, or a file of its own.
fn names_an_article(link: &str) -> bool {
    const NUMBER_DIGITS: usize = 4;
    let Some((_, place)) = link.split_once("://") else { return true };
    let Some((_, path)) = place.split_once('/') else { return false };
    let digits = path.chars().filter(char::is_ascii_digit).count();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let words = last.split(['-', '_', '+', ',']).filter(|word| !word.is_empty()).count();
    let numbered = !last.is_empty() && last.chars().all(|c| c.is_ascii_digit());
    numbered
        || path.contains('?')
        || digits >= NUMBER_DIGITS
        || words > 2
        || last.contains('.')
        || last.contains('%')
}

fn guid_of(entry: &Entry) -> Option<Cow<'_, str>> {
    let guid = entry.guid.as_deref().map(str::trim).filter(|guid| !guid.is_empty());
    guid.map(bounded_id)
}

/// An id as it stands, or where it is too long its beginning and a hash of the whole: long ids often begin alike.
pub(crate) fn bounded_id(id: &str) -> Cow<'_, str> {
    const HASH_BYTES: usize = 17;
    if id.len() <= ID_BYTES_MAX {
        return Cow::Borrowed(id);
    }
    let hash = xxh3_64(id.as_bytes());
    Cow::Owned(format!("{}#{hash:016x}", cut(id, ID_BYTES_MAX - HASH_BYTES)))
}

/// A name from title and date, or from the first of the text where there is no title (edge cases 2 and 51).
fn title_and_date(entry: &Entry, headline: Option<&str>) -> Option<String> {
    const TEXT_CHARS: usize = 300;
    let text = entry.content.as_ref().or(entry.summary.as_ref());
    let start = || text.map(|text| text.value.chars().take(TEXT_CHARS).collect::<String>());
    let named = match headline {
        Some(headline) => fold(headline),
        None => fold(&clean_line(&start()?)),
    };
    let date = entry.published.as_ref().or(entry.updated.as_ref());
    let date = match date {
        Some(date) => date.at.map_or_else(|| date.raw.trim().to_owned(), |at| at.to_string()),
        None => String::new(),
    };
    Some(format!("{:016x}", xxh3_64(format!("{named}\n{date}").as_bytes())))
}

fn cut(text: &str, bytes_max: usize) -> &str {
    let fits = |at: &usize| text.is_char_boundary(*at);
    let end = (0..=text.len().min(bytes_max)).rev().find(fits).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_section_or_live_page_names_no_article() {
        let table = [
            ("https://gazette.example/", false),
            ("https://gazette.example/live", false),
            ("https://gazette.example/news/weather", false),
            ("https://gazette.example/news/berth-to-close", true),
            ("https://gazette.example/2026/03/berth", true),
            ("https://gazette.example/story?id=7", true),
            ("https://gazette.example/berth.html", true),
        ];
        for (link, expected) in table {
            assert_eq!(names_an_article(link), expected, "{link}");
        }
    }

    #[test]
    fn items_that_share_a_live_page_are_told_apart_by_their_guids() {
        let live = "https://gazette.example/live";
        let document = document(vec![
            entry("g1", live, "Berth to close"),
            entry("g2", live, "Bakery wins prize"),
        ]);
        let names = survey(&document);
        for (index, entry) in document.entries.iter().enumerate() {
            assert!(identify(entry, index, None, &names).0.link_is_shared);
        }
    }

    fn document(entries: Vec<Entry>) -> Document {
        Document { format: None, feed: FeedFacts::default(), entries, problems: Vec::new() }
    }

    #[test]
    fn giant_guids_with_a_common_beginning_stay_apart() {
        let long = |end: &str| format!("{}{end}", "x".repeat(2_000));
        let found = identities(vec![entry(&long("1"), "", "One"), entry(&long("2"), "", "Two")]);
        assert_ne!(found[0].0.guid, found[1].0.guid);
        assert_ne!(found[0].0.entry, found[1].0.entry);
        assert!(found.iter().all(|(identity, _)| identity.entry.len() <= ID_BYTES_MAX));
    }

    // Edge case 1, without any link.
    #[test]
    fn one_guid_on_all_items_without_links_is_reuse() {
        let titles = ["Berth to close", "Bakery wins prize", "Ferry late again"];
        let document = document(titles.map(|title| entry("same", "", title)).to_vec());
        let names = survey(&document);
        let title = |entry: &Entry| entry.title.as_ref().map(|title| title.value.clone());
        let identities = document
            .entries
            .iter()
            .enumerate()
            .map(|(index, entry)| identify(entry, index, title(entry).as_deref(), &names).0);
        let derived: BTreeSet<_> = identities.map(|identity| identity.title_and_date).collect();
        assert_eq!(derived.len(), titles.len());
        assert!(!derived.contains(&None));
    }
    use crate::model::{Date, FeedFacts, Markup, MarkupKind, Precision};

    fn entry(guid: &str, link: &str, title: &str) -> Entry {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Entry {
            guid: some(guid),
            link: some(link),
            title: some(title).map(|value| Markup { kind: MarkupKind::Text, value }),
            published: Some(Date {
                raw: "2020-05-02".to_owned(),
                at: None,
                precision: Precision::Day,
            }),
            ..Entry::default()
        }
    }

    fn identities(entries: Vec<Entry>) -> Vec<(Identity, Vec<Problem>)> {
        let document =
            Document { format: None, feed: FeedFacts::default(), entries, problems: Vec::new() };
        let names = survey(&document);
        let title = |entry: &Entry| entry.title.as_ref().map(|title| title.value.clone());
        document
            .entries
            .iter()
            .enumerate()
            .map(|(index, entry)| identify(entry, index, title(entry).as_deref(), &names))
            .collect()
    }

    #[test]
    fn a_guid_on_entries_with_different_links_names_nothing() {
        // edge 1
        let found = identities(vec![
            entry("news", "https://halden.example/1", "One"),
            entry("news", "https://halden.example/2", "Two"),
            entry("own", "https://halden.example/3", "Three"),
        ]);
        for (identity, problems) in &found[..2] {
            assert_eq!((identity.guid.as_deref(), identity.entry.as_str()), (None, "news"));
            assert!(problems.iter().any(|problem| problem.kind == ProblemKind::GuidReused));
            assert!(identity.link.is_some());
        }
        assert_eq!(found[2].0.guid.as_deref(), Some("own"));
        assert!(found[2].1.is_empty());
    }

    #[test]
    fn one_guid_under_one_link_with_other_trackers_is_no_reuse() {
        let found = identities(vec![
            entry("a", "https://halden.example/1?utm_source=x", "Old"),
            entry("a", "https://halden.example/1", "New"),
        ]);
        assert!(
            found.iter().all(|(identity, problems)| identity.guid.is_some() && problems.is_empty())
        );
        assert_eq!(found[0].0.link, found[1].0.link);
    }

    #[test]
    fn one_guid_whose_link_moved_is_no_reuse() {
        let found = identities(vec![
            entry("a", "https://halden.example/old-place", "The pier"),
            entry("a", "https://halden.example/new-place", "The pier"),
            entry("b", "http://halden.example/3", "One"),
            entry("b", "https://halden.example/3", "Two"),
        ]);
        assert!(found.iter().all(|(identity, _)| identity.guid.is_some()));
    }

    #[test]
    fn a_link_that_stands_everywhere_is_no_permanent_link() {
        let everywhere =
            (0..10).map(|n| entry(&format!("g{n}"), "https://halden.example/live", "x"));
        let found = identities(everywhere.collect());
        assert!(
            found
                .iter()
                .all(|(identity, _)| identity.link.is_none() && identity.link_printed.is_some())
        );
        let article = "https://halden.example/2026/05/berth";
        let few = (0..5).map(|n| entry(&format!("g{n}"), article, "x"));
        assert!(identities(few.collect()).iter().all(|(identity, _)| identity.link.is_some()));
    }

    #[test]
    fn an_item_of_a_feed_burner_is_named_by_its_own_address() {
        let passed_on = "http://feedproxy.google.com/~r/Halden/~3/AbC/";
        let mut burnt = entry("g1", passed_on, "The pier");
        burnt.own_link = Some("http://halden.example/2031/pier.html".to_owned());
        burnt.other_links = vec!["http://other.example/what-it-links".to_owned()];
        let (found, _) = identities(vec![burnt, entry("g2", passed_on, "x")]).swap_remove(0);
        assert_eq!(found.link.as_deref(), Some("http://halden.example/2031/pier.html"));
        assert_eq!(found.link_printed.as_deref(), Some(passed_on));
    }

    #[test]
    fn without_a_guid_title_and_date_name_the_entry() {
        // edge 2: the link's token is new at each fetch.
        let found = identities(vec![
            entry("", "https://halden.example/1?token=17", "The  pier"),
            entry("", "https://halden.example/1?token=18", "the pier."),
            entry("", "", "Another pier"),
            entry("g", "", "The pier"),
        ]);
        assert!(found[0].0.title_and_date.is_some());
        assert_eq!(found[0].0.title_and_date, found[1].0.title_and_date);
        assert_ne!(found[0].0.title_and_date, found[2].0.title_and_date);
        assert_eq!(found[3].0.title_and_date, None);
        assert!(found[2].0.entry.starts_with("derived:"));
        assert_eq!(found[0].0.entry, "https://halden.example/1?token=17");
    }

    #[test]
    fn a_permanent_guid_stands_in_for_a_missing_link() {
        // edge 52
        let mut one = entry("https://halden.example/9?utm_source=x", "", "x");
        one.guid_is_permalink = true;
        let found = identities(vec![one]);
        assert_eq!(found[0].0.link.as_deref(), Some("https://halden.example/9"));
    }
}
