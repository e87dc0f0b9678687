//! Turns tags and text into blocks with a stack of open elements and no tree.

use url::Url;

use super::DEPTH_MAX;
use super::figures::{self, Figure, is_caption};
use crate::normalise::address;
use crate::normalise::blocks::{Block, BlockKind, Body, Mark, Scope, Span, finish};
use crate::normalise::element::{Element, element};
use crate::normalise::furniture;
use crate::normalise::rules::Rules;
use crate::normalise::text;
use crate::normalise::tokens::{Name, OpenTag, Reader};

/// Marks and lines of one block; more become plain text or a new block, so that splitting stays cheap.
const SPANS_MAX: usize = 1_000;
const LINES_MAX: usize = 500;
/// Longest address that is kept; browsers and proxies cut longer ones.
const HREF_BYTES_MAX: usize = 2_048;
/// Blocks that one link may wrap before it is given up.
const LINK_BLOCKS_MAX: u8 = 8;

/// An element that is open.
pub(super) struct Open {
    name: Name,
    element: Element,
    mark: Option<Mark>,
    /// Where the mark begins in the text of the current block.
    start: usize,
    blocks: u8,
    scope: bool,
}

pub(super) struct Builder<'a> {
    base: Option<&'a Url>,
    rules: &'a Rules,
    hides: bool,
    /// Tags of raw text so far.
    raw_tags: usize,
    void_from: usize,
    ending: bool,
    stack: Vec<Open>,
    /// Depth of the outermost element whose content is left out.
    pub(super) hidden: Option<usize>,
    text: String,
    lines: usize,
    spans: Vec<Span>,
    scope: Option<usize>,
    figure: Option<Figure>,
    body: Body,
}

impl Reader for Builder<'_> {
    fn open(&mut self, tag: &OpenTag<'_>) -> bool {
        let element = element(tag.name());
        let raw = element == Element::HiddenRaw;
        self.raw_tags += usize::from(raw);
        let is_code = matches!(&**tag.name(), "script" | "style");
        if raw && !is_code && self.raw_tags >= self.void_from {
            return false;
        }
        self.open_element(element, tag);
        true
    }

    fn close(&mut self, name: &Name) {
        if element(name) == Element::Break {
            return self.line_break();
        }
        let floor = self.hidden.unwrap_or(0);
        let reachable = self.stack.get(floor..).unwrap_or_default();
        let found = reachable.iter().rposition(|open| open.name == *name);
        if let Some(index) = found {
            let index = floor + index;
            let mut within = self.stack.iter().skip(index).map(|open| open.element.is_block());
            if within.next() == Some(false) && within.any(|is_block| is_block) {
                return self.end_mark(index);
            }
            self.close_to(index);
        } else if element(name).is_block() && self.hidden.is_none() {
            self.flush();
        }
    }

    fn text(&mut self, raw: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.block_kind() == Some(BlockKind::Preformatted) {
            self.text.extend(raw.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()));
        } else {
            text::push_collapsed(&mut self.text, raw);
        }
    }
}

impl<'a> Builder<'a> {
    /// `hides`: elements that need an end tag hide their content. From the raw tag of number `void_from` on, all but code
    /// are read as if they had no content.
    pub(super) fn new(
        base: Option<&'a Url>,
        rules: &'a Rules,
        hides: bool,
        void_from: usize,
    ) -> Self {
        Self {
            base,
            rules,
            hides,
            void_from,
            raw_tags: 0,
            ending: false,
            stack: Vec::new(),
            hidden: None,
            text: String::new(),
            lines: 0,
            spans: Vec::new(),
            scope: None,
            figure: None,
            body: Body::default(),
        }
    }

    /// The number of the raw tag in which the document ended.
    pub(super) fn unclosed_raw(&self) -> Option<usize> {
        let last = self.stack.last()?;
        (last.element == Element::HiddenRaw).then_some(self.raw_tags)
    }

