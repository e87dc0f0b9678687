//! `full_text = true`: a summary, then the article of its page, whatever happens in between.

use serde_json::Value;

use crate::newsroom::Newsroom;
use crate::process::{Daemon, until, wiredesk};
use crate::publisher::Reply;

const PARAGRAPHS: [&str; 4] = [
    "The orchard on the hill above the valley will be felled in autumn, because a fungus has reached the roots of its \
     oldest pear trees, the parish told the growers at a meeting on Thursday evening.",
    "A botanist from the county examined forty trees in summer and found the fungus in thirty of them, among them two \
     that stand on the oldest map of the parish, which was drawn in the year of the great flood.",
    "The growers asked for a year to take cuttings, so that the old kinds of pear can be grown on new roots further \
     down in the valley, and the parish granted them the winter and the spring.",
    "What is left of the wood goes to the workshop of the organ builder, who has waited for it since his apprentice days \
     and who promised the school a set of recorders in return.",
];

fn page() -> String {
    let text: Vec<String> = PARAGRAPHS.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    let text = text.concat();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Orchard to be felled</title></head>\
         <body><nav><a href=\"/\">Home</a></nav><article><h1>Orchard to be felled</h1>\n{text}</article></body></html>"
    )
}

/// Items whose pages lie at `paths` of the newsroom's own publisher.
fn summaries(newsroom: &Newsroom, paths: &[&str]) -> String {
    let item = |path: &&str| {
        let link = newsroom.publisher.url(path);
        format!(
            "<item><guid isPermaLink=\"false\">{path}</guid><title>Orchard to be felled {path}</title><link>{link}</link>\
             <description>The old orchard above the valley will be felled: a fungus has reached its pear trees.</description></item>"
        )
    };
    let items: String = paths.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Valley</title>{items}</channel></rss>")
}

fn valley(paths: &[&str]) -> Newsroom {
    let newsroom = Newsroom::new();
    let feed = newsroom.feed_table("valley", "full_text = true\n");
    newsroom.write_config(&Newsroom::config_with(&feed));
    newsroom.publish("/valley.xml", "\"1\"", summaries(&newsroom, paths));
    newsroom
}

fn versions(newsroom: &Newsroom) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told =
        |line: &Value| (text(&line["data"]["version"]), text(&line["data"]["representationType"]));
    newsroom.lines().iter().map(told).collect()
}

fn summary_and_text() -> Vec<(String, String)> {
    [("1", "partial"), ("2", "full")].map(|(v, kind)| (v.to_owned(), kind.to_owned())).into()
}

fn explain(newsroom: &Newsroom, name: &str) -> String {
    let command =
        wiredesk().arg("explain").arg("--config").arg(newsroom.config()).arg(name).output();
    String::from_utf8(command.unwrap().stdout).unwrap()
}

#[test]
fn the_page_is_asked_for_once_and_politely() {
    let newsroom = valley(&["/orchard"]);
    newsroom.publisher.replace("/orchard", Reply::ok(page()));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);
    let polls = newsroom.publisher.requests("/valley.xml").len();
    newsroom.wait_for_polls("/valley.xml", polls + 3);
    daemon.stop();
    assert_eq!(versions(&newsroom), summary_and_text());
    let text = newsroom.lines()[1]["data"]["bodies"][0]["value"].as_str().unwrap().to_owned();
    assert_eq!(text.split("\n\n").count(), PARAGRAPHS.len(), "{text}");
    assert_eq!(newsroom.publisher.requests("/robots.txt").len(), 1);
    let asked = newsroom.publisher.requests("/orchard");
    assert_eq!(asked.len(), 1);
    let header = |name: &str| String::from_utf8_lossy(asked[0].header(name).unwrap()).into_owned();
    assert!(
        header("user-agent").starts_with("wiredesk/") && header("accept").starts_with("text/html")
    );
    assert!(explain(&newsroom, "/orchard").contains("its text is the one published"));
}

// P1: what the summary's commit promised is kept by the next start.
#[test]
fn a_kill_between_summary_and_page_costs_neither_and_repeats_neither() {
    let newsroom = valley(&["/orchard"]);
    newsroom.publisher.replace("/orchard", Reply::silence());
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(1);
    daemon.kill();
    newsroom.publisher.replace("/orchard", Reply::ok(page()));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(2);
    let polls = newsroom.publisher.requests("/valley.xml").len();
    newsroom.wait_for_polls("/valley.xml", polls + 2);
    daemon.stop();
    assert_eq!(versions(&newsroom), summary_and_text());
}

// P5, P6; edge cases 38 and 39.
#[test]
fn pages_that_would_hurt_leave_the_summary_and_hold_up_nobody() {
    let newsroom = valley(&["/endless", "/inside", "/orchard"]);
    newsroom.write_config(
        &newsroom
            .config_text()
            .replace("timeout = \"2s\"", "timeout = \"60s\"\nbody_max = \"200kB\""),
    );
    newsroom
        .publisher
        .replace("/endless", Reply::endless("<p>And so on, and so on.</p>".repeat(1_000)));
    newsroom.publisher.replace("/inside", Reply::redirect(302, "http://10.9.8.7/orchard"));
    newsroom.publisher.replace("/orchard", Reply::ok(page()));
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_lines(4);
    until("both are given up", || {
        explain(&newsroom, "/endless").contains("too_big: ")
            && explain(&newsroom, "/inside").contains("forbidden: ")
    });
    daemon.stop();
    let list = wiredesk().args(["feeds", "list", "--config"]).arg(newsroom.config()).output();
    let list = String::from_utf8(list.unwrap().stdout).unwrap();
    assert!(list.contains("2 pages not read; the last: "), "{list}");
    let lines = newsroom.lines();
    let full: Vec<&str> = lines
        .iter()
        .filter(|line| line["data"]["representationType"] == "full")
        .map(|line| line["data"]["headlines"][0]["value"].as_str().unwrap())
        .collect();
    assert_eq!((lines.len(), full), (4, vec!["Orchard to be felled /orchard"]));
}

#[test]
fn a_stop_does_not_wait_for_a_page_that_is_silent() {
    let newsroom = valley(&["/orchard"]);
    newsroom.write_config(&newsroom.config_text().replace("timeout = \"2s\"", "timeout = \"10m\""));
    newsroom.publisher.replace("/orchard", Reply::silence());
    let daemon = Daemon::up(&newsroom.config());
    newsroom.wait_for_polls("/orchard", 1);
    let asked = std::time::Instant::now();
    daemon.stop();
    assert!(asked.elapsed() < std::time::Duration::from_secs(20), "{:?}", asked.elapsed());
}
