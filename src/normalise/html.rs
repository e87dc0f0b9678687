//! HTML to blocks by tokens alone, in linear time; it takes nothing out but what no reader sees.

use url::Url;

use super::blocks::{Block, BlockKind, Body, Image, Mark, Scope, Span, finish};
use super::element::{Element, element};
use super::furniture;
use super::text;
use super::tokens::{self, Name, OpenTag, Reader};

/// Nesting beyond this is an attack or an accident: the text is kept, the markup is not.
pub(crate) const DEPTH_MAX: usize = 256;
/// Marks and lines of one block; more become plain text or a new block, so that splitting stays cheap.
const SPANS_MAX: usize = 1_000;
const LINES_MAX: usize = 500;
/// Longest address that is kept; browsers and proxies cut longer ones.
const HREF_BYTES_MAX: usize = 2_048;
/// Blocks that one link may wrap before it is given up.
const LINK_BLOCKS_MAX: u8 = 8;
const IMAGES_MAX: usize = 100;
/// A longer "caption" is the article under a wrong class.
const CAPTION_WORDS_MAX: usize = 120;

/// Reads `html`; links are resolved against `base`.
pub(crate) fn read_html(html: &str, base: Option<&Url>) -> Body {
    let first = tokens::read(html, Builder::new(base, true));
    // An element that hides its content and never ends would hide the article.
    let hidden_to_the_end = first.hidden.is_some();
    let builder = if hidden_to_the_end {
        tokens::read(html, Builder::new(base, false))
    } else {
        first
    };
    builder.end()
}

/// An element that is open.
struct Open {
    name: Name,
    element: Element,
    mark: Option<Mark>,
    /// Where the mark begins in the text of the current block.
    start: usize,
    blocks: u8,
    scope: bool,
}

struct Builder<'a> {
    base: Option<&'a Url>,
    hides: bool,
    ending: bool,
    stack: Vec<Open>,
    /// Depth of the outermost element whose content is left out.
    hidden: Option<usize>,
    text: String,
    lines: usize,
    spans: Vec<Span>,
    scope: Option<usize>,
    figure: Option<Figure>,
    body: Body,
}

/// The figure that is open: its images so far, and captions that wait for one.
#[derive(Default)]
struct Figure {
    images_from: usize,
    captions: Vec<String>,
}