    fn open_element(&mut self, element: Element, tag: &OpenTag<'_>) {
        let element = if is_field(element, tag) { Element::Container } else { element };
        if self.hidden.is_none() {
            self.prepare(element);
        }
        if element == Element::Image {
            return self.image(tag);
        }
        if element == Element::Break {
            return self.line_break();
        }
        let hides = matches!(element, Element::Hidden | Element::HiddenRaw);
        if (hides && tag.closes_itself()) || matches!(element, Element::Void | Element::Rule) {
            return;
        }
        // Raw text holds no tags, so it is one level at most, and its content must stay hidden.
        if self.stack.len() >= DEPTH_MAX && element != Element::HiddenRaw {
            self.body.too_deep = true;
            return;
        }
        if element.is_hidden(self.hides) && self.hidden.is_none() {
            self.hidden = Some(self.stack.len());
        }
        let scope = self.hidden.is_none() && element.is_block() && self.open_scope(tag);
        let mark = if self.hidden.is_none() { self.mark_of(element, tag) } else { None };
        let element =
            if element.is_block() && is_caption(tag) { Element::Caption } else { element };
        if element == Element::Figure && self.hidden.is_none() && self.figure.is_none() {
            self.figure = Some(Figure::open(&self.body));
        }
        self.stack.push(Open {
            name: tag.name().clone(),
            element,
            mark,
            start: self.text.len(),
            blocks: 0,
            scope,
        });
    }

    fn image(&mut self, tag: &OpenTag<'_>) {
        if self.hidden.is_some() {
            return;
        }
        let image = figures::read_image(tag, &self.body, |href| self.address(href));
        let Some(image) = image.filter(|_| self.scope.is_none()) else { return };
        if !furniture::is_tracking_image(&image, self.rules) {
            self.body.images.push(image);
        }
    }

    pub(super) fn end(mut self) -> Body {
        self.ending = true;
        self.close_to(0);
        self.flush();
        if self.body.too_deep {
            for block in &mut self.body.blocks {
                block.spans.clear();
            }
        }
        self.body
    }

    /// What a start tag ends before it begins: the block before it, and elements that need no end tag.
    fn prepare(&mut self, element: Element) {
        if let Element::Cell = element {
            if !self.text.trim_end().is_empty() && self.block_kind() == Some(BlockKind::Row) {
                let end = self.text.trim_end().len();
                self.text.truncate(end);
                self.text.push('\t');
            }
            return self.close_implied(element);
        }
        if element.is_block() || element == Element::Rule {
            self.flush();
            self.close_implied(element);
        } else if matches!(element, Element::Image | Element::Hidden) {
            // An image or a button within a line parts words, not paragraphs.
            text::push_collapsed(&mut self.text, " ");
        }
    }

    /// Closes the open paragraph, list item, row or cell that `next` replaces (HTML standard 13.1.2.4).
    fn close_implied(&mut self, next: Element) {
        let floor = self.hidden.unwrap_or(0);
        let mut target = None;
        for (index, open) in self.stack.iter().enumerate().skip(floor).rev() {
            let replaced = next.replaces(open.element);
            if replaced {
                target = Some(index);
            }
            if open.element.is_block()
                && open.element != Element::Paragraph
                && !next.passes(open.element)
            {
                break;
            }
            if replaced && open.element != Element::Paragraph {
                break;
            }
        }
        if let Some(index) = target {
            self.close_to(index);
        }
    }

    /// Closes the element at `index` and all within it.
    fn close_to(&mut self, index: usize) {
        while self.stack.len() > index {
            let block = self.stack.last().is_some_and(|open| open.element.is_block());
            if block && self.hidden.is_none() {
                self.flush();
            }
            let Some(open) = self.stack.pop() else { return };
            if self.hidden == Some(self.stack.len()) {
                self.hidden = None;
            }
            if let Some(mark) = open.mark {
                self.push_span(open.start, mark);
            }
            if open.scope
                && let Some(scope) = self.scope.take()
                && let Some(scope) = self.body.scopes.get_mut(scope)
            {
                scope.closed = !self.ending;
            }
            if open.element == Element::Figure
                && let Some(figure) = self.figure.take()
            {
                figure.close(&mut self.body);
            }
        }
    }

    /// Ends the mark of an element whose end tag stands inside another block (`<b>one<p>two</b>three`).
    fn end_mark(&mut self, index: usize) {
        let open = self.stack.get_mut(index);
        let mark = open.and_then(|open| open.mark.take().map(|mark| (open.start, mark)));
        if let Some((start, mark)) = mark {
            self.push_span(start, mark);
        }
    }

    fn push_span(&mut self, start: usize, mark: Mark) {
        if start < self.text.len() && self.spans.len() < SPANS_MAX {
            self.spans.push(Span { range: start..self.text.len(), mark });
        }
    }

