//! A story of the batch: what is known that it could be, and what the judge says.

use super::kill::{killed_before, killed_by_name, looked_for, with_parts};
use super::notice::{self, corrected_by_notice};
use super::resolve::{Group, predecessor};
use super::{Context, alert, brief, likeness};
use crate::dedup::fingerprint::{StateHash, TextHash, brief_hash, compared_text, text_hash};
use crate::dedup::fold::count_folded_words;
use crate::dedup::judge::{
    Decision, Growth, Held, KnownItem, Repeats, TextMatch, judge_full_text, judge_killed_before,
    judge_known, judge_like_text, judge_notice, judge_same_link, judge_same_text, judge_successor,
    judge_told_before, judge_unknown,
};
use crate::dedup::relatedness::{are_related, relatedness};
use crate::model::{Evidence, Format, PubStatus, Representation, Story};
use crate::store::StoreError;
use crate::store::identity::{ANY_FEED, AliasKind, aliases, find};
use crate::store::story::{
    ItemRow, StoryRow, item as read_item, leading_item, other_story_with_text, state_seen,
    story as read_story, story_with_text, version_with_text,
};

/// A story, its hashes, and what it was found to be.
pub(super) struct Candidate<'a> {
    pub(super) story: &'a Story,
    pub(super) state: StateHash,
    /// The state with the lines that were taken out for their repetition.
    pub(super) printed: Option<StateHash>,
    pub(super) text: Option<TextHash>,
    /// The text without its headline, where it has few words.
    pub(super) brief: Option<TextHash>,
    /// The item of this identity, or the one that this entry names as its predecessor.
    pub(super) item: Option<ItemRow>,
    /// The story it belongs to, where there is one.
    pub(super) known: Option<StoryRow>,
    /// What it was held against, where the texts had to be compared.
    pub(super) evidence: Option<Evidence>,
    /// The version of `known` whose text it resembles, where that is not the newest.
    pub(super) version: Option<u64>,
    /// Other stories that it kills with `known`.
    pub(super) also: Vec<StoryRow>,
    /// It tells what was wrong in `known`, whose text stands.
    pub(super) is_notice: bool,
}

/// Finds what a story could be and judges it; writes nothing. `state` is what its entry shows.
pub(super) fn judge_story<'a>(
    context: &Context<'_>,
    group: &Group,
    entry: usize,
    story: &'a Story,
    state: StateHash,
) -> Result<(Candidate<'a>, Decision), StoreError> {
    let printed = context.printed_state(entry);
    let mut candidate = Candidate {
        story,
        state,
        printed,
        text: text_hash(story),
        brief: brief_hash(story),
        item: group.item.clone(),
        known: None,
        evidence: None,
        version: None,
        also: Vec::new(),
        is_notice: false,
    };
    let mut decision = decide(context, group, &mut candidate)?;
    if context.batch.format == Some(Format::NewsMl1) {
        decision = with_parts(context, &mut candidate, decision)?;
    }
    Ok((candidate, decision))
}

fn decide(
    context: &Context<'_>,
    group: &Group,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let item = candidate.item.clone();
    if let Some((item, story)) = item.as_ref().and_then(|item| Some((item, item.story?))) {
        return decide_known(context, candidate, item, story, group.members.len() - 1);
    }
    if item.is_some_and(|item| item.state == candidate.state) {
        return Ok(Decision::Unchanged {
            because: "turned away before, and still the same".to_owned(),
        });
    }
    decide_unknown(context, candidate)
}

/// An item that is part of a story already.
fn decide_known(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    item: &ItemRow,
    story: i64,
    siblings: usize,
) -> Result<Decision, StoreError> {
    let known = read_story(context.tx, story)?;
    if candidate.printed == Some(item.state) {
        candidate.known = Some(known);
        return Ok(Decision::Unchanged {
            because: "as printed before; its furniture was learned since".to_owned(),
        });
    }
    let known_item = known_item(context, candidate, item)?;
    if let Some(decision) = notice::told_again(context, candidate, item, &known_item, &known) {
        candidate.known = Some(known);
        candidate.is_notice = true;
        return Ok(decision);
    }
    let weighs = known_item.weighs_texts() && !known_item.same_as_received;
    let text = match_text(context, candidate, &known, weighs)?;
    let Candidate { story, state, .. } = *candidate;
    let decision = judge_known(&known_item, &known.known, story, state, text, siblings);
    candidate.known = Some(known);
    Ok(decision)
}

