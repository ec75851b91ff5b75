//! The order: placed once, however often it is sent.

use klarna_payments::{AuthorizationToken, Call, NewOrder};

use super::{Checkout, settle::Answered, terms::with_callbacks};
use crate::{
    problem::ApiError,
    store::{Applied, Attempt},
};
use approval_rules::{Alert, Event, OrderAnswer, Stage};

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

    /// Logs what an event has changed, for whoever runs the shop.
    pub(super) fn report(&self, applied: Applied) -> Attempt {
        let Applied {
            attempt,
            before,
            alert,
        } = applied;
        let order = attempt.order_number.as_str();
        let klarna_order_id = attempt.facts.order_id.as_ref().map(|id| id.as_str());
        if attempt.facts.stage == Stage::Placed && before != Stage::Placed {
            tracing::info!(order, klarna_order_id, "order placed");
            if klarna_order_id.is_none() {
                tracing::warn!(
                    order,
                    "Klarna's id of the order is lost: it is found by its number among the merchant \
                     references in Klarna's portal, unless Klarna still tells of it"
                );
            }
        }
        if attempt.facts.needs_person {
            tracing::error!(
                order,
                "Klarna cannot tell any more whether it placed this order: look for its number \
                 among the merchant references in Klarna's portal, then `outcomes settle`"
            );
        }
        let message = match alert {
            None => return attempt,
            Some(Alert::OrderRejected) => {
                "Klarna rejected an order that was placed: do not deliver, or take it back"
            }
            Some(Alert::OrderAfterFailure) => {
                "an order came of an approval that the shopper was told had failed"
            }
            Some(Alert::SecondOrder) => {
                "Klarna has an order for a cart that is ordered otherwise: cancel one of the two"
            }
        };
        tracing::error!(order, klarna_order_id, "{message}");
        attempt
    }
}
