//! Credit lines, datelines and footers of `tests/fixtures/credits/shapes.toml`: the input, and everything it must give.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Printed, Reading, RuleBook, read_credits};
use crate::model::Organisation;

/// Prose that names no agency; where an input ends in it, the line behind it is on its last line.
const STORY: &str = "The ferry was late again, said the mayor of the town.\n\nIt came at noon, and nobody on the pier knew why.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shape: Vec<Shape>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Shape {
    r#in: String,
    authors: Vec<String>,
    rights: Option<String>,
    channel_rights: Option<String>,
    publisher: Option<String>,
    left: Option<String>,
    by: Option<String>,
    people: Vec<String>,
    located: Option<String>,
    originator: Option<String>,
    distributor: Option<String>,
    copyright: Option<String>,
    terms: Option<String>,
    caption: Option<String>,
    notes: Option<String>,
}

fn shapes() -> Vec<Shape> {
    let text = include_str!("../../../tests/fixtures/credits/shapes.toml");
    toml::from_str::<File>(text).unwrap().shape
}

/// What reading `expected.in` gives, in the form of the table.
fn read(expected: &Shape) -> Shape {
    let text = expected.r#in.replace("{story}", STORY);
    let paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    let printed = Printed {
        paragraphs: &paragraphs,
        authors: &expected.authors,
        rights: expected.rights.as_deref(),
        channel_rights: expected.channel_rights.as_deref(),
        publisher: expected.publisher.as_deref(),
        ..Printed::default()
    };
    let reading = read_credits(&printed, RuleBook::built_in());
    let Reading { kept, located, by, people, sources, copyright, ed_notes, captions, .. } = reading;
    let left: Vec<&str> =
        kept.iter().map(|kept| paragraphs[kept.index].get(kept.range.clone()).unwrap()).collect();
    let left = left.join("\n\n").replace(STORY, "{story}");
    let name = |organisation: Option<Organisation>| organisation.map(|o| o.name);
    let terms = copyright.usage_terms.map(|found| {
        let begins = expected.terms.clone().filter(|terms| found.starts_with(terms));
        begins.unwrap_or(found)
    });
    Shape {
        r#in: expected.r#in.clone(),
        authors: expected.authors.clone(),
        rights: expected.rights.clone(),
        channel_rights: expected.channel_rights.clone(),
        publisher: expected.publisher.clone(),
        left: (left != "{story}").then_some(left),
        by,
        people: people.iter().map(|p| format!("{}: {}", p.name, p.rel)).collect(),
        located,
        originator: name(sources.originator),
        distributor: name(sources.distributor),
        copyright: copyright.holder,
        terms,
        caption: captions.first().and_then(|caption| caption.credit.clone()),
        notes: (!ed_notes.is_empty()).then(|| ed_notes.join("; ")),
    }
}

#[test]
fn every_shape_gives_what_is_printed_and_no_more() {
    let wrong: Vec<String> = shapes()
        .into_iter()
        .filter_map(|expected| {
            let found = read(&expected);
            (found != expected).then(|| format!("expected {expected:#?}\nfound {found:#?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn the_shapes_are_of_many_organisations() {
    let shapes = shapes();
    assert!(shapes.len() >= 60, "{}", shapes.len());
    let named = |shape: &Shape| [shape.originator.clone(), shape.distributor.clone()];
    let organisations: BTreeSet<String> = shapes.iter().flat_map(named).flatten().collect();
    assert!(organisations.len() >= 40, "{organisations:?}");
}
