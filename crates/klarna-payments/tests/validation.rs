//! Limits are checked before anything is sent, and every offending field is named.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

use klarna_payments::{
    Address, Attachment, Country, Currency, Customer, CustomerToken, KlarnaAccessToken,
    MerchantUrls, MinorUnits, NewSession, OrderLine, OrderLineType, ProductIdentifiers, Purchase,
    Rule, SessionPlan, SessionUpdate, WidgetOptions,
};
use proptest::prelude::*;

fn purchase() -> Purchase {
    let cup = OrderLine::new("Cup", 1, MinorUnits(9999))
        .and_then(|line| line.with_tax_rate(2500))
        .unwrap();
    Purchase::new(Country::Se, vec![cup]).unwrap()
}

/// A session that may cost anything: what is checked here is the fields alone.
fn session(purchase: Purchase) -> NewSession {
    SessionPlan::OnDemand.session(purchase).unwrap()
}

/// The fields that a session made of this purchase is refused for.
fn refused(purchase: Purchase) -> Vec<String> {
    fields(&session(purchase))
}

fn fields(session: &NewSession) -> Vec<String> {
    match session.validate() {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid
            .violations()
            .iter()
            .map(|violation| violation.field.clone())
            .collect(),
    }
}

#[test]
fn a_plain_purchase_is_valid_in_every_market() {
    for country in Country::ALL {
        for locale in country.locales() {
            let mut purchase = purchase();
            purchase.purchase_country = country;
            purchase.purchase_currency = country.currency();
            purchase.locale = Some(locale.parse().unwrap());
            assert_eq!(refused(purchase), Vec::<String>::new(), "{locale}");
        }
    }
}

#[test]
fn country_currency_and_locale_must_fit_together() {
    let mut purchase = purchase();
    purchase.purchase_currency = Currency::Eur;
    purchase.locale = Some("de-DE".parse().unwrap());
    assert_eq!(refused(purchase), ["purchase_currency", "locale"]);
}

#[test]
fn every_text_has_its_limit() {
    type Set = fn(&mut Purchase, String);
    let limits: [(&str, usize, Set); 22] = [
        ("order_lines[0].name", 255, |p, t| p.order_lines[0].name = t),
        ("order_lines[0].reference", 255, |p, t| {
            p.order_lines[0].reference = Some(t);
        }),
        ("order_lines[0].quantity_unit", 8, |p, t| {
            p.order_lines[0].quantity_unit = Some(t);
        }),
        ("order_lines[0].image_url", 1024, |p, t| {
            p.order_lines[0].image_url = Some(t);
        }),
        ("order_lines[0].product_url", 1024, |p, t| {
            p.order_lines[0].product_url = Some(t);
        }),
        ("order_lines[0].merchant_data", 1024, |p, t| {
            p.order_lines[0].merchant_data = Some(t);
        }),
        ("order_lines[0].product_identifiers.brand", 70, |p, t| {
            p.order_lines[0].product_identifiers = Some(ProductIdentifiers {
                brand: Some(t),
                ..ProductIdentifiers::default()
            });
        }),
        (
            "order_lines[0].product_identifiers.category_path",
            750,
            |p, t| {
                p.order_lines[0].product_identifiers = Some(ProductIdentifiers {
                    category_path: Some(t),
                    ..ProductIdentifiers::default()
                });
            },
        ),
        ("merchant_reference1", 255, |p, t| {
            p.merchant_reference1 = Some(t);
        }),
        ("merchant_reference2", 255, |p, t| {
            p.merchant_reference2 = Some(t);
        }),
        ("merchant_data", 6000, |p, t| p.merchant_data = Some(t)),
        ("merchant_urls.confirmation", 2000, |p, t| {
            p.merchant_urls.get_or_insert_default().confirmation = Some(t);
        }),
        ("merchant_urls.notification", 2000, |p, t| {
            p.merchant_urls.get_or_insert_default().notification = Some(t);
        }),
        ("merchant_urls.push", 2000, |p, t| {
            p.merchant_urls.get_or_insert_default().push = Some(t);
        }),
        ("merchant_urls.authorization", 2000, |p, t| {
            p.merchant_urls.get_or_insert_default().authorization = Some(t);
        }),
        ("billing_address.given_name", 99, |p, t| {
            p.billing_address.get_or_insert_default().given_name = Some(t);
        }),
        ("billing_address.title", 20, |p, t| {
            p.billing_address.get_or_insert_default().title = Some(t);
        }),
        ("billing_address.postal_code", 10, |p, t| {
            p.billing_address.get_or_insert_default().postal_code = Some(t);
        }),
        ("shipping_address.street_address", 99, |p, t| {
            p.shipping_address.get_or_insert_default().street_address = Some(t);
        }),
        ("shipping_address.city", 99, |p, t| {
            p.shipping_address.get_or_insert_default().city = Some(t);
        }),
        ("shipping_address.organization_name", 99, |p, t| {
            p.shipping_address.get_or_insert_default().organization_name = Some(t);
        }),
        ("shipping_address.phone", 99, |p, t| {
            p.shipping_address.get_or_insert_default().phone = Some(t);
        }),
    ];
    for (field, max, set) in limits {
        let mut fits = purchase();
        // Characters are counted, not bytes.
        set(&mut fits, "ö".repeat(max));
        assert_eq!(refused(fits), Vec::<String>::new(), "{field}");
        let mut long = purchase();
        set(&mut long, "ö".repeat(max + 1));
        assert_eq!(refused(long), [field]);
    }
}

