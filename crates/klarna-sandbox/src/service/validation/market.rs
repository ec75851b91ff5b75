//! The agreement of country, currency and locale.

use klarna_payments::{Country, Locale};
use serde_json::Value;

use super::BadFields;
use crate::model::Fields;

/// The fields that do not fit the market.
pub(super) fn check(fields: &Fields) -> BadFields {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let Some(country) = text("purchase_country").and_then(|code| code.parse::<Country>().ok())
    else {
        return vec!["purchase_country".to_owned()];
    };
    let currency = country.currency().code();
    let mut bad = Vec::new();
    if !text("purchase_currency").is_some_and(|code| code.eq_ignore_ascii_case(currency)) {
        bad.push("purchase_currency".to_owned());
    }
    if !text("locale").is_none_or(|locale| is_spoken(locale, country)) {
        bad.push("locale".to_owned());
    }
    // The billing country takes the place of the purchase country, so it has to be a market that
    // pays in the same currency.
    let billing = fields
        .get("billing_address")
        .and_then(|address| address.get("country"))
        .and_then(Value::as_str);
    let pays_the_same =
        |code: &str| matches!(code.parse::<Country>(), Ok(c) if c.currency().code() == currency);
    if !billing.is_none_or(pays_the_same) {
        bad.push("billing_address.country".to_owned());
    }
    bad
}

/// A language alone is taken where the country speaks it.
fn is_spoken(text: &str, country: Country) -> bool {
    let Ok(locale) = text.parse::<Locale>() else {
        return false;
    };
    if text.contains('-') {
        return locale.is_spoken_in(country);
    }
    country
        .locales()
        .iter()
        .any(|spoken| spoken.split('-').next() == Some(locale.language()))
}
