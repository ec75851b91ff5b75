//! Klarna's order management, `/ordermanagement/v1`: orders, to be read. Captures, refunds and the other
//! calls after a purchase are not imitated.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, Time};

use super::{Context, session::hide_secrets};
use crate::{
    clock::rfc3339,
    model::{Fields, Order, Records, Refusal, Reply},
};

/// Klarna's default for the time in which an order can be captured.
const TIME_TO_CAPTURE: Duration = Duration::days(28);

/// The fields that are shown as the order, or else its session, was sent them.
const AS_SENT: [&str; 7] = [
    "purchase_country",
    "purchase_currency",
    "locale",
    "order_lines",
    "billing_address",
    "shipping_address",
    "customer",
];

/// The fields that belong to the order alone: a token's later charges do not have the session's.
const OF_ORDER: [&str; 3] = [
    "merchant_reference1",
    "merchant_reference2",
    "merchant_data",
];

/// `GET /ordermanagement/v1/orders/{order_id}`
pub(crate) fn read(records: &Records, context: &Context<'_>, id: &str) -> Result<Reply, Refusal> {
    let order = records
        .orders
        .get(id)
        .filter(|order| order.merchant == context.merchant)
        .ok_or(Refusal::NoSuchOrder)?;
    let session = records.sessions.get(&order.session);
    let session = session.map(|session| &session.fields);
    Ok(Reply::Json(shown(order, session)))
}

fn shown(order: &Order, session: Option<&Fields>) -> Value {
    let amount = order.request["order_amount"].as_i64().unwrap_or_default();
    let is_captured = order.is_captured();
    let captured = if is_captured { amount } else { 0 };
    let reference = short_reference(&order.id);
    let mut shown = json!({
        "order_id": order.id,
        "status": if is_captured { "CAPTURED" } else { "AUTHORIZED" },
        "fraud_status": order.fraud_status(),
        "order_amount": amount,
        "original_order_amount": amount,
        "captured_amount": captured,
        "refunded_amount": 0,
        "remaining_authorized_amount": amount - captured,
        "klarna_reference": reference,
        "created_at": rfc3339(order.placed_at),
        "expires_at": rfc3339(expires_at(order.placed_at)),
        "initial_payment_method": initial_payment_method(&order.reply["authorized_payment_method"]),
        "captures": [],
        "refunds": [],
    });
    if is_captured {
        shown["captures"] = json!([{
            "capture_id": order.id,
            "klarna_reference": format!("{reference}-1"),
            "captured_amount": amount,
            "refunded_amount": 0,
            "captured_at": rfc3339(order.placed_at),
        }]);
    }
    for field in AS_SENT {
        let of_session = || session.and_then(|fields| fields.get(field));
        if let Some(value) = order.request.get(field).or_else(of_session) {
            shown[field] = value.clone();
        }
    }
    for field in OF_ORDER {
        if let Some(value) = order.request.get(field) {
            shown[field] = value.clone();
        }
    }
    if let Some(customer) = shown.get_mut("customer") {
        hide_secrets(customer);
    }
    shown
}

/// The end of the time to capture: at midnight, as in Klarna's guides.
fn expires_at(placed_at: OffsetDateTime) -> OffsetDateTime {
    placed_at
        .saturating_add(TIME_TO_CAPTURE)
        .replace_time(Time::MIDNIGHT)
}

/// Klarna's short name for an order, made of its long one.
fn short_reference(id: &str) -> String {
    id.chars().take(8).collect::<String>().to_ascii_uppercase()
}

/// Order management has other names for payment methods than the checkout: capitals, and
/// `BANK_TRANSFER`.
fn initial_payment_method(authorized: &Value) -> Value {
    let name = authorized["type"].as_str().unwrap_or_default();
    let mut method = json!({
        "type": match name {
            "direct_bank_transfer" => "BANK_TRANSFER".to_owned(),
            other => other.to_ascii_uppercase(),
        },
    });
    if let Some(number) = authorized.get("number_of_installments") {
        method["number_of_installments"] = number.clone();
    }
    method
}
