//! Shapes of NITF.

use super::*;

#[test]
fn a_title_within_a_nitf_byline_is_parted_from_the_name() {
    for (printed, want) in [
        (
            "<byline>By <person>Ana Ruiz</person><byttl>Staff Writer</byttl></byline>",
            "By Ana Ruiz, Staff Writer",
        ),
        ("<byline>By Ana Ruiz, <byttl>Halden Wire</byttl></byline>", "By Ana Ruiz, Halden Wire"),
        ("<byline>By Ana Ruiz</byline><byline>By Olav Berg</byline>", "By Ana Ruiz and Olav Berg"),
        ("<byline><byttl>Halden Wire</byttl></byline>", "Halden Wire"),
    ] {
        assert_eq!(wire(&nitf("", printed, "")).byline.as_deref(), Some(want), "{printed}");
    }
}

#[test]
fn messages_corrections_and_rights_of_nitf_arrive() {
    let found = wire(&nitf(
        "<ed-msg msg-type='kill' info='Wrong gates'/><correction info='Corrects name' id-string='h' regsrc='HLD'/>\
         <doc.rights owner='Halden Wire' limitations='No resale'/>",
        "",
        "",
    ));
    assert_eq!(found.signals, ["kill", "correction"]);
    assert_eq!(found.ed_note.as_deref(), Some("Wrong gates; Corrects name"));
    assert_eq!(found.previous, ["h"]);
    assert_eq!(found.alt_ids, [("previousVersion".to_owned(), "h".to_owned())]);
    assert_eq!(found.copyright_holder.as_deref(), Some("Halden Wire"));
    assert_eq!(found.usage_terms.as_deref(), Some("No resale"));
    let ended = body(&nitf("", "", "<tagline>Olav Berg &amp; Mia Holm contributed.</tagline>"));
    assert!(ended.ends_with("<p>Olav Berg &amp; Mia Holm contributed.</p>"), "{ended}");
}

/// The names turned round for an archive's index became a second author, and the paper's day was lost.
#[test]
fn an_archives_turned_byline_is_no_second_author_and_pubdata_is_who_printed_it_and_when() {
    let turned = "<byline class='print_byline'>By ANA RUIZ</byline><byline class='normalized_byline'>Ruiz, Ana</byline>";
    let text = nitf("<doc.copyright holder='Halden Press Ltd'/>", turned, "").replace(
        "</head>",
        "<meta name='slug' content='GATES'/><pubdata name='Halden Echo' date.publication='20260304T000000'/></head>",
    );
    let found = entry(&text);
    let wire = found.wire.unwrap();
    assert_eq!(found.authors, ["By ANA RUIZ"]);
    assert_eq!(wire.publisher.as_deref(), Some("Halden Echo"));
    assert_eq!(wire.copyright_holder.as_deref(), Some("Halden Press Ltd"));
    assert!(wire.providers.is_empty(), "{:?}", wire.providers);
    assert_eq!(wire.slugline.as_deref(), Some("GATES"));
    let published = found.published.unwrap();
    assert_eq!((published.raw.as_str(), published.precision), ("20260304", Precision::Day));
}

#[test]
fn the_date_of_a_dateline_is_the_last_that_is_asked() {
    let dated = |docdata: &str, pubdata: &str| {
        let dateline =
            "<dateline>HALDEN <story.date norm='20260303T080000Z'>March 3</story.date></dateline>";
        let text = nitf(docdata, dateline, "").replace("</head>", &format!("{pubdata}</head>"));
        entry(&text).published.unwrap().raw
    };
    let printed = "<pubdata date.publication='20260304T090000+0100'/>";
    assert_eq!(dated("<date.issue norm='20260302T080000Z'/>", printed), "20260302T080000Z");
    assert_eq!(dated("", printed), "20260304T090000+0100");
    assert_eq!(dated("", ""), "20260303T080000Z");
}

#[test]
fn the_second_headline_of_nitf_is_kept() {
    let text = nitf("", "", "").replace(
        "</hedline>",
        "<hl2>A quiet night</hl2><hl2 class='ShortHeadLine'>Gates</hl2></hedline>",
    );
    let found = wire(&text).headlines;
    let found: Vec<_> = found.iter().map(|(role, text)| (role.as_str(), text.as_str())).collect();
    assert_eq!(found, [("subheadline", "A quiet night"), ("short", "Gates")]);
}
