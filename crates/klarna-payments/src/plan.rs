//! What a shopper is asked to agree to, as a value from which every request follows.

mod error;

use serde::{Deserialize, Serialize};

pub use error::IntentError;

use crate::{
    customer_token::NewCustomerToken,
    market::{Country, Locale},
    order::NewOrder,
    purchase::Purchase,
    session::{Intent, NewSession, SessionUpdate},
};

/// What a shopper is asked to agree to.
///
/// The session, its updates, the order and the customer token are all made from the plan, so that
/// none of them contradicts the session's intent. What Klarna would refuse is an [`IntentError`]
/// before Klarna is asked. Klarna does not let the plan of a session change: a cart that needs
/// another one needs another session.
///
/// | plan | intent | lines with a `subscription` | amount | order | token |
/// | --- | --- | --- | --- | --- | --- |
/// | `OneTime` | `buy` | none | more than 0 | yes | no |
/// | `Subscription` | `buy_and_tokenize` | at least one | more than 0 | yes | yes |
/// | `Trial` | `tokenize` | at least one | any | no | yes |
/// | `Mixed` | `buy_and_default_tokenize` | none | more than 0 | yes | yes |
/// | `OnDemand` | `tokenize` | none | any | no | yes |
/// | `OnDemandPaid` | `buy_and_tokenize` | none | more than 0 | yes | yes |
/// | `Linked` | `buy_and_link` | none | more than 0 | yes | no |
///
/// ```
/// use klarna_payments::{Country, IntentError, MinorUnits, OrderLine, Purchase, SessionPlan};
///
/// let month = OrderLine::new("Coffee", 1, MinorUnits(1900))?;
/// let purchase = Purchase::new(Country::De, vec![month])?;
/// assert!(SessionPlan::OneTime.session(purchase.clone()).is_ok());
///
/// let refused = SessionPlan::Subscription.session(purchase).unwrap_err();
/// assert_eq!(refused, IntentError::SubscriptionWithoutLine);
/// assert_eq!(refused.code(), "subscription_without_line");
/// # Ok::<(), klarna_payments::ArithmeticError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionPlan {
    /// One purchase.
    OneTime,
    /// A subscription whose first period is paid now.
    Subscription,
    /// A subscription that is charged later: a free trial, or pay at delivery. Nothing is paid now.
    Trial,
    /// Things bought once, which are the session's only lines, and a subscription that is charged
    /// from its next period on.
    Mixed,
    /// The payment method is stored for what the shopper buys later. Nothing is paid now.
    OnDemand,
    /// The same, beside a purchase that is paid now.
    OnDemandPaid,
    /// One purchase, at which the shopper's account at Klarna is linked to the shop's.
    Linked,
}

impl SessionPlan {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OneTime,
        Self::Subscription,
        Self::Trial,
        Self::Mixed,
        Self::OnDemand,
        Self::OnDemandPaid,
        Self::Linked,
    ];

    /// What Klarna calls it.
    pub const fn intent(self) -> Intent {
        match self {
            Self::OneTime => Intent::Buy,
            Self::Subscription | Self::OnDemandPaid => Intent::BuyAndTokenize,
            Self::Trial | Self::OnDemand => Intent::Tokenize,
            Self::Mixed => Intent::BuyAndDefaultTokenize,
            Self::Linked => Intent::BuyAndLink,
        }
    }

    /// The session to create.
    ///
    /// # Errors
    /// A purchase that the plan does not fit.
    pub fn session(self, purchase: Purchase) -> Result<NewSession, IntentError> {
        self.check(&purchase)?;
        Ok(NewSession::new(purchase, self))
    }

    /// The update that brings a session of this plan in step with the purchase.
    ///
    /// # Errors
    /// A purchase that the plan does not fit: it needs another session.
    pub fn update(self, purchase: Purchase) -> Result<SessionUpdate, IntentError> {
        self.check(&purchase)?;
        Ok(SessionUpdate::of(purchase))
    }

    /// The order to place once the shopper has approved.
    ///
    /// # Errors
    /// A plan by which nothing is ordered, or a purchase that the plan does not fit.
    pub fn order(self, purchase: Purchase) -> Result<NewOrder, IntentError> {
        if !self.intent().places_order() {
            return Err(IntentError::TokenizeOrdered);
        }
        self.check(&purchase)?;
        Ok(NewOrder::new(purchase))
    }

    /// The customer token to create once the shopper has approved, in that market's currency.
    ///
    /// # Errors
    /// A plan by which nothing is stored.
    pub fn customer_token(
        self,
        description: impl Into<String>,
        country: Country,
        locale: Locale,
    ) -> Result<NewCustomerToken, IntentError> {
        if !self.intent().stores_token() {
            return Err(IntentError::BuyStored);
        }
        Ok(NewCustomerToken::new(description, country, locale))
    }

    /// Whether a purchase fits the plan; the table above.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(self, purchase: &Purchase) -> Result<(), IntentError> {
        let mut lines = purchase.order_lines.iter();
        let subscribes = lines.any(|line| line.subscription.is_some());
        let free = purchase.order_amount.0 <= 0;
        let refused = match self {
            Self::OneTime | Self::Linked if subscribes => IntentError::OneTimeWithSubscription,
            Self::OneTime | Self::Linked if free => IntentError::OneTimeFree,
            Self::Subscription if !subscribes => IntentError::SubscriptionWithoutLine,
            Self::Subscription if free => IntentError::SubscriptionFree,
            Self::Trial if !subscribes => IntentError::TrialWithoutLine,
            Self::Mixed if subscribes => IntentError::MixedWithSubscription,
            Self::Mixed if free => IntentError::MixedFree,
            Self::OnDemand | Self::OnDemandPaid if subscribes => {
                IntentError::OnDemandWithSubscription
            }
            Self::OnDemandPaid if free => IntentError::OnDemandFree,
            Self::OneTime
            | Self::Subscription
            | Self::Trial
            | Self::Mixed
            | Self::OnDemand
            | Self::OnDemandPaid
            | Self::Linked => return Ok(()),
        };
        Err(refused)
    }
}
