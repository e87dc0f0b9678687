//! The pictures and clips that a NewsML 1.x item refers to: one for all sizes of it, with its own caption and credit.

use super::super::fields::line;
use super::super::tree::Element;
use super::parts;
use crate::model::Media;

const MEDIA_MAX: usize = 100;
/// Roles of small renditions, where no width tells them.
const SMALL: [&str; 4] = ["thumbnail", "quicklook", "preview", "icon"];

/// Pictures and clips that are given by address, each with the caption of its component.
pub(super) fn media(item: &Element) -> Vec<Media> {
    let mut found = Vec::new();
    for component in item.all("NewsComponent") {
        gather(component, &mut found);
    }
    found
}

fn gather(component: &Element, found: &mut Vec<Media>) {
    let of_pictures = parts::is_picture(component);
    let described =
        |inner: &Element| inner.at(&["NewsLines"]).is_some() || caption(inner).is_some();
    let inner = component.all("NewsComponent");
    let inner: Vec<&Element> = inner.filter(|inner| parts::role(inner) != "caption").collect();
    // A component of pictures without descriptions of their own is one picture in several sizes.
    if of_pictures && !inner.iter().any(|inner| described(inner)) {
        let mut sizes: Vec<(&Element, &Element)> = Vec::new();
        for part in std::iter::once(component).chain(inner) {
            sizes.extend(part.all("ContentItem").map(|content| (part, content)));
        }
        let sizes = sizes.iter().filter_map(|(part, content)| rendition(part, content));
        let mut best: Vec<(Media, bool)> = Vec::new();
        for (media, small) in sizes {
            let rank = |media: &Media, small: bool| (!small, media.width);
            match best.iter_mut().find(|(known, _)| known.medium == media.medium) {
                Some(known) if rank(&media, small) > rank(&known.0, known.1) => {
                    *known = (media, small);
                }
                Some(_) => {}
                None => best.push((media, small)),
            }
        }
        push(found, best.into_iter().map(|(media, _)| describe(media, component)));
        return;
    }
    let own = component.all("ContentItem").filter_map(|content| rendition(component, content));
    push(found, own.map(|(media, _)| if of_pictures { describe(media, component) } else { media }));
    for inner in component.all("NewsComponent") {
        gather(inner, found);
    }
}

fn push(found: &mut Vec<Media>, media: impl Iterator<Item = Media>) {
    let room = MEDIA_MAX.saturating_sub(found.len());
    found.extend(media.take(room));
}

/// One size of a picture, and whether it is a small one.
fn rendition(component: &Element, content: &Element) -> Option<(Media, bool)> {
    let medium = parts::media_kind(content)?;
    let mime = content.at(&["MimeType"]).and_then(|mime| mime.attribute("FormalName"));
    let characteristics = content.at(&["Characteristics"]);
    let number = |name: &str| {
        let mut all = characteristics?.all("Property");
        let named = all.find(|property| property.attribute("FormalName") == Some(name))?;
        named.attribute("Value")?.parse().ok()
    };
    let bytes = characteristics.and_then(|said| said.at(&["SizeInBytes"]));
    let media = Media {
        url: content.attribute("Href")?.to_owned(),
        mime: mime.and_then(line),
        medium: Some(medium),
        width: number("Width"),
        height: number("Height"),
        bytes: bytes.and_then(|bytes| bytes.text().trim().parse().ok()),
        ..Media::default()
    };
    Some((media, SMALL.contains(&parts::role(component).as_str())))
}

fn describe(media: Media, component: &Element) -> Media {
    let lines = component.deep("NewsLines");
    let text = |name: &str| lines.iter().find_map(|lines| line(&lines.at(&[name])?.text()));
    let by = text("ByLine");
    let credit =
        text("CreditLine").filter(|credit| by.as_ref().is_none_or(|by| !by.contains(credit)));
    Media {
        title: text("HeadLine"),
        caption: caption(component),
        credits: by.into_iter().chain(credit).map(|name| (String::new(), name)).collect(),
        ..media
    }
}

fn caption(component: &Element) -> Option<String> {
    let inner = component.deep("NewsComponent");
    let inner = inner.into_iter().find(|inner| parts::role(inner) == "caption")?;
    line(&inner.find("DataContent")?.spaced_text())
}
