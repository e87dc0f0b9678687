//! Whole stories in, readings out. Every text is invented; the shapes are those of real copy.

use super::{Caption, Printed, Reading, read_credits};
use crate::model::WireFields;

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::to_owned).collect()
}

fn kept(reading: &Reading, paragraphs: &[String]) -> Vec<String> {
    reading
        .kept
        .iter()
        .map(|kept| {
            paragraphs[kept.index]
                .get(kept.range.clone())
                .unwrap()
                .to_owned()
        })
        .collect()
}

fn read(text: &str) -> (Reading, Vec<String>) {
    let paragraphs = paragraphs(text);
    let reading = read_credits(&Printed {
        paragraphs: &paragraphs,
        publisher: Some("Halden Gazette"),
        ..Printed::default()
    });
    let kept = kept(&reading, &paragraphs);
    (reading, kept)
}

/// What the seed's page and its invented twin must give.
pub(super) fn check_seed_shape(reading: &Reading, photographer: &str) {
    assert_eq!(reading.kept.len(), 9, "{:#?}", reading.kept);
    assert_eq!(reading.located.as_deref(), Some("WASHINGTON"));
    let originator = reading.sources.originator.as_ref().unwrap();
    assert_eq!(
        (originator.name.as_str(), originator.literal.as_deref()),
        ("Bloomberg", Some("Bloomberg L.P."))
    );
    assert_eq!(
        reading.sources.distributor.as_ref().unwrap().name,
        "Tribune Content Agency"
    );
    assert_eq!(reading.copyright.holder.as_deref(), Some("Bloomberg L.P."));
    assert_eq!(
        reading.copyright.notice.as_deref(),
        Some("©2021 Bloomberg L.P.")
    );
    assert_eq!(reading.captions.len(), 1);
    let Caption {
        people,
        sources,
        credit,
        ..
    } = &reading.captions[0];
    assert_eq!(
        (people[0].name.as_str(), people[0].rel.as_str()),
        (photographer, "photographer")
    );
    assert_eq!(sources.originator.as_ref().unwrap().name, "Getty Images");
    let distributor = sources.distributor.as_ref().unwrap();
    assert_eq!(
        (distributor.name.as_str(), distributor.literal.as_deref()),
        ("Tribune News Service", Some("TNS"))
    );
    assert_eq!(
        credit.as_deref(),
        Some(format!("{photographer}, Getty Images/TNS").as_str())
    );
    assert!(reading.ed_notes.is_empty(), "{:?}", reading.ed_notes);
}

#[test]
fn a_syndicated_story_keeps_its_nine_paragraphs_and_names_its_chain() {
    let caption = "Harbour master Ida Moe, seen here on May 2, 2021, in Halden, Va., spoke with a ferry captain about the tides.";
    let body: Vec<String> = (2..=9)
        .map(|n| {
            format!("Paragraph {n} of the story says what the ferry did on day {n}, Moe said.")
        })
        .collect();
    let text = format!(
        "{caption}\n\n{caption} (Ana Ruiz, Getty Images/TNS)\n\nWASHINGTON (Tribune News Service) — The ferry company spoke Tuesday as tides remained high.\n\n{}\n\n©2021 Bloomberg L.P.\n\nVisit bloomberg.com.\n\nDistributed by Tribune Content Agency, LLC.",
        body.join("\n\n")
    );
    let (reading, kept) = read(&text);
    check_seed_shape(&reading, "Ana Ruiz");
    assert_eq!(
        kept[0],
        "The ferry company spoke Tuesday as tides remained high."
    );
    assert_eq!(reading.sources.publisher.unwrap().name, "Halden Gazette");
}

#[test]
fn explicit_wire_fields_win_over_the_text() {
    let paragraphs = paragraphs("Rom/Sydney (dpa) - The ferry sank.\n\nNobody was hurt.");
    let wire = WireFields {
        byline: Some("Von Anna Muster, dpa".into()),
        dateline: Some("Rom/Sydney (dpa) - ".into()),
        credit: Some("dpa".into()),
        copyright_notice: Some("Copyright 2031, dpa (www.dpa.de). Alle Rechte vorbehalten".into()),
        ..WireFields::default()
    };
    let reading = read_credits(&Printed {
        paragraphs: &paragraphs,
        wire: Some(&wire),
        ..Printed::default()
    });
    assert_eq!(
        kept(&reading, &paragraphs),
        ["The ferry sank.", "Nobody was hurt."]
    );
    assert_eq!(reading.located.as_deref(), Some("Rom/Sydney"));
    assert_eq!(reading.by.as_deref(), Some("Anna Muster, dpa"));
    assert_eq!(reading.people[0].name, "Anna Muster");
    assert_eq!(
        reading.sources.originator.unwrap().name,
        "Deutsche Presse-Agentur"
    );
    assert_eq!(reading.copyright.holder.as_deref(), Some("dpa"));
}
