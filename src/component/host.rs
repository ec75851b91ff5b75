//! A host made of Leptos' signals.

use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};
use web_sys::Element;

use super::hook::Elements;
use crate::{
    checkout::CheckoutEvent,
    controller::{Host, Snapshot},
    dom::Part,
    sdk::CheckoutData,
};

/// Reads the props and writes the snapshot. Any of them may be gone already: an answer can come
/// after the component has left.
pub(super) struct LeptosHost {
    pub(super) cart: Signal<String>,
    pub(super) locale: Signal<String>,
    pub(super) data: Signal<CheckoutData>,
    pub(super) cart_saving: Signal<bool>,
    pub(super) validate: Option<Callback<(), bool>>,
    pub(super) on_event: Option<Callback<CheckoutEvent>>,
    pub(super) snapshot: RwSignal<Snapshot>,
    pub(super) elements: Elements,
}

impl Host for LeptosHost {
    fn cart(&self) -> String {
        self.cart.try_get_untracked().unwrap_or_default()
    }

    fn locale(&self) -> String {
        self.locale.try_get_untracked().unwrap_or_default()
    }

    fn data(&self) -> CheckoutData {
        self.data.try_get_untracked().unwrap_or_default()
    }

    fn is_cart_saving(&self) -> bool {
        self.cart_saving.try_get_untracked().unwrap_or(true)
    }

    fn validate(&self) -> bool {
        self.validate.is_none_or(|it| it.try_run(()) == Some(true))
    }

    fn element(&self, part: Part) -> Option<Element> {
        self.elements.get(part).filter(|it| it.is_connected())
    }

    fn show(&self, snapshot: &Snapshot) {
        let same = self.snapshot.try_with_untracked(|it| it == snapshot);
        if same == Some(false) {
            self.snapshot.try_set(snapshot.clone());
        }
    }

    fn after_drawing(&self, run: Box<dyn FnOnce()>) {
        spawn_local(async move {
            // The snapshot is drawn by effects.
            tick().await;
            run();
        });
    }

    fn has_listener(&self) -> bool {
        self.on_event.is_some()
    }

    fn emit(&self, event: CheckoutEvent) {
        if let Some(on_event) = self.on_event {
            on_event.try_run(event);
        }
    }
}
