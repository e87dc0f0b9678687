//! Where secrets may be, and that they are never shown.

use super::*;

#[test]
fn a_secret_in_the_file_is_refused_and_never_repeated() {
    let feed = |line: &str| format!("{FEED}{line}");
    for (text, line, key) in [
        (feed("credentials = { user = \"ada\", password = \"moth-and-wren\" }"), 4, "feed.credentials.password"),
        (feed("credentials = { token = \"moth-and-wren\" }"), 4, "feed.credentials.token"),
        (feed("credentials = { header = \"X-Key\", value = \"moth-and-wren\" }"), 4, "feed.credentials.value"),
        ("[[feed]]\nid = \"a\"\nurl = \"https://ada:moth-and-wren@a.example/\"".to_owned(), 3, "feed.url"),
        ("[fetch]\nproxy = \"http://ada:moth-and-wren@proxy.example\"".to_owned(), 2, "fetch.proxy"),
        (
            "[sink.kafka]\nlibrdkafka = { \"sasl.password\" = \"moth-and-wren\" }\n[sink]\nkind = \"file\"".to_owned(),
            2,
            "sink.kafka.librdkafka.sasl.password",
        ),
    ] {
        check_refused(&text, &[(line, key, "holds a secret, which must not stand in the configuration")]);
        let errors = read(&text).expect_err("a problem");
        for shown in [
            errors.to_string(),
            render(&errors, false),
            serde_json::to_string(&errors).unwrap(),
            format!("{errors:?}"),
        ] {
            assert!(!shown.contains("moth"), "{shown}");
        }
    }
}

#[test]
fn secrets_come_from_the_environment_and_are_not_printed() {
    let feed = |credentials: &str| accept(&format!("{FEED}credentials = {credentials}"));
    let config = feed("{ user = \"ada\", password_env = \"DESK_SECRET\" }");
    let Some(Credentials::Basic { user, password }) = &config.feeds[0].credentials else {
        panic!("{config:?}");
    };
    assert_eq!((user.as_str(), password.expose_secret()), ("ada", "moth-and-wren"));
    assert!(!format!("{config:?}").contains("moth"));
    assert!(matches!(
        feed("{ token_env = \"DESK_SECRET\" }").feeds[0].credentials,
        Some(Credentials::Bearer { .. })
    ));
    let config = feed("{ header = \"X-Api-Key\", value_env = \"DESK_SECRET\" }");
    assert!(
        matches!(&config.feeds[0].credentials, Some(Credentials::Header { name, .. }) if name == "X-Api-Key")
    );
}

#[test]
fn a_proxys_password_comes_from_the_environment_and_is_nothing_alone() {
    let proxy = |credentials: &str| {
        let proxy = "[fetch]\nproxy = \"http://proxy.example:3128\"";
        format!("{proxy}\nproxy_credentials = {credentials}")
    };
    let config = accept(&proxy("{ user = \"ada\", password_env = \"DESK_SECRET\" }"));
    let Some(Credentials::Basic { user, password }) = &config.fetch.proxy_credentials else {
        panic!("{config:?}");
    };
    assert_eq!((user.as_str(), password.expose_secret()), ("ada", "moth-and-wren"));
    let key = "fetch.proxy_credentials";
    check_refused(&proxy("{ user = \"ada\" }"), &[(3, key, "are not user and password")]);
    let plain = proxy("{ user = \"ada\", password = \"moth-and-wren\" }");
    let part = "holds a secret, which must not stand in the configuration";
    check_refused(&plain, &[(3, "fetch.proxy_credentials.password", part)]);
}

// `feeds list` beside the running service ended with 78 for want of the service's environment.
#[test]
fn commands_that_only_look_need_no_secret() {
    let feed = |id: &str, name: &str| {
        let url = format!("https://{id}.example/");
        format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\ncredentials = {{ {name} }}\n")
    };
    let text = [
        feed("a", "token_env = \"DESK_UNSET\""),
        feed("b", "user = \"ada\", password_file = \"nowhere\""),
        feed("c", "token_env = \"DESK_OTHER\""),
    ];
    let folder = super::files::folder_with(&[("wiredesk.toml", &text.concat())]);
    let path = folder.path().join("wiredesk.toml");
    assert_eq!(load(&path, &environment).unwrap_err().errors.len(), 3);
    let feeds = load_without_secrets(&path).unwrap().feeds;
    assert_ne!(feeds[0].credentials, feeds[2].credentials, "they are still told apart");
}

#[test]
fn a_proxy_is_told_to_refuse_private_addresses_itself() {
    let proxy = format!("[fetch]\nproxy = \"http://proxy.example:3128\"\n{FEED}");
    check_warned(&proxy, &[("fetch.proxy", "let the proxy itself refuse private")]);
}

#[test]
fn credentials_that_cannot_work_are_refused() {
    let check = |credentials: &str, key: &str, part: &str| {
        check_refused(&format!("{FEED}credentials = {credentials}"), &[(4, key, part)]);
    };
    check(
        "{ user = \"ada\", password_env = \"NOWHERE\" }",
        "feed.credentials.password_env",
        "NOWHERE, which is not set",
    );
    check(
        "{ user = \"ada\", password_env = \"DESK_EMPTY\" }",
        "feed.credentials.password_env",
        "empty secret",
    );
    check("{ token_env = \"DESK_SPLIT\" }", "feed.credentials.token_env", "control characters");
    check(
        "{ user = \"ada\", password_file = \"nowhere\" }",
        "feed.credentials.password_file",
        "cannot read desk/nowhere",
    );
    check("{ user = \"ada\" }", "feed.credentials.password_file", "is missing beside user");
    check("{ password_env = \"DESK_SECRET\" }", "feed.credentials.user", "is missing beside");
    check("{ value_env = \"DESK_SECRET\" }", "feed.credentials.header", "is missing beside");
    check(
        "{ header = \"Host\", value_env = \"DESK_SECRET\" }",
        "feed.credentials.header",
        "set by wiredesk itself",
    );
    check(
        "{ header = \"X Key\", value_env = \"DESK_SECRET\" }",
        "feed.credentials.header",
        "not the name of a header",
    );
    check(
        "{ user = \"ada\", token_env = \"DESK_SECRET\" }",
        "feed.credentials",
        "more than one kind",
    );
    check(
        "{ token_env = \"DESK_SECRET\", token_file = \"x\" }",
        "feed.credentials.token_env",
        "contradicts token_file",
    );
    check("{}", "feed.credentials", "are empty");
    check("\"moth\"", "feed.credentials", "must be a table");
    let spool =
        "[[feed]]\nid = \"a\"\nspool = \"in\"\ncredentials = { token_env = \"DESK_SECRET\" }";
    check_refused(spool, &[(4, "feed.credentials", "contradict spool")]);
}

#[test]
fn a_secret_beside_the_feed_is_sent_to_its_table_and_not_shown() {
    let text = format!("{FEED}password = \"moth-and-wren\"");
    check_refused(&text, &[(4, "feed.password", "belongs into [feed.credentials]")]);
    let errors = read(&text).expect_err("a problem");
    assert!(!render(&errors, false).contains("moth"));
}
