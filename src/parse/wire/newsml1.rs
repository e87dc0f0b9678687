//! NewsML 1.x: every text `NewsItem` is an entry; its parts are joined in the order in which they stand.

use super::super::Limits;
use super::fields::{
    LIST_MAX, code_of, finish, has_room, html_markup, line, push_new, read_date, text_markup,
    urgency,
};
use super::markup::{escape, inner_html};
use super::nitf;
use super::tree::Element;
use crate::model::{
    Category, Document, Entry, FeedFacts, Format, Media, Problem, ProblemKind, WireFields,
};

/// Roles of components that are no running text.
const NO_BODY: [&str; 14] = [
    "stylesheet",
    "title",
    "headline",
    "subheadline",
    "caption",
    "picture",
    "photo",
    "logo",
    "graphic",
    "thumbnail",
    "quicklook",
    "preview",
    "video",
    "audio",
];
/// Media types of pictures and clips; the first letters tell them.
const MEDIA: [&str; 5] = ["photo", "picture", "graphic", "video", "audio"];
const MEDIA_MAX: usize = 100;

/// Reads the `NewsML` element.
pub(super) fn read(root: &Element, text: &str, limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::NewsMl1),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    for item in root.all("NewsItem") {
        if !has_room(
            document.entries.len() + document.problems.len(),
            limits,
            &mut document.problems,
        ) {
            break;
        }
        let kinds: Vec<&str> = formal_names(&item.deep("MediaType")).collect();
        let is_text =
            kinds.is_empty() || kinds.iter().any(|kind| kind.eq_ignore_ascii_case("text"));
        if is_text {
            document.entries.push(news_item(item, text, limits));
        } else {
            let id = item
                .find("PublicIdentifier")
                .and_then(|id| line(&id.text()))
                .unwrap_or_default();
            let detail = format!("item {id} is of type {}, not text", kinds.join(", "));
            document
                .problems
                .push(Problem::new(ProblemKind::InvalidField, detail));
        }
    }
    document
}

fn news_item(item: &Element, text: &str, limits: Limits) -> Entry {
    let mut entry = Entry::default();
    let mut wire = WireFields::default();
    let identifier = item.at(&["Identification", "NewsIdentifier"]);
    let identified = |name: &str| identifier.and_then(|id| line(&id.at(&[name])?.text()));
    wire.item_id = identified("PublicIdentifier").or_else(|| {
        let parts = [
            identified("ProviderId")?,
            identified("DateId")?,
            identified("NewsItemId")?,
        ];
        Some(format!("urn:newsml:{}", parts.join(":")))
    });
    wire.version = identified("RevisionId");
    if let Some(management) = item.at(&["NewsManagement"]) {
        read_management(management, &mut entry, &mut wire);
    }
    read_news_lines(item, &mut entry, &mut wire);
    read_metadata(item, &mut entry, &mut wire);
    let own = item
        .find("NewsComponent")
        .and_then(|component| component.attribute("lang"));
    let language = formal_names(&item.deep("Language"))
        .next()
        .or(own)
        .or_else(|| item.attribute("lang"));
    entry.language = language.and_then(line).map(|tag| tag.to_ascii_lowercase());
    read_body(item, limits, &mut entry, &mut wire);
    entry.media = media(item);
    finish(entry, wire, text.get(item.start..).unwrap_or_default())
}

fn read_management(management: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let text = |name: &str| {
        management
            .at(&[name])
            .and_then(|element| line(&element.text()))
    };
    let formal = |name: &str| {
        management
            .at(&[name])
            .and_then(|e| e.attribute("FormalName"))
    };
    entry.published = text("FirstCreated").as_deref().and_then(read_date);
    entry.updated = text("ThisRevisionCreated").as_deref().and_then(read_date);
    wire.urgency = formal("Urgency").and_then(urgency);
    wire.pub_status = formal("Status")
        .and_then(line)
        .map(|status| status.to_lowercase());
    if matches!(wire.pub_status.as_deref(), Some("embargoed" | "withheld")) {
        let until = management.at(&["StatusWillChange", "DateAndTime"]);
        wire.embargoed = until.and_then(|until| read_date(&until.text()));
    }
    for instruction in management.all("Instruction") {
        push_new(
            &mut wire.signals,
            instruction.attribute("FormalName").and_then(line),
        );
    }
    for derived in management.all("DerivedFrom") {
        push_new(
            &mut wire.previous,
            derived.attribute("NewsItem").and_then(line),
        );
    }
}

