//! The host of a custom element.

use std::cell::RefCell;

use leptos_klarna::{
    Address, BrowserFormats, Buyer, CheckoutData, CheckoutEvent, Customer, Host, Part, Snapshot,
    View, Words,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use web_sys::{Element, console};

#[wasm_bindgen]
extern "C" {
    /// The element as its JavaScript shows it. Its properties are read whenever they are needed; none of
    /// its members throws.
    #[derive(Debug, Clone)]
    pub type HostElement;

    #[wasm_bindgen(method, getter)]
    fn cart(this: &HostElement) -> String;

    #[wasm_bindgen(method, getter)]
    fn locale(this: &HostElement) -> String;

    #[wasm_bindgen(method, getter, js_name = cartVersion)]
    fn cart_version(this: &HostElement) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    fn saving(this: &HostElement) -> bool;

    #[wasm_bindgen(method, getter)]
    fn customer(this: &HostElement) -> JsValue;

    /// The one-time options: the names of [`leptos_klarna::CheckoutOptions`] in camel case, and `express`.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn options(this: &HostElement) -> JsValue;

    /// `false` if the page's own check stops a press.
    #[wasm_bindgen(method)]
    fn validate(this: &HostElement) -> bool;

    /// The element of a part, while it is in the page.
    #[wasm_bindgen(method)]
    fn part(this: &HostElement, name: &str) -> Option<Element>;

    /// Draws a view.
    #[wasm_bindgen(method)]
    fn draw(this: &HostElement, view: &JsValue);

    /// Takes the name and the detail of an event.
    #[wasm_bindgen(method, js_name = onEvent)]
    fn on_event(this: &HostElement, name: &str, detail: &JsValue);
}

/// Reads the element's properties, and draws its view in the page's language.
pub(crate) struct ElementHost {
    element: HostElement,
    words: RefCell<Words>,
}

impl std::fmt::Debug for ElementHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElementHost").finish_non_exhaustive()
    }
}

impl ElementHost {
    pub(crate) fn new(element: HostElement, words: Words) -> Self {
        Self {
            element,
            words: RefCell::new(words),
        }
    }

    pub(crate) fn element(&self) -> &HostElement {
        &self.element
    }

    pub(crate) fn speak(&self, words: Words) {
        self.words.replace(words);
    }

    /// The cart's version as the page knows it: the attribute holds a whole number, or is not there.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the element gives whole numbers from 0 to 2^53"
    )]
    pub(crate) fn cart_version(&self) -> Option<u64> {
        self.element.cart_version().map(|it| it as u64)
    }
}

impl Host for ElementHost {
    fn cart(&self) -> String {
        self.element.cart()
    }

    fn locale(&self) -> String {
        self.element.locale()
    }

    fn data(&self) -> CheckoutData {
        shopper(self.element.customer())
    }

    fn is_cart_saving(&self) -> bool {
        self.element.saving()
    }

    fn validate(&self) -> bool {
        self.element.validate()
    }

    fn element(&self, part: Part) -> Option<Element> {
        self.element.part(part.name())
    }

    fn show(&self, snapshot: &Snapshot) {
        let locale = self.element.locale();
        let formats = BrowserFormats::new(&locale);
        let words = self.words.borrow();
        let view = View::new(snapshot, self.element.saving(), &words, &formats);
        if let Ok(view) = to_js(&view) {
            self.element.draw(&view);
        }
    }

    fn has_listener(&self) -> bool {
        true
    }

    fn emit(&self, event: CheckoutEvent) {
        if let Ok(detail) = to_js(&event.detail()) {
            self.element.on_event(event.name(), &detail);
        }
    }
}

fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::json_compatible())
}

/// The page's data on the shopper, with Klarna's field names.
#[derive(Deserialize)]
struct Shopper {
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    buyer: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    billing_address: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    shipping_address: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    customer: JsValue,
}

/// Reads the data. A part that cannot be read is left out, and the console says which: Klarna asks the
/// shopper for it.
fn shopper(data: JsValue) -> CheckoutData {
    let Ok(Some(data)) = serde_wasm_bindgen::from_value::<Option<Shopper>>(data) else {
        return CheckoutData::default();
    };
    CheckoutData {
        buyer: part::<Buyer>("buyer", data.buyer).unwrap_or_default(),
        billing_address: part::<Address>("billing_address", data.billing_address),
        shipping_address: part::<Address>("shipping_address", data.shipping_address),
        customer: part::<Customer>("customer", data.customer),
    }
}

/// Names the part only: the decoder's words would show the shopper's data.
fn part<T: DeserializeOwned>(name: &str, value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).unwrap_or_else(|_| {
        let message = ["<klarna-checkout>: customer.", name, " cannot be read"].concat();
        console::error_1(&message.into());
        None
    })
}
