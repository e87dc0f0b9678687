use super::*;

const LIMITS: Limits = Limits { entries_max: 10, text_chars_max: 10_000 };

fn read_one(text: &str) -> (Option<Format>, Entry) {
    let mut document = read(text, LIMITS).unwrap();
    (document.format, document.entries.remove(0))
}

fn check(have: Option<&str>, want: &str) {
    assert_eq!(have, Some(want));
}

#[test]
fn anpa_marks_become_fields_and_indents_paragraphs() {
    let text = "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nu a\u{13}\u{11} BC-HLD--Gates 03-04 0120\r\n\
        \u{2}^BC-HLD--Harbour Gates, 2nd Ld,120< \r\n^Harbour gates hold< \r\n^Eds: Adds the vote.< \r\n\
        ^AP Photo HLD101< \r\n^A quiet night at the quay.<\r\n^By ANA RUIZ= \r\n^Vale Staff Writer= \r\n\
        \t   PORT HALDEN (HLD) _ ``It held,'' she\r\nsaid. \r\n \r\n\t   Second one.\r\n^AGATE=\r\n\u{8}Gate\u{10}1;2\r\n\u{8}Gate\u{10}2;3\r\n\
        \t   \u{3}HLD-NY-03-04-25 0305GMT<\r\n\u{c}\u{4}";
    let (format, entry) = read_one(text);
    let wire = entry.wire.unwrap();
    assert_eq!(format, Some(Format::Anpa));
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
    check(entry.summary.as_ref().map(|t| t.value.as_str()), "A quiet night at the quay.");
    let body =
        "PORT HALDEN (HLD) — “It held,” she said.\n\nSecond one.\n\nAGATE\n\nGate 1;2\n\nGate 2;3";
    check(entry.content.as_ref().map(|t| t.value.as_str()), body);
    check(wire.slugline.as_deref(), "BC-HLD--Harbour Gates, 2nd Ld");
    check(wire.byline.as_deref(), "By ANA RUIZ");
    check(wire.ed_note.as_deref(), "Eds: Adds the vote.");
    assert_eq!(entry.authors, ["By ANA RUIZ, Vale Staff Writer"]);
    assert_eq!(wire.urgency, Some(3));
    assert_eq!(wire.providers, ["HLD"]);
    let sent = entry.updated.unwrap();
    assert_eq!(sent.at.unwrap().to_string(), "2025-03-04T03:05:00Z");
    assert!(sent.raw.starts_with("HLD-NY"));
}

/// The desk's line of an advance was the headline, and the true one its summary: copy for Monday went out on Friday.
#[test]
fn the_line_of_an_advance_above_the_headline_is_a_note() {
    let read = |marked: &str| {
        let text = format!(
            "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nr a\u{13}\u{11} BC-HLD--Gates 11-27 0120\r\n\u{2}^BC-HLD--Gates<\r\n{marked}\
            \t   PORT HALDEN (HLD) _ The gates held.\r\n\u{3}HLD-NY-11-27-26 0700GMT<\r\n\u{4}"
        );
        let (_, entry) = read_one(&text);
        let summary = entry.summary.map(|text| text.value);
        (entry.title.unwrap().value, summary, entry.wire.unwrap().ed_note)
    };
    let release = "For Release Monday, Nov. 30, and Thereafter";
    let gates = || "Gates hold".to_owned();
    assert_eq!(
        read(&format!("^$adv30<\r\n^{release}<\r\n^Gates hold<\r\n^Eds: Holds.<\r\n")),
        (gates(), None, Some(format!("$adv30; {release}; Eds: Holds.")))
    );
    assert_eq!(
        read(&format!("^Gates hold<\r\n^Adv30<\r\n^{release}<\r\n")),
        (gates(), None, Some(format!("Adv30; {release}")))
    );
    let news = "For release of 30 hostages, Halden pays";
    assert_eq!(read(&format!("^{news}<\r\n")), (news.to_owned(), None, None));
}

