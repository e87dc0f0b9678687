//! Bodies that were encoded before they were put into an item: base64 of a text is a text, and all else says what it is.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::tree::{self, Element};
use crate::parse::decode;

/// Agencies pad it or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The text of `data`, which is encoded as `encoding` (`base64`, `encd:Base64`, a URI that ends so); else what it is,
/// as the end of a sentence about the item. Linear in the data, which the document bounds.
pub(in crate::parse) fn read<'a>(
    data: &'a str,
    encoding: Option<&str>,
    media_type: Option<&str>,
) -> Result<Cow<'a, str>, String> {
    let Some(encoding) = encoding else { return Ok(Cow::Borrowed(data)) };
    match encoding.rsplit([':', '/', '#']).next().map(str::to_ascii_lowercase).as_deref() {
        Some("7bit" | "8bit" | "none") => return Ok(Cow::Borrowed(data)),
        Some("base64") => {}
        _ => return Err(format!("has a body encoded as {encoding}, which is not read")),
    }
    let letters: String = data.split_ascii_whitespace().collect();
    let Ok(bytes) = BASE64.decode(letters) else {
        return Err("has a body that is called base64 and is not".to_owned());
    };
    if !is_text(&bytes) {
        let what = media_type.unwrap_or("an unnamed type");
        return Err(format!("has a body of {what} in base64, which is no text"));
    }
    let charset = media_type.and_then(|kind| kind.split_once("charset=")).map(|(_, label)| label);
    let label = charset.map(|label| label.trim_matches(['"', '\'', ' ', ';']));
    Ok(Cow::Owned(decode::to_utf8(&bytes, label).text))
}

/// The document in a decoded body, where it is XML: NITF and XHTML come so.
pub(super) fn document(text: &str) -> Option<Element> {
    let start = text.trim_start();
    ["<?xml", "<nitf", "<!DOCTYPE nitf"]
        .iter()
        .any(|head| start.starts_with(head))
        .then(|| tree::read(text).0)
}

/// Whether no byte is one that only binary data has (WHATWG MIME Sniffing, "binary data byte"), UTF-16 apart.
fn is_text(bytes: &[u8]) -> bool {
    let binary = |byte: &u8| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [b'%', b'P', b'D', b'F', b'-', ..] => false,
        _ => !bytes.iter().any(binary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_a_text_is_a_text_and_all_else_says_what_it_is() {
        let fault = |read: Result<Cow<'_, str>, String>| read.unwrap_err();
        assert_eq!(read("Gates", None, None).unwrap(), "Gates");
        assert_eq!(read("R2F0\n ZXM=", Some("encd:Base64"), None).unwrap(), "Gates");
        assert_eq!(read("R2F0ZXM", Some("base64"), Some("text/plain")).unwrap(), "Gates");
        let latin = read("QmVs6W0=", Some("base64"), Some("text/plain; charset=\"iso-8859-1\""));
        assert_eq!(latin.unwrap(), "Belém");
        let pdf = read("JVBERi0xLjQ=", Some("base64"), Some("application/pdf"));
        assert_eq!(fault(pdf), "has a body of application/pdf in base64, which is no text");
        let zip = fault(read("UEsDBA==", Some("base64"), None));
        assert_eq!(zip, "has a body of an unnamed type in base64, which is no text");
        assert!(fault(read("R2F0", Some("encd:gzip"), None)).contains("encd:gzip"));
        assert!(fault(read("§§", Some("base64"), None)).ends_with("and is not"));
    }
}
