//! What a notice of a correction leaves of the record that it corrects.

use std::fmt::Write as _;

use serde_json::Value;
use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after, morning};

const HEADLINE: &str = "Fire destroys old pier of Halden";
const TEXT: &str = "<p>A fire destroyed the old pier of Halden on Friday and killed <em>seven</em> people, police chief Karl \
     Brenner said in the town hall.</p><p>Another 12 were taken to the hospital of Lyme. The pier, built in 1911, had been \
     closed for repairs since March and stood empty, but for a café whose owner had a key.</p><p>The cause of the fire was not \
     known. Divers searched the water until dark, and the railway was shut for the night. A ferry brought the firemen of \
     Norhaven, who had been called for the first time in nine years.</p>";
const NOTICE: &str = "<p>In the story of Friday the number of dead was misstated. It was five.</p>";

/// An item: guid, headline, HTML, minutes after the morning, other elements.
type Item<'a> = (&'a str, &'a str, &'a str, i64, &'a str);

const MORE: &str = "<category>Fires</category><category>Halden</category>\
     <media:content url=\"https://reuters.example/pier.jpg\" medium=\"image\" type=\"image/jpeg\"/>";

fn poll(desk: &mut Desk, feed: &str, items: &[Item<'_>]) -> Vec<Verdict> {
    let mut written = String::new();
    for (guid, headline, html, minutes, more) in items {
        let dated = after(*minutes).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        write!(
            written,
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{headline}</title><pubDate>{dated}</pubDate>{more}\
             <content:encoded><![CDATA[{html}]]></content:encoded></item>"
        )
        .unwrap();
    }
    let document = format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>{feed}</title><link>https://press.example/</link>\
         <description>Invented news</description>{written}</channel></rss>"
    );
    let at = items.iter().map(|item| after(item.3)).max().unwrap_or_else(morning);
    desk.read(feed, &document, at)
}

/// All of a record that a notice has no word on.
fn without_note_and_dates(record: &Value) -> Value {
    let mut record = record.clone();
    for key in ["edNote", "version", "versionCreated", "altIds"] {
        record.as_object_mut().unwrap().remove(key);
    }
    record
}

/// The second version had no pictures, no subjects, no HTML, and was made when the notice was.
#[test]
fn a_notice_leaves_all_of_the_record_as_it_was_published() {
    let mut desk = Desk::new();
    let notice = format!("CORRECTED-{HEADLINE}");
    let first = poll(&mut desk, "reuters", &[("a", HEADLINE, TEXT, 0, MORE)]).remove(0);
    let second = poll(&mut desk, "reuters", &[("b", &notice, NOTICE, 60, "")]).remove(0);
    assert_eq!(second.verdict, VerdictKind::Update, "{}", second.because);
    let versions = desk.published(first.story.as_deref().unwrap());
    let [before, now] = versions.as_slice() else { panic!("{} versions", versions.len()) };
    assert!(before["associations"].is_array() && before["subjects"].is_array());
    assert_eq!(before["bodies"].as_array().unwrap().len(), 2, "plain text and HTML");
    assert_eq!(without_note_and_dates(now), without_note_and_dates(before));
    assert_eq!(now["versionCreated"].as_str(), Some(after(60).to_string().as_str()));
    assert!(now["edNote"].as_str().unwrap().contains("It was five."), "{}", now["edNote"]);
    assert_eq!(now["altIds"][0], before["altIds"][0], "the story's own name comes first");
    // The text is that of the newest version now.
    let reprint = poll(&mut desk, "gazette", &[("g", "Old pier burns", TEXT, 90, "")]).remove(0);
    assert_eq!((reprint.verdict, reprint.version.as_deref()), (VerdictKind::Copy, Some("2")));
}

#[test]
fn a_notice_stands_until_it_is_worded_anew_and_through_the_storys_own_edits() {
    let mut desk = Desk::new();
    let notice = format!("CORRECTED-{HEADLINE}");
    let reworded = NOTICE.replace("It was five.", "It was five. Nobody was hurt.");
    let edited = TEXT.replace("until dark", "until midnight");
    let first = poll(&mut desk, "reuters", &[("a", HEADLINE, TEXT, 0, "")]).remove(0);
    let mut send = |item: Item<'_>, expected: VerdictKind| {
        let verdict = poll(&mut desk, "reuters", &[item]).remove(0);
        assert_eq!(verdict.verdict, expected, "{item:?}: {}", verdict.because);
    };
    send(("b", &notice, NOTICE, 60, ""), VerdictKind::Update);
    send(("b", &notice, &reworded, 70, ""), VerdictKind::Update);
    send(("b", &notice, NOTICE, 70, ""), VerdictKind::Unchanged);
    send(("a", HEADLINE, &edited, 80, ""), VerdictKind::Update);
    send(("c", &notice, &NOTICE.replace("dead", "bridges"), 90, ""), VerdictKind::Update);
    let versions = desk.published(first.story.as_deref().unwrap());
    let notes: Vec<&str> = versions.iter().map(|v| v["edNote"].as_str().unwrap_or("-")).collect();
    let said = |note: &str, words: &str| note.matches(words).count();
    assert_eq!(notes.len(), 5, "{notes:?}");
    for (note, five, hurt, bridges) in
        [(notes[1], 1, 0, 0), (notes[2], 1, 1, 0), (notes[3], 1, 1, 0), (notes[4], 2, 1, 1)]
    {
        let found =
            [said(note, "It was five"), said(note, "Nobody was hurt"), said(note, "bridges")];
        assert_eq!(found, [five, hurt, bridges], "{notes:?}");
    }
    let text = versions[4]["bodies"][0]["value"].as_str().unwrap();
    assert!(text.contains("until midnight"), "{text}");
}
