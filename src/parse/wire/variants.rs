//! Shapes of the wire formats that the standards allow and agencies seldom send: each explicit field arrives.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;
use crate::model::{Entry, Precision, ProblemKind, WireFields};

const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

fn entry(text: &str) -> Entry {
    let mut document = parse(text.as_bytes(), Hints::default(), LIMITS).expect(text);
    document.entries.remove(0)
}

fn wire(text: &str) -> WireFields {
    *entry(text).wire.unwrap()
}

fn title(text: &str) -> String {
    entry(text).title.unwrap().value
}

fn body(text: &str) -> String {
    entry(text).content.map(|content| content.value).unwrap_or_default()
}

/// A NewsML-G2 item in English with these parts of it.
fn g2(rights: &str, item_meta: &str, content_meta: &str, content: &str) -> String {
    format!(
        "<newsItem guid='urn:hld:1' version='2' xml:lang='en'>{rights}<itemMeta><itemClass qcode='ninat:text'/>{item_meta}</itemMeta>\
         <contentMeta><language tag='en'/>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
}

fn xhtml(attributes: &str, text: &str) -> String {
    format!("<inlineXML {attributes}><html><body><p>{text}</p></body></html></inlineXML>")
}

fn newsml1(content: &str) -> String {
    format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:hld:1</PublicIdentifier></NewsIdentifier>\
         </Identification><NewsComponent>{content}</NewsComponent></NewsItem></NewsML>"
    )
}

const STORY: &str = "The gates of the harbour held all night.";

#[test]
fn the_main_headline_in_the_items_language_is_the_headline() {
    for headlines in [
        "<headline role='hld:sub'>Deck</headline><headline role='hld:main'>Gates hold</headline>",
        "<headline xml:lang='de'>Tore halten</headline><headline xml:lang='en'>Gates hold</headline>",
        "<headline xml:lang='en-GB'>Gates hold</headline><headline xml:lang='de'>Tore halten</headline>",
        "<headline role='hl:short'>Gates</headline><headline>Gates hold</headline>",
        "<headline></headline><headline role='hld:sub'>Gates hold</headline>",
    ] {
        assert_eq!(title(&g2("", "", headlines, &xhtml("", STORY))), "Gates hold", "{headlines}");
    }
}

#[test]
fn of_several_renditions_the_fullest_in_the_items_language_is_the_body() {
    let short = "Gates hold.";
    for content in [
        xhtml("rendition='rnd:abstract'", short) + &xhtml("rendition='rnd:full'", STORY),
        xhtml("", STORY) + &xhtml("rendition='rnd:abstract'", short),
        xhtml("", short) + &format!("<inlineData contenttype='text/plain'>{STORY}</inlineData>"),
        format!("<inlineData contenttype='text/plain'>{short}</inlineData>") + &xhtml("", STORY),
        xhtml(
            "xml:lang='de'",
            "Die Tore des Hafens haben die ganze Nacht lang gehalten, sagte der Meister.",
        ) + &xhtml("xml:lang='en'", STORY),
        format!("<remoteContent href='https://halden.example/1.html'/>{}", xhtml("", STORY)),
        format!(
            "<inlineData encoding='base64'>VGhlIGdhdGVzIGhlbGQuIFRoZXkgaGVsZCBhbGwgbmlnaHQu</inlineData>{}",
            xhtml("", STORY)
        ),
    ] {
        let found = body(&g2("", "", "", &content));
        assert!(found.contains(STORY) && !found.contains(short), "{content}: {found}");
    }
}

#[test]
fn several_bylines_are_one_line_and_translations_of_it_are_none() {
    let by = |meta: &str| wire(&g2("", "", meta, &xhtml("", STORY))).byline;
    let two = by("<by>By Ana Ruiz</by><by>By Olav Berg</by>");
    assert_eq!(two.as_deref(), Some("By Ana Ruiz and Olav Berg"));
    let three = by("<by>By Ana Ruiz</by><by>Olav Berg</by><by>Mia Holm</by>");
    assert_eq!(three.as_deref(), Some("By Ana Ruiz, Olav Berg and Mia Holm"));
    let german = g2("", "", "<by>Von Ana Ruiz</by><by>Von Olav Berg</by>", &xhtml("", STORY));
    let by_line = |tag: &str| {
        wire(&german.replace("xml:lang='en'", "").replace("tag='en'", &format!("tag='{tag}'")))
            .byline
    };
    assert_eq!(by_line("de-AT").as_deref(), Some("Von Ana Ruiz und Olav Berg"));
    assert_eq!(by_line("fi").as_deref(), Some("Von Ana Ruiz, Olav Berg"));
    let translated = by("<by xml:lang='en'>By Ana Ruiz</by><by xml:lang='de'>Von Ana Ruiz</by>");
    assert_eq!(translated.as_deref(), Some("By Ana Ruiz"));
}

