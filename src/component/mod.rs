//! Leptos: the components and the hook, a [page](crate::mount::Page) made of signals.

#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod express;
mod hook;
mod page;
#[allow(unreachable_pub, reason = "the component macro makes items of its own")]
mod view;

pub use express::KlarnaExpressButton;
pub use hook::{KlarnaHandle, KlarnaOptions, use_klarna};
pub use view::KlarnaCheckout;
