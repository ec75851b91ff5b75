//! The pages other than the checkout.

mod account;
mod basket;
mod confirmation;
mod not_found;
mod orders;

pub(crate) use self::{
    account::Account, basket::Basket, confirmation::Confirmation, not_found::NotFound,
    orders::Orders,
};
