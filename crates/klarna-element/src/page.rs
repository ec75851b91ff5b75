//! The page of a custom element.

use js_sys::Function;
use leptos_klarna::{
    CheckoutData, CheckoutEvent, Snapshot, checkout::Target, fields::Fields, mount::Page, panel,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::{customer, event};

/// Reads what the element says, and draws into its panel. The object it is read from has the names
/// of the element's properties; what is left out there has its default here.
pub(crate) struct ElementPage {
    element: Fields,
    told: Function,
}

impl std::fmt::Debug for ElementPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElementPage").finish_non_exhaustive()
    }
}

impl ElementPage {
    pub(crate) fn new(element: Fields, told: Function) -> Self {
        Self { element, told }
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

    /// The panel's root.
    fn panel(&self) -> Option<Element> {
        self.element.get("panel")?.dyn_into().ok()
    }

    fn draw(&self, snapshot: &Snapshot) {
        if let Some(panel) = self.panel() {
            panel::paint(&panel, snapshot, self.cart_saving(), &self.locale());
        }
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
        let panel = self.panel()?;
        panel.is_connected().then(|| panel::widget_of(&panel))
    }

    fn show(&self, snapshot: &Snapshot) {
        self.draw(snapshot);
        let state = JsValue::from_str(snapshot.state.name());
        let _ = self.told.call1(&JsValue::UNDEFINED, &state);
    }

    fn listens(&self) -> bool {
        true
    }

    fn tell(&self, notification: CheckoutEvent) {
        let (name, detail) = event::of(&notification);
        let _ = self.told.call2(&JsValue::UNDEFINED, &name.into(), &detail);
    }

    fn focus(&self, target: Target) {
        if let Some(panel) = self.panel() {
            panel::focus(&panel, target);
        }
    }
}
