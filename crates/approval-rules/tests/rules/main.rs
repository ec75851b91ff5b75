//! The rules of an approval, by example and for anything that may happen.
#![allow(clippy::unwrap_used, reason = "in a test, a panic is a failure")]

mod approval;
mod cart;
mod completion;
mod customer_token;
mod errors;
mod order;
mod pace;
mod person;
mod plan;
mod properties;
mod question;
mod reading;
mod reason;
mod support;
