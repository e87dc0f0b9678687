//! Whole entries through `normalise`: the properties that no part can prove alone.

use proptest::prelude::*;

use super::*;
use crate::model::*;

fn markup(value: &str) -> Markup {
    Markup { kind: MarkupKind::Html, value: value.to_owned() }
}

fn paragraphs_of<T: AsRef<str>>(lines: &[T]) -> String {
    let mut html = String::new();
    for line in lines {
        html.extend(["<p>", line.as_ref(), "</p>\n"]);
    }
    html
}

fn entry(title: &str, content: &str) -> Entry {
    Entry {
        guid: Some(format!("guid-{title}")),
        link: Some("https://halden.example/news/17?utm_source=rss".to_owned()),
        title: Some(markup(title)),
        content: Some(markup(content)).filter(|content| !content.value.is_empty()),
        raw: "<item/>".to_owned(),
        ..Entry::default()
    }
}

fn document(entries: Vec<Entry>) -> Document {
    let feed = FeedFacts { title: Some("Halden Post".to_owned()), ..FeedFacts::default() };
    Document { format: Some(Format::Rss), feed, entries, problems: Vec::new() }
}

fn options() -> FeedOptions {
    FeedOptions {
        id: FeedId::parse("halden").unwrap(),
        publisher: None,
        language: None,
        host: None,
    }
}

fn all(entries: Vec<Entry>) -> Vec<Normalised> {
    normalise(&document(entries), &options(), RuleBook::built_in())
}

fn story(entry: Entry) -> Story {
    match all(vec![entry]).remove(0) {
        Normalised::Story(story) => *story,
        Normalised::Rejected(rejection) => panic!("{rejection:?}"),
    }
}

fn rejection(entry: Entry) -> Rejection {
    match all(vec![entry]).remove(0) {
        Normalised::Story(story) => panic!("{story:?}"),
        Normalised::Rejected(rejection) => *rejection,
    }
}

/// Headlines came with the name of the outlet that an aggregator took them from.
#[test]
fn an_outlets_name_behind_the_headline_goes_where_its_site_or_a_bar_proves_it() {
    let headline = |title: &str, link: &str| {
        let entry = Entry { link: Some(link.to_owned()), ..entry(title, "<p>The pier held.</p>") };
        story(entry).headline.unwrap()
    };
    let elsewhere = "https://halden.example/1";
    assert_eq!(headline("Pier holds | Reuters", elsewhere), "Pier holds");
    assert_eq!(headline("Pier holds - Reuters", "https://www.reuters.com/1"), "Pier holds");
    // Whom a paper believes: that is news.
    assert_eq!(headline("Pier to be sold - Reuters", elsewhere), "Pier to be sold - Reuters");
    assert_eq!(headline("Pier holds | and the mayor", elsewhere), "Pier holds | and the mayor");
}

const PROSE: [&str; 9] = [
    "HALDEN (Norden News Service) — The harbour council agreed on Monday to rebuild the northern pier, which a storm took apart in March.",
    "Mayor Liv Aasen and harbour master Jon Dahl spoke for two hours about “matters of stone and money,” according to the minutes. The county confirmed the meeting.",
    "“The pier is older than any of us,” the minutes say. “We mean to leave it so.”",
    "The vote comes after the county shared a survey that shows cracks along the whole of the sea wall, from the lighthouse to the old fish market.",
    "The minister of ports came to Halden last week and said he would ask for more money for the coast.",
    "“We have to cover the wall and the pier,” he told reporters at the town hall on Friday.",
    "Citing papers it did not name, the Coast Courier said Sunday that the county weighs whether to lend the town two cranes.",
    "County officials have said again and again that they will not pay twice. Also last week, the county said it had raised the question of a toll.",
    "“Our last warnings were heard,” the mayor said in a speech at the school. “It must stay so, so that nobody has the idea to fish from a broken pier.”",
];