/// `FLASH` was the headline of every flash.
#[test]
fn an_urgency_in_the_line_of_the_headline_is_no_headline() {
    let text = "\u{16}\u{16}\u{1}h0042\u{1f}_\r\nf a\u{13}\u{11} FLASH-Gates 03-04 0012\r\n\u{2}^FLASH-Gates<\r\n^FLASH<\r\n\
        \t   PORT HALDEN (HLD) _ The gates held.\r\n\u{3}HLD-NY-03-04-25 0305GMT<\r\n\u{4}";
    let (_, entry) = read_one(text);
    check(entry.title.as_ref().map(|t| t.value.as_str()), "FLASH-Gates");
    assert_eq!(entry.wire.unwrap().urgency, Some(1));
}

#[test]
fn iptc_7901_heading_and_wrapped_lines_are_read() {
    let text = "\u{1}hld0124 3 i 93  hld 1888\r\n\r\nHarbour/gates/\r\n\u{2}EXTRA\nHarbour gates hold in\nstorm\n\
        By Ana Ruiz =\r\n\r\nPort Halden (hld) - The gates\r\nheld.\r\n\r\nSecond.\r\n\u{3}042101 MEZ Mar 25\r\n\u{7f}\u{4}";
    let (format, entry) = read_one(text);
    let wire = entry.wire.unwrap();
    assert_eq!(format, Some(Format::Iptc7901));
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold in storm");
    let body = "Port Halden (hld) - The gates held.\n\nSecond.";
    check(entry.content.as_ref().map(|t| t.value.as_str()), body);
    check(wire.slugline.as_deref(), "Harbour/gates");
    check(wire.byline.as_deref(), "By Ana Ruiz");
    assert_eq!(wire.signals, ["EXTRA"]);
    assert_eq!(wire.urgency, Some(3));
    assert_eq!(wire.providers, ["hld"]);
    assert_eq!(entry.updated.unwrap().at.unwrap().to_string(), "2025-03-04T20:01:00Z");
}

#[test]
fn telegrams_in_one_file_are_entries_in_order() {
    let one = |headline: &str| {
        format!("\u{1}hld01 3 i\r\n\u{2}{headline} =\r\n\r\nText.\r\n\u{3}042101 GMT Mar 25\u{4}")
    };
    let document = read(&format!("{}{}\u{1}no text", one("First"), one("Second")), LIMITS).unwrap();
    let titles: Vec<_> = document.entries.iter().map(|e| e.title.clone().unwrap().value).collect();
    assert_eq!(titles, ["First", "Second"]);
    let many = read(&one("More").repeat(LIMITS.entries_max + 5), LIMITS).unwrap();
    assert_eq!((many.entries.len(), many.problems.len()), (LIMITS.entries_max, 1));
}

// Two of four were gone without a word.
#[test]
fn a_telegram_that_cannot_be_read_is_named() {
    let good = "\u{1}hld0001 4 pl 20 hld 0001\u{2}Gates hold\nThe gates held all night.\u{3}";
    let text = format!("{good}\u{1}hld0002 without its text {}\u{1}hld0003\n", "x".repeat(2_000));
    let document = read(&text, LIMITS).unwrap();
    assert_eq!(document.entries.len(), 1);
    let problem = document.problems.last().unwrap().to_string();
    assert!(problem.contains("no end: 2; the first begins: hld0002 without"), "{problem}");
}

#[test]
fn a_telegram_without_end_or_headline_still_gives_its_text() {
    let (_, entry) = read_one("\u{1}x\n\u{2}Only line\nBody here");
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Only line");
    check(entry.content.as_ref().map(|t| t.value.as_str()), "Body here");
    let document = read("\u{1}x\n\u{2}Only line\nBody", LIMITS).unwrap();
    assert_eq!(document.problems[0].kind, ProblemKind::Truncated);
    assert!(read("\u{1}no start of text", LIMITS).is_none());
}

