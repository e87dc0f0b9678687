//! The demo as a person starts it: what it shows, what it counts, what it leaves behind.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot run its program has failed"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Starts the demo with a temporary folder of its own.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_wiredesk"))
        .arg("demo")
        .args(arguments)
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn assert_empty(folder: &Path) {
    let left: Vec<PathBuf> = fs_err::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

/// The figures of the summary by name.
fn read_summary(output: &str) -> BTreeMap<&str, f64> {
    let (_, summary) =
        output.split_once("\nSummary\n").unwrap_or_else(|| panic!("no summary:\n{output}"));
    let rows = summary.lines().take_while(|line| line.starts_with("  "));
    rows.filter_map(|line| {
        let line = line.trim().trim_end_matches(" s");
        let (name, value) = line.rsplit_once(' ')?;
        Some((name.trim_end(), value.parse().ok()?))
    })
    .collect()
}

#[test]
fn the_demo_shows_what_it_promises_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = tempfile::tempdir().expect("a folder");
    let records = kept.path().join("records.ndjson");
    let path = records.to_str().expect("a path in UTF-8");
    let output = start(folder.path(), &["--records", path]).wait_with_output().expect("it ends");
    let (shown, said) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{shown}\n{said}", output.status);
    assert!(said.is_empty(), "{said}");
    assert!(!shown.contains('\u{1b}'), "colours although nobody watches");
    assert_empty(folder.path());

    let summary = read_summary(&shown);
    let check = |name: &str, least: f64| {
        let have = summary.get(name).copied().unwrap_or_default();
        assert!(have >= least, "{name}: {have}, expected {least}\n{shown}");
        have
    };
    let stories = check("stories", 25.0);
    check("outlets", 12.0);
    let copies = check("copies folded", 10.0);
    let updates = check("updates", 1.0);
    let kills = check("kills", 1.0);
    let rejects = check("rejects", 1.0);
    assert!(check("first story", 0.0) < 10.0, "{shown}");
    assert!(check("whole run", 0.0) < 60.0, "{shown}");

    let lines = fs_err::read_to_string(&records).expect("the records");
    let events: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let counted = stories + copies + updates + kills + rejects;
    let delivered = u32::try_from(events.len()).expect("few");
    assert!(
        (counted - f64::from(delivered)).abs() < f64::EPSILON,
        "{counted} told, {delivered} delivered"
    );
    check_records(&events);
}

/// Stories are ninjs 3.1, and wire copy names its chain.
fn check_records(events: &[Value]) {
    let stories: Vec<&Value> = events
        .iter()
        .filter(|event| {
            event["type"].as_str().is_some_and(|kind| {
                kind.starts_with("wiredesk.story.") && kind != "wiredesk.story.appeared.v1"
            })
        })
        .map(|event| &event["data"])
        .collect();
    let chain = |story: &Value| -> Vec<String> {
        let sources = story["infoSources"].as_array().cloned().unwrap_or_default();
        sources.iter().filter_map(|source| source["name"].as_str().map(str::to_owned)).collect()
    };
    let through_tribune = ["Bloomberg", "Tribune Content Agency", "Marrow County Ledger"];
    assert!(
        stories.iter().any(|story| chain(story) == through_tribune),
        "no story came through Tribune"
    );
    let schema = include_str!("fixtures/ninjs-schema_3.1.json");
    let mut schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    // The validator's compiler never ends on a type that holds itself: that one reference is cut, and every associated
    // object is checked as an item of its own; all that it has besides is a name.
    let holder = schema.pointer_mut("/$defs/ninjsType/properties/associations/items");
    let holder = holder.and_then(Value::as_object_mut).expect("the type of associations");
    assert!(holder.remove("$ref").is_some());
    let geojson = jsonschema::Resource::from_contents(serde_json::json!({}));
    let validator = jsonschema::options()
        .with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
        .build(&schema)
        .expect("a schema");
    for story in stories {
        let mut item = story.clone();
        let fields = item.as_object_mut().expect("an object");
        let mut items: Vec<Value> = Vec::new();
        for mut associated in fields.remove("associations").into_iter().flat_map(into_array) {
            let name = associated.as_object_mut().and_then(|fields| fields.remove("name"));
            assert!(name.is_some_and(|name| name.is_string()), "{story:#}");
            items.push(associated);
        }
        items.push(item);
        for item in items {
            let faults: Vec<String> = validator
                .iter_errors(&item)
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{faults:?}\n{item:#}");
        }
    }
}

fn into_array(value: Value) -> Vec<Value> {
    serde_json::from_value(value).expect("an array")
}

#[test]
fn an_interrupted_demo_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut demo = start(folder.path(), &["--keep"]);
    let mut shown = BufReader::new(demo.stdout.take().expect("its output"));
    let mut line = String::new();
    while !line.contains(" NEW ") {
        line.clear();
        assert!(shown.read_line(&mut line).expect("lines") > 0, "over before the first story");
    }
    let pid = demo.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().expect("kill");
    assert!(sent.success());
    let mut rest = String::new();
    shown.read_to_string(&mut rest).expect("text");
    let ended = demo.wait().expect("it ends");
    assert!(ended.success(), "{ended}\n{rest}");
    assert_empty(folder.path());
}
