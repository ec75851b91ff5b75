//! The customer token: stored before anything is ordered.

use klarna_payments::{
    AuthorizationToken, Call, CreatedCustomerToken, IntentError, NewCustomerToken, NewTokenOrder,
    TokenOrderUrls,
};

use super::{Checkout, settle::Answered};
use crate::{
    problem::ApiError,
    store::{Attempt, NewSubscription, StoreError, StoredSignUp},
};
use approval_rules::{Event, TokenAnswer};

impl Checkout {
    /// Asks for the customer token, once, and keeps it with what it is for.
    pub(super) async fn ask_for_token(
        &self,
        attempt: &Attempt,
        token: &AuthorizationToken,
    ) -> Result<Answered, ApiError> {
        let new = request(attempt)?;
        let created = match self.0.klarna_once.create_customer_token(token, &new).await {
            Ok(created) => created,
            Err(error) => {
                let event = Event::CustomerToken(TokenAnswer::from_error(&error));
                return Ok(Answered {
                    error: Some((Call::CreateCustomerToken, error)),
                    ..Answered::new(event)
                });
            }
        };
        let redirect_url = created.redirect_url.clone();
        let subscription = self.subscription(attempt, created).await?;
        let id = self.0.store.start_subscription(subscription).await?;
        tracing::info!(subscription = id, "customer token stored");
        Ok(Answered {
            redirect_url,
            ..Answered::new(Event::CustomerToken(TokenAnswer::Stored))
        })
    }

    /// Returns the subscription that was signed up for.
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
            authorization: None,
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
}

/// Returns the request for a customer token: the same in every repetition.
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
