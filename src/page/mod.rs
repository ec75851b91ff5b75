//! The page around the component, as far as its code has no name in Leptos: its elements, its inputs,
//! and how its browser writes amounts and days.

mod dom;
mod inputs;
mod locale;
mod policy;

pub(crate) use dom::{attribute, make, number_of, root_of};
pub(crate) use inputs::{Marks, first_marked, label, mark};
pub(crate) use locale::{date, money};
pub(crate) use policy::{PolicyWatch, watch_policy};
