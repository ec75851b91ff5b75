//! The rules, by property and by example.

mod cart;
mod loading;
mod paying;
mod properties;
mod rig;
mod settling;
mod table;
