//! The agreement of country, currency and locale.

use klarna_payments::{Country, Locale};

use super::{BadFields, format::is_currency_code};
use crate::model::{Fields, text_at};

/// The fields that make no market of Klarna's. They are checked before all others, in this order, and while one
/// is bad no other field is named: `{}` is refused as `Bad value: purchase_currency, purchase_country`.
/// Source: that answer of Klarna's playground, recorded; that it is a rule is inferred.
pub(super) fn check(fields: &Fields) -> BadFields {
    let country = country(fields);
    let is_currency = |code: &str| match country {
        Some(country) => code.eq_ignore_ascii_case(country.currency().code()),
        None => is_currency_code(code),
    };
    let mut bad = Vec::new();
    if !text(fields, "purchase_currency").is_some_and(is_currency) {
        bad.push("purchase_currency".to_owned());
    }
    if country.is_none() {
        bad.push("purchase_country".to_owned());
    }
    bad
}

/// The fields that do not fit the market, which is a good one.
pub(super) fn misfits(fields: &Fields) -> BadFields {
    let Some(country) = country(fields) else {
        return vec!["purchase_country".to_owned()];
    };
    let mut bad = Vec::new();
    if !text(fields, "locale").is_none_or(|locale| is_spoken(locale, country)) {
        bad.push("locale".to_owned());
    }
    // The billing country takes the place of the purchase country, so it has to be a market that
    // pays in the same currency.
    let currency = country.currency().code();
    let pays_the_same =
        |code: &str| matches!(code.parse::<Country>(), Ok(c) if c.currency().code() == currency);
    if !text_at(fields, "billing_address.country").is_none_or(pays_the_same) {
        bad.push("billing_address.country".to_owned());
    }
    bad
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

fn country(fields: &Fields) -> Option<Country> {
    text(fields, "purchase_country")?.parse().ok()
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