/// A story in the layout of the Canadian Press.
const LABELLED: &str = "\u{16}\u{16}\u{1}b0142\u{13}hldstf\r\nr b \u{11}\u{13} Tide-Tables,2ndWritethru \u{14}HB06 04-03 0088\r\n\
    \u{2}^Tide-Tables, 2nd Writethru@<\r\ncode:2<\r\n^Update:ADDS the vote@<\r\n^INDEX: Harbour, Weather@<\r\n^SYMBOL:TSX:HLD@<\r\n\
    ^HL:Harbour board votes for new tide tables after a night of talks in\r\nPort Halden@<\r\n^By Ana Ruiz@<\r\n^THE CANADIAN PRESS@<\r\n\
    \t   PORT HALDEN, Vale _ The board voted late on Friday,\r\nfive to two.<\r\n\t   It was a long night.<\r\n\u{3}\r\n16:35ET 31-07-14<\r\n\u{4}";

/// Headline and slug were `Tide-Tables, 2nd Writethru@`, `HL:` and `INDEX:` were paragraphs, the byline was lost.
#[test]
fn fields_with_names_and_an_at_sign_are_read() {
    let (format, entry) = read_one(LABELLED);
    let wire = entry.wire.unwrap();
    assert_eq!(format, Some(Format::Anpa));
    let headline = "Harbour board votes for new tide tables after a night of talks in Port Halden";
    check(entry.title.as_ref().map(|t| t.value.as_str()), headline);
    check(wire.slugline.as_deref(), "Tide-Tables, 2nd Writethru");
    check(wire.ed_note.as_deref(), "ADDS the vote");
    check(wire.byline.as_deref(), "By Ana Ruiz");
    check(wire.located.as_deref(), "PORT HALDEN, Vale");
    check(wire.item_id.as_deref(), "THE CANADIAN PRESS:b0142:2014-07-31");
    assert_eq!(wire.providers, ["THE CANADIAN PRESS"]);
    let subjects: Vec<_> = entry.categories.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(subjects, ["Harbour", "Weather"]);
    let body = "The board voted late on Friday, five to two.\n\nIt was a long night.";
    check(entry.content.as_ref().map(|t| t.value.as_str()), body);
    assert_eq!(entry.updated.unwrap().at.unwrap().to_string(), "2014-07-31T20:35:00Z");
}

fn anpa(service: &str, head: &str, trailer: &str) -> String {
    format!(
        "\u{16}\u{1}a0151\u{1f}_---\r\n{service}\r\n\u{2}^HLD-Gates,0120<\r\n{head}\
         \t   PORT HALDEN (HLD) _ The gates held.\r\n\u{3}\r\n{trailer}<\r\n\u{4}"
    )
}

/// The line went out as a description, and the story as usable.
#[test]
fn a_line_that_holds_the_copy_is_a_note_and_no_description() {
    let held = "Embargoed until 6 p.m. EDT Tuesday, March 3, 2026";
    let head = format!("^Harbour gates hold<\r\n^HFR, {held}<\r\n^By ANA RUIZ=\r\n");
    let (_, entry) =
        read_one(&anpa("r i\u{13}\u{11} HLD-Gates 03-03 0120", &head, "HLD-NY-03-03-26 1630EST"));
    let wire = entry.wire.unwrap();
    assert_eq!(entry.summary, None);
    assert_eq!(wire.ed_note, Some(format!("HFR, {held}")));
    check(wire.byline.as_deref(), "By ANA RUIZ");
}

#[test]
fn a_headline_about_an_embargo_stays_the_headline() {
    for headline in ["Embargo until further notice on arms", "Embargoed goods seized in port"] {
        let head = format!("^{headline}<\r\n^By ANA RUIZ=\r\n");
        let (_, entry) =
            read_one(&anpa("r i\u{13}\u{11} HLD-Gates", &head, "HLD-NY-03-03-26 1630EST"));
        check(entry.title.as_ref().map(|t| t.value.as_str()), headline);
        assert_eq!(entry.wire.unwrap().ed_note, None);
    }
}

