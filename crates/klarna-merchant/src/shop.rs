//! The shop itself: what it sells, what a cart costs, and how it is taxed. Pure: no store, no
//! Klarna call. Replace it with your own.

mod catalogue;
mod pricing;
mod tax;

pub(crate) use catalogue::{article, filling, subscriptions};
pub(crate) use pricing::{PricingError, cart_lines, cart_view, price, total};
