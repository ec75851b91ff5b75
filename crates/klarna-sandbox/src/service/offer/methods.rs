//! The payment methods that the widget lists, and the category of each.

use klarna_payments::Country;
use serde_json::Value;

use super::MethodLimits;
use crate::model::{Fields, stores_token};

/// The payment methods of one-time purchases, in the order in which the widget lists them.
const ONE_TIME: [&str; 3] = ["pay_now", "pay_later", "pay_over_time"];

/// The payment methods that can be charged again, in the order in which the widget lists them.
const RECURRING: [&str; 3] = ["card", "invoice", "direct_debit"];

/// Returns the payment methods that the widget lists for a session. If there is none, Klarna is not
/// offered.
///
/// For a one-time purchase they are those of `pay_now`, `pay_later` and `pay_over_time` that the country
/// has for the session's amount. Where a token is to be stored, they are those of `card`, `invoice` and
/// `direct_debit` that can be charged again in the country, whatever the amount: it may be zero, and the
/// later charges are not known.
pub(crate) fn methods(fields: &Fields) -> Vec<&'static str> {
    let Some(country) = country(fields) else {
        return Vec::new();
    };
    if stores_token(fields) {
        let is_offered = |method: &&str| is_tokenizable(method, country);
        return RECURRING.into_iter().filter(is_offered).collect();
    }
    let Some(amount) = fields.get("order_amount").and_then(Value::as_i64) else {
        return Vec::new();
    };
    let limits = MethodLimits::from_country(country);
    let is_offered = |method: &&str| limits.offers(method, amount);
    ONE_TIME.into_iter().filter(is_offered).collect()
}

/// Returns the number of installments of `pay_over_time` in a country.
pub(crate) const fn installment_count(country: Country) -> u8 {
    MethodLimits::from_country(country).installment_count
}

fn country(fields: &Fields) -> Option<Country> {
    let code = fields.get("purchase_country")?.as_str()?;
    code.parse().ok()
}

/// Returns `true` if a payment method can be stored for later charges in a country. Klarna agrees on
/// them with each merchant; these are the countries in which it is known to.
fn is_tokenizable(method: &str, country: Country) -> bool {
    use Country::{At, Ca, Cz, De, Dk, Es, Fi, Fr, Gb, Gr, Ie, It, Nl, Pt, Ro, Se, Us};
    match method {
        "card" => matches!(
            country,
            At | Ca | Cz | De | Dk | Es | Fi | Fr | Gb | Gr | Ie | It | Nl | Pt | Ro | Se | Us
        ),
        "invoice" => matches!(country, De | Gb | Se | Us),
        "direct_debit" => matches!(country, At | De | Nl | Se),
        _ => false,
    }
}

/// Returns `true` if a category includes a payment method of [`methods`]. `klarna` includes all.
pub(crate) fn covers(category: &str, method: &str) -> bool {
    match category {
        "klarna" => true,
        "pay_now" => matches!(method, "pay_now" | "card" | "direct_debit"),
        "pay_later" => matches!(method, "pay_later" | "invoice"),
        "direct_bank_transfer" => method == "pay_now",
        "direct_debit" | "card" => method == category || method == "pay_now",
        "pay_in_parts" => method == "pay_over_time",
        _ => category == method,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn listed(intent: &str, country: Country, amount: i64) -> Vec<&'static str> {
        let fields =
            json!({ "intent": intent, "purchase_country": country, "order_amount": amount });
        methods(fields.as_object().expect("an object"))
    }

    #[test]
    fn a_purchase_is_paid_by_the_countrys_methods() {
        for (country, methods) in [
            (
                Country::De,
                ["pay_now", "pay_later", "pay_over_time"].as_slice(),
            ),
            (Country::Be, &["pay_now", "pay_later"]),
            (Country::Ie, &["pay_now", "pay_over_time"]),
            (Country::Nz, &["pay_over_time"]),
        ] {
            assert_eq!(listed("buy", country, 10_000), methods, "{country}");
        }
    }

    #[test]
    fn a_subscription_is_paid_by_what_can_be_charged_again_whatever_the_amount() {
        for intent in ["tokenize", "buy_and_tokenize", "buy_and_default_tokenize"] {
            for amount in [0, 1, 200_000_000] {
                let listed = |country| listed(intent, country, amount);
                assert_eq!(listed(Country::Se), ["card", "invoice", "direct_debit"]);
                assert_eq!(listed(Country::Us), ["card", "invoice"]);
                assert_eq!(listed(Country::Nl), ["card", "direct_debit"]);
                assert_eq!(listed(Country::Fr), ["card"]);
                assert!(listed(Country::Nz).is_empty());
            }
        }
    }

    #[test]
    fn every_payment_method_belongs_to_one_of_the_three_categories() {
        for method in ONE_TIME.into_iter().chain(RECURRING) {
            assert!(covers("klarna", method));
            let three = ONE_TIME
                .into_iter()
                .filter(|category| covers(category, method));
            assert_eq!(three.count(), 1, "{method}");
        }
    }
}
