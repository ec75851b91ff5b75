//! The shop itself: what it sells, what a cart costs, and how it is taxed. Pure: no store, no
//! Klarna call. Replace it with your own.

mod catalogue;
mod pricing;
mod tax;

pub(crate) use catalogue::{Article, article, filling, subscriptions};
pub(crate) use pricing::{PricingError, SignUp, cart_lines, cart_view, price, total};
