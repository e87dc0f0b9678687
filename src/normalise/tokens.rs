//! The only place that names html5ever: drives its tokenizer and hands on owned tags and text. It builds no tree.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// An element's name: one word to copy and compare.
pub(crate) type Name = html5ever::LocalName;

/// What the tokenizer finds, in order.
pub(crate) trait Reader {
    /// Returns whether the content is read as raw text where the element has such; a tag that closes itself has none.
    fn open(&mut self, tag: &OpenTag<'_>) -> bool;
    fn close(&mut self, name: &Name);
    fn text(&mut self, text: &str);
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct OpenTag<'a> {
    tag: &'a Tag,
}

impl OpenTag<'_> {
    pub(crate) fn name(&self) -> &Name {
        &self.tag.name
    }

    pub(crate) fn closes_itself(&self) -> bool {
        self.tag.self_closing
    }

    /// Whether the attribute is there, with a value or without.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.tag.attrs.iter().any(|a| &*a.name.local == name)
    }

    /// The value of an attribute, empty ones left out.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.tag.attrs.iter().find(|a| &*a.name.local == name)?;
        let value = found.value.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// The tokenizer compares each attribute with all before it in its tag: more are cut off.
const ATTRIBUTES_MAX: usize = 1_000;

/// Reads `html` in linear time, whatever it holds.
pub(crate) fn read<R: Reader>(html: &str, reader: R) -> R {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(&*without_endless_tags(html)));
    let tokenizer = Tokenizer::new(
        Sink(RefCell::new(reader)),
        TokenizerOpts { discard_bom: true, ..TokenizerOpts::default() },
    );
    // The sink never asks for a pause, so one call takes all of the input.
    while !input.is_empty() {
        if matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {
            break;
        }
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// `text` with its character references read, and every `<` taken as it stands.
pub(crate) fn text_of_references(text: &str) -> String {
    struct Plain(String);
    impl Reader for Plain {
        fn open(&mut self, _: &OpenTag<'_>) -> bool {
            true
        }
        fn close(&mut self, _: &Name) {}
        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
    }
    read(&text.replace('<', "&lt;"), Plain(String::with_capacity(text.len()))).0
}

/// `html` with tags of at most [`ATTRIBUTES_MAX`] words or so; what looks like a tag in a script may be cut as well.
fn without_endless_tags(html: &str) -> Cow<'_, str> {
    if html.len() < ATTRIBUTES_MAX * 2 {
        return Cow::Borrowed(html);
    }
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let start = at + found;
        at = start + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (end, cut) = tag_end(bytes, at);
        if let Some(cut) = cut {
            kept.push_str(html.get(from..cut).unwrap_or_default());
            from = end;
        }
        at = end;
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// Where the tag that begins at `start` ends, and from where on it has too many attributes.
fn tag_end(bytes: &[u8], start: usize) -> (usize, Option<usize>) {
    let (mut at, mut words, mut cut) = (start, 0, None);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return (at, cut),
            b'=' => {
                // A quoted value may hold anything.
                let value = find(bytes, at + 1, |byte| !byte.is_ascii_whitespace());
                let quote = value.and_then(|value| bytes.get(value)).copied();
                if let (Some(value), Some(quote @ (b'"' | b'\''))) = (value, quote) {
                    at = find(bytes, value + 1, |byte| byte == quote).unwrap_or(bytes.len());
                    words += 1;
                }
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => words += 1,
            _ => {}
        }
        at += 1;
        if words > ATTRIBUTES_MAX && cut.is_none() {
            cut = Some(at.min(bytes.len()));
        }
    }
    (bytes.len(), cut)
}

fn find(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    let found = bytes.get(from..)?.iter().position(|byte| is(*byte))?;
    Some(from + found)
}

struct Sink<R>(RefCell<R>);

impl<R: Reader> TokenSink for Sink<R> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                if reader.open(&OpenTag { tag: &tag }) && !tag.self_closing {
                    return raw_text(&tag);
                }
            }
            Token::TagToken(tag) => reader.close(&tag.name),
            Token::CharacterTokens(text) => reader.text(&text),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is no markup (HTML standard 13.2.6.4).
fn raw_text(tag: &Tag) -> TokenSinkResult<()> {
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_many_thousand_attributes_is_cut_and_no_other() {
        let many = |count: usize| {
            (0..count).fold(String::new(), |all, number| all + "a" + &number.to_string() + "=1 ")
        };
        let endless = format!("<p>One<b {}>two</b>", many(100_000));
        let cut = without_endless_tags(&endless);
        assert!(cut.starts_with("<p>One<b a0=1 ") && cut.ends_with(">two</b>"));
        assert!(cut.len() < 20_000, "{}", cut.len());
        for html in [
            format!("<p {}>One</p>", many(900)),
            format!("<p title=\"{}\">One</p>", many(5_000)),
            format!("{}<p>One < two</p>", many(5_000)),
        ] {
            assert_eq!(without_endless_tags(&html), html);
        }
    }
}
