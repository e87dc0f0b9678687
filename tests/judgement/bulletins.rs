//! Kills, notices, alerts and briefs speak of one story in few words: those of look-alike news leave each other alone.

use wiredesk::model::Verdict;

use crate::desk::{Desk, after};
use crate::document::Item;
use crate::wire::{WireStory, stories};

/// A few words of an agency, and a story of other news that they might be taken to speak of.
struct Pair {
    bulletin: (&'static str, &'static str),
    /// Headline, and whose text of `fixtures/judgement/wire` or what text stands under it.
    story: (&'static str, &'static str),
}

const fn pair(
    headline: &'static str,
    text: &'static str,
    of: &'static str,
    story: &'static str,
) -> Pair {
    Pair { bulletin: (headline, text), story: (of, story) }
}

const KILLS: [Pair; 9] = [
    pair(
        "KILL: Blast at fireworks plant in Tavria kills nine",
        "Kill the story.",
        "Blast at fireworks plant in Tavria kills seven",
        "factory",
    ),
    pair(
        "KILL: Blast at fireworks plant",
        "Kill the story on the blast.",
        "Blast at fireworks plant in Tavria kills seven",
        "factory",
    ),
    pair(
        "KILL: BC-BLAST",
        "Kill the story of a blast at a fireworks plant in Tavria that kills seven.",
        "Blast at fireworks plant in Tavria kills seven",
        "factory",
    ),
    pair(
        "KILL: Freight train derails near Dakin Junction",
        "Kill the story.",
        "Freight train derails near Dakin Junction, town evacuated",
        "train",
    ),
    pair(
        "KILL: BC-TRAIN",
        "Kill the story. Use instead \"Freight train derails near Dakin Junction, town evacuated\".",
        "Freight train derails near Dakin Junction, town evacuated",
        "train",
    ),
    pair(
        "KILL: BC-TRAIN",
        "Kill the crash. It is replaced by: Freight train derails near Dakin Junction, town evacuated",
        "Freight train derails near Dakin Junction, town evacuated",
        "train",
    ),
    pair(
        "KILL: Girl of 11 holds world champion to draw",
        "Kill the story. It was a boy.",
        "Girl of 11 holds world champion to draw in Oren",
        "chess",
    ),
    pair(
        "KILL: Measles cases in Sunport schools rise to 21",
        "Kill the story.",
        "Measles cases in Sunport schools rise to 23",
        "outbreak",
    ),
    pair(
        "KILL: BC-HALDEN",
        "The story was wrong that said why bus drivers in Halden walk out over night shifts again.",
        "Bus drivers in Halden walk out over night shifts",
        "strike",
    ),
];

const NOTICES: [Pair; 8] = [
    pair(
        "CORRECTED-Measles cases in Sunport schools rise to 21",
        "The story misstated the number of schools. There are nine.",
        "Measles cases in Sunport schools rise to 23",
        "outbreak",
    ),
    pair(
        "CORRECTED-Measles cases in Fenwick schools rise to 23",
        "The story misstated the number of schools. There are nine.",
        "Measles cases in Sunport schools rise to 23",
        "outbreak",
    ),
    pair(
        "CORRECTED-Lindqvist Motor to buy Halden Axle for $2.1 billion",
        "The story gave a wrong price. It is $1.2 billion.",
        "Lindqvist Motor to buy Oren Axle for $2.1 billion",
        "merger",
    ),
    pair(
        "Correction: Bribes",
        "In a story on bribes the name of the mayor was misspelled.",
        "Ex-mayor of Sunport convicted of taking bribes",
        "verdict",
    ),
    pair(
        "CORRECTED-Coffee prices hit record as crop fails",
        "The story had the wrong month. It was May.",
        "Coffee prices hit record as Isla Verde crop fails",
        "harvest",
    ),
    pair(
        "Corrections and clarifications of the week",
        "A story on coffee prices that hit a record misstated the year.",
        "Coffee prices hit record as Isla Verde crop fails",
        "harvest",
    ),
    pair(
        "CORRECTED-Norland justice minister quits",
        "The story misidentified the university. It is that of Oren.",
        "Norland justice minister quits over plagiarized thesis",
        "resign",
    ),
    pair(
        "CORRECTED-Storm leaves half a million without power",
        "The story had a wrong number. It is a third of a million.",
        "Storm leaves half a million without power on coast",
        "storm",
    ),
];

