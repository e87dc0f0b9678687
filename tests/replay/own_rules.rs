//! An operator's own rules: what they take, what `preview` says of them, and that known stories stay as they are.

use std::process::Command;

use super::replaying::{Desk, Run, kinds};

const FURNITURE: &str = "switch_off = ['advertisement']\n\
    [[rule]]\nname = 'gazette plus'\nregex = ['^gazette plus\\b']\n\
    [[reject]]\nreason = 'advisory'\nheadline = ['^Tide table for ']\n";
const AGENCIES: &str = "[[organisation]]\nname = 'Halden Wire Service'\nkind = 'agency'\ncodes = ['HWS']\n\
    [[organisation]]\nname = 'Reuters'\nkind = 'paper'\naliases = ['Moss Courier']\n";

fn item(number: u32, headline: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{number}</guid><title>{headline}</title><description><![CDATA[\
         <p>OSLO, March 8 (HWS) - The council of ward {number} voted to rebuild the pier before winter.</p>\
         <p>Gazette Plus members read the plans first.</p><p>Advertisement</p>\
         <p>Work begins in May and ends in October, the mayor of ward {number} said on Monday.</p>\
         ]]></description></item>"
    )
}

fn document(items: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Gazette</title>{}</channel></rss>",
        items.join("")
    )
}

/// A desk with a document, `own.toml` that names two files of rules, and `plain.toml` that names none.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("mine.toml", FURNITURE);
    desk.file("ours.toml", AGENCIES);
    desk.file("plain.toml", "");
    desk.file("own.toml", "[normalise]\nfurniture = ['mine.toml']\nagencies = ['ours.toml']\n");
    desk
}

fn replay(desk: &Desk, config: &str, store: &str, items: &[String]) -> Run {
    let file = desk.file("gazette.xml", document(items));
    let (config, store) = (desk.path(config), desk.path(store));
    let arguments = ["--config", config.to_str().unwrap(), "--store", store.to_str().unwrap()];
    desk.replay(&arguments, &[file])
}

fn text(run: &Run, record: usize) -> String {
    let bodies = run.records[record]["data"]["bodies"].as_array().unwrap();
    bodies[0]["value"].as_str().unwrap().to_owned()
}

#[test]
fn a_change_of_rules_publishes_no_known_story_again() {
    let desk = desk();
    let mut items = vec![item(1, "Pier of ward one"), item(2, "Tide table for ward two")];
    let before = replay(&desk, "plain.toml", "store", &items);
    assert_eq!(kinds(&before.verdicts), ["new", "new"], "{}", before.stderr);
    assert!(
        text(&before, 0).contains("Gazette Plus") && !text(&before, 0).contains("Advertisement")
    );

    // The rules do read the same document otherwise ...
    let fresh = replay(&desk, "own.toml", "fresh", &items);
    assert_eq!(kinds(&fresh.verdicts), ["new", "rejected"]);
    assert!(!text(&fresh, 0).contains("Gazette Plus") && text(&fresh, 0).contains("Advertisement"));
    assert_ne!(fresh.records[0]["data"]["infoSources"], before.records[0]["data"]["infoSources"]);

    // ... but what is known stays, there and back, as often as it is shown.
    let known = [items[0].clone()];
    for config in ["own.toml", "own.toml", "plain.toml", "own.toml"] {
        let again = replay(&desk, config, "store", &known);
        assert_eq!((kinds(&again.verdicts), again.stdout.as_str()), (vec!["unchanged"], ""));
    }
    // A story that is none by the new rules is told once, and stays published.
    let rejected = replay(&desk, "own.toml", "store", &items);
    let types: Vec<_> = rejected.records.iter().map(|record| record["type"].clone()).collect();
    assert_eq!(types, ["wiredesk.entry.rejected.v1"]);
    assert_eq!(replay(&desk, "own.toml", "store", &items).stdout, "");

    // What the paper itself changes is an update, by the rules of now.
    items[0] = items[0].replace("in October", "in September");
    let changed = replay(&desk, "own.toml", "store", &items);
    assert_eq!(kinds(&changed.verdicts), ["update", "unchanged"]);
    assert!(!text(&changed, 0).contains("Gazette Plus"), "{}", text(&changed, 0));
}

#[test]
fn preview_names_the_rule_and_the_file_of_what_was_taken_and_claimed() {
    let desk = desk();
    let file =
        desk.file("gazette.xml", document(&[item(1, "Pier"), item(2, "Tide table for two")]));
    let preview = |config: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
            .args(["preview", "--why", "--config"])
            .args([&desk.path(config), &file])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let own = preview("own.toml");
    for line in [
        "[gazette plus (mine.toml)] Gazette Plus members read the plans first.",
        "dateline mark: OSLO, March 8 (HWS) - (organisation of ours.toml)",
        "Tide table for two (rule of mine.toml)",
    ] {
        assert!(own.contains(line), "{line}\n{own}");
    }
    assert!(preview("plain.toml").contains("[advertisement] Advertisement"));
}

#[test]
fn faults_of_own_rules_end_check_with_78_and_all_are_told() {
    let desk = desk();
    desk.file("mine.toml", "[[rule]]\nname = 'x'\nregex = ['(']\n[[rule]]\nname = 'x'\n");
    let output = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
        .args(["check", "--json", "--config"])
        .arg(desk.path("own.toml"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(78));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let lines: Vec<_> = told["errors"].as_array().unwrap().iter().map(|e| &e["line"]).collect();
    assert_eq!(lines, [3, 5, 5], "{told:#}");
}
