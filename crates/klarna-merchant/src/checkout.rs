//! The checkout contract over Klarna: sessions for carts, and one order per cart.
//!
//! Three rules carry it:
//! - What Klarna was told of a cart is stored word for word, and the order repeats it.
//! - An approval is stored before Klarna hears of it, and its outcome after. A crash between any
//!   two steps leaves an approval that the next request, or the next start, brings to its end.
//! - A lost answer is neither paid nor failed: the same order is sent again until Klarna says.

mod approve;
mod digest;
mod locale;
mod locks;
mod place;
mod session;
mod status;
mod verdict;

pub(crate) use approve::order_number;

use std::sync::Arc;

use checkout_contract::{Code, Problem};
use klarna_payments::{
    Client, ClientConfig, ConfigError, Locale, MerchantUrls, Purchase, Region, Retry,
};

use crate::{
    clock::Clock,
    problem::ApiError,
    shop,
    store::{Store, StoredCart, StoredSession},
};
use locks::Locks;

/// Everything the contract's calls need. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Checkout(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    klarna: Client,
    /// The same, for orders: it never repeats a call by itself. Each try of an order is noted in
    /// the store first, so that a refusal is not taken for the outcome of the tries before it.
    klarna_orders: Client,
    /// When an order is tried again.
    retry: Retry,
    clock: Clock,
    locks: Locks,
    /// Where Klarna sends the shopper; Klarna fills in its order's id.
    confirmation_url: String,
    /// Which markets the credentials are for; `None`: all.
    region: Option<Region>,
}

impl Checkout {
    /// A checkout of the shop at `public_url`, without a slash at its end.
    ///
    /// # Errors
    /// A Klarna that cannot be called.
    pub(crate) fn new(
        store: Store,
        klarna: &ClientConfig,
        clock: Clock,
        public_url: &str,
        region: Option<Region>,
    ) -> Result<Self, ConfigError> {
        let mut once = klarna.clone();
        once.retry = Retry::NEVER;
        Ok(Self(Arc::new(Parts {
            store,
            klarna: Client::new(klarna.clone())?,
            klarna_orders: Client::new(once)?,
            retry: klarna.retry,
            clock,
            locks: Locks::default(),
            confirmation_url: format!("{public_url}/confirmation?order={{order.id}}"),
            region,
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

    /// What Klarna is told of a cart. The browser has no say in it.
    fn purchase(&self, cart: &StoredCart, locale: &Locale) -> Result<Purchase, ApiError> {
        let price = || -> Result<Purchase, shop::PricingError> {
            let lines = shop::price(cart)?.lines;
            Ok(Purchase::new(cart.market, lines)?)
        };
        let mut purchase = price().map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "no price");
            ApiError::internal()
        })?;
        if purchase.order_lines.is_empty() {
            return Err(ApiError::invalid("The cart is empty."));
        }
        purchase.locale = Some(locale.clone());
        purchase.merchant_urls = Some(MerchantUrls {
            confirmation: Some(self.0.confirmation_url.clone()),
            ..MerchantUrls::default()
        });
        Ok(purchase)
    }
}

/// Klarna gave no clear answer: the same call may be repeated.
fn unavailable() -> ApiError {
    ApiError::new(
        Code::KlarnaUnavailable,
        "Klarna gave no clear answer. Repeat the same call.",
    )
}

fn cart_changed() -> Problem {
    Problem::new(
        Code::CartChanged,
        "The cart is not what was approved: it has changed, or was ordered. Read it again.",
    )
}

fn spent(detail: &str) -> Problem {
    Problem::new(Code::AuthorizationSpent, detail)
}

fn expired() -> Problem {
    Problem::new(
        Code::AuthorizationExpired,
        "The authorization is older than 60 minutes.",
    )
}
