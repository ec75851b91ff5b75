//! The texts of an order's confirmation.

use demo_shop_api::{FraudStatus, Order, PaymentMethod};

/// Returns the heading.
pub(super) const fn heading(order: &Order) -> &'static str {
    match (order.fraud_status, order.subscription_id.is_some()) {
        (Some(FraudStatus::Rejected), _) => "Your order was not accepted",
        (Some(FraudStatus::Pending), _) => "Klarna is reviewing your order",
        (_, true) => "Your subscription was renewed",
        _ => "Thank you for your order",
    }
}

/// Returns the next step.
pub(super) fn next_step(order: &Order) -> String {
    match (order.payment, order.fraud_status) {
        (PaymentMethod::Invoice, _) => format!(
            "We pack your parcel as soon as your transfer has arrived. Please name {} with it.",
            order.id
        ),
        (PaymentMethod::Klarna, Some(FraudStatus::Pending)) => {
            "We have your order, and Klarna is still looking at the payment. We pack your parcel as \
             soon as it is through, usually within a day. You do not have to do anything."
                .to_owned()
        }
        (PaymentMethod::Klarna, Some(FraudStatus::Rejected)) => {
            "Klarna did not accept this purchase in the end. Nothing will be charged or sent."
                .to_owned()
        }
        (PaymentMethod::Klarna, _) => {
            "Klarna has taken care of the payment. We are packing your parcel.".to_owned()
        }
    }
}

/// Returns the state of Klarna's review, if there is one.
pub(super) const fn review_status(order: &Order) -> Option<&'static str> {
    match order.fraud_status {
        Some(FraudStatus::Pending) => Some("Klarna is reviewing the order."),
        Some(FraudStatus::Rejected) => Some("Klarna did not accept the order."),
        _ => None,
    }
}
