//! The only place that names html5ever: drives its tokenizer and hands on owned tags and text. It builds no tree.

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

/// Reads `html` in linear time, whatever it holds.
pub(crate) fn read<R: Reader>(html: &str, reader: R) -> R {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
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
