//! What a plan cannot be used for.

/// A request that contradicts what the shopper is asked to agree to. Klarna was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum IntentError {
    /// Nothing is to be paid in a one-time purchase. There is nothing to ask Klarna for.
    #[error("a one-time purchase costs more than 0")]
    OneTimeFree,
    /// A subscription in a session that stores no payment method: it could not renew.
    #[error("a one-time purchase has no subscription line: plan a subscription")]
    OneTimeWithSubscription,
    /// Nothing is to be paid for the first period. That is a trial.
    #[error("the first period of a subscription costs more than 0: plan a trial")]
    SubscriptionFree,
    /// No line says what is charged how often.
    #[error("a subscription has a line with its interval")]
    SubscriptionWithoutLine,
    /// No line says what is charged how often.
    #[error("a trial has a line with the subscription's interval")]
    TrialWithoutLine,
    /// Nothing is to be paid now in a mixed purchase. That is a trial.
    #[error("the one-time part of a mixed purchase costs more than 0: plan a trial")]
    MixedFree,
    /// The session of a mixed purchase holds what is bought once, and nothing else.
    #[error("a mixed purchase has no subscription line: it is charged later")]
    MixedWithSubscription,
    /// Nothing is to be paid in a purchase that also stores the payment method.
    #[error(
        "a purchase that stores the payment method costs more than 0: plan it without a purchase"
    )]
    OnDemandFree,
    /// What the shopper buys later has no interval.
    #[error(
        "a payment method that is stored for later has no subscription line: plan a subscription"
    )]
    OnDemandWithSubscription,
    /// An order of a session that only stores the payment method. Create the customer token.
    #[error("a session that only stores the payment method places no order")]
    TokenizeOrdered,
    /// A customer token of a session in which the shopper agreed to one purchase.
    #[error("a session for one purchase stores no payment method")]
    BuyStored,
}

impl IntentError {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::OneTimeFree,
        Self::OneTimeWithSubscription,
        Self::SubscriptionFree,
        Self::SubscriptionWithoutLine,
        Self::TrialWithoutLine,
        Self::MixedFree,
        Self::MixedWithSubscription,
        Self::OnDemandFree,
        Self::OnDemandWithSubscription,
        Self::TokenizeOrdered,
        Self::BuyStored,
    ];

    /// A name that stays, for logs and for answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OneTimeFree => "one_time_free",
            Self::OneTimeWithSubscription => "one_time_with_subscription",
            Self::SubscriptionFree => "subscription_free",
            Self::SubscriptionWithoutLine => "subscription_without_line",
            Self::TrialWithoutLine => "trial_without_line",
            Self::MixedFree => "mixed_free",
            Self::MixedWithSubscription => "mixed_with_subscription",
            Self::OnDemandFree => "on_demand_free",
            Self::OnDemandWithSubscription => "on_demand_with_subscription",
            Self::TokenizeOrdered => "tokenize_ordered",
            Self::BuyStored => "buy_stored",
        }
    }
}
