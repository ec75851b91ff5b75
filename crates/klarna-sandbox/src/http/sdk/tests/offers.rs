//! The payment methods of the widget and the window, as the amount changes.

use klarna_payments::Country;
use serde_json::{Value, json};

use super::{Sandbox, Session, report};

/// The fields of a session in a country, of one article.
fn purchase(country: Country, amount: i64) -> Value {
    let mut fields = costs(amount);
    fields["purchase_country"] = json!(country);
    fields["purchase_currency"] = json!(country.currency());
    fields["locale"] = json!(country.locales()[0]);
    fields
}

/// The fields that change the amount.
fn costs(amount: i64) -> Value {
    json!({
        "order_amount": amount, "order_tax_amount": 0,
        "order_lines": [
            { "name": "Chair", "quantity": 1, "unit_price": amount, "total_amount": amount },
        ],
    })
}

impl Sandbox {
    /// Authorizes with a payment method chosen in the widget.
    async fn authorize_by(&self, method: &str, session: &Session, data: Value) -> Value {
        let mut call = report("authorize", session, data);
        call["chosen"] = json!(method);
        let answer = self.post("/kp/sdk/calls", &json!([call])).await.json();
        answer["answers"][0].clone()
    }

    /// The payment method that a window asks for.
    async fn asked_for(&self, window: &Value) -> Value {
        let question = json!({ "window": window });
        let details = self.post("/kp/window/details", &question).await.json();
        details["method"].clone()
    }
}

#[tokio::test]
async fn the_widget_lists_what_the_amount_allows() {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(purchase(Country::Fr, 50_000)).await;
    for (data, methods) in [
        (json!({}), json!(["pay_now", "pay_later", "pay_over_time"])),
        (costs(50_001), json!(["pay_now", "pay_over_time"])),
        (costs(400_000), json!(["pay_now"])),
        (costs(400_001), Value::Null),
        (costs(99), json!(["pay_now", "pay_later"])),
    ] {
        let answer = sandbox.call("load", &session, data.clone()).await;
        assert_eq!(answer["view"]["methods"], methods, "{data}");
        let is_offered = json!({ "show_form": !methods.is_null() });
        assert_eq!(answer["result"], is_offered, "{data}");
    }
}

#[tokio::test]
async fn widget_and_order_have_the_countrys_installments() {
    for (country, count) in [(Country::Us, 4), (Country::Gb, 3)] {
        let sandbox = Sandbox::new();
        let body = purchase(country, 50_000);
        let session = sandbox.session_of(body.clone()).await;
        let widget = sandbox.call("load", &session, json!({})).await;
        assert_eq!(widget["view"]["installments"], count, "{country}");
        let asked = sandbox
            .authorize_by("pay_over_time", &session, json!({}))
            .await;
        let approved = sandbox.answer_window(&asked["window"], "approve").await;
        let token = approved["authorization_token"].as_str().expect("a token");
        let path = format!("/payments/v1/authorizations/{token}/order");
        let order = sandbox.as_merchant("POST", &path, &body.to_string()).await;
        let method = &order.json()["authorized_payment_method"];
        assert_eq!(method["number_of_installments"], count, "{country}");
    }
}

#[tokio::test]
async fn authorize_asks_for_another_method_where_the_data_loses_the_chosen_one() {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(purchase(Country::Fr, 50_000)).await;
    for (data, method) in [
        (json!({}), "pay_later"),
        (costs(50_001), "pay_now"),
        (costs(50_000), "pay_later"),
    ] {
        let asked = sandbox
            .authorize_by("pay_later", &session, data.clone())
            .await;
        let shown = sandbox.asked_for(&asked["window"]).await;
        assert_eq!(shown, method, "{data}");
    }
}

#[tokio::test]
async fn authorize_is_refused_where_the_data_loses_every_method() {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(purchase(Country::Nz, 200_000)).await;
    let refused = sandbox
        .authorize_by("pay_over_time", &session, costs(200_001))
        .await;
    assert_eq!(
        refused["result"],
        json!({ "approved": false, "show_form": false })
    );
}

#[tokio::test]
async fn reauthorize_asks_for_what_is_left_or_is_refused() {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(purchase(Country::Fr, 50_000)).await;
    let asked = sandbox.authorize_by("pay_later", &session, json!({})).await;
    sandbox.answer_window(&asked["window"], "approve").await;
    let dearer = sandbox.call("reauthorize", &session, costs(50_001)).await;
    assert_eq!(sandbox.asked_for(&dearer["window"]).await, "pay_now");
    let refused = sandbox.call("reauthorize", &session, costs(400_001)).await;
    assert_eq!(refused["result"], json!({ "approved": false }));
}

#[tokio::test]
async fn finalize_is_refused_where_the_data_loses_every_method() {
    let sandbox = Sandbox::new();
    let session = sandbox.session_of(purchase(Country::Fr, 50_000)).await;
    let mut call = report("authorize", &session, json!({}));
    call["options"]["auto_finalize"] = json!(false);
    let asked = sandbox.post("/kp/sdk/calls", &json!([call])).await.json();
    let window = &asked["answers"][0]["window"];
    let approved = sandbox.answer_window(window, "approve").await;
    assert_eq!(approved["finalize_required"], json!(true));
    let refused = sandbox.call("finalize", &session, costs(400_001)).await;
    assert_eq!(
        refused["result"],
        json!({ "approved": false, "show_form": false })
    );
}
