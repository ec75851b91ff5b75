//! Many at once: one order.

use super::{fake::Does, shopper::Shopper};

const MANY: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_requests_with_one_key_place_one_order() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    let answers = together(&shopper, |_| ("key".to_owned(), token.clone())).await;
    assert!(answers.iter().all(|answer| answer["order_id"] == "order-1"));
    assert_eq!(shopper.fake.count("order"), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_keys_with_one_token_place_one_order() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    let answers = together(&shopper, |number| (format!("key-{number}"), token.clone())).await;
    assert!(answers.iter().all(|answer| answer["order_id"] == "order-1"));
    assert_eq!(shopper.fake.count("order"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_tokens_one_is_the_order() {
    let shopper = Shopper::arrives().await;
    // Only the last is worth anything; the others come in between, before and after.
    let tokens: Vec<_> = (0..MANY).map(|_| shopper.agrees()).collect();
    let answers = together(&shopper, |number| {
        (format!("key-{number}"), tokens[number].clone())
    })
    .await;
    let placed = answers.iter().filter(|answer| answer["status"] == "placed");
    assert_eq!(placed.count(), 1);
    let spent = answers
        .iter()
        .filter(|answer| answer["code"] == "authorization_spent");
    assert_eq!(spent.count(), MANY - 1);
    assert_eq!(shopper.fake.orders().len(), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn klarna_and_invoice_at_once_are_one_order() {
    for _ in 0..MANY {
        let shopper = Shopper::arrives().await;
        let token = shopper.agrees();
        let (by_klarna, by_invoice) = tokio::join!(
            shopper.hands_over("key", &token),
            shopper.shop.invoice(&shopper.cart)
        );
        let orders = shopper.shop.orders().await;
        assert_eq!(orders.len(), 1);
        assert_ne!(
            by_klarna.status.is_success(),
            by_invoice.status.is_success()
        );
        let paid_with_klarna = usize::from(by_klarna.status.is_success());
        assert_eq!(shopper.fake.orders().len(), paid_with_klarna);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_mounts_at_once_share_one_session() {
    let shopper = Shopper::arrives().await;
    let cart = shopper.shop.cart("DE").await;
    let cart = cart["id"].as_str().unwrap();
    let before = shopper.fake.count("create");
    let (one, two) = tokio::join!(
        shopper.shop.open(cart, "de-DE"),
        shopper.shop.open(cart, "de-DE")
    );
    assert_eq!(one.ok(), two.ok());
    assert_eq!(shopper.fake.count("create"), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_sessions_of_one_cart_are_one_order() {
    let shopper = Shopper::arrives().await;
    let other = shopper.shop.open(&shopper.cart, "en-SE").await.ok();
    let other = other["id"].as_str().unwrap();
    let (one, two) = (shopper.agrees(), shopper.fake.approve("k2"));
    let (by_one, by_two) = tokio::join!(
        shopper.hands_over("key", &one),
        shopper.shop.approve(other, "key", &two, 1)
    );
    assert_ne!(by_one.status.is_success(), by_two.status.is_success());
    assert_eq!(shopper.fake.orders().len(), 1);
    assert_eq!(shopper.shop.orders().await.len(), 1);
}

#[tokio::test]
async fn asking_what_happened_does_not_wait_for_klarna() {
    let shopper = Shopper::arrives().await;
    let token = shopper.agrees();
    shopper.fake.next("order", Does::Wait);
    let handing_over = shopper.hands_over("key", &token);
    let asking = async {
        shopper.fake.arrived().await;
        let status = shopper.status().await;
        shopper.fake.go_on();
        status
    };
    let (outcome, status) = tokio::join!(handing_over, asking);
    assert_eq!(status["status"], "authorized");
    assert_eq!(outcome.ok()["status"], "placed");
}

async fn together(
    shopper: &Shopper,
    what: impl Fn(usize) -> (String, String),
) -> Vec<serde_json::Value> {
    let mut requests = tokio::task::JoinSet::new();
    for number in 0..MANY {
        let (key, token) = what(number);
        let (shop, session) = (shopper.shop.clone(), shopper.session.clone());
        requests.spawn(async move { shop.approve(&session, &key, &token, 1).await.body });
    }
    requests.join_all().await
}
