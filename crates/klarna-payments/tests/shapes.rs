//! What is written to Klarna and read from it, as JSON; and what a log may show of it.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    AcquiringChannel, Address, Attachment, AuthorizationToken, ClientToken, Country,
    CreatedSession, Customer, CustomerToken, CustomerType, FraudStatus, Intent, KlarnaAccessToken,
    MerchantUrls, MinorUnits, OrderLine, OrderLineType, PlacedOrder, Purchase, SessionPlan,
    SessionRead, SessionStatus, SessionUpdate, StepUpId, WidgetOptions,
};
use serde_json::{from_value, json, to_value};

fn purchase() -> Purchase {
    let cup = OrderLine::new("Cup", 2, MinorUnits(5000))
        .and_then(|line| line.with_discount(MinorUnits(500)))
        .and_then(|line| line.with_tax_rate(2500))
        .unwrap()
        .with_type(OrderLineType::ShippingFee)
        .with_reference("c-1");
    Purchase::new(Country::Se, vec![cup]).unwrap()
}

#[test]
fn a_new_session_is_written_in_klarnas_fields() {
    let mut purchase = purchase();
    purchase.locale = Some("sv-SE".parse().unwrap());
    purchase.customer = Some(Customer {
        customer_type: Some(CustomerType::Person),
        ..Customer::default()
    });
    let session = SessionPlan::OnDemandPaid.session(purchase).unwrap();
    let expected = json!({
        "purchase_country": "SE",
        "purchase_currency": "SEK",
        "locale": "sv-SE",
        "order_amount": 9500,
        "order_tax_amount": 1900,
        "order_lines": [{
            "type": "shipping_fee",
            "reference": "c-1",
            "name": "Cup",
            "quantity": 2,
            "unit_price": 5000,
            "tax_rate": 2500,
            "total_amount": 9500,
            "total_discount_amount": 500,
            "total_tax_amount": 1900,
        }],
        "customer": {"type": "person"},
        "intent": "buy_and_tokenize",
    });
    assert_eq!(to_value(&session).unwrap(), expected);
}

#[test]
fn an_order_is_the_same_purchase_without_what_only_a_session_takes() {
    let order = to_value(SessionPlan::OneTime.order(purchase()).unwrap()).unwrap();
    assert!(order.get("intent").is_none());
    assert_eq!(order["auto_capture"], json!(false));
    assert_eq!(order["order_amount"], json!(9500));
}

#[test]
fn an_update_says_only_what_changes() {
    assert_eq!(to_value(SessionUpdate::default()).unwrap(), json!({}));
    let all = to_value(SessionPlan::OneTime.update(purchase()).unwrap()).unwrap();
    assert_eq!(all, to_value(purchase()).unwrap());
}

