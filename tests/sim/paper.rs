//! One paper: what it publishes and when, and how its server answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use wiredesk::fetch::{Answer, Body, Failure, FailureKind, Heard, Request};
use wiredesk::model::{Extent, FetchFacts};
use xxhash_rust::xxh3::xxh3_64;

use crate::chance::Chance;

/// Of all answers of a paper whose server is not well.
const FAILURES: f64 = 0.1;

/// What its server makes of validators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Validators {
    Honest,
    Ignored,
    /// 304 to whoever sends any (edge case 20).
    Lying,
}

#[derive(Debug)]
struct Item {
    at: Timestamp,
    edited: Option<Timestamp>,
    title: String,
    text: String,
}

/// A paper and what came of it.
#[derive(Debug)]
pub(crate) struct Paper {
    number: usize,
    chance: Chance,
    /// By time; the index is the item's name.
    items: Vec<Item>,
    window: usize,
    validators: Validators,
    unwell: bool,
    reorders: bool,
    /// Leaves items out now and then, and brings them back (edge case 12).
    forgets: bool,
    /// Headlines of each item as they were shown, in order.
    shown: BTreeMap<usize, Vec<String>>,
    found: Vec<u64>,
    gaps: u64,
    /// Items that came and went between two documents, told as a gap.
    overran: BTreeSet<usize>,
    /// Items that a document should have held and did not.
    left_out: BTreeSet<usize>,
    requests: u64,
}

/// What a world came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) published: usize,
    pub(crate) served: usize,
    pub(crate) lost: usize,
    /// Never shown, although no window overran: the paper left it out of every document of its time.
    pub(crate) withheld: usize,
    /// What a poller that asks every five minutes, and is always answered, would not have seen either.
    pub(crate) lost_to_five_minutes: usize,
    pub(crate) gaps: u64,
    pub(crate) requests: u64,
    delays: Vec<u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.published += other.published;
        self.served += other.served;
        self.lost += other.lost;
        self.withheld += other.withheld;
        self.lost_to_five_minutes += other.lost_to_five_minutes;
        self.gaps += other.gaps;
        self.requests += other.requests;
        self.delays.extend(&other.delays);
    }

    /// Seconds from publication until the item was shown to us, at this quantile.
    pub(crate) fn delay(&mut self, quantile: f64) -> u64 {
        let last = self.delays.len().saturating_sub(1) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let at = (last * quantile).round() as usize;
        self.delays.sort_unstable();
        self.delays.get(at).copied().unwrap_or(0)
    }
}

impl Paper {
    pub(crate) fn new(seed: u64, number: usize, start: Timestamp, end: Timestamp) -> Self {
        let mut chance = Chance::new(seed, number as u64);
        // From one story in five days to two hundred a day.
        let a_day = 0.2 * 1000_f64.powf(chance.unit());
        let window = [5, 10, 15, 20, 25, 50, 100][chance.below(7)];
        let validators = match chance.below(10) {
            0 => Validators::Lying,
            1..=3 => Validators::Ignored,
            _ => Validators::Honest,
        };
        let (unwell, reorders) = (chance.happens(0.3), chance.happens(0.2));
        let forgets = chance.happens(0.2);
        let items = publish(number, &mut chance, a_day, window, start, end);
        let (shown, found) = (BTreeMap::new(), Vec::new());
        Self {
            number,
            chance,
            items,
            window,
            validators,
            unwell,
            reorders,
            forgets,
            shown,
            found,
            gaps: 0,
            overran: BTreeSet::new(),
            left_out: BTreeSet::new(),
            requests: 0,
        }
    }