/// The shape of a wire story in a paper: furniture, a caption twice, a dateline, credits, a sign-up box.
fn wire_story() -> String {
    let caption = "Harbour master Jon Dahl, seen here on May 2, 2020, in Halden, spoke with the council about the pier.";
    let mut lines = vec![
        "Subscribe".to_owned(),
        caption.to_owned(),
        format!("{caption} (Ana Ruiz, Halden Pictures/NNS)"),
    ];
    lines.extend(PROSE.iter().map(|line| (*line).to_owned()));
    for line in [
        "©2020 Halden Press A.S.",
        "Visit haldenpress.example.",
        "Distributed by Norden News Agency, LLC.",
        "Sign Up for Daily Headlines",
        "Sign up to receive a daily email of today's top harbour stories from the Halden Post and other papers.",
        "Sign Up Now",
    ] {
        lines.push(line.to_owned());
    }
    paragraphs_of(&lines)
}

#[test]
fn a_wire_story_loses_its_papers_furniture() {
    let story = story(entry("Pier to be rebuilt", &wire_story()));
    let text = story.paragraphs.join("\n");
    for gone in ["Subscribe", "Sign Up", "daily email"] {
        assert!(!text.contains(gone) && !story.html.contains(gone), "{gone}: {text}");
    }
    for line in &PROSE[1..] {
        assert!(story.paragraphs.iter().any(|paragraph| paragraph == line), "{line}");
    }
    assert_eq!(
        text.matches("seen here on May 2").count() + story.pictures.len(),
        1,
        "the caption stands once"
    );
    let removed = |text: &str| story.removed.iter().any(|(_, removed)| removed.contains(text));
    assert!(removed("Subscribe") && removed("Sign Up Now") && removed("daily email"));
    assert_eq!(story.representation, Representation::Full);
    assert_eq!(story.language.as_deref(), Some("en"));
}

#[test]
fn what_credits_take_is_out_of_the_html_as_well() {
    let text = "<p>One <b>bold</b> word about the pier.</p><p>Two words.</p>";
    let story = story(entry("Pier", text));
    assert_eq!(story.paragraphs, ["One bold word about the pier.", "Two words."]);
    assert_eq!(story.html, "<p>One <b>bold</b> word about the pier.</p><p>Two words.</p>");
}

/// The dateline of German papers, a town in bold, stayed in the text.
#[test]
fn a_town_in_bold_before_the_lead_is_where_the_story_is_from() {
    let lead = "Der Rat der Stadt hat am Dienstag die neue Mole beschlossen.";
    let located = |begins: &str| {
        let story = story(entry(
            "Mole",
            &paragraphs_of(&[&format!("{begins} {lead}"), "Sie kostet viel."]),
        ));
        (story.located, story.paragraphs[0].clone())
    };
    let (place, first) = located("<strong>Essen.</strong>");
    assert_eq!((place.as_deref(), first.as_str()), (Some("Essen"), lead));
    assert_eq!(located("<b>Anreise.</b>").0, None);
    assert_eq!(located("Essen.").0, None);
}

#[test]
fn entries_without_text_are_rejected_and_headlines_alone_are_not() {
    // edge 51
    assert_eq!(rejection(entry("", "")).reason, RejectionReason::NoText);
    assert_eq!(rejection(entry(" &nbsp; ", "<p>Subscribe</p>")).reason, RejectionReason::NoText);
    assert_eq!(story(entry("Pier burns", "")).representation, Representation::Partial);
    assert_eq!(story(entry("", "<p>The pier burns.</p>")).headline, None);
}

#[test]
fn advisories_and_tests_are_rejected_with_their_reason() {
    // edge 53
    let advisory = rejection(entry("BC-AP News Coverage Advisory", "<p>Plans for Monday.</p>"));
    assert_eq!((advisory.reason, advisory.stage), (RejectionReason::Advisory, Stage::Normalise));
    assert_eq!(advisory.raw, "<item/>");
    assert_eq!(rejection(entry("TEST", "")).reason, RejectionReason::TestMessage);
}

