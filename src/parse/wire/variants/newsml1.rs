//! Shapes of NewsML 1.

use super::*;

#[test]
fn an_abstract_of_newsml_1_is_the_summary_and_terms_stand_in_usage_rights() {
    let part = |role: &str, text: &str| {
        format!(
            "<NewsComponent><Role FormalName='{role}'/><ContentItem><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
        )
    };
    let text = format!(
        "<NewsML><NewsItem><NewsComponent><AdministrativeMetadata><Creator><Party FormalName='Ana Ruiz'/></Creator></AdministrativeMetadata>\
         <RightsMetadata><UsageRights><UsageType>Print</UsageType><Limitations>No Asia</Limitations></UsageRights></RightsMetadata>{}{}\
         </NewsComponent></NewsItem></NewsML>",
        part("Abstract", "Gates hold."),
        part("Main", STORY)
    );
    let found = entry(&text);
    assert_eq!(found.summary.as_ref().unwrap().value, "Gates hold.");
    assert_eq!(found.content.as_ref().unwrap().value, format!("<p>{STORY}</p>"));
    assert_eq!(found.authors, ["Ana Ruiz"]);
    assert_eq!(found.wire.unwrap().usage_terms.as_deref(), Some("Print; No Asia"));
}

/// The photographer was the writer of the text, and each size of his photo a picture.
#[test]
fn a_photo_beside_a_text_keeps_its_lines_and_is_one_picture_in_all_its_sizes() {
    let size = |role: &str, url: &str, width: u32| {
        format!(
            "<NewsComponent><Role FormalName='{role}'/><ContentItem Href='https://halden.example/{url}'><MediaType FormalName='Photo'/>\
             <Characteristics><Property FormalName='Width' Value='{width}'/></Characteristics></ContentItem></NewsComponent>"
        )
    };
    let text = newsml1(&format!(
        "<NewsLines><HeadLine xml:lang='de'>Tore halten</HeadLine><HeadLine>Gates hold</HeadLine></NewsLines>\
         <DescriptiveMetadata><Language FormalName='en'/><Property FormalName='Keyword' Value='tides, gates'/>\
         <SubjectCode><SubjectMatter FormalName='04000000'/></SubjectCode><Location HowPresent='Origin'>\
         <Property FormalName='City' Value='Halden'/></Location></DescriptiveMetadata>\
         <ContentItem><MediaType FormalName='ComplexData'/><DataContent><p>{STORY}</p></DataContent></ContentItem>\
         <NewsComponent><NewsLines><ByLine>Lee Moss</ByLine><CreditLine>HLD</CreditLine></NewsLines>\
         <NewsComponent><Role FormalName='Caption'/><ContentItem><MediaType FormalName='Text'/><DataContent><p>The gates.</p></DataContent></ContentItem></NewsComponent>\
         {}{}</NewsComponent>",
        size("Thumbnail", "t.jpg", 100),
        size("HighDef", "h.jpg", 3000)
    ));
    let found =
        entry(&text.replace("</Identification>", "<NameLabel>GATES</NameLabel></Identification>"));
    let wire = found.wire.unwrap();
    assert_eq!(found.title.unwrap().value, "Gates hold");
    assert_eq!(found.content.unwrap().value, format!("<p>{STORY}</p>"));
    assert_eq!((wire.byline, wire.credit), (None, None));
    assert_eq!(
        (wire.slugline.as_deref(), wire.located.as_deref()),
        (Some("GATES"), Some("Halden"))
    );
    assert_eq!(found.media.len(), 1);
    assert_eq!(
        (found.media[0].width, found.media[0].caption.as_deref()),
        (Some(3000), Some("The gates."))
    );
    let credits: Vec<_> = found.media[0].credits.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(credits, ["Lee Moss", "HLD"]);
    let named: Vec<_> =
        found.categories.iter().map(|c| (c.name.as_str(), c.code.as_deref())).collect();
    assert_eq!(named, [("tides", None), ("gates", None), ("", Some("04000000"))]);
}

/// All texts of an item ran into one body under the first headline.
#[test]
fn several_texts_of_one_item_are_several_stories() {
    let part = |euid: &str, headline: &str| {
        format!(
            "<NewsComponent Euid='{euid}'><Role FormalName='Main'/><NewsLines><HeadLine>{headline}</HeadLine></NewsLines>\
             <ContentItem><MediaType FormalName='Text'/><DataContent><p>{headline}, all of it.</p></DataContent></ContentItem></NewsComponent>"
        )
    };
    let text = newsml1(&(part("a", "Gates hold") + &part("b", "Boats sail")));
    let document = parse(text.as_bytes(), Hints::default(), LIMITS).unwrap();
    let said: Vec<_> = document
        .entries
        .iter()
        .map(|e| {
            (
                e.guid.as_deref().unwrap(),
                e.title.as_ref().unwrap().value.as_str(),
                e.content.as_ref().unwrap().value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("urn:hld:1", "Gates hold", "<p>Gates hold, all of it.</p>"),
            ("urn:hld:1#b", "Boats sail", "<p>Boats sail, all of it.</p>")
        ]
    );
}

/// A text on top of the others took the name of the first one, and its story was written over.
#[test]
fn texts_without_names_keep_theirs_when_another_stands_above_them() {
    let part = |headline: &str| {
        format!(
            "<NewsComponent><Role FormalName='Main'/><NewsLines><HeadLine>{headline}</HeadLine></NewsLines>\
             <ContentItem><MediaType FormalName='Text'/><DataContent><p>{headline}, all of it.</p></DataContent></ContentItem></NewsComponent>"
        )
    };
    let names = |headlines: &[&str]| {
        let parts: String = headlines.iter().map(|headline| part(headline)).collect();
        let document = parse(newsml1(&parts).as_bytes(), Hints::default(), LIMITS).unwrap();
        document.entries.into_iter().map(|entry| entry.guid.unwrap()).collect::<Vec<_>>()
    };
    let (before, after) =
        (names(&["Gates hold", "Boats sail"]), names(&["Owls return", "Gates hold", "Boats sail"]));
    assert_eq!(before, after[1..]);
    assert!(!before.contains(&after[0]));
}
