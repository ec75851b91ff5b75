//! JSON by the browser's own parser and writer; `serde-wasm-bindgen` checks the shape. A JSON parser in
//! the wasm would be a good part of the download.

use serde::{Serialize, de::DeserializeOwned};

/// Parses a value; `None` if the text is not JSON, or the value has another shape.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = js_sys::JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// Writes a value; `None` if it has no form in JSON.
pub(crate) fn to_json(value: &impl Serialize) -> Option<String> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let value = value.serialize(&serializer).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}
