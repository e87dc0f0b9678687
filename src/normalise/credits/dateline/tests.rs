//! Datelines of many wires, and sentences that look like one.

use super::*;
use crate::normalise::credits::organisations::built_in;

/// As printed => place => mark.
const MARKED: &str = "CAIRO, March 8 (Reuters) -  => CAIRO => Reuters
    WASHINGTON (AP) —  => WASHINGTON => AP
    WASHINGTON (AP) _  => WASHINGTON => AP
    WASHINGTON (Tribune News Service) —  => WASHINGTON => Tribune News Service
    NEW DELHI [India], July 3 (ANI):  => NEW DELHI => ANI
    New Delhi (India), July 3 (ANI):  => New Delhi => ANI
    PARIS/LONDON, June 4 (Reuters) - => PARIS/LONDON => Reuters
    DUBAI/TEL AVIV/WASHINGTON April 13 (Reuters) -  => DUBAI/TEL AVIV/WASHINGTON => Reuters
    QAMISHLI, Syria March 8 (Reuters) -  => QAMISHLI, Syria => Reuters
    DUBAI, March 10 (Reuters)- -  => DUBAI => Reuters
    LONDON, March 13 (Reuters Breakingviews) -  => LONDON => Reuters Breakingviews
    Berlin (dpa) -  => Berlin => dpa
    Frankfurt/Main (dpa) -  => Frankfurt/Main => dpa
    Magdeburg (dpa/sa) -  => Magdeburg => dpa/sa
    Paris, 3 mars (AFP) -  => Paris => AFP
    Strasbourg, 10 juil 2024 (AFP) –  => Strasbourg => AFP
    Ouagadougou, Dec 20, 2017 (AFP) -  => Ouagadougou => AFP
    Madrid, 3 mar (EFE).-  => Madrid => EFE
    Roma, 03 mar. (askanews) -  => Roma => askanews
    BEIJING, March 3 (Xinhua) --  => BEIJING => Xinhua
    SEOUL, March 3 (Yonhap) --  => SEOUL => Yonhap
    New Delhi, Mar 3 (PTI)  => New Delhi => PTI
    KUALA LUMPUR, March 3 (Bernama) --  => KUALA LUMPUR => Bernama
    ABU DHABI, 3rd March, 2024 (WAM) --  => ABU DHABI => WAM
    Gaza City, Gaza Strip (AP) -  => Gaza City, Gaza Strip => AP
    MOSCOW, March 3. /TASS/.  => MOSCOW => TASS
    МОСКВА, 3 марта. /TASS/.  => МОСКВА => TASS
    NEW YORK, March 3, 2024 /PRNewswire/ --  => NEW YORK => PRNewswire
    TORONTO, ON / ACCESSWIRE / March 3, 2024 /  => TORONTO, ON => ACCESSWIRE
    SAN FRANCISCO--(BUSINESS WIRE)-- => SAN FRANCISCO => BUSINESS WIRE
    OSLO, March 03, 2024 (GLOBE NEWSWIRE) --  => OSLO => GLOBE NEWSWIRE
    SAN ANTONIO DE LOS BAÑOS, Cuba, March 8 (Reuters) -  => SAN ANTONIO DE LOS BAÑOS, Cuba => Reuters
    ABOARD AIR FORCE ONE, March 8 (Reuters) -  => ABOARD AIR FORCE ONE => Reuters
    AT SEA, March 8 (Reuters) -  => AT SEA => Reuters
    THE HAGUE, March 8 (Reuters) -  => THE HAGUE => Reuters
    TOKYO, March 3, Kyodo -  => TOKYO => Kyodo
    LONDON, March 3, Reuter -  => LONDON => Reuter
    RIYADH, March 03, 2024, SPA --  => RIYADH => SPA
    WASHINGTON, Tuesday, March 3 (Reuters) -  => WASHINGTON => Reuters
    KYIV. March 3 (Reuters) -  => KYIV => Reuters";

