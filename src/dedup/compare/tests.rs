//! Look-alikes, copies and collections by example: every text is invented.

use super::*;

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

const LOTTERY: &str = "The winning numbers in {} evening's drawing of the Halden State Lottery's \"Lucky Five\" game were: {}. \
    Players who match all five numbers share the estimated jackpot of {}. Tickets cost one crown each and are sold at \
    licensed shops until an hour before the drawing.";
const EARNINGS: &str = "{} on {} reported fiscal {}-quarter net income of {} million.\n\
    On a per-share basis, the company said it had net income of {} cents. Earnings, adjusted for one-time gains and costs, \
    were {} cents per share. The results topped the expectations of analysts, who had forecast {} cents per share.\n\
    The company posted revenue of {} million in the period. Its shares have risen {} percent since the beginning of the \
    year, while the broader index has climbed nearly 9 percent. A year ago the shares stood at {}.";
const BOX_SCORE: &str = "{} scored {} points and grabbed {} rebounds to lead {} to a {} victory over {} on {} night.\n\
    {} added {} points for the home side, who led by {} at the half and never looked back. {} had {} points off the bench \
    for the visitors, who have lost {} in a row. The two teams meet again next month at the Quay Hall.";
const WEATHER: &str = "{} will be mostly {} with highs in the {} and a {} percent chance of rain in the afternoon. Winds from the {} \
    at {} miles per hour. At night it will be clear with lows in the {}. The outlook for {} calls for more of the same, the \
    national weather office at Lyme Quay said in its morning forecast for the coast and the islands.";
const MARKET: &str = "Stocks closed {} on {} as investors weighed the latest figures on {}.\n\
    The Halden index of leading shares rose {} points, or {} percent, to {}. The broader market index gained {} percent to close \
    at {}. Advancing issues outnumbered decliners by {} to one on the exchange. The yield on the 10-year state bond stood at {} \
    percent. Crude oil for delivery next month settled at {} crowns a barrel, while gold traded at {} crowns an ounce.";
const OBITUARY: &str = "{}, {}, of {}, died {} at {}. He was born on {}, the son of {}. He worked for {} for {} years.\n\
    He is survived by his wife, {}, and by {} grandchildren. A service will be held at 11 a.m. on {} at the parish church, \
    followed by burial in the churchyard. In place of flowers, the family asks for gifts to the lifeboat fund.";
const POLICE_LOG: &str = "Police in {} arrested a {}-year-old man on {} on suspicion of driving while intoxicated. Officers stopped his car on \
    {} at about {} a.m. after a report of a vehicle driving without lights. {} was booked into the county jail and released on \
    a bond of {} crowns. He is due in court on {}. Anyone with information is asked to call the police office.";
const QUAKE: &str = "A magnitude {} earthquake struck {} kilometres {} of {} on {}, the geological survey said. The quake hit at a depth \
    of {} kilometres at {} local time. There were no immediate reports of damage or casualties, and no tsunami warning was \
    issued. The region lies on a belt of faults where the earth often shakes.";

