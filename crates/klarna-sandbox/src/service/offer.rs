//! The payment methods that a session offers: their categories, and the words and badges of those.

mod limits;
mod methods;

use klarna_payments::{AssetUrls, PaymentMethodCategory};

use super::client_token::language;
use crate::model::Fields;
pub use limits::MethodLimits;
pub(crate) use methods::{covers, installment_count, methods};

/// A merchant whose username contains this gets several categories, as old accounts do.
const SEVERAL: &str = "several";

/// The names of the categories in a language: pay, pay later, pay now, pay over time.
type Names = [&'static str; 4];

const IDENTIFIERS: [&str; 4] = ["klarna", "pay_later", "pay_now", "pay_over_time"];

/// Returns the categories of a session's payment methods, named in its language: `klarna` alone, or with
/// `is_split` one for each kind of payment method. None, if the session has no payment method: then
/// Klarna is not offered.
pub(crate) fn categories(
    url: &str,
    merchant: &str,
    fields: &Fields,
    is_split: bool,
) -> Vec<PaymentMethodCategory> {
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