fn known_item(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    item: &ItemRow,
) -> Result<KnownItem, StoreError> {
    Ok(KnownItem {
        state: item.state,
        claimed_at: item.claimed_at,
        state_seen: state_seen(context.tx, item.id, candidate.state)?
            || match candidate.printed {
                Some(printed) => state_seen(context.tx, item.id, printed)?,
                None => false,
            },
        same_as_received: item.received == candidate.story.received,
        is_first: item.is_first,
    })
}

/// How the candidate's text compares with what `known` had. Word by word, which is costly, only where the verdict
/// `weighs` that.
fn match_text(
    context: &Context<'_>,
    candidate: &Candidate<'_>,
    known: &StoryRow,
    weighs: bool,
) -> Result<TextMatch, StoreError> {
    let story = candidate.story;
    let words = known.known.words;
    let all = Growth { words, words_known: words, of_known: 1.0, is_insert: false };
    if candidate.item.as_ref().is_some_and(|item| item.state == candidate.state) {
        return Ok(TextMatch {
            same: true,
            is_newest: true,
            repeats: Repeats::HeadlineAndText,
            growth: all,
            counts_higher: false,
            score: 1.0,
        });
    }
    let version = version_with_text(context.tx, known.id, candidate.text)?;
    let same = version.is_some();
    let is_newest = version.is_some_and(|version| version >= known.version);
    let text = compared_text(story);
    let headline = story.headline.as_deref().unwrap_or_default();
    let repeats = match (headline == known.headline, text == known.body) {
        (true, true) => Repeats::HeadlineAndText,
        (true, false) => Repeats::Headline,
        (false, _) => Repeats::Neither,
    };
    if same || !weighs {
        let growth = Growth { words: count_folded_words(&text), ..all };
        let counts_higher = false;
        return Ok(TextMatch { same, is_newest, repeats, growth, counts_higher, score: 1.0 });
    }
    let leader = leading_item(context.tx, known.id)?;
    let counts_higher = likeness::counts_higher(story, known, leader.as_ref());
    let score = relatedness(&known.headline, &known.body, headline, &text);
    let growth = Growth::from(&likeness::compare_texts(context, &text, &known.body));
    Ok(TextMatch { same, is_newest, repeats, growth, counts_higher, score })
}

/// An identity that this feed never carried: a successor, the same text, the same page, or news.
fn decide_unknown(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    let tx = context.tx;
    let earlier = predecessor(tx, context.batch.feed.as_str(), &story.identity)?;
    if let Some((earlier, id)) = earlier.and_then(|item| item.story.map(|id| (item, id))) {
        let known = read_story(tx, id)?;
        let known_item = known_item(context, candidate, &earlier)?;
        let text = match_text(context, candidate, &known, known_item.weighs_texts())?;
        let decision = judge_successor(&known_item, &known.known, story, text);
        candidate.item = Some(earlier);
        candidate.known = Some(known);
        return Ok(decision);
    }
    let same_text = candidate.text.map(|text| story_with_text(tx, text)).transpose()?.flatten();
    let same_text = match same_text {
        Some(known) if may_speak_of(context, &known, story)? => Some(known),
        _ => None,
    };
    if let Some(known) = same_text {
        if let Some(renamed) = renamed_item(context, known.id)? {
            return decide_renamed(context, candidate, &renamed, known.id);
        }
        if let Some(decision) = correct_own(context, candidate, known.id)? {
            return Ok(decision);
        }
        let held = held(context, candidate.text, candidate, &known)?;
        let decision = judge_same_text(&known.known, story, held);
        candidate.known = Some(known);
        return Ok(decision);
    }
    for alias in aliases(&story.identity).iter().filter(|a| a.kind == AliasKind::Link) {
        let carrier = find(tx, ANY_FEED, alias)?.map(|id| read_item(tx, id)).transpose()?.flatten();
        if let Some(id) = carrier.and_then(|carrier| carrier.story) {
            let known = read_story(tx, id)?;
            if !may_speak_of(context, &known, story)? || !are_related_to(&known, story) {
                continue;
            }
            let text = match_text(context, candidate, &known, true)?;
            let decision = judge_same_link(&known.known, story, text);
            candidate.known = Some(known);
            return Ok(decision);
        }
    }
    if let Some(killed) = killed_by_name(context, story)? {
        let decision = judge_same_text(&killed.known.known, story, Held::Newest);
        candidate.known = Some(killed.known);
        candidate.also = killed.also;
        return Ok(decision);
    }
    if let Some(known) = brief::printed_elsewhere(context, candidate)? {
        let held = held(context, candidate.brief, candidate, &known)?;
        let decision = judge_same_text(&known.known, story, held);
        candidate.version = version_with_text(tx, known.id, candidate.brief)?;
        candidate.known = Some(known);
        return Ok(decision);
    }
    let found = likeness::find(context, story, None)?;
    candidate.evidence = found.evidence;
    let Some(like) = found.likely else {
        return decide_unlike(context, candidate, found.nearest.as_deref());
    };
    let renamed = renamed_item(context, like.known.id)?;
    if let Some(renamed) = renamed.filter(|item| like.takes_the_place_of(item, story)) {
        return decide_renamed(context, candidate, &renamed, like.known.id);
    }
    let decision = judge_like_text(&like.known.known, story, like.resemblance());
    candidate.version = like.version;
    if !matches!(decision, Decision::New { .. }) {
        candidate.known = Some(like.known);
    }
    Ok(decision)
}

