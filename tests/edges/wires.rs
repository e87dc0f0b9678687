//! Copy of the wires whose names tell less than they seem to: items of several texts, and telegrams with one number.

use std::collections::{BTreeMap, BTreeSet};

use crate::*;

/// The newest status of every story, by its headline at first.
fn statuses(run: &Run) -> BTreeMap<String, String> {
    let mut headlines: BTreeMap<&str, String> = BTreeMap::new();
    let mut statuses = BTreeMap::new();
    let stories = run.records.iter().filter(|r| r["type"].as_str().unwrap().contains(".story."));
    for data in stories.map(|record| &record["data"]).filter(|data| !data["pubStatus"].is_null()) {
        let first = data["headlines"][0]["value"].as_str().unwrap_or_default().to_owned();
        let headline = headlines.entry(data["uri"].as_str().unwrap()).or_insert(first);
        statuses.insert(headline.clone(), data["pubStatus"].as_str().unwrap().to_owned());
    }
    statuses
}

fn are(run: &Run, expected: &[(&str, &str)]) {
    let expected = expected.iter().map(|(name, status)| ((*name).to_owned(), (*status).to_owned()));
    assert_eq!(statuses(run), expected.collect(), "{}", run.stdout);
}

const TEXTS: [(&str, &str); 3] = [
    (
        "Harbour gates hold in the storm",
        "The gates of the old harbour held all through the night, the pilot of Halden said.",
    ),
    (
        "Ferry master quits after long row",
        "Olav Brenner leaves the ferry that he led for thirty years. He wants to bake bread.",
    ),
    (
        "Owls return to the vale of Lyme",
        "Eleven pairs of eagle owls were counted by the forest wardens, more than ever before.",
    ),
];

fn newsml(revision: u32, status: &str, component: &str) -> String {
    format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>hld.example</ProviderId><DateId>20260302</DateId>\
         <NewsItemId>round</NewsItemId><RevisionId PreviousRevision='{}' Update='N'>{revision}</RevisionId>\
         <PublicIdentifier>urn:newsml:hld.example:20260302:round:{revision}</PublicIdentifier></NewsIdentifier></Identification>\
         <NewsManagement><NewsItemType FormalName='News'/><FirstCreated>20260302T070000Z</FirstCreated>\
         <ThisRevisionCreated>20260302T0{revision}1000Z</ThisRevisionCreated><Status FormalName='{status}'/></NewsManagement>\
         <NewsComponent>{component}</NewsComponent></NewsItem></NewsML>",
        revision - 1
    )
}

// Its kill, which carries no texts, canceled the first of them or none, and the others stayed usable.
#[test]
fn a_kill_without_texts_of_an_item_of_several_kills_all_of_them() {
    let part = |name: &str, (headline, text): (&str, &str)| {
        format!(
            "<NewsComponent {name}><Role FormalName='Main'/><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem>\
             <MediaType FormalName='Text'/><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
        )
    };
    let kill =
        newsml(2, "Canceled", "<NewsLines><HeadLine>Round-up withdrawn</HeadLine></NewsLines>");
    let names = ["Duid='t1'", "Duid='t2'", "Duid='t3'"];
    for names in [names, [""; 3]] {
        let parts: String = names.iter().zip(TEXTS).map(|(name, text)| part(name, text)).collect();
        let other =
            newsml(1, "Usable", &part("", ("Baker of Halden wins", "He baked the longest loaf.")))
                .replace("round", "loaf");
        let run = polls(&[newsml(1, "Usable", &parts), other, kill.clone()]);
        let mut expected = TEXTS.map(|(headline, _)| (headline, "canceled")).to_vec();
        expected.push(("Baker of Halden wins", "usable"));
        are(&run, &expected);
    }
}

fn anpa(number: &str, slug: &str, headline: &str, text: &str, stamp: &str) -> String {
    format!(
        "\u{1}{number}\u{1f}_---\r\nr i\u{13}\u{11} {slug} 03-02 0120\r\n\u{2}^{slug},0120<\r\n^{headline}<\r\n\
         \t   {text}\r\n\u{3}\r\nHLD-NY-{stamp}<\r\n\u{4}"
    )
}

// Numbers of four digits wrap, and two services count for themselves: the second text was lost without a record.
#[test]
fn two_telegrams_of_one_number_and_day_are_two_stories() {
    let [gates, ferry, _] = TEXTS;
    let first = anpa("a0151", "HLD-Gates", gates.0, gates.1, "03-02-26 0700GMT");
    let second = anpa("a0151", "HLD-Ferry", ferry.0, ferry.1, "03-02-26 0900GMT");
    let iptc = |(headline, text): (&str, &str), time: &str| {
        format!(
            "\u{1}bdt0151 4 pl 120 hld 0456\r\nHafen/\r\n\u{2}{headline} =\r\n   Halden (hld) - {text}\r\n\u{3}\r\n{time} MEZ Mrz 26\u{4}\r\n"
        )
    };
    for (first, second) in [(first, second), (iptc(gates, "020700"), iptc(ferry, "020900"))] {
        let expected = [(gates.0, "usable"), (ferry.0, "usable")];
        let apart = polls(&[first.clone(), second.clone(), first.clone(), second.clone()]);
        are(&apart, &expected);
        assert_eq!(apart.records.len(), 2, "read again, they bring nothing: {}", apart.stdout);
        let together = format!("{first}{second}");
        let together = polls(&[together.clone(), together]);
        are(&together, &expected);
        assert_eq!(together.records.len(), 2, "{}", together.stdout);
        let uris = |run: &Run| -> BTreeSet<String> {
            run.records.iter().map(|r| r["data"]["uri"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(uris(&apart), uris(&together));
    }
}

#[test]
fn a_telegram_that_is_sent_again_under_its_number_is_one_story() {
    let [gates, ..] = TEXTS;
    let first = anpa("a0151", "HLD-Gates", gates.0, gates.1, "03-02-26 0700GMT");
    let longer = format!("{} Two boats were lost.", gates.1);
    let again =
        anpa("a0151", "HLD-Gates", "Gates hold, two boats lost", &longer, "03-02-26 0900GMT");
    let run = polls(&[first, again]);
    are(&run, &[(gates.0, "usable")]);
    assert_eq!(run.records.len(), 2, "{}", run.stdout);
}

// Numbers begin again every day: the kill's own day was put to the number that it names, and no story was so called.
#[test]
fn a_kill_after_midnight_finds_the_telegram_of_the_evening_by_its_number() {
    let [gates, ferry, _] = TEXTS;
    let evening = anpa("a0351", "HLD-Gates", gates.0, gates.1, "03-01-26 2350GMT");
    let other = anpa("a0002", "HLD-Ferry", ferry.0, ferry.1, "03-02-26 0005GMT");
    let kill = |text: &str| anpa("a0009", "HLD-Floods--KILL", "KILL", text, "03-02-26 0010GMT");
    let before = [evening.clone(), other.clone()];
    let (dead, usable) = ((gates.0, "canceled"), (ferry.0, "usable"));
    for text in
        ["Editors: Please kill a0351. The gates did not hold.", "Kill a0351. Use instead a0002."]
    {
        let run = polls(&[before.as_slice(), &[kill(text)]].concat());
        are(&run, &[dead, usable]);
    }
    // By its slug, where the number may be of either day.
    let run = polls(&[
        anpa("a0001", "BC-HLD--Gates", gates.0, gates.1, "03-01-26 0700GMT"),
        other,
        kill("Editors: Please kill a0001, BC-HLD--Gates. The story is wrong."),
    ]);
    are(&run, &[dead, usable]);
}
