//! What a running server settles by itself.

use std::time::Duration;

use super::{
    fake::{Does, Fake},
    shopper::{Shop, Shopper},
};
use crate::{Database, Merchant, RouterError, router};

/// Waits until that is so.
pub(super) async fn until(so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_asks_again_until_klarna_has_said() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    config.public_url = Some("https://shop.example".to_owned());
    let shopper = Shopper::with(fake, Shop::over(&config), "mixed").await;
    for (call, refusal) in [("token", 500), ("token", 429), ("order", 503)] {
        shopper.fake.next(call, Does::Refuse(refusal, "", ""));
    }
    let token = shopper.agrees();
    let answer = shopper.hands_over("key", &token).await;
    answer.is_problem(503, "klarna_unavailable");

    let running = Merchant::start(config).await.unwrap();
    until(async || shopper.shop.orders().await.len() == 1).await;
    assert_eq!(shopper.fake.orders().len(), 1);
    running.stop().await.unwrap();
}

/// A router was nothing but a router once: nobody settled what its calls had left.
#[tokio::test(flavor = "multi_thread")]
async fn a_router_settles_by_itself_what_was_left_without_an_answer() {
    let fake = Fake::start().await;
    let (router, worker) = router(&fake.config(), "http://shop.test").unwrap();
    let shop = Shop::over(&fake.config()).with_router(router);
    let shopper = Shopper::at(fake, shop).await;
    shopper.fake.next("order", Does::Refuse(500, "", ""));
    let answer = shopper.hands_over("key", &shopper.agrees()).await;
    answer.is_problem(503, "klarna_unavailable");
    until(async || shopper.fake.count("order") == 2).await;
    worker.stop().await.unwrap();
    assert_eq!(shopper.status().await["outcome"]["order_id"], "order-1");
    assert_eq!(shopper.fake.count("order"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_ends_with_the_last_clone_of_its_router_and_not_before() {
    let fake = Fake::start().await;
    let (router, worker) = router(&fake.config(), "http://shop.test").unwrap();
    let clone = router.clone();
    drop(router);
    tokio::task::yield_now().await;
    assert!(!worker.has_ended());
    drop(clone);
    until(async || worker.has_ended()).await;
    worker.stop().await.unwrap();
}

#[test]
fn outside_of_a_runtime_there_is_no_router() {
    let config = crate::Config::sandbox("http://127.0.0.1:9");
    let refused = router(&config, "http://shop.test").unwrap_err();
    assert!(matches!(refused, RouterError::NoRuntime), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_deletes_what_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(file.clone());
    let shop = Shop::over(&config);
    let [old, new] = [shop.cart("SE").await, shop.cart("SE").await];
    let database = rusqlite::Connection::open(&file).unwrap();
    let age = "UPDATE carts SET touched_at = 0 WHERE id = ?1";
    database.execute(age, [old["id"].as_str()]).unwrap();
    let running = Merchant::start(config).await.unwrap();
    let status = async |cart: &serde_json::Value| {
        let answer = shop.read_cart(cart["id"].as_str().unwrap()).await;
        answer.status.as_u16()
    };
    until(async || status(&old).await == 404).await;
    assert_eq!(status(&new).await, 200);
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_later_is_settled_later_and_a_stop_ends_it() {
    let shopper = Shopper::arrives().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let checkout = shopper.shop.app.checkout.clone();
    let settling = tokio::spawn(crate::checkout::keep_settling(checkout, stopped));
    tokio::task::yield_now().await;
    shopper.fake.next("order", Does::LoseAnswer);
    let answer = shopper.hands_over("key", &shopper.agrees()).await;
    answer.is_problem(503, "klarna_unavailable");
    until(async || shopper.shop.orders().await.len() == 1).await;
    drop(stop);
    settling.await.unwrap();
}
