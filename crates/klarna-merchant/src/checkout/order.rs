//! The order: placed once, however often it is sent.

use klarna_payments::{AuthorizationToken, Call, NewOrder};

use super::{Checkout, settle::Answered, terms::with_callbacks};
use crate::{problem::ApiError, store::Attempt};
use approval_rules::{Event, OrderAnswer};

impl Checkout {
    /// Sends the order, once.
    pub(super) async fn ask_for_order(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Result<Answered, ApiError> {
        let order = self.request(attempt).await?;
        let answer = self.0.klarna_once.create_order(token, &order).await;
        let event = Event::Order(OrderAnswer::new(&answer));
        Ok(match answer {
            Ok(placed) => Answered {
                redirect_url: placed.redirect_url,
                ..Answered::new(event)
            },
            Err(error) => Answered {
                error: Some((Call::CreateOrder, error)),
                ..Answered::new(event)
            },
        })
    }

    /// The order as it is sent: what was approved, and the addresses that Klarna calls.
    async fn request(&self, attempt: &Attempt) -> Result<NewOrder, ApiError> {
        let session = self.known_session(&attempt.session_id).await?;
        let purchase = attempt.request.purchase.clone();
        let purchase = with_callbacks(purchase, session.secret.as_ref());
        let order = attempt.plan.order(purchase);
        let mut order = order.map_err(|error| {
            tracing::error!(%error, "no order for this plan");
            ApiError::internal()
        })?;
        order.auto_capture = attempt.request.auto_capture;
        Ok(order)
    }
}
