//! Items that are no plain story: edge cases 53 to 56.

use std::collections::BTreeSet;

use crate::replaying::kinds;
use crate::*;

fn titled(number: usize, title: &str) -> String {
    item(
        number,
        &format!(
            "<title>{title}</title><guid>g{number}</guid><link>https://halden.example/a/{number}</link>"
        ),
    )
}

// 53
#[test]
fn budgets_and_advisories_are_not_counted_as_news() {
    let run = document(rss(&[
        titled(1, "Berth to close"),
        titled(2, "BC-AP News Digest, AP"),
        titled(3, "ADVISORY: coverage plans for Tuesday"),
        titled(4, "CORRECTED-Bakery wins prize"),
    ]));
    let told: Vec<&str> =
        headlines(&run).into_iter().filter(|headline| !headline.is_empty()).collect();
    assert_eq!(told, ["Berth to close", "Bakery wins prize"]);
    assert_eq!(records(&run, "entry.rejected").len(), 2, "{}", run.verdict_text);
}

// A telegram had no name: its write-through was a second story and its kill, which told neither headline nor slug, found none.
#[test]
fn a_write_through_and_a_kill_of_telegrams_find_their_story_by_its_number() {
    let telegram = |number: &str,
                    service: &str,
                    slug: &str,
                    fields: &str,
                    text: &str,
                    time: &str| {
        format!(
            "\u{1}{number}\u{1f}_---\r\nr i\u{13}\u{11} {service} 03-02 0120\r\n\u{2}^{slug},0120<\r\n{fields}<\r\n\
             \t   {text}\r\n\u{3}\r\nHLD-NY-03-02-26 {time}EST<\r\n\u{4}"
        )
    };
    let first = telegram(
        "a0120",
        "HLD-Gates",
        "HLD-Gates",
        "^Harbour gates hold in the storm",
        "PORT HALDEN (HLD) _ The gates of the old harbour held in the night.",
        "0630",
    );
    let through = telegram(
        "a0151",
        "HLD-Gates 1stLd-Writethru a0120",
        "HLD-Gates, 1st Ld-Writethru",
        "^Mayor thanks crews after floods",
        "PORT HALDEN (HLD) _ The mayor thanked all crews on Monday for what they had done.",
        "0730",
    );
    let kill = telegram(
        "a0160",
        "HLD-Floods",
        "HLD-Floods, KILL",
        "^Eds: Kill HLD-Gates, a0151. The mayor was not there.",
        "A kill is mandatory.",
        "0830",
    );
    let run = polls(&[first, through, kill]);
    let types: Vec<&str> =
        run.records.iter().map(|record| record["type"].as_str().unwrap()).collect();
    let kinds = ["new", "updated", "canceled"].map(|kind| format!("wiredesk.story.{kind}.v1"));
    assert_eq!(types, kinds);
    let uris: BTreeSet<&str> =
        run.records.iter().map(|record| record["data"]["uri"].as_str().unwrap()).collect();
    assert_eq!(uris.len(), 1, "{}", run.stdout);
}

// 54
#[test]
fn marks_of_a_new_lead_go_out_of_the_headline_and_into_the_note() {
    for (printed, note) in [
        ("UPDATE 2-Berth to close", "UPDATE 2"),
        ("CORRECTION: Berth to close", "CORRECTION"),
        ("Berth to close (Adds quote)", "Adds quote"),
        ("BC-Berth, 1st Ld-Writethru", "1st Ld-Writethru"),
    ] {
        let run = document(rss(&[titled(1, printed)]));
        let story = only(&run);
        assert!(!headline(story).contains(note), "{printed}: {story:#}");
        assert!(
            story["edNote"].as_str().unwrap_or_default().contains(note),
            "{printed}: {story:#}"
        );
    }
    let corrected = rss(&[titled(1, "Berth to close")]).replacen(
        "&lt;p&gt;",
        "&lt;p&gt;(Corrects paragraph 3 to say Monday)&lt;/p&gt;&lt;p&gt;",
        1,
    );
    let run = document(corrected);
    assert!(!body(only(&run)).contains("Corrects"));
    assert!(only(&run)["edNote"].as_str().unwrap().contains("Corrects paragraph 3"));
}

// 54, 55
#[test]
fn a_correction_and_then_a_kill_are_versions_of_the_story_they_speak_of() {
    let at = |title: &str| rss(&[titled(1, title)]);
    let kill = rss(&[
        "<item><title>MANDATORY KILL: Berth to close</title><guid>g1</guid><link>https://halden.example/a/1</link>\
         <description>Editors: kill the story about the berth. The harbour denies it.</description></item>".to_owned(),
    ]);
    let run = polls(&[at("Berth to close"), at("CORRECTED-Berth to close"), kill]);
    assert_eq!(kinds(&run.verdicts), ["new", "update", "withdrawn"]);
    let last = &run.records[2];
    assert_eq!(last["subject"], run.records[0]["subject"]);
    assert_eq!(last["type"], "wiredesk.story.canceled.v1");
    assert_eq!(last["data"]["pubStatus"], "canceled");
    assert!(last["data"]["edNote"].as_str().unwrap().contains("KILL"));
}

// 55
#[test]
fn a_kill_that_arrives_as_a_new_item_cancels_the_earlier_story() {
    let whole = press::state("edges", 1, 1).paragraphs;
    let first = rss(&[titled(1, "Berth to close")]);
    let kill = rss(&[format!(
        "<item><title>KILL: Berth to close</title><guid>g9</guid><link>https://halden.example/a/1</link><description>{}</description></item>",
        marked_up(&whole)
    )]);
    let run = polls(&[first, kill]);
    assert_eq!(kinds(&run.verdicts), ["new", "withdrawn"]);
    assert_eq!(run.verdicts[0]["story"], run.verdicts[1]["story"]);
}

// 56
#[test]
fn an_item_in_another_language_than_its_channel_says_is_told_by_its_text() {
    let german = "Der Hafenrat hat am Montag beschlossen, den nördlichen Anleger zu schließen, weil die Mauer an vielen Stellen gerissen ist und niemand weiß, wie lange sie noch hält. Die Stadt will im Herbst neu bauen.";
    let english = "The harbour council agreed on Monday to close the northern berth because the wall has cracked in many places and nobody knows how long it will hold. The town wants to build again in autumn.";
    let one = |n: usize, text: &str| {
        format!(
            "<item><title>{n}</title><guid>g{n}</guid><link>https://halden.example/a/{n}</link><description>{text}</description></item>"
        )
    };
    let run = document(
        rss(&[one(1, german), one(2, english)])
            .replace("<channel>", "<channel><language>fr</language>"),
    );
    let languages: Vec<&Value> =
        run.records.iter().map(|record| &record["data"]["language"]).collect();
    assert_eq!(languages, ["de", "en"]);
}
