//! Golden documents: feed bytes to wire records and verdicts, end to end, in one assertion each.
//!
//! A file of `fixtures/feeds` is one document of one feed; a folder of `series` holds successive answers of one feed, a
//! folder of `several-feeds` one document of each. A changed snapshot is a change of behaviour: say why in the commit.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program: a failed step is a failed test"
)]

#[path = "daemon/replaying.rs"]
mod replaying;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use replaying::{Desk, Run};
use serde_json::{Value, json};

/// What is the same in every record, or tells nothing a reader of a snapshot wants.
const CONSTANT_FIELDS: [&str; 3] = ["standard", "type", "profile"];

/// One golden case: its name and what came of it.
struct Case {
    name: String,
    run: Run,
    /// Its last document once more, on the same store.
    again: Run,
}

#[test]
fn documents_become_the_records_and_verdicts_of_their_snapshots() {
    let mut changed = Vec::new();
    for case in cases() {
        let snapshot = serde_json::to_string_pretty(&shown(&case.run)).unwrap();
        let name = case.name.replace('/', "__");
        let same = std::panic::catch_unwind(|| insta::assert_snapshot!(name.as_str(), snapshot));
        if same.is_err() {
            changed.push(&case.name);
        }
    }
    assert!(changed.is_empty(), "changed: {changed:?}");
}

#[test]
fn every_record_is_valid_by_the_schema_that_wiredesk_prints() {
    let validators = ["story", "appearance", "reject"].map(|kind| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(["schema", kind]).output().unwrap();
        validator(&output.stdout)
    });
    let mut counts = [0; 3];
    for case in cases() {
        for record in &case.run.records {
            let stream = match record["type"].as_str().unwrap() {
                "wiredesk.story.appeared.v1" => 1,
                "wiredesk.entry.rejected.v1" => 2,
                _ => 0,
            };
            assert_valid(&validators[stream], &record["data"], &case.name);
            counts[stream] += 1;
        }
    }
    assert!(counts[0] > 20 && counts[1] > 0, "{counts:?}");
}

#[test]
fn every_story_is_valid_ninjs() {
    let schema = serde_json::from_str(include_str!("fixtures/ninjs-schema_3.1.json")).unwrap();
    let schema = unrolled(schema);
    let ninjs = validator(schema.to_string().as_bytes());
    let mut stories = 0;
    for case in cases() {
        for record in &case.run.records {
            if record["type"].as_str().unwrap().starts_with("wiredesk.story.")
                && record["type"] != "wiredesk.story.appeared.v1"
            {
                assert_valid(&ninjs, &record["data"], &case.name);
                stories += 1;
            }
        }
    }
    assert!(stories > 20, "{stories}");
}

// The page this product exists for: a paper's furniture around an agency's copy that a third party distributed.
#[test]
fn a_wire_story_in_a_papers_dress_is_told_from_the_dress() {
    let case = cases().iter().find(|case| case.name == "rss/wire-page").unwrap();
    let story = &case.run.records[0]["data"];
    let text =
        story["bodies"].as_array().unwrap().iter().find(|b| b["contentType"] == "text/plain");
    let text = text.unwrap()["value"].as_str().unwrap();
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 9, "{paragraphs:#?}");
    assert!(paragraphs[0].starts_with("The senior admirals"), "{}", paragraphs[0]);
    assert!(paragraphs[8].ends_with("prove something out there.”"), "{}", paragraphs[8]);
    for furniture in ["Subscribe", "Sign Up", "Bloomberg", "Distributed", "Getty", "Tribune"] {
        assert!(!text.contains(furniture), "{furniture}");
    }
    // Capitals as printed.
    assert_eq!(story["located"], "OSLO");
    assert_eq!(story["copyrightHolder"], "Bloomberg L.P.");
    let source = |role: &str| {
        let sources = story["infoSources"].as_array().unwrap();
        sources.iter().find(|source| source["role"] == role).unwrap()["name"].clone()
    };
    assert_eq!(source("originator"), "Bloomberg");
    assert_eq!(source("distributor"), "Tribune Content Agency");
    assert_eq!(source("publisher"), "Anchor and Compass");
    let picture = &story["associations"][0];
    let shown = picture.to_string();
    for part in ["Admiral Ines Castellane, seen here on May 4, 2021", "Dario Quill", "Getty Images"]
    {
        assert!(shown.contains(part), "{part}: {picture:#}");
    }
    assert_eq!(story["associations"].as_array().unwrap().len(), 1, "{:#}", story["associations"]);
}

/// What a story says and whom it credits, whatever form it came in.
fn essence(story: &Value) -> Value {
    let bodies = story["bodies"].as_array().unwrap();
    let text = bodies.iter().find(|body| body["contentType"] == "text/plain").unwrap();
    let sources = story["infoSources"].as_array().unwrap();
    let source = |role: &str| sources.iter().find(|s| s["role"] == role).map(|s| s["name"].clone());
    let picture = &story["associations"][0];
    json!({
        "headline": story["headlines"][0]["value"],
        "text": text["value"].as_str().unwrap().split("\n\n").collect::<Vec<_>>(),
        "located": story["located"],
        "by": story["by"],
        "copyright": story["copyrightHolder"],
        "originator": source("originator"),
        "distributor": source("distributor"),
        "representation": story["representationType"],
        "pictures": story["associations"].as_array().unwrap().len(),
        "caption": picture["descriptions"][0]["value"],
        "picture": picture["infoSources"],
        "photographer": picture["people"],
        "language": story["language"],
    })
}

