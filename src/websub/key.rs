//! What nobody can guess: the last part of a callback's address, and the secret that pushes are signed with.

use ring::rand::{SecureRandom, SystemRandom};
use secrecy::SecretString;

/// Bytes of chance in a token: 192 bits.
const TOKEN_BYTES: usize = 24;
/// Bytes of chance in a secret: 256 bits. In hex far below the 200 bytes that the standard allows (section 5.1).
const SECRET_BYTES: usize = 32;

/// Names one subscription in its callback's address. Whoever knows it can speak as the hub, so it is not shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// Reads what [`Self::draw`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        let good = text.len() == TOKEN_BYTES * 2 && text.bytes().all(legal);
        good.then(|| Self(text.to_owned()))
    }

    /// `None` where the system has no chance to give.
    pub(super) fn draw() -> Option<Self> {
        draw_hex::<TOKEN_BYTES>().map(Self)
    }

    /// For the address and the store only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A new secret for one subscription.
pub(super) fn draw_secret() -> Option<SecretString> {
    draw_hex::<SECRET_BYTES>().map(SecretString::from)
}

fn draw_hex<const BYTES: usize>() -> Option<String> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).ok()?;
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn tokens_and_secrets_differ_and_are_never_shown() {
        let (one, two) = (Token::draw().unwrap(), Token::draw().unwrap());
        assert_ne!(one, two);
        assert_eq!(Token::parse(one.expose()), Some(one.clone()));
        assert!(!format!("{one:?}").contains(one.expose()));
        let secret = draw_secret().unwrap();
        assert!((32..200).contains(&secret.expose_secret().len()));
        assert!(!format!("{secret:?}").contains(secret.expose_secret()));
        for odd in ["", "x", &"g".repeat(48), &"A".repeat(48), &"0".repeat(47)] {
            assert_eq!(Token::parse(odd), None, "{odd}");
        }
    }
}
