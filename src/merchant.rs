//! The client of the merchant contract, and what of a payment survives a reload.

mod client;
mod clock;
mod unfinished;

pub(crate) use client::MerchantClient;
pub(crate) use clock::now;
pub(crate) use unfinished::UnfinishedStore;
