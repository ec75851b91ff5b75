//! Klarna's calls about an order: that there is one, and its decision on one that was
//! pending.
//!
//! Klarna signs no call, so none is believed: each is a reason to read the order at Klarna, and what
//! is read there counts.

use klarna_payments::{FraudStatus, KlarnaError, ManagedOrder, OrderId, SessionId};

use super::{Checkout, report::report, settle::Answered, unavailable};
use crate::{problem::ApiError, secret::Secret, store::Attempt};
use approval_rules::{Event, KnownOrder, SessionAnswer, SessionUse};

impl Checkout {
    /// `POST {base}/callbacks/notification/{secret}`: Klarna has decided on an order of the session
    /// with that secret. Klarna repeats the call until it is answered with 200.
    ///
    /// # Errors
    /// No such session, or no such order of it; or Klarna does not show its decision yet.
    pub(crate) async fn order_decided(
        &self,
        secret: &Secret,
        order: &OrderId,
    ) -> Result<(), ApiError> {
        let (_, shown) = self.order_shown(secret, order).await?;
        match shown.fraud_status {
            // To be told again.
            FraudStatus::Pending => Err(unavailable()),
            _ => Ok(()),
        }
    }

    /// `POST {base}/callbacks/push/{secret}`: there is an order of the session with that secret.
    ///
    /// # Errors
    /// No such session, or no such order of it; or Klarna cannot be asked.
    pub(crate) async fn order_pushed(
        &self,
        secret: &Secret,
        order: &OrderId,
    ) -> Result<(), ApiError> {
        self.order_shown(secret, order).await.map(drop)
    }

    /// Reads an order at Klarna and records what it says, if it is one of the session's cart.
    async fn order_shown(
        &self,
        secret: &Secret,
        order: &OrderId,
    ) -> Result<(Attempt, ManagedOrder), ApiError> {
        let session = self.called(secret).await?;
        let shown = self.read_order(order).await?;
        let attempt = match &shown.merchant_reference1 {
            Some(number) => {
                let store = &self.0.store;
                store.attempt_of_order(&session.cart_id, number).await?
            }
            None => None,
        };
        let attempt = attempt.ok_or_else(no_such_order)?;
        let event = Event::Shown(known(&shown));
        let attempt = self.record(attempt.id, Answered::new(event)).await?;
        Ok((attempt, shown))
    }

    /// Reads an order at Klarna.
    ///
    /// # Errors
    /// Klarna does not know it, or cannot be asked.
    pub(crate) async fn read_order(&self, order: &OrderId) -> Result<ManagedOrder, ApiError> {
        match self.0.klarna.read_order(order).await {
            Ok(shown) if shown.order_id == *order => Ok(shown),
            Ok(_) | Err(KlarnaError::OrderNotFound(_) | KlarnaError::Invalid(_)) => {
                Err(no_such_order())
            }
            Err(_) => Err(unavailable()),
        }
    }

    /// Decides on a session of Klarna's, and records an order that came of it unknown to the shop.
    pub(super) async fn use_session(
        &self,
        session: &SessionId,
        answer: SessionAnswer,
    ) -> Result<SessionUse, ApiError> {
        let now = self.0.clock.now();
        let used = self
            .0
            .store
            .use_session(session.as_str(), answer, now)
            .await;
        let (session_use, applied) = used?;
        if let Some(applied) = applied {
            report(applied);
        }
        Ok(session_use)
    }
}

/// The order as the rules see it.
pub(super) fn known(shown: &ManagedOrder) -> KnownOrder {
    KnownOrder {
        id: shown.order_id.clone(),
        fraud_status: shown.fraud_status,
    }
}

fn no_such_order() -> ApiError {
    ApiError::http(axum::http::StatusCode::NOT_FOUND, "There is no such order.")
}