const ALERTS: [Pair; 8] = [
    pair(
        "ALERT: Blast at fireworks plant in Halden kills seven",
        "Blast at fireworks plant in Halden kills seven, police say.",
        "Blast at fireworks plant in Tavria kills seven",
        "factory",
    ),
    pair(
        "ALERT: Blast at fireworks plant in Tavria kills nine",
        "Blast at fireworks plant in Tavria kills nine workers, ministry says.",
        "Blast at fireworks plant in Tavria kills seven",
        "factory",
    ),
    pair(
        "ALERT: Tavria central bank lifts rates to 12.5 percent",
        "Tavria central bank lifts rates to 12.5 percent.",
        "Tavria central bank lifts rates to 11.5 percent to save dinar",
        "rates",
    ),
    pair(
        "ALERT: Norland central bank lifts rates to 11.5 percent",
        "Norland central bank lifts rates to 11.5 percent.",
        "Tavria central bank lifts rates to 11.5 percent to save dinar",
        "rates",
    ),
    pair(
        "ALERT: Halden parliament passes budget by two votes",
        "Halden parliament passes budget by two votes, 77 to 75.",
        "Halden parliament passes budget by one vote after all-night session",
        "budget",
    ),
    pair(
        "ALERT: Ferry capsizes off Norhaven, at least 12 dead",
        "Ferry capsizes off Norhaven, at least 12 dead, coast guard says.",
        "Ferry capsizes off Lyme Quay, at least 12 dead",
        "ferry",
    ),
    pair(
        "ALERT: Lindqvist Motor to buy Halden Axle for $2.1 billion",
        "Lindqvist Motor says it will buy Halden Axle for $2.1 billion.",
        "Lindqvist Motor to buy Oren Axle for $2.1 billion",
        "merger",
    ),
    pair(
        "ALERT: Halden parliament passes budget by one vote",
        "Halden parliament passes budget by one vote, 76 to 75.",
        "Crown gains as Halden parliament passes budget by one vote",
        "budget",
    ),
];

const BRIEFS: [Pair; 6] = [
    pair(
        "Forecast for Halden, Friday",
        "Cloudy with rain by evening, highs of 12 degrees, and a west wind that turns north overnight, the State Weather Office says.",
        "Forecast for Norhaven, Friday",
        "Cloudy with rain by evening, highs of 12 degrees, and a west wind that turns north overnight, the State Weather Office says.",
    ),
    pair(
        "Two arrested in Halden",
        "Police arrested 2 people on Monday night after a car was found in a ditch on Route 9 with its lights on.",
        "Pair arrested after Norhaven crash",
        "Police arrested 2 people on Monday night after a car was found in a ditch on Route 9 with its lights on.",
    ),
    pair(
        "Council votes on swimming hall",
        "Readers of The Gazette pay 2 euros a week for all articles of The Gazette and may leave whenever they like to.",
        "Storm takes the roof of a barn",
        "Readers of The Gazette pay 2 euros a week for all articles of The Gazette and may leave whenever they like to.",
    ),
    pair(
        "Winning numbers in Halden",
        "The numbers drawn on Tuesday were 4, 8, 15, 16, 23 and 42, and nobody had all six of them, the Lottery Office says.",
        "Winning numbers in Fenwick",
        "The numbers drawn on Tuesday were 4, 8, 15, 16, 23 and 42, and nobody had all six of them, the Lottery Office says.",
    ),
    pair(
        "Obituary of Ada Tarn, 91",
        "The service is at 10 a.m. on Friday in the chapel of Lyme Quay, and friends may send flowers to the sexton until Thursday.",
        "Obituary of Bo Lund, 84",
        "The service is at 10 a.m. on Friday in the chapel of Lyme Quay, and friends may send flowers to the sexton until Thursday.",
    ),
    pair(
        "Halden 2, Norhaven 1",
        "A penalty in the 89th minute decided a match in which Captain Vera Holm was sent off, before 4,000 at the Harbor Ground.",
        "Halden 3, Norhaven 1",
        "A penalty in the 88th minute decided a match in which Captain Vera Holm was sent off, before 4,000 at the Harbor Ground.",
    ),
];

