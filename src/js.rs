//! Values between Rust and JavaScript.

use std::{future::Future, pin::Pin};

use js_sys::{Function, JSON, Promise};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// An answer that comes once, or never: what asks for it has begun already.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = T>>>;

/// Writes a value as plain objects, arrays, texts and numbers: Klarna's SDK takes no `Map`.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::json_compatible())
}

/// Writes a value as JSON, with the browser's own writer. `None` where it cannot be written.
pub(crate) fn to_json(value: &impl Serialize) -> Option<String> {
    let value = to_js(value).ok()?;
    JSON::stringify(&value).ok()?.as_string()
}

/// Calls a JavaScript function that answers by a callback, now, and promises its one answer.
///
/// On misuse Klarna's SDK calls back with a negative result and then throws: the throw is the answer,
/// `None`. A promise takes one answer only, so a callback that comes twice, or after a throw, changes
/// nothing; one that never comes leaves the answer open.
pub(crate) fn call_back(
    ask: impl FnOnce(&Function) -> Result<(), JsValue>,
) -> Answer<Option<JsValue>> {
    let mut ask = Some(ask);
    let mut asked = Ok(());
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(ask) = ask.take() {
            asked = ask(&resolve);
        }
    });
    Box::pin(async move {
        asked.ok()?;
        JsFuture::from(promise).await.ok()
    })
}
