//! Whole stories in, readings out. Every text is invented; the shapes are those of real copy.

use super::{Caption, Printed, Reading, RuleBook, read_credits};
use crate::model::{Organisation, WireFields};

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::to_owned).collect()
}

fn kept(reading: &Reading, paragraphs: &[String]) -> Vec<String> {
    reading
        .kept
        .iter()
        .map(|kept| paragraphs[kept.index].get(kept.range.clone()).unwrap().to_owned())
        .collect()
}

fn read(text: &str) -> (Reading, Vec<String>) {
    let paragraphs = paragraphs(text);
    let reading = read_credits(
        &Printed {
            paragraphs: &paragraphs,
            publisher: Some("Halden Gazette"),
            ..Printed::default()
        },
        RuleBook::built_in(),
    );
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
    assert_eq!(reading.sources.distributor.as_ref().unwrap().name, "Tribune Content Agency");
    assert_eq!(reading.copyright.holder.as_deref(), Some("Bloomberg L.P."));
    assert_eq!(reading.copyright.notice.as_deref(), Some("©2021 Bloomberg L.P."));
    assert_eq!(reading.captions.len(), 1);
    let Caption { people, sources, credit, .. } = &reading.captions[0];
    assert_eq!((people[0].name.as_str(), people[0].rel.as_str()), (photographer, "photographer"));
    assert_eq!(sources.originator.as_ref().unwrap().name, "Getty Images");
    let distributor = sources.distributor.as_ref().unwrap();
    assert_eq!(
        (distributor.name.as_str(), distributor.literal.as_deref()),
        ("Tribune News Service", Some("TNS"))
    );
    assert_eq!(credit.as_deref(), Some(format!("{photographer}, Getty Images/TNS").as_str()));
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
    assert_eq!(kept[0], "The ferry company spoke Tuesday as tides remained high.");
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
    let reading = read_credits(
        &Printed { paragraphs: &paragraphs, wire: Some(&wire), ..Printed::default() },
        RuleBook::built_in(),
    );
    assert_eq!(kept(&reading, &paragraphs), ["The ferry sank.", "Nobody was hurt."]);
    assert_eq!(reading.located.as_deref(), Some("Rom/Sydney"));
    assert_eq!(reading.by.as_deref(), Some("Anna Muster, dpa"));
    assert_eq!(reading.people[0].name, "Anna Muster");
    assert_eq!(reading.sources.originator.unwrap().name, "Deutsche Presse-Agentur");
    assert_eq!(reading.copyright.holder.as_deref(), Some("dpa"));
}

