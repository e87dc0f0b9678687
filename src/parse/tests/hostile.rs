//! Nothing from the network panics, takes more than linear time or costs more than itself (P5, P6, P8).

use std::time::Instant;

use proptest::prelude::*;

use super::*;

const SMALL: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>\
    <title>Courier &amp; Post</title><item><title>A &eacute; <![CDATA[b]]></title><link>https://courier.example/1</link>\
    <guid isPermaLink='false'>1</guid><pubDate>Tue, 03 Feb 2026 10:15:00 GMT</pubDate><media:content url='a.jpg'/></item>\
    <item><title>B</title><description>text <b>bold</b></description></item><!-- end --></channel></rss>";

fn check(text: &str, entries: usize, expected: &[ProblemKind]) {
    let document = read(text);
    let start = text.chars().take(200).collect::<String>();
    assert_eq!(document.entries.len(), entries, "{start}");
    assert_eq!(kinds(&document.problems), expected, "{start}");
}

#[test]
fn what_feed_rs_panics_on_costs_nothing() {
    for item in [
        "<title>T</title><author>a@b.example\u{ff08}\u{540d}\u{524d}\u{ff09}</author>",
        "<title>T</title><author>\u{420}\u{435}\u{434}\u{430}\u{43a}\u{446}\u{438}\u{44f}\u{2014}a@b.example</author>",
        "<title>T</title><dc:creator>\u{8a18}\u{8005}\u{ff0c}a@b.example</dc:creator>",
        "<title>T</title><media:content url='https://cdn.example/x'/><media:thumbnail url='x' time='99999999999999999999999'/>",
    ] {
        let entry = rss_item(item);
        assert_eq!(entry.title.unwrap().value, "T");
        assert!(entry.problems.is_empty(), "{:?}", entry.problems);
        assert!(!entry.authors.is_empty() || !entry.media.is_empty());
    }
}

#[test]
fn an_item_that_feed_rs_refuses_is_read_without_it() {
    let entry = atom_entry(
        "<title type='html'>Kept &lt;b&gt;x&lt;/b&gt;</title><link href='a'/><summary>S</summary><category term='c'/>\
         <content src='v' type='video'/>",
    );
    assert_eq!(kinds(&entry.problems), [ProblemKind::Malformed]);
    let title = entry.title.unwrap();
    assert_eq!((title.kind, title.value.as_str()), (MarkupKind::Html, "Kept <b>x</b>"));
    assert_eq!(entry.link.as_deref(), Some("https://feeds.example/news/a"));
    assert_eq!(entry.summary.unwrap().value, "S");
    assert_eq!(entry.categories[0].name, "c");
}

// Edge cases 24, 25, 42 to 44.
#[test]
fn broken_documents_are_named_and_keep_what_can_be_read() {
    use ProblemKind::{Charset, ControlCharacters, Empty, Malformed, NotAFeed, Truncated};
    check("", 0, &[Empty]);
    check(" \n ", 0, &[Empty]);
    check("<rss><channel><title>T</title></channel></rss>", 0, &[Empty]);
    check("<html><body>Sign in</body></html>", 0, &[NotAFeed]);
    check("Service unavailable", 0, &[NotAFeed]);
    check("{\"error\": \"gone\"}", 0, &[NotAFeed]);
    check("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [", 0, &[Truncated]);
    check("<rss><item><title>a & b</title></item></rss>", 1, &[Malformed]);
    check("<rss><item><title>a\u{8}\u{1c}b</title></item></rss>", 1, &[ControlCharacters]);
    check("<rss><item><title>a</title></item><item><title>b", 1, &[Truncated]);
    check(
        "<?xml version='1.0' encoding='iso-8859-1'?><rss><item><title>\u{e9}</title></item></rss>",
        1,
        &[Charset],
    );
    assert_eq!(
        read("<rss><item><title>a\u{8}b</title></item></rss>").entries[0]
            .title
            .as_ref()
            .unwrap()
            .value,
        "ab"
    );
}

// Edge case 1.
#[test]
fn a_guid_on_several_links_is_flagged() {
    let item = |link: &str| {
        format!("<item><guid>same</guid><link>https://courier.example/{link}</link></item>")
    };
    check(&format!("<rss>{}{}</rss>", item("1"), item("2")), 2, &[ProblemKind::GuidReused]);
    check(&format!("<rss>{}{}</rss>", item("1"), item("1")), 2, &[]);
}

