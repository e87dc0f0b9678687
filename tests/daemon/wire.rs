//! Wire documents over http: what an agency's server answers is read as the same file in a spool folder is.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::newsroom::Newsroom;
use crate::process::Daemon;
use crate::publisher::Reply;

const AP_JSON: &str = r#"{"data": {"items": [{"item": {"altids": {"itemid": "abc1"}, "uri": "https://api.example/abc1", "type": "text",
    "version": 3, "urgency": 4, "headline": "Harbour gates hold", "slugline": "BC-Gates", "bylines": [{"by": "By ANA RUIZ"}],
    "located": "PORT HALDEN, Vale", "copyrightnotice": "Copyright 2026 HW", "pubstatus": "usable", "firstcreated": "2026-03-04T03:05:00Z"}}]}}"#;

const ANPA: &str = "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nu a\u{13}\u{11} BC-HLD--Gates 03-04 0120\r\n\
    \u{2}^BC-HLD--Harbour Gates, 2nd Ld,120< \r\n^Crane gives way in the night< \r\n^By ANA RUIZ= \r\n^Vale Staff Writer= \r\n\
    \t   PORT HALDEN (HLD) _ ``It fell,'' she\r\nsaid. \r\n \r\n\t   Nobody stood below.\r\n\t   \u{3}HLD-NY-03-04-26 0305GMT<\r\n\u{c}\u{4}";

/// A message of the first kind of item, with a package around it and a second item beside.
fn g2_message() -> String {
    let item = include_str!("../fixtures/feeds/wire/newsml-g2.xml");
    let item = item.split_once("?>").unwrap().1;
    let other = item
        .replace("20260310:77", "20260310:78")
        .replace("College opens its library to the town", "Tug crew finds a bell on the sea bed")
        .replace("The college of Bergvik opens its library", "The tug Skua raised a ship's bell");
    format!(
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><header><sent>2026-03-10T12:00:00Z</sent></header><itemSet>\
         <packageItem guid=\"urn:newsml:halden.example:20260310:p\" version=\"1\"><itemMeta><itemClass qcode=\"ninat:composite\"/></itemMeta>\
         <groupSet root=\"g\"><group id=\"g\" role=\"main\"><itemRef residref=\"urn:newsml:halden.example:20260310:77\"/></group></groupSet>\
         </packageItem>{item}{other}</itemSet></newsMessage>"
    )
}

fn ninjs_array() -> String {
    let one = include_str!("../fixtures/feeds/wire/ninjs.json");
    let two = include_str!("../fixtures/feeds/wire/embargo.json");
    format!("[{one},{two}]")
}

/// (name, content type, document, stories in it)
fn documents() -> Vec<(&'static str, &'static str, String, usize)> {
    vec![
        ("nitf", "text/xml", include_str!("../fixtures/feeds/wire/nitf.xml").to_owned(), 1),
        ("g2", "application/vnd.iptc.g2.newsmessage+xml", g2_message(), 2),
        ("ninjs", "application/json", ninjs_array(), 2),
        ("ap", "application/json", AP_JSON.to_owned(), 1),
        // What a server says of a suffix it does not know.
        ("anpa", "application/octet-stream", ANPA.to_owned(), 1),
    ]
}

/// The stories in the file of `newsroom` by uri, as published.
fn stories(newsroom: &Newsroom) -> BTreeMap<String, Value> {
    let lines = newsroom.lines().into_iter();
    let told = lines.filter(|line| line["type"].as_str().unwrap().contains(".story."));
    told.map(|line| (line["data"]["uri"].as_str().unwrap().to_owned(), line["data"].clone()))
        .collect()
}

fn run(newsroom: &Newsroom, feeds: &str, records: usize) -> BTreeMap<String, Value> {
    newsroom.write_config(&Newsroom::config_with(feeds));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(records);
    daemon.stop();
    stories(newsroom)
}

#[test]
fn wire_documents_over_http_are_read_as_from_a_spool_folder() {
    let (http, spool) = (Newsroom::new(), Newsroom::new());
    let (mut of_http, mut of_spool, mut records) = (String::new(), String::new(), 0);
    for (name, content_type, document, count) in documents() {
        records += count;
        let reply = Reply::ok(document.clone()).header("Content-Type", content_type);
        http.publisher.replace(&format!("/{name}.xml"), reply);
        of_http += &http.feed_table(name, "");
        let folder = spool.folder.path().join(name);
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join("one"), document).unwrap();
        let folder = folder.display();
        of_spool +=
            &["[[feed]]\nid = \"", name, "\"\nspool = \"", &folder.to_string(), "\"\n"].concat();
    }
    // The package itself is told as no text.
    let (http, spool) = (run(&http, &of_http, records), run(&spool, &of_spool, records));
    assert_eq!(http.len(), records, "{http:#?}");
    assert_eq!(http, spool);
}
