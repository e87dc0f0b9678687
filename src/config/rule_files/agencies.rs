//! A file of one's own organisations: `[[organisation]]`, `switch_off`.

use toml::Spanned;
use toml::de::DeTable;

use super::{Fault, Taken, read_list, read_name, read_switched_off};
use crate::config::reader::{Reader, Section};
use crate::normalise::OwnRules;
use crate::normalise::credits::organisations::{self, Known, OrganisationKind, fold};

const NAME_CHARS_MAX: usize = 100;
const CODE_CHARS_MAX: usize = 20;
const DOMAIN_CHARS_MAX: usize = 253;
const FOOTER_CHARS_MAX: usize = 200;
/// A shorter beginning would take lines of the story.
const FOOTER_CHARS_MIN: usize = 10;

/// Reads one file; `name` is what it is called beside what rests on it.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    document: &'a Spanned<DeTable<'a>>,
    name: &str,
    taken: &mut Taken,
    own: &mut OwnRules,
) {
    let top = Section::top("file of organisations", document);
    let built_in = organisations::compiled_in().unwrap_or_default();
    let names: Vec<String> = built_in.into_iter().map(|known| known.name).collect();
    let off = read_switched_off(reader, &top, &names, fold);
    own.organisations_off.extend(off.iter().map(|name| fold(name)));
    for section in reader.tables(&top, "organisation") {
        let known = read_organisation(reader, &section, taken);
        own.organisations.extend(known.map(|known| Known { file: Some(name.to_owned()), ..known }));
        reader.close(section);
    }
    reader.close(top);
}

fn read_organisation<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    taken: &mut Taken,
) -> Option<Known> {
    const KINDS: [(&str, OrganisationKind); 4] = [
        ("agency", OrganisationKind::Agency),
        ("paper", OrganisationKind::Paper),
        ("pictures", OrganisationKind::Pictures),
        ("distributor", OrganisationKind::Distributor),
    ];
    let name = read_name(reader, section, NAME_CHARS_MAX, fold, taken);
    if !section.has("kind") {
        let remedy = "write kind = \"agency\", \"paper\", \"pictures\" or \"distributor\"";
        reader.refuse(section, "kind", "is missing", remedy);
    }
    let kind = reader.choice(section, "kind", OrganisationKind::Agency, &KINDS);
    let aliases = read_names(reader, section, "aliases", NAME_CHARS_MAX, taken);
    let codes = read_names(reader, section, "codes", CODE_CHARS_MAX, taken);
    let texts = |found: Vec<(String, _)>| found.into_iter().map(|(text, _)| text).collect();
    let domains = texts(read_list(reader, section, "domains", DOMAIN_CHARS_MAX, domain_fault));
    let footers = texts(read_list(reader, section, "footers", FOOTER_CHARS_MAX, footer_fault));
    let house = reader.line(section, "house", NAME_CHARS_MAX);
    let releases = reader.boolean(section, "releases", false);
    let file = None;
    Some(Known { name: name?, kind, aliases, codes, domains, footers, house, releases, file })
}

/// Names that no other organisation of one's own may have.
fn read_names<'a>(
    reader: &mut Reader<'a>,
    section: &Section<'a>,
    key: &'static str,
    chars_max: usize,
    taken: &mut Taken,
) -> Vec<String> {
    let fault = |text: &str| {
        fold(text).is_empty().then(|| Fault::new("has no letters or digits", "take it out"))
    };
    let here = reader.place_of(section, "name");
    let mut names = Vec::new();
    for (name, value) in read_list(reader, section, key, chars_max, fault) {
        let there = taken.entry(fold(&name)).or_insert_with(|| here.clone());
        if *there == here {
            names.push(name);
            continue;
        }
        let problem = format!("is a name of the organisation at {there} too");
        let remedy = "leave it with the one that it means";
        reader.refuse_value(&format!("organisation.{key}"), value, problem, remedy);
    }
    names
}

fn domain_fault(text: &str) -> Option<Fault> {
    let host = text.contains('.') && !text.contains(['/', ':', '@', ' ']) && text.is_ascii();
    (!host).then(|| Fault::new("is no host name", "write it as in \"halden.example\""))
}

fn footer_fault(text: &str) -> Option<Fault> {
    (text.chars().count() < FOOTER_CHARS_MIN).then(|| {
        let problem = format!(
            "has fewer than {FOOTER_CHARS_MIN} characters, and would take lines of stories"
        );
        Fault::new(problem, "write more of the line's beginning")
    })
}
