//! The order: placed once, however often it is sent.

use checkout_contract::{FraudStatus, Outcome, OutcomeStatus, Problem, shop};
use klarna_payments::{
    AuthorizationToken, Call, KlarnaError, NewOrder, PlacedOrder, SessionStatus,
};
use time::format_description::well_known::Rfc3339;

use super::{
    Checkout, cart_changed,
    terms::with_callbacks,
    verdict::{Verdict, judge},
};
use crate::{
    problem::ApiError,
    shop::{cart_lines, total},
    store::{Attempt, Mark},
};

impl Checkout {
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

    /// Sends the order, a few times where Klarna gives no clear answer, and records what came of
    /// it.
    pub(super) async fn send(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Result<(), ApiError> {
        let order = self.request(attempt).await?;
        let mut number = 1;
        loop {
            let first = match self.0.store.mark_sent(attempt).await? {
                Mark::First => true,
                Mark::Again => false,
                Mark::CartChanged => return self.fail(attempt, cart_changed()).await,
                Mark::Done => return Ok(()),
            };
            let error = match self.0.klarna_once.create_order(token, &order).await {
                Ok(placed) => return self.conclude(attempt, Verdict::of_order(placed)).await,
                Err(error) => error,
            };
            let age = self.0.clock.now() - attempt.received_at;
            let verdict = judge(&error, first, age);
            let open = matches!(verdict, Verdict::Unknown | Verdict::NotSent);
            self.conclude(attempt, verdict).await?;
            // One shopper waits here, not a crowd: the gaps need no spread.
            let gap = self.0.retry.next(number, Call::CreateOrder, &error, 0);
            match gap {
                Some(gap) if open => tokio::time::sleep(gap).await,
                _ => return Ok(()),
            }
            number += 1;
        }
    }

    /// Records what Klarna's answer means; nothing where it leaves the outcome open.
    async fn conclude(&self, attempt: &Attempt, verdict: Verdict) -> Result<(), ApiError> {
        match verdict {
            Verdict::Placed(placed) => self.record(attempt, Some(placed)).await,
            Verdict::AskSession(otherwise) => self.ask_session(attempt, otherwise).await,
            Verdict::Failed(reason) => self.fail(attempt, reason).await,
            Verdict::Mismatch => self.fail(attempt, cart_changed()).await,
            Verdict::NotSent => Ok(self.0.store.unmark_sent(attempt).await?),
            Verdict::Unknown => Ok(()),
        }
    }

    /// Klarna refuses what may have gone through before. A completed session says that it did, as
    /// only this server can order from it.
    async fn ask_session(&self, attempt: &Attempt, otherwise: Problem) -> Result<(), ApiError> {
        match self.0.klarna.read_session(&attempt.klarna_session_id).await {
            Ok(read) if read.status == SessionStatus::Complete => self.record(attempt, None).await,
            Ok(_) => self.fail(attempt, otherwise).await,
            Err(KlarnaError::SessionCompleted(_)) => self.record(attempt, None).await,
            Err(KlarnaError::SessionNotFound(_)) => {
                tracing::error!(
                    order = attempt.order_number,
                    "whether Klarna placed this order cannot be found out any more: look for its \
                     number among the merchant references in Klarna's portal"
                );
                Ok(())
            }
            Err(_) => Ok(()),
        }
    }

    /// Records an order. Where Klarna's own number for it is lost, the merchant finds it at Klarna
    /// by the shop's number, and until then it waits like one that Klarna is looking at.
    async fn record(&self, attempt: &Attempt, placed: Option<PlacedOrder>) -> Result<(), ApiError> {
        let klarna_order_id = placed
            .as_ref()
            .map(|placed| placed.order_id.as_str().to_owned());
        let fraud_status = match placed.as_ref().map(|placed| placed.fraud_status) {
            Some(klarna_payments::FraudStatus::Accepted) => FraudStatus::Accepted,
            _ => FraudStatus::Pending,
        };
        let outcome = Outcome {
            status: match fraud_status {
                FraudStatus::Accepted => OutcomeStatus::Placed,
                _ => OutcomeStatus::Pending,
            },
            order_id: klarna_order_id.clone(),
            redirect_url: placed.and_then(|placed| placed.redirect_url),
            fraud_status: Some(fraud_status),
            token_stored: self.token_stored(attempt).await?,
        };
        let now = self.0.clock.now();
        let purchase = &attempt.request.purchase;
        let order = shop::Order {
            id: attempt.order_number.clone(),
            klarna_order_id,
            placed_at: now.format(&Rfc3339).map_err(|_| ApiError::internal())?,
            payment: shop::PaymentMethod::Klarna,
            fraud_status: Some(fraud_status),
            market: purchase.purchase_country,
            lines: cart_lines(&purchase.order_lines),
            total: total(purchase.purchase_country, &purchase.order_lines)
                .map_err(|_| ApiError::internal())?,
            subscription_id: None,
        };
        tracing::info!(
            order = order.id,
            klarna_order_id = order.klarna_order_id,
            "order placed"
        );
        Ok(self
            .0
            .store
            .record_placed(attempt, outcome, order, now)
            .await?)
    }

    /// Whether a customer token was stored for this approval.
    async fn token_stored(&self, attempt: &Attempt) -> Result<bool, ApiError> {
        let subscription = self.0.store.subscription_of(&attempt.order_number);
        Ok(subscription.await?.is_some())
    }
}
