//! A partition into stories against the labels: what was found, and what merged that must not.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::head;
use crate::press::Stories;
use crate::set::{Label, Pair, Set};

/// Pairs found of those there are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    found: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, found: bool) {
        self.found += usize::from(found);
        self.all += 1;
    }

    fn shown(self) -> String {
        if self.all == 0 {
            return "-".to_owned();
        }
        format!("{}/{} = {:.3}", self.found, self.all, self.found as f64 / self.all as f64)
    }
}

pub(crate) struct Score {
    cross_outlet: Share,
    not_same_url: Share,
    all: Share,
    derived: Share,
    /// Pairs in one story that are labelled distinct, or that no chain of rows within the story joins.
    pub(crate) merged: Vec<(String, String)>,
    merged_labelled: usize,
    /// Pairs of one copy that are two stories.
    pub(crate) missed: Vec<(String, String)>,
}

impl Score {
    pub(crate) const HEAD: &str = "                              cross-outlet      not same url               all           derived  false merges (labelled)";

    pub(crate) fn of(set: &Set, stories: &Stories) -> Self {
        let none = Share::default();
        let mut score = Self {
            cross_outlet: none,
            not_same_url: none,
            all: none,
            derived: none,
            merged: Vec::new(),
            merged_labelled: 0,
            missed: Vec::new(),
        };
        for pair in &set.pairs {
            score.count(pair, are_one(stories, &pair.a, &pair.b));
        }
        let rows = Rows::of(set);
        for members in stories_of(stories).values() {
            let chains = rows.chains(members);
            for (at, a) in members.iter().enumerate() {
                for b in &members[at + 1..] {
                    let label = rows.label(a, b);
                    let labelled = label == Some(Label::Distinct);
                    if labelled || label.is_none() && chains[a] != chains[b] {
                        score.merged.push(((*a).to_owned(), (*b).to_owned()));
                        score.merged_labelled += usize::from(labelled);
                    }
                }
            }
        }
        score
    }

    fn count(&mut self, pair: &Pair, found: bool) {
        match pair.label {
            Label::Dup => {
                self.all.count(found);
                if !found {
                    self.missed.push((pair.a.clone(), pair.b.clone()));
                }
                if !pair.has("same-url") {
                    self.not_same_url.count(found);
                }
                if pair.has("cross-outlet") {
                    self.cross_outlet.count(found);
                }
            }
            Label::Derived => self.derived.count(found),
            Label::Distinct | Label::Ignore => {}
        }
    }

    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "{name:<24}{:>18}{:>18}{:>18}{:>18}{:>8} ({})",
            self.cross_outlet.shown(),
            self.not_same_url.shown(),
            self.all.shown(),
            self.derived.shown(),
            self.merged.len(),
            self.merged_labelled,
        )
    }
}

fn are_one(stories: &Stories, a: &str, b: &str) -> bool {
    let story = |id: &str| stories.get(id).and_then(Option::as_ref);
    story(a).is_some() && story(a) == story(b)
}

/// Members of every story, in order.
pub(crate) fn stories_of(stories: &Stories) -> BTreeMap<&str, Vec<&str>> {
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, story) in stories {
        if let Some(story) = story {
            members.entry(story).or_default().push(id);
        }
    }
    for members in members.values_mut() {
        members.sort_unstable();
    }
    members
}

/// The labels by article.
pub(crate) struct Rows<'a> {
    labels: HashMap<(&'a str, &'a str), Label>,
    /// Articles that a row of any label but `distinct` joins.
    friends: HashMap<&'a str, BTreeSet<&'a str>>,
    dups: HashMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(set: &'a Set) -> Self {
        let mut rows =
            Self { labels: HashMap::new(), friends: HashMap::new(), dups: HashMap::new() };
        for pair in &set.pairs {
            let (a, b) = (pair.a.as_str(), pair.b.as_str());
            rows.labels.insert((a.min(b), a.max(b)), pair.label);
            for (one, other) in [(a, b), (b, a)] {
                if pair.label != Label::Distinct {
                    rows.friends.entry(one).or_default().insert(other);
                }
                if pair.label == Label::Dup {
                    rows.dups.entry(one).or_default().insert(other);
                }
            }
        }
        rows
    }

    pub(crate) fn label(&self, a: &str, b: &str) -> Option<Label> {
        self.labels.get(&(a.min(b), a.max(b))).copied()
    }

    pub(crate) fn are_dups(&self, a: &str, b: &str) -> bool {
        self.dups.get(a).is_some_and(|dups| dups.contains(b))
    }

    pub(crate) fn are_friends(&self, a: &str, b: &str) -> bool {
        self.friends.get(a).is_some_and(|friends| friends.contains(b))
    }

    /// The number of each member's chain of rows among `members`.
    pub(crate) fn chains<'b>(&self, members: &[&'b str]) -> HashMap<&'b str, usize> {
        let mut chains: HashMap<&str, usize> = HashMap::new();
        for (number, start) in members.iter().enumerate() {
            let mut open = vec![*start];
            while let Some(member) = open.pop() {
                if chains.contains_key(member) {
                    continue;
                }
                chains.insert(member, number);
                let near: HashSet<&str> =
                    self.friends.get(member).into_iter().flatten().copied().collect();
                open.extend(members.iter().copied().filter(|other| near.contains(other)));
            }
        }
        chains
    }
}

/// A pair for a reader.
pub(crate) fn heads(set: &Set, a: &str, b: &str) -> String {
    let shown = |id: &str| {
        let article = set.article(id).unwrap();
        format!("{id} {:?} {:?}", article.title, head(&article.text))
    };
    format!("  {}\n  {}", shown(a), shown(b))
}