#[test]
fn who_made_it_is_the_author_where_no_byline_is_printed() {
    let authors = |meta: &str| entry(&g2("", "", meta, &xhtml("", STORY))).authors;
    assert_eq!(
        authors("<creator role='crol:author'><name>Ana Ruiz</name></creator>"),
        ["Ana Ruiz"]
    );
    assert_eq!(
        authors("<creator type='cpnat:person'><name>Ana Ruiz</name></creator>"),
        ["Ana Ruiz"]
    );
    assert_eq!(authors("<contributor role='crol:writer' literal='Ana Ruiz'/>"), ["Ana Ruiz"]);
    assert!(authors("<creator><name>Halden Wire</name></creator>").is_empty());
    assert!(
        authors("<contributor role='crol:editor'><name>Ana Ruiz</name></contributor>").is_empty()
    );
    assert_eq!(
        authors("<by>By Mia Holm</by><creator role='a:author'><name>Ana Ruiz</name></creator>"),
        ["By Mia Holm"]
    );
}

#[test]
fn names_of_concepts_are_in_the_items_language() {
    let meta = "<subject qcode='medtop:04000000'><name xml:lang='de'>Wirtschaft</name><name xml:lang='en'>economy</name></subject>";
    assert_eq!(entry(&g2("", "", meta, "")).categories[0].name, "economy");
}

#[test]
fn several_rights_give_the_first_holder_and_all_terms() {
    let rights = "<rightsInfo><usageTerms>Members only</usageTerms></rightsInfo>\
        <rightsInfo><copyrightHolder><name>Halden Wire</name></copyrightHolder><usageTerms>Not for Asia</usageTerms></rightsInfo>";
    let found = wire(&g2(rights, "", "", ""));
    assert_eq!(found.copyright_holder.as_deref(), Some("Halden Wire"));
    assert_eq!(found.usage_terms.as_deref(), Some("Members only Not for Asia"));
}

fn nitf(docdata: &str, head: &str, end: &str) -> String {
    format!(
        "<nitf><head><docdata><doc-id id-string='i'/>{docdata}</docdata></head><body><body.head><hedline><hl1>Gates hold</hl1></hedline>\
         {head}</body.head><body.content><p>{STORY}</p></body.content><body.end>{end}</body.end></body></nitf>"
    )
}

#[test]
fn a_title_within_a_nitf_byline_is_parted_from_the_name() {
    for (printed, want) in [
        (
            "<byline>By <person>Ana Ruiz</person><byttl>Staff Writer</byttl></byline>",
            "By Ana Ruiz, Staff Writer",
        ),
        ("<byline>By Ana Ruiz, <byttl>Halden Wire</byttl></byline>", "By Ana Ruiz, Halden Wire"),
        ("<byline>By Ana Ruiz</byline><byline>By Olav Berg</byline>", "By Ana Ruiz and Olav Berg"),
        ("<byline><byttl>Halden Wire</byttl></byline>", "Halden Wire"),
    ] {
        assert_eq!(wire(&nitf("", printed, "")).byline.as_deref(), Some(want), "{printed}");
    }
}

#[test]
fn messages_corrections_and_rights_of_nitf_arrive() {
    let found = wire(&nitf(
        "<ed-msg msg-type='kill' info='Wrong gates'/><correction info='Corrects name' id-string='h' regsrc='HLD'/>\
         <doc.rights owner='Halden Wire' limitations='No resale'/>",
        "",
        "",
    ));
    assert_eq!(found.signals, ["kill", "correction"]);
    assert_eq!(found.ed_note.as_deref(), Some("Wrong gates; Corrects name"));
    assert_eq!(found.previous, ["h"]);
    assert_eq!(found.alt_ids, [("previousVersion".to_owned(), "h".to_owned())]);
    assert_eq!(found.copyright_holder.as_deref(), Some("Halden Wire"));
    assert_eq!(found.usage_terms.as_deref(), Some("No resale"));
    let ended = body(&nitf("", "", "<tagline>Olav Berg &amp; Mia Holm contributed.</tagline>"));
    assert!(ended.ends_with("<p>Olav Berg &amp; Mia Holm contributed.</p>"), "{ended}");
}

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

