//! The pages beside the checkout.

mod basket;
mod confirmation;
mod not_found;
mod orders;

pub(crate) use self::{
    basket::Basket, confirmation::Confirmation, not_found::NotFound, orders::Orders,
};

use checkout_contract::{
    FraudStatus,
    shop::{Order, PaymentMethod},
};

/// How an order was paid, in words.
fn payment_words(order: &Order) -> &'static str {
    match (order.payment, order.fraud_status) {
        (PaymentMethod::Invoice, _) => "Bank transfer, before delivery",
        (PaymentMethod::Klarna, Some(FraudStatus::Pending)) => "Klarna, being checked",
        (PaymentMethod::Klarna, Some(FraudStatus::Rejected)) => "Klarna, rejected",
        (PaymentMethod::Klarna, _) => "Klarna",
        _ => "Another way",
    }
}
