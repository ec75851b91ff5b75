//! The checkout contract over Klarna: sessions for carts, and one order per cart.
//!
//! Three rules carry it:
//! - What Klarna was told of a cart is stored word for word, and the order repeats it.
//! - An approval is stored before Klarna hears of it, and its outcome after. A crash between any
//!   two steps leaves an approval that the next request, or the next start, brings to its end.
//! - A lost answer is neither paid nor failed: the same call is made again until Klarna says.
//!
//! Where a subscription is signed up for, the customer token comes first and the order after it:
//! nobody pays for a subscription that cannot be renewed.

mod addresses;
mod approve;
mod callback_approval;
mod leftovers;
mod locale;
mod locks;
mod notification;
mod order;
mod release;
mod report;
mod session;
mod settle;
mod status;
mod terms;
mod token;
mod unrecorded;

pub(crate) use leftovers::keep_settling;

use std::sync::Arc;

use checkout_contract::{Code, Problem};
use klarna_payments::{Client, ConfigError, Region, Retry, WidgetOptions};
use tokio::sync::Notify;

use crate::{
    clock::Clock,
    config::Config,
    problem::ApiError,
    store::{Store, StoredCart, StoredSession},
};
use addresses::Addresses;
use approval_rules::Reason;
use locks::Locks;
use unrecorded::Unrecorded;

/// Everything the contract's calls need. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Checkout(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    klarna: Client,
    /// The same, for orders and customer tokens: it never repeats a call by itself. Each try is
    /// noted in the store first, so that a refusal is not taken for the outcome of the tries before.
    klarna_once: Client,
    /// When such a call is tried again.
    retry: Retry,
    clock: Clock,
    locks: Locks,
    addresses: Addresses,
    /// Which markets the credentials are for; `None`: all.
    region: Option<Region>,
    /// Whether Klarna takes the money without a capture.
    auto_capture: bool,
    /// How the widget looks; `None`: as Klarna has it.
    widget: Option<WidgetOptions>,
    /// Wakes the worker: something may be left to be settled.
    left: Notify,
    /// Answers with an order's id that the database did not take yet.
    unrecorded: Unrecorded,
}

impl Checkout {
    /// A checkout of the shop at `public_url`, without a slash at its end.
    ///
    /// # Errors
    /// A Klarna that cannot be called.
    pub(crate) fn new(
        store: Store,
        config: &Config,
        clock: Clock,
        public_url: &str,
    ) -> Result<Self, ConfigError> {
        let mut once = config.klarna.clone();
        once.retry = Retry::NEVER;
        Ok(Self(Arc::new(Parts {
            store,
            klarna: Client::new(config.klarna.clone())?,
            klarna_once: Client::new(once)?,
            retry: config.klarna.retry,
            clock,
            locks: Locks::default(),
            addresses: Addresses::new(public_url, config.sandbox),
            region: config.region,
            auto_capture: config.auto_capture,
            widget: Some(config.widget.clone())
                .filter(|widget| *widget != WidgetOptions::default()),
            left: Notify::new(),
            unrecorded: Unrecorded::default(),
        })))
    }

    async fn known_session(&self, id: &str) -> Result<StoredSession, ApiError> {
        let session = self.0.store.session(id).await?;
        session.ok_or_else(|| ApiError::new(Code::SessionNotFound, "There is no such session."))
    }

    async fn known_cart(&self, id: &str) -> Result<StoredCart, ApiError> {
        let cart = self.0.store.cart(id).await?;
        cart.ok_or_else(|| ApiError::new(Code::CartNotFound, "There is no such cart."))
    }
}

/// So much of an id that a log can tell one from another. Whoever knows all of it can act on it.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// Klarna gave no clear answer: the same call may be repeated.
fn unavailable() -> ApiError {
    ApiError::new(
        Code::KlarnaUnavailable,
        "Klarna gave no clear answer. Repeat the same call.",
    )
}

fn cart_changed() -> Problem {
    Reason::CartChanged.problem()
}

fn spent(detail: &str) -> Problem {
    Problem::new(Code::AuthorizationSpent, detail)
}
