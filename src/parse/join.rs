//! One entry from what feed-rs read and what the pass collected. It notes what is wrong with the item.

use url::Url;

use super::feed::{Link, Text};
use super::scan::{Family, Item};
use super::{Limits, bounds, canonical, collect, feed, link, markup, media, wire};
use crate::model::{Entry, Markup, MarkupKind, Problem, ProblemKind};

/// Aliases and categories kept of one item.
const LIST_MAX: usize = 256;

/// What an item inherits from its document.
#[derive(Debug)]
pub(super) struct Context {
    pub family: Family,
    pub base: Option<Url>,
    pub authors: Vec<String>,
    pub license: Option<String>,
    pub limits: Limits,
}

/// Makes the entry; it never fails, an item that is nothing is an entry without anything.
pub(super) fn entry(item: Item, context: &Context) -> Entry {
    let family = context.family;
    let node = &item.node;
    let mut problems = Vec::new();
    let standard = feed::read(&canonical::document(node, family)).unwrap_or_else(|problem| {
        problems.push(problem);
        canonical::without_parser(node, family)
    });
    let bases = item.bases.iter().map(AsRef::as_ref).chain(node.attribute("xml:base"));
    let base = link::nested_base(context.base.clone(), bases);
    let (guid, guid_is_permalink) = collect::guid(node, family);
    let title_is_typed = family == Family::Atom
        && node.child("title").is_some_and(|t| t.attribute("type").is_some());
    let mut categories = standard.categories;
    for subject in collect::subjects(node) {
        if !categories.iter().any(|known| known.name == subject.name) {
            categories.push(subject);
        }
    }
    categories.retain(|category| !category.name.is_empty());
    categories.truncate(LIST_MAX);
    let mut entry = Entry {
        guid_is_permalink,
        title: title(standard.title, title_is_typed)
            .or_else(|| node.first_text(&["dc:title"]).map(markup::headline)),
        published: collect::published(node),
        updated: collect::updated(node),
        authors: collect::authors(node, &context.authors),
        categories,
        language: collect::language(node),
        rights: standard.rights.or_else(|| collect::rights(node)),
        license: collect::license(node).or_else(|| context.license.clone()),
        source: collect::source(node),
        media: media::of_item(node, base.as_ref()),
        raw: item.raw,
        ..Entry::default()
    };
    let content = standard
        .content
        .map(text)
        .or_else(|| collect::stand_in_content(node, family).map(markup::body));
    let summary = standard.summary.map(text);
    entry.summary = match (summary, &content) {
        (None, None) => collect::stand_in_summary(node).map(markup::body),
        (summary, _) => summary,
    };
    entry.content = content;
    let printed =
        Printed { links: standard.links, aliases: collect::aliases(node), guid: guid.clone() };
    set_links(&mut entry, &printed, base.as_ref(), &mut problems);
    entry.own_link =
        collect::own_link(node).and_then(|own| link::resolve(&own, base.as_ref()).ok());
    entry.guid = guid;
    if item.too_deep {
        problems.push(Problem::new(
            ProblemKind::TooDeep,
            "markup nested too deeply was reduced to its text",
        ));
    }
    entry.problems = problems;
    entry.wire = collect::taken_down(node).map(Box::new);
    if family == Family::Atom {
        wire::atom::read(node, &mut entry, context.limits);
    }
    bounds::finish(&mut entry, context.limits.text_chars_max);
    entry
}

fn title(title: Option<Text>, typed: bool) -> Option<Markup> {
    let title = title?;
    Some(match (title.html, typed) {
        (true, _) => Markup { kind: MarkupKind::Html, value: title.value },
        (false, true) => Markup { kind: MarkupKind::Text, value: title.value },
        (false, false) => markup::headline(title.value),
    })
}

/// feed-rs calls every RSS description HTML; one without any markup keeps its line breaks as text.
fn text(text: Text) -> Markup {
    if text.html {
        markup::body(text.value)
    } else {
        Markup { kind: MarkupKind::Text, value: text.value }
    }
}

struct Printed {
    links: Vec<Link>,
    aliases: Vec<String>,
    guid: Option<String>,
}

/// The link: `alternate` (HTML before other types), else the permanent guid, else the content's own address. An enclosure is never
/// taken for it (edge case 50), nor are `self`, `replies` and `related`.
fn set_links(
    entry: &mut Entry,
    printed: &Printed,
    base: Option<&Url>,
    problems: &mut Vec<Problem>,
) {
    let relation =
        |link: &Link| link.relation.as_deref().unwrap_or("alternate").to_ascii_lowercase();
    let mut candidates = Vec::new();
    let mut others = Vec::new();
    for link in printed.links.iter().filter(|link| relation(link) == "alternate") {
        match link.mime.as_deref() {
            Some(mime) if !mime.contains("html") => others.push(link.href.as_str()),
            _ => candidates.push(link.href.as_str()),
        }
    }
    candidates.append(&mut others);
    let is_media = |guid: &String| entry.media.iter().any(|media| media.url == *guid);
    if entry.guid_is_permalink && !printed.guid.as_ref().is_some_and(is_media) {
        candidates.extend(printed.guid.as_deref());
    }
    let content = printed.links.iter().filter(|link| relation(link) == "content");
    candidates.extend(content.map(|link| link.href.as_str()));
    for candidate in candidates {
        match link::resolve(candidate, base) {
            Ok(link) if entry.link.is_none() => entry.link = Some(link),
            Ok(link) => add_alias(entry, link),
            Err(text) if !text.is_empty() => {
                problems
                    .push(Problem::new(ProblemKind::BadUrl, format!("no usable address: {text}")));
            }
            Err(_) => {}
        }
    }
    let same_item = printed
        .links
        .iter()
        .filter(|link| matches!(relation(link).as_str(), "canonical" | "via" | "amphtml"));
    for alias in
        printed.aliases.iter().map(String::as_str).chain(same_item.map(|link| link.href.as_str()))
    {
        if let Ok(alias) = link::resolve(alias, base) {
            add_alias(entry, alias);
        }
    }
    problems.truncate(LIST_MAX);
}

fn add_alias(entry: &mut Entry, alias: String) {
    let known = entry.link.as_ref() == Some(&alias) || entry.other_links.contains(&alias);
    if !known && entry.other_links.len() < LIST_MAX {
        entry.other_links.push(alias);
    }
}
