//! Bringing an approval to its outcome. May be asked at any time and any number of times.

use checkout_contract::{Code, FraudStatus, Outcome, OutcomeStatus, Problem, shop};
use klarna_payments::{AuthorizationToken, Call, KlarnaError, PlacedOrder, SessionStatus};
use time::format_description::well_known::Rfc3339;

use super::{
    Checkout, cart_changed, expired, spent,
    verdict::{Verdict, judge},
};
use crate::{
    problem::ApiError,
    shop::{cart_lines, total},
    store::{Attempt, AttemptState, Sent, StoreError},
};

/// Where an approval stands.
#[derive(Debug)]
pub(super) enum Settled {
    /// There is an order.
    Placed(Outcome),
    /// There is none, and there will be none.
    Failed(Problem),
    /// Klarna gave no clear answer. Ask again.
    Unknown,
}

impl Checkout {
    /// Brings an approval as far as Klarna's answers allow. Take the cart's lock first.
    pub(super) async fn settle(&self, attempt: Attempt) -> Result<Settled, ApiError> {
        match &attempt.state {
            AttemptState::Received(token) => match self.verify(&attempt, token).await {
                Some(Ok(())) => self.send(&attempt, token).await?,
                Some(Err(reason)) => self.0.store.record_failed(&attempt, reason).await?,
                None => {}
            },
            AttemptState::Sent(token) => self.send(&attempt, token).await?,
            AttemptState::Placed(_) | AttemptState::Failed(_) => {}
        }
        // What is recorded is the answer: another process may have been quicker.
        let now = self.0.store.attempt_by_id(attempt.id).await?;
        match now.map(|attempt| attempt.state) {
            Some(AttemptState::Placed(outcome)) => Ok(Settled::Placed(outcome)),
            Some(AttemptState::Failed(problem)) => Ok(Settled::Failed(problem)),
            Some(AttemptState::Received(_) | AttemptState::Sent(_)) => Ok(Settled::Unknown),
            None => Err(StoreError::Value("attempt").into()),
        }
    }

    /// Brings what a crash has left behind to its end.
    pub(crate) async fn settle_leftovers(&self) -> Result<(), ApiError> {
        for cart_id in self.0.store.unsettled_carts().await? {
            let _turn = self.0.locks.lock(&cart_id).await;
            if let Some(attempt) = self.0.store.live_attempt(&cart_id).await? {
                self.settle(attempt).await?;
            }
        }
        Ok(())
    }

    /// Whether the token is the session's own: Klarna would take one of another session whose
    /// cart happens to look the same. `None` where Klarna gave no clear answer.
    async fn verify(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Option<Result<(), Problem>> {
        let foreign = || spent("The authorization is not the session's current one.");
        let read = match self.0.klarna.read_session(&attempt.klarna_session_id).await {
            Ok(read) => read,
            Err(KlarnaError::SessionNotFound(_)) => return Some(Err(session_ended())),
            Err(KlarnaError::SessionCompleted(_)) => return Some(Err(foreign())),
            Err(_) => return None,
        };
        Some(match (read.status, read.authorization_token) {
            (SessionStatus::Incomplete, Some(current)) if current == *token => Ok(()),
            // Klarna shows who pays only once there was an approval: its time is up.
            (SessionStatus::Incomplete, None) if read.billing_address.is_some() => Err(expired()),
            _ => Err(foreign()),
        })
    }

    /// Sends the order, a few times where Klarna gives no clear answer, and records what came of
    /// it.
    async fn send(&self, attempt: &Attempt, token: &AuthorizationToken) -> Result<(), ApiError> {
        let mut number = 1;
        loop {
            let first = match self.0.store.mark_sent(attempt).await? {
                Sent::First => true,
                Sent::Again => false,
                Sent::CartChanged => return self.fail(attempt, token, cart_changed()).await,
                Sent::Settled => return Ok(()),
            };
            let error = match self
                .0
                .klarna_orders
                .create_order(token, &attempt.request)
                .await
            {
                Ok(placed) => {
                    return self
                        .conclude(attempt, token, Verdict::of_order(placed))
                        .await;
                }
                Err(error) => error,
            };
            let age = self.0.clock.now() - attempt.received_at;
            let verdict = judge(&error, first, age);
            let open = matches!(verdict, Verdict::Unknown | Verdict::NotSent);
            self.conclude(attempt, token, verdict).await?;
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
    async fn conclude(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
        verdict: Verdict,
    ) -> Result<(), ApiError> {
        match verdict {
            Verdict::Placed(placed) => self.record(attempt, Some(placed)).await,
            Verdict::AskSession(otherwise) => self.ask_session(attempt, otherwise).await,
            Verdict::Failed(reason) => Ok(self.0.store.record_failed(attempt, reason).await?),
            Verdict::Mismatch => self.fail(attempt, token, cart_changed()).await,
            Verdict::NotSent => Ok(self.0.store.unmark_sent(attempt).await?),
            Verdict::Unknown => Ok(()),
        }
    }

    /// Klarna refuses what may have gone through before. A completed session says that it did, as
    /// only this server can order from it.
    async fn ask_session(&self, attempt: &Attempt, otherwise: Problem) -> Result<(), ApiError> {
        match self.0.klarna.read_session(&attempt.klarna_session_id).await {
            Ok(read) if read.status == SessionStatus::Complete => self.record(attempt, None).await,
            Ok(_) => Ok(self.0.store.record_failed(attempt, otherwise).await?),
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
            token_stored: false,
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

    /// Records that nothing comes of an approval, and gives it back to Klarna.
    async fn fail(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
        reason: Problem,
    ) -> Result<(), ApiError> {
        self.0.store.record_failed(attempt, reason).await?;
        self.give_back(token).await;
        Ok(())
    }

    /// Gives an approval back that will not be ordered, so that Klarna does not keep the shopper's
    /// credit for it. As good as it goes: it ends by itself within the hour.
    pub(super) async fn give_back(&self, token: &AuthorizationToken) {
        // The client has logged it where it failed.
        let _ = self.0.klarna.cancel_authorization(token).await;
    }
}

fn session_ended() -> Problem {
    Problem::new(
        Code::SessionExpired,
        "The session has ended at Klarna. Refresh it.",
    )
}
