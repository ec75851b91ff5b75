use std::{fs, path::Path};

use klarna_payments::AuthorizationToken;

use super::*;
use crate::{
    secret::Secret,
    store::{AttemptState, Store},
    vault::{TokenKey, TokenKeys},
};

fn any_vault() -> Vault {
    Vault::new(&TokenKey::random().into())
}

#[test]
fn a_database_is_prepared_once() {
    let mut connection = Connection::open_in_memory().unwrap();
    let vault = any_vault();
    prepare(&mut connection, &vault).unwrap();
    prepare(&mut connection, &vault).unwrap();
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let refused = prepare(&mut connection, &any_vault()).unwrap_err();
    let newest = i64::try_from(STEPS.len()).unwrap();
    assert!(matches!(
        refused,
        StoreError::NewerSchema { found: 99, known } if known == newest
    ));
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 0);
}

const CLEAR: [&str; 3] = [
    "a-client-token-in-clear",
    "an-authorization-token-in-clear",
    "a-told-token-in-clear",
];

/// A file of version 4, with tokens in clear. The log is written back when the connection closes.
fn version_4(file: &Path, vault: &Vault) -> Connection {
    let connection = Connection::open(file).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    for step in &STEPS[..4] {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "user_version", 4).unwrap();
    let (owner, text) = PROOF;
    let proof = vault.seal(owner, text).unwrap();
    connection
        .execute("INSERT INTO vault (id, proof) VALUES (1, ?1)", [proof])
        .unwrap();
    let secret = vault.seal("session s1", "callback-secret").unwrap();
    let digest = Secret::new("callback-secret".to_owned()).digest();
    let purchase = r#"{"purchase_country":"SE","purchase_currency":"SEK","order_amount":100,
        "order_lines":[{"name":"Mug","quantity":1,"unit_price":100,"total_amount":100,
        "tax_rate":0,"total_tax_amount":0}],"order_tax_amount":0}"#;
    connection
        .execute_batch(
            "INSERT INTO carts (id, market, version, created_at) VALUES ('c1', 'SE', 1, 0)",
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO sessions (id, cart_id, locale, cart_version, klarna_session_id, \
             client_token, categories, content, expires_at, callback_secret, callback_digest) \
             VALUES ('s1', 'c1', 'sv-SE', 1, 'k1', ?1, '[]', ?2, 0, ?3, ?4)",
            rusqlite::params![CLEAR[0], purchase, secret, digest],
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO attempts (session_id, cart_id, idempotency_key, token_digest, \
             fingerprint, cart_version, klarna_session_id, plan, authorization_token, \
             order_number, request, state, sends, received_at) \
             VALUES ('s1', 'c1', 'key', 'digest', 'fingerprint', 1, 'k1', 'one_time', ?1, \
             'R-1', ?2, 'sent', 1, 0)",
            [CLEAR[1], purchase],
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO told_approvals (session_id, token_digest, klarna_session_id, \
             authorization_token, received_at) VALUES ('s1', 'digest', 'k1', ?1, 0)",
            [CLEAR[2]],
        )
        .unwrap();
    connection
}

fn on_disk(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .any(|bytes| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
}

#[tokio::test]
async fn tokens_in_clear_are_sealed_when_an_older_file_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let keys = TokenKeys::from(TokenKey::random());
    let older = version_4(&file, &Vault::new(&keys));
    for token in CLEAR {
        assert!(on_disk(folder.path(), token), "the search finds {token}");
    }

    let store = Store::open(&file, Vault::new(&keys)).unwrap();
    for token in CLEAR {
        assert!(!on_disk(folder.path(), token), "{token}");
    }
    let session = store.session("s1").await.unwrap().unwrap();
    assert_eq!(session.client_token.expose(), CLEAR[0]);
    let secret = Secret::new("callback-secret".to_owned());
    assert_eq!(session.secret, Some(secret.clone()));
    assert!(store.session_by_secret(&secret).await.unwrap().is_some());
    let attempt = store.live_attempt("c1").await.unwrap().unwrap();
    let token = AuthorizationToken::new(CLEAR[1]);
    assert_eq!(attempt.state, AttemptState::Sent(token));
    let told = store.callback_approvals().await.unwrap();
    assert_eq!(told[0].token.expose(), CLEAR[2]);
    drop(older);
}

#[test]
fn an_older_file_is_left_alone_by_another_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let connection = version_4(&file, &any_vault());
    let refused = Store::open(&file, any_vault()).unwrap_err();
    assert!(matches!(refused, StoreError::WrongKey));
    let version: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 4);
}
