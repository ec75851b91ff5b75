//! The checkout: address, order, payment, on one page or two; and the express button, which needs
//! no page at all.

mod address;
mod express;
mod field;
mod klarna;
mod leave;
mod methods;
mod page;
mod progress;
mod review;
mod script;
mod transfer;

pub(crate) use self::{express::Express, page::Checkout, review::Review};
