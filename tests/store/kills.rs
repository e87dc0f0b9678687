//! Kills and the stories they speak of, in any order.

use crate::press::{State, state};
use crate::{OPTIONS, admit_one, batch, kinds, noon, read, story_of};
use wiredesk::model::{Batch, PubStatus, VerdictKind};
use wiredesk::store::{Durability, Store};

/// The entry of `states[at]` becomes a kill of `previous`.
fn kill_in(mut batch: Batch, at: usize, previous: &str) -> Batch {
    let story = story_of(&mut batch, at);
    story.status = PubStatus::Canceled;
    story.identity.previous = vec![previous.to_owned()];
    batch
}

// Edge case 55.
#[test]
fn a_kill_that_repeats_the_text_is_heard_from_the_feed_of_the_story_and_from_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let story = state("wire", 0, 1);
    admit_one(&mut store, &batch("wire", std::slice::from_ref(&story), noon(), "\"1\""), &OPTIONS);
    let mut kill = |feed: &str| {
        let guid = format!("{feed}:kill");
        let kill = State { guid, dated: story.dated + 60, ..story.clone() };
        let both = [story.clone(), kill];
        let listed = if feed == "wire" { &both[..] } else { &both[1..] };
        let kill = kill_in(batch(feed, listed, noon(), "\"2\""), 0, "nothing that is known");
        let admitted = admit_one(&mut store, &kill, &OPTIONS);
        (admitted.verdicts[0].verdict, admitted.verdicts[0].version.clone())
    };
    assert_eq!(kill("elsewhere"), (VerdictKind::Withdrawn, Some("1".to_owned())));
    assert_eq!(kill("wire"), (VerdictKind::Withdrawn, Some("2".to_owned())));
}

// Edge case 55. Documents list the newest first, so the kill stands above what it kills.
#[test]
fn a_kill_that_is_read_before_its_story_leaves_it_dead() {
    let (dead, mut note) = (state("wire", 0, 1), state("wire", 1, 1));
    note.dated = dead.dated + 600;
    let (killed, together) = (dead.guid.clone(), [dead.clone(), note.clone()]);
    // In one document.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let both = kill_in(batch("wire", &together, noon(), "\"1\""), 0, &killed);
    let expected = [VerdictKind::Withdrawn, VerdictKind::New];
    let admitted = admit_one(&mut store, &both, &OPTIONS);
    assert_eq!(kinds(&admitted), expected);
    assert_eq!(admitted.verdicts[0].story, admitted.verdicts[1].story);
    assert_eq!(kinds(&admit_one(&mut store, &both, &OPTIONS)), [VerdictKind::Unchanged; 2]);
    // In one document, and nothing tells which is newer.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut undated = kill_in(batch("wire", &together, noon(), "\"1\""), 0, &killed);
    for index in 0..2 {
        story_of(&mut undated, index).published = None;
    }
    let admitted = admit_one(&mut store, &undated, &OPTIONS);
    assert_eq!(kinds(&admitted), expected);
    assert_eq!(kinds(&admit_one(&mut store, &undated, &OPTIONS)), [VerdictKind::Unchanged; 2]);
    // One poll before it.
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let alone = kill_in(batch("wire", &[note], noon(), "\"1\""), 0, &killed);
    assert_eq!(kinds(&admit_one(&mut store, &alone, &OPTIONS)), [VerdictKind::Withdrawn]);
    let late = batch("wire", &[dead], noon(), "\"2\"");
    assert_eq!(kinds(&admit_one(&mut store, &late, &OPTIONS)), [VerdictKind::Unchanged]);
}

