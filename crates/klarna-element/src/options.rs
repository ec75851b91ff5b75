//! The element's one-time attributes.

use std::rc::Rc;

use leptos_klarna::{
    ButtonShape, ButtonTheme, CheckoutController, CheckoutOptions, ExpressLook, ExpressOptions,
};
use serde::Deserialize;
use wasm_bindgen::{JsError, JsValue};

use crate::host::ElementHost;

/// The part of the options that says which checkout it is.
#[derive(Deserialize)]
struct Mode {
    /// The options of the express button; `None` for a checkout with Klarna's widget.
    express: Option<Express>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Express {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    theme: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    shape: JsValue,
    collect_shipping_address: bool,
}

impl From<Express> for ExpressOptions {
    /// Colours or corners of another name are Klarna's choice.
    fn from(it: Express) -> Self {
        Self {
            look: ExpressLook {
                theme: serde_wasm_bindgen::from_value::<ButtonTheme>(it.theme).ok(),
                shape: serde_wasm_bindgen::from_value::<ButtonShape>(it.shape).ok(),
            },
            collect_shipping_address: it.collect_shipping_address,
        }
    }
}

/// Starts the checkout that the options say.
pub(crate) fn start(host: &Rc<ElementHost>) -> Result<CheckoutController, JsError> {
    let given = host.element().options();
    let Mode { express } = serde_wasm_bindgen::from_value(given.clone())?;
    let options: CheckoutOptions = serde_wasm_bindgen::from_value(given)?;
    let version = host.cart_version();
    let around = Rc::clone(host) as _;
    Ok(match express.map(ExpressOptions::from) {
        Some(express) => CheckoutController::start_express(options, express, around, version),
        None => CheckoutController::start(options, around, version),
    })
}