/// As printed => place.
const UNMARKED: &str = "BUENOS AIRES, Feb 26 -  => BUENOS AIRES
    SAO PAULO, Brazil, April 7 -  => SAO PAULO, Brazil
    GREENWICH, CONN., March 18 -  => GREENWICH, CONN.
    ROTTERDAM,March 12 -  => ROTTERDAM
    FRANKFURT, March 2-  => FRANKFURT
    CHICAGO, MARCH 2 -  => CHICAGO
    LONDON, Oct 20, -  => LONDON
    ST. LOUIS, Mo., May 3 - => ST. LOUIS, Mo.
    KERN SPRINGS, April 15 -  => KERN SPRINGS
    MEXICO CITY/WASHINGTON, April 15 -  => MEXICO CITY/WASHINGTON
    BEIRUT April 15 -  => BEIRUT
    UNITED NATIONS —  => UNITED NATIONS
    KENT, Ohio —  => KENT, Ohio
    DES MOINES, Iowa --  => DES MOINES, Iowa
    BAZWAYA, Iraq--  => BAZWAYA, Iraq
    SCRANTON, Pa. —  => SCRANTON, Pa.
    LOS ANGELES -  => LOS ANGELES
    NORTHERN IRAQ –  => NORTHERN IRAQ
    MONTRÉAL —  => MONTRÉAL
    QUÉBEC —  => QUÉBEC
    Paris, April 7 -  => Paris";

/// Place, mark, and the text that must stay.
fn check(text: &str, located: Option<&str>, mark: Option<&str>, rest: &str) {
    let found = read_dateline(text, built_in()).unwrap_or_else(|| panic!("no dateline: {text:?}"));
    assert_eq!(found.located.as_deref(), located, "{text:?}");
    assert_eq!(found.mark.as_deref(), mark, "{text:?}");
    assert_eq!(text.get(found.text_from..), Some(rest), "{text:?}");
}

#[test]
fn datelines_with_an_agency_mark_are_split() {
    for row in MARKED.lines().map(str::trim) {
        let [printed, located, mark] = row.split(" => ").collect::<Vec<_>>()[..] else {
            panic!("three columns: {row}");
        };
        check(&format!("{printed}Rain fell"), Some(located), Some(mark), "Rain fell");
    }
}

#[test]
fn datelines_without_an_agency_need_a_date_or_a_known_place() {
    for row in UNMARKED.lines().map(str::trim) {
        let (printed, located) = row.split_once(" => ").unwrap();
        check(&format!("{printed}Rain fell"), Some(located), None, "Rain fell");
    }
    let spaced = "    WASHINGTON, March 1 -  Rain fell";
    check(spaced, Some("WASHINGTON"), None, "Rain fell");
    let invisible = "\u{feff}OSLO\u{200b}, March\u{a0}8 \u{2014} Rain fell";
    check(invisible, Some("OSLO"), None, "Rain fell");
}

/// The house style of many papers of South Asia and the Gulf stayed in the text.
#[test]
fn a_known_town_in_capitals_and_a_colon_is_a_dateline() {
    let lead = "The ferry to the islands was late again on Tuesday.";
    for town in ["NEW DELHI", "MANGALURU", "KARACHI", "WASHINGTON", "THIRUVANANTHAPURAM"] {
        check(&format!("{town}: {lead}"), Some(town), None, lead);
    }
    for text in [
        "LINCOLN: The film of the year is about a president.",
        "NEW DELHI: Rain",
        "NEW DELHI: rain fell on the town again and again and again.",
        "New Delhi: The ferry to the islands was late again on Tuesday.",
        "CHINA: The ferry to the islands was late again on Tuesday.",
        "HALDEN: The ferry to the islands was late again on Tuesday.",
    ] {
        assert_eq!(read_dateline(text, built_in()), None, "{text:?}");
    }
}

#[test]
fn a_result_or_a_house_with_a_longer_name_is_no_dateline() {
    for text in [
        "Boston, 3 - New York, 2 after extra time on Sunday in front of nobody at all.",
        "Berlin (Reuters Institute) The report finds that readers trust the ferry master more than before.",
    ] {
        assert_eq!(read_dateline(text, built_in()), None, "{text:?}");
    }
}

