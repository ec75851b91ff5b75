//! Each rule on a field: one row, one rule.

use serde_json::{Value, json};

use super::{create, text};
use crate::desk::{Desk, purchase, purchase_with_addresses, with};

/// What is put where; `null` leaves the field out.
type Row = (&'static str, Value);

#[tokio::test]
async fn every_field_that_breaks_its_rule_is_named() {
    for table in [market(), amounts(), lines(), rest_of_session(), person()] {
        for (path, value) in table {
            let answer = create(with(purchase_with_addresses(), path, value.clone())).await;
            assert_eq!(answer.bad_fields(), [path], "{path} = {value}");
        }
    }
}

#[tokio::test]
async fn fields_that_do_not_fit_together_are_named() {
    for ((path, value), expected) in refused_elsewhere() {
        let answer = create(with(purchase_with_addresses(), path, value.clone())).await;
        assert_eq!(answer.bad_fields(), expected, "{path} = {value}");
    }
}

#[tokio::test]
async fn what_lies_just_within_the_limits_is_taken() {
    for (path, value) in [
        ("purchase_country", json!("se")),
        ("purchase_currency", json!("sek")),
        ("locale", json!("en-SE")),
        ("locale", json!("sv")),
        ("locale", json!(null)),
        ("order_tax_amount", json!(null)),
        ("order_tax_amount", json!(2_882)),
        ("order_tax_amount", json!(2_878)),
        ("order_lines[0].total_tax_amount", json!(1_901)),
        ("order_lines[0].total_tax_amount", json!(1_899)),
        ("order_lines[0].type", json!(null)),
        ("order_lines[0].name", text(255)),
        ("order_lines[0].quantity_unit", text(8)),
        ("order_lines[0].reference", text(255)),
        ("order_lines[0].image_url", text(1024)),
        ("merchant_data", text(6000)),
        ("merchant_reference1", text(255)),
        ("intent", json!("buy_and_tokenize")),
        ("billing_address", json!(null)),
        ("billing_address", json!({})),
        ("billing_address.title", text(20)),
        ("billing_address.postal_code", text(10)),
        ("billing_address.family_name", json!("O'Neill-Müller Jr.")),
        (
            "billing_address.street_address",
            json!("C. de Atocha, 27 / 3 (B) #4"),
        ),
        ("shipping_address.country", json!("JP")),
        ("customer.last_four_ssn", json!("123456789")),
        // The description of Klarna's API has no limits for these.
        ("customer.title", text(300)),
        ("customer.gender", json!("x")),
        ("customer.vat_id", text(300)),
        ("customer.national_identification_number", text(300)),
        ("customer.organization_registration_id", text(300)),
        ("design", text(300)),
        ("custom_payment_method_ids", json!(vec![text(300); 1001])),
        ("order_lines[0].type", json!("service")),
        ("merchant_urls.confirmation", json!("shop")),
        ("merchant_urls.notification", json!("http://shop.example/")),
        ("merchant_urls.authorization", json!("http://shop.example/")),
        ("merchant_urls.push", text(2000)),
        ("merchant_reference1", json!(4711)),
        ("merchant_reference2", json!(i64::MIN)),
        ("acquiring_channel", json!("IN_STORE")),
        ("intent", json!("buy_and_optional_tokenize")),
        ("something_new", json!({ "of": "Klarna's" })),
        (
            "attachment",
            json!({
                "body": "{\"a\":[{\"b\":1}],\"c\":[]}",
                "content_type": "application/vnd.klarna.internal.emd-v2+json",
            }),
        ),
        (
            "attachment",
            json!({ "body": "", "content_type": "text/plain" }),
        ),
        (
            "options",
            json!({ "color_text": "#0b5a63", "radius_border": "round" }),
        ),
        (
            "order_lines[0].subscription",
            json!({ "name": "Club", "interval": "MONTH", "interval_count": 1 }),
        ),
    ] {
        let tokenizing = with(
            purchase_with_addresses(),
            "intent",
            json!("buy_and_tokenize"),
        );
        let body = with(tokenizing, path, value.clone());
        let answer = create(body).await;
        assert_eq!(answer.status, 200, "{path} = {value}: {}", answer.body);
    }
}

#[tokio::test]
async fn the_market_is_checked_first_and_alone() {
    let answer = create(json!({})).await;
    let message = "Bad value: purchase_currency, purchase_country";
    assert_eq!(answer.error(), (400, "BAD_VALUE", vec![message]));
    let mut body = purchase_with_addresses();
    body["order_lines"] = json!([]);
    body["locale"] = json!("de-DE");
    for (path, value, expected) in [
        ("purchase_country", json!("JP"), vec!["purchase_country"]),
        ("purchase_currency", json!("EUR"), vec!["purchase_currency"]),
        ("purchase_country", json!("DE"), vec!["purchase_currency"]),
        // With the market in order, every field is named at once.
        ("intent", json!("rent"), vec!["order_lines", "intent"]),
    ] {
        let answer = create(with(body.clone(), path, value)).await;
        assert_eq!(answer.bad_fields(), expected);
    }
}

/// As plugins send them for guests.
#[tokio::test]
async fn empty_texts_about_the_shopper_count_as_left_out() {
    let desk = Desk::new();
    let fields = [
        "given_name",
        "family_name",
        "email",
        "title",
        "street_address",
        "street_address2",
        "postal_code",
        "city",
        "region",
        "phone",
        "country",
        "organization_name",
        "attention",
    ];
    let empty: Value = fields.map(|field| (field, "")).into_iter().collect();
    let mut body = purchase_with_addresses();
    body["billing_address"] = empty.clone();
    body["shipping_address"] = with(empty.clone(), "city", json!("Uppsala"));
    body["customer"] = json!({
        "date_of_birth": "", "gender": "", "title": "", "national_identification_number": "",
        "vat_id": "", "organization_registration_id": "",
    });
    body["merchant_urls"]["push"] = json!("");
    let session = desk.session(body.clone()).await;
    assert_eq!(desk.state.sdk_update(&session, &body), Ok(()));
    let token = desk.approve(&session);
    let read = desk.read(&session).await.ok();
    assert_eq!(read["billing_address"], Value::Null);
    assert_eq!(read["shipping_address"], json!({ "city": "Uppsala" }));
    assert_eq!(read["customer"], Value::Null);
    assert_eq!(read["merchant_urls"]["push"], Value::Null);
    // Nothing was approved that an order could contradict.
    let mut order = purchase_with_addresses();
    order["shipping_address"]["city"] = json!("Uppsala");
    desk.order(&token, order).await.ok();
}

#[tokio::test]
async fn a_number_for_a_reference_is_its_text() {
    let desk = Desk::new();
    let mut body = purchase();
    body["merchant_reference1"] = json!(4711);
    body["merchant_reference2"] = json!(u64::MAX);
    let session = desk.session(body.clone()).await;
    let token = desk.approve(&session);
    let read = desk.read(&session).await.ok();
    assert_eq!(read["merchant_reference1"], "4711");
    assert_eq!(read["merchant_reference2"], "18446744073709551615");
    let order = desk.order(&token, body.clone()).await.ok();
    let path = format!(
        "/ordermanagement/v1/orders/{}",
        order["order_id"].as_str().expect("an id")
    );
    let managed = desk.call("GET", &path, Value::Null).await.ok();
    assert_eq!(managed["merchant_reference1"], "4711");
    let as_text = with(body, "merchant_reference1", json!("4711"));
    assert_eq!(desk.order(&token, as_text).await.ok(), order);
}

/// Country, currency, locale.
fn market() -> Vec<Row> {
    vec![
        ("purchase_country", json!(null)),
        ("purchase_country", json!("SWE")),
        ("purchase_country", json!("JP")),
        ("purchase_country", json!(46)),
        ("purchase_currency", json!(null)),
        ("purchase_currency", json!("KRONA")),
        ("purchase_currency", json!("EUR")),
        ("locale", json!("svenska")),
        ("locale", json!("sv_SE")),
        ("locale", json!("de-SE")),
        ("locale", json!("de")),
        ("locale", json!("")),
        ("billing_address.country", json!("DE")),
    ]
}

/// The order's amounts.
fn amounts() -> Vec<Row> {
    vec![
        ("order_amount", json!(null)),
        ("order_amount", json!(-1)),
        ("order_amount", json!("14400")),
        ("order_amount", json!(14_400.5)),
        ("order_amount", json!(14_401)),
        ("order_tax_amount", json!(-1)),
        ("order_tax_amount", json!(2_883)),
        ("order_tax_amount", json!(2_877)),
    ]
}

/// The order's lines.
fn lines() -> Vec<Row> {
    vec![
        ("order_lines", json!(null)),
        ("order_lines", json!([])),
        ("order_lines", json!({})),
        ("order_lines[1]", json!("cup")),
        ("order_lines[0].name", json!(null)),
        ("order_lines[0].name", json!("")),
        ("order_lines[1].name", text(256)),
        ("order_lines[0].type", json!(1)),
        ("order_lines[0].reference", text(256)),
        ("order_lines[0].quantity", json!(null)),
        ("order_lines[0].quantity", json!(-2)),
        ("order_lines[0].quantity", json!(2.5)),
        ("order_lines[0].quantity_unit", json!("")),
        ("order_lines[0].quantity_unit", text(9)),
        ("order_lines[0].unit_price", json!(null)),
        ("order_lines[0].unit_price", json!(200_000_001)),
        ("order_lines[0].tax_rate", json!(-1)),
        ("order_lines[0].tax_rate", json!(10_001)),
        ("order_lines[0].total_amount", json!(null)),
        ("order_lines[0].total_amount", json!(200_000_001)),
        ("order_lines[0].total_discount_amount", json!(-1)),
        ("order_lines[0].total_tax_amount", json!(1_902)),
        ("order_lines[0].total_tax_amount", json!(1_898)),
        ("order_lines[0].total_tax_amount", json!("1900")),
        ("order_lines[0].image_url", text(1025)),
        ("order_lines[0].product_url", text(1025)),
        ("order_lines[0].merchant_data", text(1025)),
    ]
}

/// What else a session has.
fn rest_of_session() -> Vec<Row> {
    vec![
        ("intent", json!("rent")),
        ("acquiring_channel", json!("SHOP")),
        ("merchant_urls", json!("https://shop.example")),
        ("merchant_urls.confirmation", text(2001)),
        ("merchant_urls.push", text(2001)),
        ("merchant_urls.authorization", json!(1)),
        ("merchant_reference1", json!(47.11)),
        ("merchant_reference1", json!(true)),
        ("merchant_reference1", text(256)),
        ("merchant_reference2", text(256)),
        ("merchant_data", text(6001)),
    ]
}

/// Who pays.
fn person() -> Vec<Row> {
    vec![
        ("billing_address", json!([])),
        ("billing_address.given_name", json!("A")),
        ("billing_address.given_name", json!("1234")),
        ("billing_address.family_name", json!("<Test>")),
        ("billing_address.family_name", json!("Τεστ")),
        ("billing_address.family_name", text(100)),
        ("billing_address.email", json!("customer@email")),
        ("billing_address.title", text(21)),
        ("billing_address.street_address", json!("Main St {2}")),
        ("billing_address.street_address2", text(100)),
        ("billing_address.postal_code", text(11)),
        ("billing_address.city", text(100)),
        ("billing_address.phone", json!("call me")),
        ("billing_address.country", json!("Sweden")),
        ("billing_address.organization_name", text(100)),
        ("billing_address.attention", text(100)),
        ("shipping_address.email", json!("@email.se")),
        ("shipping_address.given_name", json!("A")),
        ("customer.date_of_birth", json!("1941-02-30")),
        ("customer.gender", json!(1)),
        ("customer.type", json!("robot")),
        ("customer.type", json!("")),
        ("customer.last_four_ssn", json!("123")),
        ("customer.organization_entity_type", json!("GMBH")),
    ]
}

/// What is refused under other names than its own.
fn refused_elsewhere() -> Vec<(Row, &'static [&'static str])> {
    vec![
        (("purchase_country", json!("DE")), &["purchase_currency"]),
        (
            ("order_lines[0].quantity", json!(3)),
            &["order_lines[0].total_amount"],
        ),
        (
            ("order_lines[0].unit_price", json!(5_001)),
            &["order_lines[0].total_amount"],
        ),
        (
            ("order_lines[0].tax_rate", json!(2_000)),
            &["order_lines[0].total_tax_amount"],
        ),
        (
            ("order_lines[0].total_amount", json!(9_501)),
            &["order_lines[0].total_amount", "order_amount"],
        ),
        (
            ("order_lines[0].total_discount_amount", json!(null)),
            &["order_lines[0].total_amount"],
        ),
        (
            ("order_lines[0].total_tax_amount", json!(null)),
            &["order_lines[0].total_tax_amount", "order_tax_amount"],
        ),
        (
            (
                "order_lines[0].product_identifiers",
                json!({
                    "brand": text(71), "category_path": text(751), "global_trade_item_number": text(51),
                    "manufacturer_part_number": text(71), "color": text(65), "size": text(65),
                }),
            ),
            &[
                "order_lines[0].product_identifiers.brand",
                "order_lines[0].product_identifiers.category_path",
                "order_lines[0].product_identifiers.global_trade_item_number",
                "order_lines[0].product_identifiers.manufacturer_part_number",
                "order_lines[0].product_identifiers.color",
                "order_lines[0].product_identifiers.size",
            ],
        ),
        (
            ("order_lines[0].subscription", json!({})),
            &[
                "order_lines[0].subscription.name",
                "order_lines[0].subscription.interval",
                "order_lines[0].subscription.interval_count",
            ],
        ),
        (
            (
                "order_lines[0].subscription",
                json!({ "name": "", "interval": "HOUR", "interval_count": 0 }),
            ),
            &[
                "order_lines[0].subscription.name",
                "order_lines[0].subscription.interval",
                "order_lines[0].subscription.interval_count",
            ],
        ),
        (
            ("attachment", json!({})),
            &["attachment.body", "attachment.content_type"],
        ),
        (
            (
                "attachment",
                json!({ "body": "[]", "content_type": "application/vnd.klarna.internal.emd-v2+json" }),
            ),
            &["attachment.attachment"],
        ),
        (
            (
                "attachment",
                json!({ "body": "{\"a\":[1]}", "content_type": "application/vnd.klarna.internal.emd-v2+json" }),
            ),
            &["attachment.attachment"],
        ),
        (
            (
                "options",
                json!({ "color_text": "red", "color_border": "#12345", "radius_border": 5 }),
            ),
            &[
                "options.color_border",
                "options.color_text",
                "options.radius_border",
            ],
        ),
        (
            ("custom_payment_method_ids", json!([1])),
            &["custom_payment_method_ids[0]"],
        ),
    ]
}