#[test]
fn the_main_body_of_ninjs_3_is_the_body_and_people_who_wrote_it_its_authors() {
    let text = format!(
        r#"{{"uri": "u", "headlines": [{{"role": "sub", "value": "Deck"}}, {{"role": "main", "value": "Gates hold"}}],
        "bodies": [{{"role": "teaser", "contentType": "text/html", "value": "<p>Gates.</p>"}}, {{"role": "main", "value": "{STORY}"}}],
        "people": [{{"name": "Ana Ruiz", "rel": "author"}}, {{"name": "Mayor Holm", "rel": "mentioned"}}], "signals": [{{"literal": "kill"}}]}}"#
    );
    let found = entry(&text);
    assert_eq!(found.title.unwrap().value, "Gates hold");
    assert_eq!(found.content.unwrap().value, STORY);
    assert_eq!(found.authors, ["Ana Ruiz"]);
    assert_eq!(found.wire.unwrap().signals, ["kill"]);
    let dialect = r#"{"guid": "u", "headline": "Gates hold", "body_html": "<p>x</p>", "authors": [{"name": "Olav Berg", "role": "writer"}]}"#;
    assert_eq!(entry(dialect).authors, ["Olav Berg"]);
}

#[test]
fn pictures_beside_an_ap_item_arrive() {
    let text = r#"{"data": {"item": {"altids": {"itemid": "a"}, "type": "text", "headline": "Gates", "evolvedfrom": "b", "associations": {"1":
        {"type": "picture", "headline": "The gates", "renditions": {"main": {"href": "https://halden.example/g.jpg", "width": 800}}}}}}}"#;
    let found = entry(text);
    assert_eq!(found.media[0].url, "https://halden.example/g.jpg");
    assert_eq!(found.wire.unwrap().previous, ["b"]);
}

#[test]
fn slugs_of_telegrams_lose_their_date_and_word_count() {
    let slug = |printed: &str| {
        wire(&format!("\u{1}h0042\r\nu a\u{13}\u{11} x\r\n\u{2}^{printed}<\r\n^Gates hold<\r\n\t   {STORY}\r\n\u{3}"))
            .slugline
            .unwrap()
    };
    assert_eq!(slug("BC-HLD--Gates, 2nd Ld-Writethru,120"), "BC-HLD--Gates, 2nd Ld-Writethru");
    assert_eq!(slug("bc-gates 11-27 0120"), "bc-gates");
    assert_eq!(slug("BC-Gates 2026"), "BC-Gates 2026");
    assert_eq!(slug("BC-Gates"), "BC-Gates");
}

/// The names turned round for an archive's index became a second author, and the paper's day was lost.
#[test]
fn an_archives_turned_byline_is_no_second_author_and_pubdata_is_who_printed_it_and_when() {
    let turned = "<byline class='print_byline'>By ANA RUIZ</byline><byline class='normalized_byline'>Ruiz, Ana</byline>";
    let text = nitf("<doc.copyright holder='Halden Press Ltd'/>", turned, "").replace(
        "</head>",
        "<meta name='slug' content='GATES'/><pubdata name='Halden Echo' date.publication='20260304T000000'/></head>",
    );
    let found = entry(&text);
    let wire = found.wire.unwrap();
    assert_eq!(found.authors, ["By ANA RUIZ"]);
    assert_eq!(wire.publisher.as_deref(), Some("Halden Echo"));
    assert_eq!(wire.copyright_holder.as_deref(), Some("Halden Press Ltd"));
    assert!(wire.providers.is_empty(), "{:?}", wire.providers);
    assert_eq!(wire.slugline.as_deref(), Some("GATES"));
    let published = found.published.unwrap();
    assert_eq!((published.raw.as_str(), published.precision), ("20260304", Precision::Day));
}

#[test]
fn the_date_of_a_dateline_is_the_last_that_is_asked() {
    let dated = |docdata: &str, pubdata: &str| {
        let dateline =
            "<dateline>HALDEN <story.date norm='20260303T080000Z'>March 3</story.date></dateline>";
        let text = nitf(docdata, dateline, "").replace("</head>", &format!("{pubdata}</head>"));
        entry(&text).published.unwrap().raw
    };
    let printed = "<pubdata date.publication='20260304T090000+0100'/>";
    assert_eq!(dated("<date.issue norm='20260302T080000Z'/>", printed), "20260302T080000Z");
    assert_eq!(dated("", printed), "20260304T090000+0100");
    assert_eq!(dated("", ""), "20260303T080000Z");
}

