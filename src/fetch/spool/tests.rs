//! The spool folder: what is taken, when, and where it goes.

use std::time::Duration;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn drop_file(folder: &Path, name: &str, text: &str, second: u64) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let handle = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let modified = std::time::UNIX_EPOCH + Duration::from_secs(second);
    handle.file().set_modified(modified).unwrap();
}

fn names(files: &[SpoolFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.to_str().unwrap()).collect()
}

/// The second of two looks.
fn look_again(folder: &Path, second: i64) -> Look {
    let first = list_ready(folder, &[], at(second)).unwrap();
    assert!(first.ready.is_empty());
    list_ready(folder, &first.seen, at(second)).unwrap()
}

fn only(folder: &Path) -> SpoolFile {
    let look = look_again(folder, 10_000);
    assert_eq!(look.ready.len(), 1);
    look.ready[0].clone()
}

#[test]
fn regular_files_are_listed_oldest_first_and_unfinished_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    for (name, second) in [
        ("b.xml", 100),
        ("a.xml", 100),
        ("late.xml", 300),
        ("early.xml", 50),
        (".hidden", 10),
        ("x.part", 10),
        ("x.TMP", 10),
        ("y.xml.filepart", 10),
    ] {
        drop_file(folder.path(), name, "x", second);
    }
    fs::create_dir(folder.path().join("done")).unwrap();
    drop_file(&folder.path().join("done"), "old.xml", "x", 10);
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.xml")).unwrap();
    let look = look_again(folder.path(), 1_000);
    assert_eq!(names(&look.ready), ["early.xml", "a.xml", "b.xml", "late.xml"]);
}

// P1: an upload that stalls is quiet or unchanged for a while.
#[test]
fn a_file_is_complete_when_quiet_and_unchanged_between_looks() {
    let folder = tempfile::tempdir().unwrap();
    drop_file(folder.path(), "a.xml", "one", 1_000);
    let first = list_ready(folder.path(), &[], at(1_002)).unwrap();
    assert!(first.ready.is_empty(), "quiet, but seen only once");
    let young = list_ready(folder.path(), &first.seen, at(1_001)).unwrap();
    assert!(young.ready.is_empty(), "unchanged, but not quiet");
    let both = list_ready(folder.path(), &first.seen, at(1_002)).unwrap();
    assert_eq!(names(&both.ready), ["a.xml"]);
    drop_file(folder.path(), "a.xml", "one two", 1_000);
    let grown = list_ready(folder.path(), &first.seen, at(1_009)).unwrap();
    assert!(grown.ready.is_empty());
    // A file from the future is never quiet; two looks must do.
    assert_eq!(names(&look_again(folder.path(), 10).ready), ["a.xml"]);
}

#[test]
fn finished_files_overwrite_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (text, want) in [("one", "a.xml"), ("two", "a.xml.1"), ("three", "a.xml.2")] {
        drop_file(folder.path(), "a.xml", text, 1_000);
        let file = only(folder.path());
        assert_eq!(read(&file, 100).unwrap(), text.as_bytes());
        let moved = finish(&file, Outcome::Done).unwrap().unwrap();
        assert_eq!(moved, folder.path().join("done").join(want));
        assert_eq!(fs::read_to_string(moved).unwrap(), text);
    }
    drop_file(folder.path(), "a.xml", "four", 1_000);
    let moved = finish(&only(folder.path()), Outcome::Failed).unwrap().unwrap();
    assert_eq!(moved, folder.path().join("failed/a.xml"));
}

// P1: what was read is what is moved away.
#[test]
fn a_file_replaced_after_it_was_read_stays() {
    let folder = tempfile::tempdir().unwrap();
    drop_file(folder.path(), "a.xml", "one", 1_000);
    let file = only(folder.path());
    drop_file(folder.path(), "new", "two", 1_000);
    fs::rename(folder.path().join("new"), &file.path).unwrap();
    assert!(matches!(read(&file, 100), Err(SpoolError::Changed { .. })));
    assert_eq!(finish(&file, Outcome::Done).unwrap(), None);
    assert_eq!(fs::read_to_string(&file.path).unwrap(), "two");
}

#[test]
fn a_file_swapped_for_a_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    drop_file(folder.path(), "a.xml", "one", 1_000);
    let file = only(folder.path());
    fs::remove_file(&file.path).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", &file.path).unwrap();
    assert!(matches!(read(&file, 100), Err(SpoolError::Changed { .. })));
}

// P1.
#[test]
fn a_file_that_cannot_be_read_just_now_is_not_to_blame() {
    const TOO_MANY_OPEN_FILES: i32 = 24;
    let error = SpoolError::Read(io::Error::from_raw_os_error(TOO_MANY_OPEN_FILES));
    assert!(!error.is_of_the_file());
    let folder = tempfile::tempdir().unwrap();
    drop_file(folder.path(), "a.xml", "12345", 1_000);
    assert!(read(&only(folder.path()), 4).unwrap_err().is_of_the_file());
}

// P5.
#[test]
fn a_file_over_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop_file(folder.path(), "a.xml", "12345", 1_000);
    assert!(read(&only(folder.path()), 5).is_ok());
    assert!(matches!(read(&only(folder.path()), 4), Err(SpoolError::TooBig { .. })));
}

#[test]
fn one_look_is_bounded_and_takes_the_oldest() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..(FILES_MAX as u64 * 2 + 50) {
        drop_file(folder.path(), &format!("{n:05}.xml"), "", 9_000 - n);
    }
    let look = look_again(folder.path(), 10_000);
    assert_eq!(look.seen.len(), FILES_MAX);
    assert_eq!(look.ready[0].name.to_str(), Some("02049.xml"));
}

#[test]
fn a_missing_folder_is_named() {
    let error = list_ready(Path::new("/no/such/spool"), &[], at(0)).unwrap_err();
    let SpoolError::List(source) = error else { panic!("wrong error") };
    assert!(source.to_string().contains("/no/such/spool"));
}
