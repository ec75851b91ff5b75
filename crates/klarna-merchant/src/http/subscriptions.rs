//! The shopper's calls about their subscriptions, and the shop's clock.

use axum::{Json, extract::State, http::StatusCode};
use checkout_contract::Code;
use demo_shop_api::{ClockMove, Subscription};

use super::{
    App,
    visitor::{OwnSubscription, Visitor, no_subscription},
};
use crate::{
    extract::Body,
    problem::ApiError,
    sandbox_clock::SandboxClockError,
    store::StoredSubscription,
    subscriptions::{self, Asked},
};

/// Every subscription: the merchant's call.
pub(super) async fn all(State(app): State<App>) -> Result<Json<Vec<Subscription>>, ApiError> {
    views(&app.store.subscriptions().await?)
}

/// The visitor's own subscriptions.
pub(super) async fn own(
    State(app): State<App>,
    Visitor(visitor): Visitor,
) -> Result<Json<Vec<Subscription>>, ApiError> {
    match visitor {
        Some(visitor) => views(&app.store.subscriptions_of(&visitor).await?),
        None => views(&[]),
    }
}

pub(super) async fn one(
    State(app): State<App>,
    OwnSubscription(id): OwnSubscription,
) -> Result<Json<Subscription>, ApiError> {
    read(&app, &id).await
}

/// Ends the visitor's own subscription. Again: the same.
pub(super) async fn cancel(
    State(app): State<App>,
    OwnSubscription(id): OwnSubscription,
) -> Result<Json<Subscription>, ApiError> {
    end(&app, &id).await
}

/// Reads a subscription, whoever's it is.
pub(super) async fn read(app: &App, id: &str) -> Result<Json<Subscription>, ApiError> {
    let subscription = app.store.subscription(id).await?;
    view(&subscription.ok_or_else(no_subscription)?).map(Json)
}

/// Ends a subscription, whoever's it is.
pub(super) async fn end(app: &App, id: &str) -> Result<Json<Subscription>, ApiError> {
    match app.subscriptions.cancel(id).await? {
        Asked::NotFound => Err(no_subscription()),
        _ => read(app, id).await,
    }
}

/// Moves the sandbox's clock, and the shop's with it. There is no such call in front of Klarna.
pub(super) async fn move_clock(
    State(app): State<App>,
    Body(ClockMove { advance_seconds }): Body<ClockMove>,
) -> Result<StatusCode, ApiError> {
    let clock = app.sandbox_clock.as_ref().ok_or_else(|| {
        ApiError::http(
            StatusCode::NOT_FOUND,
            "Only the sandbox's time can be moved.",
        )
    })?;
    match clock.advance(advance_seconds).await {
        Ok(()) => {
            app.subscriptions.wake();
            Ok(StatusCode::NO_CONTENT)
        }
        Err(SandboxClockError::TooFar) => Err(ApiError::invalid(
            "advance_seconds: the sandbox does not move its clock that far.",
        )),
        Err(SandboxClockError::Unreachable(_)) => Err(ApiError::new(
            Code::KlarnaUnavailable,
            "The sandbox does not answer.",
        )),
    }
}

fn views(all: &[StoredSubscription]) -> Result<Json<Vec<Subscription>>, ApiError> {
    all.iter().map(view).collect::<Result<_, _>>().map(Json)
}

fn view(subscription: &StoredSubscription) -> Result<Subscription, ApiError> {
    subscriptions::view(subscription).map_err(|_| ApiError::internal())
}
