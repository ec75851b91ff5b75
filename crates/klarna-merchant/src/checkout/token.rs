//! The customer token: stored before anything is ordered.

use checkout_contract::{Outcome, OutcomeStatus};
use klarna_payments::{
    AuthorizationToken, Call, CreatedCustomerToken, IntentError, NewCustomerToken, NewTokenOrder,
    SessionPlan, TokenOrderUrls,
};

use super::{
    Checkout, cart_changed, declined,
    verdict::{TokenVerdict, judge_token},
};
use crate::{
    problem::ApiError,
    store::{Attempt, Mark, NewSubscription, StoreError, StoredSignUp},
};

impl Checkout {
    /// Asks for the customer token, a few times where Klarna gives no clear answer, and records what
    /// came of it.
    pub(super) async fn store_token(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Result<(), ApiError> {
        let new = request(attempt)?;
        let mut number = 1;
        loop {
            match self.0.store.mark_token_asked(attempt).await? {
                Mark::First | Mark::Again => {}
                Mark::CartChanged => return self.fail(attempt, cart_changed()).await,
                Mark::Done => return Ok(()),
            }
            let error = match self.0.klarna_once.create_customer_token(token, &new).await {
                Ok(created) => return self.keep_token(attempt, created).await,
                Err(error) => error,
            };
            let age = self.0.clock.now() - attempt.received_at;
            match judge_token(&error, age) {
                TokenVerdict::Refused => return self.go_without_token(attempt).await,
                TokenVerdict::Failed(reason) => return self.fail(attempt, reason).await,
                TokenVerdict::NotSent => self.0.store.unmark_token_asked(attempt).await?,
                TokenVerdict::Unknown => {}
            }
            let gap = self
                .0
                .retry
                .next(number, Call::CreateCustomerToken, &error, 0);
            match gap {
                Some(gap) => tokio::time::sleep(gap).await,
                None => return Ok(()),
            }
            number += 1;
        }
    }

    /// Keeps the token with what it is for. Where no order is due, that is the outcome.
    async fn keep_token(
        &self,
        attempt: &Attempt,
        created: CreatedCustomerToken,
    ) -> Result<(), ApiError> {
        let redirect_url = created.redirect_url.clone();
        let subscription = self.subscription(attempt, created).await?;
        let id = self.0.store.start_subscription(subscription).await?;
        tracing::info!(subscription = id, "customer token stored");
        if attempt.plan.intent().places_order() {
            return Ok(self.0.store.mark_token_done(attempt).await?);
        }
        let outcome = Outcome {
            status: OutcomeStatus::Stored,
            order_id: None,
            redirect_url,
            fraud_status: None,
            token_stored: true,
        };
        let now = self.0.clock.now();
        Ok(self.0.store.record_stored(attempt, outcome, now).await?)
    }

    /// What was signed up for.
    async fn subscription(
        &self,
        attempt: &Attempt,
        created: CreatedCustomerToken,
    ) -> Result<NewSubscription, ApiError> {
        let StoredSignUp {
            sign_up,
            signed_up_on,
        } = attempt
            .sign_up
            .clone()
            .ok_or(StoreError::Value("sign-up"))?;
        let purchase = &attempt.request.purchase;
        let mut renewal = NewTokenOrder::new(purchase.purchase_currency, sign_up.lines)
            .map_err(|_| ApiError::internal())?;
        renewal.locale.clone_from(&purchase.locale);
        renewal.auto_capture = attempt.request.auto_capture;
        renewal.merchant_urls = Some(TokenOrderUrls {
            confirmation: self.0.addresses.confirmation(),
            push: None,
        });
        // How it is paid is for the eye: not to know is no reason to fail.
        let read = self.0.klarna.read_customer_token(&created.token_id).await;
        Ok(NewSubscription {
            source: attempt.order_number.clone(),
            name: sign_up.name,
            market: purchase.purchase_country,
            plan: sign_up.plan,
            signed_up_on,
            renewal,
            token: created.token_id,
            method: read.ok().and_then(|read| read.payment_method_type),
            started_at: self.0.clock.now(),
        })
    }

    /// Klarna stores no token. What is bought once beside the subscription is ordered all the same;
    /// otherwise nothing comes of the approval.
    async fn go_without_token(&self, attempt: &Attempt) -> Result<(), ApiError> {
        if attempt.plan == SessionPlan::Mixed {
            tracing::warn!("no customer token: the articles are ordered without the subscription");
            return Ok(self.0.store.mark_token_done(attempt).await?);
        }
        self.fail(attempt, declined()).await
    }
}

/// What Klarna is asked to store: the same in every repetition.
fn request(attempt: &Attempt) -> Result<NewCustomerToken, ApiError> {
    let purchase = &attempt.request.purchase;
    let sign_up = attempt.sign_up.as_ref();
    let name = sign_up.map(|stored| stored.sign_up.name.as_str());
    let (Some(name), Some(locale)) = (name, purchase.locale.clone()) else {
        return Err(StoreError::Value("sign-up").into());
    };
    attempt
        .plan
        .customer_token(name, purchase.purchase_country, locale)
        .map_err(|error: IntentError| {
            tracing::error!(%error, "no customer token for this plan");
            ApiError::internal()
        })
}
