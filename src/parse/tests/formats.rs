//! One field, one rule, one table: what each format's elements become.

use super::*;

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel>
 <title>Halden Courier</title><link>https://courier.example/</link><language>en-gb</language>
 <atom:link rel="self" href="https://courier.example/feed"/><atom:link rel="hub" href="https://hub.example/"/>
 <copyright>Halden Courier Ltd</copyright><generator>press 3</generator><ttl>30 minutes</ttl>
 <skipHours><hour>24</hour><hour>3</hour><hour>99</hour></skipHours><skipDays><day>Sunday</day><day>x</day></skipDays>
 <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
 <item>
  <title>Harbour bridge reopens</title>
  <enclosure url="https://cdn.example/a.mp3" type="audio/mpeg" length="1200"/>
  <link>https://courier.example/1</link>
  <feedburner:origLink>https://courier.example/1?orig</feedburner:origLink>
  <guid isPermaLink="false"> c-1 </guid>
  <pubDate>Tue, 03 Feb 2026 10:15:00 EST</pubDate>
  <dc:creator>Mara &amp;amp; Ole Lind</dc:creator><dc:creator>Oskar Vey, Meridian News</dc:creator>
  <category domain="https://courier.example/t">Transport</category><dc:subject>Bridges</dc:subject>
  <dc:language>da</dc:language><dc:rights>Meridian 2026</dc:rights>
  <source url="https://meridian.example/feed">Meridian News</source>
  <description>Short text.</description>
  <content:encoded><![CDATA[<p>Long & whole text.</p>]]></content:encoded>
  <media:group>
   <media:credit role="photographer">Ana Ruiz</media:credit>
   <media:content url="https://cdn.example/1.jpg" medium="image" width="640" height="480" fileSize="0">
    <media:description>The bridge at dawn</media:description></media:content>
   <media:content url="https://cdn.example/2.jpg" type="image/jpeg">
    <media:credit role="photographer">Ben Oduya</media:credit><media:credit>Halden Pictures</media:credit></media:content>
  </media:group>
  <media:keywords>bridge, harbour</media:keywords>
 </item>
</channel></rss>"#;

#[test]
fn an_rss_channel_gives_all_its_claims() {
    let feed = read(RSS).feed;
    assert_eq!(feed.title.as_deref(), Some("Halden Courier"));
    assert_eq!(feed.home.as_deref(), Some("https://courier.example/"));
    assert_eq!(feed.self_link.as_deref(), Some("https://courier.example/feed"));
    assert_eq!(feed.language.as_deref(), Some("en-gb"));
    assert_eq!(feed.rights.as_deref(), Some("Halden Courier Ltd"));
    assert_eq!(feed.generator.as_deref(), Some("press 3"));
    assert_eq!(feed.hubs, ["https://hub.example/"]);
    assert_eq!(feed.older, None);
    assert_eq!(feed.ttl_minutes, Some(30));
    assert_eq!(feed.skip_hours, [0, 3]);
    assert_eq!(feed.skip_days, ["sunday"]);
    assert_eq!(feed.update_period.as_deref(), Some("hourly"));
    assert_eq!(feed.update_frequency.as_deref(), Some("2"));
}

#[test]
fn an_rss_item_gives_all_its_fields() {
    let document = read(RSS);
    assert_eq!((document.format, document.problems.len()), (Some(Format::Rss), 0));
    let entry = &document.entries[0];
    assert_eq!(entry.guid.as_deref(), Some("c-1"));
    assert!(!entry.guid_is_permalink);
    // Edge case 50: the enclosure before the link is not the link.
    assert_eq!(entry.link.as_deref(), Some("https://courier.example/1"));
    assert_eq!(entry.other_links, ["https://courier.example/1?orig"]);
    let published = entry.published.as_ref().unwrap();
    assert_eq!(published.raw, "Tue, 03 Feb 2026 10:15:00 EST");
    assert_eq!(published.at.unwrap().to_string(), "2026-02-03T15:15:00Z");
    assert_eq!(entry.authors, ["Mara & Ole Lind", "Oskar Vey, Meridian News"]);
    let names = entry.categories.iter().map(|c| c.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names, ["Transport", "Bridges", "bridge", "harbour"]);
    assert_eq!(entry.categories[0].scheme.as_deref(), Some("https://courier.example/t"));
    assert_eq!(entry.language.as_deref(), Some("da"));
    assert_eq!(entry.rights.as_deref(), Some("Meridian 2026"));
    let source = entry.source.as_ref().unwrap();
    assert_eq!(source.title.as_deref(), Some("Meridian News"));
    assert_eq!(source.url.as_deref(), Some("https://meridian.example/feed"));
    assert_markup(entry.summary.as_ref(), MarkupKind::Text, "Short text.");
    assert_markup(entry.content.as_ref(), MarkupKind::Html, "<p>Long & whole text.</p>");
    assert!(entry.raw.starts_with("<item>") && entry.raw.ends_with("</item>"));
    assert!(entry.problems.is_empty(), "{:?}", entry.problems);
}