/// Kind, template, and what fills it three times.
const LOOK_ALIKES: [(&str, &str, [&str; 3]); 8] = [
    (
        "lottery",
        LOTTERY,
        [
            "Monday|4-8-15-16-23|2 million",
            "Tuesday|1-9-12-30-31|2 million",
            "Monday|3-8-15-22-27|2 million",
        ],
    ),
    (
        "earnings",
        EARNINGS,
        [
            "Brackwater Pumps|Tuesday|second|14.2|31|35|33|310.5|12|18.40",
            "Oldmoor Foods|Tuesday|second|9.7|22|24|21|128.1|4|7.15",
            "Brackwater Pumps|Thursday|third|15.9|36|37|36|322.8|19|20.10",
        ],
    ),
    (
        "box score",
        BOX_SCORE,
        [
            "Jonas Reed|24|11|Lyme|88-79|Stanmore|Friday|Paul Marsh|17|9|Ivo Brandt|15|three",
            "Karl Osten|31|7|Fenwick|101-90|Halden|Friday|Theo Lund|22|12|Max Orr|19|two",
            "Jonas Reed|19|14|Lyme|92-85|Fenwick|Sunday|Paul Marsh|20|4|Theo Lund|13|four",
        ],
    ),
    (
        "weather",
        WEATHER,
        [
            "Monday|sunny|70s|20|west|10|50s|Tuesday",
            "Tuesday|cloudy|60s|40|north|15|40s|Wednesday",
            "Monday|sunny|80s|10|south|5|60s|Tuesday",
        ],
    ),
    (
        "market wrap",
        MARKET,
        [
            "higher|Monday|jobs|120.4|0.6|20,410.2|0.4|3,110.8|3|2.1|61.20|1,480",
            "higher|Tuesday|inflation|88.1|0.4|20,498.3|0.3|3,120.1|2|2.2|60.75|1,492",
            "mixed|Friday|exports|12.9|0.1|19,870.0|0.2|3,055.6|4|1.9|58.10|1,455",
        ],
    ),
    (
        "obituary",
        OBITUARY,
        [
            "John Marsh|82|Lyme Quay|Monday|the county hospital|3 May 1938|Peter and Ada Marsh|the ferry line|40|Ruth|five|Friday",
            "Albert Lund|77|Stanmore|Sunday|his home|9 June 1943|Carl and Mary Lund|the railway|31|Edith|three|Thursday",
            "George Orr|91|Fenwick|Tuesday|the hospice|1 March 1929|Hugh and Jane Orr|the mill|44|Helen|nine|Saturday",
        ],
    ),
    (
        "police log",
        POLICE_LOG,
        [
            "Lyme|34|Saturday|Quay Street|2:15|Dale Finch|500|12 March",
            "Stanmore|51|Sunday|Mill Road|1:40|Roy Tanner|750|15 March",
            "Lyme|27|Friday|Quay Street|3:05|Sam Pike|500|12 March",
        ],
    ),
    (
        "quake",
        QUAKE,
        [
            "5.1|40|north|Halden|Monday|10|4:12 a.m.",
            "4.8|85|south|Port Olsen|Monday|33|9:47 p.m.",
            "5.1|22|east|Halden|Tuesday|15|11:30 a.m.",
        ],
    ),
];

#[test]
fn look_alikes_are_never_copies() {
    for (kind, template, fillings) in LOOK_ALIKES {
        let texts: Vec<String> = fillings.iter().map(|words| fill(template, words)).collect();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            for same_feed in [true, false] {
                let about = Circumstances { same_feed, ..near() };
                let rule = judged(&texts[a], &texts[b], about);
                assert!(rule.is_err(), "{kind}: {rule:?}\n{}\n{}", texts[a], texts[b]);
            }
        }
        for text in &texts {
            assert!(judged(text, text, near()).is_ok(), "{kind} is no copy of itself:\n{text}");
        }
    }
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

// A feed of broadcasts or goods: one line of its own above a notice that is always the same.
#[test]
fn one_line_above_a_feeds_own_notice_is_each_times_another_story() {
    let lines = [
        ("Jane Osten talks about hives in old towns.", "Karl Birk asks who will light the pier."),
        (
            "Beekeeper Jane Osten talks about hives in the old town with Karl.",
            "Lamplighter Emil Zander tells why the pier stays dark this winter after all.",
        ),
    ];
    for (one, other) in lines {
        for words in [60, 120, 200] {
            let notice = frame(words);
            let about = Circumstances { same_feed: true, ..near() };
            let found = judged(&format!("{one}\n{notice}"), &format!("{other}\n{notice}"), about);
            assert!(found.is_err(), "{words} words of notice: {found:?}");
        }
    }
}