/// A correction whose text a paper printed before, as story `printed`, belongs to the story of its own feed, which is wrong.
fn correct_own(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    printed: i64,
) -> Result<Option<Decision>, StoreError> {
    let story = candidate.story;
    if !likeness::is_correction(story) || leads(context, printed)? {
        return Ok(None);
    }
    let found = likeness::find(context, story, Some(printed))?;
    let Some(like) = found.likely else { return Ok(None) };
    if !leads(context, like.known.id)? {
        return Ok(None);
    }
    let decision = judge_like_text(&like.known.known, story, like.resemblance());
    if !matches!(decision, Decision::Update { .. }) {
        return Ok(None);
    }
    candidate.evidence = found.evidence;
    candidate.version = like.version;
    candidate.known = Some(like.known);
    Ok(Some(decision))
}

/// What no text resembles may still speak of a story by its headline: a print of a killed one, the text of an alert, a
/// notice of what was wrong.
fn decide_unlike(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    nearest: Option<&str>,
) -> Result<Decision, StoreError> {
    let story = candidate.story;
    if story.status == PubStatus::Canceled {
        let looked_for = looked_for(context, story)?;
        return Ok(judge_unknown(story, candidate.text, Some(&looked_for)));
    }
    if let Some(kill) = killed_before(context, story)? {
        candidate.known = Some(kill);
        return Ok(judge_killed_before());
    }
    if let Some(known) = alert::told_before(context, story)? {
        candidate.known = Some(known);
        return Ok(judge_told_before());
    }
    if let Some(known) = corrected_by_notice(context, story)? {
        candidate.known = Some(known);
        candidate.is_notice = true;
        return Ok(judge_notice());
    }
    Ok(judge_unknown(story, candidate.text, nearest))
}

/// An item under a new guid and link.
fn decide_renamed(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    item: &ItemRow,
    story: i64,
) -> Result<Decision, StoreError> {
    candidate.item = Some(item.clone());
    let decision = decide_known(context, candidate, item, story, 0)?;
    Ok(match decision {
        Decision::Update { because } => Decision::Update {
            because: format!(
                "{because}; it stands under a new guid or link, in the place of {}",
                item.entry
            ),
        },
        Decision::New { .. }
        | Decision::Copy { .. }
        | Decision::Unchanged { .. }
        | Decision::Withdrawn { .. } => decision,
    })
}

/// Which of the story's texts the candidate has, word for word.
fn held(
    context: &Context<'_>,
    text: Option<TextHash>,
    candidate: &Candidate<'_>,
    known: &StoryRow,
) -> Result<Held, StoreError> {
    let version = version_with_text(context.tx, known.id, text)?;
    if version.is_none_or(|version| version == 0 || version >= known.version) {
        return Ok(Held::Newest);
    }
    let leader = leading_item(context.tx, known.id)?;
    let dates = candidate.story.claimed_at().zip(leader.and_then(|leader| leader.claimed_at));
    let is_newer = dates.is_some_and(|(now, before)| now > before);
    Ok(if is_newer { Held::Newest } else { Held::Earlier })
}

