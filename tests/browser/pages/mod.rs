//! The pages as a shopper uses them: what can be done, and what can be seen.

mod account;
mod authorization;
mod bare;
mod confirmation;
mod element;
mod example;
mod review;
mod shop;

pub(crate) use account::{Account, one_subscription};
pub(crate) use authorization::Authorization;
pub(crate) use bare::Bare;
pub(crate) use confirmation::Confirmation;
pub(crate) use element::{Cart, ElementPage, Html, early_script, site as element_site};
pub(crate) use example::Example;
pub(crate) use review::{Review, choose_in_widget};
pub(crate) use shop::Shop;
