//! A server that stops at the worst moment.

use super::{
    fake::{Does, Fake},
    shopper::{Shop, Shopper, approval},
};
use crate::{Config, Database};

/// Another run of the same server.
fn restart(config: &Config) -> Shop {
    Shop::over(config)
}

async fn shopper_with_file(file: &std::path::Path) -> (Shopper, Config) {
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(file.to_owned());
    let shopper = Shopper::at(fake, Shop::over(&config)).await;
    (shopper, config)
}

#[tokio::test]
async fn a_server_that_died_after_the_order_was_sent_finds_it_when_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let (shopper, config) = shopper_with_file(&folder.path().join("shop.db")).await;
    shopper.fake.next("order", Does::LoseAnswer);
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await;
    assert!(shopper.shop.orders().await.is_empty());

    let shop = restart(&config);
    shop.app.checkout.settle_leftovers().await.unwrap();
    assert_eq!(shop.orders().await.len(), 1);
    assert_eq!(shopper.fake.orders().len(), 1);
    let status = shop.status(&shopper.session).await;
    assert_eq!(status["outcome"]["order_id"], "order-1");
    let again = shop.approve(&shopper.session, "key", &token, 1).await.ok();
    assert_eq!(again["order_id"], "order-1");
}

#[tokio::test]
async fn a_server_that_died_before_the_order_was_sent_sends_it() {
    let folder = tempfile::tempdir().unwrap();
    let (shopper, config) = shopper_with_file(&folder.path().join("shop.db")).await;
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    let token = shopper.agrees();
    shopper.hands_over("key", &token).await;
    assert_eq!(shopper.fake.count("order"), 0);

    let shop = restart(&config);
    let outcome = shop.approve(&shopper.session, "key", &token, 1).await.ok();
    assert_eq!(outcome["order_id"], "order-1");
    assert_eq!(shop.orders().await.len(), 1);
}

#[tokio::test]
async fn a_shopper_who_closes_the_browser_still_gets_the_order() {
    let shopper = Shopper::arrives().await;
    shopper.fake.next("order", Does::Wait);
    let request = approval(&shopper.session, "key", &shopper.agrees(), 1);
    let shop = shopper.shop.clone();
    let request = tokio::spawn(async move { shop.send(request).await });
    shopper.fake.arrived().await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    shopper.fake.go_on();
    while shopper.status().await["status"] == "authorized" {
        tokio::task::yield_now().await;
    }
    assert_eq!(shopper.status().await["status"], "placed");
    assert_eq!(shopper.fake.count("order"), 1);
}
