//! Notices of one template are never one story, whoever prints them and whenever.

use std::collections::HashMap;

use wiredesk::dedup::shingle::Text;
use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after};
use crate::document::Item;
use crate::papers::PAPERS;
use crate::templates::{Kind, Notice, kinds};

const DAY: i64 = 24 * 60;

/// Items that a feed shows at once.
const FEED_LENGTH: usize = 10;

/// Two notices that came to be one story.
fn merged(told: &[(&Notice, Verdict)]) -> Vec<String> {
    let mut first: HashMap<&str, &(&Notice, Verdict)> = HashMap::new();
    let mut merged = Vec::new();
    for now in told {
        let story = now.1.story.as_deref().unwrap_or("no story");
        let Some(before) = first.insert(story, now) else { continue };
        let show = |(notice, verdict): &(&Notice, Verdict)| {
            let Verdict { verdict, because, .. } = verdict;
            format!("--- {verdict:?}: {because}\n{}\n{}", notice.headline, notice.text)
        };
        merged.push(format!("{}\n{}", show(before), show(now)));
    }
    merged
}

fn notices(kind: &Kind) -> Vec<&Notice> {
    kind.templates.iter().flat_map(|template| &template.notices).collect()
}

fn item(feed: &str, number: usize, notice: &Notice, text: &str, minutes: i64) -> Item {
    Item::new(feed, &format!("n{number}"), &notice.headline, text, after(minutes))
}

/// Runs every kind through `print`, which gives each notice of a kind its verdict.
fn check(how: &str, print: impl Fn(&mut Desk, &[&Notice]) -> Vec<Verdict>) {
    let mut found = Vec::new();
    for kind in kinds() {
        let notices = notices(&kind);
        let verdicts = print(&mut Desk::new(), &notices);
        let told: Vec<(&Notice, Verdict)> = notices.into_iter().zip(verdicts).collect();
        found.extend(merged(&told).into_iter().map(|pair| format!("=== {}\n{pair}", kind.name)));
    }
    assert!(found.is_empty(), "{how}: {} merged\n{}", found.len(), found.join("\n\n"));
}

#[test]
fn every_kind_has_its_pairs() {
    let kinds = kinds();
    let eight = [
        "lottery",
        "earnings",
        "box-scores",
        "weather",
        "market-wraps",
        "obituaries",
        "police-logs",
        "quakes",
    ];
    for name in eight {
        let kind = kinds.iter().find(|kind| kind.name == name).expect(name);
        assert!(kind.pairs() >= 20, "{name}: {} pairs", kind.pairs());
    }
    let all: usize = kinds.iter().map(Kind::pairs).sum();
    assert!(kinds.len() >= 25 && all >= 460, "{} kinds, {all} pairs", kinds.len());
    for kind in &kinds {
        for notice in notices(kind) {
            let words = Text::new(&notice.text).words.len();
            assert!((24..400).contains(&words), "{}: {words} words: {}", kind.name, notice.text);
        }
    }
}

#[test]
fn notices_side_by_side_in_one_document_stay_apart() {
    check("one document", |desk, notices| {
        let feed = PAPERS[0].feed;
        let items =
            notices.iter().enumerate().map(|(n, notice)| item(feed, n, notice, &notice.text, 1));
        desk.poll(feed, &items.collect::<Vec<_>>())
    });
}

#[test]
fn notices_of_one_feed_day_by_day_stay_apart() {
    check("one feed that keeps its items", |desk, notices| {
        let paper = &PAPERS[1];
        let mut standing = Vec::new();
        let mut verdicts = Vec::new();
        for (n, notice) in notices.iter().enumerate() {
            let day = i64::try_from(n).unwrap() * DAY;
            standing.push(item(paper.feed, n, notice, &paper.dress(&notice.text), day));
            let shown = &standing[standing.len().saturating_sub(FEED_LENGTH)..];
            verdicts.extend(desk.poll(paper.feed, shown).pop());
        }
        verdicts
    });
}

