//! Puts a story together from its parts. The order of the steps is the order of a desk: name, sort, clean, credit.

use super::blocks::{Block, part};
use super::body::{self, Read};
use super::credits::{self, Kept, Printed, Reading};
use super::identity::{self, Names};
use super::owner::Owner;
use super::status::{self, Standing};
use super::text::{clean_line, count_words, first_chars, fold};
use super::title::{self, Headline};
use super::{FeedOptions, RuleBook};
use super::{address, language, pictures, sanitise};
use crate::model::{
    Document, Entry, Identity, Normalised, Picture, Precision, Problem, ProblemKind, PubStatus,
    Rejection, RejectionReason, Representation, Stage, Story,
};

mod fields;

/// A text of at least so many words is more than a summary, and so are so many paragraphs.
const FULL_WORDS: usize = 120;
const FULL_PARAGRAPHS: usize = 3;
const ELLIPSIS_WORDS_MAX: usize = 300;
/// Paragraphs that may begin with a town in bold.
const BOLD_PARAGRAPHS_MAX: usize = 4;
/// A notice that its story is withdrawn or held says so in so many paragraphs.
const NOTICE_PARAGRAPHS: usize = 8;
/// So much of a text decides whether a summary repeats it, and which language it is in.
const SAMPLE_CHARS: usize = 4_000;

/// What all entries of a document share.
pub(crate) struct Desk<'a> {
    pub document: &'a Document,
    pub feed: &'a FeedOptions,
    pub names: Names,
    pub owner: Option<Owner>,
    pub rules: &'a RuleBook,
}

