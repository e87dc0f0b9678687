use super::*;
use crate::normalise::credits::organisations::built_in;

fn check(printed: &str, people: &[(&str, Option<&str>)], organisations: &[&str]) {
    let makers = read_makers(printed, "author", built_in());
    let found: Vec<_> =
        makers.people.iter().map(|p| (p.name.as_str(), p.literal.as_deref())).collect();
    assert_eq!(found, people, "{printed:?}");
    assert_eq!(makers.organisations, organisations, "{printed:?}");
}

#[test]
fn people_are_told_from_organisations_and_offices() {
    let news = Some("Bloomberg News");
    check(
        "Ana Ruiz and Olav Berg, Bloomberg News (TNS)",
        &[("Ana Ruiz", news), ("Olav Berg", news)],
        &["TNS", "Bloomberg News"],
    );
    check("Ana Ruiz in Oslo; Olav Berg in Bergen", &[("Ana Ruiz", None), ("Olav Berg", None)], &[]);
    check("Mia Holm, Staff Writer", &[("Mia Holm", Some("Staff Writer"))], &[]);
    check(
        "Mia Holm, AP Business Writer",
        &[("Mia Holm", Some("AP Business Writer"))],
        &["AP Business Writer"],
    );
    check(
        "Pieter van der Berg, Lena O'Hara & Zoë Jiménez-Ruiz",
        &[("Pieter van der Berg", None), ("Lena O'Hara", None), ("Zoë Jiménez-Ruiz", None)],
        &[],
    );
    check("The Associated Press", &[], &["The Associated Press"]);
    check(
        "Mia Holm | Stars and Stripes",
        &[("Mia Holm", Some("Stars and Stripes"))],
        &["Stars and Stripes"],
    );
    check("desk@halden.example (Mia Holm)", &[("Mia Holm", None)], &[]);
    check(
        "Mia Holm of The Seattle Times",
        &[("Mia Holm", Some("The Seattle Times"))],
        &["The Seattle Times"],
    );
    check("Sammy Holm Jr., Reuters", &[("Sammy Holm Jr.", Some("Reuters"))], &["Reuters"]);
    check("Staff Reporter", &[], &[]);
    check("", &[], &[]);
}

/// A name with a particle written together was lost, and became the employer of the name before it.
#[test]
fn names_with_bound_particles_are_names() {
    for (printed, names) in [
        ("Paulo Holm and Frances d'Ambra", vec!["Paulo Holm", "Frances d'Ambra"]),
        (
            "Ana Ruiz, Omar el-Berg and Luca dell’Orto",
            vec!["Ana Ruiz", "Omar el-Berg", "Luca dell’Orto"],
        ),
        ("Ali al-Holm", vec!["Ali al-Holm"]),
        ("Ana Ruiz in London and Ali al-Holm", vec!["Ana Ruiz", "Ali al-Holm"]),
        ("Luca D'Orto", vec!["Luca D'Orto"]),
    ] {
        let people: Vec<_> = names.into_iter().map(|name| (name, None)).collect();
        check(printed, &people, &[]);
    }
    for printed in ["Ali co-author", "state-of-the-art Holm", "Ana on-air"] {
        check(printed, &[], &[]);
    }
}

#[test]
fn towns_hand_outs_and_single_names_are_no_employer() {
    for printed in
        ["Mia Holm, Berlin", "Mia Holm, Madonna", "Mia Holm, from Oslo", "Mia Holm, in Oslo"]
    {
        check(printed, &[("Mia Holm", None)], &[]);
    }
    check(
        "Mia Holm, Halden Gazette. Follow Mia Holm there",
        &[("Mia Holm", Some("Halden Gazette"))],
        &[],
    );
    check(
        "Mia Holm, Special to Halden Today",
        &[("Mia Holm", Some("Special to Halden Today"))],
        &[],
    );
}

/// Offices, firms and language services came out as people.
#[test]
fn organisations_are_no_people() {
    for printed in [
        "Northern Geological Survey",
        "World Health Organization",
        "European Central Bank",
        "World Bank",
        "Human Rights Watch",
        "Amnesty International",
        "Halden Motor Corporation",
        "Halden Widgets Inc",
        "Halden Widgets Inc.",
        "Gazette English Edition",
        "Guest Author",
        "MOSS Newsdesk",
        "Harbour Newsroom",
    ] {
        check(printed, &[], &[]);
    }
    check("BBC Chinese", &[], &["BBC Chinese"]);
    check("DW Hindi", &[], &["DW Hindi"]);
    check("Mia Holm, World Bank", &[("Mia Holm", Some("World Bank"))], &[]);
    check("Bill English", &[("Bill English", None)], &[]);
}

#[test]
fn a_title_proves_a_reporter_in_chinese_and_korean() {
    check("记者 王小明", &[("王小明", None)], &[]);
    check("记者王小明 李四", &[("王小明", None), ("李四", None)], &[]);
    check("홍길동 기자", &[("홍길동", None)], &[]);
    for nobody in ["인턴기자", "정치부 기자", "홍길동 부장 기자"] {
        check(nobody, &[], &[]);
    }
    for section in ["记者观察", "记者站", "综合报道", "체육부"] {
        check(section, &[], &[]);
    }
    check("路透社", &[], &["路透社"]);
    check("رويترز", &[], &["رويترز"]);
}

#[test]
fn a_desk_before_a_known_house_is_that_house() {
    check("Redazione ANSA", &[], &["ANSA"]);
    check("Da Redação", &[], &[]);
    check("onze redactie", &[], &[]);
    check(
        "Pieter van der Berg en Lena Holm",
        &[("Pieter van der Berg", None), ("Lena Holm", None)],
        &[],
    );
    check("Ana Ruiz en Villa Mercedes", &[], &[]);
}

/// Lists of families and initials, as libraries print them, gave people called `A. N.`
#[test]
fn inverted_lists_name_their_people() {
    check(
        "Holm, A. N., Lind, M. O., Van Strand, E.",
        &[("A. N. Holm", None), ("M. O. Lind", None), ("E. Van Strand", None)],
        &[],
    );
    check("Li, H.-X., et al.", &[("H.-X. Li", None)], &[]);
    check("Holm, A.; Lind, M.", &[("A. Holm", None), ("M. Lind", None)], &[]);
    check("Mia Holm, J. R. Lind", &[("Mia Holm", None), ("J. R. Lind", None)], &[]);
    check("A. N.", &[], &[]);
}