// Edge case 55. A kill that names its story by nothing but the headline, as desks write them.
#[test]
fn a_kill_that_says_no_more_than_a_headline_withdraws_the_story_of_that_headline() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let [mut berth, mut loaf, mut kill] = [0, 1, 2].map(|number| state("wire", number, 1));
    "Council votes to close the ferry berth".clone_into(&mut berth.headline);
    "Rye loaf wins the regional prize".clone_into(&mut loaf.headline);
    let first = batch("wire", &[berth, loaf], noon(), "\"1\"");
    // Documents list the newest first: the berth comes second.
    let published = admit_one(&mut store, &first, &OPTIONS);
    let mut says = |feed: &str, number: i64, title: &str| {
        (kill.guid, kill.headline) = (format!("{feed}:kill:{number}"), title.to_owned());
        let mut batch = batch(feed, std::slice::from_ref(&kill), noon(), "\"2\"");
        let story = story_of(&mut batch, 0);
        story.status = PubStatus::Canceled;
        story.paragraphs = vec!["Editors: do not use. A substitute follows.".to_owned()];
        admit_one(&mut store, &batch, &OPTIONS).verdicts.remove(0)
    };
    let unknown = says("elsewhere", 1, "KILL: Council votes to close the ferry berth");
    assert_ne!(unknown.story, published.verdicts[1].story, "another feed's word");
    let killed = says("wire", 3, "KILL: \u{201c}Council Votes to Close the Ferry Berth\u{201d}");
    assert_eq!(killed.verdict, VerdictKind::Withdrawn);
    assert_eq!(killed.version.as_deref(), Some("2"));
    assert_eq!(killed.story, published.verdicts[1].story);
}

// After a night without the network one answer holds the kill of something older, the story, and its kill.
#[test]
fn a_kill_finds_the_story_that_came_in_its_own_document_behind_another_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let [mut other, mut story, mut kill] = [0, 1, 2].map(|number| state("wire", number, 1));
    "KILL: Rye loaf wins the regional prize".clone_into(&mut other.headline);
    "Council votes to close the ferry berth".clone_into(&mut story.headline);
    "KILL: Council votes to close the ferry berth".clone_into(&mut kill.headline);
    (story.dated, kill.dated) = (other.dated + 600, other.dated + 1_200);
    let mut batch = batch("wire", &[other, story, kill], noon(), "\"1\"");
    for at in [0, 2] {
        let story = story_of(&mut batch, at);
        story.status = PubStatus::Canceled;
        story.paragraphs = vec!["Editors: do not use.".to_owned()];
    }
    let admitted = admit_one(&mut store, &batch, &OPTIONS);
    let [kill, story, _] = admitted.verdicts.as_slice() else { panic!("three entries") };
    assert_eq!((&kill.story, kill.version.as_deref()), (&story.story, Some("2")));
}

/// A kill of nothing that is known by its name, with `title` and `text`.
fn kill_note(guid: &str, title: &str, text: &str) -> Batch {
    let kill = State { guid: guid.to_owned(), headline: title.to_owned(), ..state("wire", 9, 1) };
    let mut batch = batch("wire", &[kill], noon(), "\"2\"");
    let story = story_of(&mut batch, 0);
    story.status = PubStatus::Canceled;
    story.paragraphs = vec![text.to_owned()];
    batch
}

// Edge case 55.
#[test]
fn a_kill_that_names_its_substitute_leaves_the_substitute_alive() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let [mut berth, mut loaf] = [0, 1].map(|number| state("wire", number, 1));
    "Harbour council votes on new berth".clone_into(&mut berth.headline);
    "Rye loaf wins the regional prize".clone_into(&mut loaf.headline);
    let published =
        admit_one(&mut store, &batch("wire", &[berth, loaf], noon(), "\"1\""), &OPTIONS);
    let berth = &published.verdicts[1].story;
    let instead = "Use instead the story headlined Harbour council votes on new berth.";
    let title = "KILL: Old pier fire story";
    let unknown = admit_one(&mut store, &kill_note("k1", title, instead), &OPTIONS);
    assert_ne!(&unknown.verdicts[0].story, berth);
    assert_eq!(unknown.verdicts[0].version.as_deref(), Some("1"));
    let in_title = format!("{title}. {instead}");
    let unknown = admit_one(&mut store, &kill_note("k2", &in_title, "Kill it."), &OPTIONS);
    assert_ne!(&unknown.verdicts[0].story, berth);
    // The dead one is named first, and it alone dies.
    let title = "KILL: Rye loaf wins the regional prize";
    let killed = admit_one(&mut store, &kill_note("k3", title, instead), &OPTIONS);
    assert_eq!(killed.verdicts[0].story, published.verdicts[0].story);
    assert_eq!(killed.verdicts[0].version.as_deref(), Some("2"));
}

