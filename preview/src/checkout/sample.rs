//! Klarna's sample customers, so that nobody has to type an address to try the checkout.

use klarna_payments::{Address, Country, samples};

/// The address of Klarna's sample customer in a market; `email` replaces the customer's own.
pub(super) fn address(market: Country, email: Option<String>) -> Address {
    let sample = samples::customer(market).address;
    Address {
        email: email.or(sample.email),
        ..sample
    }
}
