//! Stories as they move on, item by item: what each must come to stands beside it in `fixtures/judgement/updates`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Channels, Desk, after};
use crate::document::{Item, ninjs};
use crate::papers::PAPERS;
use crate::prints::{first_part, summary};
use crate::templates::files;
use crate::wire::{WireStory, stories};

/// One item as a feed shows it, and what must come of it.
#[derive(Debug, Clone)]
struct Step {
    feed: String,
    dated: Timestamp,
    guid: String,
    expected: Expected,
    changes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    kind: String,
    version: Option<String>,
    /// A story of its own beside the sequence's.
    another: bool,
}

/// What a feed shows beside its newest item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feeds {
    KeepTheirItems,
    ShowTheNewestOnly,
}

#[derive(Debug)]
struct Sequence {
    title: String,
    feeds: Vec<Feeds>,
    channels: Channels,
    steps: Vec<Step>,
}

/// Headline and text as they stand after a step, without what one print alone did to them.
#[derive(Debug, Clone, Default)]
struct Draft {
    headline: String,
    text: String,
}

fn sequences() -> Vec<Sequence> {
    let read = |(file, text): (String, String)| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let text = lines.join("\n");
        let sections: Vec<String> = text.split("== ").skip(1).map(str::to_owned).collect();
        sections.into_iter().map(move |section| read_sequence(&file, &section)).collect::<Vec<_>>()
    };
    files("updates").into_iter().flat_map(read).collect()
}

fn read_sequence(file: &str, section: &str) -> Sequence {
    let mut lines = section.lines().map(str::trim).filter(|line| !line.is_empty());
    let title = format!("{file}: {}", lines.next().unwrap());
    let mut feeds = vec![Feeds::KeepTheirItems, Feeds::ShowTheNewestOnly];
    let mut steps: Vec<Step> = Vec::new();
    let mut channels = Channels::new();
    for line in lines {
        match line {
            _ if line.starts_with("channel ") => {
                let mut words = line.splitn(4, ' ').skip(1).map(str::to_owned);
                let mut word = || words.next().expect(&title);
                let (feed, home, named) = (word(), word(), word());
                channels.insert(feed, (named, home));
            }
            "feeds keep their items" => feeds = vec![Feeds::KeepTheirItems],
            "feeds show the newest only" => feeds = vec![Feeds::ShowTheNewestOnly],
            _ => match line.strip_prefix("> ") {
                Some(step) => steps.push(read_step(&title, step)),
                None => steps.last_mut().expect(&title).changes.push(line.to_owned()),
            },
        }
    }
    Sequence { title, feeds, channels, steps }
}

fn read_step(title: &str, line: &str) -> Step {
    let (item, expected) = line.split_once(" => ").expect(title);
    let words: Vec<&str> = item.split_whitespace().collect();
    let (day, words) = match words[..] {
        [feed, "day", day, time, guid] => (day.parse::<i64>().unwrap(), [feed, time, guid]),
        [feed, time, guid] => (1, [feed, time, guid]),
        _ => panic!("{title}: {line}"),
    };
    let [feed, time, guid] = words;
    let midnight: Timestamp = "2026-03-03T00:00:00Z".parse().unwrap();
    let (hours, minutes) = time.split_once(':').expect(title);
    let minutes = minutes.parse::<i64>().unwrap() + 60 * hours.parse::<i64>().unwrap();
    let dated = midnight + SignedDuration::from_mins(minutes + (day - 1) * 24 * 60);
    let mut words = expected.split_whitespace();
    let expected = Expected {
        kind: words.next().unwrap().to_owned(),
        version: words.next().map(str::to_owned),
        another: words.next() == Some("another"),
    };
    Step { feed: feed.to_owned(), dated, guid: guid.to_owned(), expected, changes: Vec::new() }
}

/// A sequence under way.
struct Telling<'a> {
    wire: &'a [WireStory],
    drafts: Vec<(String, Draft)>,
    links: BTreeMap<String, String>,
}

