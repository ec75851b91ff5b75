//! Amounts and times in the shopper's locale. Display only: nothing parses them.

use demo_shop_api::{MinorUnits, Money};
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// Formats an amount with its currency.
pub(crate) fn money(amount: Money, locale: &str) -> String {
    let options = options(&[
        ("style", "currency".into()),
        ("currency", amount.currency.code().into()),
        ("minimumFractionDigits", 2.into()),
        ("maximumFractionDigits", 2.into()),
    ]);
    let locales = Array::of1(&locale.into());
    // The exact decimal goes in as text, so that no amount becomes a float.
    Intl::NumberFormat::new(&locales, &options)
        .format()
        .call1(&JsValue::UNDEFINED, &decimal(amount.minor_units).into())
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| format!("{} {}", decimal(amount.minor_units), amount.currency))
}

/// Formats the day and time of a point in time (RFC 3339), in the shopper's time zone. Returns any other
/// text unchanged.
pub(crate) fn time(rfc3339: &str, locale: &str) -> String {
    let date = Date::new(&rfc3339.into());
    if date.get_time().is_nan() {
        return rfc3339.to_owned();
    }
    let options = options(&[
        ("dateStyle", "medium".into()),
        ("timeStyle", "short".into()),
    ]);
    date.to_locale_string(locale, &options).into()
}

/// Formats a day (`2026-04-01`). Returns any other text unchanged.
pub(crate) fn day(day: &str, locale: &str) -> String {
    let date = Date::new(&day.into());
    if date.get_time().is_nan() {
        return day.to_owned();
    }
    // `Date` reads a day as midnight in UTC.
    let options = options(&[("dateStyle", "long".into()), ("timeZone", "UTC".into())]);
    date.to_locale_date_string(locale, &options).into()
}

/// Returns `-12.34` for `-1234`: each of Klarna's currencies has two decimals.
fn decimal(amount: MinorUnits) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let units = amount.0.unsigned_abs();
    format!("{sign}{}.{:02}", units / 100, units % 100)
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_exactly() {
        let cases = [
            (0, "0.00"),
            (5, "0.05"),
            (12_345, "123.45"),
            (-7, "-0.07"),
            (i64::MAX, "92233720368547758.07"),
            (i64::MIN, "-92233720368547758.08"),
        ];
        for (minor_units, text) in cases {
            assert_eq!(decimal(MinorUnits(minor_units)), text);
        }
    }
}
