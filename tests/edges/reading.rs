//! Bytes, dates, links and escapes: edge cases 42 to 52 and 57.

use crate::replaying::kinds;
use crate::*;

const FIELDS: &str =
    "<title>Berth to close</title><guid>g1</guid><link>https://halden.example/a/1</link>";

// 42
#[test]
fn forbidden_characters_cost_themselves_and_not_the_item() {
    let all =
        rss(&[item(1, &FIELDS.replace("Berth", "Ber\u{8}th\u{1c}")), item(2, "<title>B</title>")]);
    let run = document(all);
    assert_eq!(headlines(&run), ["Berth to close", "B"]);
    assert!(
        problems(&run).contains("control_characters") || run.stderr.contains("control"),
        "{}",
        run.verdict_text
    );
    let lone = r#"{"version": "https://jsonfeed.org/version/1", "title": "H", "items": [{"id": "1", "title": "Berth \ud83d to close", "content_text": "One."}]}"#;
    assert_eq!(headline(only(&document(lone))), "Berth to close");
}

// 43
#[test]
fn bytes_that_refute_their_label_are_read_as_what_they_are() {
    let text = |title: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}",
            rss(&[item(1, &FIELDS.replace("Berth", title))])
        )
    };
    let windows: Vec<u8> = text("Caf\u{e9} \u{201c}Quai\u{201d}")
        .chars()
        .map(|c| match c {
            '\u{201c}' => 0x93,
            '\u{201d}' => 0x94,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    let run = document(windows);
    assert_eq!(headline(only(&run)), "Caf\u{e9} \u{201c}Quai\u{201d} to close");
    assert!(problems(&run).contains("charset"), "{}", run.verdict_text);
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(text("Café").encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(headline(only(&document(utf16))), "Café to close");
}

// 44
#[test]
fn undeclared_entities_bare_ampersands_and_a_billion_laughs_cost_nothing() {
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let fields = FIELDS.replace("Berth", "Caf&eacute; R&D &c;");
    let run = document(format!("{laughs}{}", rss(&[item(1, &fields)])));
    let shown = headline(only(&run));
    assert!(shown.starts_with("Café R&D"), "{shown}");
    assert!(!shown.contains("haha"), "{shown}");
}

// 45
#[test]
fn what_was_escaped_twice_is_read_once_more_unless_it_becomes_markup() {
    for (printed, shown) in [
        ("<![CDATA[Jahresr&uuml;ckblick]]>", "Jahresrückblick"),
        ("The town&amp;amp;#8217;s berth", "The town’s berth"),
        ("A guide to &amp;lt;head&amp;gt;", "A guide to <head>"),
    ] {
        let run = document(rss(&[item(1, &FIELDS.replace("Berth to close", printed))]));
        assert_eq!(headline(only(&run)), shown, "{printed}");
    }
}

// 46
#[test]
fn odd_dates_are_read_and_unreadable_ones_are_told_and_harmless() {
    for (printed, instant) in [
        ("Thurs, 26 Feb 2026 05:15:00 EDT", Some("2026-02-26T09:15:00Z")),
        ("jeu, 26 fév 2026 10:15:00 +0100", Some("2026-02-26T09:15:00Z")),
        ("Thu, 26 Feb 26 09:15 GMT", Some("2026-02-26T09:15:00Z")),
        ("1772097300", Some("2026-02-26T09:15:00Z")),
        ("0000-00-00 00:00:00", None),
        ("soon", None),
    ] {
        let run = document(rss(&[item(1, &format!("{FIELDS}<pubDate>{printed}</pubDate>"))]));
        let story = only(&run);
        assert_eq!(
            story.get("versionCreated").or(story.get("firstCreated")).and_then(Value::as_str),
            instant,
            "{printed}: {story:#}"
        );
        assert_eq!(
            problems(&run).contains("date"),
            instant.is_none(),
            "{printed}: {}",
            run.verdict_text
        );
    }
}

// 47
#[test]
fn a_date_in_the_future_holds_up_no_later_item() {
    let dated = |n: usize, date: &str| {
        item(
            n,
            &format!("<title>Berth {n} to close</title><guid>g{n}</guid><pubDate>{date}</pubDate>"),
        )
    };
    let first = rss(&[dated(1, "Fri, 02 Mar 2029 10:00:00 GMT")]);
    let second = rss(&[
        dated(2, "Mon, 02 Mar 2026 12:30:00 GMT"),
        dated(1, "Fri, 02 Mar 2029 10:00:00 GMT"),
    ]);
    let run = polls(&[first, second]);
    assert_eq!(kinds(&run.verdicts), ["new", "new", "unchanged"]);
    assert!(run.verdict_text.contains("future"), "{}", run.verdict_text);
}

// 48
#[test]
fn an_item_without_a_date_is_published_once_and_never_dated_now() {
    let all = rss(&[item(1, FIELDS)]);
    let run = polls(&[all.clone(), all]);
    assert_eq!(kinds(&run.verdicts), ["new", "unchanged"]);
    for name in ["versionCreated", "firstCreated", "contentCreated"] {
        assert!(run.records[0]["data"].get(name).is_none(), "{name}: {:#}", run.records[0]["data"]);
    }
}

// 49
#[test]
fn a_day_is_not_published_as_midnight() {
    let run = document(rss(&[item(1, &format!("{FIELDS}<pubDate>2026-02-26</pubDate>"))]));
    assert!(!only(&run).to_string().contains("T00:00:00"), "{:#}", only(&run));
}

// 50
#[test]
fn an_enclosure_before_the_link_is_not_the_articles_address() {
    let fields = "<title>Berth to close</title><enclosure url=\"https://halden.example/talk.mp3\" type=\"audio/mpeg\" length=\"9\"/>\
        <enclosure url=\"https://halden.example/pier.jpg\" type=\"image/jpeg\" length=\"9\"/><link>https://halden.example/a/1</link>";
    let run = document(rss(&[item(1, fields)]));
    assert_eq!(run.verdicts[0]["entry"], "https://halden.example/a/1");
}

// 51
#[test]
fn an_item_without_a_title_is_published_with_its_text() {
    let run = document(rss(&[item(1, "<guid>g1</guid>")]));
    assert!(only(&run).get("headlines").is_none());
    assert!(!body(only(&run)).is_empty());
}

// 52
#[test]
fn links_are_resolved_by_their_base_their_host_and_their_guid() {
    for (printed, address) in [
        ("<link>/a/1</link>", "https://halden.example/a/1"),
        ("<link>//coast.example/a/1</link>", "https://coast.example/a/1"),
        ("<guid>https://halden.example/a/1</guid>", "https://halden.example/a/1"),
        ("<link>b/1</link>", "https://isle.example/b/b/1"),
    ] {
        let printed = item(1, &format!("<title>Berth to close</title>{printed}"));
        let based = printed.replace("<item>", "<item xml:base=\"https://isle.example/b/\">");
        let printed = if address.contains("isle") { based } else { printed };
        let run = document(rss(std::slice::from_ref(&printed)));
        let story = only(&run).to_string();
        assert!(story.contains(&format!("\"{address}\"")), "{printed}: {:#}", only(&run));
    }
}

// 57
#[test]
fn reprints_that_differ_in_marks_nobody_sees_are_one_text_and_keep_their_own() {
    let plain = "&lt;p&gt;The mayor of Halden said \"no\" at the café, and the council's eleven members left the hall of the old school in a hurry on Monday evening without a vote on the berth.&lt;/p&gt;";
    let other = plain
        .replace("\"no\"", "“no”")
        .replace('\'', "’")
        .replace("café", "cafe\u{301}")
        .replace("old school", "old\u{a0}school")
        .replace("hurry", "hur\u{ad}ry")
        .replace("mayor", "\u{200e}mayor\u{200b}");
    let printed = |feed: &str, text: &str| {
        rss(&[format!(
            "<item><title>No vote on berth</title><link>https://{feed}.example/2026/03/no-vote-on-berth</link><description>{text}</description></item>"
        )])
    };
    let run = feeds(&[("halden", printed("halden", plain)), ("coast", printed("coast", &other))]);
    assert_eq!(kinds(&run.verdicts), ["new", "copy"]);
    assert_eq!(run.verdicts[1]["relation"], "verbatim");
    assert!(body(&run.records[0]["data"]).contains("\"no\""));
    assert!(body(only(&document(printed("coast", &other)))).contains("“no”"));
}

// RFC 4287 sections 4.2.1 and 4.2.11: the feed that shows an entry did not write it.
#[test]
fn an_atom_entry_that_was_taken_over_names_its_source_and_has_its_authors() {
    let entry = |number: u32, source: &str| {
        format!(
            "<entry><id>urn:{number}</id><title>Gate {number} of Halden holds</title><link href='https://planet.example/{number}'/>\
             <updated>2026-03-02T09:00:00Z</updated><content type='text'>Gate {number} of the old harbour held all through the \
             night, its pilot said.</content><source><id>urn:source</id>{source}</source></entry>"
        )
    };
    let run = document(format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Halden Planet</title><id>urn:planet</id><author><name>Desk</name></author>\
         <updated>2026-03-02T10:00:00Z</updated>{}{}</feed>",
        entry(1, "<title>Associated Press</title>"),
        entry(2, "<title>Moss Courier</title><author><name>Ana Ruiz</name></author>"),
    ));
    let story = |number: u32| {
        let headline = format!("Gate {number} of Halden holds");
        let mut data = run.records.iter().map(|record| &record["data"]);
        data.find(|data| data["headlines"][0]["value"] == headline.as_str()).unwrap()
    };
    let sources = |number: u32| -> Vec<(&str, &str)> {
        let sources = story(number)["infoSources"].as_array().unwrap().iter();
        sources.map(|s| (s["role"].as_str().unwrap(), s["name"].as_str().unwrap())).collect()
    };
    let planet = ("publisher", "Halden Planet");
    assert_eq!(sources(1), [("originator", "The Associated Press"), planet]);
    // Nothing tells whether a house that is not known wrote what it printed.
    assert_eq!(sources(2), [planet]);
    let note = story(2)["edNote"].as_str().unwrap();
    assert_eq!(note, "Taken over from Moss Courier (source element)");
    assert_eq!(story(1)["by"], "Desk");
    assert_eq!(story(2)["by"], "Ana Ruiz");
}
