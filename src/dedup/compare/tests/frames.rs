//! One frame around other texts, and a feed's own notices and articles.

use super::*;

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

// Small print and the background of a war stand under many news, of which each has a lead of its own.
#[test]
fn other_days_and_people_over_one_background_are_other_news() {
    let two = |one: &str, other: &str, words: usize| {
        let under = |lead: &str| format!("{lead}\n{}", frame(words));
        judged(&under(one), &under(other), near())
    };
    let found = "Divers found the body of Joan Ferris, 63, in the canal on Sunday.";
    let stabbed = "Earlier Kyle Renner, 34, was stabbed in the yard of a brewery on Monday.";
    let left = "The envoy went home on Wednesday and said that she would not be back.";
    let drawn = ["The numbers drawn were 4, 11 and 19.", "The numbers drawn were 7, 12 and 25."];
    for words in [100, 200, 400] {
        assert!(two(found, stabbed, words).is_err());
        assert!(two(stabbed, left, words).is_err());
        assert!(two(drawn[0], drawn[1], words).is_err());
        // One paper's own line, and what papers print of their own.
        assert!(judged(&format!("{found}\n{}", frame(words)), &frame(words), near()).is_ok());
        assert!(two("By Joan Ferris, Monday, June 3", "By Kyle Renner, Sunday", words).is_ok());
        let told = "The body of a woman was found in the canal by divers on Sunday.";
        assert!(two(found, told, words).is_ok(), "the same told otherwise");
    }
    let over = |foot: &str| format!("{}\n{foot}", frame(120));
    assert!(judged(&over(found), &over(stabbed), near()).is_err());
    let notes = ["Joan Ferris wrote this from the yard.", "Kyle Renner helped to write this."];
    assert!(judged(&over(notes[0]), &over(notes[1]), near()).is_ok());
}

#[test]
fn the_opposite_in_the_same_words_is_another_story() {
    let told =
        |does: &str| format!("The bank {does} its rate and said no more of it. {}", frame(120));
    assert!(judged(&told("raised"), &told("cut"), near()).is_err());
    assert!(judged(&told("raised"), &told("hiked"), near()).is_ok());
    let about = Circumstances { same_feed: true, corrects: true, ..near() };
    assert!(judged(&told("raised"), &told("cut"), about).is_ok(), "put right");
}

#[test]
fn two_papers_lines_that_name_their_writers_over_a_story_leave_it_a_copy() {
    let under = |line: &str| format!("{line}\n{}", frame(120));
    let ours = under("Sign up to the evening letter of Vera Holt and read her first every day.");
    let theirs = under("Follow Halden on the river with Olaf Brandt, our man in the reeds.");
    assert!(judged(&ours, &theirs, near()).is_ok());
    let ours = under(
        "The envoy Vera Holt flew to the islands and spoke with the elders of the valley about seals.",
    );
    let theirs = under(
        "The poet Olaf Brandt was buried beside his mill under the lime trees that he had planted.",
    );
    assert!(judged(&ours, &theirs, near()).is_err(), "two leads");
}