#[test]
fn one_feeds_next_notice_with_another_date_and_hall_is_another_story() {
    let notice = |day: &str, hall: &str| {
        let (before, after) = (frame(60), frame(130).split_off(500));
        format!("{before} on {day} in {hall} Hall {after}")
    };
    let about = Circumstances { same_feed: true, ..near() };
    let found = judged(&notice("Monday", "Linden"), &notice("Friday", "Birch"), about);
    assert!(found.is_err(), "{found:?}");
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

// A paper's page of one article holds parts of it and, read in full, the next day's page has the whole.
#[test]
fn a_part_of_a_papers_own_article_under_the_same_headline_is_no_other_story() {
    let text = paragraphs(1, 14);
    let (part, text) = (text[5..9].join("\n\n"), text.join("\n\n"));
    let about = Circumstances { same_feed: true, carried: true, ..near() };
    assert_eq!(judged(&part, &text, about), Ok(Rule::Contained));
    let unlike = Circumstances { headlines: Headlines::Touching, ..about };
    assert!(judged(&part, &text, unlike).is_err());
}

// Two papers' pages, cut by our own bound at different places of one long article.
#[test]
fn an_article_longer_than_is_read_is_known_by_what_both_texts_show_of_it() {
    let words: Vec<String> = (0..WORDS_MAX * 2).map(|n| format!("word{n}")).collect();
    let without_a_third = [&words[..WORDS_MAX / 3], &words[WORDS_MAX * 2 / 3..]].concat().join(" ");
    assert_eq!(judged(&words.join(" "), &without_a_third, near()), Ok(Rule::Contained));
    let other_half = [&words[WORDS_MAX..], &words[..WORDS_MAX / 3]].concat().join(" ");
    assert!(judged(&words.join(" "), &other_half, near()).is_err());
}

// A feed that carries a story already, in its own words, and then an agency's copy of it that another paper printed.
#[test]
fn a_carriers_second_text_is_a_copy_where_another_paper_printed_it_whole() {
    let (text, own) = (paragraphs(1, 8), paragraphs(2, 3).join("\n\n"));
    let about = Circumstances { carried: true, headlines: Headlines::Touching, ..near() };
    let longer = format!("{}\n\n{own}", text.join("\n\n"));
    assert_eq!(judged(&longer, &text.join("\n\n"), about), Ok(Rule::Contained));
    let next = format!("{}\n\n{own}", text[..5].join("\n\n"));
    assert!(judged(&next, &text.join("\n\n"), about).is_err(), "its own next text of the same");
}

#[test]
fn an_agencys_report_told_further_by_another_paper_is_a_version_of_it() {
    let shared = paragraphs(1, 6);
    let told = |seed: usize| {
        let own = paragraphs(seed, 4);
        [
            &own[0], &shared[0], &shared[1], &own[1], &shared[2], &shared[3], &own[2], &shared[4],
            &shared[5],
        ]
        .map(String::as_str)
        .join("\n\n")
    };
    assert_eq!(judged(&told(2), &told(3), near()), Ok(Rule::Versions));
    // The same words in one block are an agency's background behind two reports.
    let report =
        |seed: usize| format!("{}\n\n{}", paragraphs(seed, 4).join("\n\n"), shared.join("\n\n"));
    assert!(judged(&report(2), &report(3), near()).is_err());
}

const ROAD_WORKS: &str = "The state roads office announced this work in the county for the coming week. Work is subject to weather.\n\
    {}\n{}\n{}\n{}\n\
    Motorists are asked to slow down in work zones, where fines are doubled, and to allow extra time for their journeys. \
    Conditions on major roads are shown on the site of the office and told by telephone at any hour of the day.";

#[test]
fn other_rows_in_the_same_frame_are_another_story() {
    let rows = [
        "Mill Lane: paving, closed|Old Bridge: inspection|Quay Road: drains, one lane|Pit Lane: lights",
        "Beach Row: sewer work|Fall Street: sidewalks, Monday|Gull Lane: paving, closed|Dock Street: signs",
    ];
    let [one, other] = rows.map(|rows| fill(ROAD_WORKS, rows));
    for same_feed in [true, false] {
        let about = Circumstances { same_feed, ..near() };
        assert!(judged(&one, &other, about).is_err());
        assert!(judged(&one, &one, about).is_ok());
    }
}

#[test]
fn other_rows_at_the_end_are_no_furniture() {
    let list = |rows: [&str; 3]| format!("{}\n{}", frame(30), rows.join("\n"));
    let one = list(["14 Hill St.: $212,000", "3 Main St.: $410,000", "77 Quay St.: $138,500"]);
    let other = list(["21 Hill St.: $189,900", "40 Elm St.: $75,000", "8 Quay St.: $167,000"]);
    assert!(judged(&one, &other, near()).is_err());
    // What papers print below has hardly a figure or a name.
    let menu = list(["Read next", "View comments", "Terms of use"]);
    assert!(judged(&one, &menu, near()).is_ok());
}

#[test]
fn another_question_over_one_columns_notice_is_another_story() {
    let column = |letter: &str, answer: &str| format!("{letter}\n{answer}\n{}", frame(60));
    let one = column(
        "My hands turn white in the cold store where I work. Why?",
        "Small vessels close too well in some people, and gloves help against that.",
    );
    let other = column(
        "I wake at three each night and lie there until dawn.",
        "Get up, read something dull by a weak lamp, and go back to bed after that.",
    );
    assert!(judged(&one, &other, near()).is_err());
}

/// An article whose later paragraphs name nobody, and the words that both halves may have in common.
fn unnamed(words: [&str; 4]) -> (String, String) {
    let [a, b, c, d] = words;
    let sentences = |seed: usize, count: usize| -> String {
        (0..count)
            .map(|n| {
                paragraphs(seed * 100 + n, 1).remove(0).replace("Mayor Lindqvist of Lyme ", "")
            })
            .collect::<Vec<_>>()
            .join("\n\n")
    };
    let lead = format!("A {a} and a {b} met by the {c} and spoke of the {d}. {}", sentences(3, 1));
    let rest = format!(
        "Then the {b} left the {d}. {}\n\nThe {a} and the {c} stayed. The {d} was gone. {}",
        sentences(4, 2),
        sentences(5, 2)
    );
    (lead, rest)
}

#[test]
fn a_cut_of_an_article_that_names_nobody_is_known_by_its_subject() {
    let (lead, rest) = unnamed(["lamplighter", "beekeeper", "viaduct", "honeycomb"]);
    let whole = format!("{lead}\n\n{rest}");
    let about = Circumstances { headlines: Headlines::Touching, ..near() };
    assert!(judged(&lead, &whole, about).is_ok());
    let (_, other) = unnamed(["pharmacist", "glazier", "courtyard", "thermometer"]);
    let digest = format!("{lead}\n\n{other}");
    assert!(judged(&lead, &digest, about).is_err(), "the first piece of a digest");
    // Under the very headline of the cut it is no digest.
    let about = Circumstances { headlines: Headlines::Same, ..about };
    assert!(judged(&lead, &digest, about).is_ok());
}

#[test]
fn a_correction_of_a_name_is_no_look_alike() {
    let text = paragraphs(1, 4).join("\n\n");
    let corrected = text.replace("Lindqvist", "Halloran");
    let about = Circumstances { same_feed: true, ..near() };
    assert!(judged(&corrected, &text, about).is_err(), "one feed's next notice");
    let about = Circumstances { corrects: true, ..about };
    assert!(judged(&corrected, &text, about).is_ok());
    // Of a text that came before the window nothing is known but the next of its kind.
    let quake = |words: &str| fill(QUAKE, words);
    let corrected = quake("5.1|41|north|Halden|Monday|10|4:12 a.m.");
    assert!(judged(&corrected, &quake("4.8|85|south|Vaal|Sunday|33|9:47 p.m."), about).is_err());
    assert!(judged(&corrected, &quake("5.1|40|north|Halden|Monday|10|4:12 a.m."), about).is_ok());
}

#[test]
fn figures_in_two_papers_buttons_keep_no_copies_apart() {
    let text = paragraphs(1, 1).join("\n");
    let one = format!("Listen to this story, 2 minutes\n{text}\nGive what you can.");
    let other = format!("Skip to main content\nWeather 12 C\n{text}\nTerms of use");
    assert!(judged(&one, &other, near()).is_ok());
    let drawing = |numbers: &str| format!("{text}\nThe numbers: {numbers}");
    assert!(judged(&drawing("4, 8, 15, 16"), &drawing("1, 9, 12, 30"), near()).is_err());
}

/// A police brief that names a town, and a log of other calls there.
const TOWN_BRIEF_GERMAN: &str = "Ein Mann von 34 Jahren ist in der Nacht zum Sonntag in Halden festgenommen worden, nachdem er mit einem gestohlenen \
    Lieferwagen gegen den Zaun eines Sägewerks gefahren war. Ein Wächter hörte den Aufprall und hielt ihn fest, bis eine \
    Streife der Polizei kam. Der Wagen wurde seit Donnerstag vermisst; sein Besitzer hatte den Schlüssel stecken lassen, \
    während er in einer Bäckerei war. Zwei Bretter durchschlugen die Scheibe, verletzt wurde aber niemand. Der Fahrer sagte \
    dem Richter, er habe seine Schwester besuchen wollen. Die Verhandlung soll nach Angaben des Gerichts in zwei Wochen \
    fortgesetzt werden.";
const TOWN_LOG_GERMAN: &str = "Ein Fahrrad ist am Freitag aus dem Teich hinter der Schule in Halden geborgen worden. Es ist blau, hat keine Klingel \
    und kann bei der Polizei abgeholt werden. Wer es vermisst, sollte die Nummer am Rahmen nennen können.\n\
    Nachbarn haben sich über laute Musik aus einem Garten in Halden beschwert. Die Gastgeber sagten der Polizei, es werde \
    eine Hochzeit gefeiert, und stellten sie leiser. Ein zweiter Besuch der Streife wurde nicht nötig.\n\
    Eine Ziege hat in Halden fast den ganzen Sonntag auf dem Dach einer Garage gestanden. Die Feuerwehr holte sie mit einer \
    Leiter und einem Sack Möhren herunter. Der Besitzer versprach einen höheren Zaun; schon zweimal war sie entlaufen.\n\
    Eine Geldbörse mit einer hohen Summe hat ein Mädchen von neun Jahren am Bahnhof in Halden abgegeben. Eine alte Frau kam \
    nach einer Stunde und kaufte ihr ein Eis. Das Geld war für einen Herd bestimmt, es fehlte nach ihren Angaben nichts.";

#[test]
fn a_german_digest_of_one_town_is_no_copy_of_its_first_item() {
    let about = Circumstances { headlines: Headlines::Touching, ..near() };
    let digest = format!("{TOWN_BRIEF_GERMAN}\n{TOWN_LOG_GERMAN}");
    let rule = judged(TOWN_BRIEF_GERMAN, &digest, about);
    assert!(rule.is_err(), "{rule:?}");
}

const TOWN_BRIEF: &str = "A man of 34 was arrested in Halden on Saturday night after he had driven a stolen delivery van into the fence of a \
    sawmill. A watchman heard the crash and held him until a patrol of the police came. The van had been missing since \
    Thursday; its owner had left the key in it while he was at a bakery. Two planks went through the windscreen, but nobody \
    was hurt. The driver told the judge that he had wanted to visit his sister. The hearing will go on in two weeks.";
const TOWN_LOG: &str = "A bicycle was pulled on Friday from the pond behind the school in Halden. It is blue, has no bell and may be claimed at \
    the counter. Whoever misses it should be able to tell the number on the frame, the clerk said with a smile.\n\
    Neighbors complained of loud music from a garden in Halden. The hosts said that they were at a wedding and turned it down. \
    A second call was not needed, and the bride sent over a plate of cake for the night shift.\n\
    A goat stood on the roof of a garage in Halden for most of Sunday. Firemen brought it down with a ladder and a sack of \
    carrots. Its keeper promised a higher gate; it had run off twice before this winter.\n\
    A purse with a large sum was handed in by a girl of nine at the railway station in Halden. An old woman came after an hour \
    and bought her an ice cream. The money was meant for a stove, and none of it was gone.";

#[test]
fn an_english_digest_of_one_town_is_no_copy_of_its_first_item() {
    for headlines in [Headlines::Unlike, Headlines::Touching, Headlines::Alike] {
        let about = Circumstances { headlines, ..near() };
        for digest in [format!("{TOWN_BRIEF}\n{TOWN_LOG}"), format!("{TOWN_LOG}\n{TOWN_BRIEF}")] {
            let rule = judged(TOWN_BRIEF, &digest, about);
            assert!(rule.is_err(), "{headlines:?}: {rule:?}");
        }
    }
}

#[test]
fn numbers_in_chinese_and_japanese_are_words_of_their_own() {
    let words = |text: &str| Text::new(text).words.len();
    assert_eq!(words("累计一百五十毫米"), words("累计八毫米"));
    assert_eq!(words("３月１２日"), words("３月５日"));
    assert_eq!(words("从NATO来"), 3);
}

#[test]
fn what_headlines_exchange_and_texts_too_is_a_template_filled_anew() {
    let deal = |what: &str, price: &str| {
        format!("If you have been waiting for {what}, it is cheap today. {price} {}", frame(140))
    };
    let none = |shingles: &[u64]| vec![false; shingles.len()];
    let compared = |one: &str, other: &str| {
        compare(&Text::new(one), &Text::new(other), Furniture::LeftOut, &none)
    };
    let stems = super::super::shingle::headline_stems;
    let about = |refilled| Circumstances { refilled, ..near() };
    let (ours, theirs) = (stems("A kettle goes cheaply"), stems("A reader goes cheaply"));
    // An editor has another word for the thing; at another price it is another thing.
    let (one, other) = (deal("the little kettle", "so"), deal("the slender reader", "so"));
    let like = compared(&one, &other);
    assert_eq!(like.exchanges(&ours, &theirs), Refilled::Words);
    assert_eq!(like.exchanges(&stems("Cheap today"), &theirs), Refilled::No);
    assert!(like.rule(about(Refilled::No)).is_ok());
    assert!(like.rule(about(Refilled::Words)).is_ok());
    let priced = |text: &str, price: &str| format!("{text} {} {price} {}", frame(60), frame(60));
    let like = compared(&priced(&one, "$19"), &priced(&other, "$24"));
    assert!(like.rule(about(Refilled::No)).is_ok());
    assert!(like.rule(about(Refilled::Words)).is_err());
    // The name of another is another thing at any price.
    let like = compared(&deal("the Marlow", "so"), &deal("the Reader", "so"));
    assert_eq!(like.exchanges(&stems("Marlow goes cheaply"), &theirs), Refilled::Names);
    assert!(like.rule(about(Refilled::Names)).is_err());
    // Another house's spelling is no other name.
    let like = compared(&deal("the Harbor", "so"), &deal("the Harbour", "so"));
    let spelled = like.exchanges(&stems("Harbor is open"), &stems("Harbour is shut"));
    assert_eq!(spelled, Refilled::No);
}

#[test]
fn a_release_localised_for_another_county_is_another_story_at_any_length() {
    let adams = paragraphs(1, 6).join("\n").replacen("Mayor", "On Monday we said, Mayor", 1);
    let adams = format!("{}\n{}", frame(20), adams);
    let brown = adams.replace("Lindqvist", "Halloran").replace("Monday", "Friday");
    assert!(judged(&adams, &brown, near()).is_err());
    // A house spells one name in its own way wherever it stands.
    assert!(judged(&adams, &adams.replace("Lindqvist", "Lindkvist"), near()).is_ok());
}

#[test]
fn related_headlines_below_a_brief_in_two_papers_keep_no_copies_apart() {
    let brief = first_words(&paragraphs(1, 2).join("\n"), 60);
    let below = |lines: [&str; 3]| format!("{brief}\n{}", lines.join("\n"));
    let one = below([
        "Council of Lyme Quay votes on the pier",
        "Mayor Ada Holm is to leave office",
        "Storm damages the harbour at Fenwick",
    ]);
    let other = below([
        "Bakery of Oberdorf wins the regional prize",
        "Opera at Port Olsen opens its season",
        "Roman coins found in a field near Castle Brae",
    ]);
    assert!(judged(&one, &other, near()).is_ok());
}

#[test]
fn a_correction_of_the_next_drawing_is_no_version_of_the_last() {
    let about = Circumstances { same_feed: true, corrects: true, ..near() };
    let drawing = |words: &str| fill(LOTTERY, words);
    let last = drawing("Monday|4-8-15-16-23|2 million");
    assert!(judged(&drawing("Tuesday|4-8-15-16-23|2 million"), &last, about).is_err());
    assert!(judged(&drawing("Monday|1-9-12-30-31|3 million"), &last, about).is_err());
    assert!(judged(&drawing("Monday|4-8-15-16-24|2 million"), &last, about).is_ok());
    let long = |day: &str, figure: &str| {
        let text = paragraphs(1, 4);
        format!(
            "{}\n{} on {day} {}\n{} {figure} percent {}",
            text[0], text[1], text[2], text[3], text[0]
        )
    };
    assert!(judged(&long("Friday", "9"), &long("Monday", "8"), about).is_err());
    assert!(judged(&long("Monday", "9"), &long("Monday", "8"), about).is_ok());
}

const FERRY_REST: &str = "The Queen Amalia, built in 1991, left the port of Varna Bay in the evening and lost steering forty minutes later in \
    high winds, harbour master Ilko Dragan said. Rescue boats pulled 179 survivors from the water before dawn. Sermo depends on the ferry \
    for nearly all its supplies in winter, when the airstrip is closed by fog. The transport minister ordered two ships of the same class \
    to stay in port until their hydraulics had been looked at. A union of seafarers said it had warned of long shifts in the spring.";

#[test]
fn a_papers_own_lead_about_its_readers_leaves_the_story_a_copy() {
    let rest = format!("{FERRY_REST}\n{}", paragraphs(7, 8).join("\n"));
    let wire = format!(
        "A ferry with 214 people aboard ran aground off Sermo on Sunday night, killing 11, the coast guard said.\n{rest}"
    );
    let local = format!(
        "A couple of 68 from Upper Valley, Karl and Ida Benning, were aboard a ferry that ran aground on Monday, relatives said.\n{rest}"
    );
    assert!(judged(&wire, &local, near()).is_ok());
    // Another figure about the same is a later state of it.
    assert!(judged(&wire, &wire.replace("killing 11", "killing 14"), near()).is_ok());
    // Other people, another place, another figure: the rest is what such reports have in common.
    let other = wire.replace("214", "131").replace("Sermo", "Toren").replace("Sunday", "Thursday");
    assert!(judged(&wire, &other, near()).is_err());
}
