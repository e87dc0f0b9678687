//! NewsML 1.x: every text `NewsItem` is an entry; its parts are joined in the order in which they stand.

use xxhash_rust::xxh3::xxh3_64;

use super::super::Limits;
use super::fields::{
    broken_off, finish, has_room, line, push_new, read_date, text_markup, urgency,
};
use super::tree::Element;
use crate::model::{
    Document, Entry, FeedFacts, Format, OF_PARTS, Problem, ProblemKind, WireFields,
};

mod body;
mod parts;
mod pictures;
mod subjects;
mod updates;

use updates::Content;

/// Reads the `NewsML` element.
pub(super) fn read(root: &Element, text: &str, limits: Limits) -> Document {
    let mut document = Document {
        format: Some(Format::NewsMl1),
        feed: FeedFacts::default(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    let mut shared = subjects::Names::new();
    for set in root.all("TopicSet") {
        shared.extend(subjects::names(set, None));
    }
    for item in root.all("NewsItem") {
        if !has_room(
            document.entries.len() + document.problems.len(),
            limits,
            &mut document.problems,
        ) {
            break;
        }
        let kinds: Vec<&str> = formal_names(&item.deep("MediaType")).collect();
        let is_text = kinds.is_empty()
            || parts::of_story(item, "ContentItem").into_iter().any(parts::is_text);
        if item.incomplete {
            document
                .problems
                .push(broken_off(item.find("PublicIdentifier").and_then(|id| line(&id.text()))));
        } else if is_text {
            let room = limits.entries_max.saturating_sub(document.entries.len());
            for message in messages(item).into_iter().take(room) {
                document.entries.push(news_item(&message, &shared, text, limits));
            }
        } else {
            let id =
                item.find("PublicIdentifier").and_then(|id| line(&id.text())).unwrap_or_default();
            let detail = format!("item {id} is of type {}, not text", kinds.join(", "));
            document.problems.push(Problem::new(ProblemKind::InvalidField, detail));
        }
    }
    document
}

/// One text of an item.
struct Message<'a> {
    item: &'a Element,
    /// The component that holds this text alone, where the item carries several, and its place among them.
    article: Option<(usize, &'a Element)>,
}

/// A service sends several texts as one item, each under a headline of its own.
fn messages(item: &Element) -> Vec<Message<'_>> {
    let articles = match updates::content_of(item) {
        Content::Whole(content) => parts::articles(content),
        Content::Change(_) => Vec::new(),
    };
    if articles.is_empty() {
        return vec![Message { item, article: None }];
    }
    let of = |article| Message { item, article: Some(article) };
    articles.into_iter().enumerate().map(of).collect()
}

fn news_item(message: &Message<'_>, shared: &subjects::Names, text: &str, limits: Limits) -> Entry {
    let item = message.item;
    let mut entry = Entry::default();
    let mut wire = WireFields::default();
    let identifier = item.at(&["Identification", "NewsIdentifier"]);
    let identified = |name: &str| identifier.and_then(|id| line(&id.at(&[name])?.text()));
    wire.item_id = identified("PublicIdentifier").or_else(|| {
        let parts = [identified("ProviderId")?, identified("DateId")?, identified("NewsItemId")?];
        Some(format!("urn:newsml:{}", parts.join(":")))
    });
    wire.version = identified("RevisionId");
    let revision = identifier.and_then(|id| id.at(&["RevisionId"]));
    if let (Some(id), Some(revision)) = (&wire.item_id, revision) {
        wire.previous = earlier_revisions(id, revision);
    }
    let of_item: Vec<String> = wire.item_id.iter().chain(&wire.previous).cloned().collect();
    if let Some(management) = item.at(&["NewsManagement"]) {
        read_management(management, &mut entry, &mut wire);
    }
    match updates::content_of(item) {
        Content::Whole(content) => {
            read_content(content, message, shared, limits, &mut entry, &mut wire);
        }
        Content::Change(what) => {
            let id = wire.item_id.as_deref().unwrap_or("without id");
            let detail = format!("item {id} {what}");
            entry.problems.push(Problem::new(ProblemKind::InvalidField, detail));
        }
    }
    // The item itself is canceled, and with it every text that its revisions had (NewsML 1.2, `Status`).
    let is_canceled = wire.pub_status.as_deref().is_some_and(|status| status.starts_with("cancel"));
    if is_canceled && message.article.is_none() && entry.content.is_none() {
        wire.previous.extend(of_item.into_iter().map(|id| format!("{id}{OF_PARTS}")));
    }
    wire.slugline =
        wire.slugline.take().or_else(|| line(&item.at(&["Identification", "NameLabel"])?.text()));
    let start = message.article.map_or(item.start, |(_, article)| article.start);
    if let Some((place, article)) = message.article {
        let own = article.attribute("Euid").or_else(|| article.attribute("Duid"));
        // Texts change their places from revision to revision, headlines seldom.
        let headline = entry.title.as_ref().map(|title| title.value.as_str()).unwrap_or_default();
        let own = own.map_or_else(
            || Some(format!("{:016x}", xxh3_64(headline.as_bytes()))),
            |own| (place > 0).then(|| own.to_owned()),
        );
        if let Some(own) = own {
            wire.item_id = wire.item_id.take().map(|id| format!("{id}#{own}"));
            wire.previous.clear();
        }
    }
    finish(entry, wire, text.get(start..).unwrap_or_default())
}

fn read_content(
    content: &Element,
    message: &Message<'_>,
    shared: &subjects::Names,
    limits: Limits,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let item = message.item;
    let story = message.article.map_or(content, |(_, article)| article);
    let own = content.at(&["NewsComponent"]).and_then(|component| component.attribute("lang"));
    let languages = parts::of_story(content, "Language");
    let language = formal_names(&languages).next().or(own).or_else(|| item.attribute("lang"));
    entry.language = language.and_then(line).map(|tag| tag.to_ascii_lowercase());
    let language = entry.language.clone();
    read_news_lines(content, message.article.map(|(_, article)| article), entry, wire);
    read_metadata(content, entry, wire);
    let names = subjects::names(item, language.as_deref());
    entry.categories = subjects::categories(content, [&names, shared], language.as_deref());
    body::read_body(story, limits, entry, wire);
    if wire.dateline.is_none() && wire.located.is_none() {
        wire.located = origin(content);
    }
    entry.media = pictures::media(content);
}

/// The city that an item says it comes from (NewsML 1.2, `Location`).
fn origin(content: &Element) -> Option<String> {
    let locations = parts::of_story(content, "Location");
    let mut origins = locations.iter().filter(|place| {
        place.attribute("HowPresent").is_some_and(|how| how.eq_ignore_ascii_case("origin"))
    });
    origins.find_map(|place| {
        let city = |p: &&Element| p.attribute("FormalName").is_some_and(|n| n == "City");
        place.all("Property").find(city)?.attribute("Value").and_then(line)
    })
}

/// The public identifiers that the revision before this one may have: they end in its number and, mostly, a letter for
/// whole text, update or alternative (NewsML 1.2, `PublicIdentifier`).
fn earlier_revisions(id: &str, revision: &Element) -> Vec<String> {
    const UPDATES: [&str; 4] = ["", "N", "U", "A"];
    let own = revision.text();
    let previous = revision.attribute("PreviousRevision").map_or("", str::trim);
    let item = id
        .rsplit_once(':')
        .filter(|(_, last)| last.trim_end_matches(['N', 'U', 'A']) == own.trim());
    match item {
        Some((item, _)) if !matches!(previous, "" | "0") && previous != own.trim() => {
            UPDATES.map(|update| format!("{item}:{previous}{update}")).to_vec()
        }
        _ => Vec::new(),
    }
}

fn read_management(management: &Element, entry: &mut Entry, wire: &mut WireFields) {
    let text = |name: &str| management.at(&[name]).and_then(|element| line(&element.text()));
    let formal = |name: &str| management.at(&[name]).and_then(|e| e.attribute("FormalName"));
    entry.published = text("FirstCreated").as_deref().and_then(read_date);
    entry.updated = text("ThisRevisionCreated").as_deref().and_then(read_date);
    wire.urgency = formal("Urgency").and_then(urgency);
    wire.pub_status = formal("Status").and_then(line).map(|status| status.to_lowercase());
    if matches!(wire.pub_status.as_deref(), Some("embargoed" | "withheld")) {
        let until = management.at(&["StatusWillChange", "DateAndTime"]);
        wire.embargoed = until.and_then(|until| read_date(&until.text()));
    }
    for instruction in management.all("Instruction") {
        push_new(&mut wire.signals, instruction.attribute("FormalName").and_then(line));
    }
    for derived in management.all("DerivedFrom") {
        let id = derived.attribute("NewsItem").and_then(line);
        wire.alt_ids.extend(id.iter().map(|id| ("derivedFrom".to_owned(), id.clone())));
        push_new(&mut wire.previous, id);
    }
}

/// The first line of each kind that holds text, from the outermost component inwards; of one text among several its own
/// lines, then those of the whole.
fn read_news_lines(
    item: &Element,
    article: Option<&Element>,
    entry: &mut Entry,
    wire: &mut WireFields,
) {
    let mut groups = parts::of_story(item, "NewsLines");
    if let Some(article) = article {
        let outer = item.all("NewsComponent").flat_map(|component| component.all("NewsLines"));
        groups = article.all("NewsLines").chain(outer).collect();
    }
    let first = |name: &str| {
        groups.iter().find_map(|lines| lines.all(name).find_map(|found| line(&found.text())))
    };
    let language = entry.language.as_deref();
    let own = |found: &&Element| subjects::is_own(found, language);
    let mut in_own = groups.iter().flat_map(|lines| lines.all("HeadLine")).filter(own);
    let headline = in_own.find_map(|found| line(&found.text())).or_else(|| first("HeadLine"));
    entry.title = headline.map(text_markup);
    entry.summary = first("SubHeadLine").map(text_markup);
    wire.byline = first("ByLine").map(|by| match first("ByLineTitle") {
        Some(title) if !by.contains(&title) => format!("{by}, {title}"),
        _ => by,
    });
    wire.dateline = first("DateLine");
    wire.credit = first("CreditLine");
    wire.copyright_notice = first("CopyrightLine");
    wire.copyright_holder = item.find("CopyrightHolder").and_then(|holder| line(&holder.text()));
    wire.usage_terms = item
        .find("UsageTerms")
        .or_else(|| item.find("RightsLine"))
        .and_then(|terms| line(&terms.text()));
    if wire.usage_terms.is_none() {
        let rights = item.find("UsageRights");
        let parts = rights.into_iter().flat_map(Element::elements);
        let parts: Vec<String> = parts.filter_map(|part| line(&part.spaced_text())).collect();
        wire.usage_terms = line(&parts.join("; "));
    }
    wire.slugline = first("SlugLine");
}

fn read_metadata(item: &Element, entry: &mut Entry, wire: &mut WireFields) {
    for metadata in parts::of_story(item, "AdministrativeMetadata") {
        for role in ["Source", "Provider"] {
            for party in metadata.all(role).flat_map(|element| element.all("Party")) {
                push_new(&mut wire.providers, party.attribute("FormalName").and_then(line));
            }
        }
    }
    if wire.byline.is_none() {
        let creators = parts::of_story(item, "Creator");
        let parties = creators.iter().flat_map(|creator| creator.all("Party"));
        for party in parties {
            push_new(&mut entry.authors, party.attribute("FormalName").and_then(line));
        }
    }
    for genre in parts::of_story(item, "Genre") {
        push_new(&mut wire.genres, genre.attribute("FormalName").and_then(line));
    }
}

fn formal_names<'a>(elements: &[&'a Element]) -> impl Iterator<Item = &'a str> {
    let names: Vec<&str> =
        elements.iter().filter_map(|element| element.attribute("FormalName")).collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::wire::tree;

    const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

    const MESSAGE: &str = r#"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>halden.example</ProviderId>
        <DateId>20250304</DateId><NewsItemId>7</NewsItemId><RevisionId>2</RevisionId>
        <PublicIdentifier>urn:newsml:halden.example:20250304:7:2</PublicIdentifier></NewsIdentifier></Identification>
        <NewsManagement><FirstCreated>20250304T090000Z</FirstCreated><ThisRevisionCreated>20250304T101500Z</ThisRevisionCreated>
        <Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20250305T060000Z</DateAndTime></StatusWillChange>
        <Urgency FormalName="4"/><Instruction FormalName="Correction"/><DerivedFrom NewsItem="urn:old"/></NewsManagement>
        <NewsComponent xml:lang="en"><NewsLines><HeadLine>Harbour gates hold</HeadLine><SubHeadLine>A quiet night</SubHeadLine>
        <ByLine>By Ana Ruiz</ByLine><DateLine>PORT HALDEN, March 4 (HLD) -</DateLine><CreditLine>HLD</CreditLine>
        <CopyrightLine>(c) 2025 Halden Wire</CopyrightLine><SlugLine>gates-harbour</SlugLine><KeywordLine>TIDES</KeywordLine></NewsLines>
        <AdministrativeMetadata><Provider><Party FormalName="HLD"/></Provider><Source><Party FormalName="Vale Gazette"/></Source></AdministrativeMetadata>
        <DescriptiveMetadata><Language FormalName="EN"/><Genre FormalName="Current"/><SubjectCode><Subject FormalName="08000000" Scheme="Subj"/></SubjectCode></DescriptiveMetadata>
        <NewsComponent><Role FormalName="StyleSheet"/><ContentItem><Format FormalName="CSS"/><DataContent>.x {}</DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Lead"/><ContentItem><DataContent>The lead &amp; more.</DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.head><dateline><location>PORT HALDEN</location></dateline></body.head>
        <body.content><p>One.</p><p>Two.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
        <NewsComponent><ContentItem><DataContent><![CDATA[<P>Escaped.</P>]]></DataContent></ContentItem></NewsComponent>
        <NewsComponent><Role FormalName="Photo"/><NewsLines><CreditLine>Lee Moss</CreditLine></NewsLines>
        <ContentItem Href="https://halden.example/g.jpg"><MediaType FormalName="Photo"/><MimeType FormalName="image/jpeg"/></ContentItem>
        <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>The gates.</p></DataContent></ContentItem></NewsComponent></NewsComponent>
        </NewsComponent></NewsItem>
        <NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:pic</PublicIdentifier></NewsIdentifier></Identification>
        <NewsComponent><ContentItem><MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsItem></NewsML>"#;

    fn read_text(text: &str) -> Document {
        let (tree, _) = tree::read(text);
        read(tree.elements().next().unwrap(), text, LIMITS)
    }

    #[test]
    fn every_field_of_the_markup_arrives() {
        let entry = read_text(MESSAGE).entries.remove(0);
        let wire = entry.wire.unwrap();
        let check = |have: Option<String>, want: &str| assert_eq!(have.as_deref(), Some(want));
        check(entry.title.map(|t| t.value), "Harbour gates hold");
        check(entry.summary.map(|t| t.value), "A quiet night");
        let body = entry.content.map(|t| t.value.replace('\n', ""));
        check(body, "<p>The lead &amp; more.</p><p>One.</p><p>Two.</p><P>Escaped.</P>");
        check(entry.guid, "urn:newsml:halden.example:20250304:7:2");
        check(entry.language, "en");
        check(entry.published.map(|d| d.raw), "20250304T090000Z");
        check(entry.updated.map(|d| d.raw), "20250304T101500Z");
        check(wire.version, "2");
        check(wire.byline, "By Ana Ruiz");
        check(wire.dateline, "PORT HALDEN, March 4 (HLD) -");
        check(wire.located, "PORT HALDEN");
        check(wire.credit, "HLD");
        check(wire.slugline, "gates-harbour");
        check(wire.copyright_notice, "(c) 2025 Halden Wire");
        check(wire.pub_status, "embargoed");
        check(wire.embargoed.map(|d| d.raw), "20250305T060000Z");
        assert_eq!(wire.urgency, Some(4));
        assert_eq!(wire.providers, ["Vale Gazette", "HLD"]);
        assert_eq!(wire.signals, ["Correction"]);
        assert_eq!(wire.previous, ["urn:old"]);
        assert_eq!(wire.genres, ["Current"]);
        let names: Vec<_> = entry.categories.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["TIDES", ""]);
        let picture = entry.media.first().unwrap();
        assert_eq!(picture.url, "https://halden.example/g.jpg");
        check(picture.caption.clone(), "The gates.");
        assert_eq!(picture.credits, [(String::new(), "Lee Moss".to_owned())]);
    }

    #[test]
    fn a_picture_item_is_a_problem_and_no_entry() {
        let document = read_text(MESSAGE);
        assert_eq!(document.entries.len(), 1);
        assert_eq!(document.problems[0].detail, "item urn:pic is of type Photo, not text");
    }

    #[test]
    fn a_long_body_is_cut_and_contacts_come_last() {
        let part = |role: &str, text: &str| {
            format!(
                "<NewsComponent><Role FormalName=\"{role}\"/><ContentItem><DataContent>{text}</DataContent></ContentItem></NewsComponent>"
            )
        };
        let item = |parts: String| {
            format!("<NewsML><NewsItem><NewsComponent>{parts}</NewsComponent></NewsItem></NewsML>")
        };
        let body = |text: &str| read_text(text).entries.remove(0);
        let ordered = body(&item(part("Contact", "Call us") + &part("Main", "<p>Copy</p>")));
        assert_eq!(ordered.content.unwrap().value, "<p>Copy</p>\n<p>Call us</p>");
        let long = "tide ".repeat(LIMITS.text_chars_max);
        for text in [format!("<p>{long}</p>"), long] {
            let cut = body(&item(part("Main", &text)));
            let length = cut.content.unwrap().value.chars().count();
            assert!((9_000..10_100).contains(&length), "{length}");
            assert_eq!(cut.problems[0].kind, ProblemKind::OverLimit);
        }
    }

    #[test]
    fn of_equivalent_languages_the_first_is_the_body() {
        let part = |text: &str| {
            format!(
                "<NewsComponent><ContentItem><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
            )
        };
        let text = format!(
            "<NewsML><NewsItem><NewsComponent EquivalentsList=\"yes\">{}{}</NewsComponent></NewsItem></NewsML>",
            part("First"),
            part("Zweites")
        );
        assert_eq!(read_text(&text).entries[0].content.as_ref().unwrap().value, "<p>First</p>");
    }

    #[test]
    fn a_second_revision_names_the_first() {
        let previous = |id: &str, revision: &str| {
            let text = format!(
                "<NewsML><NewsItem><Identification><NewsIdentifier>{revision}<PublicIdentifier>{id}\
                </PublicIdentifier></NewsIdentifier></Identification></NewsItem></NewsML>"
            );
            read_text(&text).entries.remove(0).wire.unwrap().previous
        };
        let second = "<RevisionId PreviousRevision='1' Update='U'>2</RevisionId>";
        let named = previous("urn:newsml:halden.example:20260304:gates:2U", second);
        assert!(
            named.contains(&"urn:newsml:halden.example:20260304:gates:1N".to_owned()),
            "{named:?}"
        );
        assert!(named.contains(&"urn:newsml:halden.example:20260304:gates:1".to_owned()));
        let first = "<RevisionId PreviousRevision='0' Update='N'>1</RevisionId>";
        assert!(previous("urn:newsml:halden.example:20260304:gates:1N", first).is_empty());
        // An id of another shape says nothing of its revisions.
        assert!(previous("gates-2", second).is_empty());
    }

    /// Items that change an earlier one passed for its next version, with a headline and no text.
    #[test]
    fn an_update_is_the_text_it_puts_in_place_or_says_what_it_changes() {
        let item = |status: &str, update: &str, content: &str| {
            let text = format!(
                "<NewsML><NewsItem><Identification><NewsIdentifier>\
                <RevisionId PreviousRevision='1' Update='{update}'>2</RevisionId><PublicIdentifier>urn:hld:2{update}</PublicIdentifier>\
                </NewsIdentifier></Identification><NewsManagement><Status FormalName='{status}'/><Urgency FormalName='3'/>\
                </NewsManagement>{content}</NewsItem></NewsML>"
            );
            read_text(&text).entries.remove(0)
        };
        let component = "<NewsComponent><NewsLines><HeadLine>Gates hold</HeadLine></NewsLines>\
            <ContentItem><DataContent><p>All night.</p></DataContent></ContentItem></NewsComponent>";
        let replace = |part: &str| {
            format!("<Update><Replace DuidRef='x'>{part}</Replace><Delete DuidRef='y'/></Update>")
        };
        let whole = item("Usable", "U", &replace(component));
        assert_eq!(whole.content.unwrap().value, "<p>All night.</p>");
        assert_eq!(whole.title.unwrap().value, "Gates hold");
        assert!(whole.problems.is_empty());
        let part = item("Usable", "U", &replace("<HeadLine>Gates hold</HeadLine>"));
        assert!(part.title.is_none());
        assert_eq!(
            part.problems[0].detail,
            "item urn:hld:2U changes parts of an earlier revision (Replace x, Delete y) and is no whole text"
        );
        let kill = item("Canceled", "A", "");
        assert!(kill.problems[0].detail.contains("changes the management"));
        let wire = kill.wire.unwrap();
        assert_eq!((wire.pub_status.as_deref(), wire.urgency), (Some("canceled"), Some(3)));
    }
}
