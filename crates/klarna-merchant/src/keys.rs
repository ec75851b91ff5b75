//! The keys of a database, for the person who changes them.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, bail};

use crate::{
    store::{KeyUsage, Store},
    vault::{KeyId, TokenKey, Vault, key_file},
};

/// The keys that seal the tokens in a database.
///
/// To change the key: start every server with the new one as [`Config::token_key`] and the one
/// before in [`Config::former_token_keys`], [`rotate`] with the same keys, and leave out the former
/// ones that are no longer needed.
///
/// [`Config::token_key`]: crate::Config::token_key
/// [`Config::former_token_keys`]: crate::Config::former_token_keys
/// [`rotate`]: Self::rotate
#[derive(Debug, Clone)]
pub struct DatabaseKeys {
    database: PathBuf,
    current: Option<TokenKey>,
    former: Vec<TokenKey>,
}

/// The keys that were given for a database, and their use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyStatus {
    /// The keys, the current one first.
    pub keys: Vec<KeyInUse>,
    /// The number of sealed values that no key opens: their records are damaged.
    pub unreadable: u64,
}

/// A key and its use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyInUse {
    /// The key's id: the first four bytes of its SHA-256, in hexadecimal.
    pub id: String,
    /// `true` if values are sealed with it, and not only opened.
    pub is_current: bool,
    /// The number of values that are sealed with it.
    pub values: u64,
}

/// The outcome of [`DatabaseKeys::rotate`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotation {
    /// The number of values that are sealed with the current key now, and were not before.
    pub resealed: u64,
    /// The number of values that no key opens. They are left as they are.
    pub unreadable: u64,
    /// The ids of the former keys that no value is sealed with any more.
    pub needless: Vec<String>,
}

impl DatabaseKeys {
    /// Names the keys of the database in that file. Without a current key: those in the file beside
    /// it, `{file}.key`.
    pub fn new(database: PathBuf, current: Option<TokenKey>, former: Vec<TokenKey>) -> Self {
        Self {
            database,
            current,
            former,
        }
    }

    /// Counts the sealed values, by the key that opens them.
    ///
    /// # Errors
    /// One sentence for a person: the database or a key cannot be used.
    pub async fn status(&self) -> anyhow::Result<KeyStatus> {
        let (vault, store) = self.open()?;
        let KeyUsage { values, unreadable } = store.key_usage().await?;
        Ok(KeyStatus {
            keys: in_use(&vault, &values),
            unreadable,
        })
    }

    /// Seals every value with the current key, in small transactions. For keys in a file it makes a
    /// new one first, unless an interrupted call did.
    ///
    /// Safe beside running servers that have the current key, and to interrupt and repeat.
    ///
    /// # Errors
    /// One sentence for a person: the database or a key cannot be used. Repeat it then.
    pub async fn rotate(&self) -> anyhow::Result<Rotation> {
        let (mut vault, mut store) = self.open()?;
        if let Some(file) = vault.key_file() {
            let file = file.to_owned();
            store.begin_rotation(move || key_file::add(&file)).await?;
            (vault, store) = self.open()?;
        }
        let resealed = store.reseal().await?;
        let usage = store.key_usage().await?;
        let keys = in_use(&vault, &usage.values).into_iter();
        Ok(Rotation {
            resealed: resealed.values,
            unreadable: resealed.unreadable,
            needless: keys
                .filter(|key| !key.is_current && key.values == 0)
                .map(|key| key.id)
                .collect(),
        })
    }

    fn open(&self) -> anyhow::Result<(Vault, Store)> {
        let file = &self.database;
        if !file.is_file() {
            bail!("there is no database {}", file.display());
        }
        let open = || {
            let vault = Vault::for_database(file, self.current.as_ref(), &self.former)?;
            anyhow::Ok((vault.clone(), Store::open(file, vault)?))
        };
        open().with_context(|| format!("cannot use database {}", file.display()))
    }
}

fn in_use(vault: &Vault, values: &BTreeMap<KeyId, u64>) -> Vec<KeyInUse> {
    let ids = vault.key_ids().into_iter().enumerate();
    ids.map(|(at, id)| KeyInUse {
        id: id.to_string(),
        is_current: at == 0,
        values: values.get(&id).copied().unwrap_or_default(),
    })
    .collect()
}