impl Desk<'_> {
    /// Normalises `entry`, which is number `index` of the document.
    pub(crate) fn normalise_entry(&self, index: usize, entry: &Entry) -> Normalised {
        let mut headline = self.headline(entry);
        let shown = (!headline.text.is_empty()).then_some(headline.text.as_str());
        let (identity, mut problems) = identity::identify(entry, index, shown, &self.names);
        problems.splice(0..0, entry.problems.iter().cloned());
        let wire = entry.wire.as_deref();
        let rules = &self.rules.furniture;
        if let Some((reason, file)) = status::rejection(&headline.printed, wire, rules) {
            let printed = &headline.printed;
            let detail = file.map(|file| format!("{printed} (rule of {file})"));
            let detail = detail.as_deref().unwrap_or(printed);
            return reject(entry, identity, problems, reason, detail);
        }
        let text = self.text(entry, shown);
        let blocks = text.read.cleared.blocks.iter();
        let paragraphs: Vec<&str> =
            blocks.map(|block| block.text.as_str()).take(NOTICE_PARAGRAPHS).collect();
        let dates = [&entry.published, &entry.updated].into_iter().flatten();
        let dated = dates.filter(|date| date.precision == Precision::Instant);
        let dated = dated.filter_map(|date| date.at).max();
        let standing = status::standing(&headline, wire, &paragraphs, dated);
        let nothing = shown.is_none() && text.read.cleared.blocks.is_empty();
        if nothing && standing.status != PubStatus::Canceled {
            return reject(
                entry,
                identity,
                problems,
                RejectionReason::NoText,
                "neither a headline nor any text",
            );
        }
        problems.extend(text.read.body.problems());
        if standing.status == PubStatus::Canceled
            && let Some((label, rest)) = status::split_kill(&headline, wire, &paragraphs)
        {
            let (label, rest) = (label.to_owned(), rest.to_owned());
            headline.notes.push(label);
            headline.text = rest;
        }
        let names_an_end = standing.embargoed_until.is_some();
        if (standing.status == PubStatus::Withheld || names_an_end)
            && let Some((label, rest)) = status::split_embargo(&headline.text)
        {
            headline.notes.push(label.to_owned());
            headline.text = rest.to_owned();
        }
        if standing.end_is_unread {
            let claimed = wire.and_then(|wire| wire.embargoed.as_ref()).map(|date| &date.raw);
            let claimed = claimed.filter(|raw| !raw.is_empty());
            let claimed = claimed.map_or_else(String::new, |raw| format!(": {raw}"));
            let detail = format!(
                "the story is held, and no point in time is read at which that ends{claimed}"
            );
            problems.push(Problem::new(ProblemKind::UnreadableDate, detail));
        }
        let story = self.story(entry, &headline, text, standing);
        Normalised::Story(Box::new(Story { identity, problems, ..story }.with_alt_ids(entry)))
    }

    fn publisher(&self) -> Option<&str> {
        self.feed.publisher.as_deref().or(self.document.feed.title.as_deref())
    }

    fn headline(&self, entry: &Entry) -> Headline {
        let source = entry.source.as_ref().and_then(|source| source.title.as_deref());
        let names = [self.feed.publisher.as_deref(), self.document.feed.title.as_deref(), source];
        let mut names: Vec<&str> = names.into_iter().flatten().collect();
        // Aggregators print the outlet behind the headline: ` | Reuters`, or ` - BBC News` over a link to its site.
        let organisations = &self.rules.organisations;
        let printed = entry.title.as_ref().map_or("", |title| title.value.trim());
        let tail = printed.rsplit_once(" | ").map(|(_, tail)| tail);
        names.extend(tail.filter(|tail| organisations.find(tail).is_some()));
        let tail = printed.rsplit_once(" - ").or_else(|| printed.rsplit_once(" – "));
        let tail = tail.and_then(|(_, tail)| Some((tail, organisations.find(tail)?)));
        let outlet = entry.link.as_deref().and_then(|link| organisations.find_by_site(link));
        names.extend(
            tail.filter(|(_, named)| outlet.is_some_and(|outlet| outlet.name == named.name))
                .map(|(tail, _)| tail),
        );
        title::read_headline(entry.title.as_ref(), &names)
    }

    /// The fuller of content and summary is the text; the other may be its summary.
    fn text(&self, entry: &Entry, headline: Option<&str>) -> Text {
        let base = [entry.link.as_deref(), self.document.feed.home.as_deref()];
        let base = base.into_iter().flatten().find_map(address::parse_http);
        let read = |markup| body::read(markup, base.as_ref(), headline, &self.rules.furniture);
        let content = read(entry.content.as_ref());
        let summary = read(entry.summary.as_ref());
        let (words, of_summary) = (content.cleared.words, summary.cleared.words);
        let has_content = words > 0 && words >= of_summary.min(FULL_WORDS);
        let (read, other) = if has_content { (content, summary) } else { (summary, content) };
        Text { read, other, has_content }
    }

    fn story(&self, entry: &Entry, headline: &Headline, text: Text, standing: Standing) -> Story {
        let wire = entry.wire.as_deref();
        let Text { read: Read { body, cleared }, other, has_content } = text;
        let images = if body.images.is_empty() { &other.body.images } else { &body.images };
        let mut pictures =
            pictures::gather(&entry.media, images, &headline.text, &self.rules.furniture);
        let mut reading = self.credits(entry, headline, &cleared.blocks, &pictures);
        fields::name_source(entry, &mut reading);
        if let Some(owner) = &self.owner {
            owner.sign(&mut reading.sources);
        }
        let blocks = keep(cleared.blocks, &reading.kept);
        let html = if body.too_deep { String::new() } else { sanitise::write_html(&blocks) };
        let paragraphs: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
        let representation =
            represent(has_content, &paragraphs, cleared.goes_on_elsewhere, other.cleared.words);
        let other = other.cleared.blocks;
        let summary = has_content.then(|| self.summary(other, &paragraphs)).flatten();
        let language = self.language(entry, headline, &paragraphs);
        let mut removed = cleared.removed;
        removed.extend(reading.removed);
        pictures::apply(&mut pictures, reading.media_captions, reading.captions);
        let mut copyright = reading.copyright;
        let license = || entry.license.as_deref().map(clean_line).filter(|text| !text.is_empty());
        copyright.usage_terms = copyright
            .usage_terms
            .or_else(|| wire.and_then(|wire| wire.usage_terms.clone()))
            .or_else(license);
        Story {
            identity: Identity::default(),
            received: entry.received_hash(),
            kind: standing.kind,
            headline: (!headline.text.is_empty()).then(|| headline.text.clone()),
            headlines: fields::headlines(wire, headline),
            summary,
            paragraphs,
            html,
            representation,
            status: standing.status,
            embargoed_until: standing.embargoed_until,
            content_created: wire.and_then(|wire| fields::instant(wire.content_created.as_ref())),
            expires: wire.and_then(|wire| fields::instant(wire.expires.as_ref())),
            published: entry.published.clone(),
            updated: entry.updated.clone(),
            by: reading.by,
            people: reading.people,
            located: reading.located,
            slugline: wire.and_then(|wire| wire.slugline.as_deref()).map(clean_line),
            urgency: wire.and_then(|wire| wire.urgency).or(headline.urgency),
            genres: fields::genres(wire, headline),
            subjects: fields::subjects(entry),
            mentions: wire.and_then(fields::mentions).map(Box::new),
            ed_note: fields::ed_note(wire, headline, &reading.ed_notes, standing.reason),
            sources: reading.sources,
            copyright,
            alt_ids: Vec::new(),
            pictures,
            language,
            problems: Vec::new(),
            removed,
        }
    }

    fn credits(
        &self,
        entry: &Entry,
        headline: &Headline,
        blocks: &[Block],
        pictures: &[Picture],
    ) -> Reading {
        let paragraphs = print(blocks);
        let first = blocks.iter().take(BOLD_PARAGRAPHS_MAX);
        let bold_bytes: Vec<usize> = first.map(Block::bold_bytes).collect();
        let plain = |author: &String| {
            if author.contains('<') { title::plain(author) } else { clean_line(author) }
        };
        let authors: Vec<String> = entry.authors.iter().map(plain).collect();
        let rights = entry.rights.as_deref().map(clean_line);
        let channel_rights = self.document.feed.rights.as_deref().map(clean_line);
        let wire = entry.wire.as_deref().map(fields::clean_lines);
        let printer = wire.as_ref().and_then(|wire| wire.publisher.as_deref());
        credits::read_credits(
            &Printed {
                headline: (!headline.text.is_empty()).then_some(headline.text.as_str()),
                paragraphs: &paragraphs,
                bold_bytes: &bold_bytes,
                authors: &authors,
                rights: rights.as_deref(),
                channel_rights: channel_rights.as_deref(),
                source: entry.source.as_ref().and_then(|source| source.title.as_deref()),
                publisher: self.publisher().or(printer),
                wire: wire.as_ref(),
                media_captions: &pictures::captions(pictures),
            },
            self.rules,
        )
    }

    /// The other text where it says what the body does not begin with.
    fn summary(&self, other: Vec<Block>, paragraphs: &[String]) -> Option<String> {
        let printed = print(&other);
        if printed.is_empty() {
            return None;
        }
        let reading = credits::read_credits(
            &Printed { paragraphs: &printed, publisher: self.publisher(), ..Printed::default() },
            self.rules,
        );
        let kept = keep(other, &reading.kept);
        let texts: Vec<&str> = kept.iter().map(|block| block.text.as_str()).collect();
        let summary = clean_line(&texts.join(" "));
        let text = paragraphs.join(" ");
        let bare = fold(summary.trim_end_matches(['.', '…', '[', ']', ' ']));
        let within = |chars| {
            let text = fold(first_chars(&text, chars));
            holds(text.as_bytes(), bare.as_bytes())
        };
        // Most summaries are what the text begins with: then as much of it tells as they have themselves.
        let repeated = within(bare.len().min(SAMPLE_CHARS)) || within(SAMPLE_CHARS);
        (!summary.is_empty() && !repeated).then_some(summary)
    }

    fn language(
        &self,
        entry: &Entry,
        headline: &Headline,
        paragraphs: &[String],
    ) -> Option<String> {
        let mut sample = headline.text.clone();
        for paragraph in paragraphs {
            if sample.len() > SAMPLE_CHARS {
                break;
            }
            sample.push(' ');
            sample.push_str(paragraph);
        }
        let declared = [
            entry.language.as_deref(),
            self.feed.language.as_deref(),
            self.document.feed.language.as_deref(),
        ];
        language::recognise(&sample, declared)
    }
}

