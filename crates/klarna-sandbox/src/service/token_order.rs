//! Orders with a customer token: the merchant charges, and the shopper is not asked.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Context, authorized_method::authorized_method, callbacks, customer_token, decision::has_tag,
    placeholder, session::object, step_up, validation,
};
use crate::model::{
    FaultKind, Fields, Order, Records, Refusal, Reply, StoredToken, TokenStatus, text_at,
};

/// An e-mail tag whose owner's charges all fail, until a step-up: `customer+payment-failed@email.se`.
const FAILING: &str = "payment-failed";

/// `POST /customer-token/v1/tokens/{token}/order`
///
/// Under the same `Klarna-Idempotency-Key` the answer of the first time comes again, for 24 hours.
pub(crate) fn create(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    let Some(key) = context.idempotency_key else {
        return place(records, context, id, body);
    };
    let key = (context.merchant, key);
    if let Some(known) = records.answers.known(key, id, body, context.now) {
        return known;
    }
    let answer = place(records, context, id, body);
    records.answers.keep(key, id, body, context.now, &answer);
    answer
}

fn place(
    records: &mut Records,
    context: &Context<'_>,
    id: &str,
    body: &Value,
) -> Result<Reply, Refusal> {
    object(body)?;
    let stored = match customer_token::find(records, context, id) {
        Err(Refusal::NotFound(_)) => return Err(Refusal::TokenNotFound),
        found => found?.clone(),
    };
    check_status(records, &stored)?;
    let fields = validation::token_order(body, &stored).map_err(Refusal::BadValue)?;
    let currency =
        |fields: &Fields| text_at(fields, "purchase_currency").map(str::to_ascii_uppercase);
    if currency(&fields) != currency(&stored.approved) {
        return Err(Refusal::PAYMENT_METHOD_CURRENCY_MISMATCH);
    }
    charge(records, &stored)
        .map_err(|refusal| step_up::offer(records, &stored, &fields, refusal))?;
    let order = order(context, &stored, fields);
    let reply = order.reply.clone();
    if let Some(session) = records.sessions.get(&stored.session).cloned() {
        callbacks::placed(records, &session, &order);
    }
    records.orders.insert(order);
    Ok(Reply::Json(reply))
}

/// The order of a charge. Its `redirect_url` is always there, as in the description of Klarna's API.
fn order(context: &Context<'_>, stored: &StoredToken, fields: Fields) -> Order {
    let id = Uuid::new_v4().to_string();
    let reply = json!({
        "order_id": id,
        "redirect_url": format!("{}/customer-token/v1/orders/{id}/redirect", context.url),
        "fraud_status": "ACCEPTED",
        "authorized_payment_method": authorized_method(Some(stored.method.name()), None),
    });
    Order {
        id,
        session: stored.session.clone(),
        merchant: context.merchant.to_owned(),
        placed_at: context.now,
        token: Some(stored.number),
        review: None,
        request: fields.into(),
        reply,
    }
}

/// The merchant's confirmation page for an order with a customer token: the order's, or else the sign-up's.
pub(crate) fn confirmation_url(records: &Records, order: &str) -> Option<String> {
    let order = records
        .orders
        .get(order)
        .filter(|order| order.token.is_some())?;
    let session = records.sessions.get(&order.session)?;
    let of_order = order.request["merchant_urls"]["confirmation"].as_str();
    let of_session = session.text("merchant_urls.confirmation");
    let url = of_order.filter(|url| !url.is_empty()).or(of_session)?;
    Some(placeholder::fill(url, &session.id, &order.id))
}

/// Only an active token is charged. Faults change the status for good, or until the token is
/// activated again.
fn check_status(records: &mut Records, stored: &StoredToken) -> Result<(), Refusal> {
    let mut status = stored.status;
    for (kind, becomes) in [
        (FaultKind::TokenSuspended, TokenStatus::Suspended),
        (FaultKind::TokenCancelled, TokenStatus::Cancelled),
    ] {
        if status == TokenStatus::Active && records.take_fault(&stored.session, kind) {
            status = becomes;
            if let Some(token) = records.tokens.get_mut(stored.id.expose()) {
                token.status = becomes;
            }
        }
    }
    match status {
        TokenStatus::Active => Ok(()),
        TokenStatus::Suspended => Err(Refusal::TOKEN_SUSPENDED),
        TokenStatus::Cancelled => Err(Refusal::TOKEN_CANCELLED),
    }
}

/// Charges the payment method, which may fail, once or always.
fn charge(records: &mut Records, stored: &StoredToken) -> Result<(), Refusal> {
    if records.take_fault(&stored.session, FaultKind::PaymentMethodUnavailable) {
        return Err(Refusal::UNAVAILABLE_PAYMENT_METHOD);
    }
    let email = text_at(&stored.approved, "billing_address.email");
    let always_fails = has_tag(email, FAILING) && !stored.is_recovered;
    if records.take_fault(&stored.session, FaultKind::PaymentMethodFailed) || always_fails {
        return Err(Refusal::PAYMENT_METHOD_FAILED);
    }
    Ok(())
}
