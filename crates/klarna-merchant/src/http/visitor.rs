//! The visitor that a request is from, and what in its path is theirs.
//!
//! A handler that takes [`OwnCart`], [`OwnSession`] or [`OwnSubscription`] never sees an id of
//! another visitor's: such a request is answered as one with an unknown id.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use checkout_contract::Code;
use serde::Deserialize;

use super::App;
use crate::{extract::Path, problem::ApiError, store::VisitorId};

/// The visitor that a request is from; `None` before their first cart.
#[derive(Debug)]
pub(super) struct Visitor(pub(super) Option<VisitorId>);

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Ok(Self(app.cookies.visitor(&parts.headers)))
    }
}

impl Visitor {
    /// Returns `true` if there is such a cart of the visitor's.
    pub(super) async fn owns_cart(&self, app: &App, id: &str) -> Result<bool, ApiError> {
        match &self.0 {
            Some(visitor) => Ok(app.store.owns_cart(visitor, id).await?),
            None => Ok(false),
        }
    }
}

/// The `id` of a path.
#[derive(Deserialize)]
struct Id {
    id: String,
}

/// The visitor's own cart, by the path's `id`.
#[derive(Debug)]
pub(super) struct OwnCart(pub(super) String);

impl FromRequestParts<App> for OwnCart {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(Id { id }) = Path::from_request_parts(parts, app).await?;
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let owns = visitor.owns_cart(app, &id).await?;
        owns.then_some(Self(id)).ok_or_else(no_cart)
    }
}

/// The contract's session for a cart of the visitor's, by the path's `id`.
#[derive(Debug)]
pub(super) struct OwnSession {
    pub(super) id: String,
    pub(super) cart: String,
}

impl FromRequestParts<App> for OwnSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(Id { id }) = Path::from_request_parts(parts, app).await?;
        let cart = match app.cookies.visitor(&parts.headers) {
            Some(visitor) => app.store.cart_of_session(&visitor, &id).await?,
            None => None,
        };
        cart.map(|cart| Self { id, cart })
            .ok_or_else(|| ApiError::new(Code::SessionNotFound, "There is no such session."))
    }
}

/// The visitor's own subscription, by the path's `id`.
#[derive(Debug)]
pub(super) struct OwnSubscription(pub(super) String);

impl FromRequestParts<App> for OwnSubscription {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(Id { id }) = Path::from_request_parts(parts, app).await?;
        let owns = match app.cookies.visitor(&parts.headers) {
            Some(visitor) => app.store.owns_subscription(&visitor, &id).await?,
            None => false,
        };
        owns.then_some(Self(id)).ok_or_else(no_subscription)
    }
}

pub(super) fn no_cart() -> ApiError {
    ApiError::new(Code::CartNotFound, "There is no such cart.")
}

pub(super) fn no_subscription() -> ApiError {
    ApiError::http(StatusCode::NOT_FOUND, "There is no such subscription.")
}
