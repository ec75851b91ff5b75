//! Reads the fields of a JavaScript object, each of exactly the type it has to be.
//!
//! By hand and not by derived code: the few shapes that the browser reads cost a tenth of the bytes
//! this way.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object of which nothing is known yet.
#[derive(Debug)]
pub struct Fields(JsValue);

impl From<Object> for Fields {
    fn from(object: Object) -> Self {
        Self(object.into())
    }
}

impl Fields {
    /// `None` where the value is no object.
    pub fn of(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// A field that is there: not missing, `undefined` or `null`.
    pub fn get(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_string()
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    /// A whole number that JavaScript can hold exactly.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "checked to be whole and within 53 bits"
    )]
    pub fn integer(&self, name: &str) -> Option<i64> {
        const EXACT: i64 = (1 << 53) - 1;
        let number = self.get(name)?.as_f64()?;
        let whole = number as i64;
        (whole as f64 == number && (-EXACT..=EXACT).contains(&whole)).then_some(whole)
    }

    /// An object.
    pub fn object(&self, name: &str) -> Option<Self> {
        self.get(name).and_then(Self::of)
    }

    /// An array.
    pub fn list(&self, name: &str) -> Option<js_sys::Array> {
        self.get(name)?.dyn_into().ok()
    }
}