/// A line below the story => originator => distributor, `-` for none.
const FOOTERS: &str = "©2031 Bloomberg L.P. => Bloomberg => -
    © 2031 The New York Times Company => The New York Times => -
    (c) 2031, The Washington Post => The Washington Post => -
    Copyright 2031 The Associated Press. All rights reserved. => The Associated Press => -
    Copyright © 2031 Agence France-Presse => Agence France-Presse => -
    © 2031 AFP => Agence France-Presse => -
    (c) Copyright Thomson Reuters 2031. Click For Restrictions - https://halden.example => Reuters => -
    © 2031 Thomson/Reuters. All rights reserved. => Reuters => -
    Copyright 2031, dpa (www.dpa.de). Alle Rechte vorbehalten => Deutsche Presse-Agentur => -
    (c) 2031 dpa Deutsche Presse Agentur GmbH => Deutsche Presse-Agentur => -
    ___ ©2031 The Seattle Times. Visit seattletimes.com. Distributed by Tribune Content Agency, LLC. => The Seattle Times => Tribune Content Agency
    ©2031 Los Angeles Times. Visit latimes.com. Distributed by Tribune Content Agency, LLC. => Los Angeles Times => Tribune Content Agency
    ©2031 The Philadelphia Inquirer, LLC. Visit inquirer.com. Distributed by Tribune Content Agency, LLC. => The Philadelphia Inquirer => Tribune Content Agency
    ©2031 Chicago Tribune. Distributed by Tribune Content Agency, LLC. => Chicago Tribune => Tribune Content Agency
    ©2031 Miami Herald. Distributed by Tribune Content Agency. => The Miami Herald => Tribune Content Agency
    ©2031 CQ-Roll Call, Inc. Visit rollcall.com. Distributed by Tribune Content Agency, LLC. => CQ-Roll Call => Tribune Content Agency
    ©2031 MediaNews Group, Inc. => MediaNews Group => -
    ©2031 Star Tribune => Star Tribune => -
    Copyright 2031 USA TODAY => USA TODAY => -
    Copyright 2031 NPR. To see more, visit https://www.npr.org. => NPR => -
    © 2031 Cable News Network => CNN => -
    The-CNN-Wire™ & © 2031 Cable News Network, Inc., a Moss Company. All rights reserved. => CNN => -
    Copyright (c) 2031 Financial Times Limited => Financial Times => -
    © 2031 Guardian News & Media Limited => The Guardian => -
    Copyright 2031 Xinhua News Agency => Xinhua => -
    © Kyodo News => Kyodo News => -
    Copyright 2031 Yonhap News Agency. All rights reserved. => Yonhap News Agency => -
    (c) 2031 ANSA => ANSA => -
    © 2031 EFE. Todos los derechos reservados. => EFE => -
    Copyright 2031 The Canadian Press. All rights reserved. => The Canadian Press => -
    Copyright 2031 Australian Associated Press => Australian Associated Press => -
    © 2031 PA Media, All Rights Reserved => PA Media => -
    © Halden Gazette Ltd. 2031 => Halden Gazette Ltd. => -
    Copyright 2031 Moss Courier => Moss Courier => -
    Distributed by AllAfrica Global Media => - => AllAfrica
    Provided by SyndiGate Media Inc. (Syndigate.info). => - => SyndiGate
    Distributed by Creators Syndicate => - => Creators Syndicate
    Distributed by King Features Syndicate, Inc. => - => King Features Syndicate
    Distributed by Moss Feature Service => - => Moss Feature Service
    Source: Xinhua => Xinhua => -
    Source: TASS => TASS => -
    (Source: Anadolu Agency) => Anadolu Agency => -
    Quelle: APA => Austria Presse Agentur => -
    Fuente: Europa Press => Europa Press => -
    Fonte: Lusa => Lusa => -
    Källa: TT => Tidningarnas Telegrambyrå => -
    This story was originally published by ProPublica. => ProPublica => -
    This article was originally published on Stateline. => Stateline => -
    This story was originally published by CalMatters and is reprinted here. => CalMatters => -
    This article first appeared in Moss Courier. => Moss Courier => -
    First published by ProPublica. => ProPublica => -
    (SDA/dpa) => Keystone-SDA => -
    This story was provided by Bay City News. => Bay City News => -
    REUTER => Reuters => -
    (AFP) => Agence France-Presse => -
    dpa => Deutsche Presse-Agentur => -
    Associated Press => The Associated Press => -
    [PTI] => Press Trust of India => -
    Visit bloomberg.com. => - => -
    To contact the reporter on this story: Ana Ruiz in Oslo at aruiz@halden.example => - => -
    To contact the editors responsible for this story: Jo Lind at jlind@halden.example => - => -
    (Reporting by Ana Ruiz; Editing by Jo Lind) => - => -
    — With assistance from Ana Ruiz and Olav Berg. => - => -
    Associated Press writer Ana Ruiz in Oslo contributed to this report. => - => -
    aruiz@halden.example | Twitter: @aruiz => - => -
    Ana Ruiz is a staff writer for Moss Courier. => - => -
    Our Standards: The Thomson Reuters Trust Principles. => - => -
    Read more at https://halden.example/ferry => - => -
    (END) => - => -
    ___ => - => -";

#[test]
fn lines_below_a_story_are_taken_out_and_say_who_made_it() {
    let body = "The ferry was late, said the mayor.\n\nNobody knew why.\n\nIt came at noon.";
    for row in FOOTERS.lines().map(str::trim) {
        let [line, originator, distributor] = row.split(" => ").collect::<Vec<_>>()[..] else {
            panic!("three columns: {row}");
        };
        let (reading, kept) = read(&format!("{body}\n\n{line}"));
        assert_eq!(kept.len(), 3, "{line:?}: {kept:?}");
        let name =
            |slot: &Option<Organisation>| slot.as_ref().map_or("-".to_owned(), |o| o.name.clone());
        let got = (name(&reading.sources.originator), name(&reading.sources.distributor));
        assert_eq!((got.0.as_str(), got.1.as_str()), (originator, distributor), "{line:?}");
    }
}