impl Telling<'_> {
    /// The step's item and what is sent where that is no RSS.
    fn item(&mut self, title: &str, step: &Step) -> (Item, Option<String>) {
        let own = self.drafts.iter().rev().find(|(feed, _)| *feed == step.feed);
        let mut draft =
            own.or(self.drafts.last()).map(|(_, draft)| draft.clone()).unwrap_or_default();
        for change in &step.changes {
            self.change(title, &mut draft, change);
        }
        self.drafts.push((step.feed.clone(), draft.clone()));
        let name = step.guid.rsplit(':').next().unwrap();
        let mut item = Item::new(&step.feed, name, &draft.headline, &draft.text, step.dated);
        step.guid.clone_into(&mut item.guid);
        let mut sent = None;
        for change in &step.changes {
            let (verb, rest) = change.split_once(' ').unwrap_or((change, ""));
            match verb {
                "summary" => (item.text, item.whole) = (summary(&draft.text), false),
                "cut" => item.text = first_part(&item.text, rest.parse().unwrap()),
                "furniture" => item.text = PAPERS[rest.parse::<usize>().unwrap()].dress(&item.text),
                "link:" => item.link = format!("https://{}.example{rest}", step.feed),
                "ninjs" => sent = Some(rest.to_owned()),
                _ => {}
            }
        }
        let note = step.changes.iter().find_map(|change| change.strip_prefix("note: "));
        let sent = sent.map(|status| ninjs(&item, &status, note));
        self.links.insert(item.guid.clone(), item.link.clone());
        (item, sent)
    }

    fn change(&self, title: &str, draft: &mut Draft, change: &str) {
        let mut paragraphs: Vec<String> = draft.text.lines().map(str::to_owned).collect();
        let (verb, rest) = change.split_once(' ').unwrap_or((change, ""));
        if let Some((from, to)) = change.split_once("\" becomes \"") {
            let (from, to) = (&from[1..], &to[..to.len() - 1]);
            let there = draft.headline.contains(from) || draft.text.contains(from);
            assert!(there, "{title}: {from:?} stands nowhere");
            draft.headline = draft.headline.replace(from, to);
            draft.text = draft.text.replace(from, to);
            return;
        }
        match verb {
            "story:" => {
                let story = self.wire.iter().find(|story| story.name == rest).expect(title);
                *draft = Draft { headline: story.headline.clone(), text: story.as_sent() };
                return;
            }
            "from" => {
                let step: usize = rest.trim_start_matches("step ").parse().expect(title);
                *draft = self.drafts[step - 1].1.clone();
                return;
            }
            "headline:" => {
                rest.clone_into(&mut draft.headline);
                return;
            }
            "text:" => paragraphs = rest.split("\\n").map(str::to_owned).collect(),
            "add:" => paragraphs.push(rest.to_owned()),
            "add" => {
                let (at, paragraph) =
                    rest.trim_start_matches("after ").split_once(": ").expect(title);
                paragraphs.insert(at.parse().unwrap(), paragraph.to_owned());
            }
            "drop" => _ = paragraphs.remove(rest.parse::<usize>().unwrap() - 1),
            "first" => paragraphs.truncate(rest.parse().unwrap()),
            "summary" | "cut" | "furniture" | "link:" | "ninjs" | "note:" => return,
            _ => panic!("{title}: no such change: {change}"),
        }
        draft.text = paragraphs.join("\n");
    }
}