    /// Ends the current block; marks that are open go on in the next one.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        for index in 0..self.stack.len() {
            let Some(open) = self.stack.get_mut(index) else {
                break;
            };
            let start = std::mem::take(&mut open.start);
            open.blocks = open.blocks.saturating_add(1);
            let carried = open.blocks <= LINK_BLOCKS_MAX;
            let mark = match &open.mark {
                Some(Mark::Link(_)) if !carried => open.mark.take(),
                mark => mark.clone(),
            };
            if let Some(mark) = mark {
                self.push_span(start, mark);
            }
        }
        self.lines = 0;
        // A copy is of the block's own size, and what was grown stays for the next one.
        let text = self.text.clone();
        self.text.clear();
        let block = Block {
            kind: self.block_kind().unwrap_or(BlockKind::Paragraph),
            text,
            spans: std::mem::take(&mut self.spans),
            scope: self.scope,
        };
        if self.is_in_caption() {
            return figures::keep_caption(block, self.figure.as_mut(), &mut self.body);
        }
        let is_loose = block.kind == BlockKind::Row && !block.text.trim().contains('\t');
        let kind = if is_loose { BlockKind::Paragraph } else { block.kind };
        if let Some(scope) = self.scope.and_then(|scope| self.body.scopes.get_mut(scope)) {
            scope.words += text::count_words(&block.text);
        }
        finish(Block { kind, ..block }, &mut self.body.blocks);
    }

    fn line_break(&mut self) {
        if self.hidden.is_some() || self.text.is_empty() {
            return;
        }
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        if self.block_kind() == Some(BlockKind::Preformatted) {
            self.text.push('\n');
        } else if self.text.ends_with('\n') || self.lines >= LINES_MAX {
            self.flush();
        } else {
            self.lines += 1;
            self.text.push('\n');
        }
    }

    fn block_kind(&self) -> Option<BlockKind> {
        let mut in_item = false;
        for open in self.stack.iter().rev() {
            let kind = open.element.block_kind();
            if let Some(BlockKind::Item { .. }) = kind {
                // An item is of the kind of its list, which may be missing.
                if in_item && open.element != Element::Item {
                    return kind;
                }
                in_item |= open.element == Element::Item;
            } else if kind.is_some() && !in_item {
                return kind;
            }
        }
        in_item.then_some(BlockKind::Item { ordered: false })
    }

    fn is_in_caption(&self) -> bool {
        self.stack.iter().any(|open| open.element == Element::Caption)
    }

    fn mark_of(&self, element: Element, tag: &OpenTag<'_>) -> Option<Mark> {
        let mark = if let Element::Inline(name) = element {
            Mark::Tag(name)
        } else if element == Element::Link {
            Mark::Link(self.address(tag.attribute("href")?)?)
        } else {
            return None;
        };
        let known = |open: &Open| match (&open.mark, &mark) {
            (Some(Mark::Tag(one)), Mark::Tag(other)) => one == other,
            (Some(Mark::Link(_)), Mark::Link(_)) => true,
            _ => false,
        };
        (!self.stack.iter().any(known)).then_some(mark)
    }

    /// An absolute address that may be published.
    fn address(&self, href: &str) -> Option<String> {
        if href.len() > HREF_BYTES_MAX || href.starts_with('#') {
            return None;
        }
        if address::is_settled(href) {
            return Some(href.to_owned());
        }
        let url = match self.base {
            Some(base) => base.join(href),
            None => Url::parse(href),
        };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))?;
        Some(String::from(url))
    }

    fn open_scope(&mut self, tag: &OpenTag<'_>) -> bool {
        if self.scope.is_some() {
            return false;
        }
        let named = [tag.attribute("class"), tag.attribute("id")];
        let mut named = named.into_iter().flatten();
        let Some(rule) = named.find_map(|classes| furniture::rule_of_class(classes, self.rules))
        else {
            return false;
        };
        self.flush();
        self.scope = Some(self.body.scopes.len());
        self.body.scopes.push(Scope { rule: rule.to_owned(), words: 0, closed: false });
        true
    }
}

/// Whether an inline element is a field of its own: Drupal prints headline, author and date of a node as `span`s in a row.
/// Other fields may stand within a sentence.
fn is_field(element: Element, tag: &OpenTag<'_>) -> bool {
    const FIELDS: [&str; 3] = ["field--name-title", "field--name-uid", "field--name-created"];
    let is_named = |token: &str| FIELDS.contains(&token);
    element == Element::Other
        && tag.attribute("class").is_some_and(|class| class.split_whitespace().any(is_named))
}