/// Both in one store, `minutes` apart, the agency's words in its own feed; the story in each of `feeds`.
fn joined(pairs: &[Pair], wire: &[WireStory], feeds: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for pair in pairs {
        let text = wire.iter().find(|story| story.name == pair.story.1).map(WireStory::as_sent);
        let text = text.unwrap_or_else(|| format!("OREN (Reuters) - {}", pair.story.1));
        for feed in feeds {
            for order in [[0, 20], [20, 0]] {
                let mut desk = Desk::new();
                let mut print = |feed: &str, name: &str, headline: &str, text: &str, minutes| {
                    let item = Item::new(feed, name, headline, text, after(minutes));
                    desk.poll(feed, &[item]).remove(0)
                };
                let words = |text: &str| format!("OREN (Reuters) - {text}");
                let mut told: Vec<Verdict> = Vec::new();
                for bulletin in [order[0] < order[1], order[0] > order[1]] {
                    told.push(if bulletin {
                        let (headline, text) = pair.bulletin;
                        print("reuters", "b", headline, &words(text), order[0])
                    } else {
                        print(feed, "s", pair.story.0, &text, order[1])
                    });
                }
                if told[0].story == told[1].story {
                    let (said, of) = (pair.bulletin.0, pair.story.0);
                    found.push(format!("{said} | {of} in {feed}, {order:?}: {}", told[1].because));
                }
            }
        }
    }
    found
}

#[test]
fn bulletins_of_look_alike_news_leave_each_other_alone() {
    let wire = stories();
    let mut found = Vec::new();
    for (kind, pairs) in [("kill", &KILLS[..]), ("notice", &NOTICES), ("alert", &ALERTS)] {
        let joined = joined(pairs, &wire, &["reuters", "gazette"]);
        found.extend(joined.into_iter().map(|joined| format!("{kind}: {joined}")));
    }
    let briefs = joined(&BRIEFS, &wire, &["gazette"]);
    found.extend(briefs.into_iter().map(|joined| format!("brief: {joined}")));
    assert!(found.is_empty(), "{} joined\n{}", found.len(), found.join("\n"));
}

/// The words that are told apart above are heard where they speak of the story.
#[test]
fn a_kill_a_notice_and_an_alert_of_the_very_news_are_heard() {
    let wire = stories();
    let kill = "Blast at fireworks plant in Tavria kills seven";
    let pairs = [
        pair(
            "KILL: Blast at fireworks plant in Tavria kills seven",
            "Kill the story.",
            kill,
            "factory",
        ),
        pair(
            "CORRECTED-Blast at fireworks plant in Tavria kills seven",
            "The story misstated the number of hurt.",
            kill,
            "factory",
        ),
    ];
    // What the agency sends itself after its kill is its own affair.
    assert_eq!(joined(&pairs[..1], &wire, &["reuters", "gazette"]).len(), 3);
    assert_eq!(
        joined(&pairs[1..], &wire, &["reuters", "gazette"]).len(),
        2,
        "a notice follows its story"
    );
    let alert = [pair(
        "ALERT: Halden parliament passes budget by one vote",
        "Halden parliament passes budget by one vote, 76 to 75.",
        "Halden parliament passes budget by one vote after all-night session",
        "budget",
    )];
    assert_eq!(joined(&alert, &wire, &["reuters", "gazette"]).len(), 2, "a text follows its alert");
}
