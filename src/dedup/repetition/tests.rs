use super::*;
use crate::model::story::sample;

const BOX: &str =
    "The Halden Gazette is a newsroom owned by its readers. Join them from two crowns a week.";
const BACKGROUND: &str =
    "The strike began in March, when the harbour company cut the pay of the dockers by a tenth.";

/// Headlines and paragraphs of `count` stories that have nothing in common.
fn unrelated(count: usize) -> Vec<(String, Vec<String>)> {
    const TOLD: [[&str; 3]; 8] = [
        [
            "Rye loaf wins",
            "A bakery in the upper town baked the best rye loaf.",
            "Judges praised its crust.",
        ],
        [
            "Choir needs tenors",
            "Three tenors left the choir before Easter.",
            "Auditions are held on Thursdays.",
        ],
        [
            "Frost takes apples",
            "Growers lost half their apple blossom overnight.",
            "Cider will be dear.",
        ],
        [
            "Canvas was forged",
            "Varnish gave the forger away, says a curator.",
            "An auction is called off.",
        ],
        [
            "Night train returns",
            "Sleeping cars roll north again from May.",
            "Tickets went within hours.",
        ],
        [
            "Clinic adds ward",
            "Nurses get a second ward with twenty beds.",
            "Building starts next week.",
        ],
        [
            "Keeper saves two",
            "Both penalties were held by a debutant keeper.",
            "Supporters sang until midnight.",
        ],
        [
            "Glacier shrinks",
            "Drones measured how much ice melted last summer.",
            "Eleven metres were lost.",
        ],
    ];
    let told = |number: usize| {
        let [headline, lead, second] = TOLD[number % TOLD.len()];
        let own = [lead, second].map(|text| format!("{text} Number{number}."));
        (format!("{headline} number{number}"), own.to_vec())
    };
    (0..count).map(told).collect()
}

fn story(headline: &str, paragraphs: &[&str]) -> Normalised {
    Normalised::Story(Box::new(sample(headline, paragraphs, None)))
}

/// Stories that have nothing in common but the lines around them.
fn wrapped(count: usize, above: &[&str], below: &[&str]) -> Vec<Normalised> {
    let wrap = |(headline, own): (String, Vec<String>)| {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        story(&headline, &[above, &own, below].concat())
    };
    unrelated(count).into_iter().map(wrap).collect()
}

fn paragraphs(entry: &Normalised) -> &[String] {
    match entry {
        Normalised::Story(story) => &story.paragraphs,
        Normalised::Rejected(_) => &[],
    }
}

fn taken(entries: &[Normalised]) -> Vec<usize> {
    let none = vec![0; entries.len()];
    let Some(cleared) = clear(entries, &Learned::default()) else { return none };
    let count = |(before, after): (&Normalised, &Normalised)| {
        paragraphs(before).len() - paragraphs(after).len()
    };
    entries.iter().zip(&cleared).map(count).collect()
}

#[test]
fn what_unrelated_stories_of_a_document_end_with_is_furniture() {
    let entries = wrapped(4, &["Listen to this article, read by a machine"], &[BOX]);
    assert_eq!(taken(&entries), [2; 4]);
    let cleared = clear(&entries, &Learned::default()).unwrap();
    let Normalised::Story(first) = &cleared[0] else { panic!() };
    assert_eq!(first.paragraphs, unrelated(1)[0].1);
    let rule = "repeated in 4 stories of this feed";
    assert_eq!(first.removed.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), [rule; 2]);
    assert_eq!(first.removed[1].1, BOX);
    assert_eq!(count_taken(first), 2);
}

#[test]
fn two_stories_prove_nothing() {
    assert_eq!(taken(&wrapped(2, &[], &[BOX])), [0; 2]);
}

#[test]
fn a_line_between_two_paragraphs_of_the_story_stays() {
    let between = |(headline, own): (String, Vec<String>)| {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let tail: Vec<String> =
            (0..TAIL_MAX).map(|n| format!("And {headline} had part {n}.")).collect();
        let tail: Vec<&str> = tail.iter().map(String::as_str).collect();
        story(&headline, &[&own[..], &[BOX], &own[1..], &tail].concat())
    };
    let entries: Vec<Normalised> = unrelated(5).into_iter().map(between).collect();
    assert_eq!(taken(&entries), [0; 5]);
}

