//! Whatever happens, in whatever order: a cart becomes one order at most, and an order that Klarna
//! placed is never lost.

use proptest::prelude::*;

use super::{
    fake::{Does, Fake},
    shopper::{Shop, Shopper},
};
use crate::Database;

/// Something that happens to one cart.
#[derive(Debug, Clone)]
enum Event {
    /// The shopper agrees at Klarna.
    Agree,
    /// The page hands over an approval, most often the latest, under one of its keys.
    HandOver {
        key: u8,
        /// How many approvals ago.
        back: usize,
        /// How many versions of the cart ago.
        stale: u64,
    },
    Refresh,
    Ask,
    Invoice,
    Change(i64),
    /// A call to Klarna goes wrong.
    Fault(&'static str, Does),
    /// The server stops, and another one starts with its database.
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let call = prop_oneof![Just("read"), Just("order"), Just("order"), Just("update")];
    let fault = prop_oneof![
        Just(Does::LoseAnswer),
        Just(Does::LoseAnswer),
        Just(Does::AnswerHtml),
        Just(Does::Refuse(500, "INTERNAL_SERVER_ERROR", "")),
        Just(Does::Refuse(429, "TOO_MANY_REQUESTS", "")),
        Just(Does::Refuse(403, "REJECTED", "")),
        Just(Does::Refuse(403, "INVALID_OPERATION", "consumed")),
        Just(Does::Refuse(404, "NOT_FOUND", "")),
    ];
    prop_oneof![
        3 => Just(Event::Agree),
        6 => (0..3_u8, rarely(1..4_usize), rarely(1..2_u64))
            .prop_map(|(key, back, stale)| Event::HandOver { key, back, stale }),
        2 => Just(Event::Refresh),
        2 => Just(Event::Ask),
        1 => Just(Event::Invoice),
        1 => (0..4_i64).prop_map(Event::Change),
        4 => (call, fault).prop_map(|(call, fault)| Event::Fault(call, fault)),
        1 => Just(Event::Restart),
    ]
}

/// Zero most of the time.
fn rarely<T: Default + Clone + std::fmt::Debug>(
    other: impl Strategy<Value = T>,
) -> impl Strategy<Value = T> {
    prop_oneof![4 => Just(T::default()), 1 => other]
}

async fn happens(events: Vec<Event>) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start().await;
    let mut config = fake.config();
    config.database = Database::File(folder.path().join("shop.db"));
    let mut shopper = Shopper::at(fake, Shop::over(&config)).await;
    let mut tokens = vec!["never-given".to_owned()];
    for event in events {
        match event {
            Event::Agree => tokens.push(shopper.fake.approve(&shopper.fake.newest_session())),
            Event::HandOver { key, back, stale } => {
                let cart = shopper.shop.read_cart(&shopper.cart).await.ok();
                let version = cart["version"].as_u64().unwrap().saturating_sub(stale);
                let token = &tokens[(tokens.len() - 1).saturating_sub(back)];
                let (session, key) = (&shopper.session, format!("key-{key}"));
                shopper.shop.approve(session, &key, token, version).await;
            }
            Event::Refresh => drop(shopper.shop.refresh(&shopper.session).await),
            Event::Ask => drop(shopper.status().await),
            Event::Invoice => drop(shopper.shop.invoice(&shopper.cart).await),
            Event::Change(quantity) => {
                shopper.shop.put(&shopper.cart, "mug", quantity).await;
            }
            Event::Fault(call, does) => shopper.fake.next(call, does),
            Event::Restart => shopper.shop = shopper.shop.again(&config),
        }
        prop_assert!(shopper.fake.orders().len() <= 1);
        prop_assert!(shopper.shop.orders().await.len() <= 1);
    }
    all_is_known_in_the_end(&shopper).await
}

async fn all_is_known_in_the_end(shopper: &Shopper) -> Result<(), TestCaseError> {
    shopper.fake.recover();
    shopper.shop.app.checkout.settle_leftovers().await;
    let orders = shopper.shop.orders().await;
    let at_klarna = shopper.fake.orders();
    let with_klarna = orders.iter().filter(|order| order["payment"] == "klarna");
    prop_assert_eq!(with_klarna.count(), at_klarna.len());
    let number = orders
        .first()
        .and_then(|order| order.get("klarna_order_id"));
    if let Some(number) = number {
        prop_assert_eq!(number, &at_klarna[0]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_cart_is_one_order_at_most_and_none_is_lost(
        events in proptest::collection::vec(event(), 1..24),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(happens(events))?;
    }
}
