//! Feeds that grow step by step on a loopback publisher. A feed takes its next step only when the daemon has shown, by
//! asking with the validators of the last one, that it committed it: so every state ever served must be published.

use std::collections::{BTreeMap, BTreeSet};

use wiredesk::model::FeedId;
use wiredesk::publish::record::story_uri;

use super::press::{self, State};
use super::publisher::{Publisher, Reply};

/// Stories and updates that each step adds.
pub(crate) const RECORDS_A_STEP: usize = 5;

/// What must be published: the headlines of each story's versions, by uri.
pub(crate) type Expected = BTreeMap<String, Vec<String>>;

pub(crate) struct GrowingFeed {
    pub(crate) id: String,
    /// How many versions each story has so far.
    versions: Vec<usize>,
    /// Stories that each step touched, oldest step first.
    touched: Vec<Vec<usize>>,
}

impl GrowingFeed {
    fn new(number: usize) -> Self {
        Self { id: format!("press-{number:02}"), versions: Vec::new(), touched: Vec::new() }
    }

    pub(crate) fn path(&self) -> String {
        format!("/{}.xml", self.id)
    }

    fn steps(&self) -> usize {
        self.touched.len()
    }

    /// Three stories and two updates; the first step has nothing to update.
    fn step(&mut self) {
        let (known, steps) = (self.versions.len(), self.steps());
        let updates = if known == 0 { 0 } else { 2 };
        let mut touched: Vec<usize> = (0..updates).map(|n| (steps * 7 + n * 3) % known).collect();
        for story in &touched {
            self.versions[*story] += 1;
        }
        self.versions.resize(known + RECORDS_A_STEP - updates, 1);
        touched.extend(known..self.versions.len());
        self.touched.push(touched);
    }

    /// What the document lists: what the last two steps touched, as feeds show their newest entries only.
    fn states(&self) -> Vec<State> {
        let recent = &self.touched[self.steps().saturating_sub(2)..];
        let listed: BTreeSet<usize> = recent.iter().flatten().copied().collect();
        listed.iter().map(|story| press::state(&self.id, *story, self.versions[*story])).collect()
    }

    fn validator(&self) -> String {
        format!("\"{}-{}\"", self.id, self.steps())
    }

    fn serve(&self, publisher: &Publisher) {
        let validator = self.validator();
        let body = press::rss(&self.id, &self.states());
        // The same opaque text as both validators: what is not a date must come back byte for byte too.
        let reply = Reply::feed(validator.as_bytes(), validator.as_bytes(), body);
        publisher.replace(&self.path(), reply);
    }

    fn is_committed(&self, publisher: &Publisher) -> bool {
        let last = publisher.last_request(&self.path());
        let validator = self.validator();
        last.is_some_and(|seen| seen.header("if-none-match") == Some(validator.as_bytes()))
    }
}

/// All feeds of a test with their publisher.
pub(crate) struct GrowingPress {
    pub(crate) publisher: Publisher,
    pub(crate) feeds: Vec<GrowingFeed>,
}

impl GrowingPress {
    /// `feeds` feeds, each at its first step.
    pub(crate) fn start(feeds: usize) -> Self {
        let publisher = Publisher::start();
        let mut feeds: Vec<GrowingFeed> = (0..feeds).map(GrowingFeed::new).collect();
        for feed in &mut feeds {
            feed.step();
            feed.serve(&publisher);
        }
        Self { publisher, feeds }
    }

    /// Takes every feed one step on whose last one is committed, up to `steps` in all; true when all are there and
    /// committed.
    pub(crate) fn grow(&mut self, steps: usize) -> bool {
        let mut done = true;
        for feed in &mut self.feeds {
            if !feed.is_committed(&self.publisher) {
                done = false;
            } else if feed.steps() < steps {
                feed.step();
                feed.serve(&self.publisher);
                done = false;
            }
        }
        done
    }

    /// The `[[feed]]` tables, polled several times a second.
    pub(crate) fn feed_tables(&self) -> String {
        let table = |feed: &GrowingFeed| {
            let url = self.publisher.url(&feed.path());
            format!("[[feed]]\nid = \"{}\"\nurl = \"{url}\"\ninterval = \"300ms\"\n", feed.id)
        };
        self.feeds.iter().map(table).collect()
    }

    pub(crate) fn expected(&self) -> Expected {
        let mut expected = Expected::new();
        for feed in &self.feeds {
            let id = FeedId::parse(&feed.id).unwrap();
            for (number, versions) in feed.versions.iter().enumerate() {
                let state = |version| press::state(&feed.id, number, version);
                let uri = story_uri(&id, &state(1).guid);
                expected.insert(uri, (1..=*versions).map(|v| state(v).headline).collect());
            }
        }
        expected
    }
}
