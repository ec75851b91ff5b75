//! The program's commands for the keys of a database.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use klarna_merchant::DatabaseKeys;

use crate::environment::{former_token_keys, secret};

/// Shows or changes the keys that seal the tokens in a database.
#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Seals every token with the current key.
    ///
    /// Safe beside running servers that have this key, to kill and to repeat. First start the servers
    /// with a new key in `KLARNA_TOKEN_KEY` and the one before in `KLARNA_TOKEN_KEY_FORMER`; then
    /// rotate with the same two; then leave out the former ones. In a key file the new key is made
    /// by this command, and a running server reads it by itself.
    Rotate(KeysOf),
    /// Shows the ids of the keys, and how many tokens each of them opens.
    Status(KeysOf),
}

#[derive(Args)]
pub(crate) struct KeysOf {
    /// The database file.
    #[arg(long)]
    database: PathBuf,
}

/// Runs a command over a database.
pub(crate) async fn run(command: KeysCommand) -> anyhow::Result<()> {
    match command {
        KeysCommand::Rotate(options) => rotate(options).await,
        KeysCommand::Status(options) => show(options).await,
    }
}

async fn rotate(options: KeysOf) -> anyhow::Result<()> {
    let done = database_keys(options)?.rotate().await?;
    println!("re-sealed: {}", done.resealed);
    if done.unreadable > 0 {
        println!("not readable with any key, and left: {}", done.unreadable);
    }
    for id in done.needless {
        println!("no longer needed: {id}");
    }
    Ok(())
}

async fn show(options: KeysOf) -> anyhow::Result<()> {
    let status = database_keys(options)?.status().await?;
    for key in status.keys {
        let role = if key.is_current { "current" } else { "former" };
        println!("{} ({role}): {}", key.id, key.values);
    }
    if status.unreadable > 0 {
        println!("not readable with any key: {}", status.unreadable);
    }
    Ok(())
}

fn database_keys(options: KeysOf) -> anyhow::Result<DatabaseKeys> {
    Ok(DatabaseKeys::new(
        options.database,
        secret("KLARNA_TOKEN_KEY")?,
        former_token_keys()?,
    ))
}