/// A picture agency came out as the writer of the story and the holder of its rights.
#[test]
fn the_rights_of_a_picture_are_not_the_storys() {
    let entry = rss_item(
        "<media:content url='/i.jpg' medium='image'/><media:copyright>© 2031 Halden Pictures</media:copyright>",
    );
    assert_eq!(entry.rights, None);
    let holder = (String::new(), "© 2031 Halden Pictures".to_owned());
    assert_eq!(entry.media[0].credits, [holder]);
    let alone = rss_item("<media:copyright>© 2031 Halden Gazette</media:copyright>");
    assert_eq!(alone.rights.as_deref(), Some("© 2031 Halden Gazette"));
}

#[test]
fn each_picture_keeps_its_own_caption_and_credits() {
    let media = &read(RSS).entries[0].media;
    let urls = media.iter().map(|m| m.url.as_str()).collect::<Vec<_>>();
    assert_eq!(
        urls,
        ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg", "https://cdn.example/a.mp3"]
    );
    assert_eq!(media[0].caption.as_deref(), Some("The bridge at dawn"));
    assert_eq!((media[0].width, media[0].height, media[0].bytes), (Some(640), Some(480), None));
    let credit = |role: &str, name: &str| (role.to_owned(), name.to_owned());
    assert_eq!(media[0].credits, [credit("photographer", "Ana Ruiz")]);
    assert_eq!(
        media[1].credits,
        [credit("photographer", "Ben Oduya"), credit("", "Halden Pictures")]
    );
    assert_eq!(media[1].caption, None);
    assert_eq!((media[2].mime.as_deref(), media[2].bytes), (Some("audio/mpeg"), Some(1200)));
    let item = "<media:thumbnail url='/t.jpg'/><media:thumbnail url='/t.jpg' width='9'/>";
    let thumbnails = rss_item(item).media;
    assert_eq!(thumbnails.len(), 1);
    assert_eq!(thumbnails[0].url, "https://feeds.example/t.jpg");
    assert_eq!(thumbnails[0].width, Some(9));
    for image in [
        "<image>/i.jpg</image>",
        "<image><title>I</title><url>/i.jpg</url></image>",
        "<itunes:image href='/i.jpg'/>",
    ] {
        assert_eq!(rss_item(image).media[0].url, "https://feeds.example/i.jpg", "{image}");
    }
    assert!(rss_item("<image><title>I</title></image>").media.is_empty());
}

fn assert_markup(got: Option<&Markup>, kind: MarkupKind, value: &str) {
    assert_eq!(got.map(|m| (m.kind, m.value.as_str())), Some((kind, value)));
}

#[test]
fn titles_keep_their_markup_and_their_brackets() {
    use MarkupKind::{Html, Text};
    for (title, kind, value) in [
        ("<title>lead <b>bold</b> tail</title>", Html, "lead <b>bold</b> tail"),
        ("<title>A guide to &lt;head&gt;</title>", Text, "A guide to <head>"),
        ("<title>A &lt;i&gt;Meridian&lt;/i&gt; report</title>", Html, "A <i>Meridian</i> report"),
        ("<title><![CDATA[R&amp;D & more]]></title>", Text, "R&D & more"),
        ("<title>Tom & Ana &eacute;t&amp;eacute;</title>", Text, "Tom & Ana \u{e9}t\u{e9}"),
        ("<title>First</title><title>Second</title>", Text, "First"),
        ("<title/><title>Second</title>", Text, "Second"),
        // An undeclared prefix must not overwrite the real title.
        ("<title>Real</title><media:title>Picture</media:title>", Text, "Real"),
    ] {
        assert_markup(rss_item(title).title.as_ref(), kind, value);
    }
    for (title, kind, value) in [
        ("<title type='html'>One &amp;amp; two</title>", Html, "One &amp; two"),
        ("<title type='text'>One &amp;amp; two</title>", Text, "One &amp; two"),
        ("<title>One &amp;amp; two</title>", Text, "One & two"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>One <em>two</em></div></title>",
            Html,
            "One <em>two</em>",
        ),
    ] {
        assert_markup(atom_entry(title).title.as_ref(), kind, value);
    }
}