#[test]
fn notices_that_take_each_others_place_in_a_feed_stay_apart() {
    check("one feed that shows only the newest", |desk, notices| {
        let paper = &PAPERS[4];
        let print = |(n, notice): (usize, &&Notice)| {
            let hours = i64::try_from(n).unwrap() * 60;
            desk.poll(paper.feed, &[item(paper.feed, n, notice, &paper.dress(&notice.text), hours)])
                .pop()
        };
        notices.iter().enumerate().filter_map(print).collect()
    });
}

// A line that was learned to be furniture is cut from what comes later and stands in what came before.
#[test]
fn notices_of_which_one_alone_stands_in_its_papers_frame_stay_apart() {
    check("one feed that shows only the newest, every other one in its frame", |desk, notices| {
        let paper = &PAPERS[4];
        let print = |(n, notice): (usize, &&Notice)| {
            let text = if n % 2 == 0 { paper.dress(&notice.text) } else { notice.text.clone() };
            let hours = i64::try_from(n).unwrap() * 60;
            desk.poll(paper.feed, &[item(paper.feed, n, notice, &text, hours)]).pop()
        };
        notices.iter().enumerate().filter_map(print).collect()
    });
}

#[test]
fn notices_of_many_papers_on_one_day_stay_apart() {
    check("many papers, one day", |desk, notices| {
        let print = |(n, notice): (usize, &&Notice)| {
            let paper = &PAPERS[n % PAPERS.len()];
            let minutes = i64::try_from(n).unwrap();
            desk.poll(
                paper.feed,
                &[item(paper.feed, n, notice, &paper.dress(&notice.text), minutes)],
            )
            .pop()
        };
        notices.iter().enumerate().filter_map(print).collect()
    });
}

#[test]
fn notices_of_many_papers_on_other_days_stay_apart() {
    check("many papers, a day each, the other way round", |desk, notices| {
        let mut verdicts: Vec<Verdict> = Vec::new();
        for (n, notice) in notices.iter().enumerate().rev() {
            let paper = &PAPERS[n % 5];
            let day = i64::try_from(notices.len() - n).unwrap() * DAY;
            verdicts.extend(
                desk.poll(
                    paper.feed,
                    &[item(paper.feed, n, notice, &paper.dress(&notice.text), day)],
                ),
            );
        }
        verdicts.reverse();
        verdicts
    });
}

#[test]
fn notices_of_all_kinds_in_one_store_stay_apart() {
    let kinds = kinds();
    let all: Vec<&Notice> = kinds.iter().flat_map(notices).collect();
    let mut desk = Desk::new();
    let mut told = Vec::new();
    for (n, paper) in PAPERS.iter().enumerate() {
        let own = || all.iter().enumerate().filter(|(at, _)| at % PAPERS.len() == n);
        let items =
            own().map(|(at, notice)| item(paper.feed, at, notice, &paper.dress(&notice.text), 1));
        let verdicts = desk.poll(paper.feed, &items.collect::<Vec<_>>());
        told.extend(own().map(|(_, notice)| *notice).zip(verdicts));
    }
    let merged = merged(&told);
    assert!(merged.is_empty(), "{} merged\n{}", merged.len(), merged.join("\n\n"));
}

// Else the tests above would pass where nothing is ever a copy.
#[test]
fn the_same_notice_in_another_paper_is_a_copy() {
    let mut missed = Vec::new();
    for kind in kinds() {
        let notices = notices(&kind);
        let mut desk = Desk::new();
        for (n, notice) in notices.iter().enumerate() {
            let feed = PAPERS[0].feed;
            let first = desk.poll(feed, &[item(feed, n, notice, &notice.text, 1)]).remove(0);
            let paper = &PAPERS[1 + n % (PAPERS.len() - 1)];
            let again = item(paper.feed, n, notice, &paper.dress(&notice.text), 30);
            let copy = desk.poll(paper.feed, &[again]).remove(0);
            if copy.verdict != VerdictKind::Copy || copy.story != first.story {
                missed.push(format!("{}: {}: {}", kind.name, notice.headline, copy.because));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}
