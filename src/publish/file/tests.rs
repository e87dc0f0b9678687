//! What a file sink does to its own file, and what it never does to another's.

use super::*;
use crate::publish::{EventHead, Stream};

fn row(seq: u64) -> OutboxRow {
    let event = EventHead {
        id: format!("urn:uuid:a:{seq}"),
        kind: "wiredesk.story.new.v1".to_owned(),
        source: "/feeds/harbour".to_owned(),
        subject: "urn:uuid:a".to_owned(),
        time: "2026-01-02T03:04:05Z".to_owned(),
        dataschema: None,
    };
    let value = format!("{{\"n\":{seq}}}").into_bytes();
    OutboxRow { seq, stream: Stream::Stories, key: "urn:uuid:a".to_owned(), event, value }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("stories.ndjson")
}

fn sink(folder: &Path, rotate_bytes: u64) -> FileSink {
    FileSink::new(FileSinkConfig { path: path_in(folder), rotate_bytes, keep_files: 0 })
}

/// A file with the records 1 and 2 of the store "own".
fn with_two_records() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let mut first = sink(folder.path(), u64::MAX);
    assert_eq!(first.open("own").unwrap(), Mark::Never);
    first.deliver(&[row(1), row(2)]).unwrap();
    let path = path_in(folder.path());
    (folder, path)
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = fs_err::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

fn assert_fatal(opened: &Result<Mark, SinkError>, part: &str) {
    assert!(
        matches!(opened, Err(SinkError::Fatal { reason }) if reason.contains(part)),
        "{opened:?}, expected {part}"
    );
}

fn assert_reopen<T: std::fmt::Debug>(done: &Result<T, SinkError>, part: &str) {
    assert!(
        matches!(done, Err(SinkError::Reopen { reason }) if reason.contains(part)),
        "{done:?}, expected {part}"
    );
}

#[test]
fn a_torn_last_line_is_cut_and_the_position_is_that_of_the_last_whole_one() {
    let (folder, path) = with_two_records();
    append(&path, b"{\"specversion\":\"1.0\",\"sequence\":\"0000");
    let mut second = sink(folder.path(), u64::MAX);
    assert_eq!(second.open("own").unwrap(), Mark::At(2));
    second.deliver(&[row(3)]).unwrap();
    let text = fs_err::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
}

#[test]
fn the_position_survives_a_rotation_that_left_the_new_file_empty() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = sink(folder.path(), 1);
    first.open("own").unwrap();
    first.deliver(&[row(1), row(2)]).unwrap();
    drop(first);
    assert_eq!(rotated_files(&path_in(folder.path())).len(), 1);
    assert_fatal(&sink(folder.path(), 1).open("another"), "not of this store");
    assert_eq!(sink(folder.path(), 1).open("own").unwrap(), Mark::At(2));
}

#[test]
fn records_of_another_store_are_refused_and_left_alone() {
    let (folder, path) = with_two_records();
    append(&path, b"{\"specversion\":");
    let before = fs_err::read(&path).unwrap();
    assert_fatal(&sink(folder.path(), 1).open("another"), "stories.ndjson.outbox");
    fs_err::remove_file(owner::name_file(&path)).unwrap();
    assert_fatal(&sink(folder.path(), 1).open("own"), "is missing");
    assert_eq!(fs_err::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_was_moved_away_makes_room_for_another_store() {
    let (folder, path) = with_two_records();
    fs_err::rename(&path, folder.path().join("old")).unwrap();
    let mut other = sink(folder.path(), u64::MAX);
    assert_eq!(other.open("another").unwrap(), Mark::Never);
    other.deliver(&[row(1)]).unwrap();
    drop(other);
    assert_fatal(&sink(folder.path(), 1).open("own"), "not of this store");
}

#[test]
fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    for text in
        ["notes of the desk", "notes of the desk\n", "{\"sequence\":\"5\"}\n", "{}\n{\"spec"]
    {
        let folder = tempfile::tempdir().unwrap();
        let path = path_in(folder.path());
        append(&path, text.as_bytes());
        // Even where a name beside it says that it is ours.
        append(&owner::name_file(&path), b"own\n");
        assert_fatal(&sink(folder.path(), u64::MAX).open("own"), "left as it is");
        assert_eq!(fs_err::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn what_a_failed_batch_left_behind_is_cut_before_a_position_is_told() {
    let (folder, path) = with_two_records();
    let mut desk = sink(folder.path(), u64::MAX);
    desk.open("own").unwrap();
    let whole = fs_err::read(&path).unwrap();
    // Takes no byte and cannot be cut: the worst disk.
    desk.open.as_mut().unwrap().file = fs_err::File::open(&path).unwrap().into_parts().0;
    assert_reopen(&desk.deliver(&[row(3), row(4)]), "cannot write");
    // What the page cache shows of the batch, and the disk may never have seen.
    append(&path, &[row(3).structured(), b"\n\0\0\n".to_vec()].concat());
    assert_eq!(desk.open("own").unwrap(), Mark::At(2));
    assert_eq!(fs_err::read(&path).unwrap(), whole);
    desk.deliver(&[row(3), row(4)]).unwrap();
    assert_eq!(desk.open("own").unwrap(), Mark::At(4));
}

#[test]
fn a_file_has_one_writer() {
    let (folder, _) = with_two_records();
    let mut first = sink(folder.path(), u64::MAX);
    first.open("own").unwrap();
    assert_fatal(&sink(folder.path(), u64::MAX).open("own"), "another process writes");
    assert_eq!(first.open("own").unwrap(), Mark::At(2), "its own lock is no hindrance");
}

#[test]
fn a_file_that_was_moved_or_replaced_is_opened_anew_and_gets_no_more_records() {
    let (folder, path) = with_two_records();
    let old = folder.path().join("stories.ndjson.1");
    let mut desk = sink(folder.path(), u64::MAX);
    desk.open("own").unwrap();
    fs_err::rename(&path, &old).unwrap();
    assert_reopen(&desk.deliver(&[row(3)]), "moved away");
    assert_eq!(desk.open("own").unwrap(), Mark::Never);
    desk.deliver(&[row(3)]).unwrap();
    fs_err::rename(&path, &old).unwrap();
    append(&path, b"");
    assert_reopen(&desk.deliver(&[row(4)]), "replaced");
    desk.open("own").unwrap();
    desk.deliver(&[row(4)]).unwrap();
    assert_eq!(fs_err::read_to_string(&old).unwrap().lines().count(), 1);
    assert_eq!(fs_err::read_to_string(&path).unwrap().lines().count(), 1);
}
