//! The contract's four calls.

use axum::{Json, extract::State, http::StatusCode};
use checkout_contract::{Approval, NewSession, Outcome, Session, Status};

use super::{
    App,
    visitor::{OwnSession, Visitor, no_cart},
};
use crate::{
    extract::{Body, IdempotencyKey},
    problem::ApiError,
};

pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Body(new): Body<NewSession>,
) -> Result<(StatusCode, Json<Session>), ApiError> {
    if !visitor.owns_cart(&app, &new.cart).await? {
        return Err(no_cart());
    }
    let session = app.checkout.open(&new).await?;
    Ok((StatusCode::CREATED, Json(session)))
}

pub(super) async fn refresh(
    State(app): State<App>,
    OwnSession(id): OwnSession,
) -> Result<Json<Session>, ApiError> {
    app.checkout.refresh(&id).await.map(Json)
}

pub(super) async fn status(
    State(app): State<App>,
    OwnSession(id): OwnSession,
) -> Result<Json<Status>, ApiError> {
    app.checkout.status(&id).await.map(Json)
}

pub(super) async fn approve(
    State(app): State<App>,
    OwnSession(id): OwnSession,
    IdempotencyKey(key): IdempotencyKey,
    Body(approval): Body<Approval>,
) -> Result<Json<Outcome>, ApiError> {
    app.checkout.approve(id, key, approval).await.map(Json)
}
