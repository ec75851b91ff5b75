//! One step of a subscription: a call to Klarna, and the record of what came of it.

use checkout_contract::FraudStatus;
use klarna_payments::{KlarnaError, PlacedOrder};
use time::format_description::well_known::Rfc3339;
use tracing::Instrument;

use super::{Step, Subscriptions};
use crate::{
    shop::{cart_lines, total},
    store::{ChargeClaim, ChargeOutcome, Claim, StoreError, Work},
    subscriptions::verdict::{self, Verdict},
};

impl Subscriptions {
    /// Does what was claimed, and records what came of it.
    pub(super) async fn step(&self, claim: &Claim) -> Result<Step, StoreError> {
        match &claim.work {
            Work::Charge(charge) => {
                let span = tracing::info_span!(
                    "charge",
                    subscription = claim.subscription,
                    period = charge.period,
                    order = charge.order_number,
                );
                self.charge(claim, charge).instrument(span).await
            }
            Work::CancelToken { tries } => {
                let span = tracing::info_span!("cancel", subscription = claim.subscription);
                self.cancel_token(claim, *tries).instrument(span).await
            }
        }
    }

    async fn charge(&self, claim: &Claim, charge: &ChargeClaim) -> Result<Step, StoreError> {
        let answer = self
            .0
            .klarna
            .create_token_order(&claim.token, &charge.key, &charge.request)
            .await;
        let verdict = match answer {
            Ok(placed) => verdict::of_order(placed),
            Err(error) => verdict::of_error(&error, charge, &self.0.charging),
        };
        let now = self.0.clock.now();
        let (step, outcome) = match verdict {
            Verdict::Charged(placed) => {
                tracing::info!(klarna_order_id = placed.order_id.as_str(), "period charged");
                let order = self.order(claim, charge, placed)?;
                (Step::Charged, ChargeOutcome::Charged(Box::new(order)))
            }
            Verdict::TryAgain {
                after,
                fate,
                reason,
            } => {
                tracing::warn!(
                    reason,
                    ?fate,
                    ?after,
                    "period not charged, tried again later"
                );
                let at = now + after;
                (Step::Later, ChargeOutcome::TryAgain { at, fate, reason })
            }
            Verdict::Stop { fate, reason } => {
                tracing::error!(reason, ?fate, "period not charged, a person has to look");
                (Step::Stopped, ChargeOutcome::Stopped { fate, reason })
            }
        };
        self.0
            .store
            .record_charge(
                claim,
                charge.period,
                outcome,
                now,
                self.0.charging.per_day.max(1),
            )
            .await?;
        Ok(step)
    }

    /// The order as the shop keeps it.
    fn order(
        &self,
        claim: &Claim,
        charge: &ChargeClaim,
        placed: PlacedOrder,
    ) -> Result<demo_shop_api::Order, StoreError> {
        let market = charge.market;
        let lines = &charge.request.order_lines;
        let placed_at = self.0.clock.now().format(&Rfc3339);
        Ok(demo_shop_api::Order {
            id: charge.order_number.clone(),
            klarna_order_id: Some(placed.order_id.as_str().to_owned()),
            placed_at: placed_at.map_err(|_| StoreError::Value("time"))?,
            payment: demo_shop_api::PaymentMethod::Klarna,
            fraud_status: Some(match placed.fraud_status {
                klarna_payments::FraudStatus::Accepted => FraudStatus::Accepted,
                _ => FraudStatus::Pending,
            }),
            market,
            lines: cart_lines(lines),
            total: total(market, lines).map_err(|_| StoreError::Value("amount"))?,
            subscription_id: Some(claim.subscription.clone()),
        })
    }

    async fn cancel_token(&self, claim: &Claim, tries: u32) -> Result<Step, StoreError> {
        let store = &self.0.store;
        match self.0.klarna.cancel_customer_token(&claim.token).await {
            // One that is not there is not charged either.
            Ok(()) | Err(KlarnaError::TokenNotFound(_)) => {
                store
                    .record_token_cancelled(claim, self.0.clock.now())
                    .await?;
                Ok(Step::Cancelled)
            }
            Err(error) => {
                // The client has logged it. Whatever it was: the shopper has cancelled, so it is
                // asked again for as long as it takes.
                let after = self.0.charging.after_unclear(tries.saturating_add(1));
                let after = after.max(error.retry_after().unwrap_or_default());
                let at = self.0.clock.now() + after;
                store.record_token_not_cancelled(claim, at).await?;
                Ok(Step::Later)
            }
        }
    }
}
