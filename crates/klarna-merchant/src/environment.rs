//! The program's secrets, from the environment: arguments are there for every user of the machine to
//! read.

use std::{env, str::FromStr};

use anyhow::{Context, bail};
use klarna_merchant::TokenKey;
use klarna_payments::Credentials;

/// Reads Klarna's user name and password; `None` where there is neither.
pub(crate) fn credentials() -> anyhow::Result<Option<Credentials>> {
    let variable = |name| {
        env::var(name)
            .ok()
            .filter(|value: &String| !value.is_empty())
    };
    match (
        variable("KLARNA_API_USERNAME"),
        variable("KLARNA_API_PASSWORD"),
    ) {
        (Some(username), Some(password)) => Ok(Some(Credentials::new(username, password))),
        (None, None) => Ok(None),
        _ => bail!("KLARNA_API_USERNAME and KLARNA_API_PASSWORD go together: one is missing"),
    }
}

/// Reads a secret; `None` where the variable is missing or empty.
pub(crate) fn secret<T>(variable: &'static str) -> anyhow::Result<Option<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    match env::var(variable) {
        Ok(secret) if !secret.is_empty() => secret.parse().map(Some).context(variable),
        _ => Ok(None),
    }
}

/// Reads the former keys, which have commas between them.
pub(crate) fn former_token_keys() -> anyhow::Result<Vec<TokenKey>> {
    let keys = env::var("KLARNA_TOKEN_KEY_FORMER").unwrap_or_default();
    keys.split(',')
        .filter(|key| !key.trim().is_empty())
        .map(|key| key.parse().context("KLARNA_TOKEN_KEY_FORMER"))
        .collect()
}