/// `CORRECTS` was a description.
#[test]
fn a_line_that_corrects_is_the_correction_note() {
    let head = "^Harbour gates hold<\r\n^CORRECTS spelling of name in graf 2<\r\n^By ANA RUIZ=\r\n";
    let (_, entry) = read_one(&anpa("r i\u{13}\u{11} HLD-Gates", head, "HLD-NY-03-03-26 1630EST"));
    let wire = entry.wire.unwrap();
    check(wire.ed_note.as_deref(), "CORRECTS spelling of name in graf 2");
    assert_eq!(wire.signals, ["correction"]);
}

/// It was taken for IPTC 7901: carets in the text, no headline.
#[test]
fn anpa_without_its_format_line_is_anpa() {
    let (format, entry) =
        read_one(&anpa("r i \u{1f}HLD-Gates\u{1f} 03-03 0120", "^Harbour gates hold<\r\n", ""));
    assert_eq!(format, Some(Format::Anpa));
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
    check(entry.content.as_ref().map(|t| t.value.as_str()), "PORT HALDEN (HLD) — The gates held.");
}

/// Standings were one paragraph.
#[test]
fn tables_without_marks_keep_their_rows() {
    let text = "\u{1}s0101\u{1f}_---\r\nr s\u{14}\u{12} HLD-Standings\r\n\u{2}^HLD--Standings<\r\n^East Division=\r\n\
        \tW\tL\r\nHalden\t23\t13\r\nVale\t22\t14\r\n^Friday's Games=\r\nHalden 5, Vale 3\r\nSund 2, Ness 1\r\n\u{3}\r\nHLD-NY-03-03-26 1630EST\u{4}";
    let (_, entry) = read_one(text);
    let body = entry.content.unwrap().value;
    let rows: Vec<_> = body.split("\n\n").collect();
    assert_eq!(rows[1..4], ["W L", "Halden 23 13", "Vale 22 14"]);
    assert_eq!(rows[4..], ["Friday's Games", "Halden 5, Vale 3", "Sund 2, Ness 1"]);
}

/// Nothing named a telegram, so the kill or the write-through of one never found it.
#[test]
fn a_telegram_has_a_name_and_names_what_it_replaces() {
    let read = |service: &str, head: &str, trailer: &str| {
        let (_, entry) = read_one(&anpa(service, head, trailer));
        let wire = entry.wire.unwrap();
        (entry.guid, wire.previous)
    };
    let trailer = "HLD-NY-03-03-26 1630EST";
    let own = Some("HLD:a0151:2026-03-03".to_owned());
    let earlier = vec!["HLD:a0120:2026-03-03".to_owned()];
    let service = "r i\u{13}\u{11} HLD-Gates 1stLd-Writethru a0120 03-03 0120";
    assert_eq!(read(service, "^Gates hold<\r\n", trailer), (own.clone(), earlier.clone()));
    let bare = "r i\u{13}\u{11} HLD-Gates 03-03 0120";
    let kill = "^Gates hold<\r\n^Eds: Kill HLD-Gates, a0120, of today.<\r\n";
    assert_eq!(read(bare, kill, trailer), (own.clone(), earlier));
    let beside = "^Gates hold<\r\n^Eds: With a0120, a sidebar.<\r\n";
    assert_eq!(read(bare, beside, trailer), (own, vec![]));
    assert_eq!(read(service, "^Gates hold<\r\n", ""), (None, vec![]));
}

const PLAIN: &str = "hld0124 3 vm 93  hld-spe 0456\n\nHarbour/Gates/Weather/\n(Eil )\n\
    (Berichtigung: In an earlier version of this text it said\n1992. It has to be 1997.)\n\
    Harbour gates hold\nVon Ana Ruiz, hld =\n\nPort Halden (hld) - The gates\nheld.\n\nSecond.\n\n\
    hld abc yydd n1 sku\n\n042101 MEZ Mar 25\n\n\n";

