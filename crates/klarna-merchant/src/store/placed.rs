//! The documents of a placed order: the page's answer, and the order as the shop shows it.

use checkout_contract::{FraudStatus, Outcome, OutcomeStatus};
use demo_shop_api::{Order, PaymentMethod};
use klarna_payments::OrderId;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Attempt, StoreError};
use crate::shop::{cart_lines, total};

/// Returns the documents of an order that came of an approval. Without Klarna's id it waits, like
/// one that Klarna is looking at.
pub(super) fn record(
    attempt: &Attempt,
    order_id: Option<&OrderId>,
    fraud_status: FraudStatus,
    token_stored: bool,
    redirect_url: Option<String>,
    now: OffsetDateTime,
) -> Result<(Outcome, Order), StoreError> {
    let order_id = order_id.map(|id| id.as_str().to_owned());
    let outcome = Outcome {
        status: status(fraud_status),
        order_id: order_id.clone(),
        redirect_url,
        fraud_status: Some(fraud_status),
        token_stored,
    };
    let purchase = &attempt.request.purchase;
    let market = purchase.purchase_country;
    let order = Order {
        id: attempt.order_number.clone(),
        klarna_order_id: order_id,
        placed_at: now
            .format(&Rfc3339)
            .map_err(|_| StoreError::Value("time"))?,
        payment: PaymentMethod::Klarna,
        fraud_status: Some(fraud_status),
        market,
        lines: cart_lines(&purchase.order_lines),
        total: total(market, &purchase.order_lines).map_err(|_| StoreError::Value("amount"))?,
        subscription_id: None,
    };
    Ok((outcome, order))
}

/// Returns the documents once Klarna has said more of an order. What it accepted stays accepted until
/// it is rejected.
pub(super) fn update(
    outcome: Outcome,
    order: Order,
    order_id: Option<&OrderId>,
    fraud_status: FraudStatus,
) -> (Outcome, Order) {
    let fraud_status = match order.fraud_status {
        Some(FraudStatus::Accepted) => FraudStatus::Accepted,
        _ => fraud_status,
    };
    let order_id = order_id.map(|id| id.as_str().to_owned());
    (
        Outcome {
            status: status(fraud_status),
            order_id: order_id.clone(),
            fraud_status: Some(fraud_status),
            ..outcome
        },
        Order {
            klarna_order_id: order_id,
            fraud_status: Some(fraud_status),
            ..order
        },
    )
}

fn status(fraud_status: FraudStatus) -> OutcomeStatus {
    match fraud_status {
        FraudStatus::Accepted => OutcomeStatus::Placed,
        _ => OutcomeStatus::Pending,
    }
}
