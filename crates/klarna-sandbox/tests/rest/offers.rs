//! The categories of a session: one or several, by the country and the amount of a one-time purchase, and
//! by the country alone where something is stored.

use klarna_payments::Country;
use klarna_sandbox::MethodLimits;
use serde_json::{Value, json};

use crate::desk::{Desk, with};

fn identifiers(session: &Value) -> Vec<&str> {
    let categories = session["payment_method_categories"].as_array();
    categories
        .expect("a list")
        .iter()
        .map(|category| category["identifier"].as_str().expect("text"))
        .collect()
}

/// One article, bought once.
fn purchase(country: Country, amount: i64) -> Value {
    json!({
        "purchase_country": country, "purchase_currency": country.currency(),
        "locale": country.locales()[0], "order_amount": amount,
        "order_lines": [
            { "name": "Chair", "quantity": 1, "unit_price": amount, "total_amount": amount },
        ],
    })
}

/// The fields of a session update, or of the SDK's data, that change the amount.
fn costs(amount: i64) -> Value {
    let body = purchase(Country::De, amount);
    json!({ "order_amount": amount, "order_lines": body["order_lines"] })
}

/// A desk with a category for each kind of payment method.
async fn split_desk() -> Desk {
    let desk = Desk::new();
    let fault = json!({ "kind": "several-categories" });
    desk.fault(fault).await.ok();
    desk
}

/// A subscription of nothing yet, in a country.
fn trial(country: &str, currency: &str) -> Value {
    json!({
        "purchase_country": country, "purchase_currency": currency, "intent": "tokenize",
        "order_amount": 0,
        "order_lines": [{
            "name": "Coffee club", "quantity": 1, "unit_price": 0, "total_amount": 0,
            "subscription": { "name": "Club", "interval": "MONTH", "interval_count": 1 },
        }],
    })
}

async fn create(desk: &Desk, body: Value) -> Value {
    desk.call("POST", "/payments/v1/sessions", body).await.ok()
}

#[tokio::test]
async fn several_categories_are_named_in_the_sessions_language_and_stay() {
    let desk = Desk::new();
    let fault = json!({ "kind": "several-categories", "times": 1 });
    desk.fault(fault).await.ok();
    let session = create(&desk, purchase(Country::Se, 50_000)).await;
    assert_eq!(
        identifiers(&session),
        ["pay_later", "pay_now", "pay_over_time"]
    );
    let category = &session["payment_method_categories"][0];
    assert_eq!(category["name"], "Betala senare");
    assert!(category["asset_urls"]["standard"].is_string());
    let id = session["session_id"].as_str().expect("an id");
    desk.update(id, json!({ "locale": "en-SE" })).await.ok();
    let read = desk.read(id).await.ok();
    assert_eq!(identifiers(&read).len(), 3);
    assert_eq!(read["payment_method_categories"][0]["name"], "Pay later");
    let next = create(&desk, purchase(Country::Se, 50_000)).await;
    assert_eq!(identifiers(&next), ["klarna"]);
}

#[tokio::test]
async fn one_session_alone_can_be_given_several_categories() {
    let desk = Desk::new();
    let one = desk.session(purchase(Country::Se, 50_000)).await;
    let other = desk.session(purchase(Country::Se, 50_000)).await;
    let fault = json!({ "kind": "several-categories", "session": one });
    desk.fault(fault).await.ok();
    for (session, count) in [(one, 3), (other, 1)] {
        desk.update(&session, json!({})).await;
        let read = desk.read(&session).await.ok();
        assert_eq!(identifiers(&read).len(), count);
    }
}

#[tokio::test]
async fn a_subscription_is_offered_where_something_can_be_charged_again() {
    let desk = Desk::new();
    for (country, currency, offered) in [
        ("SE", "SEK", true),
        ("DE", "EUR", true),
        ("US", "USD", true),
        ("NZ", "NZD", false),
        ("CH", "CHF", false),
    ] {
        let session = create(&desk, trial(country, currency)).await;
        assert_eq!(!identifiers(&session).is_empty(), offered, "{country}");
    }
    let desk = split_desk().await;
    let session = create(&desk, trial("SE", "SEK")).await;
    assert_eq!(identifiers(&session), ["pay_later", "pay_now"]);
    let session = create(&desk, trial("FR", "EUR")).await;
    assert_eq!(identifiers(&session), ["pay_now"]);
}

