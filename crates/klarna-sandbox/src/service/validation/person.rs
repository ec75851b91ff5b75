//! Names and addresses that Klarna can work with.

use serde_json::Value;

use super::BadFields;
use crate::model::Fields;

const ADDRESSES: [&str; 2] = ["billing_address", "shipping_address"];
const NAMES: [&str; 2] = ["given_name", "family_name"];
const STREETS: [&str; 2] = ["street_address", "street_address2"];
const NAME_SIGNS: &str = " -'’.°ºªᵃ";
const STREET_SIGNS: &str = " -'’´`\",.:;#&/()+@_\\°ºªᵃ";

/// The fields of both addresses that are not.
pub(super) fn check(fields: &Fields) -> BadFields {
    let takes_greek = fields
        .get("locale")
        .and_then(Value::as_str)
        .is_some_and(|locale| locale.to_ascii_lowercase().starts_with("el"));
    let mut bad = Vec::new();
    for name in ADDRESSES {
        if let Some(address) = fields.get(name).and_then(Value::as_object) {
            let of_address = check_address(address, takes_greek);
            bad.extend(
                of_address
                    .into_iter()
                    .map(|field| format!("{name}.{field}")),
            );
        }
    }
    bad
}

fn check_address(address: &Fields, takes_greek: bool) -> Vec<&'static str> {
    let text = |field: &str| address.get(field).and_then(Value::as_str);
    let mut bad = Vec::new();
    for field in NAMES {
        if !text(field).is_none_or(|name| is_name(name, takes_greek)) {
            bad.push(field);
        }
    }
    for field in STREETS {
        if !text(field).is_none_or(|street| is_street(street, takes_greek)) {
            bad.push(field);
        }
    }
    if !is_region(text("country"), text("region"), text("street_address")) {
        bad.push("region");
    }
    bad
}

/// More than one character, letters and digits but not digits alone, and few signs.
fn is_name(name: &str, takes_greek: bool) -> bool {
    let name = name.trim();
    name.chars().count() > 1
        && !name.chars().all(|c| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| is_letter(c, takes_greek) || c.is_ascii_digit() || NAME_SIGNS.contains(c))
}

fn is_street(street: &str, takes_greek: bool) -> bool {
    street
        .chars()
        .all(|c| is_letter(c, takes_greek) || c.is_ascii_digit() || STREET_SIGNS.contains(c))
}

/// A letter of the Latin blocks; a Greek one only where the session speaks Greek.
fn is_letter(c: char, takes_greek: bool) -> bool {
    let is_latin =
        matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let is_greek = matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}');
    (is_latin && c.is_alphabetic()) || (takes_greek && is_greek && c.is_alphabetic())
}

/// A state's or province's letters. The US and Australia need it as soon as there is a street.
fn is_region(country: Option<&str>, region: Option<&str>, street: Option<&str>) -> bool {
    let country = country.unwrap_or_default().to_ascii_uppercase();
    let letters = match country.as_str() {
        "US" | "CA" => 2..=2,
        "AU" => 2..=3,
        // `CDMX` is the longest.
        "MX" => 2..=4,
        _ => return true,
    };
    match region {
        Some(region) => {
            letters.contains(&region.len()) && region.bytes().all(|b| b.is_ascii_alphabetic())
        }
        None => street.is_none() || !matches!(country.as_str(), "US" | "AU"),
    }
}
