//! The ways to pay that the widget lists, and which category each belongs to.

use klarna_payments::Country;
use serde_json::Value;

use crate::model::{Fields, stores_token};

/// What a one-time purchase can be paid with, in the order in which the widget lists it.
const ONCE: [&str; 3] = ["pay_now", "pay_later", "pay_over_time"];

/// The names of the ways to pay that can be charged again, in the order in which the widget lists
/// them.
const RECURRING: [&str; 3] = ["card", "invoice", "direct_debit"];

/// The ways to pay that the widget lists for a session, by its intent and country: `pay_now`,
/// `pay_later` and `pay_over_time`, or, where a token is to be stored, those of `card`, `invoice` and
/// `direct_debit` that can be charged again there. None: Klarna is not offered.
pub(crate) fn methods(fields: &Fields) -> Vec<&'static str> {
    if !stores_token(fields) {
        return ONCE.to_vec();
    }
    let country = fields
        .get("purchase_country")
        .and_then(Value::as_str)
        .and_then(|code| code.parse::<Country>().ok());
    let can_be_charged_again = |method: &&str| country.is_some_and(|c| is_tokenizable(method, c));
    RECURRING.into_iter().filter(can_be_charged_again).collect()
}

/// Where a way to pay can be stored for later charges. What Klarna really takes is agreed with each
/// merchant; these are the countries in which it is known to.
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

/// Whether a category stands for a way to pay, as [`methods`] names it. `klarna` stands for all.
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

    fn listed(intent: &str, country: Country) -> Vec<&'static str> {
        let fields = json!({ "intent": intent, "purchase_country": country });
        methods(fields.as_object().expect("an object"))
    }

    #[test]
    fn a_purchase_is_paid_with_anything_and_a_subscription_with_what_can_be_charged_again() {
        assert_eq!(listed("buy", Country::Se), ONCE);
        for intent in ["tokenize", "buy_and_tokenize", "buy_and_default_tokenize"] {
            assert_eq!(
                listed(intent, Country::Se),
                ["card", "invoice", "direct_debit"]
            );
            assert_eq!(listed(intent, Country::Us), ["card", "invoice"]);
            assert_eq!(listed(intent, Country::Nl), ["card", "direct_debit"]);
            assert_eq!(listed(intent, Country::Fr), ["card"]);
            assert!(listed(intent, Country::Nz).is_empty());
        }
    }

    #[test]
    fn every_way_to_pay_belongs_to_one_of_the_three_categories() {
        for method in ONCE.into_iter().chain(RECURRING) {
            assert!(covers("klarna", method));
            let three = ONCE.into_iter().filter(|category| covers(category, method));
            assert_eq!(three.count(), 1, "{method}");
        }
    }
}
