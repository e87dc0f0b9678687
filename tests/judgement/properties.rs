//! What holds whatever the texts: order of arrival, repetition, cuts.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::RngSeed;
use wiredesk::model::VerdictKind;

use crate::desk::{Desk, after};
use crate::document::Item;
use crate::papers::PAPERS;
use crate::prints::{first_part, other_headline};
use crate::wire::{WireStory, stories};

/// One print of one story in one paper.
#[derive(Debug, Clone)]
struct Print {
    story: usize,
    paper: usize,
    /// Per cent of the text that is printed.
    percent: usize,
    retitled: bool,
}

/// Different prints of a few stories, none of them twice in one paper, in any order.
fn prints(percents: &'static [usize]) -> impl Strategy<Value = Vec<Print>> {
    let of_story = (any::<Index>(), subsequence((0..PAPERS.len()).collect::<Vec<_>>(), 2..5))
        .prop_flat_map(move |(story, papers)| {
            let one = (proptest::sample::select(percents), any::<bool>());
            let ways = proptest::collection::vec(one, papers.len());
            (Just(story), Just(papers), ways)
        });
    proptest::collection::vec(of_story, 2..5).prop_map(|chosen| {
        let stories = stories().len();
        let mut prints = BTreeMap::new();
        for (story, papers, ways) in chosen {
            let story = story.index(stories);
            for (paper, (percent, retitled)) in papers.into_iter().zip(ways) {
                prints.insert((story, paper), Print { story, paper, percent, retitled });
            }
        }
        prints.into_values().collect()
    })
}

fn item(wire: &[WireStory], print: &Print, minutes: i64) -> (&'static str, Item) {
    let (story, paper) = (&wire[print.story], &PAPERS[print.paper]);
    let text = if print.percent == 100 {
        story.text.clone()
    } else {
        first_part(&story.text, print.percent)
    };
    let headline = if print.retitled {
        other_headline(&story.text, &story.headline)
    } else {
        story.headline.clone()
    };
    (paper.feed, Item::new(paper.feed, &story.name, &headline, &paper.dress(&text), after(minutes)))
}

/// Which prints are one story when they come in this order; `minutes` is each print's own date.
fn partition(wire: &[WireStory], prints: &[Print], order: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let mut desk = Desk::new();
    let mut stories: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for at in order {
        let (feed, item) = item(wire, &prints[*at], i64::try_from(*at).unwrap());
        let verdict = desk.poll(feed, &[item]).remove(0);
        stories.entry(verdict.story.unwrap()).or_default().insert(*at);
    }
    stories.into_values().collect()
}

fn orders(prints: &'static [usize]) -> impl Strategy<Value = (Vec<Print>, Vec<usize>)> {
    self::prints(prints).prop_flat_map(|prints| {
        let order: Vec<usize> = (0..prints.len()).collect();
        (Just(prints), Just(order).prop_shuffle())
    })
}

/// Of one or two stories, so that there are few pairs.
fn few_orders(percents: &'static [usize]) -> impl Strategy<Value = (Vec<Print>, Vec<usize>)> {
    orders(percents).prop_map(|(prints, order)| {
        let first = prints[0].story;
        let kept: Vec<usize> = (0..prints.len()).filter(|at| prints[*at].story == first).collect();
        let place = |at: &usize| kept.iter().position(|kept| kept == at);
        let order = order.iter().filter_map(place).collect();
        (kept.iter().map(|at| prints[*at].clone()).collect(), order)
    })
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |a| (a + 1..count).map(move |b| (a, b)))
}

