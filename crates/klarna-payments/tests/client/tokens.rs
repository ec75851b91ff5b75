//! Customer tokens: made, read, cancelled and charged.

use klarna_payments::{
    AuthorizationToken, Client, Country, Currency, CustomerToken, IdempotencyKey, Interval,
    KlarnaError, MinorUnits, NewCustomerToken, NewTokenOrder, OrderLine, Repetition, SessionPlan,
    StepUpId, Subscription, TokenStatus,
};
use serde_json::json;

use crate::{
    TOKEN, client, placed, refused,
    server::{Reply, Seen, Server},
};

const KEY: &str = "2c8b1a5e-9f0e-5d3c-8a41-5a2f0b9c6d7e";

fn token() -> CustomerToken {
    CustomerToken::new(TOKEN)
}

fn new_token() -> NewCustomerToken {
    let locale = "de-DE".parse().unwrap();
    SessionPlan::Trial
        .customer_token("Coffee", Country::De, locale)
        .unwrap()
}

fn month() -> NewTokenOrder {
    let line = OrderLine::new("Coffee", 1, MinorUnits(1900))
        .unwrap()
        .with_subscription(Subscription::every("Coffee", 1, Interval::Month));
    NewTokenOrder::new(Currency::Eur, vec![line]).unwrap()
}

async fn charge(client: &Client) -> Result<String, KlarnaError> {
    let key = IdempotencyKey::new(KEY).unwrap();
    let order = client.create_token_order(&token(), &key, &month()).await?;
    Ok(order.order_id.as_str().to_owned())
}

fn calls(server: &Server) -> Vec<String> {
    server.seen().iter().map(Seen::call).collect()
}

#[tokio::test]
async fn a_token_is_made_read_and_cancelled() {
    let server = Server::start([
        Reply::json(
            200,
            json!({"token_id": "t-1", "payment_method_reference": "r", "billing_address": 7}),
        ),
        Reply::json(
            200,
            json!({
                "status": "ACTIVE",
                "payment_method_type": "CARD",
                "card": {"brand": "VISA", "expiry_date": "10/2030", "masked_number": "**** 1234"},
            }),
        ),
        Reply::empty(202),
    ])
    .await;
    let client = client(&server);

    let new = new_token();
    let authorization = AuthorizationToken::new(TOKEN);
    let created = client
        .create_customer_token(&authorization, &new)
        .await
        .unwrap();
    assert_eq!(created.token_id, CustomerToken::new("t-1"));
    let read = client.read_customer_token(&created.token_id).await.unwrap();
    assert_eq!(read.status, TokenStatus::Active);
    assert_eq!(read.payment_method_type.as_deref(), Some("CARD"));
    assert_eq!(read.card.unwrap().brand.as_deref(), Some("VISA"));
    client
        .cancel_customer_token(&created.token_id)
        .await
        .unwrap();

    assert_eq!(
        calls(&server),
        [
            format!("POST /payments/v1/authorizations/{TOKEN}/customer-token"),
            "GET /customer-token/v1/tokens/t-1".to_owned(),
            "PATCH /customer-token/v1/tokens/t-1/status".to_owned(),
        ]
    );
    let seen = server.seen();
    assert_eq!(
        seen[0].json(),
        json!({
            "description": "Coffee",
            "intended_use": "SUBSCRIPTION",
            "locale": "de-DE",
            "purchase_country": "DE",
            "purchase_currency": "EUR",
        })
    );
    assert_eq!(seen[2].json(), json!({"status": "CANCELLED"}));
    assert_eq!(seen[2].header("content-type"), "application/json");
}

#[tokio::test]
async fn a_token_that_is_cancelled_already_is_as_it_shall_be() {
    for code in ["TOKEN_CANCELLED", "TOKEN_CANCELED"] {
        let server = Server::start([refused(403, code)]).await;
        client(&server)
            .cancel_customer_token(&token())
            .await
            .unwrap();
    }
    let server = Server::start([refused(404, "NOT_FOUND")]).await;
    let error = client(&server)
        .cancel_customer_token(&token())
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::TokenNotFound(_)));
}

#[tokio::test]
async fn a_charge_is_repeated_under_its_key_with_the_same_bytes() {
    let server = Server::start([
        refused(503, "SERVICE_UNAVAILABLE"),
        Reply::html(502),
        placed(),
    ])
    .await;
    assert_eq!(charge(&client(&server)).await.unwrap(), "o-1");
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    for again in &seen {
        assert_eq!(again.header("klarna-idempotency-key"), KEY);
        assert_eq!(again.body, seen[0].body);
        assert_eq!(
            again.call(),
            format!("POST /customer-token/v1/tokens/{TOKEN}/order")
        );
    }
    assert_eq!(
        seen[0].json()["order_lines"][0]["subscription"],
        json!({"name": "Coffee", "interval": "MONTH", "interval_count": 1})
    );
}

