//! The program is killed between any two writes, and starts again; or runs twice at once.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use klarna_sandbox::TokenStatus;
use serde_json::Value;

use super::{Club, MONTH};
use crate::tests::shopper::Shop;

/// After how many transactions the program is killed, and whether that is before the next one or
/// right after it: between any two writes, on either side of the call to Klarna.
type Death = (i64, bool);

const NEVER: Death = (i64::MAX, false);

fn deaths() -> impl Iterator<Item = Death> {
    (0..).flat_map(|writes| [(writes, false), (writes, true)])
}

impl Club {
    /// Charges what is due, and is killed then; whether it came to its end before.
    async fn charges_until(&self, death: Death) -> bool {
        self.dies(death);
        let done = self.shop.app.subscriptions.charge_due().await;
        self.dies(NEVER);
        done.is_ok()
    }

    fn dies(&self, (writes, late): Death) {
        let store = &self.shop.app.store;
        store.crash_after_commit.store(late, Ordering::SeqCst);
        store
            .transactions_until_crash
            .store(writes, Ordering::SeqCst);
    }

    /// The next program, when the leases of the one before have run out.
    fn restarts_later(&mut self) {
        self.restarts();
        // Its clock is a new one: every start of it has to come later than the one before.
        self.starts += 1;
        self.shop.wait(Duration::from_secs(60) * self.starts);
    }

    /// Fails the test unless each period was charged exactly once, here and at Klarna.
    async fn has_charged_once_each(&self, id: &str, periods: usize) {
        let charges = self.read(id).await["charges"].clone();
        let charges = charges.as_array().unwrap();
        assert_eq!(charges.len(), periods);
        assert!(charges.iter().all(|charge| charge["status"] == "charged"));
        assert_eq!(self.orders_at_klarna().await, 1 + periods);
        let mut orders: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for call in self.calls("POST", "/order") {
            let reference = call.request["merchant_reference1"].as_str().unwrap();
            let order = call.response["order_id"].clone();
            orders.entry(reference.to_owned()).or_default().push(order);
        }
        assert_eq!(orders.len(), periods);
        for charge in charges {
            let mut answers = orders.remove(charge["order_id"].as_str().unwrap()).unwrap();
            answers.dedup();
            assert_eq!(
                answers.len(),
                1,
                "one order, however often it was asked for"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_each_period_is_charged_once() {
    for death in deaths() {
        let mut club = Club::opens_with(|charging| charging.per_day = 9).await;
        let id = club.subscribes().await;
        club.sandbox.state().clock().advance(3 * MONTH).unwrap();
        let completed = club.charges_until(death).await;
        if !completed {
            club.restarts_later();
            assert!(club.charges_until(NEVER).await);
        }
        club.has_charged_once_each(&id, 3).await;
        if completed {
            // Three claims and three outcomes, and then there is nothing to claim.
            assert!(death.0 >= 7, "{death:?}");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_each_period_is_charged_once() {
    let mut club = Club::opens_with(|charging| charging.per_day = 9).await;
    let id = club.subscribes().await;
    club.sandbox.state().clock().advance(3 * MONTH).unwrap();
    // Enough to send a charge, never to note what came of it.
    for death in [(1, false), (0, true), (1, false)] {
        assert!(!club.charges_until(death).await);
        club.restarts_later();
    }
    while !club.charges_until((3, false)).await {
        club.restarts_later();
    }
    club.has_charged_once_each(&id, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_the_end_the_token_is_cancelled_and_nothing_is_lost() {
    for death in deaths() {
        let mut club = Club::opens().await;
        let id = club.subscribes().await;
        let lost = serde_json::json!({"call": "create-token-order", "times": 1});
        club.fault("rest-cut-off", lost);
        club.passes(MONTH).await;
        club.dies(death);
        let completed = club.cancel(&id).await.status.is_success();
        club.restarts_later();
        // The shopper has no answer, and presses again.
        club.cancel(&id).await.ok();
        let ended = club.read(&id).await;
        assert_eq!(ended["status"], "cancelled");
        assert_eq!(ended["charges"][0]["status"], "charged");
        assert_eq!(club.token_status(), TokenStatus::Cancelled);
        club.passes(MONTH).await;
        assert_eq!(club.orders_at_klarna().await, 2);
        if completed {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_a_press_there_is_one_charge() {
    for death in deaths() {
        let mut club = Club::opens().await;
        let id = club.subscribes().await;
        club.dies(death);
        let completed = club.charge_now(&id).await.status.is_success();
        club.restarts_later();
        club.charges().await;
        assert!(club.orders_at_klarna().await <= 2);
        club.passes(MONTH).await;
        let periods = club.read(&id).await["charges"].as_array().unwrap().len();
        club.has_charged_once_each(&id, periods).await;
        if completed {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_at_once_charge_each_period_once() {
    let club = Club::opens_with(|charging| charging.per_day = 9).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(club.subscribes().await);
    }
    let other = Shop::over(&club.config);
    club.sandbox.state().clock().advance(2 * MONTH).unwrap();
    let (one, two) = tokio::join!(
        club.shop.app.subscriptions.charge_due(),
        other.app.subscriptions.charge_due()
    );
    assert_eq!(one.unwrap().charged + two.unwrap().charged, 12);
    assert_eq!(club.asked(), 12);
    for id in &ids {
        assert_eq!(club.period(id, 1).await["status"], "charged");
        assert_eq!(club.period(id, 2).await["status"], "charged");
    }
    assert_eq!(club.orders_at_klarna().await, 6 + 12);
}