/// Plays a sequence and returns what came otherwise than its file says.
fn play(sequence: &Sequence, feeds: Feeds, wire: &[WireStory]) -> Vec<String> {
    let mut desk = Desk::new();
    desk.channels.clone_from(&sequence.channels);
    let mut telling = Telling { wire, drafts: Vec::new(), links: BTreeMap::new() };
    let mut shown: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut story: Option<String> = None;
    let mut versions = Vec::new();
    let mut wrong = Vec::new();
    for (nth, step) in sequence.steps.iter().enumerate() {
        let (item, sent) = telling.item(&sequence.title, step);
        let items = shown.entry(step.feed.clone()).or_default();
        items.retain(|other| feeds == Feeds::KeepTheirItems && other.guid != item.guid);
        items.push(item);
        let poll = |desk: &mut Desk| match &sent {
            Some(document) => desk.read(&step.feed, document, step.dated),
            None => desk.poll(&step.feed, items),
        };
        let mut verdicts = poll(&mut desk);
        let verdict = verdicts.pop().unwrap();
        let place = format!("{} ({feeds:?}), step {}", sequence.title, nth + 1);
        let others = verdicts.iter().filter(|verdict| verdict.verdict != VerdictKind::Unchanged);
        wrong.extend(others.map(|other| format!("{place}: beside it {}", shown_as(other))));
        let again = poll(&mut desk);
        let again = again.iter().filter(|verdict| verdict.verdict != VerdictKind::Unchanged);
        wrong.extend(again.map(|again| format!("{place}: once more {}", shown_as(again))));
        let kind_is_right =
            step.expected.kind.split('/').any(|kind| verdict.verdict.label() == kind);
        let version_is_right =
            step.expected.version.is_none() || step.expected.version == verdict.version;
        let same = story.as_ref().is_none_or(|story| verdict.story.as_ref() == Some(story));
        if !kind_is_right || !version_is_right || same == step.expected.another && story.is_some() {
            let not = if same { "" } else { ", another story" };
            wrong.push(format!("{place}: {:?}, came {}{not}", step.expected, shown_as(&verdict)));
        }
        if !step.expected.another {
            story = story.or(verdict.story);
            versions.extend(step.expected.version.clone());
        }
    }
    let published = desk.versions(&story.unwrap());
    let counted: Vec<String> = published.iter().map(|(version, _)| version.to_string()).collect();
    if counted != versions {
        wrong.push(format!("{} ({feeds:?}): published versions {counted:?}", sequence.title));
    }
    let killed = sequence
        .steps
        .iter()
        .rev()
        .find(|step| step.expected.version.is_some() && !step.expected.another);
    let canceled = killed.is_some_and(|step| step.expected.kind == "withdrawn");
    if published.last().is_some_and(|(_, status)| (status == "canceled") != canceled) {
        wrong.push(format!("{} ({feeds:?}): last state {published:?}", sequence.title));
    }
    wrong
}

fn shown_as(verdict: &Verdict) -> String {
    let version = verdict.version.as_deref().unwrap_or("-");
    format!("{} {version}: {}", verdict.verdict.label(), verdict.because)
}

#[test]
fn every_sequence_is_versions_of_one_story() {
    let (sequences, wire) = (sequences(), stories());
    assert!(sequences.len() >= 40, "{} sequences", sequences.len());
    let wrong: Vec<String> = sequences
        .iter()
        .flat_map(|sequence| sequence.feeds.iter().flat_map(|feeds| play(sequence, *feeds, &wire)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} astray of {} sequences\n{}",
        wrong.len(),
        sequences.len(),
        wrong.join("\n")
    );
}

/// The agency's own text, dated before the reprint whose place it took, went out with an earlier `versionCreated`.
#[test]
fn no_version_is_dated_before_the_one_it_takes_the_place_of() {
    let wire = stories();
    let story = wire.iter().find(|story| story.name == "factory").unwrap();
    let mut desk = Desk::new();
    let mut print = |feed: &str, minutes: i64| {
        let item = Item::new(feed, "f", &story.headline, &story.as_sent(), after(minutes));
        desk.poll(feed, &[item]).remove(0)
    };
    let reprint = print("gazette", 60);
    let own = print("reuters", 0);
    assert_eq!(own.verdict, VerdictKind::Update, "{}", own.because);
    let versions = desk.published(reprint.story.as_deref().unwrap());
    let dates: Vec<&str> = versions.iter().map(|v| v["versionCreated"].as_str().unwrap()).collect();
    assert_eq!(dates, [after(60).to_string(), after(60).to_string()]);
    assert_eq!(versions[1]["firstCreated"].as_str(), Some(after(0).to_string().as_str()));
}