    pub(crate) fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.requests += 1;
        if self.unwell && self.chance.happens(FAILURES) {
            return self.fail();
        }
        if self.validators == Validators::Lying && request.etag.is_some() {
            let facts = FetchFacts {
                etag: request.etag.clone(),
                extent: Extent::Unmodified,
                ..FetchFacts::default()
            };
            return Answer::NotModified(facts);
        }
        let (ids, document) = self.document(now);
        let etag = format!("\"{:x}\"", xxh3_64(document.as_bytes())).into_bytes();
        let honest = self.validators == Validators::Honest;
        if honest && request.etag.as_ref() == Some(&etag) {
            let facts = FetchFacts {
                etag: Some(etag),
                extent: Extent::Unmodified,
                ..FetchFacts::default()
            };
            return Answer::NotModified(facts);
        }
        self.show(&ids, now);
        let etag = match self.validators {
            Validators::Honest => Some(etag),
            Validators::Lying => Some(b"\"for ever\"".to_vec()),
            Validators::Ignored => None,
        };
        fresh(self.number, document, etag)
    }

    /// Everything but an answer.
    fn fail(&mut self) -> Answer {
        let status = |kind, status, retry_after| {
            let heard = Heard::Site("papers.example".to_owned());
            let status = Some(status);
            Answer::Failed(Failure {
                status,
                retry_after,
                heard,
                ..Failure::new(kind, "not well".to_owned())
            })
        };
        let minute = std::time::Duration::from_secs(60);
        match self.chance.below(6) {
            0 => status(FailureKind::Server, 503, Some(10 * minute)),
            1 => status(FailureKind::Server, 500, None),
            2 => status(FailureKind::NotFound, 404, None),
            3 => fresh(self.number, "<!doctype html><p>We will be back soon".to_owned(), None),
            4 => fresh(self.number, String::new(), None),
            _ => fresh(
                self.number,
                "<rss version=\"2.0\"><channel><title>T</title></channel></rss>".to_owned(),
                None,
            ),
        }
    }

    /// The items of the moment, newest first, and the document that holds them.
    fn document(&mut self, now: Timestamp) -> (Vec<usize>, String) {
        let published = self.items.partition_point(|item| item.at <= now);
        let mut ids: Vec<usize> =
            (published.saturating_sub(self.window)..published).rev().collect();
        if self.forgets && ids.len() > 2 && self.chance.happens(0.1) {
            let at = self.chance.below(ids.len());
            self.left_out.insert(ids.remove(at));
        }
        if self.reorders && self.chance.happens(0.3) {
            self.chance.shuffle(&mut ids);
        }
        let mut document =
            format!("<rss version=\"2.0\"><channel><title>Paper {}</title>", self.number);
        for &id in &ids {
            let item = &self.items[id];
            let (title, text) = (self.headline(id, now), &item.text);
            let more =
                if self.is_edited(id, now) { " The council later gave other figures." } else { "" };
            write!(
                document,
                "<item><guid isPermaLink=\"false\">paper-{}-{id}</guid><title>{title}</title><pubDate>{}</pubDate><description>{text}{more}</description></item>",
                self.number,
                jiff::fmt::rfc2822::to_string(&item.at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap()
            )
            .unwrap();
        }
        document.push_str("</channel></rss>");
        (ids, document)
    }

    fn is_edited(&self, id: usize, now: Timestamp) -> bool {
        self.items[id].edited.is_some_and(|at| at <= now)
    }

    fn headline(&self, id: usize, now: Timestamp) -> String {
        let title = &self.items[id].title;
        if self.is_edited(id, now) { format!("{title}, council says") } else { title.clone() }
    }

    /// Remembers what was shown, as whoever reads the topic should come to know it.
    fn show(&mut self, ids: &[usize], now: Timestamp) {
        let known = ids.iter().any(|id| self.shown.contains_key(id));
        if !known && !self.shown.is_empty() && ids.len() > 1 {
            self.gaps += 1;
            let newest = self.shown.keys().next_back().copied().unwrap();
            self.overran.extend(newest + 1..ids.iter().copied().min().unwrap());
        }
        for &id in ids {
            let headline = self.headline(id, now);
            let shown = self.shown.entry(id).or_default();
            if shown.is_empty() {
                let late = now.duration_since(self.items[id].at);
                self.found.push(u64::try_from(late.as_secs()).unwrap());
            }
            if shown.last() != Some(&headline) {
                shown.push(headline);
            }
        }
    }

    pub(crate) fn lies(&self) -> bool {
        self.validators == Validators::Lying
    }

    /// Whether its lies hid news for so long that they must have shown by `end`: a day, the poll after it, and two more.
    pub(crate) fn is_found_out_by(&self, end: Timestamp) -> bool {
        let start = self.items.first().map_or(end, |item| item.at);
        let long_ago = end - SignedDuration::from_hours(60);
        self.lies() && self.items.iter().any(|item| item.at > start && item.at < long_ago)
    }

    /// Headlines of each item in the order in which they were shown.
    pub(crate) fn shown(&self) -> &BTreeMap<usize, Vec<String>> {
        &self.shown
    }

    /// # Panics
    /// If an item was never shown and neither a gap nor the paper itself accounts for it.
    pub(crate) fn tally(&self) -> Tally {
        let newest = self.shown.keys().next_back().copied().unwrap_or(0);
        let oldest = self.shown.keys().next().copied().unwrap_or(0);
        let unseen = (oldest..newest).filter(|id| !self.shown.contains_key(id));
        let (lost, withheld): (Vec<usize>, Vec<usize>) =
            unseen.partition(|id| self.overran.contains(id));
        for id in &withheld {
            assert!(self.left_out.contains(id), "paper-{}-{id} was lost untold", self.number);
        }
        let last = self.items.len().saturating_sub(self.window);
        Tally {
            published: self.items.len(),
            served: self.shown.len(),
            lost: lost.len(),
            withheld: withheld.len(),
            lost_to_five_minutes: (0..last).filter(|id| self.passes_in_five_minutes(*id)).count(),
            gaps: self.gaps,
            requests: self.requests,
            delays: self.found.clone(),
        }
    }

    /// Whether the item came and went between two full five minutes.
    fn passes_in_five_minutes(&self, id: usize) -> bool {
        let slot = |id: usize| self.items[id].at.as_second().div_euclid(300);
        let (comes, goes) = (&self.items[id], &self.items[id + self.window]);
        comes.at != goes.at && slot(id) == slot(id + self.window)
    }
}

