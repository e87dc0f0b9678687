//! One figure as each house writes it: a paper that prints a story with its own notation prints the same story, and one
//! with another figure another.

use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after};
use crate::document::Item;

/// A story in which one figure stands, as each paper has it.
const STORY: &str = "The board of the Halden tramway {} on Thursday, its chairman Rolf Aasen told the members in the \
    old depot, and the cars will run later at night from spring on.\n\
    \"People want to come home after the theatre,\" Aasen said, and pointed at a photograph of a horse tram on the wall. \
    The drivers' union had asked for longer breaks at the harbour loop, where there is neither a kiosk nor a roof.\n\
    A new carriage with a low step is being tried on the hill line. The shopkeepers of the upper town like it, and a \
    blind piano tuner who had written to the paper for years came to see it.\n\
    The tramway was built by a brewer, who wanted his men at work before the bells, and was given to the town when he died.";

/// What the board did, and whether a paper that writes the second for the first has the same story.
const FIGURES: [(&str, &str, bool); 22] = [
    ("raised fares by 4.50 percent", "raised fares by 4.5 percent", true),
    ("raised fares by 4.50 percent", "raised fares by 4.5 per cent", true),
    ("raised fares by 4.5 percent", "raised fares by 4.5%", true),
    ("ordered rails of 1,900 tonnes", "ordered rails of 1900 tonnes", true),
    ("ordered rails of 1,900 tonnes", "ordered rails of 1.900 tonnes", true),
    ("ordered rails of 1,900 tonnes", "ordered rails of 1 900 tonnes", true),
    ("borrowed 310 million crowns", "borrowed 310m crowns", true),
    ("borrowed 310 million crowns", "borrowed 310 mln crowns", true),
    ("borrowed 2.9 billion crowns", "borrowed 2.9bn crowns", true),
    ("borrowed two million crowns", "borrowed 2m crowns", true),
    ("set the fare at $4", "set the fare at US$4", true),
    ("set the fare at $4", "set the fare at 4 dollars", true),
    ("put the last car at 11:20 p.m.", "put the last car at 23:20", true),
    ("put the last car at 11:20 p.m.", "put the last car at 11.20pm", true),
    ("put the feast on Nov. 3", "put the feast on 3 November", true),
    ("put the feast on Nov. 3", "put the feast on November 3", true),
    ("raised fares by 3.5 percent", "raised fares by 35 percent", false),
    ("raised fares by 4.50 percent", "raised fares by 4.05 percent", false),
    ("ordered rails of 1,900 tonnes", "ordered rails of 19,00 tonnes", false),
    ("ordered rails of 1,900 tonnes", "ordered rails of 2,900 tonnes", false),
    ("borrowed 310m crowns", "borrowed 310bn crowns", false),
    ("put the last car at 11:20 p.m.", "put the last car at 10:20 p.m.", false),
];

fn print(desk: &mut Desk, feed: &str, headline: &str, board: &str, minutes: i64) -> Verdict {
    let text = STORY.replace("{}", board);
    desk.poll(feed, &[Item::new(feed, "t1", headline, &text, after(minutes))]).remove(0)
}

#[test]
fn a_figure_in_another_notation_is_the_same_figure() {
    let mut wrong = Vec::new();
    for (one, other, same) in FIGURES {
        for (first, second) in [(one, other), (other, one)] {
            let mut desk = Desk::new();
            let known = print(&mut desk, "lyme-courier", "Tramway board meets", first, 0);
            let verdict = print(&mut desk, "halden-post", "Later trams for Halden", second, 30);
            let is_copy = verdict.verdict == VerdictKind::Copy && verdict.story == known.story;
            if is_copy != same {
                wrong.push(format!("{first} | {second}: {}", verdict.because));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_headline_with_the_same_figure_in_another_notation_counts_nothing_on() {
    for (one, other, same) in
        [("4.50 percent", "4.5 percent", true), ("4.50 percent", "4.75 percent", false)]
    {
        let mut desk = Desk::new();
        let headline = |by: &str| format!("Halden tramway raises fares by {by}");
        let board = |by: &str| format!("raised fares by {by}");
        let known = print(&mut desk, "lyme-courier", &headline(one), &board(one), 0);
        let verdict = print(&mut desk, "halden-post", &headline(other), &board(other), 30);
        assert_eq!(verdict.story == known.story, same, "{other}: {}", verdict.because);
    }
}