#[test]
fn an_order_has_1_to_1000_lines() {
    let mut none = purchase();
    none.order_lines.clear();
    none.order_amount = MinorUnits(0);
    none.order_tax_amount = None;
    assert_eq!(refused(none), ["order_lines"]);

    let lines = |count| vec![purchase().order_lines[0].clone(); count];
    assert_eq!(
        refused(Purchase::new(Country::Se, lines(1000)).unwrap()),
        Vec::<String>::new()
    );
    assert_eq!(
        refused(Purchase::new(Country::Se, lines(1001)).unwrap()),
        ["order_lines"]
    );
}

#[test]
fn a_price_is_at_most_two_million() {
    let line = OrderLine::new("House", 1, MinorUnits(200_000_001)).unwrap();
    assert_eq!(
        refused(Purchase::new(Country::Se, vec![line]).unwrap()),
        ["order_lines[0].unit_price", "order_lines[0].total_amount"]
    );
}

#[test]
fn what_takes_off_has_no_positive_price() {
    for line_type in [
        OrderLineType::Discount,
        OrderLineType::GiftCard,
        OrderLineType::StoreCredit,
    ] {
        let off = |price| {
            let cup = OrderLine::new("Cup", 1, MinorUnits(500)).unwrap();
            let line = OrderLine::new("Off", 1, MinorUnits(price)).unwrap();
            refused(
                Purchase::new(Country::Se, vec![cup, line.with_type(line_type.clone())]).unwrap(),
            )
        };
        assert_eq!(off(-100), Vec::<String>::new());
        assert_eq!(
            off(100),
            ["order_lines[1].unit_price", "order_lines[1].total_amount"]
        );
    }
}

#[test]
fn amounts_that_do_not_add_up_are_named_one_by_one() {
    let mut purchase = purchase();
    purchase.order_lines[0].total_tax_amount = Some(MinorUnits(1));
    purchase.order_amount = MinorUnits(1);
    purchase.order_tax_amount = Some(MinorUnits(-1));
    assert_eq!(
        refused(purchase),
        [
            "order_lines[0].total_tax_amount",
            "order_amount",
            "order_tax_amount"
        ]
    );
}

#[test]
fn forms_are_checked_where_klarna_states_them() {
    let mut purchase = purchase();
    purchase.billing_address = Some(Address {
        country: Some("Sweden".into()),
        ..Address::default()
    });
    purchase.customer = Some(Customer {
        last_four_ssn: Some("12345".into()),
        ..Customer::default()
    });
    let mut session = session(purchase);
    session.options = Some(WidgetOptions {
        color_text: Some("red".into()),
        ..WidgetOptions::default()
    });
    assert_eq!(
        fields(&session),
        [
            "billing_address.country",
            "customer.last_four_ssn",
            "options.color_text"
        ]
    );
    let update = SessionUpdate {
        options: session.options,
        ..SessionUpdate::default()
    };
    let invalid = update.validate().unwrap_err();
    assert_eq!(invalid.violations()[0].field, "options.color_text");
}

