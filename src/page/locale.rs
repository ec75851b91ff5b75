//! How the shopper's browser writes amounts and days.

use checkout_contract::Money;
use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An amount as the locale writes it: `95,00 kr`.
pub(crate) fn money(money: Money, locale: &str) -> String {
    // Klarna's minor units are hundredths in every currency that it takes.
    #[allow(clippy::cast_precision_loss, reason = "shown, not reckoned with")]
    let major = money.minor_units.0 as f64 / 100.0;
    #[allow(deprecated, reason = "a number that has methods")]
    let number = js_sys::Number::new(&JsValue::from_f64(major));
    let options = options(&[("style", "currency"), ("currency", money.currency.code())]);
    in_locale(&number, "toLocaleString", locale, &options).unwrap_or_default()
}

/// A day as the locale writes it.
pub(crate) fn date(day: &str, locale: &str) -> String {
    let date = Date::new(&JsValue::from_str(day));
    let options = options(&[("dateStyle", "long"), ("timeZone", "UTC")]);
    let valid = !date.get_time().is_nan();
    let written = valid.then(|| in_locale(&date, "toLocaleDateString", locale, &options));
    written.flatten().unwrap_or_else(|| day.to_owned())
}

/// Calls such a method. A locale that the browser cannot read throws: its own serves then.
fn in_locale(value: &JsValue, method: &str, locale: &str, options: &JsValue) -> Option<String> {
    let method = Reflect::get(value, &method.into()).ok()?;
    let method: Function = method.dyn_into().ok()?;
    let written = method.call2(value, &locale.into(), options);
    let written = written.or_else(|_| method.call2(value, &JsValue::UNDEFINED, options));
    written.ok()?.as_string()
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let options = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options.into()
}
