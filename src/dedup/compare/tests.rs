//! Look-alikes, copies and collections by example: every text is invented.

use super::*;

mod frames;
mod look_alikes;
mod names;

fn judged(a: &str, b: &str, about: Circumstances) -> Result<Rule, &'static str> {
    let none = |shingles: &[u64]| vec![false; shingles.len()];
    let furniture = if about.same_feed { Furniture::Counted } else { Furniture::LeftOut };
    let there = compare(&Text::new(a), &Text::new(b), furniture, &none).rule(about);
    let back = compare(&Text::new(b), &Text::new(a), furniture, &none).rule(about);
    assert_eq!(there.is_ok(), back.is_ok(), "the order of arrival decides:\n{a}\n{b}");
    there
}

/// The most favourable circumstances: only the texts can keep the two apart.
fn near() -> Circumstances {
    Circumstances { headlines: Headlines::Alike, same_days: true, ..Circumstances::default() }
}

const QUAKE: &str = "A magnitude {} earthquake struck {} kilometres {} of {} on {}, the geological survey said. The quake hit at a depth \
    of {} kilometres at {} local time. There were no immediate reports of damage or casualties, and no tsunami warning was \
    issued. The region lies on a belt of faults where the earth often shakes.";

/// Fills the places `{}` of a template.
fn fill(template: &str, words: &str) -> String {
    let mut words = words.split('|');
    let mut text = String::new();
    for (at, part) in template.split("{}").enumerate() {
        if at > 0 {
            text.push_str(words.next().expect("a word for every place"));
        }
        text.push_str(part);
    }
    assert!(words.next().is_none(), "a place for every word");
    text
}

