//! Approvals that nothing comes of are given back, until Klarna says so.

use std::time::Duration;

use super::{fake::Does, shopper::Shopper};

/// Everything that was left behind is settled, as the running server does in the background.
async fn in_the_background(shopper: &Shopper) -> bool {
    shopper.shop.app.checkout.settle_leftovers().await
}

#[tokio::test]
async fn an_approval_is_given_back_where_the_cart_is_paid_by_invoice() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.invoice(&shopper.cart).await.ok();
    assert!(in_the_background(&shopper).await);
    assert_eq!(shopper.fake.calls("cancel")[0].body, token.as_bytes());
    assert!(in_the_background(&shopper).await);
    assert_eq!(shopper.fake.count("cancel"), 1);
}

#[tokio::test]
async fn one_that_was_handed_over_and_not_sent_is_given_back_too() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::Refuse(429, "", ""));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(503, "klarna_unavailable");
    shopper.shop.invoice(&shopper.cart).await.ok();
    assert!(in_the_background(&shopper).await);
    assert!(shopper.fake.count("cancel") >= 1);
}

#[tokio::test]
async fn klarna_is_told_again_until_it_has_heard() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    shopper.fake.next("cancel", Does::Refuse(500, "", ""));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(409, "cart_changed");
    shopper.fake.next("cancel", Does::Refuse(503, "", ""));
    assert!(!in_the_background(&shopper).await);
    assert!(in_the_background(&shopper).await);
    assert_eq!(shopper.fake.count("cancel"), 3);
}

#[tokio::test]
async fn after_an_hour_it_has_ended_by_itself() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(409, "cart_changed");
    shopper.shop.wait(Duration::from_secs(3600));
    assert!(in_the_background(&shopper).await);
    assert_eq!(shopper.fake.count("cancel"), 0);
}

#[tokio::test]
async fn a_newer_approval_of_the_session_is_left_alone() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.shop.put(&shopper.cart, "mug", 5).await.ok();
    shopper.fake.next("read", Does::Refuse(500, "", ""));
    shopper
        .hands_over("key", &token)
        .await
        .is_problem(409, "cart_changed");
    shopper.shop.refresh(&shopper.session).await.ok();
    let newer = shopper.agrees();
    assert!(in_the_background(&shopper).await);
    assert_eq!(shopper.fake.count("cancel"), 0);
    shopper
        .shop
        .approve(&shopper.session, "new", &newer, 2)
        .await
        .ok();
}
