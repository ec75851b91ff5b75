//! Leptos: draws states, feeds events, runs effects.

mod hook;
mod host;
mod paint;
mod runtime;
mod snapshot;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod view;
mod words;

use host::Host;

pub use hook::{KlarnaHandle, KlarnaOptions, use_klarna};
pub use snapshot::Snapshot;
pub use view::KlarnaCheckout;
