//! The wasm of `<klarna-checkout>`: a checkout of [`leptos_klarna`] behind a JavaScript class.
//!
//! The element itself is a small class in `js/`, for a Rust struct cannot extend `HTMLElement`. It
//! owns what is of the page (attributes, events, promises), draws the view that it is given, and hands
//! the shopper's presses on. All rules are in here.

mod host;
mod options;
mod report;

use std::{borrow::Cow, rc::Rc};

use js_sys::Reflect;
use leptos_klarna::{CheckoutController, Words};
use wasm_bindgen::prelude::*;

use host::{ElementHost, HostElement};

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A checkout in an element, from its start to its end.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Checkout {
    controller: CheckoutController,
    host: Rc<ElementHost>,
}

#[wasm_bindgen]
impl Checkout {
    /// Starts a checkout in an element that has its panel. `words` are the texts of its language: one of
    /// the library's JSON files.
    ///
    /// # Errors
    /// A word is missing, or an option is of another type than it has to be.
    pub fn start(element: HostElement, words: JsValue) -> Result<Self, JsError> {
        let host = Rc::new(ElementHost::new(element, decode_words(&words)?));
        let controller = options::start(&host)?;
        Ok(Self { controller, host })
    }

    /// Presses pay, in the shopper's click. Returns `true` if that did anything.
    pub fn pay(&self) -> bool {
        self.controller.pay()
    }

    /// Confirms on the last page of several. Returns `true` if that did anything.
    pub fn finalize(&self) -> bool {
        self.controller.finalize()
    }

    /// Chooses a payment method by its category. Returns `true` if that is the chosen one now.
    pub fn choose(&self, category: String) -> bool {
        self.controller.choose(category)
    }

    /// Tries again, or goes back to the choice of a payment method.
    pub fn retry(&self) {
        self.controller.retry();
    }

    /// Asks the server again what became of the order.
    pub fn check(&self) {
        self.controller.check();
    }

    /// Ends the wait for Klarna's window.
    #[wasm_bindgen(js_name = stopWaiting)]
    pub fn stop_waiting(&self) {
        self.controller.stop_waiting();
    }

    /// Refreshes the session: the cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.controller.refresh();
    }

    /// Goes on with other attributes: `another` is `true` for another cart or locale, and `false` for
    /// another version of the cart.
    pub fn changed(&self, another: bool) {
        let version = self.host.cart_version();
        if another {
            self.controller.outdated(version);
        } else if let Some(version) = version {
            self.controller.cart_changed(version);
        }
    }

    /// Draws the checkout again: the page has begun or ended changing the cart.
    pub fn redraw(&self) {
        self.controller.redraw();
    }

    /// Draws the checkout in another language.
    ///
    /// # Errors
    /// A word is missing.
    pub fn speak(&self, words: JsValue) -> Result<(), JsError> {
        self.host.speak(decode_words(&words)?);
        self.controller.redraw();
        Ok(())
    }

    /// The last transitions, oldest first, for support: an array of objects.
    ///
    /// # Errors
    /// Never in practice: they are plain values.
    pub fn transitions(&self) -> Result<JsValue, JsError> {
        report::transitions(&self.controller)
    }

    /// Ends the checkout: the element leaves the page. A payment that is under way still comes to its
    /// end.
    pub fn end(&self) {
        self.controller.end();
    }
}

/// Reads the words out of the object of a JSON file.
fn decode_words(words: &JsValue) -> Result<Words, JsError> {
    let mut missing = None;
    let decoded = Words::from_texts(&mut |name| {
        let text = Reflect::get(words, &name.into()).ok();
        let text = text.and_then(|it| it.as_string()).map(Cow::Owned);
        text.unwrap_or_else(|| {
            missing = Some(name);
            Cow::Borrowed(name)
        })
    });
    match missing {
        Some(name) => Err(JsError::new(&["no word: ", name].concat())),
        None => Ok(decoded),
    }
}
