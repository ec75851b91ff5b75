//! The pages as a shopper uses them: what can be done, and what can be seen.

mod authorization;
mod shop;

pub(crate) use authorization::Authorization;
pub(crate) use shop::Shop;