/// The first line of each kind that holds text, from the outermost component inwards.
fn read_news_lines(item: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let groups = item.deep("NewsLines");
    let first = |name: &str| {
        groups
            .iter()
            .find_map(|lines| lines.all(name).find_map(|found| line(&found.text())))
    };
    entry.title = first("HeadLine").map(text_markup);
    entry.summary = first("SubHeadLine").map(text_markup);
    wire.byline = first("ByLine");
    wire.dateline = first("DateLine");
    wire.credit = first("CreditLine");
    wire.copyright_notice = first("CopyrightLine");
    wire.copyright_holder = item
        .find("CopyrightHolder")
        .and_then(|holder| line(&holder.text()));
    wire.usage_terms = item
        .find("UsageTerms")
        .or_else(|| item.find("RightsLine"))
        .and_then(|terms| line(&terms.text()));
    wire.slugline = first("SlugLine");
    let keywords = groups.iter().flat_map(|lines| lines.all("KeywordLine"));
    for name in keywords
        .filter_map(|keyword| line(&keyword.text()))
        .take(LIST_MAX)
    {
        push_category(
            &mut entry.categories,
            Category {
                name,
                scheme: None,
                code: None,
            },
        );
    }
}

fn read_metadata(item: &Element, entry: &mut Entry, wire: &mut WireFields) {
    for metadata in item.deep("AdministrativeMetadata") {
        for role in ["Source", "Provider"] {
            for party in metadata.all(role).flat_map(|element| element.all("Party")) {
                push_new(
                    &mut wire.providers,
                    party.attribute("FormalName").and_then(line),
                );
            }
        }
    }
    for genre in item.deep("Genre") {
        push_new(
            &mut wire.genres,
            genre.attribute("FormalName").and_then(line),
        );
    }
    let subjects = item.deep("SubjectCode");
    for subject in subjects
        .iter()
        .flat_map(|code| code.elements())
        .take(LIST_MAX)
    {
        if let Some(code) = subject.attribute("FormalName").and_then(line) {
            let scheme = subject.attribute("Scheme").and_then(line);
            push_category(
                &mut entry.categories,
                Category {
                    name: code.clone(),
                    scheme,
                    code: Some(code),
                },
            );
        }
    }
}

fn push_category(categories: &mut Vec<Category>, category: Category) {
    if categories.len() < LIST_MAX && !categories.contains(&category) {
        categories.push(category);
    }
}

fn read_body(item: &Element, limits: Limits, entry: &mut Entry, wire: &mut WireFields) {
    let mut parts = Vec::new();
    for component in item.all("NewsComponent") {
        body_parts(component, &mut parts);
    }
    let headline = entry.title.as_ref().map(|title| title.value.clone());
    let mut body = String::new();
    let mut chars_left = limits.text_chars_max;
    for part in parts {
        let html = if part.elements().next().is_none() {
            text_as_html(&part.text())
        } else {
            let inner = part
                .find("body.content")
                .or_else(|| part.find("body"))
                .unwrap_or(part);
            inner_html(inner, headline.as_deref(), chars_left).text
        };
        let length = html.chars().count();
        if length > chars_left {
            let detail = "the body is longer than the limit and its last parts were left out";
            entry
                .problems
                .push(Problem::new(ProblemKind::OverLimit, detail));
            break;
        }
        chars_left -= length;
        body.push_str(&html);
        body.push('\n');
    }
    if let Some(embedded) = item.find("nitf") {
        let mut inner = WireFields::default();
        nitf::read_body_head(embedded, &mut inner);
        wire.located = inner.located;
        wire.byline = wire.byline.take().or(inner.byline);
        wire.dateline = wire.dateline.take().or(inner.dateline);
        entry.title = entry
            .title
            .take()
            .or_else(|| nitf::headline(embedded).map(text_markup));
    }
    let body = body.trim();
    entry.content = (!body.is_empty()).then(|| html_markup(body));
}

