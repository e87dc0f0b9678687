//! Feeds that are refused, and what is merely doubtful.

use super::*;

// In a file that a program wrote, "feed.url at line 4711" named nobody.
#[test]
fn what_is_wrong_with_a_feed_is_told_with_its_id() {
    let text = format!(
        "{FEED}ca_file = \"nowhere.pem\"\n[[feed]]\nid = \"quay\"\nurl = \"ftp://x/\"\n\
         credentials = {{ token_env = \"DESK_UNSET\" }}\n[[feed]]\nid = \"no id\"\nlanguage = \"x\"\n"
    );
    let errors = read(&text).unwrap_err();
    let feeds: Vec<_> =
        errors.errors.iter().map(|e| (e.key.as_str(), e.feed.as_deref().unwrap_or("-"))).collect();
    let want = [
        ("feed.ca_file", "harbour"),
        ("feed.url", "quay"),
        ("feed.credentials.token_env", "quay"),
        ("feed.url", "-"),
        ("feed.id", "-"),
        ("feed.language", "-"),
    ];
    assert_eq!(feeds, want);
    for words in [errors.to_string(), render(&errors, false)] {
        assert!(words.contains("feed.url of quay"), "{words}");
        assert!(words.contains("nowhere.pem, which wiredesk cannot read"), "{words}");
    }
}

#[test]
fn a_network_that_means_another_one_is_told() {
    let text = |network: &str| format!("[fetch]\nallow_private = [\"{network}\"]\n{FEED}");
    let key = "fetch.allow_private";
    check_warned(&text("127.0.0.0"), &[(key, "that one address alone")]);
    check_warned(&text("10.0.0.1/8"), &[(key, "which means 10.0.0.0/8")]);
    for meant in ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] {
        check_warned(&text(meant), &[]);
    }
}

#[test]
fn a_feed_with_faults_is_named_by_line() {
    let check = |lines: &str, line: usize, key: &str, part: &str| {
        check_refused(&format!("[[feed]]\n{lines}"), &[(line, key, part)]);
    };
    let with = |line: &str| format!("id = \"a\"\nurl = \"https://a.example/\"\n{line}");
    check("url = \"https://a.example/\"", 1, "feed.id", "choose 1 to 100 characters");
    check("id = \"a b\"\nurl = \"https://a.example/\"", 2, "feed.id", "is not a feed id");
    check("id = \"a\"", 1, "feed.url", "is missing, and so is spool");
    check("id = \"a\"\nurl = \"ftp://a.example/\"", 3, "feed.url", "neither http nor https");
    check(&with("publish = \"later\""), 4, "feed.publish", "\"since 24h\"");
    check(&with("publish = \"since yesterday\""), 4, "feed.publish", "\"since 24h\"");
    check(&with("language = \"English\""), 4, "feed.language", "BCP 47");
    check(&with("publisher = \"\""), 4, "feed.publisher", "1 to 200 characters");
    check(&with("publisher = \"a\\nb\""), 4, "feed.publisher", "one line");
    check(&with("interval = \"1ms\""), 4, "feed.interval", "must be 100ms to 30d");
    check(&with("intervall = \"1m\""), 4, "feed.intervall", "did you mean interval?");
}

#[test]
fn what_is_trusted_for_one_feed_is_checked_before_it_is_asked() {
    let check = |line: &str, part: &str| {
        let key = format!("feed.{}", line.split(' ').next().unwrap());
        check_refused(&format!("{FEED}{line}"), &[(4, &key, part)]);
    };
    check("pin_sha256 = [\"moth\"]", "is not the hash of a key");
    check("ca_file = \"no/such/file.pem\"", "cannot read");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.pem");
    fs_err::write(&path, "no certificate").unwrap();
    check(&format!("ca_file = {path:?}"), "holds no certificate");
    let pin = "pin_sha256 = [\"YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg=\"]";
    let tls = accept(&format!("{FEED}{pin}")).feeds[0].tls.clone().unwrap();
    assert_eq!((tls.pins.len(), tls.authorities.len()), (1, 0));
    let plain = format!("[[feed]]\nid = \"a\"\nurl = \"http://a.example/\"\n{pin}");
    check_refused(&plain, &[(4, "feed.pin_sha256", "means nothing without https")]);
}

#[test]
fn an_address_that_is_never_fetched_is_a_warning_that_says_what_to_do() {
    let feed = |url: &str| format!("[[feed]]\nid = \"a\"\nurl = \"{url}\"");
    for url in ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/"]
    {
        check_warned(&feed(url), &[("feed.url", "allow_private = [")]);
    }
    let allowed =
        format!("[fetch]\nallow_private = [\"127.0.0.0/8\"]\n{}", feed("http://127.0.0.1/"));
    check_warned(&allowed, &[]);
}

#[test]
fn a_feed_of_which_only_its_place_is_written_is_a_new_one() {
    let id = FeedId::parse("harbour").unwrap();
    let origin = Origin::Http("https://news.harbour.example/rss".parse().unwrap());
    assert_eq!(accept(FEED).feeds, [FeedConfig::new(id, origin)]);
}

#[test]
fn full_text_is_off_unless_it_is_asked_for() {
    assert!(!accept(FEED).feeds[0].full_text);
    let config = accept(&format!("{FEED}full_text = true"));
    assert!(config.feeds[0].full_text && config.warnings.is_empty());
}

#[test]
fn two_feeds_never_share_a_folder() {
    let text = "[[feed]]\nid = \"a\"\nspool = \"in\"\n[[feed]]\nid = \"b\"\nspool = \"in\"";
    let part = "is the folder of the feed at desk/wiredesk.toml:3 already";
    check_refused(text, &[(6, "feed.spool", part)]);
}

#[test]
fn what_is_doubtful_is_a_warning() {
    let feed = |line: &str| format!("{FEED}{line}");
    check_warned(&feed("interval = \"5s\""), &[("feed.interval", "shorter than a minute")]);
    // Edge case 9.
    let twice = feed("[[feed]]\nid = \"b\"\nurl = \"feed://news.harbour.example/rss\"");
    check_warned(&twice, &[("feed.url", "the address of the feed at desk/wiredesk.toml:3 too")]);
    check_warned("[[feed]]\nid = \"a\"\nspool = \"in\"", &[("feed.spool", "does not exist")]);
    check_warned("[dedup]\nwindow = \"1h\"", &[("dedup.window", "shorter than a day")]);
    check_warned("feeds = [\"nowhere/*.toml\"]", &[("feeds", "no file matches")]);
    let clear = "[[feed]]\nid = \"a\"\nurl = \"http://a.example/\"\ncredentials = { token_env = \"DESK_SECRET\" }";
    check_warned(clear, &[("feed.credentials", "plain http")]);
}

#[test]
fn a_file_without_feeds_is_valid_but_does_not_run() {
    let error = accept("").require_feeds().expect_err("no feed");
    assert!(error.to_string().starts_with("desk/wiredesk.toml: there is no feed; add one"));
    assert!(accept(FEED).require_feeds().is_ok());
    assert!(Config::for_replay().require_feeds().is_err());
    assert_eq!(Config::for_replay().sink, SinkConfig::Stdout);
}