/// An article of 14 paragraphs about `who` at `place`, every sentence its own.
fn article(seed: usize, who: &str, place: &str) -> String {
    const ACTS: [&str; 7] = [
        "told the harbour board that the northern berth would stay open through the winter season",
        "rejected a plan to move the fish auction to the old customs hall beside the railway",
        "promised money for new pumps after the cellars of the lower town had been flooded twice",
        "recalled how the lighthouse keeper used to count the trawlers as they came home at dusk",
        "asked the ministry for a longer lease of the land where the shipyard stood until recently",
        "warned that the bridge could carry no heavier lorries before its piers had been mended",
        "thanked the volunteers who had cleared the beach of timber lost by a passing freighter",
    ];
    const WHYS: [&str; 5] = [
        "because the islanders depend on it for milk and mail",
        "although several members of the council had their doubts",
        "after a debate that went on until the early hours",
        "while the owners of the boats listened from the gallery",
        "since nobody had found a cheaper way in all those years",
    ];
    let paragraphs = (0..14).map(|n| {
        let at = n * 3 + seed * 5;
        let (act, why) = (ACTS[at % 7], WHYS[(at + n + seed) % 5]);
        let (other, also) = (ACTS[(at + 2 + n) % 7], WHYS[(at + 1) % 5]);
        format!(
            "In the {} session at {place} {who} {act}, {why}. Speaker {} of ward {} then {other}, {also}.",
            ["opening", "second", "closing", "public", "special"][(n + seed) % 5],
            ["Ames", "Birk", "Cole", "Dorn", "Eads", "Falk", "Gray"][(n * 2 + seed) % 7],
            n + seed * 20,
        )
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn first_words(text: &str, percent: usize) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    words[..words.len() * percent / 100].join(" ")
}

#[test]
fn cuts_in_other_papers_furniture_are_copies() {
    let papers = [
        (
            vec!["Menu", "Sign in"],
            vec!["Sign up for our free daily newsletter.", "All rights reserved."],
        ),
        (
            vec!["Share this article"],
            vec!["Subscribe today and get full digital access.", "Read next", "View comments"],
        ),
        (
            vec!["Advertisement"],
            vec!["Support the journalism you trust.", "More from the Stanmore Mercury"],
        ),
    ];
    for (seed, (top, tail)) in papers.iter().enumerate() {
        let text = article(seed, "Mayor Lindqvist", "Lyme");
        for share in [100, 70, 40, 20] {
            let body = first_words(&text, share);
            let copy = format!("{}\n{body}\n{}", top.join("\n"), tail.join("\n"));
            assert!(judged(&copy, &text, near()).is_ok(), "{share} of {seed}");
        }
        let summary: Vec<&str> = text.split(". ").take(2).collect();
        let summary = summary.join(". ");
        let rule = judged(&summary, &text, near());
        assert!(rule.is_ok(), "{rule:?}: {summary}");
    }
}

#[test]
fn an_edited_copy_and_a_corrected_one_are_copies() {
    let text = article(1, "Mayor Lindqvist", "Lyme");
    let edited =
        text.replace("because", "as").replace("a debate", "talks").replace("told", "informed");
    assert!(judged(&edited, &text, near()).is_ok());
    let corrected = text.replace("Lindqvist", "Lindquist");
    assert!(judged(&corrected, &text, near()).is_ok());
}

/// Stories about other things.
fn other_stories() -> [String; 3] {
    [
        "The rye loaf of a small bakery in Oberdorf won the regional prize on Sunday. Frieda Kranz, who bakes it in a wood oven \
         of her own, said that her grandmother left her the leaven, which is older than the republic. The jury praised a crust \
         that sang when it was broken. Seventy loaves had been handed in from four valleys, more than in any year since the \
         contest was founded by the millers. Kranz will keep the silver spoon for a year and then has to hand it on."
            .to_owned(),
        "Two walkers found a Roman coin hoard in a field near Castle Brae after a storm had uprooted an oak. Curator Dean Holt of \
         the Brae Museum said that the coins show the emperor Probus and were buried in haste. The finders had looked for their \
         dog, which dug at the roots. The museum hopes to show the hoard in spring, once each piece has been cleaned with a \
         brush made of glass. A reward will be shared with the farmer, who had long wondered why nothing grew there."
            .to_owned(),
        "The opera house of Port Olsen will stage its first work by a living composer. Ingrid Vaal wrote it on the island where \
         she keeps bees, and the chorus will hum for most of the second act. Director Tomas Ekre said tickets would cost no more \
         than for the cinema. The last new opera there was hissed off the stage eighty years ago, when the gas lamps went out \
         and the audience left by candlelight, singing the songs of an older piece to keep the tenor company."
            .to_owned(),
    ]
}

#[test]
fn a_collection_is_no_copy_of_its_parts() {
    let [bakery, coins, opera] = other_stories();
    let parts = [article(1, "Mayor Lindqvist", "Lyme"), bakery, coins, opera];
    let digest = parts.iter().map(|part| first_words(part, 80)).skip(1).collect::<Vec<_>>();
    let digest = format!("{}\n\n{}", digest.join("\n\n"), first_words(&parts[0], 20));
    for part in &parts {
        let rule = judged(part, &digest, near());
        assert!(rule.is_err(), "{rule:?}: {part}");
    }
}

#[test]
fn one_papers_frame_makes_no_copies() {
    let frame = "The evening programme\nThe best reports on health, consumers, aviation and human interest from our desk.\n\
        Making a difference\nStories of people who make a change for the better in communities around the country.\n\
        Short films\nWatch our documentary films about people and places you may not have discovered otherwise.\n\
        Weather\nCoverage of extreme weather events that concern people all across the country and the islands.";
    let first = "Costumes for the carnival were once cobbled together over the kitchen table, but now whole \
        families spend a month's wages on them.";
    let other = "A special team of painters changes the sign of the old inn every week, and we were let behind the scaffold to \
        see how they do it.";
    for same_feed in [true, false] {
        let about = Circumstances { same_feed, ..near() };
        let rule = judged(&format!("{first}\n{frame}"), &format!("{other}\n{frame}"), about);
        assert!(rule.is_err(), "{rule:?}");
    }
}

#[test]
fn a_headline_or_a_line_makes_no_copy() {
    let line = "The northern berth would stay open through the winter season.";
    assert!(judged(line, line, near()).is_err());
    assert!(judged(line, &article(1, "Mayor Lindqvist", "Lyme"), near()).is_err());
}

#[test]
fn a_follow_up_that_repeats_the_background_is_another_story_of_its_feed() {
    let first = article(1, "Mayor Lindqvist", "Lyme");
    let background: Vec<&str> = first.split("\n\n").take(5).collect();
    let follow_up = format!("{}\n\n{}", other_stories().join("\n\n"), background.join("\n\n"));
    let about = Circumstances { same_feed: true, ..near() };
    assert!(judged(&first, &follow_up, about).is_err());
}

// Issue 6: a text is a copy of itself, and of any cut of itself, whichever came first.
#[test]
fn every_text_is_a_copy_of_itself_and_of_its_cuts() {
    for seed in 0..12 {
        let text = article(seed, ["Mayor Lindqvist", "Reeve Halloran"][seed % 2], "Fenwick");
        for tenths in 2..=10 {
            let cut = first_words(&text, tenths * 10);
            assert!(judged(&cut, &text, near()).is_ok(), "{seed} {tenths}");
        }
    }
}

/// Different words, as many as are asked for.
fn frame(words: usize) -> String {
    (0..words).map(|n| format!("frame{n}")).collect::<Vec<_>>().join(" ")
}

/// Paragraphs of 50 words that stand nowhere else, all about one town's mayor.
fn paragraphs(seed: usize, count: usize) -> Vec<String> {
    let words = |n: usize| (0..46).map(move |at| format!("w{seed}a{n}a{at}"));
    let paragraph =
        |n| format!("Mayor Lindqvist of Lyme {}", words(n).collect::<Vec<_>>().join(" "));
    let letters = |text: String| -> String {
        text.chars()
            .map(|c| c.to_digit(10).map_or(c, |d| char::from(b"bcdfghjklm"[d as usize])))
            .collect()
    };
    (0..count).map(paragraph).map(letters).collect()
}
