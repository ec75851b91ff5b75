//! A subscription as the merchant and the shopper see it.

use checkout_contract::Money;
use demo_shop_api::{Charge, ChargeStatus, Subscription, SubscriptionStatus};
use time::{OffsetDateTime, error::Format, format_description::well_known::Rfc3339};

use crate::store::{ChargeState, StoredCharge, StoredSubscription, SubscriptionState};

/// A subscription as the shop's API shows it.
///
/// # Errors
/// A time that cannot be written, which no clock shows.
pub(crate) fn view(subscription: &StoredSubscription) -> Result<Subscription, Format> {
    let current = subscription
        .charges
        .iter()
        .find(|charge| charge.period == subscription.period);
    let status = match subscription.state {
        SubscriptionState::Stopped => SubscriptionStatus::Stopped,
        SubscriptionState::Cancelled | SubscriptionState::Abandoned => {
            SubscriptionStatus::Cancelled
        }
        _ if current.is_some_and(|charge| charge.attempts > 0) => SubscriptionStatus::PastDue,
        _ => SubscriptionStatus::Active,
    };
    let goes_on = subscription.state == SubscriptionState::Active;
    let next = subscription.next_at.filter(|_| goes_on);
    Ok(Subscription {
        id: subscription.id.clone(),
        name: subscription.name.clone(),
        order_id: subscription.source.clone(),
        status,
        market: subscription.market,
        amount: Money {
            minor_units: subscription.renewal.order_amount,
            currency: subscription.renewal.purchase_currency,
        },
        plan: subscription.plan,
        started_at: subscription.started_at.format(&Rfc3339)?,
        next_charge_on: next.map(|at| at.date().to_string()),
        method: subscription.method.clone(),
        charges: subscription
            .charges
            .iter()
            .map(charge)
            .collect::<Result<_, _>>()?,
    })
}

fn charge(charge: &StoredCharge) -> Result<Charge, Format> {
    let rfc3339 = |at: OffsetDateTime| at.format(&Rfc3339);
    Ok(Charge {
        period: charge.period,
        due_on: charge.due_on.to_string(),
        status: match charge.state {
            ChargeState::Waiting | ChargeState::Sent => ChargeStatus::Open,
            ChargeState::Charged => ChargeStatus::Charged,
            ChargeState::Failed => ChargeStatus::Failed,
        },
        order_id: (charge.state == ChargeState::Charged).then(|| charge.order_number.clone()),
        attempts: charge.attempts,
        next_try_at: charge.next_try_at.map(rfc3339).transpose()?,
        reason: charge.reason.clone(),
    })
}