#[test]
fn an_atom_entry_gives_its_texts_and_people() {
    let entry = atom_entry(
        "<id>tag:courier.example,2026:1</id><published>2026-02-03</published><updated>soon</updated>\
         <author><name>Mara\n Lind</name><email>m@courier.example</email></author>\
         <category term='t1' label='Transport' scheme='https://courier.example/t'/>\
         <summary>Plain &lt; text</summary>\
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One<br/>two <x:y a='1'>z</x:y></p></div></content>\
         <source><title>Meridian News</title><link href='https://meridian.example/'/></source>\
         <link rel='via' href='https://meridian.example/7'/><rights>Meridian</rights>",
    );
    assert_eq!(entry.guid.as_deref(), Some("tag:courier.example,2026:1"));
    assert_eq!(entry.published.as_ref().unwrap().precision, Precision::Day);
    // Edge case 48: an unreadable date is kept as text, and is never "now".
    let updated = entry.updated.as_ref().unwrap();
    assert_eq!((updated.raw.as_str(), updated.at), ("soon", None));
    assert_eq!(kinds(&entry.problems), [ProblemKind::UnreadableDate]);
    assert_eq!(entry.authors, ["Mara Lind"]);
    let category = &entry.categories[0];
    assert_eq!((category.name.as_str(), category.code.as_deref()), ("Transport", Some("t1")));
    assert_markup(entry.summary.as_ref(), MarkupKind::Text, "Plain < text");
    assert_markup(entry.content.as_ref(), MarkupKind::Html, "<p>One<br>two <y a=\"1\">z</y></p>");
    assert_eq!(entry.source.unwrap().url.as_deref(), Some("https://meridian.example/"));
    assert_eq!(entry.other_links, ["https://meridian.example/7"]);
    assert_eq!(entry.rights.as_deref(), Some("Meridian"));
}

#[test]
fn an_atom_entry_without_an_author_has_those_of_its_feed() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Desk</name></author><entry><title>A</title></entry>\
        <entry><author><name>Mara Lind</name></author></entry></feed>";
    let document = read(feed);
    let authors = document.entries.iter().map(|e| e.authors.join(",")).collect::<Vec<_>>();
    assert_eq!(authors, ["Desk", "Mara Lind"]);
}

#[test]
fn old_and_odd_roots_are_read() {
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
        <channel rdf:about='u'><title>C</title><items><rdf:Seq><rdf:li resource='u1'/></rdf:Seq></items></channel>\
        <item rdf:about='https://courier.example/1'><title>A</title><description>D</description></item></rdf:RDF>";
    for (text, format) in [
        (rdf.to_owned(), Format::Rdf),
        (rdf.replace("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"), Format::Rdf),
        ("<rss><channel><item><title>A</title></item></channel></rss>".to_owned(), Format::Rss),
        ("<RSS VERSION='0.93'><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>".to_owned(), Format::Rss),
        ("<rss version='2.0.1' xmlns='http://backend.userland.com/rss2'><channel><item><title>A</title></item></channel></rss>".to_owned(), Format::Rss),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped' type='text/html'>A</title></entry></feed>".to_owned(), Format::Atom),
        ("<entry xmlns='http://www.w3.org/2005/Atom'><title>A</title></entry>".to_owned(), Format::Atom),
    ] {
        let document = read(&text);
        assert_eq!(document.format, Some(format), "{text}");
        let titles = document.entries.iter().flat_map(|e| &e.title).map(|t| t.value.as_str()).collect::<Vec<_>>();
        assert_eq!(titles, ["A"], "{text}");
    }
    let entry = &read(rdf).entries[0];
    assert_eq!(entry.guid.as_deref(), Some("https://courier.example/1"));
    assert_eq!(entry.link.as_deref(), Some("https://courier.example/1"));
}

