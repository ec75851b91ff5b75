//! The columns whose values are sealed, and the SQL functions that seal and open them.

use rusqlite::{
    Connection,
    functions::{Context, FunctionFlags},
};

use super::StoreError;
use crate::vault::{Vault, VaultError};

/// A column whose values are sealed. Each value is bound to its column and row: copied to another
/// place it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SealedColumn {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// The beginning of every owner; the row's key follows.
    pub(super) prefix: &'static str,
    /// The SQL expression of a row's key.
    pub(super) key: &'static str,
}

pub(super) const CLIENT_TOKEN: SealedColumn = SealedColumn {
    table: "sessions",
    column: "client_token",
    prefix: "sessions.client_token ",
    key: "id",
};

pub(super) const CALLBACK_SECRET: SealedColumn = SealedColumn {
    table: "sessions",
    column: "callback_secret",
    prefix: "session ",
    key: "id",
};

pub(super) const AUTHORIZATION_TOKEN: SealedColumn = SealedColumn {
    table: "attempts",
    column: "authorization_token",
    prefix: "attempts.authorization_token ",
    key: "order_number",
};

pub(super) const CALLBACK_APPROVAL_TOKEN: SealedColumn = SealedColumn {
    table: "told_approvals",
    column: "authorization_token",
    prefix: "told_approvals.authorization_token ",
    key: "session_id || ' ' || token_digest",
};

pub(super) const CUSTOMER_TOKEN: SealedColumn = SealedColumn {
    table: "subscriptions",
    column: "token",
    prefix: "",
    key: "id",
};

pub(super) const COOKIE_KEY: SealedColumn = SealedColumn {
    table: "cookie_key",
    column: "sealed",
    prefix: "cookie_key.sealed ",
    key: "CAST(id AS TEXT)",
};

/// Every sealed column.
pub(super) const SEALED_COLUMNS: [SealedColumn; 6] = [
    CLIENT_TOKEN,
    CALLBACK_SECRET,
    AUTHORIZATION_TOKEN,
    CALLBACK_APPROVAL_TOKEN,
    CUSTOMER_TOKEN,
    COOKIE_KEY,
];

impl SealedColumn {
    /// Returns the SQL expression that seals `value` for the row with that key.
    pub(super) fn seal(&self, key: &str, value: &str) -> String {
        format!("vault_seal('{}' || {key}, {value})", self.prefix)
    }

    /// Returns the SQL expression of a row's opened value.
    pub(super) fn open(&self) -> String {
        format!(
            "vault_open('{}' || {}, {})",
            self.prefix, self.key, self.column
        )
    }
}

/// Adds `vault_seal(owner, secret)` and `vault_open(owner, sealed)` to a connection, for its own
/// statements only: a trigger or a view in the file cannot call them. `NULL` stays `NULL`.
pub(super) fn add_functions(connection: &Connection, vault: &Vault) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let sealing = vault.clone();
    connection.create_scalar_function("vault_seal", 2, flags, move |values| {
        apply(values, |owner, secret: String| sealing.seal(owner, &secret))
    })?;
    let opening = vault.clone();
    connection.create_scalar_function("vault_open", 2, flags, move |values| {
        apply(values, |owner, sealed: Vec<u8>| {
            opening.open(owner, &sealed)
        })
    })?;
    Ok(())
}

fn apply<T: rusqlite::types::FromSql, U>(
    values: &Context<'_>,
    work: impl FnOnce(&str, T) -> Result<U, VaultError>,
) -> rusqlite::Result<Option<U>> {
    let owner: String = values.get(0)?;
    let value: Option<T> = values.get(1)?;
    value
        .map(|value| work(&owner, value))
        .transpose()
        .map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
}

#[cfg(test)]
mod tests;
