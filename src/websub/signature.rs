//! Pure: whether a body was signed with our secret (`X-Hub-Signature`, section 7.1.2).

use ring::hmac;

/// Whether `header` (`method=hex`) signs `body`. Compared in constant time by the library.
pub(super) fn is_signed(header: &str, secret: &[u8], body: &[u8]) -> bool {
    let Some((method, hex)) = header.trim().split_once('=') else { return false };
    let algorithm = match method.trim().to_ascii_lowercase().as_str() {
        // Weak for documents, sound for HMAC (RFC 6194 section 3.3), and what many hubs still send.
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    let Some(tag) = read_hex(hex.trim()) else { return false };
    hmac::verify(&hmac::Key::new(algorithm, secret), body, &tag).is_ok()
}

/// No digest has more than 64 bytes.
fn read_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 128 || !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 section 4.3 and RFC 2202 section 3, test case 2.
    const KEY: &[u8] = b"Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";
    const SHA1: &str = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    const SHA256: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const SHA384: &str = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649";
    const SHA512: &str = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";

    #[test]
    fn all_four_methods_of_the_standard_are_known() {
        for (method, hex) in
            [("sha1", SHA1), ("sha256", SHA256), ("sha384", SHA384), ("sha512", SHA512)]
        {
            assert!(is_signed(&format!("{method}={hex}"), KEY, BODY), "{method}");
            assert!(is_signed(
                &format!("{}={}", method.to_uppercase(), hex.to_uppercase()),
                KEY,
                BODY
            ));
            assert!(!is_signed(&format!("{method}={hex}"), KEY, b"what do you want?"), "{method}");
            assert!(!is_signed(&format!("{method}={hex}"), b"jefe", BODY), "{method}");
        }
    }

    #[test]
    fn what_is_no_signature_signs_nothing() {
        let cut = SHA256.get(..62).unwrap();
        for header in [
            "",
            "=",
            "sha256",
            "sha256=",
            &format!("sha256={cut}"),
            &format!("sha256={SHA256}00"),
            &format!("sha1={SHA256}"),
            &format!("md5={SHA256}"),
            "sha256=zz",
            "sha256=\u{e9}\u{e9}",
            &format!("sha256={}", "a".repeat(10_000)),
            SHA256,
        ] {
            assert!(!is_signed(header, KEY, BODY), "{header}");
        }
    }
}
