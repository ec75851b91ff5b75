//! The rules, by property and by example.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod blocked;
mod cart;
mod loading;
mod methods;
mod names;
mod outdated;
mod paying;
mod properties;
mod rig;
mod settling;
mod several_pages;
mod table;
