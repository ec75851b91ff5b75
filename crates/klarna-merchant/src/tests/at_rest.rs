//! The shop's files: no secret in them can be read.

use std::{fs, path::Path};

use serde_json::json;
use tempfile::TempDir;

use super::{
    callbacks::{callback, secret},
    fake::{Does, Fake},
    shopper::{Shop, Shopper},
};
use crate::{Database, Merchant};

/// A shopper of a shop whose database is in that folder.
async fn shopper(folder: &TempDir) -> Shopper {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    config.public_url = Some("https://shop.example".to_owned());
    Shopper::with(fake, Shop::over(&config), "mixed").await
}

/// Returns `true` if that text is in any file of the folder.
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
async fn no_token_is_readable_on_disk_at_any_time() {
    let folder = tempfile::tempdir().unwrap();
    let shopper = shopper(&folder).await;
    let client_token = format!("client-{}", shopper.klarna_session);
    let open = shopper.shop.open(&shopper.cart, "sv-SE").await.ok();
    assert_eq!(open["client_token"], client_token);
    let unreadable = |texts: &[&str]| {
        assert!(on_disk(folder.path(), &shopper.cart), "the search works");
        for text in texts {
            assert!(!on_disk(folder.path(), text), "{text}");
        }
    };
    let callback_secret = secret(&shopper);
    unreadable(&[&client_token, &callback_secret]);

    // Told by Klarna, and not taken: the shop is not told what became of an earlier approval.
    let first = shopper.agrees();
    for _ in 0..2 {
        shopper.fake.next("token", Does::Refuse(500, "", ""));
    }
    let answer = shopper.hands_over("key", &first).await;
    answer.is_problem(503, "klarna_unavailable");
    let second = shopper.agrees();
    let body = json!({"authorization_token": second, "session_id": shopper.klarna_session});
    let answer = callback(&shopper, "authorization", &callback_secret, &body).await;
    assert_eq!(answer.status, 204);
    unreadable(&[&client_token, &callback_secret, &first, &second]);

    shopper.fake.recover();
    while !shopper.shop.app.checkout.settle_leftovers().await {
        tokio::task::yield_now().await;
    }
    let outcome = shopper.status().await;
    assert!(
        outcome["outcome"].is_object() || outcome["status"] == "failed",
        "{outcome}"
    );
    let customer_token = shopper.fake.tokens().pop().unwrap();
    let all = [
        &client_token,
        &callback_secret,
        &first,
        &second,
        &customer_token,
    ];
    unreadable(&all.map(String::as_str));
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::Store;
    use crate::vault::{TokenKey, Vault};

    const FILES: [&str; 3] = ["shop.db", "shop.db-wal", "shop.db-shm"];

    fn mode(folder: &TempDir, name: &str) -> u32 {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn the_files_are_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let _shopper = shopper(&folder).await;
        for name in FILES {
            assert_eq!(mode(&folder, name), 0o600, "{name}");
        }
    }

    #[test]
    fn files_that_others_can_read_are_taken_from_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db");
        let vault = Vault::new(&TokenKey::random().into());
        let first = Store::open(&file, vault.clone()).unwrap();
        for name in FILES {
            let readable = fs::Permissions::from_mode(0o644);
            fs::set_permissions(folder.path().join(name), readable).unwrap();
        }
        let _second = Store::open(&file, vault).unwrap();
        for name in FILES {
            assert_eq!(mode(&folder, name), 0o600, "{name}");
        }
        drop(first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_empties_the_log_beside_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    // The other program: as long as it has the database open, the log stays.
    let shopper = Shopper::with(fake, Shop::over(&config), "once").await;
    let running = Merchant::start(config).await.unwrap();
    let log = folder.path().join("shop.db-wal");
    while fs::metadata(&log).unwrap().len() > 0 {
        tokio::task::yield_now().await;
    }
    shopper.hands_over("key", &shopper.agrees()).await.ok();
    assert!(fs::metadata(&log).unwrap().len() > 0);
    running.stop().await.unwrap();
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
}
