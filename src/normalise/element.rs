//! What each HTML element means for the text of an article. A table, nothing else.

use super::blocks::BlockKind;
use super::tokens::Name;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    Paragraph,
    Heading(u8),
    List {
        ordered: bool,
    },
    Item,
    Quote,
    Table,
    Row,
    Cell,
    Figure,
    Caption,
    Preformatted,
    /// Begins and ends a block without meaning of its own.
    Container,
    Link,
    Inline(&'static str),
    /// Inline, and its tag is dropped.
    Other,
    Break,
    Rule,
    Image,
    Void,
    /// Its content is no part of the article.
    Hidden,
    /// The same, and the tokenizer knows where it ends.
    HiddenRaw,
}

impl Element {
    pub(crate) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Paragraph
                | Self::Heading(_)
                | Self::List { .. }
                | Self::Item
                | Self::Quote
                | Self::Table
                | Self::Row
                | Self::Figure
                | Self::Caption
                | Self::Preformatted
                | Self::Container
        )
    }

    /// The kind of block that text within this element belongs to; a list's is that of its items.
    pub(crate) fn block_kind(self) -> Option<BlockKind> {
        if let Self::Heading(level) = self {
            return Some(BlockKind::Heading(level));
        }
        if let Self::List { ordered } = self {
            return Some(BlockKind::Item { ordered });
        }
        let kinds = [
            (Self::Item, BlockKind::Item { ordered: false }),
            (Self::Preformatted, BlockKind::Preformatted),
            (Self::Quote, BlockKind::Quote),
            (Self::Row, BlockKind::Row),
        ];
        let found = kinds.into_iter().find(|(element, _)| *element == self);
        found.map(|(_, kind)| kind)
    }

    pub(crate) fn is_hidden(self, also_unbounded: bool) -> bool {
        self == Self::HiddenRaw || (self == Self::Hidden && also_unbounded)
    }

    /// Whether the start of `self` ends an open `other`.
    pub(crate) fn replaces(self, other: Self) -> bool {
        let paragraph = other == Self::Paragraph && self.is_block() && self != Self::Row;
        paragraph || (other == self && matches!(self, Self::Item | Self::Row | Self::Cell))
    }

    /// Whether the search for what `self` replaces goes on outside an open `other`.
    pub(crate) fn passes(self, other: Self) -> bool {
        let in_row = matches!(other, Self::Paragraph | Self::Container | Self::Cell);
        let in_item = matches!(other, Self::Paragraph | Self::Heading(_));
        (self == Self::Item && in_item) || (matches!(self, Self::Row | Self::Cell) && in_row)
    }
}

pub(crate) fn element(name: &Name) -> Element {
    match &**name {
        "p" => Element::Paragraph,
        "h1" => Element::Heading(1),
        "h2" => Element::Heading(2),
        "h3" => Element::Heading(3),
        "h4" => Element::Heading(4),
        "h5" => Element::Heading(5),
        "h6" => Element::Heading(6),
        "ol" => Element::List { ordered: true },
        "ul" | "menu" => Element::List { ordered: false },
        "li" => Element::Item,
        "blockquote" => Element::Quote,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" | "th" => Element::Cell,
        "figure" => Element::Figure,
        "figcaption" => Element::Caption,
        "pre" | "listing" => Element::Preformatted,
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "body"
        | "center" | "address" | "dl" | "dt" | "dd" | "details" | "summary" | "fieldset"
        | "tbody" | "thead" | "tfoot" | "caption" | "html" | "hgroup" => Element::Container,
        "a" => Element::Link,
        "b" => Element::Inline("b"),
        "strong" => Element::Inline("strong"),
        "i" => Element::Inline("i"),
        "em" => Element::Inline("em"),
        "code" => Element::Inline("code"),
        "sub" => Element::Inline("sub"),
        "sup" => Element::Inline("sup"),
        "u" => Element::Inline("u"),
        "s" | "strike" | "del" => Element::Inline("s"),
        "br" => Element::Break,
        "hr" => Element::Rule,
        "img" | "amp-img" => Element::Image,
        "wbr" | "input" | "meta" | "link" | "source" | "col" | "embed" | "area" | "base"
        | "param" | "track" | "frame" | "keygen" | "basefont" => Element::Void,
        "script" | "style" | "iframe" | "noembed" | "noframes" | "textarea" | "title" => {
            Element::HiddenRaw
        }
        "noscript" | "form" | "button" | "nav" | "svg" | "math" | "template" | "object"
        | "applet" | "select" | "audio" | "video" | "canvas" | "head" | "map" | "dialog" => {
            Element::Hidden
        }
        _ => Element::Other,
    }
}