#[test]
fn the_second_headline_of_nitf_is_kept() {
    let text = nitf("", "", "").replace(
        "</hedline>",
        "<hl2>A quiet night</hl2><hl2 class='ShortHeadLine'>Gates</hl2></hedline>",
    );
    let found = wire(&text).headlines;
    let found: Vec<_> = found.iter().map(|(role, text)| (role.as_str(), text.as_str())).collect();
    assert_eq!(found, [("subheadline", "A quiet night"), ("short", "Gates")]);
}

/// A code went out as a name though the item asserts one, and the address of no scheme was known.
#[test]
fn a_code_is_called_what_the_item_asserts_and_is_no_name_of_its_own() {
    let meta = "<subject type='cpnat:person' qcode='p:4e'/><subject qcode='geo:9'/><subject qcode='medtop:04000000'/>\
        <subject qcode='x:1'/><subject literal='Harbours'/>";
    let text = g2("<catalog><scheme alias='geo' uri='http://cv.halden.example/geo/'/></catalog>", "", meta, "").replace(
        "<contentSet>",
        "<assert qcode='p:4e'><name>Olav Berg</name></assert><assert qcode='geo:9'><name>Halden</name></assert><contentSet>",
    );
    let found = entry(&text);
    let said: Vec<_> = found
        .categories
        .iter()
        .map(|c| (c.name.as_str(), c.code.as_deref(), c.scheme.as_deref()))
        .collect();
    let want = [
        ("Olav Berg", Some("p:4e"), Some("p")),
        ("Halden", Some("geo:9"), Some("http://cv.halden.example/geo/9")),
        ("", Some("medtop:04000000"), Some("http://cv.iptc.org/newscodes/mediatopic/04000000")),
        ("", Some("x:1"), Some("x")),
        ("Harbours", None, None),
    ];
    assert_eq!(said, want);
    assert_eq!(found.wire.unwrap().people[0].name, "Olav Berg");
}

#[test]
fn headlines_of_g2_go_by_their_rank_and_the_others_keep_their_role() {
    let ranked = "<headline rank='3' role='x:kicker'>At sea</headline><headline rank='1'>Gates hold</headline>\
        <headline rank='2'>A quiet night</headline><headline xml:lang='de'>Tore halten</headline>";
    let text = g2("", "", ranked, &xhtml("", STORY));
    assert_eq!(title(&text), "Gates hold");
    let found = wire(&text).headlines;
    let found: Vec<_> = found.iter().map(|(role, text)| (role.as_str(), text.as_str())).collect();
    assert_eq!(found, [("subheadline", "A quiet night"), ("kicker", "At sea")]);
}

#[test]
fn who_originated_the_information_is_named_apart_and_ids_of_the_item_are_kept() {
    let meta = "<infoSource role='isrol:originfo' literal='Vale Gazette'/><creditline>HLD</creditline><altId type='t:USN'>U1</altId>";
    let links = "<link rel='irel:previousVersion' href='http://halden.example/0'/><edNote role='x:note'>Adds vote</edNote>\
        <edNote role='x:contactnote'>555</edNote>";
    let found = wire(&g2("", links, meta, &xhtml("", STORY)));
    assert_eq!(found.originator.as_deref(), Some("Vale Gazette"));
    let ids: Vec<_> = found.alt_ids.iter().map(|(r, v)| (r.as_str(), v.as_str())).collect();
    assert_eq!(ids, [("USN", "U1"), ("previousVersion", "http://halden.example/0")]);
    assert_eq!(found.previous, ["http://halden.example/0"]);
    assert_eq!(found.ed_note.as_deref(), Some("Adds vote"));
}

