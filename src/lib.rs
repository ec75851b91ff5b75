//! Klarna Payments in a checkout, for Leptos.
//!
//! [`KlarnaCheckout`] shows Klarna's widget for a cart, asks Klarna to authorize when the shopper
//! presses pay, and hands the approval to the merchant's server, which places the order. It fetches its
//! session from that server, which speaks the contract of [`checkout_contract`].
//!
//! # Another layout
//! [`use_klarna`] is the same without a layout. [`KlarnaMethods`], the radio buttons of the payment
//! methods, and [`KlarnaDetails`], messages and buttons, are the parts of it; Klarna's widget goes into
//! [`KlarnaHandle::container`].
//!
//! # Another framework
//! [`CheckoutController`] is a checkout without Leptos, in the surroundings of a [`Host`].
//! `<klarna-checkout>` is made with it.
//!
//! # Features
//! `csr`, `hydrate` and `ssr`, as Leptos has them: turn one on from your own features. Without the
//! default feature `leptos` there is the controller alone.

#[allow(
    unreachable_pub,
    reason = "the rules' interface; the list below says what is public of it"
)]
mod checkout;
#[cfg(feature = "leptos")]
mod component;
mod controller;
mod csp;
mod dom;
mod early;
mod js;
mod merchant;
mod sdk;
#[cfg(feature = "leptos")]
mod session_html;
mod text;
mod view;

#[doc(inline)]
pub use checkout::{
    AddressField, CheckoutEvent, CustomerField, EventDetail, Failure, FieldPath, Limits, Notice,
    Phase,
};
#[doc(inline)]
pub use checkout_contract::{
    ClientToken, Currency, FraudStatus, Intent, Interval, MinorUnits, Money, Outcome,
    OutcomeStatus, Session, SubscriptionTerms,
};
#[cfg(feature = "leptos")]
#[doc(inline)]
pub use component::{
    KlarnaCheckout, KlarnaDetails, KlarnaEarlyStart, KlarnaExpressButton, KlarnaHandle,
    KlarnaMethods, KlarnaOptions, use_klarna,
};
#[doc(inline)]
pub use controller::{
    CheckoutController, CheckoutOptions, Host, PaymentMethod, Snapshot, Transition,
};
#[doc(inline)]
pub use dom::Part;
#[doc(inline)]
pub use klarna_payments::{
    Address, AssetUrls, Customer, CustomerType, Gender, OrganizationEntityType,
    PaymentMethodCategory,
};
#[doc(inline)]
pub use sdk::{
    ButtonShape, ButtonTheme, Buyer, CheckoutData, ExpressLook, ExpressOptions, KLARNA_SCRIPT,
};
#[doc(inline)]
pub use text::Words;
#[doc(inline)]
pub use view::{ActionView, BrowserFormats, Formats, MethodView, View};

/// The guide's examples are compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide.md")]
struct Guide;