/// The full text of an item, read from its page after its summary was judged. The candidate's story becomes the one
/// whose copy it turns out to be.
pub(super) fn judge_page(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    full_state: StateHash,
) -> Result<Decision, StoreError> {
    let (Some(item), Some(own)) = (candidate.item.as_ref(), candidate.known.as_ref()) else {
        return Err(StoreError::Value("a page of no item".to_owned()));
    };
    let state_seen = state_seen(context.tx, item.id, full_state)?;
    let item = KnownItem { state_seen, ..known_item(context, candidate, item)? };
    let same = version_with_text(context.tx, own.id, candidate.text)?.is_some();
    let growth = Growth { words: 0, words_known: 0, of_known: 1.0, is_insert: false };
    let text = TextMatch {
        same,
        is_newest: same,
        repeats: Repeats::Neither,
        growth,
        counts_higher: false,
        score: 1.0,
    };
    let decision = judge_full_text(&item, &own.known, text);
    if !matches!(decision, Decision::Update { .. })
        || own.known.representation == Representation::Full
    {
        return Ok(decision);
    }
    let Some((other, copy)) = copy_of_another(context, candidate, own.id)? else {
        return Ok(decision);
    };
    candidate.known = Some(other);
    Ok(copy)
}

/// Another story, known in full, whose copy the text is.
fn copy_of_another(
    context: &Context<'_>,
    candidate: &mut Candidate<'_>,
    own: i64,
) -> Result<Option<(StoryRow, Decision)>, StoreError> {
    let story = candidate.story;
    let same =
        candidate.text.map(|text| other_story_with_text(context.tx, text, own)).transpose()?;
    let found = if let Some(other) = same.flatten() {
        let held = held(context, candidate.text, candidate, &other)?;
        let decision = judge_same_text(&other.known, story, held);
        Some((other, decision))
    } else {
        let found = likeness::find(context, story, Some(own))?;
        candidate.evidence = found.evidence;
        candidate.version = found.likely.as_ref().and_then(|like| like.version);
        found.likely.map(|like| {
            let decision = judge_like_text(&like.known.known, story, like.resemblance());
            (like.known, decision)
        })
    };
    Ok(found.filter(|(other, decision)| {
        let is_full = other.known.representation == Representation::Full;
        is_full && other.version > 0 && matches!(decision, Decision::Copy { .. })
    }))
}

/// The item that leads the story, where it is this feed's own and its document has it no more: the publisher gave
/// the same copy a new guid and link, with a new headline or none (edge cases 3 and 13). The documents of a wire carry
/// what is new and never what stands, so nothing follows from what they leave out.
fn renamed_item(context: &Context<'_>, story: i64) -> Result<Option<ItemRow>, StoreError> {
    if !context.batch.format.is_some_and(Format::lists_what_stands) {
        return Ok(None);
    }
    let leader = leading_item(context.tx, story)?;
    Ok(leader.filter(|item| {
        item.feed == context.batch.feed.as_str() && !context.standing.contains(&item.id)
    }))
}

/// Another feed may add to a story, but only its own originator, or the feed whose copy it is, may kill it: a link or a
/// text is soon claimed.
fn may_speak_of(
    context: &Context<'_>,
    known: &StoryRow,
    story: &Story,
) -> Result<bool, StoreError> {
    let writer = story.sources.writer();
    if story.status != PubStatus::Canceled
        || (writer.is_some() && writer == known.known.originator.as_deref())
    {
        return Ok(true);
    }
    leads(context, known.id)
}

/// Whether the story's published copy is the feed's own.
fn leads(context: &Context<'_>, story: i64) -> Result<bool, StoreError> {
    let leader = leading_item(context.tx, story)?;
    Ok(leader.is_some_and(|item| item.feed == context.batch.feed.as_str()))
}

fn are_related_to(known: &StoryRow, story: &Story) -> bool {
    let headline = story.headline.as_deref().unwrap_or_default();
    are_related(&known.headline, &known.body, headline, &compared_text(story))
}
