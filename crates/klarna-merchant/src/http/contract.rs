//! The contract's four calls.

use axum::{Json, extract::State, http::StatusCode};
use checkout_contract::{Approval, NewSession, Outcome, Session, Status};

use super::{
    App,
    limiter::Caller,
    visitor::{OwnSession, Visitor, no_cart},
};
use crate::{
    extract::{Body, IdempotencyKey},
    problem::ApiError,
};

pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    caller: Caller,
    Body(new): Body<NewSession>,
) -> Result<(StatusCode, Json<Session>), ApiError> {
    if !visitor.owns_cart(&app, &new.cart).await? {
        return Err(no_cart());
    }
    app.limiter.check(&caller, &new.cart)?;
    let session = app.checkout.open(&new).await?;
    Ok((StatusCode::CREATED, Json(session)))
}

pub(super) async fn refresh(
    State(app): State<App>,
    caller: Caller,
    OwnSession { id, cart }: OwnSession,
) -> Result<Json<Session>, ApiError> {
    app.limiter.check(&caller, &cart)?;
    app.checkout.refresh(&id).await.map(Json)
}

pub(super) async fn status(
    State(app): State<App>,
    caller: Caller,
    OwnSession { id, cart }: OwnSession,
) -> Result<Json<Status>, ApiError> {
    // Klarna is asked only where an approval has no outcome yet.
    let latest = app.store.latest_attempt(&id).await?;
    if latest.is_some_and(|attempt| attempt.state.token().is_some()) {
        app.limiter.check(&caller, &cart)?;
    }
    app.checkout.status(&id).await.map(Json)
}

pub(super) async fn approve(
    State(app): State<App>,
    caller: Caller,
    OwnSession { id, cart }: OwnSession,
    IdempotencyKey(key): IdempotencyKey,
    Body(approval): Body<Approval>,
) -> Result<Json<Outcome>, ApiError> {
    if i64::try_from(approval.cart_version).is_err() {
        return Err(ApiError::invalid(
            "cart_version: no cart has come that far.",
        ));
    }
    app.limiter.check(&caller, &cart)?;
    app.checkout.approve(id, key, approval).await.map(Json)
}