/// Also where no confirmation page was named.
#[tokio::test]
async fn an_order_with_a_customer_token_says_where_the_shopper_goes_next() {
    let url = "https://payments.klarna.com/redirect/1";
    let answer = json!({"order_id": "o-1", "fraud_status": "ACCEPTED", "redirect_url": url});
    let server = Server::start([Reply::json(200, answer)]).await;
    let key = IdempotencyKey::new(KEY).unwrap();
    let order = client(&server)
        .create_token_order(&token(), &key, &month())
        .await
        .unwrap();
    assert_eq!(order.redirect_url.as_deref(), Some(url));
}

/// As Klarna's guide to the step-up shows the refusal.
#[tokio::test]
async fn a_refused_charge_may_bring_a_way_out() {
    let refusal = |code: &str, id: &str| {
        Reply::json(
            403,
            json!({
                "correlation_id": "c-1",
                "error_code": code,
                "error_messages": ["no"],
                "fraud_status": "REJECTED",
                "reason": "x",
                "authorized_payment_method": {"type": "invoice"},
                "step_up_id": id,
            }),
        )
    };
    for code in [
        "PAYMENT_METHOD_FAILED",
        "UNAVAILABLE_PAYMENT_METHOD",
        "SOMETHING_NEW",
    ] {
        let server = Server::start([refusal(code, "step-1")]).await;
        let error = charge(&client(&server)).await.unwrap_err();
        assert_eq!(error.step_up_id(), Some(&StepUpId::new("step-1")), "{code}");
        assert!(
            !format!("{error} {error:?}").contains("step-1"),
            "{error:?}"
        );
    }
    let server = Server::start([refused(403, "PAYMENT_METHOD_FAILED")]).await;
    let error = charge(&client(&server)).await.unwrap_err();
    assert_eq!(error.step_up_id(), None);
}

#[tokio::test]
async fn a_charge_that_fails_for_want_of_money_is_not_repeated_at_once() {
    let server = Server::start([refused(403, "PAYMENT_METHOD_FAILED")]).await;
    let error = charge(&client(&server)).await.unwrap_err();
    assert_eq!(error.repetition(), Repetition::Later);
    assert_eq!(error.code(), Some("PAYMENT_METHOD_FAILED"));
    assert_eq!(server.seen().len(), 1);
}

/// Klarna answers every try under a key alike, so its word on a later one is its word on the first.
#[tokio::test]
async fn klarnas_word_on_a_charge_settles_what_became_of_an_earlier_try() {
    let lost = || refused(500, "INTERNAL_SERVER_ERROR");
    let server = Server::start([lost(), refused(403, "TOKEN_SUSPENDED")]).await;
    let error = charge(&client(&server)).await.unwrap_err();
    assert!(matches!(error, KlarnaError::TokenSuspended(_)), "{error:?}");
    assert!(error.settles_key());

    // These say nothing of the charge.
    for other in [
        refused(401, "UNAUTHORIZED"),
        refused(403, "MERCHANT_INACTIVE"),
        refused(409, "CONFLICT"),
        refused(429, "TOO_MANY_REQUESTS").header("retry-after", "60"),
    ] {
        let server = Server::start([lost(), other]).await;
        let error = charge(&client(&server)).await.unwrap_err();
        assert!(error.outcome_unknown() && !error.settles_key(), "{error:?}");
    }
}

#[tokio::test]
async fn a_token_made_from_a_lost_answer_is_not_settled_by_a_refusal() {
    let server = Server::start([
        refused(500, "INTERNAL_SERVER_ERROR"),
        refused(403, "INVALID_OPERATION"),
    ])
    .await;
    let new = new_token();
    let error = client(&server)
        .create_customer_token(&AuthorizationToken::new(TOKEN), &new)
        .await
        .unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn a_charge_of_nothing_and_a_token_that_klarna_cannot_have_given_are_not_sent() {
    let server = Server::start([]).await;
    let client = client(&server);
    let key = IdempotencyKey::new(KEY).unwrap();
    let free = OrderLine::new("Coffee", 1, MinorUnits::ZERO).unwrap();
    let nothing = NewTokenOrder::new(Currency::Eur, vec![free]).unwrap();
    let error = client
        .create_token_order(&token(), &key, &nothing)
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::Invalid(_)));
    let error = client
        .read_customer_token(&CustomerToken::new("../../payments/v1/sessions"))
        .await
        .unwrap_err();
    assert!(matches!(error, KlarnaError::TokenNotFound(_)));
    assert!(server.seen().is_empty());
}
