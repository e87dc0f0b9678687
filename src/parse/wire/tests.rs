//! Properties that every wire format shares, and the real files where they are present.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::model::Entry;

const LIMITS: Limits = Limits { entries_max: 1_000, text_chars_max: 1_000_000 };

/// The folder of real wire files, where this checkout has one.
fn real_files() -> Option<PathBuf> {
    let shared = std::env::var_os("WIREDESK_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = shared.unwrap_or(beside).join("data/newsml");
    folder.join("index.jsonl").exists().then_some(folder)
}

#[test]
fn every_real_file_is_read_and_named_by_its_format() {
    let Some(folder) = real_files() else {
        eprintln!("skipped: no real wire files here");
        return;
    };
    let index = fs_err::read_to_string(folder.join("index.jsonl")).unwrap();
    let mut seen = BTreeMap::new();
    for row in index.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let file = row["file"].as_str().unwrap();
        let bytes = fs_err::read(folder.join(file)).unwrap();
        let document = parse(&bytes, Hints::default(), LIMITS);
        let found = document.as_ref().and_then(|document| document.format);
        let unknown = ["other-xml", "json-schema", "WordPress-WXR", "Atom"];
        let kind = row["kind"].as_str().unwrap();
        assert!(found.is_none() || !unknown.contains(&kind), "{file} is no wire document");
        let counts: &mut (usize, usize) = seen.entry(format!("{found:?}")).or_default();
        counts.0 += 1;
        counts.1 += document.map_or(0, |document| document.entries.len());
    }
    // Format, documents, entries. The rest are tables, calendars, e-mails, schemas and feeds.
    let want = [
        ("None", 37, 0),
        ("Some(Anpa)", 7, 7),
        ("Some(ApJson)", 9, 8),
        ("Some(Iptc7901)", 4, 4),
        ("Some(NewsMl1)", 8, 8),
        ("Some(NewsMlG2)", 61, 56),
        ("Some(Ninjs)", 69, 57),
        ("Some(Nitf)", 6, 6),
    ];
    let seen: Vec<_> = seen.iter().map(|(name, (d, e))| (name.as_str(), *d, *e)).collect();
    assert_eq!(seen, want);
}

/// A valid fixture of each format, to be broken by the tests below.
const SOUND: [&str; 6] = [
    "<?xml version='1.0' encoding='iso-8859-1'?><nitf><head><docdata><doc-id id-string='i'/></docdata></head><body>\
     <body.head><hedline><hl1>Gates</hl1></hedline></body.head><body.content><p>One.</p></body.content></body></nitf>",
    "<newsMessage><itemSet><newsItem guid='g'><itemMeta><itemClass qcode='ninat:text'/></itemMeta><contentMeta>\
     <headline>Gates</headline></contentMeta><contentSet><inlineXML><html><body><p>One.</p></body></html></inlineXML>\
     </contentSet></newsItem></itemSet></newsMessage>",
    "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Gates</HeadLine></NewsLines><ContentItem><DataContent>\
     <p>One.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
    r#"{"uri": "urn:u", "headline": "Gates", "body_html": "<p>One.</p>", "versioncreated": "2025-03-04T10:15:00Z"}"#,
    r#"{"data": {"item": {"altids": {"itemid": "a"}, "type": "text", "headline": "Gates", "body_nitf": "<p>One.</p>"}}}"#,
    "\u{1}hld0124 3 i 9 hld 1\r\n\u{2}Gates =\r\n\r\nOne.\r\n\u{3}042101 GMT Mar 25",
];

fn read_bytes(bytes: &[u8]) -> Option<Document> {
    parse(bytes, Hints::default(), LIMITS)
}

#[test]
fn sound_documents_have_one_entry_and_no_problem_of_their_own() {
    for text in SOUND {
        let document = read_bytes(text.as_bytes()).expect(text);
        assert_eq!(document.entries.len(), 1, "{text}");
        assert_eq!(document.problems, [], "{text}");
        assert_eq!(document.entries[0].title.as_ref().unwrap().value, "Gates", "{text}");
        assert!(document.entries[0].raw.chars().count() <= crate::model::Entry::RAW_CHARS_MAX);
    }
}