/// Everything that a session has beside the purchase, by Klarna's API description and, for the last
/// three, its guides to the step-up, Sign in with Klarna and account linking.
#[test]
fn a_session_says_more_than_the_purchase() {
    let mut purchase = purchase();
    purchase.customer = Some(Customer {
        title: Some("Frau".into()),
        klarna_access_token: Some(KlarnaAccessToken::new("access")),
        customer_token: Some(CustomerToken::new("stored")),
        ..Customer::default()
    });
    let plain = to_value(SessionPlan::OneTime.session(purchase.clone()).unwrap()).unwrap();
    let emd = r#"{"voucher":[{"voucher_name":"Tea"}]}"#;
    let options = WidgetOptions {
        color_text: Some("#112233".into()),
        radius_border: Some("5px".into()),
        ..WidgetOptions::default()
    };
    let more = json!({
        "acquiring_channel": "IN_STORE",
        "options": {"color_text": "#112233", "radius_border": "5px"},
        "attachment": {
            "body": emd,
            "content_type": "application/vnd.klarna.internal.emd-v2+json",
        },
        "design": "dark",
        "custom_payment_method_ids": ["promo-1"],
    });

    let mut session = SessionPlan::Linked.session(purchase.clone()).unwrap();
    session.acquiring_channel = Some(AcquiringChannel::InStore);
    session.options = Some(options.clone());
    session.attachment = Some(Attachment::extra_merchant_data(emd));
    session.design = Some("dark".into());
    session.custom_payment_method_ids = vec!["promo-1".into()];
    session.step_up_id = Some(StepUpId::new("step-1"));
    session.validate().unwrap();
    let mut expected = plain;
    expected["intent"] = json!("buy_and_link");
    expected["step_up_id"] = json!("step-1");
    for (name, value) in more.as_object().unwrap() {
        expected[name] = value.clone();
    }
    assert_eq!(to_value(&session).unwrap(), expected);
    assert_eq!(
        expected["customer"],
        json!({"title": "Frau", "klarna_access_token": "access", "customer_token": "stored"})
    );

    let update = SessionUpdate {
        acquiring_channel: Some(AcquiringChannel::InStore),
        options: Some(options),
        attachment: Some(Attachment::extra_merchant_data(emd)),
        design: Some("dark".into()),
        custom_payment_method_ids: Some(vec!["promo-1".into()]),
        ..SessionUpdate::default()
    };
    update.validate().unwrap();
    assert_eq!(to_value(&update).unwrap(), more);
    // An empty list takes back what was chosen before.
    let none = SessionUpdate {
        custom_payment_method_ids: Some(Vec::new()),
        ..SessionUpdate::default()
    };
    assert_eq!(
        to_value(none).unwrap(),
        json!({"custom_payment_method_ids": []})
    );
}

/// Klarna's API takes one of those fields with an order.
#[test]
fn an_order_names_the_payment_methods_that_its_session_named() {
    let mut order = SessionPlan::OneTime.order(purchase()).unwrap();
    let mut expected = to_value(&order).unwrap();
    order.custom_payment_method_ids = vec!["promo-1".into()];
    expected["custom_payment_method_ids"] = json!(["promo-1"]);
    assert_eq!(to_value(&order).unwrap(), expected);
}

/// A session's order could not be read once Klarna had a new type of order line.
#[test]
fn a_type_of_order_line_that_is_not_known_is_kept_as_it_is() {
    for (written, line_type) in [
        ("sales_tax", OrderLineType::SalesTax),
        ("return_fee", OrderLineType::Other("return_fee".into())),
    ] {
        let line = json!({
            "type": written, "name": "x", "quantity": 1, "unit_price": -1, "total_amount": -1,
        });
        let read = from_value::<OrderLine>(line.clone()).unwrap();
        assert_eq!(read.line_type, Some(line_type));
        assert_eq!(to_value(read).unwrap(), line);
    }
}

#[test]
fn intents_are_written_as_klarna_writes_them() {
    for intent in Intent::ALL {
        assert_eq!(to_value(intent).unwrap(), json!(intent.as_str()));
        assert_eq!(
            from_value::<Intent>(json!(intent.as_str())).unwrap(),
            intent
        );
    }
    assert_eq!(
        Intent::ALL.map(Intent::places_order),
        [true, false, true, true, true]
    );
    assert_eq!(
        Intent::ALL.map(Intent::stores_token),
        [false, true, true, true, false]
    );
}

#[test]
fn answers_may_say_more_than_we_know() {
    let session: CreatedSession = from_value(json!({
        "session_id": "068df369-13a7-4d47-a564-62f8408bb760",
        "client_token": "eyJhbGciOiJub25lIn0.e30.",
        "payment_method_categories": [{
            "identifier": "klarna",
            "name": "Pay with Klarna",
            "asset_urls": {"standard": "https://x.klarnacdn.net/a.svg", "huge": "b"},
            "mood": "new",
        }],
        "news": 1,
    }))
    .unwrap();
    assert_eq!(session.payment_method_categories[0].identifier, "klarna");

    let read: SessionRead = from_value(json!({
        "status": "complete",
        "order_lines": "not what it was",
        "customer": {"gender": "new"},
    }))
    .unwrap();
    assert_eq!(read.status, SessionStatus::Complete);
    assert_eq!(read.authorization_token, None);
}

