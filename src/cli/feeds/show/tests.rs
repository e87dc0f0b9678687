use super::super::row::{Gaps, read_all};
use super::*;
use crate::config::load_text;

fn rows() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let text = "[[feed]]\nid = \"wire\"\nspool = \"spool\"\n\
                [[feed]]\nid = \"harbour\"\nurl = \"https://harbour.example/\"\n";
    let config = load_text(text, &folder.path().join("wiredesk.toml"), &|_| None).unwrap();
    read_all(&config).unwrap()
}

// "never - ... -" looked as if nobody had ever looked into it.
#[test]
fn a_folder_in_which_nothing_came_is_named_as_such() {
    let states: Vec<String> = rows().iter().map(Row::state).collect();
    assert_eq!(states, ["no file has been taken yet", "-"]);
}

#[test]
fn a_state_says_what_is_wrong_since_when_and_the_line_below_counts_it() {
    let mut rows = rows();
    let text = |text: &str| Some(text.to_owned());
    let [wire, harbour] = rows.as_mut_slice() else { unreachable!() };
    wire.last_poll = text("2031-05-04T12:00:00Z");
    wire.failed_files = Some(2);
    harbour.failures = 3;
    harbour.outcome = text("dns");
    harbour.failing_since = text("2031-05-01T12:00:00Z");
    harbour.problem = text("the name does not resolve");
    let (first, last) = ("2031-04-28T12:00:00Z".to_owned(), "2031-04-30T12:00:00Z".to_owned());
    harbour.gaps = Some(Gaps { count: 4, first, last });
    assert_eq!(wire.state(), "2 files in failed/");
    assert_eq!(
        harbour.state(),
        "4 gaps since 2031-04-28T12:00:00Z, the last 2031-04-30T12:00:00Z; \
         failing since 2031-05-01T12:00:00Z, last good never; the name does not resolve"
    );
    assert_eq!(count(&rows), "2 feeds, 1 failing (dns 1), 1 with gaps within a week");
}

// "good" for days, while every poll was sent elsewhere; and a next poll in six hours had no reason.
#[test]
fn a_sound_feed_says_where_it_is_sent_and_why_it_is_asked_so_seldom() {
    let mut rows = rows();
    let [_, harbour] = rows.as_mut_slice() else { unreachable!() };
    harbour.last_poll = Some("2031-05-04T12:00:00Z".to_owned());
    let (to, since) = ("https://new.example/rss".to_owned(), "2031-05-03T12:00:00Z".to_owned());
    harbour.redirected = Some(Redirected { to, since });
    harbour.rests_until = Some("2031-05-04T18:00:00Z".to_owned());
    harbour.max_age_s = Some(86_400);
    assert_eq!(
        harbour.state(),
        "redirected for good to https://new.example/rss since 2031-05-03T12:00:00Z, asked there once that has held for \
         2 days; good; its server asked to be left alone until 2031-05-04T18:00:00Z (Retry-After); its documents want to be kept for 86400 s (max-age)"
    );
}

// A page titled so renamed the operator's window.
#[test]
fn what_a_publisher_wrote_does_nothing_to_the_terminal() {
    let title = "A\u{1b}[31mRED\u{7}\u{9b}2J \u{202e}drow ö";
    assert_eq!(plain(title), r"A\u{1b}[31mRED\u{7}\u{9b}2J \u{202e}drow ö");
}

// One address of 2,000 characters pushed the words of all feeds out of sight.
#[test]
fn a_long_address_is_cut_where_it_would_push_the_state_away() {
    let long = format!("https://harbour.example/{}", "ö".repeat(2_000));
    let cut = clip(&long);
    assert_eq!(cut.chars().count(), ORIGIN_WIDTH);
    assert!(cut.ends_with('…'));
    assert_eq!(clip("https://harbour.example/"), "https://harbour.example/");
}
