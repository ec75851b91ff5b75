use std::sync::atomic::Ordering;

use tempfile::TempDir;

use super::*;
use crate::vault::{TokenKey, TokenKeys};

/// More than fit in one transaction.
const SESSIONS: u64 = 250;

fn vault(keys: &[&TokenKey]) -> Vault {
    Vault::new(&TokenKeys {
        current: keys[0].clone(),
        former: keys[1..].iter().map(|key| (*key).clone()).collect(),
    })
}

fn open(folder: &TempDir, keys: &[&TokenKey]) -> Result<Store, StoreError> {
    Store::open(&folder.path().join("shop.db"), vault(keys))
}

/// Stores sealed values in every sealed column, as the store itself does.
async fn fill(store: &Store) {
    store
        .run(|connection| {
            connection.execute_batch(&format!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SESSIONS}) \
                 INSERT INTO carts (id, market, version, created_at) SELECT 'c' || i, 'SE', 1, 0 FROM n; \
                 INSERT INTO sessions (id, cart_id, locale, cart_version, klarna_session_id, \
                 client_token, categories, content, expires_at, plan, callback_digest, \
                 callback_secret, auto_finalize) \
                 SELECT 's' || id, id, 'sv-SE', 1, 'k', \
                 vault_seal('sessions.client_token ' || 's' || id, 'client ' || id), '[]', '{{}}', 0, \
                 'one_time', id, vault_seal('session ' || 's' || id, 'secret ' || id), 1 FROM carts; \
                 INSERT INTO attempts (session_id, cart_id, idempotency_key, token_digest, \
                 fingerprint, cart_version, klarna_session_id, plan, authorization_token, \
                 order_number, request, state, received_at) \
                 VALUES ('sc1', 'c1', 'key', 'digest', 'f', 1, 'k', 'one_time', \
                 vault_seal('attempts.authorization_token R-1', 'approval'), 'R-1', '{{}}', 'received', 0); \
                 INSERT INTO told_approvals (session_id, token_digest, klarna_session_id, \
                 authorization_token, received_at) VALUES ('sc1', 'digest', 'k', \
                 vault_seal('told_approvals.authorization_token sc1 digest', 'told'), 0); \
                 INSERT INTO subscriptions (id, source, name, market, plan, signed_up_on, started_at, \
                 renewal, token, state) VALUES ('S-1', 'R-1', 'n', 'SE', '{{}}', '2026-01-01', 0, \
                 '{{}}', vault_seal('S-1', 'customer'), 'active');"
            ))?;
            Ok(())
        })
        .await
        .unwrap();
}

/// Every secret in the database.
async fn secrets(store: &Store) -> Vec<String> {
    store
        .run(|connection| {
            let mut secrets = Vec::new();
            for column in SEALED_COLUMNS {
                let SealedColumn { table, key, .. } = column;
                let opened = column.open();
                let query = format!("SELECT {opened} FROM {table} ORDER BY {key}");
                let mut statement = connection.prepare(&query)?;
                let found = statement.query_map([], |row| row.get(0))?;
                secrets.extend(found.collect::<Result<Vec<String>, _>>()?);
            }
            Ok(secrets)
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn every_value_is_sealed_anew_in_small_transactions_that_may_be_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (TokenKey::random(), TokenKey::random());
    let before = open(&folder, &[&old]).unwrap();
    fill(&before).await;
    let known = secrets(&before).await;
    assert_eq!(known.len(), usize::try_from(2 * SESSIONS + 4).unwrap());
    drop(before);

    let mut interruptions = 0;
    loop {
        let store = open(&folder, &[&new, &old]).unwrap();
        store
            .transactions_until_crash
            .store(2 + interruptions, Ordering::SeqCst);
        let done = store.reseal().await;
        drop(store);
        let store = open(&folder, &[&new, &old]).unwrap();
        assert_eq!(secrets(&store).await, known);
        // Until the end the old key is proven: one of its values is left, perhaps.
        let without_old = open(&folder, &[&new]);
        assert_eq!(without_old.is_ok(), done.is_ok());
        if done.is_ok() {
            break;
        }
        interruptions += 1;
    }
    assert!(interruptions >= 2, "{interruptions}");

    let store = open(&folder, &[&new, &old]).unwrap();
    assert_eq!(store.reseal().await.unwrap(), Resealed::default());
    assert_eq!(secrets(&open(&folder, &[&new]).unwrap()).await, known);
    assert!(matches!(open(&folder, &[&old]), Err(StoreError::WrongKey)));
}

#[tokio::test]
async fn a_value_that_no_key_opens_is_left_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (TokenKey::random(), TokenKey::random());
    let store = open(&folder, &[&old]).unwrap();
    fill(&store).await;
    store
        .run(|connection| {
            connection.execute_batch(
                "UPDATE sessions SET client_token = x'00' WHERE id = 'sc2'; \
                 UPDATE sessions SET callback_secret = \
                 (SELECT callback_secret FROM sessions WHERE id = 'sc3') WHERE id = 'sc4'",
            )?;
            Ok(())
        })
        .await
        .unwrap();
    drop(store);
    let store = open(&folder, &[&new, &old]).unwrap();
    let values = 2 * SESSIONS + 2;
    let done = Resealed {
        values,
        unreadable: 2,
    };
    assert_eq!(store.reseal().await.unwrap(), done);
    let usage = KeyUsage {
        values: [(new.id(), values)].into(),
        unreadable: 2,
    };
    assert_eq!(store.key_usage().await.unwrap(), usage);
    open(&folder, &[&new]).unwrap();
}

#[tokio::test]
async fn a_key_is_added_only_when_the_last_change_of_keys_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (TokenKey::random(), TokenKey::random());
    let store = open(&folder, &[&old]).unwrap();
    assert!(store.begin_rotation(|| Ok(())).await.unwrap());
    fill(&store).await;
    assert!(store.begin_rotation(|| Ok(())).await.unwrap());
    let store = open(&folder, &[&new, &old]).unwrap();
    assert!(!store.begin_rotation(|| panic!("not now")).await.unwrap());
    store.reseal().await.unwrap();
    assert!(store.begin_rotation(|| Ok(())).await.unwrap());
    store
        .begin_rotation(|| anyhow::bail!("no"))
        .await
        .unwrap_err();
}
