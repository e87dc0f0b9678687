use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn dated() -> Timestamp {
    at("2026-11-26T18:00:00Z")
}

const BERTH: &str = "The ferry berth of Halden will close in January, the harbour board said.";

fn above(line: &str) -> Option<Hold> {
    hold(&Said { paragraphs: &[line, BERTH], dated: Some(dated()), ..Said::default() })
}

#[test]
fn an_embargo_above_the_text_is_held_until_its_date() {
    let check = |line: &str, want: Option<&str>| {
        assert_eq!(above(line), Some(Hold { until: want.map(at) }), "{line}");
    };
    check(
        "EMBARGOED FOR RELEASE UNTIL 9 A.M. EST, DECEMBER 31, 2026",
        Some("2026-12-31T14:00:00Z"),
    );
    check("EMBARGOED UNTIL 31 DECEMBER 2099 00:01 GMT", Some("2099-12-31T00:01:00Z"));
    check("Embargoed until: 12:01 a.m. EST, Nov. 30, 2026", Some("2026-11-30T05:01:00Z"));
    check("NOT FOR PUBLICATION UNTIL 0600 GMT 31 DECEMBER 2026", Some("2026-12-31T06:00:00Z"));
    check(
        "Not for publication before 6 a.m. GMT on Monday, 30 November",
        Some("2026-11-30T06:00:00Z"),
    );
    check("STRICTLY EMBARGOED UNTIL NOON GMT, 2 JANUARY", Some("2027-01-02T12:00:00Z"));
    check("Sperrfrist: 30. November 2026, 12:00 Uhr MEZ", Some("2026-11-30T11:00:00Z"));
    check(
        "EMBARGOED UNTIL 00:01 GMT 30 NOVEMBER 2026: the berth of Halden will close in January.",
        Some("2026-11-30T00:01:00Z"),
    );
    check(
        "HFR, Embargoed until 6 p.m. EST Tuesday, December 1, 2026",
        Some("2026-12-01T23:00:00Z"),
    );
    check("EMBARGOED UNTIL 10 A.M. EASTERN TIME, JULY 1, 2027", Some("2027-07-01T14:00:00Z"));
    check("Embargoed until 10 a.m. PT Dec. 1", Some("2026-12-01T18:00:00Z"));
    check("Sperrfrist 1. Dezember 2026, 1800 Uhr MEZ", Some("2026-12-01T17:00:00Z"));
    check("Sperrfrist 1. Dezember 2026, 18.00 Uhr MEZ", Some("2026-12-01T17:00:00Z"));
    check("Sperrfrist: Dienstag, 1. Dezember 2026, 9 Uhr MEZ", Some("2026-12-01T08:00:00Z"));
    check("Achtung: Sperrfrist bis 1.12.2026, 9.30 Uhr MEZ", Some("2026-12-01T08:30:00Z"));
    check("SOUS EMBARGO jusqu'au 1 décembre 2026 à 18h00 GMT", Some("2026-12-01T18:00:00Z"));
    check(
        "Embargado hasta el 1 de diciembre de 2026 a las 18.00 horas GMT",
        Some("2026-12-01T18:00:00Z"),
    );
    check("Embargo till 1 december 2026 kl. 06.00 CET", Some("2026-12-01T05:00:00Z"));
    check("Sperrefrist: 1. desember 2026 kl. 06.00 CET", Some("2026-12-01T05:00:00Z"));
    // No point in time is printed: a day, a weekday, a local time.
    check("Embargoed until Dec 1, 2099", None);
    check("NOT FOR PUBLICATION UNTIL FRIDAY", None);
    check("EMBARGOED UNTIL 12:01 a.m. Nov. 30.", None);
    check("EMBARGOED UNTIL THE PRESENTATION OF THE REPORT", None);
    check("HOLD FOR RELEASE", None);
    check("Sperrfrist 1. Dezember, 1800 Uhr", None);
    check("EMBARGO UNTIL FURTHER NOTICE", None);
}

