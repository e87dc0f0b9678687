//! An entry's text held against one story's: its newest, and the others that it had or that were printed of it.

use super::circumstances::circumstances;
use super::headline::{self, Headline};
use super::toll::{self, Toll};
use super::{compare_with, is_one_originators};
use crate::dedup::compare::{Circumstances, Comparison, Furniture, Headlines, Rule};
use crate::dedup::fingerprint::{WORDS_ENOUGH, compared_text};
use crate::dedup::relatedness::ratio;
use crate::model::{FeedId, Story};
use crate::store::StoreError;
use crate::store::admit::{Context, brief};
use crate::store::shingles::{self, KnownText};
use crate::store::story::{
    ItemRow, StoryRow, carries, item_headlines, leading_item, story as read_story,
};
use crate::store::texts::KnownWords;

/// Share of shingles of the smaller text below which the exact comparison is not worth its cost.
const SHARE_MIN: f64 = 0.2;

/// Share of both texts above which no other candidate can be nearer.
const SAME_MIN: f64 = 0.97;

/// Stories compared exactly, at most, those that share most first (P5).
const COMPARED_MAX: usize = 8;

/// Headlines of a story's copies that are read, those of the last ones (P5).
const HEADLINES_MAX: usize = 16;

/// The rule that a candidate passes.
pub(super) struct Passed {
    pub(super) rule: Rule,
    pub(super) headlines: Headlines,
    pub(super) comparison: Comparison,
    /// The text that passes and its version, where it is not the story's newest.
    pub(super) earlier: Option<(String, u64)>,
    /// Another feed than the entry's printed that.
    pub(super) of_another: bool,
}

/// An entry's text, ready to be compared.
pub(super) struct Entry<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) story: &'a Story,
    pub(super) body: &'a str,
    pub(super) words: &'a KnownWords,
    /// Its shingles, ascending.
    pub(super) ours: Vec<u64>,
    pub(super) headline: Headline,
}

/// A story that shares enough with the entry to be compared.
pub(super) struct Candidate {
    pub(super) known: StoryRow,
    pub(super) leader: Option<ItemRow>,
    pub(super) headline: Headline,
    pub(super) about: Circumstances,
    pub(super) newest: Comparison,
    /// What its newest text counts otherwise, where both name one originator.
    pub(super) toll: Option<Toll>,
    /// Texts of the story beside its newest that share enough with the entry.
    pub(super) earlier: Vec<KnownText>,
}

impl Candidate {
    pub(super) fn is_led_by(&self, feed: &FeedId) -> bool {
        self.leader.as_ref().is_some_and(|item| item.feed == feed.as_str())
    }
}