#[test]
fn a_kill_is_a_story_that_cancels() {
    // edge 55
    let kill = story(entry("MANDATORY KILL: Pier burns", "<p>Editors: do not use.</p>"));
    assert_eq!((kill.kind, kill.status), (StoryKind::Kill, PubStatus::Canceled));
    assert!(kill.ed_note.unwrap().contains("MANDATORY KILL"));
}

#[test]
fn a_summary_alone_is_partial_and_a_distinct_one_stays() {
    let summary = "<p>The council agreed on Monday to rebuild the pier.</p>";
    let only = story(Entry { summary: Some(markup(summary)), ..entry("Pier", "") });
    assert_eq!((only.representation, only.summary), (Representation::Partial, None));
    assert_eq!(only.paragraphs.len(), 1);
    let body = paragraphs_of(&PROSE);
    let both = story(Entry {
        summary: Some(markup("Stone by stone, a town takes back its sea.")),
        ..entry("Pier", &body)
    });
    assert_eq!(both.summary.as_deref(), Some("Stone by stone, a town takes back its sea."));
    let repeated = story(Entry {
        summary: Some(markup(&format!("{} ...", PROSE[1]))),
        ..entry("Pier", &body)
    });
    assert_eq!(repeated.summary, None);
    let cut = story(entry(
        "Pier",
        "<p>The council agreed to rebuild […]</p><p><a href='/x'>Read more</a></p>",
    ));
    assert_eq!(cut.representation, Representation::Partial);
}

// Found by fuzzing: JSON escapes and character references bring control characters past the reader of bytes.
#[test]
fn control_characters_in_author_or_wire_fields_are_not_published() {
    let dirty = |text: &str| Some(text.replace('_', "\u{1}").replace('~', "\u{7f}"));
    let wire = WireFields {
        byline: dirty("By Ana_ Ru~iz"),
        located: dirty("Port~ Halden_"),
        slugline: dirty("pier~s"),
        credit: dirty("Nor_den News Agency"),
        usage_terms: dirty("Mem_bers"),
        ..WireFields::default()
    };
    let authors = vec![dirty("Jo_ Da~hl").unwrap()];
    let text = "<p>The pier burns.</p>";
    let with_wire = story(Entry { wire: Some(Box::new(wire)), ..entry("Pier", text) });
    let with_author = story(Entry { authors, ..entry("Pier", text) });
    assert_eq!(with_wire.by.as_deref(), Some("Ana Ruiz"));
    assert_eq!(with_wire.located.as_deref(), Some("Port Halden"));
    assert_eq!(with_wire.slugline.as_deref(), Some("piers"));
    assert_eq!(with_author.by.as_deref(), Some("Jo Dahl"));
    for story in [with_wire, with_author] {
        let all = serde_json::to_string(&story).unwrap();
        assert!(!all.contains("\\u00") && !all.contains('\u{7f}'), "{all}");
    }
}

/// A note that holds a story without a time that can be read was heeded, and nobody was told that nothing would end it.
#[test]
fn an_embargo_whose_end_cannot_be_read_is_named() {
    let held = |note: &str| {
        let wire = WireFields { ed_note: Some(note.to_owned()), ..WireFields::default() };
        story(Entry { wire: Some(Box::new(wire)), ..entry("Pier", "<p>Text.</p>") })
    };
    let unread = held("Sperrfrist 1. Dezember 2026, 18.00 Uhr");
    assert_eq!((unread.status, unread.embargoed_until), (PubStatus::Withheld, None));
    let named = |story: &Story| story.problems.iter().any(|p| p.detail.contains("held"));
    assert!(named(&unread));
    let read = held("Sperrfrist 1. Dezember 2026, 18.00 Uhr MEZ");
    assert_eq!(read.status, PubStatus::Withheld);
    assert_eq!(read.embargoed_until.unwrap().to_string(), "2026-12-01T17:00:00Z");
    assert!(!named(&read));
    assert!(!named(&held("Adds the vote")));
}

