//! Writes blocks as HTML again: only tags named here, only escaped text, and ammonia as the last lock where anything is left
//! that it might change.

use super::blocks::{Block, BlockKind, Mark, Span};
use crate::parse::entity;

/// Sanitised HTML of `blocks`; empty where plain paragraphs say it all.
pub(crate) fn write_html(blocks: &[Block]) -> String {
    let plain = |block: &Block| block.kind == BlockKind::Paragraph && block.spans.is_empty();
    if blocks.iter().all(plain) {
        return String::new();
    }
    let mut out = String::with_capacity(blocks.iter().map(|block| block.text.len() + 32).sum());
    let mut open = None;
    for block in blocks {
        let around = container(block.kind);
        if around != open {
            close_container(&mut out, open);
            if let Some(tag) = around {
                push_tag(&mut out, tag);
                if tag == "table" {
                    push_tag(&mut out, "tbody");
                }
            }
            open = around;
        }
        write_block(&mut out, block);
    }
    close_container(&mut out, open);
    if blocks.iter().all(is_settled) { out } else { ammonia::clean(&out) }
}

/// Whether ammonia would write this block again to the byte: its tags are ours, nested and closed. What may still surprise
/// a reader of HTML is an address that is not of the web or not plain, and characters that it reads as others.
fn is_settled(block: &Block) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>');
    let of_web = |href: &str| ["https://", "http://"].iter().any(|web| href.starts_with(web));
    // U+00A0 begins with C2.
    let suspect = memchr::memchr3(b'\0', b'\r', 0xC2, block.text.as_bytes());
    suspect.is_none_or(|_| !block.text.contains(['\0', '\r', '\u{a0}']))
        && block.spans.iter().all(|span| match &span.mark {
            Mark::Link(href) => of_web(href) && href.bytes().all(is_plain),
            Mark::Tag(_) => true,
        })
}

fn container(kind: BlockKind) -> Option<&'static str> {
    match kind {
        BlockKind::Item { ordered: true } => Some("ol"),
        BlockKind::Item { ordered: false } => Some("ul"),
        BlockKind::Quote => Some("blockquote"),
        BlockKind::Row => Some("table"),
        BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Preformatted => None,
    }
}

fn close_container(out: &mut String, open: Option<&str>) {
    if let Some(tag) = open {
        if tag == "table" {
            push_end(out, "tbody");
        }
        push_end(out, tag);
    }
}

fn write_block(out: &mut String, block: &Block) {
    let tag = match block.kind {
        BlockKind::Paragraph | BlockKind::Quote => "p",
        BlockKind::Heading(1) => "h1",
        BlockKind::Heading(2) => "h2",
        BlockKind::Heading(3) => "h3",
        BlockKind::Heading(4) => "h4",
        BlockKind::Heading(5) => "h5",
        BlockKind::Heading(_) => "h6",
        BlockKind::Item { .. } => "li",
        BlockKind::Preformatted => "pre",
        BlockKind::Row => return write_row(out, block),
    };
    push_tag(out, tag);
    write_inline(out, block);
    push_end(out, tag);
}

/// Cells carry no marks: a mark over a cell's border would not nest.
fn write_row(out: &mut String, block: &Block) {
    push_tag(out, "tr");
    for cell in block.text.split('\t') {
        push_tag(out, "td");
        escape(out, cell);
        push_end(out, "td");
    }
    push_end(out, "tr");
}

fn write_inline(out: &mut String, block: &Block) {
    let mut spans: Vec<&Span> = block.spans.iter().collect();
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    // Ends of the open marks, innermost last; a mark that would cross another is cut short.
    let mut open: Vec<(usize, &Mark)> = Vec::new();
    let mut at = 0;
    for span in spans {
        close_until(out, &block.text, &mut open, &mut at, span.range.start);
        push_text(out, &block.text, &mut at, span.range.start);
        let end = open.last().map_or(span.range.end, |(end, _)| span.range.end.min(*end));
        if open.iter().any(|(_, mark)| same_element(mark, &span.mark)) {
            continue;
        }
        match &span.mark {
            Mark::Link(href) => {
                out.push_str("<a href=\"");
                entity::escape(out, href);
                out.push_str("\" rel=\"noopener noreferrer\">");
            }
            Mark::Tag(tag) => push_tag(out, tag),
        }
        open.push((end, &span.mark));
    }
    close_until(out, &block.text, &mut open, &mut at, usize::MAX);
    push_text(out, &block.text, &mut at, block.text.len());
}

/// Closes every open mark that ends at or before `limit`.
fn close_until(
    out: &mut String,
    text: &str,
    open: &mut Vec<(usize, &Mark)>,
    at: &mut usize,
    limit: usize,
) {
    while let Some((end, mark)) = open.pop_if(|(end, _)| *end <= limit) {
        push_text(out, text, at, end);
        push_end(out, if let Mark::Tag(tag) = mark { tag } else { "a" });
    }
}

fn same_element(one: &Mark, other: &Mark) -> bool {
    match (one, other) {
        (Mark::Link(_), Mark::Link(_)) => true,
        (Mark::Tag(one), Mark::Tag(other)) => one == other,
        (Mark::Link(_), Mark::Tag(_)) | (Mark::Tag(_), Mark::Link(_)) => false,
    }
}