/// Only a mark at the very head of the headline was heeded.
#[test]
fn the_mark_of_an_embargo_in_brackets_or_at_the_end_of_a_headline_holds() {
    let end = Some("2026-11-30T06:00:00Z");
    for (headline, want) in [
        ("[EMBARGOED] Larks sing", None),
        ("(Embargoed) Larks sing", None),
        ("[EMBARGO] Larks sing", None),
        ("Larks sing [Embargoed]", None),
        ("Larks sing (EMBARGOED)", None),
        ("Larks sing (under embargo)", None),
        ("Larks sing - EMBARGOED", None),
        ("Larks sing – STRICTLY EMBARGOED", None),
        ("Larks sing | UNDER EMBARGO", None),
        ("Larks sing (embargoed until 0600 GMT Nov 30)", end),
        ("Larks sing [Embargoed until 06:00 GMT, 30 November 2026]", end),
        ("[Embargoed until 06:00 GMT, 30 November 2026] Larks sing", end),
        ("Larks sing - embargoed until 0600 GMT Nov 30", end),
        ("Larks sing (embargoed until Nov 30)", None),
        ("Larks sing (embargo 06:00 GMT Nov 30)", end),
        ("Larks sing [Embargo until: 06:00 GMT Nov 30]", end),
        ("Larks sing -- EMBARGOED", None),
        ("Larks sing: EMBARGOED", None),
        ("Larks sing - EMBARGOED UNTIL MONDAY", None),
    ] {
        let said = Said { headline, dated: Some(dated()), ..Said::default() };
        assert_eq!(hold(&said), Some(Hold { until: want.map(at) }), "{headline}");
        assert_eq!(split_label(headline).map(|parts| parts.1), Some("Larks sing"), "{headline}");
    }
    for headline in [
        "Grain ships sail: embargoed port opens",
        "Russian oil (embargoed since 2022) finds its buyers",
        "Russian oil (embargoed until May 1) finds its buyers",
        "Grain of the isle - embargoed until May 1",
        "Halden grain embargoed",
        "Halden's port - embargoed for years - opens",
        "Arms to Vale – an embargo",
        "Cuba - EMBARGO",
        "Cuba: embargo since 1962",
        "Cuba (embargo 1962)",
        "CUBA - EMBARGO UNTIL MAY 1",
        "Arms to Vale: embargo until May 1",
        "Larks sing (embargo lifted)",
        "Ministers agree (embargo until May 1)",
    ] {
        assert_eq!(hold(&Said { headline, ..Said::default() }), None, "{headline}");
        assert_eq!(split_label(headline), None, "{headline}");
    }
}

/// An embargo below a letterhead, or as a field of it, went out as usable.
#[test]
fn an_embargo_within_a_letterhead_holds() {
    let head = ["Press release", "University of Halden", "Contact: Ana Ruiz", "Phone 17 12 03"];
    let check = |line: &str, want: Option<Option<&str>>| {
        let want = want.map(|until| Hold { until: until.map(at) });
        for above in [&head[..], &[]] {
            let paragraphs = [above, &[line, BERTH]].concat();
            let said = Said { paragraphs: &paragraphs, dated: Some(dated()), ..Said::default() };
            assert_eq!(hold(&said), want, "{paragraphs:?}");
        }
        let paragraphs = [BERTH, BERTH, BERTH, line];
        let said = Said { paragraphs: &paragraphs, dated: Some(dated()), ..Said::default() };
        assert_eq!(hold(&said), None, "below the text: {line}");
    };
    let end = Some(Some("2026-11-30T06:00:00Z"));
    check("EMBARGOED UNTIL 06:00 GMT 30 November 2026", end);
    check("Embargo: 30 November 2026, 06:00 GMT", end);
    check("Embargo ends: 06:00 GMT, 30 November 2026", end);
    check("Embargo date: 30 November 2026", Some(None));
    check("This release is under embargo until 06:00 GMT 30 November 2026.", end);
    check("This press release is embargoed until Monday", Some(None));
    check("Embargo: what the ministers agreed on 30 November", None);
    check("Embargo lifted: 30 November 2026", None);
    check("The report is embargoed until Friday, the board says.", None);
    check("Embargo lifts prices", None);
    check("Arms embargo: 30 November 2026", None);
    let headline = "Embargo: 30 November 2026, 06:00 GMT: Ferry berth to close";
    let parts = Some(("Embargo: 30 November 2026, 06:00 GMT", "Ferry berth to close"));
    assert_eq!(split_label(headline), parts);
}

#[test]
fn stories_that_speak_of_embargoes_are_not_held() {
    for line in [
        "Embargoed until Friday, the report finds cracks in eleven piles of the berth.",
        "The report was embargoed until 9 a.m. GMT on Friday.",
        "Embargo until May on herring, ministers agree after a night of talks in Halden",
        "Not for publication until she dies, the diary tells of the war.",
        "NOT FOR RELEASE, PUBLICATION OR DISTRIBUTION IN THE UNITED STATES",
        "FOR IMMEDIATE RELEASE",
        "Hold until morning, the captain said.",
        "EMBARGO ON GRAIN EXTENDED",
        "EMBARGO UNTIL FURTHER NOTICE ON ARMS",
        "EMBARGO FOR TEN YEARS ENDS",
        "EMBARGO-HIT ISLAND OPENS ITS PORT",
        "Embargo until further notice on arms, ministers agree",
        "Embargo until May 1: herring boats stay in port",
        "Embargoed for years, the island opens its port",
        "Gesperrt bis Freitag: die Hafenbrücke",
        "Sperrfrist bis Freitag verlängert",
        "Embargo contre l'île levé le 1 décembre",
    ] {
        assert_eq!(above(line), None, "{line}");
        assert_eq!(hold(&Said { headline: line, ..Said::default() }), None, "{line}");
        // A note that says so speaks of its own copy.
        let noted = Said { ed_note: Some(line), is_wire: true, ..Said::default() };
        let own = line.starts_with("Embargoed until");
        assert_eq!(hold(&noted).is_some(), own, "{line}");
    }
}

