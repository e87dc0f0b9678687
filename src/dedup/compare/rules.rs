//! By which rule two texts are one piece of copy, and why they are not. Pure.
//!
//! First what keeps them apart (another language, a template filled anew, one frame around two texts), then what joins
//! them, by the length of the smaller.

use super::super::align::Differences;
use super::super::fingerprint::WORDS_ENOUGH;
use super::{Comparison, Rest};

/// Below this many words a text may be one of many releases that differ in a single name.
const NOTICE_MAX: usize = 250;

/// Below this many words a text may be a list in a frame; longer ones are articles that hold lists.
const LIST_MAX: usize = 500;

/// Two exchanges, and one for so many words in common, make another filling of a template; where hardly anything else
/// differs, three, and one for so many words.
const EXCHANGE_EACH: usize = 50;
const LONE_EXCHANGE_EACH: usize = 150;

/// Places, of two exchanges at least, that make another filling of a text of any length where nothing else differs: one
/// exchange alone may be a house's spelling.
const LOCAL_PLACES_MIN: usize = 3;

/// Below this many words of the smaller text, evidence must be nearly complete: words in common, of them in a row, and
/// the share of the smaller.
pub(super) const SHORT_MAX: usize = 90;
const SHORT_WORDS_MIN: usize = 22;
const SHORT_RUN_MIN: usize = 15;
const SHORT_COVER_MIN: f64 = 0.92;

/// Share of the smaller text that makes a copy of an article.
pub(super) const COPY_COVER_MIN: f64 = 0.75;

/// Share of the smaller text that makes two outlets' versions of one article, with more evidence.
const VERSION_COVER_MIN: f64 = 0.45;
const VERSION_WORDS_MIN: usize = 70;
const VERSION_RUN_MIN: usize = 20;
const VERSION_LARGE_MIN: f64 = 0.1;

/// Words put in place of others early in both texts, and the part of the smaller they are, that make another story of
/// a short text or of one paper's own.
const FRAMED_MIN: usize = 10;
const FRAMED_PART: usize = 12;
const FRAMED_MAX: usize = 250;
const VERBATIM_MIN: f64 = 0.95;

/// Share of both texts above which they need no passage that stands in each of them once.
const UNALIGNED_MIN: f64 = 0.97;

/// Share of both of one feed's texts above which their headlines may differ, and the part of the words that may be put
/// in place of others.
const OWN_WHOLE_MIN: f64 = 0.85;
const OWN_PART: usize = 30;

/// Names and figures that a correction puts right at once; where more differ it speaks of another text of its template.
pub(super) const CORRECTED_MAX: usize = 2;

/// Share of a text above which it says nothing that the other does not, and the words that make it more than a notice.
const HELD_MIN: f64 = 0.97;
const HELD_WORDS_MIN: usize = 150;

/// Two outlets' versions of one article whose leads differ: share of each, words in common, in more than one passage.
const RELED_SMALL_MIN: f64 = 0.5;
const RELED_LARGE_MIN: f64 = 0.4;
const RELED_WORDS_MIN: usize = 250;

/// Share of the larger text beyond which nothing else can hide in it.
pub const WHOLE_COVER_MIN: f64 = 0.6;

/// The larger text's part, from its start, in which a cut of it begins, in words.
const LEAD_WORDS: usize = 120;

/// The same where the shared part is the very beginning, behind a heading or a line of credit; an item of a digest that
/// is not its first one begins later.
const START_WORDS: usize = 40;

/// Share of the larger text that a cut of it from its very start has, at least, whatever the rest speaks of.
const START_COVER_MIN: f64 = 0.4;

/// Share of the larger text from which a part of it may begin anywhere.
const PART_COVER_MIN: f64 = 0.3;

/// The rule by which two texts are one piece of copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A short text that stands in the other nearly word for word.
    Brief,
    /// The smaller text stands in the larger for the most part.
    Contained,
    /// Two outlets' versions of one article.
    Versions,
}

