//! Pictures, clips and files of an item, each with its own caption and credits. It fetches and guesses nothing.

use url::Url;

use super::claim;
use super::link;
use super::node::Node;
use crate::model::Media;

/// Media kept of one item; a gallery is not a story.
const MEDIA_MAX: usize = 64;

/// Media elements looked at in one item: each may inherit the facts of the item.
const ELEMENTS_MAX: usize = 256;
/// Characters of a caption: what a picture is published with, and its markup.
const CAPTION_CHARS_MAX: usize = 4_000;
/// Credits of one picture: a photographer, an agency, who passed it on.
const CREDITS_MAX: usize = 8;

/// What was found in one item.
#[derive(Default)]
struct Found {
    media: Vec<Media>,
    /// Addresses as printed, for items without a better picture.
    thumbnails: Vec<(String, Media)>,
    elements: usize,
}

impl Found {
    /// Counts one element; false when there are enough.
    fn has_room(&mut self) -> bool {
        self.elements += 1;
        self.elements <= ELEMENTS_MAX && self.media.len() < MEDIA_MAX
    }
}

/// Everything attached to an item, in document order, one entry an address: `enclosure`, Media RSS (content, group, player,
/// and thumbnails where there is no better picture), Atom `rel=enclosure`, at last an `image` of the item.
pub(super) fn of_item(item: &Node, base: Option<&Url>) -> Vec<Media> {
    let shared = shared_facts(item, &Media::default());
    let mut gathered = Found::default();
    gather(item, &shared, base, &mut gathered);
    let Found { media: mut found, thumbnails, .. } = gathered;
    for node in item.all("enclosure").take(ELEMENTS_MAX) {
        let url =
            node.attribute("url").or(node.attribute("href")).or(node.attribute("rdf:resource"));
        let described = Media {
            mime: node.attribute("type").map(str::to_owned),
            bytes: number(node, "length"),
            ..shared.clone()
        };
        add(&mut found, url, base, described);
    }
    for node in item.all("link").chain(item.all("atom:link")) {
        if node.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure")) {
            let described = Media {
                mime: node.attribute("type").map(str::to_owned),
                bytes: number(node, "length"),
                title: node.attribute("title").map(str::to_owned),
                ..Media::default()
            };
            add(&mut found, node.attribute("href"), base, described);
        }
    }
    if !found.iter().any(is_picture) {
        for (url, media) in thumbnails {
            add(&mut found, Some(url.as_str()), base, media);
        }
    }
    if !found.iter().any(is_picture) {
        let images = item.all("image").chain(item.all("itunes:image"));
        for node in images.take(MEDIA_MAX) {
            let attribute = node.attribute("href").or(node.attribute("url")).map(str::to_owned);
            let url = attribute
                .or_else(|| node.first_text(&["url"]))
                .or_else(|| (!node.has_elements()).then(|| node.text()));
            let described = Media { medium: Some("image".to_owned()), ..shared.clone() };
            add(&mut found, url.as_deref(), base, described);
        }
    }
    found
}

/// Media RSS: what a group or the item says holds for each content that does not say it itself
/// (Media RSS 1.5.1, "Optional Elements").
fn gather(scope: &Node, shared: &Media, base: Option<&Url>, found: &mut Found) {
    for node in scope.nodes() {
        match node.name.as_str() {
            "media:group" | "media:content" | "media:thumbnail" if !found.has_room() => return,
            "media:group" => gather(node, &shared_facts(node, shared), base, found),
            "media:content" => {
                let inner = shared_facts(node, shared);
                let url =
                    node.attribute("url").or_else(|| node.child("media:player")?.attribute("url"));
                let described = Media {
                    mime: node.attribute("type").map(str::to_owned),
                    medium: node.attribute("medium").map(str::to_ascii_lowercase),
                    width: number(node, "width"),
                    height: number(node, "height"),
                    bytes: number(node, "filesize"),
                    ..inner.clone()
                };
                add(&mut found.media, url, base, described);
                gather(node, &inner, base, found);
            }
            // The BBC's Atom hangs a page's pictures into the link to the page.
            "link" => gather(node, shared, base, found),
            "media:thumbnail" => {
                let url = node.attribute("url").map_or_else(|| node.text(), str::to_owned);
                let described = Media {
                    medium: Some("image".to_owned()),
                    width: number(node, "width"),
                    height: number(node, "height"),
                    ..shared.clone()
                };
                if found.thumbnails.len() < MEDIA_MAX {
                    found.thumbnails.push((url, described));
                }
            }
            _ => {}
        }
    }
}

/// Title, caption and credits said at this level, else at the one above; each is bounded before it is copied.
fn shared_facts(scope: &Node, outer: &Media) -> Media {
    let credit = |node: &Node| {
        let role = node.attribute("role").unwrap_or_default().to_owned();
        (claim::bounded(role), claim::bounded(node.text()))
    };
    let credits: Vec<(String, String)> = scope
        .all("media:credit")
        .map(credit)
        .filter(|(_, name)| !name.is_empty())
        .take(CREDITS_MAX)
        .collect();
    // A picture's rights are its credit where nobody else is named.
    let holder = || scope.first_text(&["media:copyright"]).map(claim::bounded);
    let credits = if credits.is_empty() && outer.credits.is_empty() {
        holder().map(|holder| (String::new(), holder)).into_iter().collect()
    } else {
        credits
    };
    let caption = scope.first_text(&["media:description", "media:text"]);
    let caption = caption.map(|text| text.chars().take(CAPTION_CHARS_MAX).collect());
    Media {
        title: scope
            .first_text(&["media:title"])
            .map(claim::bounded)
            .or_else(|| outer.title.clone()),
        caption: caption.or_else(|| outer.caption.clone()),
        credits: if credits.is_empty() { outer.credits.clone() } else { credits },
        ..Media::default()
    }
}

/// Adds one address; a second mention of it only fills what the first left open.
fn add(found: &mut Vec<Media>, url: Option<&str>, base: Option<&Url>, media: Media) {
    let Some(Ok(url)) = url.map(|url| link::resolve(url, base)) else {
        return;
    };
    if let Some(known) = found.iter_mut().find(|known| known.url == url) {
        known.mime = known.mime.take().or(media.mime);
        known.medium = known.medium.take().or(media.medium);
        known.width = known.width.or(media.width);
        known.height = known.height.or(media.height);
        known.bytes = known.bytes.or(media.bytes);
        known.title = known.title.take().or(media.title);
        known.caption = known.caption.take().or(media.caption);
    } else if found.len() < MEDIA_MAX {
        found.push(Media { url, ..media });
    }
}

fn is_picture(media: &Media) -> bool {
    media.medium.as_deref() == Some("image")
        || media.mime.as_deref().is_some_and(|mime| mime.starts_with("image/"))
}

/// A count in an attribute; zero is how feeds say "unknown".
fn number<N: std::str::FromStr + Default + PartialEq>(node: &Node, name: &str) -> Option<N> {
    let number = node.attribute(name)?.parse().ok()?;
    (number != N::default()).then_some(number)
}
