use super::*;
use crate::normalise::credits::organisations::built_in;

fn check(line: &str, by: Option<&str>, people: &[&str]) {
    let byline = read_byline_line(line, built_in());
    assert_eq!(byline.as_ref().map(|b| b.by.as_str()), by, "{line:?}");
    let names: Vec<_> =
        byline.iter().flat_map(|b| &b.makers.people).map(|p| p.name.as_str()).collect();
    assert_eq!(names, people, "{line:?}");
}

#[test]
fn byline_lines_are_read() {
    check("By Ana Ruiz", Some("Ana Ruiz"), &["Ana Ruiz"]);
    check("By Ana Ruiz and Olav Berg", Some("Ana Ruiz and Olav Berg"), &["Ana Ruiz", "Olav Berg"]);
    check("BY ANA RUIZ", Some("ANA RUIZ"), &["ANA RUIZ"]);
    check("By ANA RUIZ, Associated Press", Some("ANA RUIZ, Associated Press"), &["ANA RUIZ"]);
    check("By The Associated Press", Some("The Associated Press"), &[]);
    check(
        "By Mia Holm , opens new tab , Editor-At-Large, Finance and Markets",
        Some("Mia Holm, Editor-At-Large, Finance and Markets"),
        &["Mia Holm"],
    );
    check("By Mia Holm, Halden News, Oslo", Some("Mia Holm, Halden News, Oslo"), &["Mia Holm"]);
    check("Von Anna Muster, dpa", Some("Anna Muster, dpa"), &["Anna Muster"]);
    check("Par Zoé Lambert", Some("Zoé Lambert"), &["Zoé Lambert"]);
    check("Por Inés de la Vega", Some("Inés de la Vega"), &["Inés de la Vega"]);
    check("by Olav Berg, Reuters", Some("Olav Berg, Reuters"), &["Olav Berg"]);
    check("By Staff Reporter", Some("Staff Reporter"), &[]);
    check("By ANA RUIZ ( @anaruiz )", Some("ANA RUIZ"), &["ANA RUIZ"]);
    check("by Guest Blogger Mia Holm", Some("Guest Blogger Mia Holm"), &[]);
    check("di Anna Holm", Some("Anna Holm"), &["Anna Holm"]);
    check("door Jan van den Berg", Some("Jan van den Berg"), &["Jan van den Berg"]);
    check("Автор: Анна Холм", Some("Анна Холм"), &["Анна Холм"]);
}

#[test]
fn sentences_are_no_bylines() {
    for line in [
        "By Saturday, Ruiz, in a letter to Berg, informed him that the post was gone.",
        "By Election Day, early voters could swell to 99 million.",
        "By contrast, the harbour was full.",
        "By the way, Berg was charged $9.",
        "By 2031, the bridge will be open",
        "By Thursday afternoon, users were angry",
        "Von den Bergen kam der Wind",
        "di Halden si parla poco",
        "door Halden loopt een rivier",
        "Interview: Mia Holm",
        "Par la suite, rien",
        "By",
        "",
    ] {
        check(line, None, &[]);
    }
}

#[test]
fn author_fields_lose_addresses_and_logins() {
    for (field, by) in [
        ("By Ana Ruiz, Bloomberg News (TNS)", Some("Ana Ruiz, Bloomberg News (TNS)")),
        ("desk@halden.example (Ana Ruiz)", Some("Ana Ruiz")),
        ("desk@halden.example", None),
        ("admin", None),
        ("  ", None),
        ("Reuters", Some("Reuters")),
        ("di Anna Holm", Some("Anna Holm")),
        ("di Holm", Some("di Holm")),
        ("Ein Interview von Anna Holm", Some("Anna Holm")),
        ("Interview: Anna Holm", Some("Anna Holm")),
        ("كتب: أحمد علي", Some("أحمد علي")),
        ("Our correspondent", Some("Our correspondent")),
        ("Ana Ruiz, November 3, 2031", Some("Ana Ruiz")),
        ("Ana Ruiz • Staff Reporter • 3 hours ago", Some("Ana Ruiz • Staff Reporter")),
        ("Da Agência Brasil", Some("Agência Brasil")),
        ("Da Silva", Some("Da Silva")),
        ("Channel 4", Some("Channel 4")),
    ] {
        assert_eq!(read_author(field, built_in()).map(|b| b.by).as_deref(), by, "{field:?}");
    }
}

/// The editor of `Edited by Mia Holm`, the photographer of `Words: ..., Pictures: ...` and the one that German papers call
/// theirs were lost.
#[test]
fn people_of_author_fields_keep_their_roles() {
    for (field, people) in [
        ("Edited by Mia Holm", "Mia Holm=editor"),
        ("Words: Ana Ruiz, Pictures: Olav Berg", "Ana Ruiz=author,Olav Berg=photographer"),
        ("Text: Anna Muster / Fotos: Jörg Lind", "Anna Muster=author,Jörg Lind=photographer"),
        ("Von unserem Redakteur Jörg Lind", "Jörg Lind=author"),
        ("Par notre correspondante Zoé Lambert", "Zoé Lambert=author"),
        ("Von unserer Redaktion", ""),
        ("Our Staff Reporter", ""),
    ] {
        let byline = read_author(field, built_in()).unwrap();
        let named = byline.makers.people.iter().map(|p| format!("{}={}", p.name, p.rel));
        assert_eq!(named.collect::<Vec<_>>().join(","), people, "{field:?}");
    }
}

/// A field that prints the family first named nobody.
#[test]
fn an_author_field_with_the_family_first_names_its_people() {
    for (field, names) in [
        ("Holm, Mia", vec!["Mia Holm"]),
        ("Holm, Mia K.; van der Berg, Olav", vec!["Mia K. Holm", "Olav van der Berg"]),
        ("Holm, Oslo", vec![]),
        ("Redacción, EFE", vec![]),
        ("Sports, Weather", vec![]),
        ("Mia Holm, Olav", vec!["Mia Holm"]),
        ("Holm, Jr", vec![]),
    ] {
        let byline = read_author(field, built_in()).unwrap();
        let found: Vec<_> = byline.makers.people.iter().map(|p| p.name.as_str()).collect();
        assert_eq!((byline.by.as_str(), found), (field, names));
    }
}