/// P8: a document that is cut anywhere never gives half a story, and what is missing is named.
#[test]
fn a_document_cut_anywhere_gives_no_half_story_in_silence() {
    for text in SOUND {
        for cut in (1..text.len() - 1).filter_map(|end| text.get(..end)) {
            let Some(document) = read_bytes(cut.as_bytes()) else {
                continue;
            };
            // A telegram ends with its mark; only then may it be silent.
            let telegram = text.starts_with('\u{1}');
            assert!(!document.problems.is_empty() || (telegram && cut.contains('\u{3}')), "{cut}");
            let whole =
                |entry: &Entry| entry.content.as_ref().is_some_and(|c| c.value.contains("One."));
            assert!(telegram || document.entries.iter().all(whole), "{cut}");
        }
    }
}

#[test]
fn broken_markup_in_one_item_of_a_message_costs_no_later_item() {
    let item = |id: &str, text: &str| {
        format!(
            "<newsItem guid='{id}'><itemMeta><itemClass qcode='ninat:text'/></itemMeta><contentMeta><headline>{id}</headline>\
             </contentMeta><contentSet><inlineXML><html><body>{text}</body></html></inlineXML></contentSet></newsItem>"
        )
    };
    for broken in ["<p class=\"x>R & D < 5</p>", "<p>R & D < 5</p>", "<p>One.</p <p>Two.</p>"] {
        let items =
            [item("one", "<p>One.</p>"), item("two", broken), item("three", "<p>Three.</p>")];
        let text = format!("<newsMessage><itemSet>{}</itemSet></newsMessage>", items.concat());
        let document = read_bytes(text.as_bytes()).unwrap();
        let ids: Vec<_> =
            document.entries.iter().map(|entry| entry.guid.as_deref().unwrap()).collect();
        assert_eq!(ids, ["one", "two", "three"], "{broken}: {:?}", document.problems);
        assert!(!document.problems.is_empty());
    }
}

#[test]
fn bytes_of_any_kind_are_read_without_a_panic() {
    for text in SOUND {
        for at in (0..text.len()).step_by(3) {
            for byte in [0, b'<', b'&', b'"', b']', 0x80, 0xFF] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                let document = read_bytes(&bytes);
                assert_eq!(document, read_bytes(&bytes), "same input, same output");
            }
        }
    }
}

#[test]
fn hostile_documents_stay_bounded() {
    let started = std::time::Instant::now();
    let check = |bytes: &str| {
        if let Some(document) = read_bytes(bytes.as_bytes()) {
            assert!(document.problems.len() <= LIMITS.entries_max + 10);
            assert!(document.entries.len() <= LIMITS.entries_max);
        }
    };
    let item = "<newsItem guid='g'/>";
    check(&format!("<newsMessage>{}</newsMessage>", item.repeat(20_000)));
    check(&format!("<newsMessage>{}</newsMessage>", "<conceptItem/>".repeat(20_000)));
    check(&format!("<nitf>{}</nitf>", "<body>".repeat(100_000)));
    check(&format!("<nitf {}/>", "a='1' ".repeat(100_000)));
    check(&format!("<nitf>{}</nitf>", "<media><media-reference source='x'/>".repeat(20_000)));
    check(&format!("<nitf>{}</nitf>", "&lol;".repeat(100_000)));
    check(&format!(
        "<NewsML><NewsItem>{}</NewsItem></NewsML>",
        "<NewsComponent><ContentItem Href='x'><MediaType FormalName='Photo'/></ContentItem>"
            .repeat(10_000)
    ));
    check(&format!("{{\"uri\": \"u\", \"headline\": {}", "[".repeat(100_000)));
    check(&format!("[{}null]", "{\"uri\":\"u\",\"headline\":4},".repeat(20_000)));
    check(&format!("\u{1}h\n\u{2}{}", "^By X=\n".repeat(50_000)));
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "linear time");
}

#[test]
fn telegrams_in_latin_letters_are_decoded() {
    let document = read_bytes(b"\x01h 3 i\r\n\x02Stra\xDFe =\r\n\r\nCaf\xE9.\r\n\x03").unwrap();
    assert_eq!(document.entries[0].title.as_ref().unwrap().value, "Straße");
    assert_eq!(document.entries[0].content.as_ref().unwrap().value, "Café.");
}

#[test]
fn relative_pictures_are_resolved_against_the_documents_address() {
    let text = "<nitf><body><media><media-reference source='g.jpg'/></media></body></nitf>";
    let hints = Hints { url: Some("https://halden.example/wire/1.xml"), charset: None };
    let document = parse(text.as_bytes(), hints, LIMITS).unwrap();
    assert_eq!(document.entries[0].media[0].url, "https://halden.example/wire/g.jpg");
}