/// Whether `part` stands in `text`. A long one is prepared at some cost: its head is looked for first.
fn holds(text: &[u8], part: &[u8]) -> bool {
    const HEAD_BYTES: usize = 24;
    let there = |part| memchr::memmem::find(text, part).is_some();
    there(part.get(..HEAD_BYTES).unwrap_or(part)) && there(part)
}

/// The text of an entry, and what else it carried.
struct Text {
    read: Read,
    other: Read,
    has_content: bool,
}

/// The blocks that stay, cut to the bytes that stay. `kept` is in the order of the blocks, each at most once.
fn keep(blocks: Vec<Block>, kept: &[Kept]) -> Vec<Block> {
    let mut kept = kept.iter().peekable();
    let stays = |(index, block): (usize, Block)| {
        if is_verbatim(index, &block) {
            return Some(block);
        }
        let range = kept.next_if(|kept| kept.index == index)?.range.clone();
        if range == (0..block.text.len()) { Some(block) } else { part(&block, range) }
    };
    blocks.into_iter().enumerate().filter_map(stays).collect()
}

/// The blocks as they are read for credits.
fn print(blocks: &[Block]) -> Vec<String> {
    let printed = |(index, block): (usize, &Block)| {
        if is_verbatim(index, block) { String::new() } else { block.text.clone() }
    };
    blocks.iter().enumerate().map(printed).collect()
}