#[test]
fn every_alias_is_kept_in_alt_ids() {
    let wire = WireFields {
        item_id: Some("urn:x:1".to_owned()),
        version: Some("3".to_owned()),
        ..WireFields::default()
    };
    let found = story(Entry { wire: Some(Box::new(wire)), ..entry("Pier", "<p>Text.</p>") });
    let find = |role: &str| {
        found.alt_ids.iter().find(|(known, _)| known == role).map(|(_, value)| value.as_str())
    };
    assert_eq!(find("guid"), Some("guid-Pier"));
    assert_eq!(find("link"), Some("https://halden.example/news/17?utm_source=rss"));
    assert_eq!(find("canonical"), Some("https://halden.example/news/17"));
    assert_eq!((find("itemId"), find("version")), (Some("urn:x:1"), Some("3")));
}

#[test]
fn text_that_is_html_and_escaped_html_are_read_as_html() {
    // edge 45
    let text = |value: &str| Some(Markup { kind: MarkupKind::Text, value: value.to_owned() });
    let some = |value: &str| Some(markup(value));
    let read = |content| story(Entry { content, ..entry("Pier", "") }).paragraphs;
    assert_eq!(read(text("<p>One</p><p>Two &amp; three</p>")), ["One", "Two & three"]);
    assert_eq!(read(text("One\n\nTwo < three")), ["One", "Two < three"]);
    assert_eq!(read(some("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;")), ["One", "Two"]);
    assert_eq!(
        read(some("<p>The mayor&amp;#8217;s &amp;lt;b&amp;gt;</p>")),
        ["The mayor’s &lt;b&gt;"]
    );
    assert_eq!(read(some("<![CDATA[<p>One</p>]]>")), ["One"]);
}

#[test]
fn too_deep_markup_keeps_text_and_says_so() {
    let deep = format!("{}<b>One</b> two", "<div>".repeat(300));
    let story = story(entry("Pier", &deep));
    assert_eq!((story.paragraphs.join(" ").as_str(), story.html.as_str()), ("One two", ""));
    assert!(story.problems.iter().any(|problem| problem.kind == ProblemKind::TooDeep));
}

#[test]
fn identity_does_not_depend_on_order_white_space_or_trackers() {
    let made = |n: usize, link: &str| Entry {
        guid: None,
        link: Some(format!("https://halden.example/news/{n}{link}")),
        ..entry(&format!("Pier  number {n} "), "<p>Text.</p>")
    };
    let plain: Vec<Entry> = (0..5).map(|n| made(n, "")).collect();
    let mut other: Vec<Entry> = (0..5).map(|n| made(n, "?utm_medium=x&fbclid=2#top")).collect();
    for entry in &mut other {
        entry.title.as_mut().unwrap().value.insert_str(0, "\n ");
    }
    other.reverse();
    let names = |entries| {
        let mut found: Vec<_> = all(entries)
            .into_iter()
            .map(|one| match one {
                Normalised::Story(story) => (story.identity.link, story.identity.title_and_date),
                Normalised::Rejected(_) => panic!("rejected"),
            })
            .collect();
        found.sort();
        found
    };
    assert_eq!(names(plain), names(other));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_markup_is_normalised_once_and_for_all(title in ".{0,60}", parts in prop::collection::vec(
        prop_oneof![
            Just("<p>"), Just("</p>"), Just("<br>"), Just("<b>"), Just("</b>"), Just("<a href='/x'>"), Just("</a>"), Just("<table><tr><td>"),
            Just("</table>"), Just("<li>"), Just("<pre>"), Just("</pre>"), Just("&amp;lt;b&gt;"), Just("one two "), Just("\u{200d}é\u{301} "),
            Just("<script>"), Just("</script>"), Just("<!--"), Just("-->"), Just("<figure><img src=/a.jpg><figcaption>"), Just("</figure>"), Just("\n\n"),
            Just("Read more"), Just("<div class=share>"), Just("</div>"), Just("<blockquote>"), Just("<svg>"), Just("&#0;&#x110000;"), Just("\u{0}<"),
        ], 0..40)) {
        let made = entry(&title, &parts.concat());
        let first = all(vec![made.clone()]);
        prop_assert_eq!(&first, &all(vec![made.clone()]));
        if let Normalised::Story(story) = &first[0] {
            prop_assert_eq!(ammonia::clean(&story.html), story.html.clone());
            for paragraph in &story.paragraphs {
                prop_assert!(!paragraph.trim().is_empty());
            }
            // The published text, read again, says the same.
            let text: Vec<String> = story.paragraphs.iter().map(|p| ammonia::clean_text(p)).collect();
            let text = paragraphs_of(&text);
            if let Normalised::Story(again) = &all(vec![entry(&title, &text)])[0] {
                let flat = |story: &Story| story.paragraphs.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
                prop_assert_eq!(flat(again), flat(story));
            }
        }
    }
}

