//! Secrets at rest: sealed with keys that are not in the database.

pub(crate) mod key_file;

use std::{fmt, str::FromStr, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, KeyInit, Payload},
};
use sha2::{Digest, Sha256};

/// The length of the nonce, random for each sealed value.
const NONCE: usize = 24;

/// The first byte of a sealed value that names its key. Values without it, a nonce and what is
/// sealed, are of versions that had one key.
const NAMES_KEY: u8 = 1;

/// A key that secrets are sealed with in the database: 32 bytes. `Debug` does not show it.
///
/// A person who has the database and the key can charge the shop's subscribers: keep them apart.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey([u8; 32]);

impl TokenKey {
    /// Makes a random key.
    pub fn random() -> Self {
        Self(Generate::generate())
    }

    /// Returns the key in base64, as [`FromStr`] reads it.
    pub(crate) fn to_base64(&self) -> String {
        BASE64_STANDARD.encode(self.0)
    }

    /// Returns the key's id: it tells keys apart and does not help to guess one.
    pub(crate) fn id(&self) -> KeyId {
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(self.0).into();
        KeyId([a, b, c, d])
    }
}

impl FromStr for TokenKey {
    type Err = InvalidTokenKey;

    /// Reads 32 bytes in base64 (44 characters) or hexadecimal (64 characters).
    fn from_str(text: &str) -> Result<Self, InvalidTokenKey> {
        let text = text.trim();
        let bytes = match text.len() {
            64 => hex::decode(text).ok(),
            _ => BASE64_STANDARD.decode(text).ok(),
        };
        let bytes = bytes.ok_or(InvalidTokenKey)?;
        bytes.try_into().map(Self).map_err(|_| InvalidTokenKey)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// A text that is not a [`TokenKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token key is 32 bytes, in base64 or hexadecimal")]
pub struct InvalidTokenKey;

/// The id of a [`TokenKey`]: the first bytes of its SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyId([u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The shop's keys: one that values are sealed with, and former ones that only open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TokenKeys {
    pub(crate) current: TokenKey,
    pub(crate) former: Vec<TokenKey>,
}

impl From<TokenKey> for TokenKeys {
    fn from(current: TokenKey) -> Self {
        Self {
            current,
            former: Vec::new(),
        }
    }
}

/// Seals with the current key, and opens with any. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vault {
    /// The current key comes first.
    keys: Arc<[Key]>,
}

struct Key {
    id: KeyId,
    cipher: XChaCha20Poly1305,
}

impl Vault {
    pub(crate) fn new(keys: &TokenKeys) -> Self {
        let key = |key: &TokenKey| Key {
            id: key.id(),
            cipher: XChaCha20Poly1305::new(&key.0.into()),
        };
        Self {
            keys: [&keys.current]
                .into_iter()
                .chain(&keys.former)
                .map(key)
                .collect(),
        }
    }

    /// Seals a secret of `owner`. It opens for that owner only: a row's secret that was copied to
    /// another row does not open there.
    pub(crate) fn seal(&self, owner: &str, secret: &str) -> Result<Vec<u8>, VaultError> {
        let key = self.keys.first().ok_or(VaultError)?;
        let nonce = XNonce::generate();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: owner.as_bytes(),
        };
        let sealed = key
            .cipher
            .encrypt(&nonce, payload)
            .map_err(|_| VaultError)?;
        Ok([&[NAMES_KEY], &key.id.0[..], nonce.as_slice(), &sealed].concat())
    }

    /// Opens a value that was sealed for `owner`.
    pub(crate) fn open(&self, owner: &str, sealed: &[u8]) -> Result<String, VaultError> {
        self.open_with_id(owner, sealed).map(|(secret, _)| secret)
    }

    /// Opens a value that was sealed for `owner`, and returns the id of the key that opens it.
    pub(crate) fn open_with_id(
        &self,
        owner: &str,
        sealed: &[u8],
    ) -> Result<(String, KeyId), VaultError> {
        if let Some((id, rest)) = named_key(sealed) {
            let mut keys = self.keys.iter().filter(|key| key.id == id);
            if let Some(opened) = keys.find_map(|key| key.open(owner, rest)) {
                return Ok((opened, id));
            }
        }
        // Of a version that had one key, perhaps: there a nonce may begin as if it named a key.
        self.keys
            .iter()
            .find_map(|key| Some((key.open(owner, sealed)?, key.id)))
            .ok_or(VaultError)
    }
}

/// The id of the key that a sealed value names, and the rest of the value.
fn named_key(sealed: &[u8]) -> Option<(KeyId, &[u8])> {
    let (&[NAMES_KEY, a, b, c, d], rest) = sealed.split_first_chunk::<5>()? else {
        return None;
    };
    Some((KeyId([a, b, c, d]), rest))
}

impl Key {
    /// Opens a nonce and what is sealed with it.
    fn open(&self, owner: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let payload = Payload {
            msg: sealed,
            aad: owner.as_bytes(),
        };
        let secret = self.cipher.decrypt(&nonce, payload).ok()?;
        String::from_utf8(secret).ok()
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
mod tests;