/// `story` with its paragraphs from the `kept`th on in the words of another: what the wire has to say hours later.
fn rewritten(story: &WireStory, other: &WireStory, kept: usize) -> String {
    let lines = story.text.lines().take(kept).chain(other.text.lines().skip(kept));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_late_print_of_the_wires_first_text_is_found_after_updates_and_many_cuts() {
    let wire = stories();
    let (wire_feed, late) = (PAPERS[0].feed, &PAPERS[7]);
    let mut missed = Vec::new();
    for (at, story) in wire.iter().enumerate() {
        let mut desk = Desk::new();
        let texts = [
            story.text.clone(),
            rewritten(story, &wire[(at + 1) % wire.len()], 2),
            rewritten(story, &wire[(at + 2) % wire.len()], 1),
        ];
        let mut minutes = 0;
        let mut print = |desk: &mut Desk, feed, text: &str| {
            minutes += 10;
            let item = Item::new(feed, &story.name, &story.headline, text, after(minutes));
            desk.poll(feed, &[item]).remove(0)
        };
        let of: Vec<Verdict> = texts.iter().map(|text| print(&mut desk, wire_feed, text)).collect();
        assert_eq!(of[2].version.as_deref(), Some("3"), "{}: {}", story.name, of[2].because);
        for (paper, percent) in PAPERS[1..5].iter().zip([20, 28, 36, 45]) {
            let cut = paper.dress(&first_part(&texts[2], percent));
            let verdict = print(&mut desk, paper.feed, &cut);
            assert_eq!(verdict.story, of[0].story, "{}: {}", story.name, verdict.because);
        }
        // Not word for word, lest it be known by its hash.
        let text = late.dress(&texts[0].replace(" said ", " told reporters "));
        let verdict = print(&mut desk, late.feed, &text);
        let found = (verdict.story == of[0].story).then_some(verdict.version.as_deref()).flatten();
        if found != Some("1") {
            missed.push(format!("{}: {}", story.name, shown_as(&verdict)));
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

/// It said that it is another item of the same feed, and not what an update needs.
#[test]
fn an_update_that_is_taken_for_another_story_says_what_it_lacks() {
    let wire = stories();
    let story = wire.iter().find(|story| story.name == "strike").unwrap();
    let other = wire.iter().find(|story| story.name == "mine").unwrap();
    let lead = other.text.lines().next().unwrap();
    let told = |headline: &str, hours: i64, text: &str| {
        let mut desk = Desk::new();
        let mut print = |name: &str, headline: &str, text: &str, minutes: i64| {
            desk.poll("wire", &[Item::new("wire", name, headline, text, after(minutes))]).remove(0)
        };
        print("a", &story.headline, &story.text, 0);
        let verdict = print("b", headline, text, hours * 60);
        assert_eq!(verdict.verdict, VerdictKind::New, "{headline}: {}", verdict.because);
        let (_, lacks) = verdict.because.split_once("it lacks ").expect(&verdict.because);
        lacks.to_owned()
    };
    let headline = format!("UPDATE 1-{}", story.headline);
    let begun_anew: Vec<&str> = std::iter::once(lead).chain(story.text.lines().skip(2)).collect();
    assert_eq!(told(&headline, 2, &begun_anew.join("\n")), "a lead of the same news");
    let kept: Vec<&str> = story.text.lines().take(3).chain(other.text.lines().skip(2)).collect();
    let lacks = told("UPDATE 1-Trapped miners sing", 30, &kept.join("\n"));
    assert!(lacks.starts_with("a mark of an update (within 20 hours), a like headline"), "{lacks}");
}
