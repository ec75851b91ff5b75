//! Secrets at rest: sealed with keys that are not in the database.

pub(crate) mod key_file;

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::bail;
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

impl TokenKeys {
    /// Returns every key, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &TokenKey> {
        [&self.current].into_iter().chain(&self.former)
    }
}

/// Seals with the current key, and opens with any. Cheap to clone; all clones are one vault.
#[derive(Clone)]
pub(crate) struct Vault(Arc<Inner>);

struct Inner {
    keys: RwLock<Arc<Keys>>,
    /// The file that the keys are from: another program may add one to it.
    key_file: Option<PathBuf>,
}

/// The current key comes first.
struct Keys(Vec<Key>);

struct Key {
    id: KeyId,
    cipher: XChaCha20Poly1305,
}

impl Vault {
    pub(crate) fn new(keys: &TokenKeys) -> Self {
        Self::from_parts(keys, None)
    }

    /// Makes a vault of the keys in a file. It reads the file again when a value names a key that it
    /// does not have.
    ///
    /// # Errors
    /// A file that cannot be read, or holds no key.
    pub(crate) fn from_key_file(file: PathBuf) -> anyhow::Result<Self> {
        Ok(Self::from_parts(&key_file::read(&file)?, Some(file)))
    }

    fn from_parts(keys: &TokenKeys, key_file: Option<PathBuf>) -> Self {
        Self(Arc::new(Inner {
            keys: RwLock::new(Arc::new(keys.into())),
            key_file,
        }))
    }

    /// Makes the vault of a database: of the keys given, or of those in the file beside it, which has to
    /// be there.
    ///
    /// # Errors
    /// There are former keys without a current one, or the key file cannot be used.
    pub(crate) fn for_database(
        database: &Path,
        current: Option<&TokenKey>,
        former: &[TokenKey],
    ) -> anyhow::Result<Self> {
        match current {
            Some(current) => Ok(Self::new(&TokenKeys {
                current: current.clone(),
                former: former
                    .iter()
                    .filter(|key| *key != current)
                    .cloned()
                    .collect(),
            })),
            None if !former.is_empty() => {
                bail!("there are former token keys without a current one: set KLARNA_TOKEN_KEY too")
            }
            None => Self::from_key_file(key_file::path_beside(database)),
        }
    }

    /// Returns the file that the keys are from, if they are from one.
    pub(crate) fn key_file(&self) -> Option<&Path> {
        self.0.key_file.as_deref()
    }

    /// Returns the ids of the keys, the current one first.
    pub(crate) fn key_ids(&self) -> Vec<KeyId> {
        self.keys().0.iter().map(|key| key.id).collect()
    }

    fn keys(&self) -> Arc<Keys> {
        let keys = self.0.keys.read();
        Arc::clone(&keys.unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the key file again. `None`: there is none, or it cannot be read.
    fn reload(&self) -> Option<Arc<Keys>> {
        let keys = key_file::read(self.key_file()?).ok()?;
        let keys = Arc::new(Keys::from(&keys));
        let mut held = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::clone(&keys);
        Some(keys)
    }

    /// Seals a secret of `owner`. It opens for that owner only: a row's secret that was copied to
    /// another row does not open there.
    pub(crate) fn seal(&self, owner: &str, secret: &str) -> Result<Vec<u8>, VaultError> {
        let keys = self.keys();
        let key = keys.0.first().ok_or(VaultError)?;
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
        let keys = self.keys();
        if let Some(opened) = keys.open(owner, sealed) {
            return Ok(opened);
        }
        match named_key(sealed) {
            Some((id, _)) if keys.0.iter().all(|key| key.id != id) => self
                .reload()
                .and_then(|keys| keys.open(owner, sealed))
                .ok_or(VaultError),
            _ => Err(VaultError),
        }
    }

    /// Returns the beginning of every value that is sealed with the current key.
    pub(crate) fn current_prefix(&self) -> Vec<u8> {
        let keys = self.keys();
        let id = keys.0.first().map(|key| key.id.0);
        [&[NAMES_KEY], id.unwrap_or_default().as_slice()].concat()
    }
}

impl From<&TokenKeys> for Keys {
    fn from(keys: &TokenKeys) -> Self {
        let key = |key: &TokenKey| Key {
            id: key.id(),
            cipher: XChaCha20Poly1305::new(&key.0.into()),
        };
        Self(keys.all().map(key).collect())
    }
}

impl Keys {
    fn open(&self, owner: &str, sealed: &[u8]) -> Option<(String, KeyId)> {
        if let Some((id, rest)) = named_key(sealed) {
            let mut keys = self.0.iter().filter(|key| key.id == id);
            if let Some(opened) = keys.find_map(|key| key.open(owner, rest)) {
                return Some((opened, id));
            }
        }
        // Of a version that had one key, perhaps: there a nonce may begin as if it named a key.
        self.0
            .iter()
            .find_map(|key| Some((key.open(owner, sealed)?, key.id)))
    }
}

/// Returns the id of the key that a sealed value names, and the rest of the value.
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
