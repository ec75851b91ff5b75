//! Orders with a customer token: the merchant charges, and nobody is asked.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Context,
    answer::{Refusal, Reply},
    order::authorized_method,
    session::object,
    token,
};
use crate::{
    FaultKind, Order, StoredToken, TokenStatus,
    callback::{Event, Message},
    decision::has_tag,
    state::Records,
    validation,
};

/// An e-mail tag whose owner's charges all fail: `customer+payment-failed@email.se`.
const FAILING: &str = "payment-failed";

/// `POST /customer-token/v1/tokens/{token}/order`
///
/// Under the same `Klarna-Idempotency-Key` the answer of the first time comes again, for 24 hours.
pub(super) fn create(
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
    let stored = match token::find(records, context, id) {
        Err(Refusal::NotFound(_)) => return Err(Refusal::TokenNotFound),
        found => found?.clone(),
    };
    check_status(records, &stored)?;
    let fields = validation::token_order(body, &stored).map_err(Refusal::BadValue)?;
    let currency = |fields: &validation::Fields| {
        let code = fields.get("purchase_currency").and_then(Value::as_str);
        code.map(str::to_ascii_uppercase)
    };
    if currency(&fields) != currency(&stored.approved) {
        return Err(Refusal::PAYMENT_METHOD_CURRENCY_MISMATCH);
    }
    charge(records, &stored)?;
    let order_id = Uuid::new_v4().to_string();
    let reply = json!({
        "order_id": order_id,
        "fraud_status": "ACCEPTED",
        "authorized_payment_method": authorized_method(Some(stored.method.name()), None),
    });
    let order = Order {
        id: order_id,
        session: stored.session.clone(),
        merchant: context.merchant.to_owned(),
        placed_at: context.now,
        token: Some(stored.number),
        review: None,
        request: body.clone(),
        reply: reply.clone(),
    };
    let session = records.sessions.get(&stored.session);
    let push = session.and_then(|session| Message::placed(session, &order));
    let push = push.map(|push| Event::Due(Box::new(push)));
    records.events.extend(push);
    records.orders.push(order);
    Ok(Reply::Json(reply))
}

/// Only an active token is charged. Faults change the status for good, or until the token is
/// activated again.
fn check_status(records: &mut Records, stored: &StoredToken) -> Result<(), Refusal> {
    let mut status = stored.status;
    for (kind, becomes) in [
        (FaultKind::TokenSuspended, TokenStatus::Suspended),
        (FaultKind::TokenCancelled, TokenStatus::Cancelled),
    ] {
        if status == TokenStatus::Active && strikes(records, stored, kind) {
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

/// The way to pay itself, which may fail, once or always.
fn charge(records: &mut Records, stored: &StoredToken) -> Result<(), Refusal> {
    if strikes(records, stored, FaultKind::PaymentMethodUnavailable) {
        return Err(Refusal::UNAVAILABLE_PAYMENT_METHOD);
    }
    let email = stored
        .approved
        .get("billing_address")
        .and_then(|address| address.get("email")?.as_str());
    if strikes(records, stored, FaultKind::PaymentMethodFailed) || has_tag(email, FAILING) {
        return Err(Refusal::PAYMENT_METHOD_FAILED);
    }
    Ok(())
}

fn strikes(records: &mut Records, stored: &StoredToken, kind: FaultKind) -> bool {
    let session = Some(stored.session.as_str());
    let struck = records.faults.take(session, |fault| fault.kind == kind);
    !struck.is_empty()
}
