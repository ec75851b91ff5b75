//! The checkout: address, order and payment on one page or two, and the express button without a page.

mod address;
mod express;
mod field;
mod finish;
mod klarna;
mod methods;
mod page;
mod progress;
mod review;
mod script;
mod transfer;

pub(crate) use self::{express::Express, page::Checkout, review::Review};
