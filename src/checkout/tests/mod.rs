//! The rules, by property and by example.

mod examples;
mod properties;
mod rig;
mod table;