/// The output of an agency's own converter was no feed; the end of a note in two lines was the headline; the sign-off
/// stayed in the text.
#[test]
fn iptc_7901_without_control_characters_is_read() {
    let (format, entry) = read_one(PLAIN);
    let wire = entry.wire.unwrap();
    assert_eq!(format, Some(Format::Iptc7901));
    check(entry.title.as_ref().map(|t| t.value.as_str()), "Harbour gates hold");
    let note = "Berichtigung: In an earlier version of this text it said 1992. It has to be 1997.";
    check(wire.ed_note.as_deref(), note);
    assert_eq!(wire.signals, ["Eil", "correction"]);
    check(wire.byline.as_deref(), "Von Ana Ruiz, hld");
    check(wire.slugline.as_deref(), "Harbour/Gates/Weather");
    let body = "Port Halden (hld) - The gates held.\n\nSecond.";
    check(entry.content.as_ref().map(|t| t.value.as_str()), body);
    check(entry.guid.as_deref(), "hld-spe:hld0124:2025-03-04");
    assert_eq!(entry.updated.unwrap().at.unwrap().to_string(), "2025-03-04T20:01:00Z");
    assert_eq!(read(PLAIN, LIMITS).unwrap().problems, []);
}

#[test]
fn plain_text_that_breaks_off_says_so_and_other_text_is_no_telegram() {
    let cut = PLAIN.split("hld abc").next().unwrap();
    let problems = read(cut, LIMITS).unwrap().problems;
    assert_eq!(problems[0].kind, ProblemKind::Truncated);
    for text in [
        "",
        "hld0124 3 vm 93  hld 0456\nGates =\n\nText",
        "hld0124 3 vm 93  hld 0456\n\nno headline",
        "the 3 vm 93 hld 0456\n\nGates =\n",
    ] {
        assert!(read(text, LIMITS).is_none(), "{text}");
    }
}

fn head_of(head: &str) -> (String, WireFields) {
    let text = format!(
        "\u{1}hld0124 3 i 93  hld 1888\r\n\r\nGates/\r\n\u{2}{head} =\r\n\r\nText.\r\n\u{3}042101 Mar 25"
    );
    let (_, entry) = read_one(&text);
    (entry.title.unwrap().value, *entry.wire.unwrap())
}

/// The line of the embargo stood before the headline, and the story was usable.
#[test]
fn lines_of_the_desk_above_a_headline_are_notes() {
    for (line, note) in [
        ("Sperrfrist 4. März 2025, 1800 Uhr MEZ", "Sperrfrist 4. März 2025, 1800 Uhr MEZ"),
        ("(Achtung: Sperrfrist 4.3.2025, 18.00 Uhr)", "Achtung: Sperrfrist 4.3.2025, 18.00 Uhr"),
        ("(Berichtigung: 2. Absatz)", "Berichtigung: 2. Absatz"),
        (
            "(Wiederholung, weil der Anfang verstümmelt war)",
            "Wiederholung, weil der Anfang verstümmelt war",
        ),
    ] {
        let (headline, wire) = head_of(&format!("{line}\nGates hold"));
        assert_eq!(headline, "Gates hold");
        assert_eq!(wire.ed_note.as_deref(), Some(note));
    }
    let (headline, wire) =
        head_of("(Achtung, bitte die Meldung hld0100 nicht verwenden - Zurückziehung)\nGates hold");
    assert_eq!((headline.as_str(), wire.signals), ("Gates hold", vec!["withdrawn".to_owned()]));
    assert_eq!(wire.previous, ["hld:hld0100:2025-03-04"]);
    for news in ["Sperrfrist 2026 abgeschafft", "Embargo gegen Norden verlängert"] {
        let (headline, wire) = head_of(news);
        assert_eq!((headline.as_str(), wire.ed_note), (news, None));
    }
}

/// The date of a trailer without a zone was lost in silence.
#[test]
fn a_time_without_a_zone_is_a_day_and_is_named() {
    let text = PLAIN.replace(" MEZ ", " ");
    let (_, entry) = read_one(&text);
    assert_eq!(entry.updated, None);
    let sent = entry.published.unwrap();
    assert_eq!((sent.precision, sent.raw.as_str()), (Precision::Day, "042101 Mar 25"));
    assert_eq!(entry.problems[0].kind, ProblemKind::UnreadableDate);
    check(entry.guid.as_deref(), "hld-spe:hld0124:2025-03-04");
}
