//! The only place that names html5ever: drives its tokenizer and hands on tags and text. It builds no tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

mod simple;

use simple::{SimpleTag, read_reference, read_tag};

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
    name: &'a Name,
    closes_itself: bool,
    attributes: &'a [(&'a str, &'a str)],
}

impl OpenTag<'_> {
    pub(crate) fn name(&self) -> &Name {
        self.name
    }

    pub(crate) fn closes_itself(&self) -> bool {
        self.closes_itself
    }

    /// Whether the attribute is there, with a value or without.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| *known == name)
    }

    /// The value of an attribute, empty ones left out.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| *known == name)?;
        let value = value.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// The tokenizer compares each attribute with all before it in its tag: more are cut off.
const ATTRIBUTES_MAX: usize = 1_000;

/// Reads `html` in linear time, whatever it holds.
pub(crate) fn read<R: Reader>(html: &str, reader: R) -> R {
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    let sink = Sink { reader: RefCell::new(reader), in_text: Cell::new(false) };
    // The tokenizer leaves them out.
    let has_nul = memchr::memchr(0, html.as_bytes()).is_some();
    let odd = if has_nul { html } else { sink.read_simple(html) };
    if odd.is_empty() {
        return sink.reader.into_inner();
    }
    let bounded = without_endless_tags(odd);
    let mut rest = &*bounded;
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(sink, options);
    while !rest.is_empty() {
        // At its end alone it may be text again: no tag ends without this sign.
        let end = memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let (odd, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        feed(&tokenizer, odd);
        rest = behind;
        if tokenizer.sink.in_text.replace(false) && !has_nul {
            rest = tokenizer.sink.read_simple(rest);
        }
    }
    tokenizer.end();
    tokenizer.sink.reader.into_inner()
}

fn feed<R: Reader>(tokenizer: &Tokenizer<Sink<R>>, html: &str) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // The sink never asks for a pause, so one call takes all of the input.
    while !input.is_empty() {
        if matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {
            break;
        }
    }
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

struct Sink<R> {
    reader: RefCell<R>,
    /// The last thing found was a tag, and text follows it.
    in_text: Cell<bool>,
}

impl<R: Reader> Sink<R> {
    /// Hands on the text, the simple tags and the usual references at the head of `html` and returns what is left: nothing,
    /// or what needs the tokenizer.
    fn read_simple<'h>(&self, html: &'h str) -> &'h str {
        let mut reader = self.reader.borrow_mut();
        let mut attributes = Vec::new();
        let mut rest = html;
        loop {
            let end = memchr::memchr3(b'<', b'&', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let (text, from) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if !text.is_empty() {
                reader.text(text);
            }
            if let Some((character, behind)) = read_reference(from) {
                reader.text(character.encode_utf8(&mut [0; 4]));
                rest = behind;
                continue;
            }
            let tag = read_tag(from, &mut attributes);
            let Some(SimpleTag { name, ends, closes_itself, behind }) =
                tag.filter(|tag| tag.ends || raw_kind(tag.name).is_none())
            else {
                return from;
            };
            let name = &Name::from(name);
            if ends {
                reader.close(name);
            } else {
                reader.open(&OpenTag { name, closes_itself, attributes: &attributes });
            }
            rest = behind;
        }
    }

    fn open(&self, tag: &Tag) -> TokenSinkResult<()> {
        let attributes = tag.attrs.iter().map(|a| (&*a.name.local, &*a.value));
        let attributes: Vec<(&str, &str)> = attributes.collect();
        let closes_itself = tag.self_closing;
        let tag = OpenTag { name: &tag.name, closes_itself, attributes: &attributes };
        let raw = self.reader.borrow_mut().open(&tag) && !closes_itself;
        if let Some(kind) = raw_kind(tag.name).filter(|_| raw) {
            return TokenSinkResult::RawData(kind);
        }
        self.in_text.set(true);
        TokenSinkResult::Continue
    }
}

impl<R: Reader> TokenSink for Sink<R> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.open(&tag),
            Token::TagToken(tag) => {
                self.reader.borrow_mut().close(&tag.name);
                self.in_text.set(true);
            }
            Token::CharacterTokens(text) => self.reader.borrow_mut().text(&text),
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
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "textarea" | "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Everything as it was found, neighbouring text joined.
    #[derive(Debug, Default, PartialEq)]
    struct Found(Vec<String>);

    impl Reader for Found {
        fn open(&mut self, tag: &OpenTag<'_>) -> bool {
            let OpenTag { name, closes_itself, attributes } = tag;
            self.0.push(format!("<{name} {closes_itself} {attributes:?}>"));
            true
        }
        fn close(&mut self, name: &Name) {
            self.0.push(format!("</{name}>"));
        }
        fn text(&mut self, text: &str) {
            match self.0.last_mut().filter(|last| !last.starts_with('<')) {
                Some(last) => last.push_str(text),
                None => self.0.push(format!("text: {text}")),
            }
        }
    }

    /// As the tokenizer reads it alone.
    fn by_tokenizer(html: &str) -> Found {
        let sink = Sink { reader: RefCell::new(Found::default()), in_text: Cell::new(false) };
        let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
        feed(&tokenizer, html);
        tokenizer.end();
        tokenizer.sink.reader.into_inner()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn simple_tags_are_read_as_the_tokenizer_reads_them(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "<p>", "</p>", "<p", "<", ">", "/>", "</", "<br/>", "<br />", " ", "\n", "\r\n", "\r", "\t",
                "<a href=\"x\">", "<a href='x y' title=\"'>'\">", "<a href=x>", "<a href=\"?a&amp;b&c\">", "<A HREF=\"x\">",
                "<a x=\"1\" x=\"2\">", "<a x=\"1\"y=\"2\">", "<a x>", "<a x = \"1\">", "<a \n x=\"1\" >", "</a >", "</a x=\"1\">",
                " x=\"", "\"", "'", "=", "&amp;", "&amp", "&", "&#8217;", "&notit;", "&nbsp;", "&rdquo;", "&#x2014;", "&#xd800;", "&#150;", "&#65535;", "&#+39;", "&#10;", "#39;", "text", "é", "\u{feff}", "\0",
                "<!-- > <p> -->", "<!--", "-->", "<!doctype html>", "<?xml?>", "<![CDATA[", "]]>", "<script>", "</script>",
                "<title>", "</title>", "<style/>", "<textarea x=\"1\">", "</textarea>", "<h1>", "<1>", "<x-y z:w=\"1\">",
            ]), 0..24)
        ) {
            let html: String = parts.concat();
            prop_assert_eq!(read(&html, Found::default()), by_tokenizer(&html), "{:?}", html);
        }
    }

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