#[test]
fn a_wire_that_withholds_by_slug_or_note_is_held() {
    let said = Said { is_wire: true, dated: Some(dated()), ..Said::default() };
    let check = |said: Said<'_>, until: Option<&str>| {
        assert_eq!(hold(&said), Some(Hold { until: until.map(at) }), "{said:?}");
    };
    check(Said { slugline: Some("BC-Halden Berth, Withhold"), ..said }, None);
    check(Said { slugline: Some("BC-Halden Berth, Adv30"), ..said }, None);
    check(Said { ed_note: Some("Eds: HOLD FOR RELEASE"), ..said }, None);
    check(Said { ed_note: Some("Eds: For release Nov. 30 and thereafter."), ..said }, None);
    let both = "Eds: With photos. Embargoed until 6 a.m. GMT Nov. 30.";
    check(Said { ed_note: Some(both), ..said }, Some("2026-11-30T06:00:00Z"));
    let asked = ["EDITORS: Please withhold BC-Halden Berth until further notice."];
    check(Said { paragraphs: &asked, ..said }, None);
    // Copy sent ahead of its day.
    for slug in [
        "BC-HLD--Foxes Adv30-Dec 1",
        "BC-HLD--Crows-Adv30",
        "BC-HLD--Owls,Adv 01",
        "BC-HLD--Owls,Adv30,1st Ld",
    ] {
        check(Said { slugline: Some(slug), ..said }, None);
    }
    for note in [
        "$adv30",
        "Eds: With photos.; Adv30-Dec 1",
        "For Release Monday, Nov. 30, and Thereafter; Eds: With photos.",
        "Advance for weekend editions, Nov. 28-29",
    ] {
        check(Said { ed_note: Some(note), ..said }, None);
    }
    for (slugline, note) in [
        ("BC-Adv 30 Years", "Eds: Adv 30 years of the port"),
        ("BC-Advance30-Port", "Eds: UPDATES with advances in Adv."),
        ("BC-Halden Advance", "Eds: Adds that the board will hold the vote on Friday."),
        ("BC-Hold, Berth", "Eds: For release of the hostages see BC-Port."),
    ] {
        let said = Said { slugline: Some(slugline), ed_note: Some(note), ..said };
        assert_eq!(hold(&said), None, "{slugline} {note}");
    }
}

/// The mark of the desk stood in the headline that readers see once the embargo is over.
#[test]
fn the_mark_of_an_embargo_is_no_part_of_the_headline() {
    for (printed, label, headline) in [
        ("EMBARGOED: Pier to be rebuilt", "EMBARGOED", "Pier to be rebuilt"),
        ("EMBARGO: Pier to be rebuilt", "EMBARGO", "Pier to be rebuilt"),
        ("STRICTLY EMBARGOED - Pier to be rebuilt", "STRICTLY EMBARGOED", "Pier to be rebuilt"),
        (
            "EMBARGOED UNTIL 06:00 GMT, Nov. 30: Pier to be rebuilt",
            "EMBARGOED UNTIL 06:00 GMT, Nov. 30",
            "Pier to be rebuilt",
        ),
        ("Embargoed until 0600 GMT - Pier: a plan", "Embargoed until 0600 GMT", "Pier: a plan"),
    ] {
        assert_eq!(split_label(printed), Some((label, headline)), "{printed}");
    }
    for printed in
        ["EMBARGOED:", "Embargoed until Monday", "Embargoed goods: a list", "Arms embargo: a list"]
    {
        assert_eq!(split_label(printed), None, "{printed}");
    }
}

// Withheld for ever, most without their first words: nothing releases them.
#[test]
fn news_that_sounds_like_the_mark_of_a_desk_is_not_held() {
    for headline in [
        "HFR Holdings opens bank in Halden",
        "Hold until Monday: Halden delays vote on gates",
        "Sperrfrist: Gericht gibt Halden recht",
        "Not for use before 2030: Halden delays its new bridge",
        "EMBARGO - CUBA VOTE AT UN ENDS IN DEFEAT",
        "EMBARGO: EU AGREES ON OIL",
    ] {
        assert_eq!(hold(&Said { headline, ..Said::default() }), None, "{headline}");
    }
    for text in
        ["Please withhold payment, it said.", "\"Please withhold your water bills,\" it said."]
    {
        let said = Said { paragraphs: &[text], is_wire: true, ..Said::default() };
        assert_eq!(hold(&said), None, "{text}");
    }
    let slugged = Said { slugline: Some("BC-Fed-Rates, Hold"), is_wire: true, ..Said::default() };
    assert_eq!(hold(&slugged), None);
}
