//! Stored web pages through `preview --page`: what `full_text` would make of each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test program: a failed step is a failed test"
)]

use std::process::{Command, Output};

fn preview(arguments: &[&str], page: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire-story.html");
    fs_err::write(&path, page).unwrap();
    let wiredesk = env!("CARGO_BIN_EXE_wiredesk");
    Command::new(wiredesk).arg("preview").args(arguments).arg(&path).output().unwrap()
}

#[test]
fn the_page_of_a_wire_story_gives_its_text_and_its_chain() {
    let output = preview(&["--page", "--json"], include_str!("fixtures/pages/wire-story.html"));
    assert!(output.status.success(), "{output:?}");
    let mut record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // Addresses hold the folder of the test.
    for field in ["uri", "altIds", "standard", "associations"] {
        record.as_object_mut().unwrap().remove(field);
    }
    insta::assert_snapshot!("wire_story", serde_json::to_string_pretty(&record).unwrap());
}

#[test]
fn a_page_without_an_article_is_told_and_fails() {
    let page = "<html><title>Just a moment...</title><body><div id=cf-challenge>Checking your browser</div>";
    for arguments in [&["--page"][..], &["--page", "--json"]] {
        let output = preview(arguments, page);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("a challenge to prove that one is human"), "{said}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}