impl Reader for Builder<'_> {
    fn open(&mut self, tag: &OpenTag<'_>) {
        let element = element(tag.name());
        if self.hidden.is_none() {
            self.prepare(element);
        }
        match element {
            Element::Image => return self.image(tag),
            Element::Break => return self.line_break(),
            Element::Void | Element::Rule => return,
            Element::Hidden if tag.closes_itself() => return,
            _ => {}
        }
        if self.stack.len() >= DEPTH_MAX {
            self.body.too_deep = true;
            return;
        }
        if element.is_hidden(self.hides) && self.hidden.is_none() {
            self.hidden = Some(self.stack.len());
        }
        let scope = self.hidden.is_none() && element.is_block() && self.open_scope(tag);
        let mark = if self.hidden.is_none() {
            self.mark_of(element, tag)
        } else {
            None
        };
        let element = if element.is_block() && is_caption(tag) {
            Element::Caption
        } else {
            element
        };
        if element == Element::Figure && self.hidden.is_none() && self.figure.is_none() {
            self.figure = Some(Figure {
                images_from: self.body.images.len(),
                captions: Vec::new(),
            });
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

    fn close(&mut self, name: &Name) {
        if element(name) == Element::Break {
            return self.line_break();
        }
        let floor = self.hidden.unwrap_or(0);
        let reachable = self.stack.get(floor..).unwrap_or_default();
        let found = reachable.iter().rposition(|open| open.name == *name);
        if let Some(index) = found {
            self.close_to(floor + index);
        } else if element(name).is_block() && self.hidden.is_none() {
            self.flush();
        }
    }

    fn text(&mut self, raw: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.block_kind() == Some(BlockKind::Preformatted) {
            self.text.extend(
                raw.chars()
                    .filter(|c| *c == '\n' || *c == '\t' || !c.is_control()),
            );
        } else {
            text::push_collapsed(&mut self.text, raw);
        }
    }
}

impl<'a> Builder<'a> {
    fn new(base: Option<&'a Url>, hides: bool) -> Self {
        Self {
            base,
            hides,
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

    fn end(mut self) -> Body {
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
        } else if element == Element::Image && self.figure.is_none() {
            // An image between two lines parts them no more than a space does.
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
            let block = self
                .stack
                .last()
                .is_some_and(|open| open.element.is_block());
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
            if open.element == Element::Figure {
                self.close_figure();
            }
        }
    }

    fn push_span(&mut self, start: usize, mark: Mark) {
        if start < self.text.len() && self.spans.len() < SPANS_MAX {
            self.spans.push(Span {
                range: start..self.text.len(),
                mark,
            });
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
        let block = Block {
            kind: self.block_kind().unwrap_or(BlockKind::Paragraph),
            text: std::mem::take(&mut self.text),
            spans: std::mem::take(&mut self.spans),
            scope: self.scope,
        };
        if self.is_in_caption() {
            return self.caption(block);
        }
        let cells = block.text.trim().contains('\t');
        let kind = if block.kind == BlockKind::Row && !cells {
            BlockKind::Paragraph
        } else {
            block.kind
        };
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
        self.stack
            .iter()
            .enumerate()
            .rev()
            .find_map(|(index, open)| match open.element {
                Element::Heading(level) => Some(BlockKind::Heading(level)),
                Element::Preformatted => Some(BlockKind::Preformatted),
                Element::Quote => Some(BlockKind::Quote),
                Element::Row => Some(BlockKind::Row),
                Element::Item => {
                    let list = self.stack.iter().take(index).rev();
                    let mut list = list.filter_map(|open| match open.element {
                        Element::List { ordered } => Some(ordered),
                        _ => None,
                    });
                    Some(BlockKind::Item {
                        ordered: list.next().unwrap_or(false),
                    })
                }
                _ => None,
            })
    }

    fn is_in_caption(&self) -> bool {
        self.stack
            .iter()
            .any(|open| open.element == Element::Caption)
    }

    fn mark_of(&self, element: Element, tag: &OpenTag<'_>) -> Option<Mark> {
        let mark = match element {
            Element::Inline(name) => Mark::Tag(name),
            Element::Link => Mark::Link(self.address(tag.attribute("href")?)?),
            _ => return None,
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
        let url = match self.base {
            Some(base) => base.join(href),
            None => Url::parse(href),
        };
        let url = url
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))?;
        Some(String::from(url))
    }

    fn open_scope(&mut self, tag: &OpenTag<'_>) -> bool {
        if self.scope.is_some() {
            return false;
        }
        let named = [tag.attribute("class"), tag.attribute("id")];
        let Some(rule) = named
            .into_iter()
            .flatten()
            .find_map(furniture::rule_of_class)
        else {
            return false;
        };
        self.flush();
        self.scope = Some(self.body.scopes.len());
        self.body.scopes.push(Scope {
            rule: rule.to_owned(),
            words: 0,
            closed: false,
        });
        true
    }

    fn image(&mut self, tag: &OpenTag<'_>) {
        if self.hidden.is_some() || self.body.images.len() >= IMAGES_MAX {
            return;
        }
        let sources = ["src", "data-src", "data-lazy-src", "data-original"];
        let mut found = sources.iter().filter_map(|name| tag.attribute(name));
        let Some(href) = found.find_map(|href| self.address(href)) else {
            return;
        };
        let number = |name| {
            tag.attribute(name)
                .and_then(|value| value.trim_end_matches("px").parse().ok())
        };
        let image = Image {
            href: Some(href),
            alt: tag.attribute("alt").map(text::clean_line),
            caption: None,
            width: number("width"),
            height: number("height"),
        };
        if self.scope.is_none() && !furniture::is_tracking_image(&image) {
            self.body.images.push(image);
        }
    }

    fn caption(&mut self, block: Block) {
        let words = text::count_words(&block.text);
        if words > CAPTION_WORDS_MAX {
            return finish(
                Block {
                    kind: BlockKind::Paragraph,
                    ..block
                },
                &mut self.body.blocks,
            );
        }
        let caption = text::clean_line(&block.text);
        if caption.is_empty() {
            return;
        }
        if let Some(figure) = &mut self.figure {
            figure.captions.push(caption);
            return;
        }
        match self
            .body
            .images
            .last_mut()
            .filter(|image| image.caption.is_none())
        {
            Some(image) => image.caption = Some(caption),
            None => self.body.images.push(Image {
                caption: Some(caption),
                ..Image::default()
            }),
        }
    }

    fn close_figure(&mut self) {
        let Some(figure) = self.figure.take() else {
            return;
        };
        if figure.captions.is_empty() {
            return;
        }
        let caption = figure.captions.join(" ");
        match self.body.images.get_mut(figure.images_from) {
            Some(image) => image.caption = Some(caption),
            None => self.body.images.push(Image {
                caption: Some(caption),
                ..Image::default()
            }),
        }
    }
}

fn is_caption(tag: &OpenTag<'_>) -> bool {
    const CLASSES: [&str; 6] = [
        "caption",
        "wp-caption-text",
        "image-caption",
        "photo-caption",
        "media-caption",
        "figcaption",
    ];
    let class = tag.attribute("class").unwrap_or_default();
    class
        .split_whitespace()
        .any(|token| CLASSES.contains(&token))
}