#[test]
fn limits_are_kept_and_named() {
    let limits = Limits { entries_max: 2, text_chars_max: 10 };
    let text = "<rss>".to_owned() + &"<item><title>\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}</title></item>".repeat(3) + "</rss>";
    let document = parse(text.as_bytes(), Hints::default(), limits);
    assert_eq!(document.entries.len(), 2);
    assert_eq!(kinds(&document.problems), [ProblemKind::OverLimit]);
    assert_eq!(document.entries[0].title.as_ref().unwrap().value.chars().count(), 10);
    assert_eq!(kinds(&document.entries[0].problems), [ProblemKind::OverLimit]);
}

// P6: the name that stands in for an unreadable one is longer than what is printed.
#[test]
fn an_unreadable_tag_with_a_crooked_quote_does_not_panic() {
    for tag in [
        "gui' isP\u{2039}rmaLink='x'",
        "\u{2039}\u{2039}'",
        "a/\u{2039}\u{2039}\u{2039}\u{2039}'",
        "1 '",
    ] {
        let document =
            read(&format!("<rss><item><title>T</title></item><item><{tag}>x</item></rss>"));
        assert_eq!(document.entries.first().and_then(|e| e.title.as_ref()).unwrap().value, "T");
    }
}

// P5: what a document says once may not be kept once for each of its entries.
#[test]
fn a_small_feed_does_not_multiply_in_memory() {
    let entries = "<entry><id>x</id><link href='a'/></entry>".repeat(1_000);
    let long = "x".repeat(60_000);
    let authors = format!("<author><name>{long}</name></author>").repeat(20);
    let base = format!("https://courier.example/{long}/");
    let nested = format!("<x xml:base='{}/'>", "x".repeat(500)).repeat(90);
    let item = "{\"id\": \"x\", \"url\": \"a\"},".repeat(1_000);
    let pictures = "<media:content url='a.jpg'/>".repeat(10_000);
    for text in [
        format!("<feed xmlns='http://www.w3.org/2005/Atom'>{authors}{entries}</feed>"),
        format!("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{base}'>{entries}</feed>"),
        format!("<feed xmlns='http://www.w3.org/2005/Atom'>{nested}{entries}"),
        format!("<rss><channel><link>{base}</link>{}", "<item><link>a</link></item>".repeat(1_000)),
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1\", \"home_page_url\": \"{base}\", \"authors\": [{}{{}}], \"items\": [{item}{{}}]}}",
            format!("{{\"name\": \"{long}\"}},").repeat(10),
        ),
        format!("<rss><item><media:description>{long}</media:description>{pictures}</item></rss>"),
    ] {
        let document = parse(text.as_bytes(), Hints::default(), LIMITS);
        assert!(!document.entries.is_empty());
        let kept = serde_json::to_string(&document).unwrap().len();
        assert!(kept < 8_000_000, "{kept} of {}: {text:.80}", text.len());
    }
}

// Edge case 42.
#[test]
fn half_a_surrogate_pair_costs_no_item_and_no_document() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "x \ud83d"}, {"id": "2", "title": "y"}]}"#;
    let document = read(feed);
    assert_eq!(kinds(&document.problems), [ProblemKind::ControlCharacters]);
    assert_eq!(document.entries.len(), 2);
    assert_eq!(document.entries[0].title.as_ref().unwrap().value, "x");
    let ninjs = r#"{"uri": "urn:u", "headline": "Gates \udc00", "body_html": "<p>One.</p>", "versioncreated": "2025-03-04T10:15:00Z"}"#;
    let document = read(ninjs);
    assert_eq!(kinds(&document.problems), [ProblemKind::ControlCharacters]);
    assert_eq!(document.entries[0].title.as_ref().unwrap().value, "Gates");
}

// P8: a cut answer never shows half an item.
#[test]
fn a_document_cut_anywhere_gives_whole_items_or_none() {
    let whole = read(SMALL).entries;
    assert_eq!(whole.len(), 2);
    for cut in 0..SMALL.len() {
        let document = parse(&SMALL.as_bytes()[..cut], Hints::default(), LIMITS);
        for (entry, original) in document.entries.iter().zip(&whole) {
            assert_eq!(entry.raw, original.raw, "cut at {cut}");
        }
        assert!(!document.problems.is_empty(), "cut at {cut}");
    }
}

/// Four times the hostile bytes may take about four times as long; what is quadratic takes sixteen times.
fn check_linear(name: &str, make: impl Fn(usize) -> String) {
    let timed = |size: usize| {
        let text = make(size);
        let start = Instant::now();
        let document = parse(text.as_bytes(), Hints::default(), LIMITS);
        assert!(document.entries.len() <= LIMITS.entries_max);
        start.elapsed()
    };
    let (once, twice) = (timed(100_000), timed(400_000));
    let bound = once.as_secs_f64() * 10.0 + 0.5;
    assert!(twice.as_secs_f64() < bound, "{name}: {once:?}, then {twice:?}");
}