/// A first paragraph => place => byline => originator => distributor, `-` for none; the text is `Rain fell.`
const LEADS: &str = "CAIRO, March 8 (Reuters) -  => CAIRO => - => Reuters => -
    By Ana Ruiz TOKYO, March 3 (Reuters) -  => TOKYO => Ana Ruiz => Reuters => -
    WASHINGTON (Tribune News Service) —  => WASHINGTON => - => - => Tribune News Service
    NEW YORK, March 3, 2031 /PRNewswire/ --  => NEW YORK => - => - => PR Newswire
    BUENOS AIRES, Feb 26 -  => BUENOS AIRES => - => - => -
    (CNN)  => - => - => CNN => -
    (Adds quote, background) PARIS, March 3 (AFP) -  => PARIS => - => Agence France-Presse => -
    Wien (APA) –  => Wien => - => Austria Presse Agentur => -
    SEOUL, March 3 (Yonhap) -- (Updates with quote)  => SEOUL => - => Yonhap News Agency => -";

#[test]
fn first_paragraphs_give_place_byline_and_agency() {
    for row in LEADS.lines().map(str::trim_start) {
        let columns: Vec<&str> = row.split(" => ").collect();
        let (reading, kept) = read(&format!("{}Rain fell.", columns[0]));
        assert_eq!(kept, ["Rain fell."], "{row:?}");
        let name = |slot: &Option<Organisation>| slot.as_ref().map(|o| o.name.clone());
        let got = [
            reading.located.clone(),
            reading.by.clone(),
            name(&reading.sources.originator),
            name(&reading.sources.distributor),
        ];
        let got: Vec<String> = got.into_iter().map(|v| v.unwrap_or("-".into())).collect();
        assert_eq!(got, columns[1..], "{row:?}");
    }
}

#[test]
fn bylines_authors_and_credits_below_meet_in_one_list() {
    let paragraphs = paragraphs(
        "By Ana Ruiz and Olav Berg\nHalden News\n\nOSLO (AP) — The ferry was late.\n\nIt came at noon.\n\n(Additional reporting by Mia Holm; Editing by Jo Lind)",
    );
    let authors = ["By Ana Ruiz, Bloomberg News (TNS)".to_owned()];
    let reading = read_credits(
        &Printed { paragraphs: &paragraphs, authors: &authors, ..Printed::default() },
        RuleBook::built_in(),
    );
    assert_eq!(reading.by.as_deref(), Some("Ana Ruiz and Olav Berg"));
    let people: Vec<_> = reading
        .people
        .iter()
        .map(|p| (p.name.as_str(), p.rel.as_str(), p.literal.as_deref()))
        .collect();
    let expected = [
        ("Ana Ruiz", "author", Some("Bloomberg News")),
        ("Olav Berg", "author", None),
        ("Mia Holm", "contributor", None),
        ("Jo Lind", "editor", None),
    ];
    assert_eq!(people, expected);
    assert_eq!(reading.sources.originator.unwrap().name, "The Associated Press");
    assert_eq!(reading.sources.distributor.unwrap().name, "Tribune News Service");
    assert_eq!(reading.ed_notes, ["Also credited: Bloomberg (byline)"]);
}

#[test]
fn captions_of_media_are_split_and_their_twins_in_the_text_go() {
    let media = [
        "A ferry in Halden on Monday. (Photo by Ana Ruiz/AFP)".to_owned(),
        "Plain words.".to_owned(),
    ];
    let paragraphs =
        paragraphs("A ferry in Halden on Monday.\n\nThe ferry was late.\n\nIt came at noon.");
    let reading = read_credits(
        &Printed { paragraphs: &paragraphs, media_captions: &media, ..Printed::default() },
        RuleBook::built_in(),
    );
    assert_eq!(kept(&reading, &paragraphs), ["The ferry was late.", "It came at noon."]);
    assert_eq!(reading.media_captions.len(), 2);
    assert_eq!(reading.media_captions[0].caption.as_deref(), Some("A ferry in Halden on Monday."));
    assert_eq!(reading.media_captions[0].people[0].name, "Ana Ruiz");
    assert_eq!(
        reading.media_captions[0].sources.originator.as_ref().unwrap().name,
        "Agence France-Presse"
    );
    assert_eq!(reading.media_captions[1].caption.as_deref(), Some("Plain words."));
    assert!(reading.sources.originator.is_none(), "a picture's agency did not write the story");
}