// The same story as an item of HTML, as an item of plain text, and as the agency sent it.
#[test]
fn one_story_in_three_forms_is_one_story() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seed");
    let read = |file: &str| {
        let run = Desk::new().replay(&[], &[folder.join(file)]);
        assert_eq!(run.records.len(), 1, "{file}: {}", run.stderr);
        essence(&run.records[0]["data"])
    };
    let html = read("html-item.xml");
    assert_eq!(html["text"].as_array().unwrap().len(), 9);
    assert_eq!(html["originator"], "Bloomberg");
    assert_eq!(html["distributor"], "Tribune Content Agency");
    assert_eq!(html["pictures"], 1);
    for form in ["text-item.xml", "nitf.xml"] {
        assert_eq!(format!("{:#}", read(form)), format!("{html:#}"), "{form}");
    }
    // Three outlets that carry it have one story between them; the agency's own copy takes the place of a reprint.
    let forms = ["html-item.xml", "text-item.xml", "nitf.xml"].map(|file| folder.join(file));
    let run = Desk::new().replay(&[], &forms);
    assert_eq!(replaying::kinds(&run.verdicts), ["new", "copy", "update"], "{:#?}", run.verdicts);
}

// Edge case 12: what was shown once is never news again.
#[test]
fn the_same_answer_once_more_brings_nothing() {
    for case in cases() {
        assert_eq!(case.again.stdout, "", "{}", case.name);
    }
}

/// The run as a snapshot shows it: without what is derived from the clock or never changes.
fn shown(run: &Run) -> Value {
    let record = |record: &Value| {
        let mut data = record["data"].clone();
        if let Some(fields) = data.as_object_mut() {
            fields.retain(|name, _| !CONSTANT_FIELDS.contains(&name.as_str()));
        }
        json!({ "type": record["type"], "key": record["subject"], "data": data })
    };
    let verdict = |verdict: &Value| {
        let mut line = verdict.clone();
        // How sure the judge is, and in which words it says so, is its own tests' affair.
        line.as_object_mut().unwrap().retain(|name, _| name != "score" && name != "because");
        line
    };
    // Paths differ from machine to machine: only what follows them counts.
    let complaints: Vec<&str> = run
        .stderr
        .lines()
        .map(|line| line.rsplit_once("fixtures/feeds/").map_or(line, |(_, rest)| rest))
        .collect();
    json!({
        "exit": run.code,
        "complaints": complaints,
        "verdicts": run.verdicts.iter().map(verdict).collect::<Vec<_>>(),
        "records": run.records.iter().map(record).collect::<Vec<_>>(),
    })
}

/// All cases, replayed once for all tests.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
        let groups = sorted(&root);
        let paths = groups.iter().flat_map(|group| sorted(group));
        paths.map(|path| replay(&path)).collect()
    })
}

fn replay(path: &Path) -> Case {
    let group = name_of(path.parent().unwrap());
    let name = format!("{group}/{}", path.file_stem().unwrap().to_str().unwrap());
    let mut files = if path.is_dir() { sorted(path) } else { vec![path.to_owned()] };
    // `ID@SECONDS`: in the order of time.
    files.sort_by_key(|file| name_of(file).split_once('@').map(|(_, time)| time.to_owned()));
    let desk = Desk::new();
    let store = desk.path("store");
    let mut arguments = vec!["--store", store.to_str().unwrap()];
    if group == "series" {
        arguments.extend(["--feed", "series"]);
    }
    let run = desk.replay(&arguments, &files);
    let again = desk.replay(&arguments, &files[files.len() - 1..]);
    Case { name, run, again }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The ninjs schema without its recursion, into which the validator follows `unevaluatedProperties` without end:
/// associations of associations, which wiredesk does not write, are then no property at all.
fn unrolled(mut schema: Value) -> Value {
    let strict = schema.as_object_mut().unwrap().remove("unevaluatedProperties");
    assert_eq!(strict, Some(json!(false)));
    let defs = &mut schema["$defs"];
    defs["ninjsType"]["additionalProperties"] = json!(false);
    let items = defs["ninjsType"]["properties"]["associations"]["items"].take();
    let mut association = defs["ninjsType"].clone();
    association["required"] = items["required"].clone();
    let properties = association["properties"].as_object_mut().unwrap();
    properties.remove("associations");
    properties.extend(items["properties"].as_object().unwrap().clone());
    defs["associationType"] = association;
    defs["ninjsType"]["properties"]["associations"]["items"] =
        json!({ "$ref": "#/$defs/associationType" });
    schema
}

fn validator(schema: &[u8]) -> jsonschema::Validator {
    let schema: Value = serde_json::from_slice(schema).unwrap();
    jsonschema::options()
        .should_validate_formats(true)
        // The ninjs schema refers to it by address; wiredesk writes no shapes, and tests ask no network.
        .with_resource(
            "https://geojson.org/schema/GeoJSON.json",
            jsonschema::Resource::from_contents(json!({ "not": {} })),
        )
        .build(&schema)
        .unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, value: &Value, case: &str) {
    let faults: Vec<String> = validator
        .iter_errors(value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{case}: {faults:#?}\n{value:#}");
}
