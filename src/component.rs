//! Leptos: the components and the hook, a [host](crate::Host) made of signals.

#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod checkout;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod details;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod early_start;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod express;
mod hook;
mod host;
#[cfg(all(test, target_arch = "wasm32"))]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]
mod markup_tests;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod methods;

pub use checkout::KlarnaCheckout;
pub use details::KlarnaDetails;
pub use early_start::KlarnaEarlyStart;
pub use express::KlarnaExpressButton;
pub use hook::{KlarnaHandle, KlarnaOptions, use_klarna};
pub use methods::KlarnaMethods;
