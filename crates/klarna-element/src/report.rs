//! The transitions of a checkout, as the element reports them.

use js_sys::Date;
use leptos_klarna::{CheckoutController, Failure, Transition};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct Step {
    at: String,
    event: &'static str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
}

impl From<Transition> for Step {
    fn from(it: Transition) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a moment is below 2^53")]
        let at = Date::new(&(it.at as f64).into());
        Self {
            at: at.to_iso_string().into(),
            event: it.event,
            state: it.state.name(),
            reason: it.failure.map(Failure::code),
            correlation_id: it.correlation_id,
        }
    }
}

pub(crate) fn transitions(checkout: &CheckoutController) -> Result<JsValue, JsError> {
    let steps: Vec<Step> = checkout.transitions().into_iter().map(Step::from).collect();
    Ok(serde_wasm_bindgen::to_value(&steps)?)
}