#[test]
fn a_plain_body_that_a_desk_broke_at_a_width_has_its_paragraphs() {
    let wrapped = "The gates of the harbour\nheld all night.\n\nBoats sail again.";
    let joined = "The gates of the harbour held all night.";
    let data = format!("<inlineData contenttype='text/plain'>{wrapped}</inlineData>");
    assert_eq!(body(&g2("", "", "", &data)), format!("{joined}\n\nBoats sail again."));
    let first =
        newsml1(&format!("<ContentItem><DataContent>{wrapped}</DataContent></ContentItem>"));
    assert_eq!(body(&first), format!("<p>{joined}</p><p>Boats sail again.</p>"));
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

/// Of several headlines and ids one went out, and the address of the scheme as the uri of each subject in it.
#[test]
fn headlines_ids_and_codes_of_ninjs_and_ap_are_kept_by_their_role() {
    let ninjs = r#"{"uri": "u", "body_text": "x", "altids": [{"role": "desk", "value": "d1"}], "headlines":
        [{"role": "main", "value": "Gates hold"}, {"role": "subtitle", "value": "A quiet night"}],
        "subjects": [{"code": "01000000", "scheme": "http://cv.example/", "name": "arts"}, {"code": "7", "scheme": "http://cv.example/s"},
        {"uri": "http://cv.example/q", "literal": "Q1"}]}"#;
    let found = entry(ninjs);
    let said: Vec<_> = found
        .categories
        .iter()
        .map(|c| (c.name.as_str(), c.code.as_deref(), c.scheme.as_deref()))
        .collect();
    let want = [
        ("arts", Some("01000000"), Some("http://cv.example/")),
        ("", Some("7"), None),
        ("", Some("Q1"), Some("http://cv.example/q")),
    ];
    assert_eq!(said, want);
    let found = found.wire.unwrap();
    assert_eq!(found.headlines, [("subtitle".to_owned(), "A quiet night".to_owned())]);
    assert_eq!(found.alt_ids, [("desk".to_owned(), "d1".to_owned())]);
    let ap = r#"{"data": {"item": {"altids": {"itemid": "a", "friendlykey": "123"}, "type": "text", "headline": "Gates",
        "headline_extended": "Gates hold all night"}}}"#;
    let found = wire(ap);
    assert_eq!(found.headlines, [("extended".to_owned(), "Gates hold all night".to_owned())]);
    assert_eq!(found.alt_ids, [("friendlykey".to_owned(), "123".to_owned())]);
}

/// Bodies in base64 came out empty, and nothing said why.
#[test]
fn a_body_in_base64_is_read_and_one_that_is_no_text_is_named() {
    let nitf = format!(
        "<?xml version='1.0'?><nitf><body><body.content><p>{STORY}</p></body.content></body></nitf>"
    );
    for (text, kind) in [
        (STORY.to_owned(), "text/plain"),
        (format!("<p>{STORY}</p>"), "text/html"),
        (nitf, "application/nitf+xml"),
    ] {
        let data = BASE64_STANDARD.encode(text);
        let g2 = g2(
            "",
            "",
            "",
            &format!("<inlineData encoding='encd:base64' contenttype='{kind}'>{data}</inlineData>"),
        );
        assert!(body(&g2).contains(STORY), "{kind}");
        let first = newsml1(&format!(
            "<ContentItem><Encoding Notation='Base64'><DataContent>{data}</DataContent></Encoding></ContentItem>"
        ));
        assert!(body(&first).contains(STORY), "{kind}");
    }
    let pdf = BASE64_STANDARD.encode("%PDF-1.4 obj");
    for document in [
        g2("", "", "", &format!("<inlineData encoding='base64'>{pdf}</inlineData>")),
        newsml1(&format!(
            "<ContentItem><Encoding Notation='Base64'><DataContent>{pdf}</DataContent></Encoding></ContentItem>"
        )),
    ] {
        let entry = entry(&document);
        assert!(entry.content.is_none());
        assert!(entry.problems[0].detail.contains("no text"), "{:?}", entry.problems);
    }
    let remote = g2("", "", "", "<remoteContent href='https://halden.example/1.html'/>");
    assert!(
        entry(&remote).problems[0]
            .detail
            .ends_with("not in it but at https://halden.example/1.html")
    );
}

/// Found by fuzzing: escapes and tags made a body longer than the limit for one.
#[test]
fn markup_and_escapes_count_towards_the_longest_body() {
    let body = "<p>R&amp;D</p>".repeat(LIMITS.text_chars_max / 5);
    for document in [
        nitf("", "", "").replace("</body.content>", &format!("{body}</body.content>")),
        g2("", "", "", &format!("<inlineXML><html><body>{body}</body></html></inlineXML>")),
        newsml1(&format!("<ContentItem><DataContent>{body}</DataContent></ContentItem>")),
    ] {
        let entry = entry(&document);
        let length = entry.content.map_or(0, |content| content.value.chars().count());
        assert!((1..=LIMITS.text_chars_max).contains(&length), "{length}");
        assert!(entry.problems.iter().any(|problem| problem.kind == ProblemKind::OverLimit));
    }
}