#[test]
fn notices_of_the_page_and_the_publisher_do_not_name_the_writer() {
    let text = "OSLO (AP) — The ferry was late.\n\nIt came at noon.\n\n© 2031 Halden Gazette. All rights reserved.";
    let (reading, _) = read(text);
    assert_eq!(reading.sources.originator.unwrap().name, "The Associated Press");
    assert_eq!(reading.copyright.holder.as_deref(), Some("Halden Gazette"));
}

#[test]
fn a_sign_off_in_brackets_goes_alone_and_credits_its_agencies() {
    let (reading, kept) = read("Rain fell.\n\nThe minister resigned on Monday. (SDA/dpa)");
    assert_eq!(kept, ["Rain fell.", "The minister resigned on Monday."]);
    assert_eq!(reading.sources.originator.unwrap().name, "Keystone-SDA");
    assert_eq!(reading.ed_notes, ["Also credited: Deutsche Presse-Agentur (footer)"]);
}

#[test]
fn a_last_sentence_that_names_contributors_goes_alone() {
    let council = "The council voted 7-2 to close the pier.";
    let text = format!("Rain fell.\n\n{council} The Associated Press contributed to this report.");
    let (reading, kept) = read(&text);
    assert_eq!(kept, ["Rain fell.", council]);
    assert_eq!(reading.ed_notes, ["The Associated Press contributed to this report."]);
    let (reading, kept) = read(
        "Rain fell.\n\nHalden News' Ana Ruiz contributed to this report. The Associated Press also contributed to this report.",
    );
    assert_eq!((kept, reading.people.len()), (vec!["Rain fell.".to_owned()], 1));
}

/// Every line claims or notes something; what is kept of it is bounded, and so is what it is compared with.
#[test]
fn endless_claims_notes_and_people_are_bounded() {
    let lines =
        |line: &dyn Fn(usize) -> String| (0..5_000).map(line).collect::<Vec<_>>().join("\n\n");
    let letters =
        |n: usize| n.to_string().bytes().map(|b| char::from(b'a' + b - b'0')).collect::<String>();
    for text in [
        lines(&|n| format!("© 2031 Moss{n} Courier")),
        lines(&|n| format!("Distributed by Moss{n} Syndicate")),
        lines(&|n| format!("Corrected: (Corrects {n})\n\n(Corrects paragraph {n})")),
        lines(&|n| format!("Additional reporting by Ana Ruiz{}", letters(n))),
        lines(&|n| format!("By Ana Ruiz{}", letters(n))),
        lines(&|n| format!("A ferry {n}. (Photo by Ana Ruiz{}/AP)", letters(n))),
        lines(&|n| {
            format!("The Associated Press and Ana Ruiz{} contributed to this report.", letters(n))
        }),
    ] {
        let (reading, _) = read(&format!("Rain fell.\n\n{text}"));
        let counts = [reading.ed_notes.len(), reading.people.len(), reading.captions.len()];
        assert!(counts.iter().all(|count| *count <= 130), "{counts:?}");
    }
}

#[test]
fn prose_is_never_taken_out() {
    let text = "By noon the ferry had not come, and Copyright law was on nobody's mind.\n\n\
        Reporting by the ministry showed - once more - that boats were old (and slow).\n\n\
        \"Visit the harbour,\" said Ana Ruiz, a staff writer who had come to see it.\n\n\
        Source of the trouble: an engine. Photos of it went round the town.\n\n\
        Distributed by hand, the leaflets said: Follow the money.\n\n\
        This story has been told for generations. The story was first reported by The New York Times.\n\n\
        Email records show the company told Facebook executives about the flaw.\n\n\
        Olav Berg (the mayor) spoke in LONDON - and in Paris, March 3 - of the costs.";
    let (reading, kept) = read(text);
    assert_eq!(kept, paragraphs(text));
    assert_eq!(reading.removed, Vec::new());
    assert_eq!((reading.located, reading.by), (None, None));
}

#[test]
fn hostile_text_is_read_in_bounds() {
    for text in [
        "(".repeat(20_000),
        "© ".repeat(9_000),
        "/".repeat(20_000),
        "By ".repeat(9_000),
        "\u{200b}".repeat(9_000),
        "é—".repeat(9_000),
        "He said. AFP ".repeat(9_000),
        "He said. (AFP) ".repeat(9_000),
        "He said. Ana Ruiz contributed to this report. ".repeat(2_000),
    ] {
        let (reading, _) = read(&format!("{text}\n\n{text}"));
        assert!(reading.located.is_none());
    }
}
