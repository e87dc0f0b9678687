//! The pictures and clips that are associated with a ninjs item.

use serde_json::Value;

use super::super::json::{first_text, get, list, text};
use super::texts::headline;
use crate::model::Media;

/// A picture, graphic or clip with the address of its widest rendition.
pub(super) fn media(association: &Value) -> Option<Media> {
    let medium = text(association, "type").filter(|kind| kind != "text" && kind != "composite")?;
    let renditions = list(association, "renditions");
    let width = |rendition: &Value| get(rendition, "width").and_then(Value::as_u64).unwrap_or(0);
    let with_address = renditions.into_iter().filter(|rendition| text(rendition, "href").is_some());
    let widest = with_address.max_by_key(|rendition| width(rendition))?;
    let number = |name: &str| {
        get(widest, name).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok())
    };
    let described = list(association, "descriptions").into_iter().find_map(|d| text(d, "value"));
    let by = first_text(association, &["byline", "by"]).map(|by| (String::new(), by));
    let credit = first_text(
        association,
        &["description_creditline", "creditline", "source", "copyrightholder"],
    );
    Some(Media {
        url: text(widest, "href")?,
        mime: first_text(widest, &["contenttype", "mimetype"]),
        medium: Some(medium),
        width: number("width"),
        height: number("height"),
        bytes: get(widest, "sizeinbytes").and_then(Value::as_u64),
        title: headline(association),
        caption: first_text(association, &["description_caption", "description_text"])
            .or(described),
        credits: by.into_iter().chain(credit.map(|name| ("credit".to_owned(), name))).collect(),
    })
}
