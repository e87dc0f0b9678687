//! The parts of an article as a reader sees them: blocks of text with their inline marks, and images.

use std::borrow::Cow;
use std::ops::Range;

use super::text;
use crate::model::{Problem, ProblemKind};

/// What a block is; decides its tag when the HTML is written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Paragraph,
    /// 1 to 6.
    Heading(u8),
    Item {
        ordered: bool,
    },
    Quote,
    /// A table row; its cells are parted by tabs.
    Row,
    Preformatted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Absolute address: http, https or mailto.
    Link(String),
    /// An inline element without attributes.
    Tag(&'static str),
}

/// A mark over some bytes of a block's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub mark: Mark,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub kind: BlockKind,
    /// Clean text, never empty.
    pub text: String,
    pub spans: Vec<Span>,
    /// Index into [`Body::scopes`] of the element with a furniture class around this block.
    pub scope: Option<usize>,
}

/// An element whose class or id is one that furniture has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The rule's name.
    pub rule: String,
    pub words: usize,
    /// An element that was never closed says nothing about what follows it.
    pub closed: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Image {
    pub href: Option<String>,
    pub alt: Option<String>,
    pub caption: Option<String>,
    /// Blocks of the body that stand before it.
    pub blocks_before: usize,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub blocks: Vec<Block>,
    pub scopes: Vec<Scope>,
    pub images: Vec<Image>,
    /// Nested deeper than [`super::html::DEPTH_MAX`].
    pub too_deep: bool,
    /// The markup ends inside an element whose content is no markup (`<iframe>`, `<script>`).
    pub unclosed: bool,
}

impl Body {
    /// What was wrong with the markup.
    pub(crate) fn problems(&self) -> impl Iterator<Item = Problem> {
        let too_deep = "markup is nested too deeply; its text alone was kept";
        let unclosed = "markup ends inside a script, frame or text field that is never closed";
        let found = [
            (self.too_deep, ProblemKind::TooDeep, too_deep),
            (self.unclosed, ProblemKind::Malformed, unclosed),
        ];
        found
            .into_iter()
            .filter(|(there, ..)| *there)
            .map(|(_, kind, said)| Problem::new(kind, said))
    }
}

impl Block {
    /// Code or verse: more than one preformatted line.
    pub(crate) fn is_verbatim(&self) -> bool {
        self.kind == BlockKind::Preformatted && self.text.contains('\n')
    }

    pub(crate) fn paragraph(text: String) -> Self {
        Self { kind: BlockKind::Paragraph, text, spans: Vec::new(), scope: None }
    }

    /// How many bytes in bold it begins with.
    pub(crate) fn bold_bytes(&self) -> usize {
        let bold =
            |span: &&Span| span.range.start == 0 && matches!(span.mark, Mark::Tag("strong" | "b"));
        self.spans.iter().find(bold).map_or(0, |span| span.range.end)
    }

    /// Whether all of the words stand inside links.
    pub(crate) fn is_all_link(&self) -> bool {
        let linked: usize = self
            .spans
            .iter()
            .filter(|span| matches!(span.mark, Mark::Link(_)))
            .map(|span| span.range.len())
            .sum();
        linked * 10 >= self.text.len() * 9
    }
}

/// The blocks of text that came without markup: blank lines part paragraphs, else single lines do.
pub(crate) fn blocks_of_text(raw: &str) -> Vec<Block> {
    let lines: Vec<String> = raw.lines().map(text::clean_line).collect();
    let mut blocks = Vec::new();
    for group in lines.split(String::is_empty) {
        let group: Vec<&str> = group.iter().map(String::as_str).collect();
        if text::are_wrapped(&group) {
            blocks.push(Block::paragraph(group.join(" ")));
        } else {
            blocks.extend(group.iter().map(|line| Block::paragraph((*line).to_owned())));
        }
    }
    blocks
}