#[test]
fn a_success_without_what_makes_it_one_is_no_success() {
    assert!(from_value::<CreatedSession>(json!({"session_id": "s"})).is_err());
    assert!(from_value::<CreatedSession>(json!({"client_token": "t"})).is_err());
    assert!(from_value::<PlacedOrder>(json!({"fraud_status": "ACCEPTED"})).is_err());
    assert!(from_value::<SessionRead>(json!({})).is_err());
    assert!(from_value::<SessionRead>(json!({"status": "half"})).is_err());
}

#[test]
fn a_placed_order_is_readable_whatever_its_details_look_like() {
    let method = |value: serde_json::Value| {
        from_value::<PlacedOrder>(json!({
            "order_id": "o", "fraud_status": "ACCEPTED", "authorized_payment_method": value,
        }))
        .unwrap()
        .authorized_payment_method
        .map(|method| (method.method_type, method.number_of_installments))
    };
    assert_eq!(
        method(json!({"type": "invoice", "number_of_installments": 3, "number_of_days": 30})),
        Some(("invoice".to_owned(), Some(3)))
    );
    assert_eq!(method(json!("card")), Some(("card".to_owned(), None)));
    for odd in [json!(null), json!(7), json!([]), json!({"kind": "card"})] {
        assert_eq!(method(odd), None);
    }
}

#[test]
fn goods_are_delivered_only_on_klarnas_clear_word() {
    let status = |order| from_value::<PlacedOrder>(order).unwrap().fraud_status;
    assert_eq!(
        status(json!({"order_id": "o", "fraud_status": "ACCEPTED"})),
        FraudStatus::Accepted
    );
    assert_eq!(
        status(json!({"order_id": "o", "fraud_status": "REJECTED"})),
        FraudStatus::Rejected
    );
    assert_eq!(status(json!({"order_id": "o"})), FraudStatus::Pending);
    assert_eq!(
        status(json!({"order_id": "o", "fraud_status": "PERHAPS"})),
        FraudStatus::Pending
    );
}

#[test]
fn a_log_shows_no_token_and_no_person() {
    let secret = "find-me";
    let text = || Some(secret.to_owned());
    let address = Address {
        given_name: text(),
        family_name: text(),
        email: text(),
        title: text(),
        street_address: text(),
        street_address2: text(),
        postal_code: text(),
        city: text(),
        region: text(),
        phone: text(),
        country: text(),
        organization_name: text(),
        attention: text(),
    };
    let customer = Customer {
        date_of_birth: text(),
        last_four_ssn: text(),
        national_identification_number: text(),
        vat_id: text(),
        organization_registration_id: text(),
        title: text(),
        klarna_access_token: Some(KlarnaAccessToken::new(secret)),
        customer_token: Some(CustomerToken::new(secret)),
        ..Customer::default()
    };
    let mut purchase = purchase();
    purchase.billing_address = Some(address.clone());
    purchase.shipping_address = Some(address.clone());
    purchase.customer = Some(customer);
    purchase.merchant_urls = Some(MerchantUrls {
        confirmation: text(),
        notification: text(),
        push: text(),
        authorization: text(),
    });
    let mut session = SessionPlan::OneTime.session(purchase.clone()).unwrap();
    session.attachment = Some(Attachment {
        body: secret.into(),
        content_type: "application/json".into(),
    });
    session.step_up_id = Some(StepUpId::new(secret));
    let read = SessionRead {
        status: SessionStatus::Complete,
        expires_at: None,
        authorization_token: Some(AuthorizationToken::new(secret)),
        client_token: Some(ClientToken::new(secret)),
        payment_method_categories: None,
        order_amount: None,
        billing_address: Some(address),
        shipping_address: None,
    };
    for shown in [
        format!("{session:?}"),
        format!("{read:?}"),
        format!(
            "{:?}",
            SessionPlan::OneTime.order(purchase.clone()).unwrap()
        ),
        format!("{:?}", SessionPlan::OneTime.update(purchase).unwrap()),
    ] {
        assert!(!shown.contains(secret), "{shown}");
        assert!(shown.contains("given_name"), "{shown}");
    }
}
