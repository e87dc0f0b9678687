use super::*;

fn check(printed: &str, name: Option<&str>) {
    let found = built_in().find_at_head(printed).map(|k| k.name.as_str());
    assert_eq!(found, name, "{printed:?}");
}

#[test]
fn the_file_parses_and_names_each_organisation_once() {
    let known = compiled_in().unwrap();
    let count = |kind| known.iter().filter(|k| k.kind == kind).count();
    assert!(count(OrganisationKind::Agency) >= 150);
    assert!(count(OrganisationKind::Paper) >= 100);
    assert!(count(OrganisationKind::Pictures) >= 50);
    assert!(count(OrganisationKind::Distributor) >= 40);
    // No name, alias or code of one is another's, or the order of the file would decide.
    let mut taken = HashMap::new();
    for one in &known {
        assert!(!fold(&one.name).is_empty());
        let names = std::iter::once(&one.name).chain(&one.aliases).map(|name| key(name));
        let codes = one.codes.iter().map(|code| format!("code {}", bare(code).to_uppercase()));
        let domains = one.domains.iter().map(|domain| format!("domain {domain}"));
        for key in names.chain(codes).chain(domains) {
            let owner = *taken.entry(key.clone()).or_insert(&one.name);
            assert_eq!(owner, &one.name, "{key}");
        }
    }
}

#[test]
fn printed_spellings_find_their_organisation() {
    check("Bloomberg L.P.", Some("Bloomberg"));
    check("Tribune Content Agency, LLC", Some("Tribune Content Agency"));
    check("TRIBUNE NEWS SERVICE", Some("Tribune News Service"));
    check("TNS", Some("Tribune News Service"));
    check("Associated Press", Some("The Associated Press"));
    check("The Associated Press", Some("The Associated Press"));
    check("dpa Deutsche Presse Agentur GmbH", Some("Deutsche Presse-Agentur"));
    check("Reuters Breakingviews", Some("Reuters"));
    check("AP Business Writer", Some("The Associated Press"));
    check("GLOBE NEWSWIRE", Some("GlobeNewswire"));
    check("ČTK", Some("Česká tisková kancelář"));
    check("AA", Some("Anadolu Agency"));
}

#[test]
fn a_short_code_is_no_head_of_other_words() {
    check("Pa Smith", None);
    check("PA Smith", None);
    check("PA Wire", Some("PA Media"));
    check("Halden Gazette", None);
    check("", None);
    check("the", None);
}

#[test]
fn a_code_counts_only_as_its_owner_spells_it() {
    for word in ["sta", "Map", "tap", "Tt", "pa", "aim", "Sid", "app", "ina", "Ana", "ep", "mct"] {
        check(word, None);
    }
    for (code, name) in [
        ("STA", "Slovenska tiskovna agencija"),
        ("dpa", "Deutsche Presse-Agentur"),
        ("DPA", "Deutsche Presse-Agentur"),
        ("A.P.", "The Associated Press"),
        ("MAP", "Maghreb Arabe Presse"),
    ] {
        check(code, Some(name));
    }
}

#[test]
fn a_paper_whose_name_only_begins_like_another_is_not_that() {
    for name in [
        "The Times Herald-Record",
        "Sun",
        "State",
        "Record",
        "The Guardian Nigeria",
        "The Independent Record",
        "Petra Diamonds",
        "Fortune Brands Inc.",
        "Keystone Newspapers",
        "Beta Corp",
    ] {
        check(name, None);
    }
    check("Bloomberg, Oslo", Some("Bloomberg"));
    check("Reuters via Moss", Some("Reuters"));
}

#[test]
fn sites_find_their_organisation() {
    for site in ["bloomberg.com.", "https://www.bloomberg.com/news", "www.bloomberg.com"] {
        assert_eq!(built_in().find_by_site(site).unwrap().name, "Bloomberg", "{site}");
    }
    assert!(built_in().find_by_site("halden.example").is_none());
}