#[test]
fn a_link_to_the_rest_makes_a_short_text_partial_and_a_long_one_not() {
    let more = "<p><a href='/x'>Learn more</a></p>";
    let long = format!("{}{more}", paragraphs_of(&PROSE));
    assert_eq!(story(entry("Pier", &long)).representation, Representation::Full);
    let short = format!("<p>The pier will be rebuilt.</p>{more}");
    assert_eq!(story(entry("Pier", &short)).representation, Representation::Partial);
}

/// The first line of a code block was taken for a contact line, and one in the middle for a link.
#[test]
fn no_line_within_a_code_block_is_furniture_or_a_credit() {
    let code = "@article{halden2031,\n  author = {Jane Roe},\n}\nRead more: halden.example";
    let story =
        story(entry("Code", &format!("<p>Rain fell.</p><pre>{code}</pre><p>It stopped.</p>")));
    assert_eq!(story.paragraphs, ["Rain fell.", code, "It stopped."]);
}

/// A song lost all but the last of its refrains.
#[test]
fn a_refrain_is_no_repeated_caption() {
    let refrain = "Holla hi, holla ho, the ferry must go on";
    let lines = [refrain, "Rain fell.", refrain, "It stopped.", refrain];
    assert_eq!(story(entry("Song", &paragraphs_of(&lines))).paragraphs, lines);
}

/// The credit came twice, in its field and at the end of the caption.
#[test]
fn a_caption_loses_the_credit_that_its_picture_has() {
    let picture = Media {
        url: "https://halden.example/a.jpg".to_owned(),
        medium: Some("image".to_owned()),
        caption: Some("The pier at Halden. Ana Holm/Getty Images".to_owned()),
        credits: vec![(String::new(), "Ana Holm/Getty Images".to_owned())],
        ..Media::default()
    };
    let story = story(Entry { media: vec![picture], ..entry("Pier", "<p>Rain fell.</p>") });
    assert_eq!(story.pictures[0].caption.as_deref(), Some("The pier at Halden."));
    assert_eq!(story.pictures[0].credit.as_deref(), Some("Ana Holm/Getty Images"));
}

#[test]
fn an_embargo_is_told_by_status_and_note_and_not_in_the_headline() {
    let held =
        story(entry("EMBARGOED UNTIL 06:00 GMT: Pier to be rebuilt", &paragraphs_of(&PROSE)));
    assert_eq!(held.status, PubStatus::Withheld);
    assert_eq!(held.headline.as_deref(), Some("Pier to be rebuilt"));
    assert_eq!(held.ed_note.as_deref(), Some("EMBARGOED UNTIL 06:00 GMT"));
    // News of an embargo keeps its headline.
    let news =
        story(entry("Embargo: how the ports of the coast were closed", &paragraphs_of(&PROSE)));
    assert_eq!(news.headline.as_deref(), Some("Embargo: how the ports of the coast were closed"));
    assert_eq!(news.status, PubStatus::Usable);
}
