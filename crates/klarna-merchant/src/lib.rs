//! The reference merchant server: the shop's carts and prices, and the checkout contract over
//! Klarna.
//!
//! A library (a router, or a running [`Merchant`]) and a program of the same name. The contract is
//! that of [`checkout_contract`], below `/klarna`; the shopper's calls of [`demo_shop_api`] are below
//! `/shop`, and the merchant's below `/merchant`; everything else is the built page.
//!
//! A cart and what follows from it, sessions, orders and subscriptions, belong to the visitor who
//! made it. A signed cookie with a random id, set with the first cart, says who that is. For another
//! visitor's ids the answer is that for unknown ones.
//!
//! The merchant's own calls (every order, every subscription, a charge now, cancelling) take the
//! bearer token of [`Config::merchant_token`]; without one there are none. In front of the sandbox a
//! page logs in without it, with `POST /merchant/login`.
//!
//! What a call answers beyond the contract's table:
//!
//! | situation | answer |
//! | --- | --- |
//! | another visitor's cart, session, order or subscription | as for an unknown one: 404 |
//! | a call of the merchant's with a wrong or missing token | 401, code `invalid_request` |
//! | a charge now on a day that has its charges | 409, code `invalid_request`, with the next day |
//! | a request for another host than the shop's | 421, code `invalid_request` |
//! | more calls than [`RateLimits`] allows | 429, code `klarna_unavailable`, with `Retry-After` |
//! | more connections than [`ConnectionLimits`] allows | 503 with `Retry-After`, and the connection closes |
//! | an unknown path, a wrong method, a body over 16 KiB or not JSON | 404, 405, 413, 415, code `invalid_request` |
//! | a call that changes something, from a page of another origin | 403, code `invalid_request` |
//! | a locale that Klarna does not take in the cart's market | the market's in the same language, or its own |
//! | a session for a cart that was ordered, a change of it, an invoice for one paid with Klarna | `cart_changed` |
//! | a change of a cart, or an invoice, while an order at Klarna may be under way | `cart_changed` |
//! | a session for an empty cart | `invalid_request` |
//! | a session in a market where this shop may not offer Klarna | `declined` |
//! | the refresh of a session whose order is placed | `authorization_spent` |
//! | a token that is not the session's current one, or a second token for an ordered cart | `authorization_spent` |
//! | a key that came before with another body | `invalid_request` |
//! | an invoice for a cart with a subscription: it stores nothing to charge later | `invalid_request` |
//! | a customer token that Klarna refuses, where nothing is bought once beside the subscription | `declined` |
//! | an approval whose order Klarna has not clearly answered: its status, and its approval again | `authorized`, `klarna_unavailable` |
//! | an order that Klarna has, and whose id is not known: its status, and its approval again | `pending`, without an order id |
//! | an order that Klarna rejects after it was placed or pending: its status, and its approval again | `failed`, `declined` |
//! | Klarna's own call with an unknown secret | `session_not_found` |
//! | Klarna's own call of another shape, or with an event that is not known | `invalid_request`, 422 |
//! | Klarna's push or notification for an order that Klarna does not have, or not for the session's cart | `invalid_request`, 404 |
//! | Klarna's push or notification where Klarna cannot be asked; its notification while Klarna shows no decision | `klarna_unavailable`: Klarna repeats the call |
//! | Klarna's word of an approval that the shopper has yet to confirm on a page of its own | 204, and nothing follows |
//!
//! Answers carry [`checkout_contract::KLARNA_CORRELATION_ID`] where Klarna was asked for them. Pages
//! go out with a content security policy (`docs/content-security.md`).
//!
//! A subscription in the cart takes another one out: each is paid with a customer token of its own.
//! Articles have a page and a picture at `/shop/articles/{sku}` and `/shop/articles/{sku}/picture.svg`,
//! which Klarna is told of.

mod checkout;
mod clock;
mod config;
mod connections;
mod csp;
mod digest;
mod extract;
mod http;
mod keys;
mod limits;
mod merchant_token;
mod number;
mod outcomes;
mod private_file;
mod problem;
mod retention;
mod sandbox_clock;
mod secret;
mod server;
mod shop;
mod store;
mod subscriptions;
mod upkeep;
mod vault;
mod worker;

pub use config::{Config, Database};
pub use keys::{DatabaseKeys, KeyInUse, KeyStatus, Rotation};
pub use limits::{ConnectionLimits, Rate, RateLimits};
pub use merchant_token::{InvalidMerchantToken, MerchantToken};
pub use outcomes::{Answer, OpenOutcome, OutcomeKind, Outcomes};
pub use retention::Retention;
pub use server::{Charged, Merchant, RouterError, Running, router};
pub use subscriptions::Charging;
pub use vault::{InvalidTokenKey, TokenKey};
pub use worker::Worker;

#[cfg(test)]
mod tests;
