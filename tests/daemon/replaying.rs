//! `wiredesk replay` over files in a folder of its own, and what it said.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder with documents, gone with its test.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

/// One finished replay.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// One CloudEvent a line of stdout.
    pub(crate) records: Vec<Value>,
    pub(crate) verdicts: Vec<Value>,
    pub(crate) verdict_text: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs_err::write(&path, text).unwrap();
        path
    }

    /// Replays `files` with `arguments`.
    pub(crate) fn replay(&self, arguments: &[&str], files: &[PathBuf]) -> Run {
        let verdicts = self.path("verdicts.jsonl");
        fs_err::remove_file(&verdicts).ok();
        let output = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
            .arg("replay")
            .args(arguments)
            .arg("--verdicts")
            .arg(&verdicts)
            .args(files)
            .output()
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let verdict_text = fs_err::read_to_string(&verdicts).unwrap_or_default();
        Run {
            code: output.status.code().expect("replay was killed"),
            stderr: String::from_utf8(output.stderr).unwrap(),
            records: lines(&stdout),
            verdicts: lines(&verdict_text),
            stdout,
            verdict_text,
        }
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The verdicts alone.
pub(crate) fn kinds(verdicts: &[Value]) -> Vec<&str> {
    verdicts.iter().map(|line| line["verdict"].as_str().unwrap()).collect()
}

/// Data that stay outside the repository, where they are there.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("WIREDESK_SHARED").map_or(beside, PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("{}: not there, this part is skipped", path.display());
    None
}
