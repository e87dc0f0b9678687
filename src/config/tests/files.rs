//! Feeds in files of their own, and secrets in files.

use super::*;

pub(super) fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }
    folder
}

fn load_main(folder: &tempfile::TempDir) -> Result<Config, ConfigErrors> {
    load(&folder.path().join("wiredesk.toml"), &environment)
}

fn feed(id: &str) -> String {
    format!("[[feed]]\nid = \"{id}\"\nurl = \"https://{id}.example/rss\"\n")
}

#[test]
fn feeds_come_from_all_files_in_the_order_of_their_names() {
    let folder = folder_with(&[
        (
            "wiredesk.toml",
            &format!(
                "feeds = [\"feeds/*.toml\", \"more.toml\", \"feeds/b.toml\"]\n{}",
                feed("main")
            ),
        ),
        ("feeds/b.toml", &feed("north")),
        ("feeds/a.toml", &feed("south")),
        ("feeds/c.toml.bak", "no TOML at all"),
        ("more.toml", &feed("west")),
    ]);
    let config = load_main(&folder).unwrap_or_else(|errors| panic!("{errors}"));
    let ids: Vec<&str> = config.feeds.iter().map(|feed| feed.id.as_str()).collect();
    assert_eq!(ids, ["main", "south", "north", "west"]);
    assert_eq!(config.feed_files.len(), 3);
}

#[test]
fn a_problem_in_a_feed_file_names_that_file() {
    let folder = folder_with(&[
        (
            "wiredesk.toml",
            &format!(
                "feeds = [\"*.feeds\", \"wiredesk.*\", \"missing.toml\", \"x/../*/y\"]\n{}",
                feed("main")
            ),
        ),
        ("1.feeds", &format!("# one\n{}", feed("main"))),
        ("2.feeds", "state_dir = \"x\"\n[[feed]]\nid = \"b\"\nurl = \"b\"\n"),
        ("3.feeds", "[[feed]\n"),
    ]);
    let errors = load_main(&folder).expect_err("problems").errors;
    let root = folder.path().display().to_string();
    let found: Vec<String> =
        errors.iter().map(|error| error.to_string().replace(&root, "")).collect();
    let expected = [
        "/wiredesk.toml:1:51: feeds: has a wildcard in a folder's name",
        "/1.feeds:3:6: feed.id: is the id of the feed at /wiredesk.toml:3 already",
        "/2.feeds:1:1: state_dir: is not a key that wiredesk knows",
        "/2.feeds:4:7: feed.url of b: has no scheme",
        "/3.feeds:1:8: is not TOML",
        "/missing.toml: cannot be read",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_secret_file_is_read_relative_to_its_configuration() {
    let credentials = "credentials = { user = \"ada\", password_file = \"key\" }\n";
    let check = |secret: &[u8], expected: Result<&str, &str>| {
        let folder = folder_with(&[
            ("wiredesk.toml", "feeds = [\"sub/a.toml\"]"),
            ("sub/a.toml", &format!("{}{credentials}", feed("a"))),
        ]);
        fs_err::write(folder.path().join("sub/key"), secret).unwrap();
        match (load_main(&folder), expected) {
            (Ok(config), Ok(expected)) => {
                let Some(Credentials::Basic { password, .. }) = &config.feeds[0].credentials else {
                    panic!("no password");
                };
                assert_eq!(password.expose_secret(), expected);
            }
            (Err(errors), Err(part)) => assert!(errors.to_string().contains(part), "{errors}"),
            (found, expected) => panic!("{found:?}, expected {expected:?}"),
        }
    };
    check(b"moth\r\n", Ok("moth"));
    check(b" moth ", Ok(" moth "));
    check(b"", Err("empty secret"));
    check(b"\n", Err("empty secret"));
    check(b"a\nb", Err("control characters"));
    check(&[0xff, 0xfe], Err("cannot read"));
    check(&vec![b'x'; 70_000], Err("larger than 65536 bytes"));
}

#[test]
fn a_file_that_cannot_be_read_is_one_problem_without_a_line() {
    let folder = folder_with(&[("folder/wiredesk.toml", "")]);
    let check = |path: &Path, part: &str| {
        let errors = load(path, &environment).expect_err("a problem");
        assert_eq!(errors.errors.len(), 1);
        assert_eq!(errors.errors[0].place, None);
        assert!(errors.to_string().contains(part), "{errors}");
        assert!(render(&errors, false).contains(part));
    };
    check(&folder.path().join("nowhere.toml"), "cannot be read: entity not found");
    check(&folder.path().join("folder"), "cannot be read");
    let latin = folder.path().join("latin.toml");
    fs_err::write(&latin, b"# caf\xe9").unwrap();
    check(&latin, "is not UTF-8 at byte 5");
}

#[test]
fn paths_that_are_of_the_wrong_kind_are_refused() {
    let text = "state_dir = \"file\"\n[sink.file]\npath = \"folder\"\n[[feed]]\nid = \"a\"\nspool = \"file\"\n";
    let folder = folder_with(&[("wiredesk.toml", text), ("file", "x"), ("folder/x", "x")]);
    let errors = load_main(&folder).expect_err("problems").errors;
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["state_dir", "sink.file.path", "feed.spool"]);
}
