//! The pages as a shopper uses them: what can be done, and what can be seen.

mod authorization;
mod bare;
mod shop;

pub(crate) use authorization::Authorization;
pub(crate) use bare::Bare;
pub(crate) use shop::Shop;