impl Entry<'_> {
    /// The nearest candidates, as many as are compared; `own` is none of them.
    pub(super) fn gather(
        &self,
        own: Option<i64>,
        corrects: bool,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut near = Vec::new();
        let tx = self.context.tx;
        let candidates = tx.with_index(|index| index.candidates(&self.words.text.shingles));
        for id in candidates.into_iter().filter(|id| Some(*id) != own) {
            let Some(candidate) = self.compare_newest(id)? else { continue };
            let (small, large) = candidate.newest.covers();
            // Nothing is nearer than the text itself, but for what it corrects.
            let same = small.min(large) >= SAME_MIN
                && candidate.newest.rule(candidate.about).is_ok()
                && !corrects;
            if same {
                near.clear();
            }
            near.push(candidate);
            if same || near.len() >= COMPARED_MAX {
                break;
            }
        }
        Ok(near)
    }

    /// The entry against a story's newest text. `None` where none of the story's texts shares enough shingles for an
    /// exact comparison to be worth its cost.
    fn compare_newest(&self, id: i64) -> Result<Option<Candidate>, StoreError> {
        let tx = self.context.tx;
        let mut texts = shingles::read(tx, id)?;
        let newest_feed = texts.first().filter(|text| text.body.is_none());
        let own = newest_feed.is_some_and(|text| text.feed == self.context.batch.feed.as_str());
        texts.retain(|known| self.share(known) >= SHARE_MIN);
        if texts.is_empty() {
            return Ok(None);
        }
        let known = read_story(tx, id)?;
        let leader = leading_item(tx, id)?;
        let headline = Headline::new(&known.headline);
        let newest = self.against(&known.body, own);
        let toll = is_one_originators(self.story, &known)
            .then(|| toll::between(self.body, &known.body))
            .flatten();
        let about = Circumstances {
            same_feed: own,
            carried: carries(tx, id, &self.context.batch.feed)?,
            headlines: self.headline.agreement(&headline),
            other_figures: self.headline.has_other_figures(&headline),
            refilled: newest.exchanges(&self.headline.stems, &headline.stems),
            counts_on: toll.is_some(),
            leads_alike: own && self.leads_into(&known.body),
            ..circumstances(self.story, &known, leader.as_ref())
        };
        texts.retain(|known| known.body.is_some());
        Ok(Some(Candidate { known, leader, headline, about, newest, toll, earlier: texts }))
    }

    /// The newest text under the story's headline decides, then under a copy's; an earlier text, or another copy's, only
    /// where one text stands in the other, lest a story wander from version to version.
    pub(super) fn pass(
        &self,
        candidate: &Candidate,
    ) -> Result<Result<Passed, &'static str>, StoreError> {
        let Candidate { newest, about, .. } = candidate;
        let passed = |rule, headlines, comparison: &Comparison, earlier: Option<&KnownText>| {
            let comparison = comparison.clone();
            let of_another =
                earlier.is_some_and(|text| text.feed != self.context.batch.feed.as_str());
            let earlier = earlier.map(|text| (text.body.clone().unwrap_or_default(), text.version));
            Ok(Ok(Passed { rule, headlines, comparison, earlier, of_another }))
        };
        let reason = match newest.rule(*about) {
            Ok(Rule::Brief) if self.is_headed_otherwise(&candidate.known, newest) => {
                return Ok(Err("a few words under headlines that each name something else"));
            }
            Ok(rule) => return passed(rule, about.headlines, newest, None),
            Err(reason) => reason,
        };
        let headlines = self.best_headlines(candidate)?;
        let about = Circumstances { headlines, ..*about };
        if let Ok(rule) = newest.rule(about) {
            if rule == Rule::Brief && self.is_headed_otherwise(&candidate.known, newest) {
                return Ok(Err(reason));
            }
            return passed(rule, headlines, newest, None);
        }
        for known in &candidate.earlier {
            let Some(body) = known.body.as_deref() else { continue };
            let same_feed = known.feed == self.context.batch.feed.as_str();
            let comparison = self.against(body, same_feed);
            let refilled = comparison.exchanges(&self.headline.stems, &candidate.headline.stems);
            let about = Circumstances { same_feed, refilled, ..about };
            if let Ok(rule @ (Rule::Brief | Rule::Contained)) = comparison.rule(about) {
                return passed(rule, headlines, &comparison, Some(known));
            }
        }
        Ok(Err(reason))
    }

    /// Both are so short that what they are about may stand in their headlines alone, and those name other things.
    fn is_headed_otherwise(&self, known: &StoryRow, newest: &Comparison) -> bool {
        let headline = self.story.headline.as_deref().unwrap_or_default();
        newest.words_entry.max(newest.words_known) < WORDS_ENOUGH
            && brief::name_other_things(
                (&compared_text(self.story), headline),
                (&known.body, &known.headline),
            )
    }

    /// How far the headline agrees with the one, of all that the story was printed under, that it agrees with most. A
    /// feed that carries the story writes its own headlines over what is its own: there the story's alone counts.
    fn best_headlines(&self, candidate: &Candidate) -> Result<Headlines, StoreError> {
        let Circumstances { headlines, same_feed, carried, .. } = candidate.about;
        if same_feed || carried {
            return Ok(headlines);
        }
        let others = item_headlines(self.context.tx, candidate.known.id, HEADLINES_MAX)?;
        let agreements = others.iter().map(|other| self.headline.agreement(&Headline::new(other)));
        Ok(agreements.fold(headlines, Ord::max))
    }

    /// Share of shingles in common, of the smaller text's.
    fn share(&self, known: &KnownText) -> f64 {
        let held = known.shingles.iter().filter(|theirs| self.ours.binary_search(theirs).is_ok());
        ratio(held.count(), self.ours.len().min(known.shingles.len()))
    }

    fn against(&self, body: &str, same_feed: bool) -> Comparison {
        let furniture = if same_feed { Furniture::Counted } else { Furniture::LeftOut };
        compare_with(self.context, &self.words.text, body, furniture)
    }

    fn leads_into(&self, body: &str) -> bool {
        let known = self.context.tx.words_of(body);
        headline::leads_alike(self.words.lead(self.body), known.lead(body))
    }
}
