//! The shop's calls about subscriptions, and its clock.
//!
//! `/shop/subscriptions` is a page of the merchant's and the shopper's and has no login here; a real
//! shop's has.

use axum::{Json, extract::State, http::StatusCode};
use checkout_contract::{
    Code,
    shop::{ClockMove, Subscription},
};

use super::App;
use crate::{
    extract::{Body, Path},
    problem::ApiError,
    sandbox_clock::SandboxClockError,
    store::StoredSubscription,
    subscriptions::{self, Asked},
};

pub(super) async fn all(State(app): State<App>) -> Result<Json<Vec<Subscription>>, ApiError> {
    let all = app.store.subscriptions().await?;
    all.iter().map(view).collect::<Result<_, _>>().map(Json)
}

pub(super) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Subscription>, ApiError> {
    let subscription = app.store.subscription(&id).await?;
    view(&subscription.ok_or_else(no_subscription)?).map(Json)
}

/// Charges the next period now. While one is being charged, that is the one.
pub(super) async fn charge(
    app: State<App>,
    Path(id): Path<String>,
) -> Result<Json<Subscription>, ApiError> {
    match app.subscriptions.charge_now(&id).await? {
        Asked::Done => one(app, Path(id)).await,
        Asked::Ended => Err(conflict("The subscription has ended.")),
        Asked::OutcomeUnknown => Err(conflict(
            "A charge was sent to Klarna, and what came of it is not known. Look for its order \
             number among the merchant references in Klarna's portal.",
        )),
        Asked::NotFound => Err(no_subscription()),
    }
}

/// Ends a subscription. Again: the same.
pub(super) async fn cancel(
    app: State<App>,
    Path(id): Path<String>,
) -> Result<Json<Subscription>, ApiError> {
    match app.subscriptions.cancel(&id).await? {
        Asked::NotFound => Err(no_subscription()),
        _ => one(app, Path(id)).await,
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

fn view(subscription: &StoredSubscription) -> Result<Subscription, ApiError> {
    subscriptions::view(subscription).map_err(|_| ApiError::internal())
}

fn no_subscription() -> ApiError {
    ApiError::http(StatusCode::NOT_FOUND, "There is no such subscription.")
}

fn conflict(detail: &str) -> ApiError {
    ApiError::http(StatusCode::CONFLICT, detail)
}
