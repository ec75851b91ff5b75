//! Customer tokens at rest: sealed with a key that is not in the database.

pub(crate) mod key_file;

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, KeyInit, Payload},
};

/// How many bytes come before what is sealed: the nonce, random each time.
const NONCE: usize = 24;

/// The key that customer tokens are sealed with: 32 bytes. `Debug` does not show it.
///
/// Whoever has the database and the key can charge the shop's subscribers: keep them apart.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey([u8; 32]);

impl TokenKey {
    /// A new one, random.
    pub fn random() -> Self {
        Self(Generate::generate())
    }

    /// As [`FromStr`] reads it: base64.
    pub(crate) fn to_base64(&self) -> String {
        BASE64_STANDARD.encode(self.0)
    }
}

impl FromStr for TokenKey {
    type Err = UnfitTokenKey;

    /// Reads 32 bytes in base64 (44 characters) or hexadecimal (64 characters).
    fn from_str(text: &str) -> Result<Self, UnfitTokenKey> {
        let text = text.trim();
        let bytes = match text.len() {
            64 => from_hex(text),
            _ => BASE64_STANDARD.decode(text).ok(),
        };
        let bytes = bytes.ok_or(UnfitTokenKey)?;
        bytes.try_into().map(Self).map_err(|_| UnfitTokenKey)
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    text.as_bytes()
        .chunks(2)
        .map(|pair| {
            let [high, low] = pair else { return None };
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        })
        .collect()
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// A text that is not a [`TokenKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token key is 32 bytes, in base64 or hexadecimal")]
pub struct UnfitTokenKey;

/// Seals and opens.
#[derive(Clone)]
pub(crate) struct Vault(XChaCha20Poly1305);

impl Vault {
    pub(crate) fn new(key: &TokenKey) -> Self {
        Self(XChaCha20Poly1305::new(&key.0.into()))
    }

    /// Seals a secret of `owner`. It opens for that owner only: a row's secret that was copied to
    /// another row does not open there.
    pub(crate) fn seal(&self, owner: &str, secret: &str) -> Result<Vec<u8>, VaultError> {
        let nonce = XNonce::generate();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: owner.as_bytes(),
        };
        let sealed = self.0.encrypt(&nonce, payload).map_err(|_| VaultError)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for `owner`.
    pub(crate) fn open(&self, owner: &str, sealed: &[u8]) -> Result<String, VaultError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(VaultError)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| VaultError)?;
        let payload = Payload {
            msg: sealed,
            aad: owner.as_bytes(),
        };
        let secret = self.0.decrypt(&nonce, payload).map_err(|_| VaultError)?;
        String::from_utf8(secret).map_err(|_| VaultError)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Sealed with another key or for another owner, or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open")]
pub(crate) struct VaultError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens_for_its_owner_and_key_only(
            secret in ".*", owner in "[a-z]{1,9}", other in "[A-Z]{1,9}", flip in any::<prop::sample::Index>(),
        ) {
            let vault = Vault::new(&TokenKey::random());
            let sealed = vault.seal(&owner, &secret).unwrap();
            prop_assert_eq!(vault.open(&owner, &sealed).unwrap(), secret);
            prop_assert!(vault.open(&other, &sealed).is_err());
            prop_assert!(Vault::new(&TokenKey::random()).open(&owner, &sealed).is_err());
            let mut damaged = sealed;
            let at = flip.index(damaged.len());
            damaged[at] ^= 1;
            prop_assert!(vault.open(&owner, &damaged).is_err());
        }

        #[test]
        fn nothing_that_is_no_key_is_taken_for_one(text in ".*") {
            let _ = text.parse::<TokenKey>();
        }
    }

    #[test]
    fn a_key_is_read_in_both_spellings() {
        let key = TokenKey::random();
        let digits: Vec<_> = key.0.iter().map(|byte| format!("{byte:02X}")).collect();
        let hex = digits.concat();
        assert_eq!(hex.parse(), Ok(key.clone()));
        assert_eq!(format!(" {}\n", key.to_base64()).parse(), Ok(key));
        for unfit in ["", "secret", &hex[2..], "zz"] {
            assert_eq!(unfit.parse::<TokenKey>(), Err(UnfitTokenKey));
        }
    }

    #[test]
    fn the_same_secret_looks_different_each_time() {
        let vault = Vault::new(&TokenKey::random());
        let seal = || vault.seal("owner", "secret").unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_key_does_not_show() {
        assert_eq!(format!("{:?}", TokenKey::random()), "TokenKey(…)");
    }
}
