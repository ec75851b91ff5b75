//! The rules of a checkout, as a total function: [`Checkout::step`] takes an event and gives back
//! what to do about it. Pure Rust: no browser, no Leptos, no clock and no randomness of its own.
//!
//! ```text
//!            mounted                 widget shown               pay pressed
//!   idle ────────────▶ loading ────────────────────▶ ready ────────────────▶ authorizing
//!                      ▲  │  │ ◀── cart changed ─────┘  ▲ ◀── closed, fields ──┘  │   │
//!                      │  │  └▶ not-offered             │                         │   └▶ declined
//!               retry  │  └───▶ failed ◀── no clear answer from the SDK ──────────┤
//!                      │                                                approved  ▼
//!   placed, pending,   │            settled                                    placing
//!   stored ◀───────────┴─────────────────────────── checking ◀── answer lost ─────┘
//! ```
//!
//! In a checkout of several pages (`auto_finalize: false`) there is one more state between Klarna's
//! word and the order: `awaiting-finalize`, which outlives the page. It ends with the shopper's
//! confirmation (`finalize`, or `reauthorize` where the cart has changed since), or starts over.
//!
//! The rules that carry the money:
//!
//! - An approval is bound to the session, the cart version and the mount it was given for
//!   ([`Approval`]). One that no longer matches is discarded, never sent.
//! - A lost answer is neither paid nor failed. The checkout asks the server, repeats the same
//!   request under the same key, and offers no new authorization until it knows.
//! - A refusal of the SDK's is no answer of Klarna's once the page's content security policy has
//!   blocked a script of Klarna's: it is a failure ([`Failure::ScriptBlocked`]).
//! - Every request carries a [`RequestId`]; an answer to an older request changes nothing.

mod answer;
mod approval;
mod checkout_event;
mod effect;
mod event;
mod failure;
mod field;
mod machine;
mod state;
mod step;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use answer::{
    AuthorizeAnswer, LoadAnswer, PlaceAnswer, SdkFault, ServerFault, SessionAnswer, StatusAnswer,
};
pub use approval::{Approval, Authorized, Binding, Generation, PendingConfirmation, Unfinished};
pub use checkout_event::{CheckoutEvent, EventDetail};
pub use effect::{Effect, FocusTarget, Timer, WidgetName};
pub use event::{Event, RequestId, Violation};
pub use failure::Failure;
pub use field::{AddressField, CustomerField, FieldPath};
pub use machine::{Checkout, Layout, Limits, OpenSession};
pub use state::{Notice, Phase, SdkCall, State};

/// A moment on the page's wall clock: milliseconds since 1970.
pub type Millis = u64;