fn push_text(out: &mut String, text: &str, at: &mut usize, until: usize) {
    if let Some(piece) = text.get(*at..until) {
        escape(out, piece);
        *at = until;
    }
}

/// Text within an element: quotation marks need no reference there.
fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for at in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(match text.as_bytes().get(at) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

fn push_tag(out: &mut String, tag: &str) {
    out.extend(["<", tag, ">"]);
}

fn push_end(out: &mut String, tag: &str) {
    out.extend(["</", tag, ">"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, spans: &[(usize, usize, Mark)], html: &str) {
        let spans =
            spans.iter().map(|(start, end, mark)| Span { range: *start..*end, mark: mark.clone() });
        let block = Block { spans: spans.collect(), ..Block::paragraph(text.to_owned()) };
        assert_eq!(write_html(&[block]), html);
    }

    #[test]
    fn marks_nest_even_where_they_cross() {
        let (b, i) = (Mark::Tag("b"), Mark::Tag("i"));
        check("one two", &[(0, 3, b.clone())], "<p><b>one</b> two</p>");
        check("one two", &[(0, 5, b.clone()), (4, 7, i)], "<p><b>one <i>t</i></b>wo</p>");
        check("one", &[(0, 3, b.clone()), (0, 3, b)], "<p><b>one</b></p>");
    }

    #[test]
    fn text_and_addresses_cannot_become_markup() {
        let link = Mark::Link("https://halden.example/?a=1&b=\"><script>".to_owned());
        let html = "<p><a href=\"https://halden.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;\" rel=\"noopener noreferrer\">&lt;i&gt; &amp;</a></p>";
        let written = write_html(&[Block {
            spans: vec![Span { range: 0..5, mark: link }],
            ..Block::paragraph("<i> &".to_owned())
        }]);
        assert_eq!(written, html);
    }

    #[test]
    fn ammonia_would_change_nothing_of_what_it_does_not_see() {
        let kinds = [
            BlockKind::Paragraph,
            BlockKind::Heading(2),
            BlockKind::Item { ordered: true },
            BlockKind::Item { ordered: false },
            BlockKind::Quote,
            BlockKind::Row,
            BlockKind::Preformatted,
        ];
        let tags = ["b", "strong", "i", "em", "code", "sub", "sup", "u", "s"];
        let marks = (0..3).map(|n| Mark::Link(format!("https://halden.example/?a={n}&b='x'#y`")));
        let marks: Vec<Mark> = marks.chain(tags.map(Mark::Tag)).collect();
        // Pieces that mean something to a reader of HTML, and an end of every element.
        let pieces = [
            "one ",
            "<p>",
            "</p></b></a>",
            "&amp;",
            "& ",
            "\"'",
            "\t",
            "été",
            "𝄞",
            "-->",
            "\n",
            "<script>",
            "«\u{ad}»",
        ];
        let runner = proptest::test_runner::Config { cases: 2_000, ..Default::default() };
        let block = (
            0..kinds.len(),
            proptest::collection::vec(0..pieces.len(), 1..12),
            proptest::collection::vec((0..marks.len(), 0..30_usize, 1..30_usize), 0..6),
        );
        proptest::proptest!(runner, |(drawn in proptest::collection::vec(block, 1..6))| {
            let blocks: Vec<Block> = drawn.into_iter().map(|(kind, words, spans)| {
                let text: String = words.into_iter().map(|at| pieces[at]).collect();
                let span = |(mark, start, length): (usize, usize, usize)| {
                    let border = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at));
                    let range = border(start)?..border(start + length)?;
                    (!range.is_empty()).then(|| Span { range, mark: marks[mark].clone() })
                };
                let spans = spans.into_iter().filter_map(span).collect();
                Block { kind: kinds[kind], spans, ..Block::paragraph(text.trim().to_owned()) }
            }).collect();
            proptest::prop_assume!(blocks.iter().all(|block| !block.text.is_empty()));
            proptest::prop_assert!(blocks.iter().all(is_settled));
            let written = write_html(&blocks);
            proptest::prop_assert_eq!(ammonia::clean(&written), written);
        });
    }

    #[test]
    fn an_address_that_is_not_of_the_web_meets_ammonia() {
        let written = |href: &str| {
            let link = Mark::Link(href.to_owned());
            let spans = vec![Span { range: 0..3, mark: link }];
            write_html(&[Block { spans, ..Block::paragraph("one".to_owned()) }])
        };
        assert_eq!(written("javascript:alert(1)"), "<p><a rel=\"noopener noreferrer\">one</a></p>");
        assert!(written("mailto:\"><script>").starts_with("<p><a href=\"mailto:&quot;&gt;"));
    }

    #[test]
    fn plain_paragraphs_need_no_html() {
        check("one", &[], "");
    }

    #[test]
    fn neighbours_of_one_kind_share_a_list() {
        let item = |text: &str| Block {
            kind: BlockKind::Item { ordered: false },
            ..Block::paragraph(text.to_owned())
        };
        let row = Block { kind: BlockKind::Row, ..Block::paragraph("a\tb".to_owned()) };
        assert_eq!(
            write_html(&[item("x"), item("y"), row]),
            "<ul><li>x</li><li>y</li></ul><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
        );
    }
}
