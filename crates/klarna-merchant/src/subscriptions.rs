//! Subscriptions, from the day a customer token is stored.
//!
//! Four rules carry it:
//! - A charge is written down as sent before Klarna hears of it, with its exact request; its outcome
//!   after. Killed between any two steps, it is sent again under the same key, which Klarna carries
//!   out once.
//! - Only a clear refusal gives a period a new key. An outcome that is still unknown when Klarna may
//!   have forgotten the key is a person's to find out.
//! - What is due follows from the day of the sign-up alone, so that no delay moves the days after it.
//! - Whoever holds a subscription's lease does its next step; everybody else passes it by.

mod charging;
mod policy;
mod schedule;
mod verdict;
mod view;

pub use policy::Charging;

pub(crate) use charging::{Asked, Subscriptions};
pub(crate) use schedule::Schedule;
pub(crate) use view::view;