// RFC 5005, JSON Feed 1.1.
#[test]
fn a_feed_names_its_next_older_part_and_an_archive_comes_before_a_page() {
    let atom = |links: &str| {
        let text = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Courier</title>{links}<entry><id>1</id><title>a</title></entry></feed>"
        );
        read(&text).feed.older
    };
    let archive = r#"<link rel="next" href="/page/2"/><link rel="prev-archive" href="/2031/04"/>"#;
    assert!(atom(archive).unwrap().ends_with("/2031/04"));
    assert!(atom(r#"<link rel="next" href="/page/2"/>"#).unwrap().ends_with("/page/2"));
    assert_eq!(atom(r#"<link rel="previous" href="/page/1"/>"#), None);
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "next_url": "/p2", "items": []}"#;
    assert!(read(json).feed.older.unwrap().ends_with("/p2"));
}

#[test]
fn a_json_feed_is_read_item_by_item() {
    let text = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "home_page_url": "https://courier.example/",
        "language": "en", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "authors": [{"name": "Desk"}],
        "items": [
          {"id": 7, "url": "/7", "title": "Bridge <em>opens</em>", "content_html": "<p>Text</p>", "date_published": "2026-02-03T10:15:00Z",
           "authors": [{"name": "Mara Lind"}], "tags": ["a", 3, ""], "image": "/7.jpg",
           "attachments": [{"url": "https://cdn.example/7.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}]},
          {"id": "8", "content_text": "One < two", "attachments": "broken"},
          17
        ]}"#;
    let document = read(text);
    assert_eq!(document.format, Some(Format::JsonFeed));
    assert_eq!(document.feed.hubs, ["https://hub.example/"]);
    let [first, second, third] = document.entries.as_slice() else {
        panic!("three items");
    };
    assert_eq!(first.guid.as_deref(), Some("7"));
    assert_eq!(first.link.as_deref(), Some("https://feeds.example/7"));
    assert_markup(first.title.as_ref(), MarkupKind::Html, "Bridge <em>opens</em>");
    assert_markup(first.content.as_ref(), MarkupKind::Html, "<p>Text</p>");
    assert_eq!(first.authors, ["Mara Lind"]);
    assert_eq!(first.categories.len(), 1);
    assert_eq!(first.media.len(), 2);
    assert_markup(second.content.as_ref(), MarkupKind::Text, "One < two");
    assert_eq!(second.authors, ["Desk"]);
    assert_eq!(kinds(&third.problems), [ProblemKind::Malformed]);
}

/// RFC 4287 section 4.2.11: an entry that was taken over had the rights of the feed that took it.
#[test]
fn an_entry_that_was_taken_over_keeps_the_rights_of_its_source() {
    let source = "<source><title>Moss Courier</title><rights>(c) Moss Courier</rights></source>";
    assert_eq!(atom_entry(source).rights.as_deref(), Some("(c) Moss Courier"));
    let own = atom_entry(&format!("<rights>(c) Ana Ruiz</rights>{source}"));
    assert_eq!(own.rights.as_deref(), Some("(c) Ana Ruiz"));
}

/// Atom 0.3 section 3.1.2: the text was lost without a word.
#[test]
fn the_text_of_an_old_entry_in_base64_is_read() {
    let content = |kind: &str, data: &str| {
        atom_entry(&format!(
            "<title>A</title><content type='{kind}' mode='base64'>{data}</content>"
        ))
        .content
    };
    assert_markup(
        content("text/plain", "VGhlIGdhdGVz\n IGhlbGQu").as_ref(),
        MarkupKind::Text,
        "The gates held.",
    );
    assert_markup(
        content("text/html", "PHA+SGVsZDwvcD4=").as_ref(),
        MarkupKind::Html,
        "<p>Held</p>",
    );
    assert_eq!(content("text/plain", "JVBERi0xLjQ="), None);
    assert_eq!(content("image/png", "iVBORw0KGgo="), None);
}

/// The warning became the root, and the head of the feed was lost.
#[test]
fn a_feed_behind_a_servers_warning_keeps_its_title_and_language() {
    let feed = "<rss version='2.0'><channel><title>Courier</title><language>en</language><item><title>A</title></item></channel></rss>";
    for before in [
        "<br />\n<b>Notice</b>: Undefined index in /x.php<br />\n<?xml version='1.0'?>",
        "<b>Notice</b>: no <p>",
    ] {
        let document = read(&format!("{before}{feed}"));
        assert_eq!(document.feed.title.as_deref(), Some("Courier"), "{before}");
        assert_eq!(document.feed.language.as_deref(), Some("en"));
        assert_eq!(
            (document.entries.len(), kinds(&document.problems)),
            (1, vec![ProblemKind::Malformed])
        );
    }
}

#[test]
fn a_comma_behind_the_last_value_costs_no_item() {
    let document = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Courier",
        "items": [{"id": "7", "title": "Tides, ]", "content_text": "One, }", }, {"id": "8", "title": "B",},],}"#,
    );
    let titles = document.entries.iter().flat_map(|e| &e.title).map(|t| t.value.as_str());
    assert_eq!(titles.collect::<Vec<_>>(), ["Tides, ]", "B"]);
    assert_eq!(kinds(&document.problems), [ProblemKind::Malformed]);
    assert_eq!(document.feed.title.as_deref(), Some("Courier"));
}

/// `&n;` stood in headline and text.
#[test]
fn a_documents_own_plain_entities_are_read_and_no_others() {
    let document = read(
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY n \"Ana Ruiz\"><!ENTITY b \"&n;&n;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
         <rss version='2.0'><channel><title>Courier</title><item><title>By &n;: &b; &x;</title></item></channel></rss>",
    );
    let title = document.entries[0].title.as_ref().map(|t| t.value.as_str());
    assert_eq!(title, Some("By Ana Ruiz: &b; &x;"));
}

/// The summary was the body: agencies put the whole text into `yandex:full-text`.
#[test]
fn the_whole_text_may_stand_in_yandexs_element() {
    let document = read(
        "<rss version='2.0' xmlns:yandex='http://news.yandex.ru'><channel><title>Courier</title><item><title>Tides</title>\
         <description>Gates hold.</description><yandex:full-text>The gates held all night.</yandex:full-text></item></channel></rss>",
    );
    let entry = &document.entries[0];
    assert_markup(entry.content.as_ref(), MarkupKind::Text, "The gates held all night.");
    assert_markup(entry.summary.as_ref(), MarkupKind::Text, "Gates hold.");
}

/// The summary went out though the whole text was there.
#[test]
fn the_whole_text_may_stand_where_portals_fetch_it() {
    let whole =
        "The gates held all night, and the harbour board thanked those who had watched them.";
    let channel = |element: &str| {
        format!(
            "<rss version='2.0' xmlns:turbo='http://turbo.yandex.ru' xmlns:rambler='http://news.rambler.ru'><channel><title>Courier</title>\
             <item><title>Tides</title><description>Gates hold.</description>{element}</item></channel></rss>"
        )
    };
    for name in ["turbo:content", "rambler:fulltext", "content"] {
        let document = read(&channel(&format!("<{name}><![CDATA[{whole}]]></{name}>")));
        assert_markup(document.entries[0].content.as_ref(), MarkupKind::Text, whole);
    }
    for words in ["text", "gates, harbour, tide, storm, quay, board, night"] {
        let document = read(&channel(&format!("<content>{words}</content>")));
        assert_eq!(document.entries[0].content, None, "{words}");
    }
}

/// A story that its paper took down went out as usable.
#[test]
fn an_item_that_media_rss_calls_deleted_is_canceled() {
    let status = |element: &str| {
        let document = read(&format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Courier</title>\
             <item><title>Tides</title><guid>a</guid>{element}</item></channel></rss>"
        ));
        let wire = document.entries[0].wire.clone().unwrap_or_default();
        (wire.pub_status, wire.ed_note)
    };
    let canceled = Some("canceled".to_owned());
    assert_eq!(status("<media:status>deleted</media:status>"), (canceled.clone(), None));
    let why = "<media:status state='deleted' reason='https://courier.example/why'/>";
    assert_eq!(status(why), (canceled, Some("https://courier.example/why".to_owned())));
    assert_eq!(status("<media:status>active</media:status>"), (None, None));
    // The clip is gone, the story stands.
    let clip = "<media:content url='https://a.example/b.mp4'/>";
    assert_eq!(status(&format!("{clip}<media:status>deleted</media:status>")), (None, None));
}
