//! The pictures and clips that a NewsML 1.x item refers to.

use super::super::fields::line;
use super::super::tree::Element;
use crate::model::Media;

/// Media types of pictures and clips; the first letters tell them.
const MEDIA: [&str; 5] = ["photo", "picture", "graphic", "video", "audio"];
const MEDIA_MAX: usize = 100;

/// Pictures and clips that are given by address, each with the caption of its component.
pub(super) fn media(item: &Element) -> Vec<Media> {
    let mut found = Vec::new();
    for component in item.deep("NewsComponent") {
        for content in component.all("ContentItem") {
            let kind = content
                .at(&["MediaType"])
                .and_then(|kind| kind.attribute("FormalName"))
                .unwrap_or_default();
            let kind = kind.to_lowercase();
            let Some(url) =
                content.attribute("Href").filter(|_| MEDIA.iter().any(|m| kind.starts_with(m)))
            else {
                continue;
            };
            if found.len() >= MEDIA_MAX {
                return found;
            }
            let mime = content.at(&["MimeType"]).and_then(|mime| mime.attribute("FormalName"));
            let lines = component.at(&["NewsLines"]);
            let text = |name: &str| lines.and_then(|lines| line(&lines.at(&[name])?.text()));
            let credit = text("CreditLine").or_else(|| text("ByLine"));
            found.push(Media {
                url: url.to_owned(),
                mime: mime.and_then(line),
                medium: Some(kind),
                title: text("HeadLine"),
                caption: caption(component),
                credits: credit.map(|name| (String::new(), name)).into_iter().collect(),
                ..Media::default()
            });
        }
    }
    found
}

fn caption(component: &Element) -> Option<String> {
    let inner = component.deep("NewsComponent").into_iter().find(|inner| {
        let role = inner.at(&["Role"]).and_then(|role| role.attribute("FormalName"));
        role.is_some_and(|role| role.eq_ignore_ascii_case("caption"))
    })?;
    line(&inner.find("DataContent")?.spaced_text())
}
