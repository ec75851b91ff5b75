//! The demo shop's private API: carts, bank transfers, orders and subscriptions.
//!
//! It is not versioned: the preview shop and `klarna-merchant` are built together, and a merchant's
//! shop has an API of its own. The versioned contract of a checkout is [`checkout_contract`].
//!
//! The shopper's calls are below `/shop`. Carts, orders and subscriptions belong to the visitor, by
//! the cookie that the server sets with the first cart; another visitor's ids answer 404, as unknown
//! ids do.
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `GET /shop/config` | | 200 [`ShopConfig`] |
//! | `POST /shop/carts` | [`NewCart`] | 201 [`Cart`] |
//! | `GET /shop/carts/{id}` | | 200 [`Cart`] |
//! | `PUT /shop/carts/{id}/lines/{sku}` | [`Quantity`] | 200 [`Cart`] |
//! | `PUT /shop/carts/{id}/extras/{extra}` | [`ExtraChoice`] | 200 [`Cart`]; `extra` is an [`Extra`] |
//! | `POST /shop/carts/{id}/invoice` | none | 201 [`Order`]; again: 200, the same order |
//! | `GET /shop/orders` | | 200 array of [`Order`], newest first |
//! | `GET /shop/orders/{id}` | | 200 [`Order`]; `id` is the shop's number, or Klarna's `order_id` |
//! | `GET /shop/subscriptions` | | 200 array of [`Subscription`], newest first |
//! | `GET /shop/subscriptions/{id}` | | 200 [`Subscription`] |
//! | `POST /shop/subscriptions/{id}/cancel` | none | 200 [`Subscription`]; again: the same |
//! | `POST /shop/clock` | [`ClockMove`] | 204; in front of the sandbox only: moves its clock, and the shop's with it |
//!
//! The merchant's calls are below `/merchant`, with a bearer token or, in front of the sandbox, after
//! `login`:
//!
//! | call | body | answer |
//! | --- | --- | --- |
//! | `POST /merchant/login` | none | 204 with a cookie; in front of the sandbox only |
//! | `GET /merchant/orders` | | 200 array of every [`Order`], newest first |
//! | `GET /merchant/subscriptions` | | 200 array of every [`Subscription`], newest first |
//! | `POST /merchant/subscriptions/{id}/charge` | none | 200 [`Subscription`]: the next period, now; 409 on a day that has its charges |
//! | `POST /merchant/subscriptions/{id}/cancel` | none | 200 [`Subscription`]; again: the same |

mod cart;
mod order;
mod server;
mod subscription;

pub use cart::{Basket, Cart, CartLine, Extra, ExtraChoice, LineKind, NewCart, Plan, Quantity};
#[doc(inline)]
pub use checkout_contract::{Currency, FraudStatus, Interval, MinorUnits, Money};
#[doc(inline)]
pub use klarna_payments::Country;
pub use order::{Order, PaymentMethod};
pub use server::{ClockMove, ShopConfig};
pub use subscription::{Charge, ChargeStatus, Subscription, SubscriptionStatus};
