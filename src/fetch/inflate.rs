//! Undoes gzip, of which the client would read the first member only (RFC 1952 section 2.2), and compression that
//! `Content-Encoding` did not tell of, or told wrong (edge case 37). The limit counts what comes
//! out, however often it was packed.

use std::io::Read;

use flate2::bufread::GzDecoder;
use flate2::read::{DeflateDecoder, ZlibDecoder};

/// Layers that are undone: gzip inside gzip is met, a third one is a joke.
const LAYERS_MAX: usize = 3;

/// What became of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    Plain(Vec<u8>),
    /// Its first bytes, one more than the limit.
    TooBig(Vec<u8>),
    /// Still, or again, what this name says.
    Packed(&'static str),
}

/// `deflate` is what the server calls a body that nobody decoded yet.
pub(super) fn unpack(mut body: Vec<u8>, deflate: bool, bytes_max: u64) -> Unpacked {
    if deflate && !looks_like_text(&body) && !is_gzip(&body) {
        let zlib = read(ZlibDecoder::new(body.as_slice()), bytes_max);
        let raw = || read(DeflateDecoder::new(body.as_slice()), bytes_max);
        body = match zlib.or_else(raw) {
            Some(Inflated::Whole(text)) => text,
            Some(Inflated::TooBig(text)) => return Unpacked::TooBig(text),
            None => return Unpacked::Packed("deflate"),
        };
    }
    for _ in 0..LAYERS_MAX {
        if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            return Unpacked::Packed("zstd");
        }
        if !is_gzip(&body) {
            return Unpacked::Plain(body);
        }
        body = match read_members(&body, bytes_max) {
            Some(Inflated::Whole(text)) => text,
            Some(Inflated::TooBig(text)) => return Unpacked::TooBig(text),
            None => return Unpacked::Packed("gzip"),
        };
    }
    Unpacked::Packed("gzip")
}

enum Inflated {
    Whole(Vec<u8>),
    TooBig(Vec<u8>),
}

/// `None` where the bytes are something else, or break off.
fn read(decoder: impl Read, bytes_max: u64) -> Option<Inflated> {
    let mut text = Vec::new();
    append(decoder, &mut text, bytes_max)?;
    Some(close(text, bytes_max))
}

/// All members; what stands behind the last one is padding, as gzip(1) has it.
fn read_members(mut packed: &[u8], bytes_max: u64) -> Option<Inflated> {
    let mut text = Vec::new();
    while is_gzip(packed) && text.len() as u64 <= bytes_max {
        let mut member = GzDecoder::new(packed);
        append(&mut member, &mut text, bytes_max)?;
        packed = member.into_inner();
    }
    Some(close(text, bytes_max))
}

/// Reads at most one byte more than the limit leaves.
fn append(decoder: impl Read, text: &mut Vec<u8>, bytes_max: u64) -> Option<()> {
    let left = bytes_max.saturating_add(1).saturating_sub(text.len() as u64);
    decoder.take(left).read_to_end(text).ok()?;
    Some(())
}

fn close(text: Vec<u8>, bytes_max: u64) -> Inflated {
    if text.len() as u64 > bytes_max { Inflated::TooBig(text) } else { Inflated::Whole(text) }
}

/// No feed begins with these bytes.
pub(super) fn is_gzip(body: &[u8]) -> bool {
    body.starts_with(&[0x1f, 0x8b, 8])
}

/// Feeds begin with `<`, `{` or a byte-order mark, whatever white space stands before.
fn looks_like_text(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start(), [b'<' | b'{' | b'[' | 0xef | 0xfe | 0xff, ..] | [])
}

/// Whether nothing has to be undone: packed bytes are no UTF-8 for long. A body may be cut in the middle of a character.
pub(super) fn is_text(body: &[u8]) -> bool {
    let whole =
        std::str::from_utf8(body).map_or_else(|fault| fault.error_len().is_none(), |_| true);
    whole || looks_like_text(body)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const FEED: &[u8] =
        b"<rss version=\"2.0\"><channel><title>Harbour Post</title></channel></rss>";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    // Edge case 37.
    #[test]
    fn bodies_packed_once_or_twice_or_not_at_all_come_out_the_same() {
        let plain = Unpacked::Plain(FEED.to_vec());
        for (body, named) in [
            (FEED.to_vec(), false),
            (FEED.to_vec(), true),
            (gzip(FEED), false),
            (gzip(&gzip(FEED)), false),
            (zlib(FEED), true),
            (deflate(FEED), true),
            (deflate(&gzip(FEED)), true),
            (gzip(FEED), true),
        ] {
            assert_eq!(unpack(body.clone(), named, 1_000), plain, "{body:?}");
        }
    }

    // Servers that press each part by itself: of a window of ten stories three were read, and the feed was well.
    #[test]
    fn every_member_of_a_gzip_body_is_read_and_padding_behind_them_is_not() {
        let members: Vec<u8> = FEED.chunks(9).flat_map(gzip).collect();
        let plain = Unpacked::Plain(FEED.to_vec());
        for behind in [&b""[..], &[0; 512], b"x"] {
            let body = [members.as_slice(), behind].concat();
            assert_eq!(unpack(body, false, 1_000), plain, "{behind:?}");
        }
        let Unpacked::TooBig(text) = unpack(members.clone(), false, 20) else { panic!() };
        assert_eq!(text, FEED[..21]);
        let cut = members[..members.len() - 3].to_vec();
        assert_eq!(unpack(cut, false, 1_000), Unpacked::Packed("gzip"));
    }

    // P5.
    #[test]
    fn what_comes_out_is_bounded_and_what_does_not_is_named() {
        let zeros = vec![b' '; 1 << 20];
        for (body, named) in
            [(gzip(&zeros), false), (gzip(&gzip(&zeros)), false), (deflate(&zeros), true)]
        {
            let Unpacked::TooBig(text) = unpack(body, named, 10_000) else { panic!("{named}") };
            assert_eq!(text.len(), 10_001);
        }
        let half = |body: Vec<u8>| body[..body.len() / 2].to_vec();
        assert_eq!(unpack(half(gzip(FEED)), false, 1_000), Unpacked::Packed("gzip"));
        assert_eq!(unpack(half(deflate(FEED)), true, 1_000), Unpacked::Packed("deflate"));
        let matryoshka = (0..9).fold(FEED.to_vec(), |body, _| gzip(&body));
        assert_eq!(unpack(matryoshka, false, 1_000), Unpacked::Packed("gzip"));
    }
}