/// The same cases each time, lest a change elsewhere be blamed for a case that is open; `PROPTEST_RNG_SEED` draws others.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_260_303),
        RngSeed::Fixed(seed) => RngSeed::Fixed(seed),
    };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 40, rng_seed, ..default }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn the_order_of_arrival_decides_nothing((prints, order) in orders(&[100, 100, 70])) {
        let wire = stories();
        let in_order: Vec<usize> = (0..prints.len()).collect();
        let expected = partition(&wire, &prints, &in_order);
        prop_assert_eq!(&partition(&wire, &prints, &order), &expected);
        // And it is the partition into the stories they are prints of.
        let mut truth: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, print) in prints.iter().enumerate() {
            truth.entry(print.story).or_default().insert(at);
        }
        prop_assert_eq!(expected, truth.into_values().collect::<BTreeSet<_>>());
    }

    // What README promises of the order, cuts down to a fifth included: each two prints are one story or two whichever came
    // first, and a print joins a story that has a print it is one with. So where prints that are one with a third are
    // one with each other, the order decides nothing at all.
    #[test]
    fn a_print_joins_the_story_of_any_print_before_it_that_it_is_one_with((prints, order) in few_orders(&[100, 70, 40, 20])) {
        let wire = stories();
        let alone = |a: usize, b: usize| partition(&wire, &prints, &[a, b]).len() == 1;
        for (a, b) in pairs(prints.len()) {
            prop_assert_eq!(alone(a, b), alone(b, a), "{:?} and {:?}", &prints[a], &prints[b]);
        }
        let linked: BTreeSet<(usize, usize)> = pairs(prints.len()).filter(|(a, b)| alone(*a, *b)).collect();
        let is_linked = |a: usize, b: usize| linked.contains(&(a.min(b), a.max(b)));
        let (mut desk, mut told) = (Desk::new(), Vec::<(usize, String)>::new());
        for at in order {
            let (feed, item) = item(&wire, &prints[at], i64::try_from(at).unwrap());
            let story = desk.poll(feed, &[item]).remove(0).story.unwrap();
            let before = || told.iter().filter(|(other, _)| is_linked(at, *other));
            let joins = told.iter().any(|(_, other)| *other == story);
            prop_assert!(joins || before().next().is_none(), "{:?} is alone, though {:?} came before", &prints[at], before().map(|(n, _)| &prints[*n]).collect::<Vec<_>>());
            let of = |n: usize| prints[n].story;
            prop_assert!(told.iter().all(|(n, other)| *other != story || of(*n) == of(at)), "{:?}", &prints[at]);
            told.push((at, story));
        }
    }

    // Two cuts of an article that share no text cannot be known for one before the whole comes; both stay the stories they
    // were published as.
    #[test]
    fn cuts_that_share_no_text_stay_two_stories_when_the_whole_comes(story in any::<Index>()) {
        let wire = stories();
        let story = &wire[story.index(wire.len())];
        let lines: Vec<&str> = story.text.lines().collect();
        let (front, back) = lines.split_at(lines.len() / 2);
        let mut desk = Desk::new();
        let mut told = Vec::new();
        for (paper, text) in [front.join("\n"), back.join("\n"), story.text.clone()].into_iter().enumerate() {
            let feed = PAPERS[paper].feed;
            let item = Item::new(feed, &story.name, &story.headline, &text, after(5));
            told.push(desk.poll(feed, &[item]).remove(0).story.unwrap());
        }
        prop_assert_ne!(&told[0], &told[1]);
        for told in &told[..2] {
            prop_assert_eq!(desk.versions(told).first().map(|(version, _)| *version), Some(1));
        }
    }

    #[test]
    fn a_second_pass_brings_nothing((prints, order) in orders(&[100, 70, 40, 20])) {
        let wire = stories();
        let mut desk = Desk::new();
        for pass in 0..2 {
            for at in &order {
                let (feed, item) = item(&wire, &prints[*at], i64::try_from(*at).unwrap());
                let verdict = desk.poll(feed, &[item]).remove(0);
                prop_assert_eq!(pass == 1, verdict.verdict == VerdictKind::Unchanged, "{}", verdict.because);
            }
        }
    }

    #[test]
    fn a_text_is_a_copy_of_itself_in_another_feed(story in any::<Index>(), papers in subsequence((0..14).collect::<Vec<usize>>(), 2), percent in 30..=100_usize) {
        let wire = stories();
        let story = story.index(wire.len());
        let mut desk = Desk::new();
        let prints: Vec<Print> = papers.iter().map(|paper| Print { story, paper: *paper, percent, retitled: false }).collect();
        let verdicts: Vec<_> = prints.iter().map(|print| {
            let (feed, item) = item(&wire, print, 5);
            desk.poll(feed, &[item]).remove(0)
        }).collect();
        prop_assert_eq!(verdicts[1].verdict, VerdictKind::Copy, "{}", verdicts[1].because);
        prop_assert_eq!(&verdicts[0].story, &verdicts[1].story);
    }

    #[test]
    fn cuts_of_one_story_never_join_another(prints in prints(&[15, 20, 30, 40, 60])) {
        let wire = stories();
        let order: Vec<usize> = (0..prints.len()).collect();
        for together in partition(&wire, &prints, &order) {
            let of: BTreeSet<usize> = together.iter().map(|at| prints[*at].story).collect();
            prop_assert_eq!(of.len(), 1, "{:?}", together.iter().map(|at| &prints[*at]).collect::<Vec<_>>());
        }
    }

    // Where B has A's whole text and C has B's, A and C are one story, whichever is known.
    #[test]
    fn copies_of_copies_are_copies_of_the_first(story in any::<Index>(), papers in subsequence((0..14).collect::<Vec<usize>>(), 4), retitled in any::<[bool; 4]>()) {
        let wire = stories();
        let story = story.index(wire.len());
        let prints: Vec<Print> = papers.iter().zip(retitled).map(|(paper, retitled)| Print { story, paper: *paper, percent: 100, retitled }).collect();
        for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]] {
            prop_assert_eq!(partition(&wire, &prints, &order).len(), 1);
        }
    }

    // Words that nobody wrote: no rule on names or figures may make two texts of them one.
    #[test]
    fn texts_of_other_words_are_other_stories(seeds in proptest::collection::btree_set(0..100_000_u32, 2..5), words in 30..220_usize) {
        let mut desk = Desk::new();
        let mut told = BTreeSet::new();
        for (nth, seed) in seeds.iter().enumerate() {
            let paper = &PAPERS[nth % PAPERS.len()];
            let text = (0..words).map(|n| format!("w{seed}x{}", n % 97)).collect::<Vec<_>>().join(" ");
            let item = Item::new(paper.feed, "only", "One headline for all of them", &paper.dress(&text), after(1));
            told.insert(desk.poll(paper.feed, &[item]).remove(0).story);
        }
        prop_assert_eq!(told.len(), seeds.len());
    }
}