/// At the least and the greatest amount of each range of the country, and one below and above.
#[tokio::test]
async fn each_payment_method_is_offered_from_its_least_to_its_greatest_amount() {
    let desk = Desk::new();
    let split = split_desk().await;
    for country in Country::ALL {
        let limits = MethodLimits::from_country(country);
        let ranges = [
            ("pay_later", &limits.pay_later),
            ("pay_now", &limits.pay_now),
            ("pay_over_time", &limits.installments),
            ("pay_over_time", &limits.financing),
        ];
        let ranges = ranges.map(|(name, range)| Some((name, range.as_ref()?)));
        for (_, range) in ranges.iter().flatten() {
            let (least, greatest) = (*range.start(), *range.end());
            for amount in [least - 1, least, greatest, greatest + 1] {
                // An order of nothing is refused.
                if amount < 1 {
                    continue;
                }
                let mut offered: Vec<_> = ranges
                    .iter()
                    .flatten()
                    .filter(|(_, range)| *range.start() <= amount && amount <= *range.end())
                    .map(|(name, _)| *name)
                    .collect();
                offered.dedup();
                let session = create(&split, purchase(country, amount)).await;
                assert_eq!(identifiers(&session), offered, "{country}, {amount}");
                let session = create(&desk, purchase(country, amount)).await;
                let is_offered = identifiers(&session) == ["klarna"];
                assert_eq!(is_offered, !offered.is_empty(), "{country}, {amount}");
            }
        }
    }
}

#[tokio::test]
async fn the_published_limits_hold() {
    let desk = split_desk().await;
    for (country, amount, offered) in [
        // 0.10 EUR is the least of pay later, 1 EUR of pay over time.
        (Country::De, 9, ["pay_now"].as_slice()),
        (Country::De, 10, &["pay_later", "pay_now"]),
        (Country::De, 100, &["pay_later", "pay_now", "pay_over_time"]),
        (Country::De, 1_000_001, &[]),
        (
            Country::Fr,
            50_000,
            &["pay_later", "pay_now", "pay_over_time"],
        ),
        (Country::Fr, 50_001, &["pay_now", "pay_over_time"]),
        (Country::Fr, 400_000, &["pay_now"]),
        (Country::Fr, 400_001, &[]),
        // Financing goes on where installments end.
        (Country::Us, 1_000_000, &["pay_over_time"]),
        (Country::Se, 24_999, &["pay_later", "pay_now"]),
        (Country::Nz, 999, &[]),
        (Country::Nz, 1_000, &["pay_over_time"]),
        (Country::Hu, 100_000_000, &["pay_now"]),
    ] {
        let session = create(&desk, purchase(country, amount)).await;
        assert_eq!(identifiers(&session), offered, "{country}, {amount}");
    }
}

#[tokio::test]
async fn an_update_of_the_amount_changes_the_offer() {
    let desk = split_desk().await;
    let session = desk.session(purchase(Country::Fr, 50_000)).await;
    for (amount, offered) in [
        (50_001, ["pay_now", "pay_over_time"].as_slice()),
        (400_001, &[]),
        (300, &["pay_later", "pay_now", "pay_over_time"]),
    ] {
        desk.update(&session, costs(amount)).await.ok();
        let read = desk.read(&session).await.ok();
        assert_eq!(identifiers(&read), offered, "{amount}");
    }
}

#[tokio::test]
async fn the_pages_data_changes_the_offer_if_it_changes_the_amount() {
    let desk = split_desk().await;
    let session = desk.session(purchase(Country::Fr, 50_000)).await;
    for (amount, offered) in [
        (50_001, ["pay_now", "pay_over_time"].as_slice()),
        (400_001, &[]),
        (300, &["pay_later", "pay_now", "pay_over_time"]),
    ] {
        assert_eq!(desk.state.sdk_update(&session, &costs(amount)), Ok(()));
        let read = desk.read(&session).await.ok();
        assert_eq!(identifiers(&read), offered, "{amount}");
    }

    let fault = json!({ "kind": "not-offered", "times": 1 });
    desk.fault(fault).await.ok();
    let session = desk.session(purchase(Country::Fr, 50_000)).await;
    let same = json!({ "order_amount": 50_000, "merchant_reference1": "4711" });
    assert_eq!(desk.state.sdk_update(&session, &same), Ok(()));
    let read = desk.read(&session).await.ok();
    assert!(identifiers(&read).is_empty());
}

#[tokio::test]
async fn what_is_stored_is_offered_whatever_the_amount() {
    let desk = split_desk().await;
    for amount in [1, 100_000_000] {
        let body = with(
            purchase(Country::Se, amount),
            "intent",
            json!("buy_and_tokenize"),
        );
        let plan = json!({ "name": "Club", "interval": "MONTH", "interval_count": 1 });
        let body = with(body, "order_lines[0].subscription", plan);
        let session = create(&desk, body).await;
        assert_eq!(identifiers(&session), ["pay_later", "pay_now"], "{amount}");
    }
}
