//! Which parts of a NewsML 1.x item are its story, and which a picture beside it: a photographer wrote no story.

use super::super::tree::Element;

/// Media types of pictures and clips; the first letters tell them.
const MEDIA: [&str; 6] = ["photo", "picture", "image", "graphic", "video", "audio"];
/// Roles of components that belong to a picture whatever they hold.
const PICTURE_ROLES: [&str; 6] =
    ["caption", "picture", "photo", "graphic", "thumbnail", "quicklook"];

/// Texts of one item that are told apart, for each reads the whole item again; more are one text, and none is lost.
const ARTICLES_MAX: usize = 20;

/// All descendants of that name which are not part of a picture, in document order.
pub(super) fn of_story<'a>(scope: &'a Element, name: &str) -> Vec<&'a Element> {
    let mut found = Vec::new();
    collect(scope, name, &mut found);
    found
}

fn collect<'a>(scope: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for element in scope.elements() {
        if element.name == "NewsComponent" && is_picture(element) {
            continue;
        }
        if element.name == name {
            found.push(element);
        }
        collect(element, name, found);
    }
}

/// Whether a component holds pictures or clips and no text but their captions.
pub(super) fn is_picture(component: &Element) -> bool {
    let role = role(component);
    let is = |names: &[&str]| names.contains(&role.as_str());
    is(&PICTURE_ROLES) || (has_media(component) && !has_text(component))
}

fn has_media(component: &Element) -> bool {
    let inner = |name: &'static str| component.all(name);
    inner("ContentItem").any(|content| media_kind(content).is_some())
        || inner("NewsComponent").any(has_media)
}

fn has_text(component: &Element) -> bool {
    if PICTURE_ROLES.contains(&role(component).as_str()) {
        return false;
    }
    component.all("ContentItem").any(is_text) || component.all("NewsComponent").any(has_text)
}

/// The component's role in lower case; empty where it has none.
pub(super) fn role(component: &Element) -> String {
    let role = component.at(&["Role"]).and_then(|role| role.attribute("FormalName"));
    role.unwrap_or_default().to_lowercase()
}

/// The media type of a picture or clip.
pub(super) fn media_kind(content: &Element) -> Option<String> {
    let kind = formal_name(content, "MediaType")?;
    MEDIA.iter().any(|media| kind.starts_with(media)).then_some(kind)
}

/// Whether a content is text: by its media type, and where an agency calls it by a name of its own (`ComplexData`, `HTML`,
/// `Article`), by what it holds.
pub(super) fn is_text(content: &Element) -> bool {
    let is = |name: &str, wanted: &str| formal_name(content, name).is_some_and(|n| n == wanted);
    if is("Format", "css") || is("MimeType", "text/css") {
        return false;
    }
    match formal_name(content, "MediaType").as_deref() {
        None | Some("text") => true,
        Some(kind) if MEDIA.iter().any(|media| kind.starts_with(media)) => false,
        Some(_) => {
            let binary = ["image/", "video/", "audio/"];
            let mime = formal_name(content, "MimeType").unwrap_or_default();
            let data = |part: &Element| matches!(part.name.as_str(), "DataContent" | "Encoding");
            !binary.iter().any(|kind| mime.starts_with(kind))
                && content.elements().any(|part| data(part) && !part.text().trim().is_empty())
        }
    }
}

fn formal_name(content: &Element, name: &str) -> Option<String> {
    content.at(&[name])?.attribute("FormalName").map(str::to_lowercase)
}

/// The texts of an item that carries several, each under a headline of its own; none where it carries one.
pub(super) fn articles(content: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    for component in content.all("NewsComponent") {
        collect_articles(component, &mut found);
    }
    let mut headlines: Vec<String> = found.iter().filter_map(|part| headline(part)).collect();
    headlines.dedup();
    let several = (2..=ARTICLES_MAX).contains(&found.len());
    if several && headlines.len() == found.len() { found } else { Vec::new() }
}

/// The innermost components with a headline and a text; what is the same in other words or formats is one.
fn collect_articles<'a>(component: &'a Element, found: &mut Vec<&'a Element>) {
    if is_picture(component) || component.attribute("EquivalentsList") == Some("yes") {
        return;
    }
    let before = found.len();
    for inner in component.all("NewsComponent") {
        collect_articles(inner, found);
    }
    let is_main = matches!(role(component).as_str(), "main" | "article" | "story");
    let has_copy = component.all("ContentItem").any(is_text);
    if found.len() == before && is_main && has_copy && headline(component).is_some() {
        found.push(component);
    }
}

fn headline(component: &Element) -> Option<String> {
    let line = component.at(&["NewsLines", "HeadLine"])?.text();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}