// Agencies end every story of a running affair with what went before.
#[test]
fn the_background_of_a_running_story_stays() {
    let leads = [
        (
            "Dockers walk out again",
            "Dockers walked out for the third time on Monday, and ships of the harbour company lay idle.",
        ),
        (
            "Ferry line turns away",
            "A ferry line sends its ships elsewhere while the strike in the harbour goes on, its owner said.",
        ),
        (
            "Minister offers talks",
            "The minister of labour offered to hear both sides of the pay dispute, dockers and company.",
        ),
        (
            "Prices of fish double",
            "Fish costs twice what it did before the harbour was closed by the strike of its dockers.",
        ),
    ];
    let second = ["Nobody was hurt.", "He said no more.", "She left by train.", "It rained."];
    let entries: Vec<Normalised> = leads
        .iter()
        .zip(second)
        .map(|((headline, lead), second)| story(headline, &[lead, second, BACKGROUND]))
        .collect();
    assert_eq!(taken(&entries), [0; 4]);
}

#[test]
fn names_in_common_make_a_line_the_storys_own() {
    let formula =
        "Anyone who knows more may call Lyme Quay Police under the number 101, by day and night.";
    let entries: Vec<Normalised> = unrelated(5)
        .into_iter()
        .map(|(headline, own)| {
            let lead = format!("{} Lyme Quay Police said so.", own[0]);
            story(&headline, &[&lead, &own[1], formula])
        })
        .collect();
    assert_eq!(taken(&entries), [0; 5]);
}

// A story that its paper lists in five sections, each time under a guid of its own.
#[test]
fn one_story_told_five_times_keeps_its_end() {
    let (headline, own) = unrelated(1).remove(0);
    let end = "We shall see what tomorrow brings, and whether anybody stays until then.";
    let again = |n: usize| story(&format!("{headline}, part {n}"), &[&own[0], &own[1], end]);
    let entries: Vec<Normalised> = (0..5).map(again).collect();
    assert_eq!(taken(&entries), [0; 5]);
}

#[test]
fn a_text_is_never_taken_as_a_whole() {
    let entries: Vec<Normalised> = unrelated(5)
        .into_iter()
        .map(|(headline, _)| {
            story(&headline, &[BOX, "Read the news on paper every day of the week"])
        })
        .collect();
    assert_eq!(taken(&entries), [0; 5]);
}

#[test]
fn short_lines_and_long_paragraphs_are_no_furniture() {
    let long = "word ".repeat(61);
    assert_eq!(taken(&wrapped(5, &[], &["He declined comment."])), [0; 5]);
    assert_eq!(taken(&wrapped(5, &[], &[&long])), [0; 5]);
}

#[test]
fn lines_of_scripts_without_word_breaks_are_told_as_well() {
    let stories = [
        ("港の橋が完成", "新しい橋が月曜日に開通した。", "費用は二億円だった。"),
        ("パン屋が優勝", "町のパン屋が大会で金賞を受けた。", "審査員は味を称えた。"),
        ("氷河の調査", "研究者は氷河の溶解を観測した。", "夏の気温が高い。"),
    ];
    let promotion = "読者会員になると広告なしで全文をお読みいただけます。";
    let entries: Vec<Normalised> =
        stories.iter().map(|(headline, a, b)| story(headline, &[a, b, promotion])).collect();
    assert_eq!(taken(&entries), [1; 3]);
}

fn learned_from(entries: &[Normalised]) -> Learned {
    let mut learned = Learned::default();
    for entry in entries {
        if let Normalised::Story(story) = entry {
            learned.meet(story);
        }
    }
    learned
}

#[test]
fn a_feed_that_brings_one_story_at_a_time_is_learned_from() {
    let entries = wrapped(8, &[], &[BOX]);
    for (count, knows) in [(5, false), (6, true)] {
        let learned = learned_from(&entries[..count]);
        let next = &entries[7..];
        let cleared = clear(next, &learned);
        assert_eq!(cleared.is_some(), knows, "{count}");
        assert_eq!(Learned::from_bytes(&learned.to_bytes()), learned);
    }
}

