//! Pictures and clips that a message carries as items of their own, put to the stories that link them.

use std::collections::BTreeMap;

use super::super::fields::line;
use super::super::tree::Element;
use super::metadata::first;
use crate::model::{Entry, Media};

/// Pictures of one story, and items that one package holds together.
const MEDIA_MAX: usize = 100;

/// Gives each story the pictures among `others` that it links, or that stand in a package with it.
pub(super) fn attach(root: &Element, others: &[&Element], entries: &mut [Entry]) {
    let pictures: BTreeMap<&str, Media> = others
        .iter()
        .filter(|item| item.name == "newsItem" && !item.incomplete)
        .filter_map(|item| Some((item.attribute("guid")?, media(item)?)))
        .collect();
    if pictures.is_empty() {
        return;
    }
    let guids = entries.iter().filter_map(|entry| entry.guid.clone());
    let mut linked: BTreeMap<String, Vec<&str>> = guids.map(|guid| (guid, Vec::new())).collect();
    let linking = |element: &Element, names: &[&str]| {
        let found = names.iter().flat_map(|name| element.deep(name)).take(MEDIA_MAX);
        let found = found.filter_map(|link| link.attribute("residref"));
        found.map(str::to_owned).collect::<Vec<String>>()
    };
    let mut add = |story: &str, ids: &[String]| {
        let Some(list) = linked.get_mut(story) else { return };
        let known = ids.iter().filter_map(|id| pictures.get_key_value(id.as_str()));
        let room = MEDIA_MAX.saturating_sub(list.len());
        list.extend(known.map(|(id, _)| *id).take(room));
    };
    for package in root.deep("packageItem") {
        let members = linking(package, &["itemRef"]);
        for member in &members {
            add(member, &members);
        }
    }
    for item in root.deep("newsItem") {
        if let Some(guid) = item.attribute("guid") {
            add(guid, &linking(item, &["link", "itemRef", "remoteContent"]));
        }
    }
    for entry in entries {
        let own = entry.guid.as_ref().and_then(|guid| linked.get(guid));
        for media in own.into_iter().flatten().filter_map(|id| pictures.get(id)) {
            if entry.media.len() < MEDIA_MAX && !entry.media.contains(media) {
                entry.media.push(media.clone());
            }
        }
    }
}

/// The largest rendition of an item that is no text, described by the item's metadata.
fn media(item: &Element) -> Option<Media> {
    let number = |part: &Element, name: &str| part.attribute(name).and_then(|n| n.parse().ok());
    let parts = item.at(&["contentSet"])?.all("remoteContent");
    let parts = parts.filter(|part| part.attribute("href").is_some());
    let mut best: Option<(Option<u32>, &Element)> = None;
    for part in parts {
        let width = number(part, "width");
        if best.is_none_or(|(known, _)| width > known) {
            best = Some((width, part));
        }
    }
    let (width, part) = best?;
    let class = item.at(&["itemMeta", "itemClass"]);
    let class = class.and_then(|c| c.attribute("qcode").or_else(|| c.attribute("uri")));
    let meta = item.at(&["contentMeta"]);
    let maker = meta.and_then(|meta| {
        let mut makers = meta.all("creator").chain(meta.all("contributor"));
        makers.find_map(|maker| first(maker, "name"))
    });
    let by = meta.and_then(|meta| first(meta, "by")).or(maker);
    let credit = meta.and_then(|meta| first(meta, "creditline"));
    let caption = meta.and_then(|meta| first(meta, "description"));
    // What the caption ends in is not said twice.
    let said = |name: &String| caption.as_ref().is_some_and(|caption| caption.contains(name));
    let credit = credit.filter(|credit| by.as_ref().is_none_or(|by| by != credit));
    let credits: Vec<String> = by.into_iter().chain(credit).collect();
    let credits = if credits.iter().all(said) { Vec::new() } else { credits };
    Some(Media {
        url: part.attribute("href")?.to_owned(),
        mime: part.attribute("contenttype").and_then(line),
        medium: class.and_then(|class| line(class.rsplit([':', '/']).next()?)),
        width,
        height: number(part, "height"),
        bytes: part.attribute("size").and_then(|size| size.parse().ok()),
        title: meta.and_then(|meta| first(meta, "headline")),
        caption,
        credits: credits.into_iter().map(|name| (String::new(), name)).collect(),
    })
}
