//! `panel.js`, which says what each of these does.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget};

#[wasm_bindgen(module = "/src/panel/panel.js")]
extern "C" {
    pub(super) fn paint(root: &Element, view: &JsValue, words: &JsValue, locale: &str);

    pub(super) fn focus(root: &Element, target: &str);

    /// Name and value.
    pub(super) fn pressed(clicked: Option<&EventTarget>) -> Option<Array>;

    #[wasm_bindgen(js_name = placeOf)]
    pub(crate) fn place(container: &Element, category: Option<&str>) -> Element;

    #[wasm_bindgen(js_name = placeOfReview)]
    pub(crate) fn place_of_review(container: &Element) -> Option<Element>;
}
