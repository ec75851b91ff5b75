//! Klarna's decision on an order that was pending.

use klarna_payments::OrderId;

use super::{Checkout, declined};
use crate::{problem::ApiError, secret::Secret, store::Decided};

/// Klarna's decision on an order that was pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Deliver.
    Accepted,
    /// Do not deliver: there will be no money.
    Rejected,
}

impl Checkout {
    /// `POST {base}/callbacks/notification/{secret}`: the decision on an order of the session with
    /// that secret. Klarna repeats it until it is answered; the first one counts.
    ///
    /// # Errors
    /// No such session, or no such order of it.
    pub(crate) async fn decided(
        &self,
        secret: &Secret,
        order: &OrderId,
        decision: Decision,
    ) -> Result<(), ApiError> {
        let session = self.called(secret).await?;
        let now = self.0.clock.now();
        let decided = self
            .0
            .store
            .decide(&session.cart_id, order, decision, declined(), now)
            .await?;
        match decided {
            Decided::Now(number) => {
                tracing::info!(order = number, ?decision, "pending order decided");
                Ok(())
            }
            Decided::Before => Ok(()),
            Decided::NoSuchOrder => Err(ApiError::http(
                axum::http::StatusCode::NOT_FOUND,
                "There is no such order.",
            )),
        }
    }
}