// Edge case 55, P5.
#[test]
fn a_flood_of_unknown_kills_is_looked_up_by_name_fifty_times_a_batch() {
    for (unknown, is_heard) in [(49, true), (50, false)] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), Durability::Full).unwrap();
        let mut berth = state("wire", 0, 1);
        "Harbour council votes on new berth".clone_into(&mut berth.headline);
        let published = admit_one(&mut store, &batch("wire", &[berth], noon(), "\"1\""), &OPTIONS);
        let title = "KILL: Harbour council votes on new berth";
        let mut flood = kill_note("named", title, "Kill it.");
        let named = flood.entries.remove(0);
        for number in 0..unknown {
            let (guid, title) = (format!("unknown-{number}"), format!("KILL: item {number}"));
            let text = format!("Editors: kill item {number}.");
            flood.entries.append(&mut kill_note(&guid, &title, &text).entries);
        }
        flood.entries.push(named);
        let last = admit_one(&mut store, &flood, &OPTIONS).verdicts.pop().unwrap();
        assert_eq!(last.story == published.verdicts[0].story, is_heard, "{unknown} before it");
    }
}

// Edge case 55. `BC-HLD--Harbour Council` is all that some kills say of their story.
#[test]
fn a_kill_that_says_no_more_than_a_slug_withdraws_the_story_of_that_slug() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let mut first = batch("wire", &[0, 1, 2].map(|n| state("wire", n, 1)), noon(), "\"1\"");
    for (index, slug) in
        ["BC-HLD--Harbour Council", "BC-HLD--Weather", "BC-HLD--Weather"].into_iter().enumerate()
    {
        story_of(&mut first, index).slugline = Some(slug.to_owned());
    }
    let published = admit_one(&mut store, &first, &OPTIONS);
    let mut kill = |guid: &str, title: &str, slug: Option<&str>| {
        let mut batch = kill_note(guid, title, "Editors: do not use.");
        story_of(&mut batch, 0).slugline = slug.map(str::to_owned);
        admit_one(&mut store, &batch, &OPTIONS).verdicts.remove(0)
    };
    let unclear = kill("k1", "MANDATORY KILL", Some("BC-HLD--Weather"));
    assert_eq!(unclear.version.as_deref(), Some("1"), "two stories have that slug");
    let killed = kill("k2", "MANDATORY KILL: BC-HLD--Harbour Council", None);
    assert_eq!(killed.story, published.verdicts[0].story);
    assert_eq!((killed.verdict, killed.version.as_deref()), (VerdictKind::Withdrawn, Some("2")));
}

// The whole document was refused, and with it the news in it.
#[test]
fn a_kill_that_is_sent_again_under_another_guid_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), Durability::Full).unwrap();
    let text = "The old pier of Halden burned on Friday night, and five people were hurt, the police said. The mayor came at once.";
    let item = |guid: &str, title: &str, text: &str, hour: u32| {
        format!(
            "<item><title>{title}</title><guid>{guid}</guid><link>https://wire.example/{guid}</link>\
             <pubDate>Mon, 02 Mar 2026 {hour:02}:00:00 GMT</pubDate><description>{text}</description></item>"
        )
    };
    let mut poll = |items: &[String], etag: &str| {
        let channel = format!(
            "<rss version='2.0'><channel><title>Wire</title>{}</channel></rss>",
            items.concat()
        );
        kinds(&admit_one(&mut store, &read("wire", &channel, noon(), etag), &OPTIONS))
    };
    let title = "Fire destroys old pier of Halden";
    let story = item("story", title, text, 7);
    assert_eq!(poll(std::slice::from_ref(&story), "\"1\""), [VerdictKind::New]);
    let kill = |guid: &str, hour| item(guid, &format!("KILL: {title}"), text, hour);
    let killed = poll(&[kill("kill", 9), story], "\"2\"");
    assert_eq!(killed, [VerdictKind::Withdrawn, VerdictKind::Unchanged]);
    let news = item("news", "Larks sing", "Larks sang over the fields of Lyme all morning.", 10);
    let again = [kill("kill-again", 10), kill("kill", 9), news];
    let expected = [VerdictKind::Copy, VerdictKind::Unchanged, VerdictKind::New];
    assert_eq!(poll(&again, "\"3\""), expected);
    assert_eq!(poll(&again, "\"4\""), [VerdictKind::Unchanged; 3]);
}
