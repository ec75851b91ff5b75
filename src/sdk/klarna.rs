//! The imports from `Klarna.Payments`: every method of it that is called here. `load` and `init` are in
//! `klarna-early.js`, for they may run before the wasm is there.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"])]
    pub(super) fn authorize(
        options: &JsValue,
        data: &JsValue,
        callback: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"])]
    pub(super) fn reauthorize(
        options: &JsValue,
        data: &JsValue,
        callback: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"])]
    pub(super) fn finalize(
        options: &JsValue,
        data: &JsValue,
        callback: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"], js_name = loadPaymentReview)]
    pub(super) fn load_payment_review(
        options: &JsValue,
        callback: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"])]
    pub(super) fn on(event: &str, handler: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments"])]
    pub(super) fn off(event: &str, handler: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments", "Buttons"], js_name = init)]
    pub(super) fn init_buttons(options: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Klarna", "Payments", "Buttons"], js_name = load)]
    pub(super) fn load_button(options: &JsValue, callback: &Function) -> Result<(), JsValue>;
}
