//! What Klarna is told of a cart. The browser has no say in it.

use checkout_contract::{Money, SubscriptionTerms};
use klarna_payments::{Locale, MerchantUrls, OrderLine, Purchase, SessionPlan};
use serde_json::json;

use super::{Checkout, addresses, short};
use crate::{
    problem::ApiError,
    secret::Secret,
    shop::{self, PricingError},
    store::{StoredCart, StoredSession, StoredSignUp},
    subscriptions::Schedule,
};

/// What Klarna is told of a cart.
pub(super) struct Terms {
    /// Without the addresses that Klarna calls: they hold a secret, and are added when it is sent.
    pub(super) purchase: Purchase,
    pub(super) plan: SessionPlan,
    pub(super) sign_up: Option<StoredSignUp>,
}

impl Checkout {
    /// What Klarna is told of a cart as it is now.
    pub(super) fn terms(&self, cart: &StoredCart, locale: &Locale) -> Result<Terms, ApiError> {
        let price = || -> Result<Terms, PricingError> {
            let priced = shop::price(cart)?;
            let mut purchase = Purchase::new(cart.market, priced.lines)?;
            self.show(&mut purchase.order_lines);
            let sign_up = priced.sign_up.map(|mut sign_up| {
                self.show(&mut sign_up.lines);
                StoredSignUp {
                    sign_up,
                    signed_up_on: self.0.clock.now().date(),
                }
            });
            Ok(Terms {
                purchase,
                plan: priced.plan,
                sign_up,
            })
        };
        let mut terms = price().map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "no price");
            ApiError::internal()
        })?;
        if terms.purchase.order_lines.is_empty() {
            return Err(ApiError::invalid("The cart is empty."));
        }
        let purchase = &mut terms.purchase;
        purchase.locale = Some(locale.clone());
        purchase.merchant_urls = Some(MerchantUrls {
            confirmation: Some(self.0.addresses.confirmation()),
            ..MerchantUrls::default()
        });
        // For whoever looks at Klarna's portal: which cart it was, and what kind of sale.
        purchase.merchant_reference2 = Some(format!("cart {}", short(&cart.id)));
        let data = json!({"plan": terms.plan, "cart_version": cart.version});
        purchase.merchant_data = Some(data.to_string());
        Ok(terms)
    }

    /// Gives articles their pages and pictures.
    fn show(&self, lines: &mut [OrderLine]) {
        for line in lines {
            let Some(article) = line.reference.as_deref().and_then(shop::article) else {
                continue;
            };
            line.product_url = Some(self.0.addresses.article(article.sku));
            line.image_url = Some(self.0.addresses.picture(article.sku));
        }
    }
}

/// A purchase with the addresses that Klarna calls.
pub(super) fn with_callbacks(mut purchase: Purchase, secret: Option<&Secret>) -> Purchase {
    let urls = purchase.merchant_urls.unwrap_or_default();
    purchase.merchant_urls = Some(addresses::with_callbacks(&urls, secret));
    purchase
}

/// What a page shows beside the pay button of a session.
pub(super) fn shown(session: &StoredSession) -> Result<Vec<SubscriptionTerms>, ApiError> {
    let Some(StoredSignUp {
        sign_up,
        signed_up_on,
    }) = &session.sign_up
    else {
        return Ok(Vec::new());
    };
    let amount: Money = shop::total(session.purchase.purchase_country, &sign_up.lines)
        .map_err(|_| ApiError::internal())?;
    let next = Schedule::new(sign_up.plan, *signed_up_on).due(1);
    Ok(vec![SubscriptionTerms {
        name: sign_up.name.clone(),
        amount,
        interval: sign_up.plan.interval,
        interval_count: sign_up.plan.interval_count,
        next_charge_on: next.ok_or_else(ApiError::internal)?.to_string(),
    }])
}
