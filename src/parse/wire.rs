//! Wire formats: NITF, NewsML-G2, NewsML 1.x, ninjs, AP JSON, ANPA, IPTC 7901. Pure.

use super::{Hints, Limits};
use crate::model::Document;
use crate::parse::decode;

mod entities;
mod fields;
mod markup;
mod newsml_g2;
mod nitf;
mod sniff;
mod tree;

use sniff::Shape;

/// Reads `bytes` if they are a wire document (told by content), else `None`.
pub fn parse(bytes: &[u8], hints: Hints<'_>, limits: Limits) -> Option<Document> {
    let shape = sniff::recognise(bytes)?;
    let decoded = decode::to_utf8(bytes, hints.charset);
    let mut document = match shape {
        Shape::Xml => read_xml(&decoded.text, limits)?,
    };
    let problems = std::mem::take(&mut document.problems);
    document.problems = decoded.problems;
    document.problems.extend(problems);
    Some(document)
}

fn read_xml(text: &str, limits: Limits) -> Option<Document> {
    let (tree, problems) = tree::read(text);
    let root = tree.elements().next()?;
    let mut document = match root.name.as_str() {
        "nitf" => nitf::read(root, text, limits),
        _ => newsml_g2::read(root, text, limits),
    };
    document.problems.splice(0..0, problems);
    Some(document)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const LIMITS: Limits = Limits {
        entries_max: 1_000,
        text_chars_max: 1_000_000,
    };

    /// The folder of real wire files, where this checkout has one.
    fn real_files() -> Option<PathBuf> {
        let shared = std::env::var_os("WIREDESK_SHARED").map(PathBuf::from);
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let folder = shared.unwrap_or(beside).join("data/newsml");
        folder.join("index.jsonl").exists().then_some(folder)
    }

    #[test]
    fn every_real_file_is_read_and_named_by_its_format() {
        let Some(folder) = real_files() else {
            eprintln!("skipped: no real wire files here");
            return;
        };
        let index = fs_err::read_to_string(folder.join("index.jsonl")).unwrap();
        let mut dump = String::new();
        for row in index.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let file = row["file"].as_str().unwrap();
            let bytes = fs_err::read(folder.join(file)).unwrap();
            let document = parse(&bytes, Hints::default(), LIMITS);
            dump += &serde_json::json!({"file": file, "kind": row["kind"], "document": document})
                .to_string();
            dump.push('\n');
        }
        if let Some(path) = std::env::var_os("WIREDESK_DUMP") {
            fs_err::write(path, dump).unwrap();
        }
    }
}