impl Rule {
    pub fn words(self) -> &'static str {
        match self {
            Self::Brief => "a short text that stands in the other",
            Self::Contained => "the smaller text stands in the larger",
            Self::Versions => "two outlets' versions of one article",
        }
    }

    /// The rule with its thresholds.
    pub fn told(self) -> String {
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let least = match self {
            Self::Brief => format!(
                "{} of it, {SHORT_WORDS_MIN} words, {SHORT_RUN_MIN} in a row",
                percent(SHORT_COVER_MIN)
            ),
            Self::Contained => format!("{} of it", percent(COPY_COVER_MIN)),
            Self::Versions => format!(
                "{} of the smaller, {} of the larger, {VERSION_WORDS_MIN} words, {VERSION_RUN_MIN} in a row",
                percent(VERSION_COVER_MIN),
                percent(VERSION_LARGE_MIN)
            ),
        };
        format!("{}: at least {least}", self.words())
    }
}

/// How far two headlines agree, by the words that carry meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Headlines {
    #[default]
    Unlike,
    /// They share a word.
    Touching,
    /// They share at least half of the words of the shorter.
    Alike,
    /// They share all words of both, and so many that no two stories share them by chance.
    Same,
}

/// What two headlines have in each other's place that the texts have too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refilled {
    #[default]
    No,
    /// Words that are no names: an editor's, or a template's where figures are others too.
    Words,
    Names,
}

/// What is known of the two entries beside their texts.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other, each named where it is asked"
)]
pub struct Circumstances {
    /// Both texts are one feed's own.
    pub same_feed: bool,
    /// The entry's feed carries the story already, whoever's text this is.
    pub carried: bool,
    pub headlines: Headlines,
    /// Both are dated within a few days of each other, or one is not dated.
    pub same_days: bool,
    /// Both are in languages that are known and differ.
    pub other_language: bool,
    /// The entry says that it corrects what its feed sent before.
    pub corrects: bool,
    /// A note in the entry says that an earlier text of it was wrong.
    pub notes_correction: bool,
    /// The entry calls itself a later text of what was sent before: "UPDATE 1", "writethru".
    pub marked_later: bool,
    /// The beginnings of both texts share a good part of the words that tell what they are about.
    pub leads_alike: bool,
    /// Both name one originator, and all they count otherwise are the dead and hurt.
    pub counts_on: bool,
    /// Both are dated, less than half a day from each other. What is said of the entry above is said of the later one.
    pub soon: bool,
    /// What the headlines have in each other's place the texts have too, see [`Comparison::exchanges`].
    pub refilled: Refilled,
    /// Both headlines give figures, and each one that the other has not.
    pub other_figures: bool,
}

