//! The same words under other names: edge cases 13 to 19.

use crate::press::state;
use crate::replaying::kinds;
use crate::*;

/// A document of one item.
fn printed(feed: &str, title: &str, paragraphs: &[String]) -> (String, String) {
    let link = format!("https://{feed}.example/2026/03/{}", title.to_lowercase().replace(' ', "-"));
    let html = marked_up(paragraphs);
    let item = format!(
        "<item><title>{title}</title><guid>{link}</guid><link>{link}</link><description>{html}</description></item>"
    );
    (feed.to_owned(), rss(&[item]).replace("Halden Post", feed))
}

fn run(documents: &[(String, String)]) -> Run {
    let named: Vec<(&str, String)> =
        documents.iter().map(|(feed, text)| (feed.as_str(), text.clone())).collect();
    feeds(&named)
}

/// One story's text: every paragraph speaks of the same woman, as those of a collection do not.
fn long_text() -> Vec<String> {
    let paragraphs = (0..4).flat_map(|number| state("copies", number, 1).paragraphs);
    paragraphs.map(|text| format!("Mayor Liv Aasen told Halden council that {text}")).collect()
}

// 13
#[test]
fn a_text_published_again_under_a_new_guid_and_link_is_known() {
    let (_, first) = printed("halden", "Berth to close", &long_text());
    let (_, again) = printed("halden", "Berth to close", &long_text());
    let again = again.replace("berth-to-close", "b-99817-reissue");
    assert_eq!(kinds(&polls(&[first, again]).verdicts), ["new", "unchanged"]);
}

// 14
#[test]
fn a_verbatim_body_under_another_headline_is_a_copy() {
    let run = run(&[
        printed("halden", "Berth to close", &long_text()),
        printed("coast", "Ferry loses its place", &long_text()),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "copy"]);
    assert_eq!(run.verdicts[1]["relation"], "verbatim");
}

// 15
#[test]
fn the_first_two_fifths_of_a_text_are_an_abridged_copy() {
    let whole = long_text();
    let run = run(&[
        printed("halden", "Berth to close", &whole),
        printed("coast", "Berth to close soon", &whole[..5]),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "copy"], "{}", run.verdict_text);
    assert_eq!(run.verdicts[1]["relation"], "abridged");
}

// 16
#[test]
fn two_briefs_of_one_template_stay_apart() {
    let brief = |name: &str, price: &str, rise: &str| {
        vec![format!(
            "Shares of {name} rose {rise} percent to {price} crowns in Halden trading on Monday after the company raised its outlook for the year."
        )]
    };
    let run = run(&[
        printed("halden", "Norden Salt shares rise", &brief("Norden Salt", "112.40", "3.1")),
        printed("coast", "Fjord Timber shares rise", &brief("Fjord Timber", "48.15", "5.7")),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "new"]);
}

// 17
#[test]
fn wire_copy_with_local_inserts_and_another_byline_is_a_copy_and_both_bylines_stay() {
    let mut wire = long_text();
    wire.insert(0, "By Ana Ruiz".to_owned());
    wire[1] = format!("PORT HALDEN (Reuters) - {}", wire[1]);
    let mut local = wire.clone();
    local[0] = "By Jo Dahl and Ana Ruiz".to_owned();
    local.insert(
        4,
        "In Lyme Quay, baker Siv Holm said her shop would open an hour later.".to_owned(),
    );
    let run = run(&[
        printed("halden", "Berth to close", &wire),
        printed("coast", "Berth to close", &local),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "copy"]);
    assert_eq!(run.records[0]["data"]["by"], "Ana Ruiz");
    let appeared = records(&run, "story.appeared")[0]["data"].to_string();
    assert!(appeared.contains("Jo Dahl") && appeared.contains("Reuters"), "{appeared}");
}

// 18
#[test]
fn a_whole_text_that_arrives_after_its_cut_reprint_moves_the_story_on() {
    let whole = long_text();
    let run = run(&[
        printed("coast", "Berth to close", &whole[..5]),
        printed("halden", "Berth to close", &whole),
    ]);
    assert_eq!(kinds(&run.verdicts), ["new", "update"], "{}", run.verdict_text);
    assert_eq!(run.verdicts[0]["story"], run.verdicts[1]["story"]);
    assert_eq!(run.records[1]["data"]["version"], "2");
}

// 19
#[test]
fn an_update_of_ones_own_article_is_no_copy_of_another_outlets() {
    let first = long_text();
    let mut second = first.clone();
    second.insert(
        1,
        "Mayor Liv Aasen told Halden council on Monday that nobody was hurt.".to_owned(),
    );
    let run = run(&[
        printed("halden", "Berth to close", &first),
        printed("coast", "Berth to close", &first),
        printed("halden", "Berth to close", &second),
        printed("coast", "Berth to close", &second),
    ]);
    assert_eq!(kinds(&run.verdicts)[..3], ["new", "copy", "update"], "{}", run.verdict_text);
    assert!(matches!(kinds(&run.verdicts)[3], "copy" | "unchanged"), "{}", run.verdict_text);
    assert!(run.verdicts.iter().all(|line| line["story"] == run.verdicts[0]["story"]));
}
