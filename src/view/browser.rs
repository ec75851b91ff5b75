//! Values as the browser writes them in a locale, and the page's names for its inputs.

use checkout_contract::Money;
use js_sys::{Date, Number, Object};
use serde::Serialize;
use wasm_bindgen::{JsCast, prelude::*};

use super::Formats;
use crate::{checkout::FieldPath, dom::label_of, js::to_js};

#[wasm_bindgen]
extern "C" {
    /// A number or a date.
    #[wasm_bindgen(extends = Object)]
    type Localized;

    /// Throws for a locale that the browser cannot read.
    #[wasm_bindgen(method, catch, js_name = toLocaleString)]
    fn to_locale_string(
        this: &Localized,
        locale: Option<&str>,
        options: &JsValue,
    ) -> Result<String, JsValue>;
}

#[derive(Serialize)]
struct CurrencyStyle {
    style: &'static str,
    currency: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DayStyle {
    date_style: &'static str,
    time_zone: &'static str,
}

/// The formats of a locale (`Intl`), and the labels of the document's inputs. Only in a browser.
#[derive(Debug)]
pub struct BrowserFormats<'a> {
    locale: &'a str,
}

impl<'a> BrowserFormats<'a> {
    /// The formats of a locale; of the browser's own, where it cannot read that.
    pub const fn new(locale: &'a str) -> Self {
        Self { locale }
    }

    fn write(&self, value: &JsValue, style: &impl Serialize) -> Option<String> {
        let style = to_js(style).ok()?;
        let value = value.unchecked_ref::<Localized>();
        let written = value.to_locale_string(Some(self.locale), &style);
        written
            .or_else(|_| value.to_locale_string(None, &style))
            .ok()
    }
}

impl Formats for BrowserFormats<'_> {
    /// Klarna's minor units are hundredths in every currency. A browser that cannot write an amount gets
    /// the minor units.
    fn money(&self, money: Money) -> String {
        #[allow(clippy::cast_precision_loss, reason = "amounts stay below 2^53")]
        let amount = Number::from(money.minor_units.0 as f64 / 100.0);
        let currency = money.currency.code();
        let style = CurrencyStyle {
            style: "currency",
            currency,
        };
        self.write(&amount, &style)
            .unwrap_or_else(|| format!("{currency} {}", money.minor_units.0))
    }

    fn day(&self, day: &str) -> String {
        let date = Date::new(&day.into());
        let style = DayStyle {
            date_style: "long",
            time_zone: "UTC",
        };
        let is_day = !date.get_time().is_nan();
        is_day
            .then(|| self.write(&date, &style))
            .flatten()
            .unwrap_or_else(|| day.to_owned())
    }

    fn field(&self, field: &FieldPath) -> String {
        label_of(field)
    }
}
