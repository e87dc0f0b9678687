//! Which files `feeds = ["feeds/*.toml"]` means. Wildcards stand in the file name only; the order is the name's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::reader::{Reader, Section};

/// Most files that one pattern may bring in.
const FILES_MAX: usize = 10_000;

/// The files that the patterns of the top table name, each once, in the order of the patterns.
pub(super) fn find_feed_files<'a>(reader: &mut Reader<'a>, top: &Section<'a>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    // The main file may lie among the files that a pattern matches.
    let mut seen = BTreeSet::from([reader.source.path.to_owned()]);
    for (pattern, value) in reader.texts(top, "feeds") {
        let found = match find(&reader.folder.join(pattern)) {
            Ok(found) => found,
            Err(problem) => {
                let remedy = "name files with feeds, e.g. feeds = [\"feeds/*.toml\"]";
                reader.refuse_value("feeds", value, problem, remedy);
                continue;
            }
        };
        if found.is_empty() {
            reader.warn(
                top,
                "feeds",
                format!("no file matches {pattern:?}"),
                "add files there, or remove the pattern",
            );
        }
        files.extend(found.into_iter().filter(|file| seen.insert(file.clone())));
    }
    files
}

fn find(pattern: &Path) -> Result<Vec<PathBuf>, String> {
    let name = pattern.file_name().and_then(|name| name.to_str());
    let (Some(name), Some(folder)) = (name, pattern.parent()) else {
        return Err("names no file".to_owned());
    };
    if folder.to_string_lossy().contains(['*', '?']) {
        return Err("has a wildcard in a folder's name".to_owned());
    }
    if !name.contains(['*', '?']) {
        // Whether it can be read is found out, and said, when it is read.
        return Ok(vec![pattern.to_owned()]);
    }
    let here = folder.as_os_str().is_empty();
    let listed = if here { Path::new(".") } else { folder };
    if !listed.exists() {
        return Ok(Vec::new());
    }
    let cannot =
        |error: std::io::Error| format!("leads to a folder that cannot be read: {}", error.kind());
    let mut files = Vec::new();
    for entry in fs_err::read_dir(listed).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let file = folder.join(entry.file_name());
        let matching = entry.file_name().to_str().is_some_and(|text| matches(name, text));
        if matching && file.is_file() {
            files.push(file);
        }
        if files.len() > FILES_MAX {
            return Err(format!("matches more than {FILES_MAX} files"));
        }
    }
    files.sort();
    Ok(files)
}

/// `*` is any run of characters, `?` any one; a hidden file needs a pattern that begins with a dot.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let mut pattern_left = pattern.chars();
    let mut name_left = name.chars();
    // Where to take up again when the last `*` has to swallow one character more.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let before = (pattern_left.clone(), name_left.clone());
        match (pattern_left.next(), name_left.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                name_left = before.1;
                retry = Some((pattern_left.clone(), name_left.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            (_, _) => {
                let Some((pattern_at, mut name_at)) = retry.take() else {
                    return false;
                };
                if name_at.next().is_none() {
                    return false;
                }
                pattern_left = pattern_at.clone();
                name_left = name_at.clone();
                retry = Some((pattern_at, name_at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_names() {
        let check = |pattern, name, expected| {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        };
        check("*.toml", "north.toml", true);
        check("*.toml", "north.toml.bak", false);
        check("*.toml", ".swap.toml", false);
        check(".*.toml", ".swap.toml", true);
        check("a?c*", "abc", true);
        check("a?c*", "ac", false);
        check("*a*b", "aab", true);
        check("*a*b", "ba", false);
        check("**", "x", true);
        check("x", "", false);
        check("*", "", true);
    }

    #[test]
    fn files_beside_a_file_named_without_folder_are_found() {
        // Tests run in the package's folder.
        assert_eq!(find(Path::new("Cargo.t?ml")), Ok(vec![PathBuf::from("Cargo.toml")]));
    }

    #[test]
    fn a_pattern_full_of_stars_stays_quick() {
        let name = "a".repeat(200);
        assert!(!matches(&format!("{}b", "*a".repeat(60)), &name));
    }
}