/// Whatever Klarna's own description of its API takes. Some of it was refused here, or could be.
#[test]
fn what_klarnas_description_takes_is_taken() {
    let long = || Some("x".repeat(300));
    let mut purchase = purchase();
    purchase.customer = Some(Customer {
        date_of_birth: Some("10.07.1970".into()),
        title: long(),
        national_identification_number: long(),
        vat_id: long(),
        organization_registration_id: long(),
        klarna_access_token: Some(KlarnaAccessToken::new("x".repeat(5000))),
        customer_token: Some(CustomerToken::new("x".repeat(300))),
        ..Customer::default()
    });
    // Plugins send empty texts for guests.
    purchase.billing_address = Some(Address {
        given_name: Some(String::new()),
        email: Some(String::new()),
        phone: Some(String::new()),
        ..Address::default()
    });
    purchase.shipping_address = Some(Address {
        email: Some("nobody".into()),
        ..Address::default()
    });
    purchase.merchant_urls = Some(MerchantUrls {
        confirmation: Some("shop://thanks/{order.id}".into()),
        notification: Some(String::new()),
        push: Some("no url".into()),
        authorization: Some("http://shop.example".into()),
    });
    purchase.order_lines[0].line_type = Some(OrderLineType::Other("return_fee".into()));
    purchase.order_lines[0].image_url = Some("no url".into());
    let mut session = session(purchase.clone());
    session.design = long();
    session.custom_payment_method_ids = vec!["x".repeat(300); 300];
    session.attachment = Some(Attachment {
        body: "no JSON".into(),
        content_type: "text/plain".into(),
    });
    session.options = Some(WidgetOptions {
        radius_border: Some("round".into()),
        ..WidgetOptions::default()
    });
    assert_eq!(session.validate(), Ok(()));
    let order = SessionPlan::OneTime.order(purchase).unwrap();
    assert_eq!(order.validate(), Ok(()));
}

#[test]
fn an_error_shows_no_value() {
    let mut purchase = purchase();
    purchase.billing_address = Some(Address {
        country: Some("customer@email.se".into()),
        ..Address::default()
    });
    let order = SessionPlan::OneTime.order(purchase).unwrap();
    let invalid = order.validate().unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "billing_address.country must be a country code of two letters"
    );
    assert!(!format!("{invalid:?}").contains("customer@email.se"));
}

#[test]
fn an_update_is_checked_for_what_it_says() {
    SessionUpdate::default().validate().unwrap();
    SessionPlan::OneTime
        .update(purchase())
        .unwrap()
        .validate()
        .unwrap();

    let mut update = SessionPlan::OneTime.update(purchase()).unwrap();
    update.order_amount = Some(MinorUnits(1));
    update.purchase_currency = Some(Currency::Usd);
    let invalid = update.validate().unwrap_err();
    assert_eq!(invalid.violations()[0].field, "purchase_currency");
    assert_eq!(invalid.violations()[0].rule, Rule::Market);
    assert_eq!(invalid.violations()[1].field, "order_amount");

    let urls = SessionUpdate {
        merchant_urls: Some(MerchantUrls::default()),
        order_amount: Some(MinorUnits(-1)),
        ..SessionUpdate::default()
    };
    assert_eq!(
        urls.validate().unwrap_err().violations()[0].field,
        "order_amount"
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let mut purchase = purchase();
        purchase.order_lines[0].name.clone_from(&text);
        purchase.billing_address = Some(Address {
            email: Some(text.clone()),
            country: Some(text.clone()),
            ..Address::default()
        });
        purchase.customer = Some(Customer {
            date_of_birth: Some(text.clone()),
            last_four_ssn: Some(text),
            ..Customer::default()
        });
        let _ = SessionPlan::OneTime.order(purchase).unwrap().validate();
    }
}