#[test]
fn what_is_learned_is_bounded_and_a_rare_formula_is_forgotten() {
    let formula = "All prizes are paid out at the town hall, on presentation of the slip.";
    let mut entries = Vec::new();
    for (n, entry) in wrapped(400, &[], &[BOX]).into_iter().enumerate() {
        let Normalised::Story(mut story) = entry else { continue };
        if n % 60 == 0 {
            story.paragraphs.push(formula.to_owned());
        }
        entries.push(Normalised::Story(story));
    }
    let learned = learned_from(&entries);
    assert!(learned.to_bytes().len() <= 1_536, "{}", learned.to_bytes().len());
    let next = wrapped(1, &[], &[BOX, formula]);
    assert!(clear(&next, &learned).is_none(), "the formula shields what stands above it");
    assert!(clear(&wrapped(1, &[], &[BOX]), &learned).is_some());
}

#[test]
fn bytes_that_mean_nothing_teach_nothing() {
    assert_eq!(Learned::from_bytes(b"short"), Learned::default());
    assert!(clear(&wrapped(1, &[], &[BOX]), &Learned::from_bytes(&[255; 4_000])).is_none());
}

/// Stories that all bear the same lines at both ends, which is what costs most, and much text of their own between.
fn heavy(count: usize) -> Vec<Normalised> {
    let lines: Vec<String> = (0..HEAD_MAX + TAIL_MAX)
        .map(|number| format!("{BOX} This is the box of number {number}, as it is set every day."))
        .collect();
    let (above, below) = lines.split_at(HEAD_MAX);
    let lines = |lines: &[String]| lines.to_vec();
    let wrap = |(number, (headline, mut own)): (usize, (String, Vec<String>))| {
        let words: Vec<String> = (0..1_500).map(|word| format!("w{number}x{word}")).collect();
        own.push(words.join(" "));
        let text = [lines(above), own, lines(below)].concat();
        story(&headline, &text.iter().map(String::as_str).collect::<Vec<_>>())
    };
    unrelated(count).into_iter().enumerate().map(wrap).collect()
}

#[test]
fn a_document_of_many_stories_costs_a_bounded_look_at_a_bounded_number_of_them() {
    let entries = heavy(WEIGHED_MAX * 2);
    let stories = || {
        entries.iter().filter_map(|entry| match entry {
            Normalised::Story(story) => Some(story.as_ref()),
            Normalised::Rejected(_) => None,
        })
    };
    let ends: Vec<Ends> = stories().map(Ends::of).collect();
    let weigher = Weigher::new(stories().zip(&ends));
    assert_eq!(weigher.repeated().len(), HEAD_MAX + TAIL_MAX);
    let read: Vec<usize> = weigher.own.iter().filter_map(OnceCell::get).map(|o| o.chars).collect();
    assert_eq!(read, vec![own::CHARS_MAX; WEIGHED_MAX], "each is read once, and not to its end");
    let looks: usize = weigher.carriers.values().map(Vec::len).sum();
    assert!(looks <= WEIGHED_MAX * (HEAD_MAX + TAIL_MAX), "{looks}");
    // What the first ones show is taken out of all.
    assert_eq!(taken(&entries), vec![HEAD_MAX + TAIL_MAX; entries.len()]);
}

// Four stories of one war in one answer lost nearly all of their text: its background names other places than their news.
#[test]
fn the_background_of_a_war_under_four_of_its_stories_is_no_furniture() {
    let background = [
        "Fighting broke out along the Tessin in the spring of last year, after talks over the river tolls had failed for the third time.",
        "The uplanders have since held the bridges at Marn and Ostel, and the lowland army the three fords to the south of them.",
        "More than nine thousand soldiers were killed by January, says the League of Ports, which counts the graves on either bank.",
        "A truce that both sides signed in Veldern lasted eleven days, and observers left the valley when shells fell on their camp.",
    ];
    let about = background.join(" ").split_whitespace().count();
    assert!(about > TAKEN_WORDS_MAX, "{about}");
    let entries = wrapped(4, &[], &background);
    assert!(clear(&entries, &Learned::default()).is_none());
    // One of its paragraphs alone goes like any line that says nothing of its story.
    let line = wrapped(4, &[], &background[..1]);
    assert!(clear(&line, &Learned::default()).is_some());
}
