//! Klarna's own calls. Klarna does not sign them: a secret in the path says whose session it is.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use klarna_payments::{AuthorizationToken, OrderId, SessionId};
use serde::Deserialize;

use super::App;
use crate::{
    extract::{Body, Path},
    problem::ApiError,
    secret::Secret,
};

/// A shopper has approved. Klarna may say more than is needed.
#[derive(Deserialize)]
pub(super) struct Approved {
    authorization_token: AuthorizationToken,
    session_id: SessionId,
}

/// Klarna has decided on a pending order.
#[derive(Deserialize)]
pub(super) struct Notification {
    order_id: OrderId,
    event_type: String,
}

/// The query of a push address.
#[derive(Deserialize)]
pub(super) struct Pushed {
    order_id: OrderId,
}

/// The events that Klarna publishes.
const EVENTS: [&str; 2] = ["FRAUD_RISK_ACCEPTED", "FRAUD_RISK_REJECTED"];

/// Answers once the approval is written down: Klarna waits two seconds, and an order takes longer.
pub(super) async fn authorization(
    State(app): State<App>,
    Path(secret): Path<String>,
    Body(approved): Body<Approved>,
) -> Result<StatusCode, ApiError> {
    let Approved {
        authorization_token,
        session_id,
    } = approved;
    app.checkout
        .receive_callback_approval(&Secret::new(secret), session_id, authorization_token)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Klarna repeats a decision until the answer is 200. What counts is the order as Klarna shows it.
pub(super) async fn notification(
    State(app): State<App>,
    Path(secret): Path<String>,
    Body(Notification {
        order_id,
        event_type,
    }): Body<Notification>,
) -> Result<StatusCode, ApiError> {
    if !EVENTS.contains(&event_type.as_str()) {
        return Err(ApiError::invalid("event_type: not known here."));
    }
    app.checkout
        .order_decided(&Secret::new(secret), &order_id)
        .await?;
    Ok(StatusCode::OK)
}

/// There is an order: Klarna fills its id into the address. The body is not read: Klarna publishes
/// none.
pub(super) async fn push(
    State(app): State<App>,
    Path(secret): Path<String>,
    query: Result<Query<Pushed>, QueryRejection>,
) -> Result<StatusCode, ApiError> {
    let Query(Pushed { order_id }) =
        query.map_err(|_| ApiError::invalid("order_id: is missing."))?;
    app.checkout
        .order_pushed(&Secret::new(secret), &order_id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