/// Code or verse within an article: no line of it is a credit. Wires that send whole stories preformatted begin with it.
fn is_verbatim(index: usize, block: &Block) -> bool {
    index > 0 && block.is_verbatim()
}

/// Full: a content field, [`FULL_WORDS`] words or [`FULL_PARAGRAPHS`] paragraphs, and no sign that it goes on elsewhere.
///
/// A content field that only repeats a short summary (of `of_summary` words) is a summary. A link to the rest counts under a short text only,
/// an ellipsis at the end under all but a long one, where it is a figure of speech.
fn represent(
    has_content: bool,
    paragraphs: &[String],
    goes_on: bool,
    of_summary: usize,
) -> Representation {
    // Words beyond those that decide are not counted.
    let enough = if ends_in_ellipsis(paragraphs) { ELLIPSIS_WORDS_MAX } else { FULL_WORDS };
    let words = count_words_to(paragraphs, enough.max(of_summary + 1));
    let is_long = words >= FULL_WORDS || paragraphs.len() >= FULL_PARAGRAPHS;
    let repeats_summary = of_summary > 0 && words <= of_summary;
    let is_cut = (goes_on && words < FULL_WORDS) || trails_off(paragraphs, words);
    if words > 0 && !is_cut && (is_long || (has_content && !repeats_summary)) {
        Representation::Full
    } else {
        Representation::Partial
    }
}

/// Words of the first paragraphs that have `enough` of them, or of all.
fn count_words_to(paragraphs: &[String], enough: usize) -> usize {
    let mut words = 0;
    for paragraph in paragraphs {
        words += count_words(paragraph);
        if words >= enough {
            break;
        }
    }
    words
}

/// An ellipsis at the end of a text of so many words, where it is no figure of speech.
pub(super) fn trails_off(paragraphs: &[String], words: usize) -> bool {
    words < ELLIPSIS_WORDS_MAX && ends_in_ellipsis(paragraphs)
}

fn ends_in_ellipsis(paragraphs: &[String]) -> bool {
    paragraphs.last().is_some_and(|last| {
        let last = last.trim_end_matches([' ', ']', ')']);
        last.ends_with('…') || last.ends_with("...")
    })
}

fn reject(
    entry: &Entry,
    identity: Identity,
    problems: Vec<Problem>,
    reason: RejectionReason,
    detail: &str,
) -> Normalised {
    Normalised::Rejected(Box::new(Rejection {
        identity,
        stage: Stage::Normalise,
        reason,
        detail: detail.chars().take(Problem::DETAIL_CHARS_MAX).collect(),
        raw: entry.raw.clone(),
        problems,
    }))
}
