//! What a shopper has to know before signing up: what is charged, how often, and that the way to pay
//! is stored.

use checkout_contract::{Intent, Money, SubscriptionTerms};
use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{
    Snapshot,
    paint::{attribute, make},
};
use crate::text::{Messages, fill};

/// Writes the terms into the list; hides it where there are none.
pub(super) fn paint(list: &Element, snapshot: &Snapshot, words: &Messages, locale: &str) {
    let lines = lines(snapshot, words, locale);
    attribute(list, "hidden", lines.is_empty().then_some(""));
    // The same terms keep their nodes.
    let whole = lines.concat();
    if list.text_content().as_deref() == Some(&whole) {
        return;
    }
    list.set_text_content(None);
    for line in lines {
        if let Some(item) = make(list, "li", "klarna-checkout__term") {
            item.set_text_content(Some(&line));
        }
    }
}

fn lines(snapshot: &Snapshot, words: &Messages, locale: &str) -> Vec<String> {
    let (Some(intent), Some(amount)) = (snapshot.intent, snapshot.amount) else {
        return Vec::new();
    };
    if !intent.stores_token() {
        return Vec::new();
    }
    let mut lines = vec![fill(words.today, &[("amount", &money(amount, locale))])];
    for terms in &snapshot.subscriptions {
        lines.push(subscription(terms, words, locale));
    }
    lines.push(
        match (snapshot.subscriptions.is_empty(), intent) {
            (true, Intent::Tokenize | Intent::BuyAndTokenize) => words.stored_for_later,
            _ => words.stored_for_charges,
        }
        .to_owned(),
    );
    lines
}

fn subscription(terms: &SubscriptionTerms, words: &Messages, locale: &str) -> String {
    let values = [
        ("name", &*terms.name),
        ("amount", &money(terms.amount, locale)),
        ("every", &words.every(terms.interval, terms.interval_count)),
        ("date", &date(&terms.next_charge_on, locale)),
    ];
    fill(words.subscription, &values)
}

/// An amount as the locale writes it: `95,00 kr`.
fn money(money: Money, locale: &str) -> String {
    // Klarna's minor units are hundredths in every currency that it takes.
    #[allow(clippy::cast_precision_loss, reason = "shown, not reckoned with")]
    let major = money.minor_units.0 as f64 / 100.0;
    #[allow(deprecated, reason = "a number that has methods")]
    let number = js_sys::Number::new(&JsValue::from_f64(major));
    let options = options(&[("style", "currency"), ("currency", money.currency.code())]);
    in_locale(&number, "toLocaleString", locale, &options).unwrap_or_default()
}

/// A day as the locale writes it.
fn date(day: &str, locale: &str) -> String {
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
