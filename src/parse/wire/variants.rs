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
