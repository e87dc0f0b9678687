//! Every seed of the fuzz targets, and whatever they found, through the same functions on a stable compiler.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[path = "fuzz/src/lib.rs"]
#[expect(unreachable_pub, dead_code, reason = "a library of its own to the fuzz targets")]
mod targets;

#[test]
fn no_seed_or_past_finding_breaks_what_it_is_fed_to() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    let mut broken = Vec::new();
    let mut fed = 0;
    for group in files(&folder) {
        let target = match group.file_name().unwrap().to_str().unwrap() {
            "prepass" => targets::prepass,
            "wire" => targets::wire,
            "dates" => targets::dates,
            "html" => targets::html,
            "credits" => targets::credits,
            "page" => targets::page,
            other => panic!("no target is named {other}"),
        };
        for seed in files(&group) {
            let bytes = fs_err::read(&seed).unwrap();
            fed += 1;
            if catch_unwind(|| target(&bytes)).is_err() {
                broken.push(seed);
            }
        }
    }
    assert!(fed > 40 && broken.is_empty(), "{fed} fed, broken: {broken:#?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = fs_err::read_dir(folder).unwrap();
    listed.map(|file| file.unwrap().path()).collect()
}
