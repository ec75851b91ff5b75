//! Klarna's own calls. Klarna does not sign them: a secret in the path says whose session it is.

use axum::{extract::State, http::StatusCode};
use klarna_payments::{AuthorizationToken, OrderId, SessionId};
use serde::Deserialize;

use super::App;
use crate::{
    checkout::Decision,
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
        .told_of_approval(&Secret::new(secret), session_id, authorization_token)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Klarna repeats a decision until the answer is 200.
pub(super) async fn notification(
    State(app): State<App>,
    Path(secret): Path<String>,
    Body(Notification {
        order_id,
        event_type,
    }): Body<Notification>,
) -> Result<StatusCode, ApiError> {
    let decision = match event_type.as_str() {
        "FRAUD_RISK_ACCEPTED" => Decision::Accepted,
        "FRAUD_RISK_REJECTED" => Decision::Rejected,
        _ => return Err(ApiError::invalid("event_type: not known here.")),
    };
    app.checkout
        .decided(&Secret::new(secret), &order_id, decision)
        .await?;
    Ok(StatusCode::OK)
}
