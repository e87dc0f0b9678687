//! Copy of the wires whose names tell less than they seem to: items of several texts, and telegrams with numbers.

use std::collections::BTreeMap;

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
        for text in &TEXTS[1..] {
            let killed = run.records.iter().map(|record| &record["data"]).filter(|data| {
                data["pubStatus"] == "canceled" && data["headlines"][0]["value"] == text.0
            });
            assert_eq!(killed.count(), 1, "it lost its headline: {}", run.stdout);
        }
    }
}

fn part(name: &str, (headline, text): (&str, &str)) -> String {
    format!(
        "<NewsComponent {name}><Role FormalName='Main'/><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem>\
         <MediaType FormalName='Text'/><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
    )
}

fn parts(texts: [(&str, &str); 3]) -> String {
    ["Duid='t1'", "Duid='t2'", "Duid='t3'"]
        .iter()
        .zip(texts)
        .map(|(name, text)| part(name, text))
        .collect()
}

// One text that its headline kills took all others of its document with it.
#[test]
fn a_kill_of_one_text_of_an_item_leaves_the_others_alive() {
    let [gates, ferry, owls] = TEXTS;
    let headline = format!("MANDATORY KILL: {}", gates.0);
    let killed = newsml(2, "Usable", &parts([(&headline, gates.1), ferry, owls]));
    let run = polls(&[newsml(1, "Usable", &parts(TEXTS)), killed]);
    are(&run, &[(gates.0, "canceled"), (ferry.0, "usable"), (owls.0, "usable")]);
}

// An item that was made from others says so, and its kill canceled all texts of these.
#[test]
fn a_kill_of_an_item_derived_from_another_leaves_the_other_texts_of_that_alive() {
    let [_, ferry, owls] = TEXTS;
    let derived =
        "<DerivedFrom NewsItem='urn:newsml:hld.example:20260302:round:1'/></NewsManagement>";
    let of_baker = |revision, status, component: &str| {
        newsml(revision, status, component)
            .replace("round", "loaf")
            .replace("</NewsManagement>", derived)
    };
    let baker =
        ("Baker of Halden wins", "He baked the longest loaf in the county, and they ate it.");
    let lines = "<NewsLines><HeadLine>Baker of Halden wins</HeadLine></NewsLines>";
    let run = polls(&[
        newsml(1, "Usable", &parts(TEXTS)),
        of_baker(1, "Usable", &part("", baker)),
        of_baker(2, "Canceled", lines),
    ]);
    let statuses = statuses(&run);
    assert_eq!([&statuses[ferry.0], &statuses[owls.0]], ["usable"; 2], "{}", run.stdout);
}

fn anpa(number: &str, slug: &str, headline: &str, text: &str, stamp: &str) -> String {
    format!(
        "\u{1}{number}\u{1f}_---\r\nr i\u{13}\u{11} {slug} 03-02 0120\r\n\u{2}^{slug},0120<\r\n^{headline}<\r\n\
         \t   {text}\r\n\u{3}\r\nHLD-NY-{stamp}<\r\n\u{4}"
    )
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

// Numbers wrap and desks file out of order: the number was put to the day before alone, and the update was a second story.
#[test]
fn a_higher_number_before_noon_may_be_of_the_same_day() {
    let [gates, ..] = TEXTS;
    let first = anpa("a0400", "HLD-Gates", gates.0, gates.1, "03-02-26 0855GMT");
    let longer = format!("{} Two boats were lost.", gates.1);
    let update = anpa("a0399", "HLD-Gates, 1st Ld", "Boats lost", &longer, "03-02-26 0900GMT")
        .replace("HLD-Gates, 1st Ld 03-02", "HLD-Gates, 1st Ld, a0400 03-02");
    let run = polls(&[first.clone(), update]);
    are(&run, &[(gates.0, "usable")]);
    let kill = anpa("a0399", "HLD--KILL", "KILL", "Please kill a0400.", "03-02-26 0900GMT");
    are(&polls(&[first, kill]), &[(gates.0, "canceled")]);
}

// A flight or a gate in news of a killing was taken for the number of a telegram, and the news for its next version.
#[test]
fn news_of_a_killing_names_no_telegrams() {
    let [gates, _, owls] = TEXTS;
    let headline = "FIVE KILLED IN HALDEN BLAST";
    let text = "Five people were killed when flight UA1234 of Halden Air burst, police said. The plane had left gate a0151.";
    let run = polls(&[
        anpa("ua1234", "HLD-Owls", owls.0, owls.1, "03-02-26 0800GMT"),
        anpa("a0151", "HLD-Gates", gates.0, gates.1, "03-02-26 0810GMT"),
        anpa("a0152", "HLD-Blast", headline, text, "03-02-26 0905GMT"),
    ]);
    are(&run, &[(gates.0, "usable"), (owls.0, "usable"), (headline, "usable")]);
}