#[test]
fn hostile_markup_takes_linear_time() {
    let repeated = |unit: &'static str| {
        move |size: usize| format!("<rss><item>{}", unit.repeat(size / unit.len()))
    };
    for unit in [
        "<a>",
        "</a>",
        "<",
        "&",
        "<a b='",
        "<a \"",
        "&amp;",
        "<item>",
        "<![CDATA[",
        "<!--",
        "<b x=1 ",
        "&#",
        "<title>",
        "<?",
        "<!",
    ] {
        check_linear(unit, repeated(unit));
    }
    check_linear("attributes", |size| format!("<rss {}>", "a='b' ".repeat(size / 6)));
    check_linear("namespaces", |size| {
        let declared = (0..size / 40).map(|n| format!("<x xmlns:p{n}='urn:a'><p{n}:y/>"));
        format!("<rss><item>{}", declared.collect::<String>())
    });
    check_linear("json", |size| "[".repeat(size));
    check_linear("links", |size| {
        format!("<rss><item>{}</item></rss>", "<link>u</link>".repeat(size / 14))
    });
    check_linear("media", |size| {
        format!(
            "<rss><item>{}</item></rss>",
            "<enclosure url='https://a.example/b'/>".repeat(size / 39)
        )
    });
    check_linear("categories", |size| {
        let many = (0..size / 30).map(|n| format!("<dc:subject>{n}</dc:subject>"));
        format!("<rss><item>{}</item></rss>", many.collect::<Vec<_>>().concat())
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_never_panic(flips in proptest::collection::vec((0..SMALL.len(), any::<u8>()), 1..8)) {
        let mut bytes = SMALL.as_bytes().to_vec();
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        let document = parse(&bytes, Hints::default(), LIMITS);
        prop_assert!(document.entries.len() <= 4);
    }

    #[test]
    fn shuffled_markup_never_panics(pieces in proptest::collection::vec(
        prop_oneof!["<rss>", "<item>", "</item>", "<title>", "</title>", "<a href=", "'", "\"", ">", "<", "&", "]]>", "<!\\[CDATA\\[", "<!--", "-->", "\\PC{0,6}", "<feed>", "<entry>", "\\{", "<\\?xml", "<!DOCTYPE x \\["],
        0..40,
    )) {
        let text = pieces.concat();
        let first = parse(text.as_bytes(), Hints::default(), LIMITS);
        prop_assert_eq!(first, parse(text.as_bytes(), Hints::default(), LIMITS));
    }
}

// Appended to and never cut, it had grown beyond the limit: all that was new was left out, for ever.
#[test]
fn of_a_feed_beyond_the_limit_the_newest_entries_are_kept_at_whichever_end_they_stand() {
    let days = |days: &mut dyn Iterator<Item = usize>| {
        let item = |day| {
            format!("<item><guid>{day}</guid><pubDate>{day} May 2031 10:00:00 GMT</pubDate></item>")
        };
        let json =
            |day| format!("{{\"id\":\"{day}\",\"date_published\":\"2031-05-{day}T10:00:00Z\"}}");
        let days: Vec<usize> = days.collect();
        let rss: String = days.iter().map(item).collect();
        let json: Vec<String> = days.iter().map(json).collect();
        let feed = "https://jsonfeed.org/version/1.1";
        [
            format!("<rss><channel>{rss}</channel></rss>"),
            format!("{{\"version\":\"{feed}\",\"title\":\"T\",\"items\":[{}]}}", json.join(",")),
        ]
    };
    let limits = Limits { entries_max: 3, ..LIMITS };
    for (texts, kept, end) in [
        (days(&mut (11..=18)), ["16", "17", "18"], "beginning of the document were left out: 5"),
        (days(&mut (11..=18).rev()), ["18", "17", "16"], "end of the document were left out: 5"),
    ] {
        for text in texts {
            let document = parse(text.as_bytes(), Hints { url: None, charset: None }, limits);
            let ids: Vec<&str> =
                document.entries.iter().filter_map(|entry| entry.guid.as_deref()).collect();
            assert_eq!(ids, kept);
            let words = document.problems[0].to_string();
            assert!(words.contains("parse.entries_max") && words.ends_with(end), "{words}");
        }
    }
}