/// The text contents below `component` in reading order; of equivalents (languages, formats) the first.
fn body_parts<'a>(component: &'a Element, parts: &mut Vec<&'a Element>) {
    let role = component
        .at(&["Role"])
        .and_then(|role| role.attribute("FormalName"));
    if role.is_some_and(|role| NO_BODY.contains(&role.to_lowercase().as_str())) {
        return;
    }
    let before = parts.len();
    for content in component
        .all("ContentItem")
        .filter(|content| is_text(content))
    {
        parts.extend(content.all("DataContent"));
    }
    for inner in component.all("NewsComponent") {
        body_parts(inner, parts);
        if parts.len() > before && component.attribute("EquivalentsList") == Some("yes") {
            return;
        }
    }
}

fn is_text(content: &Element) -> bool {
    let has = |name: &str, wanted: &[&str]| {
        let element = content
            .at(&[name])
            .and_then(|element| element.attribute("FormalName"));
        element.map(|value| wanted.contains(&value.to_lowercase().as_str()))
    };
    has("MediaType", &["text"]).unwrap_or(true)
        && !has("Format", &["css"]).unwrap_or(false)
        && !has("MimeType", &["text/css"]).unwrap_or(false)
}

/// Text without elements: HTML that was escaped or put in CDATA, else lines that are paragraphs.
fn text_as_html(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.contains("</p>") || lower.contains("<br") || lower.contains("</div>") {
        return text.trim().to_owned();
    }
    let mut html = String::new();
    for paragraph in text.lines().filter_map(line) {
        html.push_str("<p>");
        html.push_str(&escape(&paragraph));
        html.push_str("</p>");
    }
    html
}

/// Pictures and clips that are given by address, each with the caption of its component.
fn media(item: &Element) -> Vec<Media> {
    let mut found = Vec::new();
    for component in item.deep("NewsComponent") {
        for content in component.all("ContentItem") {
            let kind = content
                .at(&["MediaType"])
                .and_then(|kind| kind.attribute("FormalName"))
                .unwrap_or_default();
            let kind = kind.to_lowercase();
            let Some(url) = content
                .attribute("Href")
                .filter(|_| MEDIA.iter().any(|m| kind.starts_with(m)))
            else {
                continue;
            };
            let mime = content
                .at(&["MimeType"])
                .and_then(|mime| mime.attribute("FormalName"));
            let lines = component.at(&["NewsLines"]);
            let text = |name: &str| lines.and_then(|lines| line(&lines.at(&[name])?.text()));
            let credit = text("CreditLine").or_else(|| text("ByLine"));
            found.push(Media {
                url: url.to_owned(),
                mime: mime.and_then(line),
                medium: Some(code_of(&kind).to_owned()),
                title: text("HeadLine"),
                caption: caption(component),
                credits: credit
                    .map(|name| (String::new(), name))
                    .into_iter()
                    .collect(),
                ..Media::default()
            });
        }
    }
    found.truncate(MEDIA_MAX);
    found
}

fn caption(component: &Element) -> Option<String> {
    let inner = component.deep("NewsComponent").into_iter().find(|inner| {
        let role = inner
            .at(&["Role"])
            .and_then(|role| role.attribute("FormalName"));
        role.is_some_and(|role| role.eq_ignore_ascii_case("caption"))
    })?;
    line(&inner.find("DataContent")?.spaced_text())
}

fn formal_names<'a>(elements: &[&'a Element]) -> impl Iterator<Item = &'a str> {
    let names: Vec<&str> = elements
        .iter()
        .filter_map(|element| element.attribute("FormalName"))
        .collect();
    names.into_iter()
}