/// Makes `block` clean and splits it at its line breaks where these part paragraphs.
pub(crate) fn finish(mut block: Block, out: &mut Vec<Block>) {
    if block.kind == BlockKind::Preformatted && block.text.contains("\n\n") {
        // A wire story set in <pre>: its line breaks are a printer's, not a programmer's.
        out.extend(
            blocks_of_text(&block.text).into_iter().map(|b| Block { scope: block.scope, ..b }),
        );
        return;
    }
    settle_characters(&mut block);
    trim(&mut block);
    if block.text.is_empty() || !block.text.contains(|c: char| !c.is_whitespace()) {
        return;
    }
    let is_line = memchr::memchr(b'\n', block.text.as_bytes()).is_none();
    if is_line || block.kind == BlockKind::Preformatted {
        out.push(block);
        return;
    }
    let lines: Vec<&str> = block.text.split('\n').map(str::trim).collect();
    let one = matches!(block.kind, BlockKind::Heading(_) | BlockKind::Item { .. } | BlockKind::Row);
    if one || text::are_wrapped(&lines) {
        block.text = block.text.replace('\n', " ");
        out.push(block);
    } else {
        split(&block, out);
    }
}

/// The part of `block` that `range` names, `None` where nothing is left.
pub(crate) fn part(block: &Block, range: Range<usize>) -> Option<Block> {
    let kept = block.text.get(range.clone())?;
    let spans = block.spans.iter().filter_map(|span| {
        let start = span.range.start.max(range.start);
        let end = span.range.end.min(range.end);
        (start < end).then(|| Span {
            range: start - range.start..end - range.start,
            mark: span.mark.clone(),
        })
    });
    let mut cut = Block {
        kind: block.kind,
        text: kept.to_owned(),
        spans: spans.collect(),
        scope: block.scope,
    };
    trim(&mut cut);
    (!cut.text.is_empty()).then_some(cut)
}

fn split(block: &Block, out: &mut Vec<Block>) {
    // Every line looks at every span: `html` bounds both in one block.
    let mut start = 0;
    for line in block.text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        out.extend(part(block, range));
    }
}

/// Joiners and composition change lengths: each stretch between borders of spans is settled by itself.
fn settle_characters(block: &mut Block) {
    if block.text.is_ascii() {
        return;
    }
    if let Cow::Borrowed(tidy) = text::tidy_joiners(&block.text)
        && let Cow::Borrowed(_) = text::compose(Cow::Borrowed(tidy))
    {
        return;
    }
    let mut borders: Vec<usize> =
        block.spans.iter().flat_map(|span| [span.range.start, span.range.end]).collect();
    borders.push(block.text.len());
    borders.sort_unstable();
    borders.dedup();
    let mut settled = String::with_capacity(block.text.len());
    let mut moved = Vec::with_capacity(borders.len());
    let mut from = 0;
    for border in &borders {
        let stretch = block.text.get(from..*border).unwrap_or_default();
        settled.push_str(&text::compose(text::tidy_joiners(stretch)));
        moved.push(settled.len());
        from = *border;
    }
    let place = |at: usize| {
        let found = borders.binary_search(&at).ok().and_then(|index| moved.get(index));
        found.copied().unwrap_or_default()
    };
    for span in &mut block.spans {
        span.range = place(span.range.start)..place(span.range.end);
    }
    if let Cow::Owned(whole) = text::compose(Cow::Borrowed(&settled)) {
        // A mark parts a letter from its accent: the letter counts more.
        settled = whole;
        block.spans.clear();
    }
    block.text = settled;
}

fn trim(block: &mut Block) {
    let cut: &[char] =
        if block.kind == BlockKind::Preformatted { &['\n', '\r'] } else { &[' ', '\n', '\t'] };
    let end = block.text.trim_end_matches(cut).len();
    block.text.truncate(end);
    let start = end - block.text.trim_start_matches(cut).len();
    block.text.drain(..start);
    let length = block.text.len();
    for span in &mut block.spans {
        let clamp = |at: usize| at.saturating_sub(start).min(length);
        span.range = clamp(span.range.start)..clamp(span.range.end);
    }
    block.spans.retain(|span| !span.range.is_empty());
}
