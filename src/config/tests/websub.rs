//! `[websub]`: off unless it is asked for, and never where the admin port is.

use super::*;

#[test]
fn websub_is_off_unless_a_callback_is_named_and_each_feed_may_stay_out() {
    let config = accept(FEED);
    assert_eq!(config.websub.callback, None);
    assert!(config.feeds[0].websub);
    let text =
        format!("[websub]\ncallback = \"https://news.example/websub\"\n{FEED}websub = false");
    let config = accept(&text);
    assert_eq!(config.websub.callback.unwrap().as_str(), "https://news.example/websub");
    assert!(!config.feeds[0].websub && config.warnings.is_empty());
}

#[test]
fn a_callback_that_no_hub_could_use_is_refused() {
    for (callback, part) in [
        ("news.example/websub", "is not a URL"),
        ("ftp://news.example/", "neither http nor https"),
        ("https://news.example/?a=1", "has a query"),
        ("https://news.example/#a", "has a query"),
        ("https://ada:moth@news.example/", "holds a secret, which must not stand"),
    ] {
        let text = format!("[websub]\ncallback = \"{callback}\"");
        check_refused(&text, &[(2, "websub.callback", part)]);
    }
    let secret = "[websub]\ncallback = \"https://ada:moth@news.example/\"";
    assert!(!read(secret).expect_err("a problem").to_string().contains("moth"));
    let http = "[websub]\ncallback = \"http://news.example/websub\"";
    check_warned(http, &[("websub.callback", "is not https")]);
}

#[test]
fn hubs_get_a_port_of_their_own() {
    let shared = "[websub]\nbind = \"127.0.0.1:9464\"\ncallback = \"https://news.example/\"";
    check_refused(shared, &[(2, "websub.bind", "is the address of the admin port")]);
    check_refused(
        "[websub]\nbind = \"9091\"\ncallback = \"https://news.example/\"",
        &[(2, "websub.bind", "is not IP address")],
    );
    check_refused("[websub]\nlease = \"30d\"", &[(2, "websub.lease", "")]);
}
