//! Customer tokens at rest.

use std::fs;

use klarna_payments::{Credentials, Environment, Region};

use super::Club;
use crate::{Config, Database, TokenKey, clock::Clock, server::build};

fn refusal(config: &Config) -> String {
    let error = build(config, "http://shop.test", Clock::system()).unwrap_err();
    format!("{error:#}")
}

/// Whether those bytes are in any file of the shop's.
fn on_disk(club: &Club, text: &str) -> bool {
    let files = fs::read_dir(club.directory.path()).unwrap();
    let mut contents = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    contents.any(|bytes| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_customer_token_is_readable_on_disk() {
    let club = Club::opens().await;
    let id = club.subscribes().await;
    let token = club.tokens().pop().unwrap();
    assert!(on_disk(&club, &id), "the search finds what is there");
    assert!(!on_disk(&club, &token));
    assert!(!on_disk(&club, &token.replace('-', "")));
    club.passes(super::MONTH).await;
    assert!(!on_disk(&club, &token));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_is_refused_at_the_start() {
    let club = Club::opens().await;
    let mut config = club.config.clone();
    config.token_key = Some(TokenKey::random());
    let said = refusal(&config);
    assert!(said.contains("another token key"), "{said}");
    // The same where the key file was lost, and a new one made.
    fs::remove_file(club.database().with_extension("db.key")).unwrap();
    config.token_key = None;
    assert!(refusal(&config).contains("another token key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_may_come_from_outside() {
    let mut club = Club::opens().await;
    let file = club.database().with_extension("db.key");
    let key = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    club.config.token_key = Some(key.parse().unwrap());
    club.subscribes().await;
    club.restarts();
    club.passes(super::MONTH).await;
    assert_eq!(club.asked(), 1);
    assert!(!file.exists());
}

#[test]
fn live_klarna_needs_a_database_file() {
    let folder = tempfile::tempdir().unwrap();
    for region in [Region::Europe, Region::NorthAmerica, Region::Oceania] {
        for (environment, needs_file) in
            [(Environment::Live, true), (Environment::Playground, false)]
        {
            let credentials = Credentials::new("name", "password");
            let mut config = Config::klarna(region, environment, credentials);
            config.token_key = Some(TokenKey::random());
            config.public_url = Some("https://shop.example".to_owned());
            if needs_file {
                let said = refusal(&config);
                assert!(said.contains("--database"), "{said}");
            } else {
                drop(build(&config, "http://shop.test", Clock::system()).unwrap());
            }
            let file = folder.path().join(format!("{region:?}{environment:?}.db"));
            config.database = Database::File(file);
            drop(build(&config, "http://shop.test", Clock::system()).unwrap());
        }
    }
}

#[test]
fn in_front_of_klarna_itself_there_has_to_be_a_key() {
    let mut config = Config::sandbox("http://127.0.0.1:9");
    config.sandbox = false;
    let said = refusal(&config);
    assert!(said.contains("KLARNA_TOKEN_KEY"), "{said}");
    config.token_key = Some(TokenKey::random());
    drop(build(&config, "http://shop.test", Clock::system()).unwrap());
}
