//! The checkout: address, order, payment.

mod address;
mod field;
mod klarna;
mod methods;
mod page;
mod sample;
mod transfer;

pub(crate) use page::Checkout;
