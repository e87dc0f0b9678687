//! Pictures and clips of an entry: media elements and images of the text, one for each address.

use super::address::parse_http;
use super::blocks::Image;
use super::credits::Caption;
use super::furniture::is_tracking_image;
use super::rules::Rules;
use super::text::{clean_line, first_chars, fold};
use super::title::plain;
use crate::model::{Media, Person, Picture};

const PICTURES_MAX: usize = 50;
const CAPTION_CHARS_MAX: usize = 2_000;

/// Pictures in order, media first, with captions as printed.
pub(crate) fn gather(
    media: &[Media],
    images: &[Image],
    headline: &str,
    rules: &Rules,
) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let of_media = media.iter().filter_map(|media| from_media(media, rules));
    let of_text = images.iter().map(from_image);
    for mut picture in of_media.chain(of_text) {
        // A headline under a picture is no caption.
        picture.caption = picture.caption.filter(|caption| fold(caption) != fold(headline));
        let full = pictures.len() >= PICTURES_MAX;
        let same = |known: &&mut Picture| match &picture.href {
            Some(_) => known.href == picture.href,
            None => known.caption == picture.caption && known.credit == picture.credit,
        };
        match pictures.iter_mut().find(same) {
            Some(known) => merge(known, picture),
            None if full => break,
            None => pictures.push(picture),
        }
    }
    pictures
}

/// The captions to be read for credits: one for each picture that has a caption or a credit.
pub(crate) fn captions(pictures: &[Picture]) -> Vec<String> {
    pictures.iter().filter_map(caption_with_credit).collect()
}

/// Puts what was read of captions back: `of_media` answers [`captions`], `of_text` was found among paragraphs.
pub(crate) fn apply(pictures: &mut Vec<Picture>, of_media: Vec<Caption>, of_text: Vec<Caption>) {
    let captioned = pictures.iter_mut().filter(|picture| caption_with_credit(picture).is_some());
    for (picture, read) in captioned.zip(of_media) {
        // What was read of a credit alone has no caption.
        let caption = read.caption.filter(|_| picture.caption.is_some());
        fill(picture, Caption { caption, ..read });
    }
    for caption in of_text {
        let text = caption.caption.as_deref().map(fold).unwrap_or_default();
        let same =
            |picture: &Picture| picture.caption.as_deref().is_some_and(|own| fold(own) == text);
        let found = pictures.iter().position(same);
        let only = (pictures.len() == 1).then_some(0);
        let found = found.or_else(|| only.filter(|_| pictures.iter().all(|p| p.caption.is_none())));
        let full = pictures.len() >= PICTURES_MAX;
        match found.and_then(|index| pictures.get_mut(index)) {
            Some(picture) => fill(picture, caption),
            None if full => return,
            None => {
                let mut picture =
                    Picture { object_type: "picture".to_owned(), ..Picture::default() };
                fill(&mut picture, caption);
                pictures.push(picture);
            }
        }
    }
}

fn from_media(media: &Media, rules: &Rules) -> Option<Picture> {
    let url = parse_http(&media.url);
    // Wires name files that lie beside the item: no address, but the caption and who made it are told.
    let says = media.caption.is_some() || !media.credits.is_empty();
    if url.is_none() && !says {
        return None;
    }
    let object_type =
        object_type(media, url.as_ref().map_or(media.url.as_str(), |url| url.path()))?;
    let image = Image {
        href: url.map(|url| url.to_string()),
        width: media.width,
        height: media.height,
        ..Image::default()
    };
    if is_tracking_image(&image, rules) {
        return None;
    }
    let credits: Vec<(&str, String)> = media
        .credits
        .iter()
        .map(|(role, name)| (role.as_str(), clean_line(name)))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let names: Vec<&str> = credits.iter().map(|(_, name)| name.as_str()).collect();
    let people = credits.iter().filter_map(|(role, name)| {
        let rel = ["photographer", "author", "editor", "contributor"]
            .into_iter()
            .find(|rel| rel.eq_ignore_ascii_case(role))?;
        Some(Person { name: name.clone(), rel: rel.to_owned(), literal: None })
    });
    Some(Picture {
        href: image.href,
        mime: media.mime.clone(),
        object_type: object_type.to_owned(),
        title: media.title.as_deref().map(plain).filter(|title| !title.is_empty()),
        width: media.width,
        height: media.height,
        bytes: media.bytes,
        caption: media.caption.as_deref().map(bounded).filter(|caption| !caption.is_empty()),
        credit: (!names.is_empty()).then(|| names.join(", ")),
        people: people.collect(),
        ..Picture::default()
    })
}

