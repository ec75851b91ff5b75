//! Step-up: the charge of a customer token is refused, and the shopper, who is present, makes it good in a
//! session, with a payment method that the token keeps.
//!
//! Source: Klarna's guide to step-up.

use klarna_payments::CustomerToken;
use uuid::Uuid;

use super::{Context, authorized_method::authorized_method};
use crate::model::{Fields, Records, Refusal, Session, StepUp, StoredMethod, StoredToken, text_at};

/// Adds a step-up to the refusal of a charge whose request supports one.
pub(super) fn offer(
    records: &mut Records,
    stored: &StoredToken,
    charge: &Fields,
    mut refusal: Refusal,
) -> Refusal {
    if text_at(charge, "step_up") == Some("SUPPORTED")
        && let Refusal::TokenOrder { step_up, .. } = &mut refusal
        && let Some(token) = records.tokens.get_mut(stored.id.expose())
    {
        let id = Uuid::new_v4().to_string();
        token.step_ups.push(id.clone());
        *step_up = Some(Box::new(StepUp {
            id,
            method: authorized_method(Some(stored.method.name()), None),
        }));
    }
    refusal
}

/// Returns the customer token whose charge a new session makes good. `None`: the session is no step-up.
///
/// # Errors
/// [`Refusal::BadValue`]: the `customer_token` is not the merchant's, the `step_up_id` was not offered for it, or
/// the country is not the token's. The names of the fields are inferred.
pub(super) fn token(
    records: &Records,
    context: &Context<'_>,
    fields: &Fields,
) -> Result<Option<CustomerToken>, Refusal> {
    let Some(id) = text_at(fields, "step_up_id") else {
        return Ok(None);
    };
    let bad = |field: &str| Refusal::BadValue(vec![field.to_owned()]);
    let stored = text_at(fields, "customer.customer_token")
        .and_then(|token| records.tokens.get(token))
        .filter(|stored| stored.merchant == context.merchant)
        .ok_or_else(|| bad("customer.customer_token"))?;
    if !stored.step_ups.iter().any(|offered| offered == id) {
        return Err(bad("step_up_id"));
    }
    let country = |fields| text_at(fields, "purchase_country").map(str::to_ascii_uppercase);
    if country(fields) != country(&stored.approved) {
        return Err(bad("purchase_country"));
    }
    Ok(Some(stored.id.clone()))
}

/// Makes the payment method of a step-up's order the customer token's own, where it can be charged again.
pub(super) fn complete(records: &mut Records, session: &Session, method: Option<&str>) {
    let token = session.recovers.as_ref();
    let Some(token) = token.and_then(|token| records.tokens.get_mut(token.expose())) else {
        return;
    };
    let method = match method {
        Some("pay_later") => Some(StoredMethod::Invoice),
        Some(name) => StoredMethod::named(name),
        None => None,
    };
    token.method = method.unwrap_or(token.method);
    token.is_recovered = true;
    token.step_ups.clear();
}
