//! Klarna Payments in a checkout, for Leptos.
//!
//! [`KlarnaCheckout`] shows Klarna's widget for a cart, asks Klarna to authorize when the shopper
//! presses pay, and hands the approval to the merchant's server, which places the order.
//! [`use_klarna`] is the same without a view. Both talk to a server that speaks the contract of
//! [`checkout_contract`].
//!
//! # Features
//! `csr`, `hydrate` and `ssr`, as Leptos has them: turn one on from your own features.

pub mod checkout;
#[cfg(feature = "leptos")]
mod component;
pub mod fields;
mod merchant;
pub mod mount;
pub mod panel;
mod sdk;
mod text;
mod wait;
pub mod write;

pub use checkout::{
    AddressField, CustomerField, Failure, FieldPath, Layout, Limits, Notice,
    Notification as CheckoutEvent, Phase,
};
pub use checkout_contract::{
    FraudStatus, Intent, Interval, Money, Outcome, OutcomeStatus, Session, SubscriptionTerms,
};
#[cfg(feature = "leptos")]
pub use component::{KlarnaCheckout, KlarnaExpressButton, KlarnaHandle, KlarnaOptions, use_klarna};
pub use klarna_payments::{Address, AssetUrls, Customer, PaymentMethodCategory};
pub use mount::{Method, Snapshot, Transition};
pub use sdk::{ButtonShape, ButtonTheme, Buyer, CheckoutData, ExpressLook, KLARNA_SCRIPT};

/// The guide's examples are compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide.md")]
struct Guide;