/// Stories by a Poisson process that slows down at night; a window full of them is there at the start. One in ten is
/// edited later.
fn publish(
    number: usize,
    chance: &mut Chance,
    a_day: f64,
    window: usize,
    start: Timestamp,
    end: Timestamp,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = start;
    let mut backlog = window;
    while at <= end {
        let edited = chance.happens(0.1).then(|| at + seconds(600.0 + chance.unit() * 36_000.0));
        let title = format!("Paper {number} on {}", chance.words(5).join(" "));
        let words = 60 + chance.below(60);
        let text = chance.words(words).join(" ");
        items.push(Item { at, edited, title, text });
        if backlog > 0 {
            backlog -= 1;
            continue;
        }
        let hour = at.to_zoned(jiff::tz::TimeZone::UTC).hour();
        let pace = if (6..22).contains(&hour) { 1.4 } else { 0.2 };
        at += seconds(chance.wait(a_day * pace) * 86_400.0);
    }
    items.retain(|item| item.at <= end);
    items
}

fn seconds(count: f64) -> SignedDuration {
    SignedDuration::from_secs_f64(count)
}

fn fresh(number: usize, document: String, etag: Option<Vec<u8>>) -> Answer {
    let body_hash = Some(xxh3_64(document.as_bytes()));
    let facts = FetchFacts { etag, body_hash, ..FetchFacts::default() };
    let url = format!("https://paper-{number}.example/rss").parse().unwrap();
    Answer::Fresh(Body { bytes: document.into_bytes(), url, charset: None, facts })
}
