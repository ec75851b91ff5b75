//! Amounts and times as the shopper's language writes them. Display only: nothing reads them back.

use demo_shop_api::{MinorUnits, Money};
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// An amount with its currency, as `locale` writes it.
pub(crate) fn money(amount: Money, locale: &str) -> String {
    let options = options(&[
        ("style", "currency".into()),
        ("currency", amount.currency.code().into()),
        ("minimumFractionDigits", 2.into()),
        ("maximumFractionDigits", 2.into()),
    ]);
    let locales = Array::of1(&locale.into());
    // The exact decimal goes in as text, so that no amount ever is a float of ours.
    Intl::NumberFormat::new(&locales, &options)
        .format()
        .call1(&JsValue::UNDEFINED, &decimal(amount.minor_units).into())
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| format!("{} {}", decimal(amount.minor_units), amount.currency))
}

/// A point in time (RFC 3339) as `locale` writes day and time, in the shopper's time zone.
/// What is not a time stays as it is.
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

/// A day (`2026-04-01`) as `locale` writes it. What is not a day stays as it is.
pub(crate) fn day(day: &str, locale: &str) -> String {
    let date = Date::new(&day.into());
    if date.get_time().is_nan() {
        return day.to_owned();
    }
    // Read as midnight in UTC, and written as the day it is there.
    let options = options(&[("dateStyle", "long".into()), ("timeZone", "UTC".into())]);
    date.to_locale_date_string(locale, &options).into()
}

/// `-1234` as `-12.34`: each of Klarna's currencies has two decimals.
fn decimal(amount: MinorUnits) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let units = amount.0.unsigned_abs();
    format!("{sign}{}.{:02}", units / 100, units % 100)
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Cannot fail: a plain object takes any property.
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
