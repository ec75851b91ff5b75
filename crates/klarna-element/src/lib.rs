//! The wasm of `<klarna-checkout>`: a mounted checkout of [`leptos_klarna`] behind a JavaScript class.
//!
//! The element itself is a small class in `js/`, for a Rust struct cannot extend `HTMLElement`. It
//! owns what is of the page (attributes, events, promises), starts what can be started before this
//! has arrived, and hands the shopper's presses on. All rules are in here.

mod customer;
mod event;
mod page;
mod settings;

use std::rc::Rc;

use js_sys::Array;
use leptos_klarna::{Failure, mount::Mount, panel};
use wasm_bindgen::prelude::*;

use page::{ElementPage, Outside};

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A checkout in an element, from its mount to its end.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Checkout {
    mount: Mount,
    page: Rc<ElementPage>,
}

#[wasm_bindgen]
impl Checkout {
    /// Starts it in an element that has its panel.
    pub fn start(element: Outside) -> Self {
        let page = Rc::new(ElementPage::new(element));
        let mount = settings::start(&page);
        Self { mount, page }
    }

    /// Presses pay, in the shopper's click. Gives back whether that did anything.
    pub fn pay(&self) -> bool {
        self.mount.pay()
    }

    /// Confirms on the last page of several. Gives back whether that did anything.
    pub fn finalize(&self) -> bool {
        self.mount.finalize()
    }

    /// Does what the panel's button or radio of that name and value is for.
    pub fn press(&self, name: &str, value: String) {
        panel::press_on(&self.mount, name, value);
    }

    /// The cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.mount.refresh();
    }

    /// The element's cart, its locale or its cart's version has changed.
    pub fn changed(&self, another: bool) {
        let version = self.page.cart_version();
        if another {
            self.mount.outdated(version);
        } else if let Some(version) = version {
            self.mount.cart_changed(version);
        }
    }

    /// Draws it again: the page has begun or ended changing the cart, or speaks another language.
    pub fn draw(&self) {
        self.mount.show();
    }

    /// The last transitions, oldest first, five values each: the moment in milliseconds, what
    /// happened, the state, why it could not go on, Klarna's correlation id.
    pub fn transitions(&self) -> Array {
        let all = Array::new();
        for it in self.mount.transitions() {
            #[allow(clippy::cast_precision_loss, reason = "a moment is below 2^53")]
            let at = it.at as f64;
            let failure = it.failure.map(Failure::code);
            all.push(&at.into());
            all.push(&it.event.into());
            all.push(&it.state.name().into());
            all.push(&failure.into());
            all.push(&it.correlation_id.into());
        }
        all
    }

    /// The element leaves the page. A payment that is under way still comes to its end.
    pub fn end(&self) {
        self.mount.end();
    }
}
