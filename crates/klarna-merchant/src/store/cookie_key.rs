//! The key that cookies are signed with: one for all servers over a database.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::aead::Generate;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::{StoreError, sealed::COOKIE_KEY};

/// 64 random bytes. `Debug` does not show them.
#[derive(Clone)]
pub(crate) struct CookieKey(pub(crate) [u8; 64]);

impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieKey(…)")
    }
}

/// Reads the database's key, or makes it where there is none.
pub(super) fn prepare(connection: &mut Connection) -> Result<CookieKey, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let query = format!("SELECT {} FROM cookie_key", COOKIE_KEY.open());
    let text: Option<String> = transaction
        .query_row(&query, [], |row| row.get(0))
        .optional()?;
    let key = if let Some(text) = text {
        decode(&text)?
    } else {
        let halves: [[u8; 32]; 2] = [Generate::generate(), Generate::generate()];
        let key = CookieKey(*halves.as_flattened().first_chunk().ok_or(UNREADABLE)?);
        let sealed = COOKIE_KEY.seal("'1'", "?1");
        transaction.execute(
            &format!("INSERT INTO cookie_key (id, sealed) VALUES (1, {sealed})"),
            [BASE64_STANDARD.encode(key.0)],
        )?;
        key
    };
    transaction.commit()?;
    Ok(key)
}

const UNREADABLE: StoreError = StoreError::Value("cookie key");

fn decode(text: &str) -> Result<CookieKey, StoreError> {
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| UNREADABLE)?;
    bytes.try_into().map(CookieKey).map_err(|_| UNREADABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::Store,
        vault::{TokenKey, Vault},
    };

    #[test]
    fn all_servers_over_a_database_have_its_key_and_no_other_database_has() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        let vault = Vault::new(&TokenKey::random().into());
        let key = || Store::open(&file, vault.clone()).unwrap().cookie_key().0;
        assert_eq!(key(), key());
        assert_ne!(key(), Store::in_memory().unwrap().cookie_key().0);
        let connection = Connection::open(&file).unwrap();
        let sealed: Vec<u8> = connection
            .query_row("SELECT sealed FROM cookie_key", [], |row| row.get(0))
            .unwrap();
        let text = BASE64_STANDARD.encode(key());
        assert!(!sealed.windows(8).any(|part| part == &text.as_bytes()[..8]));
    }
}