impl Comparison {
    /// The rule by which they are one piece of copy, or why they are not.
    pub fn rule(&self, about: Circumstances) -> Result<Rule, &'static str> {
        let (small, large) = self.covers();
        let words = self.words_entry.min(self.words_known);
        if about.other_language && small < COPY_COVER_MIN {
            return Err("another language");
        }
        let same_story = self.is_correction(about) || self.is_later_state(about, words);
        let told_further = about.same_feed && self.lacking(about).is_empty();
        if !same_story
            && (self.is_filled_anew(about, words) || self.is_look_alike(words, about.same_feed))
        {
            return Err("the same wording about other figures or names");
        }
        if !same_story && self.differences.opposite {
            return Err("the same wording to the opposite effect");
        }
        if !same_story && !about.same_feed && self.differences.other_news {
            return Err("other news over words in common");
        }
        if !self.differences.aligned && small.min(large) < UNALIGNED_MIN {
            return Err("no passage to hold them against each other");
        }
        let reprint = about.carried && !about.same_feed && small >= VERBATIM_MIN;
        let own = about.same_feed || about.carried;
        if own && !reprint && !told_further && !self.is_own_retelling(about.headlines, words) {
            return Err("another item of the same feed");
        }
        let whole = large >= WHOLE_COVER_MIN;
        if !told_further && self.is_framed(own, words) {
            return Err("the same frame around another text");
        }
        if words < SHORT_MAX {
            // A paper's "this article is for subscribers" stands under every headline.
            if self.words_entry.max(self.words_known) < WORDS_ENOUGH
                && about.headlines < Headlines::Alike
            {
                return Err("as short as a paper's notice, under another headline");
            }
            // A line or two is a paper's; of a brief whose greater part stands nowhere in a round-up it is the news.
            let enough = small >= SHORT_COVER_MIN
                && self.left_out_of_smaller() <= self.shared
                && self.shared >= SHORT_WORDS_MIN
                && self.longest >= SHORT_RUN_MIN;
            return if enough
                && (whole || self.goes_on_with_it(about.headlines, self.shared_from_lead()))
            {
                Ok(Rule::Brief)
            } else {
                Err("too little in common for a short text")
            };
        }
        // Of its own article a paper prints any part again under the same headline.
        let own_part = own && about.headlines >= Headlines::Alike && self.is_held(words);
        if small >= COPY_COVER_MIN && (!own || whole || self.shared_from_lead() || own_part) {
            let placed = whole
                || (large >= START_COVER_MIN && self.shared_from_start())
                || self.goes_on_with_it(
                    about.headlines,
                    self.shared_from_lead() || own_part || large >= PART_COVER_MIN,
                );
            return if placed { Ok(Rule::Contained) } else { Err("one of several pieces") };
        }
        let versions = !own
            && about.same_days
            && small >= VERSION_COVER_MIN
            && large >= VERSION_LARGE_MIN
            && self.shared >= VERSION_WORDS_MIN
            && self.longest >= VERSION_RUN_MIN
            && self.in_both_fronts
            && (whole || self.rest == Rest::SameNames)
            && (about.headlines > Headlines::Unlike || self.shared_from_lead());
        if versions { Ok(Rule::Versions) } else { Err("too little in common") }
    }

    fn shared_from_lead(&self) -> bool {
        self.begins.is_some_and(|first| first < LEAD_WORDS)
    }

    fn shared_from_start(&self) -> bool {
        self.begins.is_some_and(|first| first < START_WORDS)
    }

    /// What the longer has beyond the shorter belongs to it: the same names, wherever the part is `placed` well; behind
    /// its very beginning the same subject or headline.
    fn goes_on_with_it(&self, headlines: Headlines, placed: bool) -> bool {
        match self.rest {
            Rest::SameNames => placed,
            Rest::SameSubject => self.shared_from_start(),
            Rest::Other => self.shared_from_start() && headlines == Headlines::Same,
        }
    }

    /// An article of which every word stands in the other.
    fn is_held(&self, words: usize) -> bool {
        words >= HELD_WORDS_MIN && self.covers().0 >= HELD_MIN
    }

    /// What they share may be what frames two different texts; a rewritten lead over several passages in common is the
    /// same article told further.
    fn is_framed(&self, own: bool, words: usize) -> bool {
        let (small, large) = self.covers();
        let replaced = self.differences.replaced;
        let framed = replaced >= FRAMED_MIN && replaced * FRAMED_PART > words;
        let reled = small >= RELED_SMALL_MIN
            && large >= RELED_LARGE_MIN
            && self.shared >= RELED_WORDS_MIN
            && self.longest * 2 <= self.shared;
        let counts = own || words < FRAMED_MAX || (small < COPY_COVER_MIN && !reled);
        framed && counts && small < VERBATIM_MIN
    }

    /// A feed has its own frame and its own series: only like headlines over hardly changed words, or one text that
    /// stands in the other as a whole, are the same story again.
    fn is_own_retelling(&self, headlines: Headlines, words: usize) -> bool {
        let (small, large) = self.covers();
        let whole =
            small.min(large) >= OWN_WHOLE_MIN || (self.is_held(words) && large >= WHOLE_COVER_MIN);
        (whole || headlines >= Headlines::Alike)
            && (self.differences.replaced < 3 || self.differences.replaced * OWN_PART <= words)
    }

    /// Names and figures are what a correction changes. With another day it is the next of its kind, put right; and of
    /// a few words two others are no longer the same text.
    fn is_correction(&self, about: Circumstances) -> bool {
        let (small, large) = self.covers();
        let most = if self.words_entry < SHORT_MAX { 1 } else { CORRECTED_MAX };
        about.same_feed
            && (about.corrects || about.notes_correction)
            && about.headlines >= Headlines::Alike
            && small.min(large) >= OWN_WHOLE_MIN
            && self.differences.days == 0
            && self.differences.exchanged <= most
    }

    /// An article sent or printed again within hours in which figures alone are others: the toll has risen, in whichever
    /// paper; of a feed's own article any figure may have. In a notice
    /// they make the next of its kind, unless it calls itself an update.
    fn is_later_state(&self, about: Circumstances, words: usize) -> bool {
        let (small, large) = self.covers();
        let Differences { exchanged, figures, other_subject, .. } = self.differences;
        let more = about.marked_later || about.counts_on;
        let most = if more && words >= SHORT_MAX { CORRECTED_MAX } else { 1 };
        let like = if words < SHORT_MAX { Headlines::Alike } else { Headlines::Touching };
        let is_told = about.marked_later && about.headlines >= like;
        let is_plain = words >= NOTICE_MAX && about.headlines == Headlines::Same;
        let is_count = about.counts_on
            && words >= SHORT_MAX
            && about.headlines >= Headlines::Touching
            && self.differences.days == 0;
        about.soon
            && ((about.same_feed && (is_told || is_plain)) || is_count)
            && small.min(large) >= VERBATIM_MIN
            && exchanged <= most
            && figures == exchanged
            && !other_subject
    }

    /// A template is filled anew in its headline and its text alike: other names in both, or the next number in the one
    /// and something else in the other, with nothing cut or put in.
    fn is_filled_anew(&self, about: Circumstances, words: usize) -> bool {
        let Differences { exchanged, exchanged_within, other_names, .. } = self.differences;
        let Differences { replaced, cut_within, .. } = self.differences;
        let counted_on = about.other_figures
            && words < NOTICE_MAX
            && !(about.same_feed && self.lacking(about).is_empty())
            && cut_within == 0
            && (exchanged_within > 0 || replaced >= FRAMED_MIN / 2);
        let refilled = match about.refilled {
            Refilled::No => false,
            Refilled::Words => exchanged > 0 || other_names,
            Refilled::Names => true,
        };
        !about.corrects && (counted_on || (refilled && words < LIST_MAX))
    }

    /// Template texts differ in figures and names, copies in cuts and wording.
    fn is_look_alike(&self, words: usize, same_feed: bool) -> bool {
        let Differences { exchanged, reworded, cut, within, exchanged_within, rows, .. } =
            self.differences;
        let Differences { other_subject, next_in_series, .. } = self.differences;
        if other_subject || (next_in_series && exchanged_within == within) {
            return true;
        }
        if words < SHORT_MAX {
            return exchanged > 0 || rows > 1;
        }
        // One feed corrects a figure under the same name; under another one it is the next notice.
        if same_feed && exchanged > 0 && reworded + cut == 0 {
            return true;
        }
        // A release for another town, about another person: who prints a notice again changes wording or cuts it.
        let localised = words < NOTICE_MAX || (exchanged >= 2 && within >= LOCAL_PLACES_MIN);
        if !same_feed && localised && exchanged_within > 0 && exchanged_within == within {
            return true;
        }
        let dense = |places: usize| places >= 2 && places * EXCHANGE_EACH > self.shared;
        let only = exchanged >= 3
            && exchanged * 10 >= (exchanged + reworded + cut) * 6
            && exchanged * LONE_EXCHANGE_EACH > self.shared;
        dense(exchanged) || (words < LIST_MAX && dense(rows)) || only
    }
}
