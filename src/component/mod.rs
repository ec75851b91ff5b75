//! Leptos: draws states, feeds events, runs effects.

#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod express;
mod hook;
mod host;
mod methods;
mod paint;
mod runtime;
mod snapshot;
mod terms;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod view;
mod words;

use host::Host;

pub use express::KlarnaExpressButton;
pub use hook::{KlarnaHandle, KlarnaOptions, use_klarna};
pub use snapshot::{Method, Snapshot};
pub use view::KlarnaCheckout;
