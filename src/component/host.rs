//! What surrounds a mounted checkout: the page's props, and the elements it is drawn into.

use leptos::{
    html::Div,
    prelude::*,
    task::{spawn_local, tick},
};
use wasm_bindgen::JsCast;

use super::Snapshot;
use crate::{
    checkout::{Notification, Target},
    merchant::Memory,
    sdk::CheckoutData,
};

/// Reads the page's props and writes what the page shows. Everything in it may be gone already:
/// an answer can come after the component has left.
pub(super) struct Host {
    pub(super) base: String,
    pub(super) cart: Signal<String>,
    pub(super) locale: Signal<String>,
    pub(super) data: Signal<CheckoutData>,
    pub(super) on_event: Option<Callback<Notification>>,
    pub(super) snapshot: RwSignal<Snapshot>,
    pub(super) widget: NodeRef<Div>,
}

impl Host {
    /// Which cart is paid, and in which locale.
    pub(super) fn identity(&self) -> (String, String) {
        (
            self.cart.try_get_untracked().unwrap_or_default(),
            self.locale.try_get_untracked().unwrap_or_default(),
        )
    }

    pub(super) fn memory(&self) -> Memory {
        Memory::of(&self.base, &self.identity().0)
    }

    /// The shopper's data as it is now.
    pub(super) fn data(&self) -> CheckoutData {
        self.data.try_get_untracked().unwrap_or_default()
    }

    pub(super) fn container(&self) -> Option<web_sys::Element> {
        let widget = self.widget.try_get_untracked()??;
        widget.is_connected().then(|| widget.unchecked_into())
    }

    pub(super) fn show(&self, snapshot: Snapshot) {
        let same = self.snapshot.try_with_untracked(|it| *it == snapshot);
        if same == Some(false) {
            self.snapshot.try_set(snapshot);
        }
    }

    pub(super) fn tell(&self, notification: Notification) {
        if let Some(on_event) = self.on_event {
            on_event.try_run(notification);
        }
    }

    /// Moves the focus once the page shows the new state, unless the shopper is elsewhere by now.
    pub(super) fn focus(&self, target: Target) {
        let root = self.container().and_then(|widget| widget.parent_element());
        spawn_local(async move {
            tick().await;
            if let Some(root) = root {
                super::paint::focus(&root, target);
            }
        });
    }
}
