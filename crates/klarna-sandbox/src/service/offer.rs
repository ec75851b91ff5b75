//! The ways to pay that a session offers, and their badges.

mod methods;

use klarna_payments::{AssetUrls, PaymentMethodCategory};
use serde_json::Value;

use super::client_token::language;
use crate::model::Fields;
pub(crate) use methods::{covers, methods};

/// Orders of more minor units than this are not offered Klarna: a made-up limit, so that a shop can
/// see what that looks like.
const HIGHEST_OFFER: i64 = 100_000_000;

/// A merchant whose username contains this gets several categories, as old accounts do.
const SEVERAL: &str = "several";

/// The names of the categories in a language: pay, pay later, pay now, pay over time.
type Names = [&'static str; 4];

const IDENTIFIERS: [&str; 4] = ["klarna", "pay_later", "pay_now", "pay_over_time"];

/// What a session offers, named in its language: `klarna` alone, or with `is_split` the categories that
/// the ways to pay belong to. Nothing above [`HIGHEST_OFFER`], and nothing where no way to pay is left.
pub(crate) fn categories(
    url: &str,
    merchant: &str,
    fields: &Fields,
    is_split: bool,
) -> Vec<PaymentMethodCategory> {
    let amount = fields.get("order_amount").and_then(Value::as_i64);
    if amount.is_none_or(|amount| amount > HIGHEST_OFFER) {
        return Vec::new();
    }
    let shown = if is_split || merchant.contains(SEVERAL) {
        1..4
    } else {
        0..1
    };
    let names = names(&language(fields));
    let methods = methods(fields);
    shown
        .filter(|index| {
            methods
                .iter()
                .any(|method| covers(IDENTIFIERS[*index], method))
        })
        .map(|index| PaymentMethodCategory {
            identifier: IDENTIFIERS[index].to_owned(),
            name: names[index].to_owned(),
            asset_urls: Some(AssetUrls {
                descriptive: Some(format!("{url}/badges/descriptive.svg")),
                standard: Some(format!("{url}/badges/standard.svg")),
            }),
        })
        .collect()
}

/// The name of the category `klarna` for a locale such as `de-DE`, and the language that it is in.
pub(crate) fn klarna_in(locale: &str) -> (&str, &'static str) {
    let language = locale.split('-').next().unwrap_or_default();
    let name = names(language)[0];
    if name == names("en")[0] {
        return ("en", name);
    }
    (language, name)
}

fn names(language: &str) -> Names {
    match language {
        "cs" => [
            "Zaplatit s Klarna",
            "Zaplatit později",
            "Zaplatit hned",
            "Platit na splátky",
        ],
        "da" => [
            "Betal med Klarna",
            "Betal senere",
            "Betal nu",
            "Del betalingen op",
        ],
        "de" => [
            "Mit Klarna bezahlen",
            "Später bezahlen",
            "Sofort bezahlen",
            "In Raten bezahlen",
        ],
        "el" => [
            "Πληρωμή με Klarna",
            "Πληρωμή αργότερα",
            "Πληρωμή τώρα",
            "Πληρωμή σε δόσεις",
        ],
        "es" => [
            "Pagar con Klarna",
            "Pagar más tarde",
            "Pagar ahora",
            "Pagar a plazos",
        ],
        "fi" => [
            "Maksa Klarnalla",
            "Maksa myöhemmin",
            "Maksa nyt",
            "Maksa erissä",
        ],
        "fr" => [
            "Payer avec Klarna",
            "Payer plus tard",
            "Payer maintenant",
            "Payer en plusieurs fois",
        ],
        "hu" => [
            "Fizetés a Klarnával",
            "Fizetés később",
            "Fizetés most",
            "Fizetés részletekben",
        ],
        "it" => [
            "Paga con Klarna",
            "Paga più tardi",
            "Paga ora",
            "Paga a rate",
        ],
        "nb" => [
            "Betal med Klarna",
            "Betal senere",
            "Betal nå",
            "Del opp betalingen",
        ],
        "nl" => [
            "Betalen met Klarna",
            "Later betalen",
            "Nu betalen",
            "Gespreid betalen",
        ],
        "pl" => [
            "Zapłać z Klarna",
            "Zapłać później",
            "Zapłać teraz",
            "Zapłać w ratach",
        ],
        "pt" => [
            "Pagar com Klarna",
            "Pagar mais tarde",
            "Pagar agora",
            "Pagar a prestações",
        ],
        "ro" => [
            "Plătește cu Klarna",
            "Plătește mai târziu",
            "Plătește acum",
            "Plătește în rate",
        ],
        "sk" => [
            "Zaplatiť s Klarna",
            "Zaplatiť neskôr",
            "Zaplatiť hneď",
            "Platiť na splátky",
        ],
        "sv" => [
            "Betala med Klarna",
            "Betala senare",
            "Betala nu",
            "Dela upp betalningen",
        ],
        _ => ["Pay with Klarna", "Pay later", "Pay now", "Pay over time"],
    }
}
