//! Agencies and the papers that print them: whose word moves a story on.

use wiredesk::model::{Verdict, VerdictKind};

use crate::desk::{Desk, after};
use crate::document::Item;

pub(crate) const HEADLINE: &str = "Barge sinks off Torvik, 14 crew rescued";

/// The agency's text, 150 words and more.
pub(crate) const COPY: [&str; 5] = [
    "TORVIK (Reuters) - A grain barge with 14 people on board sank on Tuesday after it struck the old breakwater off Torvik in thick fog, the port authority said, and every member of its crew was brought ashore alive.",
    "The 96-metre Lene Marit had left the silos of Hamna at dawn with 2,100 tonnes of barley and was waiting for a pilot when a current pushed it on to the stones, harbour captain Egil Strand told reporters at the quay.",
    "Fishermen who were mending nets nearby reached the sinking vessel within minutes in three open boats. One of them, Oddvar Lie, said he had heard a noise like a falling wall and then men calling through the fog.",
    "The owner, Brattli Shipping, said divers would look at the hull as soon as the weather allowed, and that it had found no sign of leaking fuel so far.",
    "Torvik handles a third of the region's grain. Its main channel was closed to larger ships until further notice, and two freighters bound for Rotterdam were waiting outside on Tuesday evening.",
];

pub(crate) fn item(feed: &str, name: &str, headline: &str, text: &[&str], minutes: i64) -> Item {
    Item::new(feed, name, headline, &text.join("\n"), after(minutes))
}

/// The paragraphs as a paper prints them, with the agency's credit.
pub(crate) fn reprint(text: &[&str]) -> Vec<String> {
    let credited = text.iter().map(|line| (*line).to_owned());
    credited.chain(["\u{a9} 2026 Reuters. All rights reserved.".to_owned()]).collect()
}

pub(crate) fn show(desk: &mut Desk, feed: &str, item: Item) -> Verdict {
    desk.poll(feed, &[item]).remove(0)
}

fn shown(text: &[String]) -> Vec<&str> {
    text.iter().map(String::as_str).collect()
}

#[test]
fn an_editors_note_at_a_reprint_leaves_the_agencys_story_as_it_is() {
    let note = "Correction: An earlier version of this article misspelled the name of the captain.";
    let removed =
        "Editor's note: This article has been removed because Reuters has withdrawn the story.";
    let cut: Vec<&str> = COPY.iter().take(2).copied().chain([note]).collect();
    for page in [vec![removed], cut] {
        let mut desk = Desk::new();
        let first = show(&mut desk, "reuters", item("reuters", "r1", HEADLINE, &COPY, 0));
        let (copy, edited) = (reprint(&COPY), reprint(&page));
        let printed = item("lyme-courier", "c1", HEADLINE, &shown(&copy), 30);
        assert_eq!(show(&mut desk, "lyme-courier", printed).verdict, VerdictKind::Copy);
        let edited = item("lyme-courier", "c1", HEADLINE, &shown(&edited), 90);
        let verdict = show(&mut desk, "lyme-courier", edited);
        assert!(
            matches!(verdict.verdict, VerdictKind::Copy | VerdictKind::Unchanged),
            "{verdict:?}"
        );
        assert_eq!(desk.versions(&first.story.unwrap()).len(), 1, "{page:?}");
    }
}

#[test]
fn a_page_whose_text_was_taken_away_leaves_the_story_as_it_was_published() {
    let mut desk = Desk::new();
    let first = show(&mut desk, "lyme-courier", item("lyme-courier", "c1", HEADLINE, &COPY, 0));
    let gone = item("lyme-courier", "c1", HEADLINE, &["This article is not available."], 60);
    assert_eq!(show(&mut desk, "lyme-courier", gone).verdict, VerdictKind::Unchanged);
    assert_eq!(desk.versions(&first.story.unwrap()).len(), 1);
}
