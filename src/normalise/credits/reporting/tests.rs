//! Credits after the story, and prose that is none.

use super::*;
use crate::normalise::credits::organisations::built_in;

fn check(line: &str, people: &[(&str, &str)]) {
    let makers = read_reporting(line, built_in()).unwrap_or_else(|| panic!("not read: {line:?}"));
    let found: Vec<_> = makers.people.iter().map(|p| (p.name.as_str(), p.rel.as_str())).collect();
    assert_eq!(found, people, "{line:?}");
}

#[test]
fn roles_of_a_reporting_credit_are_told_apart() {
    check(
        "(Reporting by Ana Ruiz and Olav Berg in Oslo; Additional reporting by Mia Holm; Editing by Jo Lind and Pia Strand)",
        &[
            ("Ana Ruiz", "author"),
            ("Olav Berg", "author"),
            ("Mia Holm", "contributor"),
            ("Jo Lind", "editor"),
            ("Pia Strand", "editor"),
        ],
    );
    check(
        "Reporting by Ana Ruiz, Editing by Jo Lind",
        &[("Ana Ruiz", "author"), ("Jo Lind", "editor")],
    );
    check(
        "(Reporting by Ana Ruiz, writing by Olav Berg. Editing by Jo Lind.)",
        &[("Ana Ruiz", "author"), ("Olav Berg", "author"), ("Jo Lind", "editor")],
    );
    check("Photography and reporting by Ana Ruiz", &[("Ana Ruiz", "author")]);
    check(
        "— With assistance from Ana Ruiz and Olav Berg.",
        &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
    );
    check("--With assistance by Ana Ruiz.", &[("Ana Ruiz", "contributor")]);
    check(
        "Contributing: Ana Ruiz, Olav Berg",
        &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
    );
    check("(Editing by Jo Lind)", &[("Jo Lind", "editor")]);
}

#[test]
fn contributors_are_read_with_their_employer() {
    check(
        "Associated Press writers Ana Ruiz in Oslo and Olav Berg in Las Vegas contributed to this report.",
        &[("Ana Ruiz", "contributor"), ("Olav Berg", "contributor")],
    );
    check("Halden News' Ana Ruiz contributed to this report.", &[("Ana Ruiz", "contributor")]);
    check(
        "Ruiz reported from Oslo. Mia Holm in Bergen contributed to this report.",
        &[("Mia Holm", "contributor")],
    );
    check("Pia Strand contributed reporting.", &[("Pia Strand", "contributor")]);
    check(
        "Moss Courier's Mia Holm, and Pia Strand contributed.",
        &[("Mia Holm", "contributor"), ("Pia Strand", "contributor")],
    );
    check(
        "Associated Press writer Pia Strand in Boise, Idaho contributed.",
        &[("Pia Strand", "contributor")],
    );
    check("AP writer Pia Strand contributed.", &[("Pia Strand", "contributor")]);
    check(
        "Ruiz reported from Oslo. Mia Holm in Bergen and Pia Strand also contributed.",
        &[("Mia Holm", "contributor"), ("Pia Strand", "contributor")],
    );
    let makers = read_reporting(
        "Fox News' Mia Holm and The Associated Press contributed to this report.",
        built_in(),
    )
    .unwrap();
    assert_eq!(makers.organisations, ["The Associated Press"]);
}

#[test]
fn only_the_last_sentence_of_a_paragraph_is_its_credit() {
    let check = |text: &str, left: &str| {
        let left_by =
            find_at_end(text, built_in()).map(|from| text.get(..from).unwrap().trim_end());
        assert_eq!(left_by, Some(left), "{text:?}");
    };
    let council = "The council in St. Louis voted 7-2 to close the pier.";
    check(&format!("{council} The Associated Press contributed to this report."), council);
    check(&format!("{council} Ruiz reported from Oslo. Mia Holm contributed reporting."), council);
    check(&format!("{council} AP writer J. Ruiz in St. Paul contributed to this report."), council);
    check(&format!("{council} (Reporting by Ana Ruiz)"), council);
    assert_eq!(find_at_end("The town contributed to this report.", built_in()), None);
}

#[test]
fn prose_is_no_credit() {
    for line in [
        "Reporting by the ministry showed that the harbour had lost money for a third year.",
        "Cubs managers, even the best, had contributed to the weight.",
        "Millions have been contributed",
        "The centre scored 31, and Anthony Davis and Austin Reaves contributed.",
        "LeBron James scored 30. Anthony Davis and Austin Reaves contributed.",
        "The council voted 7-2 to close the pier. The Associated Press contributed to this report.",
        "Editing is an art.",
        "The report said that additional reporting by Mia Holm was wrong.",
        "",
    ] {
        assert_eq!(read_reporting(line, built_in()), None, "{line:?}");
    }
}

/// Agencies' credits in other languages stayed as the last paragraph, and their people were lost.
#[test]
fn credits_in_other_languages_are_read() {
    for (line, people) in [
        (
            "(Bericht von Anna Holm; redigiert von Jörg Lind. Bei Rückfragen wenden Sie sich an desk@halden.example)",
            [("Anna Holm", "author"), ("Jörg Lind", "editor")],
        ),
        (
            "(Reporte de Ana Ruiz; editado en español por Juan Lind)",
            [("Ana Ruiz", "author"), ("Juan Lind", "editor")],
        ),
        (
            "(Reportage Anne Holm, édité par Jean Lind)",
            [("Anne Holm", "author"), ("Jean Lind", "editor")],
        ),
        (
            "(Tradotto da Anna Holm, editing Marco Lind)",
            [("Anna Holm", "contributor"), ("Marco Lind", "editor")],
        ),
        (
            "(Reportagem de Ana Silva; edição de João Lind)",
            [("Ana Silva", "author"), ("João Lind", "editor")],
        ),
    ] {
        check(line, &people);
        let story = "La barca arrivò tardi.";
        let text = format!("{story} {line}");
        assert_eq!(find_at_end(&text, built_in()), Some(story.len() + 1), "{text}");
    }
    check("(With inputs from agencies)", &[]);
    assert_eq!(read_reporting("With inputs from PTI", built_in()).unwrap().organisations, ["PTI"]);
    for line in [
        "(Bericht von der Fähre)",
        "(Reporte de la policía de Halden)",
        "(Reportage sur les quais de Halden)",
        "Bericht von Anna Holm",
        "(Tradotto da molti)",
        "(editing is an art)",
        "With inputs from farmers, the plan was drawn.",
        "With inputs from farmers",
    ] {
        assert_eq!(read_reporting(line, built_in()), None, "{line:?}");
    }
}
