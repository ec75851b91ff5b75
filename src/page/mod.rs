//! The page around the component, as far as its code has no name in Leptos: its inputs and its policy.

mod inputs;
mod policy;

pub(crate) use inputs::{Marks, mark};
pub(crate) use policy::{PolicyWatch, watch_policy};