fn from_image(image: &Image) -> Picture {
    Picture {
        href: image.href.clone(),
        object_type: "picture".to_owned(),
        title: image.alt.clone().filter(|alt| alt.contains(' ')),
        width: image.width,
        height: image.height,
        caption: image.caption.as_deref().map(bounded),
        ..Picture::default()
    }
}

fn bounded(caption: &str) -> String {
    first_chars(&plain(caption), CAPTION_CHARS_MAX).to_owned()
}

/// The ninjs kind of object; `None` for what is neither seen nor heard.
fn object_type(media: &Media, path: &str) -> Option<&'static str> {
    let declared = [media.mime.as_deref(), media.medium.as_deref()];
    for declared in declared.into_iter().flatten() {
        let kind = declared.split('/').next().unwrap_or(declared).trim().to_ascii_lowercase();
        match kind.as_str() {
            "image" | "picture" | "photo" => return Some("picture"),
            "video" => return Some("video"),
            "audio" => return Some("audio"),
            "graphic" => return Some("graphic"),
            "text" | "document" | "application" | "executable" => return None,
            _ => {}
        }
    }
    let suffix = path.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    match suffix.as_str() {
        "mp4" | "webm" | "mov" | "m4v" | "m3u8" => Some("video"),
        "mp3" | "m4a" | "ogg" | "wav" | "aac" => Some("audio"),
        "pdf" | "zip" | "doc" | "docx" | "html" | "htm" | "php" | "xml" | "json" | "torrent" => {
            None
        }
        _ => Some("picture"),
    }
}

fn caption_with_credit(picture: &Picture) -> Option<String> {
    match (&picture.caption, &picture.credit) {
        (Some(caption), Some(credit)) if !caption.contains(credit.as_str()) => {
            Some(format!("{caption} ({credit})"))
        }
        // `The pier. Ana Holm/Getty Images`: the credit in brackets is known as one.
        (Some(caption), Some(credit)) => {
            let bare = caption.strip_suffix(credit.as_str()).map(str::trim_end);
            let bare = bare.filter(|bare| bare.ends_with(['.', '!', '?', '”', '"']));
            Some(bare.map_or_else(|| caption.clone(), |bare| format!("{bare} ({credit})")))
        }
        (Some(caption), None) => Some(caption.clone()),
        (None, Some(credit)) => Some(format!("({credit})")),
        (None, None) => None,
    }
}

fn fill(picture: &mut Picture, read: Caption) {
    if read.caption.is_some() {
        picture.caption = read.caption;
    }
    if read.credit.is_some() {
        picture.credit = read.credit;
    }
    if !read.people.is_empty() {
        picture.people = read.people;
    }
    picture.sources = read.sources;
}

fn merge(known: &mut Picture, other: Picture) {
    known.mime = known.mime.take().or(other.mime);
    known.title = known.title.take().or(other.title);
    known.width = known.width.or(other.width);
    known.height = known.height.or(other.height);
    known.bytes = known.bytes.or(other.bytes);
    known.caption = known.caption.take().or(other.caption);
    known.credit = known.credit.take().or(other.credit);
    if known.people.is_empty() {
        known.people = other.people;
    }
}
