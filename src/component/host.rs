//! What surrounds a mounted checkout: the page's props, and the elements it is drawn into.

use leptos::{
    html::{Button, Div, P},
    prelude::*,
    task::{spawn_local, tick},
};
use wasm_bindgen::JsCast;

use super::Snapshot;
use crate::{
    checkout::{Limits, Notification, Target},
    merchant::Memory,
    sdk::CheckoutData,
};

/// Reads the page's props and writes what the page shows. Everything in it may be gone already:
/// an answer can come after the component has left.
#[derive(Clone, Copy)]
pub(super) struct Host {
    pub(super) base: StoredValue<String>,
    pub(super) cart: Signal<String>,
    pub(super) locale: Signal<String>,
    pub(super) data: Signal<CheckoutData>,
    pub(super) on_event: Option<Callback<Notification>>,
    pub(super) limits: StoredValue<Limits>,
    pub(super) snapshot: RwSignal<Snapshot>,
    pub(super) elements: Elements,
}

/// The elements that the checkout itself touches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Elements {
    pub(super) widget: NodeRef<Div>,
    pub(super) pay: NodeRef<Button>,
    pub(super) status: NodeRef<P>,
    pub(super) problem: NodeRef<Div>,
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
        let base = self.base.try_get_value().unwrap_or_default();
        Memory::of(&base, &self.identity().0)
    }

    /// The shopper's data as it is now.
    pub(super) fn data(&self) -> CheckoutData {
        self.data.try_get_untracked().unwrap_or_default()
    }

    pub(super) fn container(&self) -> Option<web_sys::Element> {
        let widget = self.elements.widget.try_get_untracked()??;
        widget.is_connected().then(|| widget.unchecked_into())
    }

    pub(super) fn show(&self, snapshot: Snapshot) {
        let shown = self.snapshot.try_with_untracked(|shown| *shown == snapshot);
        if shown == Some(false) {
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
        let elements = self.elements;
        spawn_local(async move {
            tick().await;
            elements.focus(target);
        });
    }
}

impl Elements {
    fn focus(&self, target: Target) -> Option<()> {
        let pay = self.pay.try_get_untracked()??;
        if !is_free_to_move(&pay) {
            return None;
        }
        let problem = self.problem.try_get_untracked()??;
        let status = self.status.try_get_untracked()??;
        let _ = match target {
            Target::Pay => pay.focus(),
            Target::Message if problem.text_content().is_some_and(|it| !it.is_empty()) => {
                problem.focus()
            }
            Target::Message => status.focus(),
        };
        Some(())
    }
}

/// Whether the focus is nowhere, or inside the checkout.
fn is_free_to_move(pay: &web_sys::Element) -> bool {
    let Some(focused) = document().active_element() else {
        return true;
    };
    let nowhere = focused.tag_name() == "BODY";
    let inside = pay
        .parent_element()
        .is_some_and(|root| root.contains(Some(&focused)));
    nowhere || inside
}
