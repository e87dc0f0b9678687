//! Compressed bodies written by hand, so that they can be made as wrong or as large as a test wants.

/// A correct gzip member of one text (RFC 1952), stored without compression.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("at most 65 535 bytes");
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&(!length).to_le_bytes());
    out.extend_from_slice(text);
    out.extend_from_slice(&crc32(text).to_le_bytes());
    out.extend_from_slice(&u32::from(length).to_le_bytes());
    out
}

/// A zlib stream (RFC 1950) of one stored block.
pub(crate) fn zlib(text: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    out.extend(deflate(text));
    let mut sums = (1_u32, 0_u32);
    for byte in text {
        sums.0 = (sums.0 + u32::from(*byte)) % 65_521;
        sums.1 = (sums.1 + sums.0) % 65_521;
    }
    out.extend_from_slice(&((sums.1 << 16) | sums.0).to_be_bytes());
    out
}

/// One stored block (RFC 1951) without the head and sum that `deflate` means in HTTP.
pub(crate) fn deflate(text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("at most 65 535 bytes");
    let mut out = vec![1];
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&(!length).to_le_bytes());
    out.extend_from_slice(text);
    out
}

/// An uncompressed meta-block and the empty last one (RFC 7932 section 9.2).
pub(crate) fn brotli(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bits = Bits::default();
    let length = u32::try_from(text.len()).expect("at most 65 536 bytes") - 1;
    // A window of 64 KiB, not the last, four nibbles of length, uncompressed, up to the next byte.
    for (value, count) in [(0, 1), (0, 1), (0, 2), (length, 16), (1, 1), (0, 3)] {
        bits.push(&mut out, value, count);
    }
    out.extend_from_slice(text);
    out.push(0b11);
    out
}

/// A zstd frame (RFC 8878) of one raw block, its size in one byte.
pub(crate) fn zstd(text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("at most 255 bytes");
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
    let header = (u32::from(length) << 3) | 1;
    out.extend_from_slice(&header.to_le_bytes()[..3]);
    out.extend_from_slice(text);
    out
}

/// A gzip head and as many zeros as asked for, 258 in 13 bits (RFC 1951 section 3.2.6), without an end.
pub(crate) fn gzip_bomb(zeros: usize) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut bits = Bits::default();
    // Last block, fixed codes, then a literal zero to repeat.
    bits.push(&mut out, 0b1, 1);
    bits.push(&mut out, 0b01, 2);
    bits.push(&mut out, reversed(0b0011_0000, 8), 8);
    for _ in 0..zeros / 258 {
        bits.push(&mut out, reversed(0b1100_0101, 8), 8);
        bits.push(&mut out, 0, 5);
    }
    out
}

/// A zstd frame (RFC 8878) of run-length blocks: four bytes for each 128 KiB of zeros, without an end.
pub(crate) fn zstd_bomb(zeros: usize) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x88];
    for _ in 0..zeros / 0x2_0000 {
        let header: u32 = (0x2_0000 << 3) | (1 << 1);
        out.extend_from_slice(&header.to_le_bytes()[..3]);
        out.push(0);
    }
    out
}

#[derive(Default)]
struct Bits {
    pending: u32,
    count: u32,
}

impl Bits {
    /// Deflate fills bytes from the lowest bit up.
    fn push(&mut self, out: &mut Vec<u8>, value: u32, count: u32) {
        self.pending |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            out.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }
}

/// Huffman codes are written from their highest bit.
fn reversed(code: u32, count: u32) -> u32 {
    code.reverse_bits() >> (32 - count)
}

fn crc32(text: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in text {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}
