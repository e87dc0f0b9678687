//! Which item is which: edge cases 1 to 12.

use crate::replaying::kinds;
use crate::*;

/// An item of story `number` with a guid, a link and a title.
fn named(number: usize, guid: &str, link: &str, title: &str) -> String {
    item(number, &format!("<title>{title}</title>{guid}<link>{link}</link>"))
}

// 1
#[test]
fn one_guid_on_all_items_hides_none_of_them() {
    let all = |count: usize| {
        let one = |n| {
            named(
                n,
                "<guid>news</guid>",
                &format!("https://halden.example/a/{n}"),
                &format!("Berth {n} to close"),
            )
        };
        rss(&(0..count).map(one).collect::<Vec<_>>())
    };
    let run = polls(&[all(3), all(4)]);
    assert_eq!(
        kinds(&run.verdicts),
        ["new", "new", "new", "unchanged", "unchanged", "unchanged", "new"]
    );
    assert!(problems(&run).contains("guid_reused"), "{}", run.verdict_text);
}

// 2
#[test]
fn no_guid_and_a_new_token_in_each_link_is_still_the_same_item() {
    let at = |token: &str| {
        rss(&[named(
            1,
            "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>",
            &format!("https://halden.example/story?s={token}"),
            "Berth to close",
        )])
    };
    let run = polls(&[at("aa1"), at("bb2"), at("cc3")]);
    assert_eq!(kinds(&run.verdicts), ["new", "unchanged", "unchanged"]);
}

// 3
#[test]
fn a_guid_that_repeats_the_headline_is_no_new_story_after_a_retitle() {
    let titled = |slug: &str, title: &str| {
        let url = format!("https://halden.example/{slug}-a8841.html");
        rss(&[named(1, &format!("<guid>{url}</guid>"), &url, title)])
    };
    let run = polls(&[
        titled("berth-to-close", "Berth to close"),
        titled("berth-shut-for-good", "Berth shut for good"),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "update"]);
    assert_eq!(run.verdicts[0]["story"], run.verdicts[1]["story"]);
    assert_eq!(run.records[1]["data"]["version"], "2");
}

// 4
#[test]
fn a_guid_that_changes_with_the_title_under_one_link_is_one_story() {
    let titled = |guid: &str, title: &str| {
        let guid = format!("<guid isPermaLink=\"false\">{guid}</guid>");
        rss(&[named(1, &guid, "https://halden.example/2026/03/berth", title)])
    };
    let run = polls(&[
        titled("t-berth-to-close", "Berth to close"),
        titled("t-berth-shut", "Berth shut"),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "update"]);
    assert_eq!(run.verdicts[0]["story"], run.verdicts[1]["story"]);
}

// 5
#[test]
fn an_empty_guid_names_nothing_and_breaks_nothing() {
    for guid in ["<guid/>", "<guid isPermaLink=\"true\"/>", "<guid> </guid>"] {
        let all = rss(&[
            named(1, guid, "https://halden.example/a/1", "Berth to close"),
            named(2, guid, "https://halden.example/a/2", "Bakery wins prize"),
        ]);
        let run = polls(&[all.clone(), all]);
        assert_eq!(kinds(&run.verdicts), ["new", "new", "unchanged", "unchanged"], "{guid}");
        assert!(!problems(&run).contains("guid_reused"), "{guid}");
    }
}

// 6
#[test]
fn a_host_that_changes_its_name_for_an_hour_repeats_nothing() {
    let on = |host: &str| {
        let one = |n: usize| {
            let url = format!("https://{host}/2026/03/berth-{n}");
            named(n, &format!("<guid>{url}</guid>"), &url, &format!("Berth {n} to close"))
        };
        rss(&[one(1), one(2)])
    };
    let run =
        polls(&[on("www.halden.example"), on("cdn-7.halden.example"), on("www.halden.example")]);
    assert_eq!(kinds(&run.verdicts)[2..], ["unchanged"; 4]);
    assert_eq!(run.records.len(), 2);
}

// 7
#[test]
fn trackers_and_shuffled_queries_make_no_new_link() {
    let at = |query: &str| {
        rss(&[named(1, "", &format!("https://halden.example/story?{query}"), "Berth to close")])
    };
    let run = polls(&[
        at("id=7&amp;page=2"),
        at("utm_source=rss&amp;page=2&amp;id=7&amp;ref=rss"),
        at("page=2&amp;partner=rss&amp;id=7&amp;utm_medium=feed"),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "unchanged", "unchanged"]);
    // What tells articles apart stays.
    let other =
        at("id=8&amp;page=2").replace("Berth to close", "Bakery wins").replace(&text(1), &text(2));
    assert_eq!(kinds(&polls(&[at("id=7&amp;page=2"), other]).verdicts), ["new", "new"]);
}

// 8
#[test]
fn one_story_in_ten_feeds_of_a_site_is_one_record() {
    let guid = "<guid isPermaLink=\"false\">a1</guid>";
    let section = rss(&[named(1, guid, "https://halden.example/2026/03/berth", "Berth to close")]);
    let names: Vec<String> = (0..10).map(|n| format!("section-{n}")).collect();
    let all: Vec<(&str, String)> =
        names.iter().map(|name| (name.as_str(), section.clone())).collect();
    let run = feeds(&all);
    assert_eq!(records(&run, "story.new").len(), 1, "{:?}", kinds(&run.verdicts));
    let seen = records(&run, "story.appeared");
    assert_eq!(seen.len(), 9);
    assert!(seen.iter().all(|record| record["subject"] == run.records[0]["subject"]));
}

// 10
#[test]
fn a_date_that_moves_without_the_text_is_no_version() {
    let dated = |hour: u32| {
        let fields = format!("<guid>a1</guid><pubDate>Mon, 02 Mar 2026 {hour}:00:00 GMT</pubDate>");
        rss(&[named(1, &fields, "https://halden.example/a/1", "Berth to close")])
    };
    assert_eq!(
        kinds(&polls(&[dated(10), dated(11), dated(12)]).verdicts),
        ["new", "unchanged", "unchanged"]
    );
}

// 11
#[test]
fn a_text_that_changes_under_the_same_date_is_a_version() {
    let told = |text: &str| {
        let fields = "<guid>a1</guid><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>";
        rss(&[named(1, fields, "https://halden.example/a/1", "Berth to close")])
            .replace("</description>", &format!("{text}</description>"))
    };
    let run = polls(&[
        told(""),
        told("&lt;p&gt;The harbour master said on Monday that nobody was hurt.&lt;/p&gt;"),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "update"]);
    assert!(body(&run.records[1]["data"]).ends_with("nobody was hurt."));
}

// 12
#[test]
fn an_item_that_vanishes_and_returns_is_no_news() {
    let one = |n: usize| {
        named(
            n,
            &format!("<guid>a{n}</guid>"),
            &format!("https://halden.example/a/{n}"),
            &format!("Berth {n} to close"),
        )
    };
    let whole = rss(&[one(1), one(2), one(3)]);
    let part = rss(&[one(3)]);
    let page = "<html><body><h1>Service unavailable</h1></body></html>".to_owned();
    let run = polls(&[whole.clone(), part, page, whole]);
    assert_eq!(run.records.len(), 3);
    assert_eq!(kinds(&run.verdicts)[3..], ["unchanged"; 4]);
}
