//! The sandbox's REST and control calls, asked through its router.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper that cannot go on fails the test"
)]

mod access;
mod callbacks;
mod control;
mod desk;
mod dump;
mod faults;
mod load;
mod managed_orders;
mod offers;
mod openapi;
mod orders;
mod program;
mod properties;
mod rate_limits;
mod server;
mod sessions;
mod shopper;
mod story;
mod tokens;
mod validation;
