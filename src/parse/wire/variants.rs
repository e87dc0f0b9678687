//! Shapes of the wire formats that the standards allow and agencies seldom send: each explicit field arrives.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;
use crate::model::{Entry, Precision, ProblemKind, WireFields};

mod json;
mod newsml1;
mod nitf;

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