/// `Washington (CNN) The ...` stayed in the text, and its agency unknown.
#[test]
fn a_mark_right_behind_a_known_town_needs_no_dash() {
    let lead = "The ferry to the islands was late again on Tuesday.";
    check(&format!("Washington (CNN) {lead}"), Some("Washington"), Some("CNN"), lead);
    check(&format!("Brussels, Belgium (CNN) {lead}"), Some("Brussels, Belgium"), Some("CNN"), lead);
    check(&format!("Bern (sda) {lead}"), Some("Bern"), Some("sda"), lead);
    check(&format!("Hamburg (epd). {lead}"), Some("Hamburg"), Some("epd"), lead);
    for text in [
        "Boston (CBS) 4 p.m. and then the late game in the town of Halden",
        "Boston (AP) tests were late again, said the mayor of the town.",
        "Halden (CNN) The ferry to the islands was late again on Tuesday.",
        "Boston (CBS) Late Show",
    ] {
        assert_eq!(read_dateline(text, built_in()), None, "{text:?}");
    }
}

#[test]
fn a_mark_or_date_alone_gives_no_place() {
    check("(Reuters) - Rain fell", None, Some("Reuters"), "Rain fell");
    check("(CNN) Rain fell", None, Some("CNN"), "Rain fell");
    check("(CNN) – Rain fell", None, Some("CNN"), "Rain fell");
    check("March 8 (Reuters) - Rain fell", None, Some("Reuters"), "Rain fell");
    check("March 9 - Rain fell", None, None, "Rain fell");
    check("AFP - Rain fell", None, Some("AFP"), "Rain fell");
    check("Jan. 12 (HarbourDesk) - Rain fell", None, Some("HarbourDesk"), "Rain fell");
}

#[test]
fn a_byline_before_the_place_is_split() {
    for text in [
        "By Ana Ruiz TOKYO, March 3 (Reuters) - Rain fell",
        "By Ana Ruiz\n TOKYO, March 3 (Reuters) - Rain fell",
        "By Ana Ruiz\nTOKYO, March 3 - Rain fell",
    ] {
        let found = read_dateline(text, built_in()).unwrap();
        assert_eq!(
            (found.located.as_deref(), found.byline.as_deref()),
            (Some("TOKYO"), Some("Ana Ruiz")),
            "{text:?}"
        );
        assert_eq!(text.get(found.text_from..), Some("Rain fell"));
    }
}

#[test]
fn sentences_and_labels_are_no_datelines() {
    for text in [
        "Note to readers - the ferry is late",
        "UPDATE: The ferry is late",
        "UPDATE - The ferry is late",
        "UPDATE, March 9 - The ferry is late",
        "WHO - what we know",
        "FACT CHECK: Was the ferry late?",
        "BREAKING — The ferry is late",
        "NASA — The ferry is late",
        "The ferry company (Apple) - once a giant - closed.",
        "Ruiz (AP) was late.",
        "The mayor of Halden - a former nurse - spoke.",
        "On Tuesday, March 3 - a holiday - the harbour closed.",
        "March 9 - a holiday - was cold.",
        "March 9 (Monday) - Rain fell",
        "Halden, a town - and a harbour - was cold.",
        "LONDON is cold - and wet.",
        "CHINA — a country of rivers - was cold.",
        "He met Berg in Paris, March 3, and left - at once.",
        "A Trump win - and then?",
        "Reuters said - and AFP agreed - that rain fell.",
        "Rain fell on (Reuters) the roof",
        "-",
        "(",
        "()",
        "",
    ] {
        assert_eq!(read_dateline(text, built_in()), None, "{text:?}");
    }
}

#[test]
fn a_dateline_field_gives_its_place() {
    for (field, place) in [
        ("Frankfurt/Main (dpa) - ", Some("Frankfurt/Main")),
        ("Strasbourg, 10 juil 2024 (AFP)", Some("Strasbourg")),
        ("BEIJING, July 23", Some("BEIJING")),
        ("ROUND ROCK, Texas", Some("ROUND ROCK, Texas")),
        ("Kiova/Washington", Some("Kiova/Washington")),
        ("Landquart GR", Some("Landquart GR")),
        ("北京", Some("北京")),
        ("4/4/2018", None),
        ("", None),
    ] {
        assert_eq!(read_dateline_field(field, built_in()).as_deref(), place, "{field:?}");
    }
}
