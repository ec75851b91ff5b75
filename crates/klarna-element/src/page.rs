//! The page of a custom element.

use leptos_klarna::{
    CheckoutData, CheckoutEvent, Snapshot, checkout::FocusTarget, fields::Fields, mount::Page,
    panel::View, write::to_object,
};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::{customer, event};

#[wasm_bindgen]
extern "C" {
    /// The element as its JavaScript shows it: an object with the names of the element's properties,
    /// read whenever they are needed, `valid`, which is asked at each press, and what is below. None of
    /// it throws.
    #[derive(Debug, Clone)]
    pub type Outside;

    /// The element that Klarna's part goes into, while it is in the page.
    #[wasm_bindgen(method, getter)]
    fn container(this: &Outside) -> Option<Element>;

    /// Draws a view into the panel.
    #[wasm_bindgen(method)]
    fn draw(this: &Outside, view: &JsValue);

    /// Is told the name and the detail of an event.
    #[wasm_bindgen(method)]
    fn tell(this: &Outside, name: &str, detail: &JsValue);

    /// Moves the focus.
    #[wasm_bindgen(method)]
    fn focus(this: &Outside, target: &str);
}

/// Reads what the element says. What is left out there has its default here.
pub(crate) struct ElementPage {
    outside: Outside,
    element: Fields,
}

impl std::fmt::Debug for ElementPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElementPage").finish_non_exhaustive()
    }
}

impl ElementPage {
    pub(crate) fn new(outside: Outside) -> Self {
        let element = Fields::from(outside.clone().unchecked_into::<js_sys::Object>());
        Self { outside, element }
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.element.text(name).filter(|it| !it.is_empty())
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.element.flag(name) == Some(true)
    }

    /// The cart's version as the page knows it.
    pub(crate) fn cart_version(&self) -> Option<u64> {
        u64::try_from(self.element.integer("cartVersion")?).ok()
    }
}

impl Page for ElementPage {
    fn cart(&self) -> String {
        self.text("cart").unwrap_or_default()
    }

    fn locale(&self) -> String {
        self.text("locale").unwrap_or_default()
    }

    fn data(&self) -> CheckoutData {
        let customer = self.element.object("customer");
        customer.map(|it| customer::read(&it)).unwrap_or_default()
    }

    fn cart_saving(&self) -> bool {
        self.flag("saving")
    }

    fn validate(&self) -> bool {
        self.flag("valid")
    }

    fn container(&self) -> Option<Element> {
        self.outside.container()
    }

    fn show(&self, snapshot: &Snapshot) {
        let view = View::of(snapshot, self.cart_saving());
        self.outside.draw(&to_object(&view));
    }

    fn listens(&self) -> bool {
        true
    }

    fn tell(&self, event: CheckoutEvent) {
        let (name, detail) = event::of(&event);
        self.outside.tell(name, &detail);
    }

    fn focus(&self, target: FocusTarget) {
        self.outside.focus(target.name());
    }
}
