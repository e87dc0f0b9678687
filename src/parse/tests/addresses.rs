//! Guids, links and the bases that these are resolved by.

use super::*;

// Edge case 5.
#[test]
fn an_empty_guid_is_none_and_none_is_ever_invented() {
    for (guid, expected, permalink) in [
        ("", None, false),
        ("<guid/>", None, false),
        ("<guid isPermaLink='true'> </guid>", None, false),
        ("<guid>https://courier.example/9</guid>", Some("https://courier.example/9"), true),
        ("<guid>c-9</guid>", Some("c-9"), false),
        (
            "<guid isPermaLink='false'>https://courier.example/9</guid>",
            Some("https://courier.example/9"),
            false,
        ),
        ("<guid isPermalink='TRUE'>/9</guid>", Some("/9"), true),
    ] {
        let entry = rss_item(&format!("<title>T</title>{guid}"));
        assert_eq!(
            (entry.guid.as_deref(), entry.guid_is_permalink),
            (expected, permalink),
            "{guid}"
        );
    }
    assert_eq!(atom_entry("<title>T</title><id/>").guid, None);
}

// Edge cases 50 and 52.
#[test]
fn the_link_is_found_where_it_stands_and_resolved() {
    for (children, expected) in [
        ("<link>a</link>", Some("https://feeds.example/news/a")),
        ("<link/><guid isPermaLink='true'>/g</guid>", Some("https://feeds.example/g")),
        ("<guid>https://courier.example/g</guid>", Some("https://courier.example/g")),
        ("<guid isPermaLink='false'>https://courier.example/g</guid>", None),
        ("<enclosure url='https://cdn.example/a.mp3'/>", None),
        (
            "<enclosure url='https://cdn.example/a.mp3'/><guid>https://cdn.example/a.mp3</guid>",
            None,
        ),
        ("<link xml:base='https://other.example/'>a</link>", Some("https://feeds.example/news/a")),
        (
            "<atom:link rel='self' href='s'/><atom:link href='b'/>",
            Some("https://feeds.example/news/b"),
        ),
        (
            "<link>javascript:void(0)</link><guid>https://courier.example/g</guid>",
            Some("https://courier.example/g"),
        ),
    ] {
        assert_eq!(rss_item(children).link.as_deref(), expected, "{children}");
    }
    for (children, expected) in [
        (
            "<link rel='enclosure' href='e.mp3'/><link href='a'/>",
            Some("https://feeds.example/news/a"),
        ),
        ("<link rel='self' href='s'/><link rel='related' href='r'/>", None),
        (
            "<link type='application/json' href='j'/><link type='text/html' href='h'/>",
            Some("https://feeds.example/news/h"),
        ),
        ("<content src='c.html' type='text/html'/>", Some("https://feeds.example/news/c.html")),
    ] {
        assert_eq!(atom_entry(children).link.as_deref(), expected, "{children}");
    }
}

// Edge case 52.
// A subscription with its secret was sent to the host that the feed names as its site.
#[test]
fn relative_addresses_of_hub_self_and_older_pages_are_the_documents_and_not_the_sites() {
    let links = |channel: &str| {
        let text = format!(
            "<rss xmlns:atom='http://www.w3.org/2005/Atom'>{channel}<link>https://else.example/home/</link>\
             <atom:link rel='self' href='rss'/><atom:link rel='hub' href='/hub'/><atom:link rel='prev-archive' href='ar/1'/>\
             <item><link>a</link></item></channel></rss>"
        );
        let Document { feed, entries, .. } = read(&text);
        [feed.self_link, feed.hubs.first().cloned(), feed.older, entries[0].link.clone()]
            .map(Option::unwrap)
    };
    let at = |base: &str, item: &str| {
        [
            format!("{base}/news/rss"),
            format!("{base}/hub"),
            format!("{base}/news/ar/1"),
            item.to_owned(),
        ]
    };
    assert_eq!(links("<channel>"), at("https://feeds.example", "https://else.example/home/a"));
    let based = links("<channel xml:base='https://base.example/news/'>");
    assert_eq!(based, at("https://base.example", "https://base.example/news/a"));
}

#[test]
fn bases_count_from_the_outermost_to_the_link_itself() {
    let based = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://base.example/x/'>\
        <entry xml:base='y/'><link href='z'/></entry></feed>";
    assert_eq!(read(based).entries[0].link.as_deref(), Some("https://base.example/x/y/z"));
    let own_base = atom_entry("<link xml:base='https://own.example/d/' href='a'/>");
    assert_eq!(own_base.link.as_deref(), Some("https://own.example/d/a"));
    let crooked = atom_entry("<link xml:base='https://' href='a'/>");
    assert_eq!(crooked.link.as_deref(), Some("https://feeds.example/news/a"));
    let bad = rss_item("<link>http://</link>");
    assert_eq!((bad.link, kinds(&bad.problems)), (None, vec![ProblemKind::BadUrl]));
}
