//! Customer tokens as Klarna writes them; and what a log may show of them.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    Address, Attachment, Country, CreatedCustomerToken, Currency, Customer, CustomerToken,
    CustomerTokenRead, MinorUnits, NewTokenOrder, OrderLine, SessionPlan, StepUp, StoredAccount,
    StoredCard, TokenOrderUrls, TokenStatus,
};
use serde_json::{from_value, json, to_value};

fn order() -> NewTokenOrder {
    let coffee = OrderLine::new("Coffee", 1, MinorUnits(1900))
        .and_then(|line| line.with_tax_rate(700))
        .unwrap();
    NewTokenOrder::new(Currency::Eur, vec![coffee]).unwrap()
}

#[test]
fn a_charge_is_written_in_klarnas_fields() {
    let mut order = order();
    order.merchant_reference1 = Some("r-1".into());
    order.merchant_urls = Some(TokenOrderUrls {
        confirmation: "https://shop.example/thanks".into(),
        push: None,
        authorization: None,
    });
    let expected = json!({
        "purchase_currency": "EUR",
        "order_amount": 1900,
        "order_tax_amount": 124,
        "order_lines": [{
            "name": "Coffee",
            "quantity": 1,
            "unit_price": 1900,
            "tax_rate": 700,
            "total_amount": 1900,
            "total_tax_amount": 124,
        }],
        "auto_capture": false,
        "merchant_reference1": "r-1",
        "merchant_urls": {"confirmation": "https://shop.example/thanks"},
    });
    assert_eq!(to_value(&order).unwrap(), expected);
    // As it is kept from before it is sent until its outcome is known.
    assert_eq!(from_value::<NewTokenOrder>(expected).unwrap(), order);
}

/// With the shopper present: Klarna's guides to extra merchant data and to the step-up.
#[test]
fn an_on_demand_charge_brings_merchant_data_and_asks_for_a_step_up() {
    let mut order = order();
    let mut expected = to_value(&order).unwrap();
    let emd = r#"{"customer_tokens":[{"avg_order_value":1900}]}"#;
    order.attachment = Some(Attachment::extra_merchant_data(emd));
    order.merchant_urls = Some(TokenOrderUrls {
        confirmation: "https://shop.example/thanks".into(),
        push: None,
        authorization: Some("https://shop.example/authorized".into()),
    });
    expected["attachment"] = json!({
        "body": emd,
        "content_type": "application/vnd.klarna.internal.emd-v2+json",
    });
    expected["merchant_urls"] = json!({
        "confirmation": "https://shop.example/thanks",
        "authorization": "https://shop.example/authorized",
    });
    for (step_up, written) in [
        (StepUp::Supported, "SUPPORTED"),
        (StepUp::NotSupported, "NOT_SUPPORTED"),
    ] {
        order.step_up = Some(step_up);
        order.validate().unwrap();
        expected["step_up"] = json!(written);
        assert_eq!(to_value(&order).unwrap(), expected);
        assert_eq!(
            from_value::<NewTokenOrder>(expected.clone()).unwrap(),
            order
        );
    }
}

#[test]
fn only_what_klarna_calls_active_can_be_charged() {
    let status = |status: &str| {
        let read = json!({"status": status, "payment_method_type": "INVOICE", "new": 1});
        from_value::<CustomerTokenRead>(read).unwrap().status
    };
    assert_eq!(status("ACTIVE"), TokenStatus::Active);
    assert_eq!(status("SUSPENDED"), TokenStatus::Suspended);
    assert_eq!(status("CANCELLED"), TokenStatus::Cancelled);
    assert_eq!(status("CANCELED"), TokenStatus::Cancelled);
    assert_eq!(status("PAUSED"), TokenStatus::Suspended);
    assert!(from_value::<CustomerTokenRead>(json!({"payment_method_type": "CARD"})).is_err());
}

#[test]
fn a_token_that_is_not_named_was_not_made() {
    let created = |answer| from_value::<CreatedCustomerToken>(answer);
    let full = json!({"token_id": "t", "redirect_url": "https://x", "customer": [], "new": 1});
    assert_eq!(created(full).unwrap().token_id, CustomerToken::new("t"));
    assert!(created(json!({"redirect_url": "https://x"})).is_err());
    assert!(created(json!({"token_id": null})).is_err());
}

#[test]
fn a_log_shows_no_token_no_card_and_no_person() {
    let secret = "find-me";
    let text = || Some(secret.to_owned());
    let address = Address {
        given_name: text(),
        ..Address::default()
    };
    let mut new = SessionPlan::Trial
        .customer_token("Coffee", Country::De, "de-DE".parse().unwrap())
        .unwrap();
    new.billing_address = Some(address.clone());
    new.customer = Some(Customer {
        date_of_birth: text(),
        ..Customer::default()
    });
    let created = CreatedCustomerToken {
        token_id: CustomerToken::new(secret),
        payment_method_reference: text(),
        redirect_url: text(),
    };
    let read = CustomerTokenRead {
        status: TokenStatus::Active,
        payment_method_type: Some("CARD".into()),
        card: Some(StoredCard {
            brand: text(),
            expiry_date: text(),
            masked_number: text(),
        }),
        direct_debit: Some(StoredAccount {
            masked_number: text(),
        }),
    };
    let mut order = order();
    order.shipping_address = Some(address);
    order.merchant_urls = Some(TokenOrderUrls {
        confirmation: secret.into(),
        push: text(),
        authorization: text(),
    });
    order.attachment = Some(Attachment {
        body: secret.into(),
        content_type: "application/json".into(),
    });
    for (shown, and) in [
        (format!("{new:?}"), "Coffee"),
        (format!("{created:?}"), "token_id"),
        (format!("{read:?}"), "Active"),
        (format!("{order:?}"), "1900"),
    ] {
        assert!(!shown.contains(secret), "{shown}");
        assert!(shown.contains(and), "{shown}");
    }
}
